"""What chance alone would give: permutation of the order of meetings, and jackknife intervals."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import stats

from textmine.measure.cells import Floats, Ints

LARGEST_EXACT = 7


class Trend(NamedTuple):
    """Weighted least-squares line through the distance over meetings."""

    slope: float
    mean: float
    centre: float
    time_spread: float

    def at(self, times: Floats) -> Floats:
        """Return the line at `times`, shape (T,)."""
        return np.asarray(self.mean + self.slope * (times - self.centre))


class Orders(NamedTuple):
    """Orders of T meetings, shape (B, T), all of them or drawn; the same for all that is tested together."""

    orders: Ints
    is_exact: bool

    def p_values(self, statistics: Floats, observed: float) -> tuple[float, float]:
        """Return the shares of orders whose statistic, shape (B,), is as low, and as high, as observed."""
        slack = 1e-12 * (1.0 + abs(observed))
        plus = 0 if self.is_exact else 1
        total = len(statistics) + plus
        low = (int((statistics <= observed + slack).sum()) + plus) / total
        return low, (int((statistics >= observed - slack).sum()) + plus) / total


class OrderTest(NamedTuple):
    """Permutation of the order of meetings: p-values, and trend lines under the null."""

    p_decrease: float
    p_increase: float
    p_two_sided: float
    n_orders: int
    is_exact: bool
    null_lines: Floats


def trend(distance: Floats, weight: Floats, times: Floats) -> Trend:
    """Fit a line to `distance` at `times` with `weight`, each of shape (T,).

    Examples
    --------
    >>> trend(np.array([3.0, 2.0, 1.0]), np.ones(3), np.arange(3.0)).slope
    -1.0
    """
    share = weight / weight.sum()
    centre = float(share @ times)
    mean = float(share @ distance)
    time_spread = float(share @ (times - centre) ** 2)
    slope = float(share @ ((times - centre) * (distance - mean))) / time_spread
    return Trend(slope, mean, centre, time_spread)


def leverages(weight: Floats, times: Floats) -> Floats:
    """Return how much each meeting pulls on the line through all, shape (T,); they sum to 2.

    Examples
    --------
    >>> leverages(np.ones(3), np.arange(3.0)).round(3).tolist()
    [0.833, 0.333, 0.833]
    """
    share = weight / weight.sum()
    away = (times - share @ times) ** 2
    return np.asarray(share + share * away / (share @ away))


def order_test(
    distance: Floats, weight: Floats, times: Floats, *, seed: int, n_permutations: int
) -> OrderTest:
    """Test whether the distance falls or rises over meetings, by permuting their order.

    Parameters
    ----------
    distance, weight, times
        Shape (T,): distance, precision and time of each meeting.
    n_permutations
        Orders drawn when T > 7; all T! orders are tried otherwise.

    Notes
    -----
    Precision-weighted: with w the weights (sum 1), e_t = sqrt(w_t)(D_t - Dbar_w) is permuted, and the
    statistic is sum_t sqrt(w_t)(t - tbar_w) e_pi(t), so that meetings of little talk, whose distance is
    noisy, do not feign a trend. p = (1 + number at least as extreme) / (1 + number drawn); exact: number
    at least as extreme / T!.

    Examples
    --------
    >>> falling = np.array([3.0, 2.0, 1.0])
    >>> order_test(falling, np.ones(3), np.arange(3.0), seed=0, n_permutations=99).p_decrease
    0.16666666666666666
    """
    line = trend(distance, weight, times)
    root, residual, lever = _whitened(distance, weight, times)
    drawn = draw_orders(len(distance), seed=seed, n_permutations=n_permutations)
    permuted = residual[drawn.orders]
    statistic = permuted @ lever
    p_decrease, p_increase = drawn.p_values(statistic, float(residual @ lever))
    null_lines = (line.mean + permuted @ root)[:, None] + np.outer(
        statistic / line.time_spread, times - line.centre
    )
    p_two_sided = min(1.0, 2.0 * min(p_decrease, p_increase))
    return OrderTest(p_decrease, p_increase, p_two_sided, len(drawn.orders), drawn.is_exact, null_lines)


def _whitened(distance: Floats, weight: Floats, times: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the square roots of the weights, the weighted residuals, and the levers of time, each (T,)."""
    line = trend(distance, weight, times)
    root = np.sqrt(weight / weight.sum())
    return root, root * (distance - line.mean), root * (times - line.centre)


