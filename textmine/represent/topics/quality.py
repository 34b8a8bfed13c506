"""How good topics are: coherence, diversity, and whether they come back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import TextmineError
from textmine.represent.features import Features

TOP: Final = 10


def coherence(words: pd.DataFrame, counts: Features, *, top: int = TOP) -> pd.Series:
    """Return the coherence of each topic: mean normalised pointwise mutual information of its top words.

    Parameters
    ----------
    words
        Columns topic, rank, word, as `TopicModel.words` gives them.
    counts
        Features of kind "counts", one row a segment: what co-occurrence is counted in.
    top
        Number of words of each topic that count.

    Returns
    -------
    Series
        Indexed by topic, in [-1, 1]: 1 for words that occur in the same segments only, 0 for independent
        ones, -1 for words never found together. nan for a topic with fewer than two known words.

    Notes
    -----
    ``ln(p(a,b) / p(a) p(b)) / -ln p(a,b)`` over pairs, p the share of segments that hold the words (Bouma
    2009; Lau, Newman & Baldwin 2014). It rises with the length of segments: compare models on the same ones.

    Examples
    --------
    >>> words = pd.DataFrame({"topic": [0, 0], "rank": [1, 2], "word": ["four", "verre"]})
    >>> values = np.array([[1.0, 1.0], [1.0, 1.0], [0.0, 0.0]])
    >>> coherence(words, Features(pd.DataFrame(index=range(3)), values, ("four", "verre"), "counts"))
    topic
    0    1.0
    Name: coherence, dtype: float64
    """
    if counts.kind != "counts":
        raise TextmineError("wrong_kind", wanted="counts", kind=counts.kind)
    present = sparse.csc_array(sparse.csr_array(counts.values) > 0).astype(np.float64)
    column = {word: index for index, word in enumerate(counts.columns)}
    found = {}
    for topic, group in words[words["rank"] <= top].groupby("topic"):
        chosen = [column[word] for word in group["word"] if word in column]
        block = present[:, chosen].toarray()
        found[topic] = _mean_information(block.T @ block / present.shape[0])
    return pd.Series(found, name="coherence", dtype=np.float64).rename_axis("topic")


def _mean_information(together: NDArray[np.float64]) -> float:
    """Return the mean of all pairs, given the share of segments that hold both, shape (k, k)."""
    pairs = []
    for one, other in combinations(range(len(together)), 2):
        both, alone = together[one, other], together[one, one] * together[other, other]
        if both >= 1:
            pairs.append(1.0)
        else:
            pairs.append(float(np.log(both / alone) / -np.log(both)) if both > 0 else -1.0)
    return float(np.mean(pairs)) if pairs else float("nan")


def diversity(words: pd.DataFrame, *, top: int = TOP) -> float:
    """Return the share of different words among the top words of all topics (Dieng, Ruiz & Blei 2020).

    Examples
    --------
    >>> diversity(pd.DataFrame({"topic": [0, 1], "rank": [1, 1], "word": ["prix", "prix"]}))
    0.5
    """
    chosen = words.loc[words["rank"] <= top, "word"]
    return float(chosen.nunique() / len(chosen))


def overlap(ones: pd.DataFrame, others: pd.DataFrame, *, top: int = TOP) -> float:
    """Return the share of top words that two sets of topics have in common, best matched one to one.

    Returns
    -------
    float
        0 to 1; topics beyond the smaller number of the two are left out.

    Examples
    --------
    >>> one = pd.DataFrame({"topic": [0, 1], "rank": [1, 1], "word": ["prix", "four"]})
    >>> overlap(one, one.assign(word=["four", "prix"])), overlap(one, one.assign(word=["four", "port"]))
    (1.0, 0.5)
    """
    from scipy.optimize import linear_sum_assignment

    first, second = _sets(ones, top), _sets(others, top)
    common = np.array([[len(a & b) / max(len(a), len(b)) for b in second] for a in first])
    rows, columns = linear_sum_assignment(-common)
    return float(common[rows, columns].mean())


def mean_overlap(tables: Sequence[pd.DataFrame], *, top: int = TOP) -> float:
    """Return the mean `overlap` of all pairs of fits: stability; nan for fewer than two."""
    pairs = [overlap(one, other, top=top) for one, other in combinations(tables, 2)]
    return float(np.mean(pairs)) if pairs else float("nan")


def _sets(words: pd.DataFrame, top: int) -> list[set[str]]:
    chosen = words[words["rank"] <= top]
    return [set(group["word"]) for _, group in chosen.groupby("topic")]
