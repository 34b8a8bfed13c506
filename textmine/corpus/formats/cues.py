"""The blocks of .srt and .vtt files: cues with times, and all that is no cue."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from textmine.corpus.clocks import seconds
from textmine.corpus.pieces import Piece

Warnings = list[tuple[str, dict[str, object]]]
_CLOCK: Final = r"(?:\d+:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
_TIMES: Final = re.compile(rf"\s*({_CLOCK})\s*-->\s*({_CLOCK})(?:\s.*)?")
_ARROW: Final = re.compile(r"\d\s*-+>\s*\d")
_COMMENT: Final = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)")
_TAG: Final = re.compile(
    r"<v(?:\.[^\s<>]*)?(?:[ \t]+(?P<voice>[^<>]*))?>|(?P<close></v>)|"
    r"</?(?:c|i|b|u|ruby|rt|lang|font)\b[^<>]*>|<[\d:.]+>|\{\\[^{}\n]*\}",
    re.IGNORECASE,
)
_END_OF_LINE: Final = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Segment:
    """A part of a cue's text under one voice tag; without any, ``label`` is ""."""

    text: str
    voice: str = ""
    label: str = ""


@dataclass
class Cue:
    """One subtitle: its place (from 1), seconds, and text as written."""

    number: int
    start: float | None
    end: float | None
    lines: list[str] = field(default_factory=list)

    def segments(self) -> tuple[list[Segment], str]:
        """Return the text by voice, and the tags that are neither text nor voice.

        Examples
        --------
        >>> cue = Cue(1, 0.0, 1.0, ["<v.loud Marie>Ah <i>non</i></v>", "<v Jean>Si &amp; si"])
        >>> parts, tags = cue.segments()
        >>> [(part.voice, part.text.strip()) for part in parts], tags
        ([('Marie', 'Ah non'), ('Jean', 'Si & si')], '<i></i></v>')
        """
        text = "\n".join(self.lines)
        parts: list[Segment] = []
        tags: list[str] = []
        voice = label = ""
        gathered: list[str] = []
        place = 0
        for tag in _TAG.finditer(text):
            gathered.append(text[place : tag.start()])
            place = tag.end()
            opens = tag[0][:2] in ("<v", "<V")
            if opens or tag["close"]:
                parts.append(Segment(html.unescape("".join(gathered)), voice, label))
                gathered, voice, label = [], "", ""
            if opens:
                voice, label = html.unescape(tag["voice"] or "").strip(), tag[0]
            else:
                tags.append(tag[0])
        parts.append(Segment(html.unescape("".join(gathered) + text[place:]), voice, label))
        return [part for part in parts if part.text.strip() or part.label], "".join(tags)


@dataclass
class Blocks:
    """All blocks of a file: the cues, what is above their text, what is no cue."""

    cues: list[Cue] = field(default_factory=list)
    heads: list[Piece] = field(default_factory=list)
    others: list[Piece] = field(default_factory=list)
    warnings: Warnings = field(default_factory=list)

    def keep_apart(self, group: list[str], *, is_comment: bool) -> None:
        """Report a block that is no cue: a comment, or one whose time line cannot be read."""
        number = len(self.cues)
        text = "\n".join(group)
        self.others.append(Piece("metadata" if is_comment else "unattributed", text, number))
        if not is_comment:
            self.warnings.append(("subtitle_malformed", {"line": number, "found": " / ".join(group)[:80]}))


def read_cues(text: str) -> Blocks:
    """Return the blocks of a file; a time line begins a cue, whatever stands around it.

    Examples
    --------
    >>> lines = ["1", "00:00:01,000 --> 00:00:02,500", "Bonjour", "", "2", "00:00:3 -> 4", "Oui"]
    >>> blocks = read_cues(chr(10).join(lines))
    >>> blocks.cues[0].lines, blocks.cues[0].end, [piece.text.split() for piece in blocks.others]
    (['Bonjour'], 2.5, [['2', '00:00:3', '->', '4', 'Oui']])
    """
    lines = _END_OF_LINE.split(text)
    blocks = Blocks()
    times = [at for at, line in enumerate(lines) if _TIMES.fullmatch(line)]
    begins = [at - _has_name(lines, at, before) for at, before in zip(times, [-1, *times], strict=False)]
    for group in _groups(lines[: begins[0] if begins else None]):
        blocks.keep_apart(group, is_comment=bool(_COMMENT.match(group[0])))
    for at, begin, stop in zip(times, begins, [*begins, len(lines)][1:], strict=True):
        _read_cue(lines, at, begin, stop, blocks)
    return blocks


def _read_cue(lines: list[str], at: int, begin: int, stop: int, blocks: Blocks) -> None:
    """Read the cue whose time line stands at ``at``, from ``begin`` (its number) up to ``stop``."""
    match = _TIMES.fullmatch(lines[at])
    start, end = (seconds(match[1]), seconds(match[2])) if match else (None, None)
    cue = Cue(len(blocks.cues) + 1, start, end)
    blocks.cues.append(cue)
    if begin < at:
        blocks.heads.append(Piece("noise", lines[begin].strip(), cue.number))
    blocks.heads.append(Piece("time", lines[at].strip(), cue.number))
    for position, group in enumerate(_groups(lines[at + 1 : stop])):
        apart = position > 0 or not lines[at + 1].strip()
        is_comment = apart and bool(_COMMENT.match(group[0]))
        if is_comment or (apart and _is_malformed(group)):
            blocks.keep_apart(group, is_comment=is_comment)
        else:
            cue.lines.extend(group)


def _has_name(lines: list[str], at: int, before: int) -> bool:
    """Tell whether the line above a time line is the cue's number, or its name after a blank line."""
    name = lines[at - 1].strip() if at - 1 > before else ""
    if not name or _COMMENT.match(name):
        return False
    return name.isdecimal() or at == 1 or not lines[at - 2].strip()


def _is_malformed(group: list[str]) -> bool:
    return any(_ARROW.search(line) for line in group) or (group[0].strip().isdecimal() and len(group) > 1)


def _groups(lines: list[str]) -> Iterator[list[str]]:
    """Yield the runs of lines between blank lines."""
    group: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            group.append(line)
        elif group:
            yield group
            group = []
