"""Where each pilot stands in a space of vectors, how surely, and how far from the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import TextmineError
from textmine.measure.cells import MOST_PILOTS
from textmine.represent.features import Features

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
DRAWS: Final = 1_000
LEAST_TURNS: Final = 2


class Turns(NamedTuple):
    """Mean vectors of turns: shape (m, d), their blocks, the cell of each, and the cells' names."""

    values: Floats
    n_blocks: Floats
    cell: Numbers
    cells: pd.DataFrame


def pilot_centroids(vectors: Features, *, by: Sequence[str] = ("speaker",)) -> Features:
    """Return the mean vector of each pilot, or of each pilot at each meeting.

    Parameters
    ----------
    vectors
        Features of kind "vectors", one row a block; rows without a known word (``n_known`` 0) are left out.
    by
        Columns that name the cells: ("speaker",) or ("speaker", "meeting").

    Returns
    -------
    Features
        Kind "vectors", one row a cell in order of appearance: the columns of `by`, ``n_blocks``, ``n_turns``
        (blocks of one turn are not independent), ``length`` (of the mean of unit vectors, 0 to 1: 1 always
        the same matter), ``error`` (root of the expected squared distance of the mean from the true one, by
        the spread over turns; nan with fewer than two).

    Raises
    ------
    TextmineError
        The features are no vectors, or there is no such column.

    Examples
    --------
    >>> rows = pd.DataFrame({"speaker": ["Ana", "Ana", "Bo"], "group": [0, 1, 2]})
    >>> values = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    >>> pilot_centroids(Features(rows, values, ("v0", "v1"), "vectors")).frame().round(2)
      speaker  n_blocks  n_turns  length  error   v0   v1
    0     Ana         2        2    0.71   0.71  0.5  0.5
    1      Bo         1        1    1.00    NaN  1.0  0.0
    """
    turns = turn_means(vectors, by)
    n_cells = len(turns.cells)
    totals = np.bincount(turns.cell, weights=turns.n_blocks, minlength=n_cells)
    means = summed_by(turns.values * turns.n_blocks[:, None], turns.cell, n_cells) / totals[:, None]
    apart = ((turns.values - means[turns.cell]) ** 2).sum(axis=1) * turns.n_blocks**2
    n_turns = np.bincount(turns.cell, minlength=n_cells)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.bincount(turns.cell, weights=apart, minlength=n_cells) / totals**2
        error = np.sqrt(variance * n_turns / (n_turns - 1.0))
    rows = turns.cells.assign(
        n_blocks=totals.astype(np.int64),
        n_turns=n_turns,
        length=np.linalg.norm(means, axis=1),
        error=np.where(n_turns >= LEAST_TURNS, error, np.nan),
    )
    return Features(rows, means, vectors.columns, "vectors", vectors.recipe.then("centroids", by=list(by)))


def pilot_gaps(
    vectors: Features, *, seed: int = 0, draws: int = DRAWS, most_pilots: int = MOST_PILOTS
) -> pd.DataFrame:
    """Return how far the pilots' mean vectors are from each other, without what small samples add.

    Parameters
    ----------
    vectors
        Features of kind "vectors", one row a block, with ``speaker`` and ``group``.
    seed, draws
        Of the intervals: turns drawn anew.
    most_pilots
        Of more pilots than this, those with most turns are compared: pairs grow as their square.

    Returns
    -------
    DataFrame
        One row a pair: ``pilot``, ``other``, ``distance`` (squared, of the means of turns; unbiased: pairs of
        one turn with itself are left out, so that it may be below 0), ``low``, ``high`` (95 %), ``n_turns``,
        ``n_other``; by rising distance. nan where a pilot has fewer than two turns.

    Notes
    -----
    Turns weigh alike. The interval is the basic one of the bootstrap (Davison & Hinkley 1997, 5.2), as turns
    drawn twice would pull that of percentiles upwards. Each pilot's turns are drawn once for all pairs.
    """
    turns = _of_most_heard(turn_means(vectors, ("speaker",)), most_pilots)
    names = turns.cells["speaker"].astype(str).to_numpy()
    squares = (turns.values**2).sum(axis=1)
    sizes = np.bincount(turns.cell, minlength=len(names))
    sums = summed_by(turns.values, turns.cell, len(names))
    lengths = np.bincount(turns.cell, squares, len(names)).astype(np.float64)
    one, other = np.triu_indices(len(names), k=1)
    distance = unbiased_gaps(sums, lengths, sizes)[one, other]
    generator = np.random.default_rng(seed)
    own = [turns.cell == place for place in range(len(names))]
    means, inner = _redrawn([turns.values[mine] for mine in own], generator, draws)
    again = inner[:, one] + inner[:, other] - 2 * (means @ means.swapaxes(-1, -2))[:, one, other]
    low, high = 2 * distance - np.quantile(again, [0.975, 0.025], axis=0)
    is_told = np.minimum(sizes[one], sizes[other]) >= LEAST_TURNS
    numbers = {name: np.where(is_told, values, np.nan)
               for name, values in (("distance", distance), ("low", low), ("high", high))}  # fmt: skip
    told = {"pilot": names[one], "other": names[other], **numbers}
    table = pd.DataFrame({**told, "n_turns": sizes[one], "n_other": sizes[other]})
    return table.sort_values("distance", kind="stable").reset_index(drop=True)


