"""Lexical classes: their tree, who speaks in which, a passage of each, and what speaks for their number."""

from __future__ import annotations

import pandas as pd

from textmine.corpus.tables import Corpus
from textmine.messages import say
from textmine.represent.classes.sheets import ClassTables
from textmine.show.class_marks import class_pilot_chart
from textmine.show.dendrogram import dendrogram_chart
from textmine.show.figures import figure
from textmine.show.grids import Column, Grid, grid
from textmine.show.sections.blocks import Block, Section, quoted, told
from textmine.show.sections.citing import Cited
from textmine.show.wording import number, percent


def classes_section(found: ClassTables | None, corpus: Corpus, *, language: str) -> Section | None:
    """Return the lexical classes; None where the talk could not be divided."""
    if found is None or found.classes.empty:
        return None
    stable = int(found.classes["is_stable"].sum())
    chosen = found.evidence[found.evidence["chosen"]].iloc[0]
    facts = {"k": len(found.classes), "stable": stable, "ari": number(chosen["ari"], language)}
    tree = figure("classes", lambda wide: dendrogram_chart(found, language=language, width=wide))
    blocks = [
        Block("text", told("classes_found" if found.is_found else "classes_unsure", language, **facts)),
        *_drawn(found, language),
        Block("drawing", tree),
        Block("folded", _classes_grid(found.classes, language)),
    ]
    if found.pilots["value"].nunique() > 1:
        pilots = figure("class_pilots", lambda wide: class_pilot_chart(found, language=language, width=wide))
        blocks.append(Block("drawing", pilots))
    blocks += [
        Block("heading", told("class_typical_heading", language)),
        Block("points", tuple(_typical(found, corpus, language))),
        Block("folded", _evidence_grid(found.evidence, language)),
        Block("caveats", (told("classes_chi2", language), told("classes_fragile", language))),
    ]
    return Section("classes", tuple(blocks))


def _drawn(found: ClassTables, language: str) -> list[Block]:
    """Return what is told where classes were learnt on a part of the blocks."""
    if found.n_learnt == found.n_segments:
        return []
    return [Block("text", told("classes_drawn", language, n=found.n_segments, learnt=found.n_learnt))]


def _typical(found: ClassTables, corpus: Corpus, language: str) -> list[tuple[str, str]]:
    titles = corpus.meetings.set_index("meeting")["title"].astype(str)
    first = found.typical[found.typical["rank"] == 1].set_index("class")
    told_of: list[tuple[str, str]] = []
    for _, row in found.classes.iterrows():
        if row["class"] not in first.index:
            continue
        said = first.loc[row["class"]]
        meeting = titles.get(said["meeting"], "") or str(said["meeting"])
        words = ", ".join(str(row["words"]).split(", ")[:4])
        head = say("report.class_name", language, number=int(row["class"]) + 1, words=words)
        source = say("report.topic_source", language, speaker=said["speaker"], meeting=meeting)
        text = f"{quoted(str(said['text']), language)} {source}"
        told_of.append((head, Cited(text, int(said.get("turn", -1)))))
    return told_of


def _classes_grid(table: pd.DataFrame, language: str) -> Grid:
    yes, no = say("report.yes", language), say("report.no", language)
    columns: list[Column] = [
        (say("report.column_class", language), (table["class"] + 1).astype(str), True),
        (say("report.column_n_blocks", language), table["n_segments"].astype(str), True),
        (say("report.column_share", language), [percent(x, language) for x in table["share"]], True),
        (say("report.column_overlap", language), [number(x, language) for x in table["jaccard"]], True),
        (say("report.column_stable", language), [yes if x else no for x in table["is_stable"]], False),
        (say("report.column_words", language), table["words"].astype(str), False),
    ]
    return grid(say("report.classes_caption", language), columns, language)


def _evidence_grid(table: pd.DataFrame, language: str) -> Grid:
    mark = say("report.chosen", language)
    columns: list[Column] = [
        (say("report.column_class_count", language), table["k"].astype(str), True),
        (say("report.column_chi2", language), [number(x, language, digits=0) for x in table["chi2"]], True),
        (say("report.column_chi2_chance", language),
         [number(x, language, digits=0) for x in table["chi2_chance"]], True),
        (say("report.column_ari", language), [number(x, language) for x in table["ari"]], True),
        (say("report.column_ari_low", language), [number(x, language) for x in table["low"]], True),
        (say("report.column_chosen", language), [mark if x else "" for x in table["chosen"]], False),
    ]  # fmt: skip
    return grid(say("report.evidence_caption", language), columns, language)
