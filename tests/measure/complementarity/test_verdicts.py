"""Each way to each verdict, on tables written by hand: bounds, order of the rules, adjustment."""

import numpy as np
import pandas as pd
import pytest

from textmine.measure.complementarity.levels import Line
from textmine.measure.complementarity.verdicts import Limits, judge_all, judge_period
from textmine.messages import say

LIMITS = Limits(alpha=0.05, margin=0.10, least_uptake=0.02)
NAN = float("nan")
UNKNOWN = (NAN, NAN, NAN)


def beta(low, high):
    return {"beta": (low + high) / 2, "beta_low": low, "beta_high": high}


def uptake(*bounds, period="all"):
    """One horizon for each (low, high, p)."""
    table = pd.DataFrame(bounds, columns=["low", "high", "p"])
    return table.assign(period=period, horizon=["blocks", "meeting"][: len(bounds)], rate=0.3, chance=0.2,
                        n_events=40)  # fmt: skip


TAKEN, IGNORED, UNSURE = (0.05, 0.15, 0.001), (-0.02, 0.01, 0.6), (-0.02, 0.08, 0.2)


@pytest.mark.parametrize(
    ("bounds", "heard", "has_fallen", "verdict", "key"),
    [
        ((1.5, 1.9), (TAKEN, IGNORED), False, "complementarity", "why_complementarity"),
        ((1.5, 1.9), (TAKEN, UNKNOWN), False, "complementarity", "why_complementarity"),
        ((1.5, 1.9), (IGNORED, IGNORED), False, "juxtaposition", "why_juxtaposition"),
        ((1.5, 1.9), (IGNORED, UNKNOWN), False, "juxtaposition", "why_juxtaposition"),
        # beyond chance, but less than counts as taken up
        ((1.5, 1.9), ((0.005, 0.015, 0.001),), False, "juxtaposition", "why_juxtaposition"),
        ((0.98, 1.05), (TAKEN, TAKEN), False, "normalisation", "why_alike"),
        # a difference that is certain, and too small
        ((1.02, 1.05), (TAKEN, TAKEN), False, "normalisation", "why_alike"),
        ((1.5, 1.9), (TAKEN, TAKEN), True, "normalisation", "why_falls"),
        ((0.98, 1.05), (TAKEN, TAKEN), True, "normalisation", "why_alike"),
        ((0.95, 1.3), (TAKEN, TAKEN), False, "cannot be told", "why_beta_unsure"),
        ((0.95, 1.3), (IGNORED, IGNORED), False, "cannot be told", "why_beta_unsure"),
        ((NAN, NAN), (TAKEN, TAKEN), False, "cannot be told", "why_beta_unsure"),
        ((1.5, 1.9), (UNKNOWN, UNKNOWN), False, "cannot be told", "why_no_uptake_measured"),
        ((1.5, 1.9), (UNSURE, IGNORED), False, "cannot be told", "why_uptake_unsure"),
        # on the margin is not within it, and 1 is not above 1
        ((1.05, 1.1), (TAKEN,), False, "complementarity", "why_complementarity"),
        ((1.0, 1.2), (TAKEN,), False, "cannot be told", "why_beta_unsure"),
    ],
)
def test_each_verdict_and_its_reason(bounds, heard, has_fallen, verdict, key):
    found = judge_period(beta(*bounds), uptake(*heard), LIMITS, has_fallen=has_fallen)
    assert found[:2] == (verdict, key)
    facts = found[2] | {"p_fall": 0.01, "slope": -0.1}
    for language in ("fr", "en"):
        assert "{" not in say(f"complementarity.{key}", language, **facts)


def test_p_is_adjusted_for_the_horizons_that_can_be_measured():
    # .03 is beyond chance alone, not as the better of two
    once, twice = (0.001, 0.1, 0.03), (0.001, 0.1, 0.03)
    one = judge_period(beta(1.5, 1.9), uptake(once, UNKNOWN), LIMITS, has_fallen=False)
    two = judge_period(beta(1.5, 1.9), uptake(once, twice), LIMITS, has_fallen=False)
    assert (one[0], two[0]) == ("complementarity", "cannot be told")
    assert (one[2]["p"], two[2]["p"]) == pytest.approx((0.03, 0.06))


def judged(values, p_fall, bounds=(1.5, 1.9)):
    """All meetings, then one period a value of complementarity after the first."""
    names = ["all", *map(str, range(1, len(values)))]
    periods = pd.DataFrame({"period": names, "first": "a", "last": "b", "complementarity": values})
    periods = periods.assign(**beta(*bounds))
    line = Line(np.ones(4), np.ones(4), -0.1, (NAN, NAN), p_fall, 1.0 - p_fall, 0.01)
    return judge_all(periods, line, pd.concat([uptake(TAKEN, period=name) for name in names]), LIMITS)


def test_a_fall_touches_the_periods_below_the_first_only():
    found = judged([0.5, 0.6, 0.7, 0.2], p_fall=0.01)
    assert found.verdict == "normalisation"
    assert found.periods["verdict"].tolist() == ["complementarity", "complementarity", "normalisation"]
    assert found.periods["reason"].tolist() == ["why_complementarity", "why_complementarity", "why_falls"]
    assert [key for key, _ in found.reasons] == [
        *("why_falls", "period_complementarity", "period_complementarity", "period_normalisation")
    ]


@pytest.mark.parametrize("p_fall", [0.06, NAN])
def test_no_fall_beyond_chance_changes_nothing(p_fall):
    found = judged([0.5, 0.6, 0.2], p_fall)
    assert found.verdict == "complementarity"
    assert set(found.periods["verdict"]) == {"complementarity"}
