"""One distance a meeting: the line through it, what it loses, and how sure both are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse, stats

from textmine.measure.cells import Floats, Ints
from textmine.measure.chance import Trend, jackknife_interval, leverages, trend
from textmine.measure.distance import mean_distance
from textmine.measure.results import Interval

_NONE = (float("nan"), float("nan"))


class Series(NamedTuple):
    """A distance at each of the meetings where it could be measured.

    Attributes
    ----------
    used
        Shape (U,): the meetings, as places among the T of the cells.
    distance, weight
        Shape (U,): mean distance, and precision (sum 1).
    is_connected
        Whether these are all meetings with a pair: those that no pair links to the others are left out.
    """

    used: Ints
    distance: Floats
    weight: Floats
    is_connected: bool

    @property
    def times(self) -> Floats:
        """Shape (U,): place of each meeting among those used."""
        return np.arange(len(self.used), dtype=np.float64)

    @property
    def leverage(self) -> Floats:
        """Shape (U,): how much each meeting pulls on the line through all."""
        return leverages(self.weight, self.times)

    def take(self, kept: Ints) -> Trend:
        """Return the line through some of the meetings, at the times that they have among all."""
        return trend(self.distance[kept], self.weight[kept], self.times[kept])


class Shape(NamedTuple):
    """What is estimated from the distance over meetings; intervals are NaN where there is too little."""

    line: Trend
    relative_slope: float
    relative_interval: Interval
    block_interval: Interval
    share_lost: float
    share_interval: Interval


def series_of(rows: Floats, precision: Floats, weights: Floats | None = None) -> Series:
    """Return the mean distance of each meeting from those of pairs.

    Parameters
    ----------
    rows
        Shape (R, T): distance of each pair (and stratum) at each meeting, NaN where there is none.
    precision
        Shape (T,): weight of each meeting.
    weights
        Shape (R,): weight of each row.

    Examples
    --------
    >>> series_of(np.array([[2.0, 1.0, np.nan]]), np.ones(3)).distance
    array([2., 1.])
    """
    if not np.isfinite(rows).any():
        empty = np.zeros(0)
        return Series(np.zeros(0, dtype=np.int64), empty, empty, False)
    kept, is_connected = _comparable(np.isfinite(rows) & (precision > 0), precision)
    means, _ = mean_distance(rows[:, kept], weights)
    return Series(kept, means, precision[kept] / precision[kept].sum(), is_connected)


def _comparable(seen: NDArray[np.bool_], precision: Floats) -> tuple[Ints, bool]:
    """Return the largest set of meetings that pairs link (of two, the more precise), and if it is all."""
    both = sparse.csr_array(seen.T.astype(np.float64) @ seen.astype(np.float64))
    _, label = sparse.csgraph.connected_components(both, directed=False)
    told = seen.any(axis=0)
    size = np.bincount(label, weights=told.astype(np.float64))
    # a share of all precision is below 1: it decides between sets of one size only
    share = np.where(told, precision, 0.0) / max(float(precision[told].sum()), 1e-300)
    largest = int(np.argmax(size + 0.5 * np.bincount(label, weights=share)))
    kept = np.flatnonzero(told & (label == largest)).astype(np.int64)
    return kept, len(kept) == int(told.sum())


def shape_of(series: Series, errors: Floats | None = None) -> Shape:
    """Estimate the trend of a series of at least two meetings.

    Parameters
    ----------
    errors
        Shape (U,): standard error of each distance, given the meetings.

    Notes
    -----
    The relative slope is the weighted least-squares slope divided by the weighted mean; the share lost is the
    fall of that line from first to last meeting divided by its first value. Intervals leave each meeting out
    in turn, with Wu's weights; that of the blocks alone carries the errors of the distances through ``slope /
    mean`` (delta method): how sure one is of these meetings, not of others.
    """

    def relative(kept: Ints) -> float:
        fit = series.take(kept)
        return fit.slope / fit.mean if fit.mean > 0 else float("nan")

    def lost(kept: Ints) -> float:
        fit = series.take(kept)
        start = float(fit.at(series.times[:1])[0])
        return -fit.slope * (series.times[-1] - series.times[0]) / start if start > 0 else float("nan")

    size = len(series.used)
    every = np.arange(size, dtype=np.int64)
    return Shape(
        series.take(every),
        relative(every),
        jackknife_interval(relative, size, level=0.95, leverage=series.leverage),
        _block_interval(series, errors),
        lost(every),
        jackknife_interval(lost, size, level=0.90, leverage=series.leverage),
    )


def _block_interval(series: Series, errors: Floats | None) -> Interval:
    line = series.take(np.arange(len(series.used), dtype=np.int64))
    if errors is None or not np.isfinite(errors).all() or line.mean <= 0:
        return _NONE
    relative = line.slope / line.mean
    lever = series.weight * (series.times - line.centre) / line.time_spread
    gradient = (lever - relative * series.weight) / line.mean
    half = float(stats.norm.ppf(0.975) * np.sqrt((gradient**2 * errors**2).sum()))
    return (relative - half, relative + half)


def sensitivity_table(p_convergence: float, n_meetings: int, alpha: float) -> pd.DataFrame:
    """Return what the p-value would be if neighbouring meetings resembled each other.

    Parameters
    ----------
    p_convergence
        One-sided p-value that takes the meetings as exchangeable.

    Returns
    -------
    DataFrame
        One row a correlation of neighbouring meetings: ``rho``, ``n_effective`` = T (1 - rho) / (1 + rho),
        ``p`` and ``holds`` (p <= alpha). So few meetings do not tell rho itself.

    Notes
    -----
    The normal score of p is divided by sqrt(T / n_effective): an approximation, to be read as an order of
    size.

    Examples
    --------
    >>> sensitivity_table(0.01, 10, 0.05)["p"].round(3).tolist()
    [0.01, 0.029, 0.064, 0.122]
    """
    rho = np.array([0.0, 0.2, 0.4, 0.6])
    effective = n_meetings * (1.0 - rho) / (1.0 + rho)
    p = stats.norm.sf(stats.norm.isf(p_convergence) * np.sqrt(effective / max(n_meetings, 1)))
    return pd.DataFrame({"rho": rho, "n_effective": effective, "p": p, "holds": p <= alpha})
