"""The best cuts of a chain of units: exact, hierarchical, and how far they come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAST_WORDS: Final = 150
MOST_WORDS: Final = 100_000
DRAWS: Final = 20
_KEPT: Final = 0.8
_NEAR_WORDS: Final = 100
_PASSING: Final = 0.01
_AT_ONCE: Final = 32


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

    def part(self, low: int, high: int) -> Chain:
        """Return the units low to high−1."""
        kept = slice(low, high)
        return Chain(self.vectors[kept], self.words[kept], self.forced[kept], self.likely[kept])


def best_cuts(chain: Chain, n_sections: int) -> NDArray[np.int64]:
    """Return where sections begin, the first left out, so that their spread is least.

    The sum over sections of ``Σ w‖x − mean‖²`` less what likely beginnings are worth, least over all cuts
    into `n_sections` (dynamic programming: Fisher 1958), none of them of fewer than 150 words unless forced
    beginnings make it so. Fewer sections where there is no room for so many, more where more are forced.

    More than 100,000 words (ten hours of talk) are first cut in two, in their middle third, where the spread
    of the two is least, and so on: time and memory then grow with the words, not with their square.

    Examples
    --------
    >>> vectors = np.repeat([[1.0, 0.0], [0.0, 1.0]], [3, 5], axis=0)
    >>> none = np.zeros(8, dtype=bool)
    >>> best_cuts(Chain(vectors, np.full(8, 100.0), none, none), 2).tolist()
    [3]
    """
    if min(n_sections, len(chain.words)) > 1 and chain.words.sum() > MOST_WORDS:
        return _cut_in_two(chain, n_sections)
    sums = _sums(chain)
    wanted = max(n_sections, 1 + int(chain.forced[1:].sum()))
    worth = np.where(chain.likely, _PASSING * sums.total, 0.0)
    worth[0] = 0.0
    best, back = _least(sums, chain.forced, worth, wanted)
    end = len(chain.words)
    found = max(k for k in range(wanted + 1) if np.isfinite(best[k, end]))
    cuts = []
    for k in range(found, 0, -1):
        end = int(back[k, end])
        cuts.append(end)
    return np.array(sorted(cuts)[1:], dtype=np.int64)


def _cut_in_two(chain: Chain, n_sections: int) -> NDArray[np.int64]:
    """Return the cuts of a long chain: one in its middle, and those of either part, by its share of words."""
    middle = _middle(chain)
    left = float(chain.words[:middle].sum() / chain.words.sum())
    n_left = int(np.clip(round(n_sections * left), 1, n_sections - 1))
    before = best_cuts(chain.part(0, middle), n_left)
    after = best_cuts(chain.part(middle, len(chain.words)), n_sections - n_left)
    return np.concatenate([before, [middle], middle + after]).astype(np.int64)


def _middle(chain: Chain) -> int:
    """Return the cut of the middle third that leaves least spread on both of its sides."""
    sums = np.cumsum(chain.vectors * chain.words[:, None], axis=0)
    words = np.cumsum(chain.words)
    total = float(words[-1])
    low, high = np.searchsorted(words, [total / 3, 2 * total / 3])
    # a unit may hold most of the words: neither side is ever left without one
    first_cut = min(max(int(low), 1), len(words) - 1)
    cuts = np.arange(first_cut, min(max(int(high), first_cut + 1), len(words)))
    first, rest = sums[cuts - 1], sums[-1] - sums[cuts - 1]
    held = (first**2).sum(axis=1) / words[cuts - 1] + (rest**2).sum(axis=1) / (total - words[cuts - 1])
    return int(cuts[held.argmax()])


def cut_ranks(chain: Chain, cuts: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
    """Return the rank of each cut, 1 the deepest, and the share of the spread that it takes away.

    Neighbouring sections are merged one pair after the other, each time the pair that adds least spread
    (Ward's criterion); the cut that is merged last is the deepest. Forced ones go last.
    """
    # of the sums over first units, those up to the cuts are enough
    sums = _sums(chain, at=np.array([0, *cuts, len(chain.words)], dtype=np.int64))
    forced = np.concatenate([[False], chain.forced[cuts]])
    left, rank, gain = list(range(1, len(cuts) + 1)), np.zeros(len(cuts), dtype=np.int64), np.zeros(len(cuts))
    while left:
        bounds = [0, *left, len(cuts) + 1]
        added = np.array(
            [
                sums.spread(low, high) - sums.spread(low, cut) - sums.spread(cut, high)
                for low, cut, high in zip(bounds, left, bounds[2:], strict=False)
            ]
        )
        held = added + np.where(forced[left], np.inf if not forced[left].all() else 0.0, 0.0)
        weakest = int(held.argmin())
        cut = left.pop(weakest)
        rank[cut - 1] = len(left) + 1
        gain[cut - 1] = added[weakest] / sums.total if sums.total > 0 else 0.0
    return rank, gain


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


@dataclass(frozen=True)
class _Sums:
    """Sums over the first units of a chain, from which the spread of any section follows.

    Attributes
    ----------
    words, squares, own
        Shape (n + 1,): of ``w``, of ``w‖x‖²``, and ``‖Σ w·x‖²``.
    inner
        Shape (n + 1, n + 1): inner products of the sums of ``w·x``.
    """

    words: Floats
    squares: Floats
    own: Floats
    inner: Floats

    @property
    def total(self) -> float:
        """Spread of all units."""
        return self.spread(0, len(self.words) - 1)

    def spread(self, low: int, high: int) -> float:
        """Return the spread of units low to high−1."""
        mean = (self.own[high] + self.own[low] - 2 * self.inner[low, high]) / (
            self.words[high] - self.words[low]
        )
        return float(max((self.squares[high] - self.squares[low]) - mean, 0.0))

    def spreads(self, low: int, high: int, forced: NDArray[np.bool_]) -> Floats:
        """Return the spread of units i to j−1 at [j − low, i], j from low to high−1, i below high − 1.

        It is inf where they are no section: none begins after it ends, holds a forced beginning after its
        own, or is of fewer than 150 words unless it is forced at both ends.
        """
        ends, starts = slice(low, high), slice(0, high - 1)
        size = self.words[ends, None] - self.words[None, starts]
        mean = self.inner[ends, starts] * -2.0
        mean += self.own[ends, None] + self.own[None, starts]
        with np.errstate(divide="ignore", invalid="ignore"):
            mean /= size
        spread = self.squares[ends, None] - self.squares[None, starts]
        spread -= mean
        np.maximum(spread, 0.0, out=spread)
        short = size < LEAST_WORDS
        short &= ~(forced[ends, None] & forced[None, starts])
        np.putmask(spread, short, np.inf)
        begun = np.maximum.accumulate(np.where(forced[: high - 1], np.arange(high - 1), 0))
        for row, end in enumerate(range(low, high)):
            spread[row, end:] = np.inf
            spread[row, : begun[end - 1]] = np.inf
        return spread


def _sums(chain: Chain, *, at: NDArray[np.int64] | None = None) -> _Sums:
    """Return the sums over the first units, of all numbers of them or of those in `at`."""
    weighted = chain.vectors * chain.words[:, None]
    sums = np.vstack([np.zeros(chain.vectors.shape[1]), np.cumsum(weighted, axis=0)])
    squares = np.concatenate([[0.0], np.cumsum((weighted * chain.vectors).sum(axis=1))])
    words = np.concatenate([[0.0], np.cumsum(chain.words)])
    if at is not None:
        sums, squares, words = sums[at], squares[at], words[at]
    inner = sums @ sums.T
    return _Sums(words, squares, np.diag(inner), inner)


def _least(
    sums: _Sums, forced: NDArray[np.bool_], worth: Floats, wanted: int
) -> tuple[Floats, NDArray[np.int64]]:
    """Return the least spread of the first j units in k sections at [k, j], and where the last one begins.

    Ends are taken some at a time, with every k: their spreads then stay in the processor's cache. With
    `wanted` sections only the last ends are found.
    """
    n_units = len(worth)
    ends_forced = np.concatenate([[True], forced[1:], [True]])
    best = np.full((wanted + 1, n_units + 1), np.inf)
    back = np.zeros((wanted + 1, n_units + 1), dtype=np.int64)
    best[0, 0] = 0.0
    room = np.empty((_AT_ONCE, n_units))
    for low in range(1, n_units + 1, _AT_ONCE):
        high = min(low + _AT_ONCE, n_units + 1)
        spread = sums.spreads(low, high, ends_forced)
        best[1, low:high] = spread[:, 0]
        rows = np.arange(high - low)
        for k in range(2, wanted + 1 if high > n_units else wanted):
            total = np.add(
                spread, best[k - 1, : high - 1] - worth[: high - 1], out=room[: high - low, : high - 1]
            )
            starts = total.argmin(axis=1)
            back[k, low:high] = starts
            best[k, low:high] = total[rows, starts]
    return best, back
