"""What a section of results is made of: blocks of a few kinds, which the page lays out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from textmine.show.files import short
from textmine.show.wording import sentence

Kind = Literal[
    "finding", "text", "heading", "numbers", "drawing", "table", "folded", "caveats", "reading", "points",
    "list", "folded_points", "quotations", "turns",
]  # fmt: skip
EXCERPT: Final = 320
Reasons = Sequence[tuple[str, Mapping[str, object]]]


@dataclass(frozen=True)
class Block:
    """A part of a section.

    Attributes
    ----------
    kind
        How it is laid out.
    value
        A sentence ("finding", "text", "heading", "reading"); a tuple of `Stat` ("numbers"), of sentences
        ("caveats", "list"), of pairs of term and sentence ("points"; "folded_points", with a summary before)
        of `Quotation` ("quotations") or of `CitedTurn` ("turns"); a `Figure` ("drawing"); a `Grid` ("table",
        "folded").
    """

    kind: Kind
    value: Any


@dataclass(frozen=True)
class Section:
    """A section of results: its name, which is its anchor, and its blocks."""

    name: str
    blocks: tuple[Block, ...]


def told(key: str, language: str, **facts: object) -> str:
    """Return a sentence of reports, its numbers in the language of the reader."""
    return sentence(f"report.{key}", language, **facts)


def quoted(text: str, language: str) -> str:
    """Return a passage in the quotation marks of the language, cut at a word, without a mark left over.

    Examples
    --------
    >>> quoted("» Donc la grille.", "en")
    '“Donc la grille.”'
    """
    first, last = ("«\u00a0", "\u00a0»") if language == "fr" else ("“", "”")
    return f"{first}{short(text.strip().lstrip('»”').strip(), EXCERPT)}{last}"


def reasons_said(subject: str, reasons: Reasons, language: str) -> list[tuple[str, str]]:
    """Return each reason's key with its sentence."""
    return [(key, sentence(f"{subject}.{key}", language, **facts)) for key, facts in reasons]


def without_repeats(reasons: Reasons, known: Reasons) -> Reasons:
    """Return the reasons but for the list of absences, where another section of the page has told it."""
    told_before = {key for key, _ in known}
    return [(key, facts) for key, facts in reasons if not (key == "absent" and key in told_before)]


def named_meetings(facts: Mapping[str, object], titles: Mapping[str, str]) -> dict[str, object]:
    """Return facts in which meetings are called by their titles."""
    return {
        name: titles.get(str(value), value) if name in ("meeting", "first", "last") else value
        for name, value in facts.items()
    }
