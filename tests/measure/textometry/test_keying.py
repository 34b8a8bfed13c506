"""Keyness against scipy and by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, false_discovery_control

from textmine.errors import TextmineError
from textmine.measure.textometry.keying import keyness, likelihood_ratio, log_ratio
from textmine.represent.features import Features


def drawn(seed, n_segments=40, n_words=12):
    generator = np.random.default_rng(seed)
    rows = pd.DataFrame({"speaker": generator.choice(["Ana", "Bo", "Cy"], n_segments)})
    values = generator.poisson(generator.gamma(1, 1, n_words), (n_segments, n_words)).astype(float)
    words = tuple(f"mot{k}" for k in range(n_words))
    return Features(rows, values, words, "counts"), generator.random(n_segments) < 0.4


@given(st.integers(0, 10_000))
def test_g2_and_p_equal_scipy(seed):
    counts, part = drawn(seed)
    values = counts.dense()
    if not values[part].sum() or not values[~part].sum():
        return
    found = keyness(counts, part, min_count=1).table.set_index("word")
    expected = {}
    for place, word in enumerate(counts.columns):
        ours, theirs = values[part, place].sum(), values[~part, place].sum()
        if ours + theirs == 0:
            continue
        table = [[ours, theirs], [values[part].sum() - ours, values[~part].sum() - theirs]]
        test = chi2_contingency(table, correction=False, lambda_="log-likelihood")
        assert abs(found.loc[word, "g2"]) == pytest.approx(test.statistic, abs=1e-8)
        assert found.loc[word, "p"] == pytest.approx(test.pvalue, abs=1e-9)
        expected[word] = test.pvalue
    adjusted = false_discovery_control(list(expected.values()))
    assert found.loc[list(expected), "p_adjusted"].to_numpy() == pytest.approx(adjusted, abs=1e-8)


def test_direction_and_who_says_it():
    rows = pd.DataFrame({"speaker": ["Ana", "Ana", "Bo", "Cy"]})
    values = np.array([[10.0, 0, 5], [10, 0, 5], [0, 6, 5], [0, 6, 30]])
    found = keyness(
        Features(rows, values, ("four", "prix", "le"), "counts"), np.array([True, True, True, False])
    )
    table = found.table.set_index("word")
    assert table.loc["four", "n_speakers"] == 1 and found.n_speakers == 2
    # Ana says 30 of the part's 41 words and all of its "four": DP = half of (1 - 30/41) + 11/41
    assert table.loc["four", "dispersion"] == pytest.approx(11 / 41)
    assert table.loc["four", "g2"] > 0 > table.loc["le", "g2"]
    assert found.best(1)["word"].tolist() == ["four"]


def test_the_interval_of_the_log_ratio_covers():
    generator = np.random.default_rng(0)
    covered = []
    for _ in range(2_000):
        ours, theirs = generator.binomial(5_000, 0.01), generator.binomial(20_000, 0.004)
        ratio, half = log_ratio(np.array([float(ours)]), np.array([float(theirs)]), 5_000.0, 20_000.0)
        covered.append(abs(ratio[0] - np.log2(0.01 / 0.004)) <= half[0])
    assert 0.935 <= np.mean(covered) <= 0.97


def test_no_difference_is_zero():
    assert likelihood_ratio(np.array([5.0]), np.array([10.0]), 100.0, 200.0).tolist() == [0.0]


@pytest.mark.parametrize("part", [[True], [True] * 40, [False] * 40])
def test_bad_parts(part):
    with pytest.raises(TextmineError):
        keyness(drawn(0)[0], np.array(part))


def test_other_features_are_refused():
    rows = pd.DataFrame({"speaker": ["Ana", "Bo"]})
    with pytest.raises(TextmineError):
        keyness(Features(rows, np.eye(2), ("a", "b"), "shares"), np.array([True, False]))
