"""Planted confounds are found, clean ones are not, and each control does what it says."""

import numpy as np
import pytest

from tests.measure.controls.planted import corpus_of, drawing_closer, spoken
from textmine.measure.controls import effects
from textmine.measure.controls.confounds import CONFOUNDS, find_confounds
from textmine.measure.convergence import converge
from textmine.messages import LANGUAGES, catalogue, say
from textmine.represent.features import Features

STILL = drawing_closer(0.0)
CLOSER = drawing_closer(0.6)
FAR = np.random.default_rng(9).normal(0, 0.5, 8)


def looked(features, **options):
    return find_confounds(features, **{"n_permutations": 999, **options}).table.set_index("name")


def talk(pilot_words, actor_words, n_turns=3):
    """Turns of two pilots and a facilitator of so many words at each meeting."""
    turns = []
    for t, (own, his) in enumerate(zip(pilot_words, actor_words, strict=True)):
        for _ in range(n_turns):
            turns.append((f"m{t:02d}", "Léa", "facilitator", "mot " * his))
            turns += [(f"m{t:02d}", f"p{i}", "pilot", "mot " * own) for i in range(2)]
    return turns


def test_clean_material_has_no_confound():
    features = spoken(22, CLOSER, actor=np.tile(FAR, (8, 1)), agenda=lambda t, b: f"point {b % 2}")
    corpus = corpus_of(talk([50] * 8, [10] * 8), transcribers=["Zoé"] * 8)
    table = looked(features, corpus=corpus, masked=features)
    assert table["found"].to_dict() == dict.fromkeys(CONFOUNDS, "no")
    assert (table["p_before"] <= 0.05).all()
    # what is the same at every meeting cannot be held constant, and need not be
    told = table["p_after"].notna()
    assert (table.loc[told, "p_after"] <= 0.05).all()
    assert set(table.index[~told]) == {"transcriber"}
    assert table.loc["echo", "slope_after"] == table.loc["echo", "slope_before"]


def test_nothing_but_pilots_cannot_be_told():
    table = looked(spoken(1, CLOSER))
    untold = set(table.index[table["found"] == "cannot be told"])
    assert untold == {"turn_length", "agenda", "actor_talk", "actor", "echo", "transcriber"}
    assert table.loc[list(untold - {"actor"}), "p_after"].isna().all()
    assert table.loc["actor", "sentence"] == "actor_absent"


def test_growing_speaking_time_is_found_and_equal_blocks_take_it_out():
    sizes = np.outer([4, 6, 9, 12, 16, 20, 25, 30], np.ones(4, dtype=int))
    features = spoken(2, CLOSER, sizes=sizes)
    table, base = looked(features), converge(features).table
    row = table.loc["speaking_time"]
    assert (row["found"], row["measure"]) == ("yes", pytest.approx(1.0))
    # over draws of equal size a U-statistic is itself: what is left is its line with equal weights
    line = np.polyfit(np.arange(8), base["distance"], 1)
    assert row["slope_after"] == pytest.approx(line[0] / base["distance"].mean(), abs=0.02)
    assert table.loc["speaking_inequality", "found"] == "no"


def test_equal_blocks_of_equal_cells_change_nothing():
    row = looked(spoken(3, CLOSER)).loc["speaking_time"]
    assert row["sentence"] == "constant"
    assert row["slope_after"] == pytest.approx(row["slope_before"])
    assert row["p_after"] == pytest.approx(row["p_before"], abs=0.02)


def test_speaking_time_at_random_is_seldom_found(monkeypatch):
    # whether it is found does not depend on what its control does, of which few draws are enough here
    monkeypatch.setattr(effects, "DRAWS", 2)
    rng = np.random.default_rng(0)
    found = [
        looked(spoken(seed, STILL[:, :2, :3], sizes=rng.integers(4, 12, (8, 2))), n_permutations=99).loc[
            ["speaking_time", "speaking_inequality"], "found"
        ]
        == "yes"
        for seed in range(30)
    ]
    # 60 looks at .05: above 8 has probability .004
    assert np.sum(found) <= 8


def test_one_who_takes_the_floor_is_found():
    sizes = np.array([[12 + 4 * t, 12, 12, 12 - t] for t in range(8)])
    row = looked(spoken(4, CLOSER, sizes=sizes)).loc["speaking_inequality"]
    assert (row["found"], row["measure"]) == ("yes", pytest.approx(1.0))
    assert np.isfinite(row["slope_after"])


def test_gini_by_hand():
    sizes = np.array([[6, 6, 6], [2, 4, 12], [6, 6, 6], [6, 6, 6], [3, 6, 9]])
    result = find_confounds(spoken(5, STILL[:5, :3], sizes=sizes), n_permutations=99)
    values = result.meetings.query("name == 'speaking_inequality'")["value"]
    # 2, 4, 12: mean difference of pairs (2 + 8 + 10) / 3 over twice the mean 6
    assert values.tolist() == pytest.approx([0, 20 / 3 / 12, 0, 0, 4 / 12])
    assert result.meetings.query("name == 'speaking_time'")["value"].tolist() == pytest.approx([6] * 5)


