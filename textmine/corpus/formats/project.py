"""Texts of QualCoder projects (folder .qda, data.qda) and of Taguette projects (.sqlite3)."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from textmine.corpus.databases import open_database, rows_of, tables_of
from textmine.corpus.formats.html import read_page
from textmine.corpus.formats.paragraphs import cover_date, cover_title, pieces_of
from textmine.corpus.labels import label_lines
from textmine.corpus.lines import split_lines
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document
from textmine.errors import TextmineError


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    """Read the texts of a project; its codings are read by `textmine.coding.exchange`.

    Parameters
    ----------
    path
        The SQLite file of a project, or the folder ``.qda``.
    options
        Passed on to the search for labels.

    Returns
    -------
    list of Document
        One a text, named as in the project without its ending. Labels in a text are found as in a text
        file (QualCoder) or a web page (Taguette).

    Raises
    ------
    TextmineError
        ``database_broken``, or ``database_unknown``: the tables are those of another program.
    """
    file = path / "data.qda" if path.is_dir() else path
    with closing(open_database(file)) as link:
        tables = tables_of(link, file=path.name)
        if "source" in tables:
            return list(_of_qualcoder(link, path.name, options))
        if "documents" in tables:
            return list(_of_taguette(link, path.name, options))
    raise TextmineError("database_unknown", file=path.name, tables=", ".join(sorted(tables)) or "-")


def _of_qualcoder(link: sqlite3.Connection, file: str, options: ReadOptions) -> Iterator[Document]:
    found = rows_of(link, "SELECT name, fulltext FROM source ORDER BY id", file=file)
    told = [row for row in found if isinstance(row["fulltext"], str) and row["fulltext"].strip()]
    for name, row in zip(_names(told), told, strict=True):
        text = unicodedata.normalize("NFC", row["fulltext"]).lstrip("\ufeff")
        pieces, warnings = label_lines(split_lines(text), options)
        day = cover_date(pieces)
        yield Document(
            name, "qualcoder", "utf-8", "database", tuple(pieces), date=day, warnings=tuple(warnings)
        )


def _of_taguette(link: sqlite3.Connection, file: str, options: ReadOptions) -> Iterator[Document]:
    found = rows_of(link, "SELECT name, contents FROM documents ORDER BY id", file=file)
    told = [row for row in found if isinstance(row["contents"], str)]
    for name, row in zip(_names(told), told, strict=True):
        page = read_page(row["contents"])
        pieces, warnings = pieces_of(page.blocks, page.extra, options)
        yield Document(
            name,
            "taguette",
            "utf-8",
            "database",
            pieces,
            title=cover_title(page.blocks),
            date=cover_date(pieces),
            warnings=tuple(warnings),
        )


def _names(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the names without their endings, with a number where one comes again."""
    seen: set[str] = set()
    for row in rows:
        stem = unicodedata.normalize("NFC", Path(str(row["name"] or "?")).stem) or "?"
        name, number = stem, 1
        while name in seen:
            number += 1
            name = f"{stem} ({number})"
        seen.add(name)
        yield name
