"""Writers of corpus formats: one module a format, each with one function ``make_files``.

A writer makes all files of a corpus in memory, as pairs (name, bytes), and counts what they cannot
carry; it touches no disk. Modules are imported when their format is asked for.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from typing import Final, Protocol, cast

from textmine.corpus.tables import Corpus
from textmine.corpus.writing.losses import Losses
from textmine.corpus.writing.options import WriteOptions
from textmine.corpus.writing.scripts import Script
from textmine.errors import TextmineError

FORMATS: Final = {
    "iramuteq": "starred",
    "txm": "txm",
    "trs": "transcriber",
    "tei": "spoken",
    "convokit": "convokit",
    "csv": "csvtable",
    "parquet": "parquet",
    "text": "plain",
}


class Writer(Protocol):
    """What every module of this folder that writes a format offers."""

    def make_files(
        self, corpus: Corpus, scripts: Sequence[Script], options: WriteOptions, losses: Losses
    ) -> Iterator[tuple[str, bytes]]:
        """Yield name and content of each file, and count what is lost."""


def writer_of(name: str) -> Writer:
    """Return the writer of a format, importing its module if need be.

    Raises
    ------
    TextmineError
        No writer knows this format.

    Examples
    --------
    >>> writer_of("tei").__name__
    'textmine.corpus.writing.spoken'
    """
    if name not in FORMATS:
        raise TextmineError("unknown_target", format=name, known=", ".join(FORMATS))
    return cast(Writer, importlib.import_module(f"textmine.corpus.writing.{FORMATS[name]}"))
