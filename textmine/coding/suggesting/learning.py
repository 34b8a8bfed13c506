"""Regularised least squares for many codes at once, and what it says of groups it has not seen, exactly."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ALPHAS: Final = (0.3, 1.0, 3.0, 10.0, 30.0)


class Learnt(NamedTuple):
    """One linear score a code.

    Attributes
    ----------
    weights
        Shape (d, n_codes).
    unseen
        Shape (n, n_codes): score of each row by weights learnt without its group.
    alpha
        Penalty chosen.
    """

    weights: Floats
    unseen: Floats
    alpha: float


def learn_scores(
    rows: NDArray[np.floating],
    given: Floats,
    groups: NDArray[np.int64],
    *,
    alphas: tuple[float, ...] = ALPHAS,
) -> Learnt:
    """Learn linear scores of codes, and those of each group by weights that never saw it.

    Parameters
    ----------
    rows
        Shape (n, d), a constant column among them.
    given
        Shape (n, n_codes): 1 coded, 0 not.
    groups
        Shape (n,): transcript or speaker of each row, from 0.
    alphas
        Penalties to choose from, by the squared error of unseen groups.

    Notes
    -----
    ``min ‖Y − X W‖² + α ‖W‖²`` (regularised least-squares classification, Rifkin & Klautau 2004). The
    residual of a left-out group is ``(I − H_gg)⁻¹ (y_g − ŷ_g)`` with H the hat matrix: leaving out every
    transcript costs no fit.

    Examples
    --------
    >>> rows = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.1], [0.1, 1.0]])
    >>> given = np.array([[1.0], [0.0], [1.0], [0.0]])
    >>> found = learn_scores(rows, given, np.array([0, 0, 1, 1]), alphas=(0.1,))
    >>> found.unseen.ravel().round(1).tolist()
    [0.9, -0.1, 0.9, 0.1]
    """
    x = np.asarray(rows, dtype=np.float64)
    strengths, axes = np.linalg.eigh(x.T @ x)
    strengths = np.maximum(strengths, 0.0)
    z = x @ axes
    target = z.T @ given
    tried = []
    for alpha in alphas:
        unseen = _unseen(z, given, target, strengths + alpha, groups)
        tried.append((float(((unseen - given) ** 2).mean()), alpha, unseen))
    _, alpha, unseen = min(tried, key=lambda one: one[:2])
    weights = axes @ (target / (strengths + alpha)[:, None])
    return Learnt(weights, unseen, alpha)


def _unseen(z: Floats, given: Floats, target: Floats, scale: Floats, groups: NDArray[np.int64]) -> Floats:
    """Return the scores of each group by weights learnt without it."""
    fitted = z @ (target / scale[:, None])
    found = np.empty_like(fitted)
    for group in range(int(groups.max()) + 1):
        mine = np.flatnonzero(groups == group)
        own, left = z[mine], given[mine] - fitted[mine]
        if len(mine) <= z.shape[1]:
            hat = (own / scale) @ own.T
            residual = np.linalg.solve(np.eye(len(mine)) - hat, left)
        else:
            # (I − Z S⁻¹ Zᵀ)⁻¹ = I + Z (S − ZᵀZ)⁻¹ Zᵀ
            inner = np.diag(scale) - own.T @ own
            residual = left + own @ np.linalg.solve(inner, own.T @ left)
        found[mine] = given[mine] - residual
    return found
