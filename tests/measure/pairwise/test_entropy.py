"""Jensen-Shannon divergence against scipy; rarefaction keeps its level whatever was said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon
from scipy.special import rel_entr

from tests.measure.pairwise.material import features_of, index_for, mean_and_error, on, one_source
from textmine.errors import TextmineError
from textmine.measure.pairwise.entropy import jsd_distances, rarefied_jsd_distances


def test_ninety_ten_against_ten_ninety():
    features = features_of({("a", 1): [[9, 1]] * 2, ("b", 1): [[1, 9]] * 2})
    # H(1/2, 1/2) - H(.9, .1) = 1 - .468996
    assert on(jsd_distances, features)[0, 1, 0] == pytest.approx(0.531004, abs=1e-6)


def test_it_is_no_symmetric_kullback_leibler():
    p, q = np.array([0.9, 0.1]), np.array([0.1, 0.9])
    features = features_of({("a", 1): [10 * p] * 2, ("b", 1): [10 * q] * 2})
    symmetric = (rel_entr(p, q) + rel_entr(q, p)).sum() / 2 / np.log(2)
    assert symmetric > 2
    assert on(jsd_distances, features)[0, 1, 0] < 1


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_equals_scipy(seed):
    rng = np.random.default_rng(seed)
    cells = {(p, t): rng.poisson(0.7, size=(3, 9)) + np.eye(3, 9) for p in "abc" for t in range(2)}
    table = on(jsd_distances, features_of(cells))
    for t in range(2):
        for i, j in ((0, 1), (0, 2), (1, 2)):
            first, second = (cells["abc"[k], t].sum(axis=0) for k in (i, j))
            assert table[i, j, t] == pytest.approx(jensenshannon(first, second, base=2) ** 2)


def test_naive_falls_with_the_amount_of_talk_and_rarefied_does_not():
    rng = np.random.default_rng(1)
    short, long = (one_source(rng, n, n, replicates=60) for n in (8, 40))
    naive = [mean_and_error(on(jsd_distances, f)) for f in (short, long)]
    assert naive[1][0] > 10 * naive[1][1]
    assert naive[0][0] > 2 * naive[1][0]
    # Both amounts in one corpus: the level is that of the shorter cells.
    cells = {}
    for place, features in enumerate((short, long)):
        for (pilot, t), found in features.rows.groupby(["speaker", "meeting"]).groups.items():
            cells[pilot, 100 * place + t] = features.values[found]
    table = on(rarefied_jsd_distances, features_of(cells), seed=0, draws=10)[0, 1]
    levels = table[:60], table[60:]
    error = np.hypot(*(level.std(ddof=1) / 60**0.5 for level in levels))
    assert abs(levels[0].mean() - levels[1].mean()) < 3 * error
    assert levels[0].mean() == pytest.approx(naive[0][0], abs=1e-9)


def test_a_cell_with_few_blocks_is_left_out_and_pulls_nobody_down():
    rng = np.random.default_rng(2)
    cells = {(p, t): rng.poisson(1.0, size=(8, 6)) + 1 for p in "abc" for t in range(2)}
    cells["c", 1] = cells["c", 1][:3]
    features = features_of(cells)
    kept = on(rarefied_jsd_distances, features, seed=0, draws=3)
    naive = on(jsd_distances, features)
    assert kept[:, :, 0][~np.eye(3, dtype=bool)] == pytest.approx(naive[:, :, 0][~np.eye(3, dtype=bool)])
    assert kept[0, 1, 1] == pytest.approx(naive[0, 1, 1])
    assert np.isnan(kept[2, :, 1]).all()
    low = on(rarefied_jsd_distances, features, seed=0, draws=20, min_blocks=2)
    assert np.isfinite(low[0, 2, 1])
    assert (low[0, 1] > kept[0, 1]).all()


def test_the_seed_decides():
    features = one_source(np.random.default_rng(5), 6, 9, replicates=3)
    first, again = (on(rarefied_jsd_distances, features, seed=7, draws=4) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, on(rarefied_jsd_distances, features, seed=8, draws=4), equal_nan=True)


def test_no_cell_with_enough_blocks_leaves_all_missing():
    features = features_of({("a", 1): [[9, 1]] * 2, ("b", 1): [[1, 9]] * 2})
    assert np.isnan(on(rarefied_jsd_distances, features, seed=0)).all()


def test_a_pilot_with_none_of_the_words_is_missing_not_equal():
    features = features_of({("a", 1): [[0, 0]] * 2, ("b", 1): [[1, 9]] * 2, ("c", 1): [[1, 9]] * 2})
    table = on(jsd_distances, features)
    assert np.isnan(table[0]).all()
    assert table[1, 2, 0] == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("options", [{"draws": 0}, {"min_blocks": 1}])
def test_bad_numbers_are_said(options):
    features = features_of({("a", 1): [[9, 1]] * 2, ("b", 1): [[1, 9]] * 2})
    with pytest.raises(TextmineError) as fault:
        rarefied_jsd_distances(features, index_for(features), seed=0, **options)
    assert next(iter(options)) in fault.value.say("fr")
