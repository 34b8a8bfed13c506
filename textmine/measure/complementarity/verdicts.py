"""From beta, its trend and uptake to one of four verdicts, and the reasons for it."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from textmine.measure.complementarity.levels import Line
from textmine.measure.complementarity.material import Material
from textmine.measure.complementarity.results import Verdict

Reason = tuple[str, dict[str, object]]
ALL: Final = "all"
_FEW_BLOCKS: Final = 10


class Limits(NamedTuple):
    """What was declared before looking.

    `alpha`: level of the tests; `margin`: beta - 1 below which pilots are held to speak alike;
    `least_uptake`: difference of shares below which a topic is held not to be taken up.
    """

    alpha: float
    margin: float
    least_uptake: float


class Judged(NamedTuple):
    """Verdict on all meetings, its reasons, and the table of periods with theirs."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    periods: pd.DataFrame


def judge_period(
    period: dict[str, object], uptake: pd.DataFrame, limits: Limits, *, has_fallen: bool
) -> tuple[Verdict, str, dict[str, object]]:
    """Return the verdict on a period, the key of its reason, and the facts of it.

    Parameters
    ----------
    period
        Its row of the table of periods: ``beta``, ``beta_low``, ``beta_high``.
    uptake
        Its rows of the table of uptake.
    has_fallen
        Whether complementarity falls over meetings beyond chance, and is lower here than at first.

    Notes
    -----
    In this order. "normalisation": the upper bound of beta is within the margin (nobody brings anything of
    his own, even where a difference so small can be detected), or complementarity has fallen.
    "juxtaposition": the lower bound of beta is above 1, and the upper bounds (90 %) of uptake at every
    horizon that can be measured lie below the least uptake. "complementarity": the lower bound of beta is
    above 1, and uptake at a horizon is above chance (p times the number of horizons). Else "cannot be told".
    """
    low, high = float(str(period["beta_low"])), float(str(period["beta_high"]))
    told = uptake.dropna(subset=["low", "high", "p"])
    facts = {
        "beta": period["beta"], "low": low, "high": high, "most": 1.0 + limits.margin,
        "alpha": limits.alpha, "least": limits.least_uptake, **_uptake_facts(told),
    }  # fmt: skip
    if high < 1.0 + limits.margin:
        return "normalisation", "why_alike", facts
    if has_fallen:
        return "normalisation", "why_falls", facts
    if not low > 1.0:
        return "cannot be told", "why_beta_unsure", facts
    if not len(told):
        return "cannot be told", "why_no_uptake_measured", facts
    if bool((told["high"] < limits.least_uptake).all()):
        return "juxtaposition", "why_juxtaposition", facts
    if float(told["p"].min()) * len(told) <= limits.alpha:
        return "complementarity", "why_complementarity", facts
    return "cannot be told", "why_uptake_unsure", facts


def _uptake_facts(told: pd.DataFrame) -> dict[str, object]:
    """Return the facts of the horizon where uptake is clearest, and the highest bound of all."""
    if not len(told):
        return {}
    clearest = told.sort_values("p").iloc[0]
    return {
        "rate": float(clearest["rate"]),
        "chance": float(clearest["chance"]),
        "p": min(1.0, float(clearest["p"]) * len(told)),
        "n": int(clearest["n_events"]),
        "highest": float(told["high"].max()),
    }


def judge_all(periods: pd.DataFrame, line: Line, uptake: pd.DataFrame, limits: Limits) -> Judged:
    """Return the verdicts; the first row of the table of periods is all meetings."""
    falls = line.p_fall <= limits.alpha
    first = float(periods["complementarity"].iloc[1])
    verdicts: list[Verdict] = []
    keys: list[str] = []
    reasons: list[Reason] = []
    trend_facts = {"p_fall": line.p_fall, "slope": line.slope}
    for place, row in enumerate(periods.to_dict("records")):
        period = {str(name): value for name, value in row.items()}
        below = place == 0 or (place > 1 and float(period["complementarity"]) < first)
        mine = uptake[uptake["period"] == period["period"]]
        verdict, key, facts = judge_period(period, mine, limits, has_fallen=falls and below)
        facts |= trend_facts
        verdicts.append(verdict)
        keys.append(key)
        if place == 0:
            reasons.append((key, facts))
        else:
            where = {name: period[name] for name in ("period", "first", "last")}
            reasons.append((f"period_{verdict.replace(' ', '_')}", {**where, **facts}))
    table = periods.assign(verdict=verdicts, reason=keys).iloc[1:].reset_index(drop=True)
    return Judged(verdicts[0], tuple(reasons), table)


def caveats(material: Material, line: Line, uptake: pd.DataFrame, limits: Limits) -> list[Reason]:
    """Return what limits any verdict on this material."""
    cells, used = material.cells, material.used
    reasons: list[Reason] = []
    if line.smallest_p > limits.alpha:
        facts: dict[str, object] = {"smallest": line.smallest_p, "alpha": limits.alpha, "n": len(used)}
        reasons.append(("too_few_meetings", facts))
    typical = float(np.median(material.counted[material.counted > 0]))
    if typical < _FEW_BLOCKS:
        reasons.append(("few_blocks", {"blocks": typical, "wanted": _FEW_BLOCKS}))
    absent = [
        f"{pilot} ({cells.meetings[t]})"
        for t in used
        for i, pilot in enumerate(cells.pilots)
        if not cells.present[i, t]
    ]
    if absent:
        shown = ", ".join(absent[:6]) + ("…" if len(absent) > 6 else "")
        reasons.append(("absent", {"n": len(absent), "cells": shown}))
    if not material.terms.is_connected:
        reasons.append(("not_connected", {}))
    whole = uptake[uptake["period"] == ALL].set_index("horizon")["n_events"]
    reasons += [(f"no_events_{horizon}", {}) for horizon in whole.index if whole[horizon] == 0]
    return [*reasons, ("agenda_not_controlled", {})]
