"""Labelled text, one file a meeting: ``Marie : bonjour``, agenda items as headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from textmine.corpus.clocks import CLOSED_STAMP, iso_date
from textmine.corpus.encodings import decode
from textmine.corpus.tables import Corpus
from textmine.corpus.vocabulary import stem_and_number
from textmine.corpus.writing.declaring import Spelling, declare
from textmine.corpus.writing.losses import Losses
from textmine.corpus.writing.names import aliases_of, file_names, labels_of
from textmine.corpus.writing.options import WriteOptions
from textmine.corpus.writing.scripts import Line, Script, with_marks

ENDING: Final = ".txt"
_LABEL: Final = re.compile(r"[^\W\d_][\w'’.]*(?:[ -][\w'’.]+)*")
_STAMPED: Final = re.compile(rf"\s*{CLOSED_STAMP}")
_NUMBERED: Final = ("q", "question", "r", "rep", "reponse")


def make_files(
    corpus: Corpus, scripts: Sequence[Script], options: WriteOptions, losses: Losses
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a corpus as labelled text, and ``corpus.toml``.

    A turn is one line, so that nothing inside it can be taken for a label. Two turns in a row of one
    speaker under one heading are read as one; ends, interruptions and attributes of turns are not written.
    """
    labels = labels_of((line.speaker for script in scripts for line in script.lines), _fits,
                       language=corpus.language)  # fmt: skip
    files = file_names({script.meeting: script.date for script in scripts}, ENDING)
    seen: set[bytes] = set()
    for script in scripts:
        data = _text(script, labels, losses).encode("utf-8")
        read_as = decode(data, file=script.meeting).text
        losses.add("misread_characters", script.meeting, read_as.encode("utf-8") != data)
        while data in seen:
            data += b"\n"
        seen.add(data)
        yield files[script.meeting], data
    spelling = Spelling(aliases=aliases_of(labels), files=files)
    yield "corpus.toml", declare(corpus, scripts, spelling, losses)


def _fits(label: str) -> bool:
    """Tell whether the reader of text takes a label for what it is, once declared."""
    stem, number = stem_and_number(label)
    return len(label) <= 40 and bool(_LABEL.fullmatch(label)) and (number is None or stem not in _NUMBERED)


def _text(script: Script, labels: dict[str, str], losses: Losses) -> str:
    paragraphs: list[str] = []
    if script.heading:
        paragraphs.append(f"# {script.heading}")
    first = script.lines[0].agenda
    losses.add("seeming_dates", first, not script.date and bool(iso_date(first)))
    item = ""
    before: Line | None = None
    for line in script.lines:
        if line.agenda and line.agenda != item:
            item = line.agenda
            before = None
            paragraphs.append(f"## {item}")
        _count(line, before, losses)
        spoken = with_marks(_unstamped(line, losses), losses)
        paragraphs.append(f"{labels[line.speaker]}{_stamp(line, losses)} : {spoken}")
        before = line
    return "\n\n".join(paragraphs) + "\n"


def _count(line: Line, before: Line | None, losses: Losses) -> None:
    losses.add("joined_turns", line.text, before is not None and before.speaker == line.speaker)
    losses.add("interruptions", line.text, line.kind == "interruption")
    losses.add("ends", line.text, line.end is not None)
    losses.add("attributes", next(iter(line.attributes.items()), ""), len(line.attributes))
    losses.add("seeming_times", line.text, bool(_STAMPED.match(line.text)))


def _unstamped(line: Line, losses: Losses) -> Line:
    """Leave out the annotations before all words that would be the turn's time, such as [12:30]."""
    marks = line.marks
    while marks and marks[0][0] == 0 and _STAMPED.match(marks[0][1]):
        losses.add("marks", marks[0][1])
        marks = marks[1:]
    return replace(line, marks=marks)


def _stamp(line: Line, losses: Losses) -> str:
    """Return a time code for the start, to the millisecond."""
    if line.start is None:
        return ""
    hours, rest = divmod(round(line.start * 1000), 3_600_000)
    if not 0 <= hours < 100:
        losses.add("times", line.start)
        return ""
    losses.add("rounded_times", line.start, abs(round(line.start * 1000) / 1000 - line.start) > 1e-9)
    minutes, rest = divmod(rest, 60_000)
    return f" [{hours:02d}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}]"
