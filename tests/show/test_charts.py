"""Charts: valid SVG with French words and decimals, in four file formats, offline, whole or not at all."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pandas as pd
import pytest

from tests.show import material
from textmine.errors import TextmineError
from textmine.show.charts import (
    distance_chart,
    heat_chart,
    map_chart,
    plot,
    save_chart,
    speaking_chart,
    topic_chart,
)
from textmine.show.tables import topic_labels
from textmine.show.theme import svg_of_spec, wrapped


@pytest.fixture(scope="module")
def parts():
    corpus = material.corpus()
    cut = material.segments(corpus)
    return corpus, material.convergence(), material.shares(cut), material.vectors(cut)


def words_of(chart):
    svg = svg_of_spec(chart.to_dict())
    root = ET.fromstring(svg)
    assert root.attrib["role"] == "img" and root.attrib["aria-label"]
    return " ".join(root.itertext()), svg


def test_distance_tells_its_marks_in_french_with_decimal_commas(parts):
    text, svg = words_of(distance_chart(parts[1], language="fr"))
    assert "Distance entre les pilotes" in text and "0,20" in text and "mars" in text and "tendance" in text
    assert "0.20" not in text
    assert "Graphique" in svg.split(">")[0]


def test_english_has_points_and_english_words(parts):
    text, _ = words_of(distance_chart(parts[1], language="en"))
    assert "0.20" in text and "trend" in text and "0,20" not in text


@pytest.mark.parametrize("width", [760, 340])
@pytest.mark.parametrize("n_pilots", [2, 6, 40])
def test_all_charts_fit_their_width(n_pilots, width):
    corpus = material.corpus(n_pilots=n_pilots, n_meetings=5)
    cut = material.segments(corpus)
    shares = material.shares(cut)
    charts = (
        distance_chart(material.convergence(n_pilots=n_pilots, n_meetings=5), width=width),
        heat_chart(material.convergence(n_pilots=n_pilots, n_meetings=5), width=width),
        speaking_chart(corpus, width=width),
        topic_chart(shares, labels=topic_labels(shares, material.topic_words()), width=width),
        map_chart(material.vectors(cut), width=width),
    )
    for chart in charts:
        _, svg = words_of(chart)
        assert float(re.search(r' width="([\d.]+)"', svg)[1]) <= width * 1.1


def test_many_pilots_are_capped_and_the_chart_says_so():
    corpus = material.corpus(n_pilots=40)
    cut = material.segments(corpus)
    shares = material.shares(cut)
    topics = topic_chart(shares, language="fr")
    assert "30 autres" in " ".join(topics.title.subtitle)
    assert "Autres (30)" in words_of(topics)[0]
    assert "12 pilotes" in " ".join(map_chart(material.vectors(cut), language="fr").title.subtitle)


def test_small_cells_are_marked(parts):
    convergence = parts[1]
    small = convergence.cells.assign(n_blocks=convergence.cells["n_blocks"].clip(upper=3))
    chart = heat_chart(type(convergence)(**{**vars(convergence), "cells": small}), language="fr")
    assert "°" in words_of(chart)[0] and "moins de 10 blocs" in " ".join(chart.title.subtitle)


def test_one_undated_meeting_can_be_drawn():
    convergence = material.convergence(n_pilots=2, n_meetings=1)
    table = convergence.table.drop(columns="date").assign(null_low=float("nan"), null_high=float("nan"))
    bare = type(convergence)(**{**vars(convergence), "table": table})
    assert "reunion-01" in words_of(distance_chart(bare, language="fr"))[0]
    assert "reunion-01" in words_of(heat_chart(bare, language="fr"))[0]


def test_text_of_the_corpus_is_escaped(parts):
    names = {"Claire Vasseur": '<script>alert("x")</script>'}
    corpus = parts[0]
    turns = corpus.turns.assign(speaker=corpus.turns["speaker"].replace(names))
    chart = speaking_chart(type(corpus)(**{**vars(corpus), "turns": turns}))
    assert "<script" not in words_of(chart)[1]


@pytest.mark.parametrize(
    ("place", "kind", "title"),
    [
        (1, None, "Distance entre"),
        (1, "heat", "Écart de chaque"),
        (2, None, "De quoi parle"),
        (2, "map", "Déplacement"),
        (3, None, "Déplacement"),
        (0, None, "Temps de parole"),
    ],
)
def test_plot_chooses_by_type(parts, place, kind, title):
    chart = plot(parts[place], kind=kind, language="fr")
    assert " ".join(chart.title.text).startswith(title)
    assert chart.description


def test_plot_says_what_it_can_draw(parts):
    with pytest.raises(TextmineError, match="distance, heat"):
        plot(parts[1], kind="pie")
    with pytest.raises(TextmineError, match="Convergence"):
        plot(pd.DataFrame())


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "html"])
def test_charts_are_saved_by_ending(parts, ending, tmp_path):
    path = save_chart(plot(parts[1], language="fr"), tmp_path / "figures" / f"distance.{ending}")
    data = path.read_bytes()
    starts = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF", "html": b"<!DOCTYPE html>"}
    assert data.lstrip()[:20].startswith(starts[ending])
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    if ending == "html":
        text = data.decode()
        assert '<html lang="fr">' in text
        assert not re.findall(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)\s*=\s*["']?https?:""", text)


def test_unknown_ending_is_refused(parts, tmp_path):
    with pytest.raises(TextmineError, match=r"\.svg, \.png"):
        save_chart(plot(parts[1]), tmp_path / "distance.xlsx")


def test_long_keys_wrap_between_words():
    lines = wrapped("un mot après l'autre " * 20, 340)
    assert len(lines) > 3 and max(map(len, lines)) < 62


def test_importing_textmine_does_not_load_altair():
    code = "import sys, textmine; sys.exit('altair' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_same_chart_is_the_same_file_whatever_was_drawn_before(parts):
    spec = heat_chart(parts[1], language="fr").to_dict()
    first = svg_of_spec(spec)
    svg_of_spec(distance_chart(parts[1]).to_dict())
    assert svg_of_spec(spec) == first
    assert re.findall(r'id="(gradient_\d+)"', first) == ["gradient_0"] and "url(#gradient_0)" in first
