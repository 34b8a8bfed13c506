"""What the controls give: tables, estimates with their chance, verdicts and the sentences that say why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.display import Shown
from textmine.measure.results import Interval
from textmine.recipe import Recipe
from textmine.segment.tables import Segments, Tokens

ActorVerdict = Literal["mutual", "actor-driven", "nothing to explain", "cannot be told"]
Found = Literal["yes", "no", "cannot be told"]
Facts = Mapping[str, object]
Reasons = tuple[tuple[str, Facts], ...]


@dataclass(frozen=True)
class ActorControl(Shown):
    """Whether pilots draw closer to each other, or as much to the one who leads the meeting or asks.

    Attributes
    ----------
    table
        One row a meeting where both distances exist, in order: ``meeting``, ``order``, ``between_pilots``
        (mean `dist_u` of pairs of pilots), ``to_actor`` (mean `dist_u` of a pilot and the actor),
        ``centre_to_actor`` (squared distance of the pilots' mean to the actor), ``weight`` (sum 1),
        ``n_pilots``, ``n_blocks`` (of pilots), ``n_actor_blocks``.
    cells
        One row a pilot and meeting: ``pilot``, ``meeting``, ``order``, ``distance`` to the actor (NaN where
        one of the two has fewer than two groups of blocks).
    actors
        Names of the facilitators and interviewers who are the actor.
    pilots_slope, actor_slope, centre_slope
        Change a meeting as a share of the mean, of the three distances of `table`, with the same weights.
    difference, difference_interval
        ``pilots_slope - actor_slope``, below 0 where pilots draw closer to each other than to the actor; 95 %
        jackknife over meetings.
    p_pilots, p_actor, p_centre
        One-sided: the distance falls (`textmine.measure.chance.order_test`).
    p_difference, p_two_sided
        Joint permutation of the order of meetings: one-sided (difference below 0) and two-sided.
    n_permutations, is_exact
        Orders tried; whether they are all orders.
    verdict
        "mutual", "actor-driven", "nothing to explain" or "cannot be told".
    reasons
        Pairs (key of the section ``controls`` of the catalogue, facts).
    settings
        between, over, roles, alpha, seed.
    """

    table: pd.DataFrame
    cells: pd.DataFrame
    actors: tuple[str, ...]
    pilots_slope: float
    actor_slope: float
    centre_slope: float
    difference: float
    difference_interval: Interval
    p_pilots: float
    p_actor: float
    p_centre: float
    p_difference: float
    p_two_sided: float
    n_permutations: int
    is_exact: bool
    verdict: ActorVerdict
    reasons: Reasons
    settings: Facts
    recipe: Recipe = field(default_factory=Recipe)

    def frame(self) -> pd.DataFrame:
        """Return a fresh table of the distances at each meeting."""
        return self.table.copy()

    def __repr__(self) -> str:
        return (
            f"ActorControl({self.verdict}: relative slope {self.pilots_slope:+.3f} between pilots, "
            f"{self.actor_slope:+.3f} to {', '.join(self.actors) or 'nobody'}, "
            f"p of the difference = {self.p_difference:.4f}, {len(self.table)} meetings)"
        )


@dataclass(frozen=True)
class Echoes(Shown):
    """Talk without the words that a question had put in the speaker's mouth.

    Attributes
    ----------
    tokens
        The tokens, echoes dropped; same rows and vocabulary, offsets still into the uncut segments' text.
    segments
        The segments with echoes cut out of their text: a part is split around each, so that every part is
        still ``turns.text[turn][start:end]`` and the text the parts joined by one space. A segment of which
        nothing is left has no part and an empty text.
    masked
        Shape (t,): which of the tokens that were given are echoes.
    words
        One row an echo: ``segment``, ``meeting``, ``speaker``, ``turn``, ``question`` (the turn of the
        question), ``form``, ``lemma``, ``start``, ``end`` (span in the segment's text, code points).
    shares
        One row a speaker and meeting, those who ask left out: ``speaker``, ``role``, ``meeting``, ``order``,
        ``n_content`` (content words), ``n_masked``, ``share`` (NaN where there is no content word, or no
        question before any of them).
    recipe
        How the mask was made.
    """

    tokens: Tokens
    segments: Segments
    masked: NDArray[np.bool_]
    words: pd.DataFrame
    shares: pd.DataFrame
    recipe: Recipe = field(default_factory=Recipe)

    def frame(self) -> pd.DataFrame:
        """Return a fresh table of the shares masked."""
        return self.shares.copy()

    def __repr__(self) -> str:
        content = int(self.shares["n_content"].sum())
        return f"Echoes({len(self.words)} of {content} content words, {len(self.shares)} speakers x meetings)"


@dataclass(frozen=True)
class Controls(Shown):
    """Rival explanations: whether each is present in a corpus, and what it does to the estimate.

    Attributes
    ----------
    table
        One row a confound: ``name``; ``found`` ("yes", "no", "cannot be told"); ``statistic`` (what
        ``measure`` is: "rho", "eta2", "t", "slope"), ``measure``, ``p`` (of the confound), ``n`` (meetings);
        ``control`` (key of its name in the catalogue: ``control_...``); ``slope_before``, ``slope_after``
        (relative slope a meeting, without and with the control), ``p_before``, ``p_after`` (one-sided, of
        convergence; NaN where the control is not possible); ``sentence``, ``effect`` (keys of `reasons`).
    meetings
        One row a confound and meeting: ``name``, ``meeting``, ``order``, ``value`` (NaN where unknown).
    reasons
        Pairs (key of the section ``controls`` of the catalogue, facts): two a confound, in order.
    settings
        between, over, alpha, seed.
    """

    table: pd.DataFrame
    meetings: pd.DataFrame
    reasons: Reasons
    settings: Facts
    recipe: Recipe = field(default_factory=Recipe)

    def frame(self) -> pd.DataFrame:
        """Return a fresh table, one row a confound."""
        return self.table.copy()

    def __repr__(self) -> str:
        names = {
            found: ", ".join(self.table.loc[self.table["found"] == found, "name"]) or "none"
            for found in ("yes", "cannot be told")
        }
        return f"Controls(found: {names['yes']}; cannot be told: {names['cannot be told']})"


@dataclass(frozen=True)
class Placebo(Shown):
    """What the test of convergence finds where the order of meetings means nothing.

    Attributes
    ----------
    table
        One row a draw: ``draw``, ``relative_slope`` (NaN where the mean distance is not above 0), ``p``.
    rejections, rejections_interval
        Share of the draws with p <= alpha, and its 95 % Clopper-Pearson interval; should be about alpha.
    share_as_low
        Share of the draws whose relative slope is at most the one observed.
    relative_slope
        The one observed.
    is_calibrated
        Whether the interval of the rejections reaches down to alpha; None where nothing could be drawn.
    reasons
        Pairs (key of the section ``controls`` of the catalogue, facts).
    settings
        between, over, draws, alpha, seed.
    """

    table: pd.DataFrame
    rejections: float
    rejections_interval: Interval
    share_as_low: float
    relative_slope: float
    is_calibrated: bool | None
    reasons: Reasons
    settings: Facts
    recipe: Recipe = field(default_factory=Recipe)

    def frame(self) -> pd.DataFrame:
        """Return a fresh table, one row a draw."""
        return self.table.copy()

    def __repr__(self) -> str:
        low, high = self.rejections_interval
        return (
            f"Placebo({self.rejections:.3f} of {len(self.table)} random orders rejected "
            f"[{low:.3f}, {high:.3f}], wanted {self.settings['alpha']})"
        )
