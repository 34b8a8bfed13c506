"""What else could make talk draw closer, or seem to: confounds, the one who leads, chance alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from textmine.measure.controls.results import ActorControl, Controls, Placebo
from textmine.messages import catalogue, say
from textmine.show.comparisons import controls_chart
from textmine.show.figures import figure
from textmine.show.grids import Column, Grid, grid
from textmine.show.lines import actor_chart
from textmine.show.material import ReportMaterial
from textmine.show.sections.blocks import Block, Reasons, Section, named_meetings, reasons_said, told
from textmine.show.sections.robustness import p_cell
from textmine.show.wording import ABSENT, NO_BREAK, number, percent, sentence, varied

FOUND: Final = ("yes", "cannot be told", "no")
TOLD: Final = ("yes", "no", "cannot be told")


def rivals_section(material: ReportMaterial, *, language: str) -> Section | None:
    """Return the rival explanations; None where none was looked at."""
    corpus = material.corpus
    blocks: list[Block] = []
    titles = {
        str(row["meeting"]): str(row["title"] or row["meeting"]) for _, row in corpus.meetings.iterrows()
    }
    if material.controls is not None:
        known = () if material.actors is None else material.actors.reasons
        blocks += _confounds(material.controls, titles, known, language)
    if material.actors is not None:
        dates = dict(zip(corpus.meetings["meeting"].astype(str), corpus.meetings["date"], strict=True))
        blocks += _actors(material.actors, dates, language)
    if material.placebo is not None:
        blocks += _placebo(material.placebo, language)
    return Section("rivals", tuple(blocks)) if blocks else None


def _confounds(controls: Controls, titles: Mapping[str, str], below: Reasons, language: str) -> list[Block]:
    table = controls.table
    if (table["sentence"] == "nothing_to_compare").all():
        return [Block("text", sentence("controls.nothing_to_compare", language))]
    points = _points(controls, titles, below, language)
    blocks = [Block("text", text) for text in _sentences(table, language)]
    if table["slope_after"].notna().any():
        drawing = figure("controls", lambda wide: controls_chart(controls, language=language, width=wide))
        blocks.append(Block("drawing", drawing))
    blocks.append(Block("folded", _confounds_grid(table, language)))
    for found in FOUND:
        name = found.replace(" ", "_")
        chosen = tuple(point for point, is_it in zip(points, table["found"] == found, strict=True) if is_it)
        if chosen and found == "no":
            summary = told("rivals_no_heading", language)
            blocks.append(Block("folded_points", (summary, chosen)))
        elif chosen:
            blocks += [
                Block("heading", told(f"rivals_{name}_heading", language)),
                Block("points", chosen),
            ]
    alpha = float(str(controls.settings.get("alpha", 0.05)))
    return [*blocks, Block("reading", told("rivals_reading", language, alpha=alpha))]


def _sentences(table: pd.DataFrame, language: str) -> list[str]:
    counts = {name.replace(" ", "_"): int((table["found"] == name).sum()) for name in TOLD}
    found = [varied(f"report.rivals_{name}", n, language) for name, n in counts.items()]
    then = sentence("report.then", language)
    text = told("rivals_text", language, n=len(table), found=then.join(filter(None, found)))
    holds, falls = (int((table["effect"] == f"effect_{name}").sum()) for name in ("holds", "falls"))
    if holds + falls == 0:
        return [text]
    return [text, told("rivals_effect", language, holds=holds, n=holds + falls)]


def _points(
    controls: Controls, titles: Mapping[str, str], below: Reasons, language: str
) -> list[tuple[str, str]]:
    """Return the name of each confound with its two sentences: whether it is there, and what it does.

    What the part on those who lead tells `below` is not told twice.
    """
    heading = told("actors_heading", language)
    later = {text for _, text in reasons_said("controls", below, language)}
    named = [(key, named_meetings(facts, titles)) for key, facts in controls.reasons]
    texts = [
        told("rival_below", language, heading=heading) if text in later else text
        for _, text in reasons_said("controls", named, language)
    ]
    names = [sentence(f"controls.name_{name}", language) for name in controls.table["name"]]
    return [(name, f"{texts[2 * k]} {texts[2 * k + 1]}") for k, name in enumerate(names)]


def _confounds_grid(table: pd.DataFrame, language: str) -> Grid:
    def slopes(column: str) -> list[str]:
        return [percent(value, language, digits=1, sign=True) for value in table[column]]

    seen = [
        _statistic(row, language) if np.isfinite(row["measure"]) else ABSENT for _, row in table.iterrows()
    ]
    found = [sentence(f"controls.found_{value.replace(' ', '_')}", language) for value in table["found"]]
    held = [
        sentence(f"controls.{key}", language) if key and np.isfinite(after) else ABSENT
        for key, after in zip(table["control"], table["slope_after"], strict=True)
    ]
    names = [sentence(f"controls.name_{name}", language) for name in table["name"]]
    columns: list[Column] = [
        (say("report.rival", language), names, False),
        (say("report.rival_found", language), found, False),
        (say("report.rival_measure", language), seen, True),
        ("p", [p_cell(value, language) for value in table["p"]], True),
        (say("report.rival_control", language), held, False),
        (say("report.slope_before", language), slopes("slope_before"), True),
        (say("report.slope_after", language), slopes("slope_after"), True),
        (say("report.p_after", language), [p_cell(value, language) for value in table["p_after"]], True),
    ]
    return grid(say("report.rivals_caption", language), columns, language)


def _statistic(row: pd.Series[float], language: str) -> str:
    statistic = str(row["statistic"])
    name = catalogue(language, "report").get(f"statistic_{statistic}", statistic)
    value = number(row["measure"], language, sign=statistic in ("rho", "t"))
    if statistic == "slope":
        value = percent(row["measure"], language, digits=1, sign=True)
    return f"{name}{NO_BREAK}={NO_BREAK}{value}"


def _actors(actors: ActorControl, dates: Mapping[str, object], language: str) -> list[Block]:
    texts = [text for _, text in reasons_said("controls", actors.reasons, language)]
    blocks = [Block("heading", told("actors_heading", language)), Block("text", " ".join(texts))]
    if len(actors.table) < 2:
        return blocks
    dated = replace(actors, table=actors.table.assign(date=actors.table["meeting"].astype(str).map(dates)))
    drawing = figure("actor", lambda wide: actor_chart(dated, language=language, width=wide))
    return [*blocks, Block("drawing", drawing), Block("folded", _actors_grid(actors, language))]


def _actors_grid(actors: ActorControl, language: str) -> Grid:
    table = actors.table
    columns: list[Column] = [(say("report.meeting", language), table["meeting"].astype(str), False)]
    for name in ("between_pilots", "to_actor", "centre_to_actor"):
        values = [number(value, language, digits=3) for value in table[name]]
        columns.append((say(f"report.column_{name}", language), values, True))
    for name in ("n_blocks", "n_actor_blocks"):
        columns.append((say(f"report.column_{name}", language), [str(int(n)) for n in table[name]], True))
    return grid(say("report.actors_caption", language), columns, language)


def _placebo(placebo: Placebo, language: str) -> list[Block]:
    text = " ".join(text for _, text in reasons_said("controls", placebo.reasons, language))
    return [Block("heading", told("placebo_heading", language)), Block("text", text)]
