"""Number donors' blocks in several ways, side by side, without ever seeing who is whose synthetic pilot."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.bench.blocks import Progress, segments_of
from textmine.measure.cells import row_squares
from textmine.recipe import Recipe
from textmine.represent.features import Features
from textmine.represent.topics.model import TopicModel
from textmine.represent.vectors import SentenceVectors
from textmine.represent.words import WordCounts, speaker_words, weigh
from textmine.segment.french import annotate
from textmine.segment.tables import Segments, Tokens

SHARE_TOPICS: Final = 12
_CLOSED: Final = "textmine.represent.closed"
# one fit of plain tf-idf: what is tried is the measure, a thousand times over, not the topic model
PLAIN: Final[dict[str, Any]] = {"weighting": "tfidf", "neighbours": 2, "within": "meeting", "refits": 0}


@dataclass(frozen=True)
class Fitted:
    """Tokens of blocks, and their numbers by the name of the representation."""

    tokens: Tokens
    tables: Mapping[str, Features]


@dataclass(frozen=True)
class Labelled:
    """One topic a block, shape (B,), how much of the block it takes, and the topics' labels."""

    topic: NDArray[np.int64]
    share: NDArray[np.float64]
    labels: tuple[str, ...]


def label_topics(tokens: Tokens, *, n_topics: int, seed: int) -> Labelled:
    """Give each block the topic that takes most of it.

    Notes
    -----
    `TopicModel` with `n_topics` topics, learnt on the donors' lemmas. None of the measured representations
    is made of these topics: vectors are learnt by contrast, counts and tf-idf are words, and "shares" are of
    a model with other, fewer topics.
    """
    names = sorted(speaker_words(map(str, tokens.rows["speaker"].unique())))
    model = TopicModel(n_topics=n_topics, seed=seed, exclude=names, **PLAIN).fit(tokens)
    shares = model.transform(tokens)
    known = shares.rows["n_known"].to_numpy() > 0
    values = shares.dense()
    best = np.where(known, values.max(axis=1), 0.0)
    return Labelled(values.argmax(axis=1).astype(np.int64), best, model.labels_)


def fit(
    rows: pd.DataFrame,
    recipe: Recipe,
    *,
    seed: int,
    tokens: Tokens | None = None,
    progress: Progress | None = None,
) -> Fitted:
    """Give the blocks their numbers in each representation, learnt on these blocks alone.

    Parameters
    ----------
    rows
        One row a block, B of them, with text, meeting, group and speaker.
    tokens
        Their tokens, where they are known already.

    Returns
    -------
    Fitted
        tables: "vectors" (pilot vectors), "theme" (theme vectors: planting only, never measured), "counts"
        (content lemmas in two blocks or more), "tfidf", "shares" (12 topics), and "style" where textmine has
        `style_vectors`. B rows each, in the order of `rows`.
    """
    steps = ("tokens", "vectors", "theme", "words", "shares", "style")

    def tell(step: int) -> None:
        if progress:
            progress(step, len(steps), steps[min(step, len(steps) - 1)])

    segments = segments_of(rows, recipe)
    tell(0)
    tokens = annotate(segments) if tokens is None else tokens
    tell(1)
    tables = {"vectors": _vectors(segments, "pilot", seed)}
    tell(2)
    tables["theme"] = _vectors(segments, "theme", seed)
    tell(3)
    tables["counts"] = WordCounts().fit_transform(tokens)
    tables["tfidf"] = weigh(tables["counts"])
    tell(4)
    names = sorted(speaker_words(map(str, rows["speaker"].unique())))
    n_topics = max(2, min(SHARE_TOPICS, len(rows) // 10))
    tables["shares"] = TopicModel(n_topics=n_topics, seed=seed, exclude=names, **PLAIN).fit_transform(tokens)
    tell(5)
    tables.update(_style(tokens))
    tell(6)
    labels = rows.drop(columns="text").reset_index(drop=True)
    return Fitted(tokens, {name: replace(table, rows=labels) for name, table in tables.items()})


def unknown_rows(fitted: Fitted) -> NDArray[np.bool_]:
    """Return, shape (B,), the blocks of which some representation knows nothing: a row of zeros."""
    empty = [row_squares(table.values) == 0 for table in fitted.tables.values()]
    return np.asarray(np.logical_or.reduce(empty))


def _vectors(segments: Segments, purpose: str, seed: int) -> Features:
    if purpose == "pilot":
        return SentenceVectors(purpose="pilot", start="corpus", seed=seed).fit_transform(segments)
    return SentenceVectors(purpose="theme", start="corpus", seed=seed).fit_transform(segments)


def _style(tokens: Tokens) -> dict[str, Features]:
    if importlib.util.find_spec(_CLOSED) is None:
        return {}
    style_vectors = getattr(importlib.import_module(_CLOSED), "style_vectors", None)
    return {} if style_vectors is None else {"style": cast(Features, style_vectors(tokens))}
