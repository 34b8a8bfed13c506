"""Transcriber, .trs: turns with overlapping voices, sections with topics, events, times of the sound."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from textmine.corpus.clocks import iso_date
from textmine.corpus.encodings import mend_controls
from textmine.corpus.formats.tei_header import seconds_of
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, Kind, Piece
from textmine.corpus.xmlfile import XmlStream, declared_encoding, local
from textmine.errors import TextmineError

_WHITE: Final = re.compile(r"\s+")
_DAY: Final = re.compile(r"(\d\d)(\d\d)(\d\d)")
_SAID: Final = {"Event": "desc", "Comment": "desc"}
_TOLD: Final = {
    "Trans": ("scribe", "audio_filename"),
    "Episode": ("program", "air_date"),
    "Speaker": ("name",),
    "Background": ("type",),
}
_PERSONAL: Final = ("type", "dialect", "accent")
_CONDITIONS: Final = ("mode", "fidelity", "channel")


@dataclass(slots=True)
class _Turn:
    """The open ``<Turn>``: its speakers, and who of them has the word."""

    speakers: tuple[str, ...] = ()
    place: int | None = None
    start: float | None = None
    end: float | None = None
    fresh: bool = True
    attributes: dict[str, str] = field(default_factory=dict)


class _Transcript:
    """Receives the elements of a file and makes pieces of them."""

    def __init__(self, path: Path) -> None:
        self.stream = XmlStream(self, file=path.name)
        self.root = self.title = self.date = ""
        self.pieces: list[Piece] = []
        self.unknown: dict[str, int] = {}
        self._people: dict[str, tuple[str, dict[str, str]]] = {}
        self._topics: dict[str, tuple[str, int]] = {}
        self._used: set[str] = set()
        self._turn: _Turn | None = None
        self._since = 0
        self._buffer: list[str] = []
        self._line = self._tag_line = 1

    def start(self, tag: str, attrib: dict[str, str], /) -> None:
        """Open an element."""
        name = local(tag)
        values = {local(key): _clean(value) for key, value in attrib.items()}
        self._flush()
        self.root = self.root or name
        self._tag_line = self.stream.line
        for key in _TOLD.get(name, ()):
            self._add("metadata", values.get(key, ""))
        if name in _SAID:
            self._mark(values.get(_SAID[name], ""))
        elif name == "Episode":
            self.title, self.date = values.get("program", ""), _date(values.get("air_date", ""))
        elif name == "Speaker":
            personal = _chosen(values, _PERSONAL)
            self._people[values.get("id", "")] = (values.get("name", ""), personal)
        elif name == "Topic":
            self._topics[values.get("id", "")] = (values.get("desc", ""), self._tag_line)
        else:
            self._open(name, values)

    def end(self, tag: str, /) -> None:
        """Close an element."""
        self._flush()
        self._tag_line = self.stream.line
        if local(tag) == "Turn":
            self._turn = None

    def data(self, text: str, /) -> None:
        """Receive a run of text."""
        if not self._buffer:
            bare = text.lstrip()
            if not bare:
                return
            self._line = self._tag_line + text.count("\n", 0, len(text) - len(bare))
        self._buffer.append(text)

    def close(self) -> None:
        """Report the topics that no section bears."""
        self._flush()
        for key, (text, line) in self._topics.items():
            if key not in self._used and text:
                self.pieces.append(Piece("metadata", text, line))

    def _open(self, name: str, values: Mapping[str, str]) -> None:
        """Open an element of the talk."""
        if name == "Section":
            topic, _ = self._topics.get(values.get("topic", ""), ("", 0))
            self._used.add(values.get("topic", ""))
            self.pieces.append(Piece("heading", topic, self._tag_line))
        elif name == "Turn":
            self._turn = _Turn(
                tuple(values.get("speaker", "").split()),
                start=seconds_of(values.get("startTime", "")),
                end=seconds_of(values.get("endTime", "")),
                attributes=_chosen(values, _CONDITIONS),
            )
            self._since = len(self.pieces)
        elif name == "Sync" and self._turn:
            time = seconds_of(values.get("time", ""))
            self._close_span(time)
            self._turn.start = time
        elif name == "Who" and self._turn:
            number = values.get("nb", "")
            self._turn.place = int(number) - 1 if number.isdecimal() else -1
            self._turn.fresh = True

    def _close_span(self, time: float | None) -> None:
        """Let the speech since the last time code end at this one."""
        if time is not None:
            for at in range(self._since, len(self.pieces)):
                if self.pieces[at].kind == "speech":
                    self.pieces[at] = replace(self.pieces[at], end=time)
        self._since = len(self.pieces)

    def _flush(self) -> None:
        """Make a piece of the text gathered so far."""
        if not self._buffer:
            return
        text = _clean("".join(self._buffer))
        self._buffer.clear()
        if self._turn:
            self._speak(self._turn, text)
        else:
            self.pieces.append(Piece("unattributed", text, self._line))

    def _mark(self, text: str) -> None:
        """Report an event; one that opens a turn is that turn's, not the one's before."""
        if self._turn and self._turn.fresh and text:
            self._line = self._tag_line
            self._speak(self._turn, "")
        self._add("mark", text)

    def _speak(self, turn: _Turn, text: str) -> None:
        voices, others = _voices(turn)
        label = " + ".join(self._name(key) for key in voices) or None
        if text and (label is None or any(key not in self._people for key in voices)):
            self.unknown.setdefault(label or "?", self._line)
        personal = self._people.get(voices[0], ("", {}))[1] if len(voices) == 1 else {}
        attributes = {**personal, **turn.attributes}
        if others:
            attributes["overlap"] = " + ".join(self._name(key) for key in others)
        self.pieces.append(
            Piece(
                "speech",
                text,
                self._line,
                label,
                new_turn=turn.fresh,
                start=turn.start,
                end=turn.end,
                attributes=attributes,
            )
        )
        turn.fresh = False

    def _name(self, key: str) -> str:
        return self._people.get(key, ("", {}))[0] or key

    def _add(self, kind: Kind, text: str) -> None:
        if text:
            self.pieces.append(Piece(kind, text, self._tag_line))


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    r"""Read a Transcriber file.

    Parameters
    ----------
    path
        File in XML after trans-13.dtd or trans-14.dtd; the DTD is never fetched.
    options
        How to read; Transcriber declares all that it needs.

    Returns
    -------
    list of Document
        One. Each ``<Turn>`` begins a turn, and so does each voice (``<Who>``) of an overlap, which
        bears who else speaks as attribute ``overlap``. Topics of sections are headings; events and comments
        are marks. Speech lies between two time codes (``<Sync>``).

    Raises
    ------
    TextmineError
        ``xml_broken``, ``xml_entities``, or ``trs_without_turn``.

    Notes
    -----
    C. Barras, E. Geoffrois, Z. Wu, M. Liberman (2001), Transcriber: development and use of a tool for
    assisting speech corpora production. Speech Communication 33.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.trs"
    ...     _ = path.write_text("<Trans><Turn speaker='s1 s2'><Who nb='2'/>oui</Turn></Trans>")
    ...     [document] = read_documents(path, ReadOptions())
    >>> [(piece.speaker, piece.text, piece.attributes) for piece in document.pieces]
    [('s2', 'oui', {'overlap': 's1'})]
    """
    transcript = _Transcript(path)
    with path.open("rb") as stream:
        transcript.stream.read(stream)
    if not any(piece.kind == "speech" and piece.text for piece in transcript.pieces):
        raise TextmineError("trs_without_turn", file=path.name, root=transcript.root)
    warnings = tuple(
        ("unknown_speaker", {"line": line, "label": label}) for label, line in transcript.unknown.items()
    )
    return [
        Document(
            path.stem,
            "transcriber",
            *declared_encoding(path),
            tuple(transcript.pieces),
            transcript.title,
            transcript.date,
            warnings,
        )
    ]


def _voices(turn: _Turn) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who says a text of a turn, and who else speaks at the same time."""
    if turn.place is None:
        return turn.speakers, ()
    if not 0 <= turn.place < len(turn.speakers):
        return (), turn.speakers
    return (turn.speakers[turn.place],), turn.speakers[: turn.place] + turn.speakers[turn.place + 1 :]


def _clean(text: str) -> str:
    return _WHITE.sub(" ", unicodedata.normalize("NFC", mend_controls(text)[0])).strip()


def _chosen(values: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: value for name in names if (value := values.get(name, "")) and value != "unknown"}


def _date(text: str) -> str:
    """Return the day of a broadcast, written in any usual way or as yymmdd."""
    short = _DAY.fullmatch(text)
    return iso_date(text) or (iso_date(f"20{short[1]}-{short[2]}-{short[3]}") if short else "")
