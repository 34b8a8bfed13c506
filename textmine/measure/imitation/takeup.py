"""Counts of phrases taken up from one meeting to the next, in any order of the meetings."""

from __future__ import annotations

from itertools import permutations
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textmine.measure.cells import Floats, Ints

Truths = NDArray[np.bool_]
Singles = NDArray[np.float32]
_BINS: Final = 3
_AT_ONCE: Final = 64


class Knowledge(NamedTuple):
    """Who used which phrase at which meeting (N pilots, T meetings, W phrases of at least two pilots).

    Attributes
    ----------
    used
        Shape (T, W, N): the pilot used the phrase at the meeting.
    known
        Shape (T, W, N): the same, or in an interview between this meeting and the next.
    prior
        Shape (W, N): in an interview before the first meeting.
    hosted
        Shape (T, W): interviewer or facilitator used it at the meeting.
    stratum
        Shape (T, W): class of like frequency: by number of users and of uses at the meeting, and by length.
    single
        Shape (T, F, N): number of phrases of each stratum, used at the meeting, that only this pilot ever
        uses: they are never taken up, and count as such.
    present
        Shape (T, N).
    rows
        Of each meeting, the phrases used at it, in order of stratum.
    """

    used: Truths
    known: Truths
    prior: Truths
    hosted: Truths
    stratum: Ints
    single: Floats
    present: Truths
    rows: tuple[Ints, ...]


class Tally(NamedTuple):
    """Sums over steps and strata, shape (N, N) each, row follows column.

    ``adopted`` a, ``heard`` a + b, ``expected`` under independence, ``concordant`` sum of a d / n,
    ``discordant`` sum of b c / n, and the three terms of the variance of Robins, Breslow and Greenland.
    """

    adopted: Floats
    heard: Floats
    expected: Floats
    concordant: Floats
    discordant: Floats
    first: Floats
    mixed: Floats
    second: Floats

    @property
    def excess(self) -> Floats:
        """Adopted more than expected, shape (N, N)."""
        return np.asarray(self.adopted - self.expected)

    @property
    def log_odds(self) -> Floats:
        """Mantel-Haenszel log odds ratio, shape (N, N), NaN where a sum is 0."""
        told = (self.concordant > 0) & (self.discordant > 0)
        ratio = np.where(told, self.concordant, 1.0) / np.where(told, self.discordant, 1.0)
        return np.where(told, np.log(ratio), np.nan)

    @property
    def error(self) -> Floats:
        """Standard error of `log_odds`, shape (N, N)."""
        told = (self.concordant > 0) & (self.discordant > 0)
        r, s = np.where(told, self.concordant, 1.0), np.where(told, self.discordant, 1.0)
        variance = self.first / (2 * r**2) + self.mixed / (2 * r * s) + self.second / (2 * s**2)
        return np.where(told, np.sqrt(np.maximum(variance, 0.0)), np.nan)


def frequency_strata(n_users: Ints, n_uses: Ints, n_lemmas: Ints) -> Ints:
    """Return the stratum of phrases: 1, 2, 3 or more users; 1, 2-3, 4 or more uses; and number of lemmas.

    Examples
    --------
    >>> frequency_strata(np.array([1, 2]), np.array([1, 5]), np.array([1, 2])).tolist()
    [0, 14]
    """
    users = np.clip(n_users, 1, _BINS) - 1
    uses = np.clip(np.floor(np.log2(np.maximum(n_uses, 1))), 0, _BINS - 1).astype(np.int64)
    return np.asarray(((n_lemmas - 1) * _BINS + users) * _BINS + uses, dtype=np.int64)


def tally(knowledge: Knowledge, order: Ints) -> Tally:
    """Count what is taken up when the meetings stand in `order`, shape (T,).

    Notes
    -----
    For each step from a meeting to the next and each stratum, over the phrases used at the first: at risk is
    a pilot i present at both who never used the phrase; he is exposed to j if j used it at the first, else a
    control (others used it); he adopts it if he uses it at the second.
    """
    n_pilots = knowledge.prior.shape[1]
    sums = np.zeros((8, n_pilots, n_pilots))
    before = knowledge.prior.copy()
    for now, following in zip(order[:-1].tolist(), order[1:].tolist(), strict=True):
        before |= knowledge.known[now]
        _step(knowledge, now, following, before, sums)
    return Tally(*sums)


def _step(knowledge: Knowledge, now: int, following: int, before: Truths, sums: Floats) -> None:
    """Add the counts of one step to the sums, shape (8, N, N)."""
    rows = knowledge.rows[now]
    rows = rows[~knowledge.hosted[now][rows] & ~knowledge.hosted[following][rows]]
    pilots = np.flatnonzero(knowledge.present[now])
    here = knowledge.present[following][pilots]
    cells = np.ix_(rows, pilots)
    risk = (~before[cells] & here).astype(np.float64)
    source = knowledge.used[now][cells].astype(np.float64)
    adopts = risk * knowledge.used[following][cells]
    strata, starts = np.unique(knowledge.stratum[now][rows], return_index=True)
    parts = dict(zip(strata.tolist(), map(slice, starts, np.append(starts[1:], len(rows))), strict=True))
    single = knowledge.single[now][:, pilots]
    alone = here[:, None] * (1.0 - np.eye(len(pilots)))
    total = np.zeros((8, len(pilots), len(pilots)))
    for stratum in sorted(set(parts) | set(np.flatnonzero(single.any(axis=1)).tolist())):
        part = parts.get(stratum, slice(0, 0))
        others = alone * single[stratum]
        heard = risk[part].T @ source[part] + others
        risks = risk[part].sum(axis=0)[:, None] + others.sum(axis=1, keepdims=True)
        total += _mantel_haenszel(
            adopts[part].T @ source[part], heard, adopts[part].sum(axis=0)[:, None], risks
        )
    sums[:, pilots[:, None], pilots] += total


