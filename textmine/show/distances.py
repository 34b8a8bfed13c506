"""How far apart the pilots stand: over the meetings, and each pilot in each meeting."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd
from altair.typing import ChartType

from textmine.measure.results import Convergence
from textmine.messages import language_of_user, say
from textmine.show.tables import SMALL_CELL, distance_table, heat_table
from textmine.show.theme import (
    BAND,
    BLUE,
    HEAT,
    INK,
    QUIET,
    VERMILLION,
    WIDE,
    dress,
    is_narrow,
    meeting_axis,
)
from textmine.show.wording import ABSENT, meeting_labels, number

LABEL_GAP: Final = 15
ROOM_FOR_TEXT: Final = 27
AXIS_ROOM: Final = 62


def distance_chart(convergence: Convergence, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the distance between pilots over meetings: intervals, trend line, and null band.

    The band holds 95 % of the trend lines of permuted meetings: a trend that leaves it on both ends is one
    that chance rarely draws.
    """
    language = language or language_of_user()
    table = distance_table(convergence)
    labels = meeting_labels(table, language)
    table["label"] = table["meeting"].astype(str).map(labels)
    height, room = (230, 0) if is_narrow(width) else (300, 96)
    low = min(0.0, float(table[["low", "null_low", "distance"]].min().min()))
    high = max(low, float(table[["high", "null_high", "distance"]].max().max()))
    margin = 0.06 * (high - low or 1.0)
    domain = [low - margin if low < 0 else 0.0, high + margin]
    layers = _distance_layers(table, list(labels.values()), domain, language)
    if not is_narrow(width):
        layers.extend(_end_labels(table, domain, (width - room - AXIS_ROOM, height), language))
    chart: ChartType = alt.layer(*layers).properties(width=width - room - AXIS_ROOM, height=height)
    facts = {name: number(float(table[column].iloc[place]), language, digits=3)
             for name, column, place in (("first", "distance", 0), ("last", "distance", -1),
                                         ("fit_first", "fit", 0), ("fit_last", "fit", -1))}  # fmt: skip
    alt_text = say("chart.distance_alt", language, n_meetings=len(table),
                   n_pilots=convergence.cells["pilot"].nunique(), **facts)  # fmt: skip
    return dress(chart, title=say("chart.distance_title", language), key=say("chart.distance_key", language),
                 alt_text=alt_text, language=language, width=width)  # fmt: skip


def _distance_layers(table: pd.DataFrame, labels: list[str], domain: list[float], language: str) -> list[Any]:
    base = alt.Chart(table)
    x = alt.X("label:O", sort=labels, title=None, axis=meeting_axis(labels))
    y_axis = alt.Axis(grid=True, domain=False, ticks=False, tickCount=5)
    y = {
        column: alt.Y(
            f"{column}:Q",
            title=say("chart.distance_axis", language),
            scale=alt.Scale(domain=domain, nice=False, zero=False),
            axis=y_axis,
        )
        for column in ("null_low", "fit", "low", "distance")
    }
    zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=QUIET, strokeWidth=1)
    points = base.mark_point(filled=True, fill="white", stroke=BLUE, strokeWidth=2, size=56, opacity=1)
    hint = ["meeting:N", *(alt.Tooltip(f"{name}:Q", format=".3f") for name in ("distance", "low", "high"))]
    return [
        base.mark_area(color=BAND, opacity=1).encode(x=x, y=y["null_low"], y2=alt.Y2("null_high:Q")),
        zero.encode(y=alt.Y("zero:Q")),
        base.mark_line(color=VERMILLION, strokeWidth=2.5).encode(x=x, y=y["fit"]),
        base.mark_rule(color=BLUE, strokeWidth=1.6).encode(x=x, y=y["low"], y2=alt.Y2("high:Q")),
        points.encode(x=x, y=y["distance"], tooltip=hint),
    ]


