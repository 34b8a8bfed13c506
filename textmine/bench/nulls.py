"""Worlds with a name: those in which nothing must be found, and those in which something is planted."""

from __future__ import annotations

from typing import Final, Literal

from textmine.bench.worlds import World

DonorKind = Literal["clean", "degraded", "twinned"]

NULLS: Final[dict[str, World]] = {
    "plain": World(),
    "agenda_grows": World(agenda_share=(0.1, 0.7), agenda_drift=1.0),
    "talk_grows": World(talk_growth=(0.4, 1.6)),
    "talk_shrinks": World(talk_growth=(1.6, 0.4)),
    "one_talks_most": World(talkative=4.0),
    "guide_grows": World(guide_share=(0.0, 0.4)),
    "autocorrelated": World(meeting_share=0.2, meeting_sd=0.8, meeting_rho=0.4),
    "attendance": World(attendance=0.75),
    "noise_grows": World(noise=(0.0, 0.8)),
    "extreme_start": World(extreme_start=3.0),
    "runs": World(run_length=4),
    "recognised": World(),
    "speakers": World(profiles="speakers", agenda_share=(0.0, 0.0)),
}
"""Worlds without convergence, imitation or complementarity: N0 to N8 of the notes, then talk in runs of four
blocks, text as a speech recogniser gives it, and pilots who each speak as one real speaker."""

PLANTS: Final[dict[str, World]] = {
    "converge": World(common_share=(0.0, 0.5)),
    "converge_short": World(n_meetings=5, n_blocks=80, common_share=(0.0, 0.5)),
    "converge_recognised": World(common_share=(0.0, 0.5)),
    "converge_voice": World(
        profiles="speakers", agenda_share=(0.0, 0.0), common="voice", common_share=(0.0, 0.5)
    ),
    "diverge": World(common_share=(0.5, 0.0)),
    "follow_static": World(follow_rate=0.2),
    "follow_moving": World(follow_rate=0.4, leader_moves=0.3),
    "copy_15": World(copy_share=0.15),
    "copy_30": World(copy_share=0.30),
    "phrases": World(phrase_share=0.15),
    "style": World(style_strength=0.8, style_share=(0.0, 1.0)),
    "complement": World(partition=0.6, uptake=0.2),
    "juxtapose": World(partition=0.6),
}
"""Worlds with a plant: P1 to P7 of the notes, in the sizes of the acceptance table."""

DONORS: Final[dict[str, DonorKind]] = {
    "noise_grows": "twinned",
    "recognised": "degraded",
    "converge_recognised": "degraded",
}
"""Worlds that want other donors than clean text: `degraded` or `twinned` ones."""
