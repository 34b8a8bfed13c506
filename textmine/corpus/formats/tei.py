"""TEI: ``<sp who>`` of proceedings and plays, ``<u who>`` of spoken corpora, in any namespace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textmine.corpus.formats.tei_elements import (
    BLOCKS,
    INLINE,
    INLINE_ALWAYS,
    KINDS,
    REPLACED,
    ROOTS,
    SPACED,
    WORDS,
    Frame,
    join_stop,
    join_token,
    one_line,
    parenthesised,
)
from textmine.corpus.formats.tei_header import Header
from textmine.corpus.formats.tei_voice import TURN, Voice, voice_of
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, Kind, Piece
from textmine.corpus.xmlfile import XmlStream, declared_encoding, local
from textmine.errors import TextmineError


class _Transcript:
    """Receives the elements of a file and makes pieces of its text."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stream = XmlStream(self, file=path.name)
        self.documents: list[Document] = []
        self.speeches = 0
        self._header = Header()
        self._frames = [Frame("", "", "unattributed", False, "")]
        self._voice: Voice | None = None
        self._block: dict[str, str] = {}
        self._pieces: list[Piece] = []
        self._buffer: list[str] = []
        self._line = self._tag_line = 1
        self._closed = self._token = ""
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
        inline = kind == parent.kind and name in (INLINE_ALWAYS if kind == "metadata" else INLINE)
        words = _words(attributes) if attributes else ""
        if not inline:
            if self._buffer:
                self._flush()
        elif self._buffer:
            if name == "gap" or (name in SPACED and self._closed in SPACED):
                self._buffer.append(" ")
            join_token(name, attributes, self._buffer, self._token)
        frame = Frame(name, tag[: -len(name)], kind, inline, words)
        frame.at = len(self._buffer)
        self._frames.append(frame)
        self._closed = self._token = ""
        self._tag_line = self.stream.line
        if kind == "speech":
            self._open_speech(frame, parent, attributes)
        elif kind == "metadata":
            self._header.open(name, attributes, self._path())
        elif name in BLOCKS:
            self._block = attributes
        elif name in ROOTS:
            self._name = attributes.get("id", "")
        self.root = self.root or name

    def end(self, tag: str, /) -> None:
        """Close an element; one that is empty may hold words in an attribute."""
        frame = self._frames[-1]
        if self._buffer and (not frame.inline or (frame.words and frame.empty)):
            self._flush()
        elif frame.name == "pc":
            join_stop(self._buffer, frame.at)
        self._frames.pop()
        self._tag_line = self.stream.line
        self._closed = self._token = frame.name
        if frame.words and frame.empty:
            text = one_line(frame.words)
            kind: Kind = "metadata" if frame.kind == "metadata" else "mark"
            self._report(Piece(kind, text, self._tag_line))
        if frame.name in ("sp", "u") and frame.kind == "speech":
            self._close_speech(frame)
        elif frame.name in BLOCKS:
            self._block = {}
        elif frame.name in ROOTS:
            self._finish()

    def data(self, text: str, /) -> None:
        """Receive a run of text."""
        self._closed = ""
        if text.isspace():
            if self._buffer:
                self._buffer.append(text)
            return
        if not self._buffer:
            self._line = self._tag_line + text.count("\n", 0, len(text) - len(text.lstrip()))
        self._frames[-1].empty = False
        self._token = ""
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

    def _kind(self, name: str, parent: Frame) -> Kind:
        if parent.kind in ("metadata", "mark", "noise"):
            return parent.kind
        if name in REPLACED and parent.name == "choice":
            return "noise"
        if name == "del" and "u" in self._path():
            return parent.kind  # what a speaker takes back was said
        return KINDS.get(name, parent.kind)

    def _path(self) -> list[str]:
        return [frame.name for frame in self._frames]

    def _open_speech(self, frame: Frame, parent: Frame, attributes: dict[str, str]) -> None:
        if frame.name in ("sp", "u"):
            frame.voice = self._voice
            self._voice = voice_of({**self._block, **attributes}, self._header, self._voice)
            self._voice.fresh = frame.name == "sp" or attributes.get("ana") == TURN
            self._voice.silent = frame.name == "u"
            self._voice.since = len(self._pieces)
            self._voice.describe(attributes)
            self.speeches += 1
        elif self._voice and frame.name == "anchor":
            self._voice.pass_anchor(self._header.time(attributes.get("synch", "")), bool(self._buffer))
        elif self._voice and parent.name in ("sp", "u") and not frame.words:
            if frame.space != parent.space or frame.name == "metadata":
                self._voice.describe(attributes)

    def _close_speech(self, frame: Frame) -> None:
        """Close an ``<sp>`` or ``<u>``; the last anchor in it may tell when it ends."""
        voice, self._voice = self._voice, frame.voice
        if voice and voice.end is None and voice.anchor is not None and voice.anchor != voice.start:
            for at in range(len(self._pieces) - 1, voice.since - 1, -1):
                if self._pieces[at].kind == "speech":
                    self._pieces[at] = replace(self._pieces[at], end=voice.anchor)
                    break

    def _report(self, piece: Piece) -> None:
        """Add a piece that is no speech; a mark that opens an utterance belongs to that utterance."""
        if piece.kind == "mark" and self._voice and self._voice.silent:
            self._add_speech(self._voice, "", piece.line)
        self._pieces.append(piece)

    def _flush(self) -> None:
        """Make pieces of the text gathered so far, by the kind of the open element."""
        text = one_line("".join(self._buffer))
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
        self._report(Piece(kind, text, self._line))

    def _speak(self, text: str) -> None:
        """Add one paragraph of speech; one that is all in parentheses is a mark."""
        voice = self._voice or Voice()
        if voice.speaker is None or not voice.sure:
            self._unknown.setdefault(voice.speaker or "?", self._line)
        if parenthesised(text):
            self._report(Piece("mark", text, self._line))
        else:
            self._add_speech(voice, text, self._line)

    def _add_speech(self, voice: Voice, text: str, line: int) -> None:
        self._pieces.append(
            Piece(
                "speech",
                text,
                line,
                speaker=voice.speaker,
                new_turn=voice.fresh,
                role=voice.role,
                interruption=voice.interruption,
                start=voice.start,
                end=voice.end,
                attributes=voice.attributes,
            )
        )
        voice.fresh = voice.silent = False

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
    return next((attributes[key] for key in WORDS if key in attributes and attributes[key].strip()), "")
