"""The result of a corpus with no meeting in which two pilots can be compared: the columns alone."""

from __future__ import annotations

from typing import Final

import pandas as pd

from textmine.measure.cells import Index
from textmine.measure.complementarity.results import Complementarity
from textmine.recipe import Recipe

_TEXTS: Final = {
    *("meeting", "date", "period", "first", "last", "verdict", "reason", "pilot"),
    *("topic", "carrier", "leader", "runner_up", "horizon"),
}
_COUNTS: Final = {
    *("order", "n_pilots", "n_blocks", "n_meetings", "n_sole", "n_events", "n_units"),
}
COLUMNS: Final = {
    "table": "meeting order date alpha beta gamma complementarity low high weight fit n_pilots n_blocks",
    "periods": "period first last n_meetings alpha beta gamma complementarity low high beta_low beta_high "
    "verdict reason",
    "pilots": "pilot unique low high shapley alone n_sole specialisation p p_adjusted n_meetings n_blocks",
    "topics": "topic carrier leader share low high others runner_up gap p p_adjusted",
    "uptake": "period horizon rate chance difference low high p n_events n_units",
}


def empty_table(name: str) -> pd.DataFrame:
    """Return a table of a `Complementarity` without rows.

    Examples
    --------
    >>> empty_table("uptake").columns.tolist()[:3]
    ['period', 'horizon', 'rate']
    """
    kinds = {
        column: "object" if column in _TEXTS else "int64" if column in _COUNTS else "float64"
        for column in COLUMNS[name].split()
    }
    return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in kinds.items()})


def nothing_told(index: Index, settings: dict[str, object], recipe: Recipe) -> Complementarity:
    """Return "cannot be told" with empty tables and missing numbers."""
    nan = float("nan")
    facts: dict[str, object] = {"pilots": len(index.pilots), "meetings": len(index.meetings)}
    return Complementarity(
        table=empty_table("table"),
        periods=empty_table("periods"),
        pilots=empty_table("pilots"),
        topics=empty_table("topics"),
        uptake=empty_table("uptake"),
        alpha=nan,
        beta=nan,
        gamma=nan,
        complementarity=nan,
        complementarity_interval=(nan, nan),
        beta_interval=(nan, nan),
        slope=nan,
        slope_interval=(nan, nan),
        p_fall=nan,
        p_rise=nan,
        smallest_p=nan,
        coverage=nan,
        coverage_gain=nan,
        effort=0,
        verdict="cannot be told",
        reasons=(("why_nothing_to_compare", facts),),
        n_pilots=0,
        n_blocks=0,
        settings=settings,
        recipe=recipe,
    )
