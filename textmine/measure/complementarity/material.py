"""The blocks of pilots who can be compared, and all that is added up from them once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

from textmine.errors import TextmineError
from textmine.measure.cells import Cells, Floats, Index, Ints, cell_sums, index_of
from textmine.measure.complementarity.hill import Deletions, Terms, deletions, hill_terms
from textmine.measure.complementarity.profiles import Groups, groups_of, shares_of
from textmine.measure.complementarity.uptake import Talk
from textmine.represent.features import Features
from textmine.represent.sequence import order_of_speech


class Material(NamedTuple):
    """Blocks, cells, and their inner products; `used`, shape (U,): meetings with two pilots or more."""

    features: Features
    placed: Index
    cells: Cells
    terms: Terms
    left: Deletions
    groups: Groups
    used: Ints

    @property
    def counted(self) -> Floats:
        """Shape (N, T): blocks of the cells that are compared, 0 elsewhere."""
        return np.where(np.isfinite(self.terms.within), self.cells.n_blocks, 0).astype(np.float64)


def comparable(shares: Features, *, between: str, over: str) -> Features:
    """Return the blocks that say something of pilots who are compared at one meeting at least.

    Raises
    ------
    TextmineError
        The features are vectors, fewer than two pilots, or no such column.
    """
    if shares.kind == "vectors":
        raise TextmineError("wrong_kind", kind=shares.kind, wanted="shares")
    filled = np.asarray(shares.values.sum(axis=1)).ravel() > 0
    index = index_of(shares.rows[filled], between=between, over=over)
    chosen = np.zeros(len(shares), dtype=np.bool_)
    # Two groups of blocks of one pilot are what a within-pilot term needs.
    shape = (len(index.pilots), len(index.meetings))
    cell = index.pilot * shape[1] + index.meeting
    pairs = np.unique(np.stack([cell, index.group]), axis=1)[0]
    present = (np.bincount(pairs, minlength=shape[0] * shape[1]) >= 2).reshape(shape)
    met = (present & (present.sum(axis=0) >= 2)).any(axis=1)
    chosen[np.flatnonzero(filled)[index.row[met[index.pilot]]]] = True
    return shares.take(chosen)


def material_of(kept: Features, *, between: str, over: str) -> Material:
    """Add up the blocks that `comparable` gave; there must be some."""
    index = index_of(kept.rows, between=between, over=over)
    cells = cell_sums(kept, index)
    terms = hill_terms(cells)
    used = np.flatnonzero(np.isfinite(terms.mean_within) & np.isfinite(terms.mean_cross)).astype(np.int64)
    return Material(kept, index, cells, terms, deletions(cells), groups_of(cells), used)


def talk_of(material: Material, *, over: str) -> Talk:
    """Return blocks as shares, in order of speech where rows tell the turn of each."""
    placed, rows = material.placed, material.features.rows
    values = material.features.values[placed.row]
    dense = np.asarray(values.toarray() if isinstance(values, sparse.csr_array) else values)
    speech: Ints | None = None
    if over == "meeting" and "group" in rows:
        sequence, _ = order_of_speech(rows)
        rank = np.empty(len(rows), dtype=np.int64)
        rank[sequence] = np.arange(len(rows))
        speech = rank[placed.row]
    return Talk(placed, dense / dense.sum(axis=1, keepdims=True), speech, shares_of(material.groups))


def strongest_topics(material: Material) -> Floats:
    """Return the blocks of each pilot whose strongest topic is k, shape (N, K)."""
    placed = material.placed
    values = material.features.values[placed.row]
    strongest = np.asarray(values.argmax(axis=1)).ravel()
    compared = material.counted[placed.pilot, placed.meeting] > 0
    result = np.zeros((len(placed.pilots), len(material.features.columns)))
    np.add.at(result, (placed.pilot[compared], strongest[compared]), 1.0)
    return result
