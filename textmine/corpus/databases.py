"""SQLite files of other programs, opened for reading only and with guards."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Final

from textmine.errors import TextmineError

LONGEST_TEXT: Final = 50_000_000
_STEPS: Final = 200_000_000
_ASKED: Final = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"


def open_database(path: Path) -> sqlite3.Connection:
    """Return a database opened for reading only; texts above 50 MB and endless queries are refused.

    Raises
    ------
    TextmineError
        ``no_such_path``, or ``database_broken``.
    """
    if not path.is_file():
        raise TextmineError("no_such_path", path=path)
    try:
        link = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error as error:
        raise TextmineError("database_broken", file=path.name, problem=error) from error
    link.row_factory = sqlite3.Row
    link.text_factory = _as_text
    link.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_TEXT)
    link.set_progress_handler(lambda: 1, _STEPS)
    link.execute("PRAGMA trusted_schema = OFF")
    return link


def rows_of(link: sqlite3.Connection, query: str, *, file: str) -> list[dict[str, Any]]:
    """Return the rows of a query.

    Raises
    ------
    TextmineError
        ``database_broken``.
    """
    try:
        return [dict(row) for row in link.execute(query)]
    except (sqlite3.Error, MemoryError, OverflowError, UnicodeError) as error:
        raise TextmineError("database_broken", file=file, problem=error) from error


def tables_of(link: sqlite3.Connection, *, file: str) -> set[str]:
    """Return the names of the tables; views do not count."""
    return {str(row["name"]) for row in rows_of(link, _ASKED, file=file)}


def _as_text(data: bytes) -> str:
    return data.decode("utf-8", "replace").replace("\0", "\ufffd")
