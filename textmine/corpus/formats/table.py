"""Tables of turns: .csv, .tsv and .parquet, one row a turn."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from textmine.corpus.clocks import iso_date
from textmine.corpus.encodings import decode
from textmine.corpus.formats.tei_header import seconds_of
from textmine.corpus.formats.words import declared_role, guess_columns
from textmine.corpus.limits import MAX_BYTES, MAX_LINES
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, Piece
from textmine.corpus.vocabulary import fold
from textmine.errors import TextmineError

Warnings = list[tuple[str, dict[str, object]]]
_DELIMITERS: Final = ",;\t|"
_SAMPLE: Final = 50
_KINDS: Final = ("speech", "interruption")
_BATCH: Final = 512
_OWN: Final = ("text", "speaker", "start", "end", "agenda")


@dataclass
class _Table:
    """A table's titles, its rows, and what decided how to read it."""

    titles: list[str]
    rows: Iterable[list[str]]
    encoding: str
    reason: str
    first: int = 2


@dataclass
class _Meeting:
    """The pieces of one meeting so far."""

    pieces: list[Piece] = field(default_factory=list)
    date: str = ""
    agenda: str = ""
    warnings: dict[str, dict[str, object]] = field(default_factory=dict)

    def warn(self, key: str, **facts: object) -> None:
        """Keep a warning; the first of each sort."""
        self.warnings.setdefault(key, facts)


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    """Read a table of turns.

    Parameters
    ----------
    path
        .csv or .tsv (separator and encoding are found) or .parquet; the first row of text names columns.
    options
        ``columns`` says which column holds what; else they are known by their usual names.

    Returns
    -------
    list of Document
        One a value of the meeting's column, else one. A row is a turn; columns without a known
        meaning are attributes of the speech.

    Raises
    ------
    TextmineError
        ``table_without_speaker``, ``table_without_text``, ``table_unknown_column``, ``table_broken``.
    """
    table = _parquet(path) if path.suffix.lower() == ".parquet" else _text(path)
    layout = _Layout(table.titles, _columns(table.titles, options, path.name))
    meetings: dict[str, _Meeting] = {}
    for number, row in enumerate(table.rows, start=table.first):
        cells = [cell.strip() for cell in row]
        if any(cells):
            _place(cells, number, layout, meetings, path.stem)
    if not meetings:
        meetings[path.stem] = _Meeting()
    next(iter(meetings.values())).pieces[:0] = [Piece("metadata", "\t".join(table.titles), table.first - 1)]
    return [
        Document(
            name,
            "table",
            table.encoding,
            table.reason,
            tuple(meeting.pieces),
            date=meeting.date,
            warnings=tuple(meeting.warnings.items()),
        )
        for name, meeting in meetings.items()
    ]


@dataclass(frozen=True)
class _Layout:
    """The titles of a table, and which column holds what."""

    titles: list[str]
    columns: dict[str, int]

    def cell(self, cells: list[str], what: str) -> str:
        """Return the cell that holds something, "" when no column does."""
        return cells[self.columns[what]] if what in self.columns else ""


def _place(cells: list[str], number: int, layout: _Layout, meetings: dict[str, _Meeting], stem: str) -> None:
    """Add a row to its meeting; cells beyond the titles are unattributed."""
    width = len(layout.titles)
    row = cells[:width] + [""] * (width - len(cells))
    meeting = meetings.setdefault(layout.cell(row, "meeting") or stem, _Meeting())
    if len(cells) != width:
        meeting.warn("table_row_width", line=number, found=len(cells), wanted=width)
    if layout.cell(row, "text") and not layout.cell(row, "speaker"):
        meeting.warn("unknown_speaker", line=number, label="?")
    meeting.date = meeting.date or iso_date(layout.cell(row, "date"))
    meeting.pieces.extend(Piece("unattributed", cell, number) for cell in cells[width:] if cell)
    meeting.pieces.extend(_row(row, number, layout, meeting))


