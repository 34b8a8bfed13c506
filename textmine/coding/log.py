"""The log of decisions in a database: SQLite by default, another by its URL; only ever added to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from textmine.coding.codebook import Code, Codebook
from textmine.coding.database import engine_of, first_line, tables_of, url_of
from textmine.coding.decisions import ACTIONS, Decision, Span
from textmine.display import Shown
from textmine.errors import TextmineError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

FILE: Final = "codings.db"
_SPAN: Final = Span._fields


class BookVersion(NamedTuple):
    """One version of the codebook: its number, from 1, who made it, when (UTC, ISO 8601)."""

    number: int
    coder: str
    when: str
    book: Codebook


class DecisionLog(Shown):
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
        self._engine = engine_of(url_of(place))
        self.place = self._engine.url.render_as_string(hide_password=True)
        self._metadata, self._decisions, self._books = tables_of()
        self._begin()

    def __repr__(self) -> str:
        return f"DecisionLog({len(self.decisions())} decisions, {len(self.codebook())} codes)"

    def append(
        self, decisions: Iterable[Decision], *, check: Callable[[Codebook], None] | None = None
    ) -> list[int]:
        """Add decisions, all of them or none, and return their numbers, from 1.

        One that is in the log already (by its ``key``) is not added again; its number is returned.

        Parameters
        ----------
        check
            Called with the codebook as it is when they are added: nobody changes it in between. What it
            raises stops all.

        Raises
        ------
        TextmineError
            An action is unknown, or the database could not be written.
        """
        rows = [_row(decision) for decision in decisions]
        if not rows:
            return []
        with self._writing() as link:
            if check is not None:
                check(self._last_book(link))
            return self._add(link, rows)

    def change_codebook(
        self,
        change: Callable[[Codebook, list[Decision]], Codebook],
        *,
        coder: str = "",
        decisions: Iterable[Decision] = (),
        since: int = 0,
    ) -> int:
        """Change the codebook as it is now, and return the number of the new version.

        Nobody else changes it in between, and no decision is added: two coders who change it at once both
        have their way. Decisions are added with it, all or nothing.

        Parameters
        ----------
        change
            Called with the codebook and the decisions with a number above `since`; returns the new codebook.
            What it raises stops all. It must not ask the log: nobody reads before it is done.
        """
        rows = [_row(decision) for decision in decisions]
        with self._writing() as link:
            book = change(self._last_book(link), self._since(link, since))
            if rows:
                self._add(link, rows)
            return self._add_book(link, book, coder)

    def decisions(self, *, since: int = 0, coder: str | None = None) -> list[Decision]:
        """Return decisions in order, those with a number above `since`, of one coder or of all."""
        with self._engine.connect() as link:
            return self._since(link, since, coder)

    def save_codebook(self, book: Codebook, *, coder: str = "") -> int:
        """Add a version of the codebook and return its number; the former versions stay."""
        with self._writing() as link:
            return self._add_book(link, book, coder)

    def codebook(self) -> Codebook:
        """Return the last version of the codebook; an empty one if none was saved."""
        with self._engine.connect() as link:
            return self._last_book(link)

    def codebooks(self, *, last: int | None = None) -> list[BookVersion]:
        """Return the versions of the codebook, the newest last; all, or the last ones."""
        from sqlalchemy import select

        query = select(self._books).order_by(self._books.c.number.desc()).limit(last)
        with self._engine.connect() as link:
            rows = list(link.execute(query).mappings())
        return [
            BookVersion(int(row["number"]), row["coder"], row["when"], _book(row)) for row in reversed(rows)
        ]

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _begin(self) -> None:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            self._metadata.create_all(self._engine)
        except SQLAlchemyError as error:
            self._engine.dispose()
            raise TextmineError("log_unreadable", place=self.place, fault=first_line(error)) from error

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction: all that is done in it, or nothing; one writer at a time."""
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.begin() as link:
                if link.dialect.name == "postgresql":
                    link.exec_driver_sql(f"LOCK TABLE {self._decisions.name} IN EXCLUSIVE MODE")
                yield link
        except SQLAlchemyError as error:
            raise TextmineError("log_unwritable", place=self.place, fault=first_line(error)) from error

    def _add(self, link: Connection, rows: list[dict[str, Any]]) -> list[int]:
        from sqlalchemy import select
        from sqlalchemy.exc import IntegrityError

        table = self._decisions
        try:
            with link.begin_nested():
                link.execute(table.insert(), rows)
        except IntegrityError:
            _insert_new(link, table, rows)
        keys = [row["key"] for row in rows]
        query = select(table.c.key, table.c.number).where(table.c.key.in_(keys))
        found = {str(key): int(number) for key, number in link.execute(query)}
        return [found[key] for key in keys]

    def _since(self, link: Connection, since: int, coder: str | None = None) -> list[Decision]:
        from sqlalchemy import select

        table = self._decisions
        query = select(table).where(table.c.number > since).order_by(table.c.number)
        if coder is not None:
            query = query.where(table.c.coder == coder)
        return [_decision(row) for row in link.execute(query).mappings()]

    def _add_book(self, link: Connection, book: Codebook, coder: str) -> int:
        text = json.dumps([asdict(code) for code in book.codes], ensure_ascii=False)
        when = datetime.now(UTC).isoformat(timespec="milliseconds")
        done = link.execute(
            self._books.insert(), {"coder": coder, "when": when, "origin": book.origin, "codes": text}
        )
        return int(done.inserted_primary_key[0]) if done.inserted_primary_key else 0

    def _last_book(self, link: Connection) -> Codebook:
        from sqlalchemy import select

        query = select(self._books).order_by(self._books.c.number.desc()).limit(1)
        row = link.execute(query).mappings().first()
        return Codebook() if row is None else _book(row)


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


def _insert_new(link: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Add the rows whose key is not there yet, one by one."""
    from sqlalchemy import select

    for row in rows:
        if link.execute(select(table.c.number).where(table.c.key == row["key"])).first() is None:
            link.execute(table.insert(), row)


def _book(row: Any) -> Codebook:  # noqa: ANN401 - a row of the database
    codes = [Code(**{**each, "examples": tuple(each["examples"])}) for each in json.loads(row["codes"])]
    return Codebook(tuple(codes), row["origin"])


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
