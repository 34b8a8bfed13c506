"""Topics over the meetings: a small panel a topic, all on one scale."""

from __future__ import annotations

from typing import Final

import altair as alt
import numpy as np
from altair.typing import ChartType

from textmine.measure.topic_paths import TopicPaths
from textmine.messages import language_of_user, say
from textmine.show.small_lines import line_panel
from textmine.show.theme import WIDE, dress, is_narrow
from textmine.show.wording import p_value, percent

MOST_TOPICS: Final = 12
_LETTER: Final = 6.4


def topic_path_chart(paths: TopicPaths, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the share of each topic over the meetings, the surest trends first, 12 topics at most."""
    language = language or language_of_user()
    trends = paths.trends.head(MOST_TOPICS)
    columns = 2 if is_narrow(width) else 3
    step = (width - 16 * (columns - 1)) // columns - 34
    shown = paths.shares[paths.shares["topic"].isin(trends["topic"])]
    top = 1.05 * float(np.nanmax([shown["share"].max(), shown["high"].max()]))
    panels = []
    for _, trend in trends.iterrows():
        own = shown[shown["topic"] == trend["topic"]].rename(columns={"share": "value", "n_blocks": "n"})
        p = "" if is_narrow(width) else f" ({p_value(float(trend['p_adjusted']), language)})"
        told = f"{_cut(str(trend['topic']), int((step + 24) / _LETTER) - len(p))}{p}"
        panels.append(line_panel(own, told, step, form=".0%", top=top))
    chart: ChartType = alt.concat(*panels, columns=columns, spacing=16)
    first = trends.iloc[0]
    alt_text = say(
        "chart.paths_alt", language, n=len(trends), topic=str(first["topic"]),
        share=percent(float(first["share"]), language), p=p_value(float(first["p_adjusted"]), language),
    )  # fmt: skip
    key = say("chart.paths_key", language, n=len(paths.trends))
    return dress(chart, title=say("chart.paths_title", language), key=key, alt_text=alt_text,
                 language=language, width=width)  # fmt: skip


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: max(letters - 1, 4)].rstrip(' ,')}…"
