"""Charts and sections of contents: topics over meetings, sections of meetings, classes, portraits."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import textmine as tm
from tests.represent.classes.test_double import talk
from tests.represent.material import segments_of
from tests.show import material
from textmine.measure.portraits.together import portray
from textmine.measure.portraits.usages import Usages
from textmine.measure.topic_paths import follow_topics
from textmine.represent.classes.reinert import LexicalClasses
from textmine.represent.classes.sheets import class_tables
from textmine.represent.themes.thematic import Themes
from textmine.show.charts import chart_kinds
from textmine.show.class_marks import class_pilot_chart
from textmine.show.paths import MOST_TOPICS, topic_path_chart
from textmine.show.sections.classes import classes_section
from textmine.show.sections.passing import passing_section
from textmine.show.sections.portraits import portraits_section
from textmine.show.strips import theme_chart
from textmine.show.theme import NARROW, WIDE


@pytest.fixture(scope="module")
def run():
    return material.run()


@pytest.fixture(scope="module")
def paths(run):
    return follow_topics(run.shares, orders=99)


@pytest.fixture(scope="module")
def portraits(run):
    return portray(material.block_vectors(run.segments), run.segments, n=1)


@pytest.fixture(scope="module")
def classes():
    tokens, kind = talk()
    speakers = [f"pilote {k}" for k in kind]
    tokens = replace(tokens, rows=tokens.rows.assign(speaker=speakers))
    model = LexicalClasses(n_classes=4, min_segments=2, max_share=0.9).fit(tokens)
    return class_tables(model, segments_of(["» Un bloc de paroles."] * len(tokens)), draws=4)


@pytest.fixture(scope="module")
def themes():
    rows = [
        ("reunion-1", 1, "Tour de table", 600, "start", "verre, four"),
        ("reunion-1", 2, "Un point de l'ordre du jour au nom bien long", 200, "agenda", "palette"),
        ("reunion-1", 3, "3", 20, "talk", "cotisation, euro"),
        ("entretien-1", 1, "1", 900, "start", ""),
    ]
    names = ["meeting", "number", "theme", "n_words", "anchor", "words"]
    table = pd.DataFrame(rows, columns=names)
    return Themes(
        table.assign(
            turn=range(4), start=0, rank=0, gain=0.1, steadiness=[np.nan, 1, 0.4, np.nan], opening="…"
        )
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_chart_has_a_title_a_key_and_alt_text(paths, portraits, classes, themes, language):
    for thing, kinds in ((paths, ("topic_paths",)), (portraits, ("gaps",)), (themes, ("themes",)),
                         (classes, ("classes", "class_pilots"))):  # fmt: skip
        assert chart_kinds(thing) == kinds
        for kind in kinds:
            spec = tm.plot(thing, kind=kind, language=language).to_dict()
            assert spec["title"]["text"] and spec["title"]["subtitle"] and len(spec["description"]) > 30


def test_paths_are_on_one_scale_and_not_too_many(paths):
    spec = topic_path_chart(paths, language="fr", width=NARROW).to_dict()
    assert 1 <= len(spec["concat"]) <= MOST_TOPICS
    tops = {panel["layer"][1]["encoding"]["y"]["scale"]["domain"][1] for panel in spec["concat"]}
    assert len(tops) == 1
    assert all("p =" not in panel["title"]["text"] for panel in spec["concat"])


def test_sections_are_as_long_as_their_words_and_names_fit(themes):
    spec = theme_chart(themes, language="fr", width=WIDE).to_dict()
    rows = next(iter(spec["datasets"].values()))
    assert {row["meeting"] for row in rows} == {"reunion-1"}
    assert [(row["begin"], row["end"]) for row in rows] == [(0, 600), (600, 800), (800, 820)]
    assert rows[0]["label"] == "Tour de table" and rows[1]["label"].endswith("…") and rows[2]["label"] == ""
    assert rows[2]["name"] == "cotisation, euro"


def test_pilots_of_a_class_are_those_who_speak_in_it(classes):
    spec = class_pilot_chart(classes, language="en", width=WIDE).to_dict()
    rows = [row for table in spec["datasets"].values() for row in table if "chi2" in row]
    best = max(rows, key=lambda row: row["chi2"])
    assert best["value"] in spec["description"] and f"class {best['class'] + 1}" in spec["description"]


def kinds_of(section):
    return [block.kind for block in section.blocks]


def test_sections_of_the_report(run, paths, portraits, classes, themes):
    passing = passing_section(paths, themes, language="fr")
    assert kinds_of(passing).count("drawing") == 2
    assert passing_section(None, None, language="fr") is None
    assert kinds_of(passing_section(None, themes, language="en")).count("drawing") == 1
    told = classes_section(classes, run.corpus, language="fr")
    assert kinds_of(told).count("drawing") == 2 and "3 classes" in told.blocks[0].value
    passages = next(block.value for block in told.blocks if block.kind == "points")
    assert passages[0][1].startswith("«\u00a0Un bloc")
    assert classes_section(None, run.corpus, language="fr") is None
    words = pd.DataFrame(
        {"word": ["grille"], "n_pilots": [3], "n_turns": [40], "gap": [0.02], "p_adjusted": [0.6]}
    )
    usages = Usages(words, pd.DataFrame(), pd.DataFrame())
    shown = portraits_section(portraits, usages, run.corpus, language="en")
    assert kinds_of(shown).count("drawing") == 1
    assert any("nothing says" in str(block.value) for block in shown.blocks if block.kind == "text")
    assert not any("most turns" in str(block.value) for block in shown.blocks)
    of_some = replace(portraits, gaps=portraits.gaps.head(1))
    told = portraits_section(of_some, usages, run.corpus, language="en").blocks[1].value
    assert told.endswith("compares only the 2 with most turns.")
    alone = replace(portraits, gaps=portraits.gaps.assign(distance=np.nan))
    assert portraits_section(alone, usages, run.corpus, language="en") is None


def test_where_no_number_of_classes_stands_out_the_section_says_so(run, classes):
    of_some = replace(classes, n_learnt=classes.n_segments - 5)
    assert "drawn at random" in classes_section(of_some, run.corpus, language="en").blocks[1].value
    unsure = replace(classes, evidence=classes.evidence.assign(chi2_chance=1e9))
    assert "stands out" in classes_section(unsure, run.corpus, language="en").blocks[0].value
