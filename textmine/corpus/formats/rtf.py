"""Rich text, .rtf: paragraphs, tables of turns, bold and italics, hidden and deleted text, notes."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from textmine.corpus.formats import rtf_words as words
from textmine.corpus.formats.paragraphs import Grid, Run, cover_date, cover_title, lines_of, pieces_of
from textmine.corpus.labels import Line
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, Kind, Piece
from textmine.corpus.vocabulary import fold
from textmine.errors import TextmineError

_TOKEN: Final = re.compile(
    rb"\\(?:([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|'([0-9a-fA-F]{2})|(\r\n|[^a-zA-Z']|'))"
    rb"|([{}])|[\r\n]+|([^\\{}\r\n]+)|(\\)"
)
_HEADINGS: Final = ("heading", "titre", "title", "subtitle")
_DEEPEST: Final = 2000


class _State(NamedTuple):
    """What holds inside a group."""

    bold: bool = False
    italic: bool = False
    hidden: bool = False
    deleted: bool = False
    heading: bool = False
    in_table: bool = False
    silent: str = ""
    aside: Kind | str = ""
    page: str = ""
    skip: int = 1


@dataclass
class _Reader:
    """The document as read so far."""

    page: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    headings: set[int] = field(default_factory=set)
    blocks: list[Line | Grid] = field(default_factory=list)
    extra: list[Piece] = field(default_factory=list)
    paragraphs: int = 0
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    too_deep: int = 0
    star: bool = False
    first: bool = False
    skipped: int = 0
    raw: bytearray = field(default_factory=bytearray)
    runs: list[Run] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    rows: list[list[list[Line]]] = field(default_factory=list)
    cells: list[list[Line]] = field(default_factory=list)
    cell: list[Line] = field(default_factory=list)
    table_text: list[str] = field(default_factory=list)
    number: int = 0

    def read(self, data: bytes) -> None:
        """Read all tokens."""
        at = 0
        while at < len(data):
            match = _TOKEN.match(data, at)
            if match is None:  # cannot be: every byte begins a token
                break
            at = match.end()
            at += self._token(match)
        self.finish()

    def _token(self, match: re.Match[bytes]) -> int:
        """Read one token; return how many bytes after it are binary data."""
        word, number, code, symbol, brace, text, _ = match.groups()
        if code is not None:
            self._bytes(bytes([int(code, 16)]))
        elif text is not None:
            self._bytes(text)
        elif word is not None:
            return self._word(word.decode("ascii"), int(number) if number else None)
        elif brace is not None:
            self._brace(brace)
        elif symbol is not None:
            self._symbol(symbol.decode("latin-1"))
        return 0

    def _brace(self, brace: bytes) -> None:
        self._flush_bytes()
        self.skipped = 0
        if brace == b"{":
            if len(self.stack) < _DEEPEST:
                self.stack.append(self.state)
                self.first = True
            else:
                self.too_deep += 1
        elif self.too_deep:
            self.too_deep -= 1
        elif self.stack:
            before, self.state = self.state, self.stack.pop()
            if before.aside and before.aside != self.state.aside:
                self._end_aside(before.aside)
            if before.silent and not self.state.silent:
                self._end_silent(before.silent)
        self.star = False

    def _symbol(self, symbol: str) -> None:
        self._flush_bytes()
        if symbol == "*":
            self.star = True
        elif symbol in words.ESCAPED:
            self._bytes(symbol.encode("ascii"))
        else:
            self._say(words.SYMBOLS.get(symbol, ""))

    def _word(self, word: str, number: int | None) -> int:
        if word == "u":
            self._unicode(number or 0)
            return 0
        self._flush_bytes()
        first, self.first = self.first, False
        star, self.star = self.star, False
        if word == "bin":
            return max(0, number or 0)
        if word == "ud":  # the Unicode form of the group before it
            self.state = self.state._replace(silent="")
        elif word in words.SILENT or (star and word not in words.ASIDE and word not in words.KEPT):
            self.state = self.state._replace(silent=self.state.silent or word)
        elif word in words.ASIDE and first:
            self.state = self.state._replace(aside=self.state.aside or words.ASIDE[word])
        elif word in words.SIGNS:
            self._say(words.SIGNS[word])
        elif word in ("cell", "row", "nestcell", "nestrow"):
            self._table(word)
        else:
            self._look(word, number)
        return 0

    def _look(self, word: str, number: int | None) -> None:
        """Read a word that changes the look of what follows, or how its bytes are decoded."""
        state, on = self.state, number != 0
        if word in words.PAGES:
            self.page = words.PAGES[word]
        elif word == "ansicpg":
            self.page = _known(f"cp{number}") or _known("mac_roman" if number == 10000 else "") or self.page
        elif state.silent in ("fonttbl", "stylesheet"):
            self._definition(word, number)
        elif word == "f":
            self.state = state._replace(page=self.fonts.get(number or 0, ""))
        elif word == "uc":
            self.state = state._replace(skip=max(0, min(number or 0, 8)))
        elif word in ("pard", "s", "outlinelevel"):
            heading = word == "outlinelevel" or (word == "s" and (number or 0) in self.headings)
            kept = state.in_table and word != "pard"
            self.state = state._replace(heading=heading or (state.heading and word == "s"), in_table=kept)
        elif word == "intbl":
            self.state = state._replace(in_table=True)
        elif word == "plain":
            self.state = state._replace(bold=False, italic=False, hidden=False, deleted=False)
        elif word in ("b", "i", "v", "deleted"):
            name = {"b": "bold", "i": "italic", "v": "hidden", "deleted": "deleted"}[word]
            self.state = state._replace(**{name: on})  # type: ignore[arg-type]

    def _definition(self, word: str, number: int | None) -> None:
        """Read a word of the table of fonts or styles."""
        if word in ("f", "s"):
            self.number = number or 0
        elif word == "fcharset" and number in words.CHARSETS and number != 0:
            self.fonts[self.number] = words.CHARSETS[number]

    def _bytes(self, data: bytes) -> None:
        """Keep bytes of text, but for those that stand in for a Unicode character."""
        self.first = False
        if self.skipped:
            cut = min(self.skipped, len(data))
            self.skipped -= cut
            data = data[cut:]
        self.raw += data

    def _unicode(self, number: int) -> None:
        self._flush_bytes()
        self.first = False
        self._say(chr(number % 65536))
        self.skipped = self.state.skip

    def _flush_bytes(self) -> None:
        if self.raw:
            data, self.raw = bytes(self.raw), bytearray()
            self._say(data.decode(self.state.page or self.page, "replace"))

    def _say(self, text: str) -> None:
        state = self.state
        if state.silent:
            self.table_text.append(text)
            if state.silent == "stylesheet" and ";" in text:
                if fold("".join(self.table_text)).startswith(_HEADINGS):
                    self.headings.add(self.number)
                self.table_text, self.number = [], 0
            return
        if state.aside:
            self.asides.append(text)
            return
        if text == "\n\n":
            self.flush()
        elif state.hidden or state.deleted:
            self.unseen.append(text)
        else:
            self.runs.append(Run(text, state.bold, state.italic))

    def _piece(self, kind: Kind | str, text: str) -> Iterator[Piece]:
        for line in lines_of([Run(_paired(text))], self.paragraphs):
            known: Kind = "metadata" if kind == "metadata" else "noise" if kind == "noise" else "unattributed"
            yield Piece(known, line.text.strip(), self.paragraphs)

    def _end_aside(self, kind: Kind | str) -> None:
        text, self.asides = "".join(self.asides), []
        self.extra.extend(self._piece(kind, text))

    def _end_silent(self, word: str) -> None:
        self.table_text = []

    def flush(self) -> None:
        """End the paragraph."""
        runs, self.runs = self.runs, []
        unseen, self.unseen = self.unseen, []
        if unseen:
            self.extra.extend(self._piece("noise", "".join(unseen)))
        if not any(run.text.strip() for run in runs):
            return
        self.paragraphs += 1
        paired = _paired_runs(runs)
        lines = lines_of(paired, self.paragraphs, is_heading=self.state.heading)
        if self.state.in_table:
            self.cell.extend(lines)
        else:
            self._end_table()
            self.blocks.extend(lines)

    def _table(self, word: str) -> None:
        """End a cell or a row; nested tables are lines of their cell."""
        if self.state.silent or self.state.aside:
            return
        if not self.state.in_table:
            self.state = self.state._replace(in_table=True)
        self.flush()
        if word == "cell":
            self.cells.append(self.cell)
            self.cell = []
        elif word == "row" and (self.cells or self.cell):
            self.rows.append([*self.cells, self.cell] if self.cell else self.cells)
            self.cells, self.cell = [], []

    def _end_table(self) -> None:
        if self.cells or self.cell:
            self.rows.append([*self.cells, self.cell])
            self.cells, self.cell = [], []
        if self.rows:
            self.blocks.append(Grid(self.rows))
            self.rows = []

    def finish(self) -> None:
        """End all that is open."""
        self._flush_bytes()
        if self.asides:
            self._end_aside(self.state.aside or "noise")
        self.flush()
        self._end_table()


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""


def _paired(text: str) -> str:
    r"""Return text with characters beyond U+FFFF, which RTF writes as two halves, made whole."""
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return unicodedata.normalize("NFC", text.replace("\0", "\ufffd"))


def _paired_runs(runs: list[Run]) -> list[Run]:
    """Join runs of one look, so that no pair of halves is cut."""
    joined: list[tuple[list[str], Run]] = []
    for run in runs:
        if joined and joined[-1][1][1:] == run[1:]:
            joined[-1][0].append(run.text)
        else:
            joined.append(([run.text], run))
    return [run._replace(text=_paired("".join(parts))) for parts, run in joined]


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    r"""Read a rich text.

    Parameters
    ----------
    path
        An .rtf file.
    options
        Passed on to the search for labels.

    Returns
    -------
    list of Document
        One. Hidden and deleted text and running heads are noise; notes, comments and the document's
        description metadata; text boxes unattributed.

    Raises
    ------
    TextmineError
        ``rtf_broken``: the file does not begin as one.

    Notes
    -----
    Rich Text Format Specification 1.9.1: bytes are of the code page of the font, else of the document;
    ``\\u`` is a UTF-16 unit, and the ``\\uc`` characters after it stand in for it.
    """
    data = path.read_bytes().removeprefix(codecs.BOM_UTF8).lstrip()
    if not data.startswith(b"{\\rtf"):
        raise TextmineError("rtf_broken", file=path.name)
    reader = _Reader()
    reader.read(data)
    pieces, warnings = pieces_of(reader.blocks, reader.extra, options)
    return [
        Document(
            path.stem,
            "rtf",
            reader.page,
            "declared",
            pieces,
            title=cover_title(reader.blocks),
            date=cover_date(pieces),
            warnings=tuple(warnings),
        )
    ]
