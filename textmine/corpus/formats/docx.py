"""Word documents (.docx): paragraphs, tables of turns, tracked changes, notes, running heads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

from textmine.corpus.archive import BROKEN, check_archive
from textmine.corpus.formats.paragraphs import Grid, Run, cover_date, cover_title, lines_of, pieces_of
from textmine.corpus.labels import Line
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, Kind, Piece
from textmine.corpus.vocabulary import fold
from textmine.errors import TextmineError

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHARACTERS: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DELETED: Final = frozenset({f"{_W}del", f"{_W}moveFrom"})
_PART_NAME: Final = re.compile(r"/word/([a-z]+)\d*\.xml")
_HEADINGS: Final = ("heading", "titre", "title", "subtitle")
_PARTS: Final[dict[str, Kind]] = {
    "header": "noise",
    "footer": "noise",
    "footnotes": "metadata",
    "endnotes": "metadata",
    "comments": "metadata",
}


class _Look(NamedTuple):
    """How a style makes a paragraph or a run look."""

    heading: bool = False
    bold: bool = False
    italic: bool = False
    numbered: bool = False


_PLAIN: Final = _Look()


@dataclass
class _Body:
    """The body as read so far: blocks in order, and what is not its text."""

    styles: dict[str, _Look]
    blocks: list[Line | Grid] = field(default_factory=list)
    extra: list[Piece] = field(default_factory=list)
    paragraphs: int = 0
    numbered: list[int] = field(default_factory=list)

    def lines(self, paragraph: Any) -> list[Line]:  # noqa: ANN401 - lxml has no types
        """Return the lines of a paragraph; its deletions and text boxes go to `extra`."""
        self.paragraphs += 1
        number = self.paragraphs
        look = self._look(paragraph.find(f"{_W}pPr"))
        lines = lines_of(self._runs(paragraph, look, number), number, is_heading=look.heading)
        if lines and look.numbered and not look.heading:
            self.numbered.append(number)
        return lines

    def _look(self, properties: Any) -> _Look:  # noqa: ANN401
        """Return the look of a paragraph by its style and its own properties."""
        if properties is None:
            return self.styles.get("", _PLAIN)
        style = properties.find(f"{_W}pStyle")
        look = self.styles.get("" if style is None else style.get(f"{_W}val"), _PLAIN)
        level = properties.find(f"{_W}outlineLvl")
        return look._replace(
            heading=look.heading or (level is not None and level.get(f"{_W}val") != "9"),
            numbered=look.numbered or properties.find(f"{_W}numPr") is not None,
        )

    def _runs(self, element: Any, look: _Look, number: int) -> Iterator[Run]:  # noqa: ANN401
        """Yield the text of an element and its children, in order."""
        for child in element.iterchildren(tag="*"):
            name = child.tag.rpartition("}")[2]
            if child.tag in _DELETED or child.tag == _FALLBACK or name in ("delText", "txbxContent"):
                self._aside(child, number)
            elif name == "r":
                yield from self._runs(child, self._run_look(child, look), number)
            elif name == "t":
                yield Run((child.text or "").replace("\n", " "), look.bold, look.italic)
            elif name in _CHARACTERS:
                yield Run(_CHARACTERS[name], look.bold, look.italic)
            elif not name.endswith("Pr"):
                yield from self._runs(child, look, number)

    def _run_look(self, run: Any, look: _Look) -> _Look:  # noqa: ANN401
        properties = run.find(f"{_W}rPr")
        if properties is None:
            return look
        style = properties.find(f"{_W}rStyle")
        own = _PLAIN if style is None else self.styles.get(style.get(f"{_W}val"), _PLAIN)
        return look._replace(
            bold=_toggle(properties, "b", look.bold or own.bold),
            italic=_toggle(properties, "i", look.italic or own.italic),
        )

    def _aside(self, element: Any, number: int) -> None:  # noqa: ANN401
        """Report the text of a deletion, a text box, or a copy for old readers."""
        boxed = element.tag == f"{_W}txbxContent" and next(element.iterancestors(_FALLBACK), None) is None
        for text in _texts(element):
            self.extra.append(Piece("unattributed" if boxed else "noise", text, number))


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    """Read a Word document.

    Parameters
    ----------
    path
        A .docx file.
    options
        Passed on to the search for labels.

    Returns
    -------
    list of Document
        One. Text that was inserted with tracked changes is text, deleted text is reported as noise;
        running heads are noise, footnotes and comments metadata, text boxes unattributed.

    Raises
    ------
    TextmineError
        ``archive_broken`` or ``archive_too_large``.
    """
    check_archive(path)
    body = _read(path)
    pieces, warnings = pieces_of(body.blocks, body.extra, options)
    if body.numbered:
        warnings.append(("automatic_numbers", {"line": body.numbered[0], "count": len(body.numbered)}))
    return [
        Document(
            path.stem,
            "docx",
            "utf-8",
            "declared",
            pieces,
            title=cover_title(body.blocks),
            date=cover_date(pieces),
            warnings=tuple(warnings),
        )
    ]


def _read(path: Path) -> _Body:
    """Return the body as read; python-docx meets broken files with many an exception."""
    import docx  # heavy: lxml
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(str(path))
        package = document.part.package
        body = _Body(_styles(package))
        _walk(document.element.body, body)
        body.extra.extend(_other_parts(package, body.paragraphs + 1))
    except (*BROKEN, OpcError, SyntaxError, AttributeError, TypeError, IndexError) as error:
        raise TextmineError("archive_broken", file=path.name, kind="docx", problem=error) from error
    if document.element.getroottree().docinfo.doctype:
        raise TextmineError("xml_external", file=f"{path.name}/word/document.xml", line=1)
    return body


def _styles(package: Any) -> dict[str, _Look]:  # noqa: ANN401
    """Return the look of each style by its id, what it inherits included; "" is the default style."""
    root = package.main_document_part.styles.element
    elements = {style.get(f"{_W}styleId"): style for style in root.iter(f"{_W}style")}
    looks: dict[str, _Look] = {}

    def look(identifier: str, depth: int = 0) -> _Look:
        if identifier not in looks and identifier in elements and depth < 20:
            style = elements[identifier]
            based = style.find(f"{_W}basedOn")
            inherited = _PLAIN if based is None else look(based.get(f"{_W}val"), depth + 1)
            looks[identifier] = _style(style, inherited)
        return looks.get(identifier, _PLAIN)

    for identifier, style in elements.items():
        look(identifier)
        if style.get(f"{_W}default") == "1" and style.get(f"{_W}type") == "paragraph":
            looks[""] = looks[identifier]
    return looks


def _style(style: Any, inherited: _Look) -> _Look:  # noqa: ANN401
    """Return the look of a style on top of what it inherits."""
    name = style.find(f"{_W}name")
    words = fold("" if name is None else name.get(f"{_W}val", "")).split()
    properties = style.find(f"{_W}rPr")
    return _Look(
        heading=inherited.heading or (bool(words) and words[0] in _HEADINGS),
        bold=inherited.bold if properties is None else _toggle(properties, "b", inherited.bold),
        italic=inherited.italic if properties is None else _toggle(properties, "i", inherited.italic),
        numbered=inherited.numbered or style.find(f"{_W}pPr/{_W}numPr") is not None,
    )


def _toggle(properties: Any, name: str, otherwise: bool) -> bool:  # noqa: ANN401
    """Return a switch such as ``<w:b w:val="0"/>``."""
    switch = properties.find(f"{_W}{name}")
    return otherwise if switch is None else switch.get(f"{_W}val", "1") not in ("0", "false", "off", "none")


def _walk(element: Any, body: _Body) -> None:  # noqa: ANN401
    """Read paragraphs and tables, also inside content controls."""
    for child in element.iterchildren(tag="*"):
        if child.tag == f"{_W}p":
            body.blocks.extend(body.lines(child))
        elif child.tag == f"{_W}tbl":
            body.blocks.append(
                Grid([_row(row, body) for row in child.iterdescendants(f"{_W}tr") if _owner(row) is child])
            )
        elif not child.tag.endswith("Pr"):
            _walk(child, body)


def _owner(row: Any) -> Any:  # noqa: ANN401
    return next(row.iterancestors(f"{_W}tbl"))


def _row(row: Any, body: _Body) -> list[list[Line]]:  # noqa: ANN401
    """Return the cells of a row; tables inside a cell are lines of it."""
    cells = []
    for cell in row.iterdescendants(f"{_W}tc"):
        if next(cell.iterancestors(f"{_W}tr")) is row:
            paragraphs = (p for p in cell.iterdescendants(f"{_W}p") if not _boxed(p, cell))
            cells.append([line for paragraph in paragraphs for line in body.lines(paragraph)])
    return cells


def _boxed(paragraph: Any, cell: Any) -> bool:  # noqa: ANN401
    """Tell whether a paragraph lies in a text box of another paragraph of the cell."""
    for parent in paragraph.iterancestors():
        if parent is cell:
            return False
        if parent.tag == f"{_W}p":
            return True
    return False


def _texts(element: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield the text of an element, paragraph by paragraph."""

    def paragraph(part: Any) -> int:  # noqa: ANN401
        return id(next(part.iterancestors(f"{_W}p"), None))

    for _, parts in groupby(element.iter("{*}t", f"{_W}delText"), key=paragraph):
        text = unicodedata.normalize("NFC", "".join(part.text or "" for part in parts))
        if text.strip():
            yield text


def _other_parts(package: Any, line: int) -> Iterator[Piece]:  # noqa: ANN401
    """Yield the text of running heads, notes and comments."""
    from docx.oxml import parse_xml

    for part in package.iter_parts():
        match = _PART_NAME.fullmatch(part.partname)
        if match and (kind := _PARTS.get(match[1])):
            for text in _texts(parse_xml(part.blob)):
                yield Piece(kind, text, line)
