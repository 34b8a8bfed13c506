"""The intertextual distance of Labbé & Labbé, which French readers expect: descriptive, never tested."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from textmine.measure.cells import Floats, Index, Ints
from textmine.measure.pairwise.places import cell_of, empty_pairs, present_cells, require_counts, sum_rows
from textmine.represent.features import Features

LEAST_TOKENS: Final = 1_000
LARGEST_RATIO: Final = 10.0


def labbe_distances(features: Features, index: Index) -> Floats:
    """Return the intertextual distance of every pair of pilots in every meeting.

    Parameters
    ----------
    features
        Counts of words, shape (n, d); the distance is defined on all words, grammatical ones as well.
    index
        Which block belongs to which cell.

    Returns
    -------
    array
        Shape (N, N, T), from 0 (the same frequencies) to 1 (no word shared). NaN on the diagonal and where
        one of the two is absent. It is biased upward where there is little text: see `labbe_warnings`.

    Raises
    ------
    TextmineError
        The features are not counts.

    Notes
    -----
    The larger text B is reduced to the size of the smaller, A, by ``U = N_A / N_B``:
    ``D = sum |f_A - U f_B| / (N_A + N'_B)``, over the words of A and those words of B expected at least once
    (``U f_B >= 1``); ``N'_B`` is the sum of ``U f_B`` over the words kept (Labbé & Labbé 2001).

    Examples
    --------
    >>> import pandas as pd
    >>> from textmine.measure.cells import index_of
    >>> rows = pd.DataFrame({"speaker": list("aabb"), "meeting": ["1"] * 4})
    >>> counts = Features(rows, np.array([[1.0, 1], [1, 1], [2, 0], [2, 0]]), ("x", "y"), "counts")
    >>> labbe_distances(counts, index_of(rows, between="speaker", over="meeting"))[0, 1, 0]
    np.float64(0.5)
    """
    require_counts(features)
    result = empty_pairs(index)
    n_pilots, _, n_meetings = result.shape
    sums = sum_rows(features.values[index.row], cell_of(index), n_pilots * n_meetings)
    totals = np.asarray(sums.sum(axis=1), dtype=np.float64).reshape(n_pilots, n_meetings)
    usable = present_cells(index) & (totals > 0)
    for meeting in range(n_meetings):
        who = np.flatnonzero(usable[:, meeting])
        talk = sums[who * n_meetings + meeting].toarray()
        for place in range(len(who) - 1):
            row = _from_one(talk[place], talk[place + 1 :])
            result[who[place], who[place + 1 :], meeting] = row
            result[who[place + 1 :], who[place], meeting] = row
    return result


def labbe_warnings(features: Features, index: Index) -> pd.DataFrame:
    """Return the cells and pairs for which the intertextual distance is not meant.

    Parameters
    ----------
    features
        Counts of words, shape (n, d).
    index
        Which block belongs to which cell.

    Returns
    -------
    DataFrame
        One row a warning: ``warning`` ("few_tokens": a cell under 1,000 tokens; "unequal_sizes": a pair
        beyond 1 to 10), ``meeting``, ``pilot``, ``other`` (missing for a cell), ``tokens`` (of the cell, or
        of the smaller of the two) and ``ratio`` (of the larger to the smaller; NaN for a cell).

    Raises
    ------
    TextmineError
        The features are not counts.
    """
    require_counts(features)
    shape = (len(index.pilots), len(index.meetings))
    words = np.asarray(features.values[index.row].sum(axis=1), dtype=np.float64).ravel()
    sums = np.bincount(cell_of(index), weights=words, minlength=shape[0] * shape[1])
    tokens: Floats = sums.reshape(shape).astype(np.float64)
    usable = present_cells(index) & (tokens > 0)
    few = np.argwhere((usable & (tokens < LEAST_TOKENS)).T)
    rows: list[tuple[str, str, str | None, str | None, float, float]] = [
        ("few_tokens", index.meetings[t], index.pilots[i], None, tokens[i, t], np.nan) for t, i in few
    ]
    for meeting in range(shape[1]):
        who = np.flatnonzero(usable[:, meeting]).astype(np.int64)
        rows += _unequal(who, tokens[:, meeting], index, meeting)
    return pd.DataFrame(rows, columns=["warning", "meeting", "pilot", "other", "tokens", "ratio"])


def _unequal(
    who: Ints, tokens: Floats, index: Index, meeting: int
) -> list[tuple[str, str, str | None, str | None, float, float]]:
    """Return the pairs of a meeting whose sizes are too unequal, the smaller of the two first."""
    found: list[tuple[str, str, str | None, str | None, float, float]] = []
    for small in who:
        for large in who[np.flatnonzero(tokens[who] > LARGEST_RATIO * tokens[small])]:
            names = (index.meetings[meeting], index.pilots[small], index.pilots[large])
            ratio = float(tokens[large] / tokens[small])
            found.append(("unequal_sizes", *names, float(tokens[small]), ratio))
    return found


def _from_one(one: Floats, others: Floats) -> Floats:
    """Return the distances of a text, shape (d,), from others, shape (n, d): shape (n,)."""
    size, sizes = one.sum(), others.sum(axis=1)
    one_is_smaller = (size <= sizes)[:, None]
    small = np.where(one_is_smaller, one[None, :], others)
    large = np.where(one_is_smaller, others, one[None, :])
    # Multiplied before it is divided, so that a word expected just once is not lost by rounding.
    expected = large * np.minimum(size, sizes)[:, None] / np.maximum(size, sizes)[:, None]
    kept = (small > 0) | (expected >= 1.0)
    expected = np.where(kept, expected, 0.0)
    gap = np.abs(small - expected).sum(axis=1)
    return np.asarray(gap / (small.sum(axis=1) + expected.sum(axis=1)))
