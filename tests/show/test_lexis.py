"""Charts and section of words: what they draw, in both languages, large and small."""

import pandas as pd
import pytest

import textmine as tm
from tests.measure.textometry.test_overview import material
from textmine.measure.textometry.overview import word_overview
from textmine.show.charts import chart_kinds
from textmine.show.planes import plane_chart
from textmine.show.sections.lexis import lexis_section
from textmine.show.specifics import MOST_PILOTS, followed_words, specific_chart
from textmine.show.theme import NARROW, WIDE


@pytest.fixture(scope="module")
def overview():
    return word_overview(material())


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", ["specific_words", "plane", "progression"])
def test_charts_have_a_title_a_key_and_alt_text(overview, kind, language):
    spec = tm.plot(overview, kind=kind, language=language).to_dict()
    assert spec["title"]["text"] and spec["title"]["subtitle"]
    assert len(spec["description"]) > 30
    assert chart_kinds(overview) == ("specific_words", "plane", "progression")


def test_labels_of_the_plane_do_not_overlap(overview):
    for width in (WIDE, NARROW):
        spec = plane_chart(overview, language="fr", width=width).to_dict()
        named = [layer for layer in spec["layer"] if layer.get("mark", {}).get("type") == "text"]
        assert named and spec["width"] <= width
        words = spec["datasets"][named[0]["data"]["name"]]
        assert 0 < len(words) <= len(overview.words)
        places = {(round(row["axis_1"], 9), round(row["axis_2"], 9)) for row in words}
        assert len(places) == len(words)


def test_many_pilots_are_cut_to_the_most_specific():
    many = word_overview(material(n_pilots=11))
    table = pd.concat([many.specific.assign(part=many.specific["part"] + suffix) for suffix in ("", "b")])
    from dataclasses import replace

    spec = specific_chart(replace(many, specific=table), language="en").to_dict()
    assert len(spec["concat"]) == MOST_PILOTS


def test_the_section_and_what_small_corpora_leave_out(overview):
    section = lexis_section(overview, language="fr")
    kinds = [block.kind for block in section.blocks]
    assert kinds.count("drawing") == 3 and kinds[-1] == "caveats"
    small = lexis_section(word_overview(material(2, 1)), language="en")
    assert [block.kind for block in small.blocks].count("drawing") == 1
    assert lexis_section(None, language="fr") is None
    assert followed_words(overview.trends)[0] == "mot11"
