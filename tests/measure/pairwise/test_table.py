"""What all measures promise: a square, symmetric, missing stays missing, order of blocks is nothing."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measure.pairwise.material import features_of, index_for
from textmine.errors import TextmineError
from textmine.measure.pairwise.table import MEASURES
from textmine.represent.features import Features
from textmine.represent.words import weigh

NAMES = [measure.name for measure in MEASURES]


def counted(seed, *, n_meetings=3):
    rng = np.random.default_rng(seed)
    cells = {
        (p, t): rng.poisson(1.5, size=(int(rng.integers(5, 12)), 8)) + np.eye(1, 8, dtype=int)
        for p in "abc"
        for t in range(n_meetings)
    }
    return cells


def as_kind(counts, kind):
    """The same blocks in the numbers that the measure wants."""
    if kind == "counts":
        return counts
    if kind == "tfidf":
        return weigh(counts)
    values = counts.dense() / counts.dense().sum(axis=1, keepdims=True)
    return Features(counts.rows, values, counts.columns, "shares" if kind == "shares" else "vectors")


def test_names_and_labels():
    assert len(set(NAMES)) == len(NAMES) == 11
    assert {m.name for m in MEASURES if m.is_naive} == {"jsd", "centroid_cosine", "labbe"}
    assert [m.name for m in MEASURES if not m.is_tested] == ["labbe"]
    assert {m.kind for m in MEASURES} == {"vectors", "shares", "tfidf", "style", "counts"}


@pytest.mark.parametrize("measure", MEASURES, ids=NAMES)
def test_a_symmetric_square_where_missing_stays_missing(measure):
    cells = counted(0)
    del cells["b", 1]
    cells["c", 2] = cells["c", 2][:1]
    features = as_kind(features_of(cells), measure.kind)
    table = measure.distances(features, index_for(features))
    assert table.shape == (3, 3, 3)
    assert table.dtype == np.float64
    seen = ~np.eye(3, dtype=bool)[:, :, None] & np.ones(3, dtype=bool)
    seen[1, :, 1] = seen[:, 1, 1] = seen[2, :, 2] = seen[:, 2, 2] = False
    np.testing.assert_array_equal(np.isfinite(table), seen)
    np.testing.assert_array_equal(table, table.transpose(1, 0, 2))


@pytest.mark.parametrize("measure", MEASURES, ids=NAMES)
@given(seed=st.integers(0, 1_000))
@settings(max_examples=10, deadline=None)
def test_the_order_of_blocks_changes_nothing(measure, seed):
    features = as_kind(features_of(counted(seed)), measure.kind)
    order = np.random.default_rng(seed).permutation(len(features))
    # Draws fall on other blocks: the same on average only.
    tolerance = 0.1 if measure.name == "jsd_rarefied" else 1e-9
    moved = Features(
        features.rows.iloc[order].reset_index(drop=True),
        features.values[order],
        features.columns,
        features.kind,
    )
    before, after = (measure.distances(f, index_for(f)) for f in (features, moved))
    np.testing.assert_allclose(after, before, atol=tolerance, rtol=0)


@pytest.mark.parametrize("measure", MEASURES, ids=NAMES)
def test_counts_are_not_ignored(measure):
    # both say the same two words, one 90 to 10 and the other 10 to 90
    cells = {("a", 1): [[9, 1]] * 10, ("b", 1): [[1, 9]] * 10, ("c", 1): [[9, 1]] * 10}
    features = as_kind(features_of(cells), measure.kind)
    table = measure.distances(features, index_for(features))
    assert table[0, 1, 0] > 0.3
    assert table[0, 2, 0] == pytest.approx(0.0, abs=1e-7)


@pytest.mark.parametrize("measure", [m for m in MEASURES if m.kind == "counts"], ids=lambda m: m.name)
def test_vectors_are_refused_by_those_that_count(measure):
    features = as_kind(features_of(counted(1)), "vectors")
    with pytest.raises(TextmineError) as fault:
        measure.distances(features, index_for(features))
    assert fault.value.key == "wrong_kind"


@pytest.mark.parametrize("measure", MEASURES, ids=NAMES)
def test_part_of_the_blocks_can_be_compared(measure):
    """A stratum: the index keeps its pilots and meetings, and loses blocks."""
    features = as_kind(features_of(counted(2)), measure.kind)
    index = index_for(features)
    table = measure.distances(features, index.take(index.meeting != 1))
    whole = measure.distances(features, index)
    assert np.isnan(table[:, :, 1]).all()
    # These two look at other meetings as well: for the level of draws, and for few blocks.
    if measure.name not in ("jsd_rarefied", "jost"):
        np.testing.assert_allclose(table[:, :, 0], whole[:, :, 0], atol=1e-9)


@pytest.mark.parametrize("name", ["dist_u", "dist_u_shares", "dist_u_tfidf", "energy", "leave_out"])
def test_mean_over_all_ways_to_share_out_the_same_blocks_is_zero(name):
    """Eleven blocks shared out between two pilots in every way, one a meeting: no chance is left."""
    measure = next(m for m in MEASURES if m.name == name)
    pool = np.random.default_rng(4).poisson(1.0, size=(11, 6)) + np.eye(1, 6, dtype=int)
    cells = {}
    for way, chosen in enumerate(combinations(range(11), 5)):
        cells["a", way] = pool[list(chosen)]
        cells["b", way] = np.delete(pool, chosen, axis=0)
    features = as_kind(features_of(cells), measure.kind)
    table = measure.distances(features, index_for(features))[0, 1]
    assert table.mean() == pytest.approx(0.0, abs=1e-8)
    assert table.std() > 0.01
