"""Groups of blocks as rows that can change hands within a meeting, and the profiles they add up to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats

from textmine.measure.cells import Cells, Floats, Ints


class Groups(NamedTuple):
    """Groups of blocks (turns) of present pilots in meetings of two pilots or more, sorted by meeting.

    `sums`, shape (G, K), and `weight`, `pilot`, `meeting`, shape (G,); `shape` is (N, T).
    """

    sums: Floats
    weight: Floats
    pilot: Ints
    meeting: Ints
    shape: tuple[int, int]


def groups_of(cells: Cells) -> Groups:
    """Return the groups of cells in which something can be compared."""
    n_meetings = len(cells.meetings)
    pilot, meeting = np.divmod(cells.group_cell, n_meetings)
    keep = np.flatnonzero(cells.present[pilot, meeting] & (cells.present.sum(axis=0) >= 2)[meeting])
    keep = keep[np.argsort(meeting[keep], kind="stable")]
    sums = cells.group_sums[keep]
    dense = np.asarray(sums.toarray() if isinstance(sums, sparse.csr_array) else sums, dtype=np.float64)
    return Groups(dense, cells.group_weight[keep], pilot[keep], meeting[keep], cells.weight.shape)


def shares_of(groups: Groups, pilot: Ints | None = None) -> Floats:
    """Return the mean share of each topic in each cell, shape (N, T, K), NaN where the pilot is absent.

    Parameters
    ----------
    pilot
        Shape (G,): who said each group; None: who did.
    """
    who = groups.pilot if pilot is None else pilot
    n_pilots, n_meetings = groups.shape
    cell = who * n_meetings + groups.meeting
    picker = sparse.csr_array(
        (np.ones(len(cell)), (cell, np.arange(len(cell)))), shape=(n_pilots * n_meetings, len(cell))
    )
    weight = np.bincount(cell, weights=groups.weight, minlength=n_pilots * n_meetings)
    sums = picker @ groups.sums
    means = sums / np.where(weight > 0, weight, np.nan)[:, None]
    return np.asarray(means.reshape(n_pilots, n_meetings, -1))


def relabelled(groups: Groups, *, seed: int, n_permutations: int) -> Iterator[Ints]:
    """Yield who said each group, shape (G,), when groups change hands at random within their meeting.

    Each pilot keeps his number of groups in each meeting; the meeting keeps its agenda and its talk.
    """
    generator = np.random.default_rng(seed)
    for _ in range(n_permutations):
        order = np.lexsort((generator.random(len(groups.meeting)), groups.meeting))
        yield groups.pilot[order]


def mean_over(values: Floats, axis: int) -> Floats:
    """Return the mean of what is not NaN, NaN where nothing is, without a warning.

    Examples
    --------
    >>> mean_over(np.array([[1.0, np.nan], [3.0, np.nan]]), 0)
    array([ 2., nan])
    """
    seen: NDArray[np.bool_] = np.isfinite(values)
    count = seen.sum(axis=axis)
    total = np.where(seen, values, 0.0).sum(axis=axis)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))


def others_mean(shares: Floats) -> Floats:
    """Return the mean over the other pilots present of each topic's share, shape (N, T, K)."""
    seen = np.isfinite(shares)
    count = seen.sum(axis=0, keepdims=True) - seen
    total = np.where(seen, shares, 0.0).sum(axis=0, keepdims=True) - np.where(seen, shares, 0.0)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))


def adjusted(p: Floats) -> Floats:
    """Return p-values adjusted by Benjamini and Hochberg, NaN where they are.

    Examples
    --------
    >>> adjusted(np.array([0.01, np.nan, 0.04])).tolist()
    [0.02, nan, 0.04]
    """
    result = np.full(len(p), np.nan)
    told = np.isfinite(p)
    if told.any():
        result[told] = stats.false_discovery_control(p[told])
    return result
