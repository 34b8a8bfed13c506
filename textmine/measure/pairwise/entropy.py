"""Jensen-Shannon divergence of word counts: as usually computed, and at equal amounts of text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import TextmineError
from textmine.measure.cells import Floats, Index, Ints
from textmine.measure.pairwise.places import (
    cell_of,
    empty_pairs,
    present_cells,
    require_counts,
    sum_rows,
    without_diagonal,
)
from textmine.represent.features import Features


def jsd_distances(features: Features, index: Index) -> Floats:
    """Return the plug-in Jensen-Shannon divergence of every pair in every meeting: a biased baseline.

    Parameters
    ----------
    features
        Counts of words, shape (n, d).
    index
        Which block belongs to which cell.

    Returns
    -------
    array
        Shape (N, N, T), in bits, from 0 to 1. NaN on the diagonal and where one of the two is absent.

    Raises
    ------
    TextmineError
        The features are not counts.

    Notes
    -----
    ``JSD(p, q) = H((p + q) / 2) - (H(p) + H(q)) / 2`` (Lin 1991). It measures how little was said before it
    measures a difference: between two samples of the same talk it falls from .96 at 3 turns to .36 at 200,
    so that it "finds" convergence wherever talk grows. It is here to be compared with, not to be tested.

    Examples
    --------
    >>> import pandas as pd
    >>> from textmine.measure.cells import index_of
    >>> rows = pd.DataFrame({"speaker": list("aabb"), "meeting": ["1"] * 4})
    >>> counts = Features(rows, np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]]), ("x", "y"), "counts")
    >>> jsd_distances(counts, index_of(rows, between="speaker", over="meeting"))[0, 1, 0]
    np.float64(1.0)
    """
    require_counts(features)
    n_cells = len(index.pilots) * len(index.meetings)
    sums = sum_rows(features.values[index.row], cell_of(index), n_cells)
    return _divergences(sums, present_cells(index), index)


def rarefied_jsd_distances(
    features: Features, index: Index, *, seed: int, draws: int = 50, min_blocks: int = 5
) -> Floats:
    """Return the Jensen-Shannon divergence with as many blocks of every pilot in every meeting.

    Parameters
    ----------
    features
        Counts of words, shape (n, d).
    index
        Which block belongs to which cell.
    seed
        Of the draws of blocks.
    draws
        Draws whose divergences are averaged; at least 1.
    min_blocks
        Cells with fewer blocks are left missing, instead of pulling all others down to their size; at least
        2.

    Returns
    -------
    array
        Shape (N, N, T), in bits. Its level under equality is far above 0, but the same at every amount of
        talk, so that meetings can be compared with each other. NaN on the diagonal and where one of the two
        is absent or has too few blocks; NaN everywhere where no cell has enough.

    Raises
    ------
    TextmineError
        The features are not counts, `draws` is below 1 or `min_blocks` below 2.

    Notes
    -----
    Rarefaction (Sanders 1968; Hurlbert 1971) with the block for unit: from each cell are drawn, without
    replacement, as many whole blocks as the smallest kept cell of all meetings has. Words drawn one by one
    would break up their bursts and look more alike than any real talk of that length.
    """
    require_counts(features)
    if draws < 1:
        raise TextmineError("pairwise_minimum", name="draws", value=draws, least=1)
    if min_blocks < 2:
        raise TextmineError("pairwise_minimum", name="min_blocks", value=min_blocks, least=2)
    cell = cell_of(index)
    n_cells = len(index.pilots) * len(index.meetings)
    size = np.bincount(cell, minlength=n_cells)
    kept = present_cells(index) & (size >= min_blocks).reshape(len(index.pilots), -1)
    if not kept.any():
        return empty_pairs(index)
    level = int(size[kept.ravel()].min())
    values = sparse.csr_array(features.values)[index.row]
    rng = np.random.default_rng(seed)
    total = np.zeros((len(index.pilots), len(index.pilots), len(index.meetings)))
    count = np.zeros(total.shape)
    for _ in range(draws):
        drawn = _drawn(cell, kept.ravel(), level, rng)
        table = _divergences(sum_rows(values[drawn], cell[drawn], n_cells), kept, index)
        seen = np.isfinite(table)
        total[seen] += table[seen]
        count += seen
    with np.errstate(invalid="ignore"):
        return np.asarray(total / count)


def _drawn(cell: Ints, kept: NDArray[np.bool_], level: int, rng: np.random.Generator) -> Ints:
    """Return the places of `level` blocks of each kept cell, drawn without replacement."""
    order = np.lexsort((rng.random(len(cell)), cell))
    ordered = cell[order]
    first = np.searchsorted(ordered, ordered)
    rank = np.arange(len(cell)) - first
    return order[(rank < level) & kept[ordered]].astype(np.int64)


def _divergences(sums: sparse.csr_array, present: NDArray[np.bool_], index: Index) -> Floats:
    """Return the divergences of cells, from their sums, shape (N * T, d)."""
    result = empty_pairs(index)
    n_meetings = len(index.meetings)
    totals = np.asarray(sums.sum(axis=1), dtype=np.float64).reshape(present.shape)
    usable = present & (totals > 0)
    for meeting in range(n_meetings):
        who = np.flatnonzero(usable[:, meeting])
        if len(who) < 2:
            continue
        talk = sparse.csc_array(sums[who * n_meetings + meeting])
        # Words that nobody said in this meeting add nothing.
        words = np.flatnonzero(np.diff(talk.indptr))
        shares = talk[:, words].toarray() / totals[who, meeting][:, None]
        result[:, :, meeting][np.ix_(who, who)] = _table(shares)
    return without_diagonal(result)


def _table(shares: Floats) -> Floats:
    """Return the divergences in bits of all pairs of distributions, shape (n, d): shape (n, n)."""
    own = _entropies(shares)
    table = np.zeros((len(shares), len(shares)))
    for i in range(len(shares) - 1):
        mixed = _entropies((shares[i] + shares[i + 1 :]) / 2.0)
        table[i, i + 1 :] = table[i + 1 :, i] = mixed - (own[i] + own[i + 1 :]) / 2.0
    return table


def _entropies(shares: Floats) -> Floats:
    """Return the entropy of each row in bits; a word of share 0 adds 0."""
    logs = np.log2(shares, out=np.zeros_like(shares), where=shares > 0)
    return np.asarray(-np.einsum("nd,nd->n", shares, logs))
