"""Trends of what meetings were, against scipy and by hand."""

import itertools

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from textmine.measure.controls.trends import extreme_start, groups_in_time, largest_trend, rank_trend

CHANCE = {"seed": 0, "n_permutations": 999}


def test_rank_trend_is_spearmans_with_all_orders():
    values = np.array([3.0, 1.0, 4.0, 4.0, 9.0, 2.0])
    change = rank_trend(values, **CHANCE)
    times = np.arange(6)
    assert change.measure == pytest.approx(stats.spearmanr(times, values).statistic)
    every = [stats.spearmanr(order, values).statistic for order in itertools.permutations(range(6))]
    one_sided = np.mean(np.array(every) >= change.measure - 1e-12)
    assert change.p == pytest.approx(2 * one_sided)
    assert change.n == 6


def test_unknown_meetings_are_left_out():
    values = np.array([1.0, np.nan, 2.0, 3.0, np.nan, 4.0, 5.0])
    change = rank_trend(values, **CHANCE)
    assert (change.n, change.measure) == (5, pytest.approx(1.0))
    assert change.p == pytest.approx(2 / 120)


@pytest.mark.parametrize("values", [np.full(6, 0.1), np.full(6, np.nan)])
def test_nothing_varies(values):
    change = rank_trend(values, **CHANCE)
    assert np.isnan(change.measure) and np.isnan(change.p)
    assert change.is_constant == bool(np.isfinite(values).all())


def test_what_could_never_be_found_is_known():
    # one meeting of eight differs: at best it is the last, one order in eight, two-sided
    change = rank_trend(np.array([1.0, 1, 1, 0, 1, 1, 1, 1]), seed=0, n_permutations=9_999)
    assert change.smallest == pytest.approx(0.25, abs=0.02)
    assert rank_trend(np.arange(4.0), **CHANCE).smallest == pytest.approx(2 / 24)


def test_largest_trend_pays_for_looking_at_many():
    rng = np.random.default_rng(0)
    found = []
    for seed in range(150):
        table = pd.DataFrame(rng.normal(size=(8, 6)))
        change, _ = largest_trend(table, seed=seed, n_permutations=199)
        found.append(change.p <= 0.05)
    # 150 draws at .05: above .10 has probability .006; six looks uncorrected would give .26
    assert np.mean(found) <= 0.10


def test_largest_trend_of_one_is_its_rank_trend():
    values = np.array([3.0, 1.0, 4.0, 2.0, 9.0, 5.0])
    change, name = largest_trend(pd.DataFrame({"a": values, "b": 1.0}), **CHANCE)
    alone = rank_trend(values, **CHANCE)
    assert name == "a"
    assert change.measure == pytest.approx(alone.measure)
    # |rho| as large, on both sides
    assert change.p == pytest.approx(alone.p)


@pytest.mark.parametrize("table", [pd.DataFrame(index=range(5)), pd.DataFrame({"a": [1.0] * 5})])
def test_largest_trend_of_nothing(table):
    change, name = largest_trend(table, **CHANCE)
    assert np.isnan(change.measure)
    assert name == ""
    assert change.is_constant == bool(len(table.columns))


def test_groups_in_time_by_hand():
    labels = ["Ana", "Ana", "Bo", "Ana", "Bo", "Bo"]
    times = np.arange(6.0)
    ana, bo = times[[0, 1, 3]], times[[2, 4, 5]]
    between = 3 * (ana.mean() - 2.5) ** 2 + 3 * (bo.mean() - 2.5) ** 2
    change = groups_in_time(labels, **CHANCE)
    assert change.measure == pytest.approx(between / ((times - 2.5) ** 2).sum())
    gaps = [abs(sum(pick) - sum(set(range(6)) - set(pick))) for pick in itertools.combinations(range(6), 3)]
    assert change.p == pytest.approx(np.mean(np.array(gaps) >= abs(4 - 11)))
    assert change.smallest == pytest.approx(2 / 20)


def test_one_transcriber_is_constant_and_unknown_ones_are_left_out():
    assert groups_in_time(["Ana"] * 5, **CHANCE).is_constant
    assert groups_in_time([""] * 5, **CHANCE).n == 0
    assert groups_in_time(["Ana", "", "Bo", "Ana", "Bo"], **CHANCE).n == 4


def test_extreme_start_is_the_studentised_residual():
    rng = np.random.default_rng(4)
    distance, weight = rng.normal(1, 0.2, 9), rng.uniform(0.5, 3, 9)
    fit = sm.OLS(
        np.sqrt(weight) * distance, np.sqrt(weight)[:, None] * np.column_stack([np.ones(9), np.arange(9)])
    ).fit()
    expected = fit.get_influence().resid_studentized_external[0]
    change = extreme_start(distance, weight)
    assert change.measure == pytest.approx(expected)
    assert change.p == pytest.approx(2 * stats.t.sf(abs(expected), 6))


def test_a_line_has_no_extreme_start_and_four_meetings_cannot_tell():
    rng = np.random.default_rng(5)
    assert extreme_start(2 - 0.2 * np.arange(8) + rng.normal(0, 0.05, 8), np.ones(8)).p > 0.05
    assert extreme_start(np.array([9.0, 1, 1.1, 1]), np.ones(4)).n == 0
