"""Lexical classes timed and checked: against a dense reference, on real blocks, and on a hundred thousand."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.represent.classes.descent import Descent, Rules, descend
from textmine.represent.classes.division import chi2_of, divide, first_axis
from textmine.represent.words import WordCounts, speaker_words

REAL: Final = (6_440, 2_462)
MANY: Final = 100_000
_CHECKED: Final = 800


def measure_classes(data: Path, *, n_segments: int = MANY) -> pd.DataFrame:
    """Return one row a figure: ``what``, ``must_reach``, ``seen``.

    Parameters
    ----------
    data
        Folder that holds ``assemblee-2013``: its blocks are classified; drawn with replacement, each with a
        tenth of its words left out, they make the `n_segments` of the large case.
    """
    present = _blocks(data)
    some = _filled(present[: min(_CHECKED, present.shape[0])])
    division = divide(some)
    real = present[: REAL[0]]
    rules = Rules(10, max(5, real.shape[0] // 100), 3, 0.3, "best", 0)
    found, seconds = _timed(real, rules)
    tracemalloc.start()
    again, _ = _timed(real, rules)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    many = _many(real, n_segments)
    found_many, seconds_many = _timed(many, Rules(10, max(5, n_segments // 100), 3, 0.3, "best", 0))
    shape = f"{real.shape[0]} x {real.shape[1]}"
    rows: list[tuple[str, str, Any]] = [
        ("first axis, largest gap to a dense one", "< 1e-6", _axis_gap(some)),
        ("chi2 told less chi2 of the sides, relative", "< 1e-9",
         abs(division.chi2 - chi2_of(some, division.first)) / division.chi2),
        ("divisions below their sweep", "0",
         sum(split.chi2 < split.swept * (1 - 1e-12) for split in found.splits)),
        ("segments whose class differs, same seed", "0", int((found.levels != again.levels).sum())),
        (f"seconds, {shape}, 10 classes", "< 2", seconds),
        ("megabytes added", "< 300", peak),
        (f"seconds, {many.shape[0]} x {many.shape[1]}, 10 classes", "< 60", seconds_many),
        ("classes found in the large case", "10", len(found_many.levels)),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["what", "must_reach", "seen"])


def _blocks(data: Path) -> sparse.csr_array:
    from textmine.corpus.reading import read
    from textmine.segment.cutting import split
    from textmine.segment.french import annotate

    corpus = read(data / "assemblee-2013")
    tokens = annotate(split(corpus, into="blocks"))
    names = sorted(speaker_words(corpus.speakers["speaker"]))
    counts = WordCounts(min_segments=5, max_share=0.5, exclude=names).fit_transform(tokens)
    return _filled(sparse.csr_array(sparse.csr_array(counts.values) > 0).astype(np.float64))


def _filled(present: sparse.csr_array) -> sparse.csr_array:
    rows = np.flatnonzero(np.diff(present.indptr) > 0)
    kept = sparse.csr_array(present[rows])
    return sparse.csr_array(kept[:, np.flatnonzero(np.asarray(kept.sum(axis=0)).ravel() > 0)])


def _many(present: sparse.csr_array, n_segments: int) -> sparse.csr_array:
    chance = np.random.default_rng(0)
    drawn = sparse.csr_array(present[chance.integers(present.shape[0], size=n_segments)])
    drawn.data = (chance.random(drawn.nnz) < 0.9).astype(np.float64)
    drawn.eliminate_zeros()
    return _filled(drawn)


def _timed(present: sparse.csr_array, rules: Rules) -> tuple[Descent, float]:
    start = perf_counter()
    found = descend(present, rules)
    return found, perf_counter() - start


def _axis_gap(present: sparse.csr_array) -> float:
    """Return the largest gap between the first axis and that of a dense decomposition."""
    ours = first_axis(present)
    dense = present.toarray() / present.sum()
    rows: NDArray[np.float64] = dense.sum(axis=1)
    columns: NDArray[np.float64] = dense.sum(axis=0)
    expected = np.outer(rows, columns)
    left = np.linalg.svd((dense - expected) / np.sqrt(expected), full_matrices=False)[0][:, 0] / np.sqrt(rows)
    return float(np.abs(ours - left * np.sign(left @ ours)).max())
