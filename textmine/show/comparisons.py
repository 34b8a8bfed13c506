"""Charts that set estimates side by side: measures, pairs, pilots, controls, leaders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from altair.typing import ChartType

from textmine.measure.controls.results import Controls
from textmine.measure.imitation.results import Imitation
from textmine.measure.panel import Panel
from textmine.measure.results import Convergence
from textmine.messages import catalogue, language_of_user, say
from textmine.show.dots import both_ends, dot_layers
from textmine.show.theme import WIDE, dress
from textmine.show.wording import interval, number, p_value, percent, sentence

MOST_DOTS: Final = 20


def measure_name(name: str, language: str) -> str:
    """Return a distance in plain words; its own name where the catalogue has none."""
    return catalogue(language, "report").get(f"measure_{name}", name)


def panel_order(panel: Panel) -> pd.DataFrame:
    """Return the distances in the order of reading: the primary, the others, the naive."""
    table = panel.frame()
    rank = np.where(table["is_primary"], 0, np.where(table["is_naive"], 2, 1))
    return table.assign(rank=rank).sort_values("rank", kind="stable").reset_index(drop=True)


def panel_chart(panel: Panel, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the relative slope of each distance with its interval; naive ones apart, in grey."""
    language = language or language_of_user()
    table = panel_order(panel)
    heads = [say(f"chart.panel_{name}", language) for name in ("primary", "secondary", "naive")]
    rows = pd.DataFrame(
        {
            "label": [measure_name(str(name), language) for name in table["measure"]],
            "estimate": table["relative_slope"],
            "low": table["low"],
            "high": table["high"],
            "tone": table["rank"].map({0: "main", 1: "plain", 2: "quiet"}),
            "note": [_with_p(row["relative_slope"], row["p"], language) for _, row in table.iterrows()],
            "group": [heads[rank] for rank in table["rank"]],
        }
    )
    tested = table[~table["is_naive"]]
    first = table.iloc[0]
    alt_text = say(
        "chart.panel_alt", language, n=len(tested), falls=int((tested["relative_slope"] < 0).sum()),
        slope=percent(first["relative_slope"], language, digits=1, sign=True),
        interval=interval((first["low"], first["high"]), language, digits=1),
    )  # fmt: skip
    layers = dot_layers(rows, axis=say("chart.slope_axis", language), width=width)
    return dress(layers, title=say("chart.panel_title", language), key=say("chart.panel_key", language),
                 alt_text=alt_text, language=language, width=width)  # fmt: skip


