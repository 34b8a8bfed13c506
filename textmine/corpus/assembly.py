"""Pieces of one document become turns, marks and what the parse report lists."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from textmine.corpus.marks import cut_marks
from textmine.corpus.packing import PackedTurns, pack
from textmine.corpus.pieces import Document, Piece, count_characters
from textmine.corpus.tables import Leftover
from textmine.corpus.vocabulary import fold

UNKNOWN: Final = "?"
_CLOSES: Final = frozenset(".,;:!?…)]}»”")
_HASHES = re.compile(r"^\s*#{1,6}\s+")


@dataclass(slots=True)
class Turn:
    """What one speaker says until another one speaks; grows while pieces are read.

    Attributes
    ----------
    label
        The speaker as written, ``?`` when unknown.
    kind
        "speech" or "interruption".
    agenda
        The agenda item or heading it stands under, "" when there is none.
    line
        1-based line of its beginning.
    role, start, end, attributes
        As in `Piece`.
    parts, length
        Runs of its text with single spaces, and their number of code points, spaces between included.
    n_words, characters
        Number of words between white space, and of code points without white space.
    marks
        Pairs (position in the text, annotation).
    """

    label: str
    kind: str
    agenda: str
    line: int
    role: str = ""
    start: float | None = None
    end: float | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    length: int = 0
    n_words: int = 0
    characters: int = 0
    marks: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """NFC text without white space at its ends, words parted by single spaces."""
        if len(self.parts) > 1:
            self.parts = ["".join(self.parts)]
        return self.parts[0] if self.parts else ""

    def say(self, text: str) -> None:
        """Append speech, after a space unless it goes on with a punctuation mark."""
        words = text.split()
        if not words:
            return
        run = " ".join(words)
        tight = not self.parts or (run[0] in _CLOSES and run[0] == text[0])
        self.parts.append(run if tight else " " + run)
        self.length += len(run) + (not tight)
        self.n_words += len(words) - (tight and self.n_words > 0)
        self.characters += len(run) - len(words) + 1


@dataclass(slots=True)
class Assembled:
    """One document in turns: all its characters are in ``turns`` or in ``leftovers``, its pieces are gone.

    Attributes
    ----------
    held, packed
        Its turns, as objects or, once they are packed, as compressed columns: see `turns`.
    """

    document: Document
    file: str
    agenda: str = ""
    held: list[Turn] = field(default_factory=list)
    packed: PackedTurns | None = None
    leftovers: list[Leftover] = field(default_factory=list)
    warnings: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    characters: int = 0

    @property
    def turns(self) -> list[Turn]:
        """The turns; where they are packed, made anew each time: assign a list to change them."""
        return self.held if self.packed is None else self.packed.unpack()

    @turns.setter
    def turns(self, turns: list[Turn]) -> None:
        if self.packed is None:
            self.held = turns
        else:
            self.packed = pack(turns)

    @property
    def n_turns(self) -> int:
        """Number of turns."""
        return len(self.held) if self.packed is None else self.packed.n_turns

    @property
    def has_attributes(self) -> bool:
        """Whether the source says more of any turn."""
        if self.packed is not None:
            return self.packed.has_attributes
        return any(turn.attributes for turn in self.held)

    def pack(self) -> None:
        """Hold the turns as compressed columns from now on."""
        if self.packed is None:
            self.packed, self.held = pack(self.held), []

    @property
    def attributed(self) -> int:
        """Characters in turns, white space left out."""
        if self.packed is not None:
            return self.packed.attributed
        return sum(turn.characters for turn in self.held)

    @property
    def labels(self) -> Counter[str]:
        """Labels as written, with the number of turns of each."""
        if self.packed is not None:
            return self.packed.labels
        return Counter(turn.label for turn in self.held)


def assemble(document: Document, *, file: str, agenda: str = "") -> Assembled:
    """Return the turns of a document, and all that is in no turn.

    Speech of one speaker in a row makes one turn, parted by one space; annotations known as such leave
    the text and keep their position; a heading closes the turn and names the agenda item of the next ones,
    and an empty one ends the item.

    Parameters
    ----------
    document
        What a reader found.
    file
        Name of the file inside the corpus.
    agenda
        Agenda item until the first heading: the part's name, where several files make one meeting.

    Examples
    --------
    >>> page = Piece("noise", "12", 2)
    >>> pieces = (Piece("speech", "Bonjour (rires) ", 1, "A"), page, Piece("speech", "oui", 3, "A"))
    >>> found = assemble(Document("a", "text", "utf-8", "valid", pieces), file="a.txt")
    >>> [(turn.label, turn.text, turn.marks) for turn in found.turns], found.characters, found.attributed
    ([('A', 'Bonjour oui', [(7, '(rires)')])], 19, 10)
    """
    found = Assembled(document, file, agenda, warnings=list(document.warnings))
    title = fold(document.title)
    current: Turn | None = None
    item = agenda
    unknown: list[tuple[int, str]] = []
    for piece in document.pieces:
        if piece.kind == "speech":
            current = _continued(current, piece, item) or _begin(found, piece, item)
            _fill(found, current, piece, unknown)
            continue
        text = _composed(piece.text)
        if piece.kind == "mark" and current is not None:
            current.marks.append((current.length, " ".join(text.split())))
        if piece.kind == "heading":
            current = None
            heading = " ".join(_HASHES.sub("", text).split())
            item = (heading or agenda) if not heading or fold(heading) != title else item
        _leave(found, piece.kind, piece.line, text)
    _list_unknown(found, unknown)
    found.held = [turn for turn in found.held if turn.parts]
    # what was read is said by turns and leftovers: a second copy of all talk is let go of
    found.document = replace(document, pieces=())
    return found


def _composed(text: str) -> str:
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _continued(current: Turn | None, piece: Piece, item: str) -> Turn | None:
    """Return the turn that a piece goes on with, None when it begins another one."""
    if current is None or piece.new_turn or current.agenda != item:
        return None
    if current.label != (piece.speaker or UNKNOWN) or piece.interruption != (current.kind == "interruption"):
        return None
    current.end = piece.end if piece.end is not None else current.end
    return current


def _begin(found: Assembled, piece: Piece, item: str) -> Turn:
    kind = "interruption" if piece.interruption else "speech"
    label = piece.speaker or UNKNOWN
    turn = Turn(label, kind, item, piece.line, piece.role, piece.start, piece.end, piece.attributes)
    found.held.append(turn)
    return turn


def _fill(found: Assembled, turn: Turn, piece: Piece, unknown: list[tuple[int, str]]) -> None:
    slices, brackets = cut_marks(_composed(piece.text))
    line = piece.line
    for kind, text in slices:
        if kind == "speech":
            before = turn.characters
            turn.say(text)
            found.characters += turn.characters - before
        else:
            turn.marks.append((turn.length, " ".join(text.split())))
            _leave(found, "mark", line, text)
        line += text.count("\n")
    unknown.extend((piece.line, bracket) for bracket in brackets)


def _leave(found: Assembled, kind: str, line: int, text: str) -> None:
    characters = count_characters(text)
    found.characters += characters
    if characters:
        found.leftovers.append(Leftover(kind, line, text.strip()))


def _list_unknown(found: Assembled, unknown: list[tuple[int, str]]) -> None:
    if not unknown:
        return
    times = Counter(" ".join(bracket.split()) for _, bracket in unknown)
    shown = ", ".join(
        bracket if len(bracket) < 60 else bracket[:59] + "…" for bracket, _ in times.most_common(5)
    )
    facts: dict[str, object] = {"line": unknown[0][0], "count": len(unknown), "found": shown}
    found.warnings.append(("unknown_brackets", facts))
