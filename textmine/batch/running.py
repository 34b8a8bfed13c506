"""Compute the stages of a run that are not on disk: one by one, or side by side in several processes."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from textmine.batch.releasing import LONG, let_go
from textmine.batch.settings import RunSettings
from textmine.batch.stages import STAGES, Part, Stage
from textmine.batch.store import StageStore
from textmine.batch.work import Work
from textmine.helpers import Helpers, make_ready
from textmine.memory import peak_memory
from textmine.recipe import hash_of_data

_MOST_PROCESSES: Final = 4
OnStage = Callable[[str, str, int, int], None]


class Cost(NamedTuple):
    """What a stage took.

    Attributes
    ----------
    seconds
        Of computing: those of its parts, added.
    end
        Seconds from the beginning of the run to its end.
    peak
        Most memory that was held up to its end, in bytes; None where the system does not tell.
    """

    seconds: float
    end: float
    peak: int | None


@dataclass
class Computed:
    """What was done: costs of the stages that were computed, by name, and names of those found on disk."""

    costs: dict[str, Cost] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


class Runner:
    """Computes stages.

    Parameters
    ----------
    work
        The run: its `folders` are filled as stages are done.
    store
        Where stages are kept.
    on_stage
        Called with (stage, "start" | "progress" | "done" | "skipped", number done, number in all), by one
        thread at a time.
    chooses
        Whether the number of processes is chosen once the corpus is cut, see `processes_for`.

    Notes
    -----
    With several processes, stages that do not read each other are computed side by side, each part by the
    next process that is free. What a part writes does not depend on it: it reads from disk what stages
    before it have written, as it does when it is alone.
    """

    def __init__(self, work: Work, store: StageStore, on_stage: OnStage, *, chooses: bool = False) -> None:
        self.work = work
        self.store = store
        self.computed = Computed()
        self._chooses = chooses
        self._on_stage = on_stage
        self._begun = time.monotonic()
        self._lock = threading.Lock()
        self._n_done = self._n_stages = 0

    def run(self, stages: Sequence[Stage]) -> Computed:
        """Compute what is not on disk of these stages, which must hold all that they need."""
        keys: dict[str, str] = {}
        made_of: dict[str, dict[str, Any]] = {}
        for stage in stages:
            made_of[stage.name] = stage.made_of(self.work.settings, keys)
            keys[stage.name] = hash_of_data(made_of[stage.name])
        self._n_stages = len(stages)
        if self.work.workers.processes > 1:
            make_ready()
        for wave in waves_of(stages):
            missing = [stage for stage in wave if not self._is_kept(stage, keys[stage.name])]
            if self._chooses and any(stage.spreads or len(wave) > 1 for stage in missing):
                self._choose()
            if self._is_alone(missing):
                for stage in missing:
                    self._compute(stage, keys[stage.name], made_of[stage.name], self._fill_here)
            else:
                self._compute_together(missing, keys, made_of)
        return self.computed

    def _choose(self) -> None:
        """Choose the number of processes; once."""
        self._chooses = False
        n_blocks = int(self.work.segment_parts.n_rows.sum())
        self.work.workers = replace(self.work.workers, processes=processes_for(n_blocks))

    def _is_alone(self, stages: Sequence[Stage]) -> bool:
        """Return whether this process computes these stages, one after another."""
        workers, n_parts = self.work.workers, sum(len(stage.parts) for stage in stages)
        return workers.processes < 2 or workers.scheduler is not None or n_parts < 2

    def _is_kept(self, stage: Stage, key: str) -> bool:
        self.work.folders[stage.name] = self.store.path(stage.name, key)
        if not self.store.has(stage.name, key):
            return False
        self.computed.skipped.append(stage.name)
        self._n_done += 1
        self._tell(stage.name, "skipped", self._n_done, self._n_stages)
        return True

    def _compute_together(
        self, stages: Sequence[Stage], keys: dict[str, str], made_of: dict[str, dict[str, Any]]
    ) -> None:
        """Compute stages side by side: a thread each waits for its parts, which helpers make."""
        work = self.work
        let_go(work)
        with (
            Helpers(work.workers.processes, _begin, work.settings, dict(work.folders)) as helpers,
            ThreadPoolExecutor(len(stages)) as threads,
        ):
            fill = partial(self._hand_out, helpers)
            waiting = [
                threads.submit(self._compute, stage, keys[stage.name], made_of[stage.name], fill)
                for stage in stages
            ]
            try:
                for future in as_completed(waiting):
                    future.result()
            except BaseException:
                helpers.cancel()
                raise

    def _hand_out(self, helpers: Helpers, stage: Stage, folder: Path) -> float:
        """Have a stage's parts made by helpers; return the seconds that they took, added."""
        made = [helpers.submit(_fill_part, stage.name, part.name, folder) for part in stage.parts]
        seconds = 0.0
        for done, future in enumerate(made, start=1):
            seconds += future.result()
            if len(made) > 1:
                self._tell(stage.name, "progress", done, len(made))
        return seconds

    def _compute(
        self,
        stage: Stage,
        key: str,
        made_of: dict[str, Any],
        fill: Callable[[Stage, Path], float],
    ) -> None:
        self._tell(stage.name, "start", self._n_done, self._n_stages)
        took: list[float] = []
        self.store.write(stage.name, key, lambda folder: took.append(fill(stage, folder)), made_of=made_of)
        with self._lock:
            self._n_done += 1
            end = time.monotonic() - self._begun
            self.computed.costs[stage.name] = Cost(took[0], end, peak_memory())
        self._tell(stage.name, "done", self._n_done, self._n_stages)

    def _fill_here(self, stage: Stage, folder: Path) -> float:
        work = self.work
        several = len(stage.parts) > 1
        begun = time.monotonic()
        for done, part in enumerate(stage.parts):
            let_go(work, but=stage.needs)
            if several:
                work.progress = lambda done, total: None
                self._tell(stage.name, "progress", done, len(stage.parts))
            else:
                work.progress = lambda done, total: self._tell(stage.name, "progress", done, total)
            part.fill(work, _place(part, folder))
        return time.monotonic() - begun

    def _tell(self, name: str, state: str, done: int, total: int) -> None:
        with self._lock:
            self._on_stage(name, state, done, total)


