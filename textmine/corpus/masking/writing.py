"""A masked corpus as a folder that `read` reads again: a table of turns a meeting, and ``corpus.toml``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pandas as pd

from textmine.corpus.assembly import Turn
from textmine.corpus.marks import cut_marks
from textmine.corpus.reading import read
from textmine.corpus.tables import SPEAKER_COLUMNS, TURN_COLUMNS, Corpus
from textmine.errors import TextmineError
from textmine.files import write_whole

_ASIDE: Final = ("labels", "words", "role_reason", "speaker")


def write_turns(corpus: Corpus, folder: Path | str) -> int:
    """Write a corpus as CSV, a file a meeting, with ``corpus.toml``; return how many annotations were lost.

    The folder is read again, and its turns compared, so that what is written is what was meant.

    Raises
    ------
    TextmineError
        The folder has files already, or what was written does not read the same.
    """
    folder = Path(folder)
    if folder.is_file():
        raise TextmineError("not_a_folder", path=str(folder))
    if folder.is_dir() and any(folder.iterdir()):
        raise TextmineError("mask_folder_full", path=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    lost = 0
    for meeting, turns in corpus.turns.groupby("meeting", sort=False):
        data, missing = _table(turns, corpus.marks)
        lost += missing
        write_whole(folder / file_of(str(meeting)), data)
    import tomli_w

    write_whole(folder / "corpus.toml", tomli_w.dumps(_settings(corpus)).encode("utf-8"))
    _compare(corpus, folder)
    return lost


def file_of(meeting: str) -> str:
    """Return the name of the file that a meeting is written to.

    Examples
    --------
    >>> file_of("2021/reunion-1")
    '2021_reunion-1.csv'
    """
    return "".join("_" if one in '/\\:*?"<>|' else one for one in meeting) + ".csv"


def _compare(corpus: Corpus, folder: Path) -> None:
    again = read(folder)
    for column in ("meeting", "speaker", "text"):
        pairs = zip(corpus.turns[column], again.turns[column], strict=False)
        if len(again.turns) != len(corpus.turns) or any(one != two for one, two in pairs):
            raise TextmineError("mask_not_faithful", path=str(folder), column=column)


def _table(turns: pd.DataFrame, marks: pd.DataFrame) -> tuple[bytes, int]:
    more = [str(name) for name in turns.columns if name not in TURN_COLUMNS]
    columns = ["speaker", "text"]
    columns += ["agenda"] if turns["agenda"].astype(bool).any() else []
    columns += [name for name in ("start", "end") if turns[name].notna().any()]
    interrupted = bool((turns["kind"] == "interruption").any())
    lost = 0
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([*columns, *(["kind"] if interrupted else []), *more])
    for index, row in zip(turns.index, turns.to_dict("records"), strict=True):
        own = marks[marks["turn"] == index] if len(marks) else marks
        text, missing = _with_marks(str(row["text"]), list(zip(own["position"], own["text"], strict=True)))
        lost += missing
        cells = [text if name == "text" else _cell(row[name]) for name in columns]
        kind = ["interruption" if row["kind"] == "interruption" else ""] if interrupted else []
        writer.writerow([*cells, *kind, *(_cell(row[name]) for name in more)])
    return stream.getvalue().encode("utf-8"), lost


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if value != value else repr(value)
    return "" if value is None or value is pd.NA else str(value)


def _with_marks(text: str, marks: list[tuple[Any, Any]]) -> tuple[str, int]:
    """Return a text with its annotations where they were, and how many cannot be told from speech there."""
    if not marks:
        return text, 0
    parts, end = [], 0
    for position, mark in sorted((int(at), str(mark)) for at, mark in marks):
        parts.append(text[end:position])
        parts.append(f" {mark}" if position else f"{mark} ")
        end = position
    full = "".join([*parts, text[end:]])
    wanted = [(int(at), str(mark)) for at, mark in marks]
    again = Turn("", "speech", "", 0)
    for kind, part in cut_marks(full)[0]:
        if kind == "speech":
            again.say(part)
        else:
            again.marks.append((again.length, " ".join(part.split())))
    return (full, 0) if again.text == text and again.marks == sorted(wanted) else (text, len(marks))


def _settings(corpus: Corpus) -> dict[str, Any]:
    return {
        "name": corpus.name,
        "language": corpus.language,
        "meetings": list(_meetings(corpus)),
        "speakers": list(_speakers(corpus.speakers)),
    }


def _meetings(corpus: Corpus) -> Iterator[dict[str, Any]]:
    for row in corpus.meetings.to_dict("records"):
        told = {name: str(row[name]) for name in ("date", "kind", "title", "transcriber") if row[name]}
        yield {"id": str(row["meeting"]), "file": file_of(str(row["meeting"])), **told}


def _speakers(speakers: pd.DataFrame) -> Iterator[dict[str, Any]]:
    more = [str(name) for name in speakers.columns if name not in SPEAKER_COLUMNS]
    for row in speakers.to_dict("records"):
        told: dict[str, Any] = {"id": str(row["speaker"]), "role": str(row["role"])}
        if isinstance(row.get("cluster"), str) and row["cluster"]:
            told["cluster"] = row["cluster"]
        if row.get("legitimacy") == row.get("legitimacy") and row.get("legitimacy") is not None:
            told["legitimacy"] = float(row["legitimacy"])
        yield told | {
            name: row[name]
            for name in more
            if isinstance(row[name], str | int | float) and row[name] == row[name]
        }
