"""The consensus of many factorisations: which topics come back when the corpus is drawn anew."""

from __future__ import annotations

from functools import partial
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.represent.row_blocks import RowBlocks
from textmine.represent.topics.factorising import MOST_ITERATIONS, factorise, held_to_one_thread, of_sum_one
from textmine.workers import Workers

_REFIT_ITERATIONS: Final = 200
_SHARE: Final = 0.8
# segments of a draw: two million words, where a draw of more tells no more of chance
MOST_DRAWN: Final = 40_000
_ROUNDS: Final = 3
_SHARPNESS: Final = 4


class Agreed(NamedTuple):
    """Topics that many fits agree on.

    Attributes
    ----------
    words
        Shape (n_topics, d), rows of sum 1.
    stability
        Shape (n_topics,): mean cosine of a topic with its match in each fit, 0 to 1.
    """

    words: NDArray[np.float64]
    stability: NDArray[np.float64]


def consensus(
    rows: RowBlocks | sparse.csr_array,
    n_topics: int,
    *,
    refits: int,
    seed: int,
    workers: Workers | None = None,
) -> Agreed:
    """Fit the whole, then draws of 80 % of the segments, and average the topics that answer each other.

    Parameters
    ----------
    rows
        Shape (n, d).
    refits
        Number of draws, of `MOST_DRAWN` segments at most; 0 gives the topics of the whole, without stability.
    seed
        Of the draws. Each draw has its own exact start: what is seen is what the corpus decides, not chance
        in the algorithm.
    workers
        Who computes the fits; None is this process.

    Notes
    -----
    Topics are matched one to one by cosine (Kuhn 1955), averaged with the fourth power of the cosine as
    weight, and matched again to the average, three times. After Belford, Mac Namee & Greene (2018), whose
    ensemble is another factorisation of the stacked topics.
    """
    blocks = RowBlocks.of(rows) if isinstance(rows, sparse.csr_array) else rows
    n = blocks.n_rows
    drawn = np.random.default_rng(seed)
    size = min(max(int(_SHARE * n), min(n, n_topics)), MOST_DRAWN)
    draws = [_Draw(None, MOST_ITERATIONS)]
    for _ in range(refits):
        chosen = np.zeros(n, dtype=np.bool_)
        chosen[drawn.choice(n, size, replace=False)] = True
        draws.append(_Draw(chosen, _REFIT_ITERATIONS))
    fit = partial(_fit_draw, rows=blocks, n_topics=n_topics, seed=seed)
    with held_to_one_thread():
        agreed, *stack = (workers or Workers()).map(fit, draws, in_threads=True)
    if not stack:
        return Agreed(agreed, np.full(n_topics, np.nan))
    for _ in range(_ROUNDS):
        matches = [matched(agreed, words) for words in stack]
        cosines = np.array([cosine for _, cosine in matches])
        aligned = np.array([words[order] for words, (order, _) in zip(stack, matches, strict=True)])
        agreed = of_sum_one(np.einsum("nk,nkd->kd", cosines**_SHARPNESS, aligned))
    return Agreed(agreed, cosines.mean(axis=0))


class _Draw(NamedTuple):
    """The segments of a fit, None for all, and its most iterations."""

    chosen: NDArray[np.bool_] | None
    iterations: int


def _fit_draw(draw: _Draw, rows: RowBlocks, n_topics: int, seed: int) -> NDArray[np.float64]:
    if draw.chosen is None:
        return factorise(rows, n_topics, seed=seed, iterations=draw.iterations)
    with rows.drawn(draw.chosen) as some:
        return factorise(some, n_topics, seed=seed, iterations=draw.iterations)


def matched(
    ones: NDArray[np.float64], others: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return, for each row of `ones`, the row of `others` matched to it one to one, and their cosine.

    Parameters
    ----------
    ones, others
        Shape (k, d) each.

    Examples
    --------
    >>> matched(np.eye(2), np.array([[0.0, 3.0], [2.0, 0.0]]))
    (array([1, 0]), array([1., 1.]))
    """
    from scipy.optimize import linear_sum_assignment

    cosines = _of_length_one(ones) @ _of_length_one(others).T
    _, order = linear_sum_assignment(-cosines)
    return order.astype(np.int64), cosines[np.arange(len(ones)), order]


def _of_length_one(words: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(words, axis=1, keepdims=True)
    return np.asarray(np.divide(words, lengths, out=np.zeros_like(words), where=lengths > 0))
