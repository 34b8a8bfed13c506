"""What is left of the estimate under each control: the relative slope and its p-value, again."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from textmine.errors import TextmineError
from textmine.measure.cells import Floats, Ints, cell_sums
from textmine.measure.chance import order_test, trend
from textmine.measure.controls.covariates import order_test_with_covariates, partial_slope
from textmine.measure.controls.meeting_facts import Material
from textmine.measure.convergence import converge
from textmine.measure.distance import distances
from textmine.measure.series import series_of
from textmine.represent.features import Features

DRAWS: Final = 50
_NAN: Final = float("nan")


class Effect(NamedTuple):
    """A control (key of its name in the catalogue), and the relative slope and p-value under it."""

    control: str
    slope: float
    p: float


def with_covariates(material: Material, values: ArrayLike) -> Effect:
    """Return the estimate with covariates of the meetings, shape (U,) or (U, K), held constant.

    NaN where they leave nothing: see `order_test_with_covariates`.
    """
    table = np.asarray(values, dtype=np.float64).reshape(len(material.used), -1)
    known = np.isfinite(table).all(axis=1)
    distance, weight = material.distance[known], material.weight[known]
    times = np.flatnonzero(known).astype(np.float64)
    if not known.any():
        return Effect("control_covariate", _NAN, _NAN)
    try:
        slope = partial_slope(distance, weight, times, table[known])
        test = order_test_with_covariates(
            distance, weight, times, table[known],
            seed=material.seed, n_permutations=material.n_permutations,
        )  # fmt: skip
    except TextmineError:
        return Effect("control_covariate", _NAN, _NAN)
    mean = float(weight @ distance) / float(weight.sum())
    return Effect("control_covariate", slope / mean if mean > 0 else _NAN, test.p_decrease)


def equal_blocks(material: Material, targets: Ints) -> Effect:
    """Return the estimate where every pilot of a meeting has as many blocks.

    Parameters
    ----------
    targets
        Shape (T,): blocks kept of each cell of the meeting, drawn at random `DRAWS` times.

    Notes
    -----
    The slope is that of the mean distance over draws, the p-value the median of the draws', which is the one
    that a corpus of that size would typically give: less text, less power. A U-statistic is the mean of those
    of its subsamples: what changes is how much each meeting weighs, and how noisy it is.
    """
    generator = np.random.default_rng(material.seed)
    first, second = np.triu_indices(len(material.blocks.pilots), 1)
    precision = np.maximum(targets, 1).astype(np.float64) ** 2
    found = np.full((DRAWS, len(targets)), np.nan)
    p = np.full(DRAWS, np.nan)
    for draw in range(DRAWS):
        kept = _ranks(material, generator) < targets[material.blocks.meeting]
        pairwise = distances(cell_sums(material.features, material.blocks.take(kept)))
        series = series_of(pairwise[first, second], precision)
        if len(series.used) < 2:
            continue
        found[draw, series.used] = series.distance
        options = {"seed": material.seed + draw, "n_permutations": min(material.n_permutations, 999)}
        p[draw] = order_test(series.distance, series.weight, series.times, **options).p_decrease
    told = np.isfinite(found).any(axis=0)
    if told.sum() < 2:
        return Effect("control_equal_blocks", _NAN, _NAN)
    times = np.arange(int(told.sum()), dtype=np.float64)
    line = trend(np.nanmean(found[:, told], axis=0), precision[told], times)
    return Effect("control_equal_blocks", _relative(line.slope, line.mean), float(np.nanmedian(p)))


def within_agenda(material: Material, share: Floats) -> Effect:
    """Return the estimate where only blocks on the same agenda item are compared.

    Where the items are too thin for that, the share of the item that changes most, shape (U,), is held
    constant as a covariate instead.
    """
    effect = _again(material, "control_agenda", material.features, strata="agenda")
    return effect if np.isfinite(effect.slope) else with_covariates(material, share)


def without_first(material: Material) -> Effect:
    """Return the estimate without the first meeting."""
    later = (material.features.rows[material.over].astype(str) != material.meetings[0]).to_numpy()
    return _again(material, "control_later", material.features.take(later))


def always_present(material: Material) -> Effect:
    """Return the estimate between the pilots who can be compared at every meeting used."""
    label = "speaker" if material.between == "pilot" else material.between
    names = [material.blocks.pilots[place] for place in np.flatnonzero(material.present.all(axis=1))]
    chosen = material.features.rows[label].astype(str).isin(names).to_numpy()
    if len(names) < 2:
        return Effect("control_same_pilots", _NAN, _NAN)
    return _again(material, "control_same_pilots", material.features.take(chosen))


def without_echoes(material: Material) -> Effect:
    """Return the estimate on the blocks without the words that questions had offered."""
    if material.masked is None:
        return Effect("control_mask", _NAN, _NAN)
    return _again(material, "control_mask", material.masked)


def _again(material: Material, control: str, features: Features, *, strata: str | None = None) -> Effect:
    try:
        result = converge(
            features, between=material.between, over=material.over, strata=strata,
            seed=material.seed, n_permutations=material.n_permutations, alpha=material.alpha,
        )  # fmt: skip
    except TextmineError:
        return Effect(control, _NAN, _NAN)
    return Effect(control, result.relative_slope, result.p_convergence)


def _ranks(material: Material, generator: np.random.Generator) -> Ints:
    """Return a random rank of each block within its cell, shape (M,)."""
    blocks = material.blocks
    cell = blocks.pilot * len(blocks.meetings) + blocks.meeting
    order = np.lexsort((generator.random(len(cell)), cell))
    sizes = np.bincount(cell)
    start = np.concatenate([[0], np.cumsum(sizes)])[cell[order]]
    ranks = np.empty(len(cell), dtype=np.int64)
    ranks[order] = np.arange(len(cell)) - start
    return ranks


def _relative(slope: float, mean: float) -> float:
    return slope / mean if mean > 0 else _NAN


def smallest_cells(material: Material, *, of_all: bool) -> Ints:
    """Return the blocks of the smallest cell, shape (T,): of each meeting, or of all meetings.

    0 at meetings that are not used.
    """
    blocks = np.where(material.present, material.n_blocks, np.iinfo(np.int64).max)
    targets = np.zeros(len(material.blocks.meetings), dtype=np.int64)
    targets[material.used] = blocks.min() if of_all else blocks.min(axis=0)
    return targets
