"""The cell pilot x meeting, unit of every comparison: sums of its blocks, and of its groups of blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import TextmineError
from textmine.represent.features import Features

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Cells:
    """Sums of blocks, by pilot (N), meeting (T) and group of dependent blocks (K in all).

    Attributes
    ----------
    pilots, meetings
        Names, N and T of them; meetings in order.
    order
        Shape (T,): place of each meeting among all meetings of the corpus.
    sums
        Shape (N, T, d): sum of the cell's blocks.
    weight
        Shape (N, T): number of blocks, or of words for counts; 0 where the pilot is absent.
    n_blocks, n_groups
        Shape (N, T): blocks, and groups of blocks that do not share a turn.
    group_sums, group_weight, group_cell
        Shapes (K, d), (K,), (K,): the same by group; group_cell is pilot * T + meeting.
    group_squares
        Shape (N, T): sum over the cell's groups of their squared norms.
    group_weight_squares
        Shape (N, T): sum over the cell's groups of their squared weights.
    """

    pilots: tuple[str, ...]
    meetings: tuple[str, ...]
    order: Ints
    sums: Floats
    weight: Floats
    n_blocks: Ints
    n_groups: Ints
    group_sums: Floats
    group_weight: Floats
    group_cell: Ints
    group_squares: Floats
    group_weight_squares: Floats

    @property
    def present(self) -> NDArray[np.bool_]:
        """Shape (N, T): the pilot has blocks of at least two groups, so that a distance is defined."""
        return np.greater_equal(self.n_groups, 2)


def gather(features: Features, *, between: str, over: str) -> Cells:
    """Sum the blocks of each cell.

    Parameters
    ----------
    features
        One row a block, with the columns of segments; blocks without a known word (``n_known`` 0) are left
        out: they say nothing of the pilot.
    between
        "pilot" (speakers whose role is pilot), or a column such as "speaker" or "cluster".
    over
        A column such as "meeting"; interviews are left out where there are meetings.

    Raises
    ------
    TextmineError
        No such column, or fewer than two pilots.

    Notes
    -----
    Blocks are summed by group first: blocks cut from one turn are not independent, so that pairs of them are
    kept out of the within-pilot term.
    """
    rows = features.rows
    label = "speaker" if between == "pilot" else between
    for column in (label, over):
        if column not in rows:
            raise TextmineError("no_such_column", column=column, columns=", ".join(map(str, rows.columns)))
    kept = _kept(rows, between=between, over=over) & rows[label].notna().to_numpy() & (rows[label] != "")
    rows = rows.loc[kept].reset_index(drop=True)
    values = features.values[np.flatnonzero(kept)]
    pilots = tuple(sorted(map(str, rows[label].unique())))
    if len(pilots) < 2:
        raise TextmineError("one_pilot", found=", ".join(pilots) or "0", between=between)
    order = _order(rows, over)
    meetings = tuple(map(str, order.index))
    pilot = pd.Categorical(rows[label].astype(str), categories=pilots).codes.astype(np.int64)
    meeting = pd.Categorical(rows[over].astype(str), categories=meetings).codes.astype(np.int64)
    cell = pilot * len(meetings) + meeting
    weight = (
        np.asarray(values.sum(axis=1), dtype=np.float64)
        if features.kind == "counts"
        else np.ones(len(rows), dtype=np.float64)
    )
    places: Ints = np.array(order.tolist(), dtype=np.int64)
    group = rows["group"].to_numpy() if "group" in rows else np.arange(len(rows))
    return _summed(values, weight, cell, group, (pilots, meetings, places))


def _order(rows: pd.DataFrame, over: str) -> pd.Series[int]:
    if "order" in rows:
        order = rows.groupby(over)["order"].min()
    else:
        order = pd.Series({name: place for place, name in enumerate(sorted(rows[over].unique()))})
    return order.astype("int64").sort_values(kind="stable")


def _kept(rows: pd.DataFrame, *, between: str, over: str) -> NDArray[np.bool_]:
    kept = np.ones(len(rows), dtype=np.bool_)
    if between == "pilot" and "role" in rows:
        kept &= (rows["role"] == "pilot").to_numpy()
    if over == "meeting" and "meeting_kind" in rows and (rows["meeting_kind"] == "meeting").any():
        kept &= (rows["meeting_kind"] == "meeting").to_numpy()
    if "n_known" in rows:
        kept &= (rows["n_known"] > 0).to_numpy()
    return kept


def _summed(
    values: Floats | sparse.csr_array,
    weight: Floats,
    cell: Ints,
    group: NDArray[np.generic],
    names: tuple[tuple[str, ...], tuple[str, ...], Ints],
) -> Cells:
    pilots, meetings, order = names
    shape = (len(pilots), len(meetings))
    n_cells = shape[0] * shape[1]
    keys = pd.MultiIndex.from_arrays([cell, group])
    group_of, unique = pd.factorize(keys, sort=True)
    group_cell = np.asarray(unique.get_level_values(0), dtype=np.int64)
    picker = sparse.csr_array(
        (np.ones(len(cell)), (group_of, np.arange(len(cell)))), shape=(len(unique), len(cell))
    )
    group_sums = np.asarray((picker @ sparse.csr_array(values)).toarray(), dtype=np.float64)
    group_weight = np.bincount(group_of, weights=weight, minlength=len(unique)).astype(np.float64)
    sums = np.zeros((n_cells, group_sums.shape[1]))
    np.add.at(sums, group_cell, group_sums)
    squares = np.einsum("kd,kd->k", group_sums, group_sums)

    def by_cell(numbers: Floats) -> Floats:
        return np.bincount(group_cell, weights=numbers, minlength=n_cells).reshape(shape).astype(np.float64)

    return Cells(
        pilots=pilots,
        meetings=meetings,
        order=order,
        sums=sums.reshape(*shape, -1),
        weight=by_cell(group_weight),
        n_blocks=np.bincount(cell, minlength=n_cells).reshape(shape).astype(np.int64),
        n_groups=np.bincount(group_cell, minlength=n_cells).reshape(shape).astype(np.int64),
        group_sums=group_sums,
        group_weight=group_weight,
        group_cell=group_cell,
        group_squares=by_cell(squares),
        group_weight_squares=by_cell(group_weight**2),
    )
