"""Squared distance between two pilots' talk, unbiased at every sample size."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textmine.measure.cells import Cells, Floats, Ints, row_products, row_squares


def dist_u(
    a: ArrayLike, b: ArrayLike, *, groups_a: ArrayLike | None = None, groups_b: ArrayLike | None = None
) -> float:
    """Order-2 U-statistic of the squared distance between two pilots' mean vectors.

    Parameters
    ----------
    a, b
        Blocks of two pilots, shapes (n, d) and (m, d); n, m >= 2.
    groups_a, groups_b
        Shapes (n,), (m,): blocks of one group (cut from one turn) are dependent, and pairs of them are left
        out of the within-pilot term. None: every block is a group of its own.

    Returns
    -------
    float
        ``S_a + S_b - 2 G``; NaN where a pilot has fewer than two groups. Its expectation is the squared
        distance of the means, so that it is 0 on average between two samples of the same talk; single
        values may be negative and are never clipped.

    Notes
    -----
    S is the mean inner product over pairs of blocks of one pilot in different groups, G that over pairs of
    blocks of two pilots: the unbiased squared maximum mean discrepancy with a linear kernel (Gretton et al.
    2012, lemma 6).

    Examples
    --------
    >>> dist_u([[1.0, 0.0], [1.0, 0.0]], [[0.0, 1.0], [0.0, 1.0]])
    2.0
    """
    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    means = first.mean(axis=0) @ second.mean(axis=0)
    return float(_within(first, groups_a) + _within(second, groups_b) - 2.0 * means)


def _within(blocks: Floats, groups: ArrayLike | None) -> float:
    total = blocks.sum(axis=0)
    labels = (
        np.arange(len(blocks)) if groups is None else np.unique(np.asarray(groups), return_inverse=True)[1]
    )
    sums = np.zeros((int(labels.max()) + 1, blocks.shape[1]))
    np.add.at(sums, labels, blocks)
    pairs = float(len(blocks) ** 2 - (np.bincount(labels) ** 2).sum())
    return float(total @ total - (sums * sums).sum()) / pairs if pairs else float("nan")


def within_products(cells: Cells) -> Floats:
    """Return S, shape (N, T): mean inner product of two blocks of one cell, NaN where undefined.

    ``S = (|s|^2 - sum_g |s_g|^2) / (n^2 - sum_g n_g^2)``, with s the cell's sum, s_g its groups' sums.
    """
    squared = np.einsum("ntd,ntd->nt", cells.sums, cells.sums)
    pairs = np.where(cells.present, cells.weight**2 - cells.group_weight_squares, np.nan)
    return np.asarray((squared - cells.group_squares) / pairs)


def cross_products(cells: Cells) -> Floats:
    """Return G, shape (N, N, T): mean inner product of a block of i and a block of j in one meeting."""
    weight = np.where(cells.present, cells.weight, np.nan)
    means = cells.sums / weight[:, :, None]
    return np.asarray(np.einsum("itd,jtd->ijt", means, means, optimize=True))


def distances(cells: Cells) -> Floats:
    """Return `dist_u` of every pair of pilots in every meeting, shape (N, N, T).

    NaN on the diagonal, and where one of the two is absent (fewer than two groups of blocks).
    """
    within = within_products(cells)
    result = within[:, None, :] + within[None, :, :] - 2.0 * cross_products(cells)
    diagonal = np.arange(len(cells.pilots))
    result[diagonal, diagonal, :] = np.nan
    return np.asarray(result)


def mean_distance(pairwise: Floats, weights: Floats | None = None) -> tuple[Floats, bool]:
    """Return the mean distance over pairs at each meeting, with the pairs' own levels removed.

    Parameters
    ----------
    pairwise
        Shape (P, T): distance of each pair (or pair within a stratum) at each meeting, NaN when one of the
        two was absent.
    weights
        Shape (P,): weight of each row, the same at every meeting; None weighs all alike.

    Returns
    -------
    means
        Shape (T,): meeting effects of ``y_pt = pair_p + meeting_t`` by weighted least squares, at the mean
        level of all pairs seen; the plain mean where everybody always attends. NaN where no pair was seen.
    is_connected
        Whether every meeting is comparable with every other through pairs seen in both.
    """
    seen = np.isfinite(pairwise)
    kept = seen.any(axis=1)
    weight = np.ones(int(kept.sum())) if weights is None else weights[kept]
    pairwise, seen = pairwise[kept], seen[kept]
    used = np.asarray(seen.any(axis=0))
    y, o = np.where(seen, pairwise, 0.0)[:, used], seen[:, used].astype(np.float64)
    times = o.sum(axis=1, keepdims=True)
    weighted = o * weight[:, None]
    normal = np.diag(weighted.sum(axis=0)) - (weighted / times).T @ o
    right = (weighted * (y - (y * o).sum(axis=1, keepdims=True) / times)).sum(axis=0)
    effects, _, rank, _ = np.linalg.lstsq(normal, right, rcond=1e-10)
    levels = ((y - effects) * o).sum(axis=1) / times[:, 0]
    means = np.full(len(used), np.nan)
    means[used] = effects + np.average(levels, weights=weight)
    return means, bool(rank >= used.sum() - 1)


def jackknife_errors(cells: Cells) -> Floats:
    """Return the standard error of the mean distance of each meeting, shape (T,).

    Delete-group jackknife: each group of blocks is left out in turn, and the variances of the pilots add up
    (they speak independently of each other given the meeting). A cell of two groups takes the usual spread of
    the others; NaN where no cell has three. Resampling with replacement is no substitute: pairs of a block
    with itself bring the bias back.
    """
    return errors_of(jackknife_spread(cells), cells.present)


class Spread(NamedTuple):
    """How far the mean distance moves as groups of a cell are left out: what one meeting tells of errors.

    Attributes
    ----------
    size
        Shape (N, T): groups of the cell; 0 where the pilot is absent.
    variance
        Shape (N, T): ``(K - 1) / K * sum of squares`` over the cell's K groups, as a share of the pairs.
    """

    size: Ints
    variance: Floats


def jackknife_spread(cells: Cells) -> Spread:
    """Return the jackknife variance of each cell: see `errors_of`."""
    n_meetings = len(cells.meetings)
    pilot, meeting = np.divmod(cells.group_cell, n_meetings)
    within, cross = within_products(cells), cross_products(cells)
    keep = cells.present[pilot, meeting]
    pilot, meeting = pilot[keep], meeting[keep]
    sums, weight = cells.group_sums[np.flatnonzero(keep)], cells.group_weight[keep]
    place = pilot * n_meetings + meeting
    whole = cells.sums.reshape(-1, cells.sums.shape[2])
    left_weight = cells.weight[pilot, meeting] - weight
    own = row_squares(sums)
    left_square = row_squares(whole)[place] - 2.0 * row_products(sums, whole, place) + own
    squares = cells.group_squares[pilot, meeting] - own
    pairs = left_weight**2 - (cells.group_weight_squares[pilot, meeting] - weight**2)
    pairs = np.where(cells.n_groups[pilot, meeting] >= 3, pairs, np.nan)
    within_left = (left_square - squares) / pairs
    means = cells.sums / np.where(cells.present, cells.weight, np.nan)[:, :, None]
    others = (np.nansum(means, axis=0)[None] - means).reshape(whole.shape)
    whole_cross = np.einsum("kd,kd->k", whole, others)[place]
    cross_left = (whole_cross - row_products(sums, others, place)) / left_weight
    cross_full = np.nansum(cross, axis=1)[pilot, meeting] - cross[pilot, pilot, meeting]
    n_present = cells.present.sum(axis=0)
    change = (n_present[meeting] - 1) * (within_left - within[pilot, meeting]) - 2.0 * (
        cross_left - cross_full
    )
    scale = np.maximum(n_present - 1, 1)[meeting]
    cell = pilot * n_meetings + meeting
    size = np.bincount(cell, minlength=cells.weight.size)
    moved = change / scale
    centre = np.bincount(cell, weights=moved, minlength=len(size)) / np.maximum(size, 1)
    squared = np.bincount(cell, weights=(moved - centre[cell]) ** 2, minlength=len(size))
    variance = squared * (size - 1) / np.maximum(size, 1)
    shape = cells.weight.shape
    return Spread(size.reshape(shape).astype(np.int64), variance.reshape(shape))


def errors_of(spread: Spread, present: NDArray[np.bool_]) -> Floats:
    """Return the standard error of the mean distance of each meeting, shape (T,), from those of its cells.

    A cell of two groups, which cannot lose one, takes the mean of ``K * variance`` over all other cells of
    all meetings, divided by 2.
    """
    told = spread.size >= 3
    usual = float((spread.variance * spread.size)[told].mean()) if told.any() else float("nan")
    variance = np.where(told, spread.variance, np.where(spread.size == 2, usual / 2.0, 0.0))
    n_present = present.sum(axis=0)
    n_pairs = n_present * (n_present - 1) / 2.0
    total = (variance * np.maximum(n_present - 1, 1)[None, :] ** 2).sum(axis=0)
    return np.asarray(np.sqrt(total) / np.where(n_pairs > 0, n_pairs, np.nan))
