"""Whether the verdict hangs on one way of measuring."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textmine.measure.panel import Panel
from textmine.messages import catalogue, say
from textmine.show.comparisons import measure_name, panel_chart, panel_order
from textmine.show.figures import figure
from textmine.show.grids import Column, Grid, grid
from textmine.show.sections.blocks import Block, Section, told
from textmine.show.wording import interval, listed, p_value, percent, sentence, varied

NO_COMMON_ZERO = ("jsd_rarefied", "labbe", "jsd", "centroid_cosine")


def robustness_section(panel: Panel, *, alpha: float, language: str) -> Section | None:
    """Return what the panel of distances says, or None where there is no more than one."""
    table = panel_order(panel)
    if len(table) < 2:
        return None
    drawing = figure("panel", lambda wide: panel_chart(panel, language=language, width=wide))
    blocks = [
        *(Block("text", text) for text in _sentences(table, alpha, language)),
        Block("drawing", drawing),
        Block("folded", _measures_grid(table, language)),
        Block("reading", _reading(table, language)),
    ]
    return Section("robustness", tuple(blocks))


def _sentences(table: pd.DataFrame, alpha: float, language: str) -> list[str]:
    """Return what agrees, what does not, and what the naive measures are there for."""
    tested, naive = table[~table["is_naive"]], table[table["is_naive"]]
    family = tested[~tested["is_primary"] & tested["p_adjusted"].notna()]
    counts = {
        "falls": int((tested["relative_slope"] < 0).sum()), "alone": int((tested["p"] <= alpha).sum()),
        "adjusted": int((family["p_adjusted"] <= alpha).sum()),
    }  # fmt: skip
    found = [
        varied(f"report.robustness_{name}", n, language, alpha=alpha, of=len(family))
        for name, n in counts.items()
        if name != "adjusted" or len(family)
    ]
    then = sentence("report.then", language)
    sentences = [told("robustness_counts", language, n=len(tested), found=then.join(found))]
    lost = family[(family["p"] <= alpha) & (family["p_adjusted"] > alpha)]
    if len(lost):
        sentences.append(told("robustness_lost", language, names=_names(lost, language)))
    first = tested[tested["is_primary"]]
    if len(first):
        side = np.sign(float(first["relative_slope"].iloc[0]))
        other = tested[np.sign(tested["relative_slope"]) == -side]
        key = "robustness_other_side" if len(other) else "robustness_same_side"
        sentences.append(told(key, language, names=_names(other, language)))
    if len(naive):
        sentences.append(told("robustness_naive", language, names=_names(naive, language)))
    return [" ".join(sentences[:-1]), sentences[-1]] if len(naive) else [" ".join(sentences)]


def _names(table: pd.DataFrame, language: str) -> str:
    return listed([_within(measure_name(str(name), language)) for name in table["measure"]], language)


def _within(name: str) -> str:
    """Return a name as it stands within a sentence: a small first letter, but for abbreviations."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name


def _reading(table: pd.DataFrame, language: str) -> str:
    text = told("robustness_reading", language)
    small = table[table["measure"].isin(NO_COMMON_ZERO)]
    if small.empty:
        return text
    return f"{text} {told('robustness_zero', language, names=_names(small, language))}"


def _measures_grid(table: pd.DataFrame, language: str) -> Grid:
    """Return each distance: what it looks at, its slope, its p-values."""
    words = catalogue(language, "report")
    adjusted = []
    for _, row in table.iterrows():
        outside = say(
            "report.robustness_is_naive" if row["is_naive"] else "report.robustness_outside", language
        )
        adjusted.append(p_cell(row["p_adjusted"], language) if np.isfinite(row["p_adjusted"]) else outside)
    columns: list[Column] = [
        (say("report.measure", language), [measure_name(str(n), language) for n in table["measure"]], False),
        (say("report.looks_at", language), [words.get(f"looks_{n}", "") for n in table["measure"]], False),
        (
            say("report.slope", language),
            [percent(value, language, digits=1, sign=True) for value in table["relative_slope"]],
            True,
        ),
        (
            say("report.interval_95", language),
            [
                interval(bounds, language, digits=1)
                for bounds in zip(table["low"], table["high"], strict=True)
            ],
            True,
        ),
        ("p", [p_cell(value, language) for value in table["p"]], True),
        (say("report.p_adjusted", language), adjusted, True),
        (say("report.column_n_meetings", language), [str(int(n)) for n in table["n_meetings"]], True),
    ]
    return grid(say("report.robustness_caption", language), columns, language)


def p_cell(value: float, language: str) -> str:
    """Return a p-value for a column that is called p."""
    text = p_value(value, language).removeprefix("p").strip()
    return text.removeprefix("=").strip()
