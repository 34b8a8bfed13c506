"""Whether something about the meetings changes over them: rank trends, groups in time, an extreme start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from textmine.measure.cells import Floats
from textmine.measure.chance import draw_orders, trend_statistics


class Change(NamedTuple):
    """A statistic over n meetings, its p-value where meetings have no order, and the least it could be."""

    statistic: str
    measure: float
    p: float
    n: int
    smallest: float = 0.0

    @property
    def is_constant(self) -> bool:
        """Whether the values are known and all alike: there is nothing that could change."""
        return self.n > 0 and not np.isfinite(self.measure)


def rank_trend(values: Floats, *, seed: int, n_permutations: int) -> Change:
    """Return Spearman's rho of values with time, and its two-sided p-value.

    Parameters
    ----------
    values
        Shape (T,): NaN where unknown; those meetings are left out.

    Notes
    -----
    p is twice the smaller one-sided p-value of the permutation of the order of meetings (all orders for
    T <= 7). ``smallest`` is the p of these values, sorted: with few meetings or many ties nothing could be
    found. NaN where all values are alike.

    Examples
    --------
    >>> change = rank_trend(np.array([1.0, 2.0, 2.5, 7.0, 9.0]), seed=0, n_permutations=99)
    >>> round(change.measure, 9), round(change.p, 4)
    (1.0, 0.0167)
    """
    kept = values[np.isfinite(values)]
    if len(kept) < 2 or np.ptp(kept) <= 1e-12 * np.abs(kept).max():
        return Change("rho", float("nan"), float("nan"), len(kept))
    ranks, times = stats.rankdata(kept), np.arange(len(kept), dtype=np.float64)
    drawn = draw_orders(len(kept), seed=seed, n_permutations=n_permutations)
    statistics, observed = trend_statistics(ranks, np.ones(len(kept)), times, drawn)
    p = min(1.0, 2.0 * min(drawn.p_values(statistics, observed)))
    smallest = 2.0 * min(drawn.p_values(statistics, float(statistics.min())))
    return Change("rho", float(np.corrcoef(ranks, times)[0, 1]), p, len(kept), smallest)


def largest_trend(table: pd.DataFrame, *, seed: int, n_permutations: int) -> tuple[Change, str]:
    """Return the largest Spearman's rho among columns, and which it is.

    Parameters
    ----------
    table
        One row a meeting, in order; one column a thing that may change; without missing values.

    Notes
    -----
    p counts orders whose largest absolute rho, over all columns, is as large (Westfall and Young 1993): it
    holds however many columns there are.

    Examples
    --------
    >>> table = pd.DataFrame({"tour": [3.0, 1.0, 2.0, 3.0, 2.0], "avenir": [0.0, 1.0, 2.0, 4.0, 5.0]})
    >>> change, name = largest_trend(table, seed=0, n_permutations=99)
    >>> name, round(change.measure, 9), round(change.p, 4)
    ('avenir', 1.0, 0.0167)
    """
    varying = table.loc[:, (table.max() - table.min()) > 1e-12]
    if varying.empty:
        return Change("rho", float("nan"), float("nan"), len(table) if len(table.columns) else 0), ""
    times = np.arange(len(table), dtype=np.float64)
    ranks = stats.zscore(stats.rankdata(varying.to_numpy(), axis=0), axis=0)
    rho = stats.zscore(times) @ ranks / len(times)
    drawn = draw_orders(len(times), seed=seed, n_permutations=n_permutations)
    largest = np.abs(stats.zscore(times)[drawn.orders] @ ranks / len(times)).max(axis=1)
    best = int(np.abs(rho).argmax())
    p, smallest = (drawn.p_values(largest, float(rank))[1] for rank in (np.abs(rho).max(), largest.max()))
    return Change("rho", float(rho[best]), p, len(times), smallest), str(varying.columns[best])


def groups_in_time(labels: Sequence[str], *, seed: int, n_permutations: int) -> Change:
    """Return how far labels of meetings stand apart in time: eta squared, 0 to 1, and its p-value.

    Parameters
    ----------
    labels
        One a meeting, in order; "" where unknown: those meetings are left out.

    Notes
    -----
    eta^2 is the share of the variance of time (the meeting's place) that lies between labels; p permutes the
    order of meetings. NaN where all labels are alike.

    Examples
    --------
    >>> change = groups_in_time(["Ana"] * 4 + ["Bo"] * 4, seed=0, n_permutations=999)
    >>> round(change.measure, 3), change.p < 0.05
    (0.762, True)
    """
    known = [label for label in labels if label]
    codes, names = pd.factorize(np.array(known, dtype=object))
    if len(names) < 2:
        return Change("eta2", float("nan"), float("nan"), len(known))
    member = (codes[:, None] == np.arange(len(names))).astype(np.float64)
    times = stats.zscore(np.arange(len(known), dtype=np.float64))

    def between(order: Floats) -> Floats:
        return np.asarray(((order @ member) ** 2 / member.sum(axis=0)).sum(axis=-1) / len(known))

    drawn = draw_orders(len(known), seed=seed, n_permutations=n_permutations)
    observed, permuted = float(between(times)), between(times[drawn.orders])
    p, smallest = (drawn.p_values(permuted, value)[1] for value in (observed, float(permuted.max())))
    return Change("eta2", observed, p, len(known), smallest)


def extreme_start(distance: Floats, weight: Floats) -> Change:
    """Return how far the first meeting lies from the line through the others: Student's t and two-sided p.

    Parameters
    ----------
    distance, weight
        Shape (T,): distance and precision of each meeting.

    Returns
    -------
    Change
        ``n`` is 0 with fewer than five meetings: two degrees of freedom are the least.

    Notes
    -----
    The externally studentised residual of the first meeting in the weighted regression on time, with T - 3
    degrees of freedom. Where pilots were far apart by chance at first and no further apart than usual after,
    all change is in that meeting (regression to the mean); where they really converge, it lies near the line.
    Measured at .05: .04 to .05 without convergence, .10 with a strong one, as large distances are noisier and
    a fall may slow down: what the estimate is without the first meeting says more.

    Examples
    --------
    >>> extreme_start(np.array([9.0, 1.0, 1.2, 0.9, 1.1, 1.0]), np.ones(6)).p < 0.001
    True
    """
    if len(distance) < 5:
        return Change("t", float("nan"), float("nan"), 0)
    times = np.arange(len(distance), dtype=np.float64)
    others, share = times[1:], weight[1:] / weight[1:].sum()
    centre, mean = float(share @ others), float(share @ distance[1:])
    spread = float(share @ (others - centre) ** 2)
    slope = float(share @ ((others - centre) * (distance[1:] - mean))) / spread
    residual = distance[1:] - mean - slope * (others - centre)
    degrees = len(others) - 2
    noise = float(weight[1:] @ residual**2) / degrees
    width = 1.0 / weight[0] + (1.0 + centre**2 / spread) / weight[1:].sum()
    off = float(distance[0]) - mean + slope * centre
    if noise <= 0:
        return Change("t", float("nan"), float("nan"), 0)
    t = off / float(np.sqrt(noise * width))
    return Change("t", t, float(2.0 * stats.t.sf(abs(t), degrees)), len(distance))
