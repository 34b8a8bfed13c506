"""Freedman-Lane against explicit regressions, against the order test, and under its null."""

import itertools

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import TextmineError
from textmine.measure.chance import order_test
from textmine.measure.controls.covariates import order_test_with_covariates, partial_slope

CHANCE = {"seed": 3, "n_permutations": 299}


@pytest.mark.parametrize("n_meetings", [4, 6, 9])
@pytest.mark.parametrize("nothing", [np.zeros((1, 0)), 0.3], ids=["none", "constant"])
def test_without_covariates_it_is_the_order_test(n_meetings, nothing):
    rng = np.random.default_rng(n_meetings)
    times = np.arange(float(n_meetings))
    covariates = (
        np.zeros((n_meetings, 0)) if isinstance(nothing, np.ndarray) else np.full(n_meetings, nothing)
    )
    for _ in range(20):
        distance, weight = rng.normal(1, 0.3, n_meetings), rng.uniform(0.2, 5, n_meetings)
        one = order_test(distance, weight, times, **CHANCE)
        other = order_test_with_covariates(distance, weight, times, covariates, **CHANCE)
        assert one[:5] == other[:5]
        assert np.allclose(one.null_lines, other.null_lines)


def test_equals_regressions_of_every_permutation():
    """Equal weights: the t of time in the regression of fitted + permuted residuals, order by order."""
    rng = np.random.default_rng(1)
    times, talk = np.arange(6.0), rng.normal(size=6)
    distance = 3 - 0.3 * times + talk + rng.normal(0, 0.5, 6)
    reduced = sm.OLS(distance, sm.add_constant(talk)).fit()
    full = sm.add_constant(np.column_stack([talk, times]))
    observed = sm.OLS(distance, full).fit().tvalues[2]
    t = np.array(
        [
            sm.OLS(reduced.fittedvalues + reduced.resid[list(order)], full).fit().tvalues[2]
            for order in itertools.permutations(range(6))
        ]
    )
    test = order_test_with_covariates(distance, np.ones(6), times, talk, **CHANCE)
    assert test.is_exact
    assert test.p_decrease == pytest.approx((t <= observed + 1e-9).mean())
    assert test.p_increase == pytest.approx((t >= observed - 1e-9).mean())
    assert 1 / 720 < test.p_decrease < 1


def test_equals_its_formula_with_weights():
    rng = np.random.default_rng(2)
    times, weight = np.arange(5.0), np.array([1.0, 3.0, 0.5, 2.0, 1.5])
    talk, distance = rng.normal(size=5), rng.normal(2, 1, 5)
    root = np.sqrt(weight / weight.sum())
    own = root * (talk - (root**2) @ talk)
    own /= np.sqrt(own @ own)

    def less(x):
        centred = root * (x - (root**2) @ x)
        return centred - own * (own @ centred)

    residual, lever = less(distance), less(times)

    def statistic(order):
        permuted = residual[list(order)]
        part = sum(own[t] * permuted[t] for t in range(5))
        left = [permuted[t] - own[t] * part for t in range(5)]
        return sum(lever[t] * permuted[t] for t in range(5)) / sum(x * x for x in left) ** 0.5

    every = [statistic(order) for order in itertools.permutations(range(5))]
    expected = np.mean([s <= statistic(range(5)) + 1e-12 for s in every])
    assert order_test_with_covariates(distance, weight, times, talk, **CHANCE).p_decrease == pytest.approx(
        expected
    )


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_slope_is_that_of_weighted_least_squares(seed):
    rng = np.random.default_rng(seed)
    times, weight, distance = np.arange(8.0), rng.uniform(0.2, 5, 8), rng.normal(size=8)
    table = rng.normal(size=(8, 2)) * [1.0, 1e4] + [0.0, 1e5]
    fit = sm.WLS(distance, np.column_stack([np.ones(8), times, table]), weights=weight).fit()
    assert partial_slope(distance, weight, times, table) == pytest.approx(fit.params[1], abs=1e-6)


@given(st.integers(0, 10_000), st.floats(-5, 5))
@settings(max_examples=25, deadline=None)
def test_what_the_covariates_say_is_taken_out(seed, much):
    rng = np.random.default_rng(seed)
    times, weight, distance = np.arange(6.0), rng.uniform(0.5, 2, 6), rng.normal(size=6)
    talk = rng.normal(size=6)
    one = order_test_with_covariates(distance, weight, times, talk, **CHANCE)
    other = order_test_with_covariates(distance + much * talk, weight, times, talk, **CHANCE)
    assert one.p_decrease == pytest.approx(other.p_decrease, abs=2 / 720)


def rejections(effect, *, draws=300, n_covariates=2, drift=1.0):
    """Share of draws rejected at .05, by the test with covariates and by that without."""
    rng = np.random.default_rng(0)
    times, found = np.arange(8.0), []
    for draw in range(draws):
        weight = rng.uniform(0.3, 3, 8)
        table = rng.normal(size=(8, n_covariates)) - drift * (times / 3.5 - 1)[:, None]
        distance = 5 + table.sum(axis=1) + effect * times + rng.normal(size=8) / np.sqrt(weight)
        chance = {"seed": draw, "n_permutations": 199}
        with_, without = (
            order_test_with_covariates(distance, weight, times, table, **chance).p_decrease,
            order_test(distance, weight, times, **chance).p_decrease,
        )
        found.append((with_ <= 0.05, without <= 0.05))
    return np.mean(found, axis=0)


def test_a_trend_of_the_covariates_alone_is_not_found():
    with_covariates, without = rejections(0.0)
    # 300 draws at .05: above .09 has probability .002
    assert 0.01 <= with_covariates <= 0.09
    assert without > 0.4


def test_a_trend_of_its_own_is_found():
    assert rejections(-0.8, draws=100, drift=0.3)[0] > 0.7


@pytest.mark.parametrize(
    "covariates",
    [np.arange(6.0), np.random.default_rng(0).normal(size=(6, 3)), [1, 2, np.nan, 1, 2, 1]],
    ids=["time itself", "too many", "missing"],
)
def test_covariates_that_leave_nothing_are_refused(covariates):
    with pytest.raises(TextmineError) as fault:
        order_test_with_covariates(np.ones(6), np.ones(6), np.arange(6.0), covariates, **CHANCE)
    assert fault.value.key == "covariates_leave_nothing"
    assert "6" in fault.value.say("en")
