"""The tidy tables of a convergence result."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from textmine.measure.cells import Floats, Index
from textmine.measure.chance import OrderTest, Trend
from textmine.measure.series import Series
from textmine.measure.strata import Layers


def meeting_table(
    layers: Layers, index: Index, series: Series, errors: Floats, test: OrderTest, line: Trend
) -> pd.DataFrame:
    """Return one row a meeting: see `textmine.measure.results.Convergence.table`."""
    used = series.used
    half = stats.norm.ppf(0.975) * errors[used]
    low, high = np.quantile(test.null_lines, [0.025, 0.975], axis=0)
    compared = np.isfinite(layers.overall)
    return pd.DataFrame(
        {
            "meeting": [index.meetings[t] for t in used],
            "order": index.order[used],
            "distance": series.distance,
            "low": series.distance - half,
            "high": series.distance + half,
            "weight": series.weight,
            "fit": line.at(series.times),
            "null_low": low,
            "null_high": high,
            "n_pilots": compared.any(axis=1).sum(axis=0)[used],
            "n_pairs": compared.sum(axis=(0, 1))[used] // 2,
            "n_blocks": np.where(layers.present, layers.n_blocks, 0).sum(axis=(0, 1))[used],
        }
    )


def empty_meeting_table() -> pd.DataFrame:
    """Return the table of a result that rests on no meeting: the columns alone."""
    texts = dict.fromkeys(("meeting", "date"), "str")
    numbers = dict.fromkeys(("distance", "low", "high", "weight", "fit", "null_low", "null_high"), "float64")
    counts = dict.fromkeys(("order", "n_pilots", "n_pairs", "n_blocks"), "int64")
    kinds = {**texts, **numbers, **counts}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def pair_table(index: Index, pairwise: Floats) -> pd.DataFrame:
    """Return one row a pair and meeting, NaN where one of the two was absent."""
    first, second = np.triu_indices(len(index.pilots), 1)
    n_meetings, names = len(index.meetings), np.array(index.pilots, dtype=object)
    return pd.DataFrame(
        {
            "a": np.repeat(names[first], n_meetings),
            "b": np.repeat(names[second], n_meetings),
            "meeting": np.tile(np.array(index.meetings, dtype=object), len(first)),
            "order": np.tile(index.order, len(first)),
            "distance": pairwise[first, second].ravel(),
        }
    )


def cell_table(index: Index, layers: Layers) -> pd.DataFrame:
    """Return one row a pilot and meeting: its blocks, and its mean distance to the others present."""
    pairwise = layers.overall
    seen = np.isfinite(pairwise)
    count = seen.sum(axis=1)
    mean = np.where(count > 0, np.where(seen, pairwise, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan)
    n_pilots, n_meetings = mean.shape
    return pd.DataFrame(
        {
            "pilot": np.repeat(np.array(index.pilots, dtype=object), n_meetings),
            "meeting": np.tile(np.array(index.meetings, dtype=object), n_pilots),
            "order": np.tile(index.order, n_pilots),
            "n_blocks": layers.n_blocks.sum(axis=0).ravel(),
            "n_groups": layers.n_groups.sum(axis=0).ravel(),
            "distance": mean.ravel(),
        }
    )
