"""Shapley values by hand and by their axioms; unique contributions that are exactly nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measure.complementarity.planted import features_of, talk
from textmine.errors import TextmineError
from textmine.measure.cells import gather
from textmine.measure.complementarity.contributions import unique_contributions
from textmine.measure.complementarity.coverage import topic_coverage
from textmine.measure.complementarity.hill import deletions, hill_terms
from textmine.represent.features import Features


def unique(features):
    cells = gather(features, between="pilot", over="meeting")
    return unique_contributions(cells, hill_terms(cells), deletions(cells))


def counts_of(seed):
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 7, (rng.integers(2, 6), 4))
    counts[:, 0] += 2
    return counts, int(rng.integers(1, 9)), rng


def test_three_pilots_by_hand():
    # Two blocks; p0 and p1 keep to one topic, p2 to another. Alone and {0, 1}: 1 topic; {0, 2} and {1, 2}:
    # 3/2; all: two topics unless both blocks are of one camp (5/9), 13/9.
    found = topic_coverage([[4, 0], [4, 0], [0, 4]], effort=2)
    assert found.together == pytest.approx(13 / 9)
    # p2 joins first (1), second (1/2) or last (13/9 - 1); the others share what is left
    last = (1 + 1 / 2 + 4 / 9) / 3
    assert found.shapley.tolist() == pytest.approx([(13 / 9 - last) / 2] * 2 + [last])
    assert found.shapley.tolist() == pytest.approx([43 / 108, 43 / 108, 35 / 54])
    assert found.gain == pytest.approx(13 / 9)


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_efficiency_symmetry_and_no_order_of_pilots(seed):
    counts, effort, rng = counts_of(seed)
    counts[-1] = counts[0]
    found = topic_coverage(counts, effort=effort)
    assert found.shapley.sum() == pytest.approx(found.together)
    assert found.shapley[-1] == pytest.approx(found.shapley[0])
    order = rng.permutation(len(counts))
    turned = topic_coverage(counts[order][:, rng.permutation(4)], effort=effort)
    assert turned.shapley.tolist() == pytest.approx(found.shapley[order].tolist())
    assert turned.alone.tolist() == pytest.approx(found.alone[order].tolist())


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_a_topic_that_nobody_speaks_of_is_nobodys_merit(seed):
    counts, effort, _ = counts_of(seed)
    wider = np.column_stack([counts, np.zeros((len(counts), 3))])
    found, other = (topic_coverage(table, effort=effort) for table in (counts, wider))
    assert other.shapley.tolist() == pytest.approx(found.shapley.tolist())
    assert other.together == pytest.approx(found.together)


@pytest.mark.parametrize(("counts", "effort"), [([[9, 0], [9, 0], [9, 0]], 5), ([[9, 1], [0, 7], [3, 3]], 1)])
def test_who_adds_nothing_to_any_other_gets_only_his_part_of_coming_first(counts, effort):
    # The null player: every coalition hears one topic, so that the gain on any but nobody is 0. Nobody's gain
    # on nobody is 0, as each has talked; first in one of three orders, he has a third of one topic.
    found = topic_coverage(counts, effort=effort)
    assert found.shapley.tolist() == pytest.approx([1 / 3] * 3)
    assert (found.together, found.gain) == pytest.approx((1.0, 1.0))


@pytest.mark.parametrize(
    ("counts", "key"),
    [
        ([[3, 0], [0, 0]], "coverage_effort"),
        ([[3, np.nan], [0, 2]], "features_values"),
        ([[3, -1], [0, 2]], "features_values"),
    ],
)
def test_a_silent_pilot_and_missing_counts_are_refused(counts, key):
    with pytest.raises(TextmineError) as fault:
        topic_coverage(counts, effort=2)
    assert fault.value.key == key
    assert "{" not in fault.value.say("fr") + fault.value.say("en")


def test_who_speaks_as_the_others_do_together_adds_exactly_nothing():
    # p0 (1, 0), p1 (0, 1): two effective topics; p2 (1/2, 1/2) leaves them two, but p0 and p1 are needed:
    # without p0, shares (1/4, 3/4), gamma 8/5
    cells = [(f"p{pilot}", 0, 10 * pilot + turn) for pilot in range(3) for turn in range(3)]
    values = np.repeat([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]], 3, axis=0)
    assert unique(features_of(cells, values)).unique.tolist() == pytest.approx([0.4, 0.4, 0.0])


def test_unique_contributions_have_no_order():
    features = talk(2, 0.5, n_pilots=4, n_topics=8, n_meetings=3, n_blocks=6)
    order = np.random.default_rng(1).permutation(len(features))
    names = {"p0": "p3", "p1": "p0", "p2": "p1", "p3": "p2"}
    rows = features.rows.iloc[order].reset_index(drop=True)
    rows["speaker"] = rows["speaker"].map(names)
    turned = unique(Features(rows, features.values[order], features.columns, "shares"))
    found = unique(features)
    for one, other in zip(found, turned, strict=True):
        assert other[[3, 0, 1, 2]].tolist() == pytest.approx(one.tolist())


def test_groups_left_out_a_few_at_a_time_give_the_same_bits(monkeypatch):
    features = talk(4, 0.5, n_pilots=4, n_topics=8, n_meetings=3, n_blocks=6)
    at_once = unique(features)
    monkeypatch.setattr("textmine.measure.complementarity.contributions._GROUPS_AT_ONCE", 7)
    for one, other in zip(at_once, unique(features), strict=True):
        assert np.array_equal(one, other)


def test_without_three_turns_a_cell_there_is_no_interval():
    features = talk(3, 0.5, n_pilots=3, n_topics=6, n_meetings=2, n_blocks=2)
    found = unique(features)
    assert np.isfinite(found.unique).all()
    assert np.isnan(found.low).all() and np.isnan(found.high).all()
