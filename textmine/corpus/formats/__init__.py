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
}
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
    """Return the name of the reader's module, by ending and, for text, by content.

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
    return "iramuteq" if name == "text" and path.is_file() and _is_starred(path.read_bytes()) else name


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
