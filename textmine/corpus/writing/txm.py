"""TXM's import TXT + CSV: texts without labels, and ``metadata.csv``, one line a text.

Source: TXM manual, import modules: first column ``id`` (the file without its ending), names of columns
without accents, separator "," and quote '"'.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from textmine.corpus.tables import SPEAKER_COLUMNS, Corpus
from textmine.corpus.writing.losses import Losses
from textmine.corpus.writing.names import distinct_words
from textmine.corpus.writing.options import WriteOptions
from textmine.corpus.writing.scripts import Line, Script
from textmine.corpus.writing.starred import units_of

METADATA: Final = "metadata.csv"
_COLUMNS: Final = (
    "id", "reunion", "titre", "date", "genre", "ordre", "locuteur", "role", "cluster", "legitimite",
)  # fmt: skip


def make_files(
    corpus: Corpus, scripts: Sequence[Script], options: WriteOptions, losses: Losses
) -> Iterator[tuple[str, bytes]]:
    """Yield one .txt a text, a turn a paragraph, and ``metadata.csv``; made for TXM, not to be read back.

    Speakers' names are in ``metadata.csv`` only, so that TXM does not count them as words.
    """
    units = units_of(scripts, options.by, losses)
    wanted = [f"{one.script.meeting}\n{one.speaker}" + (f"\n{number}" if options.by == "turn" else "")
              for number, one in enumerate(units, 1)]  # fmt: skip
    names = distinct_words(wanted, "texte")
    extra = [str(name) for name in corpus.speakers.columns if name not in SPEAKER_COLUMNS]
    columns = distinct_words([*_COLUMNS, *extra], "variable")
    people = {str(row["speaker"]): row for row in corpus.speakers.to_dict("records")}
    order = {script.meeting: number for number, script in enumerate(scripts)}
    out = io.StringIO(newline="")
    table = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    table.writerow(columns.values())
    for key, unit in zip(wanted, units, strict=True):
        name, script = names[key], unit.script
        for line in unit.lines:
            _count(line, losses)
        yield f"{name}.txt", ("\n".join(line.text for line in unit.lines) + "\n").encode("utf-8")
        person = people.get(unit.speaker, {})
        role = unit.lines[0].role if unit.speaker else ""
        facts = [name, script.meeting, script.title, script.date, script.kind, order[script.meeting]]
        facts += [unit.speaker, role, person.get("cluster", ""), _given(person.get("legitimacy"))]
        table.writerow([*facts, *(_given(person.get(column)) for column in extra)])
    yield METADATA, out.getvalue().encode("utf-8")


def _given(value: object) -> str:
    return "" if value is None or value != value else plain_number(value)


def plain_number(value: object) -> str:
    """Return a value as text, whole numbers without point.

    Examples
    --------
    >>> plain_number(3.0), plain_number("Alsace")
    ('3', 'Alsace')
    """
    return f"{value:g}" if isinstance(value, float) else str(value)


def _count(line: Line, losses: Losses) -> None:
    losses.add("marks", line.first_mark, len(line.marks))
    losses.add("times", line.start, line.start is not None or line.end is not None)
    losses.add("interruptions", line.text, line.kind == "interruption")
    losses.add("agenda", line.agenda, bool(line.agenda))
    losses.add("attributes", next(iter(line.attributes.items()), ""), len(line.attributes))
