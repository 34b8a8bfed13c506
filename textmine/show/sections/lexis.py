"""The words of each pilot: specific ones, the plane of words and pilots, words that rise or fall."""

from __future__ import annotations

from typing import Final

import pandas as pd

from textmine.measure.textometry.overview import WordOverview
from textmine.messages import say
from textmine.show.figures import figure
from textmine.show.grids import Column, Grid, grid
from textmine.show.planes import plane_chart
from textmine.show.sections.blocks import Block, Section, told
from textmine.show.specifics import followed_words, progression_chart, specific_chart
from textmine.show.wording import number, p_value

ALPHA: Final = 0.05


def lexis_section(overview: WordOverview | None, *, language: str) -> Section | None:
    """Return the words of the pilots; None where the corpus has no words to compare."""
    if overview is None or overview.specific.empty:
        return None
    specific = figure("specific", lambda wide: specific_chart(overview, language=language, width=wide))
    blocks = [
        Block("text", told("lexis_text", language, n=overview.n_words)),
        Block("drawing", specific),
        Block("folded", _specific_grid(overview.specific, language)),
    ]
    if not overview.axes.empty and len(overview.axes) >= 2:
        plane = figure("plane", lambda wide: plane_chart(overview, language=language, width=wide))
        blocks += [Block("heading", told("plane_heading", language)), Block("drawing", plane),
                   Block("reading", told("plane_reading", language))]  # fmt: skip
    if not overview.trends.empty and followed_words(overview.trends):
        blocks += _over_meetings(overview, language)
    return Section("lexis", (*blocks, Block("caveats", (told("lexis_bursts", language),))))


def _over_meetings(overview: WordOverview, language: str) -> list[Block]:
    drawing = figure("progression", lambda wide: progression_chart(overview, language=language, width=wide))
    sure = int((overview.trends["p_adjusted"] <= ALPHA).sum())
    key = "progression_found" if sure else "progression_none"
    return [
        Block("heading", told("progression_heading", language)),
        Block("text", told(key, language, n=sure, total=len(overview.trends))),
        Block("drawing", drawing),
        Block("folded", _trends_grid(overview.trends, language)),
    ]


def _specific_grid(table: pd.DataFrame, language: str) -> Grid:
    columns: list[Column] = [
        (say("report.column_pilot", language), table["part"].astype(str), False),
        (say("report.column_word", language), table["word"].astype(str), False),
        (say("report.column_count", language), table["count"].astype(str), True),
        (say("report.column_total", language), table["total"].astype(str), True),
        (say("report.column_score", language), [number(x, language, digits=1) for x in table["score"]], True),
        (say("report.column_blocks_with", language), table["n_segments"].astype(str), True),
    ]
    return grid(say("report.specific_caption", language), columns, language)


def _trends_grid(table: pd.DataFrame, language: str) -> Grid:
    table = table.dropna(subset=["p"]).head(60)
    columns: list[Column] = [
        (say("report.column_word", language), table["word"].astype(str), False),
        (say("report.column_total", language), table["count"].astype(str), True),
        (say("report.column_rho", language), [number(x, language, sign=True) for x in table["rho"]], True),
        (say("report.column_p", language), [p_value(x, language) for x in table["p"]], True),
        (
            say("report.column_p_adjusted", language),
            [p_value(x, language) for x in table["p_adjusted"]],
            True,
        ),
    ]
    return grid(say("report.trends_caption", language), columns, language)
