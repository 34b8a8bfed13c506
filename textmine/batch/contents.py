"""What the pilots of a finished run talk about: topics, lexical classes, specific words, concordance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.batch.work import Work
from textmine.errors import TextmineError
from textmine.measure.mean_shares import share_intervals
from textmine.measure.textometry.concordance import Sort, kwic
from textmine.measure.textometry.lafon import MIN_COUNT, Specificities, specificities
from textmine.measure.textometry.leading import leading_words
from textmine.measure.topic_paths import TopicPaths, follow_topics
from textmine.represent.classes.double import DoubleClasses
from textmine.represent.classes.reinert import LexicalClasses
from textmine.represent.classes.sheets import ClassTables, class_tables
from textmine.represent.features import Features
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
_QUOTED: Final = 15
_KEPT: Final = 0.75
_FEW_SEGMENTS: Final = 200
_LESS_WORDS: Final = {"min_segments": 2, "max_share": 0.5}
_MORE_WORDS: Final = {"min_segments": 5, "max_share": 0.2}


@dataclass(frozen=True)
class TopicTables:
    """Topics of a run.

    Attributes
    ----------
    topics
        One row a topic: ``topic`` (its number), ``label``, ``share`` (of the pilots' blocks), ``stability``,
        ``words``, ``quotation`` (the pilots' block where it weighs most), ``speaker``, ``meeting``.
    pilots
        See `share_intervals`.
    paths, trends
        Over the meetings: see `TopicPaths`; empty where there is one meeting only.
    own, shifted
        See `PilotTopics`.
    without_counterpart
        Rows of `own` that no one else speaks of.
    """

    topics: pd.DataFrame
    pilots: pd.DataFrame
    paths: pd.DataFrame
    trends: pd.DataFrame
    own: pd.DataFrame
    shifted: pd.DataFrame
    without_counterpart: pd.DataFrame


@dataclass(frozen=True)
class DoubleTables:
    """Classes of a double classification.

    Attributes
    ----------
    classes
        One row a class: ``class``, ``node_one``, ``node_other``, ``n_segments``, ``chi2``, ``words``.
    evidence
        See `DoubleClasses.evidence_`.
    profiles, typical, pilots, meetings
        As `ClassTables`.
    """

    classes: pd.DataFrame
    evidence: pd.DataFrame
    profiles: pd.DataFrame
    typical: pd.DataFrame
    pilots: pd.DataFrame
    meetings: pd.DataFrame


def topics_of(work: Work, *, n_topics: int | None = None, refits: int = REFITS) -> TopicTables:
    """Return topics, their stability, who speaks of them, their path, and topics of one pilot alone.

    Parameters
    ----------
    n_topics
        Number of topics, learnt anew on the pilots' talk; None takes the topics of the run as they are.
    """
    tokens, segments = _pilots(work)
    model = _topic_model(work, tokens, n_topics, refits)
    shares = model.transform(tokens)
    is_known = (shares.rows["n_known"] > 0).to_numpy()
    known = shares.take(is_known)
    words = model.words(_WORDS).groupby("topic")["word"].agg(", ".join)
    best = _heaviest(known)
    said = segments.take(is_known).rows.iloc[best]
    table = pd.DataFrame(
        {
            "topic": np.arange(model.n_topics),
            "label": model.labels_,
            "share": known.dense().mean(axis=0),
            "stability": model.stability_,
            "words": words.reindex(range(model.n_topics)).to_numpy(),
            "quotation": said["text"].to_numpy(),
            "speaker": said["speaker"].to_numpy(),
            "meeting": said["meeting"].to_numpy(),
        }
    )
    own = own_topics(model, tokens, refits=refits, seed=work.settings.seed)
    pilots = share_intervals(known, seed=work.settings.seed)
    paths, trends = _paths(shares, work.settings.seed)
    return TopicTables(table, pilots, paths, trends, own.own, own.shifted, own.without_counterpart)


def _topic_model(work: Work, tokens: Tokens, n_topics: int | None, refits: int) -> TopicModel:
    if n_topics is None:
        return TopicModel.load(work.folders["topics"] / "model")
    names = sorted(speaker_words(work.corpus.speakers["speaker"].tolist()))
    bounds = _MORE_WORDS if len(tokens) >= _FEW_SEGMENTS else _LESS_WORDS
    return TopicModel(
        n_topics=n_topics, seed=work.settings.seed, refits=refits, exclude=names,
        min_segments=int(bounds["min_segments"]), max_share=bounds["max_share"],
    ).fit(tokens)  # fmt: skip


def _heaviest(shares: Features) -> list[int]:
    """Return, for each topic, the row of 15 known words or more that it weighs most in; any, if none has."""
    long_enough = (shares.rows["n_known"] >= _QUOTED).to_numpy()
    if not long_enough.any():
        long_enough[:] = True
    return [int(row) for row in np.where(long_enough[:, None], shares.dense(), -1.0).argmax(axis=0)]


def _paths(shares: Features, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return topics over the meetings and their trends; empty where there is one meeting only."""
    try:
        found = follow_topics(shares, seed=seed)
    except TextmineError as error:
        if error.key != "one_part":
            raise
        return pd.DataFrame(), pd.DataFrame()
    return found.shares, found.trends


def topic_paths_of(work: Work) -> TopicPaths:
    """Return the topics of the pilots' talk over the meetings: see `follow_topics`."""
    return follow_topics(work.shares.take(_is_pilot(work)), seed=work.settings.seed)


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
    """Return the lexical classes of the pilots' talk, with their stability: see `class_tables`.

    Parameters
    ----------
    n_classes
        Most classes; None takes the number that `LexicalClasses.evidence` chooses, 10 at most.
    draws
        Times that the classes are found again without some blocks.
    """
    model = class_model(work, n_classes=n_classes or MOST_CLASSES)
    k = model.n_levels_ if n_classes else None
    return class_tables(model, _pilots(work)[1], k=k, draws=draws, seed=work.settings.seed)


def double_classes_of(work: Work, *, n_classes: int | None = None) -> DoubleTables:
    """Return the classes that classifications of shorter and of longer units agree on: `DoubleClasses`.

    Parameters
    ----------
    n_classes
        Number of classes; None takes the most of which three quarters of the blocks classified by two
        classes are still classified.
    """
    tokens, segments = _pilots(work)
    names = sorted(speaker_words(work.corpus.speakers["speaker"].tolist()))
    model = DoubleClasses(
        n_classes=n_classes or MOST_CLASSES, sizes=_double_sizes(tokens), exclude=names,
        seed=work.settings.seed,
    ).fit(tokens)  # fmt: skip
    told = model.evidence_
    enough = told["classified"] >= _KEPT * told["classified"].iloc[0]
    k = min(n_classes, model.n_levels_) if n_classes else int(told.loc[enough, "k"].max())
    profiles = model.profiles(k)
    best = profiles[profiles["rank"].between(1, _WORDS)].groupby("class")["word"].agg(", ".join)
    crossings = model.crossings_[model.crossings_["k"] == k].drop(columns="k").reset_index(drop=True)
    return DoubleTables(
        crossings.assign(words=best.reindex(crossings["class"]).to_numpy()), told, profiles,
        model.typical(segments, k), model.metadata("speaker", k), model.metadata("meeting", k),
    )  # fmt: skip


def _double_sizes(tokens: Tokens) -> tuple[int, int]:
    """Return the sizes of units: the usual number of active words of a block, and half as many again."""
    active = np.bincount(
        np.repeat(np.arange(len(tokens)), np.diff(tokens.pointer)),
        weights=tokens.active,
        minlength=len(tokens),
    )
    usual = max(int(np.median(active)), 4)
    return usual, usual + max(usual // 2, 1)


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
        best = leading_words(replace(counts, rows=rows), by="section", n=_THEME_WORDS, min_count=3)
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
    is_pilot = _is_pilot(work)
    return work.tokens.take(is_pilot), work.segments.take(is_pilot)


def _is_pilot(work: Work) -> NDArray[np.bool_]:
    return np.asarray(work.segments.rows["role"] == "pilot", dtype=np.bool_)
