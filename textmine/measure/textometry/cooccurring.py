"""Cooccurrents: which words are said near which, and the graph of words that go together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import TextmineError
from textmine.files import write_whole
from textmine.measure.textometry.lafon import MIN_COUNT, adjusted
from textmine.represent.features import Features

if TYPE_CHECKING:
    import networkx

Floats = NDArray[np.float64]
MOST_WORDS: Final = 80
GRAPH_ENDINGS: Final = (".gexf", ".graphml")


def cooccurrents(counts: Features, word: str, *, min_count: int = MIN_COUNT) -> pd.DataFrame:
    """Return the words said in the same segments as a word more often than by chance.

    Parameters
    ----------
    counts
        Features of kind "counts", one row a segment.
    word
        One of its columns.
    min_count
        A word must be in this many segments.

    Returns
    -------
    DataFrame
        By falling score: ``word``, ``together`` (segments with both), ``segments`` (with the cooccurrent),
        ``expected``, ``score`` (signed log10 of the hypergeometric tail, as `specificity_scores`, over
        segments: Lafon 1981), ``p_adjusted`` (Benjamini-Hochberg), ``log_odds`` (half a segment added to each
        cell), ``n_speakers`` (who say both in one segment).

    Raises
    ------
    TextmineError
        The word is not among the columns, or the features are no counts.

    Examples
    --------
    >>> rows = pd.DataFrame({"speaker": ["Ana", "Ana", "Bo", "Bo"]})
    >>> values = np.array([[1.0, 1, 0], [2, 1, 0], [1, 1, 1], [0, 0, 1]])
    >>> counts = Features(rows, values, ("four", "verre", "prix"), "counts")
    >>> told = ["word", "together", "segments", "score", "n_speakers"]
    >>> cooccurrents(counts, "four", min_count=1)[told].round(2)
        word  together  segments  score  n_speakers
    0  verre         3         3    0.6           2
    1   prix         1         2   -0.3           1
    """
    present = _present(counts)
    if word not in counts.columns:
        raise TextmineError("no_such_word", word=word)
    place = counts.columns.index(word)
    columns = sparse.csc_array(present)
    own = columns.indices[columns.indptr[place] : columns.indptr[place + 1]]
    segments = np.asarray(present.sum(axis=0), dtype=np.float64).ravel()
    together = np.asarray(present[own].sum(axis=0), dtype=np.float64).ravel()
    kept = np.flatnonzero((segments >= max(min_count, 1)) & (np.arange(len(segments)) != place))
    table = _pairs_told(together[kept], np.full(len(kept), float(len(own))), segments[kept], len(counts))
    table.insert(0, "word", np.array(counts.columns, dtype=object)[kept])
    speaker = counts.rows["speaker"] if "speaker" in counts.rows else pd.Series([""] * len(counts))
    code = pd.factorize(speaker.iloc[own])[0]
    member = sparse.csr_array((np.ones(len(own)), (code, np.arange(len(own)))))
    who = np.asarray(((member @ sparse.csr_array(present[own])).toarray() > 0).sum(axis=0)).ravel()
    table["n_speakers"] = who[kept].astype(np.int64)
    return table.sort_values(["score", "word"], ascending=[False, True]).reset_index(drop=True)


def word_links(
    counts: Features, *, words: Sequence[str] | None = None, most: int = MOST_WORDS, least: float = 2.0
) -> pd.DataFrame:
    """Return the pairs of words that go together, and the maximum tree among them.

    Parameters
    ----------
    counts
        Features of kind "counts", one row a segment.
    words
        Words to link; None takes the `most` of them that are in most segments.
    least
        Least score of a link: 2 for chance below one in a hundred, each pair by itself.

    Returns
    -------
    DataFrame
        ``word``, ``other``, ``together``, ``expected``, ``score``, ``p_adjusted``, ``log_odds`` as
        `cooccurrents`; ``jaccard`` (segments with both over segments with either), ``in_tree`` (whether the
        link is of the maximum spanning tree by score: Kruskal 1956, the "arbre maximum" of similarity
        analysis, Flament 1962).

    Raises
    ------
    TextmineError
        A word that is no column, or the features are no counts.
    """
    present = _present(counts)
    segments = np.asarray(present.sum(axis=0), dtype=np.float64).ravel()
    chosen = _chosen(counts.columns, segments, words, most)
    picked = sparse.csc_array(present)[:, chosen]
    both = np.asarray((picked.T @ picked).toarray(), dtype=np.float64)
    one, other = np.triu_indices(len(chosen), 1)
    size = segments[chosen]
    table = _pairs_told(both[one, other], size[one], size[other], len(counts))
    names = np.array(counts.columns, dtype=object)[chosen]
    table.insert(0, "word", names[one])
    table.insert(1, "other", names[other])
    union = size[one] + size[other] - both[one, other]
    table["jaccard"] = np.divide(both[one, other], union, out=np.zeros(len(one)), where=union > 0)
    kept = (table["score"] >= least).to_numpy()
    table = table[kept].reset_index(drop=True)
    table["in_tree"] = _maximum_tree(one[kept], other[kept], table["score"].to_numpy(), len(chosen))
    order = ["score", "word", "other"]
    return table.sort_values(order, ascending=[False, True, True]).reset_index(drop=True)


def word_graph(links: pd.DataFrame, counts: Features) -> networkx.Graph[str]:
    """Return the graph of links: words with ``segments`` and ``community``, links with all their columns.

    Communities are those of Louvain (Blondel and others 2008), weighted by score, from a fixed seed.
    """
    import networkx

    segments = np.asarray(_present(counts).sum(axis=0)).ravel()
    size = {str(word): int(n) for word, n in zip(counts.columns, segments, strict=True)}
    graph: networkx.Graph[str] = networkx.Graph()
    for row in links.to_dict("records"):
        facts = {str(name): value for name, value in row.items() if name not in {"word", "other"}}
        facts["in_tree"] = bool(facts["in_tree"])
        graph.add_edge(str(row["word"]), str(row["other"]), weight=float(row["score"]), **facts)
    networkx.set_node_attributes(graph, {word: size[word] for word in graph}, "segments")
    found = networkx.community.louvain_communities(graph, weight="weight", seed=0) if len(graph) else []
    groups = sorted(found, key=lambda group: (-len(group), min(group)))
    number = {word: index for index, group in enumerate(groups) for word in group}
    networkx.set_node_attributes(graph, number, "community")
    return graph


def save_graph(graph: networkx.Graph[str], path: str | Path) -> Path:
    """Write a graph for Gephi, Cytoscape and others: GEXF or GraphML by the ending of the name.

    Raises
    ------
    TextmineError
        Another ending.
    """
    import networkx

    path = Path(path)
    if path.suffix not in GRAPH_ENDINGS:
        raise TextmineError("graph_ending", path=path, endings=", ".join(GRAPH_ENDINGS))
    lines = networkx.generate_gexf(graph) if path.suffix == ".gexf" else networkx.generate_graphml(graph)
    text = "\n".join(["<?xml version='1.0' encoding='utf-8'?>", *cast("list[str]", list(lines))])
    return write_whole(path, text.encode("utf-8"))


def _present(counts: Features) -> sparse.csr_array:
    if counts.kind != "counts":
        raise TextmineError("wrong_kind", wanted="counts", kind=counts.kind)
    return sparse.csr_array(sparse.csr_array(counts.values) > 0).astype(np.float64)


def _chosen(
    columns: Sequence[str], segments: Floats, words: Sequence[str] | None, most: int
) -> NDArray[np.int64]:
    if words is None:
        return np.sort(np.argsort(-segments, kind="stable")[:most])
    place = {word: index for index, word in enumerate(columns)}
    unknown = [word for word in words if word not in place]
    if unknown:
        raise TextmineError("no_such_word", word=unknown[0])
    return np.array(sorted({place[word] for word in words}), dtype=np.int64)


def _pairs_told(together: Floats, one: Floats, other: Floats, total: int) -> pd.DataFrame:
    """Return the facts of pairs of words from the segments with both, and with each."""
    from scipy.stats import hypergeom

    mode = np.floor((one + 1) * (other + 1) / (total + 2))
    above = hypergeom.logsf(together - 1, total, other, one)
    below = hypergeom.logcdf(together, total, other, one)
    score = np.where(together >= mode, -above, below) / np.log(10) + 0.0
    cells = [together, one - together, other - together, total - one - other + together]
    half = [cell + 0.5 for cell in cells]
    p = np.minimum(2 * 10.0 ** -np.abs(score), 1.0)
    return pd.DataFrame(
        {
            "together": together.astype(np.int64),
            "segments": other.astype(np.int64),
            "expected": one * other / total,
            "score": score,
            "p_adjusted": adjusted(p) if len(p) else p,
            "log_odds": np.log(half[0] * half[3] / (half[1] * half[2])),
        }
    )


def _maximum_tree(
    one: NDArray[np.int64], other: NDArray[np.int64], score: Floats, n_words: int
) -> NDArray[np.bool_]:
    from scipy.sparse.csgraph import minimum_spanning_tree

    if not len(score):
        return np.zeros(0, dtype=np.bool_)
    # all weights negative, so that the least tree is that of highest score
    weights = sparse.csr_array((-(score + 1.0), (one, other)), shape=(n_words, n_words))
    tree = sparse.coo_array(minimum_spanning_tree(weights))
    kept = {(int(a), int(b)) for a, b in zip(*tree.coords, strict=True)}
    return np.array([(int(a), int(b)) in kept for a, b in zip(one, other, strict=True)], dtype=np.bool_)
