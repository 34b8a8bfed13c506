"""What is scored on one set: against the planted truth, and against sums by hand."""

from dataclasses import replace

import numpy as np
import pytest

from tests.bench.material import donors_of
from textmine.bench.exchange import in_order_of_speech, score_phrases, score_uptake
from textmine.bench.sampling import draw
from textmine.bench.scoring import (
    _naive_influences,
    area_under_curve,
    score_bias,
    score_complementarity,
    score_direction,
    score_trend,
)
from textmine.bench.worlds import World

SMALL = World(n_pilots=4, n_meetings=8, n_blocks=20, concentration=1.0)
FREE = replace(SMALL, agenda_share=(0.0, 0.0))
PARTED = World(n_pilots=4, n_meetings=9, n_blocks=40, agenda_share=(0.0, 0.0))


@pytest.fixture(scope="module")
def donors():
    return donors_of(2400)


def test_planted_convergence_is_seen_and_is_no_divergence(donors):
    found = score_trend(draw(replace(SMALL, n_blocks=60, common_share=(0.0, 1.0)), donors, 2))
    assert found["p_vectors"] < 0.01 and found["p_rise_vectors"] > 0.9
    assert found["low"] < found["slope_vectors"] < found["high"] < 0
    back = score_trend(draw(replace(SMALL, n_blocks=60, common_share=(1.0, 0.0)), donors, 2))
    assert back["p_rise_vectors"] < 0.01 and back["p_vectors"] > 0.9
    names = {"vectors", "axes", "style", "whole", "jsd", "centroid"}
    assert {f"p_{name}" for name in names} | {f"p_rise_{name}" for name in names} <= set(found)


def test_the_true_slope_is_that_of_the_squared_remainder(donors):
    """Profiles that keep 1 - lambda of their own lie (1 - lambda)^2 apart, in squared distance."""
    found = score_trend(draw(replace(FREE, n_blocks=40, common_share=(0.0, 0.6)), donors, 1))
    left = (1.0 - np.linspace(0.0, 0.6, 8)) ** 2
    slope = np.polyfit(np.arange(8), left, 1)[0] / left.mean()
    assert found["truth"] == pytest.approx(slope, rel=0.05)


@pytest.mark.parametrize("factors", [{"attendance": 0.8}, {"style_strength": 0.5}])
def test_a_truth_that_is_not_known_is_missing(donors, factors):
    assert np.isnan(score_trend(draw(replace(SMALL, **factors), donors, 0))["truth"])


def test_distances_of_equals_have_no_bias_and_naive_ones_have(donors):
    world = World(n_pilots=3, n_meetings=4, n_blocks=6, concentration=1e5)
    found = [score_bias(draw(world, donors, seed)) for seed in range(30)]
    bias = np.array([scores["bias"] for scores in found])
    assert abs(bias.mean()) < 4 * bias.std(ddof=1) / np.sqrt(30)
    assert np.mean([scores["centroid"] for scores in found]) > 10 * abs(bias.mean())
    assert np.mean([scores["jsd"] for scores in found]) > 0.1


def test_a_planted_leader_is_found_and_none_is_without(donors):
    led = score_direction(draw(replace(SMALL, n_blocks=60, copy_share=0.6), donors, 0))
    assert led["auc_lag1"] > 0.9 and led["top_lag1"] == 1.0 and led["p_lag1"] < 0.05
    alone = score_direction(draw(SMALL, donors, 0))
    assert np.isnan(alone["auc_lag1"]) and np.isnan(alone["auc_projection"])
    assert alone["p_lag1"] > 0.01


def test_naive_influences_by_hand():
    # pilot 0 goes half of the way to pilot 1, who stays
    means = np.array([[[0.0, 1.0], [1.0, 1.0]], [[2.0, 1.0], [2.0, 1.0]]])
    found = _naive_influences(means)
    assert found["projection"][0, 1] == pytest.approx(0.5)
    assert found["projection"][1, 0] == 0.0
    assert found["cosine"][0, 1] == pytest.approx(3 / np.sqrt(2 * 5))
    assert found["cosine"][1, 0] == pytest.approx(1 / np.sqrt(5))


def test_area_by_counting():
    chance = np.random.default_rng(0)
    positive, negative = chance.integers(0, 5, 7).astype(float), chance.integers(0, 5, 9).astype(float)
    wins = [(a > b) + 0.5 * (a == b) for a in positive for b in negative]
    assert area_under_curve(positive, negative) == pytest.approx(np.mean(wins))
    assert np.isnan(area_under_curve(np.array([np.nan]), negative))


def test_complementarity_of_parted_topics(donors):
    parted = score_complementarity(draw(replace(FREE, partition=1.0), donors, 0))
    assert parted["planted"] == pytest.approx(1.0)
    assert parted["estimate"] == pytest.approx(parted["target"], abs=0.05)
    alike = [
        score_complementarity(draw(replace(FREE, common_share=(1.0, 1.0)), donors, s)) for s in range(20)
    ]
    estimates = np.array([scores["estimate"] for scores in alike])
    assert abs(estimates.mean()) < 4 * estimates.std(ddof=1) / np.sqrt(20)
    # cells' shares taken as they are find a difference where there is none
    assert min(scores["naive"] for scores in alike) > estimates.mean()
    assert np.mean([scores["naive"] for scores in alike]) > 0.005


def test_the_pilot_whose_phrases_are_taken_up_is_found(donors):
    sample = draw(replace(SMALL, phrase_share=0.5), donors, 1)
    found = score_phrases(sample)
    assert found["top_adopted"] == 1.0 and found["p_adopted"] <= 0.05 and found["auc_adopted"] > 0.8
    alone = score_phrases(draw(SMALL, donors, 1))
    assert np.isnan(alone["auc_adopted"]) and np.isnan(alone["auc_counted"])
    assert 0 < alone["p_adopted"] <= 1


def test_own_topics_are_complementary_only_where_they_are_taken_up():
    donors = donors_of(2400, prevalence=(1 / 12,) * 12)
    told = score_uptake(draw(replace(PARTED, partition=0.9, uptake=0.4), donors, 0))
    alone = score_uptake(draw(replace(PARTED, partition=0.9), donors, 0))
    alike = score_uptake(draw(replace(PARTED, common_share=(1.0, 1.0)), donors, 0))
    assert told["p_meeting"] < 0.05 < alone["p_meeting"]
    assert told["said_different"] == alone["said_different"] == 1.0
    assert alone["said_complementarity"] == alike["said_complementarity"] == 0.0
    assert alike["said_normalisation"] == 1.0
    verdicts = ("complementarity", "juxtaposition", "normalisation", "untold")
    for found in (told, alone, alike):
        assert sum(found[f"said_{verdict}"] for verdict in verdicts) == 1.0


def test_turns_of_all_pilots_are_mixed_and_stay_whole(donors):
    sample = draw(replace(SMALL, run_length=4, run_groups="run"), donors, 0)
    mixed = in_order_of_speech(sample, "shares")
    pairs = set(zip(sample.rows["group"].tolist(), mixed.rows["group"].tolist(), strict=True))
    assert len(pairs) == sample.rows["group"].nunique() == mixed.rows["group"].nunique()
    first = mixed.rows[mixed.rows["meeting"] == "m00"].sort_values("group", kind="stable")
    assert (first["speaker"] != first["speaker"].shift()).sum() > 6
    assert (sample.rows["group"].is_monotonic_increasing) and not mixed.rows["group"].is_monotonic_increasing
