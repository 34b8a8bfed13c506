"""What is spoken of as the meetings go by: topics over meetings, and the sections of each."""

from __future__ import annotations

from typing import Final

import pandas as pd

from textmine.measure.topic_paths import TopicPaths
from textmine.messages import say
from textmine.represent.themes.thematic import Themes
from textmine.show.figures import figure
from textmine.show.grids import Column, Grid, grid
from textmine.show.paths import topic_path_chart
from textmine.show.sections.blocks import Block, Section, told
from textmine.show.strips import theme_chart
from textmine.show.wording import number, p_value, percent

ALPHA: Final = 0.05
MOST_ROWS: Final = 80


def passing_section(paths: TopicPaths | None, themes: Themes | None, *, language: str) -> Section | None:
    """Return topics over meetings and the sections of meetings; None where there are neither."""
    blocks: list[Block] = []
    if paths is not None:
        blocks += _paths(paths, language)
    if themes is not None and len(themes.sections):
        blocks += _themes(themes, language)
    return Section("passing", tuple(blocks)) if blocks else None


def _paths(paths: TopicPaths, language: str) -> list[Block]:
    sure = int((paths.trends["p_adjusted"] <= ALPHA).sum())
    key = "paths_found" if sure else "paths_none"
    drawing = figure("paths", lambda wide: topic_path_chart(paths, language=language, width=wide))
    return [
        Block("text", told(key, language, n=sure, total=len(paths.trends))),
        Block("drawing", drawing),
        Block("folded", _trends_grid(paths.trends, language)),
        Block("caveats", (told("paths_presence", language),)),
    ]


def _themes(themes: Themes, language: str) -> list[Block]:
    drawing = figure("themes", lambda wide: theme_chart(themes, language=language, width=wide))
    anchors = themes.sections["anchor"].value_counts()
    facts = {name: int(anchors.get(name, 0)) for name in ("agenda", "guide", "talk")}
    return [
        Block("heading", told("themes_heading", language)),
        Block("text", told("themes_text", language, n=len(themes.sections), **facts)),
        Block("drawing", drawing),
        Block("folded", _sections_grid(themes.sections.head(MOST_ROWS), language)),
    ]


def _trends_grid(table: pd.DataFrame, language: str) -> Grid:
    adjusted = [p_value(x, language) for x in table["p_adjusted"]]
    columns: list[Column] = [
        (say("report.column_topic", language), table["topic"].astype(str), False),
        (say("report.column_share", language), [percent(x, language) for x in table["share"]], True),
        (say("report.column_rho", language), [number(x, language, sign=True) for x in table["rho"]], True),
        (say("report.column_p", language), [p_value(x, language) for x in table["p"]], True),
        (say("report.column_p_adjusted", language), adjusted, True),
    ]  # fmt: skip
    return grid(say("report.paths_caption", language), columns, language)


def _sections_grid(table: pd.DataFrame, language: str) -> Grid:
    words = table["words"] if "words" in table else table["opening"]
    sizes = [number(x, language, digits=0) for x in table["n_words"]]
    columns: list[Column] = [
        (say("report.column_meeting", language), table["meeting"].astype(str), False),
        (say("report.column_theme", language), table["theme"].astype(str), False),
        (say("report.column_n_words", language), sizes, True),
        (say("report.column_steadiness", language), [number(x, language) for x in table["steadiness"]], True),
        (say("report.column_words", language), words.astype(str), False),
    ]  # fmt: skip
    return grid(say("report.themes_caption", language), columns, language)
