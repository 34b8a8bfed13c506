"""Transcripts of Whisper, WhisperX, whisper.cpp and Hugging Face pipelines, .json."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from textmine.corpus.inventions import Warnings, is_credit, warn_of_repeats
from textmine.corpus.jsonfile import as_seconds, as_text, load_json
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, Piece
from textmine.errors import TextmineError

_VOICE: Final = re.compile(r"\s*(\(speaker (\d+|\?)\)|\[(SPEAKER_\d+)\]:?)\s*")
_CHANGE: Final = "[SPEAKER_TURN]"
_PARTS: Final = ("segments", "transcription", "chunks", "word_segments")

Item = Mapping[str, Any]


@dataclass(frozen=True)
class _Segment:
    """A stretch of speech, with its times in seconds and its speaker, "" when not told."""

    text: str
    start: float | None
    end: float | None
    speaker: str
    words: tuple[tuple[str, float | None, float | None, str], ...] = ()


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    """Read a transcript of a speech recogniser.

    Parameters
    ----------
    path
        JSON with ``segments`` (Whisper, WhisperX), ``transcription`` (whisper.cpp), ``chunks``
        (transformers), ``word_segments`` or ``text``.
    options
        Not used.

    Returns
    -------
    list of Document
        One. A segment whose words have several speakers is cut between them. Missing times are those of
        the words, or None; missing speakers are unknown. Credits that recognisers invent are noise.

    Raises
    ------
    TextmineError
        ``json_broken``, ``file_too_large``, or ``json_not_transcript``: no such list.
    """
    content, encoding, reason = load_json(path)
    segments = _segments(content, path.name)
    warnings: Warnings = []
    pieces: list[Piece] = []
    opens = False
    for number, segment in enumerate(segments, 1):
        if is_credit(segment.text):
            pieces.append(Piece("noise", segment.text.strip(), number))
            facts: dict[str, object] = {"line": number, "found": segment.text.strip()}
            warnings.append(("subtitle_credit", facts))
            continue
        for piece in _pieces(segment, number, opens):
            opens = opens and piece.kind != "speech"
            pieces.append(piece)
        if pieces and pieces[-1].text == _CHANGE:
            opens = True
    warnings += warn_of_repeats((number, segment.text) for number, segment in enumerate(segments, 1))
    spoken = [piece for piece in pieces if piece.kind == "speech"]
    if spoken and not any(piece.speaker for piece in spoken):
        warnings.append(("no_labels", {"line": spoken[0].line}))
    return [Document(path.stem, "whisper", encoding, reason, tuple(pieces), warnings=tuple(warnings))]


def _segments(content: object, file: str) -> list[_Segment]:
    """Return the segments, from whichever list the program has written."""
    if isinstance(content, list) and any(isinstance(one, dict) and "text" in one for one in content):
        content = {"segments": content}
    found = content if isinstance(content, dict) else {}
    if isinstance(found.get("result"), dict) and "transcription" not in found:
        found = {**found["result"], **found}
    for name in _PARTS:
        items = found.get(name)
        if isinstance(items, list) and items:
            told = [item for item in items if isinstance(item, dict)]
            segments = list(_of_words(told)) if name == "word_segments" else list(map(_segment, told))
            if any(segment.text.strip() for segment in segments):
                return segments
    if text := as_text(found.get("text")).strip():
        return [_Segment(text, None, None, "")]
    if not any(isinstance(found.get(name), list) for name in _PARTS):
        raise TextmineError("json_not_transcript", file=file, known=", ".join(_PARTS))
    return []


def _segment(item: Item) -> _Segment:
    """Return one segment; a speaker that the text begins with (whisper.cpp) stays in the text."""
    words = tuple(
        (as_text(word.get("word", word.get("text"))), *_times(word), as_text(word.get("speaker")).strip())
        for word in _listed(item.get("words"))
    )
    start, end = _times(item)
    if start is None:
        start = next((word[1] for word in words if word[1] is not None), None)
    if end is None:
        end = next((word[2] for word in reversed(words) if word[2] is not None), None)
    text = as_text(item.get("text")) or _joined([word[0] for word in words])
    return _Segment(text, start, end, as_text(item.get("speaker")).strip(), words)


def _listed(value: object) -> list[Item]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _times(item: Item) -> tuple[float | None, float | None]:
    """Return start and end in seconds: numbers, whisper.cpp's milliseconds, or a pair."""
    offsets, pair = item.get("offsets"), item.get("timestamp")
    if isinstance(offsets, dict):
        start, end = as_seconds(offsets.get("from")), as_seconds(offsets.get("to"))
        return None if start is None else start / 1000, None if end is None else end / 1000
    if isinstance(pair, list) and len(pair) == 2:
        return as_seconds(pair[0]), as_seconds(pair[1])
    return as_seconds(item.get("start")), as_seconds(item.get("end"))


