"""Tables on disk in parts, one Parquet file a meeting: written and read part by part, or read as one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Mask = NDArray[np.bool_]
_DIGITS: Final = 5


class Choosable(Protocol):
    """A table of which rows can be taken."""

    def take(self, chosen: Mask) -> Self:
        """Return the rows where `chosen` is true."""
        ...


Table = TypeVar("Table", bound=Choosable)


Item = TypeVar("Item")


class OnDemand(Sequence[Item]):
    """A sequence whose items are read when they are asked for, and not held."""

    @abstractmethod
    def read(self, place: int) -> Item:
        """Return the item at a place from 0 to one below the length."""

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> list[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | list[Item]:
        if isinstance(place, slice):
            return [self.read(at) for at in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return self.read(place % len(self))

    def __iter__(self) -> Iterator[Item]:
        return (self.read(place) for place in range(len(self)))


class Parts(OnDemand[Table]):
    """A table on disk, one part a meeting: a sequence of tables, each read when it is asked for.

    Parameters
    ----------
    folder
        Where the parts are.

    Attributes
    ----------
    n_rows : NDArray
        Shape (number of parts,): rows of each.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.n_rows = np.array([count_rows(file) for file in part_files(folder)], dtype=np.int64)

    def __len__(self) -> int:
        return len(self.n_rows)

    @abstractmethod
    def join(self, tables: list[Table]) -> Table:
        """Return parts that come one after another as one table."""

    def whole(self, chosen: Mask | None = None) -> Table:
        """Return all parts as one table, or the rows where `chosen`, shape (rows of all parts,), is true."""
        if chosen is None:
            return self.join(list(self))
        return self.join([self.read(at).take(some) for at, some in enumerate(self.split(chosen))])

    def labels(self, columns: Sequence[str]) -> pd.DataFrame:
        """Return some columns of the rows of all parts."""
        return rows_of(self.folder, columns)

    def only(self, chosen: Mask) -> Sequence[Table]:
        """Return the parts with the rows chosen, shape (rows of all parts,), each read when it is asked for.

        Parts of which no row is chosen are left out.
        """
        return _Chosen(self, chosen)

    def split(self, chosen: Mask) -> list[Mask]:
        """Return what a choice of rows, shape (rows of all parts,), says of the rows of each part."""
        return np.split(chosen, np.cumsum(self.n_rows)[:-1])


class _Chosen(OnDemand[Table]):
    """Some rows of the parts of a table."""

    def __init__(self, parts: Parts[Table], chosen: Mask) -> None:
        self._parts = parts
        self._kept = [(place, some) for place, some in enumerate(parts.split(chosen)) if some.any()]

    def __len__(self) -> int:
        return len(self._kept)

    def read(self, place: int) -> Table:
        at, some = self._kept[place]
        return self._parts.read(at).take(some)


def part_file(folder: Path, place: int) -> Path:
    """Return the file of a part: they are in order by name.

    Examples
    --------
    >>> part_file(Path("rows"), 12).as_posix()
    'rows/00012.parquet'
    """
    return folder / f"{place:0{_DIGITS}d}.parquet"


def part_files(folder: Path) -> list[Path]:
    """Return the files of the parts of a table, in order."""
    return sorted(folder.glob("*.parquet"))


def count_rows(file: Path) -> int:
    """Return the number of rows of a Parquet file, from its footer."""
    import pyarrow.parquet as pq

    return int(pq.read_metadata(file).num_rows)


def write_part(file: Path, table: pa.Table) -> None:
    """Write a part of a table; its folder is made if need be.

    Numbers are written as they are, strings by number of the distinct ones.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    file.parent.mkdir(parents=True, exist_ok=True)
    told = [
        field.name
        for field in table.schema
        if pa.types.is_string(field.type)
        or pa.types.is_large_string(field.type)
        or pa.types.is_dictionary(field.type)
    ]
    pq.write_table(table, file, use_dictionary=told or False, row_group_size=max(table.num_rows, 1))


def read_part(file: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Return a part of a table, or some columns of it."""
    import pyarrow.parquet as pq

    return pq.read_table(file, columns=None if columns is None else [*columns], partitioning=None)


def table_of(rows: pd.DataFrame) -> pa.Table:
    """Return a frame as columns to write, without its index."""
    import pyarrow as pa

    return pa.Table.from_pandas(rows, preserve_index=False)


def lists_of(values: NDArray[Any], pointer: NDArray[np.int64]) -> pa.Array:
    """Return ragged values as lists, the one of row i being ``values[pointer[i]:pointer[i + 1]]``."""
    import pyarrow as pa

    return pa.ListArray.from_arrays(pa.array(pointer.astype(np.int32)), pa.array(values))


def values_of(table: pa.Table, name: str) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the values of a column of lists and their pointer: what `lists_of` was given."""
    import pyarrow.compute as pc

    column = table.column(name).combine_chunks()
    sizes = pc.list_value_length(column).to_numpy(zero_copy_only=False)
    return _own(column.flatten()), np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def rows_of_width(values: NDArray[np.float64]) -> pa.Array:
    """Return rows of numbers, shape (n, d), as lists of one length."""
    import pyarrow as pa

    return pa.FixedSizeListArray.from_arrays(pa.array(values.ravel()), values.shape[1])


def numbers_of(table: pa.Table, name: str) -> NDArray[Any]:
    """Return a column of numbers, or of lists of one length, as an array that is not shared."""
    import pyarrow as pa

    column = table.column(name).combine_chunks()
    if pa.types.is_fixed_size_list(column.type):
        return _own(column.flatten()).reshape(-1, column.type.list_size)
    return _own(column)


def _own(column: pa.Array) -> NDArray[Any]:
    return np.array(column.to_numpy(zero_copy_only=False))


def rows_of(folder: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Return the rows of all parts as one frame, or some columns of them."""
    return frame_of([read_part(file, columns) for file in part_files(folder)])


def frame_of(tables: Iterable[pa.Table]) -> pd.DataFrame:
    """Return tables that come one after another as one frame.

    A column that holds nothing in one of them has no type there; it takes that of the others.
    """
    import pyarrow as pa

    frame: pd.DataFrame = pa.concat_tables(list(tables), promote_options="permissive").to_pandas()
    return frame.reset_index(drop=True)
