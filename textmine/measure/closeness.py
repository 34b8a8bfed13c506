"""Who came closer to whom: a trend a pair and a pilot, drawn towards the common trend, with intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from textmine.measure.cells import MOST_PILOTS, Floats, Ints
from textmine.measure.chance import draw_orders, jackknife_interval, trend_statistics
from textmine.measure.series import Series, series_of
from textmine.measure.strata import Layers

_COLUMNS = ("slope", "low", "high", "shrunk", "shrunk_low", "shrunk_high", "p", "p_adjusted", "n_meetings")


def pair_trends(
    layers: Layers, precision: Floats, pilots: tuple[str, ...], *, seed: int, n_permutations: int
) -> pd.DataFrame:
    """Return the trend of each pair's distance.

    Returns
    -------
    DataFrame
        One row a pair: ``a``, ``b``, ``slope`` (change a meeting as a share of the mean distance of all
        pairs), ``low`` and ``high`` (95 %, jackknife over meetings), ``shrunk``, ``shrunk_low`` and
        ``shrunk_high`` (see `shrink`), ``p`` (one-sided, order of the pair's own meetings), ``p_adjusted``
        (Benjamini and Hochberg 1995), ``n_meetings``. NaN where the pair met fewer than four times. Of more
        than `MOST_PILOTS`, the pairs of those with most blocks.
    """
    heard = np.argsort(-layers.n_blocks.sum(axis=(0, 2)), kind="stable")[:MOST_PILOTS]
    is_heard = np.isin(np.arange(len(pilots)), heard)
    first, second = np.triu_indices(len(pilots), 1)
    rows = layers.rows.reshape(len(layers.names), len(first), -1)
    told = np.flatnonzero(is_heard[first] & is_heard[second])
    first, second = first[told], second[told]
    parts = [series_of(rows[:, pair], precision, layers.weight) for pair in told]
    table = _trend_table(parts, _scale(layers, precision), seed=seed, n_permutations=n_permutations)
    names = np.array(pilots, dtype=object)
    table.insert(0, "a", names[first])
    table.insert(1, "b", names[second])
    return table


def pilot_trends(
    layers: Layers, precision: Floats, pilots: tuple[str, ...], *, seed: int, n_permutations: int
) -> pd.DataFrame:
    """Return the trend of each pilot's mean distance to the others: as `pair_trends`, with ``pilot``."""
    parts = []
    for pilot in range(len(pilots)):
        others = np.delete(np.arange(len(pilots)), pilot)
        rows = layers.pairwise[:, pilot, others].reshape(-1, layers.pairwise.shape[3])
        parts.append(series_of(rows, precision, np.repeat(layers.weight, len(others))))
    table = _trend_table(parts, _scale(layers, precision), seed=seed, n_permutations=n_permutations)
    table.insert(0, "pilot", list(pilots))
    return table


def _scale(layers: Layers, precision: Floats) -> float:
    """Return the weighted mean distance of all pairs: the unit of every trend."""
    series = series_of(layers.rows, precision, layers.row_weights)
    scale = float(series.weight @ series.distance) if len(series.used) else float("nan")
    return scale if scale > 0 else float("nan")


def _trend_table(parts: list[Series], scale: float, *, seed: int, n_permutations: int) -> pd.DataFrame:
    found = [_one_trend(part, scale, seed=seed, n_permutations=n_permutations) for part in parts]
    slope, low, high, p = np.array(found, dtype=np.float64).reshape(-1, 4).T
    sizes = np.array([len(part.used) for part in parts], dtype=np.int64)
    width = 2.0 * np.array([stats.t.ppf(0.975, n - 2) if n >= 4 else np.nan for n in sizes])
    shrunk, half = shrink(slope, (high - low) / width)
    values = (slope, low, high, shrunk, shrunk - half, shrunk + half, p, adjusted(p), sizes)
    return pd.DataFrame(dict(zip(_COLUMNS, values, strict=True)))


def _one_trend(part: Series, scale: float, *, seed: int, n_permutations: int) -> tuple[float, ...]:
    size = len(part.used)
    if size < 4 or not np.isfinite(scale):
        return (np.nan,) * 4

    def slope(kept: Ints) -> float:
        return part.take(kept).slope / scale

    low, high = jackknife_interval(slope, size, level=0.95, leverage=part.leverage)
    drawn = draw_orders(size, seed=seed, n_permutations=n_permutations)
    p, _ = drawn.p_values(*trend_statistics(part.distance, part.weight, part.times, drawn))
    return (slope(np.arange(size, dtype=np.int64)), low, high, p)


def shrink(estimates: Floats, errors: Floats) -> tuple[Floats, Floats]:
    """Draw estimates towards their common mean, the more so the less sure they are.

    Parameters
    ----------
    estimates, errors
        Shape (P,): estimates and standard errors; NaN where there is none.

    Returns
    -------
    shrunk, half_width
        Shape (P,): posterior means, and half the width of their 95 % intervals.

    Notes
    -----
    Empirical Bayes under ``b_p ~ N(mu, tau^2 + s_p^2)``, tau^2 by DerSimonian and Laird (1986), mu by
    inverse variances. The pull towards mu, B = (k - 3) / (k - 1) s_p^2 / (s_p^2 + tau^2), and the variance
    s_p^2 (1 - B) + B^2 var(mu) + 2 B^2 (b_p - mu)^2 / (k - 3) allow for tau^2 being estimated (Morris 1983).
    Pairs share pilots and meetings, which this leaves out. NaN with fewer than four estimates.

    Examples
    --------
    >>> shrunk, _ = shrink(np.array([-2.0, -1.0, 1.0, 2.0]), np.full(4, 10.0))
    >>> shrunk.round(2).tolist()
    [-1.33, -0.67, 0.67, 1.33]
    """
    told = np.isfinite(estimates) & np.isfinite(errors) & (errors > 0)
    shrunk, half = np.full(len(estimates), np.nan), np.full(len(estimates), np.nan)
    if told.sum() < 4:
        return shrunk, half
    b, variance = estimates[told], errors[told] ** 2
    fixed = 1.0 / variance
    centre = float(fixed @ b / fixed.sum())
    excess = float(fixed @ (b - centre) ** 2) - (len(b) - 1)
    between = max(0.0, excess / float(fixed.sum() - (fixed**2).sum() / fixed.sum()))
    precise = 1.0 / (between + variance)
    centre = float(precise @ b / precise.sum())
    pull = (len(b) - 3) / (len(b) - 1) * variance / (between + variance)
    shrunk[told] = centre + (1.0 - pull) * (b - centre)
    unsure = 2.0 / (len(b) - 3) * pull**2 * (b - centre) ** 2
    spread = variance * (1.0 - pull) + pull**2 / precise.sum() + unsure
    half[told] = stats.norm.ppf(0.975) * np.sqrt(spread)
    return shrunk, half


def adjusted(p_values: Floats) -> Floats:
    """Return Benjamini and Hochberg's (1995) adjusted p-values, NaN where there is no p-value.

    Examples
    --------
    >>> adjusted(np.array([0.01, 0.04, np.nan])).round(3)
    array([0.02, 0.04,  nan])
    """
    told = np.isfinite(p_values)
    result = np.full(len(p_values), np.nan)
    if told.any():
        result[told] = stats.false_discovery_control(p_values[told])
    return result
