"""The verbs of ``textmine bench``: the evidence that the numbers can be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli.app import Json, Language, app, bar, print_tables
from textmine.messages import say

bench = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=say("cli.help_bench"))
app.add_typer(bench, name="bench")

QUICK = 40
# what a terminal of 80 columns has room for; the file has all
SHOWN = ["what", "must_reach", "seen", "low", "high", "is_met", "naive"]
Folder = Annotated[Path, typer.Option("-o", "--output", help=say("cli.help_bench_folder"))]


@bench.command("validity", help=say("cli.help_bench_validity"))
def validity(
    data: Annotated[list[Path], typer.Option("--data", help=say("cli.help_bench_data"))],
    output: Folder = Path("BENCH"),
    sets: Annotated[int, typer.Option(min=2, help=say("cli.help_bench_sets"))] = 500,
    quick: Annotated[bool, typer.Option("--quick", help=say("cli.help_bench_quick"))] = False,
    only: Annotated[list[str] | None, typer.Option("--only", help=say("cli.help_bench_only"))] = None,
    processes: Annotated[int, typer.Option(help=say("cli.help_processes"))] = 1,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print what the measures find in synthetic corpora whose truth is known."""
    from textmine.bench.runner import run_cells
    from textmine.bench.validity import CHECKS, validity_table

    names = list(dict.fromkeys(only or [check.cell for check in CHECKS]))
    with bar("cli.benching", language) as progress:
        tables = run_cells(
            names, data, n_sets=QUICK if quick else sets, to=output, processes=processes, progress=progress
        )
    table = validity_table(tables, language)
    table.to_csv(output / "validity.csv", index=False, encoding="utf-8-sig")
    shown = table if as_json else table[SHOWN]
    print_tables([shown], language, as_json=as_json)


@bench.command("speed", help=say("cli.help_bench_speed"))
def speed(
    orders: Annotated[int, typer.Option(min=100, help=say("cli.help_bench_orders"))] = 9_999,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print how fast the order test is, against a plain loop that gives the same."""
    from textmine.bench.speed import measure_speed

    table = measure_speed(n_orders=orders, n_plain=100).frame(language)
    shown = table if as_json else table.drop(columns="figure")
    print_tables([shown], language, as_json=as_json)


@bench.command("topics", help=say("cli.help_bench_topics"))
def topics(
    data: Annotated[Path, typer.Option("--data", help=say("cli.help_data"))],
    seeds: Annotated[int, typer.Option(min=2, help=say("cli.help_bench_seeds"))] = 10,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print the topic models side by side on labelled talk."""
    from textmine.bench.topic_models import compare_topics

    with bar("cli.benching", language) as progress:
        table = compare_topics(data, n_seeds=seeds, progress=progress)
    print_tables([table], language, as_json=as_json)


@bench.command("themes", help=say("cli.help_bench_themes"))
def themes(
    data: Annotated[Path, typer.Option("--data", help=say("cli.help_data"))],
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print thematic segmentation beside even, random and TextTiling cuts of debates cut by hand."""
    from textmine.bench.themes import compare_themes

    with bar("cli.benching", language) as progress:
        table = compare_themes(data, progress=progress)
    print_tables([table], language, as_json=as_json)


@bench.command("classes", help=say("cli.help_bench_classes"))
def classes(
    data: Annotated[Path, typer.Option("--data", help=say("cli.help_data"))],
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print how exact and how fast lexical classes are."""
    from textmine.bench.reinert import measure_classes

    print_tables([measure_classes(data)], language, as_json=as_json)


@bench.command("coding", help=say("cli.help_bench_coding"))
def coding(
    data: Annotated[Path, typer.Option("--data", help=say("cli.help_data"))],
    seeds: Annotated[int, typer.Option(min=2, help=say("cli.help_bench_seeds"))] = 10,
    figure: Annotated[Path | None, typer.Option(help=say("cli.help_figure"))] = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print how suggestions of codes do, beside a plain model and the majority."""
    from textmine.bench.coding_gain import measure_coding

    with bar("cli.benching", language) as progress:
        found = measure_coding(data, n_seeds=seeds, progress=progress)
    print_tables([found.scores, found.summary, found.refresh], language, as_json=as_json)
    if figure is not None:
        from textmine.show.learning import learning_chart
        from textmine.show.theme import save_chart

        save_chart(learning_chart(found.scores, language=language), figure)


@bench.command("readers", help=say("cli.help_bench_readers"))
def readers(
    inputs: Annotated[int, typer.Option(min=1, help=say("cli.help_bench_inputs"))] = 2_000,
    seed: Annotated[int, typer.Option(help=say("cli.help_seed"))] = 0,
    first: Annotated[int, typer.Option(min=0, help=say("cli.help_bench_first"))] = 0,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print what the readers make of damaged files, and each failure with what makes it again."""
    from textmine.bench.fuzzing import fault_table, fuzz_readers, fuzz_table

    with bar("cli.benching", language) as progress:
        tallies = fuzz_readers(inputs, seed=seed, first=first, progress=progress)
    faults = fault_table(tallies, seed=seed)
    tables = [fuzz_table(tallies), faults] if len(faults) else [fuzz_table(tallies)]
    print_tables(tables, language, as_json=as_json)
    if len(faults):
        raise typer.Exit(1)


@bench.command("reading", help=say("cli.help_bench_reading"))
def reading(
    data: Annotated[list[Path], typer.Option("--data", help=say("cli.help_bench_transcripts"))],
    megabytes: Annotated[float, typer.Option(min=1, help=say("cli.help_bench_megabytes"))] = 30.0,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print how fast texts and TEI are read, and with how much memory."""
    from textmine.bench.reading_speed import measure_reading, reading_table

    found = [one for folder in data for one in measure_reading(folder, megabytes=megabytes)]
    print_tables([reading_table(found, language)], language, as_json=as_json)
