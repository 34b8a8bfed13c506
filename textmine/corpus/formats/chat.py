r"""CHAT, .cha: main lines ``*MAR:``, headers ``@``, dependent tiers ``%``, times between bullets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from textmine.corpus.clocks import iso_date
from textmine.corpus.encodings import decode
from textmine.corpus.formats.chat_codes import split_codes
from textmine.corpus.formats.chat_people import Person, read_identity, read_participants
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, Kind, Piece
from textmine.errors import TextmineError

_LINE: Final = re.compile(r"\r\n|\r|\n")
_MAIN: Final = re.compile(r"(\*[^\s:]+[ \t]*:)(.*)", re.DOTALL)
_HEADER: Final = re.compile(r"@([^:\t]+?)[ \t]*(?::[ \t]*(.*))?", re.DOTALL)
_BULLET: Final = re.compile(r"\x15[^\x15]*\x15|•\d+_\d+•")
_TIME: Final = re.compile(r"(\d{1,12})_(\d{1,12})\D*")
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DATE: Final = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{4})")
_GEMS: Final = frozenset({"Bg", "G"})


@dataclass
class _Transcript:
    """Makes pieces of the lines of a file, one tier at a time."""

    pieces: list[Piece] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    date: str = ""
    unknown: dict[str, int] = field(default_factory=dict)

    def read(self, text: str, line: int) -> None:
        """Take one tier: a line and those that go on with it."""
        main = _MAIN.fullmatch(text)
        header = _HEADER.fullmatch(text) if text.startswith("@") else None
        if main:
            self._speak(main[1], main[2], line)
        elif header:
            self._head(header[1], header[2] or "", text, line)
        else:
            self._add("metadata" if text.startswith("%") else "unattributed", text, line)

    def _head(self, name: str, value: str, text: str, line: int) -> None:
        if name == "Participants":
            self.people = {**read_participants(value), **self.people}
        elif name == "ID":
            read_identity(value, self.people)
        elif name == "Date":
            self.date = self.date or _iso(value)
        elif name in _GEMS and value.strip():
            self._add("noise", text[: len(text) - len(value)], line)
            self.pieces.append(Piece("heading", value, line))
            return
        elif name == "Eg":
            self.pieces.append(Piece("heading", "", line))
        self._add("metadata", text, line)

    def _speak(self, label: str, text: str, line: int) -> None:
        """Take a main line: what is said, its marks in their places, its codes, its times."""
        code = label[1:].rstrip(": \t")
        person = self.people.get(code)
        if person is None:
            self.unknown.setdefault(code, line)
            person = Person(code, code)
        bullets = _BULLET.findall(text)
        voice = Piece("speech", "", line, person.label, role=person.role, attributes=person.attributes)
        times = [found for bullet in bullets if (found := _TIME.search(bullet))]
        if times:
            voice = replace(voice, start=int(times[0][1]) / 1000, end=int(times[-1][2]) / 1000)
        self._add("label", label, line)
        self._add("time", " ".join(bullets), line)
        slices, codes = split_codes(_BULLET.sub(" ", text))
        if slices and slices[0][0] == "mark":
            self.pieces.append(voice)
        for kind, part in slices:
            self.pieces.append(replace(voice, text=part) if kind == "speech" else Piece("mark", part, line))
        self._add("noise", codes, line)

    def _add(self, kind: Kind, text: str, line: int) -> None:
        if text.strip():
            self.pieces.append(Piece(kind, text, line))


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    r"""Read a CHAT transcript.

    Parameters
    ----------
    path
        Text in UTF-8 or any encoding of `textmine.corpus.encodings.decode`.
    options
        How to read; CHAT declares all that it needs.

    Returns
    -------
    list of Document
        One. Main lines of one speaker in a row go on with the turn. The speaker is the participant's name,
        else the role, else the code; an Investigator is an interviewer. Events, pauses and unintelligible
        words are marks; ``@Bg`` and ``@G`` are headings; dependent tiers, headers and codes are reported.

    Raises
    ------
    TextmineError
        ``chat_without_speech``; ``binary_file`` or ``broken_encoding``.

    Notes
    -----
    B. MacWhinney, Tools for Analyzing Talk, Part 1: The CHAT Transcription Format.
    doi:10.21415/3mhn-0z89

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.cha"
    ...     _ = path.write_text("@Begin\n@Participants:\tMAR Marie Adult\n*MAR:\toui \x150_900\x15\n@End")
    ...     [document] = read_documents(path, ReadOptions())
    >>> [(piece.speaker, piece.text, piece.end) for piece in document.pieces if piece.kind == "speech"]
    [('Marie', 'oui', 0.9)]
    """
    decoded = decode(path.read_bytes(), file=path.name)
    transcript = _Transcript()
    for text, line in _tiers(_LINE.split(decoded.text.lstrip("\ufeff"))):
        transcript.read(text, line)
    if not any(piece.kind == "label" for piece in transcript.pieces):
        raise TextmineError("chat_without_speech", file=path.name)
    warnings = tuple(
        ("unknown_speaker", {"line": line, "label": code}) for code, line in transcript.unknown.items()
    )
    return [
        Document(
            path.stem,
            "chat",
            decoded.encoding,
            decoded.reason,
            tuple(transcript.pieces),
            date=transcript.date,
            warnings=warnings,
        )
    ]


def _tiers(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield each tier with the lines that go on with it (by a tabulator), and its first line's number."""
    gathered: list[str] = []
    first = 1
    for number, line in enumerate(lines, 1):
        if gathered and line[:1] in ("\t", " ") and line.strip():
            gathered.append(line)
            continue
        if gathered:
            yield "\n".join(gathered), first
        gathered, first = ([line], number) if line.strip() else ([], number)
    if gathered:
        yield "\n".join(gathered), first


def _iso(text: str) -> str:
    """Return the date of a header such as 19-MAY-1996 as ISO 8601."""
    found = _DATE.search(text)
    if found and found[2].lower() in _MONTHS:
        return iso_date(f"{found[3]}-{_MONTHS.index(found[2].lower()) + 1:02d}-{int(found[1]):02d}")
    return iso_date(text)
