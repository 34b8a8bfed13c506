"""The verbs of a whole run: run, check, report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from textmine.cli.app import Json, Language, app, bars, print_json
from textmine.messages import language_of_user, say

if TYPE_CHECKING:
    import pandas as pd

    from textmine.corpus.tables import Corpus

GroupFiles = Annotated[str | None, typer.Option(help=say("cli.help_group_files"))]
SpeakerColumn = Annotated[str | None, typer.Option(help=say("cli.help_speaker"))]
SpeechColumn = Annotated[str | None, typer.Option(help=say("cli.help_text"))]
MeetingColumn = Annotated[str | None, typer.Option(help=say("cli.help_meeting"))]


@app.command(help=say("cli.help_run"))
def run(
    source: Annotated[Path, typer.Argument(help=say("cli.help_source"))],
    output: Annotated[Path, typer.Option("-o", "--output", help=say("cli.help_output"))] = Path("RUN"),
    words: Annotated[int | None, typer.Option(help=say("cli.help_words"))] = None,
    topics: Annotated[int | None, typer.Option(help=say("cli.help_topics"))] = None,
    model: Annotated[str | None, typer.Option(help=say("cli.help_model"))] = None,
    pipeline: Annotated[str | None, typer.Option(help=say("cli.help_pipeline"))] = None,
    min_words: Annotated[int | None, typer.Option(help=say("cli.help_min_words"))] = None,
    min_meetings: Annotated[int | None, typer.Option(help=say("cli.help_min_meetings"))] = None,
    leave_out: Annotated[list[str] | None, typer.Option(help=say("cli.help_leave_out"))] = None,
    group_files: GroupFiles = None,
    speaker: SpeakerColumn = None,
    text: SpeechColumn = None,
    meeting: MeetingColumn = None,
    between: Annotated[str | None, typer.Option(help=say("cli.help_between"))] = None,
    on: Annotated[str | None, typer.Option(help=say("cli.help_on"))] = None,
    strata: Annotated[str | None, typer.Option(help=say("cli.help_strata"))] = None,
    legitimacy: Annotated[str | None, typer.Option(help=say("cli.help_legitimacy"))] = None,
    seed: Annotated[int | None, typer.Option(help=say("cli.help_seed"))] = None,
    processes: Annotated[int | None, typer.Option(min=1, help=say("cli.help_run_processes"))] = None,
    scheduler: Annotated[str | None, typer.Option(help=say("cli.help_scheduler"))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("cli.help_dry_run"))] = False,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Run all stages over a corpus."""
    from textmine.batch.pipeline import run_recipe
    from textmine.show.terminal import run_lines

    columns = {
        name: value for name, value in (("speaker", speaker), ("text", text), ("meeting", meeting)) if value
    }
    changes: dict[str, Any] = {
        "read": {"group_files": group_files, "columns": columns or None, "leave_out": leave_out or None},
        "pilots": {
            "min_words": min_words,
            "min_meetings": min_meetings,
            "choose": True if min_words or min_meetings else None,
        },
        "split": {"words": words},
        "annotate": {"pipeline": pipeline},
        "topics": {"n_topics": topics},
        "vectors": {"model": model},
        "converge": {"between": between, "on": on, "strata": strata},
        "imitate": {"legitimacy": legitimacy},
        "report": {"language": language},
        "seed": seed,
    }
    if dry_run:
        _print_plan(source, output, changes, language, as_json=as_json)
        return
    with _progress(language) as on_stage:
        done = run_recipe(
            source, to=output, changes=changes, processes=processes, scheduler=scheduler, on_stage=on_stage
        )
    if as_json:
        costs = {"seconds": done.seconds, "peak_memory": done.peak_memory}
        stages = {"ran": done.ran, "skipped": done.skipped}
        print_json({**done.summary, **costs, **stages, "report": str(done.report)})
        return
    cost = (done.seconds, done.peak_memory)
    for line in run_lines(done.summary, cost, done.report, language or done.summary["language"]):
        typer.echo(line)


def _print_plan(
    source: Path, output: Path, changes: dict[str, Any], language: str | None, *, as_json: bool
) -> None:
    """Print which stages would run, and why."""
    from textmine.batch.foreseeing import foresee
    from textmine.show.terminal import plan_line, plan_table

    plan = foresee(source, to=output, changes=changes)
    if as_json:
        print_json([asdict(one) for one in plan])
        return
    steps = [(one.stage, one.reasons) for one in plan]
    language = language or language_of_user()
    Console().print(plan_table(steps, language))
    typer.echo(plan_line(sum(one.runs for one in plan), len(plan), language))


