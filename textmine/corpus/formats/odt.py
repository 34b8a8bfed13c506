"""OpenDocument texts (.odt): paragraphs, tables of turns, tracked changes, notes, running heads."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from textmine.corpus.archive import BROKEN, check_archive
from textmine.corpus.formats.paragraphs import Grid, Run, cover_date, cover_title, lines_of, pieces_of
from textmine.corpus.labels import Line
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, Kind, Piece
from textmine.corpus.vocabulary import fold
from textmine.corpus.xmlfile import XmlStream, local
from textmine.errors import TextmineError

_WHITE: Final = re.compile(r"[ \t\r\n]+")
_HEADINGS: Final = ("heading", "titre", "title", "subtitle")
_ASIDE: Final[dict[str, Kind]] = {
    "note": "metadata",
    "annotation": "metadata",
    "tracked-changes": "metadata",
    "deletion": "noise",
    "text-box": "unattributed",
    "header": "noise",
    "header-left": "noise",
    "header-first": "noise",
    "footer": "noise",
    "footer-left": "noise",
    "footer-first": "noise",
}
_RUNNING: Final = frozenset(name for name in _ASIDE if name.startswith(("header", "footer")))
_BREAKS: Final = {"s": " ", "tab": "\t", "line-break": "\n"}
_CELLS: Final = frozenset({"table-cell", "covered-table-cell"})
_MOST_SPACES: Final = 1000


@dataclass(frozen=True, slots=True)
class _Style:
    """Looks that a style sets itself; None where it leaves them to its parent."""

    parent: str = ""
    heading: bool = False
    bold: bool | None = None
    italic: bool | None = None


@dataclass
class _Styles:
    """All styles of a document by name."""

    styles: dict[str, _Style] = field(default_factory=dict)

    def look(self, name: str) -> tuple[bool, bool | None, bool | None]:
        """Return (heading, bold, italic), what the style inherits included."""
        heading, bold, italic = False, None, None
        for _ in range(20):
            style = self.styles.get(name)
            if style is None:
                break
            heading = heading or style.heading
            bold = style.bold if bold is None else bold
            italic = style.italic if italic is None else italic
            name = style.parent
        return heading, bold, italic


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is being read."""

    number: int
    heading: bool
    depth: int
    runs: list[Run] = field(default_factory=list)