def test_longer_turns_are_found_in_the_corpus():
    corpus = corpus_of(talk([20, 24, 30, 33, 41, 47, 55, 60], [10] * 8))
    result = find_confounds(spoken(6, CLOSER), corpus=corpus, n_permutations=999)
    table = result.table.set_index("name")
    assert table.loc["turn_length", "found"] == "yes"
    words = result.meetings.query("name == 'turn_length'")["value"].tolist()
    assert words == [20, 24, 30, 33, 41, 47, 55, 60]
    # as regular as time itself: nothing is left to test
    assert table.loc["turn_length", "control"] == "control_covariate"
    assert table.loc["turn_length", "p_after"] > table.loc["turn_length", "p_before"]


def test_a_facilitator_who_talks_more_is_found_in_the_corpus():
    corpus = corpus_of(talk([40] * 8, [5, 9, 8, 14, 20, 19, 30, 40]))
    result = find_confounds(spoken(7, CLOSER), corpus=corpus, n_permutations=999)
    assert result.table.set_index("name").loc["actor_talk", "found"] == "yes"
    share = result.meetings.query("name == 'actor_talk'")["value"]
    assert share.tolist()[:2] == pytest.approx([5 / 85, 9 / 89])


def test_without_a_corpus_the_blocks_tell_the_facilitators_share():
    features = spoken(8, STILL, actor=np.tile(FAR, (8, 1)), n_actor=12)
    result = find_confounds(features, n_permutations=99)
    assert result.meetings.query("name == 'actor_talk'")["value"].tolist() == pytest.approx([1 / 5] * 8)
    assert result.table.set_index("name").loc["actor_talk", "sentence"] == "constant"


def test_falling_attendance_is_found_and_the_same_pilots_are_compared():
    features = spoken(9, CLOSER)
    rows = features.rows
    gone = ((rows["speaker"] == "p1") & (rows["order"] >= 4)) | (
        (rows["speaker"] == "p3") & (rows["order"] >= 6)
    )
    present = features.take(~gone.to_numpy())
    row = looked(present).loc["attendance"]
    assert (row["found"], row["control"]) == ("yes", "control_same_pilots")
    same = converge(present.take(present.rows["speaker"].isin(["p0", "p2"]).to_numpy()), n_permutations=999)
    assert row["slope_after"] == pytest.approx(same.relative_slope)
    assert row["p_after"] == same.p_convergence


def common_subject(seed):
    """A shared item takes from 2 to 10 of 14 blocks: nobody moves within an item."""
    share = [2, 3, 4, 5, 7, 8, 9, 10]
    centres = 2.0 * STILL
    features = spoken(
        seed, centres, sizes=np.full((8, 4), 14), agenda=lambda t, b: "commun" if b < share[t] else "à soi"
    )
    common = (features.rows["agenda"] == "commun").to_numpy()
    pilot = features.rows["speaker"].str[1:].astype(int).to_numpy()
    values = features.values.copy()
    values[common] += centres[0].mean(axis=0) * 0.8 - 0.8 * centres[0, pilot[common]]
    return Features(features.rows, values, features.columns, "vectors")


def test_a_common_subject_that_grows_is_found_and_the_convergence_falls():
    result = find_confounds(common_subject(10), n_permutations=999)
    row = result.table.set_index("name").loc["agenda"]
    assert (row["found"], row["control"], row["effect"]) == ("yes", "control_agenda", "effect_falls")
    assert row["p_before"] <= 0.05 < row["p_after"]
    facts = next(facts for key, facts in result.reasons if key == "agenda_yes")
    assert facts["item"] in ("commun", "à soi")


def test_items_too_thin_to_compare_are_held_constant_as_a_covariate():
    features = spoken(11, CLOSER, agenda=lambda t, b: f"point {b if b else (t * 5) % 7}")
    row = looked(features).loc["agenda"]
    assert row["control"] == "control_covariate"


def test_pilots_who_follow_the_facilitator():
    features = spoken(1, drawing_closer(0.7, to=FAR), actor=np.tile(FAR, (8, 1)))
    row = looked(features).loc["actor"]
    assert (row["found"], row["sentence"], row["effect"]) == ("yes", "actor_driven", "effect_falls")
    assert abs(row["slope_after"]) < 0.05 < abs(row["slope_before"])


def test_words_of_the_question_that_made_the_convergence():
    closer, apart = spoken(12, CLOSER), spoken(12, STILL)
    rows = apart.rows.assign(n_words=50 - apart.rows["order"])
    masked = Features(rows, apart.values, apart.columns, "vectors")
    result = find_confounds(closer, masked=masked, n_permutations=999)
    row = result.table.set_index("name").loc["echo"]
    assert (row["found"], row["effect"]) == ("yes", "effect_falls")
    assert row["slope_after"] == pytest.approx(converge(masked).relative_slope)
    share = result.meetings.query("name == 'echo'")["value"].tolist()
    assert share == pytest.approx([t / 50 for t in range(8)])


