"""The verbs of coding: code, agree, suggest, exchange."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from textmine.cli.app import Json, Language, app, bar
from textmine.cli.contents import tell_tables
from textmine.cli.measures import Tables
from textmine.messages import say

if TYPE_CHECKING:
    import pandas as pd

    from textmine.coding.codebook import Codebook
    from textmine.coding.replaying import Codings
    from textmine.corpus.tables import Corpus

Database = Annotated[str, typer.Argument(help=say("cli.help_database"))]
Coded = Annotated[Path, typer.Argument(help=say("cli.help_coded_corpus"))]


@app.command("code", help=say("cli.help_code"))
def code(
    folder: Annotated[Path, typer.Argument(help=say("cli.help_code_folder"))],
    codebook: Annotated[Path | None, typer.Option(help=say("cli.help_codebook"))] = None,
    coder: Annotated[str | None, typer.Option(help=say("cli.help_code_coder"))] = None,
    database: Annotated[str | None, typer.Option(help=say("cli.help_code_database"))] = None,
    port: Annotated[int, typer.Option(min=0, max=65_535, help=say("cli.help_port"))] = 0,
    precision: Annotated[float, typer.Option(min=0.5, max=0.99, help=say("cli.help_precision"))] = 0.8,
    language: Language = None,
) -> None:
    """Serve the page for human coders."""
    import getpass

    from textmine.coding.exchange.converting import read_coded
    from textmine.coding.log import DecisionLog
    from textmine.coding.page.serving import serve
    from textmine.coding.page.workbench import Workbench
    from textmine.corpus.reading import read

    corpus = read(folder)
    place = database or str(folder.resolve().with_name(f"{folder.resolve().stem}-codages.db"))
    log = DecisionLog(place)
    who = coder or getpass.getuser()
    if codebook is not None and not len(log.codebook()):
        log.save_codebook(read_coded(codebook).codebook, coder=who)
    told = language or ("fr" if corpus.language == "fr" else "en")

    def ready(address: str) -> None:
        typer.echo(say("cli.code_open", language, address=address))
        typer.echo(say("cli.code_stop", language, database=log.place if "://" in place else place))

    serve(Workbench(corpus, log, level=precision), coder=who, language=told, port=port, ready=ready)


@app.command("agree", help=say("cli.help_agree"))
def agree(
    database: Database,
    corpus: Coded,
    level: Annotated[str, typer.Option(help=say("cli.help_level"))] = "segment",
    human_only: Annotated[bool, typer.Option("--human-only", help=say("cli.help_human_only"))] = False,
    machine: Annotated[bool, typer.Option("--machine", help=say("cli.help_machine"))] = False,
    drift: Annotated[bool, typer.Option("--drift", help=say("cli.help_drift"))] = False,
    coder: Annotated[str | None, typer.Option(help=say("cli.help_coder"))] = None,
    output: Tables = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print how far coders agree, code by code; or a coder with the machine, or with himself over time."""
    from textmine.coding.agreement.comparing import agree as compare
    from textmine.coding.log import open_log
    from textmine.coding.replaying import replay
    from textmine.corpus.reading import read

    log = open_log(database)
    decisions, book = log.decisions(), log.codebook()
    log.close()
    if machine or drift:
        with bar("cli.working", language):
            traced = _traced(replay(decisions), read(corpus), book, coder, drift=drift)
        tables = {"drift" if drift else "machine": traced}
        tell_tables(None, tables, None, language, as_json=as_json)
        return
    with bar("cli.working", language):
        found = compare(replay(decisions), read(corpus), level=level, codebook=book, human_only=human_only)
    if not as_json:
        coders = ", ".join(found.coders)
        typer.echo(say("cli.agree_title", language, coders=coders, n=len(decisions)), err=True)
    shown = found.table if as_json else found.wide().drop(columns="code")
    tell_tables(found, {"agreement": shown}, output, language, as_json=as_json)


@app.command("suggest", help=say("cli.help_suggest"))
def suggest(
    database: Database,
    corpus: Coded,
    coder: Annotated[str | None, typer.Option(help=say("cli.help_coder"))] = None,
    precision: Annotated[float, typer.Option(min=0.5, max=0.99, help=say("cli.help_precision"))] = 0.8,
    every: Annotated[bool, typer.Option("--every", help=say("cli.help_every"))] = False,
    leave_out: Annotated[list[str] | None, typer.Option(help=say("cli.help_keep_free"))] = None,
    most: Annotated[int, typer.Option(min=1, help=say("cli.help_most_rows"))] = 20,
    output: Tables = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print suggestions of codes, and the codes that cannot be learnt yet."""
    from textmine.coding.log import open_log
    from textmine.coding.replaying import replay
    from textmine.coding.suggesting.proposing import suggest as propose
    from textmine.corpus.reading import read

    log = open_log(database)
    codings, book = replay(log.decisions()), log.codebook()
    log.close()
    with bar("cli.working", language):
        found = propose(
            codings, read(corpus), coder=coder, codebook=book, level=precision, every=every,
            leave_out=tuple(leave_out or ()),
        )  # fmt: skip
    trusted = int(found.table["trusted"].sum())
    facts = {"coded": int(found.labels.coded.any(axis=1).sum()), "not_yet": len(found.not_yet)}
    if not as_json:
        key = "suggest_told" if trusted else "suggest_none"
        typer.echo(say(f"cli.{key}", language, **facts, **_promise(trusted, precision, language)), err=True)
    columns = ["meeting", "turn", "speaker", "name", "chance", "text"]
    shown = found.table.head(most)
    tables = {"suggestions": shown if as_json else shown[columns], "not_yet": found.not_yet}
    tell_tables(None, tables, None, language, as_json=as_json)
    if output is not None:
        from textmine.batch.material import write_result

        write_result(found, output)


def _traced(
    codings: Codings, corpus: Corpus, book: Codebook, coder: str | None, *, drift: bool
) -> pd.DataFrame:
    """Return drift of codes, or how far suggestions were followed, with the names of codes."""
    from textmine.coding.suggesting.proposing import suggest as propose
    from textmine.coding.traces import code_drift, followed

    made = propose(codings, corpus, coder=coder, codebook=book)
    table = code_drift(made.labels, made.features) if drift else followed(codings, made, coder=coder)
    names = {code.code: code.name for code in book}
    return table.assign(code=[names.get(code, code) for code in table["code"]])


def _promise(trusted: int, precision: float, language: str | None) -> dict[str, object]:
    from textmine.messages import language_of_user
    from textmine.show.wording import number

    if trusted:
        return {"n": trusted}
    return {"level": number(precision, language or language_of_user())}


@app.command("exchange", help=say("cli.help_exchange"))
def exchange(
    source: Annotated[Path, typer.Argument(help=say("cli.help_exchange_from"))],
    output: Annotated[Path, typer.Option("-o", "--output", help=say("cli.help_exchange_to"))],
    corpus: Annotated[Path | None, typer.Option(help=say("cli.help_exchange_corpus"))] = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Write codings for another tool, or take them from one."""
    from textmine.cli.app import print_json, print_tables
    from textmine.coding.exchange.converting import read_coded, write_coded

    project = write_coded(read_coded(source, corpus=corpus), output)
    facts = {"codings": len(project.codings), "codes": len(project.codebook), "texts": len(project.texts)}
    if as_json:
        print_json({**facts, "path": str(output), "losses": project.losses.to_dict("records")})
        return
    typer.echo(say("cli.exchanged", language, **facts, path=output))
    if len(project.losses):
        typer.echo(say("cli.losses", language))
        print_tables([project.losses], language, as_json=False)
