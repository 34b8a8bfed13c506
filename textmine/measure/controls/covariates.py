"""The test of convergence with covariates of the meetings held constant: residuals are permuted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from textmine.errors import TextmineError
from textmine.measure.cells import Floats
from textmine.measure.chance import OrderTest, draw_orders


class _Reduced(NamedTuple):
    """The weighted regression on the covariates alone, all of shape (T,) but the basis (T, K + 1)."""

    root: Floats
    basis: Floats
    residual: Floats
    lever: Floats
    mean: float
    centre: float


def order_test_with_covariates(
    distance: Floats,
    weight: Floats,
    times: Floats,
    covariates: ArrayLike,
    *,
    seed: int,
    n_permutations: int,
) -> OrderTest:
    """Test whether the distance falls or rises over meetings beyond what covariates of the meetings explain.

    Parameters
    ----------
    distance, weight, times
        Shape (T,): distance, precision and time of each meeting.
    covariates
        Shape (T,) or (T, K): such as the facilitator's share of talk. K = 0 gives `order_test`.
    n_permutations
        Orders drawn when T > 7; all T! orders are tried otherwise.

    Raises
    ------
    TextmineError
        Fewer than K + 4 meetings, or the covariates say as much as time does.

    Notes
    -----
    Freedman and Lane (1983): with w the weights (sum 1), ``sqrt(w_t) D_t`` is regressed on ``sqrt(w_t)`` and
    the weighted covariates; the residuals r are permuted, and the part of time that the covariates do not
    explain, ``l``, gives the statistic ``<l, r_pi> / |M r_pi|``, where M takes the covariates out again. The
    division makes it a partial correlation: the slope alone rejects too often, since residuals of few
    meetings are smaller than the errors they stand for (Anderson and Robinson 2001). Without covariates M
    changes nothing, and the test is `order_test`, with the same orders for the same seed.

    Examples
    --------
    >>> falling, talk = np.array([5.0, 4.1, 3.0, 1.9, 1.0]), np.array([2.0, 1.0, 2.0, 1.0, 2.0])
    >>> order_test_with_covariates(
    ...     falling, np.ones(5), np.arange(5.0), talk, seed=0, n_permutations=99).p_decrease < 0.05
    True
    """
    fit = _reduce(distance, weight, times, covariates)
    drawn = draw_orders(len(distance), seed=seed, n_permutations=n_permutations)
    permuted = fit.residual[drawn.orders]
    # Only what the covariates add to the weighted mean is taken out again: order_test leaves the mean in.
    left = (permuted**2).sum(axis=1) - ((permuted @ fit.basis[:, 1:]) ** 2).sum(axis=1)
    size = np.sqrt(np.maximum(left, 1e-300))
    observed = float(fit.residual @ fit.lever) / float(np.linalg.norm(fit.residual))
    p_decrease, p_increase = drawn.p_values(permuted @ fit.lever / size, observed)
    slopes = permuted @ fit.lever / float(fit.lever @ fit.lever)
    null_lines = (fit.mean + permuted @ fit.root)[:, None] + np.outer(slopes, times - fit.centre)
    p_two_sided = min(1.0, 2.0 * min(p_decrease, p_increase))
    return OrderTest(p_decrease, p_increase, p_two_sided, len(drawn.orders), drawn.is_exact, null_lines)


def partial_slope(distance: Floats, weight: Floats, times: Floats, covariates: ArrayLike) -> float:
    """Return the weighted least-squares slope of the distance over time, covariates held constant.

    Raises
    ------
    TextmineError
        Fewer than K + 4 meetings, or the covariates say as much as time does.

    Examples
    --------
    >>> talk = np.array([2.0, 1.0, 2.0, 1.0, 3.0])
    >>> round(partial_slope(3.0 * talk - np.arange(5.0), np.ones(5), np.arange(5.0), talk), 9)
    -1.0
    """
    fit = _reduce(distance, weight, times, covariates)
    return float(fit.residual @ fit.lever) / float(fit.lever @ fit.lever)


def _reduce(distance: Floats, weight: Floats, times: Floats, covariates: ArrayLike) -> _Reduced:
    """Take the weighted mean and the covariates out of the distance and out of time."""
    table = np.asarray(covariates, dtype=np.float64).reshape(len(times), -1)
    share = weight / weight.sum()
    root = np.sqrt(share)
    # The mean goes first, so that without covariates all is done as order_test does it.
    mean, centre = float(share @ distance), float(share @ times)
    residual, lever = root * (distance - mean), root * (times - centre)
    if table.shape[1] == 0:
        return _Reduced(root, root[:, None], residual, lever, mean, centre)
    spread = root[:, None] * (table - share @ table)
    lengths, sizes = np.linalg.norm(spread, axis=0), np.abs(table).max(axis=0)
    varies = lengths > 1e-9 * sizes
    left, values, _ = np.linalg.svd(spread[:, varies] / lengths[varies], full_matrices=False)
    kept = left[:, values > 1e-9]
    time_spread = float(lever @ lever)
    residual, lever = residual - kept @ (kept.T @ residual), lever - kept @ (kept.T @ lever)
    few = len(times) < kept.shape[1] + 4
    if few or not np.isfinite(table).all() or float(lever @ lever) < 1e-6 * time_spread:
        raise TextmineError("covariates_leave_nothing", meetings=len(times), covariates=kept.shape[1])
    return _Reduced(root, np.column_stack([root, kept]), residual, lever, mean, centre)
