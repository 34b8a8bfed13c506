"""Distances within strata, such as agenda items: like is compared with like, with weights that stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.errors import TextmineError
from textmine.measure.cells import Floats, Index, Ints, cell_sums
from textmine.measure.distance import distances, jackknife_errors
from textmine.represent.features import Features

Distances = Callable[[Features, Index], Floats]


@dataclass(frozen=True)
class Layers:
    """Distances of pairs at meetings, one layer a stratum (K of them; one when nothing is stratified).

    Attributes
    ----------
    names
        Names of the strata; "" is talk that stands under no item.
    weight
        Shape (K,): weight of each stratum, sum 1, the same at every meeting; see `fixed_weights`.
    pairwise
        Shape (K, N, N, T): distance within the stratum, NaN where one of the two has fewer than two groups.
    variance
        Shape (K, T): squared delete-group jackknife error of the stratum's mean distance, NaN where unknown.
    n_blocks, n_groups
        Shape (K, N, T): blocks of each cell within the stratum, and groups that do not share a turn.
    present
        Shape (K, N, T): whether the pilot has blocks of two groups within the stratum.
    """

    names: tuple[str, ...]
    weight: Floats
    pairwise: Floats
    variance: Floats
    n_blocks: Ints
    n_groups: Ints
    present: NDArray[np.bool_]

    @property
    def rows(self) -> Floats:
        """Shape (K * P, T): distance of each pair within each stratum, pairs as `triu_indices` has them."""
        first, second = np.triu_indices(self.pairwise.shape[1], 1)
        return self.pairwise[:, first, second].reshape(-1, self.pairwise.shape[3])

    @property
    def row_weights(self) -> Floats:
        """Shape (K * P,): weight of each row."""
        n_pilots = self.pairwise.shape[1]
        return np.repeat(self.weight, n_pilots * (n_pilots - 1) // 2)

    @property
    def overall(self) -> Floats:
        """Shape (N, N, T): mean over the strata in which the pair can be compared at the meeting."""
        seen = np.isfinite(self.pairwise)
        weight = (seen * self.weight[:, None, None, None]).sum(axis=0)
        total = np.where(seen, self.pairwise, 0.0) * self.weight[:, None, None, None]
        return np.where(weight > 0, total.sum(axis=0) / np.where(weight > 0, weight, 1.0), np.nan)

    def errors(self) -> Floats:
        """Shape (T,): standard error of the mean distance of each meeting; NaN where a part is unknown."""
        seen = np.isfinite(self.pairwise).any(axis=(1, 2))
        weight = np.where(seen, self.weight[:, None], 0.0)
        variance = (weight**2 * np.where(seen, self.variance, 0.0)).sum(axis=0)
        total = weight.sum(axis=0)
        return np.where(total > 0, np.sqrt(variance) / np.where(total > 0, total, 1.0), np.nan)

    def precision(self) -> Floats:
        """Shape (T,): weight of each meeting, 0 where no pair can be compared; sums to 1.

        Near equality the variance of `dist_u` is of order 1 / n^2: a stratum's is the squared mean over
        pilots of 1 / number of blocks, and a meeting's the sum over strata of weight^2 times that.
        """
        noise = noise_of(self.n_blocks, self.present)
        seen = np.isfinite(noise)
        weight = np.where(seen, self.weight[:, None], 0.0)
        total = weight.sum(axis=0)
        noise = (weight**2 * np.where(seen, noise, 0.0)).sum(axis=0) / np.where(total > 0, total, 1.0) ** 2
        precision = np.where(total > 0, 1.0 / np.maximum(noise, 1e-24), 0.0)
        return np.asarray(precision / precision.sum()) if precision.any() else precision

    def frame(self) -> pd.DataFrame:
        """Return one row a stratum: its weight, the blocks it holds and those that could be compared."""
        compared = np.asarray(np.isfinite(self.pairwise).any(axis=2))
        return pd.DataFrame(
            {
                "stratum": list(self.names),
                "weight": self.weight,
                "n_blocks": self.n_blocks.sum(axis=(1, 2)),
                "n_compared": np.where(compared, self.n_blocks, 0).sum(axis=(1, 2)),
                "n_meetings": compared.any(axis=1).sum(axis=1),
                "distance": [float(np.nanmean(d)) if np.isfinite(d).any() else np.nan for d in self.pairwise],
            }
        )


def strata_of(rows: pd.DataFrame, index: Index, strata: str) -> tuple[Ints, tuple[str, ...]]:
    """Return the stratum of each indexed block, shape (M,), and the strata's names.

    Raises
    ------
    TextmineError
        No such column, or all blocks are in one stratum.
    """
    if strata not in rows:
        raise TextmineError("no_such_column", column=strata, columns=", ".join(map(str, rows.columns)))
    labels = rows[strata].iloc[index.row].fillna("").astype(str)
    codes, names = pd.factorize(labels, sort=True)
    if len(names) < 2:
        raise TextmineError("one_stratum", column=strata, found=", ".join(names) or "0")
    return codes.astype(np.int64), tuple(map(str, names))


def layers_of(
    features: Features, index: Index, *, strata: str | None = None, measure: Distances | None = None
) -> Layers:
    """Measure the distance of every pair at every meeting, within each stratum.

    Parameters
    ----------
    strata
        A column of `features.rows`, such as "agenda"; None takes all talk as one stratum.
    measure
        Gives the distances (N, N, T) of indexed blocks; None takes `dist_u`, the only one whose errors are
        known.

    Raises
    ------
    TextmineError
        No such column, or all blocks are in one stratum.

    Notes
    -----
    A stratified mean with weights that do not change: where a shared item takes a growing share of the talk,
    the distance of all talk falls though nobody changed what he says on any item.
    """
    names: tuple[str, ...] = ("",)
    codes = np.zeros(len(index.row), dtype=np.int64)
    if strata is not None:
        codes, names = strata_of(features.rows, index, strata)
    parts = []
    for code in range(len(names)):
        within = index.take(codes == code)
        cells = cell_sums(features, within)
        variance = np.full(len(index.order), np.nan)
        if measure is None and cells.present.any():
            with np.errstate(invalid="ignore"):
                variance = jackknife_errors(cells) ** 2
        pairwise = distances(cells) if measure is None else measure(features, within)
        parts.append((pairwise, variance, cells.n_blocks, cells.n_groups, cells.present))
    distance, variances, n_blocks, n_groups, present = (np.stack(part) for part in zip(*parts, strict=True))
    return Layers(names, fixed_weights(n_blocks, present), distance, variances, n_blocks, n_groups, present)


def noise_of(n_blocks: Ints, present: NDArray[np.bool_]) -> Floats:
    """Return the squared mean over pilots of 1 / number of blocks, shape (K, T), NaN with fewer than two.

    Near equality the variance of `dist_u` is in proportion to it.
    """
    n_present = present.sum(axis=1)
    inverse = np.where(present, 1.0 / np.maximum(n_blocks, 1), 0.0).sum(axis=1)
    return np.where(n_present >= 2, (inverse / np.maximum(n_present, 1)) ** 2, np.nan)


def fixed_weights(n_blocks: Ints, present: NDArray[np.bool_]) -> Floats:
    """Return the weight of each stratum, shape (K,), sum 1.

    Parameters
    ----------
    n_blocks, present
        Shape (K, N, T): blocks of each cell within the stratum, and whether it can be compared.

    Notes
    -----
    In proportion to the precision of the stratum's distances, summed over meetings, as Mantel and Haenszel
    weigh theirs: an item of a few blocks a pilot would else bring little but noise. The weights depend on how
    much is said, not on what, nor on when.

    Examples
    --------
    >>> fixed_weights(np.array([[[4], [4]], [[2], [2]]]), np.ones((2, 2, 1), dtype=np.bool_))
    array([0.8, 0.2])
    """
    noise = noise_of(n_blocks, present)
    precise = np.where(np.isfinite(noise), 1.0 / np.where(np.isfinite(noise), noise, 1.0), 0.0).sum(axis=1)
    return np.asarray(precise / precise.sum()) if precise.any() else np.full(len(precise), 1 / len(precise))
