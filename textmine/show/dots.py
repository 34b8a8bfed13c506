"""A dot and its interval a row: the drawing behind every chart that sets estimates side by side."""

from __future__ import annotations

import textwrap
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd
from altair.typing import ChartType

from textmine.show.theme import BLUE, INK, QUIET, is_narrow, wrapped

TONES: Final = {"main": BLUE, "plain": "#3d4650", "hollow": "#3d4650", "quiet": "#8a9098"}
LINE: Final = 13
STEP: Final = 11
HEAD: Final = 30


def dot_layers(
    rows: pd.DataFrame, *, axis: str, width: int, is_share: bool = True, mark: float = 0.0
) -> ChartType:
    """Return estimates as dots with their intervals, one row each, labels at the left and notes at the right.

    Parameters
    ----------
    rows
        Columns ``label``, ``estimate``, ``low``, ``high`` (NaN: no interval), ``tone`` (a key of `TONES`),
        ``note`` (text at the right of a wide chart), ``group`` (said above the first of its rows where it
        is not "").
    axis
        What the estimates are.
    width
        Of the whole, in pixels.
    is_share
        Whether the axis counts in per cent.
    mark
        Where a line stands through all rows.

    Notes
    -----
    An interval much longer than the others is cut where the chart ends, and a small arrow says so.
    """
    room, right = _rooms(rows, width)
    table, heads, height = _placed(rows, room)
    domain = _domain(table, mark)
    table = table.assign(
        start=table["low"].clip(lower=domain[0]), stop=table["high"].clip(upper=domain[1]),
        color=table["tone"].map(TONES), fill=table["tone"].map(TONES | {"hollow": "white"}),
        size=table["tone"].map({"main": 90}).fillna(56),
    )  # fmt: skip
    plot_width = width - room - right
    x = _axis(domain, wrapped(axis, plot_width, 11), is_share=is_share)
    layers = [
        alt.Chart(pd.DataFrame({"mark": [mark]}))
        .mark_rule(color=QUIET, strokeWidth=1)
        .encode(x=alt.X("mark:Q")),
        *_marks(table, domain, x, _down(height)),
        *_words(table, heads, plot_width if right > 20 else None, height),
    ]
    chart: ChartType = alt.layer(*layers).properties(width=plot_width, height=height)
    return chart


def _rooms(rows: pd.DataFrame, width: int) -> tuple[int, int]:
    """Return the pixels at the left for labels, and at the right for notes."""
    longest = int(rows["label"].str.len().max())
    if is_narrow(width):
        return min(128, 18 + int(6.3 * longest)), 12
    notes = int(rows["note"].str.len().max())
    return min(240, 18 + int(6.3 * longest)), 14 + 6 * notes if notes else 12


