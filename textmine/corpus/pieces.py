"""What a reader of one format gives: the pieces of one file, in order, and where each comes from.

Every character of the source that is not white space lies in exactly one piece, so that nothing is
lost in silence: speech becomes turns, all other kinds go to the parse report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

Kind = Literal["speech", "label", "time", "heading", "mark", "preamble", "metadata", "noise", "unattributed"]
REPORTED: Final = (
    "label",
    "time",
    "heading",
    "mark",
    "preamble",
    "metadata",
    "noise",
    "unattributed",
)


NO_ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType({})


def count_characters(text: str) -> int:
    """Return the number of code points that are not white space: the unit of the parse report.

    Examples
    --------
    >>> count_characters("Oui, à demain.")
    12
    """
    return sum(map(len, text.split()))


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of source text of one kind.

    Attributes
    ----------
    kind
        ``speech`` belongs to a turn. ``label`` (speaker's name), ``time`` (time code), ``heading``
        (agenda item), ``mark`` ((rires), [inaudible]…), ``preamble`` (cover block), ``metadata``
        (header, starred line), ``noise`` (page number, cue number) and ``unattributed`` (text that no
        rule could give to a speaker) go to the parse report.
    text
        The text, a slice of the NFC-normalised source.
    line
        1-based line (text formats), paragraph (docx, odt), row (tables) or cue (subtitles).
    speaker
        Speech only: the label as written; None when unknown.
    new_turn
        Speech only: a new turn begins here, even if the speaker is the same.
    interruption
        Speech only: said across another speaker's turn, and marked so by the source.
    role
        Speech only: a role that the source itself declares ("facilitator"…), else "".
    start, end
        Speech only: seconds from the start of the recording, None when unknown.
    attributes
        Speech only: what else the source says of this speech (political group, variables…).
    """

    kind: Kind
    text: str
    line: int
    speaker: str | None = None
    new_turn: bool = False
    interruption: bool = False
    role: str = ""
    start: float | None = None
    end: float | None = None
    attributes: Mapping[str, str] = field(default_factory=lambda: NO_ATTRIBUTES)


@dataclass(frozen=True)
class Document:
    """One meeting or interview as a reader found it: its pieces, and how the file was decoded.

    Attributes
    ----------
    name
        Identifier of the meeting: the file's stem, or the source's own (a text of an IRaMuTeQ file).
    format
        Short name of the format: "text", "docx", "tei"…
    encoding, encoding_reason
        How bytes became text, and why so ("utf-8", "declared"; "cp1252", "best share of French letters").
    pieces
        In order of the source.
    title, date
        When the file says so; date as ISO 8601.
    warnings
        Sentences of the catalogue: pairs (key of ``check``, facts).
    """

    name: str
    format: str
    encoding: str
    encoding_reason: str
    pieces: tuple[Piece, ...]
    title: str = ""
    date: str = ""
    warnings: tuple[tuple[str, dict[str, object]], ...] = ()

    @property
    def characters(self) -> int:
        """Number of characters, white space left out, in all pieces."""
        return sum(count_characters(piece.text) for piece in self.pieces)
