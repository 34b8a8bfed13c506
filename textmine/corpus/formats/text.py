"""Labelled text, .txt and .md: ``Marie : bonjour``, names alone on a line, dash dialogues."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from textmine.corpus.clocks import iso_date
from textmine.corpus.conferences import label_talk
from textmine.corpus.encodings import decode
from textmine.corpus.lines import split_lines
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, Piece

_COVER: Final = 30


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    r"""Return the meeting that a labelled text holds.

    Parameters
    ----------
    path
        A text file in any of the encodings of `textmine.corpus.encodings.decode`.
    options
        Declared labels and agenda items.

    Raises
    ------
    TextmineError
        The content is not text.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "reunion.txt"
    ...     _ = path.write_text("E : Vous venez d'où ?\nR : De Lyon.", encoding="cp1252")
    ...     [document] = read_documents(path, ReadOptions())
    >>> document.encoding, [piece.speaker for piece in document.pieces if piece.kind == "speech"]
    ('cp1252', ['E', 'R'])
    """
    text, encoding, reason = decode(path.read_bytes(), file=path.name)
    lines = split_lines(text)
    del text  # the lines hold it once more
    pieces, warnings = label_talk(lines, options)
    return [
        Document(
            name=path.stem,
            format="text",
            encoding=encoding,
            encoding_reason=reason,
            pieces=tuple(pieces),
            title=_title(pieces),
            date=_date(pieces),
            warnings=tuple(warnings),
        )
    ]


def _title(pieces: list[Piece]) -> str:
    """Return the ``# title`` that stands before all speech, "" when there is none."""
    for piece in pieces:
        if piece.kind == "speech":
            return ""
        if piece.kind == "heading" and piece.text.lstrip().startswith("# "):
            return piece.text.lstrip("# \t\u00a0").strip()
    return ""


def _date(pieces: list[Piece]) -> str:
    """Return the date of the cover block, "" when there is none."""
    speech = next((at for at, piece in enumerate(pieces) if piece.kind == "speech"), len(pieces))
    cover = [piece.text for piece in pieces[: min(speech, _COVER)] if piece.kind in ("preamble", "heading")]
    for text in cover:
        for line in text.split("\n")[:_COVER]:
            day = iso_date(line)
            if day:
                return day
    return ""
