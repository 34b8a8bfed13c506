"""Segments read with the talk around them: what topics are learnt on."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.represent.words import unit_rows

Within = Literal["meeting", "speaker"]
Order = tuple[NDArray[np.int64], ...]
NEIGHBOUR: Final = 0.5
POWER: Final = 1.5


def order_within(rows: pd.DataFrame, within: Within) -> Order:
    """Return the rows in order of speech, and the stretch of talk that each belongs to.

    Parameters
    ----------
    rows
        Labels of segments: ``meeting``, ``group`` and, for "speaker", ``speaker``.
    within
        "meeting": a stretch is a meeting, whoever speaks; "speaker": one speaker's talk in one meeting.

    Returns
    -------
    sequence, stretch
        Shape (n,) each.

    Examples
    --------
    >>> rows = pd.DataFrame({"meeting": ["a"] * 3, "speaker": ["x", "x", "y"], "group": [0, 2, 1]})
    >>> order_within(rows, "meeting")[0].tolist(), order_within(rows, "speaker")[0].tolist()
    ([0, 2, 1], [0, 1, 2])
    """
    names = ["meeting"] if within == "meeting" else ["meeting", "speaker"]
    stretch = rows.groupby(names, sort=False, dropna=False).ngroup().to_numpy().astype(np.int64)
    sequence = np.lexsort((np.arange(len(rows)), rows["group"].to_numpy(), stretch)).astype(np.int64)
    return sequence, stretch[sequence]


def neighbour_weights(order: Order, reach: int) -> sparse.csr_array:
    """Return the weights of a segment's neighbours, itself 1, shape (n, n): 0.5/√distance in its stretch.

    Parameters
    ----------
    order
        See `order_within`.
    reach
        Neighbours on each side; 0 gives the identity.
    """
    sequence, stretch = order[0].astype(np.int32), order[1]
    n_rows = len(sequence)
    context = sparse.csr_array(sparse.eye_array(n_rows))
    for distance in range(1, min(reach, n_rows - 1) + 1):
        same = stretch[distance:] == stretch[:-distance]
        before, after = sequence[:-distance][same], sequence[distance:][same]
        weights = np.full(len(before), NEIGHBOUR / np.sqrt(distance))
        step = sparse.csr_array((weights, (before, after)), shape=(n_rows, n_rows))
        context = sparse.csr_array(context + step + step.T)
    return context


def smoothed(rows: sparse.csr_array, order: Order, reach: int) -> sparse.csr_array:
    """Add to each row its neighbours of the same stretch, by weight 0.5/√distance, and make it length 1.

    Parameters
    ----------
    rows
        Shape (n, d).
    order
        Row numbers in order of meeting and speech, and the meeting of each, both of shape (n,).
    reach
        Neighbours on each side; 0 leaves the rows as they are.

    Examples
    --------
    >>> order = (np.arange(3), np.array([0, 0, 1]))
    >>> smoothed(sparse.csr_array(np.eye(3)), order, 1).toarray().round(2)
    array([[0.89, 0.45, 0.  ],
           [0.45, 0.89, 0.  ],
           [0.  , 0.  , 1.  ]])
    """
    return rows if reach < 1 else unit_rows(_summed(rows, order, reach))


def _summed(rows: sparse.csr_array, order: Order, reach: int) -> sparse.csr_array:
    """Return each row with its neighbours, by weight, its entries in order of column.

    A product leaves them in no order, and other libraries sort them as they go: sums of a first and of a
    second fit of the same rows would differ in their last bit.
    """
    summed = sparse.csr_array(neighbour_weights(order, reach) @ rows)
    summed.sort_indices()
    return summed


def logarithmic(
    counts: sparse.csr_array, inverse: NDArray[np.float64], order: Order | None = None, reach: int = 0
) -> sparse.csr_array:
    """Return ``ln(1 + n) · idf^1.5`` of the counts n in a segment and around it, rows of length 1.

    Parameters
    ----------
    counts
        Shape (n, d): occurrences.
    inverse
        Shape (d,): see `inverse_frequency`.
    order, reach
        As `smoothed`: neighbours' counts are added before the logarithm, so that a word said again in each
        of them does not weigh more than one said once in a while.

    Examples
    --------
    >>> logarithmic(sparse.csr_array([[1.0, 1.0]]), np.array([1.0, 4.0])).toarray().round(3)
    array([[0.124, 0.992]])
    """
    summed: sparse.csr_array = counts.astype(np.float64)
    if order is not None and reach > 0:
        summed = _summed(summed, order, reach)
    weighted = summed.copy()
    weighted.data = np.log1p(summed.data)
    return unit_rows(sparse.csr_array(weighted @ sparse.diags_array(inverse**POWER)))
