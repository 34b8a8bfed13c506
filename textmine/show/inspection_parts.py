"""What the page of a check shows of each file, speaker and meeting, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from textmine.corpus.pieces import count_characters
from textmine.corpus.speaker_writing import tabulate_labels
from textmine.corpus.speakers import count_words
from textmine.corpus.tables import Corpus, ParseReport
from textmine.messages import catalogue, say
from textmine.show.files import FileNote, encoding_reason, file_notes
from textmine.show.grids import Grid
from textmine.show.wording import ABSENT, long_date, number, percent, typeset

MOST_FINDINGS: Final = 60
MOST_ROWS: Final = 300
_PARTS: Final = {
    "label": "speakers",
    "time": "speakers",
    "heading": "aside",
    "mark": "aside",
    "preamble": "aside",
    "metadata": "aside",
    "noise": "noise",
    "unattributed": "lost",
}
_ORDER: Final = ("turns", "speakers", "aside", "noise", "lost")


@dataclass(frozen=True)
class Share:
    """One part of a file's bar: its name, its words, its share of 100, and the share as text."""

    name: str
    words: str
    width: float
    text: str


@dataclass(frozen=True)
class Card:
    """One file as the page shows it; severity is "fault", "warning" or "good"; findings have their look."""

    name: str
    place: str
    severity: str
    how: str
    counts: str
    findings: tuple[tuple[str, str], ...]
    shares: tuple[Share, ...]
    note: FileNote


def cards(corpus: Corpus, faults: pd.DataFrame, language: str) -> list[Card]:
    """Return one card a file: those with faults first, then those with warnings, then by name."""
    notes = {note.name: note for note in file_notes(corpus, language)}
    turns = corpus.turns.assign(words=corpus.turns["text"].map(count_words))
    facts = turns.groupby("file").agg(
        words=("words", "sum"), turns=("words", "size"), speakers=("speaker", "nunique")
    )
    found = []
    for at, report in enumerate(corpus.reports):
        mine = faults[faults["file"] == report.file]
        severity = "fault" if (mine["severity"] == "fault").any() else "warning" if len(mine) else "good"
        row = facts.loc[report.file] if report.file in facts.index else None
        found.append(
            Card(
                name=report.file,
                place=f"f{at}",
                severity=severity,
                how=say(
                    "inspection.read_as",
                    language,
                    format=report.format,
                    encoding=report.encoding,
                    reason=encoding_reason(report.encoding_reason, language),
                ),
                counts=_counts(row, language),
                findings=tuple(
                    (_without_file(text, report.file, language), "to-mend" if kind == "fault" else "to-see")
                    for text, kind in zip(mine["message"], mine["severity"], strict=True)
                ),
                shares=_shares(report, language),
                note=notes[report.file],
            )
        )
    return sorted(found, key=lambda card: ("fault", "warning", "good").index(card.severity))


def _counts(row: Any, language: str) -> str:  # noqa: ANN401 - a row of a frame
    words, turns, speakers = (0, 0, 0) if row is None else (int(row[name]) for name in row.index)
    return say(
        "inspection.file_counts",
        language,
        words=number(words, language, digits=0),
        turns=number(turns, language, digits=0),
        speakers=plural("count_speaker", speakers, language),
    )


def plural(key: str, n: int, language: str) -> str:
    """Return a number with its thing, from a sentence of the section ``inspection`` with ``|`` in it.

    Examples
    --------
    >>> plural("count_speaker", 2, "en")
    '2 speakers'
    """
    one, many = say(f"inspection.{key}", language, n=number(n, language, digits=0)).split("|")
    return one if n == 1 or (n == 0 and language == "fr") else many


def _without_file(message: str, file: str, language: str) -> str:
    """Return a finding without the name of its file, which the card says."""
    if not message.startswith(file):
        return typeset(message, language)
    rest = message.removeprefix(file).lstrip(" :")
    return typeset(rest[:1].upper() + rest[1:], language)


def _shares(report: ParseReport, language: str) -> tuple[Share, ...]:
    counts = Counter({"turns": report.attributed})
    for left in report.leftovers:
        counts[_PARTS.get(left.kind, "aside")] += count_characters(left.text)
    total = max(report.characters, 1)
    return tuple(
        Share(
            name,
            say(f"inspection.part_{name}", language),
            round(100 * counts[name] / total, 3),
            percent(counts[name] / total, language, digits=1),
        )
        for name in _ORDER
        if counts[name]
    )


def labels_grid(corpus: Corpus, language: str) -> Grid:
    """Return one row a label: who it is, its role and how that is known, and a person it may be."""
    table = tabulate_labels(corpus)
    words = catalogue(language, "report")
    roles = dict(zip(corpus.speakers["speaker"], corpus.speakers["role"], strict=True))
    shown = table.head(MOST_ROWS)
    rows = tuple(
        (
            str(row["label"]),
            str(row["meeting"]) or ABSENT,
            str(row["speaker"]) or say("inspection.unnamed", language),
            _role(row, roles, words, language),
            number(int(row["turns"]), language, digits=0),
            str(row["proposed"]) or ABSENT,
        )
        for _, row in shown.iterrows()
    )
    heads = ("label", "meeting", "speaker", "role", "turns", "proposed")
    rest = len(table) - len(shown)
    note = say("report.more_rows", language, n=number(rest, language, digits=0)) if rest else ""
    return Grid(
        say("inspection.speakers_heading", language),
        tuple(say(f"inspection.{head}", language) for head in heads),
        rows,
        (False, False, False, False, True, False),
        note,
    )


def _role(row: Any, roles: dict[str, str], words: dict[str, str], language: str) -> str:  # noqa: ANN401
    role = str(row["role"] or row["proposed_role"] or roles.get(row["speaker"], "other"))
    name = words.get(f"role_{role}", role)
    why = str(row["why"]).split(", ")[0]
    if row["role"] or why in ("", "default"):
        return name
    return say("inspection.role_guessed", language, role=name, why=words.get(f"reason_{why}", why))


def sittings_grid(corpus: Corpus, language: str) -> Grid:
    """Return one row a meeting or interview, in order: date, kind, file, speakers, words."""
    words = catalogue(language, "report")
    said = corpus.turns.assign(n=corpus.turns["text"].map(count_words)).groupby("meeting")
    counts, people = said["n"].sum(), said["speaker"].nunique()
    shown = corpus.meetings.head(MOST_ROWS)
    rows = tuple(
        (
            str(one.title or one.meeting),
            long_date(one.date, language) or say("inspection.no_date", language),
            words.get(f"kind_{one.kind}", str(one.kind)),
            number(int(people.get(one.meeting, 0)), language, digits=0),
            number(int(counts.get(one.meeting, 0)), language, digits=0),
        )
        for one in shown.itertuples()
    )
    heads = ("meeting", "date", "kind", "speakers", "words")
    return Grid(
        say("inspection.meetings_heading", language),
        tuple(say(f"inspection.{head}", language) for head in heads),
        rows,
        (False, False, False, True, True),
    )


def listed(messages: Sequence[str], language: str) -> list[str]:
    """Return findings as a page prints them, at most `MOST_FINDINGS`."""
    kept = [typeset(message, language) for message in messages[:MOST_FINDINGS]]
    rest = len(messages) - len(kept)
    return [*kept, say("report.more_rows", language, n=number(rest, language, digits=0))] if rest else kept
