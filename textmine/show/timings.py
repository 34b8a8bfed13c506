"""Where the time of a run goes, stage by stage, beside a plain script's."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import pandas as pd
from altair.typing import ChartType

from textmine.messages import catalogue, language_of_user, say
from textmine.show.theme import BLUE, INK, QUIET, VERMILLION, WIDE, dress, is_narrow
from textmine.show.wording import number

_ROW: Final = 19


def timing_chart(runs: pd.DataFrame, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the seconds of each stage of a whole run, and of each step of the plain script, as bars.

    Parameters
    ----------
    runs
        ``what``, ``size``, ``processes``, ``words``, ``seconds``, as
        `textmine.bench.whole_runs.time_whole_runs` gives them; what one process
        did on the corpus taken once is drawn.
    """
    language = language or language_of_user()
    once = runs[(runs["size"] == 1) & (runs["processes"] == 1)]
    steps = {name: _steps(once, name, language) for name in ("script", "stage")}
    top = max(float(table["seconds"].max()) for table in steps.values() if len(table))
    room = 150 if is_narrow(width) else 190
    panels = [
        _panel(steps[name], say(f"chart.timing_{name}", language), color, top, (width - room - 20, language))
        for name, color in (("script", VERMILLION), ("stage", BLUE))
        if len(steps[name])
    ]
    chart: Any = alt.vconcat(*panels, spacing=14)
    totals = {
        name: number(float(table["seconds"].sum()), language, digits=0) for name, table in steps.items()
    }
    facts = {"words": number(float(once["words"].max()), language, digits=0), **totals}
    told = {name: say(f"chart.timing_{name}", language, **facts) for name in ("title", "key", "alt")}
    return dress(chart, title=told["title"], key=told["key"], alt_text=told["alt"], language=language,
                 width=width)  # fmt: skip


def _steps(once: pd.DataFrame, kind: str, language: str) -> pd.DataFrame:
    """Return the steps of one program in their order, by the names that a reader knows."""
    names = catalogue(language, "cli" if kind == "stage" else "chart")
    rows = once[once["what"].str.startswith(f"{kind}: ")]
    parts = rows["what"].str.removeprefix(f"{kind}: ")
    known = "stage_{}" if kind == "stage" else "timing_script_{}"
    told = [names.get(known.format(part), part) for part in parts]
    seconds = rows["seconds"].astype(float)
    return pd.DataFrame({
        "part": told, "seconds": seconds, "told": [f"{number(x, language, digits=1)} s" for x in seconds]
    }).reset_index(drop=True)  # fmt: skip


def _panel(table: pd.DataFrame, title: str, color: str, top: float, size: tuple[int, str]) -> ChartType:
    width, language = size
    y = alt.Y("part:N", sort=table["part"].tolist(), title=None,
              axis=alt.Axis(labelLimit=190, domain=False, ticks=False))  # fmt: skip
    x = alt.X("seconds:Q", scale=alt.Scale(domain=[0, top * 1.12]), title=say("chart.timing_axis", language),
              axis=alt.Axis(domain=False, ticks=False, tickCount=5))  # fmt: skip
    base = alt.Chart(table, title=alt.TitleParams(title, fontSize=12.5, color=INK, frame="group", offset=6))
    bars = base.mark_bar(color=color, height=_ROW - 7).encode(x=x, y=y)
    words = base.mark_text(align="left", dx=5, color=QUIET, fontSize=10.5).encode(
        x=x, y=y, text=alt.Text("told:N")
    )
    chart: ChartType = alt.layer(bars, words).properties(width=width, height=_ROW * len(table))
    return chart
