"""Coverage and Shapley values by hand, by enumeration, by their axioms."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import TextmineError
from textmine.measure.complementarity.coverage import topic_coverage


def value(counts, members, effort):
    """Over every sequence of pilots: no generating function."""
    total = 0.0
    for drawn in itertools.product(members, repeat=effort):
        for topic in range(counts.shape[1]):
            missed = 1.0
            for pilot in members:
                n, k, taken = counts[pilot].sum(), counts[pilot, topic], drawn.count(pilot)
                missed *= math.comb(int(n - k), taken) / math.comb(int(n), taken)
            total += 1.0 - missed
    return total / len(members) ** effort


def shapley(counts, effort):
    """Over every order of joining."""
    n = len(counts)
    orders = list(itertools.permutations(range(n)))
    result = np.zeros(n)
    for order in orders:
        before = 0.0
        for place, pilot in enumerate(order):
            after = value(counts, order[: place + 1], effort)
            result[pilot] += after - before
            before = after
    return result / len(orders)


def test_by_hand_two_pilots_and_two_topics():
    # one block: one topic whoever speaks, so v = 1 for all coalitions, half each
    found = topic_coverage([[4, 0], [0, 4]], effort=1)
    assert (found.together, found.gain, found.shapley.tolist()) == (1.0, 1.0, [0.5, 0.5])
    # two blocks: the second is of the other pilot half the time: v = 1.5; alone 1
    found = topic_coverage([[4, 0], [0, 4]], effort=2)
    assert (found.together, found.gain, found.shapley.tolist()) == (1.5, 1.5, [0.75, 0.75])


@pytest.mark.parametrize("effort", [1, 2, 4])
def test_equals_enumeration(effort):
    counts = np.array([[3, 1, 0, 2], [0, 5, 1, 0], [2, 2, 2, 0]])
    found = topic_coverage(counts, effort=effort)
    assert found.together == pytest.approx(value(counts, (0, 1, 2), effort))
    assert found.alone.tolist() == pytest.approx([value(counts, (i,), effort) for i in range(3)])
    assert found.shapley.tolist() == pytest.approx(shapley(counts, effort).tolist())


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_parts_sum_to_the_whole_and_like_pilots_get_like_parts(seed):
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 9, (rng.integers(2, 7), 5))
    counts[:, 0] += 1
    counts[1] = counts[0]
    found = topic_coverage(counts, effort=int(rng.integers(1, 30)))
    assert found.shapley.sum() == pytest.approx(found.together)
    assert found.shapley[0] == pytest.approx(found.shapley[1])
    assert found.effort <= counts.sum(axis=1).min()
    assert found.together <= 5 + 1e-9


def test_talking_more_of_the_same_brings_nothing():
    little = topic_coverage(np.array([[100, 100, 100], [100, 100, 100]]), effort=8)
    much = topic_coverage(np.array([[100, 100, 100], [9000, 9000, 9000]]), effort=8)
    assert little.gain == pytest.approx(1.0, abs=0.02)
    assert much.shapley[1] == pytest.approx(much.shapley[0], abs=0.01)


def test_is_unbiased_for_endless_talk():
    rng = np.random.default_rng(0)
    p = np.array([[0.7, 0.2, 0.1, 0.0], [0.0, 0.1, 0.2, 0.7]])
    true = (1.0 - (1.0 - p.mean(axis=0)) ** 6).sum()
    found = [
        topic_coverage(np.stack([rng.multinomial(12, row) for row in p]), effort=6).together
        for _ in range(400)
    ]
    assert np.mean(found) == pytest.approx(true, abs=3.5 * np.std(found) / 20)


def test_many_pilots_are_sampled_and_their_parts_still_sum():
    counts = np.random.default_rng(1).integers(1, 9, (14, 6))
    first, again, other = (
        topic_coverage(counts, effort=5, seed=seed, n_permutations=300) for seed in (0, 0, 1)
    )
    assert not first.is_exact
    assert first.shapley.sum() == pytest.approx(first.together)
    assert first.shapley.tolist() == again.shapley.tolist() != other.shapley.tolist()


def test_sampled_parts_are_near_the_exact(monkeypatch):
    counts = np.array([[9, 0, 0, 1], [0, 9, 0, 1], [3, 3, 3, 1], [0, 0, 9, 1]])
    exact = topic_coverage(counts, effort=6)
    monkeypatch.setattr("textmine.measure.complementarity.coverage.LARGEST_EXACT", 1)
    # topics a few at a time give the same sum
    monkeypatch.setattr("textmine.measure.complementarity.coverage._MOST_NUMBERS", 8_000 * 7 * 2)
    drawn = topic_coverage(counts, effort=6, n_permutations=8_000)
    assert drawn.shapley.tolist() == pytest.approx(exact.shapley.tolist(), abs=0.06)
    assert drawn.shapley.sum() == pytest.approx(exact.together)


@pytest.mark.parametrize("effort", [0, 151])
def test_effort_out_of_bounds(effort):
    with pytest.raises(TextmineError) as fault:
        topic_coverage([[1, 1], [1, 1]], effort=effort)
    assert fault.value.key == "coverage_effort"
    assert str(effort) in fault.value.say("en")
