"""Segments and tokens on disk: Parquet for tables, npz for arrays, JSON for the rest; never pickle."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from textmine.recipe import Recipe
from textmine.segment.tables import Segments, Tokens

_SEGMENT_ARRAYS = ("pointer", "turn", "start", "end")
_TOKEN_ARRAYS = ("pointer", "form", "lemma", "pos", "start", "end", "flags")


def save_segments(segments: Segments, folder: Path) -> None:
    """Write segments to a folder, made if needed."""
    folder.mkdir(parents=True, exist_ok=True)
    segments.rows.to_parquet(folder / "rows.parquet", index=False)
    np.savez(folder / "arrays.npz", **{name: getattr(segments, name) for name in _SEGMENT_ARRAYS})
    _write_json(folder / "about.json", {"unit": segments.unit, "recipe": segments.recipe.to_dict()})


def load_segments(folder: Path) -> Segments:
    """Return the segments that `save_segments` wrote."""
    about = json.loads((folder / "about.json").read_text("utf-8"))
    with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
        pointer, turn, start, end = (arrays[name] for name in _SEGMENT_ARRAYS)
    return Segments(
        rows=pd.read_parquet(folder / "rows.parquet"),
        pointer=pointer,
        turn=turn,
        start=start,
        end=end,
        unit=about["unit"],
        recipe=Recipe.from_dict(about["recipe"]),
    )


def save_tokens(tokens: Tokens, folder: Path) -> None:
    """Write tokens to a folder, made if needed."""
    folder.mkdir(parents=True, exist_ok=True)
    tokens.rows.to_parquet(folder / "rows.parquet", index=False)
    np.savez(folder / "arrays.npz", **{name: getattr(tokens, name) for name in _TOKEN_ARRAYS})
    about = {"vocabulary": tokens.vocabulary, "recipe": tokens.recipe.to_dict()}
    _write_json(folder / "about.json", about)


def load_tokens(folder: Path) -> Tokens:
    """Return the tokens that `save_tokens` wrote."""
    about = json.loads((folder / "about.json").read_text("utf-8"))
    with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
        pointer, form, lemma, pos, start, end, flags = (arrays[name] for name in _TOKEN_ARRAYS)
    return Tokens(
        rows=pd.read_parquet(folder / "rows.parquet"),
        pointer=pointer,
        form=form,
        lemma=lemma,
        pos=pos,
        start=start,
        end=end,
        flags=flags,
        vocabulary=tuple(about["vocabulary"]),
        recipe=Recipe.from_dict(about["recipe"]),
    )


def _write_json(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