def _end_labels(table: pd.DataFrame, domain: list[float], size: tuple[int, int], language: str) -> list[Any]:
    """Return the names of trend and band beside their right ends, pushed apart where they would touch."""
    width, height = size
    last = table.iloc[-1]
    values = [float(last["fit"]), float(last["null_low"] + last["null_high"]) / 2]
    heights = [height * (domain[1] - value) / (domain[1] - domain[0]) for value in values]
    # one without a value, as the band of a single meeting, has no end to name
    if abs(heights[0] - heights[1]) < LABEL_GAP:
        middle, side = sum(heights) / 2, 1 if heights[0] >= heights[1] else -1
        heights = [middle + side * LABEL_GAP / 2, middle - side * LABEL_GAP / 2]
    names = [say("chart.distance_trend", language), say("chart.distance_null", language)]
    return [
        alt.Chart(pd.DataFrame({"name": [name]}))
        .mark_text(align="left", baseline="middle", color=color)
        .encode(x=alt.value(width + 6), y=alt.value(place), text=alt.Text("name:N"))
        for name, place, color in zip(names, heights, (VERMILLION, QUIET), strict=True)
        if np.isfinite(place)
    ]


def heat_chart(convergence: Convergence, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the distance of each pilot to the others, meeting by meeting, as a heat map.

    Rows are sorted, the farthest pilot first; cells that rest on few blocks are marked. Values are written
    in the cells where they have the room.
    """
    language = language or language_of_user()
    table = heat_table(convergence)
    labels = meeting_labels(table.drop_duplicates("meeting").sort_values("order"), language)
    table["label"] = table["meeting"].astype(str).map(labels)
    known = table.dropna(subset=["distance"])
    mark = np.where(known["is_small"], say("chart.small_mark", language), "")
    known = known.assign(text=[number(v, language) for v in known["distance"]] + mark)
    names = list(dict.fromkeys(table["pilot"].astype(str)))
    room = 116 if is_narrow(width) else 150
    cell = (width - room) / max(len(labels), 1)
    chart = _heat_layers(known, (list(labels.values()), names), cell, language)
    means = known.groupby("pilot")["distance"].mean()
    low, high = (number(end, language) for end in (known["distance"].min(), known["distance"].max()))
    facts = {"low": low, "high": high, "farthest": names[0],
             "closest": str(means.idxmin()) if len(means) else ABSENT}  # fmt: skip
    alt_text = say("chart.heat_alt", language, n_pilots=len(names), n_meetings=len(labels), **facts)
    key = say("chart.heat_key", language)
    if known["is_small"].any() and cell >= ROOM_FOR_TEXT:
        key = f"{key} {say('chart.heat_small', language, small=SMALL_CELL)}"
    chart = chart.properties(width=width - room, height={"step": 26 if len(names) <= 15 else 19})
    return dress(chart, title=say("chart.heat_title", language), key=key, alt_text=alt_text,
                 language=language, width=width)  # fmt: skip


def _heat_layers(
    known: pd.DataFrame, order: tuple[list[str], list[str]], cell: float, language: str
) -> ChartType:
    labels, names = order
    low, high = float(known["distance"].min()), float(known["distance"].max())
    limits = [min(low, 0.0), high if high > 0 else 1.0]
    legend = alt.Legend(orient="bottom", direction="horizontal", gradientLength=160, gradientThickness=9,
                        title=say("chart.heat_axis", language), tickCount=3, titleAnchor="start")  # fmt: skip
    limit = 106 if cell * len(labels) < 300 else 160
    base = alt.Chart(known).encode(
        x=alt.X("label:O", sort=labels, title=None, scale=alt.Scale(domain=labels),
                axis=meeting_axis(labels, orient="top", domain=False, ticks=False)),
        y=alt.Y("pilot:O", sort=names, title=None, scale=alt.Scale(domain=names),
                axis=alt.Axis(domain=False, ticks=False, labelLimit=limit, labelColor=INK)),
    )  # fmt: skip
    color = alt.Color("distance:Q", scale=alt.Scale(domain=limits, range=list(HEAT)), legend=legend)
    hint = ["pilot:N", "meeting:N", alt.Tooltip("distance:Q", format=".3f"), "n_blocks:Q"]
    layers = [base.mark_rect(stroke="white", strokeWidth=1.5).encode(color=color, tooltip=hint)]
    if cell >= ROOM_FOR_TEXT:
        dark = f"datum.distance > {limits[0] + 0.62 * (limits[1] - limits[0])}"
        ink = alt.condition(dark, alt.value("white"), alt.value("black"))
        layers.append(
            base.mark_text(fontSize=11 if cell > 44 else 9.5).encode(text=alt.Text("text:N"), color=ink)
        )
    return alt.layer(*layers)
