"""The best cuts of a chain of units: exact, hierarchical, and how far they come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAST_WORDS: Final = 150
DRAWS: Final = 20
_KEPT: Final = 0.8
_NEAR_WORDS: Final = 100
_PASSING: Final = 0.01


@dataclass(frozen=True)
class Chain:
    """Units to cut.

    Attributes
    ----------
    vectors
        Shape (n, d).
    words
        Shape (n,): their weights.
    forced
        Shape (n,): whether a section must begin with the unit.
    likely
        Shape (n,): whether one likely does: worth one hundredth of the whole spread.
    """

    vectors: Floats
    words: Floats
    forced: NDArray[np.bool_]
    likely: NDArray[np.bool_]


def best_cuts(chain: Chain, n_sections: int) -> NDArray[np.int64]:
    """Return where sections begin, the first left out, so that their spread is least.

    The sum over sections of ``Σ w‖x − mean‖²`` less what likely beginnings are worth, least over all cuts
    into `n_sections` (dynamic programming: Fisher 1958), none of them of fewer than 150 words unless forced
    beginnings make it so. Fewer sections where there is no room for so many, more where more are forced.

    Examples
    --------
    >>> vectors = np.repeat([[1.0, 0.0], [0.0, 1.0]], [3, 5], axis=0)
    >>> none = np.zeros(8, dtype=bool)
    >>> best_cuts(Chain(vectors, np.full(8, 100.0), none, none), 2).tolist()
    [3]
    """
    spread = _spread(chain)
    wanted = max(n_sections, 1 + int(chain.forced[1:].sum()))
    worth = np.where(chain.likely, _PASSING * _total(chain), 0.0)
    worth[0] = 0.0
    n_units = len(chain.words)
    best = np.full((wanted + 1, n_units + 1), np.inf)
    back = np.zeros((wanted + 1, n_units + 1), dtype=np.int64)
    best[0, 0] = 0.0
    for k in range(1, wanted + 1):
        total = (best[k - 1, :n_units] - worth)[:, None] + spread[:n_units]
        back[k] = total.argmin(axis=0)
        best[k] = total.min(axis=0)
    found = max(k for k in range(wanted + 1) if np.isfinite(best[k, n_units]))
    cuts, end = [], n_units
    for k in range(found, 0, -1):
        end = int(back[k, end])
        cuts.append(end)
    return np.array(sorted(cuts)[1:], dtype=np.int64)


def cut_ranks(chain: Chain, cuts: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
    """Return the rank of each cut, 1 the deepest, and the share of the spread that it takes away.

    Neighbouring sections are merged one pair after the other, each time the pair that adds least spread
    (Ward's criterion); the cut that is merged last is the deepest. Forced ones go last.
    """
    spread, total = _spread(chain, free=True), _total(chain)
    left, rank, gain = [int(cut) for cut in cuts], {}, {}
    while left:
        bounds = [0, *left, len(chain.words)]
        added = np.array(
            [
                spread[low, high] - spread[low, cut] - spread[cut, high]
                for low, cut, high in zip(bounds, left, bounds[2:], strict=False)
            ]
        )
        held = added + np.where(chain.forced[left], np.inf if not chain.forced[left].all() else 0.0, 0.0)
        weakest = int(held.argmin())
        cut = left.pop(weakest)
        rank[cut], gain[cut] = len(left) + 1, added[weakest] / total if total > 0 else 0.0
    return np.array([rank[int(c)] for c in cuts], dtype=np.int64), np.array([gain[int(c)] for c in cuts])


def steadiness(chain: Chain, cuts: NDArray[np.int64], *, seed: int, draws: int = DRAWS) -> Floats:
    """Return in which share of draws without a fifth of the units each cut comes back, within 100 words."""
    generator = np.random.default_rng(seed)
    places = np.concatenate([[0.0], np.cumsum(chain.words)[:-1]])
    found = np.zeros(len(cuts))
    for _ in range(draws):
        kept = generator.random(len(chain.words)) < _KEPT
        drawn = Chain(chain.vectors, np.where(kept, chain.words, 1e-9), chain.forced, chain.likely)
        again = places[best_cuts(drawn, len(cuts) + 1)]
        if len(again):
            found += np.abs(places[cuts][:, None] - again[None, :]).min(axis=1, initial=np.inf) <= _NEAR_WORDS
    return np.asarray(found / max(draws, 1), dtype=np.float64)


def _total(chain: Chain) -> float:
    return float(_spread(chain, free=True)[0, -1])


def _spread(chain: Chain, *, free: bool = False) -> Floats:
    """Return the spread of units i to j−1 at [i, j], shape (n + 1, n + 1); inf where they are no section."""
    weighted = chain.vectors * chain.words[:, None]
    sums = np.vstack([np.zeros(chain.vectors.shape[1]), np.cumsum(weighted, axis=0)])
    squares = np.concatenate([[0.0], np.cumsum((weighted * chain.vectors).sum(axis=1))])
    words = np.concatenate([[0.0], np.cumsum(chain.words)])
    size = words[None, :] - words[:, None]
    inner = sums @ sums.T
    own = np.diag(inner)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (own[None, :] + own[:, None] - 2 * inner) / size
    spread: Floats = np.maximum((squares[None, :] - squares[:, None]) - mean, 0.0)
    spread[np.tril_indices(len(words))] = np.inf
    if free:
        return spread
    forced = np.concatenate([chain.forced, [True]])
    forced[0] = True
    passed = np.cumsum(forced)
    # a section holds no forced beginning after its own: those among i+1 … j−1
    inside = passed[np.maximum(np.arange(len(words)) - 1, 0)][None, :] - passed[:, None]
    spread[inside > 0] = np.inf
    bounded = forced[:, None] & forced[None, :]
    spread[(size < LEAST_WORDS) & ~bounded] = np.inf
    return spread
