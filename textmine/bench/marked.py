"""Transcripts with their entities marked by hand (``{PER#roy:Anne}``), read into a corpus and its truth."""

from __future__ import annotations

import csv
import re
import tempfile
import unicodedata
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Final

import pandas as pd

from textmine.corpus.folder import natural_key
from textmine.corpus.reading import read
from textmine.corpus.tables import Corpus

PARTS: Final = ("dev", "held")
_MARK = re.compile(r"\{(?P<type>[A-Z]+)(?:#(?P<entity>[\w-]+))?:(?P<text>[^{}]*)\}")
_LINE = re.compile(r"(?P<label>(?:\{[^{}]*\}|[^:{}])+?) : (?P<text>.*)")


@dataclass(frozen=True)
class Mark:
    """An entity marked by hand: where in a turn's text, its type, whose it is ("" where nobody says)."""

    start: int
    end: int
    type: str
    entity: str


@dataclass
class Study:
    """Transcripts of one study: what is said, by whom, where, and the truth about its names.

    Attributes
    ----------
    rows
        Meeting, speaker, text of each turn.
    marks
        Those of each turn.
    names
        The user's list: entity, name, kind.
    listed
        Entities on the list or among the speakers.
    """

    name: str
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    marks: list[list[Mark]] = field(default_factory=list)
    names: list[tuple[str, str, str]] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)

    def list_table(self) -> pd.DataFrame:
        """Return the user's list as a table."""
        return pd.DataFrame(self.names, columns=["entity", "name", "kind"])

    def corpus(self) -> Corpus:
        """Return the transcripts as a corpus, read as a user's table is."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{self.name}.csv"
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(["meeting", "speaker", "text"])
                writer.writerows(self.rows)
            return read(path)

    @property
    def n_transcripts(self) -> int:
        """Number of transcripts."""
        return len({meeting for meeting, _, _ in self.rows})


def read_study(text: str, name: str) -> Study:
    r"""Read a study from its text.

    Examples
    --------
    >>> study = read_study("@list roy; person; Anne Roy\n@transcript a\nE : Bonjour {PER#roy:Anne} !", "x")
    >>> study.rows, study.marks[0][0]
    ([('a', 'E', 'Bonjour Anne !')], Mark(start=8, end=12, type='PER', entity='roy'))
    """
    study = Study(name)
    meeting = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("@list "):
            entity, kind, ways = (part.strip() for part in line.removeprefix("@list ").split(";"))
            study.names += [(entity, way.strip(), kind) for way in ways.split(",")]
            study.listed.add(entity)
        elif line.startswith("@transcript "):
            meeting = line.removeprefix("@transcript ").strip()
        elif found := _LINE.fullmatch(line):
            label, own = unmarked(found["label"])
            said, marks = unmarked(found["text"])
            study.listed |= {mark.entity for mark in own}
            study.rows.append((meeting, label, said))
            study.marks.append(marks)
        else:
            raise ValueError(f"{name}: {line!r}")
    # the order in which a corpus has them
    order = sorted(range(len(study.rows)), key=lambda at: natural_key(study.rows[at][0]))
    study.rows, study.marks = [study.rows[at] for at in order], [study.marks[at] for at in order]
    return study


def unmarked(text: str) -> tuple[str, list[Mark]]:
    """Return a text without its marks, and where these were, in the composed letters that `read` gives (NFC).

    Examples
    --------
    >>> unmarked("À {LIEU:Lyon}.")
    ('À Lyon.', [Mark(start=2, end=6, type='LIEU', entity='')])
    """
    text = unicodedata.normalize("NFC", text)
    plain, marks, end = "", [], 0
    for found in _MARK.finditer(text):
        plain += text[end : found.start()]
        marks.append(Mark(len(plain), len(plain) + len(found["text"]), found["type"], found["entity"] or ""))
        plain += found["text"]
        end = found.end()
    return plain + text[end:], marks


def marked_studies(part: str) -> list[Study]:
    """Return the studies of a part of the set that comes with textmine: "dev", or "held" out of tuning.

    A part is what files there are of its name, in the order of their numbers; it may be empty.

    Examples
    --------
    >>> sum(study.n_transcripts for study in marked_studies("dev"))
    105
    """
    folder = resources.files("textmine.bench") / "masking_set"
    names = [one.name for one in folder.iterdir() if one.name.startswith(f"{part}-")]
    files = sorted(names, key=natural_key)
    return [read_study((folder / name).read_text("utf-8"), name.removesuffix(".txt")) for name in files]
