"""The series of distances: which meetings are kept, and how sure its slope is."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from textmine.measure.chance import jackknife_interval, leverages, trend
from textmine.measure.series import Series, series_of, shape_of

GAP = np.nan


def test_the_largest_set_of_meetings_that_pairs_link_is_kept():
    # two pairs meet at meetings 0 and 1, one other pair at 2, 3 and 4; 0 and 1 are far more precise
    rows = np.array([[1.0, 2.0, GAP, GAP, GAP], [3.0, 4.0, GAP, GAP, GAP], [GAP, GAP, 7.0, 6.0, 5.0]])
    series = series_of(rows, np.array([50.0, 50.0, 1.0, 1.0, 1.0]))
    assert series.used.tolist() == [2, 3, 4]
    assert series.distance.tolist() == [7.0, 6.0, 5.0]
    assert not series.is_connected


def test_of_two_sets_as_large_the_more_precise_is_kept():
    rows = np.array([[1.0, 2.0, GAP, GAP], [GAP, GAP, 7.0, 6.0]])
    assert series_of(rows, np.array([1.0, 1.0, 5.0, 5.0])).used.tolist() == [2, 3]
    assert series_of(rows, np.array([5.0, 5.0, 1.0, 1.0])).used.tolist() == [0, 1]


def test_all_linked_meetings_are_kept_and_those_without_a_pair_are_not():
    rows = np.array([[1.0, 2.0, GAP, GAP, GAP], [GAP, 4.0, 3.0, GAP, 2.0]])
    series = series_of(rows, np.array([1.0, 1.0, 1.0, 9.0, 1.0]))
    assert series.used.tolist() == [0, 1, 2, 4]
    assert series.is_connected


def test_leverages_are_those_of_weighted_least_squares():
    rng = np.random.default_rng(0)
    weight, times = rng.uniform(0.2, 2.0, 9), np.arange(9.0)
    design = sm.add_constant(times)
    hat = design @ np.linalg.inv(design.T @ (weight[:, None] * design)) @ (design.T * weight)
    np.testing.assert_allclose(leverages(weight, times), np.diag(hat))
    assert leverages(weight, times).sum() == pytest.approx(2.0)


def test_the_jackknife_with_leverages_is_the_hc2_interval_of_a_line():
    rng = np.random.default_rng(1)
    times, weight = np.arange(10.0), np.ones(10)
    distance = 3.0 - 0.2 * times + rng.normal(0, 0.5, 10)

    def slope(kept):
        return trend(distance[kept], weight[kept], times[kept]).slope

    low, high = jackknife_interval(slope, 10, level=0.95, leverage=leverages(weight, times))
    fitted = sm.OLS(distance, sm.add_constant(times)).fit(cov_type="HC2")
    error = (high - low) / 2 / stats.t.ppf(0.975, 8)
    assert error == pytest.approx(fitted.bse[1])
    wider = jackknife_interval(slope, 10, level=0.95)
    assert wider[1] - wider[0] > high - low


def test_intervals_hold_the_slope_as_often_as_they_say():
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(400):
        weight = rng.uniform(0.5, 1.5, 10)
        distance = 2.0 - 0.1 * np.arange(10.0) + rng.normal(0, 0.2, 10) / np.sqrt(weight)
        series = Series(np.arange(10), distance, weight / weight.sum(), True)
        line = trend(2.0 - 0.1 * np.arange(10.0), weight, np.arange(10.0))
        low, high = shape_of(series).relative_interval
        held += low <= line.slope / line.mean <= high
    assert 0.92 <= held / 400 <= 0.98


def test_too_few_meetings_give_no_interval():
    series = Series(np.arange(3), np.array([3.0, 2.0, 1.0]), np.full(3, 1 / 3), True)
    assert np.isnan(shape_of(series).relative_interval).all()
    assert shape_of(series).relative_slope == pytest.approx(-0.5)