def trend_statistics(distance: Floats, weight: Floats, times: Floats, drawn: Orders) -> tuple[Floats, float]:
    """Return the statistic of `order_test` at each order, shape (B,), and as observed.

    Examples
    --------
    >>> drawn = draw_orders(3, seed=0, n_permutations=99)
    >>> statistics, observed = trend_statistics(np.array([3.0, 2.0, 1.0]), np.ones(3), np.arange(3.0), drawn)
    >>> round(observed - float(statistics.min()), 9)
    0.0
    """
    _, residual, lever = _whitened(distance, weight, times)
    return np.asarray(residual[drawn.orders] @ lever), float(residual @ lever)


def draw_orders(n: int, *, seed: int, n_permutations: int) -> Orders:
    """Return all orders of n meetings where n <= 7, else as many as asked, drawn with the seed.

    Examples
    --------
    >>> draw_orders(3, seed=0, n_permutations=99).orders.shape
    (6, 3)
    """
    if n <= LARGEST_EXACT:
        return Orders(_all_orders(n), True)
    return Orders(_drawn_orders(n, seed, n_permutations), False)


def _all_orders(n: int) -> Ints:
    return np.array(list(itertools.permutations(range(n))), dtype=np.int64)


def _drawn_orders(n: int, seed: int, count: int) -> Ints:
    generator = np.random.default_rng(seed)
    return generator.permuted(np.tile(np.arange(n, dtype=np.int64), (count, 1)), axis=1)


def smallest_p_value(n_meetings: int, n_permutations: int) -> float:
    """Return the smallest one-sided p-value that an order test of `n_meetings` can give.

    Examples
    --------
    >>> [round(smallest_p_value(n, 9_999), 4) for n in (3, 4, 8)]
    [0.1667, 0.0417, 0.0001]
    """
    if n_meetings <= LARGEST_EXACT:
        return 1.0 / math.factorial(n_meetings)
    return 1.0 / (n_permutations + 1)


def jackknife_interval(
    estimate: Callable[[Ints], float], n: int, *, level: float, leverage: Floats | None = None
) -> tuple[float, float]:
    """Return the delete-one jackknife interval of an estimate over n units.

    Parameters
    ----------
    estimate
        Gives the estimate from the indices of the units kept.
    level
        Coverage, such as .95; Student's quantile with n - 2 degrees of freedom (a line takes two).
    leverage
        Shape (n,): that of each unit in the regression behind the estimate; None: units count alike.

    Returns
    -------
    tuple of float
        (NaN, NaN) when n < 4.

    Notes
    -----
    With leverages h the variance is ``sum (1 - h_i) (estimate without i - estimate)^2`` (Wu 1986), which is
    unbiased for a line where the plain sum takes units at the ends, which pull most, for more than they are:
    there the intervals of slopes held the truth too often (`textmine bench validity`).

    Examples
    --------
    >>> values = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    >>> low, high = jackknife_interval(lambda kept: float(values[kept].mean()), 5, level=0.95)
    >>> error = values.std(ddof=1) / 5**0.5
    >>> abs(float((high - low) / 2 / error - stats.t.ppf(0.975, 3))) < 1e-9
    True
    """
    if n < 4:
        return (float("nan"), float("nan"))
    units = np.arange(n, dtype=np.int64)
    left = np.array([estimate(np.delete(units, unit)) for unit in units])
    centre = estimate(units)
    if leverage is None:
        variance = (n - 1) / n * float(((left - left.mean()) ** 2).sum())
    else:
        variance = float(((1.0 - leverage) * (left - centre) ** 2).sum())
    error = float(np.sqrt(variance))
    half = float(stats.t.ppf(0.5 + level / 2.0, n - 2)) * error
    return (centre - half, centre + half)
