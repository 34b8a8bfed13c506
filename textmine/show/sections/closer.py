"""Who came closer to whom: pairs and pilots, drawn towards the common trend."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textmine.measure.results import Convergence
from textmine.messages import say
from textmine.show.comparisons import pairs_chart, pilots_chart, trends_told
from textmine.show.figures import figure
from textmine.show.grids import Column, Grid, grid
from textmine.show.sections.blocks import Block, Section, told
from textmine.show.sections.robustness import p_cell
from textmine.show.wording import interval, number, percent, varied


def closer_section(convergence: Convergence, *, language: str) -> Section | None:
    """Return who came closer to whom; None where no pair was looked at."""
    if convergence.pair_trends.empty:
        return None
    pairs = trends_told(convergence.pair_trends, ("a", "b"))
    pilots = trends_told(convergence.pilot_trends, ("pilot",))
    if pairs.empty:
        return Section("closer", (Block("text", told("closer_untold", language)),))
    alpha = float(str(convergence.settings.get("alpha", 0.05)))
    blocks = [Block("text", text) for text in _pair_sentences(convergence, pairs, alpha, language)]
    blocks.append(
        Block(
            "drawing", figure("pairs", lambda wide: pairs_chart(convergence, language=language, width=wide))
        )
    )
    blocks.append(Block("folded", _grid(pairs, "pair", language)))
    if len(pilots):
        drawing = figure("pilots", lambda wide: pilots_chart(convergence, language=language, width=wide))
        blocks += [
            Block("heading", told("closer_pilots_heading", language)),
            Block("text", _ends(pilots, "closer_pilots", language)),
            Block("drawing", drawing),
            Block("folded", _grid(pilots, "pilot", language)),
        ]
    reading = "closer_reading" if pairs["is_shrunk"].any() else "closer_reading_raw"
    blocks.append(Block("reading", told(reading, language)))
    return Section("closer", tuple(blocks))


def _pair_sentences(convergence: Convergence, pairs: pd.DataFrame, alpha: float, language: str) -> list[str]:
    counts = {
        "nearer": int((pairs["high"] < 0).sum()), "farther": int((pairs["low"] > 0).sum()),
        "unsure": int(((pairs["low"] <= 0) & (pairs["high"] >= 0)).sum()),
        "adjusted": int((pairs["p_adjusted"] <= alpha).sum()),
    }  # fmt: skip
    said = {name: varied(f"report.closer_{name}", n, language, alpha=alpha) for name, n in counts.items()}
    totals = {"n": len(convergence.pair_trends), "told": len(pairs)}
    sentences = [told("closer_counts", language, **totals, **said)]
    if len(pairs) > 1:
        sentences.append(_ends(pairs, "closer_pairs", language))
        if _overlap(pairs):
            sentences.append(told("closer_overlap", language))
    return [" ".join(sentences), *([told("closer_text", language)] if pairs["is_shrunk"].any() else [])]


def _overlap(table: pd.DataFrame) -> bool:
    """Return whether even the first and the last interval share a value."""
    return bool(table["high"].iloc[0] >= table["low"].iloc[-1])


def _ends(table: pd.DataFrame, key: str, language: str) -> str:
    """Return a sentence on the first and the last of a sorted table."""
    facts = {}
    for name, place in (("first", 0), ("last", -1)):
        row = table.iloc[place]
        facts[name] = str(row["label"])
        facts[f"{name}_slope"] = percent(row["estimate"], language, digits=1, sign=True)
        facts[f"{name}_interval"] = interval((row["low"], row["high"]), language)
    return told(key, language, **facts)


def _grid(table: pd.DataFrame, name: str, language: str) -> Grid:
    """Return the trends with and without shrinkage."""

    def bounds(low: str, high: str) -> list[str]:
        ends = zip(table[low].astype(float), table[high].astype(float), strict=True)
        return [interval(end, language, digits=1) if np.isfinite(end).all() else "–" for end in ends]

    columns: list[Column] = [
        (say(f"report.{name}", language), table["label"], False),
        (say("report.column_n_meetings", language), [str(int(n)) for n in table["n_meetings"]], True),
    ]
    for slope, low, high, heads in (
        ("shrunk", "shrunk_low", "shrunk_high", ("slope_shrunk", "interval_95")),
        ("slope", "low", "high", ("slope_raw", "interval_95")),
    ):
        if slope == "shrunk" and not table["is_shrunk"].any():
            continue
        values = [percent(value, language, digits=1, sign=True) for value in table[slope]]
        columns.append((say(f"report.{heads[0]}", language), values, True))
        columns.append((say(f"report.{heads[1]}", language), bounds(low, high), True))
    columns += [
        ("p", [p_cell(value, language) for value in table["p"]], True),
        (say("report.p_adjusted", language), [p_cell(v, language) for v in table["p_adjusted"]], True),
    ]
    caption = say(f"report.closer_{name}_caption", language, n=number(len(table), language, digits=0))
    return grid(caption, columns, language)
