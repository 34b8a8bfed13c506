"""The verdict on complementarity, each planted; its tables, what is missing, and bad input."""

import numpy as np
import pandas as pd
import pytest

from tests.measure.complementarity.planted import (
    agenda_items,
    alike,
    diffusion,
    exchange,
    features_of,
    profiles,
    talk,
    true_complementarity,
)
from textmine.errors import TextmineError
from textmine.measure.complementarity.complementing import complement
from textmine.messages import catalogue, say
from textmine.represent.features import Features

FEW = {"n_permutations": 99}


def test_taken_up_is_complementarity():
    result = complement(exchange(0, 0.5), **FEW)
    assert result.verdict == "complementarity"
    assert result.beta_interval[0] > 1.0
    told = result.uptake.query("period == 'all' and horizon == 'blocks'").iloc[0]
    assert told["difference"] > 0.02 and told["p"] <= 0.025
    assert told["rate"] == pytest.approx(told["chance"] + told["difference"])


def test_not_taken_up_is_juxtaposition():
    result = complement(exchange(1, 0.0, n_blocks=60), **FEW)
    assert result.verdict == "juxtaposition"
    assert result.complementarity > 0.5
    told = result.uptake.query("period == 'all'").dropna(subset=["high"])
    assert (told["high"] < 0.02).all()


def test_speaking_alike_is_normalisation():
    result = complement(talk(2, 0.0, n_blocks=30), **FEW)
    assert result.verdict == "normalisation"
    assert "why_alike" in dict(result.reasons)
    assert abs(result.complementarity) < 0.02


def test_a_fall_is_normalisation_in_the_later_period():
    result = complement(talk(3, np.linspace(0.9, 0.1, 10)), **FEW)
    assert result.verdict == "normalisation"
    assert result.slope < 0 and result.slope_interval[1] < 0 and result.p_fall <= 0.05
    early, late = result.periods["complementarity"]
    assert early > late
    assert result.periods["verdict"].iloc[1] == "normalisation"
    assert result.periods["verdict"].iloc[0] != "normalisation"


def test_little_talk_cannot_be_told():
    result = complement(talk(4, 0.15, n_pilots=3, n_meetings=3, n_blocks=4), **FEW)
    assert result.verdict == "cannot be told"
    assert {"too_few_meetings", "few_blocks"} <= set(dict(result.reasons))
    assert result.smallest_p == pytest.approx(1 / 6)


def test_agenda_items_that_all_speak_of_are_no_uptake():
    found = [complement(agenda_items(seed), **FEW) for seed in range(6)]
    assert sum(result.verdict == "complementarity" for result in found) <= 1


def test_what_comes_back_at_the_next_meeting_is_uptake_and_has_a_direction():
    forward = complement(diffusion(5, 0.4), **FEW).uptake
    backward = complement(diffusion(5, 0.4, reversed_time=True), **FEW).uptake
    there, back = (
        table.query("period == 'all' and horizon == 'meeting'").iloc[0] for table in (forward, backward)
    )
    assert there["difference"] > 0 and there["p"] <= 0.05
    assert back["difference"] < 0 and back["p"] > 0.5


def test_the_estimate_is_that_of_the_true_profiles():
    found = np.mean([complement(talk(seed, 0.5), **FEW).complementarity for seed in range(8)])
    # Dirichlet means with the small floor of `talk`
    means = profiles(6, 12, 0.5) * 3.0 + 1e-3
    truth = true_complementarity(means / means.sum(axis=1, keepdims=True))
    assert found == pytest.approx(truth, abs=0.01)


def test_tables_agree_with_each_other():
    features = talk(6, 0.6)
    result = complement(features, **FEW)
    assert result.table["meeting"].tolist() == sorted(features.rows["meeting"].unique())
    assert result.table["weight"].sum() == pytest.approx(1.0)
    assert int(result.table["n_blocks"].sum()) == result.n_blocks == len(features)
    assert set(result.pilots["pilot"]) == set(features.rows["speaker"])
    assert result.pilots["n_sole"].sum() == result.topics["carrier"].notna().sum() == 12
    assert (result.pilots["unique"] > 0).all()
    assert result.pilots["specialisation"].between(0.3, 1.0).all()
    assert result.frame().equals(result.table) and result.frame() is not result.table


def test_beta_and_its_interval_are_those_of_complementarity():
    result = complement(talk(6, 0.6, n_pilots=4, n_meetings=4, n_topics=8), **FEW)
    own = np.array([*result.complementarity_interval, result.complementarity])
    assert [*result.beta_interval, result.beta] == pytest.approx((1 + 3 * own).tolist())
    assert result.gamma == pytest.approx(result.alpha * result.beta)
    periods = result.periods
    for one, other in (("low", "beta_low"), ("complementarity", "beta"), ("high", "beta_high")):
        assert periods[other].tolist() == pytest.approx((1 + 3 * periods[one]).tolist())


def test_an_absent_pilot_is_missing_not_zero():
    features = talk(7, 0.6, n_meetings=6)
    whole = complement(features, **FEW)
    gone = (features.rows["speaker"] == "p0") & (features.rows["meeting"] >= "m03")
    part = complement(features.take(~gone.to_numpy()), **FEW)
    assert part.table["n_pilots"].tolist() == [6, 6, 6, 5, 5, 5]
    assert "absent" in dict(part.reasons)
    np.testing.assert_allclose(part.complementarity, whole.complementarity, atol=0.05)
    assert part.verdict == whole.verdict


