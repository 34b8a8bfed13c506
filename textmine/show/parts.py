"""The sections of a report below its verdict, each as plain values that the template lays out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import tomli_w

from textmine.corpus.tables import Corpus
from textmine.measure.results import Convergence
from textmine.messages import catalogue, say
from textmine.represent.learning import MOST_LEARNT
from textmine.show.files import file_notes, files_grid, short
from textmine.show.grids import (
    MOST_PAIRS,
    MOST_ROWS,
    Grid,
    distance_grid,
    grid,
    heat_grid,
    map_grid,
    meetings_grid,
    pairs_grid,
    speakers_grid,
    speaking_grid,
    topics_grid,
)
from textmine.show.material import ReportMaterial
from textmine.show.sections.citing import Cited
from textmine.show.tables import pair_table, typical_table
from textmine.show.wording import counted, number, percent

MOST_FILES: Final = 60
TOPIC_WORDS: Final = 8
EXCERPT: Final = 260


def corpus_part(corpus: Corpus, words: pd.DataFrame, language: str) -> dict[str, Any]:
    """Return what was read: counts in a sentence, meetings, speakers, speaking time."""
    kinds = corpus.meetings["kind"].value_counts()
    counts = {
        "meetings": counted("meeting", int(kinds.get("meeting", 0)), language),
        "interviews": counted("interview", int(kinds.get("interview", 0)), language),
        "pilots": counted("pilot", len(corpus.pilots), language),
        "words": counted("word", corpus.n_words, language),
    }
    key = "corpus_text" if kinds.get("interview", 0) else "corpus_text_meetings"
    return {
        "text": say(f"report.{key}", language, **counts),
        "meetings": meetings_grid(corpus, language),
        "speakers": speakers_grid(corpus, language),
        "speaking": speaking_grid(words, language),
    }


def topics_part(
    material: ReportMaterial, table: pd.DataFrame, labels: dict[str, str], language: str
) -> dict[str, Any]:
    """Return each topic with its words, who speaks of it, and an excerpt; and the table of shares."""
    typical = typical_table(material.shares, material.segments, labels=labels)
    titles = material.corpus.meetings.set_index("meeting")["title"].astype(str)
    words = words_of_topics(material)
    topics = []
    for _, row in typical.iterrows():
        name = str(row["topic"])
        meeting = titles.get(row["meeting"], "") or str(row["meeting"])
        source = say("report.topic_source", language, speaker=row["speaker"], meeting=meeting)
        shares = {part: percent(row[part], language) for part in ("share", "pilot_share")}
        numbers = say("report.topic_share", language, pilot=row["pilot"], **shares)
        heavy = words.get(name, [str(row["label"])])
        # a label that is not made of its words was given by hand
        given = "" if str(row["label"]).startswith(", ".join(heavy[:3])) else str(row["label"])
        topics.append({"name": given, "words": heavy, "numbers": numbers, "source": source,
                       "excerpt": Cited(short(str(row["excerpt"]), EXCERPT), int(row["turn"]))})  # fmt: skip
    return {"list": topics, "table": topics_grid(table, language)}


def words_of_topics(material: ReportMaterial) -> dict[str, list[str]]:
    """Return the heaviest words of each topic, by column of the shares."""
    table, columns = material.topic_words.sort_values("rank", kind="stable"), material.shares.columns
    found = {}
    for topic, group in table.groupby("topic", sort=True):
        name = columns[topic] if isinstance(topic, int) and topic < len(columns) else str(topic)
        found[name] = [str(word) for word in group["word"].head(TOPIC_WORDS)]
    return found


def distances_part(convergence: Convergence, places: pd.DataFrame, language: str) -> dict[str, Grid | None]:
    """Return the tables of distances: by meeting, by pilot, by pair, and of the map."""
    n_pairs = len(pair_table(convergence))
    return {
        "meetings": distance_grid(convergence, language),
        "heat": heat_grid(convergence, language),
        "pairs": pairs_grid(convergence, language),
        "all_pairs": pairs_grid(convergence, language, most=MOST_ROWS) if n_pairs > MOST_PAIRS else None,
        "map": map_grid(places, language),
    }


def files_part(corpus: Corpus, language: str) -> dict[str, Any]:
    """Return the parse report: a sentence, a line a file, and the detail of each file."""
    total = sum(report.characters for report in corpus.reports)
    known = sum(report.characters * report.share_attributed for report in corpus.reports)
    share = known / total if total else 0.0
    share = share if share >= 1 - 1e-9 else int(share * 1000) / 1000
    notes = file_notes(corpus, language)
    rest = len(notes) - MOST_FILES
    files, understood = counted("file", len(notes), language), percent(share, language, digits=1)
    return {
        "text": say("report.files_text", language, files=files, share=understood),
        "table": files_grid(corpus, language),
        "notes": notes[:MOST_FILES],
        "more": say("report.more_files", language, n=number(rest, language, digits=0)) if rest > 0 else "",
    }


def method_part(material: ReportMaterial, language: str) -> dict[str, str]:
    """Return the sentences on method that depend on the result."""
    convergence = material.convergence
    settings = convergence.settings
    words = catalogue(language, "report")
    kind = words.get(f"representation_{settings.get('kind', 'vectors')}", str(settings.get("kind")))
    smallest = number(convergence.smallest_p, language, digits=4 if convergence.smallest_p < 0.001 else 3)
    facts = {
        "orders": counted("order", convergence.n_permutations, language),
        "meetings": counted("meeting", len(convergence.table), language),
        "smallest": smallest,
        "seed": settings.get("seed", 0),
    }
    key = "method_test_exact" if convergence.is_exact else "method_test_drawn"
    alpha, margin = (
        float(str(settings.get(name, value))) for name, value in (("alpha", 0.05), ("margin", 0.2))
    )
    return {
        "vector": say("report.method_vector", language, representation=kind),
        "learnt": _learnt_on(material, language) if settings.get("kind") == "vectors" else "",
        "test": say(f"report.{key}", language, **facts),
        "verdict": say("report.method_verdict", language, margin=percent(margin, language),
                       alpha=number(alpha, language, digits=2)),
    }  # fmt: skip


def _learnt_on(material: ReportMaterial, language: str) -> str:
    """Return what is told where word vectors were learnt on a part of the blocks, else nothing."""
    given = material.settings.get("vectors")
    is_given = isinstance(given, Mapping) and given.get("model") is not None
    n_blocks = len(material.segments)
    if is_given or n_blocks <= MOST_LEARNT:
        return ""
    n, learnt = (number(count, language, digits=0) for count in (n_blocks, MOST_LEARNT))
    return say("report.method_learnt", language, n=n, learnt=learnt)


def again_part(material: ReportMaterial, language: str) -> dict[str, Any]:
    """Return what is needed to do the analysis again: recipe, settings, seeds, versions, hashes, times."""
    recipe = material.shares.recipe.merged(material.recipe)
    seeds = [(step.verb, step.options["seed"]) for step in recipe.steps if "seed" in step.options]
    if not seeds and "seed" in material.settings:
        seeds = [("run", material.settings["seed"])]
    inputs = recipe.inputs or {report.file: report.sha256 for report in material.corpus.reports}
    return {
        "recipe": recipe.to_toml().strip(),
        "settings": tomli_w.dumps(_without_none(dict(material.settings))).strip(),
        "seeds": [say("report.seed_text", language, verb=verb, seed=seed) for verb, seed in seeds],
        "versions": _pairs("versions", ("package", "version"), dict(material.versions), language),
        "timings": _timings(material, language),
        "hashes": _pairs("hashes", ("file", "hash"), inputs, language),
    }


def _timings(material: ReportMaterial, language: str) -> Grid | None:
    if not material.timings:
        return None
    times = {stage: number(seconds, language, digits=1) for stage, seconds in material.timings.items()}
    made = _pairs("timings", ("stage", "seconds"), times, language)
    return Grid(made.caption, made.head, made.rows, (False, True))


def _pairs(name: str, heads: tuple[str, str], values: dict[str, str], language: str) -> Grid:
    columns = [
        (say(f"report.{head}", language), texts, False)
        for head, texts in zip(heads, (list(values), [str(text) for text in values.values()]), strict=True)
    ]
    return grid(say(f"report.{name}_caption", language), columns, language)


def _without_none(value: Any) -> Any:  # noqa: ANN401 - settings nest
    if isinstance(value, dict):
        return {str(key): _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_without_none(item) for item in value if item is not None]
    return value if isinstance(value, bool | int | float | str) else str(value)