def _row(cells: list[str], number: int, layout: _Layout, meeting: _Meeting) -> Iterator[Piece]:
    """Yield the pieces of a row; a new agenda item is a heading, the same one again metadata."""
    columns = layout.columns
    given = {what: cells[position] for what, position in columns.items()}
    own = {columns[what] for what in _OWN if what in columns}
    others = [cell for position, cell in enumerate(cells) if cell and position not in own]
    if (agenda := given.get("agenda", "")) and agenda != meeting.agenda:
        meeting.agenda = agenda
        yield Piece("heading", agenda, number)
    elif agenda:
        others.append(agenda)
    if others:
        yield Piece("metadata", "\t".join(others), number)
    for what in ("start", "end"):
        if given.get(what):
            yield Piece("time", given[what], number)
    if given["speaker"]:
        yield Piece("label", given["speaker"], number)
    if not given["text"]:
        return
    named = set(columns.values())
    attributes = {
        title: cell
        for position, (title, cell) in enumerate(zip(layout.titles, cells, strict=True))
        if cell and position not in named
    }
    kind = attributes.pop("kind", "") if attributes.get("kind") in _KINDS else ""
    yield Piece(
        "speech",
        given["text"],
        number,
        speaker=given["speaker"] or None,
        new_turn=True,
        interruption=any(fold(cell) == "interruption" for cell in (kind, *attributes.values())),
        role=declared_role(given["role"]) if given.get("role") else "",
        start=seconds_of(given.get("start", "")),
        end=seconds_of(given.get("end", "")),
        attributes=attributes,
    )


def _columns(titles: list[str], options: ReadOptions, file: str) -> dict[str, int]:
    """Return which column holds what: as the options say, else by usual names."""
    columns = guess_columns(titles)
    folded = [fold(title) for title in titles]
    listed = ", ".join(title or "?" for title in titles)
    for what, title in options.columns.items():
        if title in titles:
            position = titles.index(title)
        elif fold(title) in folded:
            position = folded.index(fold(title))
        else:
            raise TextmineError("table_unknown_column", file=file, column=title, columns=listed)
        columns = {known: place for known, place in columns.items() if place != position}
        columns[what] = position
    for what in ("speaker", "text"):
        if what not in columns:
            raise TextmineError(f"table_without_{what}", file=file, columns=listed)
    return columns


def _text(path: Path) -> _Table:
    """Read a table from text; where quotes do not close, they are taken for characters."""
    decoded = decode(path.read_bytes(), file=path.name)
    delimiter = "\t" if path.suffix.lower() == ".tsv" else _delimiter(decoded.text)
    reader = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        rows = _bare_rows(decoded.text, delimiter)
        if len({len(row) for row in rows}) != 1:
            raise TextmineError(
                "table_broken", file=path.name, line=reader.line_num, problem=error
            ) from error
    first = next((k for k, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if first is None:
        raise TextmineError("table_broken", file=path.name, line=1, problem="0")
    titles = [title.strip() for title in rows[first]]
    return _Table(titles, rows[first + 1 :], decoded.encoding, decoded.reason, first + 2)


def _bare_rows(text: str, delimiter: str) -> list[list[str]]:
    """Return the rows with quotes taken for characters, none where that cannot be read either."""
    bare = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, quoting=csv.QUOTE_NONE)
    try:
        return [row for row in bare if row]
    except csv.Error:
        return []


def _delimiter(text: str) -> str:
    """Return the separator that cuts the first rows into the same number of cells, more than one."""

    def regularity(delimiter: str) -> tuple[float, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            widths = Counter(len(row) for row in islice(reader, _SAMPLE) if row)
        except csv.Error:
            return 0.0, 0
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        return (count / widths.total(), width) if width > 1 else (0.0, 0)

    return max(_DELIMITERS, key=regularity)


def _parquet(path: Path) -> _Table:
    """Open a Parquet file; rows are read in batches."""
    import pyarrow
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(path)
        titles = [unicodedata.normalize("NFC", name) for name in file.schema_arrow.names]
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise _broken(path, error, row=1) from error
    if file.metadata.num_rows > MAX_LINES:
        raise TextmineError("too_many_lines", file=path.name, lines=file.metadata.num_rows, most=MAX_LINES)

    def rows() -> Iterator[list[str]]:
        size = done = 0
        try:
            for batch in file.iter_batches(batch_size=_BATCH):
                size += batch.nbytes
                if size > MAX_BYTES:
                    most = round(MAX_BYTES / 1e6)
                    raise TextmineError("file_too_large", file=path.name, size=f"> {most}", most=most)
                columns = [column.to_pylist() for column in batch.columns]
                for row in zip(*columns, strict=True):
                    yield ["" if cell is None else unicodedata.normalize("NFC", str(cell)) for cell in row]
                done += batch.num_rows
        except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
            raise _broken(path, error, row=done + 1) from error

    return _Table(titles, rows(), "utf-8", "parquet")


def _broken(path: Path, error: Exception, *, row: int) -> TextmineError:
    problem = next(iter(str(error).splitlines()), type(error).__name__)
    return TextmineError("table_broken", file=path.name, line=row, problem=problem)
