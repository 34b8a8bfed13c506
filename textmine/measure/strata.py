"""Distances within strata, such as agenda items: like is compared with like, with weights that stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.errors import TextmineError
from textmine.measure.cells import Blocks, Floats, Index, Ints, cell_sums, meeting_cells
from textmine.measure.distance import Spread, distances, errors_of, jackknife_spread
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


def layers_of(features: Blocks, index: Index, *, strata: str | None = None) -> Layers:
    """Measure `dist_u` of every pair at every meeting, within each stratum, with its errors.

    Parameters
    ----------
    features
        Held, or on disk: the values of one meeting after another are asked for.
    strata
        A column of `features.rows`, such as "agenda"; None takes all talk as one stratum.

    Raises
    ------
    TextmineError
        No such column, or all blocks are in one stratum.

    Notes
    -----
    A stratified mean with weights that do not change: where a shared item takes a growing share of the talk,
    the distance of all talk falls though nobody changed what he says on any item.

    What is asked of a meeting is S of its pilots, G of their pairs, and the spread of its cells: each block
    is read once, and no more than one meeting's are held.
    """
    codes, names = _strata_or_one(features, index, strata)
    return _layers_by_meeting(features, index, codes, names)


def layers_by(features: Features, index: Index, measure: Distances, *, strata: str | None = None) -> Layers:
    """Measure another distance, whose errors are not known, as `layers_of` does.

    Parameters
    ----------
    measure
        Gives the distances (N, N, T) of indexed blocks.

    Raises
    ------
    TextmineError
        As `layers_of`.
    """
    codes, names = _strata_or_one(features, index, strata)
    parts = []
    for code in range(len(names)):
        within = index.take(codes == code)
        cells = cell_sums(features, within)
        parts.append((measure(features, within), cells.n_blocks, cells.n_groups, cells.present))
    distance, n_blocks, n_groups, present = (np.stack(part) for part in zip(*parts, strict=True))
    variance = np.full((len(names), len(index.order)), np.nan)
    return Layers(names, fixed_weights(n_blocks, present), distance, variance, n_blocks, n_groups, present)


def _strata_or_one(features: Blocks, index: Index, strata: str | None) -> tuple[Ints, tuple[str, ...]]:
    if strata is None:
        return np.zeros(len(index.row), dtype=np.int64), ("",)
    return strata_of(features.rows, index, strata)


def _layers_by_meeting(features: Blocks, index: Index, codes: Ints, names: tuple[str, ...]) -> Layers:
    """Return `dist_u` and its errors, from the blocks of one meeting after another."""
    n_layers, n_pilots, n_meetings = len(names), len(index.pilots), len(index.order)
    shape = (n_layers, n_pilots, n_meetings)
    pairwise = np.full((n_layers, n_pilots, n_pilots, n_meetings), np.nan)
    n_blocks, n_groups, size = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    spread = np.zeros(shape)
    for meeting in range(n_meetings):
        here = np.flatnonzero(index.meeting == meeting)
        values = features.pick(index.row[here])
        for code in range(n_layers):
            own = codes[here] == code
            if not own.any():
                continue
            pilots, cells = meeting_cells(values[own], index, here[own], kind=features.kind)
            place = (code, pilots, meeting)
            n_blocks[place], n_groups[place] = cells.n_blocks[:, 0], cells.n_groups[:, 0]
            pairwise[code, pilots[:, None], pilots[None, :], meeting] = distances(cells)[:, :, 0]
            with np.errstate(invalid="ignore"):
                found = jackknife_spread(cells)
            size[place], spread[place] = found.size[:, 0], found.variance[:, 0]
    present = n_groups >= 2
    errors = np.full((n_layers, n_meetings), np.nan)
    for code in range(n_layers):
        if present[code].any():
            with np.errstate(invalid="ignore"):
                errors[code] = errors_of(Spread(size[code], spread[code]), present[code]) ** 2
    return Layers(names, fixed_weights(n_blocks, present), pairwise, errors, n_blocks, n_groups, present)


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
