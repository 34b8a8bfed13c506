"""What the pilots of a finished run talk about: topics, lexical classes, specific words, concordance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

import numpy as np
import pandas as pd

from textmine.batch.work import Work
from textmine.measure.mean_shares import share_intervals
from textmine.measure.textometry.concordance import Sort, kwic
from textmine.measure.textometry.lafon import MIN_COUNT, Specificities, specificities
from textmine.represent.classes.reinert import LexicalClasses
from textmine.represent.themes.thematic import Themes, find_themes
from textmine.represent.topics.model import TopicModel
from textmine.represent.topics.numbers import topic_numbers
from textmine.represent.topics.private import own_topics
from textmine.represent.words import WordCounts, speaker_words
from textmine.segment.tables import Segments, Tokens

REFITS: Final = 10
MOST_CLASSES: Final = 10
_WORDS: Final = 10
_THEME_WORDS: Final = 6
_FEW_SEGMENTS: Final = 200
_LESS_WORDS: Final = {"min_segments": 2, "max_share": 0.5}
_MORE_WORDS: Final = {"min_segments": 5, "max_share": 0.2}


@dataclass(frozen=True)
class TopicTables:
    """Topics of a run.

    Attributes
    ----------
    topics
        One row a topic: ``topic``, ``words``, ``share`` (of all blocks), ``stability``.
    pilots
        See `share_intervals`.
    own, shifted
        See `PilotTopics`.
    without_counterpart
        Rows of `own` that no one else speaks of.
    """

    topics: pd.DataFrame
    pilots: pd.DataFrame
    own: pd.DataFrame
    shifted: pd.DataFrame
    without_counterpart: pd.DataFrame


@dataclass(frozen=True)
class ClassTables:
    """Lexical classes of a run.

    Attributes
    ----------
    classes
        One row a class: ``class``, ``n_segments``, ``share`` (of those classified), ``jaccard``,
        ``is_stable``, ``words``.
    profiles, typical, pilots, meetings, tree
        See `LexicalClasses`.
    draws
        See `ClassStability`.
    evidence
        What speaks for each number of classes: see `LexicalClasses.evidence`.
    """

    classes: pd.DataFrame
    profiles: pd.DataFrame
    typical: pd.DataFrame
    pilots: pd.DataFrame
    meetings: pd.DataFrame
    tree: pd.DataFrame
    draws: pd.DataFrame
    evidence: pd.DataFrame


def topics_of(work: Work, *, n_topics: int | None = None, refits: int = REFITS) -> TopicTables:
    """Return the topics of the pilots' talk, their stability, who speaks of them, and topics of one pilot.

    Parameters
    ----------
    n_topics
        Number of topics; None takes that of the run.
    """
    tokens, _ = _pilots(work)
    wanted = n_topics or len(work.shares.columns)
    names = sorted(speaker_words(work.corpus.speakers["speaker"].tolist()))
    bounds = _MORE_WORDS if len(tokens) >= _FEW_SEGMENTS else _LESS_WORDS
    model = TopicModel(
        n_topics=wanted, seed=work.settings.seed, neighbours=3, weighting="log", refits=refits, exclude=names,
        min_segments=int(bounds["min_segments"]), max_share=bounds["max_share"],
    ).fit(tokens)  # fmt: skip
    shares = model.transform(tokens)
    known = shares.take((shares.rows["n_known"] > 0).to_numpy())
    words = model.words(_WORDS).groupby("topic")["word"].agg(", ".join)
    table = pd.DataFrame(
        {
            "topic": np.arange(wanted),
            "share": model.prevalence_,
            "stability": model.stability_,
            "words": words.reindex(range(wanted)).to_numpy(),
        }
    )
    own = own_topics(model, tokens, refits=refits, seed=work.settings.seed)
    pilots = share_intervals(known, seed=work.settings.seed)
    return TopicTables(table, pilots, own.own, own.shifted, own.without_counterpart)


def topic_numbers_of(work: Work) -> pd.DataFrame:
    """Return what speaks for each number of topics of the pilots' talk: see `topic_numbers`."""
    tokens, _ = _pilots(work)
    names = sorted(speaker_words(work.corpus.speakers["speaker"].tolist()))
    bounds = _MORE_WORDS if len(tokens) >= _FEW_SEGMENTS else _LESS_WORDS
    return topic_numbers(
        tokens, progress=work.progress, exclude=names, seed=work.settings.seed,
        min_segments=int(bounds["min_segments"]), max_share=bounds["max_share"],
    )  # fmt: skip


