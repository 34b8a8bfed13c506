"""Uptake: what one pilot alone speaks of, in the next blocks of the others and at the next meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from textmine.measure.cells import Floats, Index, Ints
from textmine.measure.complementarity.arrow import Sides, time_arrow
from textmine.measure.complementarity.profiles import mean_over

# A topic is a pilot's own where he speaks of it twice as much as any other, and more than its even share.
OWN_RATIO: Final = 2.0
HORIZONS: Final = ("blocks", "meeting")


class Talk(NamedTuple):
    """What uptake is read from.

    `placed` tells the M blocks in which something can be compared and `blocks`, shape (M, K), their shares;
    `speech`, shape (M,), their rank in order of speech, or None where it is unknown. `shares`, shape
    (N, T, K), are those of cells, NaN where absent.
    """

    placed: Index
    blocks: Floats
    speech: Ints | None
    shares: Floats


def own_topics(shares: Floats) -> Ints:
    """Return whose own each topic is, shape (K,), -1 for nobody's.

    Parameters
    ----------
    shares
        Shape (N, K): shares of each pilot, NaN for absent.

    Examples
    --------
    >>> own_topics(np.array([[0.6, 0.4], [0.2, 0.4]]))
    array([ 0, -1])
    """
    values = np.where(np.isfinite(shares), shares, -np.inf)
    ranked = np.sort(values, axis=0)
    is_own = (ranked[-1] >= OWN_RATIO * ranked[-2]) & (ranked[-1] > 1.0 / shares.shape[1])
    is_own &= np.isfinite(ranked[-2])
    return np.where(is_own, np.argmax(values, axis=0), -1).astype(np.int64)


def uptake_table(
    talk: Talk,
    periods: Sequence[tuple[str, Ints]],
    *,
    window: int = 6,
    seed: int = 0,
    n_permutations: int = 999,
) -> pd.DataFrame:
    """Return one row a period and horizon: see `Complementarity.uptake`.

    Parameters
    ----------
    talk
        Blocks and cells.
    periods
        Name of each period and its meetings, places among T.
    window
        Blocks of the others that are heard on each side of a block, at most.

    Notes
    -----
    "blocks": event, a block whose strongest topic is its speaker's own in the period; heard, the mean share
    of that topic in the next blocks of the other pilots in the meeting (``rate``), against as many of their
    last ones before (``chance``); unit, a pilot in a meeting. "meeting": event, a topic that is a pilot's own
    at a meeting; heard, how much its share with the others changes up to the next meeting, against the same
    change read from the next meeting back, so that the return to the mean of a topic chosen because the
    others were silent on it is in both; ``rate`` is its share at the next meeting, ``chance`` what it would
    be if time ran backwards; unit, a topic. What a reply has in common with what went before (the item of the
    agenda) is on both sides and cancels; a topic that the agenda itself brings up more and more does not.
    """
    rows = []
    for name, meetings in periods:
        for horizon in HORIZONS:
            if horizon == "blocks":
                sides, rate = _next_blocks(talk, meetings, window)
            else:
                sides, rate = _next_meeting(talk.shares, meetings)
            found = time_arrow(sides, seed=seed, n_permutations=n_permutations)
            rows.append(
                {
                    "period": name,
                    "horizon": horizon,
                    "rate": rate,
                    "chance": rate - found.difference,
                    "difference": found.difference,
                    "low": found.low,
                    "high": found.high,
                    "p": found.p,
                    "n_events": found.n_events,
                    "n_units": found.n_units,
                }
            )
    return pd.DataFrame(rows)


def _next_blocks(talk: Talk, meetings: Ints, window: int) -> tuple[Sides, float]:
    n_pilots, n_meetings, n_topics = talk.shares.shape
    sums = np.zeros((4, n_pilots, n_meetings))
    chosen = talk.shares[:, meetings]
    carrier = own_topics(mean_over(chosen, 1)) if len(meetings) else np.full(n_topics, -1)
    for t in meetings.tolist() if talk.speech is not None else []:
        here = np.flatnonzero(talk.placed.meeting == t)
        here = here[np.argsort(talk.speech[here], kind="stable")] if talk.speech is not None else here
        pilot, shares = talk.placed.pilot[here], talk.blocks[here]
        strongest = shares.argmax(axis=1)
        for place in np.flatnonzero(carrier[strongest] == pilot).tolist():
            others = np.flatnonzero(pilot != pilot[place])
            middle = int(np.searchsorted(others, place))
            size = min(window, middle, len(others) - middle)
            if size < 1:
                continue
            topic = shares[:, strongest[place]]
            after, before = topic[others[middle : middle + size]], topic[others[middle - size : middle]]
            sums[:, pilot[place], t] += (after.mean(), 1.0, before.mean(), 1.0)
    sides = Sides(*sums.reshape(4, -1))
    return sides, _ratio(sides.after, sides.n_after)


def _next_meeting(shares: Floats, meetings: Ints) -> tuple[Sides, float]:
    """Return the changes of the others' shares after and before the own topics of each pilot, by topic."""
    n_topics = shares.shape[2]
    sums = np.zeros((4, n_topics))
    heard = np.zeros((2, n_topics))
    chosen = set(meetings.tolist())
    for t in sorted(chosen):
        carrier = own_topics(shares[:, t])
        for side, other in ((0, t + 1), (2, t - 1)):
            if not 0 <= other < shares.shape[1]:
                continue
            both = np.isfinite(shares[:, t, 0]) & np.isfinite(shares[:, other, 0])
            for topic in np.flatnonzero(carrier >= 0).tolist():
                listening = both.copy()
                listening[carrier[topic]] = False
                if listening.any():
                    now, then = shares[listening, t, topic], shares[listening, other, topic]
                    sums[side : side + 2, topic] += (float((then - now).mean()), 1.0)
                    if side == 0:
                        heard[:, topic] += (float(then.mean()), 1.0)
    return Sides(*sums), _ratio(heard[0], heard[1])


def _ratio(total: Floats, count: Floats) -> float:
    return float(total.sum() / count.sum()) if count.sum() > 0 else float("nan")
