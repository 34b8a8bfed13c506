"""Pilots who meet half-way, pilots who follow the facilitator, and pilots who do neither."""

import numpy as np
import pandas as pd
import pytest

from tests.measure.controls.planted import drawing_closer, spoken
from textmine.errors import TextmineError
from textmine.measure.chance import order_test
from textmine.measure.controls.actors import compare_with_actors
from textmine.measure.convergence import converge
from textmine.measure.distance import dist_u
from textmine.messages import say
from textmine.represent.features import Features

FAR = np.random.default_rng(9).normal(0, 0.5, 8)
STILL = np.tile(FAR, (8, 1))


def test_pilots_who_meet_half_way():
    result = compare_with_actors(spoken(0, drawing_closer(0.7), actor=STILL))
    assert result.verdict == "mutual"
    assert result.difference < 0
    assert result.difference_interval[0] < result.difference < result.difference_interval[1]
    assert result.p_centre > 0.05
    assert result.actors == ("Léa",)


def test_pilots_who_follow_the_facilitator():
    result = compare_with_actors(spoken(1, drawing_closer(0.7, to=FAR), actor=STILL))
    assert result.verdict == "actor-driven"
    # all squared distances shrink by the same factor
    assert result.pilots_slope == pytest.approx(result.actor_slope, abs=0.04)
    assert result.p_actor <= 0.05


def test_pilots_who_do_not_move():
    result = compare_with_actors(spoken(2, drawing_closer(0.0), actor=STILL))
    assert result.verdict == "nothing to explain"


def test_the_difference_is_seldom_found_where_all_follow_the_facilitator():
    found = [
        compare_with_actors(
            spoken(seed, drawing_closer(0.6, to=FAR, seed=seed), actor=STILL, noise=0.7),
            n_permutations=199, seed=seed,
        ).p_difference <= 0.05
        for seed in range(60)
    ]  # fmt: skip
    # 60 draws at .05: above 8 has probability .005
    assert sum(found) <= 8


def test_numbers_equal_their_definition():
    features = spoken(3, drawing_closer(0.5, n_meetings=5, n_pilots=3), actor=STILL[:5], n_actor=6)
    result = compare_with_actors(features, n_permutations=99)
    t = 2
    here = features.take((features.rows["order"] == t).to_numpy())
    said = [here.values[(here.rows["speaker"] == name).to_numpy()] for name in ("p0", "p1", "p2", "Léa")]
    mutual = np.mean([dist_u(said[i], said[j]) for i, j in ((0, 1), (0, 2), (1, 2))])
    to_actor = np.mean([dist_u(said[i], said[3]) for i in range(3)])
    row = result.table.iloc[t]
    assert row["between_pilots"] == pytest.approx(mutual)
    assert row["to_actor"] == pytest.approx(to_actor)
    # the unbiased squared distance of the mean of three pilots to the actor, without the identity
    within = [(x.sum(0) @ x.sum(0) - (x * x).sum()) / len(x) / (len(x) - 1) for x in said]
    means = [x.mean(axis=0) for x in said]
    centre = sum(within[:3]) / 9 + 2 * sum(means[i] @ means[j] for i, j in ((0, 1), (0, 2), (1, 2))) / 9
    cross = np.mean(means[:3], axis=0) @ means[3]
    assert row["centre_to_actor"] == pytest.approx(centre + within[3] - 2 * cross)
    cell = result.cells.query("pilot == 'p1' and order == 2")["distance"].iloc[0]
    assert cell == pytest.approx(dist_u(said[1], said[3]))


def test_the_difference_is_the_slope_of_the_standardised_difference():
    result = compare_with_actors(spoken(4, drawing_closer(0.5, n_meetings=6), actor=STILL[:6]))
    table = result.table
    weight, times = table["weight"].to_numpy(), np.arange(6.0)
    z = sum(
        sign * table[name].to_numpy() / (weight @ table[name])
        for sign, name in ((1, "between_pilots"), (-1, "to_actor"))
    )
    slope = np.polyfit(times, z, 1, w=np.sqrt(weight))[0]
    assert result.difference == pytest.approx(slope)
    assert result.is_exact
    assert result.p_difference == order_test(z, weight, times, seed=0, n_permutations=1).p_decrease


def test_pilots_slope_is_that_of_converge_where_all_speak_as_much():
    features = spoken(5, drawing_closer(0.6), actor=STILL)
    result = compare_with_actors(features, n_permutations=999)
    base = converge(features, n_permutations=999)
    assert result.pilots_slope == pytest.approx(base.relative_slope)
    assert result.p_pilots == base.p_convergence


def test_nobody_leads():
    result = compare_with_actors(spoken(6, drawing_closer(0.6)))
    assert result.verdict == "cannot be told"
    assert [key for key, _ in result.reasons] == ["actor_absent"]
    assert np.isnan(result.difference)
    assert len(result.table) == 0
    assert "nobody" in repr(result)


def test_a_facilitator_of_one_block_cannot_be_compared():
    result = compare_with_actors(spoken(7, drawing_closer(0.6), actor=STILL, n_actor=1))
    assert result.verdict == "cannot be told"
    assert [key for key, _ in result.reasons] == ["actor_too_few"]


def test_few_blocks_are_said():
    result = compare_with_actors(spoken(8, drawing_closer(0.6), actor=STILL, n_actor=3))
    assert dict(result.reasons)["actor_few_blocks"]["blocks"] == 3


def test_absent_pilot_is_missing_not_zero():
    features = spoken(9, drawing_closer(0.3), actor=STILL)
    gone = ((features.rows["speaker"] == "p1") & (features.rows["order"] == 3)).to_numpy()
    result = compare_with_actors(features.take(~gone), n_permutations=99)
    assert np.isnan(result.cells.query("pilot == 'p1' and order == 3")["distance"].iloc[0])
    assert result.table["n_pilots"].tolist() == [4, 4, 4, 3, 4, 4, 4, 4]


def test_between_another_column():
    features = spoken(10, drawing_closer(0.7), actor=STILL)
    rows = features.rows.assign(cluster=features.rows["speaker"].where(features.rows["role"] == "pilot"))
    same = compare_with_actors(
        Features(rows, features.values, features.columns, "vectors"), between="cluster"
    )
    assert same.difference == pytest.approx(compare_with_actors(features).difference)


def test_one_pilot_is_refused():
    with pytest.raises(TextmineError) as fault:
        compare_with_actors(spoken(11, drawing_closer(0.5)[:, :1], actor=STILL))
    assert fault.value.key == "one_pilot"


def test_identical_pilots_have_no_relative_slope():
    rows = pd.DataFrame([(p, m, m, i) for m in range(4) for p in "abx" for i in range(4)])
    rows.columns = ["speaker", "meeting", "order", "group"]
    rows["role"] = np.where(rows["speaker"] == "x", "interviewer", "pilot")
    features = Features(rows, np.tile([[0.6, 0.8]], (len(rows), 1)), ("x", "y"), "vectors")
    result = compare_with_actors(features)
    assert result.verdict == "cannot be told"
    assert result.reasons[0][0] == "actor_level"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_reasons_are_sentences(language):
    for features in (
        spoken(0, drawing_closer(0.7), actor=STILL),
        spoken(1, drawing_closer(0.7, to=FAR), actor=STILL, n_actor=4),
        spoken(2, drawing_closer(0.0), actor=STILL),
        spoken(6, drawing_closer(0.6)),
    ):
        for key, facts in compare_with_actors(features, n_permutations=99).reasons:
            assert "{" not in say(f"controls.{key}", language, **facts)
