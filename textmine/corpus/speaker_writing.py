"""Write the present speakers as the table ``speakers.csv``, for the researcher to correct."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from textmine.corpus.identities import Identity, guess_identities
from textmine.corpus.speaker_table import SPEAKER_FILE, SpeakerRow, load_speaker_table
from textmine.corpus.speakers import SEPARATOR
from textmine.corpus.tables import SPEAKER_COLUMNS, Corpus
from textmine.corpus.vocabulary import fold, is_local
from textmine.errors import TextmineError
from textmine.files import write_whole

HELD: Final = ("declared", "source")
_FIRST: Final = ("label", "meeting", "speaker", "role", "cluster", "legitimacy")
_LAST: Final = ("turns", "words", "proposed", "proposed_role", "why")


def tabulate_labels(corpus: Corpus) -> pd.DataFrame:
    r"""Return one row a label, and a meeting for labels that mean another person in each, most turns first.

    Returns
    -------
    DataFrame
        ``label``, ``meeting`` ("" for all), ``speaker`` ("" where the label names nobody yet), ``role``
        ("" where it is only guessed), ``cluster``, ``legitimacy``, further attributes, ``turns`` and
        ``words`` (of the speaker), ``proposed`` (a person it may be), ``proposed_role``, ``why`` (what
        role and person were guessed from). Read again, it changes nothing.

    Examples
    --------
    >>> import tempfile
    >>> from textmine.corpus.reading import read
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.txt"
    ...     _ = path.write_text("E : Qui ?\nR : Moi.\nE : Où ?\nR : Là.", encoding="utf-8")
    ...     tabulate_labels(read(path))[["label", "meeting", "speaker", "proposed_role"]].values.tolist()
    [['E', '', 'E', 'interviewer'], ['R', 'a', '', 'pilot']]
    """
    extras = [str(column) for column in corpus.speakers.columns if column not in SPEAKER_COLUMNS]
    rows = sorted(_rows(corpus, extras), key=lambda row: (-row["turns"], row["label"], row["meeting"]))
    return pd.DataFrame(rows, columns=[*_FIRST, *extras, *_LAST])


def _rows(corpus: Corpus, extras: Sequence[str]) -> Iterator[dict[str, Any]]:
    guesses = {(guess.speaker, guess.label): guess for guess in guess_identities(corpus)}
    counts: Counter[str] = Counter()
    for report in corpus.reports:
        counts.update(report.labels)
    owners = Counter(label for found in corpus.speakers["labels"] for label in str(found).split(SEPARATOR))
    here = Counter(zip(corpus.turns["speaker"], corpus.turns["meeting"], strict=True))
    places: dict[str, dict[str, int]] = defaultdict(dict)
    for (speaker, meeting), count in here.items():
        places[str(speaker)][str(meeting)] = count
    for person in corpus.speakers.to_dict("records"):
        name = str(person["speaker"])
        labels = str(person["labels"]).split(SEPARATOR)
        for label in labels:
            said = _said(person, label, guesses.get((name, label)))
            said |= {column: _cell(person[column]) for column in extras}
            if is_local(label) or owners[label] > 1:
                for meeting, count in places[name].items():
                    yield {"label": label, "meeting": meeting, "turns": count, **said}
            else:
                count = counts[label] if len(labels) > 1 else sum(places[name].values())
                yield {"label": label, "meeting": "", "turns": count, **said}


def _said(person: dict[Any, Any], label: str, guess: Identity | None) -> dict[str, Any]:
    """Return what is known, and apart from it what is guessed, of the person behind a label."""
    name, reason = str(person["speaker"]), str(person["role_reason"])
    held = reason in HELD
    why = ([] if held else [reason]) + ([guess.reason] if guess else [])
    is_unnamed = is_local(label) and (is_local(name) or name.startswith(f"{_plain(label)} ("))
    return {
        "speaker": "" if is_unnamed else name,
        "role": str(person["role"]) if held and not is_unnamed else "",
        "cluster": str(person["cluster"]),
        "legitimacy": _cell(person["legitimacy"]),
        "words": int(person["words"]),
        "proposed": guess.person if guess else "",
        "proposed_role": "" if held else str(person["role"]),
        "why": ", ".join(why),
    }


def _plain(label: str) -> str:
    return " ".join(label.replace("_", " ").split())


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:g}"
    return str(value)


def write_speaker_table(corpus: Corpus, path: Path) -> Path:
    """Write `tabulate_labels` as a CSV for spreadsheets; rows of an older table that match nothing stay.

    Parameters
    ----------
    corpus
        Corpus as read.
    path
        The file, or the folder that gets a ``speakers.csv``.

    Returns
    -------
    Path
        The file written, whole or not at all.
    """
    path = path / SPEAKER_FILE if path.is_dir() else path
    table = tabulate_labels(corpus)
    before = _kept(load_speaker_table(path), table) if path.is_file() else []
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(table.columns), delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows({str(key): value for key, value in row.items()} for row in table.to_dict("records"))
    writer.writerows(before)
    return write_whole(path, stream.getvalue().encode("utf-8-sig"))


def _kept(rows: Sequence[SpeakerRow], table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of an older table for labels that are not in the new one."""
    here = {fold(str(label)) for label in table["label"]}
    return [
        {
            "label": row.label,
            "meeting": row.meeting,
            "speaker": row.speaker,
            **{what: _cell(value) for what, value in row.facts.items() if what in table.columns},
        }
        for row in rows
        if fold(row.label) not in here
    ]


def folder_of(path: Path) -> Path:
    """Return the folder that holds a corpus's ``speakers.csv``.

    Raises
    ------
    TextmineError
        There is no such path.
    """
    if not path.exists():
        raise TextmineError("no_such_path", path=str(path))
    return path if path.is_dir() else path.parent
