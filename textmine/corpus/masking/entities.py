"""Entities of a corpus: each with its variants, its contexts, and what is decided about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from textmine.corpus.masking.cells import Cell
from textmine.corpus.masking.finding import Place
from textmine.corpus.masking.kinds import NAMED, Policy
from textmine.corpus.masking.people import Person, Register, person_of
from textmine.corpus.vocabulary import fold

CONTEXTS: Final = 3
_AROUND: Final = 35
_PLUS = re.compile(r"^(?:\+|00)33\s?(?:\(0\))?")


@dataclass
class Entity:
    """One person, organisation, place or number, wherever it is named.

    Attributes
    ----------
    kind, name
        A key of `TAGS`, and what tells it from all others of its kind.
    variants
        The ways it is written, with their counts.
    documents
        Where it is named.
    contexts
        Up to three, the entity between « ».
    sources
        "list", "speaker", "attribute", "gazetteer", "pipeline", "capital", "pattern".
    person
        Its parts, if it is one.
    policy, pseudonym, decision
        What is done with it; decision is "mask" or "keep".
    decided_by, date
        Who decided, "rule" for nobody yet, and when (ISO 8601).
    """

    kind: str
    name: str
    variants: Counter[str] = field(default_factory=Counter)
    documents: set[str] = field(default_factory=set)
    contexts: list[str] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    person: Person | None = None
    policy: Policy = "tag"
    pseudonym: str = ""
    decision: str = "mask"
    decided_by: str = "rule"
    date: str = ""
    edited: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Kind and folded name: one entity a key."""
        return self.kind, key_of_entity(self.kind, self.name)

    @property
    def count(self) -> int:
        """Number of places."""
        return self.variants.total()

    @property
    def masked(self) -> bool:
        """Whether it is replaced."""
        return self.decision == "mask" and self.policy != "keep"

    def decided(self, **changes: object) -> Entity:
        """Return the entity with other decisions."""
        return replace(self, **changes)  # type: ignore[arg-type]


def key_of_entity(kind: str, name: str) -> str:
    """Return what two ways of writing one entity have in common.

    Examples
    --------
    >>> key_of_entity("phone", "+33 (0)6 12 34 56 78") == key_of_entity("phone", "06.12.34.56.78")
    True
    """
    if kind == "person":
        return name
    if kind == "phone":
        name = _PLUS.sub("0", name)
    if kind in NAMED:
        return fold(name)
    return "".join(one for one in name.casefold() if one.isalnum() or one in "@/_+")


def gather_entities(
    cells: Sequence[Cell], places: Sequence[Sequence[Place]], register: Register
) -> dict[tuple[str, str], Entity]:
    """Return the entities of a corpus by key, in order of appearance."""
    persons = {person.entity: person for person in reversed(register.persons)}
    lasts = {fold(person.last) for person in register.persons}
    found: dict[tuple[str, str], Entity] = {}
    for cell, here in zip(cells, places, strict=True):
        for place in here:
            key = (place.kind, key_of_entity(place.kind, place.entity))
            if key not in found:
                found[key] = Entity(place.kind, place.entity, person=_person(place, persons, lasts))
            entity = found[key]
            entity.variants[cell.text[place.start : place.end]] += 1
            entity.documents |= {cell.document} - {""}
            entity.sources.add(place.source)
            if len(entity.contexts) < CONTEXTS and cell.style == "text":
                entity.contexts.append(context_of(cell.text, place.start, place.end))
    return found


def _person(place: Place, persons: Mapping[str, Person], lasts: set[str]) -> Person | None:
    if place.kind != "person":
        return None
    if place.entity not in persons and fold(place.entity) in lasts:
        return Person(place.entity, "", place.entity, "", "text")
    return persons.get(place.entity) or person_of(place.entity, "text")


def context_of(text: str, start: int, end: int) -> str:
    """Return a place with some words around, between « ».

    Examples
    --------
    >>> context_of("Bonjour Anne, ça va ?", 8, 12)
    'Bonjour «Anne», ça va ?'
    """
    low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
    before = ("…" if low else "") + text[low:start]
    after = text[end:high] + ("…" if high < len(text) else "")
    return f"{before}«{text[start:end]}»{after}"


def names_among(entities: Iterable[Entity]) -> set[str]:
    """Return the folded words of all names, so that no pseudonym is one of them."""
    return {word for entity in entities for variant in entity.variants for word in fold(variant).split()}
