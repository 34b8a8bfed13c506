"""One division of segments in two: first axis, best cut along it, segments reassigned."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.threads import one_thread

Reassign = Literal["best", "pass", "none"]
Floats = NDArray[np.float64]
Sides = NDArray[np.bool_]

_DENSE_BELOW: Final = 60
_MOST_PASSES: Final = 50
_GAIN: Final = 1e-10


class Division(NamedTuple):
    """Two sides of a set of segments.

    Attributes
    ----------
    first
        Shape (n,): segments of the first side.
    chi2
        χ² of the table of the two sides by the d forms, of the sides as returned.
    swept
        χ² of the best cut along the axis, before segments were reassigned; never above `chi2`.
    moves
        Segments reassigned.
    """

    first: Sides
    chi2: float
    swept: float
    moves: int


def divide(present: sparse.csr_array, *, reassign: Reassign = "best", seed: int = 0) -> Division:
    """Divide segments in two so that the χ² of sides by forms is large (Reinert 1983).

    Parameters
    ----------
    present
        Shape (n, d), 0 and 1, every row and every column with a 1; n and d at least 2.
    reassign
        After the best cut along the first axis: "best" moves the one segment that gains most, again and
        again; "pass" goes through all segments and takes each move that gains; "none" keeps the cut.
    seed
        Of the start vector of the axis; any seed gives the same axis up to rounding.

    Notes
    -----
    With T ones in all, c their number a form, a and m = Σa those of the first side, and Q = Σ a²/c:
    ``χ² = T/(T−m) · (Q·T/m − m)``. A sweep and all candidate moves then cost one pass over the ones each.

    Examples
    --------
    >>> table = sparse.csr_array(np.kron(np.eye(2), np.ones((3, 2))))
    >>> found = divide(table)
    >>> found.first.tolist(), round(found.chi2, 6)
    ([True, True, True, False, False, False], 12.0)
    """
    order = np.argsort(-first_axis(present, seed=seed), kind="stable")
    along = sweep(present[order])
    cut = int(np.argmax(along))
    first = np.zeros(present.shape[0], dtype=np.bool_)
    first[order[: cut + 1]] = True
    moves = 0
    if reassign == "best":
        first, moves = _move_best(present, first)
    elif reassign == "pass":
        first, moves = _move_in_passes(present, first)
    return Division(first, chi2_of(present, first), float(along[cut]), moves)


def first_axis(present: sparse.csr_array, *, seed: int = 0) -> Floats:
    """Return the coordinates of the rows on the first axis of correspondence analysis, shape (n,).

    Parameters
    ----------
    present
        Shape (n, d), non-negative, no empty row or column.
    seed
        Of the start vector of the Lanczos iteration.

    Returns
    -------
    NDArray
        Standard coordinates (weighted variance 1); the sign makes the largest entry positive.

    Notes
    -----
    First left singular vector of ``D_r^-½ (P − r cᵀ) D_c^-½`` (Benzécri 1973), never densified.
    """
    total = float(present.sum())
    rows = np.sqrt(np.asarray(present.sum(axis=1), dtype=np.float64).ravel() / total)
    columns = np.sqrt(np.asarray(present.sum(axis=0), dtype=np.float64).ravel() / total)
    scaled = present.astype(np.float64)
    scaled.data *= np.repeat(1 / (total * rows), np.diff(present.indptr)) / columns[present.indices]
    with one_thread():
        if min(present.shape) <= _DENSE_BELOW:
            left = np.linalg.svd(scaled.toarray() - np.outer(rows, columns), full_matrices=False)[0][:, 0]
        elif present.shape[0] < present.shape[1]:
            left = _first_factor(scaled, rows, seed=seed)
        else:
            right = _first_factor(sparse.csr_array(scaled.T), columns, seed=seed)
            left = scaled @ right - rows * (columns @ right)
            left /= np.linalg.norm(left)
    coordinates = left / rows
    return np.asarray(coordinates * np.sign(coordinates[np.argmax(np.abs(coordinates))]), dtype=np.float64)


def _first_factor(scaled: sparse.csr_array, trivial: Floats, *, seed: int) -> Floats:
    """Return the first left singular vector but the trivial one, whose singular value is 1; shape (n,).

    With S the scaled table and r the trivial vector, that of ``S Sᵀ − r rᵀ``, by Lanczos on the n rows.
    """
    from scipy.sparse.linalg import LinearOperator, eigsh

    turned = sparse.csr_array(scaled.T)
    operator = LinearOperator(
        (len(trivial), len(trivial)),
        matvec=lambda x: scaled @ (turned @ x) - trivial * (trivial @ x),
        dtype=np.float64,
    )
    start = np.random.default_rng(seed).standard_normal(len(trivial))
    _, vectors = eigsh(operator, k=1, v0=start)
    return np.asarray(vectors[:, 0], dtype=np.float64)


def sweep(ordered: sparse.csr_array) -> Floats:
    """Return the χ² of each cut of rows in a given order: entry k cuts after row k; shape (n - 1,).

    Examples
    --------
    >>> sweep(sparse.csr_array(np.kron(np.eye(2), np.ones((2, 1))))).round(3)
    array([1.333, 4.   , 1.333])
    """
    n_rows = ordered.shape[0]
    columns = sparse.csc_array(ordered)
    columns.sort_indices()
    sizes = np.diff(columns.indptr)
    rank = np.arange(columns.nnz) - np.repeat(columns.indptr[:-1], sizes)
    added = (2.0 * rank + 1.0) / np.repeat(sizes, sizes)
    weights = np.bincount(columns.indices, weights=added, minlength=n_rows)
    squares = np.asarray(np.cumsum(weights), dtype=np.float64)
    mass = np.asarray(np.cumsum(np.diff(ordered.indptr)), dtype=np.float64)
    return _chi2(squares[:-1], mass[:-1], float(columns.nnz))


def chi2_of(present: sparse.csr_array, first: Sides) -> float:
    """Return the χ² of the table of two sides by forms."""
    columns = np.asarray(present.sum(axis=0), dtype=np.float64).ravel()
    inside = np.asarray(present[first].sum(axis=0), dtype=np.float64).ravel()
    return float(_chi2((inside**2 / columns).sum(), inside.sum(), columns.sum()))


def _chi2(squares: Floats | float, mass: Floats | float, total: float) -> Floats:
    mass = np.asarray(mass, dtype=np.float64)
    if mass.size and mass.min() > 0 and mass.max() < total:
        return np.asarray(total / (total - mass) * (squares * total / mass - mass), dtype=np.float64)
    inner = (mass > 0) & (mass < total)
    safe = np.where(inner, mass, total / 2)
    value = total / (total - safe) * (squares * total / safe - safe)
    return np.asarray(np.where(inner, value, 0.0), dtype=np.float64)


class _State:
    """Q, m and the product of rows with a/c, kept true while segments change sides."""

    def __init__(self, present: sparse.csr_array, first: Sides) -> None:
        self.first, self.sign = first.copy(), np.where(first, -1.0, 1.0)
        self.rows, self.columns = present, sparse.csc_array(present)
        self.begins = self.columns.indptr
        counts = np.asarray(present.sum(axis=0), dtype=np.float64).ravel()
        self.inverse = 1.0 / counts
        inside = np.asarray(present[first].sum(axis=0), dtype=np.float64).ravel()
        self.total, self.mass = float(counts.sum()), float(inside.sum())
        self.squares = float((inside**2 * self.inverse).sum())
        self.product = np.asarray(present @ (inside * self.inverse), dtype=np.float64)
        self.own = np.asarray(present @ self.inverse, dtype=np.float64)
        self.size = np.diff(present.indptr).astype(np.float64)

    @property
    def chi2(self) -> float:
        return self._of(self.squares, self.mass)

    def _of(self, squares: float, mass: float) -> float:
        """Return the χ² of two numbers: `_chi2` without arrays."""
        if not 0 < mass < self.total:
            return 0.0
        return self.total / (self.total - mass) * (squares * self.total / mass - mass)

    def moved(self) -> Floats:
        """Return the χ² after each single move, shape (n,)."""
        squares = self.squares + self.sign * 2.0 * self.product + self.own
        return _chi2(squares, self.mass + self.sign * self.size, self.total)

    def moved_one(self, row: int) -> float:
        """Return the χ² after one move."""
        sign = self.sign[row]
        squares = self.squares + sign * 2.0 * self.product[row] + self.own[row]
        return float(self._of(squares, self.mass + sign * self.size[row]))

    def move(self, row: int) -> None:
        """Move one row to the other side."""
        sign = self.sign[row]
        self.squares += float(sign * 2.0 * self.product[row] + self.own[row])
        self.mass += float(sign * self.size[row])
        forms = self.rows.indices[self.rows.indptr[row] : self.rows.indptr[row + 1]]
        bounds = zip(self.begins[forms].tolist(), self.begins[forms + 1].tolist(), strict=True)
        with_it = np.concatenate([self.columns.indices[low:high] for low, high in bounds])
        added = np.repeat(sign * self.inverse[forms], self.begins[forms + 1] - self.begins[forms])
        np.add.at(self.product, with_it, added)
        self.first[row] = not self.first[row]
        self.sign[row] = -sign


def _move_best(present: sparse.csr_array, first: Sides) -> tuple[Sides, int]:
    """Move the segment that gains most until none gains; no side is left empty."""
    state, moves = _State(present, first), 0
    while moves < 2 * present.shape[0]:
        gained = state.moved()
        best = int(np.argmax(gained))
        if gained[best] <= state.chi2 * (1 + _GAIN):
            break
        state.move(best)
        moves += 1
    return state.first, moves


def _move_in_passes(present: sparse.csr_array, first: Sides) -> tuple[Sides, int]:
    """Go through the segments, take every move that gains, until a pass takes none."""
    state, moves = _State(present, first), 0
    for _ in range(_MOST_PASSES):
        before = moves
        for row in range(present.shape[0]):
            if state.moved_one(row) > state.chi2 * (1 + _GAIN):
                state.move(row)
                moves += 1
        if moves == before:
            break
    return state.first, moves
