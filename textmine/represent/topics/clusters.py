"""Topics as clusters of sentence vectors, each told by the words that set it apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

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


class VectorClusters(ShownModel):
    """Clusters of segments by their vectors (spherical k-means), with words by class-based tf-idf.

    Parameters
    ----------
    n_topics
        Number of clusters; 2 or more.
    seed
        Of the starts; the best of ten is kept.
    min_segments, max_share, exclude
        Which lemmas may tell a cluster: as `TopicModel`.

    Attributes
    ----------
    centers_ : NDArray
        Shape (n_topics, d): centre of each cluster, of length 1; clusters stand in falling order of size.
    words_, weights_, labels_, prevalence_
        As `TopicModel`, weights by class-based tf-idf.

    Notes
    -----
    ``w = tf(word, cluster) · ln(1 + A / f(word))``, tf the word's share of the cluster, A the mean number of
    words a cluster, f the word's count in all (Grootendorst 2022). A segment is of one cluster: its share is
    1 there. Take vectors of purpose "theme" (`SentenceVectors`); those of purpose "pilot" find who speaks.

    Examples
    --------
    >>> from textmine.represent.topics.clusters import VectorClusters
    >>> VectorClusters(n_topics=2).n_topics
    2
    """

    def __init__(
        self,
        *,
        n_topics: int = 12,
        seed: int = 0,
        min_segments: int = 5,
        max_share: float = 0.2,
        exclude: Sequence[str] = (),
    ) -> None:
        self.n_topics = n_topics
        self.seed = seed
        self.min_segments = min_segments
        self.max_share = max_share
        self.exclude = exclude

    def fit(self, tokens: Tokens, vectors: Features) -> Self:
        """Learn the clusters.

        Parameters
        ----------
        tokens, vectors
            Of the same n segments, in the same order.

        Raises
        ------
        TextmineError
            The two differ in length, the features are no vectors, or fewer segments than clusters.
        """
        from sklearn.cluster import KMeans
        from threadpoolctl import threadpool_limits

        places = _unit(vectors, len(tokens))
        if not 2 <= self.n_topics <= len(places):
            raise TextmineError(
                "too_many_topics", topics=self.n_topics, segments=len(places), words=places.shape[1]
            )
        with threadpool_limits(1):
            found = KMeans(self.n_topics, n_init=10, random_state=self.seed).fit(places)
        sizes = np.bincount(found.labels_, minlength=self.n_topics)
        order = np.argsort(-sizes, kind="stable")
        centers = np.asarray(found.cluster_centers_, dtype=np.float64)[order]
        self.centers_ = centers / np.maximum(np.linalg.norm(centers, axis=1, keepdims=True), 1e-12)
        self.prevalence_ = sizes[order] / sizes.sum()
        counter = WordCounts(min_segments=self.min_segments, max_share=self.max_share, exclude=self.exclude)
        counts = sparse.csr_array(counter.fit_transform(tokens).values)
        self.words_ = counter.words_
        self.weights_ = _class_weights(counts, np.argsort(order)[found.labels_], self.n_topics)
        self.labels_ = labels_of(self.weights_, self.words_)
        return self

    def transform(self, vectors: Features) -> Features:
        """Return the cluster of each segment as shares of 0 and 1, shape (n, n_topics)."""
        if not hasattr(self, "centers_"):
            raise TextmineError("not_fitted", what="VectorClusters")
        nearest = self.dominant(vectors)
        recipe = vectors.recipe.then("clusters", n_topics=self.n_topics, seed=self.seed)
        return Features(vectors.rows, np.eye(self.n_topics)[nearest], self.labels_, "shares", recipe)

    def dominant(self, vectors: Features) -> NDArray[np.int64]:
        """Return the nearest cluster of each segment, shape (n,)."""
        if not hasattr(self, "centers_"):
            raise TextmineError("not_fitted", what="VectorClusters")
        cosines = _unit(vectors, len(vectors)) @ self.centers_.T
        return np.asarray(cosines.argmax(axis=1), dtype=np.int64)

    def words(self, n: int = 10) -> pd.DataFrame:
        """Return the words that set each cluster apart: columns topic, rank, word, weight."""
        if not hasattr(self, "weights_"):
            raise TextmineError("not_fitted", what="VectorClusters")
        return words_table(self.weights_, self.words_, n)


def _unit(vectors: Features, n_segments: int) -> NDArray[np.float64]:
    if vectors.kind != "vectors":
        raise TextmineError("wrong_kind", wanted="vectors", kind=vectors.kind)
    if len(vectors) != n_segments:
        raise TextmineError("tables_differ", sizes=f"{n_segments}, {len(vectors)}")
    values = vectors.dense()
    return np.asarray(values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-12))


def _class_weights(
    counts: sparse.csr_array, cluster: NDArray[np.int64], n_clusters: int
) -> NDArray[np.float64]:
    """Return class-based tf-idf, shape (n_clusters, d), each row of sum 1."""
    n_rows = len(cluster)
    picker = sparse.csr_array((np.ones(n_rows), (cluster, np.arange(n_rows))), shape=(n_clusters, n_rows))
    sums = np.asarray((picker @ counts).toarray(), dtype=np.float64)
    shares = sums / np.maximum(sums.sum(axis=1, keepdims=True), 1.0)
    weights = shares * np.log1p(sums.sum() / n_clusters / np.maximum(sums.sum(axis=0), 1.0))
    return np.asarray(weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-12))
