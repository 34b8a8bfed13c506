"""Trends of pairs and pilots, shrinkage, intervals, and the sensitivity to neighbouring meetings."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests

from textmine.measure.chance import draw_orders, order_test, trend_statistics
from textmine.measure.closeness import adjusted, shrink
from textmine.measure.convergence import converge
from textmine.measure.series import sensitivity_table, series_of, shape_of
from textmine.represent.features import Features


def leaving_one(seed=0, n_meetings=8, n_blocks=40):
    """p0 walks to the point where p1 stands; p2 and p3 stay apart."""
    rng = np.random.default_rng(seed)
    rows, values = [], []
    corners = np.eye(4)
    for t in range(n_meetings):
        way = t / (n_meetings - 1)
        places = [corners[0] * (1 - way) + corners[1] * way, corners[1], corners[2], corners[3]]
        for i, place in enumerate(places):
            for _ in range(n_blocks):
                rows.append((f"p{i}", f"m{t}", t, len(rows)))
                values.append(place + rng.normal(0, 0.3, 4))
    frame = pd.DataFrame(rows, columns=["speaker", "meeting", "order", "group"])
    return Features(frame, np.array(values), tuple("wxyz"), "vectors")


def test_the_pair_that_came_closer_is_named():
    result = converge(leaving_one(), between="speaker")
    table = result.pair_trends.sort_values("slope")
    first = table.iloc[0]
    assert (first["a"], first["b"]) == ("p0", "p1")
    assert first["p_adjusted"] < 0.05
    assert first["low"] < first["slope"] < first["high"] < 0
    assert result.pilot_trends.sort_values("slope")["pilot"].iloc[0] in {"p0", "p1"}
    still = table[(table["a"] == "p2") & (table["b"] == "p3")].iloc[0]
    assert still["low"] < 0 < still["high"]


def test_shrinkage_is_that_of_random_effects():
    rng = np.random.default_rng(1)
    b, s = rng.normal(-0.1, 0.3, 12), rng.uniform(0.1, 0.3, 12)
    oracle = combine_effects(b, s**2, method_re="dl")
    tau2, centre = oracle.tau2, oracle.mean_effect_re
    shrunk, half = shrink(b, s)
    pull = 9 / 11 * s**2 / (tau2 + s**2)
    assert shrunk == pytest.approx(pull * centre + (1 - pull) * b)
    assert (half < 1.96 * s * 1.3).all()


def test_shrinkage_leaves_what_is_missing_missing():
    shrunk, half = shrink(np.array([0.1, np.nan, 0.3]), np.array([0.1, 0.1, np.nan]))
    assert np.isnan(shrunk).all()
    assert np.isnan(half).all()


def test_shrunk_intervals_cover():
    rng = np.random.default_rng(2)
    hits = []
    for _ in range(300):
        truth = rng.normal(0.0, 0.2, 15)
        errors = np.full(15, 0.2)
        shrunk, half = shrink(truth + rng.normal(0, errors), errors)
        hits.append((np.abs(shrunk - truth) <= half).mean())
    assert 0.93 < np.mean(hits) < 0.97


def test_adjusted_p_values_equal_statsmodels():
    p = np.random.default_rng(3).uniform(size=20)
    assert adjusted(p) == pytest.approx(multipletests(p, method="fdr_bh")[1])


def test_statistics_and_test_agree():
    distance, weight = np.random.default_rng(4).normal(1, 0.2, 9), np.full(9, 1 / 9)
    times = np.arange(9.0)
    drawn = draw_orders(9, seed=5, n_permutations=500)
    low, high = drawn.p_values(*trend_statistics(distance, weight, times, drawn))
    test = order_test(distance, weight, times, seed=5, n_permutations=500)
    assert (low, high) == (test.p_decrease, test.p_increase)


def test_block_interval_is_the_delta_method():
    distance = np.array([2.0, 1.5, 1.2, 1.4, 1.0])
    errors = np.array([0.2, 0.1, 0.2, 0.1, 0.3])
    series = series_of(distance[None], np.full(5, 0.2))
    low, high = shape_of(series, errors).block_interval
    rng = np.random.default_rng(6)
    draws = [
        shape_of(series_of((distance + rng.normal(0, errors))[None], np.full(5, 0.2))).relative_slope
        for _ in range(4_000)
    ]
    assert (high - low) / 2 / 1.96 == pytest.approx(np.std(draws), rel=0.08)


def test_sensitivity_at_no_correlation_is_the_p_value_itself():
    table = sensitivity_table(0.03, 8, 0.05)
    assert table["p"].iloc[0] == pytest.approx(0.03)
    assert table["n_effective"].iloc[0] == 8
    assert table["p"].is_monotonic_increasing
    # rho .2: T_eff = 8 * .8 / 1.2
    assert table["p"].iloc[1] == pytest.approx(stats.norm.sf(stats.norm.isf(0.03) * np.sqrt(0.8 / 1.2)))


def test_a_pair_that_met_three_times_has_no_trend():
    features = leaving_one()
    gone = ((features.rows["speaker"] == "p3") & (features.rows["order"] >= 3)).to_numpy()
    table = converge(features.take(~gone), between="speaker").pair_trends
    with_p3 = table[table["b"] == "p3"]
    assert with_p3["n_meetings"].tolist() == [3, 3, 3]
    assert with_p3["slope"].isna().all()
    assert table[table["b"] != "p3"]["slope"].notna().all()
