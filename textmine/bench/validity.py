"""The benchmark's table: what each check must reach, what was seen, what naive measures would say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from textmine.messages import say

LEVEL: Final = 0.05
N_BOOTSTRAPS: Final = 200
NAIVE: Final = ("p_jsd", "p_centroid")
OURS: Final = ("p_axes", "p_whole")
ANY: Final = (0.0, 1.0)
NO_GOAL: Final = "–"
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
        The figure must lie between these two; `ANY` where it is only told.
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


def _false(name: str, cell: str, most: float = 0.08) -> Check:
    return Check(name, cell, rejected, "p_vectors", (0.0, most), NAIVE, OURS)


def _power(name: str, cell: str, least: float = 0.0) -> Check:
    return Check(name, cell, rejected, "p_vectors", (least, 1.0), NAIVE, OURS)


def _rise(name: str, cell: str, most: float = 1.0) -> Check:
    naive, others = (f"p_rise_{which}" for which in ("jsd", "centroid")), ("p_rise_axes", "p_rise_whole")
    return Check(name, cell, rejected, "p_rise_vectors", (0.0, most), tuple(naive), others)


def _rank(name: str, cell: str, least: float) -> Check:
    naive = ("slope_jsd", "slope_centroid")
    return Check(name, cell, rank_correlation, "slope_vectors", (least, 1.0), naive, ("slope_axes",))


def _direction(name: str, cell: str, least: float = 0.0) -> Check:
    naive = ("auc_projection", "auc_cosine")
    return Check(name, cell, average, "auc_lag1", (least, 1.0), naive, ("auc_sharp", "auc_means", "auc_sign"))


def _followed(name: str, cell: str, most: float = 1.0) -> Check:
    return Check(name, cell, rejected, "p_lag1", (0.0, most), (), ("p_sharp", "p_means", "p_sign"))


def _phrases(name: str, cell: str, most: float = 1.0) -> Check:
    return Check(name, cell, rejected, "p_adopted", (0.0, most), (), ("p_named",))


def _said(name: str, cell: str, verdict: str, goal: tuple[float, float] = ANY) -> Check:
    naive = ("said_different",) if verdict == "said_complementarity" else ()
    return Check(name, cell, average, verdict, goal, naive)


CHECKS: Final = (
    _false("false_plain", "plain", 0.07),
    _false("false_grows", "grows"),
    _false("false_shrinks", "shrinks"),
    _false("false_agenda", "agenda", 0.10),
    _false("false_attendance", "attendance"),
    _false("false_talkative", "talkative"),
    _false("false_runs", "runs"),
    _false("false_noisy", "noisy"),
    _false("false_noise", "noise"),
    _false("false_guide", "guide"),
    # meetings that resemble their neighbours break the exchangeability of the test: shown, not promised
    _false("false_meetings", "meetings", 1.0),
    _false("false_speakers", "speakers"),
    # the first meeting does lie further apart: how often a true fall, though no trend, is taken for one
    _false("false_extreme", "extreme", 1.0),
    _rise("rise_plain", "plain", 0.08),
    _rise("rise_shrinks", "shrinks", 0.08),
    Check("style_plain", "plain", rejected, "p_style", (0.0, 0.08)),
    _power("power_10x40", "power_10x40", 0.75),
    _power("power_5x80", "power_5x80", 0.70),
    _power("power_10x20", "power_10x20"),
    _power("power_noisy", "power_noisy"),
    _power("power_runs", "power_runs"),
    _power("power_speakers", "power_speakers"),
    _rise("power_divergence", "divergence"),
    Check("power_style", "style", rejected, "p_style", ANY, (), ("p_vectors",)),
    _rank("rank_10x40", "rank_10x40", 0.85),
    _rank("rank_10x80", "rank_10x80", 0.93),
    Check("coverage_plain", "plain", covered, "low", (0.93, 0.97)),
    Check("coverage_half", "power_10x40", covered, "low", (0.93, 0.97)),
    Check("bias_5", "equal_5", average, "bias", (-0.005, 0.005), ("jsd", "centroid")),
    Check("bias_10", "equal_10", average, "bias", (-0.005, 0.005), ("jsd", "centroid")),
    Check("bias_40", "equal_40", average, "bias", (-0.005, 0.005), ("jsd", "centroid")),
    _followed("followed_alone", "alone", 0.08),
    _followed("followed_talkative", "alone_talkative", 0.08),
    _followed("followed_common", "alone_common", 0.08),
    Check("talkative_leads", "alone_talkative", average, "top_lag1", (0.0, 0.25),
          ("top_projection", "top_cosine"), ("top_sharp", "top_means", "top_sign")),
    _direction("copies_15", "copies_15", 0.82),
    _direction("copies_30", "copies_30", 0.94),
    _direction("follows_static", "follows_static"),
    _direction("follows_moving", "follows_moving"),
    _followed("power_copies_15", "copies_15"),
    _followed("power_copies_30", "copies_30"),
    _phrases("phrases_none", "phrases_none", 0.08),
    _phrases("phrases_talkative", "phrases_talkative", 0.08),
    Check("talkative_coins", "phrases_talkative", average, "top_adopted", (0.0, 0.25), ("top_counted",)),
    Check("phrases_few_leader", "phrases_few", average, "top_adopted", ANY, ("top_counted",)),
    Check("phrases_leader", "phrases", average, "top_adopted", ANY, ("top_counted",)),
    Check("phrases_pairs", "phrases", average, "auc_adopted", ANY, ("auc_counted",)),
    _phrases("power_phrases_few", "phrases_few"),
    _phrases("power_phrases", "phrases"),
    Check("complementarity", "partition", planted_correlation, "estimate", (0.9, 1.0), ("naive",)),
    _said("false_juxtaposed", "juxtaposed", "said_complementarity", (0.0, 0.08)),
    _said("false_alike", "alike", "said_complementarity", (0.0, 0.08)),
    _said("told_uptake", "uptake", "said_complementarity"),
    _said("told_juxtaposed", "juxtaposed", "said_juxtaposition"),
    _said("told_alike", "alike", "said_normalisation"),
)  # fmt: skip


def validity_table(tables: Tables, language: str | None = None) -> pd.DataFrame:
    """Return one row a check whose cell was scored.

    Parameters
    ----------
    tables
        Scores by cell, as `textmine.bench.runner.run_cells` gives them.
    language
        Of the column ``what``; None: the user's.

    Returns
    -------
    DataFrame
        ``check``, ``what`` (in words), ``must_reach`` ("–" where nothing is asked), ``seen``, ``low`` and
        ``high`` (95 %: Wilson for shares, else bootstrap over sets, seeded), ``is_met`` (None where nothing
        is asked), ``n_sets``, ``others`` and ``naive`` (the same figure for other measures).

    Examples
    --------
    >>> scores = pd.DataFrame({"p_vectors": [0.01, 0.5], "p_jsd": [0.01, 0.02], "p_centroid": [0.4, 0.3],
    ...                        "p_axes": 0.2, "p_whole": 0.3})
    >>> validity_table({"grows": scores})["naive"].iloc[0]
    'p_jsd 1.000, p_centroid 0.000'
    """
    rows = [_line(check, tables[check.cell], language) for check in CHECKS if check.cell in tables]
    table = pd.DataFrame(rows)
    return table.assign(is_met=table["is_met"].astype(object)) if rows else table


def _line(check: Check, scores: pd.DataFrame, language: str | None) -> dict[str, object]:
    seen = check.figure(scores, check.column)
    low, high = _interval(check, scores, seen)
    return {
        "check": check.name,
        "what": say(f"bench.{check.name}", language),
        "must_reach": _goal(check),
        "seen": seen,
        "low": low,
        "high": high,
        "is_met": None if check.goal == ANY else bool(check.goal[0] <= seen <= check.goal[1]),
        "n_sets": len(scores),
        "others": _beside(check, scores, check.others),
        "naive": _beside(check, scores, check.naive),
    }


def _beside(check: Check, scores: pd.DataFrame, columns: tuple[str, ...]) -> str:
    return ", ".join(f"{column} {check.figure(scores, column):.3f}" for column in columns)


def _goal(check: Check) -> str:
    low, high = check.goal
    if check.goal == ANY:
        return NO_GOAL
    if low == 0.0:
        return f"≤ {high:g}"
    return f"≥ {low:g}" if high == 1.0 else f"{low:g} … {high:g}"


def _interval(check: Check, scores: pd.DataFrame, seen: float) -> tuple[float, float]:
    is_share = check.figure in (rejected, covered) or scores[check.column].isin((0.0, 1.0)).all()
    if is_share:
        found = stats.binomtest(round(seen * len(scores)), len(scores)).proportion_ci(method="wilson")
        return (float(found.low), float(found.high))
    generator = np.random.default_rng(0)
    drawn = [
        check.figure(scores.iloc[generator.integers(len(scores), size=len(scores))], check.column)
        for _ in range(N_BOOTSTRAPS)
    ]
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return (float(low), float(high))
