"""TEI: ``<sp who>`` of proceedings and plays, ``<u who>`` of spoken corpora, in any namespace."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Final

from textmine.corpus.formats.tei_header import Header
from textmine.corpus.formats.tei_voice import Voice, voice_of
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, Kind, Piece
from textmine.corpus.xmlfile import XmlStream, declared_encoding, local
from textmine.errors import TextmineError

_ROOTS: Final = frozenset({"TEI", "TEI.2"})
_MARKS: Final = frozenset(
    {"note", "desc", "incident", "vocal", "kinesic", "event", "stage", "pause", "writing", "shift"}
)
_KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(_MARKS, "mark"),
    **dict.fromkeys(("teiHeader", "timeline", "spanGrp", "standOff"), "metadata"),
    **dict.fromkeys(("sp", "u"), "speech"),
    **dict.fromkeys(("fw", "del"), "noise"),
    "speaker": "label",
    "head": "heading",
}
_REPLACED: Final = frozenset({"sic", "orig", "abbr"})
_INLINE_ALWAYS: Final = frozenset(
    "hi sup emph forename surname addName roleName ref w pc c m lb".split()  # also inside the header
)
_INLINE: Final = _INLINE_ALWAYS | frozenset(
    "seg s cl phr foreign name persName placeName orgName rs date time num measure abbr expan choice corr "
    "reg add supplied unclear distinct soCalled mentioned q quote said anchor gap pause title term pb "
    "cb".split()
)
_SPACED: Final = frozenset({"w", "seg", "s", "cl", "phr", "forename", "surname"})
_WORDS: Final = ("text", "desc")
_WHITE: Final = re.compile(r"[ \t\r\n]+")


class _Frame:
    """An open element: its name, the kind of its text, and the words in its attributes."""

    __slots__ = ("empty", "inline", "kind", "name", "space", "voice", "words")

    def __init__(self, name: str, space: str, kind: Kind, inline: bool, words: str) -> None:
        self.name = name
        self.space = space
        self.kind = kind
        self.inline = inline
        self.words = words
        self.empty = True
        self.voice: Voice | None = None


class _Transcript:
    """Receives the elements of a file and makes pieces of its text."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stream = XmlStream(self, file=path.name)
        self.documents: list[Document] = []
        self.speeches = 0
        self._header = Header()
        self._frames = [_Frame("", "", "unattributed", False, "")]
        self._voice: Voice | None = None
        self._block: dict[str, str] = {}
        self._pieces: list[Piece] = []
        self._buffer: list[str] = []
        self._line = self._tag_line = 1
        self._closed = ""
        self._name = ""
        self._unknown: dict[str, int] = {}
        self.root = ""

    def start(self, tag: str, attrib: dict[str, str], /) -> None:
        """Open an element."""
        parent = self._frames[-1]
        parent.empty = False
        name = local(tag)
        attributes = {local(key): value for key, value in attrib.items()} if attrib else attrib
        kind = self._kind(name, parent)
        inline = name in (_INLINE_ALWAYS if kind == "metadata" else _INLINE) and kind == parent.kind
        words = _words(attributes) if attributes else ""
        if not inline:
            if self._buffer:
                self._flush()
        elif self._buffer and name in _SPACED and self._closed in _SPACED:
            self._buffer.append(" ")
        frame = _Frame(name, tag[: -len(name)], kind, inline, words)
        self._frames.append(frame)
        self._closed = ""
        self._tag_line = self.stream.line
        if kind == "speech":
            self._open_speech(frame, parent, attributes)
        elif kind == "metadata":
            self._header.open(name, attributes, self._path())
        elif name == "annotationBlock":
            self._block = attributes
        elif name in _ROOTS:
            self._name = attributes.get("id", "")
        self.root = self.root or name

    def end(self, tag: str, /) -> None:
        """Close an element; one that is empty may hold words in an attribute."""
        frame = self._frames[-1]
        if self._buffer and (not frame.inline or (frame.words and frame.empty)):
            self._flush()
        self._frames.pop()
        self._tag_line = self.stream.line
        self._closed = frame.name
        if frame.words and frame.empty:
            text = _WHITE.sub(" ", unicodedata.normalize("NFC", frame.words)).strip(" ")
            kind: Kind = "metadata" if frame.kind == "metadata" else "mark"
            self._pieces.append(Piece(kind, text, self._tag_line))
        if frame.name in ("sp", "u") and frame.kind == "speech":
            self._voice = frame.voice
        elif frame.name == "annotationBlock":
            self._block = {}
        elif frame.name in _ROOTS:
            self._finish()

    def data(self, text: str, /) -> None:
        """Receive a run of text."""
        self._closed = ""
        if not self._buffer:
            bare = text.lstrip()
            if not bare:
                return
            self._line = self._tag_line + text.count("\n", 0, len(text) - len(bare))
        if not text.isspace():
            self._frames[-1].empty = False
        self._buffer.append(text)

    def close(self) -> None:
        """Finish a file whose root is not ``<TEI>``, or keep what lies after the last one."""
        if self._buffer:
            self._flush()
        if self._pieces and self.documents:
            last = self.documents.pop()
            self._pieces[:0] = last.pieces
            self._name = last.name
        if self._pieces:
            self._finish()

    def _kind(self, name: str, parent: _Frame) -> Kind:
        if parent.kind in ("metadata", "mark", "noise"):
            return parent.kind
        if name in _REPLACED and parent.name == "choice":
            return "noise"
        return _KINDS.get(name, parent.kind)

    def _path(self) -> list[str]:
        return [frame.name for frame in self._frames]

    def _open_speech(self, frame: _Frame, parent: _Frame, attributes: dict[str, str]) -> None:
        if frame.name in ("sp", "u"):
            frame.voice = self._voice
            self._voice = voice_of({**self._block, **attributes}, self._header, self._voice)
            self._voice.fresh = frame.name == "sp"
            self._voice.describe(attributes)
            self.speeches += 1
        elif self._voice and parent.name in ("sp", "u") and not frame.words:
            if frame.space != parent.space or frame.name == "metadata":
                self._voice.describe(attributes)

    def _flush(self) -> None:
        """Make pieces of the text gathered so far, by the kind of the open element."""
        text = _WHITE.sub(" ", unicodedata.normalize("NFC", "".join(self._buffer))).strip(" ")
        self._buffer.clear()
        kind = self._frames[-1].kind
        if kind == "speech":
            self._speak(text)
            return
        if kind == "metadata":
            self._header.text(text, self._path())
        elif kind == "label" and self._voice and not self._voice.sure:
            self._voice.speaker, self._voice.sure = text.rstrip(" :."), True
        elif kind == "unattributed":
            kind = "mark" if parenthesised(text) else "unattributed" if self.speeches else "preamble"
        self._pieces.append(Piece(kind, text, self._line))

    def _speak(self, text: str) -> None:
        """Add one paragraph of speech; one that is all in parentheses is a mark."""
        voice = self._voice or Voice()
        if voice.speaker is None or not voice.sure:
            self._unknown.setdefault(voice.speaker or "?", self._line)
        if parenthesised(text):
            self._pieces.append(Piece("mark", text, self._line))
            return
        self._pieces.append(
            Piece(
                "speech",
                text,
                self._line,
                speaker=voice.speaker,
                new_turn=voice.fresh,
                role=voice.role,
                interruption=voice.interruption,
                start=voice.start,
                end=voice.end,
                attributes=voice.attributes,
            )
        )
        voice.fresh = False

    def _finish(self) -> None:
        """Close the document of one ``<TEI>``."""
        warnings = tuple(
            ("unknown_speaker", {"line": line, "label": label}) for label, line in self._unknown.items()
        )
        name = self._name or f"{self.path.stem}-{len(self.documents) + 1}"
        self.documents.append(
            Document(
                name,
                "tei",
                *declared_encoding(self.path),
                tuple(self._pieces),
                self._header.title,
                self._header.date,
                warnings,
            )
        )
        self._header = self._header.successor()
        self._pieces = []
        self._unknown = {}
        self._name = ""


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    """Read a TEI file: one document for each ``<TEI>`` it holds.

    Parameters
    ----------
    path
        File in XML; read as a stream, so that a whole corpus in one file is fine.
    options
        How to read; TEI declares all that it needs.

    Returns
    -------
    list of Document
        Pieces of speech bear the speaker (the person of the header, else ``who`` with "_" as space,
        else ``<speaker>``) and the attributes of ``<sp>``/``<u>`` and of a wrapper in another namespace.
        An attribute that says "régulation" makes the facilitator, "interruption" an interruption.

    Raises
    ------
    TextmineError
        ``xml_broken``, ``xml_entities``, or ``tei_without_speech``.
    """
    transcript = _Transcript(path)
    with path.open("rb") as stream:
        transcript.stream.read(stream)
    if not transcript.speeches:
        raise TextmineError("tei_without_speech", file=path.name, root=transcript.root)
    if len(transcript.documents) == 1:
        (document,) = transcript.documents
        return [replace(document, name=path.stem)]
    return transcript.documents


def _words(attributes: dict[str, str]) -> str:
    """Return what an attribute says in words, "" when none does."""
    return next((attributes[key] for key in _WORDS if key in attributes and attributes[key].strip()), "")


def parenthesised(text: str) -> bool:
    """Return True when one pair of parentheses holds the whole text.

    Examples
    --------
    >>> parenthesised("(La séance est ouverte.)"), parenthesised("(Non) oui (non)")
    (True, False)
    """
    bare = text.strip().removesuffix(".")
    if not (bare.startswith("(") and bare.endswith(")")):
        return False
    depth = 0
    for position, character in enumerate(bare):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return position == len(bare) - 1
    return False
