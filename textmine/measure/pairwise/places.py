"""What all measures of pairs share: cells of blocks, pilots present, counts of cells, an empty diagonal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import TextmineError
from textmine.measure.cells import Floats, Index, Ints
from textmine.represent.features import Features


def require_counts(features: Features) -> None:
    """Refuse features that are not counts.

    Raises
    ------
    TextmineError
        They are of another kind.
    """
    if features.kind != "counts":
        raise TextmineError("wrong_kind", wanted="counts", kind=features.kind)


def cell_of(index: Index) -> Ints:
    """Return the cell of each block, shape (M,): pilot * T + meeting."""
    return index.pilot * len(index.meetings) + index.meeting


def unit_of(index: Index) -> tuple[Ints, Ints]:
    """Return the unit of each block, shape (M,), and the cell of each unit, shape (K,).

    A unit is one group of dependent blocks within one cell.
    """
    width = int(index.group.max(initial=0)) + 1
    unique, unit = np.unique(cell_of(index) * width + index.group, return_inverse=True)
    return unit.astype(np.int64), (unique // width).astype(np.int64)


def present_cells(index: Index) -> NDArray[np.bool_]:
    """Return where a pilot has blocks of two groups or more, shape (N, T), as `Cells.present` says."""
    shape = (len(index.pilots), len(index.meetings))
    n_units = np.bincount(unit_of(index)[1], minlength=shape[0] * shape[1])
    return np.greater_equal(n_units, 2).reshape(shape)


def sum_rows(values: Floats | sparse.csr_array, place: Ints, n_places: int) -> sparse.csr_array:
    """Sum the rows of `values`, shape (M, d), by their place: shape (n_places, d), sparse."""
    picker = sparse.csr_array((np.ones(len(place)), (place, np.arange(len(place)))), (n_places, len(place)))
    return sparse.csr_array(picker @ sparse.csr_array(values))


def empty_pairs(index: Index) -> Floats:
    """Return a table of missing distances, shape (N, N, T)."""
    return np.full((len(index.pilots), len(index.pilots), len(index.meetings)), np.nan)


def without_diagonal(pairwise: Floats) -> Floats:
    """Return the distances, shape (N, N, T), missing where a pilot would meet himself."""
    diagonal = np.arange(len(pairwise))
    pairwise[diagonal, diagonal, :] = np.nan
    return pairwise
