"""What suggestions are learnt from: words, meaning, the talk around, who speaks, where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.display import Shown
from textmine.recipe import hash_of_data
from textmine.represent.vectors import SentenceVectors
from textmine.segment.tables import Segments
from textmine.threads import one_thread

Floats = NDArray[np.float32]
REACH: Final = 10
N_FACTORS: Final = 96
SEED: Final = 0
_WEIGHTS: Final = {"own": 1.0, "around": 2.0, "before": 0.5, "words": 0.5, "who": 0.3, "where": 0.3}
_MOST_LABELS: Final = 60
_MOST_WORDS: Final = 60_000
_CONSTANT: Final = 10.0


@dataclass(frozen=True)
class CodingFeatures(Shown):
    """Segments as numbers, made once and kept: learning anew after a decision does not touch them.

    Attributes
    ----------
    segments
        What codes are suggested for.
    values
        Shape (n, d): parts side by side, the last column constant.
    parts
        Columns of each part: "own" (sentence vector), "around" (mean of those of 10 segments before and
        after in the meeting, nearer ones weighing more), "before" (that of the segment before, by another
        speaker), "words" (tf-idf of words, pairs of words and runs of letters, in 96 factors), "who"
        (speaker, role), "where" (meeting, agenda item, place in the meeting).
    vectors
        What gave the sentence vectors.
    hash
        Of texts and labels: tells which features a model had.
    """

    segments: Segments
    values: Floats
    parts: dict[str, slice]
    vectors: SentenceVectors
    hash: str

    def __len__(self) -> int:
        return len(self.segments)

    def __repr__(self) -> str:
        return f"CodingFeatures({len(self)} segments x {self.values.shape[1]} columns)"


def coding_features(
    segments: Segments, *, vectors: SentenceVectors | None = None, seed: int = SEED
) -> CodingFeatures:
    """Return the features of segments for suggestions.

    Parameters
    ----------
    segments
        Of all transcripts, coded or not: vectors and factors are learnt on all of them, without any code.
    vectors
        Fitted sentence vectors of purpose "theme"; None learns them on the segments.
    seed
        Of the vectors and factors.

    Raises
    ------
    TextmineError
        Too little text.
    """
    if vectors is None:
        vectors = SentenceVectors(purpose="theme", seed=seed).fit(segments)
    rows = segments.rows
    own = _unit(vectors.transform(segments).dense().astype(np.float32))
    order = _order(rows)
    found = {
        "own": own,
        "around": _unit(_around(own, order, REACH)),
        "before": _before(own, order, rows["speaker"].astype(str).to_numpy(dtype=object)),
        "words": _factors(segments.texts, seed),
        "who": _one_hot(rows, ("speaker", "role")),
        "where": np.hstack([_one_hot(rows, ("meeting", "agenda")), _places(order)]),
    }
    parts, at = {}, 0
    for name, table in found.items():
        parts[name] = slice(at, at + table.shape[1])
        at += table.shape[1]
    scaled = [np.float32(_WEIGHTS[name]) * table for name, table in found.items()]
    constant = np.full((len(rows), 1), _CONSTANT, dtype=np.float32)
    values = np.ascontiguousarray(np.hstack([*scaled, constant]), dtype=np.float32)
    labels = [rows[name].astype(str).tolist() for name in ("meeting", "speaker") if name in rows]
    return CodingFeatures(segments, values, parts, vectors, hash_of_data([segments.texts, *labels])[:16])


def _order(rows: pd.DataFrame) -> list[NDArray[np.int64]]:
    """Return the rows of each meeting in order of speech."""
    group = rows["group"].to_numpy() if "group" in rows else np.arange(len(rows))
    found = []
    for index in rows.groupby(rows["meeting"].astype(str), sort=False).indices.values():
        found.append(np.asarray(index, dtype=np.int64)[np.argsort(group[index], kind="stable")])
    return found


def _around(own: Floats, order: list[NDArray[np.int64]], reach: int) -> Floats:
    """Return the sum of the vectors before and after, by one over the root of the distance, shape (n, d)."""
    found = np.zeros_like(own)
    for rows in order:
        talk = own[rows]
        total = np.zeros_like(talk)
        for distance in range(1, min(reach, len(rows) - 1) + 1):
            weight = np.float32(1 / np.sqrt(distance))
            total[distance:] += weight * talk[:-distance]
            total[:-distance] += weight * talk[distance:]
        found[rows] = total
    return found


def _before(own: Floats, order: list[NDArray[np.int64]], speaker: NDArray[np.object_]) -> Floats:
    """Return the vector of the last segment before by another speaker, 0 where there is none."""
    found = np.zeros_like(own)
    for rows in order:
        other = -1
        for place in range(1, len(rows)):
            if speaker[rows[place - 1]] != speaker[rows[place]]:
                other = place - 1
            if other >= 0:
                found[rows[place]] = own[rows[other]]
    return found


def _factors(texts: list[str], seed: int) -> Floats:
    """Return tf-idf of words, pairs of words and runs of letters in few factors, rows of length 1."""
    from scipy import sparse
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    kinds = (
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, max_features=_MOST_WORDS),
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3, max_features=_MOST_WORDS
        ),
    )
    tables = []
    for kind in kinds:
        try:
            tables.append(kind.fit_transform(texts))
        except ValueError:  # no word is in two texts
            continue
    if not tables or min(sparse.hstack(tables).shape) < 3:
        return np.zeros((len(texts), 1), dtype=np.float32)
    table = sparse.csr_array(sparse.hstack(tables)).astype(np.float32)
    n_factors = min(N_FACTORS, min(table.shape) - 1)
    with one_thread():
        factors = TruncatedSVD(n_factors, n_iter=2, random_state=seed).fit_transform(table)
    return _unit(np.asarray(factors, dtype=np.float32))


def _one_hot(rows: pd.DataFrame, names: tuple[str, ...]) -> Floats:
    """Return a column for each of the most frequent values of some labels."""
    tables = [np.zeros((len(rows), 0), dtype=np.float32)]
    for name in names:
        if name in rows:
            values = rows[name].astype(str)
            kept = values.value_counts().index[:_MOST_LABELS]
            tables.append((values.to_numpy()[:, None] == kept.to_numpy()[None, :]).astype(np.float32))
    return np.hstack(tables)


def _places(order: list[NDArray[np.int64]]) -> Floats:
    """Return where a segment is in its meeting, from -1 to 1, and how near to an end, shape (n, 2)."""
    found = np.zeros((sum(map(len, order)), 2), dtype=np.float32)
    for rows in order:
        place = np.linspace(-1, 1, len(rows)) if len(rows) > 1 else np.zeros(len(rows))
        found[rows] = np.stack([place, place**2], axis=1)
    return found


def _unit(values: Floats) -> Floats:
    length = np.linalg.norm(values, axis=1, keepdims=True)
    return np.asarray(values / np.where(length > 0, length, 1), dtype=np.float32)
