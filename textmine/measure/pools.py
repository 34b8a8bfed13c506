"""Synthetic meetings from the pilots' own talk, with a convergence of known size planted in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.measure.cells import Floats, Index, Ints
from textmine.represent.features import Features

# numbers of a queue that are held at a time: 4 million are about 50 MB
LARGEST_CHUNK = 4_000_000
_SQUARE, _PAIRS, _FIRST, _WEIGHT = 0, 1, 2, 3


@dataclass(frozen=True)
class Pools:
    """All blocks of each pilot over all meetings: M blocks of N pilots, sorted by pilot and group.

    Attributes
    ----------
    vectors
        Shape (M, d): the blocks.
    tallies
        Shape (M, 4): what a block adds to its group if the blocks of the group before it are there: to the
        squared norm of the group's sum, to its squared weight, to the number of groups; and its weight.
        Summed over runs of blocks that begin where a group begins, they give the terms of `dist_u`.
    group
        Shape (M,): group of dependent blocks, counted from 0 within each pool.
    start
        Shape (N + 1,): where each pilot's pool begins, and M.
    """

    vectors: Floats
    tallies: Floats
    group: Ints
    start: Ints

    @property
    def sizes(self) -> Ints:
        """Shape (N,): blocks of each pilot."""
        return np.asarray(np.diff(self.start), dtype=np.int64)

    @property
    def profile(self) -> Floats:
        """Shape (N,): share of each pilot in the talk of all, the profile that all draw closer to."""
        return np.asarray(self.sizes / self.start[-1], dtype=np.float64)

    def distance(self) -> float:
        """Return the mean `dist_u` over pairs of pools: what the pilots differ by over all meetings."""
        pilot = np.repeat(np.arange(len(self.sizes)), self.sizes)
        adder = sparse.csr_array((np.ones(len(pilot)), (pilot, np.arange(len(pilot)))))
        sums, tallies = np.asarray(adder @ self.vectors), np.asarray(adder @ self.tallies)
        found = pair_distances(sums, tallies, len(self.sizes))
        return float(np.nanmean(found)) if np.isfinite(found).any() else float("nan")


class Sizes(NamedTuple):
    """For R meetings, blocks of each pilot, shape (R, N), and the part r of their differences left, (R,)."""

    blocks: Ints
    left: Floats


class Queues(NamedTuple):
    """The pools in random order, groups kept together, for R meetings.

    Attributes
    ----------
    block
        Shape (R, M): blocks, each pool in its own columns.
    next_group
        Shape (R, M + N): for each place of a pool, and its end, the next place where a group begins.
    """

    block: Ints
    next_group: Ints


def pools_of(features: Features, index: Index) -> Pools:
    """Pool the indexed blocks of each pilot over all meetings.

    Notes
    -----
    Only inner products matter: where there are more columns than blocks, the vectors are replaced by rows of
    at most M columns with the same inner products.
    """
    order = np.lexsort((index.row, index.group, index.pilot))
    pilot, group, row = index.pilot[order], index.group[order], index.row[order]
    values = features.values[row]
    weight = np.ones(len(row))
    if features.kind == "counts":
        weight = np.asarray(values @ np.ones(values.shape[1]), dtype=np.float64)
    vectors = _narrow(values)
    begins = np.append(True, (pilot[1:] != pilot[:-1]) | (group[1:] != group[:-1]))
    number = np.cumsum(begins) - 1
    before = np.cumsum(vectors, axis=0) - vectors
    before -= before[np.flatnonzero(begins)][number]
    weight_before = np.cumsum(weight) - weight
    weight_before -= weight_before[np.flatnonzero(begins)][number]
    square = np.einsum("md,md->m", vectors, vectors + 2.0 * before)
    tallies = np.column_stack([square, weight * (weight + 2.0 * weight_before), begins, weight])
    start = np.searchsorted(pilot, np.arange(len(index.pilots) + 1)).astype(np.int64)
    own = number - number[np.minimum(start[:-1], len(number) - 1)][pilot]
    return Pools(vectors, tallies, own.astype(np.int64), start)


def _narrow(values: Floats | sparse.csr_array) -> Floats:
    """Return rows with the same inner products, shape (M, min(d, M))."""
    if values.shape[1] <= values.shape[0]:
        return np.asarray(values.toarray() if sparse.issparse(values) else values, dtype=np.float64)
    products = values @ values.T
    dense = np.asarray(products.toarray() if sparse.issparse(products) else products, dtype=np.float64)
    spread, axes = np.linalg.eigh(dense)
    kept = spread > 1e-12 * spread.max()
    return np.asarray(axes[:, kept] * np.sqrt(spread[kept]))


def left_of(lost: float, n_meetings: int) -> Floats:
    """Return the part r of the pilots' differences that is left at each meeting, shape (T,).

    Parameters
    ----------
    lost
        Share of the initial (squared) distance lost by the last meeting, 0 to 1.

    Notes
    -----
    A block is kept with probability r, and otherwise replaced by a block of anybody, each pilot in proportion
    to his talk: the mean of pilot i is ``r mu_i + (1 - r) mu``, with the same mu for all, and the squared
    distance of two means is r^2 times what it was: r falls linearly from 1 to ``sqrt(1 - lost)``. Seen from
    pilot i, a block is replaced by one of *another* pilot with probability ``(1 - r)(1 - share_i)``, where
    share_i is his part in the talk: ``(1 - r)(N - 1) / N`` where all talk as much.

    Examples
    --------
    >>> left_of(0.75, 3).tolist()
    [1.0, 0.75, 0.5]
    """
    return np.linspace(1.0, np.sqrt(1.0 - lost), n_meetings)


def shuffle(pools: Pools, n_meetings: int, generator: np.random.Generator) -> Queues:
    """Put each pool in random order, group by group, for R meetings."""
    blocks, following = [], []
    for begin, end in zip(pools.start[:-1], pools.start[1:], strict=True):
        group = pools.group[begin:end]
        key = generator.random((n_meetings, int(group.max(initial=-1)) + 1))[:, group]
        block = begin + np.argsort(key, axis=1, kind="stable")
        size = int(end - begin)
        place = np.where(pools.tallies[block, _FIRST] > 0, np.arange(size), size)
        place = np.concatenate([place, np.full((n_meetings, 1), size)], axis=1)
        blocks.append(block)
        following.append(np.minimum.accumulate(place[:, ::-1], axis=1)[:, ::-1])
    return Queues(np.concatenate(blocks, axis=1), np.concatenate(following, axis=1))


def needed_blocks(pools: Pools, sizes: Sizes, generator: np.random.Generator) -> Ints:
    """Return how many blocks of a finite pool vary as much as n blocks of an endless one, shape (R, N).

    Notes
    -----
    Without replacement, n' of B blocks have a mean of variance sigma^2 (1/n' - 1/B): the closer to the whole
    pool, the less chance is left, and power would look too good. What two pilots share of their pools moves
    both alike, so that ``1/n' = 1/n + r^2/B`` gives the variance of a difference that n new blocks would
    have. Rounded up or down at random.
    """
    nominal = np.where(sizes.blocks > 0, sizes.blocks, 1)
    wanted = 1.0 / (1.0 / nominal + sizes.left[:, None] ** 2 / pools.sizes)
    rounded = np.floor(wanted + generator.random(wanted.shape)).astype(np.int64)
    return np.where(sizes.blocks > 0, np.maximum(rounded, 2), 0)


def draw_distances(
    pools: Pools, queues: Queues, sizes: Sizes, generator: np.random.Generator
) -> tuple[Floats, NDArray[np.bool_]]:
    """Draw R meetings and return `dist_u` of every pair, and whether the pools held enough.

    Returns
    -------
    distances
        Shape (R, P), pairs as `triu_indices` has them; NaN where a pilot is absent.
    is_enough
        Shape (R,): whether no block had to be used twice.

    Notes
    -----
    No block is used twice in a meeting, nor blocks of one turn by two pilots: the product of a block with
    itself would bring back the bias that `dist_u` is free of.
    """
    n_pilots = sizes.blocks.shape[1]
    wanted = needed_blocks(pools, sizes, generator)
    mixture = sizes.left[:, None, None] * np.eye(n_pilots) + (1.0 - sizes.left)[:, None, None] * pools.profile
    mixture /= mixture.sum(axis=2, keepdims=True)
    counts = generator.multinomial(wanted, mixture)
    starts, is_enough = _allot(pools, queues, counts)
    member = _membership(queues.block, starts, np.where(is_enough[:, None, None], counts, 0))
    sums, tallies = np.asarray(member @ pools.vectors), np.asarray(member @ pools.tallies)
    return pair_distances(sums, tallies, n_pilots), is_enough


def _allot(pools: Pools, queues: Queues, counts: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Give each pilot runs of whole groups of each pool; return where they start, and whether they fit.

    Shape (R, N, N): pilot, pool. A turn cut short at the end of a run is not used further.
    """
    n_meetings, n_pilots, _ = counts.shape
    starts = np.zeros_like(counts)
    is_enough = np.ones(n_meetings, dtype=np.bool_)
    meeting = np.arange(n_meetings)
    for pool, size in enumerate(pools.sizes):
        cursor = np.zeros(n_meetings, dtype=np.int64)
        for pilot in (pool, *(other for other in range(n_pilots) if other != pool)):
            begin = queues.next_group[meeting, pools.start[pool] + pool + cursor]
            starts[:, pilot, pool] = pools.start[pool] + begin
            count = counts[:, pilot, pool]
            is_enough &= (begin + count <= size) | (count == 0)
            cursor = np.minimum(np.where(count > 0, begin + count, cursor), size)
    return starts, is_enough


