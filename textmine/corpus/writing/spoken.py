"""TEI for speech: ``<u who>`` under a header with persons and roles, times in a timeline.

Source: TEI P5, chapter 8 "Transcriptions of Speech".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from textmine.corpus.formats.tei_elements import parenthesised
from textmine.corpus.marks import is_mark
from textmine.corpus.tables import Corpus
from textmine.corpus.vocabulary import fold
from textmine.corpus.writing.declaring import Spelling, declare
from textmine.corpus.writing.losses import Losses
from textmine.corpus.writing.names import aliases_of, file_names, labels_of
from textmine.corpus.writing.options import WriteOptions
from textmine.corpus.writing.scripts import Line, Script, heard

ENDING: Final = ".xml"
OWN: Final = "textmine"
_NAME: Final = re.compile(r"[^\W\d][\w.-]*")
_LEFT_OUT: Final = frozenset({"who", "auteur", "corresp", "id", "start", "end", "synch", "trans"}) | {
    "ana",
    "text",
    "desc",
}
_VOCAL: Final = re.compile(r"rires?|rit|toux|tousse|soupirs?|souffle|sanglots?|exclamations?|hesitations?")
_CLOSES: Final = frozenset(".,;:!?…)]}»”")


def make_files(
    corpus: Corpus, scripts: Sequence[Script], options: WriteOptions, losses: Losses
) -> Iterator[tuple[str, bytes]]:
    """Yield one TEI file a meeting, and ``corpus.toml``.

    Annotations are ``<vocal>`` or ``<incident>`` with a ``<desc>``; interruptions have ``trans="overlap"``
    and say so in an attribute of our own namespace, as do further attributes of turns.
    """
    del options
    labels = labels_of((line.speaker for script in scripts for line in script.lines), lambda _: True,
                       language=corpus.language)  # fmt: skip
    files = file_names({script.meeting: script.date for script in scripts}, ENDING)
    roles = dict(zip(corpus.speakers["speaker"], corpus.speakers["role"], strict=True))
    seen: set[bytes] = set()
    for script in scripts:
        root = _Tei(script, labels, losses).root(corpus.language, roles)
        data = tostring(root, encoding="utf-8", xml_declaration=True)
        while data in seen:
            data += b"\n"
        seen.add(data)
        yield files[script.meeting], data
    spelling = Spelling(aliases=aliases_of(labels), files=files)
    yield "corpus.toml", declare(corpus, scripts, spelling, losses)


class _Tei:
    """Builds the document of one meeting."""

    def __init__(self, script: Script, labels: dict[str, str], losses: Losses) -> None:
        self.script, self.labels, self.losses = script, labels, losses
        names = dict.fromkeys(line.speaker for line in script.lines)
        self.people = {name: f"p{number}" for number, name in enumerate(names, 1)}
        times = {time for line in script.lines for time in (line.start, line.end) if time is not None}
        self.points = {time: f"T{number}" for number, time in enumerate(sorted(times), 1)}

    def root(self, language: str, roles: dict[str, str]) -> Element:
        """Return the element ``<TEI>``."""
        root = Element("TEI", {"xmlns": "http://www.tei-c.org/ns/1.0", f"xmlns:{OWN}": f"urn:{OWN}"})
        root.append(self._header(language, roles))
        text = SubElement(root, "text", {"xml:lang": language})
        if self.points:
            timeline = SubElement(text, "timeline", {"unit": "s", "origin": "#T0"})
            SubElement(timeline, "when", {"xml:id": "T0"})
            for time, name in self.points.items():
                SubElement(timeline, "when", {"xml:id": name, "interval": _decimal(time), "since": "#T0"})
        block = SubElement(SubElement(text, "body"), "div")
        item, before = "", None
        for line in self.script.lines:
            if line.agenda and line.agenda != item:
                item, before = line.agenda, None
                SubElement(block, "head").text = item
            block.append(self._speech(line, before))
            block[-1].tail = "\n"
            before = line
        return root

    def _header(self, language: str, roles: dict[str, str]) -> Element:
        header = Element("teiHeader")
        description = SubElement(header, "fileDesc")
        SubElement(SubElement(description, "titleStmt"), "title").text = self.script.heading
        SubElement(SubElement(description, "publicationStmt"), "p").text = "textmine"
        source = SubElement(SubElement(description, "sourceDesc"), "recordingStmt")
        recording = SubElement(source, "recording", {"type": "audio"})
        if self.script.date:
            SubElement(recording, "date", {"when": self.script.date})
        profile = SubElement(header, "profileDesc")
        SubElement(SubElement(profile, "langUsage"), "language", {"ident": language})
        persons = SubElement(SubElement(profile, "particDesc"), "listPerson")
        for name, key in self.people.items():
            person = SubElement(persons, "person", {"xml:id": key, "role": roles.get(name, "other")})
            SubElement(person, "persName").text = self.labels[name]
        return header

    def _speech(self, line: Line, before: Line | None) -> Element:
        facts = {"who": f"#{self.people[line.speaker]}"}
        for end, time in (("start", line.start), ("end", line.end)):
            if time is not None:
                facts[end] = f"#{self.points[time]}"
        if before and (before.speaker, before.kind) == (line.speaker, line.kind):
            facts["ana"] = "#turn"
        if line.kind == "interruption":
            facts |= {"trans": "overlap", f"{OWN}:kind": "interruption"}
        for name, value in line.attributes.items():
            if not _NAME.fullmatch(name) or name in _LEFT_OUT or fold(value) == "interruption":
                self.losses.add("attributes", f"{name} = {value}")
            else:
                facts[f"{OWN}:{name}"] = value
        speech = Element("u", facts)
        self._fill(speech, line)
        return speech

    def _fill(self, speech: Element, line: Line) -> None:
        """Write the text with its annotations where they stand."""
        if heard(line.text) != (line.text, []):
            self.losses.add("seeming_marks", line.text)
        speech.text, last, at = "", None, 0
        for position, mark in line.marks:
            run = line.text[at:position]
            if last is None:
                speech.text += run
            else:
                last.tail = _run(run, at)
            at = position
            if position == 0:
                self._open_with(speech, mark)
                continue
            last = SubElement(speech, _element(mark))
            SubElement(last, "desc").text = mark
        rest = line.text[at:]
        if last is None:
            speech.text += rest
        else:
            last.tail = _run(rest, at)
        runs = [speech.text, *(child.tail or "" for child in speech)]
        self.losses.add("seeming_marks", line.text, any(parenthesised(run.strip()) for run in runs))

    def _open_with(self, speech: Element, mark: str) -> None:
        """Write an annotation before all words: as text, since an element would be the last turn's."""
        if is_mark(mark):
            speech.text = f"{speech.text or ''}{mark} "
        else:
            self.losses.add("marks", mark)


def _run(text: str, at: int) -> str:
    """Keep the space before a closing sign, which reading would close up: no-break, as French wants it."""
    return "\u00a0" + text[1:] if at and text[:1] == " " and text[1:2] in _CLOSES else text


def _element(mark: str) -> str:
    return "vocal" if _VOCAL.match(fold(mark)) else "incident"


def _decimal(time: float) -> str:
    """Return a time without exponent."""
    return format(Decimal(repr(time)), "f")
