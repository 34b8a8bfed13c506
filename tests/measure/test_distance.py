"""`dist_u` against its definition, by hand and by double loop; its jackknife against brute force."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import TextmineError
from textmine.measure.cells import gather
from textmine.measure.distance import dist_u, distances, jackknife_errors, mean_distance
from textmine.represent.features import Features


def by_definition(a, b, groups_a, groups_b):
    """Sum over explicit pairs: no algebra."""

    def within(x, g):
        products = [x[i] @ x[j] for i in range(len(x)) for j in range(len(x)) if g[i] != g[j]]
        return sum(products) / len(products)

    cross = [x @ y for x in a for y in b]
    return within(a, groups_a) + within(b, groups_b) - 2 * sum(cross) / len(cross)


def test_by_hand():
    # blocks of a: (1,0), (0,1), (1,1): pairs' products 0, 1, 1 -> S = 2/3
    # blocks of b: (2,0), (0,2): S = 0; cross products 2,0,0,2,2,2 -> G = 8/6
    a, b = [[1, 0], [0, 1], [1, 1]], [[2, 0], [0, 2]]
    assert dist_u(a, b) == pytest.approx(2 / 3 - 8 / 3)


@given(st.integers(0, 10_000))
@settings(max_examples=50, deadline=None)
def test_equals_its_definition(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(rng.integers(3, 8), 4)), rng.normal(size=(rng.integers(3, 8), 4))
    groups_a = np.concatenate([[0, 1], rng.integers(0, 3, len(a) - 2)])
    groups_b = np.concatenate([[0, 1], rng.integers(0, 3, len(b) - 2)])
    assert dist_u(a, b, groups_a=groups_a, groups_b=groups_b) == pytest.approx(
        by_definition(a, b, groups_a, groups_b)
    )


def blocks(rng, n_pilots=3, n_meetings=4, n_blocks=8, d=5, spread=1.0):
    rows = pd.DataFrame(
        [
            (f"p{i}", f"m{t}", t, 100 * t + 10 * i + b // 2)
            for t in range(n_meetings)
            for i in range(n_pilots)
            for b in range(n_blocks)
        ],
        columns=["speaker", "meeting", "order", "group"],
    )
    values = rng.normal(size=(len(rows), d)) * spread
    return Features(rows, values, tuple("abcde"[:d]), "vectors")


def test_cells_equal_the_definition():
    features = blocks(np.random.default_rng(1))
    cells = gather(features, between="speaker", over="meeting")
    table = distances(cells)
    for t in range(4):
        x, y = (
            features.take(((features.rows.speaker == p) & (features.rows.order == t)).to_numpy())
            for p in ("p0", "p2")
        )
        expected = by_definition(x.values, y.values, x.rows.group.tolist(), y.rows.group.tolist())
        assert table[0, 2, t] == pytest.approx(expected)
        assert table[2, 0, t] == pytest.approx(expected)


@given(st.integers(0, 1_000), st.floats(0.0, 4.0))
@settings(max_examples=25, deadline=None)
def test_order_of_blocks_and_a_shift_of_all_change_nothing(seed, shift):
    features = blocks(np.random.default_rng(seed))
    order = np.random.default_rng(seed).permutation(len(features))
    moved = Features(
        features.rows.iloc[order].reset_index(drop=True),
        features.values[order] + shift,
        features.columns,
        "vectors",
    )
    before = distances(gather(features, between="speaker", over="meeting"))
    after = distances(gather(moved, between="speaker", over="meeting"))
    assert np.allclose(before, after, equal_nan=True, atol=1e-9)


def test_mean_zero_at_equality_at_every_sample_size():
    rng = np.random.default_rng(2)
    for n in (2, 5, 20):
        values = [dist_u(rng.normal(size=(n, 3)), rng.normal(size=(4, 3))) for _ in range(4_000)]
        error = np.std(values) / len(values) ** 0.5
        assert abs(np.mean(values)) < 3.5 * error


def test_identical_pilots_are_at_zero():
    # a pilot whose blocks all say the same thing, twice
    rows = pd.DataFrame([(p, m, m, i) for p in "ab" for m in range(3) for i in range(4)])
    rows.columns = ["speaker", "meeting", "order", "group"]
    features = Features(rows, np.tile([[0.6, 0.8]], (len(rows), 1)), ("x", "y"), "vectors")
    table = distances(gather(features, between="speaker", over="meeting"))
    assert np.allclose(table[0, 1], 0.0)


def test_counts_are_weighted_by_their_words():
    rows = pd.DataFrame({"speaker": list("aabb"), "meeting": [0] * 4, "order": [0] * 4, "group": range(4)})
    rows = pd.concat([rows, rows.assign(meeting=1, order=1)], ignore_index=True)
    counts = np.array([[2.0, 0], [0, 4], [1, 1], [3, 3]] * 2)
    cells = gather(Features(rows, counts, ("x", "y"), "counts"), between="speaker", over="meeting")
    # S_a = 2<c1,c2>/(36-20) = 0; S_b = (|4,4|^2 - 2 - 18)/(64 - 40) = 12/24; G = <(2,4),(4,4)>/(6*8)
    assert distances(cells)[0, 1, 0] == pytest.approx(0 + 0.5 - 2 * 24 / 48)


def test_absent_is_missing_not_zero():
    features = blocks(np.random.default_rng(3))
    gone = (features.rows.speaker == "p1") & (features.rows.order == 2)
    cells = gather(features.take(~gone.to_numpy()), between="speaker", over="meeting")
    table = distances(cells)
    assert np.isnan(table[0, 1, 2])
    assert np.isfinite(table[0, 2, 2])


def test_attendance_does_not_shift_the_mean():
    # pair levels 1, 2, 9; the far pair misses the last meeting: nothing has changed between the others
    pairwise = np.array([[1.0, 1, 1], [2.0, 2, 2], [9.0, 9, np.nan]])
    means, is_connected = mean_distance(pairwise)
    assert means == pytest.approx([4.0, 4.0, 4.0])
    assert is_connected


def test_meetings_without_a_common_pair_are_not_connected():
    _, is_connected = mean_distance(np.array([[1.0, np.nan], [np.nan, 2.0]]))
    assert not is_connected


def test_jackknife_equals_leaving_each_group_out():
    features = blocks(np.random.default_rng(4), n_pilots=3, n_meetings=2, n_blocks=8)
    cells = gather(features, between="speaker", over="meeting")
    errors = jackknife_errors(cells)
    for t in range(2):
        variance = 0.0
        here = features.take((features.rows.order == t).to_numpy())
        for pilot in ("p0", "p1", "p2"):
            left = []
            for group in here.rows.group[here.rows.speaker == pilot].unique():
                less = here.take((here.rows.group != group).to_numpy())
                d = [
                    by_definition(
                        *(less.values[(less.rows.speaker == p).to_numpy()] for p in pair),
                        *(less.rows.group[less.rows.speaker == p].tolist() for p in pair),
                    )
                    for pair in (("p0", "p1"), ("p0", "p2"), ("p1", "p2"))
                ]
                left.append(np.mean(d))
            variance += (len(left) - 1) / len(left) * ((left - np.mean(left)) ** 2).sum()
        assert errors[t] == pytest.approx(variance**0.5)


def test_unknown_column_names_those_there_are():
    with pytest.raises(TextmineError) as fault:
        gather(blocks(np.random.default_rng(0)), between="cluster", over="meeting")
    assert "speaker" in fault.value.say("en")


def test_one_pilot_is_refused():
    features = blocks(np.random.default_rng(0), n_pilots=1)
    with pytest.raises(TextmineError) as fault:
        gather(features, between="speaker", over="meeting")
    assert fault.value.key == "one_pilot"


def test_a_cell_of_two_groups_takes_the_usual_spread():
    features = blocks(np.random.default_rng(5), n_pilots=3, n_meetings=2, n_blocks=8)
    rows = features.rows.copy()
    few = ((rows.speaker == "p1") & (rows.order == 0)).to_numpy()
    rows.loc[few, "group"] = [10] * 4 + [11] * 4
    cells = gather(
        Features(rows, features.values, features.columns, "vectors"), between="speaker", over="meeting"
    )
    assert np.isfinite(jackknife_errors(cells)).all()
