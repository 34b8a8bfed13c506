"""Specificities against a published table and against exact sums."""

from math import comb, log10

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import TextmineError
from textmine.measure.textometry.lafon import adjusted, specificities, specificity_scores
from textmine.represent.features import Features

# Robespierre's public discourse, ten periods (Lafon 1980), as in the R package textometry
ROBESPIERRE = {
    "de": [464, 165, 194, 392, 398, 235, 509, 96, 58, 662],
    "peuple": [45, 18, 15, 14, 53, 30, 42, 16, 4, 59],
    "republique": [35, 10, 16, 29, 29, 9, 21, 14, 2, 42],
    "ennemi": [30, 13, 11, 19, 22, 10, 16, 7, 2, 35],
    "patrie": [6, 5, 16, 8, 23, 10, 35, 8, 3, 39],
}
SIZES = [8395, 2558, 3920, 6903, 7896, 4555, 10142, 2063, 1084, 13933]


def robespierre():
    inside = np.array(list(ROBESPIERRE.values()), dtype=float).T
    others = np.array(SIZES) - inside.sum(axis=1)
    values = np.column_stack([inside, others])
    rows = pd.DataFrame({"meeting": [f"D{i}" for i in range(1, 11)], "speaker": "Robespierre"})
    return Features(rows, values, (*ROBESPIERRE, "autres"), "counts")


@pytest.mark.parametrize(
    ("word", "part", "score"), [("peuple", "D4", -4.1743), ("patrie", "D1", -4.2432), ("de", "D2", 2.6891)]
)
def test_the_published_table(word, part, score):
    table = specificities(robespierre(), by="meeting").table.set_index(["word", "part"])
    assert table.loc[(word, part), "score"] == pytest.approx(score, abs=1e-4)


def tail(f, big_f, t, big_t):
    """Exact tail by whole numbers, with the sign of the mode."""
    ways = [comb(big_f, k) * comb(big_t - big_f, t - k) for k in range(min(big_f, t) + 1)]
    mode = (big_f + 1) * (t + 1) // (big_t + 2)
    total = comb(big_t, t)
    return -log10(sum(ways[f:]) / total) if f >= mode else log10(sum(ways[: f + 1]) / total)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 60), st.integers(0, 60))
def test_scores_are_exact_tails(big_f, t, f, rest):
    big_t = max(big_f, t) + rest
    low, high = max(0, big_f + t - big_t), min(big_f, t)
    f = min(max(f, low), high)
    found = specificity_scores(np.array([[f]]), np.array([big_f]), np.array([t]), big_t)[0, 0]
    assert found == pytest.approx(tail(f, big_f, t, big_t), abs=1e-8)


def test_a_score_too_large_for_a_probability_is_told():
    found = specificity_scores(np.array([[2000.0]]), np.array([2000.0]), np.array([5000.0]), 1e6)
    assert np.isfinite(found).all() and found[0, 0] > 4000


def test_counts_speakers_and_dispersion_by_hand():
    rows = pd.DataFrame({"speaker": ["Ana", "Ana", "Bo", "Cid"], "meeting": ["1", "1", "1", "2"]})
    values = np.array([[2.0, 2], [0, 4], [6, 2], [1, 3]])
    found = specificities(Features(rows, values, ("four", "prix"), "counts"), by="meeting", min_count=1)
    row = found.table.set_index(["word", "part"]).loc[("four", "1")]
    assert (row["count"], row["total"], row["n_segments"], row["n_speakers"]) == (8, 9, 2, 2)
    assert row["expected"] == pytest.approx(9 * 16 / 20)
    assert row["dispersion"] == pytest.approx(0.5 * (abs(2 / 8 - 4 / 16) + 4 / 16 + abs(6 / 8 - 8 / 16)))
    assert found.sizes.to_dict("list") == {
        "part": ["1", "2"], "n_words": [16, 4], "n_segments": [3, 1], "n_speakers": [2, 1],
    }  # fmt: skip


def test_cumulated_parts_grow_to_the_whole():
    found = specificities(robespierre(), by="meeting", cumulated=True)
    assert found.sizes["n_words"].tolist() == np.cumsum(SIZES).tolist()
    last = found.table[found.table["part"] == "D10"]
    assert (last["count"] == last["total"]).all() and last["score"].abs().max() == pytest.approx(0, abs=1e-9)


def test_the_best_of_each_part_stand_in_order():
    found = specificities(robespierre(), by="meeting").best(2)
    assert found["part"].drop_duplicates().tolist() == sorted(
        found["part"].unique(), key=lambda d: int(d[1:])
    )
    assert (found["score"] > 0).all() and found.groupby("part").size().max() <= 2


def test_adjustment_is_that_of_benjamini_and_hochberg():
    p = np.array([0.001, 0.008, 0.039, 0.041, 0.9])
    assert adjusted(p) == pytest.approx([0.005, 0.02, 0.05125, 0.05125, 0.9])


def test_rare_words_are_left_out_and_bad_input_is_told():
    counts = robespierre()
    assert set(specificities(counts, by="meeting", min_count=200).table["word"]) == {
        "de",
        "peuple",
        "republique",
        "autres",
    }
    with pytest.raises(TextmineError, match="couleur"):
        specificities(counts, by="couleur")
    with pytest.raises(TextmineError, match="Robespierre"):
        specificities(counts, by="speaker")
    with pytest.raises(TextmineError, match="counts"):
        specificities(Features(counts.rows, counts.dense(), counts.columns, "vectors"))
