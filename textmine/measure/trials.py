"""Trials on synthetic meetings: how often the order test finds a convergence that was planted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textmine.measure.cells import Floats, Index, Ints
from textmine.measure.chance import Orders, draw_orders, order_test
from textmine.measure.pools import LARGEST_CHUNK, Pools, Sizes, draw_distances, left_of, shuffle
from textmine.measure.series import Series, series_of

Tick = Callable[[], None]


class Ground(NamedTuple):
    """What trials start from.

    Attributes
    ----------
    pools
        All blocks of each pilot.
    blocks
        Shape (N, U): blocks of each pilot in each meeting of the series, 0 where he is absent.
    shock
        Variance that whole meetings add to their mean distance; not below 0.
    """

    pools: Pools
    blocks: Ints
    shock: float


class Chance(NamedTuple):
    """How much chance is drawn, and from which seed."""

    n_sets: int
    n_permutations: int
    alpha: float
    seed: int


def blocks_of(index: Index, used: Ints) -> Ints:
    """Return the blocks of each pilot in the meetings used, shape (N, U), 0 below two groups."""
    shape = (len(index.pilots), len(index.meetings))
    cell = index.pilot * shape[1] + index.meeting
    n_cells = shape[0] * shape[1]
    width = int(index.group.max(initial=0)) + 1
    n_groups = np.bincount(np.unique(cell * width + index.group) // width, minlength=n_cells)
    n_blocks = np.where(n_groups >= 2, np.bincount(cell, minlength=n_cells), 0)
    return np.asarray(n_blocks.reshape(shape)[:, used], dtype=np.int64)


def sampling_errors(pools: Pools, blocks: Ints, *, seed: int) -> Floats:
    """Return how much the distance of each meeting varies with the blocks that happen to be said, shape (U,).

    Parameters
    ----------
    blocks
        Shape (N, U): blocks of each pilot in each meeting.

    Notes
    -----
    Standard deviation over draws from the pools. The delete-group jackknife will not do here: its variance
    of a quadratic statistic is biased upward (Efron and Stein 1981), by half and more where a cell has few
    turns, and would hide the shifts of whole meetings.
    """
    n_meetings = blocks.shape[1]
    n_sets = int(np.clip(LARGEST_CHUNK // (n_meetings * pools.start[-1]), 50, 400))
    generator = np.random.default_rng([seed, n_meetings])
    queues = shuffle(pools, n_sets * n_meetings, generator)
    sizes = Sizes(np.tile(blocks.T, (n_sets, 1)), np.ones(n_sets * n_meetings))
    distance, _ = draw_distances(pools, queues, sizes, generator)
    rows = distance.reshape(n_sets, n_meetings, -1).transpose(0, 2, 1)
    kept = rows[_is_connected(rows)]
    return _level_free(kept).std(axis=0, ddof=1) if len(kept) > 1 else np.full(n_meetings, np.nan)


def shock_variance(series: Series, errors: Floats) -> tuple[float, float]:
    """Return the variance between meetings beyond that of their blocks, and its part of the whole.

    Parameters
    ----------
    errors
        Shape (U,): standard error of each distance, given the meeting (`sampling_errors`).

    Returns
    -------
    tuple of float
        Unbiased, hence below 0 where the distances vary less about their trend than their errors say; NaN
        with fewer than three meetings, or an unknown error.

    Notes
    -----
    Method of moments of meta-regression (DerSimonian and Laird 1986; with any weights: DerSimonian and
    Kacker 2007), the weights A those of the order test. With X = (1, t) and P = A - A X (X'AX)^-1 X'A, the
    residual sum of squares D'PD has expectation sum_t P_tt v_t + tau^2 tr P.

    Examples
    --------
    >>> series = Series(np.arange(4), np.array([1.0, 0.0, 0.0, 1.0]), np.full(4, 0.25), True)
    >>> [round(value, 3) for value in shock_variance(series, np.full(4, 0.5))]
    [0.25, 0.5]
    """
    if len(series.used) < 3 or not np.isfinite(errors).all():
        return float("nan"), float("nan")
    design = np.column_stack([np.ones(len(series.used)), series.times])
    weighted = series.weight[:, None] * design
    residual = np.diag(series.weight) - weighted @ np.linalg.solve(design.T @ weighted, weighted.T)
    freedom = float(np.trace(residual))
    whole = float(series.distance @ residual @ series.distance) / freedom
    variance = whole - float(np.diag(residual) @ errors**2) / freedom
    return variance, variance / whole if whole > 0 else float("nan")


def rejections(
    ground: Ground, lost: Sequence[float], n_meetings: int, words: float, *, chance: Chance, tick: Tick
) -> Floats:
    """Return how many trials find each planted loss, with shocks and without; NaN where pools are too small.

    Parameters
    ----------
    lost
        Shares of the initial distance lost by the last meeting.
    n_meetings
        Meetings, at least those of the series; the sizes of further ones are drawn from theirs.
    words
        Multiple of the talk of each pilot in each meeting.
    tick
        Called after each loss.

    Returns
    -------
    Floats
        Shape (2, L): with the shocks of whole meetings, and without them.
    """
    generator = np.random.default_rng([chance.seed, n_meetings, round(1_000 * words)])
    blocks = _drawn_blocks(ground, n_meetings, words, generator, n_sets=chance.n_sets)
    found = np.full((2, len(lost)), np.nan if (blocks > ground.pools.sizes).any() else 0.0)
    weight = _precision(blocks)
    shocks = np.sqrt(ground.shock) * generator.normal(size=weight.shape)
    drawn = draw_orders(n_meetings, seed=chance.seed, n_permutations=chance.n_permutations)
    size = max(1, LARGEST_CHUNK // (n_meetings * max(int(ground.pools.start[-1]), int(blocks[0].sum()))))
    for begin in range(0, chance.n_sets, size):
        part = slice(begin, begin + size)
        n_sets = len(blocks[part])
        queues = shuffle(ground.pools, n_sets * n_meetings, generator)
        levers = _levers(weight[part], drawn)
        for place, loss in enumerate(lost):
            if begin + size >= chance.n_sets:
                tick()
            if np.isnan(found[0, place]):
                continue
            left = np.tile(left_of(loss, n_meetings), n_sets)
            sizes = Sizes(blocks[part].reshape(len(left), -1), left)
            distance, is_enough = draw_distances(ground.pools, queues, sizes, generator)
            rows = distance.reshape(n_sets, n_meetings, -1).transpose(0, 2, 1)
            for row, shock in enumerate((shocks[part], np.zeros_like(shocks[part]))):
                p = _p_values(rows, shock, weight[part], levers, chance)
                found[row, place] += (p <= chance.alpha).sum() if is_enough.all() else np.nan
    return found


def _drawn_blocks(
    ground: Ground, n_meetings: int, words: float, generator: np.random.Generator, *, n_sets: int
) -> Ints:
    """Return the blocks of each pilot in each meeting of each set, shape (B, T, N).

    The meetings of the series come first, in their order; further ones are as long as one of them.
    """
    n_known = ground.blocks.shape[1]
    more = generator.integers(0, n_known, (n_sets, n_meetings - n_known))
    columns = np.concatenate([np.tile(np.arange(n_known), (n_sets, 1)), more], axis=1)
    return np.asarray(np.rint(ground.blocks.T[columns] * words), dtype=np.int64)


def _precision(blocks: Ints) -> Floats:
    """Return the weight of each meeting, shape (B, T), sum 1: `Layers.precision` for many sets at once."""
    inverse = np.where(blocks > 0, 1.0 / np.maximum(blocks, 1), 0.0).sum(axis=2)
    weight = ((blocks > 0).sum(axis=2) / inverse) ** 2
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


class _Levers(NamedTuple):
    root: Floats
    observed: Floats
    permuted: Floats
    drawn: Orders


def _levers(weight: Floats, drawn: Orders) -> _Levers:
    """Return the weighted levers of time in each order, shape (B, orders, T), see `order_test`.

    To permute the levers once is to permute the residuals of every trial.
    """
    times = np.arange(weight.shape[1], dtype=np.float64)
    root = np.sqrt(weight)
    lever = root * (times - (weight @ times)[:, None])
    return _Levers(root, lever, lever[:, np.argsort(drawn.orders, axis=1)], drawn)


def _p_values(rows: Floats, shocks: Floats, weight: Floats, levers: _Levers, chance: Chance) -> Floats:
    """Return the one-sided p-value of each set, shape (B,), from distances of pairs, shape (B, P, T)."""
    usual = _is_connected(rows)
    p = np.empty(len(rows))
    distance = _level_free(rows[usual]) + shocks[usual]
    mean = (weight[usual] * distance).sum(axis=1, keepdims=True)
    residual = levers.root[usual] * (distance - mean)
    observed = np.einsum("bt,bt->b", residual, levers.observed[usual])
    statistic = (levers.permuted[usual] @ residual[:, :, None])[:, :, 0]
    slack = 1e-12 * (1.0 + np.abs(observed))
    plus = 0 if levers.drawn.is_exact else 1
    count = (statistic <= (observed + slack)[:, None]).sum(axis=1)
    p[usual] = (count + plus) / (statistic.shape[1] + plus)
    for place in np.flatnonzero(~usual):
        p[place] = _lone_p_value(rows[place], shocks[place], weight[place], chance)
    return p


def _lone_p_value(rows: Floats, shocks: Floats, weight: Floats, chance: Chance) -> float:
    """Return the p-value of a set in which chance left a meeting without a pair, 1 where none is left."""
    series = series_of(rows, weight)
    if len(series.used) < 2:
        return 1.0
    distance = series.distance + shocks[series.used]
    options = {"seed": chance.seed, "n_permutations": chance.n_permutations}
    return order_test(distance, series.weight, series.times, **options).p_decrease


def _is_connected(rows: Floats) -> NDArray[np.bool_]:
    """Return whether pairs link all meetings of a set, shape (B,), from shape (B, P, T)."""
    seen = np.isfinite(rows)
    linked = np.asarray(seen.all(axis=(1, 2)))
    partly = np.flatnonzero(~linked)
    present = seen[partly].astype(np.float64)
    reach = (present.transpose(0, 2, 1) @ present > 0).astype(np.float64)
    for _ in range(max(1, (rows.shape[2] - 1).bit_length())):
        reach = (reach @ reach > 0).astype(np.float64)
    linked[partly] = reach.all(axis=(1, 2))
    return linked


def _level_free(rows: Floats) -> Floats:
    """Return `mean_distance` of many sets at once, shape (B, T), from shape (B, P, T) all connected."""
    seen = np.isfinite(rows)
    if seen.all():
        return np.asarray(rows.mean(axis=1))
    here, known = seen.astype(np.float64), np.where(seen, rows, 0.0)
    times = here.sum(axis=2, keepdims=True)
    safe = np.maximum(times, 1.0)
    n_meetings = rows.shape[2]
    normal = np.eye(n_meetings) * here.sum(axis=1)[:, :, None] - (here / safe).transpose(0, 2, 1) @ here
    right = (here * (known - known.sum(axis=2, keepdims=True) / safe)).sum(axis=1)
    # effects are known up to a constant: 1 / T takes those that sum to 0
    effects = np.linalg.solve(normal + 1.0 / n_meetings, right[:, :, None])[:, :, 0]
    levels = ((known - effects[:, None, :]) * here).sum(axis=2) / safe[:, :, 0]
    n_seen = (times > 0).sum(axis=1)
    return np.asarray(effects + levels.sum(axis=1, keepdims=True) / n_seen)
