"""Subtitles, .srt and .vtt: voices, ``Nom : texte``, ``[SPEAKER_00]: texte``, dialogue dashes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import merge
from pathlib import Path
from typing import Final

from textmine.corpus.encodings import decode
from textmine.corpus.formats.cues import Cue, Segment, read_cues
from textmine.corpus.inventions import is_credit, warn_of_repeats
from textmine.corpus.labels import Line, label_lines
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, Piece, count_characters
from textmine.errors import TextmineError

Warnings = list[tuple[str, dict[str, object]]]
_DASH: Final = re.compile(r"\s*[-–—](?!\d)\s*(?=\S)")


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    """Read subtitles.

    Parameters
    ----------
    path
        A .srt or .vtt file.
    options
        Passed on to the search for labels.

    Returns
    -------
    list of Document
        One. Subtitles of one speaker in a row go on with the turn; a line with a dialogue dash is a
        turn of nobody known. Numbers, time lines and tags are reported.

    Raises
    ------
    TextmineError
        ``subtitles_without_cue``: no time line at all.
    """
    decoded = decode(path.read_bytes(), file=path.name)
    blocks = read_cues(decoded.text)
    if not blocks.cues:
        raise TextmineError("subtitles_without_cue", file=path.name)
    speech = _Speech()
    for cue in blocks.cues:
        speech.read(cue)
    spoken = speech.pieces(blocks.cues, options)
    pieces = tuple(merge(blocks.heads, speech.tags, spoken, blocks.others, key=_line))
    repeats = warn_of_repeats((cue.number, " ".join(cue.lines)) for cue in blocks.cues)
    warnings = (*blocks.warnings, *speech.warnings, *repeats)
    return [Document(path.stem, "subtitles", decoded.encoding, decoded.reason, pieces, warnings=warnings)]


@dataclass
class _Speech:
    """What is said in the cues: where tags or dashes tell the voices, and lines to be searched for labels."""

    told: list[Piece] = field(default_factory=list)
    plain: list[Line] = field(default_factory=list)
    tags: list[Piece] = field(default_factory=list)
    warnings: Warnings = field(default_factory=list)
    has_voices: bool = False

    def read(self, cue: Cue) -> None:
        """Take one cue."""
        segments, tags = cue.segments()
        if tags:
            self.tags.append(Piece("noise", tags, cue.number))
        text = "\n".join(segment.text for segment in segments).strip()
        lines = [line for line in text.split("\n") if line.strip()]
        if is_credit(text):
            credits = (segment.label + segment.text.strip() for segment in segments)
            self.told.extend(Piece("noise", credit, cue.number) for credit in credits)
            self.warnings.append(("subtitle_credit", {"line": cue.number, "found": text}))
        elif any(segment.label for segment in segments):
            self.has_voices = True
            self.told.extend(_voices(segments, cue))
        elif lines and _DASH.match(lines[0]) and (len(lines) == 1 or any(map(_DASH.match, lines[1:]))):
            self.told.extend(_dialogue(lines, cue))
        else:
            self.plain.extend(Line(line, cue.number) for line in lines)

    def pieces(self, cues: Sequence[Cue], options: ReadOptions) -> list[Piece]:
        """Return all that is said, in order, after a search for labels in the plain lines."""
        found: list[Piece] = []
        if self.plain:
            found, doubts = label_lines(self.plain, options)
            self.warnings.extend([] if self.has_voices else doubts)
        return sorted([*self.told, *_timed(found, self.plain, cues)], key=_line)


def _line(piece: Piece) -> int:
    return piece.line


def _speech(text: str, cue: Cue, speaker: str | None, *, new_turn: bool = False) -> Piece:
    return Piece("speech", text, cue.number, speaker, new_turn=new_turn, start=cue.start, end=cue.end)


def _voices(segments: Iterable[Segment], cue: Cue) -> Iterator[Piece]:
    """Yield the speech of each voice of a cue."""
    for segment in segments:
        if segment.label:
            yield Piece("label", segment.label, cue.number)
        if segment.text.strip():
            yield _speech(segment.text.strip(), cue, segment.voice or None)


def _dialogue(lines: Sequence[str], cue: Cue) -> Iterator[Piece]:
    """Yield a turn of nobody known for each dash."""
    for line in lines:
        dash = _DASH.match(line)
        if dash:
            yield Piece("noise", dash[0].strip(), cue.number)
        yield _speech(line[dash.end() :] if dash else line, cue, None, new_turn=dash is not None)


def _timed(pieces: Sequence[Piece], lines: Sequence[Line], cues: Sequence[Cue]) -> Iterator[Piece]:
    """Cut speech that runs over several cues at their borders, and give each part its cue's times.

    Both hold the same characters in the same order; counting them tells which cue a part comes from.
    """
    left = [count_characters(line.text) for line in lines]
    at = 0
    for piece in pieces:
        is_speech = piece.kind in ("speech", "preamble")
        for part in piece.text.split("\n") if is_speech else [piece.text]:
            here = lines[min(at, len(lines) - 1)].number
            rest = count_characters(part)
            while rest and at < len(left):
                taken = min(rest, left[at])
                rest, left[at] = rest - taken, left[at] - taken
                at += not left[at]
            if is_speech and part.strip():
                yield _speech(part.strip(), cues[here - 1], piece.speaker)
            elif not is_speech:
                yield replace(piece, line=here)
