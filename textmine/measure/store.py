"""Results on disk: tables as Parquet, the rest as JSON; read back, a result is equal to what was written."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from textmine.recipe import Recipe

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Result = TypeVar("Result")
FILE = "result.json"


def save_result(result: DataclassInstance, folder: Path) -> None:
    """Write a result, a frozen dataclass of tables and plain data, to a folder, made if needed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in _parts(result).items():
        if isinstance(value, pd.DataFrame):
            value.to_parquet(folder / f"{name}.parquet", index=False)
    (folder / FILE).write_text(json.dumps(to_dict(result), ensure_ascii=False), encoding="utf-8")


def to_dict(result: DataclassInstance) -> dict[str, object]:
    """Return all but the tables as plain data."""
    plain = {name: value for name, value in _parts(result).items() if not isinstance(value, pd.DataFrame)}
    return {name: v.to_dict() if isinstance(v, Recipe) else v for name, v in plain.items()}


def load_result(kind: Callable[..., Result], folder: Path) -> Result:
    """Return the result of a kind that `save_result` wrote."""
    data: dict[str, Any] = json.loads((folder / FILE).read_text("utf-8"))
    recipe = Recipe.from_dict(data.pop("recipe"))
    plain = {name: _with_tuples(value) for name, value in data.items()}
    tables = {path.stem: pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
    return kind(**plain, **tables, recipe=recipe)


def _parts(result: DataclassInstance) -> dict[str, Any]:
    return {field.name: getattr(result, field.name) for field in fields(result)}


def _with_tuples(value: Any) -> Any:  # noqa: ANN401 - any plain data
    """Return plain data with a tuple for each list: JSON has no tuples, results have no lists."""
    return tuple(_with_tuples(item) for item in value) if isinstance(value, list) else value
