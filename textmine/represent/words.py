"""Word counts of segments, their tf-idf weights, and the words of the speakers' names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.display import ShownModel
from textmine.errors import TextmineError
from textmine.represent.features import Features
from textmine.represent.store import read_parts, write_parts
from textmine.segment.tables import Tokens

_NAME_PART: Final = re.compile(r"[^\W\d_]+")


def speaker_words(speakers: Iterable[str]) -> set[str]:
    """Return the words of speakers' names, folded to lower case: words to leave out of topics.

    Parameters
    ----------
    speakers
        Names as they stand in the corpus, such as ``corpus.speakers["speaker"]``.

    Returns
    -------
    set of str
        Each part of two letters or more, and compound parts whole as well. People call each other by name:
        left in, the names make a topic of their own and sign who speaks with whom.

    Examples
    --------
    >>> sorted(speaker_words(["Jean-Luc MÉLENCHON", "Mme Le Pen"]))
    ['jean', 'jean-luc', 'le', 'luc', 'mme', 'mélenchon', 'pen']
    """
    words: set[str] = set()
    for name in speakers:
        folded = name.lower().replace("’", "'")
        words.update(folded.split())
        words.update(_NAME_PART.findall(folded))
    return {word for word in words if len(word) > 1}


class WordCounts(ShownModel):
    """Counts of lemmas, one row a segment, one column a lemma.

    Parameters
    ----------
    min_segments
        A lemma must occur in this many segments; 1 or more.
    max_share
        A lemma must occur in at most this share of the segments; above 0, at most 1.
    only_active
        Count content words only (see `Tokens.active`), else every token.
    exclude
        Words to leave out, in lower case, compared with each token's form and lemma: see `speaker_words`.

    Attributes
    ----------
    words_
        The columns: lemmas in order of code points.
    n_segments_in_
        Shape (d,): number of segments of the fitted tokens that hold each lemma.
    n_fitted_
        Number of segments the columns were learnt on.

    Raises
    ------
    TextmineError
        No lemma is left by these bounds.

    Examples
    --------
    >>> import pandas as pd
    >>> ids = np.array([0, 1, 1], dtype=np.int32)
    >>> zeros = np.zeros(3, dtype=np.uint8)
    >>> tokens = Tokens(
    ...     pd.DataFrame({"speaker": ["Ana", "Bo"]}), np.array([0, 2, 3]), ids, ids, zeros,
    ...     np.array([0, 5, 0], dtype=np.int32), np.array([4, 9, 4], dtype=np.int32), zeros, ("œuf", "bois"))
    >>> WordCounts(min_segments=1).fit_transform(tokens).frame()
      speaker  bois  œuf
    0     Ana   1.0  1.0
    1      Bo   1.0  0.0
    """

    def __init__(
        self,
        *,
        min_segments: int = 2,
        max_share: float = 1.0,
        only_active: bool = True,
        exclude: Sequence[str] = (),
    ) -> None:
        self.min_segments = min_segments
        self.max_share = max_share
        self.only_active = only_active
        self.exclude = exclude

    def fit(self, tokens: Tokens | Sequence[Tokens]) -> Self:
        """Learn which lemmas have a column, from tokens or from tables of them that follow each other."""
        if not (self.min_segments >= 1 and 0 < self.max_share <= 1):
            raise TextmineError("word_bounds", min_segments=self.min_segments, max_share=self.max_share)
        frequency: Counter[str] = Counter()
        n_segments = 0
        for part in [tokens] if isinstance(tokens, Tokens) else tokens:
            kept = self._kept(part)
            lemmas = np.unique(np.stack([part.lemma[kept], part.segment[kept]]), axis=1)[0]
            numbers, sizes = np.unique(lemmas, return_counts=True)
            words = (part.vocabulary[number] for number in numbers.tolist())
            frequency.update(dict(zip(words, sizes.tolist(), strict=True)))
            n_segments += len(part)
        most = self.max_share * n_segments
        found = sorted((w, n) for w, n in frequency.items() if w and self.min_segments <= n <= most)
        if not found:
            raise TextmineError(
                "no_words",
                segments=n_segments,
                min_segments=self.min_segments,
                max_share=self.max_share,
            )
        self.words_ = tuple(word for word, _ in found)
        self.n_segments_in_ = np.array([count for _, count in found], dtype=np.int64)
        self.n_fitted_ = n_segments
        return self

    def transform(self, tokens: Tokens) -> Features:
        """Count the learnt lemmas: Features of kind "counts", sparse, shape (n segments, d lemmas)."""
        if not hasattr(self, "words_"):
            raise TextmineError("not_fitted", what="WordCounts")
        number = {word: index for index, word in enumerate(self.words_)}
        kept = self._kept(tokens)
        column = np.full(len(tokens.vocabulary), -1, dtype=np.int64)
        used = np.unique(tokens.lemma[kept])
        column[used] = [number.get(tokens.vocabulary[place], -1) for place in used.tolist()]
        kept[kept] = column[tokens.lemma[kept]] >= 0
        cells = (tokens.segment[kept], column[tokens.lemma[kept]])
        shape = (len(tokens), len(self.words_))
        values = sparse.csr_array(sparse.coo_array((np.ones(int(kept.sum())), cells), shape=shape))
        recipe = tokens.recipe.then(
            "words",
            min_segments=self.min_segments,
            max_share=self.max_share,
            only_active=self.only_active,
            exclude=sorted(self.exclude),
        )
        return Features(tokens.rows.reset_index(drop=True), values, self.words_, "counts", recipe)

    def fit_transform(self, tokens: Tokens) -> Features:
        """Learn the columns and count them in the same tokens."""
        return self.fit(tokens).transform(tokens)

    def save(self, folder: str | Path) -> None:
        """Write what was learnt as JSON and NPZ, without pickle."""
        if not hasattr(self, "words_"):
            raise TextmineError("not_fitted", what="WordCounts")
        facts = {
            "options": {
                "min_segments": self.min_segments,
                "max_share": self.max_share,
                "only_active": self.only_active,
                "exclude": sorted(self.exclude),
            },
            "words": self.words_,
            "n_fitted": self.n_fitted_,
        }
        write_parts(folder, "WordCounts", facts, {"n_segments_in": self.n_segments_in_})

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Read what `save` wrote."""
        facts, arrays = read_parts(folder, "WordCounts")
        counter = cls(**facts["options"])
        counter.words_ = tuple(facts["words"])
        counter.n_segments_in_ = arrays["n_segments_in"]
        counter.n_fitted_ = int(facts["n_fitted"])
        return counter

    def _kept(self, tokens: Tokens) -> NDArray[np.bool_]:
        """Shape (t,): tokens that may be counted."""
        kept = tokens.active.copy() if self.only_active else np.ones(len(tokens.lemma), dtype=np.bool_)
        if self.exclude:
            excluded = set(self.exclude)
            out = np.zeros(len(tokens.vocabulary), dtype=np.bool_)
            used = np.unique(np.concatenate([tokens.form, tokens.lemma]))
            out[used] = [tokens.vocabulary[place].lower() in excluded for place in used.tolist()]
            kept &= ~(out[tokens.form] | out[tokens.lemma])
        return kept


