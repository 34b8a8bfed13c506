"""Persons known to a corpus, the forms they are written in, and whose form a surface is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from textmine.corpus.masking.calling import given_parts, is_clip, may_be_called
from textmine.corpus.masking.diminutives import is_short_for
from textmine.corpus.masking.typos import is_short_slip, is_typo, squeezed
from textmine.corpus.names.gazetteer import FIRST_NAMES, PARTICLES, TITLES
from textmine.corpus.names.phrases import name_parts
from textmine.corpus.vocabulary import fold

_PARTS = re.compile(r"[^\W\d_]+")
SOURCES: Final = ("list", "speaker", "text")


class Person(NamedTuple):
    """A person: the name that tells it from all others, its parts, gender "f", "m" or "", and its source."""

    entity: str
    first: str
    last: str
    gender: str
    source: str


class Parsed(NamedTuple):
    """A name as written: gender of its title, folded first name, initials of one, folded last name."""

    gender: str
    first: str
    initials: str
    last: str


def person_of(name: str, source: str, entity: str = "") -> Person:
    """Return a person by its name.

    Examples
    --------
    >>> person_of("Mme Jeanne Le Goff", "text")
    Person(entity='Jeanne Le Goff', first='Jeanne', last='Le Goff', gender='f', source='text')
    """
    first, last, gender = name_parts(name)
    if not last and _without_title(name) != name:
        first, last = "", first
    if first.isupper() and len(first) > 3:
        first = "-".join(part.capitalize() for part in first.split("-"))
    whole = " ".join(part for part in (first, last) if part)
    if not first and gender:
        whole = ("M. " if gender == "m" else "Mme ") + last
    return Person(entity or whole or name, first, last, gender, source)


def parsed(surface: str) -> Parsed:
    """Return the parts of a name as it stands in a text, in either order.

    Examples
    --------
    >>> parsed("M. MARTIN Jean-Pierre"), parsed("J.-P. Martin").initials
    (Parsed(gender='m', first='jean pierre', initials='', last='martin'), 'jp')
    """
    words = [fold(word) for word in _PARTS.findall(surface)]
    gender = ""
    while len(words) > 1 and words[0] in TITLES and not (words[0] == "m" and len(words[1]) == 1):
        gender = TITLES[words.pop(0)]
    shape = _PARTS.findall(surface)[-len(words) :]
    initials = ""
    while words and (len(words[0]) == 1 or (len(words) > 1 and len(words[0]) == 2 and shape[0].isupper())):
        initials += words.pop(0)
        shape = shape[1:]
    if not words:
        return Parsed(gender, "", initials, "")
    if initials:
        return Parsed(gender, "", initials, " ".join(words))
    rest = " ".join(_PARTS.findall(surface)[-len(words) :]) if "-" not in surface else _without_title(surface)
    first, last, told = name_parts(rest)
    if gender and not last:
        first, last = "", first
    return Parsed(gender or "", fold(first), "", fold(last) or ("" if first else fold(rest) or told))


def _without_title(surface: str) -> str:
    head, _, rest = surface.partition(" ")
    return rest if rest and fold(head) in TITLES else surface


@dataclass
class Register:
    """Persons known so far, by their folded names, and who is present in which document."""

    persons: list[Person] = field(default_factory=list)
    present: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _by_last: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    _by_first: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))

    def add(self, person: Person) -> Person:
        """Add a person, unless one of that name is known: then that one."""
        parts = Parsed(person.gender, fold(person.first), "", fold(person.last))
        same = [one for one in self._fitting(parts) if _is_same(one, parts)]
        if same:
            return same[0]
        self.persons.append(person)
        self._by_last[fold(person.last)].append(person)
        self._by_first[fold(person.first)].append(person)
        return person

    def knows(self, surface: str) -> bool:
        """Tell whether a name as written fits somebody."""
        return bool(self._fitting(parsed(surface)))

    def resolve(self, surface: str, document: str) -> str:
        """Return the entity of a name as written: the one person it fits, else a name of its own.

        Of several that fit, the one present in the document; where still several remain, the name itself
        is the entity, which all of them share.
        """
        parts = parsed(surface)
        fitting = self._fitting(parts)
        for narrower in (
            [one for one in fitting if one.entity in self.present[document]],
            [one for one in fitting if one.first and one.last],
        ):
            fitting = narrower if len(fitting) > 1 and len(narrower) == 1 else fitting
        if len({one.entity for one in fitting}) == 1:
            return fitting[0].entity
        name = _without_title(surface) if not parts.gender or parts.first else surface
        return self.add(person_of(name, "text")).entity if not fitting else _shared(parts, surface)

    def _called(self, word: str) -> list[Person]:
        """Return the persons whose first name a word is short for, or a part of."""
        known = [one for one in self.persons if one.first and one.source != "text"]
        called = [one for one in known if word in given_parts(one.first) or is_clip(word, one.first)]
        called = called or [one for one in known if is_short_for(word, fold(one.first))]
        return called or [one for one in known if _is_slipped(word, fold(one.first))]

    def _fitting(self, parts: Parsed) -> list[Person]:
        if parts.last:
            fitting = [one for one in self._by_last[parts.last] if _agrees(one, parts)]
            if not fitting:
                fitting = [one for one in self.persons if _is_near(parts, one)]
            if not fitting and (parts.first or parts.initials):
                return [one for one in self.persons if _is_cut_otherwise(parts, one)]
            elif not fitting and not parts.gender and not parts.initials:
                # a first name that is on no list of first names
                return self._by_first[parts.last] or self._called(parts.last)
        elif parts.first:
            fitting = [*self._by_first[parts.first]] or self._called(parts.first)
            if not fitting:
                return [one for one in self.persons if "-" in one.last and is_clip(parts.first, one.last)]
        else:
            fitting = [one for one in self.persons if _initials(one.first) == parts.initials]
        return [one for one in fitting if _agrees(one, parts)]


def _is_cut_otherwise(parts: Parsed, one: Person) -> bool:
    """Tell whether a name is a person's if its parts are others: M. Jean Baptiste, R. Jean-Baptiste.

    The first and last name as written are his last or his first name; or what follows initials is his last
    name, and more of his first one.
    """
    first, last = fold(one.first), fold(one.last)
    if parts.gender and one.gender and parts.gender != one.gender:
        return False
    if not parts.initials:
        return f"{parts.first} {parts.last}" in {first, last}
    if parts.last == first and " " in first:
        return last.startswith(parts.initials)
    tail = f"{parts.initials} {parts.last}".split()
    whole = f"{first} {last}".split()
    return len(tail) == len(whole) > 2 and whole[0].startswith(tail[0]) and whole[1:] == tail[1:]


def _is_near(parts: Parsed, one: Person) -> bool:
    """Tell whether a last name is a person's with a slip, without its particle, or a part of it."""
    key = fold(one.last)
    if len(parts.last) == 1:  # Karim B.
        return bool(parts.first) and parts.last in {key[:1], bare_last(key)[:1]}
    if bare_last(parts.last) == bare_last(key) or is_typo(parts.last, key):
        return True
    if parts.last in map(fold, last_parts(one)):
        return True
    if parts.first and parts.first == fold(one.first):
        return is_short_slip(bare_last(parts.last), bare_last(key))
    return bool(parts.gender and key) and squeezed(bare_last(parts.last)) == squeezed(bare_last(key))


