"""The verbs of what is talked about in a finished run: topics, classes, specificities, kwic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from textmine.cli.app import Json, Language, app, bar, print_json, print_tables
from textmine.cli.measures import Folder, Tables
from textmine.messages import say

if TYPE_CHECKING:
    import pandas as pd
    from _typeshed import DataclassInstance
    from altair.typing import ChartType


Figure = Annotated[Path | None, typer.Option(help=say("cli.help_figure"))]


@app.command("topics", help=say("cli.help_topics_verb"))
def topics(
    folder: Folder,
    output: Tables = None,
    n_topics: Annotated[int | None, typer.Option("--topics", min=2, help=say("cli.help_topics"))] = None,
    compare: Annotated[bool, typer.Option("--compare", help=say("cli.help_compare_numbers"))] = False,
    figure: Figure = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print topics, their stability, and those that one pilot alone speaks of."""
    from textmine.batch.contents import topic_numbers_of, topics_of
    from textmine.batch.pipeline import open_run

    work = open_run(folder)
    if compare:
        with bar("cli.comparing", language) as work.progress:
            table = topic_numbers_of(work)
        tell_tables(None, {"numbers": table}, None, language, as_json=as_json)
        if figure is not None:
            from textmine.show.curves import topic_number_chart

            _draw(topic_number_chart(table, language=language), figure, language, as_json=as_json)
        return
    with bar("cli.working", language):
        found = topics_of(work, n_topics=n_topics)
    alone = found.without_counterpart[["pilot", "share", "stability", "words"]]
    quoted = found.topics.drop(columns=["quotation", "speaker", "meeting", "label"])
    shown = {"topics": found.topics if as_json else quoted, "without_counterpart": alone}
    tell_tables(found, shown, output, language, as_json=as_json)


@app.command("classes", help=say("cli.help_classes_verb"))
def classes(
    folder: Folder,
    output: Tables = None,
    n_classes: Annotated[int | None, typer.Option("--classes", min=2, help=say("cli.help_n_classes"))] = None,
    double: Annotated[bool, typer.Option("--double", help=say("cli.help_double"))] = False,
    figure: Figure = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print lexical classes and whether they come back; draw their tree."""
    from textmine.batch.contents import classes_of, double_classes_of
    from textmine.batch.pipeline import open_run

    work = open_run(folder)
    if double:
        with bar("cli.working", language):
            twice = double_classes_of(work, n_classes=n_classes)
        shown = {"classes": twice.classes, "evidence": twice.evidence}
        tell_tables(twice, shown, output, language, as_json=as_json)
        return
    with bar("cli.working", language):
        found = classes_of(work, n_classes=n_classes)
    shown = {"classes": found.classes, "evidence": found.evidence}
    tell_tables(found, shown, output, language, as_json=as_json)
    if figure is not None:
        from textmine.show.dendrogram import dendrogram_chart

        _draw(dendrogram_chart(found, language=language), figure, language, as_json=as_json)


@app.command("themes", help=say("cli.help_themes"))
def themes(
    folder: Folder,
    output: Tables = None,
    n_themes: Annotated[int | None, typer.Option("--themes", min=1, help=say("cli.help_n_themes"))] = None,
    guide: Annotated[Path | None, typer.Option(help=say("cli.help_guide"))] = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print where each meeting and interview passes to another theme."""
    from textmine.batch.contents import themes_of
    from textmine.batch.pipeline import open_run

    work, items = open_run(folder), _lines(guide)
    with bar("cli.working", language):
        found = themes_of(work, n_themes=n_themes, guide=items)
    columns = ["meeting", "theme", "steadiness", "words"]
    shown = found.sections if as_json else found.sections[columns]
    tell_tables(found, {"sections": shown}, output, language, as_json=as_json)


@app.command("specificities", help=say("cli.help_specificities"))
def specificities(
    folder: Folder,
    output: Tables = None,
    by: Annotated[str, typer.Option(help=say("cli.help_by"))] = "speaker",
    most: Annotated[int, typer.Option(min=1, help=say("cli.help_most"))] = 8,
    cumulated: Annotated[bool, typer.Option("--cumulated", help=say("cli.help_cumulated"))] = False,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print the words that each pilot or meeting uses more than its share."""
    from textmine.batch.contents import specificities_of
    from textmine.batch.pipeline import open_run

    found = specificities_of(open_run(folder), by=by, cumulated=cumulated)
    columns = ["part", "word", "count", "total", "score", "dispersion"]
    tell_tables(found, {"best": found.best(most)[columns]}, output, language, as_json=as_json)


@app.command("kwic", help=say("cli.help_kwic"))
def kwic(
    folder: Folder,
    query: Annotated[str, typer.Argument(help=say("cli.help_query"))],
    window: Annotated[int, typer.Option(min=0, help=say("cli.help_window"))] = 8,
    sort: Annotated[str, typer.Option(help=say("cli.help_sort"))] = "order",
    fold_accents: Annotated[bool, typer.Option("--fold-accents", help=say("cli.help_fold"))] = False,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print every place where words are said, with what stands around."""
    from textmine.batch.contents import concordance_of
    from textmine.batch.pipeline import open_run

    found = concordance_of(open_run(folder), query, window=window, sort=sort, fold_accents=fold_accents)
    shown = found if as_json else found[["speaker", "turn", "left", "match", "right"]]
    print_tables([shown], language, as_json=as_json)


def _draw(chart: ChartType, to: Path, language: str | None, *, as_json: bool) -> None:
    """Write a figure, and say where it is."""
    from textmine.show.theme import save_chart

    save_chart(chart, to)
    if not as_json:
        typer.echo(say("cli.figure_written", language, path=to))


def _lines(path: Path | None) -> list[str]:
    """Return the lines of a text file that are not empty; none without a file."""
    from textmine.corpus.encodings import decode
    from textmine.errors import TextmineError

    if path is None:
        return []
    if not path.is_file():
        raise TextmineError("no_such_path", path=path)
    text = decode(path.read_bytes(), file=path.name).text
    return [line.strip() for line in text.splitlines() if line.strip()]


def tell_tables(
    found: DataclassInstance | None,
    shown: dict[str, pd.DataFrame],
    output: Path | None,
    language: str | None,
    *,
    as_json: bool,
) -> None:
    """Print some tables; all of them go to a folder where one is given."""
    from textmine.batch.material import write_result
    from textmine.batch.summary import plain_data

    if output is not None and found is not None:
        write_result(found, output)
    if as_json:
        print_json(plain_data({name: table.to_dict("records") for name, table in shown.items()}))
        return
    print_tables([table for table in shown.values() if len(table)], language, as_json=False)
    if output is not None:
        typer.echo(say("cli.tables", language, path=output))
