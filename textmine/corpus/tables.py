"""The corpus as three tables that keep their promises, and the parse report of each file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import pandas as pd

from textmine.display import Shown
from textmine.recipe import Recipe

ROLES: Final = ("pilot", "interviewer", "facilitator", "other")
TURN_COLUMNS: Final = (
    "meeting", "speaker", "role", "kind", "agenda", "text", "start", "end", "file", "line",
)  # fmt: skip
MEETING_COLUMNS: Final = ("meeting", "title", "date", "kind", "order", "transcriber", "file")
SPEAKER_COLUMNS: Final = (
    "speaker",
    "role",
    "role_reason",
    "labels",
    "cluster",
    "legitimacy",
    "words",
)


@dataclass(frozen=True, slots=True)
class Leftover:
    """Text of the source that is in no turn: its kind, its line, and itself."""

    kind: str
    line: int
    text: str


@dataclass(frozen=True)
class ParseReport:
    """What was understood of one file.

    Attributes
    ----------
    file, format, sha256
        The file's name inside the corpus, its format, the hash of its bytes.
    encoding, encoding_reason
        How bytes became text, and how that was decided.
    characters
        Characters of the source, white space left out; ``attributed`` + ``reported`` equals it.
    attributed
        Those that are in turns.
    labels
        Speaker labels as written, with the number of turns of each.
    leftovers
        All text that is in no turn.
    warnings
        Pairs (key of the section ``check`` of the catalogue, facts).
    """

    file: str
    format: str
    sha256: str
    encoding: str
    encoding_reason: str
    characters: int
    attributed: int
    labels: Mapping[str, int]
    leftovers: tuple[Leftover, ...]
    warnings: tuple[tuple[str, dict[str, object]], ...] = ()

    @property
    def reported(self) -> int:
        """Characters of the leftovers, white space left out."""
        return sum(sum(map(len, leftover.text.split())) for leftover in self.leftovers)

    @property
    def share_attributed(self) -> float:
        """Share of the characters that are in turns, or are labels, headings, marks or time codes; 0 to 1.

        Only text of kind ``unattributed`` was not understood.
        """
        lost = sum(sum(map(len, left.text.split())) for left in self.leftovers if left.kind == "unattributed")
        return 1.0 - lost / self.characters if self.characters else 0.0


@dataclass(frozen=True)
class Corpus(Shown):
    """Transcripts as tables: who said what, in which meeting.

    Attributes
    ----------
    name, language
        Name of the corpus and ISO 639 code of its language ("fr").
    turns
        One row a turn, in order of meeting, then of speech; columns `TURN_COLUMNS` (text is NFC; start
        and end in seconds, NaN when unknown; kind is "speech" or "interruption"; agenda is "" when
        unknown). The index is 0…n-1 and names the turn everywhere else.
    meetings
        One row a meeting or interview; columns `MEETING_COLUMNS`; kind is "meeting" or "interview"; order
        counts from 0 within all meetings, by date, then by name.
    speakers
        One row a speaker; columns `SPEAKER_COLUMNS`, and any further attribute; role is one of `ROLES`;
        role_reason is "declared", "source", "label", "questions", "words", "chosen" or "default".
    marks
        One row an annotation of the transcriber ((rires), [inaudible]): turn, position (code points in
        the turn's text), text.
    reports
        One `ParseReport` a file.
    recipe
        How the corpus was read.

    Notes
    -----
    Texts never change after reading. Frames are shared, not copied: use `frame` for one to change.
    """

    name: str
    language: str
    turns: pd.DataFrame
    meetings: pd.DataFrame
    speakers: pd.DataFrame
    marks: pd.DataFrame
    reports: tuple[ParseReport, ...]
    recipe: Recipe = field(default_factory=Recipe)

    @property
    def pilots(self) -> list[str]:
        """Names of the speakers whose role is "pilot", in order of the speakers' table."""
        return [str(name) for name in self.speakers.loc[self.speakers["role"] == "pilot", "speaker"]]

    @property
    def n_words(self) -> int:
        """Number of words in all turns, counted between white space."""
        return int(self.speakers["words"].sum())

    def frame(self) -> pd.DataFrame:
        """Return a fresh table of turns with the meeting's date, kind and order beside."""
        meetings = self.meetings[["meeting", "date", "kind", "order"]]
        meetings = meetings.rename(columns={"kind": "meeting_kind"})
        return self.turns.merge(meetings, on="meeting", how="left", validate="many_to_one")

    def with_speakers(self, speakers: pd.DataFrame) -> Corpus:
        """Return the corpus with another table of speakers; the turns' roles follow it."""
        roles = speakers.set_index("speaker")["role"]
        turns = self.turns.assign(role=self.turns["speaker"].map(roles).fillna("other"))
        return replace(self, speakers=speakers, turns=turns)

    def __repr__(self) -> str:
        kinds = self.meetings["kind"].value_counts()
        return (
            f"Corpus({self.name!r}: {int(kinds.get('meeting', 0))} meetings, "
            f"{int(kinds.get('interview', 0))} interviews, {len(self.pilots)} pilots, "
            f"{len(self.turns)} turns, {self.n_words} words)"
        )
