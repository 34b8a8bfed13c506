"""What a run found, as plain data: for the manifest, the terminal and JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from textmine.batch.work import Work


def summary(work: Work) -> dict[str, Any]:
    """Return what a run found, as plain data."""
    corpus, result = work.corpus, work.convergence
    language = work.settings.report.language or ("fr" if corpus.language == "fr" else "en")
    found = {
        "corpus": corpus.name,
        "language": language,
        "meetings": int((corpus.meetings["kind"] == "meeting").sum()),
        "interviews": int((corpus.meetings["kind"] == "interview").sum()),
        "pilots": corpus.pilots,
        "words": corpus.n_words,
        "blocks": len(work.segments),
        "verdict": result.verdict,
        "relative_slope": result.relative_slope,
        "relative_slope_interval": list(result.relative_slope_interval),
        "share_lost": result.share_lost,
        "share_lost_interval": list(result.share_lost_interval),
        "p_convergence": result.p_convergence,
        "n_blocks": result.n_blocks,
        "n_meetings": len(result.table),
        "reasons": result.reasons,
        **_measured(work),
        "untold": {place: error.say(language) for place, error in work.untold.items()},
    }
    return dict(plain_data(found))


def _measured(work: Work) -> dict[str, Any]:
    """Return what was measured besides the distance, as plain data; what was not is left out."""
    found: dict[str, Any] = {}
    if work.controls is not None:
        found["confounds"] = dict(zip(work.controls.table["name"], work.controls.table["found"], strict=True))
    if work.placebo is not None:
        found["placebo"] = {"rejections": work.placebo.rejections, "draws": len(work.placebo.table)}
    if work.imitation is not None:
        imitation = work.imitation
        numbers = {name: getattr(imitation, name) for name in ("slope", "p_more", "p_less", "p_labels")}
        found["imitation"] = {"verdict": imitation.verdict, "leader": imitation.leader, **numbers}
    if work.adoption is not None:
        found["phrases_taken_up"] = len(work.adoption.quotations)
    if work.complementarity is not None:
        result = work.complementarity
        found["complementarity"] = {
            "verdict": result.verdict, "value": result.complementarity,
            "interval": list(result.complementarity_interval), "p_fall": result.p_fall,
        }  # fmt: skip
    return found


def plain_data(value: Any) -> Any:  # noqa: ANN401 - any plain data
    """Return plain data with None for numbers that are not finite: JSON has no NaN."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): plain_data(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_data(item) for item in value]
    return value
