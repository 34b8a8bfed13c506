"""Keyness: which words one part of the talk uses more than the rest, with the size of the effect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.display import ShownTables
from textmine.errors import TextmineError
from textmine.measure.textometry.lafon import MIN_COUNT, adjusted
from textmine.recipe import Recipe
from textmine.represent.features import Features

Floats = NDArray[np.float64]
HALF: Final = 0.5
_Z: Final = 1.959963984540054


@dataclass(frozen=True)
class Keyness(ShownTables):
    """Key words of a part against the rest.

    Attributes
    ----------
    table
        One row a word, by falling `g2`: ``word``, ``count`` (in the part), ``rest``, ``g2`` (likelihood
        ratio, negative where the part uses the word less), ``p``, ``p_adjusted`` (Benjamini-Hochberg),
        ``log_ratio`` (binary logarithm of the ratio of the two rates, half an occurrence added to both
        counts), ``low`` and ``high`` (its interval at 95 %), ``n_speakers`` (in the part who say it),
        ``dispersion`` (Gries' DP over the speakers of the part: 0 as much as each speaks, 1 one alone).
    n_part, n_rest
        Words counted on both sides.
    n_speakers
        Speakers of the part.
    """

    table: pd.DataFrame
    n_part: int
    n_rest: int
    n_speakers: int
    settings: dict[str, object]
    recipe: Recipe = field(default_factory=Recipe)

    def best(self, n: int = 10) -> pd.DataFrame:
        """Return the n key words of the part: highest g2, rate above that of the rest."""
        return self.table[self.table["log_ratio"] > 0].head(n).reset_index(drop=True)

    def __repr__(self) -> str:
        return f"Keyness({len(self.table)} words, {self.n_part} words of the part against {self.n_rest})"


def keyness(counts: Features, part: NDArray[np.bool_], *, min_count: int = MIN_COUNT) -> Keyness:
    """Compare the words of some segments with those of all others.

    Parameters
    ----------
    counts
        Features of kind "counts", one row a segment, with ``speaker`` among its labels.
    part
        Shape (n,): the segments of the part.
    min_count
        A word must occur this often in all.

    Raises
    ------
    TextmineError
        The features are no counts, `part` is of another length, or one side has no words.

    Notes
    -----
    ``g2`` is the likelihood ratio of the whole two-by-two table (Dunning 1993; as
    `scipy.stats.chi2_contingency` with ``lambda_="log-likelihood"``, uncorrected). It grows with the size of
    the corpus, so that the log ratio (Hardie 2014) tells how much more, and its interval what that rests on.
    Both take each occurrence for drawn by itself: words of one speaker come in bursts, so look at
    ``n_speakers`` and ``dispersion`` too.

    Examples
    --------
    >>> rows = pd.DataFrame({"speaker": ["Ana", "Bo"]})
    >>> counts = Features(rows, np.array([[8.0, 2.0], [2.0, 8.0]]), ("four", "prix"), "counts")
    >>> found = keyness(counts, np.array([True, False]))
    >>> found.best()[["word", "count", "rest", "g2", "log_ratio"]].round(2)
       word  count  rest    g2  log_ratio
    0  four      8     2  7.71       1.77
    """
    if counts.kind != "counts":
        raise TextmineError("wrong_kind", wanted="counts", kind=counts.kind)
    part = np.asarray(part, dtype=np.bool_)
    if len(part) != len(counts):
        raise TextmineError("tables_differ", sizes=f"{len(counts)}, {len(part)}")
    values = sparse.csr_array(counts.values).astype(np.float64)
    inside, outside = (
        np.asarray(values[np.flatnonzero(side)].sum(axis=0), dtype=np.float64).ravel()
        for side in (part, ~part)
    )
    n_part, n_rest = float(inside.sum()), float(outside.sum())
    if not n_part or not n_rest:
        raise TextmineError("empty_side", part=int(n_part), rest=int(n_rest))
    kept = np.flatnonzero(inside + outside >= max(min_count, 1))
    ours, theirs = inside[kept], outside[kept]
    g2 = likelihood_ratio(ours, theirs, n_part, n_rest)
    ratio, half_width = log_ratio(ours, theirs, n_part, n_rest)
    p = _tail(np.abs(g2))
    table = pd.DataFrame(
        {
            "word": np.array(counts.columns, dtype=object)[kept],
            "count": ours.astype(np.int64),
            "rest": theirs.astype(np.int64),
            "g2": g2,
            "p": p,
            "p_adjusted": adjusted(p) if len(p) else p,
            "log_ratio": ratio,
            "low": ratio - half_width,
            "high": ratio + half_width,
            **_over_speakers(values, counts.rows, part, kept),
        }
    )
    table = table.sort_values(["g2", "word"], ascending=[False, True]).reset_index(drop=True)
    n_speakers = int(counts.rows.loc[part, "speaker"].nunique()) if "speaker" in counts.rows else 1
    recipe = counts.recipe.then("keyness", segments=int(part.sum()), min_count=min_count)
    return Keyness(table, int(n_part), int(n_rest), n_speakers, {"min_count": min_count}, recipe)


def likelihood_ratio(ours: Floats, theirs: Floats, n_part: float, n_rest: float) -> Floats:
    """Return the signed likelihood ratio G² of each word, shape (d,), one degree of freedom.

    ``2 Σ O ln(O/E)`` over the four cells: the word and all other words, in the part and in the rest.

    Examples
    --------
    >>> likelihood_ratio(np.array([8.0]), np.array([2.0]), 10.0, 10.0).round(3)
    array([7.71])
    """
    total = n_part + n_rest
    both = ours + theirs
    cells = [(ours, both * n_part / total), (theirs, both * n_rest / total)]
    cells += [(size - seen, size - told) for (seen, told), size in zip(cells, (n_part, n_rest), strict=True)]
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = [np.where(seen > 0, seen * np.log(seen / told), 0.0) for seen, told in cells]
    found = np.maximum(2.0 * np.sum(terms, axis=0), 0.0)
    return np.asarray(np.where(ours * n_rest >= theirs * n_part, found, -found) + 0.0, dtype=np.float64)


def log_ratio(ours: Floats, theirs: Floats, n_part: float, n_rest: float) -> tuple[Floats, Floats]:
    """Return the log ratio of each word and half the width of its interval at 95 %, shape (d,) each.

    ``log2((f + ½)/(n + ½)) − log2((F + ½)/(N + ½))``; the interval is that of a ratio of two rates (Walters
    1985, the delta method on the same counts).

    Examples
    --------
    >>> ratio, half = log_ratio(np.array([40.0]), np.array([10.0]), 1000.0, 1000.0)
    >>> ratio.round(2), half.round(2)
    (array([1.95]), array([0.97]))
    """
    rate = (ours + HALF) / (n_part + HALF)
    other = (theirs + HALF) / (n_rest + HALF)
    variance = 1 / (ours + HALF) - 1 / (n_part + HALF) + 1 / (theirs + HALF) - 1 / (n_rest + HALF)
    half = _Z * np.sqrt(np.maximum(variance, 0.0)) / np.log(2)
    return np.asarray(np.log2(rate / other)), np.asarray(half)


def _tail(g2: Floats) -> Floats:
    from scipy.stats import chi2

    return np.asarray(chi2.sf(g2, 1), dtype=np.float64)


def _over_speakers(
    values: sparse.csr_array, rows: pd.DataFrame, part: NDArray[np.bool_], kept: NDArray[np.int64]
) -> dict[str, NDArray[np.int64] | Floats]:
    """Return how many speakers of the part say each word, and how evenly."""
    own = np.flatnonzero(part)
    names = rows["speaker"] if "speaker" in rows else pd.Series([""] * len(rows))
    code = pd.factorize(names.iloc[own])[0]
    member = sparse.csr_array((np.ones(len(own)), (code, np.arange(len(own)))))
    said = np.asarray((member @ sparse.csr_array(values[own])).toarray(), dtype=np.float64)
    share = said.sum(axis=1) / said.sum()
    chosen = said[:, kept]
    total = chosen.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = 0.5 * np.abs(chosen / total - share[:, None]).sum(axis=0)
    n_speakers = (chosen > 0).sum(axis=0).astype(np.int64)
    return {"n_speakers": n_speakers, "dispersion": np.where(total > 0, spread, np.nan)}
