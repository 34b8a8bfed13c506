"""Transcriber .trs, valid against its trans-14.dtd: TXM imports it with speakers, sections and sound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from textmine.corpus.tables import Corpus
from textmine.corpus.writing.declaring import Spelling, declare
from textmine.corpus.writing.losses import Losses
from textmine.corpus.writing.names import aliases_of, file_names, labels_of
from textmine.corpus.writing.options import WriteOptions
from textmine.corpus.writing.scripts import Line, Script

ENDING: Final = ".trs"
WORDS_A_SECOND: Final = 2.7
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE Trans SYSTEM "trans-14.dtd">\n'
_BRACKETED: Final = re.compile(r"\((.+)\)|\[(.+)\]|\{(.+)\}")
_Span = tuple[float, float]


def make_files(
    corpus: Corpus, scripts: Sequence[Script], options: WriteOptions, losses: Losses
) -> Iterator[tuple[str, bytes]]:
    """Yield one .trs a meeting, and ``corpus.toml``.

    Agenda items are sections with a topic, annotations events, and what has no time gets one from its
    number of words (2.7 a second, as measured on French interviews), which is listed.
    """
    del options
    labels = labels_of((line.speaker for script in scripts for line in script.lines), lambda _: True,
                       language=corpus.language)  # fmt: skip
    files = file_names({script.meeting: script.date for script in scripts}, ENDING)
    seen: set[bytes] = set()
    for script in scripts:
        data = _HEAD.encode() + tostring(_trans(script, labels, corpus.language, losses), encoding="utf-8")
        while data in seen:
            data += b"\n"
        seen.add(data)
        yield files[script.meeting], data
    spelling = Spelling(aliases=aliases_of(labels), files=files)
    yield "corpus.toml", declare(corpus, scripts, spelling, losses)


def _trans(script: Script, labels: dict[str, str], language: str, losses: Losses) -> Element:
    root = Element("Trans", {"scribe": script.transcriber, "xml:lang": language, "version": "1"})
    root.set("version_date", script.date.replace("-", "")[2:])
    topics = {item: f"to{number}" for number, item in enumerate(script.agenda, 1)}
    holder = SubElement(root, "Topics") if topics else root
    for item, name in topics.items():
        SubElement(holder, "Topic", {"id": name, "desc": item})
    people = {name: f"spk{number}" for number, name in
              enumerate(dict.fromkeys(line.speaker for line in script.lines), 1)}  # fmt: skip
    speakers = SubElement(root, "Speakers")
    for name, key in people.items():
        SubElement(speakers, "Speaker", {"id": key, "name": labels[name], "check": "no", "scope": "local"})
    episode = SubElement(root, "Episode", {"program": script.heading, "air_date": script.date})
    pairs = list(zip(script.lines, spans_of(script.lines, losses), strict=True))
    for agenda, group in groupby(pairs, lambda pair: pair[0].agenda):
        members = list(group)
        facts = {
            "type": "report",
            "startTime": _clock(members[0][1][0]),
            "endTime": _clock(members[-1][1][1]),
        }
        section = SubElement(episode, "Section", facts | ({"topic": topics[agenda]} if agenda else {}))
        last = members[0][1][0]
        for line, span in members:
            if span[0] > last:
                _open(section, (last, span[0]))
            _turn(section, line, span, people[line.speaker], losses)
            last = span[1]
    return root


def spans_of(lines: Sequence[Line], losses: Losses) -> list[_Span]:
    """Return start and end of each turn, in order and without overlap, as Transcriber demands.

    Examples
    --------
    >>> lines = [Line("A", "", "speech", "", "oui " * 27, start, None) for start in (0.0, None, 30.0)]
    >>> losses = Losses()
    >>> spans_of(lines, losses), losses.counts
    ([(0.0, 10.0), (10.0, 20.0), (30.0, 40.0)], {'estimated_times': 4})
    """
    spans: list[_Span] = []
    last = 0.0
    ahead: list[float | None] = [None] * len(lines)
    for at in range(len(lines) - 2, -1, -1):
        following = lines[at + 1].start
        ahead[at] = following if following is not None else ahead[at + 1]
    for line, limit in zip(lines, ahead, strict=True):
        start = max(last, line.start if line.start is not None else last)
        wanted = line.end if line.end is not None else start + len(line.text.split()) / WORDS_A_SECOND
        end = max(start, wanted if limit is None else min(wanted, max(limit, start)))
        losses.add("estimated_times", line.text, (line.start is None) + (line.end is None))
        moved = (line.start is not None and line.start != start) + (line.end is not None and line.end != end)
        losses.add("moved_times", line.start if line.start is not None else line.end, moved)
        rounded = any(
            abs(round(time, 3) - time) > 1e-9 for time in (line.start, line.end) if time is not None
        )
        losses.add("rounded_times", line.start, rounded)
        spans.append((start, end))
        last = end
    return spans


def _open(section: Element, span: _Span) -> Element:
    turn = SubElement(section, "Turn", {"startTime": _clock(span[0]), "endTime": _clock(span[1])})
    SubElement(turn, "Sync", {"time": _clock(span[0])}).tail = "\n"
    return turn


def _turn(section: Element, line: Line, span: _Span, speaker: str, losses: Losses) -> None:
    turn = _open(section, span)
    turn.set("speaker", speaker)
    last, at = turn[-1], 0
    for position, mark in line.marks:
        last.tail = f"{last.tail or ''}{line.text[at:position]}"
        found = _BRACKETED.fullmatch(mark)
        inner = next(filter(None, found.groups()), mark) if found else mark
        losses.add("brackets", mark, found is not None and mark != f"({inner})")
        last = SubElement(turn, "Event", {"desc": inner, "type": "noise", "extent": "instantaneous"})
        at = position
    last.tail = f"{last.tail or ''}{line.text[at:]}\n"
    losses.add("interruptions", line.text, line.kind == "interruption")
    losses.add("attributes", next(iter(line.attributes.items()), ""), len(line.attributes))


def _clock(time: float) -> str:
    return f"{time:.3f}".rstrip("0").rstrip(".") if time else "0"
