"""What a TEI header says of a transcript: title, date, persons, timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from textmine.corpus.clocks import iso_date, seconds
from textmine.corpus.formats.words import declared_role

_PERSONS: Final = frozenset({"person", "personGrp", "org", "participant"})
_NAMES: Final = frozenset({"persName", "name", "orgName"})
_DATE_RANKS: Final = {
    "creation": 0,
    "settingDesc": 0,
    "setting": 0,
    "recording": 0,
    "broadcast": 0,
    "sourceDesc": 1,
    "publicationStmt": 3,
    "revisionDesc": 4,
    "person": 9,
}
_UNITS: Final = {"s": 1.0, "ms": 0.001, "min": 60.0, "h": 3600.0}


def seconds_of(text: str) -> float | None:
    """Return a time in seconds, written as seconds or as clock time; None when it is neither.

    Examples
    --------
    >>> seconds_of("12.5"), seconds_of("00:01:02,5"), seconds_of("#T1")
    (12.5, 62.5, None)
    """
    if not text:
        return None
    number = text.strip().replace(",", ".").removesuffix("s")
    return float(number) if number.replace(".", "", 1).isdecimal() else seconds(text)


class Header:
    """Gathers, element by element, what the header and the timeline declare.

    Attributes
    ----------
    title, date
        Of the transcript; date as ISO 8601, "" when no machine or human date is whole.
    names, roles
        Of the persons, by xml:id.
    """

    def __init__(self) -> None:
        self.title = ""
        self.names: dict[str, str] = {}
        self.roles: dict[str, str] = {}
        self._date = (99, "")
        self._times: dict[str, float] = {}
        self._origin: float | None = None
        self._unit = 1.0
        self._base = 0.0
        self._person = ""

    @property
    def date(self) -> str:
        """The best date: of the recording before that of the publication, else the title's."""
        return self._date[1] or iso_date(self.title)

    def open(self, name: str, attributes: Mapping[str, str], path: Sequence[str]) -> None:
        """Take an element's attributes."""
        if name in _PERSONS:
            self._person = attributes.get("id", "")
            if role := declared_role(attributes.get("role", "")):
                self.roles[self._person] = role
            if label := attributes.get("n", ""):
                self.names.setdefault(self._person, label)
        elif name == "date":
            self._offer(attributes.get("when", "") or attributes.get("from", ""), path)
        elif name == "timeline":
            self._unit = _UNITS.get(attributes.get("unit", "s"), 1.0)
        elif name == "when":
            self._tick(attributes)

    def text(self, text: str, path: Sequence[str]) -> None:
        """Take the text of a header's element, whose path ends with its own name."""
        if path[-1] == "title" and "titleStmt" in path:
            self.title = self.title or text
        elif path[-1] == "date":
            self._offer(text, path)
        elif self._person and path[-1] in _NAMES and not _PERSONS.isdisjoint(path):
            self.names[self._person] = text
            self._person = ""

    def name(self, reference: str) -> str:
        """Return the name of a person by reference ("#spk1"), "" when the header has none."""
        return self.names.get(reference.rpartition("#")[2], "")

    def role(self, reference: str) -> str:
        """Return the declared role of a person by reference, "" when there is none."""
        return self.roles.get(reference.rpartition("#")[2], "")

    def time(self, reference: str) -> float | None:
        """Return seconds from a time ("12.5", "00:00:12") or a reference into the timeline ("#T1")."""
        if self._times and (tick := self._times.get(reference.rpartition("#")[2])) is not None:
            return tick
        return seconds_of(reference)

    def successor(self) -> Header:
        """Return the header of the next text of the same file: the persons are shared."""
        header = Header()
        header.names, header.roles = dict(self.names), dict(self.roles)
        return header

    def _offer(self, text: str, path: Sequence[str]) -> None:
        rank = next((_DATE_RANKS[name] for name in reversed(path) if name in _DATE_RANKS), 2)
        if (found := iso_date(text)) and rank < self._date[0]:
            self._date = (rank, found)

    def _tick(self, attributes: Mapping[str, str]) -> None:
        """Keep the time of a ``<when>``: after another one, at a clock time, or at seconds."""
        interval = seconds_of(attributes.get("interval", ""))
        written = attributes.get("absolute", "")
        absolute = seconds_of(written)
        since = attributes.get("since", "").rpartition("#")[2]
        if interval is not None:
            base = self._times.get(since) if since else self._base
            if base is None:
                return
            time = base + interval * self._unit
        elif absolute is not None and ":" not in written:
            time = absolute * self._unit
        elif absolute is not None:
            self._origin = absolute if self._origin is None else self._origin
            time = absolute - self._origin
        elif not self._times:
            time = 0.0
        else:
            return
        self._base = time
        self._times[attributes.get("id", "")] = time