class _Reader:
    """Receives the elements of content.xml or styles.xml."""

    def __init__(self, styles: _Styles, first: int) -> None:
        self.blocks: list[Line | Grid] = []
        self.extra: list[Piece] = []
        self.numbered: list[int] = []
        self.paragraphs = first
        self._styles = styles
        self._style = ""
        self._tables: list[list[list[list[Line]]]] = []
        self._aside: list[Kind] = []
        self._in_body = 0
        self._lists = 0
        self._open: list[_Paragraph] = []
        self._looks: list[tuple[bool, bool]] = [(False, False)]

    def start(self, tag: str, attrib: dict[str, str], /) -> None:
        """Open an element."""
        name = local(tag)
        attributes = {local(key): value for key, value in attrib.items()}
        self._looks.append(self._look(name, attributes))
        if name in _ASIDE:
            self._aside.append(_ASIDE[name])
        if name in ("body", *_RUNNING):
            self._in_body += 1
        elif name in ("p", "h"):
            self._begin(name, attributes)
        elif name == "list":
            self._lists += 1
        elif name in _BREAKS:
            self._break(name, attributes)
        elif name.startswith("table") or name in _CELLS:
            self._open_table(name)
        else:
            self._read_style(name, attributes)

    def end(self, tag: str, /) -> None:
        """Close an element."""
        name = local(tag)
        self._looks.pop()
        if name in _ASIDE:
            self._aside.pop()
        if name in ("body", *_RUNNING):
            self._in_body -= 1
        elif name in ("p", "h"):
            self._finish(self._open.pop())
        elif name == "list":
            self._lists -= 1
        elif name == "table" and self._tables and not self._aside:
            self._close_table()
        elif name in ("style", "default-style"):
            self._style = ""

    def data(self, text: str, /) -> None:
        """Receive a run of text."""
        if self._in_body:
            self._add(_WHITE.sub(" ", text))

    def close(self) -> None:
        """Finish."""

    def _add(self, text: str) -> None:
        """Add text to the open paragraph, or report it when it belongs to no paragraph."""
        if self._open and self._open[-1].depth == len(self._aside):
            self._open[-1].runs.append(Run(text, *self._looks[-1]))
        elif text.strip():
            kind: Kind = self._aside[-1] if self._aside else "metadata"
            self.extra.append(Piece(kind, unicodedata.normalize("NFC", text.strip()), self.paragraphs))

    def _break(self, name: str, attributes: Mapping[str, str]) -> None:
        count = attributes.get("c", "1")
        times = min(int(count), _MOST_SPACES) if name == "s" and count.isdecimal() else 1
        self._add(_BREAKS[name] * times)

    def _open_table(self, name: str) -> None:
        if self._aside:
            return
        if name == "table":
            self._tables.append([])
        elif name == "table-row" and self._tables:
            self._tables[-1].append([])
        elif name in _CELLS and self._tables and self._tables[-1]:
            self._tables[-1][-1].append([])

    def _look(self, name: str, attributes: Mapping[str, str]) -> tuple[bool, bool]:
        if name not in ("p", "h", "span", "a"):
            return self._looks[-1]
        bold, italic = self._looks[-1]
        _, own_bold, own_italic = self._styles.look(attributes.get("style-name", ""))
        return bold if own_bold is None else own_bold, italic if own_italic is None else own_italic

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._aside:
            self.paragraphs += 1
        heading = name == "h" or self._styles.look(attributes.get("style-name", ""))[0]
        self._open.append(_Paragraph(self.paragraphs, heading, len(self._aside)))

    def _finish(self, paragraph: _Paragraph) -> None:
        """Put a paragraph's lines where they belong."""
        lines = lines_of(paragraph.runs, paragraph.number, is_heading=paragraph.heading)
        if self._aside:
            self.extra.extend(Piece(self._aside[-1], line.text, line.number) for line in lines)
            return
        if lines and self._lists and not paragraph.heading:
            self.numbered.append(paragraph.number)
        if self._tables and self._tables[-1] and self._tables[-1][-1]:
            self._tables[-1][-1][-1].extend(lines)
        else:
            self.blocks.extend(lines)

    def _close_table(self) -> None:
        """Make a table a block; one inside a cell adds its lines to the cell."""
        rows = self._tables.pop()
        if self._tables and self._tables[-1] and self._tables[-1][-1]:
            self._tables[-1][-1][-1].extend(line for row in rows for cell in row for line in cell)
        else:
            self.blocks.append(Grid(rows))

    def _read_style(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take a style's name and parent, or the look of its letters."""
        if name in ("style", "default-style"):
            self._style = attributes.get("name", f"default {attributes.get('family', '')}")
            shown = attributes.get("display-name", self._style.replace("_20_", " "))
            self._styles.styles[self._style] = _Style(
                attributes.get("parent-style-name", ""), heading=fold(shown).startswith(_HEADINGS)
            )
        elif name == "text-properties" and self._style:
            style = self._styles.styles[self._style]
            weight, posture = attributes.get("font-weight"), attributes.get("font-style")
            bold = None if weight is None else weight in ("bold", "600", "700", "800", "900")
            italic = None if posture is None else posture in ("italic", "oblique")
            self._styles.styles[self._style] = replace(style, bold=bold, italic=italic)


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    """Read an OpenDocument text.

    Parameters
    ----------
    path
        An .odt file.
    options
        Passed on to the search for labels.

    Returns
    -------
    list of Document
        One. Deleted text and running heads are reported as noise, notes and comments as metadata, text
        boxes as unattributed.

    Raises
    ------
    TextmineError
        ``archive_broken``, ``archive_too_large``, ``xml_broken`` or ``xml_entities``.
    """
    check_archive(path)
    styles = _Styles()
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            heads = _read(archive, "styles.xml", styles, path) if "styles.xml" in names else None
            body = _read(archive, "content.xml", styles, path)
    except BROKEN as error:
        raise TextmineError("archive_broken", file=path.name, kind="odt", problem=error) from error
    if heads:
        body.extra.extend(Piece(piece.kind, piece.text, body.paragraphs + 1) for piece in heads.extra)
    pieces, warnings = pieces_of(body.blocks, body.extra, options)
    if body.numbered:
        warnings.append(("automatic_numbers", {"line": body.numbered[0], "count": len(body.numbered)}))
    return [
        Document(
            path.stem,
            "odt",
            "utf-8",
            "declared",
            pieces,
            title=cover_title(body.blocks),
            date=cover_date(pieces),
            warnings=tuple(warnings),
        )
    ]


def _read(archive: zipfile.ZipFile, name: str, styles: _Styles, path: Path) -> _Reader:
    reader = _Reader(styles, 0)
    with archive.open(name) as stream:
        XmlStream(reader, file=f"{path.name}/{name}").read(stream)
    return reader
