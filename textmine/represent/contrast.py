"""Train a table of word vectors by contrast: texts that belong together nearer than the others of the batch.

Imports torch: load this file only where vectors are trained.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

Integers = NDArray[np.int64]
_BETAS: Final = (0.9, 0.999)
_LEAST_DIVISOR: Final = 1e-8


@dataclass(frozen=True)
class Bags:
    """Word ids of texts, ragged: text s has the ids ``ids[pointer[s]:pointer[s + 1]]``, as spoken."""

    ids: Integers
    pointer: Integers

    def __len__(self) -> int:
        return len(self.pointer) - 1

    @property
    def sizes(self) -> Integers:
        """Number of words of each text, shape (n,)."""
        return np.diff(self.pointer)


@dataclass(frozen=True)
class Settings:
    """How to train; the defaults are those measured best on French debates.

    Attributes
    ----------
    seed
        Of the order of the pairs and of the words dropped.
    epochs
        Times that every pair is seen.
    temperature
        Divides the cosines before the softmax.
    batch
        Pairs a step: each has the others of its batch as negatives.
    rate
        Learning rate of Adam.
    dropout
        Share of the words left out of each text, drawn anew each time.
    most_pairs
        Pairs seen an epoch at most, drawn at random.
    """

    seed: int = 0
    epochs: int = 3
    temperature: float = 0.1
    batch: int = 128
    rate: float = 0.02
    dropout: float = 0.1
    most_pairs: int = 200_000


def half_pairs(bags: Bags, *, least: int = 4) -> Integers:
    """Return the two halves of each text as a pair: no pair crosses texts, so none crosses speakers.

    Parameters
    ----------
    least
        Words that a half must have.

    Returns
    -------
    NDArray
        Shape (m, 4): start and end of the first text, start and end of the second, as positions in
        `bags.ids`.

    Examples
    --------
    >>> half_pairs(Bags(np.arange(9), np.array([0, 8, 9])))
    array([[0, 4, 4, 8]])
    """
    low, high = bags.pointer[:-1], bags.pointer[1:]
    middle = (low + high) // 2
    return np.stack([low, middle, middle, high], axis=1)[middle - low >= least]


def neighbour_pairs(bags: Bags, meeting: Integers, *, reach: int, least: int = 4) -> Integers:
    """Return each two texts at most `reach` apart in the same meeting as a pair, whoever speaks.

    Parameters
    ----------
    bags
        Texts in order of meeting and speech.
    meeting
        Shape (n,): meeting of each text.
    reach
        Largest distance, in texts.
    least
        Words that a text must have.

    Returns
    -------
    NDArray
        Shape (m, 4), as `half_pairs`.

    Examples
    --------
    >>> bags = Bags(np.arange(12), np.array([0, 4, 8, 12]))
    >>> neighbour_pairs(bags, np.array([0, 0, 1]), reach=2)
    array([[0, 4, 4, 8]])
    """
    spans = np.stack([bags.pointer[:-1], bags.pointer[1:]], axis=1)
    long_enough = np.flatnonzero(bags.sizes >= least)
    spans, meeting = spans[long_enough], meeting[long_enough]
    found = [np.zeros((0, 4), dtype=np.int64)]
    for distance in range(1, min(reach, len(spans) - 1) + 1):
        same = meeting[distance:] == meeting[:-distance]
        found.append(np.hstack([spans[:-distance][same], spans[distance:][same]]))
    return np.concatenate(found)


def train(bags: Bags, pairs: Integers, start: NDArray[np.float32], settings: Settings) -> NDArray[np.float32]:
    """Return the trained table, shape (n_words, dimensions): the same bits for the same seed.

    Parameters
    ----------
    bags
        Texts as ids below `n_words`.
    pairs
        Shape (m, 4), m >= 1: spans of `bags.ids` that belong together.
    start
        Shape (n_words, dimensions): the table to start from; it is not changed.

    Notes
    -----
    A text is the mean of its words' vectors, made length 1. For a batch of pairs (a_i, b_i) the loss is the
    mean of two cross-entropies, of a_i among all b and of b_i among all a, with logits ``cos(a_i, b_j) /
    temperature`` (in-batch negatives: Henderson et al. 2017, InfoNCE). Adam on the rows touched, one thread.
    """
    chance = np.random.default_rng(settings.seed)
    with _one_thread():
        table = torch.from_numpy(start.copy()).requires_grad_()
        steps = _Steps(table, settings.rate)
        for _ in range(settings.epochs):
            for batch in _batches(pairs, settings, chance):
                left = _texts(table, bags.ids, batch[:, 0], batch[:, 1], settings.dropout, chance)
                right = _texts(table, bags.ids, batch[:, 2], batch[:, 3], settings.dropout, chance)
                logits = left @ right.T / settings.temperature
                goal = torch.arange(len(batch))
                loss = functional.cross_entropy(logits, goal) + functional.cross_entropy(logits.T, goal)
                (loss / 2).backward()  # type: ignore[no-untyped-call]
                steps.take()
    return table.detach().numpy()


class _Steps:
    """Adam on the rows touched (Kingma & Ba 2015): what `torch.optim.SparseAdam` does, to the bit, faster.

    Torch's own builds a sparse tensor for each sum and each look at the rows; here rows are taken and put.
    """

    def __init__(self, table: torch.Tensor, rate: float) -> None:
        self._table, self._rate = table, rate
        self._mean, self._square = torch.zeros_like(table), torch.zeros_like(table)
        self._taken = 0

    @torch.no_grad()
    def take(self) -> None:
        """Move the table by its gradient, and forget the gradient."""
        if self._table.grad is None:
            return
        gradient = self._table.grad.coalesce()
        rows, values = gradient.indices()[0], gradient.values()
        self._table.grad = None
        self._taken += 1
        old = self._mean.index_select(0, rows)
        mean = values.sub(old).mul_(1 - _BETAS[0]).add_(old)
        self._mean.index_copy_(0, rows, mean)
        old = self._square.index_select(0, rows)
        square = values.pow(2).sub_(old).mul_(1 - _BETAS[1]).add_(old)
        self._square.index_copy_(0, rows, square)
        biases = [1 - beta**self._taken for beta in _BETAS]
        size = self._rate * math.sqrt(biases[1]) / biases[0]
        step = mean.div_(square.sqrt_().add_(_LEAST_DIVISOR)).mul_(-size)
        self._table.index_copy_(0, rows, step.add_(self._table.index_select(0, rows)))


def _batches(pairs: Integers, settings: Settings, chance: np.random.Generator) -> Iterator[Integers]:
    order = chance.permutation(len(pairs))[: settings.most_pairs]
    for low in range(0, len(order), settings.batch):
        batch = order[low : low + settings.batch]
        if len(batch) > 1 or len(order) == 1:
            yield pairs[batch]


def _texts(
    table: torch.Tensor,
    ids: Integers,
    start: Integers,
    end: Integers,
    dropout: float,
    chance: np.random.Generator,
) -> torch.Tensor:
    """Return the vectors of spans, shape (m, dimensions), some of their words left out."""
    sizes = end - start
    ends = np.cumsum(sizes)
    words = ids[np.arange(ends[-1]) + np.repeat(start - (ends - sizes), sizes)]
    kept = chance.random(len(words)) >= dropout
    kept_before = np.concatenate([[0], np.cumsum(kept)])
    means = functional.embedding_bag(
        torch.from_numpy(words[kept]),
        table,
        torch.from_numpy(kept_before[ends - sizes]),
        mode="mean",
        sparse=True,
    )
    return functional.normalize(means)


@contextmanager
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
