"""The plane of a correspondence analysis: words, pilots, and meetings in their order."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd
from altair.typing import ChartType

from textmine.measure.textometry.overview import WordOverview
from textmine.messages import language_of_user, say
from textmine.show.theme import BLUE, FAINT, QUIET, VERMILLION, WIDE, dress, is_narrow
from textmine.show.wording import percent

MOST_WORDS: Final = 60
FEW_WORDS: Final = 26
_LETTER: Final = 6.2
_LINE: Final = 13.0


def plane_chart(overview: WordOverview, *, language: str | None = None, width: int = WIDE) -> ChartType:
    """Return the first plane: pilots, the words that make it, and the path of the meetings.

    Words stand where no other label is, those of highest contribution first; the rest are left out.
    """
    language = language or language_of_user()
    size = (width - 52, 380 if is_narrow(width) else 470)
    pilots = _points(overview.parts, size, 0)
    words = overview.words.assign(weight=_weights(overview))
    words = words.sort_values("weight", ascending=False, kind="stable")
    most = FEW_WORDS if is_narrow(width) else MOST_WORDS
    domain = _domain(overview.parts, words.head(most), overview.supplementary)
    shown = _free(words.head(4 * most), pilots, domain, size)[:most]
    named = overview.words.set_index("name").loc[shown].reset_index()
    titles = [
        say("chart.plane_axis", language, axis=k + 1, share=percent(overview.axes["share"].iloc[k], language))
        for k in (0, 1)
    ]
    chart: ChartType = alt.layer(
        _cross(domain),
        _text(named, domain, titles, color=QUIET, fontSize=10.5),
        *_path(overview.supplementary, domain, titles),
        _dots(pilots, domain, titles),
        _text(pilots, domain, titles, color=BLUE, fontSize=12, fontWeight="bold", dy=-9),
    ).properties(width=size[0], height=size[1])
    share = percent(float(overview.axes["share"].iloc[:2].sum()), language)
    alt_text = say("chart.plane_alt", language, n=len(pilots), words=len(named), share=share)
    key = say("chart.plane_key", language, share=share, shown=len(named), total=len(overview.words))
    return dress(chart, title=say("chart.plane_title", language), key=key, alt_text=alt_text,
                 language=language, width=width)  # fmt: skip


def _weights(overview: WordOverview) -> np.ndarray:
    share = overview.axes["eigenvalue"].to_numpy()
    table = overview.words
    return np.asarray(table["contribution_1"] * share[0] + table["contribution_2"] * share[1])


def _points(table: pd.DataFrame, size: tuple[int, int], least: int) -> pd.DataFrame:
    return table[["name", "axis_1", "axis_2", "cos2_1", "cos2_2"]].assign(room=size[0] + least)


def _domain(*tables: pd.DataFrame) -> list[list[float]]:
    """Return the limits of both axes with a margin for the labels."""
    found = []
    for axis in ("axis_1", "axis_2"):
        values = np.concatenate([table[axis].to_numpy(dtype=np.float64) for table in tables])
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        margin = 0.11 * (high - low or 1.0)
        found.append([low - margin, high + margin])
    return found


def _free(
    words: pd.DataFrame, pilots: pd.DataFrame, domain: list[list[float]], size: tuple[int, int]
) -> list[str]:
    """Return the words whose labels touch neither each other nor a pilot's name."""
    up = 9 * _unit(domain, size)
    boxes = [_box(name, x, y - up, domain, size, 7.4) for name, x, y in _named(pilots)]
    boxes += [_box("•", x, y, domain, size, 9.0) for _, x, y in _named(pilots)]
    kept: list[str] = []
    for name, x, y in _named(words):
        box = _box(name, x, y, domain, size, _LETTER)
        inside = box[0] >= 0 and box[1] <= size[0]
        if inside and not any(_touch(box, other) for other in boxes):
            boxes.append(box)
            kept.append(name)
    return kept


def _named(table: pd.DataFrame) -> list[tuple[str, float, float]]:
    return list(zip(table["name"], table["axis_1"], table["axis_2"], strict=True))


def _unit(domain: list[list[float]], size: tuple[int, int]) -> float:
    """Return the second axis's length of one pixel, upwards."""
    return -(domain[1][1] - domain[1][0]) / size[1]


def _box(
    name: str, x: float, y: float, domain: list[list[float]], size: tuple[int, int], letter: float
) -> tuple[float, float, float, float]:
    left = size[0] * (x - domain[0][0]) / (domain[0][1] - domain[0][0])
    top = size[1] * (domain[1][1] - y) / (domain[1][1] - domain[1][0])
    half = letter * len(name) / 2
    return left - half, left + half, top - _LINE / 2, top + _LINE / 2


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _xy(domain: list[list[float]], titles: list[str]) -> dict[str, alt.X | alt.Y]:
    axis = alt.Axis(grid=False, domain=False, ticks=False, tickCount=5, labelColor=QUIET)
    scales = [alt.Scale(domain=limits, nice=False, zero=False) for limits in domain]
    return {
        "x": alt.X("axis_1:Q", title=titles[0], scale=scales[0], axis=axis),
        "y": alt.Y("axis_2:Q", title=titles[1], scale=scales[1], axis=axis),
    }


def _text(
    table: pd.DataFrame,
    domain: list[list[float]],
    titles: list[str],
    **look: Any,  # noqa: ANN401 - passed on to altair
) -> ChartType:
    hint = [
        "name:N",
        *(alt.Tooltip(f"{kind}_{k}:Q", format=".2f") for kind in ("axis", "cos2") for k in (1, 2)),
    ]
    mark = alt.Chart(table).mark_text(**look)
    chart: ChartType = mark.encode(**_xy(domain, titles), text=alt.Text("name:N"), tooltip=hint)
    return chart


def _dots(table: pd.DataFrame, domain: list[list[float]], titles: list[str]) -> ChartType:
    dots = alt.Chart(table).mark_point(filled=True, color=BLUE, size=34, opacity=1)
    chart: ChartType = dots.encode(**_xy(domain, titles))
    return chart


def _path(table: pd.DataFrame, domain: list[list[float]], titles: list[str]) -> list[ChartType]:
    """Return the meetings, joined in their order; the first and the last have their numbers."""
    table = table.dropna(subset=["axis_1", "axis_2"]).assign(number=lambda t: np.arange(1, len(t) + 1))
    if len(table) < 2:
        return []
    base = alt.Chart(table)
    line = base.mark_line(color=VERMILLION, strokeWidth=1.4, opacity=0.75)
    dots = base.mark_point(filled=True, color=VERMILLION, size=22, opacity=1)
    ends = alt.Chart(table.iloc[[0, -1]]).mark_text(color=VERMILLION, fontSize=11, dx=9, fontWeight="bold")
    return [
        line.encode(**_xy(domain, titles), order=alt.Order("number:Q")),
        dots.encode(**_xy(domain, titles), tooltip=[alt.Tooltip("name:N")]),
        ends.encode(**_xy(domain, titles), text=alt.Text("number:N")),
    ]


def _cross(domain: list[list[float]]) -> ChartType:
    zero = pd.DataFrame({"zero": [0.0]})
    rule = alt.Chart(zero).mark_rule(color=FAINT, strokeWidth=1)
    x = alt.X("zero:Q", scale=alt.Scale(domain=domain[0], nice=False, zero=False))
    y = alt.Y("zero:Q", scale=alt.Scale(domain=domain[1], nice=False, zero=False))
    chart: ChartType = alt.layer(rule.encode(x=x), rule.encode(y=y))
    return chart
