"""Sections of each meeting, as a strip of its words from beginning to end."""

from __future__ import annotations

from typing import Final

import altair as alt
import numpy as np
import pandas as pd
from altair.typing import ChartType

from textmine.messages import language_of_user, say
from textmine.represent.themes.thematic import Themes
from textmine.show.theme import INK, PALE_BLUE, WIDE, dress, is_narrow

MOST_MEETINGS: Final = 40
_ROW: Final = 30
_LETTER: Final = 5.6


def theme_chart(themes: Themes, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the sections of each meeting, as long as they are, with their names where there is room.

    Meetings and interviews of one section are left out where any has more; 40 at most are shown.
    """
    language = language or language_of_user()
    table = _shown(themes.sections)
    room = 108 if is_narrow(width) else 190
    plot = width - room
    table = _placed(table, plot)
    names = list(dict.fromkeys(table["meeting"]))
    y = alt.Y("meeting:N", sort=names, title=None,
              axis=alt.Axis(labelLimit=room - 10, domain=False, ticks=False, minExtent=room - 6,
                            maxExtent=room - 6, labelColor=INK))  # fmt: skip
    x = alt.X("begin:Q", title=say("chart.themes_axis", language),
              axis=alt.Axis(tickCount=5, domain=False, grid=False),
              scale=alt.Scale(domain=[0, float(table["end"].max())], nice=False))  # fmt: skip
    base = alt.Chart(table).encode(y=y)
    hint = ["meeting:N", "number:Q", "name:N", "n_words:Q", alt.Tooltip("steadiness:Q", format=".2f")]
    bars = base.mark_bar(
        height={"band": 0.74}, color=PALE_BLUE, opacity=0.55, stroke="white", strokeWidth=2.5
    )
    texts = base.mark_text(align="left", dx=5, color=INK, fontSize=10)
    chart: ChartType = alt.layer(
        bars.encode(x=x, x2=alt.X2("end:Q"), tooltip=hint), texts.encode(x=x, text=alt.Text("label:N"))
    ).properties(width=plot, height=_ROW * len(names))
    alt_text = say("chart.themes_alt", language, n=len(table), meetings=len(names))
    key = say("chart.themes_key", language)
    return dress(chart, title=say("chart.themes_title", language), key=key, alt_text=alt_text,
                 language=language, width=width)  # fmt: skip


def _shown(sections: pd.DataFrame) -> pd.DataFrame:
    number = sections.groupby("meeting", sort=False)["number"].transform("max")
    table = sections[number > 1] if (number > 1).any() else sections
    first = list(dict.fromkeys(table["meeting"]))[:MOST_MEETINGS]
    return table[table["meeting"].isin(first)].reset_index(drop=True)


def _placed(table: pd.DataFrame, plot: int) -> pd.DataFrame:
    """Return the sections with their places in words, and names cut to the room that each has."""
    end = table.groupby("meeting", sort=False)["n_words"].cumsum()
    begin = end - table["n_words"]
    words = table["words"] if "words" in table else pd.Series("", index=table.index)
    is_number = table["theme"].astype(str) == table["number"].astype(str)
    name = table["theme"].astype(str).where(~is_number | (words == ""), words)
    letters = ((plot * table["n_words"] / max(float(end.max()), 1.0) - 12) / _LETTER).astype(int)
    label = [_fitted(text, most) for text, most in zip(name, letters, strict=True)]
    return table.assign(begin=begin, end=end, name=name, label=label,
                        steadiness=table["steadiness"].replace(np.nan, 1.0))  # fmt: skip


def _fitted(text: str, letters: int) -> str:
    """Return a name cut to a number of letters; nothing where there is no room for a word.

    Examples
    --------
    >>> _fitted("Appels à projets", 12), _fitted("Appels à projets", 3)
    ('Appels à pr…', '')
    """
    if len(text) <= letters:
        return text
    return f"{text[: letters - 1].rstrip(' ,')}…" if letters >= 5 else ""
