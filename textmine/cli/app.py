"""The command itself: options that several verbs share, what they print, bars, exit codes."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from textmine import __version__
from textmine.errors import TextmineError
from textmine.memory import collect_seldom
from textmine.messages import LANGUAGES, language_of_user, say

app = typer.Typer(
    name="textmine",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=say("cli.help_app"),
)

Json = Annotated[bool, typer.Option("--json", help=say("cli.help_json"))]


def _checked(language: str | None) -> str | None:
    if language is not None and language not in LANGUAGES:
        raise typer.BadParameter(", ".join(LANGUAGES))
    return language


Language = Annotated[
    str | None,
    typer.Option("--language", callback=_checked, help=say("cli.help_language")),
]


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help=say("cli.help_version")),
    ] = False,
) -> None:
    del version
    # one BLAS thread: several threads are slower on these matrices, and far slower on a busy machine
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")


def print_tables(tables: list[Any], language: str | None, *, as_json: bool) -> None:
    """Print tables for reading, or as JSON: records, in a list of tables where there are several."""
    from textmine.show.terminal import plain_table

    if as_json:
        found = [table.astype(object).where(table.notna(), None).to_dict("records") for table in tables]
        print_json(found[0] if len(found) == 1 else found)
        return
    for table in tables:
        Console().print(plain_table(table, language or language_of_user()))


def print_json(data: object) -> None:
    """Print data as JSON on stdout, in escapes where its encoding does not know all characters."""
    is_whole = (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    typer.echo(json.dumps(data, ensure_ascii=not is_whole, indent=1, default=str))


def bars() -> Progress:
    """Return bars on stderr."""
    text = TextColumn("{task.description}")
    columns = (SpinnerColumn(), text, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


@contextmanager
def bar(key: str, language: str | None) -> Iterator[Any]:
    """Show one bar on stderr, titled with a sentence of the catalogue; give its callback (done, total)."""
    with bars() as shown:
        task = shown.add_task(say(key, language), total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def main() -> None:
    """Run the command line: exit 0 done, 1 a fault in the material, 2 a wrong call."""
    for stream in (sys.stdout, sys.stderr):
        # a terminal of another age shows a mark for the character that it lacks
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    collect_seldom()
    try:
        app()
    except TextmineError as error:
        _say_on_stderr(error.say())
        sys.exit(1)
    except OSError as error:
        path = error.filename or ""
        _say_on_stderr(say("errors.no_access", path=path, fault=error.strerror or error))
        sys.exit(1)
    except KeyboardInterrupt:
        _say_on_stderr(say("cli.interrupted"))
        sys.exit(130)


def _say_on_stderr(sentence: str) -> None:
    typer.echo(sentence, err=True)
