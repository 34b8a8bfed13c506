"""Web pages, .html and .htm: paragraphs, list items, tables of turns, questions in bold."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from textmine.corpus.encodings import Decoded, decode
from textmine.corpus.formats.paragraphs import Grid, Run, cover_date, cover_title, lines_of, pieces_of
from textmine.corpus.labels import Line
from textmine.corpus.markup import Token, cut_markup
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, Kind, Piece

_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_WHITE: Final = re.compile(r"[ \t\r\n\f]+")
_BLOCKS: Final = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol optgroup option p "
    "pre section summary table tbody td tfoot th thead title tr ul".split()
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_VOID: Final = frozenset(
    "area base basefont bgsound br col embed frame hr img input link meta param source track wbr".split()
)
_ASIDE: Final[dict[str, Kind]] = {
    "script": "noise",
    "style": "noise",
    "template": "noise",
    "iframe": "noise",
    "noscript": "noise",
    "nav": "noise",
    "title": "metadata",
    "del": "noise",
    "s": "noise",
    "strike": "noise",
}
_CLOSES: Final = {  # what a start tag closes, and where the search for it stops
    "p": ({"p"}, {"td", "th", "li", "div", "table", "body", "dd", "dt"}),
    "li": ({"li"}, {"ul", "ol", "menu", "table"}),
    "td": ({"td", "th"}, {"table"}),
    "th": ({"td", "th"}, {"table"}),
    "tr": ({"tr"}, {"table"}),
    "dt": ({"dt", "dd"}, {"dl", "table"}),
    "dd": ({"dt", "dd"}, {"dl", "table"}),
    "option": ({"option"}, {"select"}),
    "body": ({"head"}, set()),
}
_REACH: Final = 24
_BOLD: Final = re.compile(r"font-weight\s*:\s*(bold|bolder|[6-9]00)")
_ITALIC: Final = re.compile(r"font-style\s*:\s*(italic|oblique)")
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all")


class _Look(NamedTuple):
    """What an open element does to the text in it; kind "" is text of the page."""

    name: str
    bold: bool = False
    italic: bool = False
    heading: bool = False
    kind: Kind | str = ""
    pre: bool = False


@dataclass
class Page:
    """A page as read so far: blocks in order, and what is not its text."""

    blocks: list[Line | Grid] = field(default_factory=list)
    extra: list[Piece] = field(default_factory=list)
    paragraphs: int = 0
    _open: list[_Look] = field(default_factory=lambda: [_Look("")])
    _names: Counter[str] = field(default_factory=Counter)
    _runs: list[Run] = field(default_factory=list)
    _asides: list[str] = field(default_factory=list)
    _heading: bool = False
    _tables: list[list[list[list[Line]]]] = field(default_factory=list)

    def take(self, token: Token) -> None:
        """Read a token."""
        if token.kind == "text":
            self._text(token.text)
        elif token.kind == "comment":
            self._aside("noise", token.text)
        elif token.kind == "start":
            self._start(token.text, token.attributes)
        elif self._names[token.text]:
            self._close_to(token.text)
        elif token.text in _BLOCKS:
            self.flush()

    def _text(self, text: str) -> None:
        look = self._open[-1]
        if look.kind:
            self._asides.append(text)
            return
        text = text.replace("\r\n", "\n").replace("\r", "\n") if look.pre else _WHITE.sub(" ", text)
        self._runs.append(Run(text, look.bold, look.italic))
        self._heading = self._heading or (look.heading and bool(text.strip()))

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._close_implied(name)
        if name == "br":
            target = self._asides if self._open[-1].kind else None
            self._runs.append(Run("\n")) if target is None else target.append("\n")
            return
        if name in _BLOCKS:
            self.flush()
        if name in _VOID:
            return
        above = self._open[-1]
        look = _look(name, attributes, above)
        if look.kind != above.kind:
            self._end_aside(above)
        self._open.append(look)
        self._names[name] += 1
        if not look.kind:
            self._open_table(name)

    def _close_implied(self, name: str) -> None:
        """Close the elements whose end tag may be left out."""
        closes, stops = _CLOSES.get(name, (set(), set()))
        if not any(self._names[one] for one in closes):
            return
        for depth in range(len(self._open) - 1, max(0, len(self._open) - _REACH), -1):
            found = self._open[depth].name
            if found in closes:
                while len(self._open) > depth:
                    self._pop()
                return
            if found in stops:
                return

    def _close_to(self, name: str) -> None:
        while self._open[-1].name != name:
            self._pop()
        self._pop()

    def _pop(self) -> None:
        look = self._open.pop()
        self._names[look.name] -= 1
        if look.kind != self._open[-1].kind:
            self._end_aside(look)
        if look.name in _BLOCKS:
            self.flush()
        if look.name == "table" and not look.kind and self._tables:
            self._close_table()

    def _end_aside(self, look: _Look) -> None:
        if self._asides and look.kind:
            self._aside(look.kind, "".join(self._asides))
        self._asides = []

    def _aside(self, kind: Kind | str, text: str) -> None:
        number = self.paragraphs
        for line in lines_of([Run(text)], number):
            self.extra.append(Piece("metadata" if kind == "metadata" else "noise", line.text.strip(), number))

    def flush(self) -> None:
        """End the paragraph."""
        if not self._runs:
            return
        runs, self._runs = self._runs, []
        heading, self._heading = self._heading, False
        if not any(run.text.strip() for run in runs):
            return
        self.paragraphs += 1
        lines = lines_of(runs, self.paragraphs, is_heading=heading)
        if self._tables and self._tables[-1] and self._tables[-1][-1]:
            self._tables[-1][-1][-1].extend(lines)
        else:
            self.blocks.extend(lines)

    def _open_table(self, name: str) -> None:
        if name == "table":
            self._tables.append([])
        elif name == "tr" and self._tables:
            self._tables[-1].append([])
        elif name in ("td", "th") and self._tables:
            if not self._tables[-1]:
                self._tables[-1].append([])
            self._tables[-1][-1].append([])

    def _close_table(self) -> None:
        rows = [row for row in self._tables.pop() if row]
        if self._tables and self._tables[-1] and self._tables[-1][-1]:
            self._tables[-1][-1][-1].extend(line for row in rows for cell in row for line in cell)
        elif rows:
            self.blocks.append(Grid(rows))

    def close(self) -> None:
        """End all that is open."""
        while len(self._open) > 1:
            self._pop()
        self.flush()


def _look(name: str, attributes: Mapping[str, str], above: _Look) -> _Look:
    """Return what an element does, on top of what is open around it."""
    style = attributes.get("style", "").lower()
    hidden = "hidden" in attributes or (bool(style) and bool(_HIDDEN.search(style)))
    return _Look(
        name,
        above.bold or name in ("b", "strong") or bool(style and _BOLD.search(style)),
        above.italic or name in ("i", "em") or bool(style and _ITALIC.search(style)),
        above.heading or name in _HEADINGS,
        above.kind or _ASIDE.get(name, "") or ("noise" if hidden else ""),
        above.pre or name in ("pre", "textarea", "xmp"),
    )


def read_page(source: str) -> Page:
    """Return the paragraphs and tables of an HTML text, and what is not its text.

    Examples
    --------
    >>> page = read_page("<h1>Bilan</h1><p><b>Marie</b> : oui<p>Paul : non<script>x()</script>")
    >>> [(line.text, line.is_heading, line.bold_prefix) for line in page.blocks]
    [('Bilan', True, 0), ('Marie : oui', False, 5), ('Paul : non', False, 0)]
    >>> [(piece.kind, piece.text) for piece in page.extra]
    [('noise', 'x()')]
    """
    page = Page()
    for token in cut_markup(source):
        page.take(token)
    page.close()
    return page


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    """Read a web page.

    Parameters
    ----------
    path
        A .html or .htm file, in the encoding that it declares if its bytes are of it.
    options
        Passed on to the search for labels.

    Returns
    -------
    list of Document
        One. Scripts, styles, comments, menus, hidden and struck text are noise, the title metadata.
    """
    data = path.read_bytes()
    decoded = _decoded(data, path.name)
    page = read_page(decoded.text)
    pieces, warnings = pieces_of(page.blocks, page.extra, options)
    told = next((piece.text for piece in page.extra if piece.kind == "metadata"), "")
    return [
        Document(
            path.stem,
            "html",
            decoded.encoding,
            decoded.reason,
            pieces,
            title=cover_title(page.blocks) or told,
            date=cover_date(pieces),
            warnings=tuple(warnings),
        )
    ]


def _decoded(data: bytes, file: str) -> Decoded:
    """Return the text, in the declared encoding where the bytes bear it out."""
    usual = decode(data, file=file, is_talk=False)
    declared = _CHARSET.search(data[:4096])
    if declared is None or usual.reason != "best share of French letters":
        return usual
    try:
        name = codecs.lookup(declared[1].decode("ascii", "replace")).name
        name = "cp1252" if name in ("iso8859-1", "ascii") else name
        text = data.decode(name)
    except (LookupError, UnicodeError):
        return usual
    return Decoded(decode(text.encode("utf-8", "replace"), file=file, is_talk=False).text, name, "declared")
