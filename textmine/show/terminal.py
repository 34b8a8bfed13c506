"""What the command line prints: a run in three lines, the faults of a corpus as a table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from rich.markup import escape
from rich.table import Table

from textmine.corpus.duplicates import find_near_copies
from textmine.corpus.speaker_writing import tabulate_labels
from textmine.corpus.tables import Corpus
from textmine.messages import catalogue, language_of_user, say
from textmine.show.files import files_grid
from textmine.show.grids import Grid
from textmine.show.inspection_parts import labels_grid
from textmine.show.wording import facts_said, number, percent

ROOM_FOR_TEXT: Final = 18


def run_lines(
    found: Mapping[str, Any], cost: tuple[float, int | None], report: Path, language: str
) -> Iterator[str]:
    """Yield the corpus, the verdict with its numbers, what the run cost, and the report's path.

    Parameters
    ----------
    found
        What a run found, as plain data; numbers that do not exist are None.
    cost
        Seconds, and bytes of memory at most (None where unknown).
    """
    counts = {name: found[name] for name in ("meetings", "interviews", "words", "blocks")}
    yield say("cli.corpus", language, name=found["corpus"], pilots=len(found["pilots"]), **counts)
    if found["relative_slope"] is None and not found["n_meetings"]:
        yield say("cli.untold", language)
    else:
        yield _result_line(found, language)
    for measure in ("imitation", "complementarity"):
        if measure in found:
            verdict = say(f"{measure}.verdict_{found[measure]['verdict'].replace(' ', '_')}", language)
            yield say(f"cli.found_{measure}", language, verdict=verdict)
    for place, reason in found.get("untold", {}).items():
        yield say(
            "cli.not_measured",
            language,
            stage=say(f"cli.stage_{place.split('/')[0]}", language),
            reason=reason,
        )
    seconds, memory = cost
    gigabytes = number(memory / 1e9 if memory else None, language, digits=2)
    yield say("cli.cost", language, seconds=number(seconds, language, digits=1), memory=gigabytes)
    yield say("cli.report", language, path=report)


def _result_line(found: Mapping[str, Any], language: str) -> str:
    low, high = found["relative_slope_interval"]
    numbers = {"slope": found["relative_slope"], "low": low, "high": high, "p": found["p_convergence"]}
    verdict = say(f"measure.verdict_{found['verdict'].replace(' ', '_')}", language)
    return say(
        "cli.result",
        language,
        verdict=verdict,
        n_meetings=found["n_meetings"],
        n_blocks=found["n_blocks"],
        **{name: number(value, language, digits=4) for name, value in numbers.items()},
    )


def fault_table(faults: pd.DataFrame, language: str) -> Table:
    """Return the findings of a check as a table for the terminal."""
    table = Table(box=None, pad_edge=False)
    for column in ("file", "line", "severity", "message"):
        table.add_column(say(f"cli.column_{column}", language), overflow="fold")
    for file, line, severity, message in faults[["file", "line", "severity", "message"]].to_numpy():
        severity = say(f"cli.severity_{severity}", language)
        table.add_row(escape(file), str(line or ""), severity, escape(message))
    return table


def check_line(corpus: Corpus, faults: pd.DataFrame, language: str) -> str:
    """Return one sentence on a corpus: how much of it was understood, and how many findings there are."""
    characters = sum(file.characters for file in corpus.reports)
    understood = sum(file.share_attributed * file.characters for file in corpus.reports) / max(characters, 1)
    # rounded down, so that 100 % means all of it
    share = understood if understood >= 1 else math.floor(1000 * understood) / 1000
    return say(
        "cli.check_summary",
        language,
        files=len(corpus.reports),
        words=corpus.n_words,
        speakers=len(corpus.speakers),
        pilots=len(corpus.pilots),
        share=percent(share, language, digits=1),
        faults=int((faults["severity"] == "fault").sum()),
        warnings=int((faults["severity"] == "warning").sum()),
    )


def file_table(corpus: Corpus, language: str) -> Table:
    """Return one row a file for the terminal: encoding, turns, labels with counts, share understood."""
    return _grid_table(files_grid(corpus, language))


def label_table(corpus: Corpus, language: str) -> Table:
    """Return one row a label for the terminal: who it is, in which role, how often, who it may be."""
    return _grid_table(labels_grid(corpus, language))


def _grid_table(grid: Grid) -> Table:
    table = Table(box=None, pad_edge=False)
    for head, is_number in zip(grid.head, grid.numeric, strict=True):
        table.add_column(head, justify="right" if is_number else "left", overflow="fold")
    for row in grid.rows:
        table.add_row(*(escape(cell) for cell in row))
    return table


def check_facts(corpus: Corpus, faults: pd.DataFrame) -> dict[str, Any]:
    """Return a check as plain data: ``faults``, ``files``, ``meetings``, ``speakers``, ``near_copies``."""
    meetings = corpus.meetings.drop(columns="transcriber")
    return {
        "faults": faults.to_dict("records"),
        "files": file_facts(corpus),
        "meetings": meetings.to_dict("records"),
        "speakers": tabulate_labels(corpus).to_dict("records"),
        "near_copies": [pair._asdict() for pair in find_near_copies(corpus)],
    }


def file_facts(corpus: Corpus) -> list[dict[str, Any]]:
    """Return the parse report of each file as plain data."""
    return [
        {
            "file": file.file,
            "format": file.format,
            "encoding": file.encoding,
            "encoding_reason": file.encoding_reason,
            "characters": file.characters,
            "attributed": file.attributed,
            "reported": file.reported,
            "share_attributed": file.share_attributed,
            "labels": dict(file.labels),
        }
        for file in corpus.reports
    ]


def result_lines(found: Mapping[str, Any], section: str, language: str | None) -> Iterator[str]:
    """Yield what a result says in words: its verdict, if it gives one, and its reasons.

    Parameters
    ----------
    found
        The result as plain data, with ``reasons`` (key and facts) and perhaps ``verdict``.
    section
        The section of the catalogue that its sentences are in.
    """
    language = language or language_of_user()
    if "verdict" in found:
        yield say(f"{section}.verdict_{str(found['verdict']).replace(' ', '_')}", language)
    for key, facts in found["reasons"]:
        yield f"– {say(f'{section}.{key}', language, **facts_said(facts, language))}"


def plain_table(found: pd.DataFrame, language: str | None) -> Table:
    """Return any table for the terminal: known columns named, numbers as the language writes them."""
    language = language or language_of_user()
    names = catalogue(language, "cli")
    table = Table(box=None, pad_edge=False)
    for name, column in found.items():
        side: Literal["left", "right"] = "right" if column.dtype.kind in "fi" else "left"
        width = 0 if side == "right" else min(int(column.astype(str).str.len().max() or 0), ROOM_FOR_TEXT)
        title = names.get(f"column_{name}", str(name))
        table.add_column(title, justify=side, overflow="fold", min_width=width)
    for row in found.itertuples(index=False):
        table.add_row(*(escape(_plain_cell(value, language)) for value in row))
    return table


def _plain_cell(value: object, language: str) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, bool | np.bool_):
        return say("cli.yes" if value else "cli.no", language)
    if isinstance(value, float):
        return number(value, language, digits=3 if abs(value) < 100 else 0)
    return str(value)


def plan_table(steps: Iterable[tuple[str, Sequence[tuple[str, str]]]], language: str) -> Table:
    """Return what a run would do: stage, whether it would be computed, why.

    Parameters
    ----------
    steps
        Name of each stage, and the reasons why: cause and detail; "unchanged" is the cause of one that is
        kept.
    """
    table = Table()
    for title in ("stage", "state", "why"):
        table.add_column(say(f"cli.plan_{title}", language), overflow="fold")
    colon = "\u00a0: " if language == "fr" else ": "
    for name, reasons in steps:
        details: dict[str, list[str]] = {}
        for cause, detail in reasons:
            told = say(f"cli.stage_{detail}", language) if cause == "needs" else detail
            details.setdefault(cause, []).extend([told] if told else [])
        why = ("\u00a0; " if language == "fr" else "; ").join(
            say(f"cli.cause_{cause}", language) + (colon + ", ".join(told) if told else "")
            for cause, told in details.items()
        )
        state = say("cli.plan_kept" if "unchanged" in details else "cli.plan_runs", language)
        table.add_row(say(f"cli.stage_{name}", language), state, escape(why))
    return table


def plan_line(runs: int, total: int, language: str) -> str:
    """Return how many stages of a run would be computed."""
    return say("cli.plan_line", language, runs=runs, total=total)
