"""A table of turns as CSV: one row a turn, UTF-8, commas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from textmine.corpus.encodings import decode
from textmine.corpus.tables import Corpus
from textmine.corpus.writing.losses import Losses
from textmine.corpus.writing.options import WriteOptions
from textmine.corpus.writing.rows import tabulate
from textmine.corpus.writing.scripts import Script

NAME: Final = "turns.csv"
_COMPUTED: Final = ("=", "+", "-", "@", "\t", "\r")


def make_files(
    corpus: Corpus, scripts: Sequence[Script], options: WriteOptions, losses: Losses
) -> Iterator[tuple[str, bytes]]:
    """Yield ``turns.csv`` and ``corpus.toml``.

    For a spreadsheet: a byte order mark, so that accents are right, and an apostrophe before text that
    would be computed (``=1+1``), which is listed.
    """
    columns, declared = tabulate(corpus, scripts, losses)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in zip(*columns.values(), strict=True):
        cells = ["" if cell is None else repr(cell) if isinstance(cell, float) else cell for cell in row]
        if options.spreadsheet:
            cells = [_guarded(cell, losses) for cell in cells]
        writer.writerow(cells)
    data = out.getvalue().encode("utf-8-sig" if options.spreadsheet else "utf-8")
    losses.add("misread_characters", NAME, decode(data, file=NAME).text != out.getvalue())
    yield NAME, data
    yield "corpus.toml", declared


def _guarded(cell: str, losses: Losses) -> str:
    if not cell.startswith(_COMPUTED):
        return cell
    losses.add("guarded_cells", cell)
    return f"'{cell}"
