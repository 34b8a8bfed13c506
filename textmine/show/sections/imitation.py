"""Who imitates whom: the direction of influence, and the phrases taken up."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from textmine.measure.imitation.results import Adoption, Imitation
from textmine.messages import say
from textmine.show.comparisons import leadership_chart
from textmine.show.figures import figure
from textmine.show.grids import Column, Grid, grid
from textmine.show.influence import influence_chart
from textmine.show.material import ReportMaterial
from textmine.show.sections.blocks import Block, Reasons, Section, reasons_said, told, without_repeats
from textmine.show.sections.quoted import phrases_grid, quotations_of
from textmine.show.sections.robustness import p_cell
from textmine.show.verdicts import Stat
from textmine.show.wording import ABSENT, counted, listed, number, p_value, sentence

MATTERS = ("why_", "leader_named", "no_leader", "labels_tell", "labels_do_not_tell")


def imitation_section(material: ReportMaterial, *, language: str) -> Section | None:
    """Return who imitates whom; None where it was not looked at."""
    blocks = []
    if material.imitation is not None:
        blocks += _direction(material.imitation, material.convergence.reasons, language)
    if material.adoption is not None:
        blocks += _phrases(material.adoption, material, language)
    return Section("imitation", tuple(blocks)) if blocks else None


def _direction(imitation: Imitation, known: Reasons, language: str) -> list[Block]:
    verdict = sentence(f"imitation.verdict_{imitation.verdict.replace(' ', '_')}", language)
    said = reasons_said("imitation", without_repeats(imitation.reasons, known), language)
    blocks = [Block("finding", verdict)]
    blocks += [Block("text", text) for key, text in said if key.startswith(MATTERS)]
    limits = tuple(text for key, text in said if not key.startswith(MATTERS))
    if imitation.leadership["leadership"].notna().any():
        blocks.append(Block("numbers", _numbers(imitation, language)))
        drawing = figure(
            "leadership", lambda wide: leadership_chart(imitation, language=language, width=wide)
        )
        square = figure("influence", lambda wide: influence_chart(imitation, language=language, width=wide))
        blocks += [
            Block("drawing", drawing),
            Block("folded", _leaders_grid(imitation, language)),
            Block("drawing", square),
            Block("folded", _pairs_grid(imitation, language)),
            Block("reading", told("imitation_reading", language)),
        ]
    return [*blocks, Block("caveats", limits)] if limits else blocks


def _numbers(imitation: Imitation, language: str) -> tuple[Stat, ...]:
    """Return the slope on legitimacy with its p-values, where there are scores, and what all rests on."""
    rests = Stat(
        say("report.stat_rests", language), counted("block", imitation.n_blocks, language),
        told("stat_rests_imitation", language, meetings=counted("meeting", imitation.n_meetings, language),
             pilots=counted("pilot", len(imitation.leadership), language)),
    )  # fmt: skip
    if not np.isfinite(imitation.slope):
        return (rests,)
    low, high = (number(bound, language, digits=4, sign=True) for bound in imitation.slope_interval)
    orders = counted("order", imitation.n_orders, language)
    return (
        Stat(
            say("report.stat_legitimacy", language),
            number(imitation.slope, language, digits=4, sign=True),
            told("stat_legitimacy_note", language, low=low, high=high),
        ),
        Stat(
            say("report.stat_order", language),
            p_value(imitation.p_more, language),
            told("stat_order_note", language, orders=orders, p_less=p_value(imitation.p_less, language)),
        ),
        Stat(
            say("report.stat_labels", language),
            p_value(imitation.p_labels, language),
            told("stat_labels_note", language, n=number(imitation.n_labellings, language, digits=0)),
        ),
        rests,
    )


def _leaders_grid(imitation: Imitation, language: str) -> Grid:
    table = imitation.leadership.sort_values("leadership", ascending=False, kind="stable")
    columns: list[Column] = [(say("report.pilot", language), table["pilot"].astype(str), False)]
    if table["legitimacy"].notna().any():
        scores = [number(value, language, digits=1) for value in table["legitimacy"]]
        columns.append((say("report.legitimacy", language), scores, True))
    for name, head in (("leadership", "influence"), ("low", "column_low"), ("high", "column_high"),
                       ("other_kernel", "other_kernel")):  # fmt: skip
        values = [number(value, language, digits=4, sign=True) for value in table[name]]
        columns.append((say(f"report.{head}", language), values, True))
    columns += [
        ("p", [p_cell(value, language) for value in table["p"]], True),
        (say("report.p_adjusted", language), [p_cell(v, language) for v in table["p_adjusted"]], True),
        (say("report.column_n_blocks", language), [str(int(n)) for n in table["n_blocks"]], True),
    ]
    return grid(say("report.leaders_caption", language), columns, language)


def _pairs_grid(imitation: Imitation, language: str) -> Grid:
    table = imitation.pairs.dropna(subset=["influence"])
    # a pair and its reverse are one number: the side that is followed is told
    table = table[table["influence"] >= 0].sort_values("influence", ascending=False, kind="stable")
    columns: list[Column] = [
        (say("report.follower", language), table["follower"].astype(str), False),
        (say("report.leader", language), table["leader"].astype(str), False),
    ]
    for name, head in (("influence", "influence"), ("low", "column_low"), ("high", "column_high")):
        values = [number(value, language, digits=4, sign=True) for value in table[name]]
        columns.append((say(f"report.{head}", language), values, True))
    columns.append((say("report.column_n_pairs_of_meetings", language), table["n_pairs"].astype(str), True))
    return grid(say("report.influence_caption", language), columns, language)


def _phrases(adoption: Adoption, material: ReportMaterial, language: str) -> list[Block]:
    said = reasons_said(
        "imitation", without_repeats(adoption.reasons, material.convergence.reasons), language
    )
    blocks = [Block("heading", told("quotations_heading", language))]
    if adoption.quotations.empty:
        return [*blocks, *(Block("text", text) for _, text in said)]
    quoted = quotations_of(adoption.quotations, material.corpus, language)
    alpha = 0.05 if material.imitation is None else material.imitation.settings.get("alpha", 0.05)
    blocks += [
        Block("text", _adopted(adoption, len(quoted), float(str(alpha)), language)),
        Block("quotations", quoted),
        Block("folded", phrases_grid(adoption.quotations, material.corpus, language)),
        Block("folded", _adoption_grid(adoption, language)),
    ]
    return [*blocks, Block("caveats", tuple(text for _, text in said))] if said else blocks


def _adopted(adoption: Adoption, n_quoted: int, alpha: float, language: str) -> str:
    """Return how many phrases were taken up, and whether anybody's more than chance gives."""
    facts: Mapping[str, object] = {
        "n": number(len(adoption.quotations), language, digits=0),
        "phrases": number(adoption.n_phrases, language, digits=0), "quoted": n_quoted,
    }  # fmt: skip
    text = told("quotations_text", language, **facts)
    known = adoption.leaders.dropna(subset=["p_adjusted"])
    if known.empty:
        return text
    above = known[known["p_adjusted"] <= alpha]
    if above.empty:
        lowest = p_value(float(known["p_adjusted"].min()), language)
        return f"{text} {told('quotations_chance', language, p=lowest)}"
    names = [f"{row['pilot']} ({p_value(row['p_adjusted'], language)})" for _, row in above.iterrows()]
    return f"{text} {told('quotations_beyond', language, names=listed(names, language))}"


