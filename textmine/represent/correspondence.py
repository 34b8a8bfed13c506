"""Correspondence analysis (AFC): words and parts of the talk on the same plane."""

from __future__ import annotations

from typing import Final, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.display import ShownModel
from textmine.errors import TextmineError
from textmine.recipe import Recipe

Floats = NDArray[np.float64]
Table = sparse.csr_array | Floats | NDArray[np.int64]
_DENSE: Final = 400


class CorrespondenceAnalysis(ShownModel):
    """Correspondence analysis of a table of counts (Benzécri 1973; Greenacre 2007).

    Parameters
    ----------
    n_axes
        Axes kept; at most the smaller side less one.

    Attributes
    ----------
    eigenvalues_ : NDArray
        Shape (k,): inertia of each axis, falling.
    inertia_ : float
        Total inertia, φ²: χ² over the number of occurrences.
    rows_, columns_ : DataFrame
        One row a point: ``name``, ``mass``, ``inertia`` (its share of the total), ``axis_1``… (principal
        coordinates), ``contribution_1``… (share of the axis's inertia), ``cos2_1``… (share of the point's
        distance to the centre), ``quality`` (sum of the cos²).

    Notes
    -----
    Singular values of ``(P − rcᵀ)/√(rcᵀ)``, by a sparse solver that never fills the table (a dense one for
    small tables), from a fixed start. Each axis is turned so that its largest column coordinate is positive.
    Empty rows and columns have no point: they are left out and named in ``left_out_``.

    Examples
    --------
    >>> table = np.array([[8, 2, 1], [2, 8, 1], [1, 1, 8]])
    >>> analysis = CorrespondenceAnalysis(n_axes=2).fit(table, rows=["Ana", "Bo", "Cy"], columns=list("abc"))
    >>> analysis.eigenvalues_.round(3)
    array([0.503, 0.298])
    >>> analysis.rows_[["name", "axis_1", "cos2_1"]].round(2)
      name  axis_1  cos2_1
    0  Ana   -0.48    0.35
    1   Bo   -0.48    0.35
    2   Cy    1.05    1.00
    """

    def __init__(self, *, n_axes: int = 5) -> None:
        self.n_axes = n_axes

    def fit(
        self,
        table: Table,
        *,
        rows: list[str],
        columns: list[str],
        recipe: Recipe | None = None,
    ) -> Self:
        """Find the axes.

        Parameters
        ----------
        table
            Shape (n, d): counts, dense or sparse.
        rows, columns
            Names.

        Raises
        ------
        TextmineError
            Negative counts, names of another length, or fewer than three rows or columns with counts.
        """
        values = _counts(table)
        if values.shape != (len(rows), len(columns)) or (values.nnz and values.data.min() < 0):
            raise TextmineError("bad_contingency", shape=values.shape, rows=len(rows), columns=len(columns))
        kept_rows = np.flatnonzero(np.asarray(values.sum(axis=1)).ravel() > 0)
        kept_columns = np.flatnonzero(np.asarray(values.sum(axis=0)).ravel() > 0)
        if min(len(kept_rows), len(kept_columns)) < 3:
            raise TextmineError("small_contingency", rows=len(kept_rows), columns=len(kept_columns))
        used = sparse.csr_array(sparse.csc_array(values[kept_rows])[:, kept_columns])
        self.total_ = float(used.sum())
        share = used / self.total_
        self.row_masses_: Floats = np.asarray(share.sum(axis=1), dtype=np.float64).ravel()
        self.column_masses_: Floats = np.asarray(share.sum(axis=0), dtype=np.float64).ravel()
        scaled = sparse.csr_array(
            sparse.diags_array(1 / np.sqrt(self.row_masses_))
            @ share
            @ sparse.diags_array(1 / np.sqrt(self.column_masses_))
        )
        self.inertia_ = float(scaled.multiply(scaled).sum() - 1.0)
        u, singular, v = _axes(scaled, self.row_masses_, self.column_masses_, self.n_axes)
        self.singular_ = singular
        self.eigenvalues_ = singular**2
        self._standard_rows = u / np.sqrt(self.row_masses_)[:, None]
        self._standard_columns = v / np.sqrt(self.column_masses_)[:, None]
        self._kept_columns, self._n_columns = kept_columns, len(columns)
        self._kept_rows, self._n_rows = kept_rows, len(rows)
        row_distance = _norms(scaled, 1) / self.row_masses_ - 1.0
        column_distance = _norms(scaled, 0) / self.column_masses_ - 1.0
        self.rows_ = self._points(
            [rows[i] for i in kept_rows], self._standard_rows, self.row_masses_, row_distance
        )
        self.columns_ = self._points(
            [columns[i] for i in kept_columns], self._standard_columns, self.column_masses_, column_distance
        )
        named = {*self.rows_["name"], *self.columns_["name"]}
        self.left_out_ = tuple(name for name in (*rows, *columns) if name not in named)
        self.recipe_ = (recipe or Recipe()).then("correspondence", n_axes=len(singular))
        return self

    def project_rows(self, table: Table, names: list[str]) -> pd.DataFrame:
        """Return supplementary rows: ``name``, ``axis_1``…, ``cos2_1``…; nan for an empty one.

        Parameters
        ----------
        table
            Shape (m, d): counts of the same columns.
        """
        values = _counts(table)
        self._check_side(values.shape[1], self._n_columns)
        used = np.asarray(sparse.csc_array(values)[:, self._kept_columns].toarray(), dtype=np.float64)
        return self._supplementary(used, names, self._standard_columns, self.column_masses_)

    def project_columns(self, table: Table, names: list[str]) -> pd.DataFrame:
        """Return supplementary columns: as `project_rows`, of a table of shape (n, m)."""
        values = _counts(table)
        self._check_side(values.shape[0], self._n_rows)
        used = np.asarray(values[self._kept_rows].toarray(), dtype=np.float64).T
        return self._supplementary(used, names, self._standard_rows, self.row_masses_)

    def _check_side(self, found: int, wanted: int) -> None:
        if found != wanted:
            raise TextmineError("tables_differ", sizes=f"{wanted}, {found}")

    def _points(self, names: list[str], standard: Floats, masses: Floats, distance: Floats) -> pd.DataFrame:
        principal = standard * self.singular_
        table: dict[str, object] = {
            "name": names,
            "mass": masses,
            "inertia": masses * distance / self.inertia_,
        }
        squared = principal**2
        axes = range(principal.shape[1])
        with np.errstate(divide="ignore", invalid="ignore"):
            cosine = np.where(distance[:, None] > 1e-12, squared / distance[:, None], 0.0)
        table |= {f"axis_{k + 1}": principal[:, k] for k in axes}
        table |= {f"contribution_{k + 1}": masses * standard[:, k] ** 2 for k in axes}
        table |= {f"cos2_{k + 1}": cosine[:, k] for k in axes}
        return pd.DataFrame(table).assign(quality=cosine.sum(axis=1))

    def _supplementary(
        self, used: Floats, names: list[str], standard: Floats, masses: Floats
    ) -> pd.DataFrame:
        with np.errstate(divide="ignore", invalid="ignore"):
            profile = used / used.sum(axis=1, keepdims=True)
            principal = profile @ standard
            distance = ((profile - masses) ** 2 / masses).sum(axis=1)
            cosine = principal**2 / distance[:, None]
        table: dict[str, object] = {"name": names}
        table |= {f"axis_{k + 1}": principal[:, k] for k in range(principal.shape[1])}
        table |= {f"cos2_{k + 1}": cosine[:, k] for k in range(principal.shape[1])}
        return pd.DataFrame(table)


