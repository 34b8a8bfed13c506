"""The verdict in words, the numbers it stands on, and what limits it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from textmine.measure.results import Convergence, Interval
from textmine.messages import say
from textmine.show.wording import counted, facts_said, interval, p_value, percent, sentence


@dataclass(frozen=True)
class Stat:
    """One number of the verdict: its name, its value in words, and what it means."""

    name: str
    value: str
    note: str


@dataclass(frozen=True)
class VerdictPart:
    """The head of a report: verdict, why, the numbers, what the slope is worth, the caveats."""

    kind: str
    words: str
    why: tuple[str, ...]
    numbers: tuple[Stat, ...]
    certainty: tuple[str, ...]
    caveats: tuple[str, ...]


def verdict_part(convergence: Convergence, language: str) -> VerdictPart:
    """Return the verdict in words: the reasons for it first, what limits it apart."""
    kind = convergence.verdict.replace(" ", "_")
    facts = facts_said(verdict_facts(convergence), language)
    said = [(key, sentence(f"measure.{key}", language, **known)) for key, known in convergence.reasons]
    return VerdictPart(
        kind=kind,
        words=sentence(f"measure.verdict_{kind}", language, **facts),
        why=tuple(text for key, text in said if key.startswith("why_")),
        numbers=verdict_numbers(convergence, language) if convergence.is_told else (),
        certainty=tuple(certainty(convergence, language)) if convergence.is_told else (),
        caveats=(
            *(text for key, text in said if not key.startswith("why_")),
            say("report.caveat_causality", language),
        )
        if convergence.is_told
        else (),
    )


def certainty(convergence: Convergence, language: str) -> list[str]:
    """Return what the slope is worth: for these meetings alone, within strata, if neighbours are alike."""
    said = []
    bounds = convergence.relative_slope_block_interval
    if all(math.isfinite(bound) for bound in bounds):
        text = interval(bounds, language, digits=1)
        said.append(say("report.certainty_blocks", language, interval=text))
    column = convergence.settings.get("strata")
    if column:
        facts = {"n": len(convergence.strata), "column": column}
        said.append(say("report.certainty_strata", language, **facts))
    if convergence.verdict == "convergence" and len(convergence.sensitivity):
        table = convergence.sensitivity.sort_values("rho")
        failing = table[~table["holds"]]
        row = failing.iloc[0] if len(failing) else table.iloc[-1]
        key = "certainty_fails" if len(failing) else "certainty_holds"
        facts = {"rho": float(row["rho"]), "p": float(row["p"])}
        said.append(sentence(f"report.{key}", language, **facts))
    return said


def verdict_facts(convergence: Convergence) -> dict[str, object]:
    """Return the facts that a sentence on the verdict may name."""
    return {
        "n_meetings": len(convergence.table),
        "n_pilots": n_pilots(convergence),
        "n_blocks": convergence.n_blocks,
        "relative_slope": convergence.relative_slope,
        "share_lost": convergence.share_lost,
        "p_convergence": convergence.p_convergence,
        "p_divergence": convergence.p_divergence,
        "p_two_sided": convergence.p_two_sided,
    }


def n_pilots(convergence: Convergence) -> int:
    """Return the number of pilots who could be compared at one meeting at least."""
    return int(convergence.cells.dropna(subset=["distance"])["pilot"].nunique())


def verdict_numbers(convergence: Convergence, language: str) -> tuple[Stat, ...]:
    """Return the four numbers: change a meeting, distance lost, play of chance, what it rests on."""
    lost, bounds = convergence.share_lost, convergence.share_lost_interval
    name = "stat_lost"
    if lost < 0:
        name, lost, bounds = "stat_gained", -lost, (-bounds[1], -bounds[0])
    pairs = convergence.pairs.dropna(subset=["distance"])
    rests = {
        "meetings": counted("meeting", len(convergence.table), language),
        "pilots": counted("pilot", n_pilots(convergence), language),
        "pairs": counted("pair", len(pairs[["a", "b"]].drop_duplicates()), language),
    }
    return (
        Stat(
            say("report.stat_slope", language),
            percent(convergence.relative_slope, language, digits=1, sign=True),
            _note("stat_slope_note", convergence.relative_slope_interval, language, digits=1),
        ),
        Stat(
            say(f"report.{name}", language),
            percent(lost, language),
            _note("stat_lost_note", bounds, language, digits=0),
        ),
        _chance(convergence, language),
        Stat(
            say("report.stat_rests", language),
            counted("block", convergence.n_blocks, language),
            say("report.stat_rests_note", language, **rests),
        ),
    )


def _note(key: str, bounds: Interval, language: str, *, digits: int) -> str:
    known = all(math.isfinite(bound) for bound in bounds)
    text = interval(bounds, language, digits=digits) if known else say("report.no_interval", language)
    return say(f"report.{key}", language, interval=text)


def _chance(convergence: Convergence, language: str) -> Stat:
    side = "divergence" if convergence.verdict == "divergence" else "convergence"
    p = convergence.p_divergence if side == "divergence" else convergence.p_convergence
    key = "stat_p_exact" if convergence.is_exact else "stat_p_drawn"
    note = say(f"report.{key}", language, test=say(f"report.stat_p_{side}", language),
               orders=counted("order", convergence.n_permutations, language),
               two_sided=p_value(convergence.p_two_sided, language))  # fmt: skip
    return Stat(say("report.stat_p", language), p_value(p, language), note)
