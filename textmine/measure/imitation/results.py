"""What is found about imitation: who follows whom, who leads, and which phrases were taken up."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from textmine.display import Shown
from textmine.recipe import Recipe

Verdict = Literal[
    "towards the more legitimate", "towards the less legitimate", "towards a leader", "cannot be told"
]
Reasons = tuple[tuple[str, Mapping[str, object]], ...]
Interval = tuple[float, float]


@dataclass(frozen=True)
class Imitation(Shown):
    """Direction of influence between pilots, and what can be said of it.

    Attributes
    ----------
    pairs
        One row an ordered pair: ``follower``, ``leader``, ``influence`` (how much more the follower's later
        talk resembles the leader's earlier talk than the reverse; a mean a pair of meetings, in units of the
        similarity, or, of several tables, of the usual difference; negative: the reverse), ``low`` and
        ``high`` (95 %), ``n_pairs`` (pairs of meetings in which both were present in both; influence is NaN
        where 0), ``other_kernel`` (influence with the other kernel).
    leadership
        One row a pilot: ``pilot``, ``leadership`` (mean influence on the others), ``low``, ``high``, ``p``
        (one-sided), ``p_adjusted`` (for looking at all pilots), ``n_pairs``, ``n_meetings``, ``n_blocks``,
        ``legitimacy`` (NaN: unknown), ``other_kernel``, ``p_adjusted_other_kernel``.
    leader
        The pilot whose leadership is larger than chance at the level, adjusted; None otherwise.
    slope, slope_interval
        Influence for one point of legitimacy gap; positive: from the more legitimate. NaN without scores.
    p_more, p_less
        Slope by the order of meetings, one-sided: towards the more, the less legitimate.
    p_labels
        Share of labellings of the pilots whose slope is as high: small where legitimacy rather than any
        other trait goes with influence.
    slope_other_kernel, p_more_other_kernel
        The same with the other kernel.
    n_orders, is_exact, n_labellings
        Orders of meetings tried, whether they are all, and labellings tried.
    smallest_p
        The smallest one-sided p-value that this number of meetings can give.
    verdict
        One of four.
    reasons
        Pairs (key of the section ``imitation`` of the catalogue, facts).
    n_meetings, n_blocks
        What all rests on.
    settings
        legitimacy, between, over, kernel, sharpness, strata, alpha, seed.
    """

    pairs: pd.DataFrame
    leadership: pd.DataFrame
    leader: str | None
    slope: float
    slope_interval: Interval
    p_more: float
    p_less: float
    p_labels: float
    slope_other_kernel: float
    p_more_other_kernel: float
    n_orders: int
    is_exact: bool
    n_labellings: int
    smallest_p: float
    verdict: Verdict
    reasons: Reasons
    n_meetings: int
    n_blocks: int
    settings: Mapping[str, object]
    recipe: Recipe = field(default_factory=Recipe)

    def frame(self) -> pd.DataFrame:
        """Return a fresh table of the ordered pairs."""
        return self.pairs.copy()

    def __repr__(self) -> str:
        parts = [f"Imitation({self.verdict}: leader {self.leader or 'none'}"]
        if math.isfinite(self.slope):
            parts.append(
                f"slope on legitimacy {self.slope:+.4f} (p = {self.p_more:.4f}; labels {self.p_labels:.4f})"
            )
        parts.append(f"{len(self.leadership)} pilots, {self.n_meetings} meetings, {self.n_blocks} blocks)")
        return ", ".join(parts)


@dataclass(frozen=True)
class Adoption(Shown):
    """Phrases that a pilot first uses in the meeting after another used them.

    Attributes
    ----------
    pairs
        One row an ordered pair: ``follower``, ``leader``; ``adopted`` (phrases of the leader's that the
        follower first uses at the next meeting), ``heard`` (that he could have taken up), ``expected`` (as
        many as he takes up of the others' phrases, at like frequency), ``excess`` (adopted - expected),
        ``log_odds`` (Mantel-Haenszel; NaN where a cell is empty), ``error`` (Robins-Breslow-Greenland),
        ``p`` (excess by the order of meetings, one-sided), ``p_adjusted`` (for looking at all pairs).
    leaders
        One row a pilot: ``pilot``, ``adopted``, ``expected``, ``excess``, ``p``, ``p_adjusted``.
    quotations
        One row a phrase taken up, most specific first: ``phrase``, ``leader`` (of those who used it at the
        meeting before, who used it first), ``follower``, ``n_sources``, ``uses_leader``, ``uses_follower``,
        ``uses_before``, ``specificity`` (share of the two in all uses up to the adoption, and the follower's
        after), ``score``; then for each side, ``leader_…`` and ``follower_…``: ``meeting``, ``turn``,
        ``text`` (the phrase as said), ``start``, ``end`` (in the turn's text, in code points), ``excerpt``,
        ``excerpt_start``, ``excerpt_end`` (verbatim, in the turn).
    n_phrases, n_meetings, n_orders
        Phrases looked at, meetings, orders of the meetings tried.
    reasons
        Pairs (key of the section ``imitation`` of the catalogue, facts): what limits it.
    settings
        between, over, longest and the other options.
    """

    pairs: pd.DataFrame
    leaders: pd.DataFrame
    quotations: pd.DataFrame
    n_phrases: int
    n_meetings: int
    n_orders: int
    is_exact: bool
    reasons: Reasons
    settings: Mapping[str, object]
    recipe: Recipe = field(default_factory=Recipe)

    def frame(self) -> pd.DataFrame:
        """Return a fresh table of the ordered pairs."""
        return self.pairs.copy()

    def __repr__(self) -> str:
        return (
            f"Adoption({len(self.quotations)} phrases taken up, {len(self.leaders)} pilots, "
            f"{self.n_meetings} meetings, {self.n_phrases} phrases)"
        )
