"""Energy distance against scipy's lengths, pair by pair; its mean at equality; what it alone sees."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.spatial.distance import cdist

from tests.measure.pairwise import material
from tests.measure.pairwise.material import features_of, index_for, mean_and_error, on, one_source
from textmine.measure.cells import cell_sums
from textmine.measure.distance import distances
from textmine.measure.pairwise import energy
from textmine.measure.pairwise.energy import energy_distances
from textmine.represent.features import Features


def by_definition(a, b, groups_a, groups_b):
    def within(x, groups):
        apart = np.not_equal.outer(groups, groups)
        return cdist(x, x)[apart].mean()

    return 2 * cdist(a, b).mean() - within(a, groups_a) - within(b, groups_b)


def test_by_hand():
    # |x - y|: 3, 5, 1, 3, mean 3; within 2 and 2: 6 - 2 - 2
    features = features_of({("a", 1): [[0], [2]], ("b", 1): [[3], [5]]}, kind="vectors")
    assert on(energy_distances, features)[0, 1, 0] == pytest.approx(2.0)


def drawn(seed, *, n_meetings=2):
    rng = np.random.default_rng(seed)
    cells, groups = {}, {}
    for t in range(n_meetings):
        for p in "abc":
            n = int(rng.integers(3, 9))
            cells[p, t] = rng.normal(size=(n, 4)) * rng.integers(1, 3)
            groups[p, t] = [0, 1, *rng.integers(0, 4, n - 2)]
    return cells, groups


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_equals_its_definition(seed):
    cells, groups = drawn(seed)
    table = on(energy_distances, features_of(cells, kind="vectors", groups=groups))
    for t in range(2):
        for i, j in ((0, 1), (0, 2), (1, 2)):
            first, second = ("abc"[i], t), ("abc"[j], t)
            expected = by_definition(cells[first], cells[second], groups[first], groups[second])
            assert table[i, j, t] == pytest.approx(expected)


def test_chunks_and_sparse_values_change_nothing(monkeypatch):
    cells, groups = drawn(1)
    features = features_of(cells, kind="vectors", groups=groups)
    whole = on(energy_distances, features)
    thin = Features(features.rows, sparse.csr_array(features.values), features.columns, "vectors")
    np.testing.assert_allclose(on(energy_distances, thin), whole, atol=1e-7)
    monkeypatch.setattr(energy, "_CHUNK", 5)
    np.testing.assert_allclose(on(energy_distances, features), whole, atol=1e-12)


def test_no_bias_at_equality_however_unequal_the_amounts():
    rng = np.random.default_rng(2)
    for first, second in ((2, 2), (3, 25)):
        features = one_source(rng, first, second, replicates=600, d=8, kind="vectors")
        mean, error = mean_and_error(on(energy_distances, features))
        assert abs(mean) < 3 * error


def test_it_sees_a_spread_that_means_do_not_show():
    rng = np.random.default_rng(3)
    cells = {}
    for t in range(40):
        cells["a", t] = rng.normal(size=(15, 6))
        cells["b", t] = 3 * rng.normal(size=(15, 6))
    features = features_of(cells, kind="vectors")
    mean, error = mean_and_error(on(energy_distances, features))
    assert mean > 10 * error
    squared, error = mean_and_error(distances(cell_sums(features, index_for(features))))
    assert abs(squared) < 3 * error


def test_identical_blocks_are_at_zero():
    features = features_of({("a", 1): [[0.6, 0.8]] * 3, ("b", 1): [[0.6, 0.8]] * 4}, kind="vectors")
    assert material.on(energy_distances, features)[0, 1, 0] == pytest.approx(0.0, abs=1e-7)