@app.command(help=say("cli.help_check"))
def check(
    path: Annotated[Path, typer.Argument(help=say("cli.help_path"))],
    output: Annotated[Path | None, typer.Option("-o", "--output", help=say("cli.help_check_page"))] = None,
    write_speakers: Annotated[
        bool, typer.Option("--write-speakers", help=say("cli.help_write_speakers"))
    ] = False,
    group_files: GroupFiles = None,
    speaker: SpeakerColumn = None,
    text: SpeechColumn = None,
    meeting: MeetingColumn = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print the parse report and the faults of a corpus."""
    from textmine.corpus.faults import check as faults_of
    from textmine.corpus.reading import read

    corpus = read(
        path, group_files=group_files, skip_copies=True, speaker=speaker, text=text, meeting=meeting
    )
    language = language or language_of_user()
    faults = faults_of(corpus, language=language)
    written = _write_check(corpus, faults, (path if write_speakers else None, output), language)
    if as_json:
        from textmine.show.terminal import check_facts

        print_json({**check_facts(corpus, faults), "written": [str(file) for file in written]})
    else:
        _print_check(corpus, faults, language)
        for file in written:
            typer.echo(say("cli.written", language, path=file))
    raise typer.Exit(1 if (faults["severity"] == "fault").any() else 0)


def _write_check(
    corpus: Corpus, faults: pd.DataFrame, to: tuple[Path | None, Path | None], language: str
) -> list[Path]:
    """Write the table of speakers beside the transcripts and the page, as asked for."""
    from textmine.corpus.speaker_writing import folder_of, write_speaker_table
    from textmine.show.inspection import write_check

    source, page = to
    written = [] if source is None else [write_speaker_table(corpus, folder_of(source))]
    return (
        written
        if page is None
        else [*written, write_check(corpus, to=page, faults=faults, language=language)]
    )


def _print_check(corpus: Corpus, faults: pd.DataFrame, language: str) -> None:
    from textmine.show.terminal import check_line, fault_table, file_table, label_table

    console = Console()
    for table in (file_table(corpus, language), label_table(corpus, language)):
        console.print(table)
        console.print()
    if len(faults):
        console.print(fault_table(faults, language))
        console.print()
    typer.echo(check_line(corpus, faults, language))


@app.command(help=say("cli.help_report"))
def report(
    folders: Annotated[list[Path], typer.Argument(help=say("cli.help_run_folder"))],
    output: Annotated[Path | None, typer.Option("-o", "--output", help=say("cli.help_report_file"))] = None,
    compare: Annotated[bool, typer.Option("--compare", help=say("cli.help_compare"))] = False,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Write the report of a finished run, or compare two."""
    if len(folders) != 1 + compare:
        raise typer.BadParameter(say("cli.wrong_runs", language, found=len(folders)))
    if compare:
        path = _compare(folders, output or Path("comparaison.html"), language)
    else:
        from textmine.batch.material import write_report
        from textmine.batch.pipeline import open_run

        path = write_report(open_run(folders[0]), output or Path("rapport.html"), language=language)
    if as_json:
        print_json({"report": str(path)})
    else:
        typer.echo(say("cli.report", language, path=path))


def _compare(folders: list[Path], to: Path, language: str | None) -> Path:
    from textmine.batch.material import material_of
    from textmine.batch.pipeline import open_run
    from textmine.show.contrasting import compare_runs

    first, second = (material_of(open_run(folder)) for folder in folders)
    one, two = (folder.resolve() for folder in folders)
    names = (one.name, two.name) if one.name != two.name else (str(one), str(two))
    return compare_runs(first, second, to=to, language=language, names=names)


@contextmanager
def _progress(language: str | None) -> Iterator[Any]:
    """Show one bar a stage on stderr."""
    with bars() as shown:
        tasks: dict[str, Any] = {}

        def on_stage(name: str, state: str, done: int, total: int) -> None:
            title = say(f"cli.stage_{name}", language)
            if state == "start":
                tasks[name] = shown.add_task(title, total=None)
            elif state == "progress":
                shown.update(tasks[name], completed=done, total=total)
            elif state == "skipped":
                shown.add_task(f"{title} ({say('cli.unchanged', language)})", total=1, completed=1)
            else:
                total_of = shown.tasks[tasks[name]].total or 1
                shown.update(tasks[name], completed=total_of, total=total_of)
                shown.stop_task(tasks[name])

        yield on_stage
