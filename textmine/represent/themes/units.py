"""Talk in order of speech, in units that a theme may begin with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.corpus.tables import Corpus
from textmine.segment.cutting import split

LONG_TURN: Final = 150
PIECE: Final = 75
UNIT: Final = 40
_QUESTION: Final = 5
# what a French chair says to pass to the next matter
PASSING: Final = re.compile(
    r"\bpass(?:ons|er|e) (?:maintenant |à présent |donc |ensuite )?(?:à|au|aux)\b"
    r"|\bon (?:va|passe|arrive|en vient|en arrive|aborde)\b|\bnous allons\b|\babord(?:er|ons|e)\b"
    r"|\bthèmes?\b|\bchapitre\b|\bvenons[- ]en\b|\bparl(?:ons|er d)"
    r"|\b(?:premi(?:er|ère)|deuxième|troisième|quatrième|derni(?:er|ère)|prochaine?|autre)s?"
    r" (?:question|thème|partie|sujet|chapitre|point)"
    r"|\b(?:question|sujet|point) suivante?|\bconclu(?:re|sion)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Units:
    """Talk of one meeting or interview as a chain of units.

    Attributes
    ----------
    pieces
        Whole turns of up to 150 words, and longer ones in pieces of some 75 words cut at sentence ends:
        ``turn``, ``start`` (code points), ``speaker``, ``role``, ``agenda``, ``n_words``, ``text``, ``unit``.
    first
        Shape (n,): the piece that each unit begins with.
    words
        Shape (n,): words of each unit. Short turns are put together up to 40 words; a turn of 40, or of 5
        of an interviewer or facilitator, begins a unit.
    agenda
        Agenda item of each unit; "" where none is known.
    passes
        Shape (n,): whether the unit holds words such as « passons à », « thème suivant ».
    """

    meeting: str
    pieces: pd.DataFrame
    first: NDArray[np.int64]
    words: NDArray[np.float64]
    agenda: tuple[str, ...]
    passes: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.first)


def talk_units(corpus: Corpus) -> list[Units]:
    """Return the units of each meeting and interview, in order; a unit ends where the agenda item changes."""
    segments = split(corpus, into="sentences", interruptions=True)
    sentences = segments.rows[["meeting", "speaker", "role", "agenda", "n_words", "text"]].assign(
        turn=segments.turn.astype(np.int64), start=segments.start.astype(np.int64)
    )
    sentences["piece"] = _piece_numbers(sentences["turn"].to_numpy(), sentences["n_words"].to_numpy())
    kept = ["meeting", "turn", "start", "speaker", "role", "agenda"]
    grouped = sentences.groupby("piece", sort=True)
    pieces = grouped[kept].first()
    pieces["n_words"], pieces["text"] = grouped["n_words"].sum(), grouped["text"].agg(" ".join)
    talks = pieces.reset_index(drop=True).groupby("meeting", sort=False)
    return [_units(str(name), talk) for name, talk in talks]


def _piece_numbers(turn: NDArray[np.int64], words: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of each sentence's piece: one piece a turn, several in turns of over 150 words."""
    _, code = np.unique(turn, return_inverse=True)
    total = np.bincount(code, weights=words)[code]
    number = np.zeros(len(turn), dtype=np.int64)
    piece, size, said = 0, 0, 0
    for i in range(len(turn)):
        is_new = bool(i) and turn[i] != turn[i - 1]
        said = 0 if is_new else said
        is_full = total[i] > LONG_TURN and size >= PIECE and 2 * (total[i] - said) >= PIECE
        if i and (is_new or is_full):
            piece, size = piece + 1, 0
        number[i] = piece
        size += int(words[i])
        said += int(words[i])
    return number


def _units(meeting: str, talk: pd.DataFrame) -> Units:
    unit, size, number = [], 0.0, -1
    agenda, words = talk["agenda"].tolist(), talk["n_words"].tolist()
    asks = (talk["role"].isin(["interviewer", "facilitator"]) & (talk["n_words"] >= _QUESTION)).tolist()
    for i, (item, count) in enumerate(zip(agenda, words, strict=True)):
        if i == 0 or max(size, count) >= UNIT or asks[i] or item != agenda[i - 1]:
            number, size = number + 1, 0.0
        unit.append(number)
        size += count
    pieces = talk.reset_index(drop=True).assign(unit=unit)
    first = np.unique(np.array(unit), return_index=True)[1].astype(np.int64)
    passes = pieces["text"].str.contains(PASSING).groupby(pieces["unit"]).any()
    return Units(
        meeting,
        pieces,
        first,
        pieces.groupby("unit")["n_words"].sum().to_numpy(dtype=np.float64),
        tuple(pieces["agenda"].iloc[first]),
        passes.to_numpy(dtype=np.bool_),
    )
