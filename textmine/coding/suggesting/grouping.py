"""What is left out in turn when a model is judged: transcripts, or speakers, or stretches of talk."""

from __future__ import annotations

from math import ceil
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.coding.suggesting.features import CodingFeatures

FOLDS: Final = 5


def groups_of(features: CodingFeatures, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], str]:
    """Return what is left out in turn: transcripts, or speakers, or stretches of talk."""
    table = features.segments.rows.iloc[rows]
    for name in ("meeting", "speaker"):
        found = pd.factorize(table[name].astype(str))[0].astype(np.int64)
        if found.max() >= 2:
            return found, name
    return (np.arange(len(rows)) * min(FOLDS, len(rows)) // len(rows)).astype(np.int64), "stretch"


def groups_of_others(
    features: CodingFeatures,
    extra: NDArray[np.int64],
    rows: NDArray[np.int64],
    groups: NDArray[np.int64],
    grouped_by: str,
) -> NDArray[np.int64]:
    """Return the groups of further segments, among those of the coded ones or new."""
    if not len(extra):
        return np.zeros(0, dtype=np.int64)
    if grouped_by == "stretch":
        nearest = np.abs(extra[:, None] - rows[None, :]).argmin(axis=1)
        return np.asarray(groups[nearest], dtype=np.int64)
    labels = features.segments.rows[grouped_by].astype(str).to_numpy()
    known = dict(zip(labels[rows], groups.tolist(), strict=True))
    for label in labels[extra]:
        known.setdefault(label, len(set(known.values())))
    return np.array([known[label] for label in labels[extra]], dtype=np.int64)


def count_to_come(features: CodingFeatures, rows: NDArray[np.int64], grouped_by: str) -> int:
    """Return on how many groups suggestions are still to be made.

    Those of which nothing was read, or, where each was begun, those that are not read to their end; stretches
    are counted by the length of those that were read. Two fifths of the groups read at the least: a promise
    for the last one or two could never be made, however much was read before.
    """
    others = np.setdiff1d(np.arange(len(features)), rows)
    if grouped_by == "stretch":
        n_read = min(FOLDS, len(rows))
        to_come = round(len(others) / max(len(rows), 1) * n_read)
    else:
        names = features.segments.rows[grouped_by].astype(str).to_numpy()
        begun, open_ = set(names[rows]), set(names[others])
        n_read, to_come = len(begun), len(open_ - begun) or len(open_)
    return max(to_come, ceil(n_read * 2 / 5), 1)
