"""Hill numbers of sets of meetings with their intervals, and their trend."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from textmine.measure.cells import Floats, Ints
from textmine.measure.chance import jackknife_interval, leverages, order_test, smallest_p_value, trend
from textmine.measure.complementarity.hill import complementarity_errors, hill, precision
from textmine.measure.complementarity.material import Material
from textmine.measure.complementarity.results import Interval


class Level(NamedTuple):
    """Hill numbers of a set of meetings, and the 95 % intervals of complementarity and of beta."""

    alpha: float
    beta: float
    gamma: float
    complementarity: float
    interval: Interval
    beta_interval: Interval


class Line(NamedTuple):
    """Trend of complementarity over meetings; `weight` and `fit` have shape (U,)."""

    weight: Floats
    fit: Floats
    slope: float
    interval: Interval
    p_fall: float
    p_rise: float
    smallest_p: float


def levels_of(material: Material, sets: list[Ints]) -> list[Level]:
    """Return the Hill numbers of each set of meetings (places among T), at the number of all pilots."""
    terms, n = material.terms, len(material.cells.pilots)
    errors = complementarity_errors(material.cells, terms, material.left, of=sets, n=n)
    levels = []
    for meetings, error in zip(sets, errors.tolist(), strict=True):
        found = hill(terms.mean_within[meetings].mean(), terms.mean_cross[meetings].mean(), n)
        middle, half = float(found.complementarity), float(stats.norm.ppf(0.975)) * error
        interval = (middle - half, middle + half)
        beta = (1.0 + (n - 1) * interval[0], 1.0 + (n - 1) * interval[1])
        levels.append(
            Level(float(found.alpha), float(found.beta), float(found.gamma), middle, interval, beta)
        )
    return levels


def trend_of(material: Material, levels: list[Level], *, seed: int, n_permutations: int) -> Line:
    """Return the precision-weighted line through complementarity, and its test by the order of meetings.

    Parameters
    ----------
    levels
        Those of each used meeting alone.
    """
    values = np.array([level.complementarity for level in levels])
    weight = precision(material.cells)[material.used]
    told = np.flatnonzero(np.isfinite(values)).astype(np.int64)
    times = np.arange(len(values), dtype=np.float64)
    nan, nothing = float("nan"), np.full(len(values), np.nan)
    smallest = smallest_p_value(len(told), n_permutations)
    if len(told) < 2:
        return Line(weight / weight.sum(), nothing, nan, (nan, nan), nan, nan, smallest)

    def slope(kept: Ints) -> float:
        places = told[kept]
        return trend(values[places], weight[places], times[places]).slope

    test = order_test(values[told], weight[told], times[told], seed=seed, n_permutations=n_permutations)
    line = trend(values[told], weight[told], times[told])
    pull = leverages(weight[told], times[told])
    interval = jackknife_interval(slope, len(told), level=0.95, leverage=pull)
    return Line(
        weight / weight.sum(),
        line.at(times),
        line.slope,
        interval,
        test.p_decrease,
        test.p_increase,
        smallest,
    )
