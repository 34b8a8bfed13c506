"""A corpus as a folder of Parquet and JSON, without pickle, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import pandas as pd

from textmine.corpus.tables import Corpus, Leftover, ParseReport
from textmine.errors import TextmineError
from textmine.recipe import Recipe

FORMAT: Final = "textmine corpus 1"
TABLES: Final = ("turns", "meetings", "speakers", "marks")
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


def _write(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1, default=str), encoding="utf-8")


def load_corpus(folder: Path | str) -> Corpus:
    """Return the corpus that `save_corpus` wrote.

    Raises
    ------
    TextmineError
        The folder is not a saved corpus, or a file of it is missing or broken.
    """
    folder = Path(folder)
    try:
        head = json.loads((folder / _HEAD).read_text("utf-8"))
        if head.get("format") != FORMAT:
            raise ValueError(f"format {head.get('format')!r}")
        frames = {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES}
        reports = tuple(_report(data) for data in json.loads((folder / _REPORTS).read_text("utf-8")))
        return Corpus(
            name=head["name"],
            language=head["language"],
            reports=reports,
            recipe=Recipe.from_dict(head["recipe"]),
            **frames,
        )
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise TextmineError("unreadable_corpus", path=str(folder), fault=str(error)) from error


def _report(data: dict[str, Any]) -> ParseReport:
    leftovers = tuple(Leftover(**left) for left in data.pop("leftovers"))
    warnings = tuple((str(key), dict(facts)) for key, facts in data.pop("warnings"))
    return ParseReport(**data, leftovers=leftovers, warnings=warnings)
