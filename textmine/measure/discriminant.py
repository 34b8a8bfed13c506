"""The axes on which pilots differ, learnt from the other meetings: a sharper distance, cross-fitted."""

from __future__ import annotations

import numpy as np

from textmine.errors import TextmineError
from textmine.measure.cells import Floats, Ints, index_of
from textmine.represent.features import Features


def cross_fitted(
    features: Features, *, between: str = "pilot", over: str = "meeting", shrinkage: float = 0.2
) -> Features:
    """Return each block on the axes that tell the pilots apart in all other meetings.

    Parameters
    ----------
    features
        Dense features of kind "vectors" (or "shares"), shape (n, d), one row a block.
    between, over
        As in `converge`.
    shrinkage
        Share of a sphere of the same size in the covariance within pilots, above 0, at most 1.

    Returns
    -------
    Features
        Kind "vectors", shape (n', r), of the blocks that `converge` compares; r is one less than the number
        of pilots, at most d. An axis has the pilots' spread within themselves as its unit, so that `dist_u`
        is a squared Mahalanobis distance. Axes differ from meeting to meeting: only blocks of one meeting can
        be compared, so use them for `converge`, never for `imitate`.

    Raises
    ------
    TextmineError
        Counts or sparse features, a shrinkage out of range, fewer than two pilots or three meetings.

    Notes
    -----
    Fisher's discriminant with a shrunk covariance; every meeting is projected on axes learnt without it, as
    in the cross-validated Mahalanobis distance (Walther et al. 2016). Axes that saw the meeting would find
    differences in it where there are none. Vectors of the talk alone spend most of their length on what
    pilots share; these do not, and find the same convergence with less text (`textmine bench validity`).

    Examples
    --------
    >>> import pandas as pd
    >>> rng = np.random.default_rng(0)
    >>> rows = pd.DataFrame([(p, m) for m in "123" for p in "ab" for _ in range(9)],
    ...                     columns=["speaker", "meeting"])
    >>> values = rng.normal(size=(len(rows), 3)) + np.outer(rows["speaker"] == "a", [4, 0, 0])
    >>> cross_fitted(Features(rows, values, tuple("xyz"), "vectors"), between="speaker")
    Features(54 x 1 vectors)
    """
    if features.kind == "counts" or not isinstance(features.values, np.ndarray):
        raise TextmineError("wrong_kind", wanted="vectors", kind=features.kind)
    if not 0 < shrinkage <= 1:
        raise TextmineError("bad_shrinkage", shrinkage=shrinkage)
    index = index_of(features.rows, between=between, over=over)
    n_pilots, n_meetings = len(index.pilots), len(index.meetings)
    if n_meetings < 3:
        raise TextmineError("few_meetings_to_fit", found=n_meetings)
    values = features.values[index.row]
    sums = np.zeros((n_pilots, n_meetings, values.shape[1]))
    np.add.at(sums, (index.pilot, index.meeting), values)
    sizes = np.zeros((n_pilots, n_meetings), dtype=np.int64)
    np.add.at(sizes, (index.pilot, index.meeting), 1)
    squares = [values[index.meeting == t].T @ values[index.meeting == t] for t in range(n_meetings)]
    total = np.sum(squares, axis=0)
    rank = min(n_pilots - 1, values.shape[1])
    projected = np.zeros((len(values), rank))
    for t in range(n_meetings):
        others = np.arange(n_meetings) != t
        found = _axes(
            total - squares[t], sums[:, others].sum(axis=1), sizes[:, others].sum(axis=1), shrinkage
        )
        here = index.meeting == t
        projected[here, : found.shape[1]] = values[here] @ found
    rows = features.rows.iloc[index.row].reset_index(drop=True)
    columns = tuple(f"axis{place}" for place in range(rank))
    recipe = features.recipe.then("cross_fitted", between=between, over=over, shrinkage=shrinkage)
    return Features(rows, projected, columns, "vectors", recipe)


def _axes(squares: Floats, sums: Floats, sizes: Ints, shrinkage: float) -> Floats:
    """Return the discriminant axes, shape (d, r), from sums (N, d) and sizes (N,) of the pilots' blocks."""
    seen = sizes >= 2
    sums, sizes = sums[seen], sizes[seen]
    means = sums / sizes[:, None]
    within = (squares - (sums.T / sizes) @ sums) / sizes.sum()
    size = len(within)
    within = (1.0 - shrinkage) * within + shrinkage * np.trace(within) / size * np.eye(size)
    lengths, sides = np.linalg.eigh(within)
    whitened = sides / np.sqrt(np.maximum(lengths, 1e-12 * lengths[-1]))
    spread = (means - means.mean(axis=0)) @ whitened
    _, _, turned = np.linalg.svd(spread, full_matrices=False)
    return np.asarray(whitened @ turned[: max(len(means) - 1, 0)].T)
