"""What is found about complementarity: who brings what, whether it is taken up, and a verdict a period."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from textmine.display import Shown
from textmine.recipe import Recipe

Verdict = Literal["complementarity", "juxtaposition", "normalisation", "cannot be told"]
Reasons = tuple[tuple[str, Mapping[str, object]], ...]
Interval = tuple[float, float]


@dataclass(frozen=True)
class Complementarity(Shown):
    """How different the pilots' topics are, what each brings, and whether the others take it up.

    Attributes
    ----------
    table
        One row a meeting, in order: ``meeting``, ``order``, ``date`` (where known), ``alpha`` (effective
        topics of a pilot), ``beta`` (effective pilots, 1 to ``n_pilots`` in expectation) and ``gamma``
        (effective topics of all) among those present; ``complementarity`` (0 where all speak alike, 1 where
        no topic is shared; at the number of pilots of the corpus, levels of absent pilots and pairs filled
        by least squares, may be negative), ``low`` and ``high`` (95 %, delete-group jackknife), ``weight``
        (precision, sums to 1), ``fit`` (weighted trend line), ``n_pilots``, ``n_blocks``.
    periods
        One row a period: ``period``, ``first``, ``last`` (its meetings), ``n_meetings``, ``alpha``,
        ``beta``, ``gamma``, ``complementarity``, ``low``, ``high`` (of complementarity), ``beta_low``,
        ``beta_high``, ``verdict``, ``reason`` (key of the section ``complementarity`` of the catalogue).
    pilots
        One row a pilot: ``pilot``, ``unique`` (effective topics that all would lose without him) with
        ``low`` and ``high``, ``shapley`` (his part of the topics covered), ``alone`` (topics covered by him
        alone in as many blocks), ``n_sole`` (topics that he carries alone), ``specialisation`` (d': 0 by
        chance, 1 at most) with ``p`` and ``p_adjusted``, ``n_meetings``, ``n_blocks``.
    topics
        One row a topic: ``topic``, ``carrier`` (the pilot who surpasses all others beyond chance, or None),
        ``leader`` (who speaks of it most), ``share`` (its share of the leader's talk) with ``low`` and
        ``high``, ``others`` (mean share with the others in the same meetings), ``runner_up`` and ``gap``
        (who comes closest, and by how much he falls short), ``p``, ``p_adjusted`` (Benjamini-Hochberg).
    uptake
        One row a period ("all" for all meetings) and horizon ("blocks", the next ones of the others in the
        meeting; "meeting", the next): ``rate`` (share of a topic with the others after its pilot spoke of
        it), ``chance`` (what it would be if time ran backwards), ``difference`` with ``low`` and ``high``
        (90 %), ``p`` (one-sided), ``n_events``, ``n_units`` (what the interval rests on).
    alpha, beta, gamma, complementarity
        The same over all meetings.
    complementarity_interval, beta_interval
        95 %, delete-group jackknife.
    slope, slope_interval
        Change of complementarity a meeting; 95 % jackknife over meetings, NaN with fewer than four.
    p_fall, p_rise
        Precision-weighted permutation of the order of meetings, one-sided; NaN with fewer than two.
    smallest_p
        The smallest one-sided p-value that this number of meetings can give.
    coverage, coverage_gain, effort
        Topics covered by all in `effort` blocks, and how many times those of the best single pilot.
    verdict
        One of four words, over all meetings.
    reasons
        Pairs (key of the section ``complementarity`` of the catalogue, facts): why, and what limits it.
    n_pilots, n_blocks
        Pilots that numbers over all meetings are told at, and blocks they rest on.
    settings
        Options, with the kind of features.
    """

    table: pd.DataFrame
    periods: pd.DataFrame
    pilots: pd.DataFrame
    topics: pd.DataFrame
    uptake: pd.DataFrame
    alpha: float
    beta: float
    gamma: float
    complementarity: float
    complementarity_interval: Interval
    beta_interval: Interval
    slope: float
    slope_interval: Interval
    p_fall: float
    p_rise: float
    smallest_p: float
    coverage: float
    coverage_gain: float
    effort: int
    verdict: Verdict
    reasons: Reasons
    n_pilots: int
    n_blocks: int
    settings: Mapping[str, object]
    recipe: Recipe = field(default_factory=Recipe)

    @property
    def is_told(self) -> bool:
        """Whether there was anything to compare: a meeting with two pilots."""
        return len(self.table) > 0

    def frame(self) -> pd.DataFrame:
        """Return a fresh table of the Hill numbers of each meeting."""
        return self.table.copy()

    def __repr__(self) -> str:
        if not self.is_told:
            return "Complementarity(cannot be told: no meeting in which two pilots can be compared)"
        low, high = self.beta_interval
        interval = f"[{low:.2f}, {high:.2f}]" if math.isfinite(low) else "(no interval)"
        n_sole = int(self.topics["carrier"].notna().sum())
        return (
            f"Complementarity({self.verdict}: beta {self.beta:.2f} {interval} of {self.n_pilots} pilots, "
            f"fall p = {self.p_fall:.4f}, {n_sole} of {len(self.topics)} topics with one carrier, "
            f"{len(self.table)} meetings, {self.n_blocks} blocks)"
        )
