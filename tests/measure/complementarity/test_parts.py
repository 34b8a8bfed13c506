"""Unique contributions, specialisation, the arrow of time, uptake and resonance: by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.measure.complementarity.planted import features_of, talk
from textmine.errors import TextmineError
from textmine.measure.cells import gather
from textmine.measure.complementarity.arrow import Sides, time_arrow
from textmine.measure.complementarity.contributions import unique_contributions
from textmine.measure.complementarity.hill import deletions, hill_terms
from textmine.measure.complementarity.profiles import Groups
from textmine.measure.complementarity.resonance import divergence, novelty
from textmine.measure.complementarity.specialisation import specialise
from textmine.measure.complementarity.uptake import own_topics
from textmine.represent.features import Features


def contributions_of(features):
    cells = gather(features, between="pilot", over="meeting")
    return unique_contributions(cells, hill_terms(cells), deletions(cells))


def pure(topics, n_topics):
    """One meeting; each pilot says two blocks, all on his topic."""
    cells = [(f"p{k}", 0, 10 * k + turn) for k in range(len(topics)) for turn in range(2)]
    return features_of(cells, np.eye(n_topics)[np.repeat(topics, 2)])


def test_who_alone_speaks_of_a_topic_brings_one_effective_topic():
    # all: gamma 3; without any one: 2
    assert contributions_of(pure([0, 1, 2], 3)).unique.tolist() == pytest.approx([1.0, 1.0, 1.0])


def test_who_repeats_another_brings_less_than_nothing():
    # shares of all (2/3, 1/3): gamma 9/5; without p0 or p1: 2; without p2: 1
    assert contributions_of(pure([0, 0, 1], 2)).unique.tolist() == pytest.approx([-0.2, -0.2, 0.8])


def test_the_interval_holds_what_endless_talk_gives():
    truth = contributions_of(talk(0, 0.6, n_pilots=3, n_topics=6, n_blocks=1500, n_meetings=2)).unique
    held = []
    for seed in range(1, 25):
        found = contributions_of(talk(seed, 0.6, n_pilots=3, n_topics=6, n_blocks=20, n_meetings=4))
        held.append((found.low <= truth) & (truth <= found.high))
    assert 0.85 <= np.mean(held) <= 1.0


def test_specialisation_by_hand_and_by_chance():
    rng = np.random.default_rng(0)
    pilot = np.tile([0, 1], 60)
    meeting = np.zeros(120, dtype=int)
    same = Groups(rng.dirichlet([1.0, 1.0], 120), np.ones(120), pilot, meeting, (2, 1))
    found = specialise(same, seed=1, n_permutations=199)
    assert np.abs(found.degree).max() < 0.1
    assert found.p.min() > 0.01
    own = Groups(np.eye(2)[pilot], np.ones(120), pilot, meeting, (2, 1))
    assert specialise(own, n_permutations=99).degree.tolist() == [1.0, 1.0]
    assert specialise(own, n_permutations=99).p.tolist() == [0.01, 0.01]


def test_the_arrow_of_time_over_all_turnings():
    # one unit of six against the others: of 64 turnings, those that keep the sum of signs as large
    after, before = np.array([3.0, 1, 1, 1, 1, 1]), np.array([0.0, 1, 1, 1, 1, 1])
    found = time_arrow(Sides(after, np.ones(6), before, np.ones(6)))
    assert found.difference == pytest.approx(0.5)
    assert found.p == pytest.approx(0.5)
    assert found.n_units == 6 and found.n_events == 6
    turned = time_arrow(Sides(before, np.ones(6), after, np.ones(6)))
    assert turned.difference == -found.difference
    assert turned.p == pytest.approx(1.0)


def test_the_interval_of_the_arrow_is_students_where_units_weigh_alike():
    rng = np.random.default_rng(0)
    after, before, one = rng.normal(0.3, 0.1, 12), rng.normal(0.2, 0.1, 12), np.ones(12)
    found = time_arrow(Sides(after, one, before, one))
    expected = stats.ttest_rel(after, before).confidence_interval(0.90)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    # p by turning units round: close to that of the t test, which is one-sided
    assert found.p == pytest.approx(stats.ttest_rel(after, before, alternative="greater").pvalue, abs=0.02)


def test_the_arrow_leaves_each_unit_out():
    rng = np.random.default_rng(1)
    sides = Sides(rng.random(7), rng.integers(1, 5, 7) * 1.0, rng.random(7), rng.integers(1, 5, 7) * 1.0)
    found = time_arrow(sides)

    def difference(keep):
        after, n_after, before, n_before = (side[keep].sum() for side in sides)
        return after / n_after - before / n_before

    left = np.array([difference(np.arange(7) != unit) for unit in range(7)])
    error = np.sqrt(6 / 7 * ((left - left.mean()) ** 2).sum())
    assert found.difference == pytest.approx(difference(np.arange(7)))
    assert found.high - found.difference == pytest.approx(stats.t.ppf(0.95, 6) * error)


def test_the_arrow_needs_five_units_and_both_sides():
    few = time_arrow(Sides(*np.ones((4, 4))))
    assert few.difference == 0.0 and np.isnan(few.p)
    silent = time_arrow(Sides(np.ones(6), np.ones(6), np.zeros(6), np.zeros(6)))
    assert np.isnan(silent.difference)


def test_own_topics():
    shares = np.array([[0.5, 0.3, 0.2], [0.2, 0.3, 0.5], [np.nan] * 3])
    assert own_topics(shares).tolist() == [0, -1, 1]
    # alone in the meeting, nobody can be compared: no topic is anybody's own
    assert own_topics(np.array([[0.9, 0.1], [np.nan, np.nan]])).tolist() == [-1, -1]


def test_divergence_has_a_direction_and_absence_is_infinite():
    one, other = np.array([[0.75, 0.25]]), np.array([[0.5, 0.5]])
    assert divergence(one, other)[0] == pytest.approx(0.75 * np.log2(1.5) + 0.25 * np.log2(0.5))
    assert divergence(other, one)[0] == pytest.approx(0.5 * np.log2(2 / 3) + 0.5 * np.log2(2))
    assert divergence(one, other)[0] != pytest.approx(divergence(other, one)[0])
    assert np.isinf(divergence(other, np.array([[1.0, 0.0]]))[0])
    assert divergence(np.array([[1.0, 0.0]]), other)[0] == 1.0


def barron(values, **options):
    rows = pd.DataFrame({"turn": range(len(values))})
    shares = Features(rows, np.array(values), ("x", "y"), "shares")
    return novelty(shares, within=None, smoothing=0.0, **options)


def test_novelty_transience_and_resonance_by_hand():
    even, left = [0.5, 0.5], [0.75, 0.25]
    table = barron([even, left, left, even], window=1)
    away = 0.75 * np.log2(1.5) - 0.25  # KL(left || even), bits
    back = 0.5 * np.log2(2 / 3) + 0.5  # KL(even || left)
    assert table["novelty"].tolist() == pytest.approx([np.nan, away, 0.0, back], nan_ok=True)
    assert table["transience"].tolist() == pytest.approx([back, 0.0, away, np.nan], nan_ok=True)
    assert table["resonance"].tolist() == pytest.approx([np.nan, away, -away, np.nan], nan_ok=True)


def test_windows_are_full_and_do_not_cross_meetings():
    values = [[0.5, 0.5], [0.75, 0.25], [0.6, 0.4], [0.3, 0.7], [0.2, 0.8]]
    assert barron(values, window=2)["resonance"].notna().tolist() == [False, False, True, False, False]
    rows = pd.DataFrame({"meeting": list("aabbb")})
    shares = Features(rows, np.array(values), ("x", "y"), "shares")
    table = novelty(shares, window=1, smoothing=0.0)
    assert table["resonance"].notna().tolist() == [False, False, False, True, False]


@pytest.mark.parametrize(
    ("options", "key"),
    [({"window": 0}, "bad_window"), ({"window": 1, "smoothing": 2.0}, "not_a_share"),
     ({"window": 1, "within": "clan"}, "no_such_column")],
)  # fmt: skip
def test_bad_windows(options, key):
    shares = Features(pd.DataFrame({"turn": range(3)}), np.full((3, 2), 0.5), ("x", "y"), "shares")
    with pytest.raises(TextmineError) as fault:
        novelty(shares, **{"within": None, **options})
    assert fault.value.key == key
