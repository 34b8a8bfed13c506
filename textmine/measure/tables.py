"""The tidy tables of a convergence result."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from textmine.measure.cells import Cells, Floats, Ints
from textmine.measure.chance import Trend
from textmine.measure.distance import jackknife_errors


def meeting_table(
    cells: Cells, means: Floats, used: Ints, weight: Floats, line: Trend, null_lines: Floats
) -> pd.DataFrame:
    """Return one row a meeting: see `textmine.measure.results.Convergence.table`."""
    errors = jackknife_errors(cells)[used]
    half = stats.norm.ppf(0.975) * errors
    low, high = np.quantile(null_lines, [0.025, 0.975], axis=0)
    n_pilots = cells.present.sum(axis=0)[used]
    return pd.DataFrame(
        {
            "meeting": [cells.meetings[t] for t in used],
            "order": cells.order[used],
            "distance": means[used],
            "low": means[used] - half,
            "high": means[used] + half,
            "weight": weight / weight.sum(),
            "fit": line.at(np.arange(len(used), dtype=np.float64)),
            "null_low": low,
            "null_high": high,
            "n_pilots": n_pilots,
            "n_pairs": n_pilots * (n_pilots - 1) // 2,
            "n_blocks": np.where(cells.present, cells.n_blocks, 0).sum(axis=0)[used],
        }
    )


def empty_meeting_table() -> pd.DataFrame:
    """Return the table of a result that rests on no meeting: the columns alone."""
    texts = dict.fromkeys(("meeting", "date"), "str")
    numbers = dict.fromkeys(("distance", "low", "high", "weight", "fit", "null_low", "null_high"), "float64")
    counts = dict.fromkeys(("order", "n_pilots", "n_pairs", "n_blocks"), "int64")
    kinds = {**texts, **numbers, **counts}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def pair_table(cells: Cells, pairwise: Floats) -> pd.DataFrame:
    """Return one row a pair and meeting, NaN where one of the two was absent."""
    first, second = np.triu_indices(len(cells.pilots), 1)
    rows = [
        (cells.pilots[i], cells.pilots[j], meeting, int(cells.order[t]), pairwise[i, j, t])
        for i, j in zip(first.tolist(), second.tolist(), strict=True)
        for t, meeting in enumerate(cells.meetings)
    ]
    return pd.DataFrame(rows, columns=["a", "b", "meeting", "order", "distance"])


def cell_table(cells: Cells, pairwise: Floats) -> pd.DataFrame:
    """Return one row a pilot and meeting: its blocks, and its mean distance to the others present."""
    seen = np.isfinite(pairwise)
    count = seen.sum(axis=1)
    mean = np.where(count > 0, np.where(seen, pairwise, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan)
    rows = [
        (
            pilot,
            meeting,
            int(cells.order[t]),
            int(cells.n_blocks[i, t]),
            int(cells.n_groups[i, t]),
            mean[i, t],
        )
        for i, pilot in enumerate(cells.pilots)
        for t, meeting in enumerate(cells.meetings)
    ]
    return pd.DataFrame(rows, columns=["pilot", "meeting", "order", "n_blocks", "n_groups", "distance"])
