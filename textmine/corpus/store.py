"""A corpus as a folder of Parquet and JSON, its turns one file a meeting or so, without pickle, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from textmine.corpus.tables import Corpus, Leftover, ParseReport
from textmine.errors import TextmineError
from textmine.parts import frame_of, part_file, part_files, read_part, table_of, write_part
from textmine.recipe import Recipe

FORMAT: Final = "textmine corpus 2"
TABLES: Final = ("meetings", "speakers", "marks")
TURNS: Final = "turns"
# turns of a part but the last: shorter meetings share one, lest a corpus of thousands take minutes to write
LEAST_TURNS: Final = 30
_HEAD: Final = "corpus.json"
_REPORTS: Final = "reports.json"


def save_corpus(corpus: Corpus, folder: Path | str) -> None:
    r"""Write the tables as Parquet and the rest as JSON into a folder, which is made if need be.

    ``corpus.json`` is written last: a folder without it is not a corpus.

    Examples
    --------
    >>> import tempfile
    >>> from textmine.corpus.reading import read
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "reunion.txt"
    ...     _ = path.write_text("Anne : oui\nPaul : non", encoding="utf-8")
    ...     save_corpus(read(path), Path(folder) / "saved")
    ...     load_corpus(Path(folder) / "saved").speakers["speaker"].to_list()
    ['Anne', 'Paul']
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _HEAD).unlink(missing_ok=True)
    for file in part_files(folder / TURNS):
        file.unlink()
    for place, (low, high) in enumerate(_bounds(corpus.turns)):
        write_part(part_file(folder / TURNS, place), table_of(corpus.turns.iloc[low:high]))
    for name in TABLES:
        getattr(corpus, name).to_parquet(folder / f"{name}.parquet", index=False)
    reports = [asdict(report) for report in corpus.reports]
    _write(folder / _REPORTS, reports)
    head = {
        "format": FORMAT,
        "name": corpus.name,
        "language": corpus.language,
        "recipe": corpus.recipe.to_dict(),
    }
    _write(folder / _HEAD, head)


def _bounds(turns: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """Yield the first turn of each part, and the one after its last: a meeting, or several that are short."""
    meeting = turns["meeting"]
    starts = np.flatnonzero((meeting != meeting.shift()).to_numpy())
    low = 0
    for start in [*starts[1:].tolist(), len(turns)]:
        if start - low >= LEAST_TURNS or start == len(turns):
            yield low, start
            low = start


def _write(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1, default=str), encoding="utf-8")


def load_corpus(folder: Path | str) -> Corpus:
    """Return the corpus that `save_corpus` wrote.

    Raises
    ------
    TextmineError
        The folder is not a saved corpus, or a file of it is missing or broken.
    """
    return CorpusParts(folder).whole()


class CorpusParts:
    r"""The corpus that `save_corpus` wrote, its turns one meeting at a time.

    Raises
    ------
    TextmineError
        The folder is not a saved corpus, or a file of it is missing or broken.

    Examples
    --------
    >>> import tempfile
    >>> from textmine.corpus.reading import read
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name, talk in (("a", "Anne : oui\nPaul : non\n"), ("b", "Paul : si\nAnne : ah\n")):
    ...         _ = (Path(folder) / f"{name}.txt").write_text(talk * 20, encoding="utf-8")
    ...     save_corpus(read(folder), Path(folder) / "saved")
    ...     [(first, len(corpus.turns)) for first, corpus in CorpusParts(Path(folder) / "saved")]
    [(0, 40), (40, 40)]
    """

    def __init__(self, folder: Path | str) -> None:
        self._folder = Path(folder)
        with self._told():
            head = json.loads((self._folder / _HEAD).read_text("utf-8"))
            if head.get("format") != FORMAT:
                raise ValueError(f"format {head.get('format')!r}")
            tables = {name: pd.read_parquet(self._folder / f"{name}.parquet") for name in TABLES}
            reports = tuple(
                _report(data) for data in json.loads((self._folder / _REPORTS).read_text("utf-8"))
            )
            self._files = part_files(self._folder / TURNS)
            self._empty = Corpus(
                name=head["name"],
                language=head["language"],
                turns=frame_of([read_part(file).slice(0, 0) for file in self._files]),
                reports=reports,
                recipe=Recipe.from_dict(head["recipe"]),
                **tables,
            )

    @property
    def speakers(self) -> pd.DataFrame:
        """The table of all speakers."""
        return self._empty.speakers

    def __iter__(self) -> Iterator[tuple[int, Corpus]]:
        """Yield the corpus with the turns of one meeting after another, and the number of its first turn.

        Its other tables are those of the whole, but for the marks, of which it has none.
        """
        first = 0
        for file in self._files:
            with self._told():
                turns = frame_of([read_part(file)])
            yield first, replace(self._empty, turns=turns, marks=self._empty.marks.iloc[:0])
            first += len(turns)

    def whole(self) -> Corpus:
        """Return the corpus with all its turns."""
        with self._told():
            return replace(self._empty, turns=frame_of([read_part(file) for file in self._files]))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say of any fault of the files that the corpus cannot be read."""
        try:
            yield
        except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
            raise TextmineError("unreadable_corpus", path=str(self._folder), fault=str(error)) from error


def _report(data: dict[str, Any]) -> ParseReport:
    leftovers = tuple(Leftover(**left) for left in data.pop("leftovers"))
    warnings = tuple((str(key), dict(facts)) for key, facts in data.pop("warnings"))
    return ParseReport(**data, leftovers=leftovers, warnings=warnings)
