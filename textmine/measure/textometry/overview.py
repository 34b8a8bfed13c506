"""The words of the pilots at a glance: specific ones, the plane of words and pilots, rising and falling."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse

from textmine.display import ShownTables
from textmine.errors import TextmineError
from textmine.measure.textometry.lafon import specificities
from textmine.measure.textometry.progressing import progression
from textmine.recipe import Recipe
from textmine.represent.correspondence import CorrespondenceAnalysis
from textmine.represent.features import Features

BEST: Final = 30
N_AXES: Final = 5
FOLLOWED: Final = 15
ORDERS: Final = 4_999


@dataclass(frozen=True)
class WordOverview(ShownTables):
    """Tables of words; those that the corpus is too small for are empty.

    Attributes
    ----------
    specific
        The 30 most specific words of each pilot (`specificities`): ``part`` is the pilot.
    axes, parts, words, supplementary
        Correspondence analysis of words and pilots: ``axis``, ``eigenvalue``, ``share``; the points of pilots
        and of words (`CorrespondenceAnalysis`); the meetings, in order, as supplementary points.
    rates, trends
        Words said 15 times or more over the meetings (`progression`).
    n_words
        Occurrences that all rest on.
    """

    specific: pd.DataFrame
    axes: pd.DataFrame
    parts: pd.DataFrame
    words: pd.DataFrame
    supplementary: pd.DataFrame
    rates: pd.DataFrame
    trends: pd.DataFrame
    n_words: int
    recipe: Recipe = field(default_factory=Recipe)

    def __repr__(self) -> str:
        return f"WordOverview({self.n_words} words, {len(self.specific)} specific, {len(self.axes)} axes)"


def word_overview(counts: Features, *, seed: int = 0) -> WordOverview:
    """Return the words of the pilots at a glance.

    Parameters
    ----------
    counts
        Features of kind "counts", content words, one row a block of a pilot, with ``speaker``, ``meeting``,
        ``order``.
    seed
        Of the intervals and tests of `progression`.

    Raises
    ------
    TextmineError
        Fewer than two pilots, or features that are no counts.
    """
    specific = specificities(counts).best(BEST)
    axes, parts, words, extra = _plane(counts)
    rates, trends = _progressions(counts, seed)
    n_words = int(sparse.csr_array(counts.values).sum())
    recipe = counts.recipe.then("words_overview", seed=seed)
    return WordOverview(specific, axes, parts, words, extra, rates, trends, n_words, recipe)


def summed_counts(counts: Features, by: str) -> tuple[list[str], sparse.csr_array]:
    """Return the counts of each part, shape (n_parts, d), parts in order of appearance.

    Raises
    ------
    TextmineError
        There is no such column.
    """
    if by not in counts.rows:
        raise TextmineError("no_such_column", column=by, columns=", ".join(counts.rows.columns))
    code, names = pd.factorize(counts.rows[by])
    place = np.flatnonzero(code >= 0)
    member = sparse.csr_array((np.ones(len(place)), (code[place], place)), shape=(len(names), len(code)))
    return [str(name) for name in names], sparse.csr_array(member @ sparse.csr_array(counts.values))


def plane_tables(
    counts: Features, *, by: str = "speaker", n_axes: int = N_AXES
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return axes, parts, words and meetings of a correspondence analysis: see `WordOverview`.

    Raises
    ------
    TextmineError
        No such column, or fewer than three parts.
    """
    names, table = summed_counts(counts, by)
    analysis = CorrespondenceAnalysis(n_axes=n_axes)
    analysis.fit(table, rows=names, columns=list(counts.columns), recipe=counts.recipe)
    ordered = counts.rows.sort_values("order", kind="stable")["meeting"].astype(str)
    others, extra = summed_counts(counts, "meeting")
    place = {name: index for index, name in enumerate(dict.fromkeys(ordered))}
    projected = analysis.project_rows(extra, others)
    projected = projected.assign(order=projected["name"].map(place)).sort_values("order", kind="stable")
    axes = pd.DataFrame(
        {
            "axis": np.arange(1, len(analysis.eigenvalues_) + 1),
            "eigenvalue": analysis.eigenvalues_,
            "share": analysis.eigenvalues_ / analysis.inertia_,
        }
    )
    return axes, analysis.rows_, analysis.columns_, projected.reset_index(drop=True)


def _plane(counts: Features) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    try:
        return plane_tables(counts)
    except TextmineError as error:
        if error.key != "small_contingency":
            raise
        return tuple(pd.DataFrame() for _ in range(4))  # type: ignore[return-value]


def _progressions(counts: Features, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    total = np.asarray(sparse.csr_array(counts.values).sum(axis=0)).ravel()
    followed = [word for word, count in zip(counts.columns, total, strict=True) if count >= FOLLOWED]
    if not followed or counts.rows["order"].nunique() < 2:
        return pd.DataFrame(), pd.DataFrame()
    found = progression(counts, followed, seed=seed, orders=ORDERS)
    return found.rates, found.trends.sort_values("p", kind="stable").reset_index(drop=True)