def _membership(block: Ints, starts: Ints, counts: Ints) -> sparse.csr_array:
    """Return which blocks each pilot has at each meeting, shape (R * N, M)."""
    n_meetings, n_blocks = block.shape
    flat = (starts + (np.arange(n_meetings) * n_blocks)[:, None, None]).ravel()
    count = counts.ravel()
    ends = np.cumsum(count)
    places = np.arange(ends[-1]) + np.repeat(flat - (ends - count), count)
    pointer = np.append(0, np.cumsum(counts.sum(axis=2).ravel()))
    indices = block.ravel()[places]
    return sparse.csr_array((np.ones(len(indices)), indices, pointer), shape=(len(pointer) - 1, n_blocks))


def pair_distances(sums: Floats, tallies: Floats, n_pilots: int) -> Floats:
    """Return `dist_u` of every pair, shape (R, P), from sums of blocks and tallies, shapes (R * N, ...)."""
    told = tallies[:, _FIRST] >= 2
    weight = np.where(told, tallies[:, _WEIGHT], np.nan)
    pairs = np.where(told, weight**2 - tallies[:, _PAIRS], np.nan)
    within = ((np.einsum("cd,cd->c", sums, sums) - tallies[:, _SQUARE]) / pairs).reshape(-1, n_pilots)
    means = (sums / weight[:, None]).reshape(-1, n_pilots, sums.shape[1])
    cross = means @ means.transpose(0, 2, 1)
    first, second = np.triu_indices(n_pilots, 1)
    return np.asarray(within[:, first] + within[:, second] - 2.0 * cross[:, first, second])
