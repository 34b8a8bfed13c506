"""The same question asked of several representations and distances, with one family of tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from textmine.display import Shown
from textmine.errors import TextmineError
from textmine.measure.cells import MOST_CELLS, MOST_PILOTS, Floats, Index, index_of
from textmine.measure.chance import Orders, draw_orders, trend_statistics
from textmine.measure.pairwise.table import MEASURES, Measure
from textmine.measure.series import Series, Shape, series_of, shape_of
from textmine.measure.strata import layers_by
from textmine.recipe import Recipe
from textmine.represent.features import Features


@dataclass(frozen=True)
class Panel(Shown):
    """Trends of several distances over the same meetings.

    Attributes
    ----------
    table
        One row a distance: ``measure`` (name), ``features`` (what it is computed on), ``is_primary``,
        ``is_naive`` (biased: shown to be compared, never tested), ``relative_slope``, ``low`` and ``high``
        (95 % jackknife over meetings), ``p`` (one-sided, order of meetings), ``p_adjusted`` (Westfall and
        Young's maxT over the family of secondary distances; the primary keeps its own p; NaN outside),
        ``n_meetings``, ``distance`` (weighted mean).
    settings
        between, over, strata, seed, n_permutations.
    """

    table: pd.DataFrame
    settings: Mapping[str, object]
    recipe: Recipe = field(default_factory=Recipe)

    def frame(self) -> pd.DataFrame:
        """Return a fresh table, one row a distance."""
        return self.table.copy()

    def __repr__(self) -> str:
        return f"Panel({len(self.table)} distances)"


class _Row(NamedTuple):
    measure: Measure
    series: Series
    shape: Shape


def converge_panel(
    features: Mapping[str, Features],
    *,
    primary: str = "dist_u",
    between: str = "pilot",
    over: str = "meeting",
    strata: str | None = None,
    seed: int = 0,
    n_permutations: int = 9_999,
    most_pilots: int = MOST_PILOTS,
) -> Panel:
    """Measure the trend of several distances, so that a verdict does not hang on one of them.

    Parameters
    ----------
    features
        "vectors", "shares", "tfidf", "style" and "counts" of the same blocks, those that there are.
    primary
        Name of the declared distance; the others are secondary, and their p-values adjusted for their number.
    most_pilots
        Where there are more, all distances, the declared one too, are those of the pilots with most blocks;
        of fewer where there are more than 50 meetings (pilots times meetings: 5,000).

    Returns
    -------
    Panel
        One row a distance that these features allow.

    Raises
    ------
    TextmineError
        No distance can be computed from these features, or `primary` is none of them.

    Notes
    -----
    The family is tested by the same orders of meetings: p_adjusted is the share of orders in which the
    largest standardised fall of any secondary distance is at least this one's (Westfall & Young 1993, single
    step). Distances that lack a meeting that the primary has are shown outside the family, as are naive ones.
    """
    wanted = [measure for measure in MEASURES if measure.kind in features]
    if primary not in [measure.name for measure in wanted]:
        raise TextmineError(
            "no_such_measure", measure=primary, known=", ".join(m.name for m in wanted) or "0"
        )
    rows = []
    for measure in wanted:
        values = features[measure.kind]
        index = index_of(values.rows, between=between, over=over).most_heard(most_pilots, n_cells=MOST_CELLS)
        series = _series(measure, values, index, strata)
        if len(series.used) >= 2:
            rows.append(_Row(measure, series, shape_of(series)))
    table = _table(rows, primary, seed=seed, n_permutations=n_permutations)
    options = {"primary": primary, "between": between, "over": over, "strata": strata, "seed": seed,
               "n_permutations": n_permutations, "most_pilots": most_pilots}  # fmt: skip
    recipe = next(iter(features.values())).recipe.then("panel", **options)
    return Panel(table, options, recipe)


def _series(measure: Measure, features: Features, index: Index, strata: str | None) -> Series:
    layers = layers_by(features, index, measure.distances, strata=strata)
    return series_of(layers.rows, layers.precision(), layers.row_weights)


def _table(rows: list[_Row], primary: str, *, seed: int, n_permutations: int) -> pd.DataFrame:
    first = next((row for row in rows if row.measure.name == primary), None)
    records = []
    falls: dict[int, tuple[Floats, float]] = {}
    for place, (measure, series, shape) in enumerate(rows):
        drawn = draw_orders(len(series.used), seed=seed, n_permutations=n_permutations)
        statistics, observed = trend_statistics(series.distance, series.weight, series.times, drawn)
        same = first is not None and np.array_equal(series.used, first.series.used)
        if same and measure.is_tested and not measure.is_naive and measure.name != primary:
            falls[place] = _standardised(statistics, observed)
        low, high = shape.relative_interval
        p, _ = drawn.p_values(statistics, observed)
        estimate = (shape.relative_slope, low, high, p, np.nan, len(series.used), shape.line.mean)
        records.append((measure.name, measure.kind, measure.name == primary, measure.is_naive, *estimate))
    names = ["measure", "features", "is_primary", "is_naive", "relative_slope", "low", "high", "p",
             "p_adjusted", "n_meetings", "distance"]  # fmt: skip
    table = pd.DataFrame(records, columns=names)
    if first is not None and falls:
        drawn = draw_orders(len(first.series.used), seed=seed, n_permutations=n_permutations)
        for place, p in zip(falls, max_t(list(falls.values()), drawn), strict=True):
            table.loc[place, "p_adjusted"] = p
    table.loc[table["is_primary"], "p_adjusted"] = table.loc[table["is_primary"], "p"]
    return table


def _standardised(statistics: Floats, observed: float) -> tuple[Floats, float]:
    """Return falls in units of their spread over the orders."""
    spread = float(statistics.std()) or 1.0
    centre = float(statistics.mean())
    return (centre - statistics) / spread, (centre - observed) / spread


def max_t(falls: Sequence[tuple[Floats, float]], drawn: Orders) -> list[float]:
    """Return p-values adjusted for the number of tests, by the distribution of their maximum.

    Parameters
    ----------
    falls
        For each test, its standardised statistic at each order, shape (B,), and as observed; large is
        extreme.

    Examples
    --------
    >>> drawn = draw_orders(3, seed=0, n_permutations=9)
    >>> one = (np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0]), 4.0)
    >>> two = (np.array([5.0, 0.0, 0.0, 0.0, 0.0, 0.0]), 0.0)
    >>> [round(p, 3) for p in max_t([one, two], drawn)]
    [0.5, 1.0]
    """
    largest = np.max([statistics for statistics, _ in falls], axis=0)
    return [drawn.p_values(largest, observed)[1] for _, observed in falls]
