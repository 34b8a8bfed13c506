"""Damaged files put before every reader: only a `TextmineError` may come out, and no character be lost."""

from __future__ import annotations

import math
import multiprocessing
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np
import pandas as pd

from textmine.bench.mutations import mutated
from textmine.bench.seeds import SEEDS
from textmine.corpus.assembly import assemble
from textmine.corpus.encodings import decode
from textmine.corpus.faults import check
from textmine.corpus.formats import ENDINGS, format_of, read_documents
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import count_characters
from textmine.corpus.reading import read
from textmine.errors import TextmineError
from textmine.messages import LANGUAGES

MOST_SECONDS: Final = 5.0  # a megabyte; a smaller file counts as one
PATIENCE: Final = 60.0
WHOLE_EVERY: Final = 10
WHOLE: Final = ("text", "iramuteq")  # formats whose characters all are pieces


@dataclass(frozen=True)
class Trial:
    """One damaged file read: ``outcome`` is "read", "refused" or "failed", ``fault`` says how it failed."""

    number: int
    ending: str
    outcome: str
    fault: str
    seconds: float


@dataclass
class Tally:
    """What came of all damaged files of one ending."""

    inputs: int = 0
    readings: int = 0
    refusals: int = 0
    slowest: float = 0.0
    faults: list[Trial] = field(default_factory=list)

    def add(self, trial: Trial) -> None:
        """Count one trial."""
        self.inputs += 1
        self.readings += trial.outcome == "read"
        self.refusals += trial.outcome == "refused"
        self.slowest = max(self.slowest, trial.seconds)
        if trial.outcome == "failed":
            self.faults.append(trial)


@lru_cache(maxsize=1)
def _seeds() -> dict[str, list[bytes]]:
    return {ending: SEEDS[ending]() for ending in ENDINGS if ending in SEEDS}


def damaged_file(number: int, *, seed: int = 0) -> tuple[str, bytes]:
    """Return the ending and the content of one damaged file: the same for the same number and seed.

    Examples
    --------
    >>> damaged_file(3, seed=0) == damaged_file(3, seed=0)
    True
    """
    seeds = _seeds()
    endings = list(seeds)
    ending = endings[number % len(endings)]
    chance = np.random.default_rng([seed, number])
    files = seeds[ending]
    others = files if chance.random() < 0.7 else seeds[endings[int(chance.integers(len(endings)))]]
    return ending, mutated(files[int(chance.integers(len(files)))], others, chance)


def try_file(path: Path, *, number: int = 0, is_whole: bool = True) -> Trial:
    """Read a file: refused with a sentence, or read with every character accounted for.

    Parameters
    ----------
    path, number
        The file, and its number for the trial.
    is_whole
        Make and check the whole corpus; else go as far as turns and leftovers, in a tenth of the time.
    """
    begun = perf_counter()
    outcome, fault = "read", ""
    try:
        fault = _of_corpus(path) if is_whole else _of_documents(path)
    except TextmineError as error:
        outcome = "refused"
        fault = (
            ""
            if all(_is_sentence(error.say(language)) for language in LANGUAGES)
            else f"{error.key}: no sentence"
        )
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        fault = f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
    seconds = (perf_counter() - begun) / max(1.0, path.stat().st_size / 1e6)
    if seconds > MOST_SECONDS:
        fault = fault or f"{seconds:.1f} s"
    return Trial(number, path.suffix, "failed" if fault else outcome, fault, seconds)


def _is_sentence(text: str) -> bool:
    return bool(text.strip()) and text.rstrip().endswith((".", "»", ")", "}"))


def _of_corpus(path: Path) -> str:
    """Return what is wrong with the corpus of a file, "" when nothing is."""
    corpus = read(path)
    check(corpus)
    [report] = corpus.reports
    said = sum(map(count_characters, corpus.turns["text"]))
    if said != report.attributed:
        return f"{said} characters in turns, {report.attributed} reported"
    return _uneven(path, report.characters, report.attributed, report.reported)


