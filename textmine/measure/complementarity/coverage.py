"""Topics heard in as many blocks from any coalition of pilots, and each one's fair part of them."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from textmine.errors import TextmineError
from textmine.measure.cells import Floats

LARGEST_EXACT: Final = 12
LARGEST_EFFORT: Final = 150
# Numbers held at once: coalitions x topics x draws.
_MOST_NUMBERS: Final = 20_000_000


class Coverage(NamedTuple):
    """Expected topics heard, and how the pilots share the credit.

    Attributes
    ----------
    shapley
        Shape (N,): each pilot's part; they sum to `together`.
    alone
        Shape (N,): topics heard from each pilot alone.
    together
        Topics heard from all, in as many blocks.
    gain
        `together` divided by the best of `alone`.
    effort
        Number of blocks that each coalition is heard for.
    is_exact
        Whether all coalitions were formed.
    """

    shapley: Floats
    alone: Floats
    together: float
    gain: float
    effort: int
    is_exact: bool


def topic_coverage(
    counts: ArrayLike, *, effort: int = 20, seed: int = 0, n_permutations: int = 999
) -> Coverage:
    """Share the coverage of topics among pilots by the Shapley value.

    Parameters
    ----------
    counts
        Shape (N, K): blocks of each pilot whose strongest topic is k; every pilot has one at least.
    effort
        Blocks heard from any coalition, 1 to 150; lowered to the blocks of the most silent pilot.
    n_permutations
        Orders of joining that are drawn where there are more than 12 pilots; all coalitions otherwise.

    Raises
    ------
    TextmineError
        The effort is out of bounds, a pilot has no block, or counts are missing or negative.

    Notes
    -----
    The value of a coalition Q is the expected number of topics that are strongest in one of m blocks, each
    block of a pilot drawn from Q with equal chances and no block twice (rarefaction, Hurlbert 1971, with
    equal weights of pilots): whoever talks more does not cover more, nor does a coalition by its size alone.
    Pilots who all speak alike share one pilot's coverage. With ``H_ik(a)`` the chance that topic k is in none
    of a blocks of pilot i,
    ``v(Q) = sum_k 1 - m!/|Q|^m [x^m] prod_i sum_a H_ik(a) x^a / a!``, unbiased for the same number under
    endless talk. A pilot who stays on topics already heard lowers coverage, and may have a negative value.
    Shapley 1953.

    Examples
    --------
    >>> found = topic_coverage([[9, 0], [0, 9]], effort=2)  # one block of two is the other's, half the time
    >>> found.together, found.alone.tolist(), found.shapley.tolist()
    (1.5, [1.0, 1.0], [0.75, 0.75])
    """
    blocks = np.asarray(counts, dtype=np.float64)
    if not 1 <= effort <= LARGEST_EFFORT:
        raise TextmineError("coverage_effort", effort=effort, largest=LARGEST_EFFORT)
    if not (np.isfinite(blocks).all() and (blocks >= 0).all()):
        raise TextmineError("features_values", kind="counts")
    n_pilots = len(blocks)
    effort = int(min(effort, blocks.sum(axis=1).min()))
    # A pilot without a block lowers the effort to 0, at which nothing is heard of anybody.
    if effort < 1:
        raise TextmineError("coverage_effort", effort=effort, largest=LARGEST_EFFORT)
    heard = blocks.sum(axis=0) > 0
    series = _missed(blocks, effort)[:, heard]
    is_exact = n_pilots <= LARGEST_EXACT
    wide = 2**n_pilots if is_exact else n_permutations
    step = max(1, _MOST_NUMBERS // (wide * (effort + 1)))
    shapley = np.zeros(n_pilots)
    # The value of a coalition is a sum over topics, so that topics may be taken a few at a time.
    for start in range(0, series.shape[1], step):
        part = series[:, start : start + step]
        shapley += _exact(part) if is_exact else _sampled(part, seed=seed, n_orders=n_permutations)
    alone = np.array([_value(row[None], 1)[0] for row in series])
    together = float(_value(_all(series)[None], n_pilots)[0])
    return Coverage(shapley, alone, together, together / float(alone.max()), effort, is_exact)


def _missed(blocks: Floats, effort: int) -> Floats:
    """Return H_ik(a) / a! for a = 0..effort, shape (N, K, effort + 1)."""
    draw = np.arange(effort, dtype=np.float64)
    total = blocks.sum(axis=1)[:, None, None]
    left = np.maximum(total - blocks[:, :, None] - draw, 0.0) / (total - draw) / (draw + 1.0)
    return np.concatenate([np.ones((*blocks.shape, 1)), np.cumprod(left, axis=2)], axis=2)


def _times(first: Floats, second: Floats) -> Floats:
    """Return the products of polynomials held on the last axis, cut at its length."""
    size = first.shape[-1]
    result = np.zeros(np.broadcast_shapes(first.shape, second.shape))
    for power in range(size):
        result[..., power:] += first[..., : size - power] * second[..., power : power + 1]
    return result


def _value(series: Floats, size: int) -> Floats:
    """Return v of coalitions of `size` pilots from their polynomials, shape (B, K, m + 1)."""
    effort = series.shape[-1] - 1
    scale = float(np.prod(np.arange(1, effort + 1) / size))
    return np.asarray((1.0 - scale * series[..., -1]).sum(axis=-1))


def _all(series: Floats) -> Floats:
    product: Floats = series[0]
    for row in series[1:]:
        product = _times(product, row)
    return product


def _exact(series: Floats) -> Floats:
    """Return the Shapley values over all coalitions; bit i of a coalition's number is pilot i."""
    n_pilots = len(series)
    products = np.zeros((1, *series.shape[1:]))
    products[..., 0] = 1.0
    for row in series:
        products = np.concatenate([products, _times(products, row)])
    numbers = np.arange(2**n_pilots)
    size = np.array([number.bit_count() for number in numbers.tolist()])
    value = np.zeros(2**n_pilots)
    for members in range(1, n_pilots + 1):
        value[size == members] = _value(products[size == members], members)
    # |Q|! (N - |Q| - 1)! / N! for the coalition Q that pilot i joins.
    weight = np.array([1.0 / (n_pilots * _choose(n_pilots - 1, members)) for members in range(n_pilots)])
    result = np.zeros(n_pilots)
    for pilot in range(n_pilots):
        without = numbers[(numbers >> pilot) & 1 == 0]
        result[pilot] = (weight[size[without]] * (value[without + 2**pilot] - value[without])).sum()
    return result


def _choose(n: int, k: int) -> float:
    return float(np.prod(np.arange(n - k + 1, n + 1) / np.arange(1, k + 1)))


def _sampled(series: Floats, *, seed: int, n_orders: int) -> Floats:
    """Return the mean gain of each pilot over random orders of joining."""
    n_pilots = len(series)
    orders = np.random.default_rng(seed).permuted(np.tile(np.arange(n_pilots), (n_orders, 1)), axis=1)
    products = np.zeros((n_orders, *series.shape[1:]))
    products[..., 0] = 1.0
    before = np.zeros(n_orders)
    result = np.zeros(n_pilots)
    for place in range(n_pilots):
        products = _times(products, series[orders[:, place]])
        value = _value(products, place + 1)
        result += np.bincount(orders[:, place], weights=value - before, minlength=n_pilots)
        before = value
    return result / n_orders
