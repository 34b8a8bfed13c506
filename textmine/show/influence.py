"""Who takes up whom: a square of followers and leaders."""

from __future__ import annotations

import json
import math
import textwrap
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd
from altair.typing import ChartType

from textmine.measure.imitation.results import Imitation
from textmine.messages import language_of_user, say
from textmine.show.theme import INK, QUIET, WIDE, dress, is_narrow, wrapped
from textmine.show.wording import number

LINE: Final = 15
MOST_PILOTS: Final = 20
ROOM_FOR_TEXT: Final = 34
ROOM_FOR_NAME: Final = 60
LONGEST: Final = 150
COSINE: Final = math.cos(math.radians(50))
DIVERGING: Final = ("#B84E00", "#E2A77C", "#F4F4F4", "#7DB4D6", "#00538A")


def influence_chart(imitation: Imitation, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the influence of each leader (column) on each follower (row), on a scale with two sides.

    Of more than `MOST_PILOTS` pilots those who spoke most are shown, and the chart says so.
    """
    language = language or language_of_user()
    known = imitation.leadership.dropna(subset=["leadership"])
    pilots = known.sort_values("n_blocks", ascending=False, kind="stable")["pilot"]
    shown = pilots.head(MOST_PILOTS)
    order = known.set_index("pilot")["leadership"].reindex(shown)
    names = [str(name) for name in order.sort_values(ascending=False, kind="stable").index]
    told = imitation.pairs.dropna(subset=["influence"])
    told = told[told["leader"].isin(names) & told["follower"].isin(names)]
    told = told.assign(text=[number(value, language, digits=3, sign=True) for value in told["influence"]])
    chart = _square(told, names, width, language)
    key = say("chart.influence_key", language)
    if len(pilots) > len(shown):
        key = f"{key} {say('chart.influence_capped', language, shown=len(shown), total=len(pilots))}"
    top = told.sort_values("influence", ascending=False).iloc[0]
    facts = {"follower": top["follower"], "leader": top["leader"], "value": top["text"]}
    alt_text = say("chart.influence_alt", language, n=len(names), **facts)
    return dress(chart, title=say("chart.influence_title", language), key=key, alt_text=alt_text,
                 language=language, width=width)  # fmt: skip


def _square(told: pd.DataFrame, names: list[str], width: int, language: str) -> ChartType:
    narrow = is_narrow(width)
    room, cell = _sizes(names, width)
    reach = float(np.abs(told["influence"]).max()) or 1.0
    scale = alt.Scale(domain=names)
    base = alt.Chart(told).encode(
        x=alt.X("leader:N", sort=names, scale=scale, title=say("chart.influence_leader", language),
                axis=alt.Axis(orient="top", domain=False, ticks=False, labelColor=INK,
                              **_heads(names, cell))),
        y=alt.Y("follower:N", sort=names, scale=scale,
                title=None if narrow else say("chart.influence_follower", language),
                axis=alt.Axis(domain=False, ticks=False, labelColor=INK, **_sides(names, cell, room))),
    )  # fmt: skip
    steps = [-reach, -reach / 2, 0.0, reach / 2, reach]
    title = wrapped(say("chart.influence_axis", language), width - room, 11)
    legend = alt.Legend(orient="bottom", direction="horizontal", gradientLength=min(220, width - room),
                        gradientThickness=9, title=title, format=".3~f", values=[-reach, 0.0, reach],
                        titleAnchor="start", titleLimit=width)  # fmt: skip
    color = alt.Color("influence:Q", scale=alt.Scale(domain=steps, range=list(DIVERGING)), legend=legend)
    hint = ["follower:N", "leader:N", alt.Tooltip("influence:Q", format="+.4f"), "n_pairs:Q"]
    own = pd.DataFrame({"leader": names, "follower": names})
    diagonal = alt.Chart(own).mark_text(text="·", color=QUIET, fontSize=14).encode(
        x=base.encoding.x, y=base.encoding.y
    )  # fmt: skip
    layers = [base.mark_rect(stroke="white", strokeWidth=1.5).encode(color=color, tooltip=hint), diagonal]
    if cell >= ROOM_FOR_TEXT:
        dark = alt.condition(f"abs(datum.influence) > {0.72 * reach}", alt.value("white"), alt.value("black"))
        size = 10.5 if cell >= 44 else 8.5
        layers.append(base.mark_text(fontSize=size).encode(text=alt.Text("text:N"), color=dark))
    height = min(max(cell, LINE), 34) * len(names)
    chart: ChartType = alt.layer(*layers).properties(width=cell * len(names), height=height)
    return chart


def _sizes(names: list[str], width: int) -> tuple[int, float]:
    """Return the pixels for the names at the left, and those of a cell."""
    room = 124 if is_narrow(width) else 176
    cell = min((width - room) / len(names), 92)
    if cell >= ROOM_FOR_NAME:
        return room, cell
    cell = (width - room - _beyond(names, cell)) / len(names)
    if cell >= LINE:
        return room, cell
    room += 24
    return room, (width - room) / len(names)


def _beyond(names: list[str], cell: float) -> float:
    """Return the pixels by which names aslant reach beyond the last column."""
    reaches = [
        COSINE * min(6.0 * len(name), LONGEST) - cell * (place + 0.5)
        for place, name in enumerate(reversed(names))
    ]
    return max(0.0, *reaches)


def _heads(names: list[str], cell: float) -> dict[str, Any]:
    """Return how the names above the columns stand: in lines where they fit, else aslant, else as numbers."""
    if cell < LINE:
        return {"labelExpr": f"{json.dumps(_numbers(names))}[datum.value]", "labelAngle": 0,
                "labelFontSize": 9, "labelOverlap": False}  # fmt: skip
    if cell < ROOM_FOR_NAME:
        return {"labelAngle": -50, "labelAlign": "left", "labelBaseline": "middle", "labelLimit": LONGEST}
    heads = {name: textwrap.wrap(name, int(cell / 6.3)) for name in names}
    lines = max(map(len, heads.values()))
    return {"labelAngle": 0, "labelExpr": f"{json.dumps(heads)}[datum.value]", "labelBaseline": "bottom",
            "labelPadding": 6 + 13 * (lines - 1)}  # fmt: skip


def _sides(names: list[str], cell: float, room: int) -> dict[str, Any]:
    """Return how the names beside the rows stand: with numbers where the columns have numbers for names."""
    if cell >= LINE:
        return {"labelLimit": room - 14}
    told = {name: f"{name} {n}" for name, n in _numbers(names).items()}
    return {"labelLimit": room - 8, "labelFontSize": 9.5, "labelExpr": f"{json.dumps(told)}[datum.value]"}


def _numbers(names: list[str]) -> dict[str, str]:
    return {name: str(place) for place, name in enumerate(names, start=1)}
