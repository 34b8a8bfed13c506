"""Progression of words over meetings: rates with intervals, and whether they rise or fall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import TextmineError
from textmine.measure.rank_trends import rank_trends
from textmine.recipe import Recipe
from textmine.represent.features import Features

Floats = NDArray[np.float64]
ORDERS: Final = 9_999
DRAWS: Final = 400


@dataclass(frozen=True)
class Progression:
    """Words over meetings.

    Attributes
    ----------
    rates
        One row a word and meeting, in order: ``word``, ``meeting``, ``order``, ``count``, ``n_words``,
        ``rate`` (occurrences for 1,000 words counted), ``low`` and ``high`` (95 %, segments drawn anew),
        ``n_speakers`` (who say it there), ``cumulated`` (share of all its occurrences so far).
    trends
        One row a word: ``word``, ``count``, ``rho`` (Spearman's rank correlation of its rate with the order
        of meetings), ``p`` (two-sided, over orders of the meetings drawn at random; nan with fewer than four
        meetings), ``p_adjusted``.
    """

    rates: pd.DataFrame
    trends: pd.DataFrame
    recipe: Recipe = field(default_factory=Recipe)


def progression(
    counts: Features, words: Sequence[str], *, seed: int = 0, orders: int = ORDERS
) -> Progression:
    """Follow words over the meetings (interviews are left out).

    Parameters
    ----------
    counts
        Features of kind "counts", one row a segment, with ``meeting``, ``order``, ``speaker``; where
        ``meeting_kind`` is there, rows of meetings only are used.
    words
        Columns of `counts`.
    seed, orders
        Of the intervals and of the test.

    Raises
    ------
    TextmineError
        A word that is no column, features that are no counts, or fewer than two meetings.

    Examples
    --------
    >>> order, speaker = [0, 0, 1, 1, 2, 2], ["Ana", "Bo"] * 3
    >>> rows = pd.DataFrame({"meeting": list("aabbcc"), "order": order, "speaker": speaker})
    >>> values = np.array([[0.0, 10], [1, 9], [2, 8], [3, 7], [5, 5], [6, 4]])
    >>> found = progression(Features(rows, values, ("grille", "reste"), "counts"), ["grille"])
    >>> found.rates[["meeting", "count", "rate", "cumulated"]].round(2)
      meeting  count   rate  cumulated
    0       a      1   50.0       0.06
    1       b      5  250.0       0.35
    2       c     11  550.0       1.00
    """
    if counts.kind != "counts":
        raise TextmineError("wrong_kind", wanted="counts", kind=counts.kind)
    unknown = [word for word in words if word not in counts.columns]
    if unknown:
        raise TextmineError("no_such_word", word=unknown[0])
    if "meeting_kind" in counts.rows:
        counts = counts.take((counts.rows["meeting_kind"] != "interview").to_numpy())
    order = np.asarray(counts.rows["order"], dtype=np.int64)
    numbers, code = np.unique(order, return_inverse=True)
    if len(numbers) < 2:
        raise TextmineError("one_part", column="meeting", found=str(len(numbers)))
    values = sparse.csr_array(counts.values).astype(np.float64)
    lengths = np.asarray(values.sum(axis=1), dtype=np.float64).ravel()
    picked = np.asarray(sparse.csc_array(values)[:, [counts.columns.index(word) for word in words]].toarray())
    meeting = [
        str(counts.rows["meeting"].iloc[int(np.flatnonzero(code == k)[0])]) for k in range(len(numbers))
    ]
    speaker = pd.factorize(counts.rows["speaker"])[0]
    tables = [
        _rates(word, picked[:, place], lengths, code, speaker, seed).assign(meeting=meeting, order=numbers)
        for place, word in enumerate(words)
    ]
    names = ["word", "meeting", "order", "count", "n_words", "rate", "low", "high", "n_speakers", "cumulated"]
    rates = pd.concat(tables, ignore_index=True)[names]
    recipe = counts.recipe.then("progression", words=list(words), seed=seed, orders=orders)
    series = [rates.loc[rates["word"] == word] for word in words]
    trends = rank_trends([own["rate"].to_numpy() for own in series], seed=seed, orders=orders)
    trends.insert(0, "count", [int(own["count"].sum()) for own in series])
    trends.insert(0, "word", list(words))
    return Progression(rates, trends, recipe)


def _rates(
    word: str, said: Floats, lengths: Floats, code: NDArray[np.int64], speaker: NDArray[np.int64], seed: int
) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    rows = []
    for k in range(int(code.max()) + 1):
        own = np.flatnonzero(code == k)
        drawn = own[generator.integers(len(own), size=(DRAWS, len(own)))]
        with np.errstate(divide="ignore", invalid="ignore"):
            again = 1000 * said[drawn].sum(axis=1) / lengths[drawn].sum(axis=1)
        low, high = np.nanquantile(again, [0.025, 0.975])
        n_words = lengths[own].sum()
        rows.append(
            {
                "word": word,
                "count": int(said[own].sum()),
                "n_words": int(n_words),
                "rate": 1000 * said[own].sum() / n_words if n_words else np.nan,
                "low": low,
                "high": high,
                "n_speakers": len(np.unique(speaker[own[said[own] > 0]])),
            }
        )
    table = pd.DataFrame(rows)
    return table.assign(cumulated=table["count"].cumsum() / max(table["count"].sum(), 1))
