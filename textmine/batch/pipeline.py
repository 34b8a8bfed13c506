"""Run a recipe over a corpus: what did not change is not run again; a kill leaves nothing half-written."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine.batch.running import OnStage, Runner
from textmine.batch.settings import RunSettings, load_settings
from textmine.batch.stages import STAGES
from textmine.batch.store import StageStore, seal_holds
from textmine.batch.summary import summary
from textmine.batch.work import Work
from textmine.display import Shown
from textmine.errors import TextmineError
from textmine.files import write_whole
from textmine.memory import collecting_seldom, peak_memory
from textmine.recipe import hash_of_file, versions
from textmine.workers import Workers

if TYPE_CHECKING:
    from textmine.show.material import ReportMaterial

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Run(Shown):
    """A finished run.

    Attributes
    ----------
    folder
        Where its tables, figures, report and manifest are.
    ran, skipped
        Names of the stages that were computed, and of those that had not changed.
    summary
        What was found, as plain data.
    work
        Its settings and results: ``run.work.corpus``, ``run.work.convergence``…
    seconds, peak_memory
        Wall time of the whole run; most memory held so far, in bytes (`textmine.memory.peak_memory`; None
        where the system does not tell).
    timings, ends, peaks
        Of each stage that was computed: seconds of computing, seconds from the beginning of the run to its
        end, and the most memory held up to then.
    """

    folder: Path
    ran: tuple[str, ...]
    skipped: tuple[str, ...]
    summary: dict[str, Any]
    work: Work
    seconds: float
    peak_memory: int | None
    timings: dict[str, float]
    ends: dict[str, float]
    peaks: dict[str, int | None]

    @property
    def report(self) -> Path:
        """The report's file."""
        return self.folder / "report.html"

    def material(self) -> ReportMaterial:
        """Return all that the run's report tells: ``tm.report(run, to=…)`` asks for it."""
        from textmine.batch.material import material_of

        return material_of(self.work)

    def __repr__(self) -> str:
        stages = f"{len(self.ran)} stages computed, {len(self.skipped)} kept"
        return f"Run({self.summary.get('corpus', '')!r}: {stages})"


def run_recipe(
    source: str | Path,
    *,
    to: str | Path,
    changes: dict[str, Any] | None = None,
    processes: int | None = 1,
    scheduler: str | None = None,
    on_stage: OnStage = lambda name, state, done, total: None,
) -> Run:
    """Run all stages over a corpus, from transcripts to the report.

    Parameters
    ----------
    source
        A folder or file of transcripts, or a recipe (TOML with the sections of `RunSettings`).
    to
        The folder of results, made if needed: ``tables/`` (Parquet and CSV), ``figures/`` (SVG and PNG),
        ``report.html``, ``manifest.json``, ``recipe.toml``, and ``stages/``, the cache.
    changes
        Options over those of the recipe: ``{"split": {"words": 40}, "seed": 1}``.
    processes
        Processes of this machine that annotate, learn topics and encode, then compute side by side what does
        not depend on each other; results do not depend on their number. None chooses: one for a small corpus,
        else as many as there are processors, four at most. A script that asks for more than one, or None,
        must start from ``if __name__ == "__main__":``, as Python's own pools want it.
    scheduler
        Address of a Dask scheduler, whose workers then annotate and encode (`textmine.workers.Workers`);
        results do not depend on it either.
    on_stage
        Called with (stage, "start" | "progress" | "done" | "skipped", number done, number in all).

    Returns
    -------
    Run
        With the same input, options and versions, tables are the same byte for byte.

    Raises
    ------
    TextmineError
        A fault of the material or of the recipe; results of an earlier run are left as they were.
    """
    begun = time.monotonic()
    settings, store, folder = prepare(source, to, changes)
    work = Work(settings, Workers(processes or 1, scheduler))
    with collecting_seldom():
        computed = Runner(work, store, on_stage, chooses=processes is None).run(STAGES)
    found = summary(work)
    costs = computed.costs
    run = Run(
        folder,
        tuple(costs),
        tuple(computed.skipped),
        found,
        work,
        seconds=time.monotonic() - begun,
        peak_memory=peak_memory(),
        timings={name: cost.seconds for name, cost in costs.items()},
        ends={name: cost.end for name, cost in costs.items()},
        peaks={name: cost.peak for name, cost in costs.items()},
    )
    cost = {name: getattr(run, name) for name in ("seconds", "peak_memory", "timings", "ends", "peaks")}
    _publish(work, folder, {"summary": found, "cost": cost})
    store.prune(set(work.folders.values()))
    return run