def test_another_transcriber_is_found_and_held_constant():
    """Pilots are nearer in the meetings that Bo wrote down: nothing changes while one hand writes."""
    near = np.where(np.arange(8) < 4, 0.0, 0.6)[:, None, None]
    centres = (1 - near) * STILL + near * STILL.mean(axis=1, keepdims=True)
    corpus = corpus_of(talk([50] * 8, [10] * 8), transcribers=["Ana"] * 4 + ["Bo"] * 4)
    row = looked(spoken(13, centres), corpus=corpus).loc["transcriber"]
    assert (row["found"], row["statistic"], row["effect"]) == ("yes", "eta2", "effect_falls")
    assert abs(row["slope_after"]) < 0.4 * abs(row["slope_before"])


def test_transcribers_by_turns_are_no_confound():
    corpus = corpus_of(talk([50] * 8, [10] * 8), transcribers=["Ana", "Bo"] * 4)
    row = looked(spoken(14, CLOSER), corpus=corpus).loc["transcriber"]
    assert (row["found"], row["effect"]) == ("no", "effect_holds")


def test_an_exceptional_first_meeting_is_found():
    centres = STILL.copy()
    centres[0] = STILL[0].mean(axis=0) + 2.5 * (STILL[0] - STILL[0].mean(axis=0))
    row = looked(spoken(15, centres)).loc["first_meeting"]
    assert (row["found"], row["statistic"]) == ("yes", "t")
    assert row["measure"] > 5
    assert abs(row["slope_after"]) < 0.3 * abs(row["slope_before"])


def test_four_meetings_tell_of_no_trend():
    sizes = np.outer([4, 8, 12, 16], np.ones(4, dtype=int))
    table = looked(spoken(16, CLOSER[:4], sizes=sizes))
    assert table.loc["speaking_time", ["found", "sentence"]].tolist() == ["cannot be told", "too_short"]
    assert table.loc["first_meeting", "found"] == "cannot be told"


def test_one_meeting_tells_nothing():
    result = find_confounds(spoken(17, CLOSER[:1]))
    assert set(result.table["found"]) == {"cannot be told"}
    assert set(result.table["sentence"]) == {"nothing_to_compare"}
    assert len(result.meetings) == 0
    assert "echo" in repr(result)


def test_same_seed_same_table():
    features = spoken(
        18, CLOSER, actor=np.tile(FAR, (8, 1)), sizes=np.random.default_rng(0).integers(5, 15, (8, 4))
    )
    one, two, three = (find_confounds(features, seed=seed, n_permutations=499) for seed in (1, 1, 2))
    assert one.table.equals(two.table)
    assert not one.table.equals(three.table)
    assert np.allclose(one.table["p"].dropna(), three.table["p"].dropna(), atol=0.08)


def test_over_another_column():
    features = spoken(19, CLOSER, actor=np.tile(FAR, (8, 1)))
    rows = features.rows.assign(wave=features.rows["meeting"].str.replace("m", "vague "))
    corpus = corpus_of(talk([20, 24, 30, 33, 41, 47, 55, 60], [10] * 8))
    waves = Features(rows, features.values, features.columns, "vectors")
    one, other = looked(waves, over="wave", corpus=corpus), looked(features, corpus=corpus)
    same = ["speaking_time", "turn_length", "actor_talk", "actor", "first_meeting"]
    assert one.loc[same, "measure"].tolist() == pytest.approx(
        other.loc[same, "measure"].tolist(), nan_ok=True
    )
    assert one.loc["turn_length", "found"] == "yes"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said(language):
    """Those of real findings with their facts; and no key of the table is missing from the catalogue."""
    results = [
        find_confounds(common_subject(10), n_permutations=99),
        find_confounds(spoken(1, CLOSER), n_permutations=99),
        find_confounds(spoken(17, CLOSER[:1])),
        find_confounds(
            spoken(
                2, CLOSER, sizes=np.random.default_rng(1).integers(4, 20, (8, 4)), actor=np.tile(FAR, (8, 1))
            ),
            corpus=corpus_of(
                talk([20, 24, 30, 33, 41, 47, 55, 60], [10, 12] * 4), transcribers=["A", "B"] * 4
            ),
            n_permutations=99,
        ),
    ]
    for result in results:
        assert len(result.reasons) == 2 * len(CONFOUNDS)
        for key, facts in result.reasons:
            assert "{" not in say(f"controls.{key}", language, **facts)
        for control in set(result.table["control"]) - {""}:
            assert say(f"controls.{control}", language)
    keys = catalogue(language, "controls")
    assert {f"name_{name}" for name in CONFOUNDS} <= keys.keys()
    told = {f"{name}_{word}" for name in CONFOUNDS if name != "actor" for word in ("yes", "no", "untold")}
    assert told <= keys.keys()
