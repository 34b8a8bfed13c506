"""Placebo: the same meetings in an order that means nothing must not converge."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from textmine.measure.chance import order_test, trend
from textmine.measure.controls.results import Placebo
from textmine.measure.convergence import converge
from textmine.measure.results import Convergence, Interval
from textmine.represent.features import Features

# Orders tried in each placebo's own test: its rejections need two digits, not four.
PLACEBO_ORDERS: Final = 999


def placebo(
    features: Features,
    *,
    between: str = "pilot",
    over: str = "meeting",
    draws: int = 200,
    seed: int = 0,
    alpha: float = 0.05,
) -> Placebo:
    """Test for convergence in meetings put in random order, again and again.

    Parameters
    ----------
    features, between, over
        As in `textmine.measure.convergence.converge`.
    draws
        Random orders of the meetings.
    alpha
        Level of the one-sided test of convergence.

    Returns
    -------
    Placebo
        How often convergence is found where there is none (about `alpha` if the test is right for this
        corpus, with its meetings of unequal length), and where the observed slope lies among the placebos'.

    Raises
    ------
    TextmineError
        Fewer than two pilots, or no such column.

    Notes
    -----
    A meeting keeps its distance and its precision, and moves to another place: what differs from the
    permutation inside the test is that there the precisions stay where they are. It says nothing of confounds
    that change with time, which the order of meetings carries too.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> rows = pd.DataFrame([(p, m, m) for p in "ab" for m in range(8) for _ in range(10)],
    ...                     columns=["speaker", "meeting", "order"])
    >>> values = np.column_stack([rows["speaker"] == "a", rows["speaker"] == "b"])
    >>> features = Features(rows, values + rng.normal(0, 0.5, values.shape), ("x", "y"), "vectors")
    >>> placebo(features, between="speaker").is_calibrated
    True
    """
    settings: dict[str, object] = {
        "between": between, "over": over, "draws": draws, "alpha": alpha, "seed": seed,
    }  # fmt: skip
    base = converge(features, between=between, over=over, seed=seed, alpha=alpha)
    recipe = features.recipe.then("placebo", **settings)
    if len(base.table) < 2 or draws < 1:
        nothing = pd.DataFrame({"draw": [], "relative_slope": [], "p": []}).astype({"draw": "int64"})
        nan = float("nan")
        reasons = (("placebo_untold", {"n": len(base.table)}),)
        return Placebo(nothing, nan, (nan, nan), nan, nan, None, reasons, settings, recipe)
    table = _shuffled(base, draws, seed)
    rejected = int((table["p"] <= alpha).sum())
    interval = _interval(rejected, draws)
    slopes = table["relative_slope"].dropna()
    low = float((slopes <= base.relative_slope).mean()) if len(slopes) else float("nan")
    is_calibrated = interval[0] <= alpha
    facts = {
        "share": rejected / draws, "low": interval[0], "high": interval[1], "alpha": alpha, "draws": draws,
        "slope": base.relative_slope, "share_as_low": low,
    }  # fmt: skip
    return Placebo(
        table=table,
        rejections=rejected / draws,
        rejections_interval=interval,
        share_as_low=low,
        relative_slope=base.relative_slope,
        is_calibrated=is_calibrated,
        reasons=(("placebo_right" if is_calibrated else "placebo_wrong", facts),),
        settings=settings,
        recipe=recipe,
    )


def _shuffled(base: Convergence, draws: int, seed: int) -> pd.DataFrame:
    """Return the slope and the p-value of each random order."""
    distance, weight = (base.table[name].to_numpy(dtype=np.float64) for name in ("distance", "weight"))
    times = np.arange(len(distance), dtype=np.float64)
    generator = np.random.default_rng(seed)
    rows = []
    for draw in range(draws):
        order = generator.permutation(len(times))
        line = trend(distance[order], weight[order], times)
        test = order_test(
            distance[order], weight[order], times, seed=seed + draw, n_permutations=PLACEBO_ORDERS
        )
        slope = line.slope / line.mean if line.mean > 0 else float("nan")
        rows.append((draw, slope, test.p_decrease))
    return pd.DataFrame(rows, columns=["draw", "relative_slope", "p"])


def _interval(found: int, draws: int) -> Interval:
    low = float(stats.beta.ppf(0.025, found, draws - found + 1)) if found else 0.0
    high = float(stats.beta.ppf(0.975, found + 1, draws - found)) if found < draws else 1.0
    return low, high
