"""A coded project as any tool has it: texts, codes, coded passages, and what could not be kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.coding.codebook import Codebook

CODING_COLUMNS: Final = ("coding", "source", "start", "end", "code", "coder", "when", "memo")


@dataclass(frozen=True)
class CodedProject:
    """Texts with codings.

    Attributes
    ----------
    name
        Of the project.
    texts
        Text of each source, by name.
    codebook
        The codes.
    codings
        One row a coding: `CODING_COLUMNS`; ``start`` and ``end`` are code points of the source's text, from
        0, end exclusive.
    labels
        One row a value of a variable of a source: ``source``, ``variable``, ``value``.
    losses
        One row a kind of thing that could not be taken over: ``what``, ``n``, ``detail``.
    """

    name: str
    texts: dict[str, str]
    codebook: Codebook
    codings: pd.DataFrame
    labels: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["source", "variable", "value"])
    )
    losses: pd.DataFrame = field(default_factory=lambda: losses_of({}))


def losses_of(found: dict[str, list[str]]) -> pd.DataFrame:
    """Return what was lost as a table, from details by kind.

    Examples
    --------
    >>> losses_of({"zero_length": ["a", "b"], "sets": []}).values.tolist()
    [['zero_length', 2, 'a, b']]
    """
    rows = [(what, len(details), ", ".join(details[:5])) for what, details in found.items() if details]
    return pd.DataFrame(rows, columns=["what", "n", "detail"])


def unique_names(names: Iterable[str]) -> list[str]:
    """Return names without twins: a number tells them apart.

    Examples
    --------
    >>> unique_names(["a", "b", "a"])
    ['a', 'b', 'a (2)']
    """
    given: set[str] = set()
    found = []
    for name in names:
        told, number = name, 1
        while told in given:
            number += 1
            told = f"{name} ({number})"
        given.add(told)
        found.append(told)
    return found


def composed(text: str) -> tuple[str, NDArray[np.int64]]:
    r"""Return a text in NFC, and where each code point of the source went, shape (len(text) + 1,).

    Examples
    --------
    >>> text, places = composed("e\u0301te\u0301")
    >>> text, places.tolist()
    ('été', [0, 1, 1, 2, 3, 3])
    """
    if unicodedata.is_normalized("NFC", text):
        return text, np.arange(len(text) + 1, dtype=np.int64)
    places = np.zeros(len(text) + 1, dtype=np.int64)
    parts: list[str] = []
    length, start = 0, 0
    for at in range(1, len(text) + 1):
        if at < len(text) and unicodedata.combining(text[at]):
            continue
        cluster = unicodedata.normalize("NFC", text[start:at])
        # a cut within a letter and its accents falls behind the letter
        places[start] = length
        places[start + 1 : at] = length + len(cluster)
        parts.append(cluster)
        length += len(cluster)
        start = at
    places[len(text)] = length
    whole = "".join(parts)
    normal = unicodedata.normalize("NFC", text)
    return (normal, places) if whole == normal else (whole, places)
