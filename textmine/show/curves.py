"""Coherence and stability against the number of topics."""

from __future__ import annotations

import altair as alt
import pandas as pd
from altair.typing import ChartType

from textmine.messages import language_of_user, say
from textmine.show.theme import BLUE, FAINT, VERMILLION, WIDE, dress, is_narrow
from textmine.show.wording import number


def topic_number_chart(table: pd.DataFrame, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the curves of `topic_numbers`: coherence above, stability below, the number chosen marked."""
    language = language or language_of_user()
    chosen = table[table["chosen"]]
    x = alt.X("n_topics:Q", title=None, scale=alt.Scale(zero=False),
              axis=alt.Axis(values=table["n_topics"].tolist(), grid=False, ticks=False))  # fmt: skip
    panels = []
    for column, color in (("coherence", BLUE), ("stability", VERMILLION)):
        axis = alt.Axis(domain=False, ticks=False, tickCount=4, grid=True, minExtent=34)
        y = alt.Y(f"{column}:Q", title=None, axis=axis, scale=alt.Scale(zero=False))
        base = alt.Chart(table).encode(x=x, y=y)
        mark = alt.Chart(chosen).mark_rule(color=FAINT, strokeWidth=9).encode(x=x)
        dots = base.mark_point(filled=True, fill="white", stroke=color, strokeWidth=2, size=46, opacity=1)
        hint = ["n_topics:Q", alt.Tooltip(f"{column}:Q", format=".3f"), "solid:Q"]
        head = alt.TitleParams(
            text=say(f"chart.topic_number_{column}", language), fontSize=11.5, anchor="start"
        )
        layers = alt.layer(mark, base.mark_line(color=color, strokeWidth=2), dots.encode(tooltip=hint))
        panels.append(
            layers.properties(width=width - 50, height=110 if is_narrow(width) else 130, title=head)
        )
    chart: ChartType = alt.vconcat(*panels, spacing=10)
    best = chosen.iloc[0]
    facts = {
        "n": int(best["n_topics"]),
        "coherence": number(float(best["coherence"]), language),
        "stability": number(float(best["stability"]), language),
    }
    return dress(chart, title=say("chart.topic_number_title", language), language=language, width=width,
                 key=say("chart.topic_number_key", language, **facts),
                 alt_text=say("chart.topic_number_alt", language, **facts))  # fmt: skip
