"""Legitimacy: declared scores, labels against enumeration, tenure, and the refusal of circular scores."""

import itertools

import numpy as np
import pandas as pd
import pytest

import textmine as tm
from textmine.errors import TextmineError
from textmine.measure.imitation.leadership import Influences
from textmine.measure.imitation.scores import label_test, nominations, scores_of, tenure

ROWS = pd.DataFrame({"speaker": ["a", "a", "b", "c"], "score": [2.0, 2.0, 1.0, np.nan], "word": list("xxyz")})


def influences(seed, n, *, missing=False):
    rng = np.random.default_rng(seed)
    total = np.triu(rng.normal(size=(n, n)), 1)
    count = np.triu(rng.integers(0 if missing else 5, 6, size=(n, n)), 1).astype(float)
    total[count == 0] = 0.0
    return Influences(total - total.T, count + count.T)


def test_scores_by_column_and_by_mapping():
    by_column = scores_of(ROWS, "score", label="speaker", pilots=("a", "b", "c"))
    assert by_column[:2].tolist() == [2.0, 1.0]
    assert np.isnan(by_column[2])
    by_mapping = scores_of(ROWS, {"a": 1, "c": 3}, label="speaker", pilots=("a", "b", "c"))
    assert np.isnan(by_mapping[1])
    assert by_mapping[2] == 3.0
    assert np.isnan(scores_of(ROWS, None, label="speaker", pilots=("a", "b"))).all()


@pytest.mark.parametrize(
    ("legitimacy", "fault"),
    [
        ("word", "score_not_a_number"),
        ("nothing", "no_such_column"),
        ({"a": 1}, "one_legitimacy"),
        ({"a": 1, "b": 1}, "one_legitimacy"),
    ],
)
def test_faulty_scores(legitimacy, fault):
    with pytest.raises(TextmineError) as caught:
        scores_of(ROWS, legitimacy, label="speaker", pilots=("a", "b", "c"))
    assert caught.value.key == fault
    assert caught.value.say("en") != caught.value.say("fr")


def test_a_score_that_varies_is_refused():
    with pytest.raises(TextmineError, match="a"):
        scores_of(ROWS.assign(score=[1.0, 2.0, 3.0, 4.0]), "score", label="speaker", pilots=("a", "b", "c"))


@pytest.mark.parametrize("missing", [False, True])
def test_labels_by_enumeration(missing):
    found = influences(1, 5, missing=missing)
    scores = np.array([5.0, 3.0, 1.0, np.nan, 2.0])

    def slope(values):
        num = den = 0.0
        for i in range(5):
            for j in range(5):
                gap = values[j] - values[i]
                if i != j and np.isfinite(gap):
                    num += found.total[i, j] * gap
                    den += found.n_pairs[i, j] * gap**2
        return num / den

    known = [0, 1, 2, 4]
    every = []
    for labels in itertools.permutations(scores[known]):
        values = scores.copy()
        values[known] = labels
        every.append(slope(values))
    result = label_test(found, scores, seed=0, n_permutations=9)
    assert result.is_exact
    assert result.n_labellings == 24
    assert result.p_more == pytest.approx(np.mean(np.array(every) >= slope(scores) - 1e-12))
    assert result.p_less == pytest.approx(np.mean(np.array(every) <= slope(scores) + 1e-12))


def test_eight_pilots_are_enumerated_nine_are_drawn():
    assert label_test(influences(0, 8), np.arange(8.0), seed=0, n_permutations=9).n_labellings == 40_320
    drawn = label_test(influences(0, 9), np.arange(9.0), seed=0, n_permutations=99)
    assert not drawn.is_exact
    assert drawn == label_test(influences(0, 9), np.arange(9.0), seed=0, n_permutations=99)


def test_labels_of_unrelated_scores_are_uniform():
    p = [
        label_test(influences(seed, 6), np.arange(6.0), seed=0, n_permutations=9).p_more for seed in range(60)
    ]
    assert np.mean(np.array(p) <= 0.05) <= 0.15
    assert abs(np.mean(p) - 0.5) < 0.13


def test_no_score_no_label_test():
    result = label_test(influences(0, 4), np.full(4, np.nan), seed=0, n_permutations=9)
    assert np.isnan(result.p_more)
    assert result.n_labellings == 0


def test_tenure_counts_from_the_first_meeting():
    rows = pd.DataFrame(
        [("a", "m0", 0), ("b", "m1", 1), ("a", "m1", 1), ("a", "m2", 2), ("b", "m2", 2), ("c", "m2", 2)],
        columns=["speaker", "meeting", "order"],
    )
    assert tenure(rows, between="speaker") == {"a": 3.0, "b": 2.0, "c": 1.0}


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    folder = tmp_path_factory.mktemp("named")
    first = (
        "Ana Rey : Je fais comme Bob Lys, toujours Bob Lys.\n\n"
        "Eve Roux : Bob Lys encore.\n\nBob Lys : Bob Lys, moi ?"
    )
    (folder / "2021-01-01 avant.txt").write_text(first, encoding="utf-8")
    (folder / "2021-02-01 apres.txt").write_text(
        "Bob Lys : Merci Ana Rey.\n\nAna Rey : De rien.", encoding="utf-8"
    )
    segments = tm.split(tm.read(folder), into="turns")
    return segments, tm.find_mentions(segments)


def test_being_named_by_others_is_counted_outside_the_measured_meetings(named):
    segments, mentions = named
    after = [m for m in segments.rows["meeting"].unique() if "apres" in m]
    table = nominations(mentions[~mentions["meeting"].isin(after)], segments, measured=after).set_index(
        "speaker"
    )
    assert table.loc["Bob Lys", ["n_others", "n_namers", "n_mentions"]].tolist() == [2, 2, 3]
    assert table.loc["Bob Lys", "share"] == 1.0
    words = segments.rows.query("meeting not in @after and speaker != 'Bob Lys'")["n_words"].sum()
    assert table.loc["Bob Lys", "rate"] == pytest.approx(3000 / words)
    assert table.loc["Ana Rey", "n_mentions"] == 0


def test_a_score_from_the_measured_meetings_is_refused(named):
    segments, mentions = named
    with pytest.raises(TextmineError) as caught:
        nominations(mentions, segments, measured=segments.rows["meeting"].unique()[:1])
    assert caught.value.key == "circular_legitimacy"
    assert caught.value.facts["n"] == 1
