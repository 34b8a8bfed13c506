"""Why a code is suggested: the words that weigh most, what else weighs, and the nearest own codings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from textmine.coding.suggesting.features import CodingFeatures
from textmine.coding.suggesting.labels import Labels
from textmine.coding.suggesting.suggester import Suggester
from textmine.display import ShownTables
from textmine.errors import TextmineError

_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
N_WORDS: Final = 6
N_NEAR: Final = 3


@dataclass(frozen=True)
class Reason(ShownTables):
    """Why a code is suggested for a segment.

    Attributes
    ----------
    words
        ``word``, ``start``, ``end`` (code points of the segment's text), ``weight``: by how much the score
        falls when the word is left out of the segment, the strongest first; those that speak against last.
    parts
        ``part``, ``weight``: what the segment's own words, the talk around, the segment before, its wording,
        the speaker and the place add to the score beyond the mean of the coded segments.
    nearest
        ``row``, ``closeness`` (cosine), ``meeting``, ``speaker``, ``text``: the segments with that code, by
        the same coder, that are most like it.
    """

    words: pd.DataFrame
    parts: pd.DataFrame
    nearest: pd.DataFrame

    def __repr__(self) -> str:
        return f"Reason({', '.join(self.words['word'].head(3))})"


def why(suggester: Suggester, features: CodingFeatures, labels: Labels, row: int, code: str) -> Reason:
    """Return why a code is suggested for a segment.

    Parameters
    ----------
    row
        Place of the segment in `features`.

    Raises
    ------
    TextmineError
        The code was not learnt.
    """
    if code not in suggester.codes:
        raise TextmineError("no_such_code", code=code, known=", ".join(suggester.codes))
    weights = suggester.weights[:, suggester.codes.index(code)]
    with_code = np.flatnonzero(labels.coded[:, labels.codes.index(code)])
    with_code = with_code[with_code != row]
    coded = labels.coded.any(axis=1)
    mean = features.values[coded].mean(axis=0) if coded.any() else 0.0
    pull = (features.values[row] - mean) * weights
    parts = pd.DataFrame(
        [(name, float(pull[place].sum())) for name, place in features.parts.items()],
        columns=["part", "weight"],
    )
    own = features.values[:, features.parts["own"]]
    closeness = own[with_code] @ own[row]
    best = np.argsort(-closeness, kind="stable")[:N_NEAR]
    near = features.segments.rows.iloc[with_code[best]]
    nearest = pd.DataFrame(
        {
            "row": with_code[best],
            "closeness": closeness[best],
            "meeting": near["meeting"].to_numpy(),
            "speaker": near["speaker"].to_numpy(),
            "text": near["text"].to_numpy(),
        }
    )
    return Reason(_words(features, row, weights[features.parts["own"]]), _sorted(parts), nearest)


def _words(features: CodingFeatures, row: int, weights: np.ndarray) -> pd.DataFrame:
    """Return by how much the score falls without each word."""
    text = features.segments.texts[row]
    found = list(_WORD.finditer(text))
    without = [f"{text[: word.start()]} {text[word.end() :]}" for word in found]
    vectors = features.vectors.encode([text, *without])
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    scores = (vectors / np.where(length > 0, length, 1)) @ weights
    table = pd.DataFrame(
        {
            "word": [word[0] for word in found],
            "start": [word.start() for word in found],
            "end": [word.end() for word in found],
            "weight": scores[0] - scores[1:],
        }
    )
    table = _sorted(table)
    ends = [*range(min(N_WORDS, len(table))), *range(max(len(table) - 2, N_WORDS), len(table))]
    return table.iloc[ends].reset_index(drop=True)


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values("weight", ascending=False, kind="stable").reset_index(drop=True)
