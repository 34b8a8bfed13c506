"""The verbs of single measures on a finished run, with other options than the run had."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from textmine.cli.app import Json, Language, app, bar, print_json
from textmine.messages import language_of_user, say

if TYPE_CHECKING:
    import pandas as pd
    from _typeshed import DataclassInstance

    from textmine.batch.work import Work

Folder = Annotated[Path, typer.Argument(help=say("cli.help_run_folder"))]
Tables = Annotated[Path | None, typer.Option("-o", "--output", help=say("cli.help_tables"))]
Between = Annotated[str | None, typer.Option(help=say("cli.help_between"))]
On = Annotated[str | None, typer.Option(help=say("cli.help_on"))]
Strata = Annotated[str | None, typer.Option(help=say("cli.help_strata"))]
Seed = Annotated[int | None, typer.Option(help=say("cli.help_seed"))]


@app.command("converge", help=say("cli.help_converge"))
def converge(
    folder: Folder,
    output: Tables = None,
    between: Between = None,
    on: On = None,
    strata: Strata = None,
    seed: Seed = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print whether the pilots' talk draws closer, by the declared distance and by the others."""
    from textmine.batch.measuring import convergence_of, panel_of

    work = _opened(folder, {"converge": {"between": between, "on": on, "strata": strata}, "seed": seed})
    result = convergence_of(work)
    panel = panel_of(work).frame()
    shown = panel[["measure", "features", "is_naive", "relative_slope", "low", "high", "p", "p_adjusted"]]
    _tell(result, "measure", {"distances": shown}, output, language, as_json=as_json)


@app.command("imitate", help=say("cli.help_imitate"))
def imitate(
    folder: Folder,
    output: Tables = None,
    legitimacy: Annotated[str | None, typer.Option(help=say("cli.help_legitimacy"))] = None,
    kernel: Annotated[str | None, typer.Option(help=say("cli.help_kernel"))] = None,
    between: Between = None,
    on: On = None,
    strata: Strata = None,
    seed: Seed = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print who moves towards whom."""
    from textmine.batch.measuring import imitation_of

    options = {"between": between, "on": on, "strata": strata}
    changes = {"converge": options, "imitate": {"legitimacy": legitimacy, "kernel": kernel}, "seed": seed}
    result = imitation_of(_opened(folder, changes))
    columns = ["pilot", "leadership", "low", "high", "p", "p_adjusted", "legitimacy", "n_meetings"]
    tables = {"leadership": result.leadership[columns].sort_values("leadership", ascending=False)}
    _tell(result, "imitation", tables, output, language, as_json=as_json)


@app.command("complement", help=say("cli.help_complement"))
def complement(
    folder: Folder,
    output: Tables = None,
    periods: Annotated[int | None, typer.Option(min=1, help=say("cli.help_periods"))] = None,
    between: Between = None,
    seed: Seed = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print what each pilot brings that no other does."""
    from textmine.batch.measuring import complementarity_of

    changes = {"converge": {"between": between}, "complement": {"periods": periods}, "seed": seed}
    result = complementarity_of(_opened(folder, changes))
    columns = ["pilot", "unique", "low", "high", "shapley", "n_sole", "specialisation", "p_adjusted"]
    tables = {"pilots": result.pilots[columns].sort_values("unique", ascending=False)}
    _tell(result, "complementarity", tables, output, language, as_json=as_json)


@app.command("power", help=say("cli.help_power"))
def power(
    folder: Folder,
    output: Tables = None,
    between: Between = None,
    on: On = None,
    seed: Seed = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print what convergence could be found in a corpus of this size."""
    from textmine.batch.measuring import power_of

    work = _opened(folder, {"converge": {"between": between, "on": on}, "seed": seed})
    with bar("cli.planning", language) as progress:
        result = power_of(work, progress=progress)
    table = result.table
    tables = {
        f"by_{size}": _powers(table[table[other] == table[other].min()], size, language)
        for size, other in (("n_meetings", "words"), ("words", "n_meetings"))
        if len(table)
    }
    _tell(result, "planning", tables, output, language, as_json=as_json)


def _powers(table: pd.DataFrame, size: str, language: str | None) -> pd.DataFrame:
    """Return power with one row a loss and one column a size."""
    from textmine.show.wording import number

    language = language or language_of_user()
    wide = table.pivot(index="lost", columns=size, values="power")
    sizes = [float(str(value)) for value in wide.columns]
    told = [number(value, language, digits=0 if value.is_integer() else 1) for value in sizes]
    names = [say(f"cli.power_{size}", language, n=n) for n in told]
    return wide.set_axis(names, axis="columns").reset_index()


def _opened(folder: Path, changes: dict[str, Any]) -> Work:
    """Return a finished run with other settings."""
    from textmine.batch.pipeline import open_run
    from textmine.batch.settings import changed

    work = open_run(folder)
    work.settings = changed(work.settings, changes)
    return work


def _tell(
    result: DataclassInstance,
    section: str,
    tables: Mapping[str, pd.DataFrame],
    output: Path | None,
    language: str | None,
    *,
    as_json: bool,
) -> None:
    """Print a result: the verdict, why, and tables; all of its tables go to a folder where one is given."""
    from textmine.batch.material import write_result
    from textmine.batch.summary import plain_data
    from textmine.measure.store import to_dict
    from textmine.show.terminal import plain_table, result_lines

    if output is not None:
        write_result(result, output)
    if as_json:
        print_json(plain_data({**to_dict(result), **{n: t.to_dict("records") for n, t in tables.items()}}))
        return
    for line in result_lines(to_dict(result), section, language):
        typer.echo(line)
    for table in tables.values():
        Console().print(plain_table(table, language))
    if output is not None:
        typer.echo(say("cli.tables", language, path=output))