def _of_most_heard(turns: Turns, n_pilots: int) -> Turns:
    """Return the turns of the pilots who have most of them, at most so many pilots, in the same order."""
    sizes = np.bincount(turns.cell, minlength=len(turns.cells))
    kept = np.sort(np.argsort(-sizes, kind="stable")[:n_pilots])
    mine = np.isin(turns.cell, kept)
    cells = turns.cells.iloc[kept].reset_index(drop=True)
    cell = np.searchsorted(kept, turns.cell[mine]).astype(np.int64)
    return Turns(turns.values[mine], turns.n_blocks[mine], cell, cells)


def unbiased_gaps(sums: Floats, squares: Floats, sizes: Numbers) -> Floats:
    """Return the squared distances of means of points, without what small samples add.

    ``mean of a·a' + mean of b·b' − 2 mean of a·b``, each over pairs of different points.

    Parameters
    ----------
    sums, squares, sizes
        Shapes (..., n, d), (..., n) and (n,): of each of n sides the sum of its points, the sum of their
        squared lengths, and their number (nan is told of sides of one point).

    Returns
    -------
    ndarray
        Shape (..., n, n); the diagonal says nothing.

    Examples
    --------
    >>> points = np.array([[0.0], [2.0], [4.0], [6.0]])
    >>> sums, squares = summed_by(points, np.array([0, 0, 1, 1]), 2), np.array([4.0, 52.0])
    >>> float(unbiased_gaps(sums, squares, np.array([2, 2]))[0, 1])
    14.0
    """
    products = sums @ sums.swapaxes(-1, -2)
    pairs = np.where(sizes >= LEAST_TURNS, sizes * (sizes - 1.0), np.nan)
    inner = (np.diagonal(products, axis1=-2, axis2=-1) - squares) / pairs
    between = products / np.outer(sizes, sizes)
    return np.asarray(inner[..., :, None] + inner[..., None, :] - 2 * between, dtype=np.float64)


def summed_by(values: Floats, place: Numbers, n_places: int) -> Floats:
    """Return the sum of the rows of each place, shape (n_places, d), from shapes (n, d) and (n,).

    Examples
    --------
    >>> summed_by(np.array([[1.0], [2.0], [4.0]]), np.array([1, 0, 1]), 2).tolist()
    [[2.0], [5.0]]
    """
    rows = np.arange(len(place))
    member = sparse.csr_array((np.ones(len(place)), (place, rows)), shape=(n_places, len(place)))
    return np.asarray(member @ values, dtype=np.float64)


def turn_means(vectors: Features, by: Sequence[str]) -> Turns:
    """Return the mean vector of each turn in each cell: the units that are independent of each other.

    Raises
    ------
    TextmineError
        The features are no vectors, or there is no such column.
    """
    if vectors.kind != "vectors":
        raise TextmineError("wrong_kind", wanted="vectors", kind=vectors.kind)
    absent = [name for name in by if name not in vectors.rows]
    if absent:
        raise TextmineError("no_such_column", column=absent[0], columns=", ".join(vectors.rows.columns))
    rows, values = vectors.rows, vectors.dense()
    if "n_known" in rows:
        known = (rows["n_known"] > 0).to_numpy()
        rows, values = rows[known].reset_index(drop=True), values[known]
    cells = rows[list(by)].drop_duplicates().reset_index(drop=True)
    cell = rows.groupby(list(by), sort=False).ngroup().to_numpy()
    group = rows["group"] if "group" in rows else pd.Series(np.arange(len(rows)))
    ngroup = pd.Series(cell).groupby([cell, group.to_numpy()], sort=False).ngroup()
    turn = np.asarray(ngroup, dtype=np.int64)
    n_turns = int(turn.max()) + 1 if len(turn) else 0
    means = summed_by(values, turn, n_turns)
    n_blocks = np.bincount(turn, minlength=n_turns).astype(np.float64)
    first = np.unique(turn, return_index=True)[1]
    return Turns(means / n_blocks[:, None], n_blocks, np.asarray(cell[first], dtype=np.int64), cells)


def _redrawn(sides: Sequence[Floats], generator: np.random.Generator, draws: int) -> tuple[Floats, Floats]:
    """Return means of bootstrap samples, and their mean inner product over pairs of different points.

    Parameters
    ----------
    sides
        Points of each of n sides, shape (m, d).

    Returns
    -------
    tuple of NDArray
        Shapes (draws, n, d) and (draws, n): a point and its copy are no pair.
    """
    dimensions = sides[0].shape[1] if sides else 0
    means, inner = np.zeros((draws, len(sides), dimensions)), np.zeros((draws, len(sides)))
    for place, points in enumerate(sides):
        n = len(points)
        if n < LEAST_TURNS:
            continue
        drawn = generator.multinomial(n, np.full(n, 1 / n), size=draws).astype(np.float64)
        sums = drawn @ points
        pairs = (sums**2).sum(axis=1) - drawn**2 @ (points**2).sum(axis=1)
        inner[:, place] = pairs / np.maximum(n**2 - (drawn**2).sum(axis=1), 1.0)
        means[:, place] = sums / n
    return means, inner
