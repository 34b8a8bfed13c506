"""Turns that look wrong: far too long, or the same words again and again."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Final

import pandas as pd

from textmine.corpus.vocabulary import fold

REPEATED_TURNS: Final = 3
REPEATED_SENTENCES: Final = 3
_FEWEST_WORDS: Final = 3
_SENTENCE: Final = re.compile(r"[^.!?…]+[.!?…]*")
_SHOWN: Final = 60

Repeat = tuple[str, int, dict[str, object]]


def repeated_turns(turns: pd.DataFrame) -> Iterator[Repeat]:
    """Yield (file, line, facts) of turns of three words or more that one speaker says again, in a row.

    Turns of others between them do not matter; at least three in a row count.

    Examples
    --------
    >>> frame = pd.DataFrame({"file": "a", "meeting": "a", "speaker": list("ABABA"), "line": range(1, 6),
    ...                       "text": ["On y va donc."] * 5})
    >>> [(line, facts["count"]) for _, line, facts in repeated_turns(frame)]
    [(1, 3)]
    """
    for (_, speaker), said in turns.groupby(["meeting", "speaker"], sort=False):
        for key, run in itertools.groupby(said.itertuples(), key=lambda turn: fold(str(turn.text))):
            same = list(run)
            if len(same) >= REPEATED_TURNS and len(key.split()) >= _FEWEST_WORDS:
                first = same[0]
                facts: dict[str, object] = {
                    "speaker": speaker,
                    "count": len(same),
                    "found": shortened(str(first.text)),
                }
                yield str(first.file), int(str(first.line)), facts


def repeated_sentences(turns: pd.DataFrame) -> Iterator[Repeat]:
    """Yield (file, line, facts) of turns that say a sentence of three words or more three times in a row.

    Speech recognition loops so.

    Examples
    --------
    >>> frame = pd.DataFrame({"file": ["a"], "speaker": "A", "line": 1, "text": ["Je ne sais pas. " * 4]})
    >>> [facts["count"] for _, _, facts in repeated_sentences(frame)]
    [4]
    """
    for turn in turns.itertuples():
        text = str(turn.text)
        if text.count(" ") < _FEWEST_WORDS * REPEATED_SENTENCES - 1:
            continue
        for key, run in itertools.groupby(_SENTENCE.findall(text), key=fold):
            same = list(run)
            if len(same) >= REPEATED_SENTENCES and len(key.split()) >= _FEWEST_WORDS:
                found: dict[str, object] = {
                    "speaker": turn.speaker,
                    "count": len(same),
                    "found": shortened(same[0].rstrip(".!?… ")),
                }
                yield str(turn.file), int(str(turn.line)), found
                break


def shortened(text: str) -> str:
    """Return the beginning of a text, on one line.

    Examples
    --------
    >>> shortened("mot " * 50)[-5:]
    ' mot…'
    """
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"
