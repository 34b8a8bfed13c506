"""How suggestions get better with each block that is coded."""

from __future__ import annotations

from typing import Final

import altair as alt
import pandas as pd
from altair.typing import ChartType

from textmine.messages import language_of_user, say
from textmine.show.theme import BLUE, QUIET, VERMILLION, WIDE, dress, is_narrow
from textmine.show.wording import percent

_COLORS: Final = (BLUE, VERMILLION, QUIET)


def learning_chart(scores: pd.DataFrame, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the share of right first suggestions against the number of coded segments, a line a method.

    Parameters
    ----------
    scores
        ``n_coded``, ``method``, ``p_at_1``, ``n_seeds``; the first method is the one spoken of, the second
        what it is compared with.
    """
    language = language or language_of_user()
    methods = list(dict.fromkeys(scores["method"]))
    values = sorted(scores["n_coded"].unique().tolist())
    room = 24 if is_narrow(width) else 130
    x = alt.X("n_coded:Q", title=say("chart.learning_x", language), scale=alt.Scale(type="log", nice=False),
              axis=alt.Axis(values=values, grid=False, domain=False, ticks=False, format="d"))  # fmt: skip
    y = alt.Y("p_at_1:Q", title=say("chart.learning_y", language), scale=alt.Scale(domain=[0, 1]),
              axis=alt.Axis(format=".0%", tickCount=5, domain=False, ticks=False))  # fmt: skip
    color = alt.Color("method:N", legend=None, scale=alt.Scale(domain=methods, range=list(_COLORS)))
    base = alt.Chart(scores).encode(x=x, y=y, color=color)
    ends = alt.Chart(scores[scores["n_coded"] == (values[0] if is_narrow(width) else values[-1])])
    names = ends.mark_text(align="left", dx=8, dy=-12 if is_narrow(width) else 0, fontSize=11)
    hint = ["method:N", "n_coded:Q", alt.Tooltip("p_at_1:Q", format=".1%")]
    chart: ChartType = alt.layer(
        base.mark_line(strokeWidth=2),
        base.mark_point(filled=True, size=44, opacity=1).encode(tooltip=hint),
        names.encode(x=x, y=y, text=alt.Text("method:N"), color=color),
    ).properties(width=width - 60 - room, height=250)
    middle = values[len(values) // 2]
    told = scores[scores["n_coded"] == middle].set_index("method")["p_at_1"]
    alt_text = say(
        "chart.learning_alt", language, coded=int(middle), ours=percent(float(told[methods[0]]), language),
        floor=percent(float(told[methods[1]]), language),
    )  # fmt: skip
    key = say("chart.learning_key", language, n=int(scores["n_seeds"].max()))
    return dress(chart, title=say("chart.learning_title", language), key=key, alt_text=alt_text,
                 language=language, width=width)  # fmt: skip
