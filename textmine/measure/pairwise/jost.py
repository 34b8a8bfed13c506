"""Lexical distance of order 2 relative to the pilots' own repetition: Jost's D, debiased by turns."""

from __future__ import annotations

import numpy as np

from textmine.errors import TextmineError
from textmine.measure.cells import Cells, Floats, Index, cell_sums
from textmine.measure.distance import cross_products, within_products
from textmine.measure.pairwise.places import require_counts, without_diagonal
from textmine.represent.features import Features


def jost_distances(features: Features, index: Index, *, min_groups: int = 10, pool: str = "pilots") -> Floats:
    """Return the turn-level Jost D of every pair of pilots in every meeting.

    Parameters
    ----------
    features
        Counts of words, shape (n, d).
    index
        Which block belongs to which cell.
    min_groups
        Cells with fewer groups of blocks, too few for a ratio, take a pooled within-pilot term.
    pool
        "pilots": pooled over the pilots of the same meeting; "meetings": over the pilot's meetings.

    Returns
    -------
    array
        Shape (N, N, T): 0 on average between two samples of the same talk, 1 where no word is shared. It may
        be negative and is never clipped. NaN on the diagonal, where one of the two is absent, and where the
        within-pilot terms are not above 0, so that the ratio has no meaning.

    Raises
    ------
    TextmineError
        The features are not counts, or `pool` is unknown.

    Notes
    -----
    ``D_ij = 1 - G_ij / mean(S_i, S_j)``, one minus Morisita's overlap (Jost 2008; Chao et al. 2008). S is
    the chance that two words of one pilot, taken from different groups of blocks, are the same word, G that
    of a word of i and a word of j. G and S are unbiased; their ratio is so up to a term of order 1/n: in a
    simulation -.016 at 5 turns of 10 words, -.0045 at 10, -.0014 at 20. Hence the pooling of short cells.
    Pooled over meetings, S misses that some meetings are about less than others: with the turns of the sample
    corpus shuffled among the pilots of each meeting, where the truth is 0, the eight meetings came out
    between .34 and -.73, a convergence made of nothing; each cell by itself gave -.048 on average, pooled
    over pilots -.005 (standard error .0045).

    Examples
    --------
    >>> import pandas as pd
    >>> from textmine.measure.cells import index_of
    >>> rows = pd.DataFrame({"speaker": list("aabb"), "meeting": ["1"] * 4})
    >>> counts = Features(rows, np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]]), ("x", "y"), "counts")
    >>> jost_distances(counts, index_of(rows, between="speaker", over="meeting"))[0, 1, 0]
    np.float64(1.0)
    """
    require_counts(features)
    cells = cell_sums(features, index)
    within = _repetition(cells, min_groups, pool)
    mean = (within[:, None, :] + within[None, :, :]) / 2.0
    ratio = np.full(mean.shape, np.nan)
    np.divide(_shared(cells), mean, out=ratio, where=mean > 0)
    return without_diagonal(1.0 - ratio)


def jost_means(cells: Cells, *, min_groups: int = 10, pool: str = "pilots") -> Floats:
    """Return the Jost D of each meeting as one ratio of means, shape (T,).

    Parameters
    ----------
    cells
        Sums of counts of words.
    min_groups, pool
        As for `jost_distances`.

    Returns
    -------
    array
        Shape (T,): ``1 - mean of G over pairs / mean of S over pilots``; NaN where fewer than two pilots are
        present. A ratio of means is steadier, and less biased, than a mean of ratios.

    Raises
    ------
    TextmineError
        `pool` is unknown.
    """
    within = _repetition(cells, min_groups, pool)
    shared = without_diagonal(_shared(cells))
    pair = np.isfinite(shared) & np.isfinite(within)[:, None, :] & np.isfinite(within)[None, :, :]
    # Each pilot weighs as many times as he has partners, so that both means are over the same pairs.
    denominator = np.where(pair, (within[:, None, :] + within[None, :, :]) / 2.0, 0.0).sum(axis=(0, 1))
    ratio = np.full(len(cells.meetings), np.nan)
    np.divide(np.where(pair, shared, 0.0).sum(axis=(0, 1)), denominator, out=ratio, where=denominator > 0)
    return 1.0 - ratio


def _shared(cells: Cells) -> Floats:
    """Return G, shape (N, N, T), missing where a pilot said none of the words counted."""
    with np.errstate(invalid="ignore"):
        return cross_products(cells)


def _repetition(cells: Cells, min_groups: int, pool: str) -> Floats:
    """Return S, shape (N, T), pooled where a cell has few groups."""
    if pool not in ("pilots", "meetings"):
        raise TextmineError("pairwise_pool", value=pool)
    pairs = np.where(cells.present, cells.weight**2 - cells.group_weight_squares, 0.0)
    with np.errstate(invalid="ignore"):
        own = within_products(cells)
    defined = pairs > 0
    same = np.where(defined, own * pairs, 0.0)
    axis = 0 if pool == "pilots" else 1
    total = pairs.sum(axis=axis, keepdims=True)
    pooled = np.full(total.shape, np.nan)
    np.divide(same.sum(axis=axis, keepdims=True), total, out=pooled, where=total > 0)
    alone = defined & (cells.n_groups >= min_groups)
    usable = cells.present & (cells.weight > 0)
    return np.where(alone, own, np.where(usable, pooled, np.nan))
