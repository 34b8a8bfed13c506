"""From numbers to one of four verdicts, and the reasons that limit it."""

from __future__ import annotations

import numpy as np
from scipy import stats

from textmine.measure.cells import MOST_CELLS, MOST_PILOTS, Floats, Index
from textmine.measure.chance import OrderTest
from textmine.measure.results import Verdict
from textmine.measure.series import Series, Shape
from textmine.measure.strata import Layers

Reason = tuple[str, dict[str, object]]
FEW_BLOCKS = 10
FEW_COVERED = 0.8
FINE = 0.01


def judge(
    shape: Shape, test: OrderTest, smallest: float, *, alpha: float, margin: float
) -> tuple[Verdict, list[Reason]]:
    """Return the verdict and why: equivalence first, then convergence or divergence, else inconclusive."""
    low, high = shape.share_interval
    facts: dict[str, object] = {
        "p": min(test.p_decrease, test.p_increase), "low": low, "high": high,
        "alpha": alpha, "margin": margin, "smallest": smallest,
    }  # fmt: skip
    if -margin < low and high < margin:
        return "no meaningful change", [("why_no_change", facts)]
    caution: list[Reason] = [("at_the_limit", facts)] if smallest > FINE or not np.isfinite(low) else []
    if test.p_decrease <= alpha:
        return "convergence", [("why_convergence", facts), *caution]
    if test.p_increase <= alpha:
        return "divergence", [("why_divergence", facts), *caution]
    facts["p"] = test.p_decrease
    reasons: list[Reason] = [("why_inconclusive" if np.isfinite(low) else "why_inconclusive_short", facts)]
    if smallest > alpha:
        reasons.append(("too_few_meetings", facts))
    return "inconclusive", reasons


def limits(layers: Layers, index: Index, series: Series, *, strata: str | None) -> list[Reason]:
    """Return what limits any verdict on this material."""
    reasons: list[Reason] = []
    blocks, present = layers.n_blocks.sum(axis=0), np.asarray(layers.present.any(axis=0))
    typical = float(np.median(blocks[present]))
    if typical < FEW_BLOCKS:
        reasons.append(("few_blocks", {"blocks": typical, "wanted": FEW_BLOCKS}))
    absent = [
        f"{pilot} ({index.meetings[t]})"
        for t in series.used
        for i, pilot in enumerate(index.pilots)
        if not present[i, t]
    ]
    if absent:
        shown = ", ".join(absent[:6]) + ("…" if len(absent) > 6 else "")
        reasons.append(("absent", {"n": len(absent), "cells": shown}))
    if len(index.pilots) > MOST_PILOTS:
        reasons.append(("pairs_of_some", {"kept": MOST_PILOTS, "n": len(index.pilots)}))
    compared = min(MOST_PILOTS, max(MOST_CELLS // max(len(index.meetings), 1), 2))
    if len(index.pilots) > compared:
        reasons.append(("panel_of_some", {"kept": compared, "n": len(index.pilots)}))
    if not series.is_connected:
        reasons.append(("not_connected", {}))
    reasons += _talk(np.where(present, blocks, 0).sum(axis=0)[series.used].astype(np.float64))
    return reasons + (held(layers, strata) or [("agenda_not_controlled", {})])


def _talk(sizes: Floats) -> list[Reason]:
    if len(sizes) >= 4 and sizes.max() >= 1.5 * sizes.min():
        drift = float(stats.spearmanr(np.arange(len(sizes)), sizes).statistic)
        if abs(drift) >= 0.6:
            return [("talk_grows" if drift > 0 else "talk_shrinks", {"rho": drift})]
    return []


def held(layers: Layers, strata: object) -> list[Reason]:
    """Return how much of the talk the strata could hold constant; nothing without strata."""
    if strata is None:
        return []
    table = layers.frame()
    lasting = table["n_meetings"] >= 2
    covered = float(table.loc[lasting, "n_compared"].sum() / max(int(table["n_blocks"].sum()), 1))
    facts: dict[str, object] = {"n": int(lasting.sum()), "of": len(table), "column": strata, "share": covered}
    return [("strata_held", facts) if covered >= FEW_COVERED else ("strata_thin", facts)]
