"""The benchmark's cells: which worlds are drawn, what is planted in them, and how a set is scored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from textmine.bench import exchange, scoring
from textmine.bench.sampling import Sample
from textmine.bench.worlds import World

Kind = Literal["plain", "noisy", "twinned"]
Plant = Callable[[World, float], World]


@dataclass(frozen=True)
class Cell:
    """Synthetic corpora of one kind.

    Attributes
    ----------
    world
        What all sets have in common.
    score
        What is measured on a set.
    plant
        Given the world and a number drawn between 0 and 1 for each set, what is planted; None plants nothing
        but what the world has.
    donors
        "plain" blocks; "noisy" ones (no punctuation, 10 % of words wrong, 4-word turns); "twinned", both.
    most
        Sets scored at most, where a set is costly; None scores as many as asked.
    """

    world: World
    score: Callable[[Sample], dict[str, float]]
    plant: Plant | None = None
    donors: Kind = "plain"
    most: int | None = None

    def world_of(self, seed: int) -> tuple[World, float]:
        """Return the world of a set and the number planted, NaN where nothing varies."""
        if self.plant is None:
            return self.world, float("nan")
        planted = float(np.random.default_rng([7, seed]).random())
        return self.plant(self.world, planted), planted


def _common(world: World, planted: float) -> World:
    return replace(world, common_share=(0.0, planted))


def _partition(world: World, planted: float) -> World:
    return replace(world, partition=planted)


BASE: Final = World(n_blocks=20)
WIDE: Final = World(n_blocks=40)
HALF: Final = (0.0, 0.5)
TALK: Final = World(n_blocks=15)
EQUAL: Final = World(concentration=1e5, n_meetings=4)
COSTLY: Final = 200

_TRENDS: Final = {
    "plain": BASE,
    "grows": replace(BASE, talk_growth=(0.5, 2.0)),
    "shrinks": replace(BASE, talk_growth=(2.0, 0.5)),
    "agenda": replace(BASE, agenda_share=(0.1, 0.7), agenda_drift=1.0),
    "attendance": replace(BASE, attendance=0.75),
    "talkative": replace(BASE, talkative=4.0),
    "guide": replace(BASE, guide_share=(0.0, 0.3)),
    "meetings": replace(BASE, meeting_share=0.2, meeting_sd=0.8, meeting_rho=0.4),
    "extreme": replace(BASE, extreme_start=2.0),
    "runs": replace(BASE, run_length=4),
    "speakers": replace(BASE, profiles="speakers"),
    "power_10x40": replace(WIDE, common_share=HALF),
    "power_5x80": World(n_meetings=5, n_blocks=80, common_share=HALF),
    "power_10x20": replace(BASE, common_share=HALF),
    "power_runs": replace(WIDE, run_length=4, common_share=HALF),
    "power_speakers": replace(BASE, profiles="speakers", common="voice", common_share=HALF),
    "divergence": replace(WIDE, common_share=(0.5, 0.0)),
    "style": replace(WIDE, style_strength=0.6, style_share=(0.0, 1.0)),
}
_DIRECTIONS: Final = {
    "alone": TALK,
    "alone_talkative": replace(TALK, talkative=4.0),
    "alone_common": replace(TALK, common_share=(0.0, 0.3)),
    "copies_15": replace(TALK, copy_share=0.15),
    "copies_30": replace(TALK, copy_share=0.30),
    "follows_static": replace(TALK, follow_rate=0.2),
    "follows_moving": replace(TALK, follow_rate=0.4, leader_moves=0.3),
}
_PHRASES: Final = {
    "phrases": replace(TALK, phrase_share=0.15),
    "phrases_few": replace(TALK, phrase_share=0.03),
    "phrases_none": TALK,
    "phrases_talkative": replace(TALK, talkative=4.0),
}
_UPTAKES: Final = {
    "uptake": replace(WIDE, partition=0.6, uptake=0.3),
    "juxtaposed": replace(WIDE, partition=0.6),
    "alike": replace(WIDE, common_share=(1.0, 1.0)),
}
CELLS: Final[dict[str, Cell]] = {
    **{name: Cell(world, scoring.score_trend) for name, world in _TRENDS.items()},
    "noise": Cell(replace(BASE, noise=(0.0, 0.3)), scoring.score_trend, donors="twinned"),
    "noisy": Cell(BASE, scoring.score_trend, donors="noisy"),
    "power_noisy": Cell(replace(WIDE, common_share=HALF), scoring.score_trend, donors="noisy"),
    "rank_10x40": Cell(WIDE, scoring.score_trend, plant=_common),
    "rank_10x80": Cell(World(n_blocks=80), scoring.score_trend, plant=_common),
    **{f"equal_{n}": Cell(replace(EQUAL, n_blocks=n), scoring.score_bias) for n in (5, 10, 40)},
    **{name: Cell(world, scoring.score_direction) for name, world in _DIRECTIONS.items()},
    **{name: Cell(world, exchange.score_phrases, most=COSTLY) for name, world in _PHRASES.items()},
    **{name: Cell(world, exchange.score_uptake, most=COSTLY) for name, world in _UPTAKES.items()},
    "partition": Cell(BASE, scoring.score_complementarity, plant=_partition),
}
