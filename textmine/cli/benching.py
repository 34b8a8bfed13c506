"""The verbs of ``textmine bench``: the evidence that the numbers can be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli.app import Json, Language, app, bar, print_json, print_tables
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
    data: Annotated[Path | None, typer.Option("--data", help=say("cli.help_bench_whole"))] = None,
    size: Annotated[list[int] | None, typer.Option("--size", min=1, help=say("cli.help_bench_size"))] = None,
    own_meetings: Annotated[bool, typer.Option("--own-meetings", help=say("cli.help_bench_own"))] = False,
    script: Annotated[bool, typer.Option("--script/--no-script", help=say("cli.help_bench_script"))] = True,
    figure: Annotated[Path | None, typer.Option(help=say("cli.help_figure"))] = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print how fast the order test is, and whole runs, against plain loops and a plain script."""
    from textmine.bench.speed import measure_speed
    from textmine.bench.whole_runs import time_whole_runs

    table = measure_speed(n_orders=orders, n_plain=100).frame(language)
    tables = [table if as_json else table.drop(columns="figure")]
    if data is not None:
        pilots = {"min_words": 200, "min_meetings": 8, "choose": True}
        with bar("cli.benching", language) as progress:
            sizes = tuple(size or (1,))
            runs = time_whole_runs(
                data,
                sizes=sizes,
                pilots=pilots,
                own_meetings=own_meetings,
                script=script,
                progress=progress,
            )
        tables.append(runs)
    print_tables(tables, language, as_json=as_json)
    if data is not None and figure is not None:
        from textmine.show.theme import save_chart
        from textmine.show.timings import timing_chart

        save_chart(timing_chart(runs, language=language), figure)


@bench.command("kills", help=say("cli.help_bench_kills"))
def kills(
    source: Annotated[Path, typer.Argument(help=say("cli.help_source"))],
    number: Annotated[int, typer.Option("--kills", min=1, help=say("cli.help_kills"))] = 50,
    seed: Annotated[int, typer.Option(help=say("cli.help_seed"))] = 0,
    output: Annotated[Path | None, typer.Option("-o", "--output", help=say("cli.help_bench_folder"))] = None,
    processes: Annotated[int, typer.Option(min=1, help=say("cli.help_processes"))] = 1,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print what comes of runs killed at random moments and started again."""
    from textmine.bench.kills import survive_kills

    with bar("cli.benching", language) as progress:
        table = survive_kills(
            source, n_kills=number, seed=seed, to=output, processes=processes, progress=progress
        )
    faults = table["faults"].map(len)
    found = {
        "kills": int(table["killed"].sum()),
        "runs_ended": int((~table["killed"]).sum()),
        "starts_without_fault": int((faults == 0).sum()),
        "starts": len(table),
    }
    if as_json:
        print_json({**found, "rows": table.to_dict("records")})
    else:
        typer.echo(say("cli.kills_told", language, **found))
    if faults.any():
        raise typer.Exit(1)


@bench.command("cluster", help=say("cli.help_bench_cluster"))
def cluster(
    source: Annotated[Path, typer.Argument(help=say("cli.help_source"))],
    workers: Annotated[
        list[int] | None, typer.Option("--workers", min=1, help=say("cli.help_workers"))
    ] = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print how much faster two workers annotate and encode than one."""
    from textmine.bench.cluster import time_cluster

    with bar("cli.benching", language) as progress:
        table = time_cluster(source, workers=sorted(workers or (1, 2)), progress=progress)
    print_tables([table], language, as_json=as_json)


@bench.command("readers", help=say("cli.help_bench_readers"))
def readers(
    data: Annotated[Path | None, typer.Option("--data", help=say("cli.help_bench_reading"))] = None,
    inputs: Annotated[int, typer.Option(min=1, help=say("cli.help_bench_inputs"))] = 10_000,
    seed: Annotated[int, typer.Option(help=say("cli.help_seed"))] = 0,
    output: Annotated[Path | None, typer.Option("-o", "--output", help=say("cli.help_bench_folder"))] = None,
    processes: Annotated[int, typer.Option(help=say("cli.help_processes"))] = 1,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print what comes of broken files, and how fast whole ones are read."""
    from textmine.bench.readers import fuzz_readers
    from textmine.bench.reading_speed import measure_reading

    with bar("cli.benching", language) as progress:
        found = fuzz_readers(n_inputs=inputs, seed=seed, to=output, processes=processes, progress=progress)
        tables = [found]
        if data is not None:
            tables.append(measure_reading(data))
    shown = tables if as_json else [found.drop(columns="faults"), *tables[1:]]
    print_tables(shown, language, as_json=as_json)
    if not found["is_met"].all():
        raise typer.Exit(1)


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


@bench.command("layouts", help=say("cli.help_bench_layouts"))
def layouts(
    data: Annotated[Path, typer.Option("--data", help=say("cli.help_layouts"))],
    each: Annotated[bool, typer.Option("--each", help=say("cli.help_each_layout"))] = False,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print how many turns of small transcripts of all layouts are read right."""
    from textmine.bench.transcripts import score_layouts, tabulate_traps

    scores = score_layouts(data)
    print_tables([scores if each else tabulate_traps(scores)], language, as_json=as_json)


@bench.command("masking", help=say("cli.help_bench_masking"))
def masking(language: Language = None, as_json: Json = False) -> None:
    """Print recall and precision of masking on transcripts marked by hand, and whether all is given back."""
    from textmine.bench.names_masked import measure_masking

    with bar("cli.benching", language) as progress:
        table = measure_masking(progress=progress)
    print_tables([table], language, as_json=as_json)
