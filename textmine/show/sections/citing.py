"""Passages quoted in a report, and the turns they are taken from, whole, at its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from textmine.corpus.tables import Corpus
from textmine.show.files import short
from textmine.show.sections.blocks import Block, Section, told
from textmine.show.sections.quoted import Quotation, meeting_and_date, place_of

NEIGHBOUR: Final = 240
LONGEST: Final = 4_000


class Cited(str):
    """A text of the report that quotes a turn: the page links it to the turn.

    Attributes
    ----------
    turn
        Its row in the table of turns.

    Examples
    --------
    >>> Cited("« Donc la grille. »", 12).turn
    12
    """

    __slots__ = ("turn",)
    turn: int

    def __new__(cls, text: str, turn: int) -> Cited:
        """Return the text, knowing its turn."""
        made = super().__new__(cls, text)
        made.turn = turn
        return made


@dataclass(frozen=True)
class CitedTurn:
    """A turn that is quoted, with what was said before and after.

    Attributes
    ----------
    number
        Its row in the table of turns, which makes its anchor.
    speaker, meeting, place, text
        Who says it, in which meeting, where in the source; the whole turn, cut at `LONGEST` characters.
    before, after
        Speaker and beginning of the neighbouring turns; empty where there is none in the meeting.
    cited_in
        Names of the sections that quote it.
    """

    number: int
    speaker: str
    meeting: str
    place: str
    text: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    cited_in: tuple[str, ...]


def turns_section(texts: Mapping[str, Any], corpus: Corpus, language: str) -> Section | None:
    """Return the turns that sections quote, in order of the corpus; None where none is quoted.

    Parameters
    ----------
    texts
        By name of the section, its texts: `Cited`, `Quotation`, or tuples of such, at any depth.
    """
    cited: dict[int, list[str]] = {}
    for name, value in texts.items():
        for turn in sorted(set(_turns_in(value))):
            if 0 <= turn < len(corpus.turns):
                cited.setdefault(turn, []).append(name)
    if not cited:
        return None
    shown = tuple(_whole(turn, tuple(cited[turn]), corpus, language) for turn in sorted(cited))
    return Section("turns", (Block("text", told("turns_text", language)), Block("turns", shown)))


def _turns_in(value: Any) -> Iterator[int]:  # noqa: ANN401 - the value of a block of any kind
    if isinstance(value, Cited):
        yield value.turn
    elif isinstance(value, Quotation):
        yield from (value.first.turn, value.then.turn)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _turns_in(part)


def _whole(turn: int, cited_in: tuple[str, ...], corpus: Corpus, language: str) -> CitedTurn:
    row = corpus.turns.iloc[turn]
    return CitedTurn(
        number=turn,
        speaker=str(row["speaker"]),
        meeting=meeting_and_date(str(row["meeting"]), corpus, language),
        place=place_of(turn, corpus, language),
        text=short(str(row["text"]), LONGEST),
        before=_neighbour(turn - 1, str(row["meeting"]), corpus),
        after=_neighbour(turn + 1, str(row["meeting"]), corpus),
        cited_in=cited_in,
    )


def _neighbour(turn: int, meeting: str, corpus: Corpus) -> tuple[str, ...]:
    if not 0 <= turn < len(corpus.turns):
        return ()
    row = corpus.turns.iloc[turn]
    return (str(row["speaker"]), short(str(row["text"]), NEIGHBOUR)) if str(row["meeting"]) == meeting else ()