def _mantel_haenszel(a: Floats, heard: Floats, takes: Floats, risks: Floats) -> Floats:
    """Return the eight terms of `Tally` in one stratum: from shapes (n, n), (n, n), (n, 1), (n, 1)."""
    n = np.where(risks > 0, risks, 1.0)
    b, c = heard - a, takes - a
    d = risks - heard - c
    r, s = a * d / n, b * c / n
    agree, differ = (a + d) / n, (b + c) / n
    expected = heard * takes / n
    return np.stack([a, heard, expected, r, s, agree * r, agree * s + differ * r, differ * s])


def excesses(knowledge: Knowledge, orders: Ints) -> Floats:
    """Return `Tally.excess` of `tally` for many orders, shape (B, T) each all meetings, as shape (B, N, N).

    Notes
    -----
    What a step gives depends on its two meetings and on which meetings came before, whatever their order, so
    that it is counted once for all orders that share these.
    """
    n_meetings, n_pilots = knowledge.present.shape
    place = np.argsort(orders, axis=1)
    result = np.zeros((len(orders), n_pilots, n_pilots))
    for now, following in permutations(range(n_meetings), 2):
        chosen = np.flatnonzero(place[:, following] == place[:, now] + 1)
        past = np.packbits(place[chosen] <= place[chosen, now][:, None], axis=1)
        pasts, which = np.unique(past, axis=0, return_inverse=True)
        parts = [pasts[first : first + _AT_ONCE] for first in range(0, len(pasts), _AT_ONCE)]
        if parts:
            found = np.concatenate([_step_excess(knowledge, now, following, part) for part in parts])
            result[chosen] += found[which]
    return result


def _step_excess(knowledge: Knowledge, now: int, following: int, pasts: NDArray[np.uint8]) -> Floats:
    """Return the excess of one step, shape (U, N, N), for each past: bits of meetings, shape (U, T / 8)."""
    rows = knowledge.rows[now]
    rows = rows[~knowledge.hosted[now][rows] & ~knowledge.hosted[following][rows]]
    leaders = np.flatnonzero(knowledge.present[now])
    followers = np.flatnonzero(knowledge.present[now] & knowledge.present[following])
    size = (len(pasts), len(followers))
    risk = _at_risk(knowledge, rows, followers, pasts).reshape(size[0] * size[1], len(rows))
    takes = knowledge.used[following][rows][:, followers].T
    single = knowledge.single[now][:, leaders]
    others = single[:, None, :] * (followers[:, None] != leaders)
    source = np.ones((len(rows), len(leaders) + 1), dtype=np.float32)
    source[:, :-1] = knowledge.used[now][rows][:, leaders]
    stratum_of = knowledge.stratum[now][rows]
    total = np.zeros((*size, len(leaders)))
    for stratum in np.unique(stratum_of).tolist():
        low, high = np.searchsorted(stratum_of, [stratum, stratum + 1])
        # where nobody takes anything up, nothing is expected either
        taken = low + np.flatnonzero(takes[:, low:high].any(axis=0))
        if not len(taken):
            continue
        adopted = (risk[:, taken] * np.tile(takes[:, taken], (size[0], 1))) @ source[taken]
        heard = (risk[:, low:high] @ source[low:high]).reshape(*size, -1).astype(np.float64)
        heard[..., :-1] += others[stratum]
        heard[..., -1] += others[stratum].sum(axis=1)
        adopted = adopted.reshape(*size, -1).astype(np.float64)
        ratio = adopted[..., -1:] / np.maximum(heard[..., -1:], 1.0)
        total += adopted[..., :-1] - heard[..., :-1] * ratio
    result = np.zeros((len(pasts), *(2 * [knowledge.prior.shape[1]])))
    result[:, followers[:, None], leaders] = total
    return result


def _at_risk(knowledge: Knowledge, rows: Ints, pilots: Ints, pasts: NDArray[np.uint8]) -> Singles:
    """Return 1 where the pilot never used the phrase in the past, else 0, shape (U, pilots, rows)."""
    known = np.packbits(knowledge.known[:, rows[:, None], pilots], axis=0).transpose(0, 2, 1)
    before = np.broadcast_to(knowledge.prior[rows[:, None], pilots].T, (len(pasts), len(pilots), len(rows)))
    for of_known, of_past in zip(known, pasts.T, strict=True):
        before = before | ((of_known & of_past[:, None, None]) != 0)
    return (~before).astype(np.float32)
