"""The chart of timings: each step by its name and seconds, in both programs, both languages, two widths."""

import re

import pandas as pd
import pytest

from textmine.show.theme import NARROW, WIDE, svg_of_spec
from textmine.show.timings import timing_chart

ROWS = [("whole", 1, 70.0), ("stage: read", 1, 20.0), ("stage: contents", 1, 50.5), ("script: load", 1, 30.0),
        ("script: vectors", 1, 270.25), ("stage: read", 3, 999.0)]  # fmt: skip


@pytest.fixture
def runs():
    return pd.DataFrame(ROWS, columns=["what", "size", "seconds"]).assign(words=439_382, processes=1)


@pytest.mark.parametrize(("language", "width"), [("fr", WIDE), ("en", NARROW)])
def test_each_step_is_drawn_with_its_seconds(runs, language, width):
    chart = timing_chart(runs, language=language, width=width)
    svg = svg_of_spec(chart.to_dict())
    told = set(re.findall(r">([^<>]+)</text>", svg))
    mark = "," if language == "fr" else "."
    assert {f"20{mark}0 s", f"50{mark}5 s", f"30{mark}0 s"} <= told and not any("999" in one for one in told)
    assert ("Lecture des transcriptions" if language == "fr" else "Reading transcripts") in told
    assert "300" in chart.description and ("70" in chart.description or "71" in chart.description)
    assert float(re.search(r' width="([\d.]+)"', svg)[1]) <= width * 1.1


def test_without_a_script_there_is_one_panel(runs):
    chart = timing_chart(runs[~runs["what"].str.startswith("script")], language="en")
    assert len(chart.to_dict()["vconcat"]) == 1
