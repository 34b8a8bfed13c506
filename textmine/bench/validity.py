"""The benchmark's table: what each check must reach, what was seen, what naive measures would say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

LEVEL: Final = 0.05
NAIVE: Final = ("p_jsd", "p_centroid")
OURS: Final = ("p_axes", "p_whole")
Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Check:
    """One line of the table.

    Attributes
    ----------
    name
        Its key in the catalogue's section ``bench``.
    cell
        The cell of `textmine.bench.cells.CELLS` whose sets it reads.
    figure
        Gives the figure from a column of the scores.
    column
        The column of the measure that is tested.
    goal
        The figure must lie between these two.
    naive
        Columns of naive measures, shown beside.
    others
        Columns of textmine's other measures, shown beside.
    """

    name: str
    cell: str
    figure: Callable[[pd.DataFrame, str], float]
    column: str
    goal: tuple[float, float]
    naive: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def rejected(scores: pd.DataFrame, column: str) -> float:
    """Return the share of sets whose p-value is at most .05."""
    return float((scores[column] <= LEVEL).mean())


def average(scores: pd.DataFrame, column: str) -> float:
    """Return the mean over sets."""
    return float(scores[column].mean())


def rank_correlation(scores: pd.DataFrame, column: str) -> float:
    """Return Spearman's correlation of what was planted with what was estimated, falls counted up."""
    return -float(stats.spearmanr(scores["planted"], scores[column]).statistic)


def planted_correlation(scores: pd.DataFrame, column: str) -> float:
    """Return Spearman's correlation of planted and estimated complementarity."""
    return float(stats.spearmanr(scores["planted"], scores[column]).statistic)


def covered(scores: pd.DataFrame, column: str) -> float:
    """Return the share of sets whose interval holds the true relative slope."""
    del column
    return float(((scores["low"] <= scores["truth"]) & (scores["truth"] <= scores["high"])).mean())


def _false(name: str, cell: str, most: float) -> Check:
    return Check(name, cell, rejected, "p_vectors", (0.0, most), NAIVE, OURS)


def _power(name: str, cell: str, least: float) -> Check:
    return Check(name, cell, rejected, "p_vectors", (least, 1.0), NAIVE, OURS)


def _rank(name: str, cell: str, least: float) -> Check:
    naive = ("slope_jsd", "slope_centroid")
    return Check(name, cell, rank_correlation, "slope_vectors", (least, 1.0), naive, ("slope_axes",))


def _direction(name: str, cell: str, least: float) -> Check:
    naive = ("auc_projection", "auc_cosine")
    return Check(name, cell, average, "auc_lag1", (least, 1.0), naive, ("auc_sharp", "auc_sign"))


CHECKS: Final = (
    _false("false_plain", "plain", 0.07),
    _false("false_grows", "grows", 0.08),
    _false("false_shrinks", "shrinks", 0.08),
    _false("false_agenda", "agenda", 0.10),
    _false("false_attendance", "attendance", 0.08),
    _false("false_talkative", "talkative", 0.08),
    _false("false_runs", "runs", 0.08),
    _false("false_noisy", "noisy", 0.08),
    Check("talkative_leads", "alone_talkative", average, "top_lag1", (0.0, 0.25),
          ("top_projection", "top_cosine"), ("top_sharp", "top_sign")),
    _power("power_10x40", "power_10x40", 0.75),
    _power("power_5x80", "power_5x80", 0.70),
    _power("power_noisy", "power_noisy", 0.0),
    _rank("rank_10x40", "rank_10x40", 0.85),
    _rank("rank_10x80", "rank_10x80", 0.93),
    _direction("copies_15", "copies_15", 0.82),
    _direction("copies_30", "copies_30", 0.94),
    Check("coverage_plain", "plain", covered, "low", (0.93, 0.97)),
    Check("coverage_half", "power_10x40", covered, "low", (0.93, 0.97)),
    Check("bias_5", "equal_5", average, "bias", (-0.005, 0.005), ("jsd", "centroid")),
    Check("bias_10", "equal_10", average, "bias", (-0.005, 0.005), ("jsd", "centroid")),
    Check("complementarity", "partition", planted_correlation, "estimate", (0.9, 1.0), ("naive",)),
)  # fmt: skip


def validity_table(tables: Tables) -> pd.DataFrame:
    """Return one row a check whose cell was scored.

    Returns
    -------
    DataFrame
        ``check``, ``must_reach``, ``seen``, ``low`` and ``high`` (95 %: Wilson for shares, else bootstrap
        over sets, seeded), ``is_met``, ``n_sets``, ``others`` and ``naive`` (the same figure for other
        measures).

    Examples
    --------
    >>> scores = pd.DataFrame({"p_vectors": [0.01, 0.5], "p_jsd": [0.01, 0.02], "p_centroid": [0.4, 0.3],
    ...                        "p_axes": 0.2, "p_whole": 0.3, "low": 0.0, "high": 1.0, "truth": 0.5})
    >>> validity_table({"plain": scores})["naive"].iloc[0]
    'p_jsd 1.000, p_centroid 0.000'
    """
    rows = []
    for check in CHECKS:
        if check.cell not in tables:
            continue
        scores = tables[check.cell]
        seen = check.figure(scores, check.column)
        low, high = _interval(check, scores, seen)
        rows.append(
            {
                "check": check.name,
                "must_reach": _goal(check),
                "seen": seen,
                "low": low,
                "high": high,
                "is_met": bool(check.goal[0] <= seen <= check.goal[1]),
                "n_sets": len(scores),
                "others": _beside(check, scores, check.others),
                "naive": _beside(check, scores, check.naive),
            }
        )
    return pd.DataFrame(rows)


def _beside(check: Check, scores: pd.DataFrame, columns: tuple[str, ...]) -> str:
    return ", ".join(f"{column} {check.figure(scores, column):.3f}" for column in columns)


def _goal(check: Check) -> str:
    low, high = check.goal
    if low == 0.0:
        return f"≤ {high:g}" if high < 1 else ""
    return f"≥ {low:g}" if high == 1.0 else f"{low:g} … {high:g}"


def _interval(check: Check, scores: pd.DataFrame, seen: float) -> tuple[float, float]:
    if check.figure in (rejected, covered):
        found = stats.binomtest(round(seen * len(scores)), len(scores)).proportion_ci(method="wilson")
        return (float(found.low), float(found.high))
    generator = np.random.default_rng(0)
    drawn = [
        check.figure(scores.iloc[generator.integers(len(scores), size=len(scores))], check.column)
        for _ in range(200)
    ]
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return (float(low), float(high))
