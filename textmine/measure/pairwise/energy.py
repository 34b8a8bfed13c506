"""Energy distance between two pilots' blocks: sees their spread as well as their mean."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from textmine.measure.cells import Floats, Index, Ints, row_squares
from textmine.measure.pairwise.places import empty_pairs, present_cells, without_diagonal
from textmine.represent.features import Features

# Blocks compared with all others at once: bounds the memory of a meeting of thousands of blocks.
_CHUNK = 512


def energy_distances(features: Features, index: Index) -> Floats:
    """Return the energy distance of every pair of pilots in every meeting.

    Parameters
    ----------
    features
        Vectors, shape (n, d), dense or sparse.
    index
        Which block belongs to which cell.

    Returns
    -------
    array
        Shape (N, N, T): 0 on average between two samples of the same talk; may be negative and is never
        clipped. NaN on the diagonal and where one of the two has fewer than two groups of blocks.

    Notes
    -----
    ``2 E|X - Y| - E|X - X'| - E|Y - Y'|`` with Euclidean lengths (Székely & Rizzo 2013), as a U-statistic:
    X and X' are blocks of different groups.

    Examples
    --------
    >>> import pandas as pd
    >>> from textmine.measure.cells import index_of
    >>> rows = pd.DataFrame({"speaker": list("aabb"), "meeting": ["1"] * 4})
    >>> vectors = Features(rows, np.array([[0.0], [2.0], [3.0], [5.0]]), ("x",), "vectors")
    >>> energy_distances(vectors, index_of(rows, between="speaker", over="meeting"))[0, 1, 0]
    np.float64(2.0)
    """
    result = empty_pairs(index)
    present = present_cells(index)
    n_pilots = len(index.pilots)
    for meeting in range(len(index.meetings)):
        here = np.flatnonzero((index.meeting == meeting) & present[index.pilot, meeting])
        if not len(here):
            continue
        pilot = index.pilot[here]
        lengths, same = _length_sums(features.values[index.row[here]], pilot, index.group[here], n_pilots)
        size = np.bincount(pilot, minlength=n_pilots).astype(np.float64)
        n_same = np.zeros(n_pilots)
        units, count = np.unique(np.stack([pilot, index.group[here]]), axis=1, return_counts=True)
        np.add.at(n_same, units[0], count.astype(np.float64) ** 2)
        with np.errstate(invalid="ignore"):
            within = (np.diag(lengths) - same) / (size**2 - n_same)
            between = lengths / np.outer(size, size)
        result[:, :, meeting] = 2.0 * between - (within[:, None] + within[None, :])
    return without_diagonal(result)


def _length_sums(
    values: Floats | sparse.csr_array, pilot: Ints, group: Ints, n_pilots: int
) -> tuple[Floats, Floats]:
    """Return the sums of block distances by pair of pilots, (N, N), and of those within groups, (N,)."""
    if not isinstance(values, sparse.csr_array):
        # Lengths do not change with the origin, and small numbers are squared more exactly.
        values = values - values.mean(axis=0)
    squares = row_squares(values)
    owner = np.zeros((len(pilot), n_pilots))
    owner[np.arange(len(pilot)), pilot] = 1.0
    between, same = np.zeros((n_pilots, n_pilots)), np.zeros(n_pilots)
    for low in range(0, len(pilot), _CHUNK):
        part = slice(low, low + _CHUNK)
        products = values[part] @ values.T
        dense = products.toarray() if sparse.issparse(products) else np.asarray(products)
        lengths = np.sqrt(np.maximum(squares[part, None] + squares[None, :] - 2.0 * dense, 0.0))
        between += owner[part].T @ (lengths @ owner)
        linked = (group[part, None] == group[None, :]) & (pilot[part, None] == pilot[None, :])
        same += owner[part].T @ np.where(linked, lengths, 0.0).sum(axis=1)
    return (between + between.T) / 2.0, same
