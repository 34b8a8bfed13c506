"""What a run publishes: tables as Parquet and CSV, figures as SVG and PNG, the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from textmine.batch.work import Work
from textmine.recipe import versions
from textmine.show.charts import (
    chart_kinds,
    distance_chart,
    heat_chart,
    map_chart,
    plot,
    speaking_chart,
    topic_chart,
)
from textmine.show.material import ReportMaterial
from textmine.show.page import report
from textmine.show.records import light_altair
from textmine.show.tables import map_table, speaking_table, topic_labels
from textmine.show.theme import save_chart

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from altair.typing import ChartType

    from textmine.represent.features import Features


def language_of(work: Work) -> str:
    """Return the language that a run's figures and report are in."""
    return work.settings.report.language or ("fr" if work.corpus.language == "fr" else "en")


def cell_vectors(work: Work) -> Features:
    """Return the mean vector of each pilot in each meeting, or interview where there is no meeting."""
    vectors = work.vectors
    kept = vectors.rows["role"] == "pilot"
    in_meetings = kept & (vectors.rows["meeting_kind"] == "meeting")
    kept = in_meetings if in_meetings.any() else kept
    known = vectors.rows["n_known"] > 0 if "n_known" in vectors.rows else True
    return vectors.take((kept & known).to_numpy()).mean(["speaker", "meeting", "order", "date"])


def pilot_shares(work: Work) -> Features:
    """Return the topic shares of the pilots' blocks that have a known word."""
    rows = work.shares.rows
    return work.shares.take(((rows["role"] == "pilot") & (rows["n_known"] > 0)).to_numpy())


def material_of(work: Work) -> ReportMaterial:
    """Return all that the report of a run tells."""
    return ReportMaterial(
        corpus=work.corpus,
        segments=work.segments,
        shares=work.shares,
        topic_words=work.topic_words,
        convergence=work.convergence,
        vectors_by_cell=cell_vectors(work),
        recipe=work.convergence.recipe,
        settings=work.settings.model_dump(),
        versions=versions(),
        created=datetime.now(UTC).date().isoformat(),
        panel=work.panel,
        controls=work.controls,
        actors=work.actors,
        placebo=work.placebo,
        imitation=work.imitation,
        adoption=work.adoption,
        complementarity=work.complementarity,
        lexis=work.lexis,
        paths=work.paths,
        themes=work.themes,
        classes=work.classes,
        portraits=work.portraits,
        usages=work.usages,
    )


def write_report(work: Work, to: Path, *, language: str | None = None) -> Path:
    """Write the report of a run."""
    return report(material_of(work), to=to, language=language or language_of(work))


def write_tables(work: Work, folder: Path) -> None:
    """Write each table as Parquet and CSV (UTF-8 with BOM, which spreadsheets want)."""
    _write(_tables(work), folder)


def write_result(result: DataclassInstance, folder: Path) -> None:
    """Write the tables of one result as Parquet and CSV."""
    values = {part.name: getattr(result, part.name) for part in fields(result)}
    _write(((name, value) for name, value in values.items() if isinstance(value, pd.DataFrame)), folder)


