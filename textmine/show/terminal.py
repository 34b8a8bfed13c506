"""What the command line prints: a run in three lines, the faults of a corpus as a table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from rich.table import Table

from textmine.corpus.tables import Corpus
from textmine.messages import say
from textmine.show.wording import number, percent


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
        table.add_row(file, str(line or ""), say(f"cli.severity_{severity}", language), message)
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


def plain_table(found: pd.DataFrame, language: str) -> Table:
    """Return any table for the terminal: numbers to the right, with the decimal mark of the language."""
    table = Table(box=None, pad_edge=False)
    for name, column in found.items():
        table.add_column(str(name), justify="right" if column.dtype.kind in "fi" else "left", overflow="fold")
    for row in found.itertuples(index=False):
        table.add_row(*(_plain_cell(value, language) for value in row))
    return table


def _plain_cell(value: object, language: str) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return number(value, language, digits=3 if abs(value) < 100 else 0)
    return str(value)
