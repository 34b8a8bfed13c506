"""Charts in small panels: who speaks how much, and where each pilot moves."""

from __future__ import annotations

from typing import Final

import altair as alt
import pandas as pd
from altair.typing import ChartType

from textmine.corpus.tables import Corpus
from textmine.messages import language_of_user, say
from textmine.represent.features import Features
from textmine.show.tables import SMALL_CELL, map_table, speaking_table
from textmine.show.theme import BLUE, FAINT, INK, QUIET, WIDE, dress, is_narrow, meeting_axis
from textmine.show.wording import meeting_labels, number, percent

MOST_MAPS: Final = 12
MAP_SHAPE: Final = 0.82
MAP_MARGIN: Final = 24
PATH: Final = ("#9ccbe6", BLUE, "#00304f")


def speaking_chart(corpus: Corpus, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the words of each pilot at each meeting, one row a pilot, the most talkative first."""
    language = language or language_of_user()
    table = speaking_table(corpus)
    meetings = table.drop_duplicates("meeting").sort_values("order")
    labels = meeting_labels(meetings, language)
    totals = table.groupby("pilot")["words"].sum().sort_values(ascending=False)
    names = [str(name) for name in totals.index]
    grid = _speaking_grid(table, labels, totals, language)
    row_height = 40 if len(names) <= 12 else 24
    room, right = (112, 40) if is_narrow(width) else (140, 96)
    chart = _speaking_rows(grid, (list(labels.values()), names), (width - room - right, row_height), room)
    key = say("chart.speaking_key", language, most=number(table["words"].max(), language, digits=0))
    top = {"top": names[0], "top_share": percent(totals.max() / totals.sum(), language)}
    alt_text = say("chart.speaking_alt", language, n_pilots=len(names), n_meetings=len(labels), **top)
    return dress(chart, title=say("chart.speaking_title", language), key=key, alt_text=alt_text,
                 language=language, width=width)  # fmt: skip


def _speaking_grid(
    table: pd.DataFrame, labels: dict[str, str], totals: pd.Series[int], language: str
) -> pd.DataFrame:
    """Return one row a pilot and meeting, absent ones with a missing number of words, and each total."""
    cells = pd.MultiIndex.from_product([totals.index, list(labels)], names=["pilot", "meeting"])
    words = table.assign(meeting=table["meeting"].astype(str)).set_index(["pilot", "meeting"])["words"]
    grid = words.reindex(cells).reset_index()
    said = {
        name: say(
            "chart.speaking_total",
            language,
            words=number(total, language, digits=0),
            share=percent(total / totals.sum(), language),
        )
        for name, total in totals.items()
    }
    share = totals / totals.sum()
    grid["label"] = grid["meeting"].map(labels)
    grid["total"] = grid["pilot"].map(said)
    grid["short"] = grid["pilot"].map({name: percent(part, language) for name, part in share.items()})
    grid["is_last"] = grid["meeting"] == list(labels)[-1]
    return grid


def _speaking_rows(
    grid: pd.DataFrame, order: tuple[list[str], list[str]], size: tuple[int, int], room: int
) -> ChartType:
    labels, names = order
    narrow = room < 130
    axis = meeting_axis(
        labels, labelFontSize=9 if narrow else 10.5, ticks=False, domain=False, labelPadding=6
    )
    base = alt.Chart().encode(
        x=alt.X("label:O", sort=labels, title=None, axis=axis, scale=alt.Scale(paddingInner=0.25))
    )
    ground = alt.Chart().mark_rule(color=FAINT).encode(y=alt.value(size[1]))
    bars = base.mark_bar(color=BLUE).encode(
        y=alt.Y("words:Q", axis=None),
        tooltip=[alt.Tooltip("pilot:N"), alt.Tooltip("meeting:N"), alt.Tooltip("words:Q")],
    )
    absent = base.transform_filter("datum.words === null").mark_text(text="–", color=QUIET, dy=-7)
    last = alt.Chart().transform_filter("datum.is_last")
    name = last.mark_text(align="right", color=INK, fontSize=11, limit=room - 10, dy=-7)
    total = last.mark_text(align="left", color=QUIET, dy=-7)
    foot = alt.value(size[1])
    layers = alt.layer(
        ground,
        bars,
        absent.encode(y=foot),
        name.encode(x=alt.value(-8), y=foot, text=alt.Text("pilot:N")),
        total.encode(x=alt.value(size[0] + 8), y=foot, text=alt.Text("short:N" if narrow else "total:N")),
        data=grid,
    )
    row = alt.Row("pilot:N", sort=names, header=alt.Header(labels=False, title=None))
    rows = layers.properties(width=size[0], height=size[1])
    return rows.facet(row=row, spacing=8 if size[1] > 30 else 3)


def map_chart(vectors: Features, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return where each pilot stands at each meeting, one panel a pilot on one common plane.

    Beyond `MOST_MAPS` pilots only those who spoke most have a panel, and the chart says so; the others
    stay as grey paths.
    """
    language = language or language_of_user()
    table = map_table(vectors)
    meetings = table.drop_duplicates("meeting").sort_values("order")
    sizes = table.groupby("pilot")["n_blocks"].sum().sort_values(ascending=False, kind="stable")
    shown = sorted(str(name) for name in sizes.index[:MOST_MAPS])
    columns, gap = (2, 12) if is_narrow(width) else (min(3, max(len(shown), 1)), 14)
    side = (min(width, 250 * columns) - gap * (columns - 1)) / columns - 2
    frames = [_map_panel(table, name, side, language) for name in shown]
    chart = alt.concat(*frames, columns=columns, spacing=gap)
    explained = percent(sum(table.attrs["explained"]), language)
    key = [say("chart.map_key", language, explained=explained)]
    if table["is_small"].any():
        key.append(say("chart.map_small", language, small=SMALL_CELL))
    if len(sizes) > len(shown):
        key.append(say("chart.map_capped", language, shown=len(shown), total=len(sizes)))
    alt_text = say("chart.map_alt", language, n_pilots=len(sizes), n_meetings=len(meetings))
    return dress(chart, title=say("chart.map_title", language), key=" ".join(key), alt_text=alt_text,
                 language=language, width=width)  # fmt: skip


def _map_panel(table: pd.DataFrame, name: str, side: float, language: str) -> ChartType:
    own = table[table["pilot"] == name].sort_values("order").reset_index(drop=True)
    x, y = _equal_axes(table, side)
    time = alt.Scale(domain=[int(table["order"].min()), int(table["order"].max())], range=list(PATH))
    tint = alt.Color("order:Q", legend=None, scale=time)
    others = alt.Chart(table[["pilot", "order", "x", "y"]]).mark_line(color=FAINT, strokeWidth=1)
    centre = alt.Chart(pd.DataFrame({"x": [0.0], "y": [0.0]})).mark_text(text="+", color=QUIET, fontSize=17)
    path = alt.Chart(own).encode(x=x, y=y, order=alt.Order("order:Q"))
    points = path.mark_point(filled=True, size=46, opacity=1, strokeWidth=1.6).encode(
        stroke=tint.copy(), fill=alt.condition("datum.is_small", alt.value("white"), tint),
        tooltip=[alt.Tooltip("pilot:N"), alt.Tooltip("meeting:N"), alt.Tooltip("n_blocks:Q")])  # fmt: skip
    return alt.layer(
        others.encode(x=x, y=y, detail=alt.Detail("pilot:N"), order=alt.Order("order:Q")),
        centre.encode(x=x, y=y),
        path.mark_line(color="#5aa3cd", strokeWidth=1.6),
        points,
        *_map_ends(own, x, y, language),
    ).properties(width=side, height=side * MAP_SHAPE, view=alt.ViewConfig(stroke=FAINT),
                 title=alt.TitleParams(text=name, fontSize=12, offset=5, limit=side))  # fmt: skip


def _equal_axes(table: pd.DataFrame, side: float) -> tuple[alt.X, alt.Y]:
    """Return axes on which a unit is as long across as up, with room for words at the edges."""
    size = {"x": side, "y": side * MAP_SHAPE}
    spans = {axis: (float(table[axis].min()), float(table[axis].max())) for axis in size}
    unit = max((high - low) / (size[axis] - 2 * MAP_MARGIN) for axis, (low, high) in spans.items()) or 1.0
    scales = {}
    for axis, (low, high) in spans.items():
        middle, half = (low + high) / 2, unit * size[axis] / 2
        scales[axis] = alt.Scale(domain=[middle - half, middle + half], nice=False, zero=False)
    return alt.X("x:Q", scale=scales["x"], axis=None), alt.Y("y:Q", scale=scales["y"], axis=None)


def _map_ends(own: pd.DataFrame, x: alt.X, y: alt.Y, language: str) -> list[alt.Chart]:
    """Return the names of a path's ends, on a white halo: the upper one above, the lower one below."""
    if len(own) < 2:
        return []
    ends = own.iloc[[0, -1]].assign(word=[say("chart.map_start", language), say("chart.map_end", language)])
    upper = ends["y"].to_numpy().argmax()
    marks = []
    for place in (0, 1):
        base = alt.Chart(ends.iloc[[place]]).encode(x=x, y=y, text=alt.Text("word:N"))
        shift = -12 if place == upper else 13
        marks.append(base.mark_text(dy=shift, fontSize=10.5, color="white", stroke="white", strokeWidth=3.5))
        marks.append(base.mark_text(dy=shift, fontSize=10.5, color=INK))
    return marks
