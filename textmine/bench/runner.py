"""Run the validity benchmark: cells of synthetic corpora, in processes, resumed where it was stopped."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import pandas as pd

from textmine.batch.stages import fingerprint
from textmine.bench.cells import CELLS, Cell
from textmine.bench.degrade import degraded, twinned
from textmine.bench.donors import Donors, load_donors
from textmine.bench.sampling import draw
from textmine.errors import TextmineError
from textmine.files import write_whole
from textmine.recipe import hash_of_data
from textmine.workers import map_processes

CHUNK = 20
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Chunk:
    """Some sets of a cell: what one process does at a time.

    Attributes
    ----------
    cell
        Name of the cell.
    first, last
        Seeds of its sets, the last one not included.
    donors
        Paths of the corpora that give the blocks.
    cache
        Folder of the donors' numbers.
    file
        Where the scores are written, one JSON object a set.
    """

    cell: str
    first: int
    last: int
    donors: tuple[str, ...]
    cache: Path
    file: Path


def run_cells(
    names: Sequence[str],
    donors: Sequence[str | Path],
    *,
    n_sets: int | Mapping[str, int],
    to: Path,
    processes: int = 1,
    progress: Progress | None = None,
) -> dict[str, pd.DataFrame]:
    """Score sets of the named cells.

    Parameters
    ----------
    names
        Cells of `textmine.bench.cells.CELLS`.
    donors
        Corpora whose blocks of speech make the sets.
    n_sets
        Sets a cell, one number or one a name; cells whose sets are costly have no more than their ``most``.
    to
        Folder of the scores; what another run of the same code and donors has left there is not done again.
    progress
        Called with the number of chunks done and in all.

    Returns
    -------
    dict
        One table a cell, one row a set, in order of seeds; it does not depend on `processes`.

    Raises
    ------
    TextmineError
        An unknown cell, or donors that cannot be read.
    """
    unknown = [name for name in names if name not in CELLS]
    if unknown:
        raise TextmineError("unknown_cell", cell=unknown[0], known=", ".join(CELLS))
    homes = tuple(str(Path(path).resolve()) for path in donors)
    _learn(homes, {CELLS[name].donors for name in names}, to / "donors", processes)
    key = hash_of_data({"code": fingerprint(), "donors": homes})[:16]
    sizes = {name: _n_sets(name, n_sets) for name in names}
    chunks = [
        Chunk(name, first, min(first + CHUNK, sizes[name]), homes, to / "donors",
              to / "scores" / key / f"{name}-{first:04d}-{min(first + CHUNK, sizes[name]):04d}.jsonl")
        for name in names
        for first in range(0, sizes[name], CHUNK)
    ]  # fmt: skip
    (to / "scores" / key).mkdir(parents=True, exist_ok=True)
    map_processes(score_chunk, chunks, processes=processes, progress=progress)
    return {
        name: pd.concat([_read(chunk.file) for chunk in chunks if chunk.cell == name], ignore_index=True)
        for name in names
    }


def _learn(homes: tuple[str, ...], kinds: Set[str], folder: Path, processes: int) -> None:
    """Learn the numbers of the donors of each kind once, so that the processes only read them."""
    donors_of(homes, "plain", folder)
    others = sorted(kinds - {"plain"})
    map_processes(partial(_written, homes, folder), others, processes=processes)


def _written(homes: tuple[str, ...], folder: Path, kind: str) -> None:
    donors_of(homes, kind, folder)


def _n_sets(name: str, n_sets: int | Mapping[str, int]) -> int:
    asked = n_sets if isinstance(n_sets, int) else n_sets[name]
    most = CELLS[name].most
    return asked if most is None else min(asked, most)


def score_chunk(chunk: Chunk) -> None:
    """Score the sets of a chunk and write them, whole or not at all; nothing is done where they are there."""
    if chunk.file.is_file():
        return
    cell = CELLS[chunk.cell]
    donors = donors_of(chunk.donors, cell.donors, chunk.cache)
    lines = [json.dumps(score_set(cell, donors, seed)) for seed in range(chunk.first, chunk.last)]
    write_whole(chunk.file, ("\n".join(lines) + "\n").encode("utf-8"))


def score_set(cell: Cell, donors: Donors, seed: int) -> dict[str, float]:
    """Draw one synthetic corpus of a cell and score it; ``seed`` and ``planted`` stand beside the scores."""
    world, planted = cell.world_of(seed)
    scores = cell.score(draw(world, donors, seed))
    return {"seed": float(seed), "planted": planted, **scores}


@cache
def donors_of(homes: tuple[str, ...], kind: str, folder: Path) -> Donors:
    """Return the donors of a kind: "plain", "noisy" (recognition errors, 4-word turns) or "twinned"."""
    plain = load_donors(homes, cache=folder)
    if kind == "noisy":
        return degraded(plain, cache=folder)
    return twinned(plain, cache=folder) if kind == "twinned" else plain


def _read(file: Path) -> pd.DataFrame:
    lines = file.read_text("utf-8").splitlines()
    return pd.DataFrame([json.loads(line) for line in lines]).astype("float64")
