"""Progression of words over meetings: rates with intervals, and whether they rise or fall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.display import ShownTables
from textmine.errors import TextmineError
from textmine.measure.rank_trends import rank_trends
from textmine.recipe import Recipe
from textmine.represent.features import Features

Floats = NDArray[np.float64]
ORDERS: Final = 9_999
DRAWS: Final = 400
_AT_ONCE: Final = 100


@dataclass(frozen=True)
class Progression(ShownTables):
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

    def __repr__(self) -> str:
        return f"Progression({len(self.trends)} words over {self.rates['meeting'].nunique()} meetings)"


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
    place = {name: number for number, name in enumerate(counts.columns)}
    unknown = [word for word in words if word not in place]
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
    picked = sparse.csr_array(sparse.csc_array(values)[:, [place[word] for word in words]])
    meeting = [
        str(counts.rows["meeting"].iloc[int(np.flatnonzero(code == k)[0])]) for k in range(len(numbers))
    ]
    speaker = pd.factorize(counts.rows["speaker"])[0]
    rates = _rates(words, picked, lengths, code, speaker, seed)
    names = ["word", "meeting", "order", "count", "n_words", "rate", "low", "high", "n_speakers", "cumulated"]
    rates = rates.assign(meeting=meeting * len(words), order=np.tile(numbers, len(words)))[names]
    recipe = counts.recipe.then("progression", words=list(words), seed=seed, orders=orders)
    by_word = (len(words), len(numbers))
    series = rates["rate"].to_numpy().reshape(by_word)
    trends = rank_trends(list(series), seed=seed, orders=orders)
    trends.insert(0, "count", rates["count"].to_numpy().reshape(by_word).sum(axis=1))
    trends.insert(0, "word", list(words))
    return Progression(rates, trends, recipe)


def _rates(
    words: Sequence[str],
    said: sparse.csr_array,
    lengths: Floats,
    code: NDArray[np.int64],
    speaker: NDArray[np.int64],
    seed: int,
) -> pd.DataFrame:
    """Return one row a word and meeting, from counts of shape (segments, words)."""
    generator = np.random.default_rng(seed)
    shape = (int(code.max()) + 1, len(words))
    count, rate, low, high, n_speakers = np.zeros((5, *shape))
    n_words = np.zeros(shape[0])
    for k in range(shape[0]):
        own = np.flatnonzero(code == k)
        here = sparse.csr_array(said[own])
        low[k], high[k] = _interval(here, lengths[own], generator)
        count[k], n_words[k] = np.asarray(here.sum(axis=0)).ravel(), lengths[own].sum()
        rate[k] = 1000 * count[k] / n_words[k] if n_words[k] else np.nan
        who, names = pd.factorize(speaker[own])
        member = sparse.csr_array((np.ones(len(own)), (who, np.arange(len(own)))), (len(names), len(own)))
        heard = sparse.csr_array(member @ sparse.csr_array(here > 0).astype(np.float64))
        n_speakers[k] = np.asarray(sparse.csr_array(heard > 0).sum(axis=0)).ravel()
    whole = np.trunc(count)
    tables = {
        "count": whole.astype(np.int64),
        "n_words": np.broadcast_to(n_words.astype(np.int64)[:, None], shape),
        "rate": rate,
        "low": low,
        "high": high,
        "n_speakers": n_speakers.astype(np.int64),
        "cumulated": whole.cumsum(axis=0) / np.maximum(whole.sum(axis=0), 1),
    }
    columns = {name: table.T.ravel() for name, table in tables.items()}
    return pd.DataFrame({"word": [word for word in words for _ in range(shape[0])], **columns})


def _interval(said: sparse.csr_array, lengths: Floats, generator: np.random.Generator) -> Floats:
    """Return low and high, shape (2, words), of rates at a meeting: the same segments drawn for all words."""
    n, turned = len(lengths), sparse.csr_array(said.T)
    again = np.empty((DRAWS, said.shape[1]))
    n_words = np.empty(DRAWS)
    for low in range(0, DRAWS, _AT_ONCE):
        size = min(_AT_ONCE, DRAWS - low)
        drawn = generator.integers(n, size=(size, n)) + n * np.arange(size)[:, None]
        times = np.bincount(drawn.ravel(), minlength=size * n).reshape(size, n).astype(np.float64)
        n_words[low : low + size] = times @ lengths
        again[low : low + size] = (turned @ times.T).T
    again = 1000 * again[n_words > 0] / n_words[n_words > 0, None]
    if not len(again):
        return np.full((2, said.shape[1]), np.nan)
    return np.asarray(np.quantile(again, [0.025, 0.975], axis=0), dtype=np.float64)
