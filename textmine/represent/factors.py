"""Factors of a sparse table: an exact singular value decomposition, and a non-negative one from it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.represent.row_blocks import RowBlocks
from textmine.threads import one_thread

Factors = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
_DENSE_BELOW = 200
_SPARE = 50


def exact_svd(values: sparse.csr_array | RowBlocks, rank: int, *, seed: int = 0) -> Factors:
    """Return the first singular vectors and values of a sparse matrix, the same bits on every run.

    Parameters
    ----------
    values
        Shape (n, d), in memory or in blocks.
    rank
        Number of factors wanted; at most ``min(n, d)``.
    seed
        Seed of the start vector of the Lanczos iteration; any seed finds the same factors, up to rounding.

    Returns
    -------
    left, strengths, right
        Shapes (n, rank), (rank,) in falling order, (rank, d). The sign of each pair makes the largest entry
        of its right vector positive, so that no sign depends on the start.

    Examples
    --------
    >>> left, strengths, right = exact_svd(sparse.csr_array(np.diag([1.0, 3.0, 2.0])), 2)
    >>> strengths.round(6), np.abs(right).round(6)
    (array([3., 2.]), array([[0., 1., 0.],
           [0., 0., 1.]]))
    """
    from scipy.sparse.linalg import svds

    blocks = RowBlocks.of(values) if isinstance(values, sparse.csr_array) else values
    smaller = min(blocks.n_rows, blocks.n_columns)
    with one_thread():
        if smaller <= max(_DENSE_BELOW, rank + 1):
            left, strengths, right = np.linalg.svd(blocks.dense(), full_matrices=False)
        else:
            start = np.random.default_rng(seed).standard_normal(smaller)
            left, strengths, right = svds(blocks.operator(), k=rank, v0=start)
    order = np.argsort(-strengths, kind="stable")[:rank]
    left, strengths, right = left[:, order], strengths[order], right[order]
    peak = np.abs(right).argmax(axis=1)
    signs = np.where(right[np.arange(len(right)), peak] < 0, -1.0, 1.0)
    return left * signs, strengths, right * signs[:, None]


def quick_svd(values: sparse.csr_array, rank: int, *, seed: int = 0, sweeps: int = 4) -> Factors:
    """Return about the first singular vectors and values: for hundreds of factors, where exact ones are slow.

    Parameters
    ----------
    values, rank
        As `exact_svd`.
    seed
        Of the random start: the same seed gives the same bits, on one thread.
    sweeps
        Times that the start is multiplied by ``XᵀX``; each makes the factors more exact.

    Notes
    -----
    Subspace iteration on 50 directions more than wanted (Halko, Martinsson & Tropp 2011).

    Examples
    --------
    >>> _, strengths, right = quick_svd(sparse.csr_array(np.diag([1.0, 3.0, 2.0])), 2)
    >>> strengths.round(6), np.abs(right).round(6)
    (array([3., 2.]), array([[0., 1., 0.],
           [0., 0., 1.]]))
    """
    chance = np.random.default_rng(seed)
    with one_thread():
        base = chance.standard_normal((values.shape[1], min(rank + _SPARE, *values.shape)))
        turned = sparse.csr_array(values.T)
        for _ in range(sweeps):
            base, _ = np.linalg.qr(turned @ (values @ base))
        left, strengths, right = np.linalg.svd(values @ base, full_matrices=False)
        right = right @ base.T
    left, strengths, right = left[:, :rank], strengths[:rank], right[:rank]
    peak = np.abs(right).argmax(axis=1)
    signs = np.where(right[np.arange(len(right)), peak] < 0, -1.0, 1.0)
    return left * signs, strengths, right * signs[:, None]


def nonnegative_start(
    values: sparse.csr_array | RowBlocks, rank: int, *, seed: int = 0
) -> tuple[NDArray[np.float64], ...]:
    """Return start factors (n, rank) and (rank, d) of a non-negative factorisation.

    NNDSVDa (Boutsidis & Gallopoulos 2008): each singular pair gives its larger one-signed half, zeros are
    filled with the mean of `values`. scikit-learn's own start rests on a randomised decomposition, this one
    does not.
    """
    blocks = RowBlocks.of(values) if isinstance(values, sparse.csr_array) else values
    left, strengths, right = exact_svd(blocks, rank, seed=seed)
    weights, words = np.zeros_like(left), np.zeros_like(right)
    for index in range(rank):
        best = (0.0, np.abs(left[:, index]) * 0, np.abs(right[index]) * 0)
        for sign in (1.0, -1.0):
            row, column = np.maximum(sign * left[:, index], 0), np.maximum(sign * right[index], 0)
            length = float(np.linalg.norm(row) * np.linalg.norm(column))
            if length > best[0]:
                best = (length, row / np.linalg.norm(row), column / np.linalg.norm(column))
        scale = np.sqrt(strengths[index] * best[0])
        weights[:, index], words[index] = scale * best[1], scale * best[2]
    mean = blocks.mean
    weights[weights < 1e-6] = mean
    words[words < 1e-6] = mean
    return weights, words


def nonnegative_weights(
    values: sparse.csr_array, words: NDArray[np.float64], *, sweeps: int = 500, tolerance: float = 1e-9
) -> NDArray[np.float64]:
    """Return the weights that rebuild each row from fixed factors: ``min ‖x − w·words‖², w ≥ 0``.

    Parameters
    ----------
    values
        Shape (n, d).
    words
        Shape (k, d), non-negative.
    sweeps, tolerance
        A row is left alone once a sweep changes none of its weights by more than `tolerance`, relatively: it
        does not depend on which other rows are in the table, unlike scikit-learn's ``NMF.transform``.

    Returns
    -------
    NDArray
        Shape (n, k). A row without any word of `words` gets zeros.

    Examples
    --------
    >>> nonnegative_weights(sparse.csr_array(np.array([[2.0, 3.0]])), np.eye(2))
    array([[2., 3.]])
    """
    target = np.asarray(values @ words.T, dtype=np.float64)
    gram = np.einsum("id,jd->ij", words, words)
    weights = np.zeros_like(target)
    open_rows = np.arange(len(target))
    used = np.flatnonzero(np.diag(gram) > 0)
    for _ in range(sweeps):
        current, goal = weights[open_rows], target[open_rows]
        change = np.zeros(len(open_rows))
        for topic in used:
            # einsum sums each row alone, in one order: the same bits whatever the number of rows
            step = (goal[:, topic] - np.einsum("nk,k->n", current, gram[topic])) / gram[topic, topic]
            new = np.maximum(current[:, topic] + step, 0.0)
            change = np.maximum(change, np.abs(new - current[:, topic]))
            current[:, topic] = new
        weights[open_rows] = current
        open_rows = open_rows[change > tolerance * (1.0 + current.max(axis=1))]
        if not len(open_rows):
            break
    return weights
