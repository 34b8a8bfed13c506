"""A corpus laid out for writers: meetings with their turns, cleaned, and what cleaning cost."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from textmine.corpus.assembly import Turn
from textmine.corpus.clocks import iso_date
from textmine.corpus.marks import cut_marks
from textmine.corpus.tables import TURN_COLUMNS, Corpus
from textmine.corpus.vocabulary import fold
from textmine.corpus.writing.losses import Losses

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One turn ready to be written.

    Attributes
    ----------
    speaker, role, kind, agenda, text
        As in the corpus, white space single, without control characters.
    start, end
        Seconds, None when unknown.
    marks
        Pairs (position in the text, annotation), in order.
    attributes
        What else the turns' table says of it, empty values left out.
    """

    speaker: str
    role: str
    kind: str
    agenda: str
    text: str
    start: float | None
    end: float | None
    marks: tuple[tuple[int, str], ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def first_mark(self) -> str:
        """The first annotation, "" when there is none."""
        return self.marks[0][1] if self.marks else ""


@dataclass(frozen=True)
class Script:
    """One meeting or interview ready to be written."""

    meeting: str
    title: str
    date: str
    kind: str
    transcriber: str
    lines: tuple[Line, ...]

    @property
    def heading(self) -> str:
        """The title where the file can hold it: reading takes it for no agenda item and no date."""
        is_item = any(fold(item) == fold(self.title) for item in self.agenda)
        return "" if is_item or (not self.date and iso_date(self.title)) else self.title

    @property
    def agenda(self) -> list[str]:
        """Agenda items in order, each once."""
        return [item for item in dict.fromkeys(line.agenda for line in self.lines) if item]


def cleaned(text: str, losses: Losses) -> str:
    r"""Return the text in NFC, without control characters, words parted by single spaces; count what changes.

    Examples
    --------
    >>> losses = Losses()
    >>> cleaned("a\x01b\nc", losses), losses.counts
    ('ab c', {'control_characters': 1, 'white_space': 1})
    """
    kept, control = _UNWRITABLE.subn("", text)
    losses.add("control_characters", repr(text), control)
    if not unicodedata.is_normalized("NFC", kept):
        kept = unicodedata.normalize("NFC", kept)
        losses.add("white_space", text)
    words = " ".join(kept.split())
    losses.add("white_space", text, words != kept)
    return words


def scripts_of(corpus: Corpus, losses: Losses) -> list[Script]:
    """Return the meetings in order, each with its turns; those without any speech are counted as lost."""
    marks: dict[int, list[tuple[int, str]]] = {}
    for turn, position, text in corpus.marks.itertuples(index=False, name=None):
        marks.setdefault(int(turn), []).append((int(position), " ".join(str(text).split())))
    by_meeting: dict[str, list[Line]] = {}
    for meeting, line in _lines(corpus, marks, losses):
        by_meeting.setdefault(meeting, []).append(line)
    scripts = []
    for row in corpus.meetings.to_dict("records"):
        lines = by_meeting.get(str(row["meeting"]), [])
        if not lines:
            losses.add("silent_meetings", row["meeting"])
            continue
        _count_resets(lines, losses)
        facts = {name: str(row[name]) for name in ("title", "date", "kind", "transcriber")}
        scripts.append(Script(meeting=str(row["meeting"]), lines=tuple(lines), **facts))
    losses.add("provenance", ", ".join(corpus.meetings["file"].head(1)), len(corpus.turns))
    return scripts


def _lines(
    corpus: Corpus, marks: dict[int, list[tuple[int, str]]], losses: Losses
) -> Iterator[tuple[str, Line]]:
    others = [name for name in corpus.turns.columns if name not in TURN_COLUMNS]
    for number, row in enumerate(corpus.turns.to_dict("records")):
        text = cleaned(row["text"], losses)
        if not text:
            losses.add("empty_turns", row["speaker"])
            continue
        agenda = cleaned(str(row["agenda"]), losses)
        losses.add("agenda", agenda, bool(agenda) and not fold(agenda))
        attributes = {str(name): cleaned(str(row[name]), losses) for name in others if _is_given(row[name])}
        yield (
            str(row["meeting"]),
            Line(
                speaker=str(row["speaker"]),
                role=str(row["role"]),
                kind=str(row["kind"]),
                agenda=agenda if fold(agenda) else "",
                text=text,
                start=_time(row["start"]),
                end=_time(row["end"]),
                marks=tuple(marks.get(number, ())) if text == row["text"] else (),
                attributes={name: value for name, value in attributes.items() if value},
            ),
        )
        if text != row["text"]:
            losses.add("marks", next(iter(marks.get(number, ())), ""), len(marks.get(number, ())))


def _is_given(value: object) -> bool:
    return value is not None and value != "" and not (isinstance(value, float) and math.isnan(value))


def _time(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def _count_resets(lines: list[Line], losses: Losses) -> None:
    """Count the turns that come after an agenda item and stand under none: no format can say so."""
    item = ""
    for line in lines:
        losses.add("agenda_ends", line.text, not line.agenda and bool(item))
        item = line.agenda or item


def with_marks(line: Line, losses: Losses) -> str:
    """Return the text with its annotations in place, as far as reading finds them again; count the others.

    Examples
    --------
    >>> losses = Losses()
    >>> line = Line("A", "", "speech", "", "Bonjour, oui", None, None, ((7, "rires"), (12, "passe")))
    >>> with_marks(line, losses), losses.counts
    ('Bonjour (rires), oui', {'brackets': 1, 'marks': 1})
    """
    spelt = [(position, mark if _is_heard(mark) else f"({mark})") for position, mark in line.marks]
    kept = [mark for mark in spelt if _is_heard(mark[1])]
    text = _inserted(line.text, kept)
    if kept and heard(text) != (line.text, kept):
        text, kept = line.text, []
    if not kept:
        losses.add("seeming_marks", line.text, heard(text) != (line.text, []))
    for before, after in zip(line.marks, spelt, strict=True):
        if after not in kept:
            losses.add("marks", before[1])
        elif before != after:
            losses.add("brackets", before[1])
    return text


def _is_heard(mark: str) -> bool:
    return cut_marks(mark)[0] == [("mark", mark)]


def heard(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Return the text and annotations that reading makes of one turn's source."""
    if not any(sign in text for sign in "([{*#"):
        return " ".join(text.split()), []
    turn = Turn("", "", "", 0)
    for kind, piece in cut_marks(text)[0]:
        if kind == "speech":
            turn.say(piece)
        else:
            turn.marks.append((turn.length, " ".join(piece.split())))
    return turn.text, turn.marks


def _inserted(text: str, marks: list[tuple[int, str]]) -> str:
    parts: list[str] = []
    last = 0
    for position, mark in marks:
        parts += [text[last:position], mark if position == 0 else f" {mark}"]
        last = position
    rest = text[last:]
    if parts and last == 0:
        rest = " " + rest
    return "".join([*parts, rest]).strip()
