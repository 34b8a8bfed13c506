"""Do the pilots draw closer over their meetings? The estimate, its null, its interval, and a verdict."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textmine.measure.cells import Blocks, Floats, Index, Ints, index_of
from textmine.measure.chance import order_test, smallest_p_value
from textmine.measure.closeness import pair_trends, pilot_trends
from textmine.measure.judgement import held, judge, limits
from textmine.measure.results import Convergence
from textmine.measure.series import Series, sensitivity_table, series_of, shape_of
from textmine.measure.strata import Layers, layers_of
from textmine.measure.tables import cell_table, empty_meeting_table, meeting_table, pair_table
from textmine.recipe import Recipe

TREND_PERMUTATIONS = 999


def converge(
    features: Blocks,
    *,
    between: str = "pilot",
    over: str = "meeting",
    strata: str | None = None,
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
        "counts" of words. Those on disk (`Blocks`) are read one meeting at a time.
    between
        Who is compared: "pilot", or a column such as "speaker" or "cluster".
    over
        What is ordered in time: "meeting", or another column.
    strata
        A column of the blocks, such as "agenda": only blocks of the same stratum are compared, and strata
        keep their weights from meeting to meeting (`fixed_weights`). None compares all talk.
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
        Fewer than two pilots, no such column, or a single stratum. Where fewer than two meetings have two
        pilots to compare, the verdict is "inconclusive", and its reason says so.

    Notes
    -----
    The distance of a meeting is the mean of `dist_u` over pairs and strata (levels of pairs within strata
    removed by least squares where attendance or the agenda varies). Meetings weigh 1 / (mean over pilots of
    1 / number of blocks)^2, with strata as `Layers.precision` says. The verdict is
    "no meaningful change" when the 90 % interval of the share of distance lost lies within the margin (two
    one-sided tests, Schuirmann 1987), even where a change that small is detectable; else "convergence" or
    "divergence" by the permutation of the order of meetings; else "inconclusive". Absent pilots are
    missing, never 0.

    Examples
    --------
    >>> from textmine.represent.features import Features
    >>> rng = np.random.default_rng(0)
    >>> rows = pd.DataFrame([(p, m, m) for p in "ab" for m in range(5) for _ in range(20)],
    ...                     columns=["speaker", "meeting", "order"])
    >>> apart = np.where(rows["speaker"] == "a", 1.0, -1.0) * (5 - rows["order"])
    >>> values = np.column_stack([apart, np.zeros(len(rows))]) + rng.normal(0, 0.1, (len(rows), 2))
    >>> converge(Features(rows, values, ("x", "y"), "vectors"), between="speaker").verdict
    'convergence'
    """
    index = index_of(features.rows, between=between, over=over)
    layers = layers_of(features, index, strata=strata)
    precision = layers.precision()
    series = series_of(layers.rows, precision, layers.row_weights)
    settings: dict[str, object] = {
        "between": between, "over": over, "strata": strata, "alpha": alpha, "margin": margin, "seed": seed,
        "n_permutations": n_permutations, "kind": features.kind,
    }  # fmt: skip
    recipe = features.recipe.then("converge", **{k: v for k, v in settings.items() if k != "kind"})
    if len(series.used) < 2:
        return _untold(layers, index, len(series.used), settings, recipe)
    test = order_test(series.distance, series.weight, series.times, seed=seed, n_permutations=n_permutations)
    errors = layers.errors()
    shape = shape_of(series, errors[series.used])
    smallest = smallest_p_value(len(series.used), n_permutations)
    verdict, reasons = judge(shape, test, smallest, alpha=alpha, margin=margin)
    chance = {"seed": seed, "n_permutations": min(n_permutations, TREND_PERMUTATIONS)}
    return Convergence(
        table=_dated(meeting_table(layers, index, series, errors, test, shape.line), features, over),
        pairs=pair_table(index, layers.overall),
        cells=cell_table(index, layers),
        strata=layers.frame() if strata is not None else _no_strata(),
        pair_trends=pair_trends(layers, precision, index.pilots, **chance),
        pilot_trends=pilot_trends(layers, precision, index.pilots, **chance),
        sensitivity=sensitivity_table(test.p_decrease, len(series.used), alpha),
        relative_slope=shape.relative_slope,
        relative_slope_interval=shape.relative_interval,
        relative_slope_block_interval=shape.block_interval,
        share_lost=shape.share_lost,
        share_lost_interval=shape.share_interval,
        p_convergence=test.p_decrease,
        p_divergence=test.p_increase,
        p_two_sided=test.p_two_sided,
        n_permutations=test.n_orders,
        is_exact=test.is_exact,
        smallest_p=smallest,
        verdict=verdict,
        reasons=tuple(reasons + limits(layers, index, series, strata=strata)),
        n_blocks=_n_compared(layers, series.used),
        settings=settings,
        recipe=recipe,
    )


def distance_series(
    features: Blocks, *, between: str = "pilot", over: str = "meeting", strata: str | None = None
) -> tuple[Series, Floats, Index]:
    """Return the series that `converge` tests, the standard errors of its distances, and the index.

    Raises
    ------
    TextmineError
        As `converge`.
    """
    index = index_of(features.rows, between=between, over=over)
    layers = layers_of(features, index, strata=strata)
    series = series_of(layers.rows, layers.precision(), layers.row_weights)
    return series, layers.errors()[series.used], index


def _n_compared(layers: Layers, used: Ints) -> int:
    """Return the number of blocks of the meetings used."""
    return int(np.where(layers.present, layers.n_blocks, 0)[:, :, used].sum())


def _no_strata() -> pd.DataFrame:
    return pd.DataFrame({"stratum": pd.Series(dtype="str")})


def _untold(
    layers: Layers, index: Index, n_comparable: int, settings: dict[str, object], recipe: Recipe
) -> Convergence:
    """Return the result of a corpus with fewer than two meetings where two pilots can be compared."""
    missing = float("nan")
    facts: dict[str, object] = {
        "n": n_comparable,
        "pilots": len(index.pilots),
        "meetings": len(index.meetings),
    }
    return Convergence(
        table=empty_meeting_table(),
        pairs=pair_table(index, layers.overall),
        cells=cell_table(index, layers),
        strata=layers.frame() if settings["strata"] is not None else _no_strata(),
        pair_trends=pd.DataFrame(),
        pilot_trends=pd.DataFrame(),
        sensitivity=pd.DataFrame(),
        relative_slope=missing,
        relative_slope_interval=(missing, missing),
        relative_slope_block_interval=(missing, missing),
        share_lost=missing,
        share_lost_interval=(missing, missing),
        p_convergence=missing,
        p_divergence=missing,
        p_two_sided=missing,
        n_permutations=0,
        is_exact=True,
        smallest_p=missing,
        verdict="inconclusive",
        reasons=(("why_nothing_to_compare", facts), *held(layers, settings["strata"])),
        n_blocks=0,
        settings=settings,
        recipe=recipe,
    )


def _dated(table: pd.DataFrame, features: Blocks, over: str) -> pd.DataFrame:
    if "date" in features.rows:
        table["date"] = table["meeting"].map(features.rows.groupby(over)["date"].first())
    return table
