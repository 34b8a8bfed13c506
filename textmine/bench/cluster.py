"""Annotation and encoding on a Dask cluster of this machine: how much faster two workers are than one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np
import pandas as pd

from textmine.bench.reference import small_transformer
from textmine.corpus.reading import read
from textmine.errors import need
from textmine.helpers import Helpers
from textmine.represent.vectors import SentenceVectors
from textmine.segment.cutting import split
from textmine.segment.french import annotate
from textmine.segment.tables import Segments

LEAST_GAIN: Final = 1.6
_WARM: Final = 2_048
_PRODUCTS: Final = 400
_SIZE: Final = 1_024
Progress = Callable[[int, int], None]


def time_cluster(
    folder: str | Path,
    *,
    workers: Sequence[int] = (1, 2),
    n_encoded: int = 1_024,
    progress: Progress = lambda done, total: None,
) -> pd.DataFrame:
    """Return the time of annotation and of encoding on clusters of several sizes.

    Parameters
    ----------
    folder
        Transcripts.
    workers
        Sizes of the clusters, the smallest first; each worker is a process with one thread.
    n_encoded
        Blocks that are encoded, by a transformer as large as all-MiniLM-L6-v2 with random weights.
    progress
        Called with the number of clusters done and in all.

    Returns
    -------
    DataFrame
        Columns ``stage`` ("annotate", "vectors", and "products": matrix products alone, shared out to as many
        processes without a cluster, which tells what this machine lets anyone gain), ``workers``, ``blocks``,
        ``seconds``, ``gain`` (by the smallest cluster), ``must_reach``, ``is_met``.

    Notes
    -----
    Workers have opened their models before the clock runs. What two workers can gain is bounded by the
    processors that are free: on a machine that does other work the figure tells of that work.

    Raises
    ------
    TextmineError
        The package distributed is missing, or the corpus cannot be read.
    """
    need("distributed", extra="dask")
    blocks = split(read(folder))
    some = blocks.take(np.arange(len(blocks)) < n_encoded)
    rows = []
    with tempfile.TemporaryDirectory() as place:
        small_transformer(blocks.texts).save(place)
        for done, count in enumerate(workers):
            progress(done, len(workers))
            took = [*_timed(blocks, some, place, count), ("products", _PRODUCTS, _multiplied(count))]
            rows += [(stage, count, n, seconds) for stage, n, seconds in took]
    progress(len(workers), len(workers))
    table = pd.DataFrame(rows, columns=["stage", "workers", "blocks", "seconds"])
    first = table.groupby("stage")["seconds"].transform("first")
    is_asked = (table["workers"] == 2 * min(workers)) & (table["stage"] != "products")
    gain = first / table["seconds"]
    return table.assign(
        gain=gain,
        must_reach=np.where(is_asked, LEAST_GAIN, np.nan),
        is_met=(gain >= LEAST_GAIN).astype("boolean").where(is_asked),
    )


def _timed(blocks: Segments, some: Segments, model: str, count: int) -> list[tuple[str, int, float]]:
    distributed = need("distributed", extra="dask")
    options = {"threads_per_worker": 1, "dashboard_address": None, "host": "127.0.0.1", "processes": True}
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"
    vectors = SentenceVectors(model=model).fit(some)
    few = blocks.take(np.arange(len(blocks)) < _WARM)
    with distributed.LocalCluster(n_workers=count, **options) as cluster:
        address = cluster.scheduler_address
        annotate(few, scheduler=address)
        vectors.transform(some, scheduler=address)
        begun = perf_counter()
        annotate(blocks, scheduler=address)
        annotated = perf_counter()
        vectors.transform(some, scheduler=address)
        encoded = perf_counter()
    return [("annotate", len(blocks), annotated - begun), ("vectors", len(some), encoded - annotated)]


def _multiplied(count: int) -> float:
    """Return the seconds that so many processes take for `_PRODUCTS` products, shared out evenly."""
    with Helpers(count) as helpers:
        shares = [_PRODUCTS // count] * count
        for some in ([1] * count, shares):
            took = [future.result() for future in [helpers.submit(_multiply, n) for n in some]]
    return max(took)


def _multiply(n: int) -> float:
    """Return the seconds of n products of two matrices of single precision, on one thread."""
    from threadpoolctl import threadpool_limits

    chance = np.random.default_rng(0)
    one, other = (chance.random((_SIZE, _SIZE), dtype=np.float32) for _ in range(2))
    with threadpool_limits(1):
        begun = perf_counter()
        for _ in range(n):
            one @ other
        return perf_counter() - begun
