"""Where names and numbers stand in a corpus, and whose each is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from textmine.corpus.masking.cells import Cell
from textmine.corpus.masking.firms import headed_names
from textmine.corpus.masking.forms import person_forms
from textmine.corpus.masking.kinding import is_trap, kind_of_found
from textmine.corpus.masking.listing import Listed, list_phrases, shorter_keys
from textmine.corpus.masking.lowdocuments import low_documents, low_phrases
from textmine.corpus.masking.lowercase import low_names
from textmine.corpus.masking.opening import opening_names
from textmine.corpus.masking.patterns import patterns_in
from textmine.corpus.masking.people import (
    Register,
    bare_last,
    is_full_name,
    known_words,
    parsed,
    person_of,
)
from textmine.corpus.masking.towns import hyphened_towns, low_towns
from textmine.corpus.masking.typos import SHORTEST_DOUBLED, Slips, squeezed
from textmine.corpus.names.candidates import Found
from textmine.corpus.names.gazetteer import FIRST_NAMES, LEGAL_FORMS, NOT_NAMES, ORGANISATION_HEADS, PARTICLES
from textmine.corpus.names.lemmas import is_lemma
from textmine.corpus.names.matching import Index, indexed
from textmine.corpus.names.ordinary import Key, all_ordinary, is_ordinary, key_of
from textmine.corpus.names.phrases import Need, Phrase, attribute_phrases, gazetteer_phrases, is_person
from textmine.corpus.names.spotting import names_in
from textmine.corpus.names.words import words_in
from textmine.corpus.vocabulary import BRACKETED, fold

Entities = Sequence[tuple[int, int, str]]
Recogniser = Callable[[Sequence[str]], Iterable[Entities]]
_START: Final = frozenset([0])


class Place(NamedTuple):
    """Where an entity stands in a cell: ``kind`` is a key of `TAGS`."""

    start: int
    end: int
    kind: str
    entity: str
    source: str


@dataclass
class Finder:
    """All that is known of names before a corpus is read through.

    Attributes
    ----------
    listed
        The user's list.
    clusters
        Names of organisations from the table of speakers.
    recogniser
        Optional: given texts, it yields for each the start, end and label (PER, ORG, LOC) of its entities.
    """

    listed: Sequence[Listed] = ()
    clusters: Sequence[str] = ()
    recogniser: Recogniser | None = None
    register: Register = field(default_factory=Register)
    seen: dict[Key, tuple[str, str]] = field(default_factory=dict)
    _index: Index = field(default_factory=dict)
    _low_index: Index = field(default_factory=dict)
    _slips: Slips = field(default_factory=lambda: Slips({}))
    _kinds: dict[str, str] = field(default_factory=dict)
    _sources: dict[str, str] = field(default_factory=dict)
    _firsts: frozenset[str] = frozenset()
    _lasts: frozenset[str] = frozenset()

    def find(self, cells: Sequence[Cell]) -> list[list[Place]]:
        """Return the places of each cell, in order, none overlapping another."""
        self._learn_listed()
        self._learn_labels([cell.text for cell in cells if cell.style == "label"])
        self._prepare()
        low = low_documents(cells)
        extra = self._recognised(cells)
        found = [
            (cell, self._found(cell, more, low=cell.document in low))
            for cell, more in zip(cells, extra, strict=True)
            if cell.style == "text"
        ]
        for in_full in (True, False):
            for cell, names in found:
                self._learn_text(cell, names, in_full=in_full)
        self._prepare()
        return [
            self._in_cell(cell, more, low=cell.document in low)
            for cell, more in zip(cells, extra, strict=True)
        ]

    def _learn_listed(self) -> None:
        for entity, name, kind in self.listed:
            if kind == "person" and is_full_name(name):
                self.register.add(person_of(name, "list", entity))
        for entity, name, kind in self.listed:
            if kind == "person" and self._is_other_name(entity, name):
                self.register.add(person_of(name, "list", entity))

    def _is_other_name(self, entity: str, name: str) -> bool:
        """Tell whether a listed name is a person's first, or another whole name of one: William Chen."""
        own = [one for one in self.register.persons if one.entity == entity]
        words = {word for one in own for word in key_of(f"{one.first} {one.last}")}
        key = key_of(name)
        whole = len(key) > 1 and not words.isdisjoint(key) and not words.issuperset(key)
        return not own or (whole and not PARTICLES.intersection(key))

    def _learn_labels(self, labels: Sequence[str]) -> None:
        names = [BRACKETED.sub("", name).strip() for name in labels if is_person(name)]
        for name in sorted(names, key=is_full_name, reverse=True):
            if name and (is_full_name(name) or not self.register.knows(name)):
                self.register.add(person_of(name, "speaker"))

    def _prepare(self) -> None:
        persons = self.register.persons
        phrases = list(self._phrases())
        self._index = indexed(phrases)
        self._low_index = indexed(low_phrases(phrases))
        self._kinds = {one.entity: one.kind for one in self.listed}
        self._sources = {one.entity: one.source.replace("text", "capital") for one in persons}
        words = known_words(persons)
        words |= {fold(one.name): one.entity for one in self.listed if " " not in fold(one.name)}
        self._slips = Slips({word: name for word, name in words.items() if name})
        self._firsts = frozenset(
            word for person in persons for word in (*fold(person.first).split()[:1], fold(person.first))
        )
        self._lasts = frozenset(fold(person.last) for person in persons)

    def _phrases(self) -> Iterator[tuple[Key, Phrase]]:
        persons = list(person_forms(self.register.persons))
        yield from list_phrases(self.listed, frozenset(key for key, _ in persons))
        yield from persons
        for name in self.clusters:
            yield from attribute_phrases(name)
        for key, (name, kind) in self.seen.items():
            need: Need = "inner" if all_ordinary(" ".join(key)) else "capital"
            yield key, Phrase(name, kind, "capital", need, strong=False)
        yield from gazetteer_phrases()

    def _recognised(self, cells: Sequence[Cell]) -> list[list[Found]]:
        """Return what the recogniser finds in talk, as candidates; nothing where there is none."""
        if self.recogniser is None:
            return [[] for _ in cells]
        texts = [cell.text if cell.style == "text" else "" for cell in cells]
        kinds = {"PER": "person", "PERSON": "person", "LOC": "place", "GPE": "place", "ORG": "organisation"}
        return [
            [
                Found(start, end, kinds[label], " ".join(text[start:end].split()), "pipeline", 1)
                for start, end, label in found
                if label in kinds and text[start:end].strip() == text[start:end] != ""
            ]
            for text, found in zip(texts, self.recogniser(texts), strict=True)
        ]

    def _learn_text(self, cell: Cell, found: Sequence[Found], *, in_full: bool) -> None:
        """Learn persons, first those with both names, then the rest; firms and places; who is where."""
        for one in found:
            surface = cell.text[one.start : one.end]
            unknown = not one.entity or one.source in {"capital", "pipeline"}
            if one.kind != "person":
                if not in_full:
                    self._learn_name(one, surface)
            elif not unknown:
                if len(key_of(surface)) > 1:
                    self.register.present[cell.document].add(one.entity)
            elif is_full_name(surface) and bool(parsed(surface).first) == in_full:
                entity = self.register.resolve(surface, cell.document)
                self.register.present[cell.document].add(entity)

    def _learn_name(self, one: Found, surface: str) -> None:
        """Learn a name that is no person's, so that it is found again where a sentence begins."""
        key = key_of(surface)
        if one.source == "gazetteer" and not is_trap(surface):
            return
        if (
            one.source not in {"capital", "gazetteer"}
            or not kind_of_found(one, surface)
            or not surface[:1].isupper()
        ):
            return
        self.seen.setdefault(key, (one.entity, one.kind))
        while len(key) > 1 and key[-1] in LEGAL_FORMS:
            key = key[:-1]
            self.seen.setdefault(key, (one.entity, one.kind))
        if one.kind == "organisation" and key[0] in ORGANISATION_HEADS:
            for shorter in shorter_keys(key):
                self.seen.setdefault(shorter, (one.entity, one.kind))

    def _in_cell(self, cell: Cell, extra: Sequence[Found], *, low: bool) -> list[Place]:
        if cell.style == "label":
            return self._label(cell)
        if cell.style == "whole":
            return [Place(0, len(cell.text), "organisation", self._cluster(cell.text), "attribute")]
        text = cell.text
        fixed = patterns_in(text) if cell.style == "text" else []
        places = [Place(one.start, one.end, one.kind, text[one.start : one.end], "pattern") for one in fixed]
        for one in self._found(cell, extra, low=low or cell.style == "slug"):
            if all(one.end <= other.start or other.end <= one.start for other in fixed):
                places.extend(self._place(cell, one))
        return sorted(places)

    def _label(self, cell: Cell) -> list[Place]:
        bare = BRACKETED.sub("", cell.text).strip()
        if not is_person(cell.text) or not bare:
            return [place for one in self._found(cell, (), low=False) for place in self._place(cell, one)]
        start = cell.text.find(bare)
        entity = self.register.resolve(bare, cell.document)
        return [Place(max(start, 0), max(start, 0) + len(bare), "person", entity, "speaker")]

    def _cluster(self, name: str) -> str:
        for one in self.listed:
            if fold(one.name) == fold(name):
                return one.entity
        return name

    def _place(self, cell: Cell, one: Found) -> Iterator[Place]:
        surface = cell.text[one.start : one.end]
        kind = kind_of_found(one, surface)
        if not kind:
            return
        entity = one.entity
        if kind == "person" and (not entity or one.source in {"capital", "pipeline"}):
            entity = self.register.resolve(surface, cell.document)
        elif kind in {"name", "place"} and one.source in {"capital", "pipeline"}:
            entity = self._slips.entity_of(fold(surface)) or self._known(surface) or entity
            if any(entity == person.entity for person in self.register.persons):
                kind = "person"
        kind = self._kinds.get(entity, kind)
        yield Place(
            one.start, _whole(cell.text, one.end), kind, entity, self._sources.get(entity, one.source)
        )

    def _known(self, surface: str) -> str:
        """Return the person whose last name a bare name is, a doubled letter more or less."""
        last = fold(surface)
        persons = [one for one in self.register.persons if one.last]
        entities = {one.entity for one in persons if fold(one.last) == last} or {
            one.entity for one in persons if squeezed(bare_last(fold(one.last))) == squeezed(bare_last(last))
        }
        return entities.pop() if len(entities) == 1 else ""

    def _found(self, cell: Cell, extra: Sequence[Found], *, low: bool) -> list[Found]:
        text = cell.text
        if cell.style == "slug":
            text = text.replace("_", " ").replace("-", " ")
        more = [*extra, *self._slipped(text), *opening_names(text, self._firsts | self._lasts)]
        more.extend(hyphened_towns(text))
        more.extend(headed_names(text, self._firsts | self._lasts))
        if low:
            more.extend(low_names(text, self._firsts | self._lasts))
            more.extend(low_towns(text))
        return names_in(text, _START, self._low_index if low else self._index, more)

    def _slipped(self, text: str) -> Iterator[Found]:
        """Yield words that are a known long name with one slip."""
        for word in words_in(text, _START):
            plain = len(word.key) < SHORTEST_DOUBLED or word.key in FIRST_NAMES or word.key in NOT_NAMES
            if plain or not word.form.isalpha() or is_ordinary(word.form) or is_lemma(word.form):
                continue
            entity = self._slips.entity_of(word.key)
            if entity and word.key not in self._index:
                person = any(entity == one.entity for one in self.register.persons)
                kind = "person" if person else "organisation"
                yield Found(word.start, word.end, kind, entity, "list", 1)


def _whole(text: str, end: int) -> int:
    """Return the end of a place with the combining marks that follow it."""
    import unicodedata

    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end