def _counts(table: Table) -> sparse.csr_array:
    filled = table if isinstance(table, sparse.csr_array) else np.atleast_2d(table)
    return sparse.csr_array(filled).astype(np.float64)


def _norms(scaled: sparse.csr_array, axis: int) -> Floats:
    return np.asarray(scaled.multiply(scaled).sum(axis=axis), dtype=np.float64).ravel()


def _axes(
    scaled: sparse.csr_array, rows: Floats, columns: Floats, n_axes: int
) -> tuple[Floats, Floats, Floats]:
    """Return left vectors, singular values, right vectors of ``scaled − √r √cᵀ``, largest first."""
    from scipy.sparse.linalg import LinearOperator, svds

    row_root, column_root = np.sqrt(rows), np.sqrt(columns)
    wanted = max(1, min(n_axes, min(scaled.shape) - 1))
    if min(scaled.shape) <= _DENSE or wanted >= min(scaled.shape) - 1:
        u, singular, vt = np.linalg.svd(
            scaled.toarray() - np.outer(row_root, column_root), full_matrices=False
        )
        u, singular, vt = u[:, :wanted], singular[:wanted], vt[:wanted]
    else:
        operator = LinearOperator(
            scaled.shape,
            matvec=lambda x: scaled @ x.ravel() - row_root * (column_root @ x.ravel()),
            rmatvec=lambda x: scaled.T @ x.ravel() - column_root * (row_root @ x.ravel()),
            dtype=np.float64,
        )
        start = np.random.default_rng(0).normal(size=min(scaled.shape))
        u, singular, vt = svds(operator, k=wanted, v0=start)
        order = np.argsort(-singular)
        u, singular, vt = u[:, order], singular[order], vt[order]
    kept = singular > 1e-10
    u, singular, v = u[:, kept], singular[kept], vt[kept].T
    largest = np.abs(v / column_root[:, None]).argmax(axis=0)
    sign = np.where(v[largest, np.arange(v.shape[1])] < 0, -1.0, 1.0)
    return u * sign, np.asarray(singular, dtype=np.float64), v * sign