def _of_documents(path: Path) -> str:
    """Return what is wrong with the turns and leftovers of a file, "" when nothing is."""
    whole = said = left = 0
    for document in read_documents(path, ReadOptions()):
        found = assemble(document, file=path.name)
        if document.characters != found.characters:
            return f"{document.characters} characters in pieces, {found.characters} assembled"
        whole += found.characters
        said += sum(count_characters(turn.text) for turn in found.turns)
        left += sum(count_characters(leftover.text) for leftover in found.leftovers)
    return _uneven(path, whole, said, left)


def _uneven(path: Path, whole: int, said: int, left: int) -> str:
    if said + left != whole:
        return f"{whole} characters, {said} + {left} accounted for"
    if format_of(path) in WHOLE:
        source = count_characters(decode(path.read_bytes(), file=path.name).text)
        if source != whole:
            return f"{source} characters in the file, {whole} in the report"
    return ""


def try_numbers(numbers: Sequence[int], folder: Path, *, seed: int = 0) -> Iterator[Trial]:
    """Write and read the damaged files of these numbers, one after another, in a folder.

    One in ten of each ending becomes a whole corpus that is checked; see `try_file`.
    """
    for number in numbers:
        ending, content = damaged_file(number, seed=seed)
        path = folder / f"essai{ending}"
        path.write_bytes(content)
        yield try_file(path, number=number, is_whole=number // len(_seeds()) % WHOLE_EVERY == 0)


def fuzz_readers(
    n_inputs: int, *, seed: int = 0, first: int = 0, progress: Callable[[int, int], None] | None = None
) -> dict[str, Tally]:
    """Put damaged files before all readers, in a child process that may die or hang.

    Parameters
    ----------
    n_inputs, first
        How many files, from which number on; one number and seed always make the same file.
    seed
        Seed of the damage.
    progress
        Called with the number of files tried, and their total.

    Returns
    -------
    dict
        A tally for each ending. A child that dies, or is silent for a minute, is a failure too.
    """
    tallies = {ending: Tally() for ending in _seeds()}
    at, stop = first, first + n_inputs
    while at < stop:
        for trial in _apart(at, stop, seed):
            tallies[trial.ending].add(trial)
            at = trial.number + 1
            if progress is not None and (at % 100 == 0 or at == stop):
                progress(at - first, n_inputs)
    return tallies


def _apart(first: int, stop: int, seed: int) -> Iterator[Trial]:
    """Yield the trials of a child process; its death or silence ends them with a failed one."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(first, stop, seed, there), daemon=True)
    child.start()
    there.close()
    at = first
    try:
        while at < stop:
            trial = here.recv() if here.poll(PATIENCE) else None
            if trial is None:
                raise EOFError("silent")
            at = trial.number + 1
            yield trial
    except EOFError as error:
        ending, _ = damaged_file(at, seed=seed)
        fault = "hangs" if str(error) == "silent" else "kills the process"
        yield Trial(at, ending, "failed", fault, math.inf)
    finally:
        child.kill()
        child.join()


def _work(first: int, stop: int, seed: int, connection: Connection) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for trial in try_numbers(range(first, stop), Path(folder), seed=seed):
            connection.send(trial)


def fuzz_table(tallies: dict[str, Tally]) -> pd.DataFrame:
    """Return one row an ending: inputs, readings, refusals, failures, slowest seconds a megabyte."""
    rows = [
        (ending, one.inputs, one.readings, one.refusals, len(one.faults), one.slowest)
        for ending, one in tallies.items()
    ]
    columns = ["format", "inputs", "readings", "refusals", "failures", "slowest"]
    return pd.DataFrame(rows, columns=columns)


def fault_table(tallies: dict[str, Tally], *, seed: int = 0) -> pd.DataFrame:
    """Return one row a failure: its number and seed, which make the file again, and how it failed."""
    faults = [(one.number, seed, one.ending, one.fault) for tally in tallies.values() for one in tally.faults]
    return pd.DataFrame(faults, columns=["number", "seed", "format", "fault"])
