"""Counts of phrases taken up from one meeting to the next, in any order of the meetings."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textmine.measure.cells import Floats, Ints

Truths = NDArray[np.bool_]
_BINS: Final = 3


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
