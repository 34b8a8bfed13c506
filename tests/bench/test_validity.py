"""The table of the benchmark, on scores worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from textmine.bench.cells import CELLS
from textmine.bench.scoring import area_under_curve
from textmine.bench.validity import CHECKS, covered, rank_correlation, rejected, validity_table


def scores(**columns):
    every = {"p_vectors": 0.5, "p_jsd": 0.5, "p_centroid": 0.5, "p_axes": 0.5, "p_whole": 0.5,
             "low": -1.0, "high": 1.0, "truth": 0.0}  # fmt: skip
    return pd.DataFrame({**every, **columns}, index=range(10))


def test_every_check_reads_a_cell_that_exists():
    assert {check.cell for check in CHECKS} <= set(CELLS)
    assert len({check.name for check in CHECKS}) == len(CHECKS)


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


def test_figures_by_hand():
    assert rejected(pd.DataFrame({"p": [0.05, 0.051, 0.0]}), "p") == pytest.approx(2 / 3)
    held = pd.DataFrame({"low": [0.0, 1.0], "high": [2.0, 3.0], "truth": [1.0, 0.5]})
    assert covered(held, "low") == 0.5
    falls = pd.DataFrame({"planted": [0.1, 0.2, 0.3], "slope": [-1.0, -2.0, -3.0]})
    assert rank_correlation(falls, "slope") == pytest.approx(1.0)
    assert np.isnan(area_under_curve(np.array([np.nan]), np.array([1.0])))


def test_a_truth_that_is_not_known_is_no_hit():
    assert covered(pd.DataFrame({"low": [0.0], "high": [1.0], "truth": [np.nan]}), "low") == 0.0
