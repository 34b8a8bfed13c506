"""Runs killed at random moments and started again: they must end with the bytes of a run left in peace."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from textmine.batch.pipeline import MANIFEST
from textmine.errors import TextmineError
from textmine.recipe import hash_of_file

_LEAST_WAIT: Final = 0.5
_SHARE_OF_A_RUN: Final = 0.25
_NOTES: Final = "starts.jsonl"
Progress = Callable[[int, int], None]


class Attempt(NamedTuple):
    """A start of the run: seconds until it was killed or ended, whether killed, what was wrong after it."""

    seconds: float
    killed: bool
    faults: tuple[str, ...]


def survive_kills(
    source: str | Path,
    *,
    n_kills: int = 50,
    seed: int = 0,
    finished: str | Path | None = None,
    stages: str | Path | None = None,
    mean_wait: float | None = None,
    processes: int = 1,
    to: str | Path | None = None,
    progress: Progress = lambda done, total: None,
) -> pd.DataFrame:
    """Start a run, kill it with SIGKILL at a random moment, start it again; compare what it ends with.

    A run that ends is compared, removed, and begun anew, until there have been `n_kills` kills; the last run
    is left to end.

    Parameters
    ----------
    source
        Transcripts, or a recipe.
    n_kills
        Kills in all.
    seed
        Of the moments, which are exponential.
    finished
        Folder of a finished run of the same source to compare with; None makes one first.
    stages
        Stages that each run begun anew finds there already, as a run killed later has left them; None for
        none.
    mean_wait
        Mean seconds until a kill; None takes a quarter of an uninterrupted run.
    processes
        Processes of each run.
    to
        Folder where each start is noted as it ends, and where a later call with the same options goes on
        with what is missing; None keeps nothing.
    progress
        Called with the number of kills done and in all.

    Returns
    -------
    DataFrame
        One row a start: ``seconds``, ``killed``, ``faults`` (files that differ, files that are not as the
        manifest says, stages left half-written). No row may have any.

    Raises
    ------
    TextmineError
        The system has no SIGKILL (Windows), or a run left in peace failed.
    """
    if not hasattr(signal, "SIGKILL"):
        raise TextmineError("no_sigkill")
    with tempfile.TemporaryDirectory() as gone:
        place = Path(to or gone)
        place.mkdir(parents=True, exist_ok=True)
        whole, folder = Path(finished or place / "PEACE"), place / "KILLED"
        if not (whole / MANIFEST).is_file():
            _start(source, whole, None, processes)
        wait = mean_wait or _SHARE_OF_A_RUN * _seconds_of(whole)
        expected = bytes_of(whole)
        rows = _noted(place)
        progress(sum(row.killed for row in rows), n_kills)
        while (kills := sum(row.killed for row in rows)) < n_kills or not rows or rows[-1].killed:
            if stages is not None and not (folder / "stages").exists():
                shutil.copytree(stages, folder / "stages")
            # each start has a draw of its own, so that moments do not depend on where one left off
            drawn = random.Random(f"{seed}-{len(rows)}").expovariate(1 / wait)  # noqa: S311 - no secret
            moment = max(_LEAST_WAIT, drawn) if kills < n_kills else None
            rows.append(_attempt(source, folder, moment, expected, processes))
            _note(place, rows[-1])
            progress(sum(row.killed for row in rows), n_kills)
    return pd.DataFrame(rows, columns=list(Attempt._fields))


def _noted(place: Path) -> list[Attempt]:
    """Return the starts noted in a folder."""
    file = place / _NOTES
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return [Attempt(seconds, killed, tuple(faults)) for seconds, killed, faults in map(json.loads, lines)]


def _note(place: Path, row: Attempt) -> None:
    with (place / _NOTES).open("a", encoding="utf-8") as notes:
        notes.write(json.dumps(row, ensure_ascii=False) + "\n")


def bytes_of(folder: Path) -> dict[str, str]:
    """Return the hash of each file that a run published, by its path, but for the manifest: it has dates.

    Of stages, it is the hashes of the files that each has written.
    """
    published = [folder / "report.html", *(folder / "tables").glob("*"), *(folder / "figures").glob("*")]
    found = {path.relative_to(folder).as_posix(): hash_of_file(path) for path in sorted(published)}
    for seal in sorted((folder / "stages").glob("*/stage.json")):
        files = json.loads(seal.read_text("utf-8"))["files"]
        found |= {f"stages/{seal.parent.name}/{name}": digest for name, digest in files.items()}
    return found


def _attempt(
    source: str | Path, folder: Path, wait: float | None, expected: dict[str, str], processes: int
) -> Attempt:
    begun = time.monotonic()
    killed = _start(source, folder, wait, processes)
    seconds = time.monotonic() - begun
    faults = _broken(folder)
    if not killed:
        found = bytes_of(folder)
        faults += [f"differs: {name}" for name in sorted({*found, *expected})
                   if found.get(name) != expected.get(name)]  # fmt: skip
        faults += [f"left over: {path.name}" for path in (folder / "stages").glob(".tmp-*")]
        shutil.rmtree(folder)
    return Attempt(seconds, killed, tuple(faults))


def _start(source: str | Path, folder: Path, wait: float | None, processes: int) -> bool:
    """Run the main job; kill it after `wait` seconds unless None; return whether it was killed."""
    options = ["-o", str(folder), "--processes", str(processes)]
    command = [sys.executable, "-m", "textmine", "run", str(source), *options]
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        _, told = process.communicate(timeout=wait)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return True
    if process.returncode:
        raise TextmineError(
            "bench_process", fault=(told.strip().splitlines() or [str(process.returncode)])[-1]
        )
    return False


def _broken(folder: Path) -> list[str]:
    """Return the files that a manifest vouches for and that are not as it says."""
    manifest = folder / MANIFEST
    if not manifest.exists():
        return []
    files = json.loads(manifest.read_text("utf-8"))["files"]
    return [f"broken: {name}" for name, digest in files.items() if hash_of_file(folder / name) != digest]


def _seconds_of(folder: Path) -> float:
    return float(json.loads((folder / MANIFEST).read_text("utf-8"))["cost"]["seconds"])
