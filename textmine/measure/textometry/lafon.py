"""Specificities after Lafon: which words a pilot, a meeting or a period uses more than its share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.display import ShownTables
from textmine.errors import TextmineError
from textmine.recipe import Recipe
from textmine.represent.features import Features

Floats = NDArray[np.float64]
MIN_COUNT: Final = 5
_TINY: Final = 1e-250


@dataclass(frozen=True)
class Specificities(ShownTables):
    """Specificity of each word in each part.

    Attributes
    ----------
    table
        One row a word and part: ``word``, ``part``, ``count`` (in the part), ``total`` (of the word),
        ``expected``, ``score`` (signed log10, see `specificity_scores`), ``p`` (of the same tail, doubled
        for two sides), ``p_adjusted`` (Benjamini-Hochberg over all rows), ``n_speakers`` and ``n_segments``
        (of the part, who say it and that hold it), ``dispersion`` (Gries' DP over the part's segments: 0
        even, 1 all in one; nan where the word is not there).
    sizes
        Words counted in each part: ``part``, ``n_words``, ``n_segments``, ``n_speakers``.
    """

    table: pd.DataFrame
    sizes: pd.DataFrame
    settings: dict[str, object]
    recipe: Recipe = field(default_factory=Recipe)

    def best(self, n: int = 10) -> pd.DataFrame:
        """Return the n words of highest score of each part, those above 0."""
        found = self.table[self.table["score"] > 0].sort_values(["score", "word"], ascending=[False, True])
        order = found.groupby("part", sort=False).head(n)
        return order.sort_values("part", kind="stable", key=self._place).reset_index(drop=True)

    def _place(self, parts: pd.Series) -> pd.Series:
        return parts.map({part: place for place, part in enumerate(self.sizes["part"])})

    def __repr__(self) -> str:
        return f"Specificities({self.table['word'].nunique()} words in {len(self.sizes)} parts)"


def specificities(
    counts: Features, *, by: str = "speaker", min_count: int = MIN_COUNT, cumulated: bool = False
) -> Specificities:
    """Compare the words of each part with those of the whole (Lafon 1980).

    Parameters
    ----------
    counts
        Features of kind "counts", one row a segment (`WordCounts`). Count all words, not those of content
        only, for scores that other tools give: the size of a part is the sum of its counts.
    by
        Column of ``counts.rows``: "speaker", "meeting", "group"… Parts stand in order of appearance, so that
        meetings are in their order.
    min_count
        A word must occur this often in all.
    cumulated
        Each part with all before it, against the whole: chronological specificities (Salem 1988).

    Raises
    ------
    TextmineError
        The features are no counts, there is no such column, or fewer than two parts.

    Notes
    -----
    The score takes each occurrence for drawn by itself. Words come in bursts, so that p is too small wherever
    `dispersion` is near 1 or `n_speakers` is 1: look at both before a word is called specific.

    Examples
    --------
    >>> rows = pd.DataFrame({"speaker": ["Ana", "Bo"]})
    >>> counts = Features(rows, np.array([[8.0, 2.0], [2.0, 8.0]]), ("four", "prix"), "counts")
    >>> specificities(counts).best(1)[["part", "word", "count", "score"]].round(2)
      part  word  count  score
    0  Ana  four      8   1.94
    1   Bo  prix      8   1.94
    """
    code, parts = parts_of(counts, by)
    values = sparse.csr_array(counts.values)
    values = sparse.csr_array(values[np.flatnonzero(code >= 0)])
    rows = counts.rows.loc[code >= 0].reset_index(drop=True)
    member = _members(code[code >= 0], len(parts), cumulated=cumulated)
    inside = np.asarray((member @ values).toarray(), dtype=np.float64)
    whole = np.asarray(values.sum(axis=0), dtype=np.float64).ravel()
    kept = np.flatnonzero(whole >= max(min_count, 1))
    scores = specificity_scores(inside[:, kept], whole[kept], inside.sum(axis=1), float(whole.sum()))
    table = _table(scores, inside[:, kept], whole, kept, counts.columns, parts)
    table = table.assign(**_spread(values, member, rows, kept))
    sizes = pd.DataFrame(
        {
            "part": parts,
            "n_words": inside.sum(axis=1).astype(np.int64),
            "n_segments": np.asarray(member.sum(axis=1)).ravel().astype(np.int64),
            "n_speakers": _speakers(member, rows),
        }
    )
    options = {"by": by, "min_count": min_count, "cumulated": cumulated}
    return Specificities(table, sizes, dict(options), counts.recipe.then("specificities", **options))


def parts_of(counts: Features, by: str) -> tuple[NDArray[np.intp], pd.Index]:
    """Return the part of each row of counts, -1 where there is none, and the parts in order of appearance.

    Raises
    ------
    TextmineError
        The features are no counts, there is no such column, or fewer than two parts.
    """
    if counts.kind != "counts":
        raise TextmineError("wrong_kind", wanted="counts", kind=counts.kind)
    if by not in counts.rows:
        raise TextmineError("no_such_column", column=by, columns=", ".join(counts.rows.columns))
    code, parts = pd.factorize(counts.rows[by])
    if len(parts) < 2:
        raise TextmineError("one_part", column=by, found=", ".join(map(str, parts)) or "0")
    return code, parts


def specificity_scores(inside: Floats, whole: Floats, sizes: Floats, total: float) -> Floats:
    """Return the signed score of each word in each part: log10 of one over a hypergeometric tail.

    Parameters
    ----------
    inside
        Shape (n_parts, d): occurrences f of each word in each part.
    whole
        Shape (d,): occurrences F of each word in all.
    sizes
        Shape (n_parts,): words t of each part.
    total
        Words T in all.

    Returns
    -------
    NDArray
        Shape (n_parts, d). Where f is at or above the mode ``⌊(F+1)(t+1)/(T+2)⌋`` of the hypergeometric law,
        ``-log10 P(X ≥ f)``, else ``log10 P(X ≤ f)``. Tails are taken as logarithms: no score underflows.

    Examples
    --------
    The word "patrie" in the first speech of Robespierre's public discourse (Lafon 1980):

    >>> args = np.array([[6.0]]), np.array([153.0]), np.array([8395.0]), 61449.0
    >>> specificity_scores(*args).round(4)
    array([[-4.2432]])
    """
    from scipy.stats import hypergeom

    size = np.broadcast_to(sizes[:, None], inside.shape)
    often = np.broadcast_to(whole[None, :], inside.shape)
    mode = np.floor((often + 1) * (size + 1) / (total + 2))
    scores = np.zeros(inside.shape)
    for side, tail, log_tail, shift in (
        (inside >= mode, hypergeom.sf, hypergeom.logsf, -1.0),
        (inside < mode, hypergeom.cdf, hypergeom.logcdf, 0.0),
    ):
        asked = inside[side] + shift, total, often[side], size[side]
        chance = np.asarray(tail(*asked), dtype=np.float64)
        # logarithms of tails are slow: only where the tail itself is too small for a number
        tiny = chance < _TINY
        logs = np.log(np.where(tiny, 1.0, np.minimum(chance, 1.0)))
        logs[tiny] = log_tail(asked[0][tiny], total, asked[2][tiny], asked[3][tiny])
        scores[side] = (-logs if shift else logs) / np.log(10)
    return scores + 0.0


def adjusted(p: Floats) -> Floats:
    """Return p-values adjusted for the rate of false discoveries (Benjamini & Hochberg 1995), shape as `p`.

    Examples
    --------
    >>> adjusted(np.array([0.01, 0.04, 0.03]))
    array([0.03, 0.04, 0.04])
    """
    from scipy.stats import false_discovery_control

    return np.asarray(false_discovery_control(p, method="bh"), dtype=np.float64)


def _members(code: NDArray[np.int64], n_parts: int, *, cumulated: bool) -> sparse.csr_array:
    """Return which segments are of which part, shape (n_parts, n)."""
    member = sparse.csr_array((np.ones(len(code)), (code, np.arange(len(code)))), shape=(n_parts, len(code)))
    if not cumulated:
        return member
    return sparse.csr_array(sparse.csr_array(np.tril(np.ones((n_parts, n_parts)))) @ member)


def _table(
    scores: Floats,
    inside: Floats,
    whole: Floats,
    kept: NDArray[np.int64],
    words: tuple[str, ...],
    parts: object,
) -> pd.DataFrame:
    n_parts, n_words = scores.shape
    p = np.minimum(2 * 10.0 ** -np.abs(scores), 1.0).ravel()
    return pd.DataFrame(
        {
            "word": np.tile(np.array(words, dtype=object)[kept], n_parts),
            "part": np.repeat(np.array(parts, dtype=object), n_words),
            "count": inside.ravel().astype(np.int64),
            "total": np.tile(whole[kept], n_parts).astype(np.int64),
            "score": scores.ravel(),
            "p": p,
            "p_adjusted": adjusted(p),
        }
    )


def _spread(
    values: sparse.csr_array, member: sparse.csr_array, rows: pd.DataFrame, kept: NDArray[np.int64]
) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
    """Return, row by row of the table, expected counts, segments, speakers and dispersion."""
    chosen = sparse.csc_array(values)[:, kept]
    lengths = np.asarray(values.sum(axis=1), dtype=np.float64).ravel()
    speaker = _speaker_codes(rows)
    total, whole = lengths.sum(), np.asarray(chosen.sum(axis=0), dtype=np.float64).ravel()
    found: dict[str, list[NDArray[np.float64]]] = {
        name: [] for name in ("expected", "n_segments", "n_speakers", "dispersion")
    }
    for part in range(member.shape[0]):
        mine = member.indices[member.indptr[part] : member.indptr[part + 1]]
        block = sparse.csr_array(sparse.csr_array(chosen)[mine])
        said = sparse.csr_array(block > 0).astype(np.float64)
        names, codes = np.unique(speaker[mine], return_inverse=True)
        by_speaker = sparse.csr_array(
            (np.ones(len(mine)), (codes, np.arange(len(mine)))), shape=(len(names), len(mine))
        )
        found["expected"].append(whole * lengths[mine].sum() / total)
        found["n_segments"].append(np.asarray(said.sum(axis=0), dtype=np.float64).ravel())
        heard = sparse.csr_array((by_speaker @ said) > 0).astype(np.float64)
        found["n_speakers"].append(np.asarray(heard.sum(axis=0), dtype=np.float64).ravel())
        found["dispersion"].append(_deviation(block, lengths[mine]))
    whole_numbers = {"n_segments", "n_speakers"}
    return {
        name: np.concatenate(parts).astype(np.int64) if name in whole_numbers else np.concatenate(parts)
        for name, parts in found.items()
    }


def _deviation(block: sparse.csr_array, lengths: Floats) -> Floats:
    """Return Gries' deviation of proportions of each word over segments, nan where it is not there.

    ``½ Σ |f_i/f − s_i|`` with s the segments' shares of the words; for segments without the word the term is
    s_i, so that only those with it are looked at.
    """
    total = np.asarray(block.sum(axis=0), dtype=np.float64).ravel()
    share = lengths / lengths.sum()
    entries = sparse.coo_array(block)
    rows, columns = entries.coords
    there = np.bincount(columns, weights=share[rows], minlength=block.shape[1])
    gaps = np.abs(entries.data / total[columns] - share[rows])
    spread = 0.5 * (np.bincount(columns, weights=gaps, minlength=block.shape[1]) + 1.0 - there)
    return np.asarray(np.where(total > 0, spread, np.nan), dtype=np.float64)


def _speaker_codes(rows: pd.DataFrame) -> NDArray[np.int64]:
    if "speaker" not in rows:
        return np.zeros(len(rows), dtype=np.int64)
    return np.asarray(pd.factorize(rows["speaker"])[0], dtype=np.int64)


def _speakers(member: sparse.csr_array, rows: pd.DataFrame) -> NDArray[np.int64]:
    speaker = _speaker_codes(rows)
    bounds = zip(member.indptr[:-1], member.indptr[1:], strict=True)
    return np.array([len(np.unique(speaker[member.indices[a:b]])) for a, b in bounds], dtype=np.int64)
