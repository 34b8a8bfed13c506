"""Novelty, transience and resonance: golden numbers in bits, direction, zeros, order of speech."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from textmine.errors import TextmineError
from textmine.measure.complementarity.resonance import divergence, novelty
from textmine.represent.features import Features

NAN = float("nan")
# Halves of halves: every logarithm to the base 2 is whole, so that all below is exact by hand.
FOUR = np.array([[8, 4, 2, 1, 1], [2, 2, 2, 2, 8], [4, 4, 4, 2, 2], [1, 8, 4, 2, 1]]) / 16


def barron(values, *, kind="shares", rows=None, within=None, smoothing=0.0, **options):
    values = np.array(values, dtype=float)
    labels = pd.DataFrame({"turn": range(len(values))}) if rows is None else rows
    names = tuple(f"k{topic}" for topic in range(values.shape[1]))
    return novelty(Features(labels, values, names, kind), within=within, smoothing=smoothing, **options)


def test_golden_numbers_of_four_distributions():
    # entropies 15/8, 2, 9/4, 15/8 bits; KL(p || q) = cross-entropy less entropy of p:
    # KL(2||1) = 13/4 - 2, KL(3||2) = 11/4 - 9/4, KL(4||3) = 35/16 - 15/8
    # KL(1||2) = 23/8 - 15/8, KL(2||3) = 21/8 - 2, KL(3||4) = 21/8 - 9/4
    table = barron(FOUR, window=1)
    assert table["novelty"].tolist() == pytest.approx([NAN, 1.25, 0.5, 0.3125], nan_ok=True)
    assert table["transience"].tolist() == pytest.approx([1.0, 0.625, 0.375, NAN], nan_ok=True)
    assert table["resonance"].tolist() == pytest.approx([NAN, 0.625, 0.125, NAN], nan_ok=True)


def test_a_wider_window_is_the_mean_of_its_divergences():
    # KL(3||1) = 5/2 - 9/4 = 1/4 with KL(3||2) = 1/2; KL(1||3) = 17/8 - 15/8 = 1/4 with KL(1||2) = 1
    table = barron(FOUR, window=2)
    assert table["novelty"].iloc[:3].tolist() == pytest.approx([NAN, NAN, 0.375], nan_ok=True)
    assert table["transience"].iloc[[0, 2, 3]].tolist() == pytest.approx([0.625, NAN, NAN], nan_ok=True)
    assert table["resonance"].isna().all()


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_divergence_is_that_of_scipy_to_the_base_two(seed):
    rng = np.random.default_rng(seed)
    one, other = rng.dirichlet(np.ones(6), 4), rng.dirichlet(np.ones(6), 4)
    assert divergence(one, other) == pytest.approx(stats.entropy(one, other, base=2, axis=1))
    assert (divergence(one, other) >= 0).all()


def test_a_new_topic_is_infinitely_novel_and_a_missing_row_is_missing():
    row, missing = np.array([[0.5, 0.5]]), np.array([[NAN, 0.5]])
    assert divergence(row, np.array([[1.0, 0.0]]))[0] == np.inf
    assert divergence(np.array([[1.0, 0.0]]), row)[0] == 1.0
    assert np.isnan([divergence(missing, row)[0], divergence(row, missing)[0]]).all()
    assert np.isnan(divergence(np.full((1, 2), NAN), row)[0])
    assert np.isnan(divergence(np.array([[1.0, 0.0]]), np.array([[0.5, NAN]]))[0])
    table = barron([[1, 0], [0.5, 0.5], [0.25, 0.75], [0, 1], [1, 0]], window=1)
    assert table["novelty"].iloc[1] == np.inf and table["resonance"].iloc[1] == np.inf
    # infinite before and after: their difference is not a number, and not 0
    assert table.loc[3, ["novelty", "transience"]].tolist() == pytest.approx([np.log2(4 / 3), np.inf])
    assert np.isnan(barron([[1, 0], [0, 1], [1, 0]], window=1)["resonance"].iloc[1])


def test_smoothing_by_hand():
    # mean row (1/2, 1/2): rows become (3/4, 1/4) and (1/4, 3/4); divergence 3/4 log 3 - 1/4 log 3
    table = barron([[1, 0], [0, 1]], window=1, smoothing=0.5)
    assert table["novelty"].iloc[1] == pytest.approx(0.5 * np.log2(3))
    # all is the mean row: nothing is new
    assert barron([[1, 0], [0, 1]], window=1, smoothing=1.0)["novelty"].iloc[1] == 0.0


def test_counts_are_made_shares_and_empty_rows_are_left_out():
    counts = FOUR * np.array([[16], [32], [160], [48]])
    table = barron(np.vstack([counts[:2], np.zeros((1, 5)), counts[2:]]), kind="counts", window=1)
    assert table["resonance"].tolist() == pytest.approx([NAN, 0.625, 0.125, NAN], nan_ok=True)
    assert table["turn"].tolist() == [0, 1, 3, 4]
    unknown = pd.DataFrame({"n_known": [3, 3, 0, 3, 3]})
    table = barron(np.insert(FOUR, 2, 0.2, axis=0), rows=unknown, window=1)
    assert table["resonance"].tolist() == pytest.approx([NAN, 0.625, 0.125, NAN], nan_ok=True)


def test_rows_are_read_in_order_of_speech():
    stored = [2, 0, 3, 1]
    rows = pd.DataFrame({"meeting": "m", "group": np.array([10, 20, 30, 40])[stored]})
    table = barron(FOUR[stored], rows=rows, window=1, within="meeting")
    assert table["group"].tolist() == [10, 20, 30, 40]
    assert table["resonance"].tolist() == pytest.approx([NAN, 0.625, 0.125, NAN], nan_ok=True)


def test_talk_read_backwards_has_the_opposite_resonance():
    forward, backward = barron(FOUR, window=1), barron(FOUR[::-1], window=1)
    assert backward["resonance"].iloc[[2, 1]].tolist() == pytest.approx([-0.625, -0.125])
    assert backward["novelty"].iloc[3] == forward["transience"].iloc[0]


def test_the_residual_has_nothing_of_novelty_in_it():
    shares = np.random.default_rng(0).dirichlet(np.ones(5), 60)
    table = barron(shares, window=3).dropna()
    assert len(table) == 54
    assert abs(np.corrcoef(table["novelty"], table["resonance"])[0, 1]) > 0.2
    assert np.corrcoef(table["novelty"], table["resonance_residual"])[0, 1] == pytest.approx(0.0, abs=1e-9)
    assert table["resonance_residual"].mean() == pytest.approx(0.0, abs=1e-9)


def test_vectors_and_missing_shares_are_refused():
    with pytest.raises(TextmineError) as fault:
        barron(FOUR, kind="vectors", window=1)
    assert fault.value.key == "wrong_kind"
    with pytest.raises(TextmineError) as fault:
        barron(np.where(FOUR == 0.5, NAN, FOUR), window=1)
    assert fault.value.key == "features_values"
