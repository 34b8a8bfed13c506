"""Numbers about segments, pilots or pilots in meetings: one table type for words, topics and vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.display import Shown
from textmine.errors import TextmineError
from textmine.recipe import Recipe

FeatureKind = Literal["counts", "shares", "vectors"]
Values = NDArray[np.float64] | sparse.csr_array


@dataclass(frozen=True)
class Features(Shown):
    """A table of numbers whose rows are labelled.

    Attributes
    ----------
    rows
        Labels, one row a row of `values`: those of the segments (meeting, order, speaker, role, group…),
        or of what they were grouped by.
    values
        Shape (n, d): dense float64, or sparse (CSR).
    columns
        The d names: words, topics or dimensions.
    kind
        "counts" (>= 0), "shares" (>= 0, each row sums to 1) or "vectors" (finite).

    Raises
    ------
    TextmineError
        Shapes disagree, or values break the promise of their kind.

    Examples
    --------
    >>> rows = pd.DataFrame({"speaker": ["a", "b"], "meeting": ["1", "1"]})
    >>> Features(rows, np.array([[0.5, 0.5], [1.0, 0.0]]), ("x", "y"), "shares")
    Features(2 x 2 shares)
    """

    rows: pd.DataFrame
    values: Values
    columns: tuple[str, ...]
    kind: FeatureKind
    recipe: Recipe = field(default_factory=Recipe)

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.rows), len(self.columns)):
            raise TextmineError(
                "features_shape",
                shape=self.values.shape,
                rows=len(self.rows),
                columns=len(self.columns),
            )
        data = self.values.data if isinstance(self.values, sparse.csr_array) else self.values
        if not np.isfinite(data).all() or (self.kind != "vectors" and (np.asarray(data) < 0).any()):
            raise TextmineError("features_values", kind=self.kind)
        if self.kind == "shares" and not np.allclose(self.values.sum(axis=1), 1.0, atol=1e-6):
            raise TextmineError("features_values", kind=self.kind)

    def __len__(self) -> int:
        return len(self.rows)

    def dense(self) -> NDArray[np.float64]:
        """Return the values as a dense array, shape (n, d)."""
        if isinstance(self.values, sparse.csr_array):
            return np.asarray(self.values.toarray(), dtype=np.float64)
        return self.values

    def pick(self, places: NDArray[np.int64]) -> Values:
        """Return the values of the rows at these places, shape (number of places, d)."""
        return self.values[places]

    def take(self, chosen: NDArray[np.bool_]) -> Features:
        """Return the rows where `chosen`, shape (n,), is true."""
        rows = self.rows.loc[chosen].reset_index(drop=True)
        return Features(rows, self.values[np.flatnonzero(chosen)], self.columns, self.kind, self.recipe)

    def mean(self, by: Sequence[str]) -> Features:
        """Return the mean of the rows of each group (sum for counts), with ``n``, the rows it rests on.

        Parameters
        ----------
        by
            Columns of `rows`, such as ("speaker",) or ("speaker", "meeting").

        Examples
        --------
        >>> rows = pd.DataFrame({"speaker": ["a", "a"]})
        >>> Features(rows, np.array([[1.0, 0.0], [0.0, 1.0]]), ("x", "y"), "shares").mean(["speaker"]).frame()
          speaker  n    x    y
        0       a  2  0.5  0.5
        """
        missing = [name for name in by if name not in self.rows]
        if missing:
            raise TextmineError("no_such_column", column=missing[0], columns=", ".join(self.rows.columns))
        grouped = self.rows.groupby(list(by), sort=False, dropna=False)
        codes = grouped.ngroup().to_numpy()
        labels = grouped.size().rename("n").reset_index()
        n_groups = len(labels)
        picker = sparse.csr_array(
            (np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(n_groups, len(codes))
        )
        values = np.asarray((picker @ sparse.csr_array(self.values)).toarray(), dtype=np.float64)
        if self.kind != "counts":
            values /= labels["n"].to_numpy()[:, None]
        return Features(labels, values, self.columns, self.kind, self.recipe)

    def frame(self) -> pd.DataFrame:
        """Return a fresh table: the labels, then one column a feature."""
        values = pd.DataFrame(self.dense(), columns=list(self.columns), index=self.rows.index)
        return pd.concat([self.rows, values], axis=1)

    def __repr__(self) -> str:
        return f"Features({len(self)} x {len(self.columns)} {self.kind})"


class Representer(Protocol):
    """What learns numbers from segments or tokens: the one abstract type of textmine."""

    def transform(self, material: object) -> Features:
        """Return one row of numbers a segment."""
        ...
