"""The verbs of coding: agree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli.app import Json, Language, app, bar
from textmine.cli.contents import tell_tables
from textmine.cli.measures import Tables
from textmine.messages import say

Database = Annotated[str, typer.Argument(help=say("cli.help_database"))]
Coded = Annotated[Path, typer.Argument(help=say("cli.help_coded_corpus"))]


@app.command("agree", help=say("cli.help_agree"))
def agree(
    database: Database,
    corpus: Coded,
    level: Annotated[str, typer.Option(help=say("cli.help_level"))] = "segment",
    human_only: Annotated[bool, typer.Option("--human-only", help=say("cli.help_human_only"))] = False,
    output: Tables = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print how far coders agree, code by code."""
    from textmine.coding.agreement.comparing import agree as compare
    from textmine.coding.log import open_log
    from textmine.coding.replaying import replay
    from textmine.corpus.reading import read

    log = open_log(database)
    decisions, book = log.decisions(), log.codebook()
    log.close()
    with bar("cli.working", language):
        found = compare(replay(decisions), read(corpus), level=level, codebook=book, human_only=human_only)
    if not as_json:
        coders = ", ".join(found.coders)
        typer.echo(say("cli.agree_title", language, coders=coders, n=len(decisions)), err=True)
    shown = found.table if as_json else found.wide().drop(columns="code")
    tell_tables(found, {"agreement": shown}, output, language, as_json=as_json)
