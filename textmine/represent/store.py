"""Features and models on disk: Parquet, NPZ and JSON, never pickle."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import TextmineError
from textmine.parts import (
    Mask,
    Parts,
    frame_of,
    numbers_of,
    part_file,
    part_files,
    read_part,
    rows_of_width,
    table_of,
    write_part,
)
from textmine.recipe import Recipe
from textmine.represent.features import FeatureKind, Features, Values

FACTS_FILE: Final = "textmine.json"
_ARRAYS_FILE: Final = "arrays.npz"
_ROWS_FILE: Final = "rows.parquet"
_FORMAT: Final = 1
_PARTS: Final = "FeatureParts"
_VALUES: Final = "values"


def write_facts(folder: str | Path, what: str, facts: Mapping[str, Any]) -> None:
    """Write the JSON that says what a folder holds, and make the folder."""
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"what": what, "format": _FORMAT, **facts}, ensure_ascii=False, indent=1)
    (home / FACTS_FILE).write_text(text + "\n", encoding="utf-8")


def read_facts(folder: str | Path, what: str) -> dict[str, Any]:
    """Read the JSON of a folder.

    Raises
    ------
    TextmineError
        The folder does not hold `what`, or in a format of a later textmine.
    """
    file = Path(folder) / FACTS_FILE
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TextmineError("not_saved", folder=str(folder), what=what) from error
    if not isinstance(facts, dict) or facts.get("what") != what or facts.get("format") != _FORMAT:
        raise TextmineError("not_saved", folder=str(folder), what=what)
    return facts


def write_parts(
    folder: str | Path, what: str, facts: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
) -> None:
    """Write a model: its facts as JSON, its arrays as NPZ."""
    write_facts(folder, what, facts)
    with (Path(folder) / _ARRAYS_FILE).open("wb") as stream:
        np.savez_compressed(stream, **dict(arrays))  # type: ignore[arg-type]


def read_parts(folder: str | Path, what: str) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read what `write_parts` wrote: its facts and its arrays."""
    facts = read_facts(folder, what)
    try:
        with np.load(Path(folder) / _ARRAYS_FILE, allow_pickle=False) as stored:
            return facts, dict(stored)
    except (OSError, ValueError) as error:
        raise TextmineError("not_saved", folder=str(folder), what=what) from error


def save_features(features: Features, folder: str | Path) -> None:
    """Write features: rows as Parquet, values as NPZ, the rest as JSON.

    Parameters
    ----------
    folder
        Made if it is not there; files of an earlier save are written over.

    Examples
    --------
    >>> import tempfile
    >>> rows = pd.DataFrame({"speaker": ["Zoé"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_features(Features(rows, np.array([[0.5, 0.5]]), ("x", "y"), "shares"), folder)
    ...     load_features(folder).frame()
      speaker    x    y
    0     Zoé  0.5  0.5
    """
    facts = {"columns": features.columns, "kind": features.kind, "recipe": features.recipe.to_dict()}
    write_parts(folder, "Features", facts, _arrays_of(features.values))
    features.rows.to_parquet(Path(folder) / _ROWS_FILE)


def load_features(folder: str | Path) -> Features:
    """Read what `save_features` wrote.

    Raises
    ------
    TextmineError
        The folder does not hold saved features.
    """
    facts, arrays = read_parts(folder, "Features")
    try:
        rows = pd.read_parquet(Path(folder) / _ROWS_FILE)
    except (OSError, ValueError) as error:
        raise TextmineError("not_saved", folder=str(folder), what="Features") from error
    recipe = Recipe.from_dict(facts["recipe"])
    return Features(rows, _values_of(arrays), tuple(facts["columns"]), facts["kind"], recipe)