def run_stages(
    source: str | Path,
    *,
    to: str | Path,
    until: str,
    changes: dict[str, Any] | None = None,
    on_stage: OnStage = lambda name, state, done, total: None,
) -> Work:
    r"""Run the stages up to one, and publish nothing: a later `run_recipe` goes on from there.

    Parameters
    ----------
    source, to, changes, on_stage
        As in `run_recipe`.
    until
        Name of the last stage, one of `STAGES`.

    Returns
    -------
    Work
        The results of these stages.

    Raises
    ------
    TextmineError
        No stage of that name; else as `run_recipe`.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     talk = "Ana : Bonjour à tous.\n" * 2 + "Luc : Bonjour.\n" * 2
    ...     _ = (Path(folder) / "r.txt").write_text(talk, encoding="utf-8")
    ...     changes = {"converge": {"between": "speaker"}}
    ...     run_stages(folder, to=Path(folder) / "RUN", until="read", changes=changes).corpus.n_words
    8
    """
    names = [stage.name for stage in STAGES]
    if until not in names:
        raise TextmineError("unknown_stage", stage=until, known=", ".join(names))
    settings, store, _ = prepare(source, to, changes)
    work = Work(settings)
    with collecting_seldom():
        Runner(work, store, on_stage).run(STAGES[: names.index(until) + 1])
    return work


def prepare(
    source: str | Path, to: str | Path, changes: dict[str, Any] | None
) -> tuple[RunSettings, StageStore, Path]:
    """Return a run's settings, its cache and its folder; nothing is written.

    Raises
    ------
    TextmineError
        A fault of the recipe, no such path, or results that are to go where a file is.
    """
    settings = load_settings(Path(source), changes or {})
    if not Path(settings.read.path).exists():
        raise TextmineError("no_such_path", path=settings.read.path)
    folder = Path(to)
    if folder.exists() and not folder.is_dir():
        raise TextmineError("not_a_folder", path=folder)
    return settings, StageStore(folder / "stages"), folder


def _publish(work: Work, folder: Path, found: dict[str, Any]) -> None:
    """Put the results in place, the manifest last: it vouches for the files it names.

    Parameters
    ----------
    found
        What the manifest tells besides: the summary and the cost.
    """
    manifest = folder / MANIFEST
    manifest.unlink(missing_ok=True)
    shown = work.folders["show"]
    files = sorted(path for path in shown.rglob("*") if path.is_file() and path.name != "stage.json")
    names = [path.relative_to(shown).as_posix() for path in files]
    _remove_strays(folder, set(names))
    for path, name in zip(files, names, strict=True):
        write_whole(folder / name, path.read_bytes())
    write_whole(folder / "recipe.toml", recipe_toml(work.settings).encode("utf-8"))
    names.append("recipe.toml")
    about = {
        "textmine": versions(["textmine"]).get("textmine"),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "settings": work.settings.model_dump(),
        "inputs": work.corpus.recipe.inputs,
        "versions": versions(),
        **found,
        "stages": {name: path.name for name, path in work.folders.items()},
        "files": {name: hash_of_file(folder / name) for name in names},
    }
    write_whole(manifest, json.dumps(about, ensure_ascii=False, indent=1).encode("utf-8"))


def _remove_strays(folder: Path, names: set[str]) -> None:
    """Remove tables and figures of an earlier run that this one did not make."""
    for room in ("tables", "figures"):
        for path in (folder / room).glob("*"):
            if path.is_file() and f"{room}/{path.name}" not in names:
                path.unlink()


def recipe_toml(settings: RunSettings) -> str:
    """Return settings as the TOML that ``textmine run`` executes.

    Examples
    --------
    >>> from textmine.batch.settings import ReadSettings
    >>> print(recipe_toml(RunSettings(read=ReadSettings(path="corpus"))).splitlines()[0])
    seed = 0
    """
    import tomli_w

    data = settings.model_dump(exclude_none=True)
    data["read"]["path"] = str(Path(settings.read.path).resolve())
    return tomli_w.dumps({"seed": data.pop("seed"), **data})


def open_run(folder: str | Path) -> Work:
    """Return the results of a finished run, read from its folder.

    Raises
    ------
    TextmineError
        The folder holds no finished run, or its stages were changed.
    """
    path = Path(folder)
    try:
        manifest = json.loads((path / MANIFEST).read_text("utf-8"))
        work = Work(RunSettings.model_validate(manifest["settings"]))
        work.folders = {stage.name: path / "stages" / manifest["stages"][stage.name] for stage in STAGES}
    except (OSError, ValueError, KeyError) as error:
        raise TextmineError("no_run", path=path) from error
    if not all(seal_holds(place) for place in work.folders.values()):
        raise TextmineError("no_run", path=path)
    return work
