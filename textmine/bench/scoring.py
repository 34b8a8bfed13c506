"""What is measured on one synthetic corpus: textmine's estimates, and naive ones beside them."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import stats

from textmine.bench.sampling import Sample
from textmine.bench.truth import true_complementarity, true_distance, true_strata
from textmine.measure.cells import Floats, Index, gather, index_of
from textmine.measure.chance import Orders, draw_orders, trend, trend_statistics
from textmine.measure.complementarity.hill import hill, hill_terms
from textmine.measure.convergence import distance_series
from textmine.measure.discriminant import cross_fitted
from textmine.measure.distance import distances
from textmine.measure.imitation.cross import SHARPNESS, Kernel, differences, joint_differences
from textmine.measure.imitation.leadership import Influences, against_orders, influences_of
from textmine.measure.pairwise.baselines import centroid_distances
from textmine.measure.pairwise.entropy import jsd_distances
from textmine.measure.series import Series, series_of, shape_of
from textmine.measure.strata import Layers, layers_of
from textmine.represent.words import weigh

Scores = dict[str, float]
N_ORDERS: Final = 999
_NAIVE: Final = {"jsd": ("counts", jsd_distances), "centroid": ("vectors", centroid_distances)}


def score_trend(sample: Sample) -> Scores:
    """Return p-values and relative slopes of convergence, with the truth where it is known.

    Returns
    -------
    dict
        For "vectors" (pilot vectors), "axes" (cross-fitted discriminant axes of them) and "style", compared
        within agenda strata where there are some: ``p_…``, ``slope_…``; ``low``, ``high`` (95 % interval of
        the vectors' slope) and ``truth``; ``p_whole`` (vectors, all talk as one); naive: ``p_jsd``,
        ``p_centroid``, ``slope_…`` (unweighted line, all talk). ``p_rise_…``: p-values of divergence.
    """
    found: Scores = {}
    drawn = draw_orders(sample.world.n_meetings, seed=0, n_permutations=N_ORDERS)
    strata = "agenda" if sample.rows["agenda"].nunique() > 1 else None
    vectors = sample.features("vectors")
    tables = {"vectors": vectors, "axes": cross_fitted(vectors), "style": sample.features("style")}
    for name, features in tables.items():
        layers = layers_of(features, index_of(features.rows, between="pilot", over="meeting"), strata=strata)
        series = series_of(layers.rows, layers.precision(), layers.row_weights)
        shape = shape_of(series)
        found |= _p(name, series, drawn) | {f"slope_{name}": shape.relative_slope}
        if name == "vectors":
            low, high = shape.relative_interval
            found |= {"low": low, "high": high, "truth": _true_slope(sample, series, layers)}
    whole, _, _ = distance_series(vectors)
    found |= _p("whole", whole, drawn)
    index = index_of(sample.rows, between="pilot", over="meeting")
    above = np.triu_indices(len(index.pilots), 1)
    for name, (kind, measure) in _NAIVE.items():
        means = np.nanmean(measure(sample.features(kind), index)[above], axis=0)
        used = np.flatnonzero(np.isfinite(means))
        plain = Series(used, means[used], np.full(len(used), 1.0 / len(used)), True)
        line = trend(plain.distance, plain.weight, plain.times)
        found |= _p(name, plain, drawn) | {f"slope_{name}": line.slope / line.mean}
    return found


def _p(name: str, series: Series, drawn: Orders) -> Scores:
    """Return the one-sided p-values of a fall and of a rise; 1 where there is no series to test."""
    size = len(series.used)
    fall, rise = 1.0, 1.0
    if size >= 3:
        if size != drawn.orders.shape[1]:
            drawn = draw_orders(size, seed=0, n_permutations=N_ORDERS)
        fall, rise = drawn.p_values(*trend_statistics(series.distance, series.weight, series.times, drawn))
    return {f"p_{name}": fall, f"p_rise_{name}": rise}


def _true_slope(sample: Sample, series: Series, layers: Layers) -> float:
    """Return the relative slope of the expected distances, with the weights of the estimate."""
    if len(series.used) != sample.world.n_meetings or sample.world.attendance < 1:
        return float("nan")
    distance = true_distance(sample, "vectors")
    if len(layers.names) > 1:
        labels, by_label, _ = true_strata(sample, "vectors")
        weights = dict(zip(layers.names, layers.weight.tolist(), strict=True))
        weight = np.array([weights.get(label, 0.0) for label in labels])
        distance = weight @ np.where(weight[:, None] > 0, by_label, 0.0)
    line = trend(distance, series.weight, series.times)
    return line.slope / line.mean if line.mean > 0 else float("nan")


def score_bias(sample: Sample) -> Scores:
    """Return the mean distance of pilots, less what is expected of their pools; and naive distances."""
    cells = gather(sample.features("vectors"), between="pilot", over="meeting")
    index = index_of(sample.rows, between="pilot", over="meeting")
    above = np.triu_indices(len(index.pilots), 1)
    naive = {
        name: float(np.nanmean(measure(sample.features(kind), index)[above]))
        for name, (kind, measure) in _NAIVE.items()
    }
    bias = float(np.nanmean(distances(cells)[above]) - true_distance(sample, "vectors").mean())
    return {"bias": bias, "distance": float(np.nanmean(distances(cells)[above])), **naive}


def score_direction(sample: Sample) -> Scores:
    """Return how well the direction of imitation is recovered.

    Returns
    -------
    dict
        For each method: ``auc_…`` (of the N (N - 1) ordered pairs: influence of the leader on the others
        against all other pairs; NaN without a leader), ``top_…`` (the planted leader, or pilot 0 where there
        is none, has the largest leadership), ``p_…`` where there is a test. Methods: lag1 and sign as
        `imitate` has them by default (vectors and tf-idf, blocks); sharp (lag1, vectors alone), means (lag1,
        the cells' mean vectors); and naive projection and lagged cosine.
    """
    features = sample.features("vectors")
    index = index_of(features.rows, between="pilot", over="meeting")
    strata = "agenda" if sample.rows["agenda"].nunique() > 1 else None
    drawn = draw_orders(len(index.meetings), seed=0, n_permutations=N_ORDERS)
    tables = (features, weigh(sample.features("counts"), power=2.0))
    joint = joint_differences(tables, index, strata=strata)
    sharp = differences(features, index, strata=strata, sharpness=SHARPNESS)
    plain = differences(features, index, strata=strata)
    target = 0 if sample.leader is None else sample.leader
    scores = np.equal(np.arange(len(index.pilots)), target).astype(np.float64)
    found: Scores = {}
    methods: tuple[tuple[str, Floats, Kernel], ...] = (
        ("lag1", joint, "lag1"), ("sign", joint, "sign"), ("sharp", sharp, "lag1"), ("means", plain, "lag1"),
    )  # fmt: skip
    for name, odd, kernel in methods:
        tested = against_orders(odd, scores, kernel=kernel, drawn=drawn)
        found |= _recovered(name, influences_of(odd, kernel), sample.leader)
        found |= {f"p_{name}": tested.p_more, f"named_{name}": float(tested.p_adjusted.min() <= 0.05)}
    for name, influence in _naive_influences(features_means(sample, index)).items():
        found |= _recovered(name, Influences(influence, np.ones_like(influence)), sample.leader)
    return found


def _recovered(name: str, influences: Influences, leader: int | None) -> Scores:
    mean = influences.mean
    off = ~np.eye(len(mean), dtype=np.bool_)
    leadership = np.nansum(np.where(off, mean, 0.0), axis=0)
    top = int(np.argmax(leadership))
    found = {f"top_{name}": float(top == (0 if leader is None else leader)), f"auc_{name}": float("nan")}
    if leader is not None:
        is_lead = np.zeros_like(mean, dtype=np.bool_)
        is_lead[:, leader] = True
        found[f"auc_{name}"] = area_under_curve(mean[off & is_lead], mean[off & ~is_lead])
    return found


def area_under_curve(positive: Floats, negative: Floats) -> float:
    """Return the chance that a positive has a larger value than a negative, ties half (Mann-Whitney).

    Examples
    --------
    >>> area_under_curve(np.array([2.0, 3.0]), np.array([1.0, 2.0]))
    0.875
    """
    positive, negative = positive[np.isfinite(positive)], negative[np.isfinite(negative)]
    if not len(positive) or not len(negative):
        return float("nan")
    wins = stats.mannwhitneyu(positive, negative).statistic
    return float(wins) / (len(positive) * len(negative))


def features_means(sample: Sample, index: Index) -> Floats:
    """Return the mean vector of each cell, shape (N, T, d)."""
    cells = gather(sample.features("vectors"), between="pilot", over="meeting")
    return np.asarray(cells.sums / np.maximum(cells.weight, 1.0)[:, :, None])


def _naive_influences(means: Floats) -> dict[str, Floats]:
    """Return the projection of a move on the way to another pilot, and the lagged cosine; (N, N) each."""
    move = means[:, None, 1:] - means[:, None, :-1]
    way = means[None, :, :-1] - means[:, None, :-1]
    length = np.maximum((way**2).sum(axis=3), 1e-12)
    projection = ((move * way).sum(axis=3) / length).mean(axis=2)
    unit = means / np.maximum(np.linalg.norm(means, axis=2, keepdims=True), 1e-12)
    cosine = np.einsum("itd,jtd->ij", unit[:, 1:], unit[:, :-1]) / (means.shape[1] - 1)
    return {"projection": projection, "cosine": cosine}


def score_complementarity(sample: Sample) -> Scores:
    """Return the complementarity estimated and planted, and the naive one of the cells' mean shares."""
    cells = gather(sample.features("shares"), between="pilot", over="meeting")
    terms = hill_terms(cells)
    n_pilots = len(cells.pilots)
    found = hill(terms.mean_within, terms.mean_cross, n_pilots).complementarity
    means = cells.sums / np.maximum(cells.weight, 1.0)[:, :, None]
    squares = np.einsum("ntd,ntd->nt", means, means).mean(axis=0)
    pooled = (means.mean(axis=0) ** 2).sum(axis=1)
    naive = (squares / pooled - 1.0) / (n_pilots - 1)
    return {
        "estimate": float(np.nanmean(found)),
        "planted": float(true_complementarity(sample).mean()),
        "target": float(true_complementarity(sample, "shares").mean()),
        "naive": float(naive.mean()),
    }
