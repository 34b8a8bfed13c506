"""Words at a glance: what the tables hold, what small corpora leave empty, on disk and back."""

import numpy as np
import pandas as pd
import pytest

from textmine.errors import TextmineError
from textmine.measure.store import load_result, save_result
from textmine.measure.textometry.overview import WordOverview, plane_tables, word_overview
from textmine.represent.features import Features


def material(n_pilots=4, n_meetings=6, seed=0):
    generator = np.random.default_rng(seed)
    cells = [(f"P{p}", m) for m in range(n_meetings) for p in range(n_pilots) for _ in range(4)]
    rows = pd.DataFrame(cells, columns=["speaker", "order"])
    rows["meeting"] = "m" + rows["order"].astype(str)
    values = generator.poisson(0.6, (len(rows), 12)).astype(float)
    for place, (pilot, order) in enumerate(cells):
        values[place, int(pilot[1:])] += generator.poisson(3)
        values[place, 11] += generator.poisson(0.5 * order)
    return Features(rows, values, tuple(f"mot{k}" for k in range(12)), "counts")


def test_each_pilot_has_its_word_and_the_rising_word_is_first():
    found = word_overview(material())
    best = found.specific.groupby("part").first()["word"]
    assert best.to_dict() == {f"P{k}": f"mot{k}" for k in range(4)}
    assert found.trends["word"].iloc[0] == "mot11" and found.trends["rho"].iloc[0] > 0.8
    assert found.supplementary["order"].tolist() == list(range(6))
    assert len(found.parts) == 4 and found.axes["share"].sum() == pytest.approx(1)
    assert found.n_words == int(material().dense().sum())


def test_two_pilots_have_no_plane_and_one_meeting_no_trend():
    two = word_overview(material(2))
    assert two.axes.empty and len(two.specific)
    assert word_overview(material(3, 1)).trends.empty
    with pytest.raises(TextmineError):
        plane_tables(material(), by="absent")
    with pytest.raises(TextmineError):
        word_overview(material(1))


def test_on_disk_and_back(tmp_path):
    found = word_overview(material())
    save_result(found, tmp_path)
    again = load_result(WordOverview, tmp_path)
    for name in ("specific", "axes", "parts", "words", "supplementary", "rates", "trends"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(found, name), check_dtype=False)
    assert again.n_words == found.n_words
