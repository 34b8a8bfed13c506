"""What the user tells a reader about the files: names of columns, labels, agenda items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

COLUMNS: Final = ("speaker", "text", "meeting", "start", "end", "role", "agenda")


@dataclass(frozen=True)
class ReadOptions:
    """Options that all readers share.

    Attributes
    ----------
    columns
        Tables only: which column holds what, by the names in `COLUMNS`; absent names are looked for
        under their usual names.
    labels
        Speaker labels that the user declares, to the name of the speaker: always taken for labels,
        even where they occur once. Readers keep the label as written; names are given later.
    agenda
        Agenda items of the meeting: a line equal to one of them is a heading.

    Examples
    --------
    >>> ReadOptions(columns={"speaker": "Locuteur"}).columns["speaker"]
    'Locuteur'
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    agenda: tuple[str, ...] = ()
