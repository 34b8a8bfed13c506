"""Features and models on disk: Parquet, NPZ and JSON, never pickle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import TextmineError
from textmine.recipe import Recipe
from textmine.represent.features import Features, Values

FACTS_FILE: Final = "textmine.json"
_ARRAYS_FILE: Final = "arrays.npz"
_ROWS_FILE: Final = "rows.parquet"
_FORMAT: Final = 1


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
