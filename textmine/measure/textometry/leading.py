"""The most specific words of each of many parts, without the table of all words in all parts."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse

from textmine.measure.textometry.lafon import MIN_COUNT, parts_of, specificity_scores
from textmine.represent.features import Features

_AT_ONCE: Final = 32


def leading_words(counts: Features, *, by: str, n: int = 10, min_count: int = MIN_COUNT) -> pd.DataFrame:
    """Return the n words of highest score of each part, those above 0, as `Specificities.best` does.

    Parameters
    ----------
    counts, by, min_count
        As for `specificities`.
    n
        Words a part.

    Returns
    -------
    DataFrame
        ``part``, ``word``, ``score``; parts in order of appearance, the highest score first.

    Raises
    ------
    TextmineError
        The features are no counts, there is no such column, or fewer than two parts.

    Examples
    --------
    >>> rows = pd.DataFrame({"speaker": ["Ana", "Bo"]})
    >>> counts = Features(rows, np.array([[8.0, 2.0], [2.0, 8.0]]), ("four", "prix"), "counts")
    >>> leading_words(counts, by="speaker", n=1).round(2)
      part  word  score
    0  Ana  four   1.94
    1   Bo  prix   1.94
    """
    code, parts = parts_of(counts, by)
    named = np.flatnonzero(code >= 0)
    member = sparse.csr_array(
        (np.ones(len(named)), (code[named], np.arange(len(named)))), shape=(len(parts), len(named))
    )
    inside = sparse.csr_array(member @ sparse.csr_array(counts.values)[named])
    whole = np.asarray(inside.sum(axis=0), dtype=np.float64).ravel()
    sizes = np.asarray(inside.sum(axis=1), dtype=np.float64).ravel()
    kept = np.flatnonzero(whole >= max(min_count, 1))
    # in the order of words, so that a stable sort puts equal scores in it
    kept = kept[np.argsort(np.array(counts.columns, dtype=object)[kept], kind="stable")]
    found = []
    for low in range(0, len(parts), _AT_ONCE):
        some = np.asarray(inside[low : low + _AT_ONCE].toarray(), dtype=np.float64)[:, kept]
        scores = specificity_scores(some, whole[kept], sizes[low : low + _AT_ONCE], float(whole.sum()))
        best = np.argsort(-scores, axis=1, kind="stable")[:, :n]
        for place, words in enumerate(best):
            words = words[scores[place, words] > 0]
            found += [(parts[low + place], counts.columns[kept[w]], scores[place, w]) for w in words]
    return pd.DataFrame(found, columns=["part", "word", "score"])
