"""The plain loop says the same as the fast way; times are not tested, sums with them are."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from textmine.bench import speed
from textmine.bench.speed import Speed, Timed, fast_statistics, material, plain_statistics
from textmine.cli import app
from textmine.measure.chance import draw_orders
from textmine.measure.convergence import converge


@pytest.fixture(scope="module")
def small():
    return material(n_pilots=5, n_meetings=6, n_strata=3, seed=1)


def test_both_give_the_same_statistics(small):
    drawn = draw_orders(6, seed=0, n_permutations=50)
    fast, plain = fast_statistics(small, drawn).statistics, plain_statistics(small, drawn).statistics
    assert len(fast) == len(plain) == 720
    assert np.allclose(fast, plain, rtol=1e-10, atol=1e-14)
    assert fast.std() > 0


def test_they_are_those_of_converge(small):
    drawn = draw_orders(6, seed=0, n_permutations=50)
    found = converge(small, between="speaker", strata="agenda")
    statistics = plain_statistics(small, drawn).statistics
    assert (statistics <= statistics[0] + 1e-12).mean() == pytest.approx(found.p_convergence)


def test_the_material_has_what_was_asked():
    features = material(n_pilots=3, n_meetings=4, n_strata=2)
    sizes = features.rows.groupby(["speaker", "meeting", "agenda"]).size()
    assert len(sizes) == 24 and sizes.min() >= 2 and sizes.nunique() > 1
    assert np.linalg.norm(features.dense(), axis=1) == pytest.approx(np.ones(len(features)))
    assert (material(n_pilots=3, seed=1).dense()[:9] != material(n_pilots=3, seed=2).dense()[:9]).all()


def test_figures_by_hand():
    ours, plain = Timed(np.array([2.0, -4.0, 1.0, 0.0]), 0.02), Timed(np.array([2.0, -4.4]), 1.5)
    found = Speed(ours, plain, 2e9, 3, 4, 100)
    assert found.ratio == pytest.approx(150.0)
    assert found.gap == pytest.approx(0.1)
    table = found.frame("en").set_index("figure")
    assert table.loc["order", "seen"] == pytest.approx(5000.0)
    assert table.loc["plain", "seen"] == pytest.approx(750_000.0)
    assert table["is_met"].tolist() == [None, None, None, True, False, False]
    slow = Speed(ours, Timed(plain.statistics, 0.5), float("nan"), 3, 4, 100).frame("en").set_index("figure")
    assert slow["is_met"].tolist()[3:] == [False, False, None]


def test_the_verb(monkeypatch):
    for name, size in (("N_PILOTS", 3), ("N_MEETINGS", 4)):
        monkeypatch.setattr(speed, name, size)
    small = material(n_pilots=3, n_meetings=4)
    monkeypatch.setattr(speed, "material", lambda seed: small)
    done = CliRunner().invoke(app, ["bench", "speed", "--orders", "100", "--json", "--language", "en"])
    assert done.exit_code == 0, done.output
    found = {line["figure"]: line for line in json.loads(done.stdout)}
    assert found["same"]["is_met"]
    assert "4 meetings, 3 pilots" in found["ours"]["what"]
