"""A small panel: one value over the meetings, with its interval."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd
from altair.typing import ChartType

from textmine.show.theme import BAND, BLUE, INK

HEIGHT: Final = 96


def line_panel(
    table: pd.DataFrame, head: str, width: int, *, form: str = "", top: float | None = None
) -> ChartType:
    """Return one value over the meetings.

    Parameters
    ----------
    table
        ``meeting``, ``value``, ``low``, ``high``, ``n``, in order.
    head
        Above the panel.
    width
        Of the plot in pixels.
    form
        Of the numbers of the axis (d3), as ".0%".
    top
        Where the axis ends; None leaves it to the values.
    """
    table = table.reset_index(drop=True).assign(place=np.arange(1, len(table) + 1))
    x = alt.X("place:O", title=None, axis=alt.Axis(labelAngle=0, ticks=False, domain=False))
    options: dict[str, Any] = {"format": form} if form else {}
    axis = alt.Axis(domain=False, ticks=False, tickCount=3, grid=True, minExtent=26, maxExtent=26, **options)
    scale: dict[str, Any] = {} if top is None else {"scale": alt.Scale(domain=[0, top], nice=False)}
    base = alt.Chart(table).encode(x=x)
    hint = ["meeting:N", alt.Tooltip("n:Q"), alt.Tooltip("value:Q", format=form or ".1f")]
    layers = [
        base.mark_area(color=BAND, opacity=1).encode(
            y=alt.Y("low:Q", title=None, axis=axis, **scale), y2=alt.Y2("high:Q")
        ),
        base.mark_line(color=BLUE, strokeWidth=2).encode(y=alt.Y("value:Q", title=None, axis=axis, **scale)),
        base.mark_point(filled=True, fill="white", stroke=BLUE, strokeWidth=1.6, size=30, opacity=1).encode(
            y=alt.Y("value:Q", title=None, axis=axis, **scale), tooltip=hint
        ),
    ]
    title = alt.TitleParams(text=head, fontSize=11.5, anchor="start", color=INK, offset=6)
    chart: ChartType = alt.layer(*layers).properties(width=width, height=HEIGHT, title=title)
    return chart
