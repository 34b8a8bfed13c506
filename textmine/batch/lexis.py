"""The words of a finished run: key words, cooccurrents, repeated segments, planes, progressions, uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.batch.foundations import drawn
from textmine.batch.work import Work
from textmine.errors import TextmineError
from textmine.measure.portraits.together import Portraits, portray
from textmine.measure.portraits.usages import Usages, word_usages
from textmine.measure.textometry.cooccurring import cooccurrents, word_links
from textmine.measure.textometry.keying import Keyness, keyness
from textmine.measure.textometry.overview import WordOverview, plane_tables, word_overview
from textmine.measure.textometry.progressing import Progression, progression
from textmine.measure.textometry.repeating import collocations, repeated_segments
from textmine.represent.features import Features
from textmine.represent.learning import MOST_LEARNT
from textmine.represent.vectors import SentenceVectors
from textmine.represent.words import WordCounts, speaker_words
from textmine.segment.tables import Tokens

MIN_SEGMENTS: Final = 3


@dataclass(frozen=True)
class RepeatTables:
    """What is said again: `segments` (`repeated_segments`) and `pairs` (`collocations`)."""

    segments: pd.DataFrame
    pairs: pd.DataFrame


@dataclass(frozen=True)
class PlaneTables:
    """A correspondence analysis of words and parts.

    Attributes
    ----------
    axes
        ``axis``, ``eigenvalue``, ``share`` (of the inertia).
    parts, words
        See `CorrespondenceAnalysis`: principal points.
    supplementary
        Meetings, as the words said at each place them.
    """

    axes: pd.DataFrame
    parts: pd.DataFrame
    words: pd.DataFrame
    supplementary: pd.DataFrame


def pilot_words(work: Work, *, min_segments: int = MIN_SEGMENTS) -> Features:
    """Return the content words of the pilots' blocks, without the names of speakers."""
    names = sorted(speaker_words(work.corpus.speakers["speaker"].tolist()))
    return WordCounts(min_segments=min_segments, exclude=names).fit_transform(_pilots(work))


def keyness_of(work: Work, pilot: str) -> Keyness:
    """Return the key words of one pilot against all other pilots: see `keyness`."""
    counts = pilot_words(work)
    part = (counts.rows["speaker"] == pilot).to_numpy()
    if not part.any():
        names = ", ".join(sorted(map(str, counts.rows["speaker"].unique())))
        raise TextmineError("no_such_pilot", name=pilot, names=names)
    return keyness(counts, part)


def cooccurrents_of(work: Work, word: str) -> pd.DataFrame:
    """Return what the pilots say near a word: see `cooccurrents`."""
    return cooccurrents(pilot_words(work), word)


def links_of(work: Work, *, most: int) -> tuple[pd.DataFrame, Features]:
    """Return the links of the most widespread words, and the counts they rest on: see `word_links`."""
    counts = pilot_words(work)
    return word_links(counts, most=most), counts


def repeats_of(work: Work) -> RepeatTables:
    """Return the repeated segments and the collocations of the pilots' talk."""
    tokens = _pilots(work)
    return RepeatTables(repeated_segments(tokens), collocations(tokens))


def progression_of(work: Work, words: Sequence[str]) -> Progression:
    """Follow words over the meetings, in the pilots' talk: see `progression`."""
    return progression(pilot_words(work, min_segments=1), words, seed=work.settings.seed)


def plane_of(work: Work, *, by: str = "speaker", n_axes: int = 5) -> PlaneTables:
    """Return the correspondence analysis of content words by pilot, meetings as supplementary points.

    Parameters
    ----------
    by
        Column whose values are the parts.

    Raises
    ------
    TextmineError
        No such column, or fewer than three parts.
    """
    axes, parts, words, supplementary = plane_tables(pilot_words(work), by=by, n_axes=n_axes)
    return PlaneTables(axes, parts, words, supplementary)


def overview_of(work: Work) -> WordOverview:
    """Return the words of the pilots at meetings at a glance: see `word_overview`."""
    tokens = work.tokens.take(_met(work.tokens.rows))
    names = sorted(speaker_words(work.corpus.speakers["speaker"].tolist()))
    counts = WordCounts(min_segments=MIN_SEGMENTS, exclude=names).fit_transform(tokens)
    return word_overview(counts, seed=work.settings.seed)


def portraits_of(work: Work, *, n: int = 3) -> Portraits:
    """Return how far pilots are from each other in the run's vectors, at meetings, and telling passages."""
    segments = work.segments.take(_met(work.segments.rows))
    return portray(work.vectors.take(_met(work.vectors.rows)), segments, n=n, seed=work.settings.seed)


def usages_of(work: Work, words: Sequence[str] | None = None) -> Usages:
    """Return how pilots use words at meetings, on theme vectors learnt from their talk: see `word_usages`."""
    work.let_go("segments", "all_segments", "tokens", "all_tokens")
    kept = work.is_learnt(work.segment_parts).copy()
    kept[kept] = _met(work.segment_parts.labels(["role", "meeting_kind"])[kept])
    segments, tokens = work.segment_parts.whole(kept), work.token_parts.whole(kept)
    learnt = drawn(np.ones(len(segments), dtype=np.bool_), MOST_LEARNT, seed=work.settings.seed)
    vectors = SentenceVectors(purpose="theme", seed=work.settings.seed).fit(segments.take(learnt))
    return word_usages(
        segments, tokens, vectors, words=words or None, seed=work.settings.seed, progress=work.progress
    )


def _met(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows are a pilot's at a meeting; at interviews where there are no meetings."""
    is_pilot = (rows["role"] == "pilot").to_numpy()
    met = is_pilot & (rows["meeting_kind"] == "meeting").to_numpy()
    return np.asarray(met if met.any() else is_pilot, dtype=np.bool_)


def _pilots(work: Work) -> Tokens:
    return work.tokens.take((work.tokens.rows["role"] == "pilot").to_numpy())
