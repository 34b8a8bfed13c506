"""The cells of a corpus that may hold a name: texts, labels, titles, names of files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

import pandas as pd

from textmine.corpus.tables import SPEAKER_COLUMNS, TURN_COLUMNS, Corpus

Style = Literal["text", "slug", "label", "whole"]
NOT_NAMES: Final = ("role", "role_reason", "labels", "words", "speaker", "legitimacy")
TABLES: Final = ("turns", "meetings", "speakers", "marks")


class Cell(NamedTuple):
    """A text somewhere in a corpus.

    ``style`` says how it is read: "text" as talk, "slug" as a file's name, "label" as one person's name,
    "whole" as one organisation's name.
    """

    table: str
    row: int
    column: str
    text: str
    document: str
    style: Style


def cells_of(corpus: Corpus) -> Iterator[Cell]:
    """Yield the cells of a corpus that are not empty, turns first, in order.

    The names of speakers come from the table of speakers; where turns and meetings repeat them, `masked` uses
    the same new name.
    """
    meetings = [str(one) for one in corpus.turns["meeting"]]
    yield from _column(corpus.turns, "turns", "text", meetings, "text")
    for column in _more_texts(corpus.turns, TURN_COLUMNS, ("agenda",)):
        yield from _column(corpus.turns, "turns", column, meetings, "text")
    turns = [int(turn) for turn in corpus.marks["turn"]] if len(corpus.marks) else []
    yield from _column(corpus.marks, "marks", "text", [meetings[turn] for turn in turns], "text")
    names = [str(one) for one in corpus.meetings["meeting"]]
    yield from _column(corpus.meetings, "meetings", "meeting", names, "slug")
    yield from _column(corpus.meetings, "meetings", "title", names, "text")
    yield from _column(corpus.meetings, "meetings", "transcriber", names, "label")
    nowhere = [""] * len(corpus.speakers)
    yield from _column(corpus.speakers, "speakers", "speaker", nowhere, "label")
    if "cluster" in corpus.speakers:
        yield from _column(corpus.speakers, "speakers", "cluster", nowhere, "whole")
    for column in _more_texts(corpus.speakers, SPEAKER_COLUMNS, ()):
        yield from _column(corpus.speakers, "speakers", column, nowhere, "text")


def _more_texts(table: pd.DataFrame, known: tuple[str, ...], also: tuple[str, ...]) -> list[str]:
    columns = [str(column) for column in table.columns]
    more = [one for one in columns if one not in known and one not in NOT_NAMES]
    return [*also, *(one for one in more if _holds_text(table[one]))]


def _holds_text(column: pd.Series) -> bool:
    return any(isinstance(value, str) for value in column)


def _column(
    table: pd.DataFrame, name: str, column: str, documents: list[str], style: Style
) -> Iterator[Cell]:
    if column not in table:
        return
    for row, (value, document) in enumerate(zip(table[column], documents, strict=True)):
        if isinstance(value, str) and value:
            yield Cell(name, row, column, value, document, style)
