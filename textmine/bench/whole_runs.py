"""A whole run timed end to end, beside the script that a competent user would write, in the same minutes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import tomli_w

from textmine.batch.releasing import LONG
from textmine.batch.running import processes_for
from textmine.corpus.folder import METADATA
from textmine.corpus.reading import read
from textmine.errors import TextmineError

CORE: Final = ("read", "split", "annotate", "topics", "vectors", "converge")
LEAST_RATIO: Final = 6.0
MOST_MEMORY: Final = 0.5
MOST_EXPONENT: Final = 1.05
MOST_BYTES: Final = 4e9
_OURS: Final = """
import json, os, sys
from textmine.batch.pipeline import run_recipe
run = run_recipe(sys.argv[1], to=sys.argv[2], processes=int(sys.argv[3]))
found = {"words": run.work.corpus.n_words, "processor": sum(os.times()[:4]), "seconds": run.seconds}
stages = {"stages": run.timings, "ends": run.ends, "peaks": run.peaks}
print(json.dumps({**found, **stages, "memory": run.peak_memory}))
"""
_REFERENCE: Final = """
import json, os, resource, sys
import pandas as pd
from textmine.bench.reference import run_reference
seconds = run_reference(pd.read_csv(sys.argv[1], keep_default_na=False))
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps({"seconds": seconds, "memory": memory, "processor": sum(os.times()[:4])}))
"""
Progress = Callable[[int, int], None]


def time_whole_runs(
    folder: str | Path,
    *,
    sizes: tuple[int, ...] = (1,),
    pilots: Mapping[str, Any] | None = None,
    own_meetings: bool = False,
    script: bool = True,
    progress: Progress = lambda done, total: None,
) -> pd.DataFrame:
    """Return the time of runs and of the plain script, each in a fresh process, on a corpus and multiples.

    Parameters
    ----------
    folder
        Transcripts.
    sizes
        How many times the corpus is taken, each time with speakers of its own.
    pilots
        Options of the section ``pilots`` of the recipe.
    own_meetings
        Whether each copy has meetings of its own, a year after those of the one before; else all copies speak
        in the same meetings, which grow as large as the corpus, and the pairs of pilots as its square.
    script
        Whether the plain script is timed; without it no row says what must be reached but the exponent.
    progress
        Called with the number of runs done and in all.

    Returns
    -------
    DataFrame
        Columns ``what`` ("core": up to the end of the last stage that the script has too, from reading to
        convergence; "whole": with rival explanations, imitation, complementarity, lexis, classes, figures,
        the report; "script"; "stage: …", "script: …"; "exponent", "exponent: …"), ``size``, ``processes``,
        ``words``, ``seconds``, ``processor_seconds`` (of the first process, which other work of the machine
        does not lengthen), ``words_a_second``, ``memory_mb`` (as `textmine.memory.peak_memory`; of a stage,
        up to its end), ``ratio`` (words a second, by the script's; memory is compared whole),
        ``must_reach``, ``is_met``.

    Notes
    -----
    The script is timed on the corpus taken once: its time grows with the words. Textmine works in one
    process, whose threads share out the products of annotation and the fits of topics (`own_threads`), at
    each size, and on the corpus taken once also in as many processes as a run takes by itself; numerical
    libraries have one thread each there, in the script as many as they take. An exponent, in ``ratio``,
    is the slope of log seconds on log words over the sizes, in one process.

    Raises
    ------
    TextmineError
        Nothing to read in the folder, or a process failed.
    """
    corpus = read(folder)
    talk = corpus.turns[["meeting", "speaker", "text"]].fillna("")
    held = zip(corpus.meetings["meeting"], corpus.meetings["date"], strict=True)
    dates = dict(held) if own_meetings else None
    usual = processes_for(LONG)
    plan = [(size, 1) for size in sizes] + [(1, usual)] * (usual > 1 and 1 in sizes)
    n_runs = len(plan) + script
    rows: list[dict[str, Any]] = []
    peer: dict[str, Any] | None = None
    with tempfile.TemporaryDirectory() as place:
        progress(0, n_runs)
        if script:
            peer = _script(talk, Path(place))
            progress(1, n_runs)
        sources = {
            size: multiplied(talk, size, Path(place) / f"corpus-{size}", pilots or {}, dates=dates)
            for size in sizes
        }
        for done, (size, processes) in enumerate(plan, start=1 + script):
            to = Path(place) / f"RUN-{size}-{processes}"
            ours = _process(_OURS, str(sources[size]), str(to), str(processes), threads=1)
            rows.extend(_rows(ours, size, processes))
            progress(done, n_runs)
    if peer is None:
        return _judged(rows, np.nan, np.nan, sizes)
    rows.extend(_script_rows(peer, corpus.n_words))
    return _judged(rows, corpus.n_words / sum(peer["seconds"].values()), peer["memory"], sizes)


def _script(talk: pd.DataFrame, place: Path) -> dict[str, Any]:
    table = place / "talk.csv"
    talk.to_csv(table, index=False)
    return _process(_REFERENCE, str(table), threads=None)


def _script_rows(peer: Mapping[str, Any], words: int) -> list[dict[str, Any]]:
    seconds = peer["seconds"]
    whole = _row("script", 1, words, sum(seconds.values()), peer["memory"], peer["processor"])
    return [whole, *(_row(f"script: {name}", 1, words, took) for name, took in seconds.items())]


def multiplied(
    talk: pd.DataFrame,
    size: int,
    folder: Path,
    pilots: Mapping[str, Any],
    *,
    dates: Mapping[str, str] | None = None,
) -> Path:
    """Write a corpus of `size` copies and its recipe; return the recipe's path.

    Parameters
    ----------
    talk
        Columns ``meeting``, ``speaker``, ``text``, one row a turn, in order.
    dates
        ISO dates of the meetings: each copy has its own, a year later each time. None leaves all copies in
        the same meetings, one after the other.
    """
    folder.mkdir()
    copies = [
        talk.assign(
            speaker=[f"{name} {copy}" if copy else name for name in talk["speaker"]],
            meeting=[_copy_name(name, copy if dates else 0) for name in talk["meeting"]],
        )
        for copy in range(size)
    ]
    for meeting, turns in pd.concat(copies).groupby("meeting", sort=False):
        turns[["speaker", "text"]].to_csv(folder / f"{meeting}.csv", index=False)
    told = [(_copy_name(meeting, copy), pd.Timestamp(date) + pd.DateOffset(years=copy))
            for copy in range(size) for meeting, date in (dates or {}).items() if date]  # fmt: skip
    if told:
        pd.DataFrame(told, columns=["id", "date"]).to_csv(
            folder / METADATA, index=False, date_format="%Y-%m-%d"
        )
    recipe = folder.with_name(f"{folder.name}.toml")
    recipe.write_text(tomli_w.dumps({"read": {"path": str(folder)}, "pilots": dict(pilots)}), "utf-8")
    return recipe


def _copy_name(meeting: str, copy: int) -> str:
    return f"{meeting}-{copy + 1}" if copy else meeting


def _process(code: str, *words: str, threads: int | None) -> dict[str, Any]:
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(  # noqa: S603 - our own code
        command, capture_output=True, text=True, check=False, env=_environment(threads)
    )
    if done.returncode:
        raise TextmineError("bench_process", fault=done.stderr.strip().splitlines()[-1])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _environment(threads: int | None) -> dict[str, str]:
    """Return the environment with this many threads for numerical libraries; None leaves it to them."""
    bounds = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    free = {name: value for name, value in os.environ.items() if name not in bounds}
    return free if threads is None else {**free, **dict.fromkeys(bounds, str(threads))}


def _rows(ours: Mapping[str, Any], size: int, processes: int) -> list[dict[str, Any]]:
    words, last = ours["words"], max(CORE, key=lambda stage: ours["ends"][stage])
    rows = [
        _row("core", size, words, ours["ends"][last], ours["peaks"][last]),
        _row("whole", size, words, ours["seconds"], ours["memory"], ours["processor"]),
    ]
    rows += [_row(f"stage: {name}", size, words, took, ours["peaks"][name])
             for name, took in ours["stages"].items()]  # fmt: skip
    return [row | {"processes": processes} for row in rows]


def _row(
    what: str,
    size: int,
    words: int,
    seconds: float,
    memory: float | None = None,
    processor: float = np.nan,
) -> dict[str, Any]:
    return {
        "what": what,
        "size": size,
        "processes": 1,
        "words": words,
        "seconds": seconds,
        "processor_seconds": processor,
        "words_a_second": words / seconds if seconds else np.nan,
        "memory_mb": np.nan if memory is None else memory / 1e6,
    }


def _judged(rows: list[dict[str, Any]], pace: float, memory: float, sizes: tuple[int, ...]) -> pd.DataFrame:
    """Return the rows with what they must reach: the pace and the memory, then how time grows."""
    table = pd.DataFrame(rows)
    is_run = table["what"].isin(["core", "whole"])
    table["ratio"] = (table["words_a_second"] / pace).where(is_run)
    table["must_reach"], table["is_met"] = None, None
    table = table.astype({"must_reach": object, "is_met": object})
    for at in table.index[is_run & (table["size"] == 1) & np.isfinite(pace)]:
        light = table.loc[at, "memory_mb"] <= MOST_MEMORY * memory / 1e6
        table.loc[at, "must_reach"] = f"≥ {LEAST_RATIO:g}, memory ≤ {MOST_MEMORY:g}"
        table.loc[at, "is_met"] = bool(table.loc[at, "ratio"] >= LEAST_RATIO and light)
    if len(sizes) > 1:
        slopes = pd.DataFrame(_exponents(table)).astype({"must_reach": object, "is_met": object})
        table = pd.concat([table, slopes], ignore_index=True)
    return table


def _exponents(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the slope of log seconds on log words: of whole runs, then of the core and of each stage."""
    table = table[table["processes"] == 1]
    whole = table[table["what"] == "whole"]
    slope = _slope(whole["words"], whole["seconds"])
    is_met = bool(slope <= MOST_EXPONENT and whole["memory_mb"].max() < MOST_BYTES / 1e6)
    yield {"what": "exponent", "ratio": slope, "must_reach": f"≤ {MOST_EXPONENT:g}", "is_met": is_met}
    yield {"what": "exponent: processor", "ratio": _slope(whole["words"], whole["processor_seconds"])}
    for what, rows in table[table["size"].gt(0)].groupby("what", sort=False):
        if str(what).startswith(("core", "stage: ")):
            name = str(what).removeprefix("stage: ")
            yield {"what": f"exponent: {name}", "ratio": _slope(rows["words"], rows["seconds"])}


def _slope(words: pd.Series[Any], seconds: pd.Series[Any]) -> float:
    told = seconds > 0
    if told.sum() < 2:
        return float("nan")
    return float(np.polyfit(np.log(words[told]), np.log(seconds[told]), 1)[0])
