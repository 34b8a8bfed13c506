"""Segments of turns, and their tokens, as columnar tables with offsets back to the turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.display import Shown
from textmine.recipe import Recipe

ROW_COLUMNS: Final = (
    "meeting", "order", "date", "meeting_kind", "speaker", "role", "agenda", "theme", "group", "n_words",
)  # fmt: skip
TOKEN_ARRAYS: Final = ("form", "lemma", "pos", "start", "end", "flags")
FILLER: Final = 1
REPETITION: Final = 2
PUNCTUATION: Final = 4
STOP: Final = 8
NUMBER: Final = 16
RESTART: Final = 32
MARKER: Final = 64
POS_NAMES: Final = (
    "", "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN",
    "PUNCT", "SCONJ", "SYM", "VERB", "X", "SPACE",
)  # fmt: skip


@dataclass(frozen=True)
class Segments(Shown):
    """Spans of one speaker's talk in one meeting.

    Attributes
    ----------
    rows
        One row a segment, index 0…n-1: columns `ROW_COLUMNS`, any further attribute of the turn or of its
        speaker (cluster, legitimacy…), and ``text``. ``group`` is the turn that gives most of the segment's
        words: segments of the same group are not independent samples of talk.
    pointer
        Shape (n + 1,): segment s is made of the parts ``pointer[s]`` to ``pointer[s + 1]``.
    turn, start, end
        Shape (m,): turn of each part, and its span in the turn's text, in code points.
    unit
        "turns", "sentences", "blocks".

    Notes
    -----
    ``text`` is the parts joined by one space, and each part is ``turns.text[turn][start:end]``. Only a
    block has more than one part.
    """

    rows: pd.DataFrame
    pointer: NDArray[np.int64]
    turn: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    unit: str
    recipe: Recipe = field(default_factory=Recipe)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def texts(self) -> list[str]:
        """The segments' texts, in order."""
        return [str(text) for text in self.rows["text"]]

    def frame(self) -> pd.DataFrame:
        """Return a fresh table, one row a segment, with ``turns``, the list of turns it packs."""
        bounds = zip(self.pointer[:-1], self.pointer[1:], strict=True)
        return self.rows.assign(turns=[self.turn[low:high].tolist() for low, high in bounds])

    def take(self, chosen: NDArray[np.bool_]) -> Segments:
        """Return the segments where `chosen`, shape (n,), is true."""
        parts = np.repeat(chosen, np.diff(self.pointer))
        sizes = np.diff(self.pointer)[chosen]
        return Segments(
            rows=self.rows.loc[chosen].reset_index(drop=True),
            pointer=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            turn=self.turn[parts],
            start=self.start[parts],
            end=self.end[parts],
            unit=self.unit,
            recipe=self.recipe,
        )

    @staticmethod
    def joined(parts: Sequence[Segments]) -> Segments:
        """Return segments that come one after another as one table; one part at least."""
        if len(parts) == 1:
            return parts[0]
        return Segments(
            rows=pd.concat([part.rows for part in parts], ignore_index=True),
            pointer=_joined_pointer([part.pointer for part in parts]),
            turn=np.concatenate([part.turn for part in parts]),
            start=np.concatenate([part.start for part in parts]),
            end=np.concatenate([part.end for part in parts]),
            unit=parts[0].unit,
            recipe=parts[0].recipe,
        )

    def __repr__(self) -> str:
        words = int(self.rows["n_words"].sum())
        return f"Segments({len(self)} {self.unit}, {self.rows['speaker'].nunique()} speakers, {words} words)"


@dataclass(frozen=True)
class Tokens(Shown):
    """Tokens of segments as ragged arrays: no pipeline object is kept.

    Attributes
    ----------
    rows
        The segments' rows without their text; shape (n, …).
    pointer
        Shape (n + 1,): segment s has the tokens ``pointer[s]`` to ``pointer[s + 1]``.
    form, lemma
        Shape (t,): ids into `vocabulary` of the lower-cased form and of the lemma.
    pos
        Shape (t,): index into `POS_NAMES`; 0 where the pipeline has no tagger.
    start, end
        Shape (t,): span in the segment's text, in code points.
    flags
        Shape (t,): sum of `FILLER` (euh, ben, ouais), `REPETITION` (the word before, again), `RESTART` (given
        up and said anew), `MARKER` (du coup, tu vois), `PUNCTUATION`, `STOP`, `NUMBER`.
    vocabulary
        The strings that `form` and `lemma` point to.
    """

    rows: pd.DataFrame
    pointer: NDArray[np.int64]
    form: NDArray[np.int32]
    lemma: NDArray[np.int32]
    pos: NDArray[np.uint8]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    flags: NDArray[np.uint8]
    vocabulary: tuple[str, ...]
    recipe: Recipe = field(default_factory=Recipe)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def active(self) -> NDArray[np.bool_]:
        """Shape (t,): content words, that is tokens without any flag."""
        return np.equal(self.flags, 0)

    @property
    def segment(self) -> NDArray[np.int64]:
        """Shape (t,): the segment of each token."""
        return np.repeat(np.arange(len(self)), np.diff(self.pointer))

    def take(self, chosen: NDArray[np.bool_]) -> Tokens:
        """Return the tokens of the segments where `chosen`, shape (n,), is true; the vocabulary stays."""
        sizes = np.diff(self.pointer)
        kept = np.repeat(chosen, sizes)
        arrays = {name: getattr(self, name)[kept] for name in TOKEN_ARRAYS}
        return Tokens(
            rows=self.rows.loc[chosen].reset_index(drop=True),
            pointer=np.concatenate([[0], np.cumsum(sizes[chosen])]).astype(np.int64),
            vocabulary=self.vocabulary,
            recipe=self.recipe,
            **arrays,
        )

    @staticmethod
    def joined(parts: Sequence[Tokens]) -> Tokens:
        """Return the tokens of segments that come one after another, of one vocabulary, as one table."""
        if len(parts) == 1:
            return parts[0]
        arrays = {name: np.concatenate([getattr(part, name) for part in parts]) for name in TOKEN_ARRAYS}
        return Tokens(
            rows=pd.concat([part.rows for part in parts], ignore_index=True),
            pointer=_joined_pointer([part.pointer for part in parts]),
            vocabulary=parts[0].vocabulary,
            recipe=parts[0].recipe,
            **arrays,
        )

    def frame(self) -> pd.DataFrame:
        """Return a fresh table, one row a token."""
        words = np.array(self.vocabulary, dtype=object)
        return pd.DataFrame(
            {
                "segment": self.segment,
                "form": words[self.form],
                "lemma": words[self.lemma],
                "pos": np.array(POS_NAMES, dtype=object)[self.pos],
                "start": self.start,
                "end": self.end,
                "active": self.active,
            }
        )

    def __repr__(self) -> str:
        return (
            f"Tokens({len(self.form)} tokens in {len(self)} segments, "
            f"{len(self.vocabulary)} forms and lemmas, {int(self.active.sum())} active)"
        )


def _joined_pointer(pointers: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the pointer of ragged tables that come one after another."""
    sizes = np.concatenate([np.diff(pointer) for pointer in pointers])
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
