"""How far each pilot's topics are from those of all: d' between chance and the largest possible."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from textmine.measure.cells import Floats
from textmine.measure.complementarity.profiles import Groups, mean_over, relabelled, shares_of


class Specialisation(NamedTuple):
    """d' and one-sided p of each pilot, shape (N,)."""

    degree: Floats
    p: Floats


def specialise(groups: Groups, *, seed: int = 0, n_permutations: int = 999) -> Specialisation:
    """Measure how specialised each pilot is in topics.

    Parameters
    ----------
    groups
        Turns that may change hands within their meeting: see `groups_of`.

    Returns
    -------
    Specialisation
        ``d' = (d - chance) / (most - chance)``: 1 for a pilot whose topics nobody else touches, about 0 for
        one who speaks of what any pilot would in his meetings, negative below. p: share of relabellings with
        d as large.

    Notes
    -----
    After Blüthgen et al. 2006 (BMC Ecology 6:9): d is the Kullback-Leibler divergence of the pilot's shares
    from those of all pilots in the meetings where he was, pilots weighing alike. It is largest when no other
    touches his topics: all have then 1/n of his shares. Theirs has the least possible d at 0; here it is the
    mean of d when whole turns change hands at random within meetings (their null, Patefield's, for blocks in
    place of visits), as d of a short sample is never 0.

    Examples
    --------
    >>> pilot = np.tile([0, 1], 20)
    >>> sums = np.eye(2)[pilot]
    >>> groups = Groups(sums, np.ones(40), pilot, np.zeros(40, dtype=int), (2, 1))
    >>> specialise(groups, n_permutations=99).degree
    array([1., 1.])
    """
    found, most = _divergence(shares_of(groups))
    null = np.zeros((n_permutations, len(found)))
    for place, pilot in enumerate(relabelled(groups, seed=seed, n_permutations=n_permutations)):
        null[place] = _divergence(shares_of(groups, pilot))[0]
    chance = mean_over(null, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        degree = (found - chance) / np.where(most > chance, most - chance, np.nan)
    p = ((null >= found - 1e-12).sum(axis=0) + 1.0) / (n_permutations + 1.0)
    return Specialisation(degree, np.where(np.isfinite(found), p, np.nan))


def _divergence(shares: Floats) -> tuple[Floats, Floats]:
    """Return d of each pilot and the largest it could be with his own talk as it is, shape (N,)."""
    seen = np.isfinite(shares[:, :, 0])
    count = seen.sum(axis=0)
    own = mean_over(shares, 1)
    meeting = mean_over(shares, 0)
    where = seen[:, :, None]
    group = mean_over(np.where(where, meeting[None], np.nan), 1)
    alone = mean_over(shares / np.maximum(count, 1)[None, :, None], 1)
    ratio = np.divide(own, group, out=np.ones_like(own), where=(own > 0))
    limit = np.divide(own, alone, out=np.ones_like(own), where=(own > 0))
    told = np.nan_to_num(own)
    absent = ~seen.any(axis=1)
    found = (told * np.log(ratio)).sum(axis=1)
    most = (told * np.log(limit)).sum(axis=1)
    return np.where(absent, np.nan, found), np.where(absent, np.nan, most)
