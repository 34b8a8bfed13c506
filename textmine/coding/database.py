"""Where the log lies: a file of SQLite, or a server by its URL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textmine.coding.decisions import Span
from textmine.errors import TextmineError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, MetaData, Table

_PATIENCE: Final = 30.0
_SPAN: Final = Span._fields


def url_of(place: str | Path) -> str:
    """Return the URL of a database; the folder of a file is made if needed."""
    if isinstance(place, str) and "://" in place:
        return place
    path = Path(place).resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{path}"


def engine_of(url: str) -> Engine:
    """Return what opens a database; one of SQLite is written ahead, and locked when a transaction begins.

    Raises
    ------
    TextmineError
        The URL is none, or its driver is not installed.
    """
    from sqlalchemy import create_engine, event
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    is_sqlite = url.startswith("sqlite")
    try:
        engine = create_engine(url, connect_args={"timeout": _PATIENCE} if is_sqlite else {})
    except ModuleNotFoundError as error:
        raise TextmineError("missing_package", module=error.name, extra="postgresql") from error
    except (ArgumentError, NoSuchModuleError) as error:
        raise TextmineError(
            "log_unreadable", place=url.partition("://")[0], fault=first_line(error)
        ) from error
    if is_sqlite:

        @event.listens_for(engine, "connect")
        def _prepare(connection: Any, _: object) -> None:  # noqa: ANN401 - of the driver
            # the driver's own transactions would begin too late for a lock: ours begin at once
            connection.isolation_level = None
            cursor = connection.cursor()
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.close()

        @event.listens_for(engine, "begin")
        def _lock(link: Connection) -> None:
            link.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def tables_of() -> tuple[MetaData, Table, Table]:
    """Return the tables of decisions and of versions of the codebook."""
    from sqlalchemy import Boolean, Column, Float, Integer, MetaData, String, Table, Text

    metadata = MetaData()
    names = ("coder", "action", "coding", "code", "meeting", "model", "data", "when")
    decisions = Table(
        "decisions",
        metadata,
        Column("number", Integer, primary_key=True, autoincrement=True),
        Column("key", String, nullable=False, unique=True),
        *(Column(name, String, nullable=False) for name in names),
        *(Column(name, Integer, nullable=False) for name in _SPAN[1:]),
        Column("memo", Text, nullable=False),
        Column("shown", Boolean, nullable=False),
        Column("score", Float),
        sqlite_autoincrement=True,
    )
    books = Table(
        "codebooks",
        metadata,
        Column("number", Integer, primary_key=True, autoincrement=True),
        *(Column(name, String, nullable=False) for name in ("coder", "when", "origin")),
        Column("codes", Text, nullable=False),
        sqlite_autoincrement=True,
    )
    return metadata, decisions, books


def first_line(error: Exception) -> str:
    """Return what a driver says, in one line."""
    return str(error).splitlines()[0] if str(error) else type(error).__name__
