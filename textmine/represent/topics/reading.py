"""Topics as words: the strongest of each, and a label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_LABEL_WORDS: Final = 3


def strongest(weights: NDArray[np.float64], n: int) -> NDArray[np.int64]:
    """Return the columns of the n largest positive weights, falling; ties by column.

    Examples
    --------
    >>> strongest(np.array([0.0, 2.0, 1.0]), 3).tolist()
    [1, 2]
    """
    order: NDArray[np.int64] = np.argsort(-weights, kind="stable")[:n]
    positive: NDArray[np.int64] = order[weights[order] > 0]
    return positive


def words_table(weights: NDArray[np.float64], words: Sequence[str], n: int) -> pd.DataFrame:
    """Return the strongest words: columns topic (from 0), rank (from 1), word, weight.

    Parameters
    ----------
    weights
        Shape (n_topics, d).
    words
        The d lemmas.
    """
    table = [
        (topic, rank, words[index], float(row[index]))
        for topic, row in enumerate(weights)
        for rank, index in enumerate(strongest(row, n), start=1)
    ]
    return pd.DataFrame(table, columns=["topic", "rank", "word", "weight"])


def labels_of(weights: NDArray[np.float64], words: Sequence[str]) -> tuple[str, ...]:
    """Return the three strongest words of each topic; a number tells twins apart.

    Examples
    --------
    >>> labels_of(np.array([[1.0, 0.5], [1.0, 0.2]]), ("four", "verre"))
    ('four, verre', 'four, verre (2)')
    """
    labels: list[str] = []
    for row in weights:
        label = ", ".join(words[index] for index in strongest(row, _LABEL_WORDS)) or "—"
        twins = sum(other == label or other.startswith(f"{label} (") for other in labels)
        labels.append(f"{label} ({twins + 1})" if twins else label)
    return tuple(labels)
