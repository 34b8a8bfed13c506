"""Names given back with the key, to the character."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.corpus.masking.applying import Replaced, with_old
from textmine.corpus.masking.keyfile import MaskKey, digest_of, read_key
from textmine.corpus.masking.masked import turn_numbers
from textmine.corpus.tables import Corpus
from textmine.errors import TextmineError
from textmine.recipe import Recipe


def unmask(corpus: Corpus, key: MaskKey | Path | str, *, passphrase: str | None = None) -> Corpus:
    r"""Return a masked corpus with its names as they were.

    Parameters
    ----------
    key
        From `mask`, or the path of its file.
    passphrase
        What the file was encrypted with.

    Raises
    ------
    TextmineError
        The key is not that corpus's, the passphrase is wrong, or a turn was changed since.

    Examples
    --------
    >>> import tempfile
    >>> import textmine as tm
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "reunion.txt"
    ...     _ = path.write_text("Anne Roy : Bonjour Paul.\nPaul Lise : Bonjour Anne.", encoding="utf-8")
    ...     corpus = tm.read(path)
    >>> found = tm.mask(corpus, seed=0)
    >>> unmask(found.corpus, found.key).turns["text"].tolist()
    ['Bonjour Paul.', 'Bonjour Anne.']
    """
    if not isinstance(key, MaskKey):
        key = read_key(key, passphrase=passphrase)
    foreign = {*map(str, corpus.meetings["meeting"])} - set(key.meetings)
    if foreign:
        raise TextmineError("mask_foreign_key", meeting=min(foreign))
    tables = {name: getattr(corpus, name).copy() for name in ("turns", "meetings", "speakers")}
    numbers = {number: row for row, number in enumerate(turn_numbers(corpus.turns))}
    tables["turns"]["file"] = ""
    _give_back_texts(tables, key, numbers)
    turns, meetings, speakers = tables["turns"], tables["meetings"], tables["speakers"]
    turns["meeting"] = _mapped(turns["meeting"], key.meetings)
    turns["speaker"] = _mapped(turns["speaker"], key.speakers)
    meetings["meeting"] = _mapped(meetings["meeting"], key.meetings)
    speakers["speaker"] = _mapped(speakers["speaker"], key.speakers)
    files = dict(zip(meetings["meeting"], meetings["file"], strict=True))
    own = [str(file) or files[one] for one, file in zip(turns["meeting"], turns["file"], strict=True)]
    turns["file"] = pd.Series(own, index=turns.index, dtype=corpus.turns["file"].dtype)
    words = turns["text"].str.split().str.len().groupby(turns["speaker"]).sum()
    speakers["words"] = [int(words.get(name, 0)) for name in speakers["speaker"]]
    name = next((str(cell["whole"]) for cell in key.cells if cell["table"] == "corpus"), corpus.name)
    marks = _marks(corpus.marks, key, numbers)
    return replace(
        corpus, name=name, turns=turns, meetings=meetings, speakers=speakers, marks=marks,
        recipe=Recipe().then("unmask"),
    )  # fmt: skip


def _give_back_texts(
    tables: Mapping[str, pd.DataFrame], key: MaskKey, numbers: Mapping[tuple[str, int], int]
) -> None:
    named = {
        name: {str(one): row for row, one in enumerate(tables[name].iloc[:, 0])}
        for name in ("meetings", "speakers")
    }
    values: dict[tuple[str, str], list[Any]] = {}
    for cell in key.cells:
        table, column = str(cell["table"]), str(cell["column"])
        if table not in tables or column not in tables[table]:
            continue
        row = (
            numbers.get((str(cell["row"][0]), int(cell["row"][1])))
            if table == "turns"
            else named[table].get(str(cell["row"][0]))
        )
        if row is None:
            if table == "turns":
                raise TextmineError("mask_turn_changed", meeting=cell["row"][0], turn=int(cell["row"][1]) + 1)
            continue
        column_values = values.setdefault((table, column), list(tables[table][column]))
        column_values[row] = _old(cell, column_values[row])
    for (table, column), found in values.items():
        frame = tables[table]
        frame[column] = pd.Series(found, index=frame.index, dtype=frame[column].dtype)


def _old(cell: Mapping[str, Any], now: object) -> str:
    """Return the old text of a cell.

    Raises
    ------
    TextmineError
        The new text of a turn is not what it was.
    """
    if "whole" in cell:
        return str(cell["whole"])
    if digest_of(str(now)) != cell["digest"]:
        meeting, turn = cell["row"]
        raise TextmineError("mask_turn_changed", meeting=meeting, turn=int(turn) + 1)
    return with_old(str(now), [Replaced(int(low), int(high), str(old)) for low, high, old in cell["spans"]])


def _mapped(column: pd.Series, names: Mapping[str, str]) -> pd.Series:
    values = [names.get(str(one), str(one)) for one in column]
    return pd.Series(values, index=column.index, dtype=column.dtype)


def _marks(marks: pd.DataFrame, key: MaskKey, numbers: Mapping[tuple[str, int], int]) -> pd.DataFrame:
    """Return the annotations with those that the key has in place of the new ones."""
    own = {numbers[str(one["meeting"]), int(one["turn"])]: one["marks"] for one in key.marks}
    rows = [
        (int(turn), int(at), str(text))
        for turn, at, text in zip(marks["turn"], marks["position"], marks["text"], strict=True)
        if int(turn) not in own
    ]
    rows += [(turn, int(at), str(text)) for turn, pairs in own.items() for at, text in pairs]
    rows.sort(key=lambda row: row[0])
    table = pd.DataFrame(rows, columns=["turn", "position", "text"])
    return (
        table.astype({name: marks[name].dtype for name in ("turn", "position", "text")})
        if len(table)
        else marks
    )
