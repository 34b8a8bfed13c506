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

from textmine.errors import TextmineError
from textmine.recipe import hash_of_file

_LEAST_WAIT: Final = 0.5
_SHARE_OF_A_RUN: Final = 0.25
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
        Of the moments: exponential, with a mean of a quarter of an uninterrupted run.
    finished
        Folder of a finished run of the same source to compare with; None makes one first.
    stages
        Stages that each run begun anew finds there already, as a run killed later has left them; None for
        none.
    progress
        Called with the number of kills done and in all.

    Returns
    -------
    DataFrame
        One row a start: ``seconds``, ``killed``, ``faults`` (tables that differ, files that are not as the
        manifest says, stages left half-written). No row may have any.

    Raises
    ------
    TextmineError
        The system has no SIGKILL (Windows), or a run left in peace failed.
    """
    if not hasattr(signal, "SIGKILL"):
        raise TextmineError("no_sigkill")
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    rows: list[Attempt] = []
    with tempfile.TemporaryDirectory() as place:
        whole, folder = Path(finished or Path(place) / "PEACE"), Path(place) / "KILLED"
        start = time.monotonic()
        if finished is None:
            _start(source, whole, None)
        length = time.monotonic() - start if finished is None else _seconds_of(whole)
        expected = tables_of(whole)
        kills = 0
        while kills < n_kills or not rows or rows[-1].killed:
            if stages is not None and not (folder / "stages").exists():
                shutil.copytree(stages, folder / "stages")
            wait = max(_LEAST_WAIT, chance.expovariate(1 / (length * _SHARE_OF_A_RUN)))
            row = _attempt(source, folder, wait if kills < n_kills else None, expected)
            kills += row.killed
            rows.append(row)
            progress(kills, n_kills)
    return pd.DataFrame(rows, columns=list(Attempt._fields))


def tables_of(folder: Path) -> dict[str, str]:
    """Return the hash of each table that a run published, by name."""
    return {path.name: hash_of_file(path) for path in sorted((folder / "tables").glob("*"))}


def _attempt(source: str | Path, folder: Path, wait: float | None, expected: dict[str, str]) -> Attempt:
    begun = time.monotonic()
    killed = _start(source, folder, wait)
    seconds = time.monotonic() - begun
    faults = _broken(folder)
    if not killed:
        found = tables_of(folder)
        faults += [f"differs: {name}" for name in sorted({*found, *expected})
                   if found.get(name) != expected.get(name)]  # fmt: skip
        faults += [f"left over: {path.name}" for path in (folder / "stages").glob(".tmp-*")]
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    return Attempt(seconds, killed, tuple(faults))


def _start(source: str | Path, folder: Path, wait: float | None) -> bool:
    """Run the main job; kill it after `wait` seconds unless None; return whether it was killed."""
    command = [sys.executable, "-m", "textmine", "run", str(source), "-o", str(folder)]
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
    manifest = folder / "manifest.json"
    if not manifest.exists():
        return []
    files = json.loads(manifest.read_text("utf-8"))["files"]
    return [f"broken: {name}" for name, digest in files.items() if hash_of_file(folder / name) != digest]


def _seconds_of(folder: Path) -> float:
    return float(json.loads((folder / "manifest.json").read_text("utf-8"))["cost"]["seconds"])
