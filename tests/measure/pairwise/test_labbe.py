"""The intertextual distance worked out by hand; its warnings; that it follows the amount of talk."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measure.pairwise.material import features_of, index_for, mean_and_error, on, one_source
from textmine.measure.pairwise.labbe import labbe_distances, labbe_warnings


def test_by_hand():
    # A: 6 4 0 0 0, 10 words. B: 6 0 11 2 1, 20 words, halved: 3 0 5.5 1 .5; the last, under 1, is dropped.
    # |6-3| + |4-0| + 5.5 + 1 = 13.5 over 10 + 9.5
    cells = {("a", 1): [[6, 0, 0, 0, 0], [0, 4, 0, 0, 0]], ("b", 1): [[6, 0, 5, 2, 0], [0, 0, 6, 0, 1]]}
    table = on(labbe_distances, features_of(cells))
    assert table[0, 1, 0] == table[1, 0, 0] == pytest.approx(13.5 / 19.5)


def test_a_word_of_both_is_kept_though_expected_less_than_once():
    # A: 1 1, B: 1 9 reduced to .2 1.8: |1-.2| + |1-1.8| over 2 + 2
    cells = {("a", 1): [[1, 0], [0, 1]], ("b", 1): [[1, 4], [0, 5]]}
    assert on(labbe_distances, features_of(cells))[0, 1, 0] == pytest.approx(0.4)


def test_counts_are_not_ignored():
    features = features_of({("a", 1): [[9, 1]] * 2, ("b", 1): [[1, 9]] * 2})
    assert on(labbe_distances, features)[0, 1, 0] == pytest.approx(32 / 40)


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_equals_the_formula_in_words(seed):
    rng = np.random.default_rng(seed)
    cells = {(p, 1): rng.poisson(1.0, (int(rng.integers(2, 9)), 6)) + np.eye(1, 6, dtype=int) for p in "ab"}
    small, large = sorted((cells[p, 1].sum(axis=0) for p in "ab"), key=sum)
    gap = size = 0.0
    for a, b in zip(small, large, strict=True):
        expected = b * sum(small) / sum(large)
        if a > 0 or expected >= 1:
            gap, size = gap + abs(a - expected), size + expected
    assert on(labbe_distances, features_of(cells))[0, 1, 0] == pytest.approx(gap / (sum(small) + size))


def test_same_frequencies_are_at_zero_whatever_the_sizes():
    cells = {("a", 1): [[3, 1, 2]] * 2, ("b", 1): [[3, 1, 2]] * 14}
    assert on(labbe_distances, features_of(cells))[0, 1, 0] == pytest.approx(0.0)


def test_it_follows_the_amount_of_talk():
    rng = np.random.default_rng(0)
    short, long = (mean_and_error(on(labbe_distances, one_source(rng, n, n, replicates=60))) for n in (5, 50))
    assert long[0] > 10 * long[1]
    assert short[0] > 2 * long[0]


def test_warnings_name_cells_and_pairs():
    cells = {
        ("a", 1): [[40, 50]] * 2, ("b", 1): [[900, 901]] * 2, ("c", 1): [[300, 200]] * 2,
        ("a", 2): [[500, 500]], ("b", 2): [[1, 1]] * 2,
    }  # fmt: skip
    features = features_of(cells)
    table = labbe_warnings(features, index_for(features))
    few = table[table["warning"] == "few_tokens"]
    # c has just 1,000; a of meeting 2 has one group and so is absent
    assert list(zip(few["meeting"], few["pilot"], few["tokens"], strict=True)) == [
        ("1", "a", 180.0),
        ("2", "b", 4.0),
    ]
    assert few["other"].isna().all()
    assert few["ratio"].isna().all()
    unequal = table[table["warning"] == "unequal_sizes"]
    assert unequal[["meeting", "pilot", "other"]].to_numpy().tolist() == [["1", "a", "b"]]
    assert unequal["ratio"].tolist() == pytest.approx([3602 / 180])


def test_nothing_to_warn_of_gives_an_empty_table():
    features = features_of({("a", 1): [[500, 500]] * 2, ("b", 1): [[5_000, 5_000]] * 2})
    table = labbe_warnings(features, index_for(features))
    assert not len(table)
    assert list(table) == ["warning", "meeting", "pilot", "other", "tokens", "ratio"]
