"""A convergence result on disk: tables as Parquet, the rest as JSON."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.measure.results import Convergence
from textmine.recipe import Recipe

_TABLES = ("table", "pairs", "cells", "strata", "pair_trends", "pilot_trends", "sensitivity")


def save_convergence(result: Convergence, folder: Path) -> None:
    """Write a result to a folder, made if needed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in _TABLES:
        getattr(result, name).to_parquet(folder / f"{name}.parquet", index=False)
    (folder / "result.json").write_text(json.dumps(to_dict(result), ensure_ascii=False), encoding="utf-8")


def to_dict(result: Convergence) -> dict[str, object]:
    """Return all but the tables as plain data."""
    names = [field.name for field in fields(result) if field.name not in {*_TABLES, "recipe"}]
    return {**{name: getattr(result, name) for name in names}, "recipe": result.recipe.to_dict()}


def load_convergence(folder: Path) -> Convergence:
    """Return the result that `save_convergence` wrote."""
    data: dict[str, Any] = json.loads((folder / "result.json").read_text("utf-8"))
    data |= {name: pd.read_parquet(folder / f"{name}.parquet") for name in _TABLES}
    data["recipe"] = Recipe.from_dict(data["recipe"])
    data["reasons"] = tuple((key, facts) for key, facts in data["reasons"])
    for name in ("relative_slope_interval", "relative_slope_block_interval", "share_lost_interval"):
        data[name] = tuple(data[name])
    return Convergence(**data)
