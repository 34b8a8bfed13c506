"""Repeated segments against a plain count; collocations; progression."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

import textmine as tm
from textmine.errors import TextmineError
from textmine.measure.textometry.progressing import progression
from textmine.measure.textometry.repeating import collocations, repeated_segments
from textmine.represent.features import Features
from textmine.segment.tables import PUNCTUATION


@pytest.fixture(scope="module")
def tokens():
    corpus = tm.read("corpus/reseau-emballage")
    return tm.annotate(tm.split(corpus, into="turns", roles=["pilot"]))


def test_counts_are_those_of_a_plain_search(tokens):
    found = repeated_segments(tokens, min_count=4, longest=5)
    plain = Counter()
    for low, high in zip(tokens.pointer[:-1], tokens.pointer[1:], strict=True):
        run = []
        for place in range(low, high + 1):
            if place == high or tokens.flags[place] & PUNCTUATION:
                for size in range(2, 6):
                    plain.update(tuple(run[i : i + size]) for i in range(len(run) - size + 1))
                run = []
            else:
                run.append(tokens.vocabulary[tokens.form[place]])
    often = {" ".join(string): count for string, count in plain.items() if count >= 4}
    told = dict(zip(found["segment"], found["count"], strict=True))
    assert len(told) > 100
    assert all(often[segment] == count for segment, count in told.items())
    # what is left out is inside a longer one that is said as often
    for segment in set(often) - set(told):
        assert any(f" {segment} " in f" {other} " and often[other] == often[segment] for other in often)


def test_the_planted_practices_are_among_the_collocations(tokens):
    found = collocations(tokens).set_index("words")
    assert {"cellule de veille", "entretien annuel", "cheffe de file"} <= set(found.index)
    assert found["npmi"].between(0.3, 1.0 + 1e-9).all() and (found["count"] >= 1).all()
    assert (found["n_speakers"] <= 6).all()


@pytest.mark.parametrize("options", [{"min_count": 1}, {"shortest": 1}, {"shortest": 4, "longest": 3}])
def test_bounds_of_repeats(tokens, options):
    with pytest.raises(TextmineError):
        repeated_segments(tokens, **options)


def test_bounds_of_collocations(tokens):
    with pytest.raises(TextmineError):
        collocations(tokens, min_count=0)
    with pytest.raises(TextmineError):
        collocations(tokens, least=1.0)


def rising(n_meetings=8, seed=0):
    generator = np.random.default_rng(seed)
    order = np.repeat(np.arange(n_meetings), 12)
    rows = pd.DataFrame(
        {"meeting": [f"m{k}" for k in order], "order": order, "speaker": np.tile(list("abc"), 4 * n_meetings)}
    )
    values = np.stack(
        [generator.poisson(0.3 + order), generator.poisson(3, len(order)), generator.poisson(20, len(order))],
        axis=1,
    ).astype(float)
    return Features(rows, values, ("grille", "prix", "reste"), "counts")


def test_a_rising_word_is_told_from_a_level_one():
    counts = rising()
    found = progression(counts, ["grille", "prix"])
    trend = found.trends.set_index("word")
    assert trend.loc["grille", "rho"] > 0.9 and trend.loc["grille", "p_adjusted"] < 0.01
    assert trend.loc["prix", "p"] > 0.05
    rates = found.rates[found.rates["word"] == "grille"]
    assert trend.loc["grille", "rho"] == pytest.approx(spearmanr(rates["order"], rates["rate"]).statistic)
    assert ((rates["low"] <= rates["rate"]) & (rates["rate"] <= rates["high"])).all()
    assert rates["cumulated"].is_monotonic_increasing and rates["cumulated"].iloc[-1] == 1
    assert rates["count"].sum() == counts.dense()[:, 0].sum()


def test_three_meetings_have_no_p_and_bad_input_is_told():
    found = progression(rising(3), ["grille"])
    assert found.trends["p"].isna().all()
    with pytest.raises(TextmineError):
        progression(rising(3), ["absent"])
    with pytest.raises(TextmineError):
        progression(rising(1), ["grille"])


def rates_by_loops(said, lengths, code, speaker, seed):
    """Word by word and meeting by meeting, each word with the same draws."""
    generator, rows = np.random.default_rng(seed), []
    for k in range(code.max() + 1):
        own = np.flatnonzero(code == k)
        drawn = own[generator.integers(len(own), size=(400, len(own)))]
        again = [1000 * said[each].sum() / lengths[each].sum() for each in drawn if lengths[each].sum()]
        low, high = np.quantile(again, [0.025, 0.975])
        n_words, count = lengths[own].sum(), said[own].sum()
        rows.append(
            (count, n_words, 1000 * count / n_words, low, high, len(set(speaker[own[said[own] > 0]])))
        )
    return np.array(rows)


def test_rates_of_all_words_are_those_of_each_in_a_loop():
    counts = rising(5, seed=3)
    values = counts.dense().copy()
    values[::7], values[12:23] = 0, 0
    counts = Features(counts.rows, values, counts.columns, "counts")
    words = ["prix", "grille"]
    found = progression(counts, words, seed=4, orders=99).rates
    assert found["word"].tolist() == ["prix"] * 5 + ["grille"] * 5
    assert found["meeting"].tolist() == [f"m{k}" for k in range(5)] * 2
    columns = ["count", "n_words", "rate", "low", "high", "n_speakers"]
    for word in words:
        said = values[:, counts.columns.index(word)]
        facts = (counts.rows[name].to_numpy() for name in ("order", "speaker"))
        expected = rates_by_loops(said, values.sum(axis=1), *facts, 4)
        own = found[found["word"] == word]
        np.testing.assert_allclose(own[columns].to_numpy(dtype=float), expected, rtol=0, atol=1e-9)
        np.testing.assert_allclose(own["cumulated"], np.cumsum(expected[:, 0]) / expected[:, 0].sum())


def test_a_meeting_where_no_word_counts_has_no_rate():
    counts = rising(3)
    values = counts.dense().copy()
    values[12:24] = 0
    found = progression(Features(counts.rows, values, counts.columns, "counts"), ["grille"], orders=99).rates
    assert found.loc[1, ["rate", "low", "high"]].isna().all()
    assert found.loc[[0, 2], ["rate", "low", "high"]].notna().all(axis=None)
