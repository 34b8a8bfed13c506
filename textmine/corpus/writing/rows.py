"""Rows of turns that the CSV and Parquet writers share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textmine.corpus.formats.words import guess_columns
from textmine.corpus.tables import Corpus
from textmine.corpus.vocabulary import fold
from textmine.corpus.writing.declaring import Spelling, declare
from textmine.corpus.writing.losses import Losses
from textmine.corpus.writing.names import aliases_of, labels_of
from textmine.corpus.writing.scripts import Script, with_marks

COLUMNS: Final = ("meeting", "speaker", "role", "kind", "agenda", "start", "end", "text")
FACTS: Final = {name: name for name in ("speaker", "text", "meeting", "start", "end", "role", "agenda")}


def tabulate(
    corpus: Corpus, scripts: Sequence[Script], losses: Losses
) -> tuple[dict[str, list[str | float | None]], bytes]:
    """Return the columns of a table of turns, one row a turn, and the ``corpus.toml`` beside it."""
    labels = labels_of((line.speaker for script in scripts for line in script.lines), lambda _: True,
                       language=corpus.language)  # fmt: skip
    pairs = [(script.meeting, line) for script in scripts for line in script.lines]
    columns: dict[str, list[str | float | None]] = {
        "meeting": [meeting for meeting, _ in pairs],
        "speaker": [labels[line.speaker] for _, line in pairs],
        "role": [line.role for _, line in pairs],
        "kind": [line.kind for _, line in pairs],
        "agenda": [line.agenda for _, line in pairs],
        "start": [line.start for _, line in pairs],
        "end": [line.end for _, line in pairs],
        "text": [with_marks(line, losses) for _, line in pairs],
    }
    known = {fold(name) for name in COLUMNS}
    for _, line in pairs:
        for name, value in line.attributes.items():
            if fold(name) in known or guess_columns([name]) or name != " ".join(name.split()):
                losses.add("attributes", f"{name} = {value}")
    for name in dict.fromkeys(name for _, line in pairs for name in line.attributes):
        if not (fold(name) in known or guess_columns([name]) or name != " ".join(name.split())):
            columns[name] = [line.attributes.get(name) for _, line in pairs]
    spelling = Spelling(aliases=aliases_of(labels), columns=FACTS)
    return columns, declare(corpus, scripts, spelling, losses)
