"""Segments that classes were not learnt on: each goes down the tree to the side that it fits better."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.represent.classes.descent import Descent, Split

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]


def place_all(present: sparse.csr_array, learnt: Ids, found: Descent) -> Descent:
    """Return the descent of some rows as one of all.

    Parameters
    ----------
    present
        Shape (n, d), 0 and 1: all rows.
    learnt
        Shape (m,): those that the descent divided, in its order.
    found
        Its levels are of shape (n_levels, m).

    Returns
    -------
    Descent
        Levels of shape (n_levels, n); the splits as they were. Rows that were divided stay where they are.

    Notes
    -----
    At each division a row goes to the side on which the χ² of the division, with the row in it, is higher:
    the criterion by which the division itself moved its rows. A row without a form that took part in it is
    unclassified from there on. No row is set aside as atypical.
    """
    others = np.setdiff1d(np.arange(present.shape[0]), learnt)
    levels = np.full((len(found.levels), present.shape[0]), -1, dtype=np.int64)
    levels[:, learnt] = found.levels
    table = sparse.csr_array(present[others])
    node = np.where(np.diff(table.indptr) > 0, 0, -1).astype(np.int64)
    levels[0, others] = node
    drawn = sparse.csr_array(present[learnt])
    for step, split in enumerate(found.splits, start=1):
        mine = np.flatnonzero(node == split.parent)
        first = drawn[np.flatnonzero(found.levels[step] == split.children[0])]
        second = drawn[np.flatnonzero(found.levels[step] == split.children[1])]
        node[mine] = _sides(sparse.csr_array(table[mine]), (first, second), split)
        levels[step, others] = node
    return Descent(levels, found.splits)


def _sides(rows: sparse.csr_array, sides: Sequence[sparse.csr_array], split: Split) -> Ids:
    """Return the child that each row goes to, or -1."""
    inside, outside = (np.asarray(side.sum(axis=0), dtype=np.float64).ravel()[split.forms] for side in sides)
    rows = sparse.csr_array(rows[:, split.forms])
    gain = chi2_with(rows, inside, inside + outside, is_in=True) - chi2_with(
        rows, inside, inside + outside, is_in=False
    )
    child = np.where(gain > 0, *split.children)
    return np.where(np.diff(rows.indptr) > 0, child, -1).astype(np.int64)


def chi2_with(rows: sparse.csr_array, inside: Floats, both: Floats, *, is_in: bool) -> Floats:
    """Return the χ² of a division once each row, alone, has joined a side: shape (n,).

    Parameters
    ----------
    rows
        Shape (n, d), 0 and 1.
    inside, both
        Shape (d,): how many rows of the first side, and of both, have each form.
    is_in
        Whether it joins the first side, or the second.
    """
    size = np.diff(rows.indptr).astype(np.float64)
    # a²/c becomes a²/(c+1), or (a+1)²/(c+1), where the row has the form; forms of no row before say nothing
    known = np.maximum(both, 1e-12)
    joined = (inside + 1) ** 2 if is_in else inside**2
    squares = (inside**2 / known).sum() + rows @ (joined / (both + 1) - inside**2 / known)
    total, mass = both.sum() + size, inside.sum() + (size if is_in else 0.0)
    rest = np.maximum(total - mass, 1e-12)
    return np.asarray(total / rest * (squares * total / np.maximum(mass, 1e-12) - mass), dtype=np.float64)
