"""Alpha, beta and gamma of order 2, from the same two means of inner products as `dist_u`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textmine.measure.cells import Cells, Floats, Ints, row_products, row_squares
from textmine.measure.distance import cross_products, mean_distance, within_products


class Hill(NamedTuple):
    """Hill numbers of order 2: effective topics of a pilot, effective pilots, effective topics of all."""

    alpha: Floats
    beta: Floats
    gamma: Floats
    complementarity: Floats


class Terms(NamedTuple):
    """The inner products that all Hill numbers of a corpus are made of.

    `within` is S, shape (N, T), and `cross` is G, shape (N, N, T), NaN on the diagonal and where one is
    absent. `mean_within` and `mean_cross`, shape (T,), are their meeting means with the levels of pilots and
    pairs removed, so that an absence is no change. `n_present`, shape (T,), counts pilots.
    """

    within: Floats
    cross: Floats
    mean_within: Floats
    mean_cross: Floats
    n_present: Ints
    is_connected: bool


class Deletions(NamedTuple):
    """What leaving out each group of blocks changes: K groups of cells with three groups or more.

    `within`, shape (K,), is the change of S of its cell; `cross`, shape (K, N), that of G with each other
    pilot of the meeting, 0 where there is none.
    """

    pilot: Ints
    meeting: Ints
    within: Floats
    cross: Floats


def hill(mean_within: ArrayLike, mean_cross: ArrayLike, n: ArrayLike) -> Hill:
    """Return the Hill numbers of order 2 of n pilots, each of equal weight.

    Parameters
    ----------
    mean_within
        Mean over pilots of ``sum_k p_ik^2``, estimated by S.
    mean_cross
        Mean over pairs of pilots of ``sum_k p_ik p_jk``, estimated by G.
    n
        Number of pilots; all three broadcast.

    Returns
    -------
    Hill
        ``alpha = 1 / mean_within``, ``gamma = n / (mean_within + (n - 1) mean_cross)``,
        ``beta = gamma / alpha``, ``complementarity = (beta - 1) / (n - 1)``. Estimates of the two means are
        unbiased, so beta may fall below 1 by chance and is not clipped; NaN where a mean is not positive, or
        n < 2 for the complementarity.

    Notes
    -----
    Jost 2007 (Ecology 88), order 2: the one order whose terms have an unbiased estimator. With overlap
    ``o = mean_cross / mean_within`` complementarity is ``(1 - o) / (1 + (n - 1) o)``: it depends on n, so it
    is compared over time at one n.

    Examples
    --------
    >>> [float(number) for number in hill(0.5, 0.0, 2)]  # two topics each, none in common
    [2.0, 2.0, 4.0, 1.0]
    """
    own, other, count = np.broadcast_arrays(
        *(np.asarray(term, dtype=np.float64) for term in (mean_within, mean_cross, n))
    )
    shared = np.where(count > 1, (count - 1.0) * np.where(count > 1, other, 0.0), 0.0)
    pooled = (own + shared) / count
    alpha, gamma = _inverse(own), _inverse(pooled)
    beta = gamma / alpha
    scale = np.where(count > 1, count - 1.0, np.nan)
    return Hill(alpha, beta, gamma, np.asarray((beta - 1.0) / scale))


def _inverse(values: Floats) -> Floats:
    return np.asarray(1.0 / np.where(values > 0, values, np.nan))


def hill_terms(cells: Cells) -> Terms:
    """Return S and G of every cell and their meeting means."""
    within, cross = within_products(cells), cross_products(cells)
    diagonal = np.arange(len(cells.pilots))
    cross[diagonal, diagonal, :] = np.nan
    n_present = cells.present.sum(axis=0).astype(np.int64)
    # A lone pilot has nobody to be complementary to: the meeting says nothing.
    within = np.where(n_present[None, :] >= 2, within, np.nan)
    first, second = np.triu_indices(len(cells.pilots), 1)
    mean_within, own_connected = mean_distance(within)
    mean_cross, is_connected = mean_distance(cross[first, second])
    return Terms(within, cross, mean_within, mean_cross, n_present, own_connected and is_connected)


def row_levels(values: Floats, means: Floats) -> Floats:
    """Return the level of each row of `values`, shape (P, T), at the mean meeting of `means`, shape (T,).

    Examples
    --------
    >>> row_levels(np.array([[1.0, 2.0], [3.0, np.nan]]), np.array([2.0, 3.0]))
    array([1.5, 3.5])
    """
    seen = np.isfinite(values)
    count = seen.sum(axis=1)
    apart = np.where(seen, values - means, 0.0).sum(axis=1) / np.maximum(count, 1)
    return np.where(count > 0, apart + np.nanmean(means), np.nan)


def precision(cells: Cells) -> Floats:
    """Return the weight of each meeting, shape (T,): ``1 / (mean over pilots of 1 / blocks)^2``, sum 1."""
    inverse = np.where(cells.present, 1.0 / np.maximum(cells.n_blocks, 1), 0.0)
    n_present = cells.present.sum(axis=0)
    mean = inverse.sum(axis=0) / np.maximum(n_present, 1)
    weight = np.where(n_present >= 2, 1.0 / np.maximum(mean, 1e-12) ** 2, 0.0)
    return np.asarray(weight / weight.sum())


def deletions(cells: Cells) -> Deletions:
    """Leave out each group of blocks in turn, in cells of three groups or more."""
    n_meetings = len(cells.meetings)
    pilot, meeting = np.divmod(cells.group_cell, n_meetings)
    keep = (cells.n_groups[pilot, meeting] >= 3) & (cells.present.sum(axis=0)[meeting] >= 2)
    pilot, meeting = pilot[keep], meeting[keep]
    sums, weight = cells.group_sums[np.flatnonzero(keep)], cells.group_weight[keep]
    whole = cells.sums.reshape(-1, cells.sums.shape[2])
    place = pilot * n_meetings + meeting
    own = row_squares(sums)
    left_square = row_squares(whole)[place] - 2.0 * row_products(sums, whole, place) + own
    pairs = (cells.weight[pilot, meeting] - weight) ** 2 - (
        cells.group_weight_squares[pilot, meeting] - weight**2
    )
    left = (left_square - (cells.group_squares[pilot, meeting] - own)) / pairs
    within = left - within_products(cells)[pilot, meeting]
    means = cells.sums / np.where(cells.present, cells.weight, np.nan)[:, :, None]
    cross = np.zeros((len(pilot), len(cells.pilots)))
    for t in range(n_meetings):
        here = np.flatnonzero(meeting == t)
        if not len(here):
            continue
        mean = np.nan_to_num(means[:, t])
        spoken = np.asarray(sums[here] @ mean.T)
        full = mean[pilot[here]] @ mean.T
        total = cells.weight[pilot[here], t]
        cross[here] = (full * total[:, None] - spoken) / (total - weight[here])[:, None] - full
    cross[np.arange(len(pilot)), pilot] = 0.0
    return Deletions(pilot.astype(np.int64), meeting.astype(np.int64), within, cross)


def spread(change: Floats, cell: Ints, n_groups: Ints) -> Floats:
    """Return the jackknife variance that each cell adds to each statistic, shape (C, M).

    Parameters
    ----------
    change
        Shape (K, M): change of M statistics when a group is left out.
    cell
        Shape (K,): the cell of each group.
    n_groups
        Shape (C,): groups of each cell; 0 for absent.

    Notes
    -----
    ``(K - 1) / K * sum of squares`` over the K groups of a cell; variances of cells add up, as pilots speak
    independently given the meeting. A cell whose groups cannot be left out (two groups) takes the mean of
    ``K * variance`` over the others, divided by its groups.
    """
    size = np.bincount(cell, minlength=len(n_groups)).astype(np.float64)
    result = np.zeros((len(n_groups), change.shape[1]))
    for column in range(change.shape[1]):
        total = np.bincount(cell, weights=change[:, column], minlength=len(n_groups))
        apart = change[:, column] - (total / np.maximum(size, 1))[cell]
        squares = np.bincount(cell, weights=apart**2, minlength=len(n_groups))
        variance = squares * (size - 1) / np.maximum(size, 1)
        told = size >= 2
        usual = float((variance * size)[told].mean()) if told.any() else float("nan")
        missing = ~told & (n_groups >= 2)
        result[:, column] = np.where(missing, usual / np.maximum(n_groups, 1), variance)
    return result


def complementarity_errors(
    cells: Cells, terms: Terms, left: Deletions, *, of: list[NDArray[np.int64]], n: int
) -> Floats:
    """Return the delete-group jackknife error of complementarity of each set of meetings.

    Parameters
    ----------
    of
        Sets of meetings, places among T; the two means of a set are those over its meetings.
    n
        Number of pilots that complementarity is told at.

    Notes
    -----
    Where attendance varies, the levels of pilots and pairs are held as if everybody had been there: first
    order, exact when nobody is absent.
    """
    cell = left.pilot * len(cells.meetings) + left.meeting
    present = terms.n_present[left.meeting]
    change_within = left.within / present
    change_cross = 2.0 * left.cross.sum(axis=1) / (present * (present - 1.0))
    errors = np.full(len(of), np.nan)
    for place, meetings in enumerate(of):
        own, other = terms.mean_within[meetings].mean(), terms.mean_cross[meetings].mean()
        here = np.isin(left.meeting, meetings)
        size = float(len(meetings))
        moved = hill(own + change_within[here] / size, other + change_cross[here] / size, n)
        change = moved.complementarity - hill(own, other, n).complementarity
        inside = np.isin(np.arange(len(cells.meetings)), meetings)[None, :] & cells.present
        groups = np.where(inside, cells.n_groups, 0).ravel()
        variance = spread(change[:, None], cell[here], groups)
        errors[place] = np.sqrt(variance.sum()) if len(change) else np.nan
    return errors
