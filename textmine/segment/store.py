"""Segments and tokens on disk: Parquet for tables, one file a meeting, JSON for the rest; never pickle."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from textmine.parts import (
    Parts,
    frame_of,
    lists_of,
    numbers_of,
    part_file,
    part_files,
    read_part,
    table_of,
    values_of,
    write_part,
)
from textmine.recipe import Recipe
from textmine.segment.tables import TOKEN_ARRAYS, Segments, Tokens

_ABOUT: Final = "about.json"
_SPANS: Final = ("turn", "start", "end")
_IDS: Final = ("form", "lemma")
_SIZE: Final = "n_tokens"


def save_segments(parts: Iterable[Segments], folder: Path) -> None:
    """Write segments as they come, one file a table; one table at least.

    A file holds the rows, and the turn and the span of what each segment is made of as lists
    (``part_turn``, ``part_start``, ``part_end``).
    """
    last = None
    for place, segments in enumerate(parts):
        table = table_of(segments.rows)
        for name in _SPANS:
            table = table.append_column(f"part_{name}", lists_of(getattr(segments, name), segments.pointer))
        write_part(part_file(folder, place), table)
        last = segments
    if last is not None:
        _write_json(folder / _ABOUT, {"unit": last.unit, "recipe": last.recipe.to_dict()})


class SegmentParts(Parts[Segments]):
    """The segments that `save_segments` wrote, one meeting at a time."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        about = json.loads((folder / _ABOUT).read_text("utf-8"))
        self._unit = str(about["unit"])
        self._recipe = Recipe.from_dict(about["recipe"])

    def read(self, place: int) -> Segments:
        """Return the segments of a meeting."""
        table = read_part(part_file(self.folder, place))
        spans, pointer = {}, np.zeros(1, dtype=np.int64)
        for name in _SPANS:
            spans[name], pointer = values_of(table, f"part_{name}")
        rows = frame_of([table.drop_columns([f"part_{name}" for name in _SPANS])])
        return Segments(rows=rows, pointer=pointer, unit=self._unit, recipe=self._recipe, **spans)

    def join(self, tables: list[Segments]) -> Segments:
        """Return the segments of meetings as one table."""
        return Segments.joined(tables)


def save_tokens(parts: Iterable[Tokens], folder: Path) -> None:
    """Write tokens as they come, two files a table: the segments' rows, and the tokens one by one.

    Forms and lemmas are strings, by number of the distinct ones of the file (Parquet's dictionaries).
    """
    import pyarrow as pa

    words: set[str] = set()
    recipe = Recipe()
    for place, tokens in enumerate(parts):
        rows = tokens.rows.assign(**{_SIZE: np.diff(tokens.pointer)})
        write_part(part_file(folder / "rows", place), table_of(rows))
        own = pa.array(tokens.vocabulary, type=pa.string())
        columns: dict[str, Any] = {"segment": tokens.segment.astype(np.int32)}
        for name in TOKEN_ARRAYS:
            numbers = pa.array(getattr(tokens, name))
            columns[name] = pa.DictionaryArray.from_arrays(numbers, own) if name in _IDS else numbers
        write_part(part_file(folder / "tokens", place), pa.table(columns))
        words.update(tokens.vocabulary)
        recipe = tokens.recipe
    _write_json(folder / _ABOUT, {"vocabulary": sorted(words), "recipe": recipe.to_dict()})


class TokenParts(Parts[Tokens]):
    """The tokens that `save_tokens` wrote, one meeting at a time, all with the vocabulary of the whole.

    Attributes
    ----------
    vocabulary
        The strings in order of code points.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "rows")
        self._tokens = folder / "tokens"
        about = json.loads((folder / _ABOUT).read_text("utf-8"))
        self.vocabulary = tuple(about["vocabulary"])
        self._recipe = Recipe.from_dict(about["recipe"])

    def read(self, place: int) -> Tokens:
        """Return the tokens of a meeting."""
        rows = frame_of([read_part(part_file(self.folder, place))])
        sizes = rows.pop(_SIZE).to_numpy()
        table = read_part(part_file(self._tokens, place), TOKEN_ARRAYS)
        arrays: dict[str, NDArray[Any]] = {
            name: self._numbers(table.column(name).combine_chunks())
            if name in _IDS
            else numbers_of(table, name)
            for name in TOKEN_ARRAYS
        }
        pointer = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return Tokens(rows=rows, pointer=pointer, vocabulary=self.vocabulary, recipe=self._recipe, **arrays)

    def join(self, tables: list[Tokens]) -> Tokens:
        """Return the tokens of meetings as one table."""
        return Tokens.joined(tables)

    def count_active(self) -> int:
        """Return the number of content words in all parts."""
        files = part_files(self._tokens)
        return sum(int((numbers_of(read_part(file, ["flags"]), "flags") == 0).sum()) for file in files)

    def _numbers(self, column: Any) -> NDArray[np.int32]:  # noqa: ANN401 - an array of pyarrow
        """Return the place of each string in the vocabulary of the whole."""
        if not hasattr(self, "_place"):
            self._place = {word: place for place, word in enumerate(self.vocabulary)}
        places = np.array([self._place[word] for word in column.dictionary.to_pylist()], dtype=np.int32)
        found = column.indices.to_numpy(zero_copy_only=False)
        return places[found] if len(places) else np.zeros(0, dtype=np.int32)


def _write_json(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
