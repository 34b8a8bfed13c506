import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.stats import chi2_contingency

from textmine.represent.classes.division import chi2_of, divide, first_axis, sweep


def random_table(seed, n=30, d=20, share=0.2):
    drawn = np.random.default_rng(seed)
    dense = (drawn.random((n, d)) < share).astype(float)
    dense = dense[dense.sum(axis=1) > 0]
    return sparse.csr_array(dense[:, dense.sum(axis=0) > 0])


def dense_chi2(dense, first):
    table = np.stack([dense[first].sum(axis=0), dense[~first].sum(axis=0)])
    return chi2_contingency(table, correction=False).statistic


def dense_axis(dense):
    masses = dense / dense.sum()
    rows, columns = masses.sum(axis=1), masses.sum(axis=0)
    residuals = (masses - np.outer(rows, columns)) / np.sqrt(np.outer(rows, columns))
    return np.linalg.svd(residuals)[0][:, 0] / np.sqrt(rows)


@pytest.mark.parametrize("seed", range(5))
def test_axis_is_that_of_a_dense_decomposition(seed):
    table = random_table(seed, n=200, d=120, share=0.1)
    ours, peer = first_axis(table), dense_axis(table.toarray())
    peer *= np.sign(peer @ ours)
    assert ours == pytest.approx(peer, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_every_cut_has_the_chi2_of_its_table(seed):
    table = random_table(seed)
    found = sweep(table)
    for cut in range(len(found)):
        first = np.arange(table.shape[0]) <= cut
        assert found[cut] == pytest.approx(chi2_of(table, first), rel=1e-9, abs=1e-9)
    half = np.arange(table.shape[0]) < table.shape[0] // 2
    dense = table.toarray()
    assert chi2_of(table, half) == pytest.approx(dense_chi2(dense, half), rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["best", "pass"]))
def test_no_single_move_gains_and_the_chi2_told_is_that_of_the_sides(seed, reassign):
    table = random_table(seed)
    found = divide(table, reassign=reassign)
    assert 0 < found.first.sum() < table.shape[0]
    assert found.chi2 == pytest.approx(dense_chi2(table.toarray(), found.first), rel=1e-9)
    assert found.chi2 >= found.swept * (1 - 1e-12)
    for row in range(table.shape[0]):
        moved = found.first.copy()
        moved[row] = ~moved[row]
        if 0 < moved.sum() < len(moved):
            assert chi2_of(table, moved) <= found.chi2 * (1 + 1e-8)


def test_moves_are_made_and_only_when_asked():
    table = random_table(3, n=120, d=60, share=0.1)
    kept, best, passed = (divide(table, reassign=how) for how in ("none", "best", "pass"))
    assert kept.moves == 0 and kept.chi2 == pytest.approx(kept.swept)
    assert best.moves > 0 and passed.moves > 0
    assert best.chi2 > kept.chi2 and best.swept == kept.swept


def plain_moves(table, first):
    """Try every move, take the best, until none gains: each χ² from the whole table of sides by forms."""
    first, moves = first.copy(), 0
    while True:
        tried = np.tile(first, (len(first), 1))
        np.fill_diagonal(tried, ~first)
        gained = [chi2_of(table, one) if 0 < one.sum() < len(one) else 0.0 for one in tried]
        if max(gained) <= chi2_of(table, first) * (1 + 1e-10):
            return first, moves
        first, moves = tried[int(np.argmax(gained))], moves + 1


@pytest.mark.parametrize("seed", range(3))
def test_the_moves_are_those_of_a_plain_loop(seed):
    table = random_table(seed, n=90, d=70, share=0.1)
    kept, found = divide(table, reassign="none"), divide(table, reassign="best")
    first, moves = plain_moves(table, kept.first)
    assert found.first.tolist() == first.tolist()
    assert found.moves == moves > 0


def test_axis_of_more_forms_than_segments():
    table = random_table(0, n=90, d=200, share=0.1)
    ours, peer = first_axis(table), dense_axis(table.toarray())
    assert ours == pytest.approx(peer * np.sign(peer @ ours), abs=1e-6)


def test_planted_halves_are_found():
    drawn = np.random.default_rng(0)
    which = drawn.random(300) < 0.4
    mine, theirs = np.repeat([0.3, 0.03], 30), np.repeat([0.03, 0.3], 30)
    dense = (drawn.random((300, 60)) < np.where(which[:, None], mine, theirs)).astype(float)
    assert dense.sum(axis=1).min() > 0 and dense.sum(axis=0).min() > 0
    agree = (divide(sparse.csr_array(dense)).first == which).mean()
    assert max(agree, 1 - agree) > 0.98
