"""The verbs of words and of pilots: keyness, cooccurrents, graph, repeats, afc, progression, usages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli.app import Json, Language, app, bar
from textmine.cli.contents import tell_tables
from textmine.cli.measures import Folder, Tables
from textmine.messages import say

Most = Annotated[int, typer.Option(min=1, help=say("cli.help_most_rows"))]


@app.command("keyness", help=say("cli.help_keyness"))
def keyness(
    folder: Folder,
    pilot: Annotated[str, typer.Argument(help=say("cli.help_pilot_name"))],
    output: Tables = None,
    most: Most = 20,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print the key words of one pilot."""
    from textmine.batch.lexis import keyness_of
    from textmine.batch.pipeline import open_run

    found = keyness_of(open_run(folder), pilot)
    columns = ["word", "count", "rest", "g2", "log_ratio", "low", "high", "p_adjusted"]
    tell_tables(found, {"best": found.best(most)[columns]}, output, language, as_json=as_json)


@app.command("cooccurrents", help=say("cli.help_cooccurrents"))
def cooccurrents(
    folder: Folder,
    word: Annotated[str, typer.Argument(help=say("cli.help_lemma"))],
    most: Most = 20,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print the words said near a word."""
    from textmine.batch.lexis import cooccurrents_of
    from textmine.batch.pipeline import open_run

    found = cooccurrents_of(open_run(folder), word)
    tell_tables(None, {"cooccurrents": found.head(most)}, None, language, as_json=as_json)


@app.command("graph", help=say("cli.help_graph"))
def graph(
    folder: Folder,
    to: Annotated[Path, typer.Option("--to", help=say("cli.help_graph_to"))],
    words: Annotated[int, typer.Option(min=3, help=say("cli.help_graph_words"))] = 80,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Write the graph of the words that go together, and print its strongest links."""
    from textmine.batch.lexis import links_of
    from textmine.batch.pipeline import open_run
    from textmine.measure.textometry.cooccurring import save_graph, word_graph

    links, counts = links_of(open_run(folder), most=words)
    written = save_graph(word_graph(links, counts), to)
    columns = ["word", "other", "together", "expected", "score"]
    tree = links[links["in_tree"]][columns].head(20)
    tell_tables(None, {"links": links if as_json else tree}, None, language, as_json=as_json)
    if not as_json:
        typer.echo(say("cli.graph_written", language, path=written))


@app.command("repeats", help=say("cli.help_repeats"))
def repeats(
    folder: Folder,
    output: Tables = None,
    most: Most = 20,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print repeated segments and collocations."""
    from textmine.batch.lexis import repeats_of
    from textmine.batch.pipeline import open_run

    work = open_run(folder)
    with bar("cli.working", language):
        found = repeats_of(work)
    shown = {"segments": found.segments.head(most), "pairs": found.pairs.head(most)}
    tell_tables(found, shown, output, language, as_json=as_json)


@app.command("afc", help=say("cli.help_afc"))
def afc(
    folder: Folder,
    output: Tables = None,
    by: Annotated[str, typer.Option(help=say("cli.help_by"))] = "speaker",
    axes: Annotated[int, typer.Option(min=1, help=say("cli.help_axes"))] = 5,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print the correspondence analysis of words and pilots."""
    from textmine.batch.lexis import plane_of
    from textmine.batch.pipeline import open_run

    found = plane_of(open_run(folder), by=by, n_axes=axes)
    first = ["name", "axis_1", "axis_2", "contribution_1", "contribution_2", "cos2_1", "cos2_2"]
    shown = {"axes": found.axes, "parts": found.parts.reindex(columns=first).dropna(axis=1)}
    tell_tables(found, shown, output, language, as_json=as_json)


@app.command("progression", help=say("cli.help_progression"))
def progression(
    folder: Folder,
    words: Annotated[list[str], typer.Argument(help=say("cli.help_lemmas"))],
    output: Tables = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print words over the meetings."""
    from textmine.batch.lexis import progression_of
    from textmine.batch.pipeline import open_run

    found = progression_of(open_run(folder), words)
    columns = ["word", "meeting", "count", "rate", "low", "high", "n_speakers"]
    shown = {"rates": found.rates[columns], "trends": found.trends}
    tell_tables(found, shown, output, language, as_json=as_json)


@app.command("portraits", help=say("cli.help_portraits"))
def portraits(
    folder: Folder,
    output: Tables = None,
    passages: Annotated[int, typer.Option(min=1, help=say("cli.help_passages"))] = 1,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print how far pilots are from each other, and passages that show each."""
    from textmine.batch.lexis import portraits_of
    from textmine.batch.pipeline import open_run

    work = open_run(folder)
    with bar("cli.working", language):
        found = portraits_of(work, n=passages)
    columns = ["pilot", "kind", "other", "turn", "text"]
    shown = {"gaps": found.gaps, "passages": found.passages if as_json else found.passages[columns]}
    tell_tables(found, shown, output, language, as_json=as_json)


@app.command("usages", help=say("cli.help_usages"))
def usages(
    folder: Folder,
    words: Annotated[list[str] | None, typer.Argument(help=say("cli.help_lemmas"))] = None,
    output: Tables = None,
    most: Most = 20,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print which words pilots use differently, and whether their uses draw closer."""
    from textmine.batch.lexis import usages_of
    from textmine.batch.pipeline import open_run

    with bar("cli.comparing", language) as progress:
        work = open_run(folder)
        work.progress = progress
        found = usages_of(work, words)
    columns = ["word", "n_pilots", "n_turns", "gap", "p_adjusted", "early", "late", "p_closer_adjusted"]
    tell_tables(found, {"words": found.words[columns].head(most)}, output, language, as_json=as_json)
