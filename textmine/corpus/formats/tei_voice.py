"""Who speaks in a TEI speech, and what its attributes say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from textmine.corpus.formats.tei_header import Header
from textmine.corpus.vocabulary import fold

_LEFT_OUT: Final = frozenset({"who", "auteur", "corresp", "id", "start", "end", "synch", "trans"})
TURN: Final = "#turn"


@dataclass(slots=True)
class Voice:
    """Who speaks in the open ``<sp>`` or ``<u>``, and what the source says of it."""

    speaker: str | None = None
    sure: bool = False
    role: str = ""
    interruption: bool = False
    start: float | None = None
    end: float | None = None
    fresh: bool = True
    silent: bool = False
    since: int = 0
    anchor: float | None = None
    attributes: dict[str, str] = field(default_factory=dict)

    def describe(self, attributes: Mapping[str, str]) -> None:
        """Keep the attributes of the speech or of its wrapper."""
        for name, value in attributes.items():
            if name in _LEFT_OUT or not value.strip() or value == TURN:
                continue
            folded = fold(value)
            if folded == "interruption":
                self.interruption = True
                if name == "kind":
                    continue
            elif folded == "regulation":
                self.role = "facilitator"
            self.attributes[name] = value

    def pass_anchor(self, time: float | None, has_text: bool) -> None:
        """Keep the time of an ``<anchor>``; one before all text may tell when the speech begins."""
        if time is None:
            return
        self.anchor = time
        if self.start is None and self.silent and not has_text:
            self.start = time


def voice_of(attributes: Mapping[str, str], header: Header, outer: Voice | None) -> Voice:
    """Return the voice of an ``<sp>`` or ``<u>`` by its attributes who, start and end.

    Several references ("#a #b") are one speaker, "A + B"; without any the outer speech's speaker holds.

    Examples
    --------
    >>> voice_of({"who": "Christian_Jacob", "start": "12.5"}, Header(), None).speaker
    'Christian Jacob'
    """
    references = attributes.get("who", "").split()
    if len(references) > 1 and not all("#" in reference for reference in references):
        references = [" ".join(references)]
    names = [header.name(reference) for reference in references]
    voice = Voice()
    if names:
        voice.speaker = " + ".join(
            known or " ".join(reference.rpartition("#")[2].replace("_", " ").split())
            for known, reference in zip(names, references, strict=True)
        )
        voice.sure = all(names) or "#" not in references[0]
        voice.role = header.role(references[0]) if len(references) == 1 else ""
    elif outer:
        voice.speaker, voice.sure = outer.speaker, outer.sure
    voice.start = header.time(attributes.get("start", ""))
    voice.end = header.time(attributes.get("end", ""))
    return voice