def test_periods_by_number_and_by_name():
    features = talk(8, 0.6, n_meetings=6)
    assert complement(features, periods=3, **FEW).periods["n_meetings"].tolist() == [2, 2, 2]
    named = {f"m{k:02d}": "before" if k < 2 else "after" for k in range(6)}
    table = complement(features, periods=named, **FEW).periods
    assert table["period"].tolist() == ["before", "after"]
    assert table["n_meetings"].tolist() == [2, 4]
    assert complement(talk(8, 0.6, n_meetings=3), **FEW).periods["n_meetings"].tolist() == [3]


def test_the_seed_is_all_there_is_of_chance():
    features = talk(9, 0.5, n_meetings=8)
    one, two, three = (complement(features, seed=seed, **FEW) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one.pilots, two.pilots)
    assert one.complementarity == three.complementarity
    assert not one.pilots["specialisation"].equals(three.pilots["specialisation"])


def test_counts_are_told_as_shares_are():
    shares = talk(10, 0.5, n_meetings=5)
    counts = Features(shares.rows, shares.values * 40.0, shares.columns, "counts")
    assert complement(counts, **FEW).beta == pytest.approx(complement(shares, **FEW).beta)


def test_reasons_are_in_both_catalogues():
    for features in (exchange(0, 0.5), talk(4, 0.15, n_pilots=3, n_meetings=3, n_blocks=4), alike(1)):
        for key, facts in complement(features, **FEW).reasons:
            for language in ("fr", "en"):
                assert "{" not in say(f"complementarity.{key}", language, **facts)
                assert key in catalogue(language, "complementarity")


def test_one_pilot_a_meeting_cannot_be_told():
    cells = [(f"p{k % 2}", k, 10 * k + turn) for k in range(4) for turn in range(3)]
    result = complement(features_of(cells, np.full((12, 2), 0.5)), **FEW)
    assert result.verdict == "cannot be told" and not result.is_told
    assert np.isnan(result.complementarity)
    assert dict(result.reasons)["why_nothing_to_compare"]["pilots"] == 2


@pytest.mark.parametrize(
    ("change", "options", "key"),
    [
        ("vectors", {}, "wrong_kind"),
        ("one pilot", {}, "one_pilot"),
        ("nothing", {"between": "clan"}, "no_such_column"),
        ("nothing", {"over": "season"}, "no_such_column"),
        ("nothing", {"periods": 0}, "too_many_periods"),
        ("nothing", {"periods": {"m00": "x"}}, "meeting_without_period"),
        ("nothing", {"effort": 0}, "coverage_effort"),
        ("nothing", {"window": 0}, "bad_window"),
        ("nobody", {}, "one_pilot"),
    ],
)
def test_bad_input(change, options, key):
    features = talk(0, 0.5, n_meetings=4, n_blocks=4)
    if change == "vectors":
        features = Features(features.rows, features.values, features.columns, "vectors")
    elif change == "one pilot":
        features = features.take((features.rows["speaker"] == "p0").to_numpy())
    elif change == "nobody":
        features = features.take(np.zeros(len(features), dtype=bool))
    with pytest.raises(TextmineError) as fault:
        complement(features, **FEW, **options)
    assert fault.value.key == key
    assert "{" not in fault.value.say("fr")


@pytest.mark.parametrize(
    "broken", [lambda v: v * 40.0, lambda v: v * np.nan, lambda v: -v, lambda v: v + np.inf]
)
def test_what_is_not_shares_never_gets_here(broken):
    features = talk(0, 0.5, n_meetings=2, n_blocks=4)
    with pytest.raises(TextmineError) as fault:
        complement(Features(features.rows, broken(features.values), features.columns, "shares"), **FEW)
    assert fault.value.key == "features_values"


def test_one_meeting_has_levels_but_no_trend_and_no_next_meeting():
    result = complement(talk(11, 0.7, n_pilots=3, n_topics=6, n_meetings=1, n_blocks=30), **FEW)
    assert result.is_told and result.beta_interval[0] > 1.0
    assert np.isnan([result.slope, *result.slope_interval, result.p_fall, result.p_rise]).all()
    assert result.smallest_p == 1.0
    assert result.table[["alpha", "beta", "gamma", "low", "high"]].notna().all(axis=None)
    assert result.uptake.query("horizon == 'meeting'")["difference"].isna().all()
    assert {"too_few_meetings", "no_events_meeting"} <= set(dict(result.reasons))


def test_the_order_of_rows_says_nothing():
    features = exchange(12, 0.4, n_meetings=4)
    order = np.random.default_rng(0).permutation(len(features))
    rows = features.rows.iloc[order].reset_index(drop=True)
    other = complement(Features(rows, features.values[order], features.columns, "shares"), **FEW)
    result = complement(features, **FEW)
    same = ["unique", "low", "high", "shapley", "alone", "n_sole"]
    np.testing.assert_allclose(other.pilots[same].to_numpy(float), result.pilots[same].to_numpy(float))
    pd.testing.assert_frame_equal(other.table, result.table)
    pd.testing.assert_frame_equal(other.uptake, result.uptake)