def _of_words(words: Sequence[Item]) -> Iterator[_Segment]:
    """Yield a segment for each run of words of one speaker."""
    told = [
        (as_text(word.get("word")), *_times(word), as_text(word.get("speaker")).strip()) for word in words
    ]
    for speaker, group in groupby(told, key=lambda word: word[3]):
        run = list(group)
        start = next((word[1] for word in run if word[1] is not None), None)
        end = next((word[2] for word in reversed(run) if word[2] is not None), None)
        yield _Segment(_joined([word[0] for word in run]), start, end, speaker)


def _joined(words: Sequence[str]) -> str:
    """Return words as text: some programs write the space before each word into it."""
    glue = "" if any(word[:1].isspace() for word in words[1:]) else " "
    return glue.join(words)


def _pieces(segment: _Segment, number: int, opens: bool) -> Iterator[Piece]:
    """Yield the pieces of a segment."""
    for text, start, end, speaker in _voices(segment):
        rest = text
        if match := _VOICE.match(text):
            speaker, rest = match[3] or ("" if match[2] == "?" else match[1].strip("()")), text[match.end() :]
            yield Piece("label", match[1], number)
        elif speaker:
            yield Piece("label", speaker, number)
        change = rest.rstrip().endswith(_CHANGE)
        rest = rest.rstrip().removesuffix(_CHANGE) if change else rest
        if rest.strip():
            yield Piece("speech", rest.strip(), number, speaker or None, new_turn=opens, start=start, end=end)
            opens = False
        if change:
            yield Piece("noise", _CHANGE, number)


def _voices(segment: _Segment) -> list[tuple[str, float | None, float | None, str]]:
    """Return the runs (text, start, end, speaker) of a segment, cut where another one speaks.

    Where a word of another speaker is not found in the segment's text, it stays whole: its own speaker's,
    or that of most words.
    """
    told = [word[3] or segment.speaker for word in segment.words]
    whole = [(segment.text, segment.start, segment.end, segment.speaker)]
    if not any(told) or set(told) == {segment.speaker}:
        return whole
    usual = segment.speaker or max(filter(None, told), key=told.count)
    told = [speaker or usual for speaker in told]
    places = _places(segment)
    if places is None or len(set(told)) == 1:
        return [(segment.text, segment.start, segment.end, usual)]
    runs = []
    for speaker, group in groupby(range(len(told)), key=told.__getitem__):
        run = list(group)
        begin = places[run[0]] if run[0] else 0
        stop = places[run[-1] + 1] if run[-1] + 1 < len(told) else len(segment.text)
        times = [time for at in run for time in segment.words[at][1:3] if time is not None]
        start, end = (min(times), max(times)) if times else (None, None)
        runs.append((segment.text[begin:stop], start, end, speaker))
    return [run for run in runs if run[0].strip()]


def _places(segment: _Segment) -> list[int] | None:
    """Return where each word begins in the segment's text, None when one is not found."""
    places, at = [], 0
    for word, *_ in segment.words:
        place = segment.text.find(word.strip(), at)
        if place < 0:
            return None
        places.append(place)
        at = place + len(word.strip())
    return places
