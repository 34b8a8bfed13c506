"""The files of a corpus: which are transcripts, which belong together, and what ``metadata.csv`` says."""

from __future__ import annotations

import csv
import fnmatch
import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from textmine.corpus.clocks import iso_date
from textmine.corpus.encodings import decode
from textmine.corpus.formats import format_by_ending
from textmine.corpus.limits import refuse_unfit, shown_name
from textmine.corpus.speaker_table import SPEAKER_FILE
from textmine.errors import TextmineError
from textmine.recipe import hash_of_file

SETTINGS: Final = "corpus.toml"
METADATA: Final = "metadata.csv"
PROJECT: Final = "data.qda"
UTTERANCES: Final = "utterances.jsonl"
NOT_TRANSCRIPTS: Final = (
    SETTINGS, METADATA, SPEAKER_FILE, "card.md", "readme*", "license*", "licence*", "copying*", "notice*",
    "thumbs.db", "desktop.ini", ".*", "~$*", "*.mp3", "*.wav", "*.m4a", "*.ogg", "*.flac", "*.mp4", "*.mov",
    "*.png", "*.jpg", "*.jpeg",
)  # fmt: skip
_DIGITS = re.compile(r"(\d+)")


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts "Partie 10" after "Partie 2".

    Examples
    --------
    >>> sorted(["p10", "p2", "P1"], key=natural_key)
    ['P1', 'p2', 'p10']
    """
    parts = _DIGITS.split(name.casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)


def is_transcript(path: Path, root: Path) -> bool:
    """Tell whether a file of a corpus folder is taken for a transcript: all but those of `NOT_TRANSCRIPTS`.

    Examples
    --------
    >>> is_transcript(Path("c/a.txt"), Path("c")), is_transcript(Path("c/.git/a.txt"), Path("c"))
    (True, False)
    """
    parts = path.relative_to(root).parts
    if any(part.startswith(".") for part in parts):
        return False
    if any(part.casefold().endswith(".qda") for part in parts[:-1]) and path.name != PROJECT:
        return False
    if path.suffix.casefold() == ".json" and (path.parent / UTTERANCES).is_file():
        return False
    return not any(fnmatch.fnmatch(path.name.casefold(), pattern) for pattern in NOT_TRANSCRIPTS)


def transcripts(path: Path) -> list[Path]:
    """Return the transcripts of a file or folder, subfolders included, in natural order.

    Raises
    ------
    TextmineError
        There is no such path, no transcript in it, a file of unknown format, or one that is no regular
        file or too large (`textmine.corpus.limits.refuse_unfit`).
    """
    if not path.exists() and not path.is_symlink():
        raise TextmineError("no_such_path", path=shown_name(str(path)))
    if not path.is_dir():
        format_by_ending(path)
        refuse_unfit(path)
        return [path]
    if path.suffix.casefold() == ".qda" and (path / PROJECT).is_file():
        return [path / PROJECT]
    files = [file for file in _walk(path) if is_transcript(file, path)]
    if not files:
        raise TextmineError("empty_folder", path=str(path))
    files.sort(key=lambda file: natural_key(file.relative_to(path).as_posix()))
    for file in files:
        format_by_ending(file)
        refuse_unfit(file)
    return files


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder; linked folders are not entered, one that cannot be read is an error."""

    def refuse(error: OSError) -> None:
        raise TextmineError("no_access", path=error.filename, fault=error.strerror) from error

    for where, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(where, name) for name in names)


def hashes(files: Sequence[Path], root: Path) -> dict[str, str]:
    """Return the SHA-256 of each file by its name inside the corpus."""
    return {file.relative_to(root).as_posix(): hash_of_file(file) for file in files}


def copies_of(inputs: Mapping[str, str]) -> dict[str, str]:
    """Return the files that have the content of one before them, to the name of that one.

    Examples
    --------
    >>> copies_of({"a.txt": "1f", "b.txt": "2e", "c.txt": "1f"})
    {'c.txt': 'a.txt'}
    """
    first: dict[str, str] = {}
    for name, digest in inputs.items():
        first.setdefault(digest, name)
    return {name: first[digest] for name, digest in inputs.items() if first[digest] != name}


def part_of(stem: str, separator: str) -> tuple[str, str]:
    """Return the meeting and the agenda item that a file's name gives, where files are parts of meetings.

    Examples
    --------
    >>> part_of("Debat_1--Partie_2_Emploi", "--"), part_of("Debat_1", "")
    (('Debat_1', 'Partie 2 Emploi'), ('Debat_1', ''))
    """
    meeting, found, part = stem.partition(separator) if separator else (stem, "", "")
    return (meeting, " ".join(part.replace("_", " ").split())) if found and meeting else (stem, "")


def read_metadata(folder: Path) -> dict[str, dict[str, str]]:
    """Return the rows of ``metadata.csv`` by their column ``id``, dates as ISO 8601; nothing without it.

    Raises
    ------
    TextmineError
        There is no column ``id``.
    """
    path = folder / METADATA
    if not path.is_file():
        return {}
    text = decode(path.read_bytes(), file=METADATA).text
    comma = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    rows = csv.DictReader(io.StringIO(text), delimiter=comma)
    names = {name.strip().casefold(): name for name in rows.fieldnames or ()}
    if "id" not in names:
        raise TextmineError("metadata_columns", file=METADATA, columns=", ".join(names) or "-")
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        values = {key: (row[name] or "").strip() for key, name in names.items()}
        values["date"] = iso_date(values.get("date", ""))
        found[values["id"]] = values
    return found
