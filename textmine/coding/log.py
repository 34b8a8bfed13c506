"""The log of decisions in a database: SQLite by default, another by its URL; only ever added to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textmine.coding.codebook import Code, Codebook
from textmine.coding.decisions import ACTIONS, Decision, Span
from textmine.errors import TextmineError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, MetaData, Table

FILE: Final = "codings.db"
_PATIENCE: Final = 30.0
_SPAN: Final = Span._fields


class DecisionLog:
    """An append-only log of decisions, and the versions of the codebook.

    Parameters
    ----------
    place
        A file of SQLite, made if needed (its folder too); or a URL of SQLAlchemy, as
        ``postgresql+psycopg://host/name``.

    Raises
    ------
    TextmineError
        The file is no such database, or the server does not answer.

    Notes
    -----
    SQLite is written ahead (WAL) with every commit on disk (``synchronous=FULL``): what `append` returned
    from survives a kill of the process and a loss of power. Several processes may write at once; each waits
    for its turn, 30 s at most. On PostgreSQL writers take turns too, so that numbers follow the order of
    commits and who reads on from the last number (`decisions`) misses none.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     log = DecisionLog(Path(folder) / "codings.db")
    ...     numbers = log.append([Decision("Ana", "coded", "c1", "x", Span("m", 0, 0, 0, 5))])
    ...     found = log.decisions()
    ...     log.close()
    >>> numbers, found[0].span.end
    ([1], 5)
    """

    def __init__(self, place: str | Path) -> None:
        self._engine = _engine(_url(place))
        self.place = self._engine.url.render_as_string(hide_password=True)
        self._metadata, self._decisions, self._books = _tables()
        self._begin()

    def append(self, decisions: Iterable[Decision]) -> list[int]:
        """Add decisions, all of them or none, and return their numbers, from 1.

        One that is in the log already (by its ``key``) is not added again; its number is returned.

        Raises
        ------
        TextmineError
            An action is unknown, or the database could not be written.
        """
        from sqlalchemy import select
        from sqlalchemy.exc import IntegrityError, SQLAlchemyError

        rows = [_row(decision) for decision in decisions]
        if not rows:
            return []
        table = self._decisions
        try:
            with self._engine.begin() as link:
                if link.dialect.name == "postgresql":
                    link.exec_driver_sql("LOCK TABLE decisions IN EXCLUSIVE MODE")
                try:
                    with link.begin_nested():
                        link.execute(table.insert(), rows)
                except IntegrityError:
                    _insert_new(link, table, rows)
                keys = [row["key"] for row in rows]
                query = select(table.c.key, table.c.number).where(table.c.key.in_(keys))
                found = {str(key): int(number) for key, number in link.execute(query)}
        except SQLAlchemyError as error:
            raise TextmineError("log_unwritable", place=self.place, fault=_first(error)) from error
        return [int(found[key]) for key in keys]

    def decisions(self, *, since: int = 0, coder: str | None = None) -> list[Decision]:
        """Return decisions in order, those with a number above `since`, of one coder or of all."""
        from sqlalchemy import select

        table = self._decisions
        query = select(table).where(table.c.number > since).order_by(table.c.number)
        if coder is not None:
            query = query.where(table.c.coder == coder)
        with self._engine.connect() as link:
            return [_decision(row) for row in link.execute(query).mappings()]

    def save_codebook(self, book: Codebook, *, coder: str = "") -> int:
        """Add a version of the codebook and return its number; the former versions stay."""
        text = json.dumps([asdict(code) for code in book.codes], ensure_ascii=False)
        when = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._engine.begin() as link:
            done = link.execute(
                self._books.insert(), {"coder": coder, "when": when, "origin": book.origin, "codes": text}
            )
            return int(done.inserted_primary_key[0]) if done.inserted_primary_key else 0

    def codebook(self) -> Codebook:
        """Return the last version of the codebook; an empty one if none was saved."""
        from sqlalchemy import select

        query = select(self._books).order_by(self._books.c.number.desc()).limit(1)
        with self._engine.connect() as link:
            row = link.execute(query).mappings().first()
        if row is None:
            return Codebook()
        codes = [Code(**{**each, "examples": tuple(each["examples"])}) for each in json.loads(row["codes"])]
        return Codebook(tuple(codes), row["origin"])

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _begin(self) -> None:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            self._metadata.create_all(self._engine)
        except SQLAlchemyError as error:
            self._engine.dispose()
            raise TextmineError("log_unreadable", place=self.place, fault=_first(error)) from error


def open_log(place: str | Path) -> DecisionLog:
    """Return the log of a database that is there already.

    Raises
    ------
    TextmineError
        There is no such file.
    """
    if "://" not in str(place) and not Path(place).is_file():
        raise TextmineError("no_such_path", path=place)
    return DecisionLog(place)


def _url(place: str | Path) -> str:
    if isinstance(place, str) and "://" in place:
        return place
    path = Path(place).resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{path}"


def _engine(url: str) -> Engine:
    from sqlalchemy import create_engine, event
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    is_sqlite = url.startswith("sqlite")
    try:
        engine = create_engine(url, connect_args={"timeout": _PATIENCE} if is_sqlite else {})
    except ModuleNotFoundError as error:
        raise TextmineError("missing_package", module=error.name, extra="postgresql") from error
    except (ArgumentError, NoSuchModuleError) as error:
        raise TextmineError("log_unreadable", place=url.partition("://")[0], fault=_first(error)) from error
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


def _tables() -> tuple[MetaData, Table, Table]:
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


def _insert_new(link: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Add the rows whose key is not there yet, one by one."""
    from sqlalchemy import select

    for row in rows:
        if link.execute(select(table.c.number).where(table.c.key == row["key"])).first() is None:
            link.execute(table.insert(), row)


def _row(decision: Decision) -> dict[str, Any]:
    if decision.action not in ACTIONS:
        raise TextmineError("unknown_action", action=decision.action, known=", ".join(ACTIONS))
    names = [name for name in Decision.__dataclass_fields__ if name not in ("span", "number")]
    row = {name: getattr(decision, name) for name in names}
    score = None if decision.score != decision.score else float(decision.score)
    place = {
        name: value if name == "meeting" else int(value) for name, value in decision.span._asdict().items()
    }
    return {**row, **place, "score": score}


def _decision(row: Any) -> Decision:  # noqa: ANN401 - a row of the database
    values = dict(row)
    span = Span(*(values.pop(name) for name in _SPAN))
    score = values.pop("score")
    return Decision(span=span, score=float("nan") if score is None else float(score), **values)


def _first(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
