"""Topic models side by side on labelled talk: coherence, stability, agreement with human themes, time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.represent.features import Features
from textmine.represent.general.boards import Board, debates, sittings
from textmine.represent.topics.clusters import VectorClusters
from textmine.represent.topics.dirichlet import LatentDirichlet
from textmine.represent.topics.model import TopicModel
from textmine.represent.topics.quality import coherence, diversity, mean_overlap
from textmine.represent.words import WordCounts, speaker_words
from textmine.segment.tables import Tokens

Progress = Callable[[int, int], None]
WORDS: Final = 80
N_TOPICS: Final = 20
BOUNDS: Final[dict[str, Any]] = {"min_segments": 5, "max_share": 0.2}


class Fitted(NamedTuple):
    """One fit: its words, the dominant topic of each block, its seconds."""

    words: pd.DataFrame
    dominant: NDArray[np.int64]
    seconds: float


class Talk(NamedTuple):
    """Blocks of talk, their tokens and vectors, the human theme of each, and names to leave out."""

    name: str
    tokens: Tokens
    vectors: Features
    theme: NDArray[Any]
    names: list[str]


def _nmf(**options: Any) -> Callable[[Talk, int, int], Fitted]:  # noqa: ANN401 - options of the model
    def fit(talk: Talk, n_topics: int, seed: int) -> Fitted:
        model = TopicModel(n_topics=n_topics, seed=seed, exclude=talk.names, **BOUNDS, **options)
        start = perf_counter()
        model.fit(talk.tokens)
        seconds = perf_counter() - start
        return Fitted(model.words(), model.dominant(talk.tokens), seconds)

    return fit


def _lda(engine: Any) -> Callable[[Talk, int, int], Fitted]:  # noqa: ANN401 - name of an engine
    def fit(talk: Talk, n_topics: int, seed: int) -> Fitted:
        model = LatentDirichlet(n_topics=n_topics, engine=engine, seed=seed, exclude=talk.names, **BOUNDS)
        start = perf_counter()
        model.fit(talk.tokens)
        seconds = perf_counter() - start
        return Fitted(model.words(), model.dominant(talk.tokens), seconds)

    return fit


def _clusters(talk: Talk, n_topics: int, seed: int) -> Fitted:
    model = VectorClusters(n_topics=n_topics, seed=seed, exclude=talk.names, **BOUNDS)
    start = perf_counter()
    model.fit(talk.tokens, talk.vectors)
    return Fitted(model.words(), model.dominant(talk.vectors), perf_counter() - start)


MODELS: Final[dict[str, Callable[[Talk, int, int], Fitted]]] = {
    "NMF, consensus of 10": _nmf(),
    "NMF, one fit": _nmf(refits=0),
    "NMF, speaker's context": _nmf(within="speaker"),
    "NMF, plain tf-idf": _nmf(neighbours=0, weighting="tfidf", refits=0),
    "clusters of theme vectors": _clusters,
    "LDA, scikit-learn": _lda("sklearn"),
    "LDA, gensim": _lda("gensim"),
}


def compare_topics(
    data: Path, *, n_seeds: int = 10, n_topics: int = N_TOPICS, progress: Progress | None = None
) -> pd.DataFrame:
    """Fit every model on both corpora with several seeds, and return one row a corpus and model.

    Parameters
    ----------
    data
        Folder that holds ``fredsum`` and ``assemblee-2013``.
    n_seeds
        Fits of each model; stability needs 2 or more.

    Returns
    -------
    DataFrame
        ``corpus``, ``model``, ``npmi`` (mean over seeds and topics, 10 words, blocks of 80 words),
        ``diversity``, ``stability`` (share of top words in common over all pairs of seeds, best matched),
        ``ami`` (adjusted mutual information of the dominant topic of a block with its human theme),
        ``seconds`` (median of a fit), ``gensim_ratio`` (gensim's seconds over the model's).
    """
    talks = [_talk(board) for board in (debates(data, words=WORDS), sittings(data, words=WORDS))]
    total = len(talks) * len(MODELS) * n_seeds
    rows: list[dict[str, Any]] = []
    for talk in talks:
        for name, fit in MODELS.items():
            fits = []
            for seed in range(n_seeds):
                fits.append(fit(talk, n_topics, seed))
                if progress is not None:
                    progress(len(rows) * n_seeds + seed + 1, total)
            rows.append({"corpus": talk.name, "model": name, **score_fits(talk, fits)})
    table = pd.DataFrame(rows)
    reference = table[table["model"] == "LDA, gensim"].set_index("corpus")["seconds"]
    return table.assign(gensim_ratio=table["corpus"].map(reference) / table["seconds"])


def score_fits(talk: Talk, fits: list[Fitted]) -> dict[str, float]:
    """Return the scores of one model's fits on one corpus."""
    from sklearn.metrics import adjusted_mutual_info_score

    counts = WordCounts(**BOUNDS, exclude=talk.names).fit_transform(talk.tokens)
    known = talk.theme != ""
    return {
        "npmi": float(np.mean([coherence(fit.words, counts).mean() for fit in fits])),
        "diversity": float(np.mean([diversity(fit.words) for fit in fits])),
        "stability": mean_overlap([fit.words for fit in fits]),
        "ami": float(
            np.mean([adjusted_mutual_info_score(talk.theme[known], fit.dominant[known]) for fit in fits])
        ),
        "seconds": float(np.median([fit.seconds for fit in fits])),
    }


def _talk(board: Board) -> Talk:
    from textmine.represent.vectors import SentenceVectors
    from textmine.segment.french import annotate

    vectors = SentenceVectors(purpose="theme").fit_transform(board.segments)
    names = sorted(speaker_words(board.segments.rows["speaker"].unique()))
    tokens = annotate(board.segments)
    return Talk(board.name, tokens, vectors, board.labels["theme"].to_numpy(), names)
