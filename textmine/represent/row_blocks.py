"""A sparse table in blocks of rows, in memory or on disk: what is summed over it is the same for either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.parts import OnDemand

if TYPE_CHECKING:
    from scipy.sparse.linalg import LinearOperator

ROWS: Final = 16_384


@dataclass(frozen=True)
class RowBlocks:
    """A sparse table, shape (n, d), as blocks of `ROWS` rows, the last with what is left.

    Attributes
    ----------
    blocks
        The blocks in order; those on disk are mapped into memory while they are at hand.
    n_rows, n_columns
        Shape of the whole.

    Notes
    -----
    Sums over rows are those of the blocks, added in order: the bits do not depend on how the rows came, nor
    on where they are held.
    """

    blocks: Sequence[sparse.csr_array]
    n_rows: int
    n_columns: int

    @classmethod
    def of(cls, rows: sparse.csr_array) -> RowBlocks:
        """Cut a table that is held in memory.

        Examples
        --------
        >>> RowBlocks.of(sparse.csr_array(np.eye(3))).mean
        0.3333333333333333
        """
        return in_blocks([rows], rows.shape[1])

    @property
    def bounds(self) -> list[tuple[int, int]]:
        """First row of each block, and the one after its last."""
        return [(low, min(low + ROWS, self.n_rows)) for low in range(0, self.n_rows, ROWS)]

    @property
    def mean(self) -> float:
        """Mean of all entries, zeros among them; 0 for an empty table."""
        return sum(float(block.sum()) for block in self.blocks) / max(self.n_rows * self.n_columns, 1)

    @property
    def n_filled(self) -> int:
        """Rows with an entry."""
        return sum(int((np.diff(block.indptr) > 0).sum()) for block in self.blocks)

    def dense(self) -> NDArray[np.float64]:
        """Return the whole as a dense array, shape (n, d)."""
        parts = [block.toarray() for block in self.blocks]
        return np.concatenate([np.zeros((0, self.n_columns)), *parts])

    @contextmanager
    def drawn(self, chosen: NDArray[np.bool_]) -> Iterator[RowBlocks]:
        """Give the rows where `chosen`, shape (n,), is true: on disk where these are.

        Examples
        --------
        >>> with RowBlocks.of(sparse.csr_array(np.eye(3))).drawn(np.array([True, False, True])) as some:
        ...     some.n_rows
        2
        """
        parts = (block[chosen[low:high]] for block, (low, high) in zip(self.blocks, self.bounds, strict=True))
        if not isinstance(self.blocks, StoredBlocks):
            yield in_blocks(parts, self.n_columns)
            return
        with TemporaryDirectory(dir=self.blocks.folder) as folder:
            yield in_blocks(parts, self.n_columns, folder=Path(folder))

    def operator(self) -> LinearOperator:
        """Return the products with the table, for SciPy's solvers."""
        from scipy.sparse.linalg import LinearOperator

        def forward(vector: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.concatenate([block @ vector.ravel() for block in self.blocks])

        def backward(vector: NDArray[np.float64]) -> NDArray[np.float64]:
            told = vector.ravel()
            total = np.zeros(self.n_columns)
            for block, (low, high) in zip(self.blocks, self.bounds, strict=True):
                total += block.T @ told[low:high]
            return total

        shape = (self.n_rows, self.n_columns)
        return LinearOperator(shape, matvec=forward, rmatvec=backward, dtype=np.float64)


def in_blocks(parts: Iterable[sparse.csr_array], n_columns: int, *, folder: Path | None = None) -> RowBlocks:
    """Return the rows of tables that come one after another, in blocks of `ROWS`.

    Parameters
    ----------
    parts
        Tables of any number of rows, with `n_columns` columns each.
    folder
        Where the blocks are written, two arrays and a pointer each; None holds them in memory.

    Examples
    --------
    >>> table = sparse.csr_array(np.arange(12.0).reshape(6, 2))
    >>> once, thrice = in_blocks([table], 2), in_blocks([table[:1], table[1:4], table[4:]], 2)
    >>> (once.dense() == thrice.dense()).all()
    np.True_
    """
    waiting: list[sparse.csr_array] = []
    made: list[sparse.csr_array] = []
    stored = None if folder is None else StoredBlocks(folder, n_columns)
    n_rows = n_waiting = 0

    def put(block: sparse.csr_array) -> None:
        if stored is None:
            made.append(block)
        else:
            stored.add(block)

    for part in parts:
        waiting.append(part)
        n_waiting += part.shape[0]
        n_rows += part.shape[0]
        if n_waiting < ROWS:
            continue
        held = _compact(sparse.vstack(waiting, format="csr") if len(waiting) > 1 else part)
        whole = n_waiting - n_waiting % ROWS
        for low in range(0, whole, ROWS):
            put(held[low : low + ROWS])
        waiting, n_waiting = [held[whole:]], n_waiting - whole
    if n_waiting:
        put(_compact(sparse.vstack(waiting, format="csr")))
    return RowBlocks(made if stored is None else stored, n_rows, n_columns)


def _compact(rows: sparse.csr_array) -> sparse.csr_array:
    """Return a table with its entries in order of column, and indices of four bytes."""
    compact = sparse.csr_array(rows)
    compact.sort_indices()
    indices, pointer = (part.astype(np.int32) for part in (compact.indices, compact.indptr))
    return sparse.csr_array((compact.data, indices, pointer), shape=compact.shape)


class StoredBlocks(OnDemand[sparse.csr_array]):
    """Blocks on disk, each mapped into memory when it is asked for.

    Parameters
    ----------
    folder
        Where they are written; it must be there, and stay as long as they are read.
    n_columns
        Columns of each.
    """

    def __init__(self, folder: Path, n_columns: int) -> None:
        self.folder = folder
        self._n_columns = n_columns
        self._n_blocks = 0

    def add(self, block: sparse.csr_array) -> None:
        """Write the next block."""
        for name, array in zip(_PARTS, (block.data, block.indices, block.indptr), strict=True):
            np.save(self.folder / f"{self._n_blocks:06d}-{name}.npy", array)
        self._n_blocks += 1

    def __len__(self) -> int:
        return self._n_blocks

    def read(self, place: int) -> sparse.csr_array:
        """Map a block into memory."""
        data, indices, pointer = (
            np.load(self.folder / f"{place:06d}-{name}.npy", mmap_mode="r") for name in _PARTS
        )
        return sparse.csr_array(
            (data, indices, pointer), shape=(len(pointer) - 1, self._n_columns), copy=False
        )


_PARTS: Final = ("data", "indices", "indptr")
