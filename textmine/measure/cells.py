"""The cell pilot x meeting, unit of every comparison: its blocks, their sums, and those of its groups."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import TextmineError
from textmine.recipe import Recipe
from textmine.represent.features import FeatureKind, Features

MOST_PILOTS: Final = 100
# pilots by meetings of what compares each cell with each: tables of their square take 200 MB
MOST_CELLS: Final = 5_000
# blocks of what compares each block with each: 54 seconds of exponentials
MOST_BLOCKS: Final = 30_000
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Blocks(Protocol):
    """Numbers about blocks whose labels are at hand, and whose values are read when they are asked for.

    `textmine.represent.features.Features` holds them; `textmine.represent.store.FeatureView` reads them from
    disk, one meeting at a time.
    """

    @property
    def rows(self) -> pd.DataFrame:
        """Labels, one row a block."""
        ...

    @property
    def kind(self) -> FeatureKind:
        """What the values are."""
        ...

    @property
    def recipe(self) -> Recipe:
        """How they were made."""
        ...

    def pick(self, places: Ints) -> Floats | sparse.csr_array:
        """Return the values of the blocks at these places, shape (number of places, d)."""
        ...


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
        Shapes (K, d), (K,), (K,): the same by group, sparse where the features are; group_cell is
        pilot * T + meeting.
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
    group_sums: Floats | sparse.csr_array
    group_weight: Floats
    group_cell: Ints
    group_squares: Floats
    group_weight_squares: Floats

    @property
    def present(self) -> NDArray[np.bool_]:
        """Shape (N, T): the pilot has blocks of at least two groups, so that a distance is defined."""
        return np.greater_equal(self.n_groups, 2)


@dataclass(frozen=True)
class Index:
    """Which block belongs to which cell: M blocks of N pilots in T meetings.

    Attributes
    ----------
    pilots, meetings
        Names, N and T of them; meetings in order.
    order
        Shape (T,): place of each meeting among all meetings of the corpus.
    row
        Shape (M,): the blocks, as places in the rows of the features.
    pilot, meeting
        Shape (M,): pilot and meeting of each block, as places in the names.
    group
        Shape (M,): blocks of one group (cut from one turn) are dependent.
    """

    pilots: tuple[str, ...]
    meetings: tuple[str, ...]
    order: Ints
    row: Ints
    pilot: Ints
    meeting: Ints
    group: Ints

    def take(self, chosen: NDArray[np.bool_]) -> Index:
        """Return the blocks where `chosen`, shape (M,), is true; pilots and meetings stay."""
        parts = (self.row[chosen], self.pilot[chosen], self.meeting[chosen], self.group[chosen])
        return Index(self.pilots, self.meetings, self.order, *parts)

    def most_heard(self, n_pilots: int, *, n_cells: int | None = None) -> Index:
        """Return the blocks of the pilots who have most of them, at most so many; meetings stay.

        Pairs of pilots are many more than pilots: a measure of each pair needs a bound to end, and one of
        each pair of cells a closer one: `n_cells` pilots times meetings, two pilots at least. Of pilots with
        as many blocks as each other, the first by name stays.
        """
        if n_cells is not None:
            n_pilots = min(n_pilots, max(n_cells // max(len(self.meetings), 1), 2))
        if len(self.pilots) <= n_pilots:
            return self
        sizes = np.bincount(self.pilot, minlength=len(self.pilots))
        kept = np.sort(np.argsort(-sizes, kind="stable")[:n_pilots])
        place = np.full(len(self.pilots), -1, dtype=np.int64)
        place[kept] = np.arange(n_pilots)
        part = self.take(place[self.pilot] >= 0)
        return replace(part, pilots=tuple(self.pilots[i] for i in kept), pilot=place[part.pilot])

    def at_most(self, n_blocks: int, *, seed: int) -> Index:
        """Return so many blocks at most: as many of each cell, drawn at random, one of each at least.

        The mean of what is drawn is on average that of all: small cells stay whole, large ones lose most.
        """
        if len(self.row) <= n_blocks:
            return self
        cell = self.pilot * len(self.meetings) + self.meeting
        sizes = np.bincount(cell)
        quotas = np.arange(1, int(sizes.max()) + 1)
        held = np.array([np.minimum(sizes, quota).sum() for quota in quotas])
        quota = int(quotas[max(int(np.searchsorted(held, n_blocks, side="right")) - 1, 0)])
        order = np.lexsort((np.random.default_rng(seed).random(len(cell)), cell))
        rank = np.empty(len(cell), dtype=np.int64)
        rank[order] = np.arange(len(cell)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return self.take(rank < quota)

    def blocks(self, pilot: int, meeting: int) -> Ints:
        """Return the places, among the M blocks, of those of a cell."""
        return np.flatnonzero((self.pilot == pilot) & (self.meeting == meeting)).astype(np.int64)


def index_of(rows: pd.DataFrame, *, between: str, over: str) -> Index:
    """Return which block belongs to which cell.

    Parameters
    ----------
    rows
        The labels of features, one row a block; blocks without a known word (``n_known`` 0) are left out:
        they say nothing of the pilot.
    between
        "pilot" (speakers whose role is pilot), or a column such as "speaker" or "cluster".
    over
        A column such as "meeting"; interviews are left out where there are meetings.

    Raises
    ------
    TextmineError
        No such column, or fewer than two pilots.
    """
    label = "speaker" if between == "pilot" else between
    for column in (label, over):
        if column not in rows:
            raise TextmineError("no_such_column", column=column, columns=", ".join(map(str, rows.columns)))
    kept = _kept(rows, between=between, over=over) & rows[label].notna().to_numpy() & (rows[label] != "")
    row = np.flatnonzero(kept).astype(np.int64)
    rows = rows.loc[kept].reset_index(drop=True)
    pilots = tuple(sorted(map(str, rows[label].unique())))
    if len(pilots) < 2:
        raise TextmineError("one_pilot", found=", ".join(pilots) or "0", between=between)
    order = _order(rows, over)
    meetings = tuple(map(str, order.index))
    pilot = pd.Categorical(rows[label].astype(str), categories=pilots).codes.astype(np.int64)
    meeting = pd.Categorical(rows[over].astype(str), categories=meetings).codes.astype(np.int64)
    group = pd.factorize(rows["group"])[0].astype(np.int64) if "group" in rows else np.arange(len(rows))
    places: Ints = np.array(order.tolist(), dtype=np.int64)
    return Index(pilots, meetings, places, row, pilot, meeting, group)


def gather(features: Features, *, between: str, over: str) -> Cells:
    """Sum the blocks of each cell: see `index_of` and `cell_sums`.

    Raises
    ------
    TextmineError
        No such column, or fewer than two pilots.
    """
    return cell_sums(features, index_of(features.rows, between=between, over=over))


def cell_sums(features: Features, index: Index) -> Cells:
    """Sum the indexed blocks of each cell.

    Notes
    -----
    Blocks are summed by group first: blocks cut from one turn are not independent, so that pairs of them are
    kept out of the within-pilot term.
    """
    values = features.pick(index.row)
    cell = index.pilot * len(index.meetings) + index.meeting
    return _summed(values, _weights(values, features.kind), cell, index)


def meeting_cells(
    values: Floats | sparse.csr_array, index: Index, blocks: Ints, *, kind: FeatureKind
) -> tuple[Ints, Cells]:
    """Sum the blocks of one meeting.

    Parameters
    ----------
    values
        Shape (b, d): those of the blocks.
    blocks
        Shape (b,): their places among the M blocks of the index.

    Returns
    -------
    pilots
        Shape (n,): the pilots who speak in the meeting, as places in the index' names.
    cells
        Of these pilots alone, in one meeting: nothing is held for those who are absent.
    """
    pilots, pilot = np.unique(index.pilot[blocks], return_inverse=True)
    group = np.unique(index.group[blocks], return_inverse=True)[1].astype(np.int64)
    meeting = int(index.meeting[blocks[0]])
    here = Index(
        pilots=tuple(index.pilots[place] for place in pilots.tolist()),
        meetings=(index.meetings[meeting],),
        order=index.order[[meeting]],
        row=index.row[blocks],
        pilot=pilot.astype(np.int64),
        meeting=np.zeros(len(blocks), dtype=np.int64),
        group=group,
    )
    return pilots, _summed(values, _weights(values, kind), here.pilot, here)


def _weights(values: Floats | sparse.csr_array, kind: FeatureKind) -> Floats:
    """Return what each block weighs, shape (n,): its words for counts, else 1."""
    if kind != "counts":
        return np.ones(values.shape[0], dtype=np.float64)
    return np.asarray(values @ np.ones(values.shape[1]), dtype=np.float64)


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
    index: Index,
) -> Cells:
    shape = (len(index.pilots), len(index.meetings))
    n_cells = shape[0] * shape[1]
    width = int(index.group.max(initial=0)) + 1
    unique, group_of = np.unique(cell * width + index.group, return_inverse=True)
    group_cell = (unique // width).astype(np.int64)
    picker = sparse.csr_array(
        (np.ones(len(cell)), (group_of, np.arange(len(cell)))), shape=(len(unique), len(cell))
    )
    group_sums = picker @ (sparse.csr_array(values) if sparse.issparse(values) else values)
    group_weight = np.bincount(group_of, weights=weight, minlength=len(unique)).astype(np.float64)
    adder = sparse.csr_array(
        (np.ones(len(unique)), (group_cell, np.arange(len(unique)))), shape=(n_cells, len(unique))
    )
    sums = adder @ group_sums
    squares = row_squares(group_sums)

    def by_cell(numbers: Floats) -> Floats:
        return np.bincount(group_cell, weights=numbers, minlength=n_cells).reshape(shape).astype(np.float64)

    return Cells(
        pilots=index.pilots,
        meetings=index.meetings,
        order=index.order,
        sums=(sums.toarray() if sparse.issparse(sums) else sums).reshape(*shape, -1),
        weight=by_cell(group_weight),
        n_blocks=np.bincount(cell, minlength=n_cells).reshape(shape).astype(np.int64),
        n_groups=np.bincount(group_cell, minlength=n_cells).reshape(shape).astype(np.int64),
        group_sums=group_sums,
        group_weight=group_weight,
        group_cell=group_cell,
        group_squares=by_cell(squares),
        group_weight_squares=by_cell(group_weight**2),
    )


def row_products(rows: Floats | sparse.csr_array, table: Floats, pick: Ints) -> Floats:
    """Return the inner product of each row, shape (K, d), with row ``pick[k]`` of a table, shape (K,)."""
    if isinstance(rows, sparse.csr_array):
        parts = rows.tocoo()
        place, column = parts.coords
        products = parts.data * table[pick[place], column]
        return np.bincount(place, weights=products, minlength=rows.shape[0]).astype(np.float64)
    return np.asarray(np.einsum("kd,kd->k", rows, table[pick]))


def row_squares(rows: Floats | sparse.csr_array) -> Floats:
    """Return the squared length of each row, shape (K,), dense or sparse."""
    if isinstance(rows, sparse.csr_array):
        return np.asarray(rows.multiply(rows).sum(axis=1), dtype=np.float64).ravel()
    return np.asarray(np.einsum("kd,kd->k", rows, rows))