def trends_told(table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the trends that there are, the strongest fall first: ``label``, ``estimate``, ``low``, ``high``.

    Parameters
    ----------
    table
        As `textmine.measure.closeness.pair_trends` gives it.
    names
        Columns that name a row.

    Returns
    -------
    DataFrame
        With all columns of `table`, and ``is_shrunk``: whether the estimates are drawn towards their mean
        (not so where fewer than four exist).
    """
    if table.empty:
        return pd.DataFrame(columns=[*names, "label", "estimate", "low", "high", "is_shrunk"])
    known = table["shrunk"].notna()
    is_shrunk = bool(known.any())
    kept = table[known if is_shrunk else table["slope"].notna()]
    columns = ("shrunk", "shrunk_low", "shrunk_high") if is_shrunk else ("slope", "low", "high")
    estimate, low, high = (kept[name].to_numpy(dtype=np.float64) for name in columns)
    told = kept.assign(
        label=[" – ".join(map(str, row)) for row in kept[list(names)].to_numpy()],
        estimate=estimate, low=low, high=high, is_shrunk=is_shrunk,
    )  # fmt: skip
    return told.sort_values("estimate", kind="stable").reset_index(drop=True)


def pairs_chart(convergence: Convergence, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the trend of each pair of pilots, those that came closest together first.

    Of more than `MOST_DOTS` pairs only both ends are shown, and the chart says so.
    """
    told = trends_told(convergence.pair_trends, ("a", "b"))
    return _trend_chart(told, "pairs", language or language_of_user(), width)


def pilots_chart(convergence: Convergence, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the trend of each pilot's distance to the others, as `pairs_chart` does for pairs."""
    told = trends_told(convergence.pilot_trends, ("pilot",))
    return _trend_chart(told, "pilots", language or language_of_user(), width)


def _trend_chart(told: pd.DataFrame, name: str, language: str, width: int) -> ChartType:
    kept, rest = both_ends(told, MOST_DOTS)
    gap = say("chart.closer_between", language, n=number(rest, language, digits=0)) if rest else ""
    groups = [""] * len(kept)
    groups[len(kept) // 2 :] = [gap] * (len(kept) - len(kept) // 2)
    sure = (kept["low"] > 0) | (kept["high"] < 0)
    rows = kept[["label", "estimate", "low", "high"]].assign(
        tone=np.where(sure, "main", "hollow"),
        note=[_with_interval(row, language) for _, row in kept.iterrows()],
        group=groups,
    )
    key = say("chart.closer_key" if told["is_shrunk"].any() else "chart.closer_key_raw", language)
    first, last = told.iloc[0], told.iloc[-1]
    alt_text = say(
        f"chart.{name}_alt", language, n=len(told), first=first["label"], last=last["label"],
        low=percent(first["estimate"], language, digits=1, sign=True),
        high=percent(last["estimate"], language, digits=1, sign=True),
    )  # fmt: skip
    layers = dot_layers(rows, axis=say("chart.slope_axis", language), width=width)
    return dress(layers, title=say(f"chart.{name}_title", language), key=key, alt_text=alt_text,
                 language=language, width=width)  # fmt: skip


def controls_chart(controls: Controls, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the relative slope under each control, beside that without any."""
    language = language or language_of_user()
    table = controls.frame()
    table = table[table["slope_after"].notna()]
    before = float(table["slope_before"].iloc[0]) if len(table) else 0.0
    first = {"label": say("chart.controls_none", language), "estimate": before, "tone": "main"}
    records = [first | {"note": _with_p(before, _first(table["p_before"]), language)}]
    for _, row in table.iterrows():
        note = _with_p(row["slope_after"], row["p_after"], language)
        tone = "plain" if row["found"] == "yes" else "hollow"
        label = sentence(f"controls.name_{row['name']}", language)
        records.append({"label": label, "estimate": row["slope_after"], "tone": tone, "note": note})
    rows = pd.DataFrame(records).assign(low=np.nan, high=np.nan, group="")
    slopes = table["slope_after"]
    alt_text = say(
        "chart.controls_alt", language, n=len(table),
        before=percent(before, language, digits=1, sign=True),
        low=percent(slopes.min(), language, digits=1, sign=True),
        high=percent(slopes.max(), language, digits=1, sign=True),
    )  # fmt: skip
    layers = dot_layers(rows, axis=say("chart.slope_axis", language), width=width)
    return dress(layers, title=say("chart.controls_title", language),
                 key=say("chart.controls_key", language), alt_text=alt_text, language=language,
                 width=width)  # fmt: skip


def leadership_chart(imitation: Imitation, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return how much the others' later talk resembles each pilot's, with intervals; the most followed first.

    The label tells the pilot's legitimacy where it is known; a leader who is named is in blue.
    """
    language = language or language_of_user()
    table = imitation.leadership.dropna(subset=["leadership"])
    table = table.sort_values("leadership", ascending=False, kind="stable")
    kept, rest = both_ends(table, MOST_DOTS)
    gap = say("chart.closer_between", language, n=number(rest, language, digits=0)) if rest else ""
    groups = [""] * len(kept)
    groups[len(kept) // 2 :] = [gap] * (len(kept) - len(kept) // 2)
    rows = pd.DataFrame(
        {
            "label": [_with_legitimacy(row, language) for _, row in kept.iterrows()],
            "estimate": kept["leadership"],
            "low": kept["low"],
            "high": kept["high"],
            "tone": ["main" if name == imitation.leader else "plain" for name in kept["pilot"]],
            "note": [p_value(value, language) for value in kept["p_adjusted"]],
            "group": groups,
        }
    )
    ends = {name: str(table["pilot"].iloc[place]) for name, place in (("first", 0), ("last", -1))}
    values = {name: number(table["leadership"].iloc[place], language, digits=3, sign=True)
              for name, place in (("high", 0), ("low", -1))}  # fmt: skip
    alt_text = say("chart.leadership_alt", language, n=len(table), **ends, **values)
    layers = dot_layers(rows, axis=say("chart.leadership_axis", language), width=width, is_share=False)
    return dress(layers, title=say("chart.leadership_title", language),
                 key=say("chart.leadership_key", language), alt_text=alt_text, language=language,
                 width=width)  # fmt: skip


def _first(values: pd.Series[float]) -> float:
    return float(values.iloc[0]) if len(values) else float("nan")


def _with_p(slope: float, p: float, language: str) -> str:
    return f"{percent(slope, language, digits=1, sign=True)}, {p_value(p, language)}"


def _with_interval(row: pd.Series[float], language: str) -> str:
    bounds = interval((float(row["low"]), float(row["high"])), language)
    return f"{percent(row['estimate'], language, sign=True)} {bounds}"


def _with_legitimacy(row: pd.Series[float], language: str) -> str:
    score = float(row["legitimacy"])
    if not np.isfinite(score):
        return str(row["pilot"])
    told = number(score, language, digits=0 if score == round(score) else 1)
    return say("chart.leadership_label", language, pilot=row["pilot"], score=told)
