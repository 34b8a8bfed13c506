"""Small Word and OpenDocument files from lines of text, for transcripts whose right reading is known."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

_MARKUP: Final = re.compile(r"\*\*(?P<bold>.+?)\*\*|//(?P<italic>.+?)//|\^\[(?P<note>.+?)\]"
                            r"|\{\+(?P<new>.+?)\+\}|\{-(?P<old>.+?)-\}|(?P<line>↵)")  # fmt: skip
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_STYLES: Final = (
    f"{_HEAD}<w:styles {_W}>"
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="Titre{n}"><w:name w:val="heading {n}"/></w:style>'
        for n in (1, 2)
    )
    + "</w:styles>"
)
_ODF: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES: Final = " ".join(
    f'xmlns:{short}="{_ODF}{long}:1.0"'
    for short, long in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
    )
)


def write_document(path: Path, source: str, *, header: str = "", footer: str = "") -> None:
    r"""Write a .docx or .odt whose paragraphs are the lines of a text.

    Parameters
    ----------
    path
        File to write; its ending says which format.
    source
        One line a paragraph: ``**bold**``, ``//italic//``, ``# heading``, ``| cell | cell |``, ``^[note]``,
        ``{+inserted+}``, ``{-deleted-}`` and ``↵`` for a line break.
    header, footer
        Running head and foot, .docx only.

    Examples
    --------
    >>> import tempfile
    >>> from textmine.corpus.reading import read
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_document(Path(folder) / "a.docx", "**Qui ?**\nMoi.\n**Où ?**\nLà.")
    ...     read(Path(folder) / "a.docx").turns["text"].to_list()
    ['Qui ?', 'Moi.', 'Où ?', 'Là.']
    """
    writing = _write_docx if path.suffix == ".docx" else _write_odt
    writing(path, source.strip("\n").split("\n"), header, footer)


def _blocks(lines: list[str]) -> Iterator[str | list[list[str]]]:
    """Yield paragraphs, and tables as rows of cells."""
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        if rows:
            yield rows
            rows = []
        if line:
            yield line


@dataclass
class _Notes:
    """Footnotes met so far."""

    texts: list[str] = field(default_factory=list)


def _runs(text: str, run: Callable[[str, str], str]) -> str:
    """Return the runs of a paragraph; `run` makes one of its text and kind."""
    found, end = [], 0
    for match in _MARKUP.finditer(text):
        found.append(run(text[end : match.start()], "plain"))
        found.append(run(match[match.lastgroup or 0], match.lastgroup or "plain"))
        end = match.end()
    return "".join([*found, run(text[end:], "plain")])


def _level(line: str) -> tuple[int, str]:
    text = line.lstrip("#")
    return len(line) - len(text), text.strip() if text != line else line


def _write_docx(path: Path, lines: list[str], header: str, footer: str) -> None:
    notes = _Notes()

    def run(text: str, kind: str) -> str:
        look = {"bold": "<w:rPr><w:b/></w:rPr>", "italic": "<w:rPr><w:i/></w:rPr>"}.get(kind, "")
        tag = "delText" if kind == "old" else "t"
        made = f'<w:r>{look}<w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'
        if kind == "line":
            return "<w:r><w:br/></w:r>"
        if kind == "note":
            notes.texts.append(text)
            return f'<w:r><w:footnoteReference w:id="{len(notes.texts)}"/></w:r>'
        change = {"new": "ins", "old": "del"}.get(kind)
        return f'<w:{change} w:id="9" w:author="a">{made}</w:{change}>' if change else made if text else ""

    def paragraph(line: str) -> str:
        level, text = _level(line)
        style = f'<w:pPr><w:pStyle w:val="Titre{level}"/></w:pPr>' if level else ""
        return f"<w:p>{style}{_runs(text, run)}</w:p>"

    body = ""
    for block in _blocks(lines):
        if isinstance(block, str):
            body += paragraph(block)
        else:
            rows = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in block)
            body += f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    parts = {"document": f"<w:document {_W}><w:body>{body}</w:body></w:document>"}
    if header:
        parts["header"] = f"<w:hdr {_W}>{paragraph(header)}</w:hdr>"
    if footer:
        parts["footer"] = f"<w:ftr {_W}>{paragraph(footer)}</w:ftr>"
    if notes.texts:
        each = enumerate(notes.texts, 1)
        inner = "".join(f'<w:footnote w:id="{n}">{paragraph(text)}</w:footnote>' for n, text in each)
        parts["footnotes"] = f"<w:footnotes {_W}>{inner}</w:footnotes>"
    _zip_docx(path, parts)


def _zip_docx(path: Path, parts: dict[str, str]) -> None:
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_OFFICE}{name}{_main(name)}+xml"/>'
        for name in (*parts, "styles")
    )
    links = "".join(
        f'<Relationship Id="r{name}" Type="{_RELATIONS}/{name}" Target="{name}.xml"/>'
        for name in (*parts, "styles")
        if name != "document"
    )
    start = f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/>'
    default = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    files = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{default}{types}</Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{start}</Relationships>',
        "word/_rels/document.xml.rels":
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        "word/styles.xml": _STYLES,
        **{f"word/{name}.xml": _HEAD + xml for name, xml in parts.items()},
    }  # fmt: skip
    _zip(path, files)


def _main(name: str) -> str:
    return ".main" if name == "document" else ""


def _zip(path: Path, files: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)


def _write_odt(path: Path, lines: list[str], header: str, footer: str) -> None:
    del header, footer

    def run(text: str, kind: str) -> str:
        if kind == "line":
            return "<text:line-break/>"
        if kind == "note":
            inner = f"<text:note-body><text:p>{escape(text)}</text:p></text:note-body>"
            return f"<text:note><text:note-citation>1</text:note-citation>{inner}</text:note>"
        span = f'<text:span text:style-name="{kind}">{escape(text)}</text:span>'
        return escape(text) if kind == "plain" else span

    def paragraph(line: str) -> str:
        level, text = _level(line)
        tag = "h" if level else "p"
        return f"<text:{tag}>{_runs(text, run)}</text:{tag}>"

    body = ""
    for block in _blocks(lines):
        if isinstance(block, str):
            body += paragraph(block)
        else:
            cells = (
                "".join(f"<table:table-cell>{paragraph(cell)}</table:table-cell>" for cell in row)
                for row in block
            )
            rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
            body += f"<table:table>{rows}</table:table>"
    styles = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {look}/></style:style>'
        for name, look in (("bold", 'fo:font-weight="bold"'), ("italic", 'fo:font-style="italic"'))
    )
    content = (
        f"{_HEAD}<office:document-content {_NAMES}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    _zip(path, {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})
