"""One page a pilot: presence, approach to the others, what is brought, who follows, words, a passage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from textmine.show.material import ReportMaterial
from textmine.show.sections.blocks import Block, Section, quoted, told
from textmine.show.sections.citing import Cited
from textmine.show.sections.quoted import meeting_and_date, place_of
from textmine.show.wording import interval

ALPHA: Final = 0.05
MOST_PILOTS: Final = 24
N_WORDS: Final = 8
Point = tuple[str, str]


def pilots_section(material: ReportMaterial, *, language: str) -> Section | None:
    """Return what the report tells of each pilot, those who spoke most; None where there is no pilot.

    Nothing is computed here: each sentence repeats a figure of another section, with its uncertainty.
    """
    corpus = material.corpus
    turns = corpus.turns[corpus.turns["role"] == "pilot"]
    if turns.empty:
        return None
    words = turns["text"].map(lambda text: len(text.split())).groupby(turns["speaker"].astype(str)).sum()
    shown = sorted(words.sort_values(ascending=False, kind="stable").index[:MOST_PILOTS])
    blocks = [Block("text", told("pilots_text", language))]
    if len(words) > len(shown):
        blocks.append(Block("text", told("pilots_capped", language, shown=len(shown), total=len(words))))
    for pilot in shown:
        points = [
            _presence(turns[turns["speaker"].astype(str) == pilot], int(words[pilot]), material, language),
            *_approach(pilot, material, language),
            *_contribution(pilot, material, language),
            *_leadership(pilot, material, language),
            *_own_words(pilot, material, language),
            *_near_and_far(pilot, material, language),
            *_passage(pilot, material, language),
        ]
        blocks += [Block("heading", pilot), Block("points", tuple(points))]
    return Section("pilots", tuple(blocks))


def _point(name: str, language: str, text: str) -> Point:
    return told(f"pilots_{name}", language), text


def _presence(turns: pd.DataFrame, n_words: int, material: ReportMaterial, language: str) -> Point:
    kinds = material.corpus.meetings.set_index("meeting")["kind"]
    there = kinds.reindex(turns["meeting"].unique())
    counts = {
        "words": n_words,
        "turns": len(turns),
        "meetings": int((there == "meeting").sum()),
        "of": int((kinds == "meeting").sum()),
        "interviews": int((there != "meeting").sum()),
    }
    return _point("presence", language, told("pilots_presence_told", language, **counts))


def _approach(pilot: str, material: ReportMaterial, language: str) -> Iterator[Point]:
    row = _row(material.convergence.pilot_trends, "pilot", pilot)
    if row is None or pd.isna(row["slope"]):
        return
    sure = float(row["p_adjusted"]) <= ALPHA
    kind = ("nearer" if row["slope"] < 0 else "farther") if sure else "unsure"
    bounds = interval((row["low"], row["high"]), language, digits=1)
    facts = {"slope": float(row["slope"]), "p": float(row["p_adjusted"]), "n": int(row["n_meetings"])}
    yield _point("approach", language, told(f"pilots_{kind}", language, interval=bounds, **facts))


def _contribution(pilot: str, material: ReportMaterial, language: str) -> Iterator[Point]:
    if material.complementarity is None:
        return
    row = _row(material.complementarity.pilots, "pilot", pilot)
    if row is None or pd.isna(row["unique"]):
        return
    kind = "adds" if row["low"] > 0 else "adds_unsure"
    facts = {"unique": float(row["unique"]), "low": float(row["low"]), "high": float(row["high"]),
             "n": int(row["n_blocks"])}  # fmt: skip
    sentences = [told(f"pilots_{kind}", language, **facts)]
    topics = material.complementarity.topics
    own = topics.loc[topics["carrier"].astype(object) == pilot, "topic"].astype(str)
    if len(own):
        sentences.append(told("pilots_carries", language, topics=" · ".join(own)))
    yield _point("brings", language, " ".join(sentences))


def _leadership(pilot: str, material: ReportMaterial, language: str) -> Iterator[Point]:
    if material.imitation is None:
        return
    row = _row(material.imitation.leadership, "pilot", pilot)
    if row is None or pd.isna(row["leadership"]):
        return
    sure = float(row["p_adjusted"]) <= ALPHA
    kind = ("followed" if row["leadership"] > 0 else "follows") if sure else "follow_unsure"
    facts = {name: float(row[name]) for name in ("leadership", "low", "high")}
    text = told(f"pilots_{kind}", language, p=float(row["p_adjusted"]), n=int(row["n_pairs"]), **facts)
    yield _point("leads", language, text)


def _own_words(pilot: str, material: ReportMaterial, language: str) -> Iterator[Point]:
    if material.lexis is None:
        return
    table = material.lexis.specific
    own = table[(table["part"].astype(str) == pilot) & (table["score"] > 0) & (table["p_adjusted"] <= ALPHA)]
    if own.empty:
        yield _point("words", language, told("pilots_no_words", language))
        return
    best = own.sort_values("score", ascending=False, kind="stable").head(N_WORDS)
    listed = [f"{row['word']} ({row['count']}/{row['total']})" for _, row in best.iterrows()]
    yield _point("words", language, ", ".join(listed))


def _near_and_far(pilot: str, material: ReportMaterial, language: str) -> Iterator[Point]:
    if material.portraits is None:
        return
    gaps = material.portraits.gaps.dropna(subset=["distance"])
    mine = gaps[(gaps["pilot"] == pilot) | (gaps["other"] == pilot)]
    if len(mine) < 2:
        return
    ends: dict[str, object] = {}
    ranked = mine.sort_values("distance", kind="stable")
    for name, at in (("near", 0), ("far", -1)):
        row = ranked.iloc[at]
        ends[name] = str(row["other"] if row["pilot"] == pilot else row["pilot"])
    apart = float(ranked["high"].iloc[0]) < float(ranked["low"].iloc[-1])
    key = "pilots_near_far" if apart else "pilots_near_far_unsure"
    yield _point("others", language, told(key, language, **ends))


def _passage(pilot: str, material: ReportMaterial, language: str) -> Iterator[Point]:
    if material.portraits is None:
        return
    table = material.portraits.passages
    typical = table[(table["pilot"] == pilot) & (table["kind"] == "typical")]
    if typical.empty:
        return
    row, corpus = typical.iloc[0], material.corpus
    where = meeting_and_date(str(row["meeting"]), corpus, language)
    place = place_of(int(row["turn"]), corpus, language)
    source = f"{where} · {place}" if place else where
    text = f"{quoted(str(row['text']), language)} {source}"
    yield _point("passage", language, Cited(text, int(row["turn"])))


def _row(table: pd.DataFrame, column: str, value: str) -> pd.Series | None:
    """Return the first row of a value, None where there is none."""
    found = table[table[column].astype(str) == value] if len(table) else table
    return None if found.empty else found.iloc[0]
