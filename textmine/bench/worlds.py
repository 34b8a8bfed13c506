"""A world: how many pilots meet how often, what they speak of, and what is planted in their talk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from textmine.errors import TextmineError

Floats = NDArray[np.float64]
Span = tuple[float, float]

CONCENTRATION: Final = 3.0
_LEAST: Final = {"n_pilots": 2, "n_meetings": 1, "n_blocks": 2, "n_items": 1, "run_length": 1}
_SHARES: Final = (
    "attendance", "agenda_drift", "item_focus", "meeting_share", "follow_rate", "leader_moves", "copy_share",
    "phrase_share", "style_strength", "partition", "uptake",
)  # fmt: skip
_SPANS: Final = ("agenda_share", "guide_share", "common_share", "noise", "style_share")
_POSITIVE: Final = ("talkative", "concentration", "extreme_start")


@dataclass(frozen=True)
class World:
    """The factors of a synthetic corpus; the defaults plant nothing.

    Attributes
    ----------
    n_pilots, n_meetings
        N pilots in T meetings.
    n_blocks
        Mean number of blocks of a pilot in a meeting.
    talk_sigma
        Standard deviation of the logarithm of the number of blocks, half of its square between pilots and
        half between meetings of a pilot.
    talkative
        Pilot 0 speaks so many times as long as the others.
    talk_growth
        Factors of the number of blocks in the first and last meeting, linear between.
    attendance
        Probability that a pilot attends a meeting.
    agenda_share
        Share of the talk that is about agenda items, in the first and last meeting, linear between.
    n_items
        Agenda items, each of one topic, that recur in every meeting.
    agenda_drift
        0: the items' weights change from meeting to meeting by chance alone; 1: from the first item being the
        heaviest to the last one.
    item_focus
        Share of the talk about an item that is of the item's topic; the rest follows the pilot's profile.
    guide_share
        Share of the talk that echoes the interviewer: one topic, under the agenda label "guide".
    meeting_share, meeting_sd, meeting_rho
        Effects of meetings that no agenda label tells: mean share of free talk that follows a topic mix of
        the meeting's own, common to all; standard deviation of its logit over meetings; autocorrelation
        (AR(1)) of this share, of the mix and of the items' weights.
    profiles
        "topics": a pilot's pool of blocks is a random part of the donors, and his topic profile is drawn.
        "speakers": pool and profile are those of one real speaker.
    concentration
        Profiles are Dirichlet, with the donors' topic shares times this number as parameters: the larger,
        the more alike. The default gives the eta of real speakers, see `textmine.bench.truth`.
    extreme_start
        Power to which the profiles of the first meeting are raised (above 1: sharper).
    run_length
        Blocks are drawn in runs of so many consecutive blocks of a real speaker.
    run_groups
        What dependence the sample's column ``group`` tells. "turn": blocks of a run that were cut from one
        real turn; "run": all blocks of a run; "block": none.
    noise
        Share of the blocks taken from the noisy twins, in the first and last meeting (`twinned` donors).
    common_share
        P1, P6: share of the profiles replaced by the mean profile of all, in the first and last meeting.
    common
        What is common: "profile", or "voice": blocks of other real speakers (profiles="speakers").
    leader
        Number of the pilot whom the others follow; None draws one.
    follow_rate
        P2: share of the way to the leader's profile that the others go from one meeting to the next.
    leader_moves
        P2: share of the leader's profile drawn anew from one meeting to the next.
    copy_share
        P3: probability that a follower's block is a paraphrase of one of the leader's last meeting.
    phrase_share
        P4: probability that a follower's block repeats a phrase of the leader's last meeting.
    style_strength, style_share
        P5: share of the blocks chosen, among those of their topic, by their style; and the share of these
        that have the common style instead of the pilot's own, in the first and last meeting.
    partition
        P7: share of the profiles given to one topic that no other pilot has as his own, another one in each
        meeting.
    uptake
        P7: share of free talk about the others' own topics of the last meeting.

    Raises
    ------
    TextmineError
        A share is outside 0…1, or a size is too small.

    Examples
    --------
    >>> World(n_meetings=3, agenda_share=(0.1, 0.7)).line("agenda_share").round(2).tolist()
    [0.1, 0.4, 0.7]
    """

    n_pilots: int = 6
    n_meetings: int = 10
    n_blocks: float = 40
    talk_sigma: float = 0.0
    talkative: float = 1.0
    talk_growth: Span = (1.0, 1.0)
    attendance: float = 1.0
    agenda_share: Span = (0.3, 0.3)
    n_items: int = 3
    agenda_drift: float = 0.0
    item_focus: float = 1.0
    guide_share: Span = (0.0, 0.0)
    meeting_share: float = 0.0
    meeting_sd: float = 0.0
    meeting_rho: float = 0.0
    profiles: Literal["topics", "speakers"] = "topics"
    concentration: float = CONCENTRATION
    extreme_start: float = 1.0
    run_length: int = 1
    run_groups: Literal["turn", "run", "block"] = "turn"
    noise: Span = (0.0, 0.0)
    common_share: Span = (0.0, 0.0)
    common: Literal["profile", "voice"] = "profile"
    leader: int | None = None
    follow_rate: float = 0.0
    leader_moves: float = 0.0
    copy_share: float = 0.0
    phrase_share: float = 0.0
    style_strength: float = 0.0
    style_share: Span = (0.0, 0.0)
    partition: float = 0.0
    uptake: float = 0.0

    def __post_init__(self) -> None:
        for name, least in _LEAST.items():
            _at_least(name, getattr(self, name), least)
        for name in _POSITIVE:
            _at_least(name, getattr(self, name), 1e-6)
        for value in self.talk_growth:
            _at_least("talk_growth", value, 0.0)
        _at_least("talk_sigma", self.talk_sigma, 0.0)
        _at_least("meeting_sd", self.meeting_sd, 0.0)
        if not -1 < self.meeting_rho < 1:
            raise TextmineError("not_a_share", name="meeting_rho", value=self.meeting_rho)
        if self.leader is not None and not 0 <= self.leader < self.n_pilots:
            raise TextmineError("bench_size", name="n_pilots", value=self.n_pilots, least=self.leader + 1)
        for name in _SHARES:
            _share(name, getattr(self, name))
        for name in _SPANS:
            for value in getattr(self, name):
                _share(name, value)

    def line(self, name: str) -> Floats:
        """Return a factor given for the first and last meeting at each meeting, shape (T,)."""
        first, last = getattr(self, name)
        return np.linspace(first, last, self.n_meetings)

    @property
    def has_leader(self) -> bool:
        """Whether somebody is followed."""
        return max(self.follow_rate, self.copy_share, self.phrase_share) > 0


def _share(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise TextmineError("not_a_share", name=name, value=value)


def _at_least(name: str, value: float, least: float) -> None:
    if not value >= least:
        raise TextmineError("bench_size", name=name, value=value, least=least)
