"""The command line: one short function a verb, no science."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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
from textmine.messages import LANGUAGES, language_of_user, say

app = typer.Typer(
    name="textmine",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=say("cli.help_app"),
)

models = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=say("cli.help_models"))
app.add_typer(models, name="models")

Json = Annotated[bool, typer.Option("--json", help=say("cli.help_json"))]


def _checked(language: str | None) -> str | None:
    if language is not None and language not in LANGUAGES:
        raise typer.BadParameter(", ".join(LANGUAGES))
    return language


Language = Annotated[
    str | None,
    typer.Option("--language", callback=_checked, help=say("cli.help_language")),
]


GroupFiles = Annotated[str | None, typer.Option(help=say("cli.help_group_files"))]
SpeakerColumn = Annotated[str | None, typer.Option(help=say("cli.help_speaker"))]
SpeechColumn = Annotated[str | None, typer.Option(help=say("cli.help_text"))]
MeetingColumn = Annotated[str | None, typer.Option(help=say("cli.help_meeting"))]


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
    seed: Annotated[int | None, typer.Option(help=say("cli.help_seed"))] = None,
    processes: Annotated[int, typer.Option(help=say("cli.help_processes"))] = 1,
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
        "converge": {"between": between, "on": on},
        "report": {"language": language},
        "seed": seed,
    }
    with _progress(language) as on_stage:
        done = run_recipe(source, to=output, changes=changes, processes=processes, on_stage=on_stage)
    if as_json:
        costs = {"seconds": done.seconds, "peak_memory": done.peak_memory}
        stages = {"ran": done.ran, "skipped": done.skipped}
        _print_json({**done.summary, **costs, **stages, "report": str(done.report)})
        return
    cost = (done.seconds, done.peak_memory)
    for line in run_lines(done.summary, cost, done.report, language or done.summary["language"]):
        typer.echo(line)


@app.command(help=say("cli.help_check"))
def check(
    path: Annotated[Path, typer.Argument(help=say("cli.help_path"))],
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
    from textmine.show.terminal import check_line, fault_table, file_facts

    corpus = read(path, group_files=group_files, speaker=speaker, text=text, meeting=meeting)
    language = language or language_of_user()
    faults = faults_of(corpus, language=language)
    n_faults = int((faults["severity"] == "fault").sum())
    if as_json:
        _print_json({"faults": faults.to_dict("records"), "files": file_facts(corpus)})
    else:
        if len(faults):
            Console().print(fault_table(faults, language))
        typer.echo(check_line(corpus, faults, language))
    raise typer.Exit(1 if n_faults else 0)


@app.command(help=say("cli.help_report"))
def report(
    folder: Annotated[Path, typer.Argument(help=say("cli.help_run_folder"))],
    output: Annotated[Path, typer.Option("-o", "--output", help=say("cli.help_report_file"))] = Path(
        "rapport.html"
    ),
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Write the report of a finished run."""
    from textmine.batch.material import write_report
    from textmine.batch.pipeline import open_run

    write_report(open_run(folder), output, language=language)
    if as_json:
        _print_json({"report": str(output)})
    else:
        typer.echo(say("cli.report", language, path=output))


Data = Annotated[Path, typer.Option("--data", help=say("cli.help_data"))]


@models.command("list", help=say("cli.help_models_list"))
def list_models(language: Language = None, as_json: Json = False) -> None:
    """Print the models that come with textmine."""
    from textmine.batch.modelling import list_models as found

    _print_tables([found()], language, as_json=as_json)


@models.command("test", help=say("cli.help_models_test"))
def test_model(
    name: Annotated[str, typer.Argument(help=say("cli.help_model_name"))],
    data: Data,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print the scores and the speed of a model."""
    from textmine.batch.modelling import score_model
    from textmine.show.cards import with_targets

    with _bar("cli.testing", language) as progress:
        tested = score_model(name, data, progress=progress)
    _print_tables([with_targets(tested.scores), tested.speed], language, as_json=as_json)


@models.command("train", help=say("cli.help_models_train"))
def train_model(
    source: Annotated[str, typer.Argument(help=say("cli.help_model_source"))],
    data: Data,
    output: Annotated[Path, typer.Option("-o", "--output", help=say("cli.help_model_folder"))],
    seed: Annotated[int | None, typer.Option(help=say("cli.help_seed"))] = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Train a model, test it, write its folder with its card."""
    from datetime import UTC, datetime

    from textmine.batch.modelling import train_model as train

    made = datetime.now(UTC).date().isoformat()
    with _bar("cli.training", language) as progress:
        folder = train(source, data, to=output, seed=seed, made=made, progress=progress)
    if as_json:
        _print_json({"folder": str(folder)})
    else:
        typer.echo(say("cli.trained", language, folder=folder, card=folder / "CARD.md"))


def _print_tables(tables: list[Any], language: str | None, *, as_json: bool) -> None:
    from textmine.show.terminal import plain_table

    if as_json:
        found = [table.astype(object).where(table.notna(), None).to_dict("records") for table in tables]
        _print_json(found[0] if len(found) == 1 else found)
        return
    for table in tables:
        Console().print(plain_table(table, language or language_of_user()))


def _print_json(data: object) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))


def _bars() -> Progress:
    """Return bars on stderr."""
    text = TextColumn("{task.description}")
    columns = (SpinnerColumn(), text, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


@contextmanager
def _bar(key: str, language: str | None) -> Iterator[Any]:
    """Show one bar on stderr."""
    with _bars() as bars:
        task = bars.add_task(say(key, language), total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


@contextmanager
def _progress(language: str | None) -> Iterator[Any]:
    """Show one bar a stage on stderr."""
    with _bars() as bars:
        tasks: dict[str, Any] = {}

        def on_stage(name: str, state: str, done: int, total: int) -> None:
            title = say(f"cli.stage_{name}", language)
            if state == "start":
                tasks[name] = bars.add_task(title, total=None)
            elif state == "progress":
                bars.update(tasks[name], completed=done, total=total)
            elif state == "skipped":
                bars.add_task(f"{title} ({say('cli.unchanged', language)})", total=1, completed=1)
            else:
                total_of = bars.tasks[tasks[name]].total or 1
                bars.update(tasks[name], completed=total_of, total=total_of)
                bars.stop_task(tasks[name])

        yield on_stage


def main() -> None:
    """Run the command line: exit 0 done, 1 a fault in the material, 2 a wrong call."""
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
