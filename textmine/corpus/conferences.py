"""Transcripts of video conferences (Zoom, Teams, Meet, Otter): a name and a time above what is said."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Final

from textmine.corpus.candidates import is_possible
from textmine.corpus.clocks import STAMP, seconds
from textmine.corpus.labels import Warnings, label_lines
from textmine.corpus.lines import Line, unspoken
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Piece
from textmine.corpus.vocabulary import fold

_SPACE: Final = "[ \u00a0\u202f\u2009\t]"
_NAME: Final = r"(?P<label>[^\W_][^:\t\n\[\]{}<>#…!?;\"«»]{0,59}?)"
_SECONDS: Final = r"\d{1,2} secondes?"
_HEAD: Final = re.compile(
    rf"\s*(?P<name>\[{_NAME}\]|{_NAME.replace('label', 'bare')}){_SPACE}+(?P<time>{STAMP}|{_SECONDS})\s*"
)
_ONLY_NAME: Final = re.compile(rf"\s*(?P<name>\[{_NAME}\]|{_NAME.replace('label', 'bare')})\s*")
_ONLY_TIME: Final = re.compile(rf"\s*(?P<time>{STAMP}|{_SECONDS})\s*")
_CHAT: Final = re.compile(
    rf"\s*(?P<time>{STAMP}){_SPACE}+(?P<name>(?:De|From){_SPACE}+(?P<label>[^:\n]{{1,60}}?){_SPACE}+(?:à|to)"
    rf"{_SPACE}+[^:\n]{{1,60}}?{_SPACE}*:)"
)
_SERVICE: Final = re.compile(
    r"(?:\w+ ){1,6}a (?:demarre|commence|lance|arrete) (?:la transcription|l enregistrement)"
    r"(?: de la reunion)?$|"
    r"(?:\w+ ){1,6}(?:started|stopped) (?:the )?(?:transcription|recording)$|transcribed by https? otter ai$|"
    r"(?:la transcription|l enregistrement|la reunion|l appel) s est (?:arrete|termine)e?\b.{0,40}$|"
    r"(?:the )?(?:transcription|recording|meeting|call) (?:has )?ended after\b.{0,40}$|"
    r"(?:cette transcription modifiable a ete|this editable transcript was)\b.{0,200}$"
)
_LONGEST: Final = 260


@dataclass(frozen=True)
class _Head:
    """A name with its time: lines it fills, what it says, where speech begins on its last line."""

    at: int
    last: int
    label: str
    pieces: tuple[Piece, ...]
    start: float | None
    rest: str = ""


def label_talk(lines: Sequence[Line], options: ReadOptions) -> tuple[list[Piece], Warnings]:
    """Return the pieces of the lines: by names with times if that is their layout, else by labels.

    Lines that the software writes itself ("Marie a démarré la transcription") are noise.

    Examples
    --------
    >>> texts = ["[Marie] 10:02:11", "Bonjour.", "[Paul] 10:02:15", "Oui.", "Paul a arrêté la transcription"]
    >>> pieces, _ = label_talk([Line(text, i) for i, text in enumerate(texts, 1)], ReadOptions())
    >>> [(piece.speaker, piece.text, piece.start) for piece in pieces if piece.kind == "speech"]
    [('Marie', 'Bonjour.', 36131.0), ('Paul', 'Oui.', 36135.0)]
    """
    services = {at for at, line in enumerate(lines) if is_service(line.text)}
    kept = [line for at, line in enumerate(lines) if at not in services] if services else lines
    heads = _heads(kept)
    found, warnings = (_by_heads(kept, heads, options), []) if heads else label_lines(kept, options)
    if not services:
        return found, warnings
    noise = [Piece("noise", lines[at].text, lines[at].number) for at in sorted(services)]
    return list(merge(found, noise, key=_line)), warnings


def is_service(text: str) -> bool:
    """Tell whether the software, and nobody in the meeting, says a line.

    Examples
    --------
    >>> is_service("Transcribed by https://otter.ai"), is_service("Il a arrêté la transcription hier")
    (True, False)
    """
    return len(text) < _LONGEST and bool(_SERVICE.match(fold(text)))


def _line(piece: Piece) -> int:
    return piece.line


def _heads(lines: Sequence[Line]) -> list[_Head]:
    """Return the names with times; none unless two or more, times that grow, and speech below."""
    filled = [at for at, line in enumerate(lines) if line.text.strip()]
    following = dict(itertools.pairwise(filled))
    found: list[_Head] = []
    for at in filled:
        if found and at <= found[-1].last:
            continue
        if head := _head(lines, at, following.get(at)):
            found.append(head)
    times = [head.start for head in found if head.start is not None]
    if len(found) < 2 or len(times) < len(found):
        return []
    growing = sum(one <= two for one, two in itertools.pairwise(times))
    begins = {head.at for head in found}
    spoken = sum(bool(head.rest) or _speaks(following.get(head.last), begins) for head in found)
    enough = growing >= 0.9 * (len(times) - 1) and spoken >= 0.8 * len(found)
    return found if enough and len(found) >= 0.1 * len(filled) else []


def _speaks(at: int | None, begins: set[int]) -> bool:
    return at is not None and at not in begins


def _head(lines: Sequence[Line], at: int, below: int | None) -> _Head | None:
    """Return the name and the time that begin at a line, on one line or on two."""
    line = lines[at]
    if chat := _CHAT.match(line.text):
        pieces = (Piece("time", chat["time"], line.number), Piece("label", chat["name"], line.number))
        return _Head(at, at, chat["label"], pieces, seconds(chat["time"]), line.text[chat.end() :])
    if len(line.text) > 90:
        return None
    match, last = _HEAD.fullmatch(line.text), at
    time = match["time"] if match else ""
    if match is None and below is not None and (stamp := _ONLY_TIME.fullmatch(lines[below].text)):
        match, last, time = _ONLY_NAME.fullmatch(line.text), below, stamp["time"]
    if match is None:
        return None
    label = " ".join((match["label"] or match["bare"]).split())
    if not (match["label"] or _is_name(label)):
        return None
    pieces = (Piece("label", match["name"], line.number), Piece("time", time, lines[last].number))
    return _Head(at, last, label, pieces, _clock(time))


def _is_name(label: str) -> bool:
    return label[-1] not in ".," and not label.isdigit() and is_possible(label, fold(label))


def _clock(time: str) -> float | None:
    found = seconds(time)
    return float(time.split()[0]) if found is None and time[:1].isdigit() else found


def _by_heads(lines: Sequence[Line], heads: Sequence[_Head], options: ReadOptions) -> list[Piece]:
    """Return what stands before the first head as preamble, then each head and what is said below."""
    skip = unspoken(lines, options.agenda)
    pieces = [_unsaid(lines[at], skip.get(at, "preamble")) for at in range(heads[0].at)]
    ends = [*(head.at for head in heads[1:]), len(lines)]
    for head, end in zip(heads, ends, strict=True):
        pieces.extend(head.pieces)
        said = [(lines[head.last].number, head.rest)] if head.rest.strip() else []
        for at in range(head.last + 1, end):
            if at in skip:
                pieces.extend(_speech(said, head))
                pieces.append(_unsaid(lines[at], skip[at]))
                said = []
            elif lines[at].text.strip():
                said.append((lines[at].number, lines[at].text))
        pieces.extend(_speech(said, head))
    return [piece for piece in pieces if piece.text.strip()]


def _unsaid(line: Line, kind: str) -> Piece:
    return Piece(
        "heading" if kind == "heading" else "noise" if kind == "noise" else "preamble", line.text, line.number
    )


def _speech(said: Sequence[tuple[int, str]], head: _Head) -> list[Piece]:
    if not said:
        return []
    text = "\n".join(text for _, text in said)
    return [Piece("speech", text, said[0][0], head.label, start=head.start)]
