"""A placebo finds nothing, whatever the corpus holds."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from tests.measure.controls.planted import drawing_closer, spoken
from textmine.measure.controls.shuffling import placebo
from textmine.measure.convergence import converge
from textmine.messages import say


@pytest.mark.parametrize("end", [0.0, 0.8], ids=["none", "converging"])
def test_random_orders_are_rejected_at_the_level(end):
    result = placebo(spoken(0, drawing_closer(end)), draws=200, seed=1)
    # 200 draws at .05: outside .015 to .10 has probability below .005
    assert 0.015 <= result.rejections <= 0.10
    assert result.is_calibrated
    assert result.reasons[0][0] == "placebo_right"


def test_precisions_that_are_wrong_are_seen(monkeypatch):
    """Distances equally noisy at every meeting, weighed as if some were a hundred times more precise."""

    def wrong(features, **options):
        base = converge(features, **options)
        weight = np.array([100.0, 60, 30, 1, 1, 1, 1, 1])
        return replace(base, table=base.table.assign(weight=weight / weight.sum()))

    monkeypatch.setattr("textmine.measure.controls.shuffling.converge", wrong)
    results = [placebo(spoken(seed, drawing_closer(0.0)), draws=150, seed=seed) for seed in range(8)]
    assert np.mean([result.rejections for result in results]) > 0.08
    told = [result for result in results if not result.is_calibrated]
    assert told
    assert {result.reasons[0][0] for result in told} == {"placebo_wrong"}


def test_the_observed_slope_stands_out_only_where_pilots_converge():
    closer, still = (placebo(spoken(1, drawing_closer(end)), draws=150) for end in (0.8, 0.0))
    assert closer.share_as_low <= 0.02
    assert 0.02 < still.share_as_low < 0.98
    assert closer.relative_slope == converge(spoken(1, drawing_closer(0.8))).relative_slope


def test_few_meetings_try_every_order():
    result = placebo(spoken(2, drawing_closer(0.8, n_meetings=4)), draws=240)
    # four meetings: p <= .05 only in the one order of 24 that falls most
    assert result.rejections == pytest.approx(1 / 24, abs=0.04)
    assert set(np.round(result.table["p"] * 24, 6)) <= set(range(1, 25))


def test_interval_is_clopper_and_pearsons():
    result = placebo(spoken(3, drawing_closer(0.0)), draws=60)
    found = int((result.table["p"] <= 0.05).sum())
    expected = stats.binomtest(found, 60).proportion_ci(0.95, "exact")
    assert result.rejections_interval == pytest.approx((expected.low, expected.high))


def test_same_seed_same_draws():
    features = spoken(4, drawing_closer(0.5))
    one, two, other = (placebo(features, draws=20, seed=seed) for seed in (0, 0, 1))
    assert one.table.equals(two.table)
    assert not one.table.equals(other.table)


def test_one_meeting_has_no_order():
    result = placebo(spoken(5, drawing_closer(0.5)[:1]))
    assert result.is_calibrated is None
    assert np.isnan(result.rejections)
    assert say("controls.placebo_untold", "fr", **result.reasons[0][1])


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("key", ["placebo_right", "placebo_wrong"])
def test_reasons_are_sentences(language, key):
    facts = placebo(spoken(6, drawing_closer(0.5)), draws=10).reasons[0][1]
    assert "{" not in say(f"controls.{key}", language, **facts)
