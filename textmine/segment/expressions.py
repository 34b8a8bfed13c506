"""Expressions of several words that are one word of French: found in arrays of forms, and joined."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textmine.segment.tables import POS_NAMES

# Forms as the tokenizer cuts them, and the part of speech of the whole.
EXPRESSIONS: Final = {
    ("parce", "que"): "SCONJ", ("parce", "qu'"): "SCONJ", ("est", "-ce", "que"): "ADV",
    ("est", "-ce", "qu'"): "ADV", ("d'", "accord"): "ADV", ("d'", "abord"): "ADV", ("d'", "ailleurs"): "ADV",
    ("tout", "à", "fait"): "ADV", ("tout", "de", "suite"): "ADV", ("tout", "à", "l'", "heure"): "ADV",
    ("tout", "de", "même"): "ADV", ("quand", "même"): "ADV", ("bien", "sûr"): "ADV", ("en", "effet"): "ADV",
    ("par", "exemple"): "ADV", ("par", "contre"): "ADV", ("au", "fur", "et", "à", "mesure"): "ADV",
    ("à", "peu", "près"): "ADV", ("en", "fait"): "ADV", ("du", "coup"): "ADV", ("en", "tout", "cas"): "ADV",
    ("de", "toute", "façon"): "ADV", ("de", "toutes", "façons"): "ADV", ("c'", "est-à-dire"): "CCONJ",
    ("c'", "est", "à", "dire"): "CCONJ", ("un", "petit", "peu"): "ADV", ("un", "peu"): "ADV",
    ("quelqu'", "un"): "PRON",
}  # fmt: skip


class Joined(NamedTuple):
    """Where expressions are: first token, shape (k,); number of tokens, shape (k,); which one, shape (k,)."""

    first: NDArray[np.int64]
    size: NDArray[np.int64]
    which: NDArray[np.int64]


def names_of_expressions() -> tuple[str, ...]:
    """Return the expressions as they are written: "parce que", "est-ce que", "d'accord".

    Examples
    --------
    >>> names_of_expressions()[:3]
    ('parce que', "parce qu'", 'est-ce que')
    """
    return tuple(" ".join(parts).replace("' ", "'").replace(" -", "-") for parts in _list())


def find_expressions(
    vocabulary: tuple[str, ...], form: NDArray[np.int32], counts: NDArray[np.int64]
) -> Joined:
    """Find the expressions in tokens, none across segments, none overlapping; the longest and first wins."""
    number = {word: index for index, word in enumerate(vocabulary)}
    segment = np.repeat(np.arange(len(counts)), counts)
    taken = np.zeros(len(form), dtype=np.bool_)
    found: list[tuple[int, int, int]] = []
    order = sorted(enumerate(_list()), key=lambda pair: (-len(pair[1]), pair[0]))
    for which, parts in order:
        if not all(part in number for part in parts):
            continue
        size = len(parts)
        hits = np.ones(max(0, len(form) - size + 1), dtype=np.bool_)
        for place, part in enumerate(parts):
            hits &= form[place : place + len(hits)] == number[part]
        for first in np.flatnonzero(
            hits & (segment[: len(hits)] == segment[size - 1 : size - 1 + len(hits)])
        ):
            if not taken[first : first + size].any():
                taken[first : first + size] = True
                found.append((int(first), size, which))
    found.sort()
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    return Joined(table[:, 0], table[:, 1], table[:, 2])


def parts_of_speech() -> NDArray[np.uint8]:
    """Shape (number of expressions,): index into `POS_NAMES`."""
    return np.array([POS_NAMES.index(EXPRESSIONS[parts]) for parts in _list()], dtype=np.uint8)


def _list() -> list[tuple[str, ...]]:
    return list(EXPRESSIONS)
