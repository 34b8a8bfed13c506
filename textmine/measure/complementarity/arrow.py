"""Is there more after than before? Sums over units whose time can be turned round."""

from __future__ import annotations

import itertools
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from textmine.measure.cells import Floats

_LARGEST_EXACT: Final = 10
_FEWEST_UNITS: Final = 5


class Sides(NamedTuple):
    """What is heard after and before the events of each unit: sums and numbers, shape (U,) each."""

    after: Floats
    n_after: Floats
    before: Floats
    n_before: Floats


class Arrow(NamedTuple):
    """Difference after - before, its 90 % interval, one-sided p for more after; units and events."""

    difference: float
    low: float
    high: float
    p: float
    n_units: int
    n_events: int


def time_arrow(sides: Sides, *, seed: int = 0, n_permutations: int = 999) -> Arrow:
    """Test whether there is more after events than before them.

    Parameters
    ----------
    sides
        One place a unit: units are independent of each other given the meeting, events inside are not.

    Returns
    -------
    Arrow
        NaN where nothing is heard on one of the sides; no interval and no p with fewer than five units.

    Notes
    -----
    The difference is ``sum(after) / sum(n_after) - sum(before) / sum(n_before)``. Where nobody takes
    anything up, talk read backwards is as likely as talk read forwards, whatever the agenda keeps together:
    its expectation is 0. Null: after and before change places in units at random (all 2^U choices up to ten
    units). Interval: jackknife over units, Student's t with U - 1 degrees of freedom, the 90 % that a
    one-sided test at 5 % and an equivalence test read.

    Examples
    --------
    >>> one = np.ones(6)
    >>> found = time_arrow(Sides(0.5 * one, one, 0.25 * one, one))
    >>> found.difference, found.p == 1 / 64
    (0.25, True)
    """
    told = (sides.n_after > 0) | (sides.n_before > 0)
    table = np.stack([np.asarray(side, dtype=np.float64)[told] for side in sides])
    n_units, n_events = table.shape[1], int(max(table[1].sum(), table[3].sum()))
    nan = float("nan")
    if not (table[1].sum() > 0 and table[3].sum() > 0):
        return Arrow(nan, nan, nan, nan, n_units, n_events)
    difference = float(_difference(table.sum(axis=1)))
    left = _difference(table.sum(axis=1)[:, None] - table)
    if n_units < _FEWEST_UNITS or not np.isfinite(left).all():
        return Arrow(difference, nan, nan, nan, n_units, n_events)
    error = float(np.sqrt((n_units - 1) / n_units * ((left - left.mean()) ** 2).sum()))
    half = float(stats.t.ppf(0.95, n_units - 1)) * error
    p = _p_value(table, difference, seed=seed, n_permutations=n_permutations)
    return Arrow(difference, difference - half, difference + half, p, n_units, n_events)


def _difference(sums: Floats) -> Floats:
    """Return after - before from rows after, n_after, before, n_before."""
    after = np.divide(sums[0], sums[1], out=np.full_like(sums[0], np.nan), where=sums[1] > 0)
    before = np.divide(sums[2], sums[3], out=np.full_like(sums[0], np.nan), where=sums[3] > 0)
    return np.asarray(after - before)


def _p_value(table: Floats, observed: float, *, seed: int, n_permutations: int) -> float:
    n_units = table.shape[1]
    is_exact = n_units <= _LARGEST_EXACT
    turned: NDArray[np.bool_]
    if is_exact:
        turned = np.array(list(itertools.product((False, True), repeat=n_units)))
    else:
        turned = np.random.default_rng(seed).random((n_permutations, n_units)) < 0.5
    swapped = table[[2, 3, 0, 1]] - table
    drawn = _difference(table.sum(axis=1)[:, None] + swapped @ turned.T)
    drawn = drawn[np.isfinite(drawn)]
    plus = 0 if is_exact else 1
    return (int((drawn >= observed - 1e-12).sum()) + plus) / (len(drawn) + plus)
