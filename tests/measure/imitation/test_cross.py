"""Odd cross-similarity: by hand, its symmetries, and what it must not see."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measure.imitation.material import said, talk
from textmine.errors import TextmineError
from textmine.measure.cells import index_of
from textmine.measure.imitation.cross import (
    differences,
    joint_differences,
    lag_weights,
    odd_part,
    similarities,
    without_origin,
)
from textmine.measure.imitation.leadership import influences_of
from textmine.represent.features import Features


def odd(features, **options):
    return differences(features, index_of(features.rows, between="speaker", over="meeting"), **options)


def test_two_pilots_by_hand():
    # a says x, then y, then z; b says at each meeting what a said at the one before
    x, y, z, o = np.eye(4)
    features = said([("a", 0, x), ("a", 1, y), ("a", 2, z), ("b", 0, o), ("b", 1, x), ("b", 2, y)])
    index = index_of(features.rows, between="speaker", over="meeting")
    raw = odd_part(similarities(features, index))
    # <b1, a0> - <a1, b0> = 1 - 0 at the first step, <b2, a1> - <a2, b1> = 1 - 0 at the second
    influences = influences_of(raw, "lag1")
    assert influences.total[1, 0] == 2.0
    assert influences.n_pairs[1, 0] == 2
    assert influences.mean[0, 1] == -1.0
    # sign adds <b2, a0> - <a2, b0> = 0 over three pairs of meetings
    assert influences_of(raw, "sign").mean[1, 0] == pytest.approx(2 / 3)


def test_three_pilots_by_hand_with_an_absence():
    x, y, o = np.eye(3)
    cells = [
        ("a", 0, x),
        ("a", 1, y),
        ("a", 2, o),
        ("b", 0, o),
        ("b", 1, x),
        ("b", 2, y),
        ("c", 0, y),
        ("c", 2, x),
    ]
    features = said(cells)
    raw = odd_part(similarities(features, index_of(features.rows, between="speaker", over="meeting")))
    lag1, sign = influences_of(raw, "lag1"), influences_of(raw, "sign")
    # b after a: <b1, a0> - <a1, b0> = 1; <b2, a1> - <a2, b1> = 1
    assert lag1.mean[1, 0] == 1.0
    # c is absent at the middle: no consecutive pair of meetings, and one pair at lag two
    assert lag1.n_pairs[2, 0] == 0
    assert np.isnan(lag1.mean[2, 0])
    # <c2, a0> - <a2, c0> = 1 - 0
    assert sign.n_pairs[2, 0] == 1
    assert sign.mean[2, 0] == 1.0
    # <c2, b0> - <b2, c0> = 0 - 1
    assert sign.mean[2, 1] == -1.0


def test_the_mean_of_blocks_and_the_origin_by_hand():
    features = said(
        [("a", 0, [1, 0]), ("a", 0, [0, 1]), ("a", 1, [2, 0]), ("b", 0, [0, 3]), ("b", 1, [1, 1])]
    )
    index = index_of(features.rows, between="speaker", over="meeting")
    similarity = similarities(features, index)
    # means: a0 (.5, .5), a1 (2, 0), b0 (0, 3), b1 (1, 1)
    assert similarity[0, 0, 1, 0] == 1.5
    assert similarity[0, 1, 1, 1] == 2.0
    # origin of a's cells is the mean of b's, (.5, 2), and of b's that of a's, (1.25, .25)
    expected = 1.5 - (0.25 + 1.0) - (0.0 + 0.75)
    assert without_origin(similarity)[0, 0, 1, 0] == pytest.approx(expected)


@pytest.mark.parametrize("sharpness", [None, 5.0])
@pytest.mark.parametrize("strata", [None, "item"])
def test_exactly_antisymmetric(sharpness, strata):
    features = talk(0, n_pilots=4, n_meetings=5)
    features.rows["item"] = np.arange(len(features)) % 2
    found = odd(features, sharpness=sharpness, strata=strata)
    assert np.array_equal(found, -found.transpose(1, 0, 2, 3), equal_nan=True)
    assert np.array_equal(found, -found.transpose(0, 1, 3, 2), equal_nan=True)
    total = influences_of(found, "lag1").total
    assert np.array_equal(total, -total.T)
    assert np.abs(total).max() > 0


@given(seed=st.integers(0, 999), size=st.floats(-5.0, 5.0))
@settings(max_examples=25, deadline=None)
def test_a_constant_shift_changes_nothing(seed, size):
    features = talk(seed, n_pilots=3, n_meetings=5, n_blocks=2, d=4)
    shift = size * np.random.default_rng(seed).normal(size=4)
    moved = Features(features.rows, features.values + shift, features.columns, "vectors")
    for kernel in ("lag1", "sign"):
        one, two = influences_of(odd(features), kernel), influences_of(odd(moved), kernel)
        np.testing.assert_allclose(one.mean, two.mean, atol=1e-9)


def test_without_the_origin_taken_off_a_shift_would_count():
    features = talk(0, n_pilots=3, n_meetings=5, n_blocks=2, d=4)
    moved = Features(features.rows, features.values + 3.0, features.columns, "vectors")
    index = index_of(features.rows, between="speaker", over="meeting")
    one, two = (influences_of(odd_part(similarities(f, index)), "lag1").mean for f in (features, moved))
    assert np.nanmax(np.abs(one - two)) > 0.1


@pytest.mark.parametrize("sharpness", [None, 5.0])
def test_order_of_blocks_changes_nothing(sharpness):
    features = talk(3, n_pilots=3, n_meetings=4)
    order = np.random.default_rng(0).permutation(len(features))
    mixed = Features(
        features.rows.iloc[order].reset_index(drop=True), features.values[order], features.columns, "vectors"
    )
    np.testing.assert_allclose(
        odd(features, sharpness=sharpness), odd(mixed, sharpness=sharpness), atol=1e-12
    )


def test_profiles_and_what_a_meeting_gives_to_all_cancel():
    rng = np.random.default_rng(0)
    profiles, agenda = rng.normal(size=(4, 6)), rng.normal(size=(5, 6))
    features = said([(f"p{i}", t, profiles[i] + agenda[t]) for i in range(4) for t in range(5)])
    index = index_of(features.rows, between="speaker", over="meeting")
    # meetings give the same to both: only the drift of the agenda along the gap of profiles is left
    found = odd_part(similarities(features, index))
    gap = np.einsum("td,ijd->ijt", agenda, profiles[None, :] - profiles[:, None])
    expected = gap[0, 1][:, None] - gap[0, 1][None, :]
    np.testing.assert_allclose(np.nan_to_num(found[0, 1]), expected, atol=1e-12)
    # a periodic agenda has no such drift
    back = said([(f"p{i}", t, profiles[i] + agenda[[0, 1, 2, 1, 0][t]]) for i in range(4) for t in range(5)])
    assert np.abs(influences_of(odd(back), "lag1").total).max() < 1e-12


def test_centring_by_meeting_would_hide_any_leader():
    features = talk(1, n_pilots=4, n_meetings=6, copied=0.6)
    centred = features.values - features.frame().groupby("meeting")[list(features.columns)].transform("mean")
    hidden = Features(features.rows, centred.to_numpy(), features.columns, "vectors")
    index = index_of(features.rows, between="speaker", over="meeting")
    column_sums = influences_of(odd_part(similarities(hidden, index)), "lag1").total.sum(axis=0)
    assert np.abs(column_sums).max() < 1e-10
    assert influences_of(odd(features), "lag1").total.sum(axis=0)[0] > 0.5


def test_sharpness_by_brute_force():
    features = talk(2, n_pilots=3, n_meetings=3, n_blocks=3, d=4)
    index = index_of(features.rows, between="speaker", over="meeting")
    found = similarities(features, index, sharpness=4.0)
    blocks = {(i, t): features.values[index.row[index.blocks(i, t)]] for i in range(3) for t in range(3)}
    # k of a block with all blocks of the two other pilots, which are as many
    often = {
        (i, t): np.mean(
            [np.exp(4.0 * (blocks[i, t] @ blocks[j, s].T - 1.0)).mean(axis=1)
             for j in range(3) if j != i for s in range(3)], axis=0)
        for i, t in blocks
    }  # fmt: skip

    def kernel(one, other):
        scale = np.sqrt(np.outer(often[one], often[other]))
        return (np.exp(4.0 * (blocks[one] @ blocks[other].T - 1.0)) / scale).mean()

    raw = np.array(
        [[[[kernel((i, t), (j, s)) for s in range(3)] for j in range(3)] for t in range(3)] for i in range(3)]
    )
    usual = np.mean(
        [raw[i, t, j, s] for i in range(3) for j in range(3) if i != j for t in range(3) for s in range(3)]
    )
    np.testing.assert_allclose(found, raw / usual, rtol=1e-10)


def test_sharpness_of_sparse_counts_is_that_of_dense():
    from scipy import sparse

    rng = np.random.default_rng(0)
    features = talk(2, n_pilots=3, n_meetings=3, n_blocks=3, d=6)
    counts = rng.poisson(1.0, features.values.shape).astype(float)
    counts[0] = 0.0  # a block without a known word says nothing
    dense = Features(features.rows, counts, features.columns, "counts")
    thin = Features(features.rows, sparse.csr_array(counts), features.columns, "counts")
    for sharpness in (None, 3.0):
        np.testing.assert_allclose(
            odd(dense, sharpness=sharpness), odd(thin, sharpness=sharpness), atol=1e-12
        )


def test_strata_compare_like_with_like():
    x, y, o = np.eye(3)
    # within item 1, b repeats a; the agenda moves from item 1 to item 2
    cells = [("a", 0, x), ("b", 0, o), ("a", 1, y), ("b", 1, x), ("a", 0, o), ("b", 0, o), ("a", 1, o)]
    features = said(cells)
    features.rows["item"] = ["1", "1", "1", "1", "2", "2", "2"]
    index = index_of(features.rows, between="speaker", over="meeting")
    first = index.take(np.array([True] * 4 + [False] * 3))
    alone = odd_part(without_origin(similarities(features, first)))
    # in item 2, b is absent at the second meeting: missing, so that item 1 counts alone
    np.testing.assert_allclose(odd(features, strata="item"), alone)


def test_lag_weights_are_the_kernel_at_the_places():
    rng = np.random.default_rng(0)
    orders = rng.permuted(np.tile(np.arange(6), (20, 1)), axis=1)
    later, earlier = np.tril_indices(6, -1)
    for kernel in ("lag1", "sign"):
        for order, weights in zip(orders, lag_weights(orders, kernel), strict=True):
            place = {meeting: u for u, meeting in enumerate(order)}
            for t, s, weight in zip(later, earlier, weights, strict=True):
                lag = place[t] - place[s]
                assert weight == (np.sign(lag) if kernel == "sign" or abs(lag) == 1 else 0)


def test_faults():
    with pytest.raises(TextmineError, match="sharpness"):
        odd(talk(0, n_pilots=2, n_meetings=2), sharpness=-1.0)
    with pytest.raises(TextmineError, match="item"):
        odd(talk(0, n_pilots=2, n_meetings=2), strata="item")


def test_several_tables_count_alike_whatever_their_units():
    features = talk(5, copied=0.3)
    index = index_of(features.rows, between="speaker", over="meeting")
    plain = differences(features, index)
    large = Features(features.rows, features.values * 1000.0, features.columns, "vectors")
    one = joint_differences([features], index, sharpness=None)
    np.testing.assert_array_equal(one, plain)
    both = joint_differences([features, large], index, sharpness=None)
    scale = np.sqrt(np.nanmean(plain**2))
    np.testing.assert_allclose(both, plain / scale)
    np.testing.assert_array_equal(both, -both.transpose(1, 0, 2, 3))
    np.testing.assert_array_equal(both, -both.transpose(0, 1, 3, 2))
