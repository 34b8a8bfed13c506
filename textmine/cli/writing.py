"""The verb that writes a corpus for another tool: convert."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from textmine.cli.app import Json, Language, app, bars, print_json
from textmine.cli.running import GroupFiles, MeetingColumn, SpeakerColumn, SpeechColumn
from textmine.messages import language_of_user, say

SLOW = 2.0


@app.command(help=say("cli.help_convert"))
def convert(
    path: Annotated[Path, typer.Argument(help=say("cli.help_path"))],
    output: Annotated[Path, typer.Option("-o", "--output", help=say("cli.help_convert_output"))],
    to: Annotated[str, typer.Option("--to", help=say("cli.help_convert_to"))],
    by: Annotated[str, typer.Option(help=say("cli.help_convert_by"))] = "speaker",
    themes: Annotated[bool, typer.Option("--themes", help=say("cli.help_convert_themes"))] = False,
    spreadsheet: Annotated[
        bool, typer.Option("--spreadsheet", help=say("cli.help_convert_spreadsheet"))
    ] = False,
    force: Annotated[bool, typer.Option("--force", help=say("cli.help_convert_force"))] = False,
    group_files: GroupFiles = None,
    speaker: SpeakerColumn = None,
    text: SpeechColumn = None,
    meeting: MeetingColumn = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Write a corpus in another tool's format, and tell what that format cannot carry."""
    from textmine.corpus.reading import read
    from textmine.corpus.writing.folders import refuse, write
    from textmine.corpus.writing.options import WriteOptions

    options = WriteOptions(by=by, themes=themes, spreadsheet=spreadsheet)
    refuse(output, format=to, options=options, force=force)
    with late_bar(language) as progress:
        corpus = read(path, group_files=group_files, speaker=speaker, text=text, meeting=meeting,
                      progress=progress("cli.reading"))  # fmt: skip
        losses = write(corpus, output, format=to, options=options, force=force,
                       progress=progress("cli.writing"))  # fmt: skip
    language = language or language_of_user()
    table = losses.frame(language)
    if as_json:
        facts = {"meetings": len(corpus.meetings), "turns": len(corpus.turns)}
        print_json({"folder": str(output), "format": to, **facts, "losses": table.to_dict("records")})
        return
    if len(table):
        from textmine.show.terminal import plain_table

        titles = {name: say(f"cli.loss_{name}", language) for name in ("what", "count", "example")}
        Console().print(plain_table(table[list(titles)].rename(columns=titles), language))
    typer.echo(say("cli.converted", language, folder=output, format=to, turns=len(corpus.turns),
                   meetings=len(corpus.meetings)))  # fmt: skip


Report = Callable[[int, int, str], None]


@contextmanager
def late_bar(language: str | None) -> Iterator[Callable[[str], Report]]:
    """Give callbacks that show a bar on stderr once the work has taken two seconds."""
    began = time.monotonic()
    shown: list[Progress] = []
    tasks: dict[str, Any] = {}

    def progress(key: str) -> Report:
        def report(done: int, total: int, name: str) -> None:
            del name
            if time.monotonic() - began < SLOW:
                return
            if not shown:
                shown.append(bars())
                shown[0].start()
            if key not in tasks:
                tasks[key] = shown[0].add_task(say(key, language), total=total)
            shown[0].update(tasks[key], completed=done, total=total)

        return report

    try:
        yield progress
    finally:
        for one in shown:
            one.stop()
