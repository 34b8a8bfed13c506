"""Charts of results: how far apart the pilots stand, and the one door to all charts, `plot`."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from altair.typing import ChartType

from textmine.corpus.tables import Corpus
from textmine.errors import TextmineError
from textmine.measure.complementarity.results import Complementarity
from textmine.measure.controls.results import ActorControl, Controls
from textmine.measure.imitation.results import Imitation
from textmine.measure.panel import Panel
from textmine.measure.portraits.together import Portraits
from textmine.measure.results import Convergence
from textmine.measure.textometry.overview import WordOverview
from textmine.measure.topic_paths import TopicPaths
from textmine.represent.classes.reinert import LexicalClasses
from textmine.represent.classes.sheets import ClassTables
from textmine.represent.features import Features
from textmine.represent.themes.thematic import Themes
from textmine.show.bars import topic_chart
from textmine.show.class_marks import class_pilot_chart
from textmine.show.comparisons import (
    controls_chart,
    leadership_chart,
    pairs_chart,
    panel_chart,
    pilots_chart,
    trends_told,
)
from textmine.show.dendrogram import dendrogram_chart
from textmine.show.distances import distance_chart, heat_chart
from textmine.show.gaps import gap_chart
from textmine.show.influence import influence_chart
from textmine.show.lines import actor_chart, complementarity_chart
from textmine.show.panels import map_chart, speaking_chart
from textmine.show.paths import topic_path_chart
from textmine.show.planes import plane_chart
from textmine.show.records import quick_encodings
from textmine.show.specifics import followed_words, progression_chart, specific_chart
from textmine.show.strips import theme_chart
from textmine.show.theme import WIDE, save_chart

__all__ = [
    "chart_kinds",
    "distance_chart",
    "heat_chart",
    "map_chart",
    "plot",
    "save_chart",
    "speaking_chart",
    "topic_chart",
]


def plot(thing: object, *, kind: str | None = None, language: str | None = None) -> ChartType:
    """Return the chart that fits a result.

    Parameters
    ----------
    thing
        A `Convergence` (kinds "distance", "heat", "pairs", "pilots"), a `Panel`, `Controls`, an
        `ActorControl`, an `Imitation` ("leadership", "influence"), a `Complementarity`, fitted
        `LexicalClasses` or their `ClassTables` ("classes", "class_pilots"), a `WordOverview`
        ("specific_words", "plane", "progression"), `TopicPaths`, `Themes`, `Portraits`, `Features` of shares
        ("topics", "map") or of vectors ("map"), or a `Corpus` ("speaking").
    kind
        Which chart; the first of those above by default.
    language
        "fr" or "en"; None follows the locale.

    Raises
    ------
    TextmineError
        Nothing is known to be drawn of this thing, or not this kind of chart.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"speaker": ["a", "b"]})
    >>> shares = Features(rows, np.array([[0.5, 0.5], [1.0, 0.0]]), ("audit", "prix"), "shares")
    >>> plot(shares, language="fr").title.text
    ['De quoi parle chaque pilote']
    """
    return sized_chart(thing, kind=kind, language=language)


def sized_chart(
    thing: object, *, kind: str | None = None, language: str | None = None, width: int = WIDE
) -> ChartType:
    """Return the chart that `plot` gives, for a width in pixels.

    Raises
    ------
    TextmineError
        Nothing is known to be drawn of this thing, or not this kind of chart.
    """
    charts = _charts_of(thing)
    if not charts:
        raise TextmineError("chart_thing", thing=repr(thing))
    chosen = kind or next(iter(charts), "")
    if chosen not in charts:
        raise TextmineError("chart_kind", kind=kind, thing=type(thing).__name__, kinds=", ".join(charts))
    with quick_encodings():
        chart: ChartType = charts[chosen](thing, language=language, width=width)
    return chart


def chart_kinds(thing: object) -> tuple[str, ...]:
    """Return the kinds of charts that `plot` can draw of a result; none of what is none.

    Examples
    --------
    >>> chart_kinds(None)
    ()
    """
    return () if thing is None else tuple(_charts_of(thing))


@singledispatch
def _charts_of(thing: object) -> dict[str, Any]:
    raise TextmineError("chart_thing", thing=type(thing).__name__)


@_charts_of.register
def _(thing: Convergence) -> dict[str, Any]:
    charts: dict[str, Any] = {"distance": distance_chart, "heat": heat_chart}
    if len(trends_told(thing.pair_trends, ("a", "b"))):
        charts["pairs"] = pairs_chart
    if len(trends_told(thing.pilot_trends, ("pilot",))):
        charts["pilots"] = pilots_chart
    return charts


@_charts_of.register
def _(thing: Panel) -> dict[str, Any]:
    return {"distances": panel_chart} if len(thing.table) else {}


@_charts_of.register
def _(thing: Controls) -> dict[str, Any]:
    return {"controls": controls_chart} if thing.table["slope_after"].notna().any() else {}


@_charts_of.register
def _(thing: ActorControl) -> dict[str, Any]:
    return {"actor": actor_chart} if len(thing.table) > 1 else {}


@_charts_of.register
def _(thing: Imitation) -> dict[str, Any]:
    is_told = thing.leadership["leadership"].notna().any()
    return {"leadership": leadership_chart, "influence": influence_chart} if is_told else {}


@_charts_of.register
def _(thing: Complementarity) -> dict[str, Any]:
    return {"complementarity": complementarity_chart} if thing.is_told else {}


@_charts_of.register
def _(thing: LexicalClasses) -> dict[str, Any]:
    return {"dendrogram": dendrogram_chart} if hasattr(thing, "levels_") else {}


@_charts_of.register
def _(thing: WordOverview) -> dict[str, Any]:
    charts: dict[str, Any] = {} if thing.specific.empty else {"specific_words": specific_chart}
    if len(thing.axes) >= 2:
        charts["plane"] = plane_chart
    if not thing.trends.empty and followed_words(thing.trends):
        charts["progression"] = progression_chart
    return charts


@_charts_of.register
def _(thing: ClassTables) -> dict[str, Any]:
    charts: dict[str, Any] = {"classes": dendrogram_chart}
    if thing.pilots["value"].nunique() > 1:
        charts["class_pilots"] = class_pilot_chart
    return charts


@_charts_of.register
def _(thing: TopicPaths) -> dict[str, Any]:
    return {"topic_paths": topic_path_chart}


@_charts_of.register
def _(thing: Themes) -> dict[str, Any]:
    return {"themes": theme_chart}


@_charts_of.register
def _(thing: Portraits) -> dict[str, Any]:
    return {"gaps": gap_chart} if thing.gaps["distance"].notna().any() else {}


@_charts_of.register
def _(thing: Features) -> dict[str, Any]:
    kinds: dict[str, dict[str, Any]] = {
        "shares": {"topics": topic_chart, "map": map_chart},
        "vectors": {"map": map_chart},
    }
    return kinds.get(thing.kind, {})


@_charts_of.register
def _(thing: Corpus) -> dict[str, Any]:
    return {"speaking": speaking_chart}
