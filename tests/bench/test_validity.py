"""The table of the benchmark, on scores worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from textmine.bench.cells import CELLS
from textmine.bench.scoring import area_under_curve
from textmine.bench.validity import CHECKS, _goal, covered, rank_correlation, rejected, validity_table
from textmine.messages import say

NAMES = ("vectors", "jsd", "centroid", "axes", "whole")


def scores(**columns):
    every = {f"p_{name}": 0.5 for name in (*NAMES, "style")} | {f"p_rise_{name}": 0.5 for name in NAMES}
    every |= {"low": -1.0, "high": 1.0, "truth": 0.0}
    return pd.DataFrame({**every, **columns}, index=range(10))


def test_a_figure_that_is_not_met_says_so():
    many = scores(p_vectors=[0.01] * 3 + [0.9] * 7)
    table = validity_table({"plain": many, "power_10x40": many}).set_index("check")
    assert table.loc["false_plain", "seen"] == pytest.approx(0.3)
    assert not table.loc["false_plain", "is_met"]
    assert not table.loc["power_10x40", "is_met"]
    assert table.loc["false_plain", "low"] < 0.3 < table.loc["false_plain", "high"]
    few = validity_table({"plain": scores()}).set_index("check")
    assert few.loc["false_plain", "is_met"]
    # all ten intervals hold the truth: too many is as wrong as too few
    assert not few.loc["coverage_plain", "is_met"]


def test_every_cell_is_read_and_every_check_has_its_words():
    assert {check.cell for check in CHECKS} == set(CELLS)
    for language in ("fr", "en"):
        words = [say(f"bench.{check.name}", language) for check in CHECKS]
        assert len(set(words)) == len(words)


def test_what_has_no_goal_is_neither_met_nor_missed():
    table = validity_table({"divergence": scores(p_rise_vectors=0.01)}, "en").set_index("check")
    line = table.loc["power_divergence"]
    assert line["must_reach"] == "–" and line["is_met"] is None
    assert line["seen"] == 1.0 and "p_rise_jsd 0.000" in line["naive"]
    assert line["what"] == "Power: half-way divergence, 10 meetings, 40 blocks"


def test_goals_are_told_as_bounds():
    told = {check.name: _goal(check) for check in CHECKS}
    assert told["false_plain"] == "≤ 0.07"
    assert told["power_10x40"] == "≥ 0.75"
    assert told["coverage_plain"] == "0.93 … 0.97"
    assert told["bias_5"] == "-0.005 … 0.005"
    assert told["power_runs"] == told["false_extreme"] == "–"


def test_intervals_of_shares_and_of_other_figures():
    shares = pd.DataFrame({"said_complementarity": [0.0] * 20, "said_different": 1.0})
    line = validity_table({"alike": shares.assign(said_normalisation=1.0)}).set_index("check")
    # Wilson: none of 20
    assert line.loc["false_alike", ["low", "high"]].tolist() == pytest.approx([0.0, 0.1611], abs=1e-4)
    assert line.loc["false_alike", "naive"] == "said_different 1.000"
    bias = np.random.default_rng(0).normal(0.001, 0.01, 400)
    line = validity_table({"equal_5": pd.DataFrame({"bias": bias, "jsd": 0.9, "centroid": 0.8})}).iloc[0]
    error = bias.std() / 20
    assert [line["low"], line["high"]] == pytest.approx(
        [bias.mean() - 1.96 * error, bias.mean() + 1.96 * error], abs=0.4 * error
    )
    assert line["is_met"]


def test_no_cell_no_line():
    assert len(validity_table({})) == 0


def test_figures_by_hand():
    assert rejected(pd.DataFrame({"p": [0.05, 0.051, 0.0]}), "p") == pytest.approx(2 / 3)
    held = pd.DataFrame({"low": [0.0, 1.0], "high": [2.0, 3.0], "truth": [1.0, 0.5]})
    assert covered(held, "low") == 0.5
    falls = pd.DataFrame({"planted": [0.1, 0.2, 0.3], "slope": [-1.0, -2.0, -3.0]})
    assert rank_correlation(falls, "slope") == pytest.approx(1.0)
    assert np.isnan(area_under_curve(np.array([np.nan]), np.array([1.0])))


def test_a_truth_that_is_not_known_is_no_hit():
    assert covered(pd.DataFrame({"low": [0.0], "high": [1.0], "truth": [np.nan]}), "low") == 0.0
