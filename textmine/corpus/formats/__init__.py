"""Readers of transcript formats: one module a format, each with one function ``read_documents``.

A reader gives the pieces of a file and decides nothing about speakers' names, roles or turns. It
leaves transcriber's annotations such as ``(rires)`` inside the speech, where the assembly finds
them; only annotations that the format itself marks as such are pieces of kind ``mark``. Modules are
imported when a file of their format is met, so that heavy libraries load only then.
"""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Final, Protocol, cast

from textmine.corpus.limits import refuse_unfit
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document
from textmine.errors import TextmineError

ENDINGS: Final = {
    ".txt": "text",
    ".md": "text",
    ".docx": "docx",
    ".odt": "odt",
    ".csv": "table",
    ".tsv": "table",
    ".parquet": "table",
    ".xml": "tei",
    ".tei": "tei",
    ".srt": "subtitles",
    ".vtt": "subtitles",
    ".trs": "transcriber",
    ".eaf": "elan",
    ".textgrid": "praat",
    ".cha": "chat",
    ".json": "whisper",
    ".jsonl": "convokit",
    ".rtf": "rtf",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".qda": "project",
    ".sqlite3": "project",
}
_ROOTS: Final = {
    **dict.fromkeys((b"TEI", b"TEI.2", b"teiCorpus"), "tei"),
    b"Trans": "transcriber",
    b"ANNOTATION_DOCUMENT": "elan",
}
_ROOT: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_COMMENT: Final = re.compile(rb"<!--.*?-->", re.DOTALL)
_TEXT_GRID: Final = re.compile(
    rb"""\s*(?:File type\s*=\s*)?"ooTextFile|\s*"Praat chronological TextGrid text file\""""
)
_TALK_BANK: Final = re.compile(rb"\s*@(?:UTF8|Begin)\s*[\r\n]")
_STARRED = re.compile(rb"(?:\A|[\r\n])(?:\xef\xbb\xbf)?[ \t]*\*{4}[ \t]+\S")
_STARRED_WIDE = (b"*\0*\0*\0*\0 \0", b"\0*\0*\0*\0*\0 ")


class Reader(Protocol):
    """What every module of this folder offers."""

    def read_documents(self, path: Path, options: ReadOptions) -> list[Document]:
        """Return the meetings of one file; a file may hold several.

        Raises
        ------
        TextmineError
            The file cannot be read as its format.
        """


def format_by_ending(path: Path) -> str:
    """Return the name of the reader's module that a file's ending asks for.

    Raises
    ------
    TextmineError
        No reader knows this ending.

    Examples
    --------
    >>> format_by_ending(Path("reunion.VTT"))
    'subtitles'
    """
    name = ENDINGS.get(path.suffix.lower())
    if name is None:
        raise TextmineError(
            "unknown_format", file=path.name, ending=path.suffix or "-", known=", ".join(ENDINGS)
        )
    return name


def format_of(path: Path) -> str:
    """Return the name of the reader's module, by ending and, for text and XML, by content.

    Raises
    ------
    TextmineError
        No reader knows this ending.

    Examples
    --------
    >>> format_of(Path("reunion.docx"))
    'docx'
    """
    name = format_by_ending(path)
    if not path.is_file():
        return name
    if name in _ROOTS.values():
        return _by_root(path) or name
    return (_by_content(path) or name) if name == "text" else name


def _head(path: Path) -> bytes:
    """Return the beginning of a file, as if each character were one byte."""
    with path.open("rb") as stream:
        head = stream.read(8192)
    return (
        head.removeprefix(b"\xef\xbb\xbf")
        .removeprefix(b"\xff\xfe")
        .removeprefix(b"\xfe\xff")
        .replace(b"\0", b"")
    )


def _by_root(path: Path) -> str:
    root = _ROOT.search(_COMMENT.sub(b"", _head(path)))
    return _ROOTS.get(root[1], "") if root else ""


def _by_content(path: Path) -> str:
    head = _head(path)
    if _TEXT_GRID.match(head):
        return "praat"
    if _TALK_BANK.match(head):
        return "chat"
    return "iramuteq" if _is_starred(path.read_bytes()) else ""


def _is_starred(data: bytes) -> bool:
    return (b"****" in data and bool(_STARRED.search(data))) or any(mark in data for mark in _STARRED_WIDE)


def reader_of(path: Path) -> Reader:
    """Return the reader of a file, importing its module if need be.

    Examples
    --------
    >>> reader_of(Path("reunion.txt")).__name__
    'textmine.corpus.formats.text'
    """
    return cast(Reader, importlib.import_module(f"textmine.corpus.formats.{format_of(path)}"))


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    """Return the meetings of one file of any known format.

    Raises
    ------
    TextmineError
        No regular file, or one beyond the bounds of `textmine.corpus.limits`; or what its reader raises.
    """
    refuse_unfit(path)
    try:
        return reader_of(path).read_documents(path, options)
    except OSError as error:
        raise TextmineError("no_access", path=path, fault=error.strerror or error) from error
