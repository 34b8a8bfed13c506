"""Meetings while read become the three tables of a corpus, and the table of marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from textmine.corpus.gathering import Meeting, kind_of
from textmine.corpus.settings import Settings
from textmine.corpus.speakers import Row, source_attributes, tabulate_speakers
from textmine.corpus.tables import MEETING_COLUMNS, TURN_COLUMNS

Names = Mapping[tuple[str, str], str]
_AT_ONCE = 20_000


def tabulate_meetings(meetings: Sequence[Meeting], names: Names) -> pd.DataFrame:
    """Return one row a meeting, in the order given; ``order`` counts from 0."""
    table = pd.DataFrame({
        "meeting": _strings(one.name for one in meetings),
        "title": _strings(one.title for one in meetings),
        "date": _strings(one.date for one in meetings),
        "kind": _strings(kind_of(one, names) for one in meetings),
        "order": pd.Series(range(len(meetings)), dtype="int64"),
        "transcriber": _strings(one.declared.transcriber if one.declared else "" for one in meetings),
        "file": _strings(", ".join(one.files) for one in meetings),
    })  # fmt: skip
    return table[list(MEETING_COLUMNS)]


def build_tables(
    meetings: Sequence[Meeting], names: Names, settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the tables of turns, meetings, speakers and marks.

    Parameters
    ----------
    meetings
        In order.
    names
        Speaker by (meeting, label).
    settings
        Declared roles and attributes.
    """
    table = tabulate_meetings(meetings, names)
    kinds = dict(zip(table["meeting"], table["kind"], strict=True))
    speakers = tabulate_speakers(_rows(meetings, names), kinds, settings)
    described = [one for one in meetings if any(part.has_attributes for part in one.parts)]
    personal, others = source_attributes(_rows(described, names))
    for column, values in personal.items():
        if column in ("cluster", "legitimacy"):
            speakers[column] = _filled(speakers, column, values)
        elif column not in speakers.columns:
            speakers[column] = _strings(values.get(str(name), "") for name in speakers["speaker"])
    roles = dict(zip(speakers["speaker"], speakers["role"], strict=True))
    turns, marks, first = [_turns([], [], roles, others)], [_marks([], 0)], 0
    for some in _together(meetings):
        rows = list(_rows(some, names))
        files = [part.file for one in some for part in one.parts for _ in range(part.n_turns)]
        turns.append(_turns(rows, files, roles, others))
        marks.append(_marks(rows, first))
        first += len(rows)
    return (
        pd.concat(turns, ignore_index=True), table, speakers, pd.concat(marks, ignore_index=True),
    )  # fmt: skip


def _together(meetings: Sequence[Meeting]) -> Iterator[list[Meeting]]:
    """Yield meetings together that have some `_AT_ONCE` turns: no more are held as objects."""
    some: list[Meeting] = []
    n_turns = 0
    for one in meetings:
        some.append(one)
        n_turns += sum(part.n_turns for part in one.parts)
        if n_turns >= _AT_ONCE:
            yield some
            some, n_turns = [], 0
    if some:
        yield some


def _rows(meetings: Iterable[Meeting], names: Names) -> Iterator[Row]:
    """Yield all turns with their meeting and speaker, one meeting after another."""
    return ((one.name, names[one.name, turn.label], turn) for one in meetings for turn in one.turns)


def _filled(speakers: pd.DataFrame, column: str, values: Mapping[str, str]) -> pd.Series[Any]:
    """Return what is declared of speakers, and where nothing is, what the source says of them."""
    found = _strings(values.get(str(name), "") for name in speakers["speaker"])
    declared = speakers[column]
    if column == "legitimacy":
        return declared.fillna(pd.to_numeric(found, errors="coerce").astype("float64"))
    return declared.where(declared != "", found)


def _turns(
    rows: Sequence[Row], files: Sequence[str], roles: Mapping[str, str], others: Sequence[str]
) -> pd.DataFrame:
    table = pd.DataFrame({
        "meeting": _strings(meeting for meeting, _, _ in rows),
        "speaker": _strings(name for _, name, _ in rows),
        "role": _strings(roles[name] for _, name, _ in rows),
        "kind": _strings(turn.kind for _, _, turn in rows),
        "agenda": _strings(turn.agenda for _, _, turn in rows),
        "text": _strings(turn.text for _, _, turn in rows),
        "start": pd.Series([turn.start for _, _, turn in rows], dtype="float64"),
        "end": pd.Series([turn.end for _, _, turn in rows], dtype="float64"),
        "file": _strings(files),
        "line": pd.Series([turn.line for _, _, turn in rows], dtype="int64"),
    })  # fmt: skip
    table = table[list(TURN_COLUMNS)]
    for column in others:
        name = column if column not in TURN_COLUMNS else f"source_{column}"
        table[name] = _strings(turn.attributes.get(column, "") for _, _, turn in rows)
    return table


def _marks(rows: Sequence[Row], first: int) -> pd.DataFrame:
    """Return the marks of turns, the first of which has the number `first`."""
    marks = [
        (at, position, text) for at, (_, _, turn) in enumerate(rows, first) for position, text in turn.marks
    ]
    return pd.DataFrame({
        "turn": pd.Series([turn for turn, _, _ in marks], dtype="int64"),
        "position": pd.Series([position for _, position, _ in marks], dtype="int64"),
        "text": _strings(text for _, _, text in marks),
    })  # fmt: skip


def _strings(values: Iterable[str]) -> pd.Series[str]:
    return pd.Series(list(values), dtype="str")
