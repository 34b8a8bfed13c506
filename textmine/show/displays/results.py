"""Displays of what measures find."""

from __future__ import annotations

from typing import Any, Final

from textmine.show.displays.sheets import Facts, Sheet, held, n_of


def _convergence(found: Any) -> Facts:  # noqa: ANN401 - by name of class
    return {
        "relative_slope": (found.relative_slope, *found.relative_slope_interval),
        "p": found.p_convergence,
        "meetings": len(found.table),
        "blocks": found.n_blocks,
    }


def _power(found: Any) -> Facts:  # noqa: ANN401
    return {
        "meetings": found.n_meetings,
        "smallest_loss": found.smallest_loss,
        "needed_meetings": found.needed_meetings,
    }


def _imitation(found: Any) -> Facts:  # noqa: ANN401
    return {
        "leader": found.leader,
        "slope": (found.slope, *found.slope_interval),
        "p": found.p_more,
        "meetings": found.n_meetings,
        "blocks": found.n_blocks,
    }


def _adoption(found: Any) -> Facts:  # noqa: ANN401
    return {"taken_up": len(found.quotations), "phrases": found.n_phrases, "meetings": found.n_meetings}


def _complementarity(found: Any) -> Facts:  # noqa: ANN401
    return {
        "beta": (found.beta, *found.beta_interval),
        "pilots": found.n_pilots,
        "p_fall": found.p_fall,
        "meetings": len(found.table),
        "blocks": found.n_blocks,
    }


def _actor(found: Any) -> Facts:  # noqa: ANN401
    return {
        "pilots_slope": found.pilots_slope,
        "actor_slope": found.actor_slope,
        "p_difference": found.p_difference,
        "meetings": len(found.table),
    }


def _placebo(found: Any) -> Facts:  # noqa: ANN401
    return {"draws": len(found.table), "rejections": (found.rejections, *found.rejections_interval)}


def _controls(found: Any) -> Facts:  # noqa: ANN401
    counts = found.table["found"].value_counts()
    return {"present": int(counts.get("yes", 0)), "absent": int(counts.get("no", 0)),
            "untold": int(counts.get("cannot be told", 0))}  # fmt: skip


MEASURED: Final[dict[str, Sheet]] = {
    "Convergence": held("table", "meeting", "distance", "low", "high", "n_pilots", "n_blocks",
                        facts=_convergence, section="measure"),
    "Panel": held("table", "measure", "is_naive", "relative_slope", "low", "high", "p", "p_adjusted",
                  facts=lambda found: {"measures": len(found.table)}),
    "Power": held("table", "lost", "n_meetings", "words", "power", "low", "high", facts=_power,
                  section="planning", labels=lambda column: "talk" if column == "words" else column),
    "Controls": held("table", "name", "found", "slope_before", "p_before", "slope_after", "p_after",
                     facts=_controls, section="controls"),
    "ActorControl": held("table", "meeting", "between_pilots", "to_actor", "n_pilots", "n_blocks",
                         facts=_actor, section="controls"),
    "Placebo": held("table", "draw", "relative_slope", "p", facts=_placebo, section="controls"),
    "Imitation": held("leadership", "pilot", "leadership", "low", "high", "p_adjusted", "legitimacy",
                      facts=_imitation, section="imitation"),
    "Adoption": held("quotations", "phrase", "leader", "leader_meeting", "follower", "follower_meeting",
                     "uses_before", facts=_adoption, section="imitation"),
    "Complementarity": held("table", "meeting", "beta", "complementarity", "low", "high", "n_pilots",
                            facts=_complementarity, section="complementarity"),
    "TopicPaths": held("trends", "topic", "share", "rho", "p", "p_adjusted",
                       facts=lambda found: {"topics": len(found.trends),
                                            "meetings": n_of("meeting", found.shares)}),
    "Portraits": held("gaps", facts=lambda found: {"pairs": len(found.gaps),
                                                   "passages": len(found.passages)}),
}  # fmt: skip

WORDS: Final[dict[str, Sheet]] = {
    "Specificities": Sheet(
        ".best()", lambda found: found.best(3), ("part", "word", "count", "total", "score", "p_adjusted"),
        lambda found: {"parts": len(found.sizes), "vocabulary": n_of("word", found.table)},
        note="best_words",
    ),
    "Keyness": Sheet(
        ".best()", lambda found: found.best(10),
        ("word", "count", "rest", "log_ratio", "low", "high", "p_adjusted"),
        lambda found: {"n_part": found.n_part, "n_rest": found.n_rest, "speakers": found.n_speakers},
        note="key_words",
    ),
    "Progression": held("trends", "word", "count", "rho", "p", "p_adjusted",
                        facts=lambda found: {"vocabulary": len(found.trends),
                                             "meetings": n_of("meeting", found.rates)}),
    "Usages": held("words", "word", "n_pilots", "n_turns", "gap", "p", "p_adjusted",
                   facts=lambda found: {"compared_words": len(found.words)}),
    "WordOverview": held("specific", "part", "word", "count", "total", "score",
                         facts=lambda found: {"words": found.n_words, "axes": len(found.axes)}),
    "PilotTopics": held("own", "pilot", "words", "share", "stability", "rebuilt", "has_counterpart",
                        facts=lambda found: {"topics": len(found.own),
                                             "without_counterpart": len(found.without_counterpart),
                                             "left_out": len(found.left_out)}),
    "ClassTables": held("classes", "class", "n_segments", "share", "jaccard", "is_stable", "words",
                        facts=lambda found: {"classes": len(found.classes), "segments": found.n_segments},
                        note="classes_from_0"),
}  # fmt: skip
