"""Surprise worked out by hand where draws do not matter; the same level however much was said."""

import numpy as np
import pytest

from tests.measure.pairwise.material import features_of, index_for, on, one_source
from textmine.errors import TextmineError
from textmine.measure.pairwise.surprise import pilot_surprise


def test_by_hand():
    # All blocks of a cell are alike, so that draws do not matter.
    features = features_of({("a", 1): [[2, 0]] * 4, ("b", 1): [[1, 1]] * 4})
    table = on(pilot_surprise, features, seed=0, target=4, reference=4, draws=2)
    # a: 4 words, all the first, known of b: 2 and 2, background (4 + 1, 4 + 1): p = (2 + 4 * .5) / 8
    assert table[0, 0] == pytest.approx(np.log(2))
    # b: 2 and 2, known of a: 4 and 0, background (8 + 1, 0 + 1): p = (4 + 4 * .9) / 8 and 4 * .1 / 8
    assert table[1, 0] == pytest.approx(-(np.log(0.95) + np.log(0.05)) / 2)


def test_the_last_block_counts_in_part():
    features = features_of({("a", 1): [[3, 0]] * 4, ("b", 1): [[0, 4]] * 4})
    table = on(pilot_surprise, features, seed=0, target=4, reference=6, draws=3)
    # b says 6 words of the second, background of a (1, 17) / 18
    assert table[0, 0] == pytest.approx(-np.log(6 * (1 / 18) / 12))


def test_nobody_is_the_norm_by_talking_most():
    cells = {("a", 1): [[0, 4]] * 3, ("b", 1): [[5, 0]] * 40, ("c", 1): [[0, 5]] * 4}
    table = on(pilot_surprise, features_of(cells), seed=0, target=8, reference=20, draws=5)
    # known to a: two blocks of b, two of c: 10 and 10; background (201, 21) / 222
    assert table[0, 0] == pytest.approx(-np.log((10 + 20 * 21 / 222) / 40))


def test_level_does_not_follow_the_amount_of_talk():
    rng = np.random.default_rng(1)
    means = []
    for n in (15, 60):
        table = on(pilot_surprise, one_source(rng, n, n, replicates=40), seed=0, target=100, reference=200)
        assert np.isfinite(table).all()
        means.append((table.mean(), table.std(ddof=1) / table.size**0.5))
    assert abs(means[0][0] - means[1][0]) < 4 * np.hypot(means[0][1], means[1][1])
    # A larger reference alone lowers it by more than that: sizes must be equal.
    features = one_source(rng, 60, 60, replicates=40)
    sizes = {"seed": 0, "target": 100, "draws": 10}
    small, large = (on(pilot_surprise, features, reference=n, **sizes).mean() for n in (50, 1_000))
    assert abs(small - large) > 4 * means[0][1]


def test_who_talks_otherwise_surprises_more():
    rng = np.random.default_rng(2)
    common, other = rng.dirichlet(np.full(30, 0.3), size=2)
    cells = {
        (p, t): rng.multinomial(20, other if p == "d" else common, size=20) for p in "abcd" for t in range(3)
    }
    table = on(pilot_surprise, features_of(cells), seed=0)
    assert (table[3] > table[:3].max(axis=0)).all()


def test_too_little_text_and_absence_are_missing():
    cells = {("a", t): [[2, 2]] * 60 for t in range(3)} | {("b", t): [[2, 2]] * 60 for t in range(2)}
    cells["a", 1] = [[2, 2]] * 3
    table = on(pilot_surprise, features_of(cells), seed=0, target=200, reference=200)
    # b of meeting 1 has nobody to be compared with; so has a of meeting 2, where b is absent
    assert np.isfinite(table).tolist() == [[True, False, False], [True, False, False]]


def test_the_seed_decides():
    features = one_source(np.random.default_rng(3), 20, 30, replicates=2)
    first, again, other = (on(pilot_surprise, features, seed=seed, draws=3) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("option", ["target", "reference", "draws"])
def test_numbers_below_one_are_said(option):
    features = features_of({("a", 1): [[9, 1]] * 2, ("b", 1): [[1, 9]] * 2})
    with pytest.raises(TextmineError) as fault:
        pilot_surprise(features, index_for(features), seed=0, **{option: 0})
    assert option in fault.value.say("en")
