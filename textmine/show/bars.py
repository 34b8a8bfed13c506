"""What each pilot talks about: a grid of bars, a row a topic, a column a pilot."""

from __future__ import annotations

import json
import textwrap
from typing import Any, Final

import altair as alt
import pandas as pd
from altair.typing import ChartType

from textmine.messages import language_of_user, say
from textmine.represent.features import Features
from textmine.show.tables import topic_table
from textmine.show.theme import BLUE, INK, PALE_BLUE, QUIET, WIDE, dress, is_narrow
from textmine.show.wording import percent

MOST_COLUMNS: Final = 10
ROOM_FOR_PERCENT: Final = 60
ROOM_FOR_NAME: Final = 66
TWO_LINES: Final = "[split(datum.label, ' ')[0], join(slice(split(datum.label, ' '), 1), ' ')]"


def topic_chart(
    shares: Features,
    *,
    labels: dict[str, str] | None = None,
    language: str | None = None,
    width: int = WIDE,
) -> ChartType:
    """Return the share of each topic in what each pilot says: a row a topic, a column a pilot.

    Beyond `MOST_COLUMNS` pilots, those who spoke least share one column, and the chart says so.

    Parameters
    ----------
    shares
        Kind "shares", one row a segment, or a pilot and meeting.
    labels
        Label of each topic, by column (`topic_labels`).
    language
        "fr" or "en"; None follows the locale.
    width
        In pixels.
    """
    language = language or language_of_user()
    table = topic_table(shares, labels=labels)
    table["is_top"] = table["share"] >= table.groupby("topic")["share"].transform("max")
    n_pilots = table["pilot"].nunique()
    mean = table.groupby("label", sort=False)["share"].mean().sort_values(ascending=False)
    table, rest = _largest(table, language)
    names = list(dict.fromkeys(table.sort_values("n_blocks", ascending=False, kind="stable")["pilot"]))
    names = sorted(names, key=lambda name: bool(rest) and name == _others(rest, language))
    chart = _grid(table, [str(label) for label in mean.index], names, (width, language))
    key = say("chart.topic_key", language)
    if rest:
        key = f"{key} {say('chart.topic_capped', language, shown=MOST_COLUMNS, rest=rest)}"
    alt_text = say("chart.topic_alt", language, n_topics=len(mean), n_pilots=n_pilots,
                   topic=mean.index[0], share=percent(mean.iloc[0], language))  # fmt: skip
    return dress(chart, title=say("chart.topic_title", language), key=key, alt_text=alt_text,
                 language=language, width=width)  # fmt: skip


def _others(rest: int, language: str) -> str:
    return say("chart.others", language, n=rest)


def _largest(table: pd.DataFrame, language: str) -> tuple[pd.DataFrame, int]:
    """Return the table with the smallest pilots merged where there are too many, and how many were."""
    sizes = table.groupby("pilot")["n_blocks"].first().sort_values(ascending=False, kind="stable")
    if len(sizes) <= MOST_COLUMNS + 1:
        return table, 0
    rest = sizes.index[MOST_COLUMNS:]
    merged = table["pilot"].where(~table["pilot"].isin(rest), _others(len(rest), language))
    weighted = table.assign(pilot=merged, share=table["share"] * table["n_blocks"])
    weighted["is_top"] &= merged == table["pilot"]
    grouped = weighted.groupby(["topic", "label", "pilot"], sort=False)
    table = grouped.agg(share=("share", "sum"), n_blocks=("n_blocks", "sum"), is_top=("is_top", "any"))
    return table.reset_index().assign(share=(table["share"] / table["n_blocks"]).to_numpy()), len(rest)


def _grid(table: pd.DataFrame, topics: list[str], names: list[str], look: tuple[int, str]) -> ChartType:
    """Return all bars on one scale of columns: that of pilot k starts at k and ends before k + 1."""
    width, language = look
    narrow = is_narrow(width)
    room = 132 if narrow else 194
    cell = (width - room) / len(names)
    has_text = cell >= ROOM_FOR_PERCENT
    start = table["pilot"].map({name: float(place) for place, name in enumerate(names)})
    reach = (0.95 - 34 / cell if has_text else 0.86) / (float(table["share"].max()) or 1.0)
    table = table.assign(
        start=start,
        stop=start + table["share"] * reach,
        text=[percent(share, language) for share in table["share"]],
    )
    side: dict[str, Any] = {"labelExpr": TWO_LINES, "labelOffset": -6} if narrow else {}
    axis = alt.Axis(domain=False, ticks=False, labelLimit=room - 12, labelColor=INK, labelPadding=8, **side)
    base = alt.Chart(table).encode(y=alt.Y("label:N", sort=topics, title=None, axis=axis))
    scale = alt.Scale(domain=[0, len(names)], nice=False)
    bars = base.mark_bar(height={"band": 0.66}).encode(
        x=alt.X("start:Q", title=None, axis=_heads(names, cell), scale=scale),
        x2=alt.X2("stop:Q"),
        color=alt.condition("datum.is_top", alt.value(BLUE), alt.value(PALE_BLUE)),
        tooltip=[
            alt.Tooltip("label:N"),
            alt.Tooltip("pilot:N"),
            alt.Tooltip("share:Q", format=".1%"),
            alt.Tooltip("n_blocks:Q"),
        ],
    )
    ink = alt.condition("datum.is_top", alt.value(INK), alt.value(QUIET))
    texts = base.mark_text(align="left", dx=4, fontSize=10.5).encode(
        x=alt.X("stop:Q"), text=alt.Text("text:N"), color=ink
    )
    chart = alt.layer(bars, texts) if has_text else alt.layer(bars)
    return chart.properties(width=width - room, height={"step": 31 if narrow else 23})


def _heads(names: list[str], cell: float) -> alt.Axis:
    """Return the pilots' names above their columns, in lines where they fit, aslant where not."""
    heads: list[str] | list[list[str]] = names
    turn: dict[str, Any] = {"labelAngle": -50, "labelLimit": 120, "labelBaseline": "middle"}
    if cell >= ROOM_FOR_NAME:
        heads = [textwrap.wrap(name, int(cell / 6.3)) for name in names]
        lines = max(map(len, heads))
        turn = {"labelAngle": 0, "labelPadding": 6 + 13 * (lines - 1), "labelLimit": cell - 4}
    return alt.Axis(orient="top", values=list(range(len(names))), domain=False, ticks=False, grid=True,
                    labelExpr=f"{json.dumps(heads)}[datum.value]", labelAlign="left", labelColor=INK,
                    labelOverlap=False, **turn)  # fmt: skip