def class_model(work: Work, *, n_classes: int = MOST_CLASSES) -> LexicalClasses:
    """Return the lexical classes of the pilots' talk, as a fitted model."""
    names = sorted(speaker_words(work.corpus.speakers["speaker"].tolist()))
    return LexicalClasses(n_classes=n_classes, exclude=names, seed=work.settings.seed).fit(_pilots(work)[0])


def classes_of(work: Work, *, n_classes: int | None = None, draws: int = 20) -> ClassTables:
    """Return the lexical classes of the pilots' talk, with their stability.

    Parameters
    ----------
    n_classes
        Most classes; None takes the number that `LexicalClasses.evidence` chooses, 10 at most.
    draws
        Times that the classes are found again without some blocks.
    """
    segments = _pilots(work)[1]
    model = class_model(work, n_classes=n_classes or MOST_CLASSES)
    evidence = model.evidence(draws=draws, seed=work.settings.seed)
    k = model.n_levels_ if n_classes else int(evidence.loc[evidence["chosen"], "k"].iloc[0])
    stability = model.stability(k, draws=draws, seed=work.settings.seed)
    profiles = model.profiles(k, n=20)
    best = profiles[profiles["rank"].between(1, _WORDS)]
    table = stability.classes.assign(
        share=stability.classes["n_segments"] / stability.classes["n_segments"].sum(),
        words=best.groupby("class")["word"].agg(", ".join).reindex(stability.classes["class"]).to_numpy(),
    )
    columns = ["class", "n_segments", "share", "jaccard", "is_stable", "words"]
    return ClassTables(
        table[columns], profiles, model.typical(segments, k), model.metadata("speaker", k),
        model.metadata("meeting", k), model.tree_.head(k - 1), stability.draws, evidence,
    )  # fmt: skip


def specificities_of(
    work: Work, *, by: str = "speaker", min_count: int = MIN_COUNT, cumulated: bool = False
) -> Specificities:
    """Return which content words each pilot, meeting… uses more than its share: see `specificities`."""
    counts = WordCounts(min_segments=1).fit_transform(_pilots(work)[0])
    return specificities(counts, by=by, min_count=min_count, cumulated=cumulated)


def themes_of(work: Work, *, n_themes: int | None = None, guide: Sequence[str] = ()) -> Themes:
    """Return the sections of every meeting and interview, with the words that mark each: see `find_themes`.

    Returns
    -------
    Themes
        `sections` gains ``words``: those of highest specificity among its content words, by anyone.
    """
    themes = find_themes(work.corpus, n_themes=n_themes, guide=guide, seed=work.settings.seed)
    names = sorted(speaker_words(work.corpus.speakers["speaker"].tolist()))
    counts = WordCounts(min_segments=2, exclude=names).fit_transform(work.all_tokens)
    rows = counts.rows.assign(section=themes.places(work.all_segments))
    words = pd.Series("", index=range(len(themes.sections)))
    if rows["section"].nunique() > 1:
        best = specificities(replace(counts, rows=rows), by="section", min_count=3).best(_THEME_WORDS)
        words.update(best.groupby("part")["word"].agg(", ".join))
    return replace(themes, sections=themes.sections.assign(words=words.to_numpy()))


def concordance_of(
    work: Work, query: str, *, window: int, sort: str = "order", fold_accents: bool = False
) -> pd.DataFrame:
    """Return every place where the query is said, by anyone: see `kwic`."""
    return kwic(
        work.corpus, work.all_segments, work.all_tokens, query,
        window=window, sort=cast("Sort", sort), fold_accents=fold_accents,
    )  # fmt: skip


def _pilots(work: Work) -> tuple[Tokens, Segments]:
    """Return the tokens and the segments of the pilots' blocks."""
    is_pilot = (work.segments.rows["role"] == "pilot").to_numpy()
    return work.tokens.take(is_pilot), work.segments.take(is_pilot)