def save_feature_parts(parts: Iterable[Features], folder: Path) -> None:
    """Write dense features as they come, one Parquet file a table: the rows, and ``values`` as lists."""
    for place, features in enumerate(parts):
        table = table_of(features.rows).append_column(_VALUES, rows_of_width(features.dense()))
        write_part(part_file(folder, place), table)
        facts = {"columns": features.columns, "kind": features.kind, "recipe": features.recipe.to_dict()}
        if not place:
            write_facts(folder, _PARTS, facts)


class FeatureParts(Parts[Features]):
    """The features that `save_feature_parts` wrote: their rows at hand, their values one meeting at a time.

    Attributes
    ----------
    rows, columns, kind, recipe
        Those of the whole, see `Features`.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        facts = read_facts(folder, _PARTS)
        self.columns: tuple[str, ...] = tuple(facts["columns"])
        self.kind: FeatureKind = facts["kind"]
        self.recipe = Recipe.from_dict(facts["recipe"])

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The labels of all rows."""
        tables = [read_part(file) for file in part_files(self.folder)]
        return frame_of([table.drop_columns([_VALUES]) for table in tables])

    def read(self, place: int) -> Features:
        """Return the features of a meeting."""
        table = read_part(part_file(self.folder, place))
        rows = frame_of([table.drop_columns([_VALUES])])
        return Features(rows, numbers_of(table, _VALUES), self.columns, self.kind, self.recipe)

    def join(self, tables: list[Features]) -> Features:
        """Return the features of meetings as one table."""
        rows = pd.concat([table.rows for table in tables], ignore_index=True)
        values = np.concatenate([table.dense() for table in tables])
        return Features(rows, values, self.columns, self.kind, self.recipe)

    def whole(self, chosen: Mask | None = None) -> Features:
        """Return the features of all meetings as one table, or the rows chosen."""
        wanted = np.ones(int(self.n_rows.sum()), dtype=np.bool_) if chosen is None else chosen
        rows = self.rows[wanted].reset_index(drop=True)
        return Features(rows, self.pick(np.flatnonzero(wanted)), self.columns, self.kind, self.recipe)

    def view(self, chosen: Mask) -> FeatureView:
        """Return the rows chosen, their values left on disk till they are asked for."""
        return FeatureView(self, np.flatnonzero(chosen))

    def pick(self, places: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the values of the rows at these places in the whole, shape (number of places, d)."""
        ends = np.cumsum(self.n_rows)
        part = np.searchsorted(ends, places, side="right")
        values = np.empty((len(places), len(self.columns)))
        for at in np.unique(part):
            own = part == at
            some = numbers_of(read_part(part_file(self.folder, int(at)), [_VALUES]), _VALUES)
            values[own] = some[places[own] - (ends[at] - self.n_rows[at])]
        return values


class FeatureView:
    """Some rows of features that are on disk: a measure that asks for one meeting at a time holds no more.

    Attributes
    ----------
    rows, columns, kind, recipe
        See `Features`.
    """

    def __init__(self, parts: FeatureParts, places: NDArray[np.int64]) -> None:
        self._parts = parts
        self._places = places
        self.rows = parts.rows.iloc[places].reset_index(drop=True)
        self.columns, self.kind, self.recipe = parts.columns, parts.kind, parts.recipe

    def pick(self, places: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the values of the rows at these places, shape (number of places, d)."""
        return self._parts.pick(self._places[places])


def _arrays_of(values: Values) -> dict[str, NDArray[Any]]:
    if not isinstance(values, sparse.csr_array):
        return {"values": values}
    shape = np.array(values.shape, dtype=np.int64)
    return {"data": values.data, "indices": values.indices, "indptr": values.indptr, "shape": shape}


def _values_of(arrays: Mapping[str, NDArray[Any]]) -> Values:
    if "values" in arrays:
        return arrays["values"]
    parts = (arrays["data"], arrays["indices"], arrays["indptr"])
    rows, columns = (int(size) for size in arrays["shape"])
    return sparse.csr_array(parts, shape=(rows, columns))
