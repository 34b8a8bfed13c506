"""Contexts of one word: how far apart between pilots, whether by chance, and whether they draw closer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.measure.portraits.centroids import Floats, Numbers, summed_by, unbiased_gaps

LEAST: Final = 5
ORDERS: Final = 1_999
_PARTS: Final = 20
_TIE: Final = 1e-12


@dataclass(frozen=True)
class Said:
    """Contexts of one word, one a turn (n of them).

    Attributes
    ----------
    vectors, pilot, late
        Shapes (n, d), (n,), (n,): the vector, who says it, and whether in the second half of the meetings.
    texts, rows
        Shape (n,): text and segment of an example.
    """

    vectors: Floats
    pilot: Numbers
    late: NDArray[np.bool_]
    texts: list[str]
    rows: Numbers


def compare_contexts(said: Said, generator: np.random.Generator) -> dict[str, object]:
    """Return how far pilots' contexts of one word are apart, whether by chance, and early and late.

    Parameters
    ----------
    said
        Contexts, at least two a pilot.

    Returns
    -------
    dict
        The columns of `Usages.words` (textmine.measure.portraits.usages) that tell of one word.
    """
    gaps = context_gaps(said)
    n_pilots, n_turns = len(gaps), len(said.pilot)
    orders = np.tile(said.pilot, (ORDERS + 1, 1))
    orders[1:] = generator.permuted(orders[1:], axis=1)
    drawn = np.concatenate([_between(said.vectors, part) for part in np.array_split(orders, _PARTS)])
    p = (1 + int(np.sum(drawn[1:] >= drawn[0] - _TIE))) / (ORDERS + 1)
    told = {"n_pilots": n_pilots, "n_turns": n_turns, "gap": float(_mean_of_pairs(gaps)), "p": p}
    return {**told, **_over_time(said, generator)}


def _over_time(said: Said, generator: np.random.Generator) -> dict[str, float]:
    """Return the gap early and late over the pilots who say the word often enough in both."""
    n_pilots = int(said.pilot.max()) + 1
    halves = [np.bincount(said.pilot[said.late == half], minlength=n_pilots) for half in (False, True)]
    both = np.flatnonzero((halves[0] >= LEAST) & (halves[1] >= LEAST))
    if len(both) < 2:
        return dict.fromkeys(("early", "late", "closer", "p_closer"), float("nan"))
    places = [np.flatnonzero(said.pilot == one) for one in both]
    bounds = np.cumsum([0, *map(len, places)]).tolist()
    sides = list(map(slice, bounds[:-1], bounds[1:]))
    order = np.concatenate(places)
    late = np.tile(said.late[order], (ORDERS // 4 + 1, 1))
    for drawn in late[1:]:
        for side in sides:
            generator.shuffle(drawn[side])
    early_gap, late_gap = _halves(said.vectors[order], late.astype(np.float64), sides)
    closer = early_gap - late_gap
    p = (1 + int((np.abs(closer[1:]) >= abs(closer[0]) - _TIE).sum())) / len(closer)
    told = {"early": early_gap[0], "late": late_gap[0], "closer": closer[0], "p_closer": p}
    return {name: float(value) for name, value in told.items()}


def _halves(vectors: Floats, late: Floats, sides: list[slice]) -> tuple[Floats, Floats]:
    """Return the gap early and late, shape (b,) each: `late` is of shape (b, n), a slice of n a pilot."""
    squares = (vectors**2).sum(axis=1)
    sums = np.stack([late[:, side] @ vectors[side] for side in sides], axis=1)
    lengths = np.stack([late[:, side] @ squares[side] for side in sides], axis=1)
    size = np.array([int(late[0, side].sum()) for side in sides])
    whole = np.stack([vectors[side].sum(axis=0) for side in sides])
    rest = np.array([side.stop - side.start for side in sides]) - size
    early = np.array([squares[side].sum() for side in sides]) - lengths
    spread = _spread(vectors)
    found = (unbiased_gaps(whole - sums, early, rest), unbiased_gaps(sums, lengths, size))
    return _mean_of_pairs(found[0] / spread), _mean_of_pairs(found[1] / spread)


def _between(vectors: Floats, pilots: Numbers) -> Floats:
    """Return the squared distances between pilots' means, up to what no order, of shape (b, n), changes."""
    n_orders, n = pilots.shape
    size = np.bincount(pilots[0])
    size = size[size > 0]
    turns = np.argsort(pilots, axis=1, kind="stable").ravel()
    ends = (n * np.arange(n_orders)[:, None] + np.cumsum(size)).ravel()
    member = sparse.csr_array((np.ones(len(turns)), turns, np.concatenate([[0], ends])), shape=(len(ends), n))
    sums = member @ vectors
    lengths = np.einsum("pd,pd->p", sums, sums).reshape(n_orders, len(size))
    return np.asarray((lengths / size).sum(axis=1), dtype=np.float64)


def context_gaps(said: Said) -> Floats:
    """Return the unbiased squared distances of pilots, in order, over the spread of the contexts."""
    names, pilot = np.unique(said.pilot, return_inverse=True)
    squares = np.bincount(pilot, (said.vectors**2).sum(axis=1)).astype(np.float64)
    gaps = unbiased_gaps(summed_by(said.vectors, pilot, len(names)), squares, np.bincount(pilot))
    return np.asarray(gaps / _spread(said.vectors), dtype=np.float64)


def _spread(vectors: Floats) -> float:
    """Return the mean squared distance of contexts from their mean, nan where they are all the same."""
    spread = float((vectors**2).sum(axis=1).mean() - (vectors.mean(axis=0) ** 2).sum())
    return spread if spread > 0 else float("nan")


def _mean_of_pairs(gaps: Floats) -> Floats:
    """Return the mean over pairs of pilots, shape (...), from shape (..., n, n)."""
    return np.asarray(gaps[(..., *np.triu_indices(gaps.shape[-1], 1))].mean(axis=-1), dtype=np.float64)
