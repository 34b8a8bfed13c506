"""Do the pilots draw closer over their meetings? The estimate, its null, its interval, and a verdict."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from textmine.measure.cells import Cells, Floats, Ints, gather
from textmine.measure.chance import OrderTest, Trend, jackknife_interval, order_test, smallest_p_value, trend
from textmine.measure.distance import distances, mean_distance
from textmine.measure.results import Convergence, Interval, Verdict
from textmine.measure.tables import cell_table, empty_meeting_table, meeting_table, pair_table
from textmine.recipe import Recipe
from textmine.represent.features import Features

Reason = tuple[str, dict[str, object]]
FEW_BLOCKS = 10


class _Shape(NamedTuple):
    """What is estimated from the distance over meetings."""

    line: Trend
    relative_slope: float
    relative_interval: Interval
    share_lost: float
    share_interval: Interval


def converge(
    features: Features,
    *,
    between: str = "pilot",
    over: str = "meeting",
    seed: int = 0,
    n_permutations: int = 9_999,
    alpha: float = 0.05,
    margin: float = 0.20,
) -> Convergence:
    """Measure whether pilots' talk draws closer from meeting to meeting.

    Parameters
    ----------
    features
        One row a block: "vectors" (best: ``SentenceVectors(purpose="pilot")``), "shares" of topics, or
        "counts" of words.
    between
        Who is compared: "pilot", or a column such as "speaker" or "cluster".
    over
        What is ordered in time: "meeting", or another column.
    n_permutations
        Orders drawn when there are more than 7 meetings; all orders otherwise.
    alpha
        Level of the one-sided test of convergence, declared before looking.
    margin
        Change, as a share of the initial distance, below which a change has no meaning (equivalence test).

    Returns
    -------
    Convergence
        One of four verdicts, with the estimate, its interval, its p-value, and the counts it rests on.

    Raises
    ------
    TextmineError
        Fewer than two pilots, or no such column. Where fewer than two meetings have two pilots to compare,
        the verdict is "inconclusive", and its reason says so.

    Notes
    -----
    The distance of a meeting is the mean of `dist_u` over pairs (pairs' levels removed by least squares where
    attendance varies). Meetings weigh 1 / (mean over pilots of 1 / number of blocks)^2. The verdict is
    "no meaningful change" when the 90 % interval of the share of distance lost lies within the margin (two
    one-sided tests, Schuirmann 1987), even where a change that small is detectable; else "convergence" or
    "divergence" by the permutation of the order of meetings; else "inconclusive". Absent pilots are
    missing, never 0.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> rows = pd.DataFrame([(p, m, m) for p in "ab" for m in range(5) for _ in range(20)],
    ...                     columns=["speaker", "meeting", "order"])
    >>> apart = np.where(rows["speaker"] == "a", 1.0, -1.0) * (5 - rows["order"])
    >>> values = np.column_stack([apart, np.zeros(len(rows))]) + rng.normal(0, 0.1, (len(rows), 2))
    >>> converge(Features(rows, values, ("x", "y"), "vectors"), between="speaker").verdict
    'convergence'
    """
    cells = gather(features, between=between, over=over)
    pairwise = distances(cells)
    first, second = np.triu_indices(len(cells.pilots), 1)
    settings = {
        "between": between, "over": over, "alpha": alpha, "margin": margin, "seed": seed,
        "n_permutations": n_permutations, "kind": features.kind,
    }  # fmt: skip
    recipe = features.recipe.then("converge", **{k: v for k, v in settings.items() if k != "kind"})
    n_comparable = int(np.isfinite(pairwise).any(axis=(0, 1)).sum())
    if n_comparable < 2:
        return _untold(cells, pairwise, n_comparable, settings, recipe)
    means, is_connected = mean_distance(pairwise[first, second])
    used = np.flatnonzero(np.isfinite(means))
    weight = _weights(cells)[used]
    times = np.arange(len(used), dtype=np.float64)
    test = order_test(means[used], weight, times, seed=seed, n_permutations=n_permutations)
    shape = _shape(means[used], weight, times)
    smallest = smallest_p_value(len(used), n_permutations)
    verdict, reasons = _verdict(shape, test, smallest, alpha=alpha, margin=margin)
    reasons += _limits(cells, used, is_connected=is_connected)
    return Convergence(
        table=_dated(meeting_table(cells, means, used, weight, shape.line, test.null_lines), features, over),
        pairs=pair_table(cells, pairwise),
        cells=cell_table(cells, pairwise),
        relative_slope=shape.relative_slope,
        relative_slope_interval=shape.relative_interval,
        share_lost=shape.share_lost,
        share_lost_interval=shape.share_interval,
        p_convergence=test.p_decrease,
        p_divergence=test.p_increase,
        p_two_sided=test.p_two_sided,
        n_permutations=test.n_orders,
        is_exact=test.is_exact,
        smallest_p=smallest,
        verdict=verdict,
        reasons=tuple(reasons),
        n_blocks=int(cells.n_blocks[cells.present].sum()),
        settings=settings,
        recipe=recipe,
    )


def _untold(
    cells: Cells, pairwise: Floats, n_comparable: int, settings: dict[str, object], recipe: Recipe
) -> Convergence:
    """Return the result of a corpus with fewer than two meetings where two pilots can be compared."""
    missing = float("nan")
    facts: dict[str, object] = {
        "n": n_comparable,
        "pilots": len(cells.pilots),
        "meetings": len(cells.meetings),
    }
    return Convergence(
        table=empty_meeting_table(),
        pairs=pair_table(cells, pairwise),
        cells=cell_table(cells, pairwise),
        relative_slope=missing,
        relative_slope_interval=(missing, missing),
        share_lost=missing,
        share_lost_interval=(missing, missing),
        p_convergence=missing,
        p_divergence=missing,
        p_two_sided=missing,
        n_permutations=0,
        is_exact=True,
        smallest_p=missing,
        verdict="inconclusive",
        reasons=(("why_nothing_to_compare", facts),),
        n_blocks=int(cells.n_blocks[cells.present].sum()),
        settings=settings,
        recipe=recipe,
    )


def _dated(table: pd.DataFrame, features: Features, over: str) -> pd.DataFrame:
    if "date" in features.rows:
        table["date"] = table["meeting"].map(features.rows.groupby(over)["date"].first())
    return table


def _weights(cells: Cells) -> Floats:
    """Return the precision of each meeting, shape (T,), sum 1 over meetings with a pair."""
    inverse = np.where(cells.present, 1.0 / np.maximum(cells.n_blocks, 1), 0.0)
    n_present = cells.present.sum(axis=0)
    mean = inverse.sum(axis=0) / np.maximum(n_present, 1)
    weight = np.where(n_present >= 2, 1.0 / np.maximum(mean, 1e-12) ** 2, 0.0)
    return np.asarray(weight / weight.sum())


def _shape(distance: Floats, weight: Floats, times: Floats) -> _Shape:
    def line(kept: Ints) -> Trend:
        return trend(distance[kept], weight[kept], times[kept])

    def relative(kept: Ints) -> float:
        fit = line(kept)
        return fit.slope / fit.mean if fit.mean > 0 else float("nan")

    def lost(kept: Ints) -> float:
        fit = line(kept)
        start = float(fit.at(times[:1])[0])
        return -fit.slope * (times[-1] - times[0]) / start if start > 0 else float("nan")

    every = np.arange(len(times), dtype=np.int64)
    return _Shape(
        line(every),
        relative(every),
        jackknife_interval(relative, len(times), level=0.95),
        lost(every),
        jackknife_interval(lost, len(times), level=0.90),
    )


def _verdict(
    shape: _Shape, test: OrderTest, smallest: float, *, alpha: float, margin: float
) -> tuple[Verdict, list[Reason]]:
    low, high = shape.share_interval
    facts: dict[str, object] = {
        "p": min(test.p_decrease, test.p_increase), "low": low, "high": high,
        "alpha": alpha, "margin": margin, "smallest": smallest,
    }  # fmt: skip
    if -margin < low and high < margin:
        return "no meaningful change", [("why_no_change", facts)]
    if test.p_decrease <= alpha:
        return "convergence", [("why_convergence", facts)]
    if test.p_increase <= alpha:
        return "divergence", [("why_divergence", facts)]
    facts["p"] = test.p_decrease
    reasons: list[Reason] = [("why_inconclusive" if np.isfinite(low) else "why_inconclusive_short", facts)]
    if smallest > alpha:
        reasons.append(("too_few_meetings", facts))
    return "inconclusive", reasons


def _limits(cells: Cells, used: Ints, *, is_connected: bool) -> list[Reason]:
    reasons: list[Reason] = []
    typical = float(np.median(cells.n_blocks[cells.present]))
    if typical < FEW_BLOCKS:
        reasons.append(("few_blocks", {"blocks": typical, "wanted": FEW_BLOCKS}))
    absent = [
        f"{pilot} ({cells.meetings[t]})"
        for t in used
        for i, pilot in enumerate(cells.pilots)
        if not cells.present[i, t]
    ]
    if absent:
        shown = ", ".join(absent[:6]) + ("…" if len(absent) > 6 else "")
        reasons.append(("absent", {"n": len(absent), "cells": shown}))
    if not is_connected:
        reasons.append(("not_connected", {}))
    sizes = np.where(cells.present, cells.n_blocks, 0).sum(axis=0)[used]
    if len(used) >= 4 and sizes.max() >= 1.5 * sizes.min():
        drift = stats.spearmanr(np.arange(len(used)), sizes).statistic
        if abs(drift) >= 0.6:
            reasons.append(("talk_grows" if drift > 0 else "talk_shrinks", {"rho": float(drift)}))
    reasons.append(("agenda_not_controlled", {}))
    return reasons
