"""What docx and odt share: paragraphs and tables to pieces; tables of turns (time | speaker | text)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import takewhile
from statistics import fmean
from typing import Final, NamedTuple

from textmine.corpus.clocks import STAMP, iso_date, seconds
from textmine.corpus.conferences import label_talk
from textmine.corpus.formats.words import guess_columns
from textmine.corpus.labels import Line
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Kind, Piece, count_characters
from textmine.corpus.typography import plain_letters
from textmine.corpus.vocabulary import fold

Warnings = list[tuple[str, dict[str, object]]]
Cell = list[Line]
_ONLY_CLOCK: Final = re.compile(rf"{STAMP}(?:\s*(?:-->|→|[-–—])?\s*{STAMP})?")
_COVER: Final = 30
_LONGEST_LABEL: Final = 40
_WORDS_OF_LABEL: Final = 5


class Run(NamedTuple):
    """A stretch of a paragraph's characters of one look; a line feed ends a line."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Grid:
    """A table of a document: rows of cells, each a list of lines."""

    rows: list[list[Cell]]

    @property
    def lines(self) -> list[Line]:
        """All lines of the table; the cells of a row that have one line each stand on one line."""
        found: list[Line] = []
        for row in self.rows:
            cells = [cell for cell in row if cell]
            if cells and all(len(cell) == 1 for cell in cells):
                text = "\u2003".join(cell[0].text for cell in cells)
                found.append(Line(text, cells[0][0].number, is_heading=cells[0][0].is_heading))
            else:
                found.extend(line for cell in cells for line in cell)
        return found


def lines_of(runs: Iterable[Run], number: int, *, is_heading: bool = False) -> list[Line]:
    """Return the lines of a paragraph that hold any text.

    Examples
    --------
    >>> [line] = lines_of([Run("Marie : ", bold=True), Run("oui, bien sûr")], 7)
    >>> line.text, line.bold_prefix, line.is_bold
    ('Marie : oui, bien sûr', 8, False)
    """
    line: list[Run] = []
    lines = [line]
    for run in runs:
        for position, text in enumerate(run.text.split("\n")):
            if position:
                line = []
                lines.append(line)
            line.append(run._replace(text=text))
    return [_as_line(line, number, is_heading) for line in lines if any(run.text.strip() for run in line)]


def _as_line(runs: list[Run], number: int, is_heading: bool) -> Line:
    inked = [run for run in runs if run.text.strip()]
    bold = "".join(run.text for run in takewhile(lambda run: run.bold or not run.text.strip(), runs))
    return Line(
        _plain("".join(run.text for run in runs)),
        number,
        is_heading=is_heading,
        bold_prefix=len(_plain(bold)) if inked[0].bold else 0,
        is_bold=all(run.bold for run in inked),
        is_italic=all(run.italic for run in inked),
    )


def _plain(text: str) -> str:
    """Return the text in NFC, without soft hyphens and ligatures."""
    return unicodedata.normalize("NFC", plain_letters(text)[0])


def pieces_of(
    blocks: Sequence[Line | Grid], extra: Sequence[Piece], options: ReadOptions
) -> tuple[tuple[Piece, ...], Warnings]:
    """Return the pieces of a document in order.

    Parameters
    ----------
    blocks
        Paragraphs and tables, in order, with rising line numbers.
    extra
        Pieces that are not text of the body (deletions, notes), placed by their line.
    options
        Passed on to the search for labels.

    Returns
    -------
    pieces, warnings
        Where tables of turns hold most of the text, paragraphs around them are not searched for
        labels: they are the preamble, headings, or unattributed.
    """
    tables: list[Piece] = []
    lines: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            lines.append(block)
        elif (turns := _turns(block)) is not None:
            tables.extend(turns)
        else:
            lines.extend(block.lines)
    lines = [line for line in lines if line.text.strip()]
    warnings: Warnings = []
    spoken = sum(count_characters(piece.text) for piece in tables)
    if spoken > sum(count_characters(line.text) for line in lines):
        found = [_aside(line, tables[0].line) for line in lines]
    else:
        found, warnings = label_talk(lines, options)
    return tuple(merge(found, tables, sorted(extra, key=_line), key=_line)), warnings


def cover_title(blocks: Sequence[Line | Grid]) -> str:
    """Return the heading that opens a document, "" when it opens otherwise."""
    first = blocks[0] if blocks else None
    return first.text.strip() if isinstance(first, Line) and first.is_heading else ""


