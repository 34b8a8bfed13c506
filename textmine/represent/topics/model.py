"""Topics of segments by non-negative matrix factorisation, and how much each pilot speaks of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, Self, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.display import ShownModel
from textmine.errors import TextmineError
from textmine.recipe import Recipe
from textmine.represent.factors import nonnegative_weights
from textmine.represent.features import Features
from textmine.represent.row_blocks import RowBlocks, in_blocks
from textmine.represent.store import read_parts, write_parts
from textmine.represent.topics.consensus import consensus
from textmine.represent.topics.context import Within, logarithmic, order_within, smoothed
from textmine.represent.topics.reading import labels_of, words_table
from textmine.represent.words import WordCounts, inverse_frequency, weigh
from textmine.segment.tables import Tokens
from textmine.workers import Workers

Weighting = Literal["tfidf", "log"]


class TopicModel(ShownModel):
    r"""Sparse non-negative factorisation, learnt with the talk around; the consensus of several draws.

    Parameters
    ----------
    n_topics
        Number of topics; 2 or more.
    seed
        Start vector of the singular value decomposition that the fit starts from. The start is exact: other
        seeds give the same topics up to rounding, the same seed gives the same bits.
    min_segments, max_share, exclude
        Which lemmas count: see `WordCounts`. Only active tokens do. Give `exclude` the words of the speakers'
        names (`speaker_words`), else names make a topic.
    neighbours
        Topics are learnt on segments read with this many segments before and after in the same meeting, in
        order of speech; 0 for none.
    within
        "meeting": neighbours are those who speak before and after, whoever they are; "speaker": the same
        speaker's talk only. On French debates the former gives more coherent topics (NPMI .22 and .24 against
        .19 and .22: ``textmine bench topics``), which do not know who speaks.
    weighting
        "log": counts of a segment and its neighbours are added, then ``ln(1 + n) · idf^1.5``; "tfidf":
        weighted rows are added.
    refits
        Fits on draws of 80 % of the segments, at most 40,000, whose consensus the topics are; 0 keeps the one
        fit.

    Attributes
    ----------
    words_ : tuple of str
        The d lemmas.
    weights_ : NDArray
        Shape (n_topics, d): weight of each lemma in each topic, each row of sum 1.
    labels_ : tuple of str
        The three strongest words of each topic.
    prevalence_ : NDArray
        Shape (n_topics,): mean share of each topic over the fitted segments; topics stand in falling order.
    stability_ : NDArray
        Shape (n_topics,): mean cosine of each topic with its match in the refits, 0 to 1; nan without refits.

    Notes
    -----
    Row i is learnt as ``x_i + Σ_k 0.5/√k · (x_{i−k} + x_{i+k})``, k = 1…neighbours, made length 1 again. What
    this gains over plain tf-idf and over other models: ``textmine bench topics``. The shares of a segment
    always come from its own, unsmoothed row, so that no one else's words enter a pilot's profile.

    Examples
    --------
    >>> import tempfile
    >>> import textmine as tm
    >>> talk = "Ana : le four fond le verre\n\nBob : la palette part au port\n\n" * 8
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "reunion.txt").write_text(talk, encoding="utf-8")
    ...     segments = tm.split(tm.read(folder), into="turns")
    >>> model = TopicModel(n_topics=2, max_share=0.5).fit(tm.annotate(segments))
    >>> sorted(model.words(3).groupby("topic")["word"].agg(sorted).map(", ".join))
    ['fond, four, verre', 'palette, part, port']
    """

    def __init__(
        self,
        *,
        n_topics: int = 12,
        seed: int = 0,
        min_segments: int = 5,
        max_share: float = 0.2,
        neighbours: int = 3,
        exclude: Sequence[str] = (),
        within: Within = "meeting",
        weighting: Weighting = "log",
        refits: int = 10,
    ) -> None:
        self.n_topics = n_topics
        self.seed = seed
        self.min_segments = min_segments
        self.max_share = max_share
        self.neighbours = neighbours
        self.exclude = exclude
        self.within = within
        self.weighting = weighting
        self.refits = refits

    def fit(
        self, tokens: Tokens | Sequence[Tokens], *, processes: int = 1, folder: Path | None = None
    ) -> Self:
        """Learn the topics.

        Parameters
        ----------
        tokens
            The tokens of a corpus, or tables of them that come one after another, each with whole meetings:
            the topics are the same, and the tables are read one at a time, three times each.
        processes
            The fits are computed in this many processes; the topics are the same for any number.
        folder
            Where what is learnt on is held meanwhile, for a corpus too long for memory; None holds it there.

        Raises
        ------
        TextmineError
            An option is unknown, fewer than 2 topics are asked for, or fewer segments or lemmas than topics.
        """
        known = self.within in get_args(Within) and self.weighting in get_args(Weighting)
        if not known or self.refits < 0:
            raise TextmineError(
                "topic_options", within=self.within, weighting=self.weighting, refits=self.refits
            )
        parts = [tokens] if isinstance(tokens, Tokens) else tokens
        counter = self._counter().fit(parts)
        self.words_ = counter.words_
        self.inverse_ = inverse_frequency(counter.n_segments_in_, counter.n_fitted_)
        learnt, n_filled = self._learnt(parts, folder)
        if not 2 <= self.n_topics <= min(n_filled, len(self.words_)):
            raise TextmineError(
                "too_many_topics", topics=self.n_topics, segments=n_filled, words=len(self.words_)
            )
        words, stability = consensus(
            learnt, self.n_topics, refits=self.refits, seed=self.seed, workers=Workers(processes)
        )
        found = [_shares(self._rows(self._count(part)), words) for part in parts]
        prevalence = np.concatenate([shares[filled] for shares, filled in found]).mean(axis=0)
        order = np.lexsort((np.arange(self.n_topics), -prevalence))
        self.weights_ = words[order]
        self.stability_ = stability[order]
        self.prevalence_ = prevalence[order] / prevalence.sum()
        self.labels_ = labels_of(self.weights_, self.words_)
        self.recipe_ = parts[0].recipe.then("topics", **self._options())
        return self

    def _learnt(self, parts: Sequence[Tokens], folder: Path | None) -> tuple[RowBlocks, int]:
        """Return what topics are learnt on, and the number of segments with a word of their own."""
        n_filled = 0

        def rows() -> Iterator[sparse.csr_array]:
            nonlocal n_filled
            for part in parts:
                counts = self._count(part)
                n_filled += int((np.diff(sparse.csr_array(counts.values).indptr) > 0).sum())
                yield self._rows(counts, self.neighbours)

        return in_blocks(rows(), len(self.words_), folder=folder), n_filled

    def transform(self, tokens: Tokens) -> Features:
        """Return the shares of the topics in each segment: Features of kind "shares", shape (n, n_topics).

        Returns
        -------
        Features
            `rows` gains ``n_known``: the number of active words of the segment that weigh in some topic.
            Where it is 0 the row is the corpus' mean (`prevalence_`) and says nothing of the segment: leave
            such rows out, ``shares.take(shares.rows["n_known"] > 0)``, wherever they would count as evidence.
            For one row a pilot take ``shares.mean(["speaker"])``, a pilot and meeting
            ``shares.mean(["speaker", "meeting"])``.

        Raises
        ------
        TextmineError
            The model is not fitted.
        """
        if not hasattr(self, "weights_"):
            raise TextmineError("not_fitted", what="TopicModel")
        counts = self._count(tokens)
        shares, filled = _shares(self._rows(counts), self.weights_)
        shares[~filled] = self.prevalence_
        weighing = (self.weights_.sum(axis=0) > 0).astype(np.float64)
        n_known = np.rint(np.where(filled, counts.values @ weighing, 0)).astype(np.int64)
        labelled = counts.rows.assign(n_known=n_known)
        recipe = tokens.recipe.then("topics", **self._options())
        return Features(labelled, shares, self.labels_, "shares", recipe)

    def fit_transform(self, tokens: Tokens) -> Features:
        """Learn the topics and return their shares in the same segments."""
        return self.fit(tokens).transform(tokens)

    def dominant(self, tokens: Tokens) -> NDArray[np.int64]:
        """Return the main topic of each segment, -1 where none, shape (n,): a label, not a measure.

        The segment is read with the same speaker's talk around it (`neighbours` before and after in the
        meeting), so that neighbouring labels are not independent of each other; never with another's talk.
        """
        if not hasattr(self, "weights_"):
            raise TextmineError("not_fitted", what="TopicModel")
        rows = self._rows(self._count(tokens), self.neighbours, within="speaker")
        shares, filled = _shares(rows, self.weights_)
        return np.where(filled, shares.argmax(axis=1), -1).astype(np.int64)

    def weigh_context(self, tokens: Tokens) -> sparse.csr_array:
        """Return what topics are learnt on, shape (n, d): weighted words with their context."""
        if not hasattr(self, "weights_"):
            raise TextmineError("not_fitted", what="TopicModel")
        return self._rows(self._count(tokens), self.neighbours)

    def words(self, n: int = 10) -> pd.DataFrame:
        """Return the strongest words: columns topic (from 0), rank (from 1), word, weight.

        A word that does not weigh in a topic is not listed, so a topic can have fewer than `n`.
        """
        if not hasattr(self, "weights_"):
            raise TextmineError("not_fitted", what="TopicModel")
        return words_table(self.weights_, self.words_, n)

    def save(self, folder: str | Path) -> None:
        """Write what was learnt as JSON and NPZ, without pickle."""
        if not hasattr(self, "weights_"):
            raise TextmineError("not_fitted", what="TopicModel")
        facts = {"options": self._options(), "words": self.words_, "labels": self.labels_,
                 "recipe": self.recipe_.to_dict()}  # fmt: skip
        arrays = {"weights": self.weights_, "inverse": self.inverse_, "prevalence": self.prevalence_,
                  "stability": self.stability_}  # fmt: skip
        write_parts(folder, "TopicModel", facts, arrays)

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Read what `save` wrote: the same shares, bit for bit."""
        facts, arrays = read_parts(folder, "TopicModel")
        model = cls(**facts["options"])
        model.words_ = tuple(facts["words"])
        model.weights_, model.inverse_ = arrays["weights"], arrays["inverse"]
        model.prevalence_, model.stability_ = arrays["prevalence"], arrays["stability"]
        model.labels_ = tuple(facts["labels"])
        model.recipe_ = Recipe.from_dict(facts["recipe"])
        return model

    def _options(self) -> dict[str, object]:
        return {
            "n_topics": self.n_topics,
            "seed": self.seed,
            "min_segments": self.min_segments,
            "max_share": self.max_share,
            "neighbours": self.neighbours,
            "exclude": sorted(self.exclude),
            "within": self.within,
            "weighting": self.weighting,
            "refits": self.refits,
        }

    def _counter(self) -> WordCounts:
        return WordCounts(min_segments=self.min_segments, max_share=self.max_share, exclude=self.exclude)

    def _count(self, tokens: Tokens) -> Features:
        counter = self._counter()
        counter.words_ = self.words_
        return counter.transform(tokens)

    def _rows(self, counts: Features, reach: int = 0, within: Within | None = None) -> sparse.csr_array:
        """Return weighted counts, shape (n, d), each segment with `reach` neighbours on each side."""
        order = order_within(counts.rows, within or self.within) if reach > 0 else None
        if self.weighting == "log":
            return logarithmic(sparse.csr_array(counts.values), self.inverse_, order, reach)
        rows = sparse.csr_array(weigh(counts, inverse=self.inverse_).values)
        return rows if order is None else smoothed(rows, order, reach)


def _shares(
    rows: sparse.csr_array, words: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return each row's shares of the topics, and which rows have any."""
    weights = nonnegative_weights(rows, words)
    totals = weights.sum(axis=1)
    filled = totals > 0
    return np.divide(weights, totals[:, None], out=np.zeros_like(weights), where=filled[:, None]), filled
