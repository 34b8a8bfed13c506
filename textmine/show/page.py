"""One report in one file: the verdict in words first, then all that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from textmine import __version__
from textmine.corpus.tables import Corpus
from textmine.files import write_whole
from textmine.messages import LANGUAGES, language_of_user, say
from textmine.represent.features import Features
from textmine.show.charts import distance_chart, heat_chart, map_chart, speaking_chart, topic_chart
from textmine.show.figures import Figure, figure
from textmine.show.material import HasMaterial, ReportMaterial
from textmine.show.parts import (
    again_part,
    corpus_part,
    distances_part,
    files_part,
    method_part,
    topics_part,
    words_of_topics,
)
from textmine.show.sections.citing import turns_section
from textmine.show.sections.order import measured_sections
from textmine.show.tables import map_table, speaking_table, topic_labels, topic_table
from textmine.show.templating import page_templates, style_sheet
from textmine.show.verdicts import verdict_part
from textmine.show.wording import long_date

BEFORE: Final = ("verdict", "corpus", "topics", "map", "distances")
AFTER: Final = ("files", "method", "again", "limits")
__all__ = ["ReportMaterial", "report", "report_html"]

NEEDS_RESULT: Final = ("map", "distances", "method")
LIMITS: Final = ("agenda", "dependence", "transcription", "roles", "topics", "many")


def report(material: ReportMaterial | HasMaterial, *, to: Path | str, language: str | None = None) -> Path:
    """Write a report as one HTML file that needs no network and no script, and can be mailed.

    Parameters
    ----------
    material
        What a run found, or the run itself.
    to
        The file; it appears whole or not at all.
    language
        "fr" or "en"; None takes that of the corpus.

    Returns
    -------
    Path
        The file written.
    """
    if not isinstance(material, ReportMaterial):
        material = material.material()
    return write_whole(Path(to), report_html(material, language=language).encode("utf-8"))


def report_html(material: ReportMaterial, *, language: str | None = None) -> str:
    """Return the report as the text of an HTML page."""
    if language is None:
        language = material.corpus.language if material.corpus.language in LANGUAGES else language_of_user()
    template = page_templates().get_template("report.html.j2")
    return template.render(css=style_sheet("report.css"), **_context(material, language))


def _context(material: ReportMaterial, language: str) -> dict[str, Any]:
    result, is_told = material.convergence, material.convergence.is_told
    labels = topic_labels(material.shares, material.topic_words)
    vectors = _of_meetings(material.vectors_by_cell, material.corpus)
    words = speaking_table(material.corpus)
    shares = topic_table(material.shares, labels=labels)
    parts = measured_sections(material, words_of_topics(material), language=language)
    topics = topics_part(material, shares, labels, language)
    quoting = {"topics": [topic["excerpt"] for topic in topics["list"]]}
    quoting |= {part.name: [block.value for block in part.blocks] for part in parts}
    turns = turns_section(quoting, material.corpus, language)
    parts = parts if turns is None else (*parts, turns)
    named = [*BEFORE, *(part.name for part in parts), *AFTER]
    return {
        "t": _Sayer(language),
        "language": language,
        "corpus_language": material.corpus.language,
        "name": material.corpus.name,
        "created": long_date(material.created, language),
        "sections": [name for name in named if is_told or name not in NEEDS_RESULT],
        "parts": parts,
        "is_told": is_told,
        "verdict": verdict_part(result, language),
        "corpus": corpus_part(material.corpus, words, language),
        "topics": topics,
        "distances": distances_part(result, map_table(vectors), language) if is_told else None,
        "files": files_part(material.corpus, language),
        "method": method_part(material, language) if is_told else None,
        "again": again_part(material, language),
        "limits": _limits(material, language),
        "figures": dict(_figures(material, vectors, labels, language)),
        "version": material.versions.get("textmine", __version__),
    }


class _Sayer:
    """The catalogue of reports in one language, for the template."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **facts: object) -> str:
        return say(f"report.{key}", self.language, **facts)


def _figures(
    material: ReportMaterial, vectors: Features, labels: dict[str, str], language: str
) -> Iterator[tuple[str, Figure]]:
    result, corpus, shares = material.convergence, material.corpus, material.shares
    if result.is_told:
        yield (
            "distance",
            figure("distance", lambda wide: distance_chart(result, language=language, width=wide)),
        )
        yield "heat", figure("heat", lambda wide: heat_chart(result, language=language, width=wide))
        yield "map", figure("map", lambda wide: map_chart(vectors, language=language, width=wide))
    yield "speaking", figure("speaking", lambda wide: speaking_chart(corpus, language=language, width=wide))
    yield (
        "topics",
        figure("topics", lambda wide: topic_chart(shares, labels=labels, language=language, width=wide)),
    )


def _of_meetings(vectors: Features, corpus: Corpus) -> Features:
    """Return the cells of meetings: interviews are talk of another kind, and would stretch the map."""
    meetings = corpus.meetings.loc[corpus.meetings["kind"] == "meeting", "meeting"]
    chosen = vectors.rows["meeting"].isin(meetings).to_numpy(dtype=bool)
    return vectors.take(chosen) if chosen.any() else vectors


def _limits(material: ReportMaterial, language: str) -> list[str]:
    said = {key for key, _ in material.convergence.reasons}
    is_held = "agenda_not_controlled" in said or bool(material.convergence.settings.get("strata"))
    kept = [name for name in LIMITS if not (name == "agenda" and is_held)]
    return [say(f"report.limit_{name}", language) for name in kept]
