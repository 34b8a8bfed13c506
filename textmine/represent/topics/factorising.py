"""Non-negative factorisation block by block: no more of the table is held than one block of rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.represent.factors import nonnegative_start
from textmine.represent.row_blocks import RowBlocks
from textmine.threads import one_thread
from textmine.workers import is_sharing_thread

MOST_ITERATIONS: Final = 400
_TOLERANCE: Final = 1e-4
Floats = NDArray[np.float64]


def factorise(
    rows: RowBlocks | sparse.csr_array,
    n_topics: int,
    *,
    seed: int,
    iterations: int = MOST_ITERATIONS,
) -> Floats:
    """Return the topics' words, shape (n_topics, d), each row of sum 1 (or 0 for an empty topic).

    Parameters
    ----------
    rows
        Shape (n, d), non-negative.
    seed
        Of the start vector of the decomposition that the fit starts from (`nonnegative_start`).
    iterations
        At most.

    Notes
    -----
    Hierarchical alternating least squares (Cichocki & Phan 2009), which is the coordinate descent of
    scikit-learn's `NMF` in its own order, with its stopping rule: the weights of a block of rows need the
    words alone, and the words need of each block two sums, ``Wᵀ X`` and ``Wᵀ W``. These are added block by
    block, of `textmine.represent.row_blocks.ROWS` rows each, wherever the blocks are held: the topics do not
    depend on how many tables the rows came in, nor on whether they are in memory or on disk.

    Examples
    --------
    >>> talk = np.array([[2.0, 2.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 3.0]])
    >>> factorise(sparse.csr_array(talk), 2, seed=0).round(6)
    array([[0.5, 0.5, 0. ],
           [0. , 0. , 1. ]])
    """
    blocks = RowBlocks.of(rows) if isinstance(rows, sparse.csr_array) else rows
    with held_to_one_thread():
        start, words = nonnegative_start(blocks, n_topics, seed=seed)
        weights = [np.ascontiguousarray(start[low:high].T) for low, high in blocks.bounds]
        first = None
        for _ in range(iterations):
            violation = _sweep(blocks, weights, words)
            first = violation if first is None else first
            if not first or violation <= _TOLERANCE * first:
                break
    return of_sum_one(words)


def _sweep(blocks: RowBlocks, weights: list[Floats], words: Floats) -> float:
    """Improve all weights, then the words, in place; return how far both were from a minimum."""
    gram = words @ words.T
    columns = np.ascontiguousarray(words.T)
    parts, products = np.zeros_like(columns), np.zeros_like(gram)
    violation = 0.0
    for block, own in zip(blocks.blocks, weights, strict=True):
        violation += _descend(own, gram, np.ascontiguousarray((block @ columns).T))
        parts += block.T @ np.ascontiguousarray(own.T)
        products += own @ own.T
    return violation + _descend(words, products, np.ascontiguousarray(parts.T))


def _descend(factor: Floats, gram: Floats, target: Floats) -> float:
    """Improve a factor, shape (k, n), row after row, in place.

    Parameters
    ----------
    gram, target
        Shapes (k, k) and (k, n): products of the other factor with itself, and with the table.

    Returns
    -------
    float
        Sum of what the gradient allows to gain, before.
    """
    violation = 0.0
    for topic, row in enumerate(factor):
        gradient = gram[topic] @ factor
        gradient -= target[topic]
        violation += float(np.abs(np.where(row > 0, gradient, np.minimum(gradient, 0.0))).sum())
        if gram[topic, topic]:
            gradient /= -gram[topic, topic]
            gradient += row
            np.maximum(gradient, 0.0, out=row)
    return violation


def of_sum_one(words: Floats) -> Floats:
    """Divide each row by its sum; a row of zeros stays."""
    sums = words.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(words, sums, out=np.zeros_like(words), where=sums > 0))


@contextmanager
def held_to_one_thread() -> Iterator[None]:
    """Let products take one thread: their sums then have the same bits on every machine of a kind.

    The limit holds for all threads of the process: the one that shares out the fits sets it, lest one of
    those that compute unset another's.
    """
    if is_sharing_thread():
        yield
        return
    with one_thread():
        yield
