"""Discursive diversity against scipy, and that it is what its label says: naive."""

import numpy as np
import pytest
from scipy.spatial.distance import cosine

from tests.measure.pairwise.material import features_of, mean_and_error, on, one_source
from textmine.measure.pairwise.baselines import centroid_distances


def test_equals_scipy():
    rng = np.random.default_rng(0)
    cells = {(p, t): rng.normal(size=(4, 5)) for p in "abc" for t in range(2)}
    table = on(centroid_distances, features_of(cells, kind="vectors"))
    for i, j, t in ((0, 1, 0), (0, 2, 1), (1, 2, 1)):
        expected = cosine(cells["abc"[i], t].mean(axis=0), cells["abc"[j], t].mean(axis=0))
        assert table[i, j, t] == table[j, i, t] == pytest.approx(expected)


def test_it_follows_the_amount_of_talk():
    rng = np.random.default_rng(1)
    short, long = (
        mean_and_error(on(centroid_distances, one_source(rng, n, n, replicates=200, kind="vectors")))
        for n in (5, 50)
    )
    assert long[0] > 10 * long[1]
    assert short[0] > 3 * long[0]


def test_a_mean_of_zero_has_no_direction():
    cells = {("a", 1): [[1, 0], [-1, 0]], ("b", 1): [[1, 1]] * 2, ("c", 1): [[2, 2]] * 2}
    table = on(centroid_distances, features_of(cells, kind="vectors"))
    assert np.isnan(table[0]).all()
    assert table[1, 2, 0] == pytest.approx(0.0, abs=1e-12)