def processes_for(n_blocks: int) -> int:
    """Return how many processes are worth their start and their memory for so many blocks of talk.

    As many as there are processors for this one, four at most; one where the corpus is small.

    Examples
    --------
    >>> processes_for(100)
    1
    """
    if n_blocks < LONG:
        return 1
    mine = getattr(os, "sched_getaffinity", None)
    n_processors = len(mine(0)) if mine is not None else os.cpu_count() or 1
    return min(n_processors, _MOST_PROCESSES)


def waves_of(stages: Sequence[Stage]) -> Iterator[tuple[Stage, ...]]:
    """Yield stages in their order, those together of which none reads another.

    A stage that spreads its work over processes itself is alone.

    Examples
    --------
    >>> [len(wave) for wave in waves_of(STAGES)]
    [1, 1, 1, 1, 1, 8, 1]
    """
    wave: list[Stage] = []
    for stage in stages:
        names = {other.name for other in wave}
        if wave and (stage.spreads or wave[-1].spreads or names & set(stage.needs)):
            yield tuple(wave)
            wave = []
        wave.append(stage)
    if wave:
        yield tuple(wave)


def _place(part: Part, folder: Path) -> Path:
    return folder / part.name if part.name else folder


_here: list[Work] = []


def _begin(settings: RunSettings, folders: dict[str, Path]) -> None:
    """Prepare a helper: the run whose parts it will make."""
    _here[:] = [Work(settings, folders=folders)]


def _fill_part(stage_name: str, part_name: str, folder: Path) -> float:
    """Make a part of a stage, in a helper; return the seconds that it took."""
    work = _here[0]
    stage = next(stage for stage in STAGES if stage.name == stage_name)
    part = next(part for part in stage.parts if part.name == part_name)
    let_go(work, but=stage.needs)
    begun = time.monotonic()
    part.fill(work, _place(part, folder))
    return time.monotonic() - begun
