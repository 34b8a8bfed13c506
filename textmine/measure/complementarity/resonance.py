"""Novelty, transience and resonance: who breaks with what was said, and whether it stays (descriptive)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textmine.errors import TextmineError
from textmine.measure.cells import Floats, Ints
from textmine.represent.features import Features
from textmine.represent.sequence import order_of_speech


def divergence(center: Floats, other: Floats) -> Floats:
    """Return the Kullback-Leibler divergence of `center` from `other` in bits, rows of shape (n, K).

    Notes
    -----
    ``sum_k center_k log2(center_k / other_k)``; a topic absent from the centre adds 0, one absent from the
    other alone makes it infinite; NaN where a share of either is missing. It is not symmetric: the sum of
    both directions is Jeffreys' divergence, which some ports of the method compute by mistake.

    Examples
    --------
    >>> one, even = np.array([[1.0, 0.0]]), np.array([[0.5, 0.5]])
    >>> divergence(one, even).tolist(), divergence(even, one).tolist()
    ([1.0], [inf])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(center == 0, 0.0 * other, center * (np.log2(center) - np.log2(other)))
    return np.asarray(terms.sum(axis=1))


def novelty(
    shares: Features, *, window: int, within: str | None = "meeting", smoothing: float = 0.01
) -> pd.DataFrame:
    """Describe how each row breaks with the rows before it, and how much of that stays in those after.

    Parameters
    ----------
    shares
        Topic shares ("shares", or "counts" made shares) of turns or blocks, in order of speech (told by
        ``meeting`` and ``group`` where rows have both, else as the rows stand); or of pilots in meetings,
        ``shares.mean(["speaker", "meeting"])``. Rows without a known word (``n_known`` 0) are left out.
    window
        Number of rows looked at on each side.
    within
        Column whose values windows do not cross, such as "meeting" or, for pilots in meetings, "speaker";
        None: one sequence.
    smoothing
        Weight, 0 to 1, with which the mean row is mixed into each row, so that a topic absent from a short
        row does not make the divergence infinite; 0: rows as they are, infinite where a topic is new.

    Returns
    -------
    DataFrame
        The labels of the rows, in order, with ``novelty``, ``transience``, ``resonance`` (all in bits) and
        ``resonance_residual``; NaN where a window is not full.

    Raises
    ------
    TextmineError
        The features are vectors, the window holds nothing, or no such column.

    Notes
    -----
    Barron, Huang, Spang and DeDeo 2018 (PNAS 115): novelty is the mean of ``KL(row || row before)`` over the
    window, transience that of ``KL(row || row after)``, resonance the first less the second. Novelty
    alone brings about both, so that the residual is that of z(resonance) on z(novelty) by least squares.
    Shares of a short row are mostly noise, and noise is novel: no test is made, and pilots with little talk
    are not to be compared with others.

    Examples
    --------
    >>> rows = pd.DataFrame({"turn": range(3)})
    >>> talk = Features(rows, np.array([[0.5, 0.5], [0.75, 0.25], [0.75, 0.25]]), ("x", "y"), "shares")
    >>> novelty(talk, window=1, within=None, smoothing=0.0)["resonance"].round(3).tolist()
    [nan, 0.189, nan]
    """
    if shares.kind == "vectors":
        raise TextmineError("wrong_kind", kind=shares.kind, wanted="shares")
    if window < 1:
        raise TextmineError("bad_window", window=window)
    if not 0.0 <= smoothing <= 1.0:
        raise TextmineError("not_a_share", name="smoothing", value=smoothing)
    if within is not None and within not in shares.rows:
        raise TextmineError("no_such_column", column=within, columns=", ".join(map(str, shares.rows.columns)))
    kept = _in_order(shares)
    values = kept.dense() / kept.dense().sum(axis=1, keepdims=True)
    values = (1.0 - smoothing) * values + smoothing * values.mean(axis=0, keepdims=True)
    part = np.zeros(len(kept)) if within is None else pd.factorize(kept.rows[within])[0]
    sequence = np.argsort(part, kind="stable").astype(np.int64)
    before = _mean_divergence(values, sequence, part, -window)
    after = _mean_divergence(values, sequence, part, window)
    with np.errstate(invalid="ignore"):
        resonance = before - after
    return kept.rows.assign(
        novelty=before,
        transience=after,
        resonance=resonance,
        resonance_residual=_residual(before, resonance),
    )


def _in_order(shares: Features) -> Features:
    """Return the rows that say something, in order of speech."""
    filled = np.asarray(shares.values.sum(axis=1)).ravel() > 0
    if "n_known" in shares.rows:
        filled &= (shares.rows["n_known"] > 0).to_numpy()
    kept = shares.take(filled)
    if "meeting" not in kept.rows or "group" not in kept.rows:
        return kept
    sequence, _ = order_of_speech(kept.rows)
    rows = kept.rows.iloc[sequence].reset_index(drop=True)
    return Features(rows, kept.values[sequence], kept.columns, kept.kind, kept.recipe)


def _mean_divergence(values: Floats, sequence: Ints, part: Floats | Ints, reach: int) -> Floats:
    """Return the mean divergence of each row from the |reach| rows after (before, where negative)."""
    result = np.zeros(len(values))
    for step in range(1, abs(reach) + 1):
        found = np.full(len(values), np.nan)
        if step < len(values):
            first, second = sequence[:-step], sequence[step:]
            center, other = (first, second) if reach > 0 else (second, first)
            same = part[center] == part[other]
            found[center[same]] = divergence(values[center[same]], values[other[same]])
        result += found
    return np.asarray(result / abs(reach))


def _residual(before: Floats, resonance: Floats) -> Floats:
    """Return the residual of z(resonance) on z(novelty), NaN where either is not finite or does not vary."""
    told = np.isfinite(before) & np.isfinite(resonance)
    result = np.full(len(before), np.nan)
    if told.sum() < 3 or before[told].std() == 0 or resonance[told].std() == 0:
        return result
    x = (before[told] - before[told].mean()) / before[told].std()
    y = (resonance[told] - resonance[told].mean()) / resonance[told].std()
    result[told] = y - (x @ y) / (x @ x) * x
    return result
