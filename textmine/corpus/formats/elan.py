"""ELAN, .eaf: tiers of annotations in time, with tiers that depend on them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from textmine.corpus.encodings import mend_controls
from textmine.corpus.formats.tiers import Span, Tier, choose_speech, subject_and_level, tier_pieces
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document, Piece
from textmine.corpus.xmlfile import XmlStream, declared_encoding, local
from textmine.errors import TextmineError

_ANNOTATIONS: Final = ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION")


@dataclass(slots=True)
class _Annotation:
    """An annotation before its time slots are known."""

    tier: str
    line: int
    slots: tuple[str, str]
    parent: str
    text: str = ""


class _Transcript:
    """Receives the elements of a file and keeps its tiers, annotations, time slots and other texts."""

    def __init__(self, path: Path) -> None:
        self.stream = XmlStream(self, file=path.name)
        self.root = ""
        self.tiers: dict[str, dict[str, str]] = {}
        self.annotations: dict[str, _Annotation] = {}
        self.slots: dict[str, tuple[float | None, float]] = {}
        self.coded: set[str] = set()
        self.others: list[Piece] = []
        self._tier = self._annotation = ""
        self._time = 0.0
        self._path: list[str] = []
        self._buffer: list[str] = []
        self._line = 1

    def start(self, tag: str, attrib: dict[str, str], /) -> None:
        """Open an element."""
        name = local(tag)
        self._flush()
        self._path.append(name)
        self._line = self.stream.line
        self.root = self.root or name
        if name == "TIME_SLOT":
            self._slot(attrib)
        elif name == "TIER":
            self._tier = attrib.get("TIER_ID", "")
            self.tiers.setdefault(self._tier, dict(attrib))
        elif name in _ANNOTATIONS:
            self._annotation = attrib.get("ANNOTATION_ID", "")
            while not self._annotation or self._annotation in self.annotations:
                self._annotation += f"#{len(self.annotations)}"
            slots = attrib.get("TIME_SLOT_REF1", ""), attrib.get("TIME_SLOT_REF2", "")
            parent = attrib.get("ANNOTATION_REF", "")
            self.annotations[self._annotation] = _Annotation(self._tier, self._line, slots, parent)
        elif name == "LINGUISTIC_TYPE" and attrib.get("CONTROLLED_VOCABULARY_REF"):
            self.coded.add(attrib.get("LINGUISTIC_TYPE_ID", ""))

    def end(self, tag: str, /) -> None:
        """Close an element."""
        self._flush()
        self._path.pop()
        if local(tag) in _ANNOTATIONS:
            self._annotation = ""
        elif local(tag) == "TIER":
            self._tier = ""

    def data(self, text: str, /) -> None:
        """Receive a run of text."""
        self._buffer.append(text)

    def close(self) -> None:
        """Finish."""

    def _slot(self, attrib: dict[str, str]) -> None:
        """Keep a time in seconds; one that has none sorts with the last one before it."""
        value = attrib.get("TIME_VALUE", "")
        time = int(value) / 1000 if value.isdecimal() and len(value) < 16 else None
        self._time = self._time if time is None else time
        self.slots[attrib.get("TIME_SLOT_ID", "")] = (time, self._time)

    def _flush(self) -> None:
        text = unicodedata.normalize("NFC", mend_controls("".join(self._buffer))[0]).strip()
        self._buffer.clear()
        if not text:
            return
        if self._path[-1:] == ["ANNOTATION_VALUE"] and self._annotation:
            self.annotations[self._annotation].text += text
        else:
            self.others.append(Piece("unattributed" if self._tier else "metadata", text, self._line))


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    """Read an ELAN file.

    Parameters
    ----------
    path
        File in XML, any version of the EAF schema.
    options
        ``labels`` names tiers or participants that hold speech, whatever their names say.

    Returns
    -------
    list of Document
        One. The speaker of a tier is its participant, else its name without words such as "transcription".
        Annotations of all tiers that hold speech stand in order of time. Where a tier has no words
        itself, one that depends on it is read; all other dependent tiers (translation, gloss, parts of
        speech), and those whose values are taken from a list, are reported.

    Raises
    ------
    TextmineError
        ``xml_broken``, ``xml_entities``, or ``eaf_without_speech``.

    Notes
    -----
    EAF Annotation Format 3.0, The Language Archive, Max Planck Institute for Psycholinguistics (2017).
    """
    transcript = _Transcript(path)
    with path.open("rb") as stream:
        transcript.stream.read(stream)
    tiers = _tiers(transcript, options)
    roots, dependent = _families(tiers)
    choice = choose_speech(roots, options.labels)
    choice.dependent.extend(dependent)
    if not choice.speech:
        raise TextmineError("eaf_without_speech", file=path.name, root=transcript.root)
    pieces, warnings = tier_pieces(choice)
    encoding, reason = declared_encoding(path)
    return [
        Document(path.stem, "elan", encoding, reason, (*transcript.others, *pieces), warnings=tuple(warnings))
    ]


def _tiers(transcript: _Transcript, options: ReadOptions) -> list[Tier]:
    """Return the tiers with their annotations in seconds."""
    tiers: dict[str, Tier] = {}
    for name, attributes in transcript.tiers.items():
        subject, level = subject_and_level(name)
        if attributes.get("LINGUISTIC_TYPE_REF", "") in transcript.coded:
            level = "codes"
        speaker = " ".join(attributes.get("PARTICIPANT", "").split()) or subject or None
        tiers[name] = Tier(name, speaker, level, parent=attributes.get("PARENT_REF", ""))
    for annotation in transcript.annotations.values():
        slots = _slots_of(annotation, transcript)
        start, order = transcript.slots.get(slots[0], (None, 0.0))
        end, _ = transcript.slots.get(slots[1], (None, 0.0))
        span = Span(start, end, annotation.text, annotation.line, order)
        tiers.setdefault(annotation.tier, Tier(annotation.tier)).spans.append(span)
    return list(tiers.values())


def _slots_of(annotation: _Annotation, transcript: _Transcript) -> tuple[str, str]:
    """Return the time slots of an annotation, or of the one it refers to."""
    seen: set[str] = set()
    while annotation.parent in transcript.annotations and annotation.parent not in seen:
        seen.add(annotation.parent)
        annotation = transcript.annotations[annotation.parent]
    return annotation.slots


def _families(tiers: list[Tier]) -> tuple[list[Tier], list[Tier]]:
    """Return one tier a family, the topmost that has words, and all others."""
    names = {tier.name: tier for tier in tiers}
    families: dict[str, list[Tier]] = {}
    for tier in tiers:
        families.setdefault(_root_of(tier, names).name, []).append(tier)
    chosen: list[Tier] = []
    for root, family in families.items():
        ranked = sorted(family, key=lambda tier: (tier.name != root, tier.level != "utterances"))
        best = next((tier for tier in ranked if tier.level != "codes" and _has_words(tier)), ranked[0])
        if best.name != root and not best.speaker:
            best.speaker = names[root].speaker
        chosen.append(best)
    kept = {id(tier) for tier in chosen}
    return chosen, [tier for tier in tiers if id(tier) not in kept]


def _root_of(tier: Tier, names: dict[str, Tier]) -> Tier:
    seen = {tier.name}
    while tier.parent in names and tier.parent not in seen:
        tier = names[tier.parent]
        seen.add(tier.name)
    return tier


def _has_words(tier: Tier) -> bool:
    """Tell whether a tier has more than numbers and references such as "A012"."""
    return any(not all(any(map(str.isdigit, word)) for word in span.text.split()) for span in tier.said)
