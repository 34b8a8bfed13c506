"""Words of each pilot, and words over the meetings: small panels side by side."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import pandas as pd
from altair.typing import ChartType

from textmine.measure.textometry.overview import WordOverview
from textmine.messages import language_of_user, say
from textmine.show.small_lines import line_panel
from textmine.show.theme import BLUE, INK, PALE_BLUE, WIDE, dress, is_narrow
from textmine.show.wording import number, p_value

MOST_PILOTS: Final = 12
MOST_WORDS: Final = 8
MOST_FOLLOWED: Final = 6
_SPREAD: Final = 0.9


def specific_chart(overview: WordOverview, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the most specific words of each pilot, a panel a pilot, all on one scale.

    Of more than `MOST_PILOTS` pilots, those with the highest scores are shown.
    """
    language = language or language_of_user()
    table = overview.specific.groupby("part", sort=False).head(MOST_WORDS)
    pilots = list(dict.fromkeys(table["part"]))
    strongest = table.groupby("part", sort=False)["score"].max().sort_values(ascending=False, kind="stable")
    shown = [pilot for pilot in pilots if pilot in set(strongest.index[:MOST_PILOTS])]
    columns = 2 if is_narrow(width) else 3
    room = 74 if is_narrow(width) else 96
    step = (width - 14 * (columns - 1)) // columns
    limit = [0.0, 1.08 * float(table["score"].max() or 1.0)]
    panels = [_words(table[table["part"] == pilot], pilot, (step - room, room), limit) for pilot in shown]
    chart: ChartType = alt.concat(*panels, columns=columns, spacing=14)
    best = table.sort_values("score", ascending=False).iloc[0]
    facts = {"n": len(shown), "word": best["word"], "pilot": best["part"]}
    alt_text = say("chart.specific_alt", language, score=number(best["score"], language, digits=1), **facts)
    return dress(chart, title=say("chart.specific_title", language), key=say("chart.specific_key", language),
                 alt_text=alt_text, language=language, width=width)  # fmt: skip


def _words(table: pd.DataFrame, pilot: str, size: tuple[int, int], limit: list[float]) -> ChartType:
    order = table.sort_values("score", ascending=False, kind="stable")["word"].tolist()
    # a word that one segment or so holds is not the pilot's habit: paler
    table = table.assign(is_spread=(table["dispersion"] < _SPREAD) & (table["n_segments"] > 2))
    extent: dict[str, Any] = {"minExtent": size[1] - 6, "maxExtent": size[1] - 6}
    axis = alt.Axis(domain=False, ticks=False, labelLimit=size[1] - 8, labelColor=INK, **extent)
    bars = alt.Chart(table).encode(
        y=alt.Y("word:N", sort=order, title=None, axis=axis),
        x=alt.X("score:Q", title=None, axis=None, scale=alt.Scale(domain=limit, nice=False)),
        color=alt.condition("datum.is_spread", alt.value(BLUE), alt.value(PALE_BLUE)),
        tooltip=[
            alt.Tooltip("word:N"),
            alt.Tooltip("count:Q"),
            alt.Tooltip("total:Q"),
            alt.Tooltip("score:Q", format=".1f"),
            alt.Tooltip("n_segments:Q"),
        ],
    )
    head = alt.TitleParams(text=pilot, fontSize=12, anchor="start", color=INK, offset=6)
    chart: ChartType = bars.mark_bar(height={"band": 0.66}).properties(
        width=size[0], height={"step": 17}, title=head
    )
    return chart


def progression_chart(overview: WordOverview, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the words whose rate rises or falls most surely over the meetings, a panel a word."""
    language = language or language_of_user()
    words = followed_words(overview.trends)
    columns = 2 if is_narrow(width) else 3
    step = (width - 16 * (columns - 1)) // columns - 34
    adjusted = dict(zip(overview.trends["word"], overview.trends["p_adjusted"], strict=True))
    panels = []
    for word in words:
        table = overview.rates[overview.rates["word"] == word].reset_index(drop=True)
        told = say(
            "chart.progression_panel",
            language,
            word=word,
            p=p_value(float(adjusted[word]), language),
        )
        panels.append(line_panel(table.rename(columns={"rate": "value", "count": "n"}), told, step))
    chart: ChartType = alt.concat(*panels, columns=columns, spacing=16)
    alt_text = say("chart.progression_alt", language, n=len(words), words=", ".join(words))
    key = say("chart.progression_key", language, n=len(overview.trends))
    title = say("chart.progression_title", language)
    return dress(chart, title=title, key=key, alt_text=alt_text, language=language, width=width)


def followed_words(trends: pd.DataFrame) -> list[str]:
    """Return the words to be drawn: lowest p, rising ones first."""
    best = trends.dropna(subset=["p"]).sort_values(["p", "count"], ascending=[True, False], kind="stable")
    best = best.head(MOST_FOLLOWED)
    return [str(word) for word in best.sort_values("rho", ascending=False, kind="stable")["word"]]
