"""Topics that one pilot carries and no other: whose, how much of his talk, and whether by chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from textmine.measure.cells import Floats, Ints
from textmine.measure.complementarity.hill import spread
from textmine.measure.complementarity.profiles import Groups, adjusted, mean_over, others_mean, shares_of


def leaders(shares: Floats) -> Ints:
    """Return who carries most of each topic, shape (K,).

    Parameters
    ----------
    shares
        Shape (N, T, K): mean share of each topic in each cell, NaN where absent.

    Notes
    -----
    Most above the mean of the meeting, over the meetings where he was: a topic of a meeting that a pilot
    missed does not count against him.
    """
    excess = mean_over(shares - mean_over(shares, 0)[None], 1)
    return np.asarray(np.argmax(np.where(np.isfinite(excess), excess, -np.inf), axis=0), dtype=np.int64)


def sole_carriers(
    groups: Groups,
    pilots: tuple[str, ...],
    topics: tuple[str, ...],
    *,
    alpha: float,
    seed: int,
    n_permutations: int,
) -> pd.DataFrame:
    """Return one row a topic: see `Complementarity.topics`.

    Notes
    -----
    The leader of a topic is compared with each other pilot over the meetings where both were, and each
    comparison is tested by letting whole turns of the two change hands within these meetings. He is the sole
    carrier if he surpasses *every* other, so that the largest p counts (intersection-union test, Berger
    1982); it is doubled because the leader was chosen by the data. Adjusted for the number of topics by
    Benjamini and Hochberg.
    """
    shares = shares_of(groups)
    leader = leaders(shares)
    p = np.full(len(topics), np.nan)
    runner = np.full(len(topics), -1, dtype=np.int64)
    gap = np.full(len(topics), np.inf)
    for first in np.unique(leader).tolist():
        mine = np.flatnonzero(leader == first)
        for second in range(len(pilots)):
            draws = _pair_draws(groups, first, second, mine, seed=seed, n_permutations=n_permutations)
            if draws is None:
                continue
            one_sided = ((draws[1:] >= draws[0] - 1e-12).sum(axis=0) + 1.0) / len(draws)
            p[mine] = np.fmax(p[mine], np.minimum(1.0, 2.0 * one_sided))
            closer = draws[0] < gap[mine]
            gap[mine[closer]], runner[mine[closer]] = draws[0][closer], second
    p_adjusted = adjusted(p)
    share, low, high = _share_intervals(groups, shares, leader)
    columns = np.arange(len(topics))
    is_sole = np.nan_to_num(p_adjusted, nan=1.0) <= alpha
    return pd.DataFrame(
        {
            "topic": list(topics),
            "carrier": _named(pilots, np.where(is_sole, leader, -1)),
            "leader": _named(pilots, leader),
            "share": share,
            "low": low,
            "high": high,
            "others": mean_over(others_mean(shares), 1)[leader, columns],
            "runner_up": _named(pilots, runner),
            "gap": np.where(np.isfinite(gap), gap, np.nan),
            "p": p,
            "p_adjusted": p_adjusted,
        }
    )


def _named(pilots: tuple[str, ...], places: Ints) -> pd.Series[str]:
    """Return the names of pilots, None for -1."""
    return pd.Series([pilots[place] if place >= 0 else None for place in places.tolist()], dtype="object")


def _pair_draws(
    groups: Groups, first: int, second: int, topics: Ints, *, seed: int, n_permutations: int
) -> Floats | None:
    """Return the difference of two pilots, then that under relabelling, shape (B + 1, topics)."""
    if first == second:
        return None
    generator = np.random.default_rng([seed, first, second])
    differences: list[Floats] = []
    for t in range(groups.shape[1]):
        here = np.flatnonzero((groups.meeting == t) & np.isin(groups.pilot, (first, second)))
        mine = groups.pilot[here] == first
        if not 0 < mine.sum() < len(here):
            continue
        owner = np.tile(mine, (n_permutations + 1, 1))
        owner[1:] = generator.permuted(owner[1:], axis=1)
        weighed = owner * groups.weight[here]
        sums = groups.sums[np.ix_(here, topics)]
        own_weight = weighed.sum(axis=1, keepdims=True)
        rest_weight = groups.weight[here].sum() - own_weight
        own = owner.astype(np.float64) @ sums
        differences.append(own / own_weight - (sums.sum(axis=0) - own) / rest_weight)
    return np.mean(differences, axis=0) if differences else None


def _share_intervals(groups: Groups, shares: Floats, leader: Ints) -> tuple[Floats, Floats, Floats]:
    """Return the leader's mean share over his meetings and its 95 % delete-group jackknife interval."""
    share = mean_over(shares, 1)[leader, np.arange(len(leader))]
    variance = np.full(len(leader), np.nan)
    for pilot in np.unique(leader).tolist():
        mine, own = np.flatnonzero(leader == pilot), np.flatnonzero(groups.pilot == pilot)
        meeting = groups.meeting[own]
        total = np.bincount(meeting, weights=groups.weight[own], minlength=groups.shape[1])[meeting]
        mean = shares[pilot][meeting][:, mine]
        left = (mean * total[:, None] - groups.sums[np.ix_(own, mine)]) / (total - groups.weight[own])[
            :, None
        ]
        attended = len(np.unique(meeting))
        n_groups = np.bincount(meeting, minlength=groups.shape[1])
        variance[mine] = spread((left - mean) / attended, meeting, n_groups).sum(axis=0)
    half = stats.norm.ppf(0.975) * np.sqrt(variance)
    return share, share - half, share + half
