"""From statistics to a verdict on imitation, its reasons and its tables."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from textmine.measure.cells import Floats, Index, Ints
from textmine.measure.imitation.leadership import Tested
from textmine.measure.imitation.results import Verdict
from textmine.measure.imitation.scores import LabelTest

Reason = tuple[str, dict[str, object]]
FEW_BLOCKS = 10


class Found(NamedTuple):
    """What is known before the verdict: with the kernel asked for, and with the other."""

    cells: Index
    scores: Floats
    main: Tested
    other: Tested
    labels: LabelTest
    smallest: float


def leader_of(found: Found, alpha: float) -> str | None:
    """Return the pilot with the smallest adjusted p-value if it is at most alpha, else None."""
    adjusted = found.main.p_adjusted
    if not np.isfinite(adjusted).any():
        return None
    best = np.flatnonzero(adjusted == np.nanmin(adjusted))
    place = int(best[np.argmax(found.main.leadership[best])])
    return found.cells.pilots[place] if adjusted[place] <= alpha else None


def judge(found: Found, leader: str | None, *, alpha: float) -> tuple[Verdict, list[Reason]]:
    """Return the verdict and what it rests on."""
    main, labels = found.main, found.labels
    facts: dict[str, object] = {
        "p": main.p_more, "alpha": alpha, "p_labels": labels.p_more, "pilots": len(found.cells.pilots),
        "leader": leader or "", "smallest": found.smallest, "meetings": len(found.cells.meetings),
    }  # fmt: skip
    if not np.isfinite(main.leadership).any():
        return "cannot be told", [("why_nothing_to_compare", facts)]
    reasons: list[Reason] = []
    verdict: Verdict = "cannot be told"
    if main.p_more <= alpha:
        verdict = "towards the more legitimate"
        reasons.append(("why_more_legitimate", facts))
        reasons.append(("labels_tell" if labels.p_more <= alpha else "labels_do_not_tell", facts))
    elif main.p_less <= alpha:
        verdict = "towards the less legitimate"
        reasons.append(("why_less_legitimate", {**facts, "p": main.p_less}))
    elif leader is not None:
        verdict = "towards a leader"
    if leader is not None:
        p = main.p_adjusted[found.cells.pilots.index(leader)]
        reasons.append(("leader_named", {**facts, "p": float(p)}))
    else:
        reasons.append(("no_leader", {**facts, "p": float(np.nanmin(main.p_adjusted))}))
    if verdict in ("cannot be told", "towards a leader") and np.isfinite(main.slope):
        reasons.append(("why_no_slope", {**facts, "p_less": main.p_less}))
    if found.smallest > alpha:
        reasons.append(("too_few_meetings", facts))
    return verdict, reasons


def limits(found: Found, *, alpha: float, is_stratified: bool) -> list[Reason]:
    """Return what to bear in mind when reading the verdict."""
    cells, reasons = found.cells, list[Reason]()
    scored, n_pilots = int(np.isfinite(found.scores).sum()), len(cells.pilots)
    if scored == 0:
        reasons.append(("legitimacy_not_given", {}))
    elif scored < n_pilots:
        unknown = [p for p, s in zip(cells.pilots, found.scores, strict=True) if not np.isfinite(s)]
        reasons.append(("legitimacy_unknown", {"n": len(unknown), "pilots": _few(unknown)}))
    if (found.main.p_more <= alpha) != (found.other.p_more <= alpha):
        facts: dict[str, object] = {"p": found.main.p_more, "p_other": found.other.p_more}
        reasons.append(("kernels_differ", facts))
    sizes = cell_sizes(cells)
    absent = [
        f"{pilot} ({cells.meetings[t]})"
        for i, pilot in enumerate(cells.pilots)
        for t in np.flatnonzero(sizes[i] == 0)
    ]
    if absent:
        reasons.append(("absent", {"n": len(absent), "cells": _few(absent)}))
    typical = float(np.median(sizes[sizes > 0])) if sizes.any() else 0.0
    if 0 < typical < FEW_BLOCKS:
        reasons.append(("few_blocks", {"blocks": typical, "wanted": FEW_BLOCKS}))
    if not is_stratified:
        reasons.append(("agenda_not_controlled", {}))
    return reasons


def cell_sizes(index: Index) -> Ints:
    """Return the number of blocks of each cell, shape (N, T)."""
    shape = (len(index.pilots), len(index.meetings))
    cell = index.pilot * shape[1] + index.meeting
    return np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape).astype(np.int64)


def pair_table(found: Found) -> pd.DataFrame:
    """Return one row an ordered pair: see `textmine.measure.imitation.results.Imitation.pairs`."""
    pilots = np.array(found.cells.pilots, dtype=object)
    follower, leader = np.nonzero(~np.eye(len(pilots), dtype=np.bool_))
    influence = found.main.influences.mean[follower, leader]
    half = found.main.half[follower, leader]
    return pd.DataFrame(
        {
            "follower": pilots[follower],
            "leader": pilots[leader],
            "influence": influence,
            "low": influence - half,
            "high": influence + half,
            "n_pairs": found.main.influences.n_pairs[follower, leader].astype(np.int64),
            "other_kernel": found.other.influences.mean[follower, leader],
        }
    )


def leadership_table(found: Found) -> pd.DataFrame:
    """Return one row a pilot: see `textmine.measure.imitation.results.Imitation.leadership`."""
    main, other, sizes = found.main, found.other, cell_sizes(found.cells)
    return pd.DataFrame(
        {
            "pilot": list(found.cells.pilots),
            "leadership": main.leadership,
            "low": main.leadership - main.leadership_half,
            "high": main.leadership + main.leadership_half,
            "p": main.p,
            "p_adjusted": main.p_adjusted,
            "n_pairs": main.influences.n_pairs.sum(axis=0).astype(np.int64),
            "n_meetings": (sizes > 0).sum(axis=1),
            "n_blocks": sizes.sum(axis=1),
            "legitimacy": found.scores,
            "other_kernel": other.leadership,
            "p_adjusted_other_kernel": other.p_adjusted,
        }
    )


def _few(names: list[str]) -> str:
    return ", ".join(names[:6]) + ("…" if len(names) > 6 else "")
