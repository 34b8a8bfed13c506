"""Coefficients of agreement of two or more coders on whether units have a code, from sums over units."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NAMES: Final = ("percent", "cohen", "fleiss", "alpha", "ac1")


def agreement_sums(yes: Floats, no: Floats, weight: Floats | None = None) -> Floats:
    """Return what all coefficients but Cohen's rest on, one row a unit, shape (n, 8).

    Parameters
    ----------
    yes, no
        Shape (n,): coders who gave the code to the unit, and who did not; those who did not see it are in
        neither.
    weight
        Shape (n,): how many units of one kind a row stands for; 1 by default.

    Returns
    -------
    NDArray
        Columns: units seen by one coder or more; Σ share of yes; Σ share of no; units seen by two or more;
        Σ pairwise agreement; and the coincidences yes-yes, no-no, yes-no (Krippendorff 2019). Rows add up:
        a coefficient of many units is that of the sum of their rows (`coefficients_of`).

    Examples
    --------
    >>> agreement_sums(np.array([2.0]), np.array([0.0])).tolist()
    [[1.0, 1.0, 0.0, 1.0, 1.0, 2.0, 0.0, 0.0]]
    """
    size = yes + no
    seen, paired = size >= 1, size >= 2
    below, pairs = np.maximum(size, 1.0), np.maximum(size * (size - 1), 1.0)
    together = (yes * (yes - 1) + no * (no - 1)) / pairs
    least = np.maximum(size - 1, 1.0)
    rows = np.stack(
        [
            seen, seen * yes / below, seen * no / below, paired, paired * together,
            paired * yes * (yes - 1) / least, paired * no * (no - 1) / least, paired * yes * no / least,
        ],
        axis=-1,
    ).astype(np.float64) + 0.0  # fmt: skip
    return rows if weight is None else rows * weight[:, None]


def coefficients_of(sums: Floats) -> dict[str, Floats]:
    """Return the coefficients of sums of `agreement_sums`, shape (..., 8): arrays of the shape that leads.

    Returns
    -------
    dict
        ``percent`` (mean agreement of pairs of coders on a unit), ``fleiss`` (Fleiss 1971, generalised to
        missing coders), ``alpha`` (Krippendorff's, nominal), ``ac1`` (Gwet 2008). nan where nothing was seen
        by two coders; ``fleiss`` and ``alpha`` are nan too where no coder, or every coder, gave the code
        everywhere: agreement by chance is then certain, and they cannot tell.

    Examples
    --------
    Twelve units and four coders would do; here two coders who agree on 3 units of 4:

    >>> rows = agreement_sums(np.array([2.0, 1, 0, 2]), np.array([0.0, 1, 2, 0]))
    >>> {name: round(float(value), 3) for name, value in coefficients_of(rows.sum(axis=0)).items()}
    {'percent': 0.75, 'fleiss': 0.467, 'alpha': 0.533, 'ac1': 0.529}
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = sums[..., 4] / sums[..., 3]
        yes, no = sums[..., 1] / sums[..., 0], sums[..., 2] / sums[..., 0]
        fleiss = _corrected(percent, yes**2 + no**2)
        ac1 = _corrected(percent, 2 * yes * no)
        ones, zeros = sums[..., 5] + sums[..., 7], sums[..., 6] + sums[..., 7]
        total = ones + zeros
        alpha = 1 - (total - 1) * sums[..., 7] / (ones * zeros)
    return {"percent": percent, "fleiss": fleiss, "alpha": alpha, "ac1": ac1}


def cohen_sums(one: Floats, other: Floats, weight: Floats | None = None) -> Floats:
    """Return the two by two table of two coders, one row a unit, shape (n, 4): both, first, second, neither.

    Parameters
    ----------
    one, other
        Shape (n,): 1 code, 0 no code, nan not seen; a unit that one did not see counts for nothing.
    """
    seen = np.isfinite(one) & np.isfinite(other)
    first, second = np.where(seen, one, 0.0), np.where(seen, other, 0.0)
    table = (first * second, first * (1 - second), (1 - first) * second, (1 - first) * (1 - second))
    rows = np.stack(table, axis=-1)
    rows = rows * seen[:, None]
    return rows if weight is None else rows * weight[:, None]


def cohen_of(sums: Floats) -> Floats:
    """Return Cohen's kappa (1960) of sums of `cohen_sums`, shape (..., 4); nan where chance is certain.

    Examples
    --------
    Cohen's own kind of table: 20 both, 5 and 10 one only, 15 neither.

    >>> float(cohen_of(np.array([20.0, 5, 10, 15])).round(3))
    0.4
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        n = sums.sum(axis=-1)
        agreed = (sums[..., 0] + sums[..., 3]) / n
        one, other = (sums[..., 0] + sums[..., 1]) / n, (sums[..., 0] + sums[..., 2]) / n
        return _corrected(agreed, one * other + (1 - one) * (1 - other))


def _corrected(agreed: Floats, by_chance: Floats) -> Floats:
    """Return agreement beyond chance over what is possible beyond it; nan where chance gives all."""
    left = 1 - by_chance
    known = left > 1e-12
    return np.asarray(np.where(known, (agreed - by_chance) / np.where(known, left, 1.0), np.nan))
