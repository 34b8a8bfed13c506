"""The pilots in vectors: how far apart, passages that show each, words used differently."""

from __future__ import annotations

from typing import Final

import pandas as pd

from textmine.corpus.tables import Corpus
from textmine.measure.portraits.together import Portraits
from textmine.measure.portraits.usages import Usages
from textmine.messages import say
from textmine.show.dots import both_ends
from textmine.show.figures import figure
from textmine.show.gaps import gap_chart
from textmine.show.grids import Column, Grid, grid
from textmine.show.sections.blocks import Block, Section, quoted, told
from textmine.show.sections.citing import Cited
from textmine.show.wording import number, p_value

ALPHA: Final = 0.05
MOST_WORDS: Final = 20
MOST_PAIRS: Final = 200
MOST_PASSAGES: Final = 24


def portraits_section(
    portraits: Portraits | None, usages: Usages | None, corpus: Corpus, *, language: str
) -> Section | None:
    """Return the pilots in vectors; None where fewer than two can be compared."""
    if portraits is None or portraits.gaps["distance"].notna().sum() == 0:
        return None
    drawing = figure("gaps", lambda wide: gap_chart(portraits, language=language, width=wide))
    blocks = [
        Block("text", told("portraits_text", language)),
        *_bounded(portraits, language),
        Block("drawing", drawing),
        Block("folded", _gaps_grid(both_ends(portraits.gaps, MOST_PAIRS)[0], language)),
        Block("heading", told("passages_heading", language)),
        Block("text", told("passages_text", language)),
        Block("points", tuple(_passages(portraits.passages, corpus, language))),
    ]
    if usages is not None and len(usages.words):
        sure = int((usages.words["p_adjusted"] <= ALPHA).sum())
        key = "usages_found" if sure else "usages_none"
        blocks += [
            Block("heading", told("usages_heading", language)),
            Block("text", told(key, language, n=sure, total=len(usages.words))),
            Block("folded", _usages_grid(usages.words.head(MOST_WORDS), language)),
        ]
    return Section("portraits", tuple(blocks))


def _bounded(portraits: Portraits, language: str) -> list[Block]:
    """Return what is told where there are more pilots than were compared."""
    n, kept = (
        portraits.centroids["speaker"].nunique(),
        len({*portraits.gaps["pilot"], *portraits.gaps["other"]}),
    )
    return [Block("text", told("portraits_some", language, n=n, kept=kept))] if n > kept else []


def _passages(table: pd.DataFrame, corpus: Corpus, language: str) -> list[tuple[str, str]]:
    titles = corpus.meetings.set_index("meeting")["title"].astype(str)
    first = table[table["kind"] == "typical"].groupby("pilot", sort=False).head(1)
    first = first.head(MOST_PASSAGES)
    found: list[tuple[str, str]] = []
    for _, row in first.iterrows():
        meeting = titles.get(row["meeting"], "") or str(row["meeting"])
        text = f"{quoted(str(row['text']), language)} {meeting}"
        found.append((str(row["pilot"]), Cited(text, int(row["turn"]))))
    return found


def _gaps_grid(table: pd.DataFrame, language: str) -> Grid:
    columns: list[Column] = [
        (say("report.column_pilot", language), table["pilot"].astype(str), False),
        (say("report.column_other", language), table["other"].astype(str), False),
        *[
            (
                say(f"report.column_{name}", language),
                [number(x, language, digits=3) for x in table[name]],
                True,
            )
            for name in ("distance", "low", "high")
        ],
        (say("report.column_n_turns", language), table["n_turns"].astype(str), True),
        (say("report.column_n_other", language), table["n_other"].astype(str), True),
    ]
    return grid(say("report.gaps_caption", language), columns, language)


def _usages_grid(table: pd.DataFrame, language: str) -> Grid:
    adjusted = [p_value(x, language) for x in table["p_adjusted"]]
    columns: list[Column] = [
        (say("report.column_word", language), table["word"].astype(str), False),
        (say("report.column_n_pilots", language), table["n_pilots"].astype(str), True),
        (say("report.column_n_turns", language), table["n_turns"].astype(str), True),
        (say("report.column_gap", language), [number(x, language, digits=3) for x in table["gap"]], True),
        (say("report.column_p_adjusted", language), adjusted, True),
    ]  # fmt: skip
    return grid(say("report.usages_caption", language), columns, language)
