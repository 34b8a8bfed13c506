"""Who brings what, whether the others take it up, and whether the pilots become the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from textmine.measure.complementarity.results import Complementarity
from textmine.messages import say
from textmine.show.figures import figure
from textmine.show.grids import Column, Grid, grid
from textmine.show.lines import complementarity_chart
from textmine.show.material import ReportMaterial
from textmine.show.sections.blocks import (
    Block,
    Section,
    named_meetings,
    reasons_said,
    told,
    without_repeats,
)
from textmine.show.sections.robustness import p_cell
from textmine.show.verdicts import Stat
from textmine.show.wording import (
    NO_BREAK,
    counted,
    interval,
    number,
    p_value,
    percent,
    sentence,
    typeset,
    varied,
)

ALL: Final = "all"
MOST_ROWS: Final = 8


def complementarity_section(
    material: ReportMaterial, words: Mapping[str, Sequence[str]], *, language: str
) -> Section | None:
    """Return what each pilot brings; None where it was not looked at.

    Parameters
    ----------
    words
        Words of each topic, by column of the shares.
    """
    result = material.complementarity
    if result is None:
        return None
    titles = {str(row["meeting"]): str(row["title"] or row["meeting"])
              for _, row in material.corpus.meetings.iterrows()}  # fmt: skip
    known = without_repeats(result.reasons, material.convergence.reasons)
    named = [(key, named_meetings(facts, titles)) for key, facts in known]
    said = reasons_said("complementarity", named, language)
    blocks = [
        Block("finding", sentence(f"complementarity.verdict_{result.verdict.replace(' ', '_')}", language)),
        *(Block("text", text) for key, text in said if key.startswith("why_")),
    ]
    if result.is_told:
        blocks += _found(result, words, said, language)
    limits = tuple(text for key, text in said if not key.startswith(("why_", "period_")))
    return Section("complementarity", (*blocks, *([Block("caveats", limits)] if limits else [])))


def _found(
    result: Complementarity, words: Mapping[str, Sequence[str]], said: list[tuple[str, str]], language: str
) -> list[Block]:
    drawing = figure(
        "complementarity", lambda wide: complementarity_chart(result, language=language, width=wide)
    )
    periods = tuple(text for key, text in said if key.startswith("period_"))
    blocks = [
        Block("numbers", _numbers(result, language)),
        Block("drawing", drawing),
        Block("folded", _meetings_grid(result, language)),
    ]
    if len(periods) > 1:
        blocks += [Block("heading", told("periods_heading", language)), Block("list", periods)]
    blocks += [
        Block("heading", told("pilots_bring_heading", language)),
        *([Block("text", most)] if (most := _most(result, language)) else []),
        Block("table" if len(result.pilots) <= MOST_ROWS else "folded", _pilots_grid(result, language)),
        Block("heading", told("carriers_heading", language)),
        *_carriers(result, words, language),
        Block("heading", told("uptake_heading", language)),
        *(Block("text", text) for text in _uptake_sentences(result, language)),
        Block("folded", _uptake_grid(result, language)),
        Block("reading", told("complementarity_reading", language)),
    ]
    return blocks


def _numbers(result: Complementarity, language: str) -> tuple[Stat, ...]:
    low, high = (number(bound, language) for bound in result.beta_interval)
    side = "p_rise" if result.slope > 0 else "p_fall"
    trend = told(f"stat_{side}", language, p=p_value(getattr(result, side), language))
    return (
        Stat(
            say("report.stat_complementarity", language),
            percent(result.complementarity, language),
            told("stat_complementarity_note", language,
                 interval=interval(result.complementarity_interval, language)),
        ),
        Stat(
            say("report.stat_beta", language),
            told("stat_beta_value", language, beta=number(result.beta, language), n=result.n_pilots),
            told("stat_beta_note", language, low=low, high=high),
        ),
        Stat(
            say("report.stat_change", language),
            told("stat_points", language, points=number(100 * result.slope, language, digits=1, sign=True)),
            trend,
        ),
        Stat(
            say("report.stat_coverage", language),
            told("stat_topics", language, n=number(result.coverage, language, digits=1)),
            told("stat_coverage_note", language, effort=counted("block", result.effort, language),
                 gain=number(result.coverage_gain, language)),
        ),
    )  # fmt: skip


def _meetings_grid(result: Complementarity, language: str) -> Grid:
    table = result.table
    columns: list[Column] = [(say("report.meeting", language), table["meeting"].astype(str), False)]
    for name in ("alpha", "beta", "gamma", "complementarity", "low", "high", "fit"):
        values = [number(value, language) for value in table[name]]
        columns.append((say(f"report.column_{name}", language), values, True))
    for name in ("n_pilots", "n_blocks"):
        columns.append((say(f"report.column_{name}", language), [str(int(n)) for n in table[name]], True))
    return grid(say("report.complementarity_caption", language), columns, language)


def _most(result: Complementarity, language: str) -> str:
    """Return who brings most that no other brings, or nothing where that is not known."""
    table = result.pilots.dropna(subset=["unique"]).sort_values("unique", ascending=False, kind="stable")
    if table.empty:
        return ""
    row = table.iloc[0]
    return told(
        "pilots_bring_text", language, pilot=row["pilot"], unique=number(row["unique"], language, sign=True),
        interval=_between(row["low"], row["high"], language),
    )  # fmt: skip


def _between(low: float, high: float, language: str) -> str:
    mark = typeset(" ;", language) if language == "fr" else ";"
    return f"[{number(low, language)}{mark}{NO_BREAK}{number(high, language)}]"


def _pilots_grid(result: Complementarity, language: str) -> Grid:
    table = result.pilots.sort_values("unique", ascending=False, kind="stable")
    bounds = [_between(low, high, language) for low, high in zip(table["low"], table["high"], strict=True)]
    columns: list[Column] = [
        (say("report.pilot", language), table["pilot"].astype(str), False),
        (say("report.unique", language), [number(v, language, sign=True) for v in table["unique"]], True),
        (say("report.interval_95", language), bounds, True),
        (say("report.shapley", language), [number(value, language) for value in table["shapley"]], True),
        (say("report.n_sole", language), [str(int(n)) for n in table["n_sole"]], True),
        (
            say("report.specialisation", language),
            [number(v, language) for v in table["specialisation"]],
            True,
        ),
        (say("report.p_adjusted", language), [p_cell(v, language) for v in table["p_adjusted"]], True),
        (say("report.column_n_blocks", language), [str(int(n)) for n in table["n_blocks"]], True),
    ]
    return grid(say("report.pilots_bring_caption", language), columns, language)


def _carriers(result: Complementarity, words: Mapping[str, Sequence[str]], language: str) -> list[Block]:
    """Return the topics that one pilot alone carries, with their words."""
    table = result.topics[result.topics["carrier"].notna()].sort_values("gap", ascending=False)
    text = varied("report.carriers_text", len(table), language, of=len(result.topics))
    points = tuple(
        (
            ", ".join(words.get(str(row["topic"]), [str(row["topic"])])),
            told(
                "carrier_topic", language, pilot=row["carrier"], share=percent(row["share"], language),
                interval=interval((row["low"], row["high"]), language),
                others=percent(row["others"], language), p=p_value(row["p_adjusted"], language),
            ),
        )
        for _, row in table.iterrows()
    )  # fmt: skip
    return [Block("text", text), *([Block("points", points)] if points else [])]


def _uptake_sentences(result: Complementarity, language: str) -> list[str]:
    """Return, for all meetings, what becomes of a topic after its pilot spoke of it, at each horizon."""
    sentences = []
    for _, row in result.uptake[result.uptake["period"] == ALL].iterrows():
        if not np.isfinite(row["difference"]):
            continue
        facts = {name: percent(row[name], language, digits=1) for name in ("rate", "chance")}
        difference = told(
            "points", language, n=number(100 * row["difference"], language, digits=1, sign=True)
        )
        low, high = (number(100 * row[name], language, digits=1, sign=True) for name in ("low", "high"))
        sentences.append(
            told(f"uptake_{row['horizon']}", language, **facts, difference=difference, low=low, high=high,
                 p=p_value(row["p"], language), n=int(row["n_events"]))
        )  # fmt: skip
    return sentences or [told("uptake_untold", language)]


def _uptake_grid(result: Complementarity, language: str) -> Grid:
    table = result.uptake

    def shares(name: str, *, sign: bool = False) -> list[str]:
        return [percent(value, language, digits=1, sign=sign) for value in table[name]]

    periods = [say("report.all_meetings", language) if p == ALL else str(p) for p in table["period"]]
    columns: list[Column] = [
        (say("report.period", language), periods, False),
        (
            say("report.horizon", language),
            [say(f"report.horizon_{name}", language) for name in table["horizon"]],
            False,
        ),
        (say("report.uptake_rate", language), shares("rate"), True),
        (say("report.uptake_chance", language), shares("chance"), True),
        (say("report.uptake_difference", language), shares("difference", sign=True), True),
        (say("report.column_low_90", language), shares("low", sign=True), True),
        (say("report.column_high_90", language), shares("high", sign=True), True),
        ("p", [p_cell(value, language) for value in table["p"]], True),
        (say("report.events", language), [str(int(n)) for n in table["n_events"]], True),
    ]
    return grid(say("report.uptake_caption", language), columns, language)
