"""What the effective number of topics loses without each pilot."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from textmine.measure.cells import Cells, Floats
from textmine.measure.complementarity.hill import Deletions, Terms, hill, row_levels, spread

# a score of tables of so many groups by pilots are held at once: of six hundred pilots, 20 MB each
_GROUPS_AT_ONCE: Final = 4_096


class Contributions(NamedTuple):
    """Unique contribution of each pilot, shape (N,), in effective topics, with its 95 % interval."""

    unique: Floats
    low: Floats
    high: Floats


class _Sums(NamedTuple):
    """S and G of all meetings: one S a pilot, one G a pair, 0 where unknown, and which are known."""

    within: Floats
    cross: Floats
    told: NDArray[np.bool_]
    paired: NDArray[np.bool_]


def unique_contributions(cells: Cells, terms: Terms, left: Deletions) -> Contributions:
    """Return ``u_i = gamma(all) - gamma(without i)``, over all meetings.

    Parameters
    ----------
    cells, terms, left
        The cells, `hill_terms` and `deletions` of them.

    Returns
    -------
    Contributions
        Positive: the topics of all are more with the pilot; negative: he makes the talk more uniform. The
        interval is the delete-group jackknife's. NaN for a pilot who never was with another.

    Notes
    -----
    S of a pilot and G of a pair are their levels over meetings once those of the meetings are removed (least
    squares), so that the agenda of a meeting that a pilot missed is not counted for or against him.
    """
    sums = _levels(cells, terms)
    unique = _unique(sums, np.zeros((1, len(sums.within))), np.zeros((1, len(sums.within))), np.zeros(1, int))
    change = _changes(sums, terms, left, unique)
    cell = left.pilot * len(cells.meetings) + left.meeting
    groups = np.where(np.isfinite(terms.within), cells.n_groups, 0).ravel()
    if len(change):
        error = np.sqrt(spread(np.nan_to_num(change, copy=False), cell, groups).sum(axis=0))
    else:
        error = np.full(len(sums.within), np.nan)
    half = stats.norm.ppf(0.975) * error
    return Contributions(unique[0], unique[0] - half, unique[0] + half)


def _changes(sums: _Sums, terms: Terms, left: Deletions, unique: Floats) -> Floats:
    """Return what u of each pilot changes by as each group is left out, shape (K, N)."""
    seen_within = np.isfinite(terms.within).sum(axis=1)
    seen_cross = np.isfinite(terms.cross).sum(axis=2)
    n_pilots = len(sums.within)
    change = np.empty((len(left.pilot), n_pilots))
    for low in range(0, len(change), _GROUPS_AT_ONCE):
        rows = slice(low, low + _GROUPS_AT_ONCE)
        pilot = left.pilot[rows]
        own = np.zeros((len(pilot), n_pilots))
        own[np.arange(len(pilot)), pilot] = left.within[rows] / np.maximum(seen_within[pilot], 1)
        cross = left.cross[rows] / np.maximum(seen_cross[pilot], 1)
        change[rows] = _unique(sums, own, cross, pilot) - unique
    return change


def _levels(cells: Cells, terms: Terms) -> _Sums:
    n = len(cells.pilots)
    first, second = np.triu_indices(n, 1)
    own = row_levels(terms.within, terms.mean_within)
    pairs = row_levels(terms.cross[first, second], terms.mean_cross)
    cross = np.full((n, n), np.nan)
    cross[first, second] = cross[second, first] = pairs
    return _Sums(np.nan_to_num(own), np.nan_to_num(cross), np.isfinite(own), np.isfinite(cross))


def _unique(sums: _Sums, own: Floats, cross: Floats, pilot: NDArray[np.int64]) -> Floats:
    """Return u, shape (K, N), when S changes by `own` and G of one pilot with the others by `cross`."""
    told, paired = sums.told.astype(np.float64), sums.paired.astype(np.float64)
    rows = np.arange(len(pilot))
    moved = np.where(sums.paired[pilot], cross, 0.0)
    row_sums = sums.cross.sum(axis=1) + moved
    row_sums[rows, pilot] += moved.sum(axis=1)
    all_within = sums.within.sum() + own.sum(axis=1)
    all_cross = sums.cross.sum() + 2.0 * moved.sum(axis=1)
    n, n_paired = told.sum(), paired.sum()
    whole = _gamma(all_within, n, all_cross, n_paired)
    without = _gamma(
        all_within[:, None] - sums.within - own,
        n - told,
        all_cross[:, None] - 2.0 * row_sums,
        n_paired - 2.0 * paired.sum(axis=1),
    )
    return np.asarray(np.where(sums.told, whole[:, None] - without, np.nan))


def _gamma(within: Floats, n: float | Floats, cross: Floats, n_paired: float | Floats) -> Floats:
    mean_cross = np.where(np.asarray(n_paired) > 0, cross / np.maximum(n_paired, 1.0), np.nan)
    count = np.maximum(n, 1.0)
    return hill(within / count, mean_cross, count).gamma
