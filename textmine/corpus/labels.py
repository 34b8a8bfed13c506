"""Speaker labels in lines of text: which beginnings of lines are labels, and who says what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from textmine.corpus.candidates import Candidate, accept, find_candidates
from textmine.corpus.clocks import CLOSED_STAMP, STAMP, seconds
from textmine.corpus.layouts import FIRST, SECOND, dashes, emphasised, labels_alone
from textmine.corpus.lines import Line as Line
from textmine.corpus.lines import unspoken, without_margin
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Kind, Piece
from textmine.corpus.vocabulary import fold

Warnings = list[tuple[str, dict[str, object]]]
LONG_PREAMBLE: Final = 300
_STAMPED = re.compile(rf"\s*(?:{CLOSED_STAMP}|{STAMP}\s*$)")
_STAMP_SIGNS: Final = frozenset("[({<#0123456789")


@dataclass(frozen=True)
class _Plan:
    """What was decided of a file: its unspoken lines, and where which speaker begins."""

    unspoken: Mapping[int, str]
    heads: Mapping[int, Candidate]
    anonymous: bool = False
    margin: Mapping[int, str] = field(default_factory=dict)


def label_lines(lines: Sequence[Line], options: ReadOptions) -> tuple[list[Piece], Warnings]:
    r"""Return the pieces of the lines, in order, and warnings; all characters are in exactly one piece.

    Labels followed by a separator are looked for first, then labels alone on their line, then dialogues
    of dashes, then questions in bold or italics; a text with none of these is speech of nobody known.
    A line without label continues the turn; what stands before the first label is preamble.

    Examples
    --------
    >>> texts = ["Réunion du 3 mai", "E : Ça va ?", "R : Oui (rires).", "Et vous ?", "E: Oui."]
    >>> pieces, _ = label_lines([Line(text, i) for i, text in enumerate(texts, 1)], ReadOptions())
    >>> [(piece.speaker, piece.text) for piece in pieces if piece.kind == "speech"]
    [('E', ' Ça va ?'), ('R', ' Oui (rires).\nEt vous ?'), ('E', ' Oui.')]
    """
    declared = {fold(label): name for label, name in options.labels.items() if fold(label)}
    lines, margin = without_margin(lines)
    skip = unspoken(lines, options.agenda)
    plan, warnings = _plan(lines, skip, declared)
    pieces = _Builder(lines, replace(plan, margin=margin)).build()
    warnings += _preamble_warning(pieces)
    warnings += [
        ("invented_credit", {"line": lines[at].number, "found": lines[at].text.strip()})
        for at, kind in skip.items()
        if kind == "credit"
    ]
    return pieces, warnings


def _plan(
    lines: Sequence[Line], skip: Mapping[int, str], declared: Mapping[str, str]
) -> tuple[_Plan, Warnings]:
    candidates = find_candidates(lines, skip, declared)
    labels = accept(candidates, _units(lines, skip), declared)
    if labels:
        return _Plan(skip, {one.at: one for one in labels}), _label_warnings(lines, candidates, labels)
    labels = labels_alone(lines, skip, declared)
    if labels:
        return _Plan(skip, {one.at: one for one in labels}), []
    if begins := dashes(lines, skip):
        return _Plan(skip, _in_turns(lines, begins)), [("dash_dialogue", {"line": _line(lines, begins)})]
    if chosen := emphasised(lines, skip):
        heads = _by_emphasis(lines, skip, chosen)
        return _Plan(skip, heads), [("bold_dialogue", {"line": _line(lines, chosen)})]
    spoken = [at for at, line in enumerate(lines) if at not in skip and line.text.strip()]
    return _Plan(skip, {}, anonymous=True), [("no_labels", {"line": _line(lines, spoken)})] if spoken else []


def _line(lines: Sequence[Line], indices: Sequence[int] | Mapping[int, int] | set[int]) -> int:
    return lines[min(indices)].number


def _units(lines: Sequence[Line], skip: Mapping[int, str]) -> int:
    """Return the number of paragraphs, where blank lines part them; else of lines."""
    filled = [at not in skip and bool(line.text.strip()) for at, line in enumerate(lines)]
    n_lines = sum(filled)
    paragraphs = sum(here and not before for before, here in zip([False, *filled], filled, strict=False))
    return paragraphs if 4 < paragraphs else n_lines


def _label_warnings(lines: Sequence[Line], found: list[Candidate], labels: list[Candidate]) -> Warnings:
    counts = Counter(one.key for one in labels)
    taken = {one.at for one in labels}
    warnings: Warnings = [
        ("rare_label", {"line": lines[one.at].number, "label": one.label})
        for one in labels
        if counts[one.key] == 1 and len(labels) > 8
    ]
    refused = [one for one in found if one.at not in taken]
    times = Counter(one.key for one in refused)
    seen: set[str] = set()
    for one in refused:
        if times[one.key] > 1 and one.key not in seen:
            seen.add(one.key)
            facts = {"line": lines[one.at].number, "label": one.label, "count": times[one.key]}
            warnings.append(("refused_label", facts))
    return warnings


def _in_turns(lines: Sequence[Line], begins: Mapping[int, int]) -> dict[int, Candidate]:
    names = (FIRST, SECOND)
    return {
        at: Candidate(at, names[i % 2], names[i % 2], "dash", (("label", lines[at].text[:rest]),), rest)
        for i, (at, rest) in enumerate(begins.items())
    }


def _by_emphasis(lines: Sequence[Line], skip: Mapping[int, str], chosen: set[int]) -> dict[int, Candidate]:
    heads: dict[int, Candidate] = {}
    last = ""
    first = min(chosen) if _ask(lines, chosen) else 0
    for at, line in enumerate(lines):
        name = FIRST if at in chosen else SECOND
        if at >= first and at not in skip and line.text.strip() and name != last:
            heads[at] = Candidate(at, name, name, "bold", (), 0)
            last = name
    return heads


def _ask(lines: Sequence[Line], chosen: set[int]) -> bool:
    """Tell whether the emphasised lines are questions: what stands before the first is then the cover."""
    return sum(lines[at].text.rstrip().endswith("?") for at in chosen) >= 0.5 * len(chosen)


def _preamble_warning(pieces: Sequence[Piece]) -> Warnings:
    words = sum(len(piece.text.split()) for piece in pieces if piece.kind == "preamble")
    if words <= LONG_PREAMBLE:
        return []
    line = next(piece.line for piece in pieces if piece.kind == "preamble")
    return [("long_preamble", {"line": line, "words": words})]


@dataclass(slots=True)
class _Builder:
    """Walks the lines and cuts them into pieces; lines of one speaker in a row make one piece."""

    lines: Sequence[Line]
    plan: _Plan
    pieces: list[Piece] = field(default_factory=list)
    speaker: str | None = None
    kind: Kind = "preamble"
    start: float | None = None
    buffer: list[str] = field(default_factory=list)
    first: int = 0

    def build(self) -> list[Piece]:
        self.kind = "speech" if self.plan.anonymous else "preamble"
        heads, skip = self.plan.heads, self.plan.unspoken
        for at, line in enumerate(self.lines):
            text = line.text
            if at in self.plan.margin:
                self.flush()
                self.add("noise", self.plan.margin[at], line.number)
            if at in heads:
                self.open(line, heads[at])
            elif at in skip:
                self.flush()
                self.add("heading" if skip[at] == "heading" else "noise", text, line.number)
            elif text[:1] in _STAMP_SIGNS or text[:1].isspace():
                self.stamped(line)
            elif text:
                self.keep(text, line.number)
        self.flush()
        return self.pieces

    def open(self, line: Line, head: Candidate) -> None:
        """Begin to read another speaker."""
        self.flush()
        for kind, text in head.head:
            self.add("time" if kind == "time" else "label", text, line.number)
        self.kind, self.speaker = "speech", head.label
        self.start = head.start if head.start is not None else self.start
        self.keep(line.text[head.rest :], line.number)

    def stamped(self, line: Line) -> None:
        """Read a line that may begin with a time code."""
        match = _STAMPED.match(line.text)
        if match:
            self.flush()
            self.add("time", match[0], line.number)
            self.start = seconds(match[0])
            self.keep(line.text[match.end() :], line.number)
        else:
            self.keep(line.text, line.number)

    def keep(self, text: str, number: int) -> None:
        """Put text aside until its run of lines ends."""
        if not self.buffer:
            if not text or text.isspace():
                return
            self.first = number
        self.buffer.append(text)

    def flush(self) -> None:
        """Make a piece of the lines put aside."""
        if self.buffer:
            text = "\n".join(self.buffer)
            self.buffer = []
            spoken = self.kind == "speech"
            self.pieces.append(
                Piece(self.kind, text, self.first, self.speaker, start=self.start if spoken else None)
            )
            self.start = None

    def add(self, kind: Kind, text: str, number: int) -> None:
        """Append a piece that nobody says."""
        if text and not text.isspace():
            self.pieces.append(Piece(kind, text, number))
