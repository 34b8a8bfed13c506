"""What the measures give: tidy tables, an estimate with its interval, its null, and a verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from textmine.display import Shown
from textmine.recipe import Recipe

Verdict = Literal["convergence", "divergence", "no meaningful change", "inconclusive"]
Interval = tuple[float, float]


@dataclass(frozen=True)
class Convergence(Shown):
    """Distance between pilots over meetings, its trend, and what can be said of it.

    Attributes
    ----------
    table
        One row a meeting, in order: ``meeting``, ``order``, ``date``, ``distance`` (mean `dist_u` over
        pairs, pair effects removed where attendance varies; squared distance of unit vectors, 0 when the
        pilots speak alike, may be negative), ``low`` and ``high`` (95 % delete-group jackknife interval),
        ``weight`` (precision, sums to 1), ``fit`` (weighted trend line), ``null_low`` and ``null_high``
        (central 95 % of the trend lines of permuted meetings), ``n_pilots``, ``n_pairs``, ``n_blocks``.
    pairs
        One row a pair and meeting: ``a``, ``b``, ``meeting``, ``order``, ``distance`` (NaN if absent).
    cells
        One row a pilot and meeting: ``pilot``, ``meeting``, ``order``, ``n_blocks``, ``n_groups``,
        ``distance`` (mean `dist_u` to the others present; NaN if absent).
    strata
        One row a stratum: ``stratum``, ``weight``, ``n_blocks``, ``n_compared``, ``n_meetings``,
        ``distance``; empty without strata.
    pair_trends, pilot_trends
        One row a pair, or a pilot against the others: who came closer to whom, see
        `textmine.measure.closeness.pair_trends`. Descriptive: the declared test is the one above all pairs.
    sensitivity
        What the p-value would be if neighbouring meetings resembled each other: ``rho``, ``n_effective``,
        ``p``, ``holds``.
    relative_slope, relative_slope_interval
        Change a meeting as a share of the weighted mean distance; 95 % jackknife over meetings.
    relative_slope_block_interval
        The same given these meetings: only the blocks of talk are a sample (delete-group jackknife).
    share_lost, share_lost_interval
        Share of the initial distance lost from first to last meeting (negative: grown); 90 % interval, the
        one that the equivalence test (TOST) reads.
    p_convergence, p_divergence, p_two_sided
        Precision-weighted permutation of the order of meetings.
    n_permutations, is_exact
        Orders tried; whether they are all orders.
    smallest_p
        The smallest one-sided p-value that this number of meetings can give.
    verdict
        One of four words.
    reasons
        Pairs (key of the section ``measure`` of the catalogue, facts): why this verdict, what limits it.
    n_blocks
        Number of blocks that all distances rest on.
    settings
        between, over, strata, alpha, equivalence margin, seed, kind of the features.
    """

    table: pd.DataFrame
    pairs: pd.DataFrame
    cells: pd.DataFrame
    strata: pd.DataFrame
    pair_trends: pd.DataFrame
    pilot_trends: pd.DataFrame
    sensitivity: pd.DataFrame
    relative_slope: float
    relative_slope_interval: Interval
    relative_slope_block_interval: Interval
    share_lost: float
    share_lost_interval: Interval
    p_convergence: float
    p_divergence: float
    p_two_sided: float
    n_permutations: int
    is_exact: bool
    smallest_p: float
    verdict: Verdict
    reasons: tuple[tuple[str, Mapping[str, object]], ...]
    n_blocks: int
    settings: Mapping[str, object]
    recipe: Recipe = field(default_factory=Recipe)

    @property
    def is_told(self) -> bool:
        """Whether there was anything to compare: at least two meetings with two pilots."""
        return len(self.table) > 0

    def frame(self) -> pd.DataFrame:
        """Return a fresh table of the distance at each meeting."""
        return self.table.copy()

    def __repr__(self) -> str:
        if not self.is_told:
            return "Convergence(inconclusive: fewer than two meetings in which two pilots can be compared)"
        low, high = self.relative_slope_interval
        interval = f"[{low:+.3f}, {high:+.3f}]" if math.isfinite(low) else "(no interval)"
        return (
            f"Convergence({self.verdict}: relative slope {self.relative_slope:+.3f} a meeting "
            f"{interval}, p = {self.p_convergence:.4f}, {len(self.table)} meetings, {self.n_blocks} blocks)"
        )