def _placed(rows: pd.DataFrame, room: int) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Return the rows with their labels in lines and their places from the top, the headings, the height."""
    labels = ["\n".join(textwrap.wrap(label, max(10, int((room - 12) / 5.9)))) for label in rows["label"]]
    top, places, heads, group = 4, [], [], ""
    for label, name in zip(labels, rows["group"], strict=True):
        if name and name != group:
            heads.append((str(name), top + HEAD - 12))
            top += HEAD
        group = str(name)
        size = STEP + LINE * (label.count("\n") + 1)
        places.append(top + size / 2)
        top += size
    # a text of some lines hangs from its first, whatever its baseline
    firsts = [y - LINE * label.count("\n") / 2 for y, label in zip(places, labels, strict=True)]
    table = rows.reset_index(drop=True).assign(label=labels, y=places, label_y=firsts)
    return table, pd.DataFrame(heads, columns=["head", "y"]), top


def _domain(table: pd.DataFrame, mark: float) -> list[float]:
    """Return where the axis begins and ends: at all estimates, and at all intervals but the far too long."""
    values = np.append(table["estimate"].dropna().to_numpy(dtype=np.float64), mark)
    half = ((table["high"] - table["low"]) / 2).dropna()
    reach = float(np.ptp(values)) + 3.0 * float(half.median()) if len(half) else float(np.ptp(values))
    low = max(np.nanmin([*values, *table["low"].dropna()]), values.min() - reach)
    high = min(np.nanmax([*values, *table["high"].dropna()]), values.max() + reach)
    margin = 0.04 * float(high - low) or 0.01
    return [float(low) - margin, float(high) + margin]


def _axis(domain: list[float], title: list[str], *, is_share: bool) -> alt.X:
    span = domain[1] - domain[0]
    form = ".0%" if span > 0.08 else ".1%"
    if not is_share:
        form = ".2f" if span > 0.1 else ".3f"
    axis = alt.Axis(format=form, tickCount=5, domain=False, ticks=False, grid=True)
    return alt.X("estimate:Q", title=title, axis=axis, scale=alt.Scale(domain=domain, nice=False, zero=False))


def _down(height: int, column: str = "y") -> alt.Y:
    """Return an axis of pixels, from the top down."""
    return alt.Y(f"{column}:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))


def _marks(table: pd.DataFrame, domain: list[float], x: alt.X, y: alt.Y) -> list[Any]:
    color = alt.Color("color:N", scale=None, legend=None)
    base = alt.Chart(table).encode(y=y)
    sure = alt.Chart(table.dropna(subset=["low", "high"])).encode(y=y)
    rule = sure.mark_rule(strokeWidth=1.8).encode(x=alt.X("start:Q"), x2=alt.X2("stop:Q"), color=color)
    hints = [alt.Tooltip(f"{name}:Q", format=".3f") for name in ("estimate", "low", "high")]
    dots = base.mark_point(filled=True, opacity=1, strokeWidth=1.8).encode(
        x=x, fill=alt.Fill("fill:N", scale=None, legend=None), stroke=alt.Stroke("color:N", scale=None),
        size=alt.Size("size:Q", scale=None, legend=None),
        tooltip=[alt.Tooltip("label:N"), *hints],
    )  # fmt: skip
    cut = []
    for side, end, shape in (("low", domain[0], "triangle-left"), ("high", domain[1], "triangle-right")):
        is_cut = table[side] < end if side == "low" else table[side] > end
        if is_cut.any():
            ends = table[is_cut].assign(end=end)
            mark = alt.Chart(ends).mark_point(filled=True, shape=shape, size=40, opacity=1)
            cut.append(mark.encode(y=y, x=alt.X("end:Q"), color=color))
    return [rule, dots, *cut]


def _words(table: pd.DataFrame, heads: pd.DataFrame, notes_at: int | None, height: int) -> list[Any]:
    """Return the labels and the headings, and the notes beside a plot of some width."""
    y = _down(height)
    layers = [
        alt.Chart(table)
        .mark_text(align="right", baseline="middle", color=INK, lineBreak="\n", lineHeight=LINE, fontSize=11)
        .encode(y=_down(height, "label_y"), x=alt.value(-10), text=alt.Text("label:N"))
    ]
    if notes_at is not None:
        notes = alt.Chart(table).mark_text(align="left", baseline="middle", color=QUIET, fontSize=10.5)
        layers.append(notes.encode(y=y, x=alt.value(notes_at + 10), text=alt.Text("note:N")))
    if len(heads):
        text = alt.Chart(heads).mark_text(align="left", baseline="middle", color=QUIET, fontSize=11)
        layers.append(text.encode(y=y, x=alt.value(4), text=alt.Text("head:N")))
    return layers


def both_ends(table: pd.DataFrame, most: int) -> tuple[pd.DataFrame, int]:
    """Return the first and the last rows of a sorted table that is too long, and how many lie between.

    Examples
    --------
    >>> kept, rest = both_ends(pd.DataFrame({"x": range(9)}), 4)
    >>> kept["x"].tolist(), rest
    ([0, 1, 7, 8], 5)
    """
    if len(table) <= most:
        return table, 0
    half = most // 2
    return pd.concat([table.head(half), table.tail(half)]), len(table) - 2 * half