def _write(tables: Iterable[tuple[str, pd.DataFrame]], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables:
        table.to_parquet(folder / f"{name}.parquet", index=False)
        table.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n")


def _tables(work: Work) -> Iterator[tuple[str, pd.DataFrame]]:
    corpus, result, shares = work.corpus, work.convergence, pilot_shares(work)
    yield "meetings", corpus.meetings
    yield "speakers", corpus.speakers
    yield "turns", corpus.turns.rename_axis("turn").reset_index()
    yield "marks", corpus.marks
    yield "segments", work.segments.rows.rename_axis("segment").reset_index()
    yield "speaking_time", speaking_table(corpus)
    yield "topic_words", work.topic_words
    yield "topics_by_pilot", shares.mean(["speaker"]).frame()
    yield "topics_by_pilot_and_meeting", shares.mean(["speaker", "meeting"]).frame()
    yield "convergence", result.table
    yield "pairs", result.pairs
    yield "cells", result.cells
    if result.is_told:
        yield "map", map_table(cell_vectors(work))
    yield from _measured(work)
    yield "parse_report", _parse_report(work)
    yield "not_in_turns", _leftovers(work)


def _measured(work: Work) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the tables of what was measured besides the distance, those that there are."""
    result = work.convergence
    yield "pair_trends", result.pair_trends
    yield "pilot_trends", result.pilot_trends
    for name, found, attribute in (
        ("distances", work.panel, "table"),
        ("confounds", work.controls, "table"),
        ("actors", work.actors, "table"),
        ("placebo", work.placebo, "table"),
        ("imitation", work.imitation, "pairs"),
        ("leadership", work.imitation, "leadership"),
        ("phrases_by_pair", work.adoption, "pairs"),
        ("phrases_by_leader", work.adoption, "leaders"),
        ("phrases", work.adoption, "quotations"),
        ("complementarity", work.complementarity, "table"),
        ("complementarity_periods", work.complementarity, "periods"),
        ("contributions", work.complementarity, "pilots"),
        ("topic_carriers", work.complementarity, "topics"),
        ("uptake", work.complementarity, "uptake"),
        ("specific_words", work.lexis, "specific"),
        ("plane_axes", work.lexis, "axes"),
        ("plane_pilots", work.lexis, "parts"),
        ("plane_words", work.lexis, "words"),
        ("plane_meetings", work.lexis, "supplementary"),
        ("word_rates", work.lexis, "rates"),
        ("word_trends", work.lexis, "trends"),
        ("topics_by_meeting", work.paths, "shares"),
        ("topic_trends", work.paths, "trends"),
        ("sections", work.themes, "sections"),
        ("classes", work.classes, "classes"),
        ("class_words", work.classes, "profiles"),
        ("class_passages", work.classes, "typical"),
        ("class_pilots", work.classes, "pilots"),
        ("class_meetings", work.classes, "meetings"),
        ("class_numbers", work.classes, "evidence"),
        ("pilot_gaps", work.portraits, "gaps"),
        ("pilot_passages", work.portraits, "passages"),
        ("word_uses", work.usages, "words"),
        ("word_contexts", work.usages, "contexts"),
    ):
        if found is not None:
            yield name, getattr(found, attribute)


def _parse_report(work: Work) -> pd.DataFrame:
    rows = [
        (r.file, r.format, r.encoding, r.encoding_reason, r.characters, r.attributed, r.reported,
         r.share_attributed, "; ".join(f"{label} ({n})" for label, n in r.labels.items()), r.sha256)
        for r in work.corpus.reports
    ]  # fmt: skip
    names = ["file", "format", "encoding", "encoding_reason", "characters", "attributed", "reported",
             "share_attributed", "labels", "sha256"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _leftovers(work: Work) -> pd.DataFrame:
    rows = [(r.file, left.line, left.kind, left.text) for r in work.corpus.reports for left in r.leftovers]
    return pd.DataFrame(rows, columns=["file", "line", "kind", "text"])


def write_figures(work: Work, folder: Path) -> None:
    """Write each figure as SVG and PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    with light_altair():
        charts = list(_charts(work, language_of(work)))
    for name, chart in charts:
        save_chart(chart, folder / f"{name}.svg", folder / f"{name}.png")


def _charts(work: Work, language: str) -> Iterator[tuple[str, ChartType]]:
    if work.convergence.is_told:
        yield "distance", distance_chart(work.convergence, language=language)
        yield "pilots_by_meeting", heat_chart(work.convergence, language=language)
        yield "map", map_chart(cell_vectors(work), language=language)
    yield from _measured_charts(work, language)
    yield "speaking_time", speaking_chart(work.corpus, language=language)
    labels = topic_labels(work.shares, work.topic_words)
    yield "topics", topic_chart(work.shares, labels=labels, language=language)


def _measured_charts(work: Work, language: str) -> Iterator[tuple[str, ChartType]]:
    """Yield the charts of what was measured besides the distance, those that there are."""
    for result in (work.panel, work.controls, work.actors, work.imitation, work.complementarity, work.lexis,
                   work.paths, work.themes, work.classes, work.portraits):  # fmt: skip
        for name in chart_kinds(result):
            yield name, plot(result, kind=name, language=language)
