"""A table of turns as Parquet: one row a turn."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Final

from textmine.corpus.tables import Corpus
from textmine.corpus.writing.losses import Losses
from textmine.corpus.writing.options import WriteOptions
from textmine.corpus.writing.rows import tabulate
from textmine.corpus.writing.scripts import Script

NAME: Final = "turns.parquet"
_TIMES: Final = ("start", "end")


def make_files(
    corpus: Corpus, scripts: Sequence[Script], options: WriteOptions, losses: Losses
) -> Iterator[tuple[str, bytes]]:
    """Yield ``turns.parquet``, times as 64-bit floats and all else as text, and ``corpus.toml``."""
    import pyarrow
    import pyarrow.parquet

    del options
    columns, declared = tabulate(corpus, scripts, losses)
    table = pyarrow.table({
        name: pyarrow.array(cells, pyarrow.float64() if name in _TIMES else pyarrow.string())
        for name, cells in columns.items()
    })  # fmt: skip
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out)
    yield NAME, out.getvalue()
    yield "corpus.toml", declared