def _adoption_grid(adoption: Adoption, language: str) -> Grid:
    table = adoption.pairs.sort_values("excess", ascending=False, kind="stable", na_position="last")
    columns: list[Column] = [
        (say("report.follower", language), table["follower"].astype(str), False),
        (say("report.leader", language), table["leader"].astype(str), False),
        (say("report.adopted", language), _whole(table["adopted"], language), True),
        (say("report.heard", language), _whole(table["heard"], language), True),
    ]
    for name, sign in (("expected", False), ("excess", True)):
        values = [number(value, language, digits=1, sign=sign) for value in table[name]]
        columns.append((say(f"report.{name}", language), values, True))
    odds = [_with_error(row, language) for _, row in table.iterrows()]
    columns += [
        (say("report.log_odds", language), odds, True),
        ("p", [p_cell(value, language) for value in table["p"]], True),
        (say("report.p_adjusted", language), [p_cell(v, language) for v in table["p_adjusted"]], True),
    ]
    return grid(say("report.adoption_caption", language), columns, language)


def _whole(values: pd.Series[int], language: str) -> list[str]:
    return [number(value, language, digits=0) for value in values]


def _with_error(row: pd.Series[float], language: str) -> str:
    if not np.isfinite(row["log_odds"]):
        return ABSENT
    return f"{number(row['log_odds'], language, sign=True)} ± {number(row['error'], language)}"
