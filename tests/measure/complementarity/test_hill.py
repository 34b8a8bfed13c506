"""Hill numbers by hand, against plug-in on endless talk, without bias on little; errors by brute force."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measure.complementarity.planted import features_of, profiles, talk, true_complementarity
from textmine.measure.cells import gather
from textmine.measure.complementarity.hill import (
    complementarity_errors,
    deletions,
    hill,
    hill_terms,
    row_levels,
    spread,
)
from textmine.represent.features import Features


def terms_of(features):
    cells = gather(features, between="pilot", over="meeting")
    return cells, hill_terms(cells)


def two_pilots(first, second):
    """One meeting; each row of `first` is a block of p0, each row of `second` one of p1."""
    values = np.array([*first, *second], dtype=float)
    cells = [("p0", 0, turn) for turn in range(len(first))]
    cells += [("p1", 0, 100 + turn) for turn in range(len(second))]
    return features_of(cells, values)


def test_disjoint_topics_are_two_effective_pilots():
    _, terms = terms_of(two_pilots([[1, 0, 0], [1, 0, 0]], [[0, 0.5, 0.5], [0, 0.5, 0.5]]))
    # S: 1 and 1/2, mean 3/4; G = 0: alpha 4/3, gamma 2 / (3/4) = 8/3
    found = hill(terms.mean_within, terms.mean_cross, 2)
    numbers = [float(number[0]) for number in found]
    assert numbers == pytest.approx([4 / 3, 2.0, 8 / 3, 1.0])


def test_by_hand_where_topics_are_shared():
    _, terms = terms_of(two_pilots([[1, 0], [0.5, 0.5]], [[0, 1], [0.5, 0.5], [1, 0]]))
    # S of p0: 1/2; of p1: (1/2 + 0 + 1/2) / 3 = 1/3; G: means (3/4, 1/4) and (1/2, 1/2): 1/2
    assert terms.within[:, 0].tolist() == pytest.approx([1 / 2, 1 / 3])
    assert terms.cross[0, 1, 0] == pytest.approx(1 / 2)
    found = hill(terms.mean_within, terms.mean_cross, 2)
    own, pooled = 5 / 12, (5 / 12 + 1 / 2) / 2
    expected = [1 / own, own / pooled, 1 / pooled, own / pooled - 1]
    assert [float(number[0]) for number in found] == pytest.approx(expected)
    assert found.beta[0] < 1  # below 1 by chance, and not clipped


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_beta_of_true_profiles_is_between_one_and_n(seed):
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.full(5, 0.5), size=rng.integers(2, 7))
    n = len(p)
    products = p @ p.T
    cross = products[~np.eye(n, dtype=bool)].mean()
    found = hill(np.diag(products).mean(), cross, n)
    assert found.gamma == pytest.approx(1 / (p.mean(axis=0) ** 2).sum())
    assert 1 - 1e-9 <= found.beta <= n + 1e-9
    assert found.complementarity == pytest.approx(true_complementarity(p))


def test_one_pilot_has_no_complementarity_and_nothing_comes_of_no_concentration():
    alone = hill(0.5, np.nan, 1)
    assert (float(alone.alpha), float(alone.beta), float(alone.gamma)) == (2.0, 1.0, 2.0)
    assert np.isnan(alone.complementarity)
    assert np.isnan(hill(0.0, 0.0, 2).alpha)


def test_endless_talk_gives_the_plug_in_values():
    features = talk(0, 0.6, n_meetings=1, n_blocks=4_000)
    _, terms = terms_of(features)
    means = features.mean(["speaker"]).dense()
    plug_in = 1 / (means**2).sum(axis=1).mean(), 1 / (means.mean(axis=0) ** 2).sum()
    found = hill(terms.mean_within[0], terms.mean_cross[0], 6)
    assert float(found.alpha) == pytest.approx(plug_in[0], rel=2e-3)
    assert float(found.gamma) == pytest.approx(plug_in[1], rel=2e-3)


@pytest.mark.parametrize("apart", [0.0, 0.5])
def test_terms_have_no_bias_where_plug_in_has(apart):
    means = 3 * profiles(3, 6, apart) + 1e-3
    means /= means.sum(axis=1, keepdims=True)
    own, pooled = (means**2).sum(axis=1).mean(), (means.mean(axis=0) ** 2).sum()
    found, naive = [], []
    for seed in range(300):
        features = talk(1_000 + seed, apart, n_pilots=3, n_topics=6, n_meetings=1, n_blocks=4)
        _, terms = terms_of(features)
        mean_own, mean_cross = terms.mean_within[0], terms.mean_cross[0]
        found.append((mean_own, (mean_own + 2 * mean_cross) / 3))
        shares = features.mean(["speaker"]).dense()
        naive.append(((shares**2).sum(axis=1).mean(), (shares.mean(axis=0) ** 2).sum()))
    error = np.std(found, axis=0) / len(found) ** 0.5
    assert (np.abs(np.mean(found, axis=0) - (own, pooled)) < 3.5 * error).all()
    assert (np.mean(naive, axis=0) - (own, pooled) > 5 * error).all()


def test_identical_pilots_are_one_on_average():
    betas = []
    for seed in range(150):
        _, terms = terms_of(talk(seed, 0.0, n_pilots=4, n_topics=6, n_meetings=1, n_blocks=12))
        betas.append(float(hill(terms.mean_within[0], terms.mean_cross[0], 4).beta))
    assert np.mean(betas) == pytest.approx(1.0, abs=0.02)
    assert min(betas) < 1


def test_an_absence_is_no_change():
    # Nobody varies from meeting to meeting; the most special pilot misses the second.
    p = np.array([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])
    cells = [
        (f"p{i}", t, 1000 * t + 10 * i + turn)
        for t in range(3)
        for i in range(3)
        for turn in range(3)
        if (i, t) != (2, 1)
    ]
    _, terms = terms_of(features_of(cells, np.array([p[int(name[1])] for name, _, _ in cells])))
    found = hill(terms.mean_within, terms.mean_cross, 3).complementarity
    assert found == pytest.approx(np.full(3, true_complementarity(p)))
    present = hill(np.nanmean(terms.within, axis=0), [1 / 6, 1 / 2, 1 / 6], terms.n_present)
    assert present.beta[1] == pytest.approx(1.0)  # those present do speak alike
    assert np.isnan(terms.within[2, 1])


def test_a_lone_pilot_says_nothing():
    cells = [("p0", 0, 1), ("p0", 0, 2), ("p0", 1, 3), ("p0", 1, 4), ("p1", 1, 5), ("p1", 1, 6)]
    _, terms = terms_of(features_of(cells, np.tile([0.5, 0.5], (6, 1))))
    assert np.isnan(terms.within[0, 0]) and np.isnan(terms.mean_within[0])
    assert np.isfinite(terms.mean_within[1])


def test_row_levels_remove_what_meetings_add():
    values = np.add.outer([1.0, 5.0, 9.0], [0.0, 2.0, 4.0])
    values[0, 2] = values[2, 0] = np.nan
    assert row_levels(values, np.array([5.0, 7.0, 9.0])).tolist() == pytest.approx([3.0, 7.0, 11.0])


def packed(seed, kind):
    """Three pilots, two meetings, groups of two blocks; words as counts or shares."""
    rng = np.random.default_rng(seed)
    cells = [(f"p{i}", t, 100 * t + 10 * i + b // 2) for t in range(2) for i in range(3) for b in range(8)]
    counts = rng.poisson(2.0, (len(cells), 4)).astype(float) + 1.0
    shares = features_of(cells, counts / counts.sum(axis=1, keepdims=True))
    return Features(shares.rows, counts, shares.columns, "counts") if kind == "counts" else shares


@pytest.mark.parametrize("kind", ["counts", "shares"])
def test_errors_equal_leaving_each_group_out(kind):
    features = packed(3, kind)
    cells, terms = terms_of(features)
    sets = [np.array([0]), np.array([0, 1])]
    errors = complementarity_errors(cells, terms, deletions(cells), of=sets, n=3)

    def estimate(some, meetings):
        _, these = terms_of(some)
        own, other = these.mean_within[meetings].mean(), these.mean_cross[meetings].mean()
        return float(hill(own, other, 3).complementarity)

    for meetings, error in zip(sets, errors, strict=True):
        variance = 0.0
        for _, cell in features.rows[features.rows.order.isin(meetings)].groupby(["speaker", "meeting"]):
            left = [
                estimate(features.take((features.rows.group != group).to_numpy()), meetings)
                for group in cell.group.unique()
            ]
            variance += (len(left) - 1) / len(left) * ((np.array(left) - np.mean(left)) ** 2).sum()
        assert error == pytest.approx(variance**0.5)


def test_a_cell_of_two_groups_takes_the_usual_spread():
    change = np.array([[1.0], [-1.0], [3.0], [-3.0]])
    variance = spread(change, np.array([0, 0, 1, 1]), np.array([2, 2, 2, 0]))
    # told: 1/2 * 2 = 1 and 1/2 * 18 = 9; K * variance is 2 and 18, mean 10, over two groups: 5
    assert variance[:, 0].tolist() == [1.0, 9.0, 5.0, 0.0]


def test_order_of_blocks_and_sparse_values_change_nothing():
    from scipy import sparse

    features = packed(5, "counts")
    order = np.random.default_rng(0).permutation(len(features))
    rows = pd.DataFrame(features.rows.iloc[order]).reset_index(drop=True)
    moved = Features(rows, sparse.csr_array(features.values[order]), features.columns, "counts")
    for before, after in zip(deletions_sorted(features), deletions_sorted(moved), strict=True):
        assert before == pytest.approx(after)


def deletions_sorted(features):
    cells, terms = terms_of(features)
    left = deletions(cells)
    return terms.mean_within, terms.mean_cross, np.sort(left.within), np.sort(left.cross.sum(axis=1))
