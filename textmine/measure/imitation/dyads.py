"""Regression of influence on several properties of pairs of pilots, with permutation of pilots: MRQAP."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from textmine.errors import TextmineError
from textmine.measure.cells import Floats, Ints
from textmine.measure.chance import draw_orders

_CELLS_AT_ONCE = 2**22


def mrqap(
    dyads: ArrayLike, covariates: Mapping[str, ArrayLike], *, seed: int = 0, n_permutations: int = 9_999
) -> pd.DataFrame:
    """Regress a matrix of dyads on others, with p-values by double semi-partialling.

    Parameters
    ----------
    dyads
        Shape (N, N), N >= 4: for instance influence, row follows column; the diagonal is not read; NaN where
        missing.
    covariates
        Name to matrix, shape (N, N); NaN where missing.
    n_permutations
        Permutations of the pilots drawn; all N! up to 7 pilots.

    Returns
    -------
    DataFrame
        One row a covariate, after one for the intercept: ``covariate``, ``coefficient`` (least squares),
        ``t`` (classical), ``p_low``, ``p_high`` (one-sided), ``p`` (two-sided: twice the smaller),
        ``n_dyads``; the intercept has no p-value.

    Raises
    ------
    TextmineError
        Matrices of other shapes, fewer than 4 pilots, or covariates that are linear in each other.

    Notes
    -----
    Dekker, Krackhardt and Snijders (2007): each covariate is regressed on the others; rows and columns of its
    residuals are permuted alike, and t of the permuted residuals, beside the other covariates, is compared
    with that observed. Dyads that a permutation pairs with a missing one are left out of it.

    Influence is antisymmetric: a covariate that is symmetric (contact, nearness of subject) and the intercept
    have the coefficient 0 by construction. Enter differences (of legitimacy), and products of these with
    symmetric ones.

    Examples
    --------
    >>> score = np.array([1.0, 2.0, 4.0, 7.0, 5.0])
    >>> gap = score[None, :] - score[:, None]
    >>> table = mrqap(2.0 * gap + np.sin(np.arange(25).reshape(5, 5)), {"gap": gap})
    >>> round(float(table["coefficient"][1]), 1)
    2.0
    """
    outcome = np.asarray(dyads, dtype=np.float64)
    matrices = [np.asarray(matrix, dtype=np.float64) for matrix in covariates.values()]
    n_pilots = len(outcome)
    wrong = [m.shape for m in (outcome, *matrices) if m.shape != (n_pilots, n_pilots)]
    if wrong or n_pilots < 4 or not matrices:
        raise TextmineError("mrqap_shape", shape=wrong[0] if wrong else outcome.shape, n=len(matrices))
    off = ~np.eye(n_pilots, dtype=np.bool_)
    kept = off & np.isfinite(np.stack([outcome, *matrices])).all(axis=0)
    design = np.column_stack([np.ones(int(kept.sum())), *(matrix[kept] for matrix in matrices)])
    if len(design) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        raise TextmineError("mrqap_collinear", names=", ".join(covariates), n=len(design))
    drawn = draw_orders(n_pilots, seed=seed, n_permutations=n_permutations)
    records = [("intercept", *_fit(outcome[kept], design, 0), np.nan, np.nan, np.nan)]
    for place, name in enumerate(covariates, start=1):
        others = np.delete(design, place, axis=1)
        coefficient, t = _fit(outcome[kept], design, place)
        residual = np.full((n_pilots, n_pilots), np.nan)
        residual[kept] = design[:, place] - others @ np.linalg.lstsq(others, design[:, place])[0]
        statistics = _permuted_t(outcome[kept], others, residual, kept, drawn.orders)
        low, high = drawn.p_values(statistics[np.isfinite(statistics)], t)
        records.append((name, coefficient, t, low, high, min(1.0, 2.0 * min(low, high))))
    table = pd.DataFrame(records, columns=["covariate", "coefficient", "t", "p_low", "p_high", "p"])
    return table.assign(n_dyads=len(design))


def _fit(outcome: Floats, design: Floats, place: int) -> tuple[float, float]:
    """Return the least-squares coefficient of one column of the design, and its t."""
    coefficients = np.linalg.lstsq(design, outcome)[0]
    spare = len(design) - design.shape[1]
    variance = float(((outcome - design @ coefficients) ** 2).sum()) / spare
    error = float(np.sqrt(variance * np.linalg.inv(design.T @ design)[place, place]))
    return float(coefficients[place]), float(coefficients[place]) / error if error > 0 else np.inf


def _permuted_t(
    outcome: Floats, others: Floats, residual: Floats, kept: NDArray[np.bool_], orders: Ints
) -> Floats:
    """Return t of the residuals of a covariate, rows and columns permuted alike, shape (B,)."""
    rows, columns = np.nonzero(kept)
    products = (others[:, :, None] * others[:, None, :]).reshape(len(others), -1)
    width = others.shape[1]
    result = np.empty(len(orders))
    step = max(1, _CELLS_AT_ONCE // len(rows))
    for low in range(0, len(orders), step):
        part = orders[low : low + step]
        moved = residual[part[:, rows], part[:, columns]]
        seen = np.isfinite(moved).astype(np.float64)
        moved = np.where(seen > 0, moved, 0.0)
        gram = (seen @ products).reshape(-1, width, width)
        on_y = (seen * outcome) @ others
        on_x = moved @ others
        # Frisch-Waugh-Lovell: both sides less what the other covariates explain
        solved = np.linalg.pinv(gram, hermitian=True) @ np.stack([on_y, on_x], axis=2)
        xx = (moved**2).sum(axis=1) - np.einsum("bk,bk->b", on_x, solved[:, :, 1])
        xy = moved @ outcome - np.einsum("bk,bk->b", on_x, solved[:, :, 0])
        yy = seen @ outcome**2 - np.einsum("bk,bk->b", on_y, solved[:, :, 0])
        spare = seen.sum(axis=1) - width - 1
        with np.errstate(invalid="ignore", divide="ignore"):
            left = np.maximum(yy - xy**2 / xx, 0.0)
            result[low : low + step] = xy / xx * np.sqrt(xx * spare / left)
    return np.where(np.isfinite(result), result, np.nan)
