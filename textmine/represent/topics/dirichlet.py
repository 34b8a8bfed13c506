"""Latent Dirichlet allocation by scikit-learn or by gensim, with the face of the other topic models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Self, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.display import ShownModel
from textmine.errors import TextmineError
from textmine.represent.features import Features
from textmine.represent.topics.reading import labels_of, words_table
from textmine.represent.words import WordCounts
from textmine.segment.tables import Tokens

Engine = Literal["sklearn", "gensim"]


class LatentDirichlet(ShownModel):
    r"""Latent Dirichlet allocation (Blei, Ng & Jordan 2003), fitted by variational Bayes.

    Parameters
    ----------
    n_topics
        Number of topics; 2 or more.
    engine
        "sklearn": ``LatentDirichletAllocation``, batch; "gensim": ``LdaModel``, online (Hoffman 2010).
    seed
        Of the random start.
    passes
        Times that the segments are gone through.
    min_segments, max_share, exclude
        As `TopicModel`.

    Attributes
    ----------
    words_, weights_, labels_, prevalence_
        As `TopicModel`; a row of `weights_` is the distribution of a topic over words.

    Notes
    -----
    Below some 100,000 content words in short segments its topics are incoherent and change with the seed
    (``textmine bench topics``): it is here because readers ask for it, not because it is better.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import textmine as tm
    >>> talk = "Ana : le four fond le verre\n\nBob : la palette part au port\n\n" * 8
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "reunion.txt").write_text(talk, encoding="utf-8")
    ...     tokens = tm.annotate(tm.split(tm.read(folder), into="turns"))
    >>> LatentDirichlet(n_topics=2, max_share=0.5).fit_transform(tokens)
    Features(16 x 2 shares)
    """

    def __init__(
        self,
        *,
        n_topics: int = 12,
        engine: Engine = "sklearn",
        seed: int = 0,
        passes: int = 20,
        min_segments: int = 5,
        max_share: float = 0.2,
        exclude: Sequence[str] = (),
    ) -> None:
        self.n_topics = n_topics
        self.engine = engine
        self.seed = seed
        self.passes = passes
        self.min_segments = min_segments
        self.max_share = max_share
        self.exclude = exclude

    def fit(self, tokens: Tokens) -> Self:
        """Learn the topics.

        Raises
        ------
        TextmineError
            Unknown engine, fewer than 2 topics, or no lemma left.
        """
        if self.engine not in get_args(Engine):
            raise TextmineError("topic_engine", engine=self.engine, engines=", ".join(get_args(Engine)))
        self.counter_ = WordCounts(
            min_segments=self.min_segments, max_share=self.max_share, exclude=self.exclude
        ).fit(tokens)
        counts = sparse.csr_array(self.counter_.transform(tokens).values)
        if not 2 <= self.n_topics <= min(counts.shape):
            raise TextmineError(
                "too_many_topics", topics=self.n_topics, segments=counts.shape[0], words=counts.shape[1]
            )
        self.words_ = self.counter_.words_
        if self.engine == "sklearn":
            self.model_, weights = _fit_sklearn(counts, self.n_topics, self.passes, self.seed)
        else:
            self.model_, weights = _fit_gensim(counts, self.n_topics, self.passes, self.seed)
        self.weights_ = weights / weights.sum(axis=1, keepdims=True)
        self.prevalence_ = self._infer(counts).mean(axis=0)
        self.labels_ = labels_of(self.weights_, self.words_)
        return self

    def transform(self, tokens: Tokens) -> Features:
        """Return the expected shares of the topics in each segment: Features of kind "shares"."""
        if not hasattr(self, "weights_"):
            raise TextmineError("not_fitted", what="LatentDirichlet")
        counts = self.counter_.transform(tokens)
        values = sparse.csr_array(counts.values)
        known = np.asarray(values.sum(axis=1)).ravel().astype(np.int64)
        recipe = tokens.recipe.then("lda", engine=self.engine, n_topics=self.n_topics, seed=self.seed)
        rows = counts.rows.assign(n_known=known)
        return Features(rows, self._infer(values), self.labels_, "shares", recipe)

    def fit_transform(self, tokens: Tokens) -> Features:
        """Learn the topics and return their shares in the same segments."""
        return self.fit(tokens).transform(tokens)

    def dominant(self, tokens: Tokens) -> NDArray[np.int64]:
        """Return the main topic of each segment, -1 where no word is known, shape (n,)."""
        shares = self.transform(tokens)
        known = shares.rows["n_known"].to_numpy() > 0
        return np.where(known, shares.dense().argmax(axis=1), -1).astype(np.int64)

    def words(self, n: int = 10) -> pd.DataFrame:
        """Return the most likely words: columns topic (from 0), rank (from 1), word, weight."""
        if not hasattr(self, "weights_"):
            raise TextmineError("not_fitted", what="LatentDirichlet")
        return words_table(self.weights_, self.words_, n)

    def _infer(self, counts: sparse.csr_array) -> NDArray[np.float64]:
        if self.engine == "sklearn":
            shares = np.asarray(self.model_.transform(counts), dtype=np.float64)
        else:
            self.model_.random_state = np.random.RandomState(self.seed)
            gamma, _ = self.model_.inference(_bags(counts))
            shares = np.asarray(gamma, dtype=np.float64)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _fit_sklearn(
    counts: sparse.csr_array, n_topics: int, passes: int, seed: int
) -> tuple[Any, NDArray[np.float64]]:
    from sklearn.decomposition import LatentDirichletAllocation
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        model = LatentDirichletAllocation(
            n_topics, max_iter=passes, learning_method="batch", random_state=seed, n_jobs=1
        ).fit(counts)
    return model, np.asarray(model.components_, dtype=np.float64)


def _fit_gensim(
    counts: sparse.csr_array, n_topics: int, passes: int, seed: int
) -> tuple[Any, NDArray[np.float64]]:
    from gensim.models import LdaModel
    from threadpoolctl import threadpool_limits

    names = {index: str(index) for index in range(counts.shape[1])}
    with threadpool_limits(1):
        model = LdaModel(
            _bags(counts), num_topics=n_topics, id2word=names, passes=passes, random_state=seed,
            eval_every=None, alpha="auto", eta="auto",
        )  # fmt: skip
    return model, np.asarray(model.get_topics(), dtype=np.float64)


def _bags(counts: sparse.csr_array) -> list[list[tuple[int, int]]]:
    bounds = zip(counts.indptr[:-1], counts.indptr[1:], strict=True)
    indices, data = counts.indices.tolist(), counts.data.astype(np.int64).tolist()
    return [list(zip(indices[low:high], data[low:high], strict=True)) for low, high in bounds]
