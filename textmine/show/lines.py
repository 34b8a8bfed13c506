"""Charts over meetings: how different the pilots' topics are, and how far those who lead stand."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import pandas as pd
from altair.typing import ChartType

from textmine.measure.complementarity.results import Complementarity
from textmine.measure.controls.results import ActorControl
from textmine.messages import language_of_user, say
from textmine.show.theme import BLUE, QUIET, VERMILLION, WIDE, dress, is_narrow, meeting_axis
from textmine.show.wording import listed, meeting_labels, number, percent

AXIS_ROOM: Final = 62
LABEL_GAP: Final = 15


def complementarity_chart(
    complementarity: Complementarity, *, language: str | None = None, width: int = WIDE
) -> ChartType:
    """Return the complementarity of each meeting with its interval, and the trend."""
    language = language or language_of_user()
    table = complementarity.frame().sort_values("order", kind="stable").reset_index(drop=True)
    labels = meeting_labels(table, language)
    table["label"] = table["meeting"].astype(str).map(labels)
    low, high = (
        table[["low", "complementarity", "fit"]].min().min(),
        table[["high", "complementarity"]].max().max(),
    )
    domain = _padded(float(low), float(high))
    x = alt.X("label:O", sort=list(labels.values()), title=None, axis=meeting_axis(list(labels.values())))
    base = alt.Chart(table)
    title = say("chart.complementarity_axis", language)
    hint = [
        "meeting:N",
        *(alt.Tooltip(f"{name}:Q", format=".3f") for name in ("complementarity", "low", "high")),
    ]
    dots = base.mark_point(filled=True, fill="white", stroke=BLUE, strokeWidth=2, size=56, opacity=1)
    chart: ChartType = alt.layer(
        _zero(),
        base.mark_line(color=VERMILLION, strokeWidth=2.5).encode(x=x, y=_height("fit", title, domain)),
        base.mark_rule(color=BLUE, strokeWidth=1.6).encode(
            x=x, y=_height("low", title, domain), y2=alt.Y2("high:Q")
        ),
        dots.encode(x=x, y=_height("complementarity", title, domain), tooltip=hint),
    ).properties(width=width - AXIS_ROOM, height=200 if is_narrow(width) else 240)
    first, last = (percent(table["complementarity"].iloc[place], language) for place in (0, -1))
    alt_text = say("chart.complementarity_alt", language, n_meetings=len(table),
                   n_pilots=complementarity.n_pilots, first=first, last=last)  # fmt: skip
    return dress(chart, title=say("chart.complementarity_title", language),
                 key=say("chart.complementarity_key", language), alt_text=alt_text, language=language,
                 width=width)  # fmt: skip


def actor_chart(actors: ActorControl, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the distance between pilots, and that of a pilot to those who lead, over meetings."""
    language = language or language_of_user()
    table = actors.frame().sort_values("order", kind="stable").reset_index(drop=True)
    labels = meeting_labels(table, language)
    table["label"] = table["meeting"].astype(str).map(labels)
    names = {"between_pilots": say("chart.actor_pilots", language),
             "to_actor": say("chart.actor_leader", language)}  # fmt: skip
    values = table[list(names)]
    domain = _padded(float(values.min().min()), float(values.max().max()))
    room = 0 if is_narrow(width) else 150
    size = (width - AXIS_ROOM - room, 180 if is_narrow(width) else 210)
    chart: ChartType = alt.layer(
        _zero(),
        *_two_lines(table, list(labels.values()), domain, say("chart.distance_axis", language)),
        *(_end_names(values, domain, size, names) if room else ()),
    ).properties(width=size[0], height=size[1])
    facts = {f"{name}_{end}": number(values[column].iloc[place], language, digits=3)
             for name, column in (("pilots", "between_pilots"), ("actor", "to_actor"))
             for end, place in (("first", 0), ("last", -1))}  # fmt: skip
    who = listed(list(actors.actors), language)
    alt_text = say("chart.actor_alt", language, n_meetings=len(table), names=who, **facts)
    return dress(chart, title=say("chart.actor_title", language, names=who), alt_text=alt_text,
                 key=say("chart.actor_key", language), language=language, width=width)  # fmt: skip


def _two_lines(table: pd.DataFrame, labels: list[str], domain: list[float], title: str) -> list[Any]:
    x = alt.X("label:O", sort=labels, title=None, axis=meeting_axis(labels))
    base, layers = alt.Chart(table), []
    for column, color, dash in (("to_actor", VERMILLION, [5, 3]), ("between_pilots", BLUE, [1, 0])):
        y = _height(column, title, domain)
        hint = ["meeting:N", alt.Tooltip(f"{column}:Q", format=".3f")]
        layers.append(base.mark_line(color=color, strokeWidth=2, strokeDash=dash).encode(x=x, y=y))
        dots = base.mark_point(filled=True, fill="white", stroke=color, strokeWidth=2, size=46, opacity=1)
        layers.append(dots.encode(x=x, y=y, tooltip=hint))
    return layers


def _end_names(
    values: pd.DataFrame, domain: list[float], size: tuple[int, int], names: dict[str, str]
) -> list[Any]:
    """Return the names of two lines beside their right ends, pushed apart where they would touch."""
    span = domain[1] - domain[0]
    places = {column: size[1] * (domain[1] - float(values[column].iloc[-1])) / span for column in names}
    ends = list(places.values())
    if abs(ends[0] - ends[1]) < LABEL_GAP:
        middle, half = sum(ends) / 2, LABEL_GAP / 2 if ends[0] < ends[1] else -LABEL_GAP / 2
        places = dict(zip(places, (middle - half, middle + half), strict=True))
    colors = {"between_pilots": BLUE, "to_actor": VERMILLION}
    return [
        alt.Chart(pd.DataFrame({"name": [names[column]]}))
        .mark_text(align="left", baseline="middle", color=colors[column])
        .encode(x=alt.value(size[0] + 6), y=alt.value(place), text=alt.Text("name:N"))
        for column, place in places.items()
    ]


def _zero() -> ChartType:
    chart: ChartType = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=QUIET, strokeWidth=1)
    return chart.encode(y=alt.Y("zero:Q"))


def _height(column: str, title: str, domain: list[float]) -> alt.Y:
    return alt.Y(f"{column}:Q", title=title, scale=alt.Scale(domain=domain, nice=False, zero=False),
                 axis=alt.Axis(grid=True, domain=False, ticks=False, tickCount=5))  # fmt: skip


def _padded(low: float, high: float) -> list[float]:
    """Return limits that hold 0 and leave a margin."""
    low, high = min(low, 0.0), max(high, 0.0)
    margin = 0.06 * (high - low or 1.0)
    return [low - margin if low < 0 else 0.0, high + margin]
