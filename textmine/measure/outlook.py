"""What power is: its table, what can be found, what it would take, and what limits the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from textmine.display import Shown
from textmine.measure.chance import smallest_p_value
from textmine.recipe import Recipe

Reason = tuple[str, dict[str, object]]
REFERENCE_LOSS = 0.5
LASTING = 0.5


@dataclass(frozen=True)
class Power(Shown):
    """What convergence the order test of `converge` would find in a corpus, at its size and at larger ones.

    Attributes
    ----------
    table
        One row a planted loss and size: ``lost`` (share of the initial distance lost by the last meeting),
        ``n_meetings``, ``words`` (multiple of the present talk), ``n_blocks`` (median blocks a pilot and
        meeting), ``power`` (share of sets in which p <= alpha; NaN where the talk is too little to draw
        from), ``low`` and ``high`` (95 % Clopper-Pearson interval of that share), ``n_sets``,
        ``power_without_shocks`` (were no whole meeting shifted: see `shock_variance`).
    smallest_loss
        The smallest loss tried that, with all larger ones, is found in a share `goal` of sets at the
        present size; None where no loss tried is.
    needed_meetings, needed_words
        Meetings in all, and multiple of the present talk, each alone, at which half of the distance lost is
        found in a share `goal` of sets; None: not within the multiples tried.
    n_meetings
        Meetings of the corpus in which pilots can be compared.
    distance, observed_distance
        Mean `dist_u` between the pilots' talk over all meetings pooled, which is what the planted losses
        are shares of; and its weighted mean within meetings.
    shock_variance, shock_part
        Variance of the meetings' distances about their trend beyond the sampling of blocks (unbiased: may be
        negative, then nothing is added), and its part of the whole variance about the trend.
    reasons
        Pairs (key of the section ``planning`` of the catalogue, facts).
    settings
        The options.
    """

    table: pd.DataFrame
    smallest_loss: float | None
    needed_meetings: int | None
    needed_words: float | None
    n_meetings: int
    distance: float
    observed_distance: float
    shock_variance: float
    shock_part: float
    reasons: tuple[tuple[str, Mapping[str, object]], ...]
    settings: Mapping[str, Any]
    recipe: Recipe = field(default_factory=Recipe)

    def frame(self) -> pd.DataFrame:
        """Return a fresh table of the power at each loss and size."""
        return self.table.copy()

    def __repr__(self) -> str:
        if not len(self.table):
            return "Power(unknown: fewer than two meetings in which two pilots can be compared)"
        found = "no loss tried" if self.smallest_loss is None else f"a loss of {self.smallest_loss:.0%}"
        meetings = "more than tried" if self.needed_meetings is None else f"{self.needed_meetings} meetings"
        words = "more than tried" if self.needed_words is None else f"{self.needed_words:g} times the talk"
        return (
            f"Power({found} is found with power {self.settings['goal']} in {self.n_meetings} meetings; "
            f"a loss of {REFERENCE_LOSS:.0%} needs {meetings}, or {words})"
        )


def answers(found: Power) -> list[Reason]:
    """Say what can be found now, and what half of the distance lost would need."""
    table, settings = found.table, found.settings
    here = table["n_meetings"] == found.n_meetings
    now = table[here & (table["words"] == 1.0)]
    facts = {
        "n_meetings": found.n_meetings,
        "blocks": float(now["n_blocks"].iloc[0]),
        "goal": settings["goal"],
    }
    reasons: list[Reason] = []
    if found.smallest_loss is not None:
        reached = float(now.loc[now["lost"] == found.smallest_loss, "power"].iloc[0])
        reasons.append(("smallest", {**facts, "lost": found.smallest_loss, "power": reached}))
    else:
        largest = now.dropna().tail(1)
        for lost, reached in zip(largest["lost"], largest["power"], strict=True):
            reasons.append(("no_smallest", {**facts, "lost": lost, "power": reached}))
    facts["lost"] = REFERENCE_LOSS
    half = table[table["lost"] == REFERENCE_LOSS].dropna()
    if found.needed_words == 1.0:
        reached = float(half.loc[here & (half["words"] == 1.0), "power"].iloc[0])
        return [*reasons, ("enough", {"lost": REFERENCE_LOSS, "power": reached})]
    longest = half[half["words"] == 1.0].tail(1)
    if found.needed_meetings is not None:
        reasons.append(("needed_meetings", {**facts, "n": found.needed_meetings}))
    elif len(longest):
        n, reached = int(longest["n_meetings"].iloc[0]), float(longest["power"].iloc[0])
        reasons.append(("no_meetings", {**facts, "n": n, "power": reached}))
    fullest = half[half["n_meetings"] == found.n_meetings].tail(1)
    if found.needed_words is not None:
        reasons.append(("needed_words", {**facts, "words": found.needed_words}))
    elif len(fullest):
        words, reached = float(fullest["words"].iloc[0]), float(fullest["power"].iloc[0])
        reasons.append(("no_words", {**facts, "words": words, "power": reached}))
    return reasons


def cautions(found: Power) -> list[Reason]:
    """Say what limits the answer."""
    alpha, n_permutations = float(found.settings["alpha"]), int(found.settings["n_permutations"])
    smallest = smallest_p_value(found.n_meetings, n_permutations)
    n_left_out, distance = int(found.table["power"].isna().sum()), found.distance
    reasons: list[Reason] = []
    if smallest > alpha:
        facts = {"n_meetings": found.n_meetings, "smallest": smallest, "alpha": alpha}
        reasons.append(("too_few_meetings", dict(facts)))
    if not distance > 0:
        reasons.append(("pilots_alike", {"distance": distance}))
    elif distance < LASTING * found.observed_distance:
        reasons.append(("unstable", {"part": distance / found.observed_distance}))
    if n_left_out:
        reasons.append(("pool_too_small", {"n": n_left_out, "total": len(found.table)}))
    if not np.isfinite(found.shock_variance):
        reasons.append(("shocks_unknown", {}))
    elif found.shock_variance > 0:
        reasons.append(("shocks", _shocks(found)))
    else:
        reasons.append(("no_shocks", {}))
    return reasons


def _shocks(found: Power) -> dict[str, object]:
    """Say what shifts of whole meetings cost, at the present size."""
    here = (found.table["n_meetings"] == found.n_meetings) & (found.table["words"] == 1.0)
    half = found.table[here & (found.table["lost"] == REFERENCE_LOSS)].iloc[0]
    powers = {"power": float(half["power"]), "calm": float(half["power_without_shocks"])}
    facts = {"part": found.shock_part, "tau2": found.shock_variance, "n": found.n_meetings}
    return {**facts, **powers, "lost": REFERENCE_LOSS}