def cover_date(pieces: Sequence[Piece]) -> str:
    """Return the first date before all speech as ISO 8601, "" when there is none."""
    for piece in pieces[:_COVER]:
        if piece.kind == "speech":
            break
        if piece.kind in ("preamble", "heading") and (day := iso_date(piece.text)):
            return day
    return ""


def _line(piece: Piece) -> int:
    return piece.line


def _aside(line: Line, first: int) -> Piece:
    if line.is_heading:
        return Piece("heading", line.text, line.number)
    return Piece("preamble" if line.number < first else "unattributed", line.text, line.number)


def _text(cell: Cell) -> str:
    return " ".join(line.text for line in cell).strip()


def _turns(grid: Grid) -> list[Piece] | None:
    """Return the pieces of a table of turns, None when it is another table."""
    width = Counter(len(row) for row in grid.rows).most_common(1)[0][0] if grid.rows else 0
    rows = [row for row in grid.rows if len(row) == width]
    if len(rows) < 2 or not 2 <= width <= 5:
        return None
    columns = guess_columns([_text(cell) for cell in rows[0]])
    titles = rows[0] if {"speaker", "text"} <= columns.keys() else None
    if titles is None:
        columns = _columns([[_text(cell) for cell in row] for row in rows])
        if not columns:
            return None
    pieces: list[Piece] = []
    speaker: str | None = None
    for row in grid.rows:
        if row is titles or len(row) != width:
            kept = [line for cell in row for line in cell if line.text.strip()]
            only = len([cell for cell in row if _text(cell)]) == 1
            kind: Kind = "metadata" if row is titles else "heading" if only else "unattributed"
            pieces.extend(Piece(kind, line.text, line.number) for line in kept)
            continue
        label = _text(row[columns["speaker"]])
        speaker = label.rstrip(" :\u00a0\u202f.–-") or label or speaker
        pieces.extend(_row(row, columns, speaker, new_turn=bool(label)))
    return pieces


def _row(row: list[Cell], columns: dict[str, int], speaker: str | None, *, new_turn: bool) -> list[Piece]:
    """Return the pieces of one row, cell by cell."""
    start = seconds(_text(row[columns["start"]])) if "start" in columns else None
    end = seconds(_text(row[columns["end"]])) if "end" in columns else None
    pieces: list[Piece] = []
    for position, cell in enumerate(row):
        for line in cell:
            if not line.text.strip():
                continue
            if position == columns["text"]:
                pieces.append(
                    Piece("speech", line.text, line.number, speaker, new_turn=new_turn, start=start, end=end)
                )
                new_turn = False
            elif position == columns["speaker"]:
                pieces.append(Piece("label", line.text, line.number))
            elif position in (columns.get("start"), columns.get("end")):
                pieces.append(Piece("time", line.text, line.number))
            else:
                pieces.append(Piece("metadata", line.text, line.number))
    return pieces


def _columns(rows: list[list[str]]) -> dict[str, int]:
    """Guess by content which columns of a table without titles hold time, speaker, text; {} when none."""
    columns: dict[str, int] = {}
    rest: list[int] = []
    for position, cells in enumerate(zip(*rows, strict=True)):
        filled = [cell for cell in cells if cell]
        if filled and all(cell.rstrip(".").isdecimal() for cell in filled):
            continue
        if filled and sum(bool(_ONLY_CLOCK.fullmatch(cell)) for cell in filled) >= 0.7 * len(filled):
            columns.setdefault("start", position)
        elif filled:
            rest.append(position)
    if len(rest) != 2 or len(rows) < 3:
        return {}
    labels, texts = ([row[position] for row in rows if row[position]] for position in rest)
    if not _are_labels(labels) or fmean(map(len, texts)) < max(15.0, 2 * fmean(map(len, labels))):
        return {}
    return {**columns, "speaker": rest[0], "text": rest[1]}


def _are_labels(cells: list[str]) -> bool:
    """Tell whether short cells that come again are speakers' labels; an attendance list is not."""
    short = [cell for cell in cells if len(cell) <= _LONGEST_LABEL and len(cell.split()) <= _WORDS_OF_LABEL]
    distinct = {fold(cell) for cell in cells}
    return len(short) >= 0.9 * len(cells) and len(distinct) <= max(2, 0.6 * len(cells)) < len(cells)
