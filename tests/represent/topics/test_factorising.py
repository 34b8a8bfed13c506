"""The factorisation by blocks: scikit-learn as an oracle, and bits that do not depend on the blocks."""

import itertools
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.decomposition import non_negative_factorization

from textmine.represent import row_blocks
from textmine.represent.factors import nonnegative_start
from textmine.represent.row_blocks import RowBlocks, in_blocks
from textmine.represent.topics.consensus import consensus
from textmine.represent.topics.factorising import factorise


def table(n_rows=300, n_columns=80, seed=0):
    drawn = np.random.default_rng(seed)
    words = drawn.gamma(0.3, size=(5, n_columns))
    counts = drawn.poisson(drawn.dirichlet(np.full(5, 0.3), n_rows) @ words * 2)
    return sparse.csr_array(counts.astype(np.float64))


@pytest.mark.parametrize("iterations", [1, 7, 400])
def test_as_scikit_learn(iterations):
    rows = table()
    weights, words = nonnegative_start(rows, 5, seed=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, expected, _ = non_negative_factorization(
            rows, W=weights, H=words, n_components=5, init="custom", solver="cd", max_iter=iterations
        )
    expected /= expected.sum(axis=1, keepdims=True)
    assert factorise(rows, 5, seed=0, iterations=iterations) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 300), max_size=5), st.integers(1, 150))
def test_the_topics_do_not_depend_on_the_tables_that_the_rows_came_in(cuts, size):
    rows = table()
    bounds = [0, *sorted(cuts), 300]
    parts = [rows[low:high] for low, high in itertools.pairwise(bounds)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_blocks, "ROWS", size)
        once, often = RowBlocks.of(rows), in_blocks(parts, 80)
        assert len(once.blocks) == -(-300 // size)
        assert np.array_equal(once.dense(), rows.toarray()) and np.array_equal(often.dense(), once.dense())
        assert np.array_equal(
            factorise(once, 5, seed=0, iterations=20), factorise(often, 5, seed=0, iterations=20)
        )


def test_larger_blocks_change_rounding_alone(monkeypatch):
    rows = table()
    whole = factorise(rows, 5, seed=0)
    monkeypatch.setattr(row_blocks, "ROWS", 64)
    assert factorise(rows, 5, seed=0) == pytest.approx(whole, abs=1e-9)


def test_on_disk_as_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(row_blocks, "ROWS", 64)
    rows = table()
    stored = in_blocks([rows[:10], rows[10:]], 80, folder=tmp_path)
    assert len(stored.blocks) == 5 and stored.n_filled == RowBlocks.of(rows).n_filled
    assert np.array_equal(stored.blocks[-1].toarray(), rows[256:].toarray())
    assert [block.shape[0] for block in stored.blocks[1:3]] == [64, 64]
    with pytest.raises(IndexError):
        stored.blocks[5]
    here, there = consensus(rows, 5, refits=3, seed=1), consensus(stored, 5, refits=3, seed=1)
    assert np.array_equal(here.words, there.words) and np.array_equal(here.stability, there.stability)
    assert not list(tmp_path.glob("tmp*")), "draws are removed once they are fitted"


def test_nothing_but_zeros_gives_no_topic():
    assert not factorise(sparse.csr_array((60, 30)), 2, seed=0).any()


def test_no_rows():
    empty = in_blocks([], 4)
    assert empty.mean == 0 and empty.dense().shape == (0, 4) and empty.bounds == []


def test_draws_of_a_long_corpus_have_a_bound(monkeypatch):
    sizes = []

    def noted(rows, *arguments, **options):
        sizes.append(rows.n_rows)
        return factorise(rows, *arguments, **options)

    monkeypatch.setattr("textmine.represent.topics.consensus.factorise", noted)
    consensus(table(), 5, refits=2, seed=0)
    monkeypatch.setattr("textmine.represent.topics.consensus.MOST_DRAWN", 50)
    consensus(table(), 5, refits=2, seed=0)
    assert sorted(sizes) == [50, 50, 240, 240, 300, 300]
