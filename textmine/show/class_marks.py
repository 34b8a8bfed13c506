"""Which pilots speak in which lexical class: signed χ², a square a pilot and class."""

from __future__ import annotations

from typing import Final

import altair as alt
import numpy as np
import pandas as pd
from altair.typing import ChartType

from textmine.messages import language_of_user, say
from textmine.represent.classes.sheets import ClassTables
from textmine.show.theme import BLUE, INK, VERMILLION, WIDE, dress, is_narrow
from textmine.show.wording import number

_CELL: Final = 30
MOST_PILOTS: Final = 16
COLORS: Final = (VERMILLION, "#f5f5f5", BLUE)


def class_pilot_chart(found: ClassTables, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the signed χ² of each pilot with each class: above 0, the pilot speaks more in it."""
    language = language or language_of_user()
    table = found.pilots.copy()
    strongest = table.assign(size=table["chi2"].abs()).groupby("value", sort=False)["size"].max()
    pilots = strongest.sort_values(ascending=False, kind="stable").index[:MOST_PILOTS]
    table = table[table["value"].isin(pilots)]
    best = found.classes.set_index("class")["words"].str.split(", ").str[:3].str.join(", ")
    narrow = is_narrow(width)
    heads = [
        str(n + 1) if narrow else f"{n + 1} · {words}" for n, words in zip(best.index, best, strict=True)
    ]
    head = dict(zip(best.index, heads, strict=True))
    # square roots: a χ² of 100 is not ten times as telling as one of 10
    table = table.assign(
        head=table["class"].map(head), root=np.sign(table["chi2"]) * np.sqrt(table["chi2"].abs()),
        text=[number(x, language, digits=0, sign=True) for x in table["chi2"]],
    )  # fmt: skip
    reach = max(float(table["root"].abs().max()), 1.0)
    room = 44 if narrow else 250
    x = alt.X("value:N", title=None, sort=sorted(map(str, pilots)),
              axis=alt.Axis(orient="top", labelAngle=-40 if not narrow else -90, labelLimit=130, domain=False,
                            ticks=False, labelColor=INK))  # fmt: skip
    y = alt.Y("head:N", title=None, sort=heads,
              axis=alt.Axis(domain=False, ticks=False, labelLimit=room - 8, labelColor=INK))  # fmt: skip
    color = alt.Color("root:Q", legend=None,
                      scale=alt.Scale(domain=[-reach, 0, reach], range=COLORS))  # fmt: skip
    hint = ["value:N", "head:N", alt.Tooltip("chi2:Q", format=".1f"), "n_in:Q", "n_all:Q"]
    base = alt.Chart(table).encode(x=x, y=y)
    ink = alt.condition(f"abs(datum.root) > {0.6 * reach}", alt.value("white"), alt.value(INK))
    size = (min(width - room, 74 * len(pilots)), _CELL * len(heads))
    chart: ChartType = alt.layer(
        base.mark_rect(stroke="white", strokeWidth=2).encode(color=color, tooltip=hint),
        base.mark_text(fontSize=10.5 if not narrow else 9).encode(text=alt.Text("text:N"), color=ink),
    ).properties(width=size[0], height=size[1])
    return dress(chart, title=say("chart.class_pilots_title", language),
                 key=say("chart.class_pilots_key", language), alt_text=_told(table, language),
                 language=language, width=width)  # fmt: skip


def _told(table: pd.DataFrame, language: str) -> str:
    top = table.sort_values("chi2", ascending=False, kind="stable").iloc[0]
    facts = {"n": table["value"].nunique(), "classes": table["class"].nunique()}
    return say("chart.class_pilots_alt", language, pilot=top["value"], number=int(top["class"]) + 1, **facts)
