"""How well can one guess, from one turn, which of two pilots speaks: the leave-out estimator."""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np
from scipy import sparse

from textmine.errors import TextmineError
from textmine.measure.cells import Floats, Index, Ints
from textmine.measure.pairwise.places import empty_pairs, require_counts, sum_rows, unit_of, without_diagonal
from textmine.represent.features import Features

# Numbers held at once while two pilots are compared, about 16 MB.
_LARGEST = 2_000_000


def leave_out_distances(
    features: Features, index: Index, *, min_groups: int = 5, leave: str = "both"
) -> Floats:
    """Return the leave-out partisanship of every pair of pilots in every meeting, as ``2 pi - 1``.

    Parameters
    ----------
    features
        Counts of words, shape (n, d).
    index
        Which block belongs to which cell; groups of dependent blocks are the units.
    min_groups
        Groups with a counted word that each of the two needs; at least 2.
    leave
        "own": as published, a group is left out of its own speaker's counts. "both": a group of the other
        speaker is left out along with it, every one in turn.

    Returns
    -------
    array
        Shape (N, N, T): 0 at equality, 1 where one word always tells who speaks; may be negative and is
        never clipped. NaN on the diagonal and where one of the two has too few groups.

    Raises
    ------
    TextmineError
        The features are not counts, `min_groups` is below 2, or `leave` is unknown.

    Notes
    -----
    ``pi = 1/2 mean_a q_a . rho_-a + 1/2 mean_b q_b . (1 - rho_-b)``, with q the word shares of one group and
    ``rho = q_i / (q_i + q_j)`` the posterior that a word comes from i (Gentzkow, Shapiro & Taddy 2019); 1/2
    for a word that nobody else said. With "own" the two rho rest on samples of different sizes, which leaves
    a small negative bias in short cells; with "both" they are the same, so that ``E[(q_a - q_b) . rho] = 0``
    exactly. Unbiased at equality only: a real difference is understated where there is little text.

    Examples
    --------
    >>> import pandas as pd
    >>> from textmine.measure.cells import index_of
    >>> rows = pd.DataFrame({"speaker": list("aabb"), "meeting": ["1"] * 4})
    >>> counts = Features(rows, np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]]), ("x", "y"), "counts")
    >>> index = index_of(rows, between="speaker", over="meeting")
    >>> leave_out_distances(counts, index, min_groups=2)[0, 1, 0]
    np.float64(1.0)
    """
    require_counts(features)
    if min_groups < 2:
        raise TextmineError("pairwise_minimum", name="min_groups", value=min_groups, least=2)
    if leave not in ("both", "own"):
        raise TextmineError("pairwise_leave", value=leave)
    unit, unit_cell = unit_of(index)
    talk = sum_rows(features.values[index.row], unit, len(unit_cell))
    spoken = np.asarray(talk.sum(axis=1), dtype=np.float64).ravel() > 0
    result = empty_pairs(index)
    n_pilots, _, n_meetings = result.shape
    n_units = np.bincount(unit_cell[spoken], minlength=n_pilots * n_meetings).reshape(n_pilots, n_meetings)
    for meeting in range(n_meetings):
        who = np.flatnonzero(n_units[:, meeting] >= min_groups)
        rows = [np.flatnonzero(spoken & (unit_cell == pilot * n_meetings + meeting)) for pilot in who]
        # Words that nobody said in this meeting would only take room.
        words = np.unique(talk[np.concatenate(rows)].indices) if rows else np.zeros(0, dtype=np.int64)
        cells = [_Side.of(talk[found][:, words]) for found in rows]
        for place, i in enumerate(who):
            for j in range(place + 1, len(who)):
                value = _guess(cells[place], cells[j], leave) + _guess(cells[j], cells[place], leave) - 1.0
                result[i, who[j], meeting] = result[who[j], i, meeting] = value
    return without_diagonal(result)


class _Side(NamedTuple):
    """Counts of one cell's groups (n of them, d words), and what every pair asks of them.

    Attributes
    ----------
    counts
        Shape (n, d).
    word
        Shape (m,): the word of each count that is not 0.
    mine
        Shape (m,): share of the word in the cell without the count's group.
    importance
        Shape (m,): share of the word in its group, over the number of groups.
    total, sizes
        Shapes (d,) and (n,): occurrences of each word, and words of each group.
    """

    counts: sparse.csr_array
    word: Ints
    mine: Floats
    importance: Floats
    total: Floats
    sizes: Floats

    @classmethod
    def of(cls, counts: sparse.csr_array) -> Self:
        """Return the side that a cell's counts make."""
        parts = counts.tocoo()
        group, word = parts.coords
        sizes = np.asarray(counts.sum(axis=1), dtype=np.float64).ravel()
        total = np.asarray(counts.sum(axis=0), dtype=np.float64).ravel()
        mine = (total[word] - parts.data) / (sizes.sum() - sizes)[group]
        return cls(counts, word.astype(np.int64), mine, parts.data / sizes[group] / len(sizes), total, sizes)


def _guess(own: _Side, other: _Side, leave: str) -> float:
    """Return how sure one is that a word of `own` is not of `other`: mean over groups."""
    if leave == "own":
        theirs = other.total[own.word] / other.total.sum()
        return float((own.importance * _posterior(own.mine, theirs)).sum())
    step = max(1, _LARGEST // max(len(own.word), len(other.total)))
    whole, sure = other.sizes.sum(), 0.0
    for low in range(0, len(other.sizes), step):
        left = other.total - other.counts[low : low + step].toarray()
        shares = left[:, own.word] / (whole - other.sizes[low : low + step])[:, None]
        sure += float((_posterior(own.mine, shares) @ own.importance).sum())
    return sure / len(other.sizes)


def _posterior(mine: Floats, theirs: Floats) -> Floats:
    """Return the chance that a word is mine; 1/2 where neither has said it."""
    both = mine + theirs
    return np.asarray(np.divide(mine, both, out=np.full(both.shape, 0.5), where=both > 0))
