"""Leave-out partisanship against double loops; exactly 0 on average at equality."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from tests.measure.pairwise.material import features_of, index_for, mean_and_error, on, one_source
from textmine.errors import TextmineError
from textmine.measure.pairwise import leave_out
from textmine.measure.pairwise.leave_out import leave_out_distances
from textmine.represent.features import Features


def posterior(mine, theirs):
    mine, theirs = mine / mine.sum(), theirs / theirs.sum()
    return np.array([x / (x + y) if x + y else 0.5 for x, y in zip(mine, theirs, strict=True)])


def by_definition(a, b, *, both):
    """The published formula, word by word, group by group; with `both`, mean over pairs of groups."""
    sides = []
    for own, other in ((a, b), (b, a)):
        values = []
        for i, group in enumerate(own):
            rest = np.delete(own, i, axis=0).sum(axis=0)
            lefts = [np.delete(other, j, axis=0) for j in range(len(other))] if both else [other]
            rho = np.mean([posterior(rest, left.sum(axis=0)) for left in lefts], axis=0)
            values.append(group / group.sum() @ rho)
        sides.append(np.mean(values))
    return 2 * np.mean(sides) - 1


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_equals_its_definition(seed):
    rng = np.random.default_rng(seed)
    cells = {(p, t): rng.poisson(0.5, size=(int(rng.integers(5, 8)), 7)) for p in "abc" for t in range(2)}
    for blocks in cells.values():
        blocks[:, 0] += blocks.sum(axis=1) == 0
    features = features_of(cells)
    for leave in ("both", "own"):
        table = on(leave_out_distances, features, leave=leave)
        for t in range(2):
            expected = by_definition(cells["a", t], cells["c", t], both=leave == "both")
            assert table[0, 2, t] == pytest.approx(expected)
            assert table[2, 0, t] == pytest.approx(expected)


def test_counts_are_not_ignored():
    features = features_of({("a", 1): [[9, 1]] * 5, ("b", 1): [[1, 9]] * 5})
    # rho = .9 and .1 whatever is left out: pi = .9 * .9 + .1 * .1 = .82
    assert on(leave_out_distances, features)[0, 1, 0] == pytest.approx(0.64)
    assert on(leave_out_distances, features, leave="own")[0, 1, 0] == pytest.approx(0.64)


def test_blocks_of_one_group_are_one_unit():
    groups = {("a", 1): [0, 0, 1, 2, 3, 4], ("b", 1): [5, 6, 7, 8, 9, 10]}
    cells = {("a", 1): np.array([[1, 2], [3, 0], [2, 1], [0, 2], [1, 1], [4, 1]]),
             ("b", 1): np.array([[2, 2], [1, 3], [0, 1], [1, 2], [3, 1], [1, 1]])}  # fmt: skip
    joined = np.vstack([cells["a", 1][:2].sum(axis=0), cells["a", 1][2:]])
    table = on(leave_out_distances, features_of(cells, groups=groups))
    assert table[0, 1, 0] == pytest.approx(by_definition(joined, cells["b", 1], both=True))


def test_no_bias_at_equality_where_the_published_form_has_some():
    features = one_source(np.random.default_rng(1), 5, 15, replicates=800)
    mean, error = mean_and_error(on(leave_out_distances, features))
    assert abs(mean) < 3 * error
    published, error = mean_and_error(on(leave_out_distances, features, leave="own"))
    assert -0.05 < published < -4 * error


def test_a_real_difference_is_understated_in_short_cells():
    rng = np.random.default_rng(2)
    first, second = rng.dirichlet(np.full(60, 0.5), size=2)
    means = []
    for n in (5, 60):
        cells = {}
        for t in range(40):
            cells["a", t], cells["b", t] = rng.multinomial(20, first, n), rng.multinomial(20, second, n)
        means.append(on(leave_out_distances, features_of(cells))[0, 1].mean())
    assert 0 < means[0] < means[1]


def test_chunks_and_sparse_values_change_nothing(monkeypatch):
    features = one_source(np.random.default_rng(3), 7, 9, replicates=2)
    whole = on(leave_out_distances, features)
    thin = Features(features.rows, sparse.csr_array(features.values), features.columns, "counts")
    monkeypatch.setattr(leave_out, "_LARGEST", 200)
    np.testing.assert_allclose(on(leave_out_distances, thin), whole, atol=1e-12)


def test_fewer_groups_than_asked_for_are_missing():
    cells = {("a", 1): [[1, 2]] * 4, ("b", 1): [[2, 1]] * 6, ("c", 1): [[2, 1]] * 6}
    table = on(leave_out_distances, features_of(cells))
    assert np.isnan(table[0]).all()
    assert np.isfinite(table[1, 2, 0])
    # a group without a counted word is no unit
    cells["c", 1] = [[2, 1]] * 4 + [[0, 0]] * 2
    assert np.isnan(on(leave_out_distances, features_of(cells))).all()


@pytest.mark.parametrize(
    ("options", "key"), [({"min_groups": 1}, "pairwise_minimum"), ({"leave": "none"}, "pairwise_leave")]
)
def test_bad_options_are_said(options, key):
    features = features_of({("a", 1): [[9, 1]] * 5, ("b", 1): [[1, 9]] * 5})
    with pytest.raises(TextmineError) as fault:
        leave_out_distances(features, index_for(features), **options)
    assert fault.value.key == key