def inverse_frequency(n_segments_in: NDArray[np.int64], n_segments: int) -> NDArray[np.float64]:
    """Return the smoothed inverse document frequency, shape (d,).

    ``ln((1 + n) / (1 + df)) + 1``, as scikit-learn's ``TfidfTransformer(smooth_idf=True)``.

    Examples
    --------
    >>> inverse_frequency(np.array([3]), 3)
    array([1.])
    """
    weights: NDArray[np.float64] = np.log((1.0 + n_segments) / (1.0 + n_segments_in)) + 1.0
    return weights


def unit_rows(values: sparse.csr_array) -> sparse.csr_array:
    """Divide each row by its Euclidean length; a row of zeros stays."""
    lengths = np.sqrt(np.asarray(values.multiply(values).sum(axis=1), dtype=np.float64)).ravel()
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return sparse.csr_array(sparse.diags_array(scale) @ values)


def weigh(counts: Features, *, inverse: NDArray[np.float64] | None = None, power: float = 1.0) -> Features:
    """Return the tf-idf of counts, rows of length 1: Features of kind "vectors", sparse.

    Parameters
    ----------
    counts
        Features of kind "counts", shape (n, d).
    inverse
        Shape (d,): inverse document frequencies learnt elsewhere; None takes those of `counts`.
    power
        Exponent of the inverse document frequency; 2 for who borrows whose rare words (`imitate`).

    Returns
    -------
    Features
        ``tf · (ln((1 + n) / (1 + df)) + 1) ** power``, each row divided by its length (Salton & Buckley 1988,
        with scikit-learn's smoothing). A segment without a word keeps a row of zeros.

    Raises
    ------
    TextmineError
        `counts` are of another kind.

    Examples
    --------
    >>> import pandas as pd
    >>> rows, values = pd.DataFrame(index=range(2)), np.array([[1.0, 0.0], [1.0, 1.0]])
    >>> counts = Features(rows, values, ("a", "b"), "counts")
    >>> weigh(counts).dense().round(3)
    array([[1.   , 0.   ],
           [0.58 , 0.815]])
    """
    if counts.kind != "counts":
        raise TextmineError("wrong_kind", wanted="counts", kind=counts.kind)
    values = sparse.csr_array(counts.values)
    if inverse is None:
        inverse = inverse_frequency(np.asarray((values > 0).sum(axis=0)).ravel(), values.shape[0])
    weighted = unit_rows(sparse.csr_array(values @ sparse.diags_array(inverse**power)))
    return Features(
        counts.rows, weighted, counts.columns, "vectors", counts.recipe.then("weigh", power=power)
    )
