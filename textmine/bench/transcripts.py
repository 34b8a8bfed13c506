"""How much of small transcripts is read right: one transcript a layout or trap, its turns written by hand."""

from __future__ import annotations

import tempfile
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

import pandas as pd

from textmine.bench.drafts import write_document
from textmine.corpus.reading import read
from textmine.corpus.tables import Corpus
from textmine.errors import TextmineError

LEAST_SHARE: Final = 0.99
_MARKS: Final = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}

Said = tuple[str, str]


@dataclass(frozen=True)
class Layout:
    """One transcript and what must be read in it.

    Attributes
    ----------
    trap
        Family of traps: the file's name without ending.
    name
        What is hard about it.
    file
        Name that it gets, "entretien.txt" when nothing is said.
    source
        The text, or paragraphs as `textmine.bench.drafts.write_document` wants them.
    turns
        Pairs (speaker, text) in order.
    starts
        Seconds by the turn's number from 0, where they are checked.
    options
        ``encoding``, ``mark`` (a byte order mark), ``newline``, ``form`` (NFD), ``found`` (the encoding that
        must be reported), ``date``, ``header``, ``footer``.
    """

    trap: str
    name: str
    file: str
    source: str
    turns: tuple[Said, ...]
    starts: Mapping[int, float]
    options: Mapping[str, Any]

    @property
    def encoding(self) -> str:
        """Encoding that must be reported."""
        return str(self.options.get("found") or self.options.get("encoding", "utf-8"))

    def write(self, folder: Path) -> Path:
        """Write the transcript into a folder and return its path."""
        path = folder / self.file
        if path.suffix in (".docx", ".odt"):
            running = {key: str(self.options.get(key, "")) for key in ("header", "footer")}
            write_document(path, self.source, **running)
            return path
        text = unicodedata.normalize(self.options.get("form", "NFC"), self.source)
        text = text.replace("\n", self.options.get("newline", "\n"))
        encoding = self.options.get("encoding", "utf-8")
        mark = _MARKS[encoding] if self.options.get("mark") else b""
        path.write_bytes(mark + text.encode(encoding))
        return path


def load_layouts(folder: Path) -> list[Layout]:
    """Return the transcripts of a folder of ``.toml`` files, each with tables ``[[case]]``.

    Raises
    ------
    TextmineError
        The folder has none.
    """
    found = [layout for path in sorted(folder.glob("*.toml")) for layout in _of_file(path)]
    if not found:
        raise TextmineError("bench_no_layouts", folder=str(folder))
    return found


def _of_file(path: Path) -> Iterator[Layout]:
    for case in tomllib.loads(path.read_text("utf-8"))["case"]:
        rows = [row.split(" | ") for row in case.pop("turns").strip("\n").split("\n")]
        yield Layout(
            path.stem,
            case.pop("name"),
            case.pop("file", "entretien.txt"),
            case.pop("source").strip("\n"),
            tuple((row[0], row[1]) for row in rows),
            {at: float(row[2]) for at, row in enumerate(rows) if len(row) > 2},
            case,
        )


def read_layout(layout: Layout) -> Corpus:
    """Return the corpus that one transcript, alone in a folder, is read into."""
    with tempfile.TemporaryDirectory() as folder:
        return read(layout.write(Path(folder)))


def right_turns(wanted: Sequence[Said], found: Sequence[Said]) -> int:
    """Return how many of the wanted turns are found in order, same speaker and same text.

    Examples
    --------
    >>> right_turns([("A", "oui"), ("B", "non")], [("A", "oui"), ("A", "si"), ("B", "non")])
    2
    """
    blocks = SequenceMatcher(None, list(wanted), list(found), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def score_layout(layout: Layout) -> dict[str, Any]:
    """Return one row: how many turns are right or in excess; whether encoding, date and times are."""
    corpus = read_layout(layout)
    turns = corpus.turns
    found = list(zip(turns["speaker"].tolist(), turns["text"].tolist(), strict=True))
    right = right_turns(layout.turns, found)
    starts = turns["start"].tolist()
    is_timed = all(at < len(starts) and starts[at] == start for at, start in layout.starts.items())
    [report] = corpus.reports
    lost = report.characters - report.attributed - report.reported
    return {
        "trap": layout.trap,
        "layout": layout.name,
        "turns": len(layout.turns),
        "right_turns": right,
        "excess": len(found) - right,
        "encoding_right": report.encoding == layout.encoding,
        "date_right": str(corpus.meetings.loc[0, "date"]) == layout.options.get("date", ""),
        "times_right": is_timed,
        "characters_lost": lost,
    }


def score_layouts(folder: Path) -> pd.DataFrame:
    """Return the rows of `score_layout` for all transcripts of a folder."""
    return pd.DataFrame([score_layout(layout) for layout in load_layouts(folder)])


def tabulate_traps(scores: pd.DataFrame) -> pd.DataFrame:
    """Return one row a family of traps and one for all, from `score_layouts`.

    Returns
    -------
    DataFrame
        ``trap``, ``layouts`` (number), ``turns``, ``right_turns``, ``share_right``, ``encodings_right``
        (number), ``characters_lost``.
    """
    total = scores.assign(trap="total")
    both = pd.concat([scores, total])
    table = both.groupby("trap", sort=False).agg(
        layouts=("layout", "size"),
        turns=("turns", "sum"),
        right_turns=("right_turns", "sum"),
        encodings_right=("encoding_right", "sum"),
        characters_lost=("characters_lost", "sum"),
    )
    table.insert(3, "share_right", table["right_turns"] / table["turns"])
    return table.reset_index()