def bare_last(last: str) -> str:
    """Return a folded last name without its particle.

    Examples
    --------
    >>> bare_last("le goff"), bare_last("goff")
    ('goff', 'goff')
    """
    head, _, tail = last.partition(" ")
    return tail if tail and head in PARTICLES else last


def _is_same(one: Person, parts: Parsed) -> bool:
    return fold(one.first) == parts.first and fold(one.last) == parts.last


def _agrees(one: Person, parts: Parsed) -> bool:
    """Tell whether nothing in a name as written says that it is another person's."""
    if parts.gender and one.gender and parts.gender != one.gender:
        return False
    first = fold(one.first)
    if parts.first and first and parts.first != first and not _is_called(parts.first, one.first):
        return False
    return not (parts.initials and first and not _initials(first).startswith(parts.initials))


def _is_called(word: str, first: str) -> bool:
    """Tell whether a folded first name is another with a slip, its short form, or a part of it."""
    key = fold(first)
    short = is_short_for(word, key) or is_short_for(key, word)
    return short or is_typo(word, key) or may_be_called(word, first)


def _is_slipped(word: str, first: str) -> bool:
    """Tell whether a folded first name is another with a doubled letter more or less, or with a slip."""
    return squeezed(word) == squeezed(first) or (word not in FIRST_NAMES and is_typo(word, first))


def last_parts(person: Person) -> list[str]:
    """Return the parts of a last name that may stand alone: halves of a double one, a head and its tail.

    Examples
    --------
    >>> last_parts(Person("x", "Anne", "Roy-Dubois", "f", "list"))
    ['Roy', 'Dubois']
    >>> last_parts(Person("x", "Rui", "Ferreira da Silva", "m", "list"))
    ['Ferreira', 'da Silva']
    """
    words = person.last.split()
    if "-" in person.last:
        found = person.last.split("-")
    elif len(words) < 2 or fold(words[0]) in PARTICLES or person.source == "text":
        return []
    else:
        cut = next((at for at, word in enumerate(words) if fold(word) in PARTICLES), 0)
        found = [" ".join(words[:cut]), " ".join(words[cut:])] if cut else words
    return [part for part in found if len(bare_last(fold(part))) > 2]


def _initials(first: str) -> str:
    return "".join(word[0] for word in fold(first).split())


def _shared(parts: Parsed, surface: str) -> str:
    first, last, _ = name_parts(_without_title(surface))
    name = " ".join(part for part in (first, last) if part)
    title = {"m": "M. ", "f": "Mme "}.get(parts.gender, "") if parts.last and not parts.first else ""
    return title + name


def known_words(persons: Iterable[Person]) -> dict[str, str]:
    """Return the words of last and first names, folded, to the entity, "" where several persons have it."""
    found: dict[str, str] = {}
    for person in persons:
        for name in (person.last, person.first):
            for word in fold(name).split():
                if len(word) > 3 and word not in PARTICLES:
                    found[word] = person.entity if found.get(word, person.entity) == person.entity else ""
    return found


def is_full_name(surface: str) -> bool:
    """Tell whether a name as written has a first name that is one and a last name, or a title.

    Examples
    --------
    >>> is_full_name("Paul Roy"), is_full_name("Mme Roy"), is_full_name("Roy"), is_full_name("Pont Neuf")
    (True, True, False, False)
    """
    parts = parsed(surface)
    if parts.gender and parts.last:
        return True
    return bool(parts.first and parts.last and parts.first.split()[0] in FIRST_NAMES)
