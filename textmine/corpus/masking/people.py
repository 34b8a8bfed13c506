"""Persons known to a corpus, the forms they are written in, and whose form a surface is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from textmine.corpus.masking.typos import is_typo
from textmine.corpus.names.gazetteer import FIRST_NAMES, PARTICLES, TITLES
from textmine.corpus.names.ordinary import Key, is_common, is_ordinary, key_of
from textmine.corpus.names.phrases import Phrase, name_parts, person_phrases
from textmine.corpus.vocabulary import fold

_PARTS = re.compile(r"[^\W\d_]+")
_NEEDS: Final = ("free", "capital", "upper", "inner", "placed", "articled")
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


def forms_of(person: Person) -> Iterator[tuple[Key, Phrase]]:
    """Yield the forms that a person is written in: those of all persons, initials, parts of a double name."""
    name = " ".join(part for part in (person.first, person.last) if part)
    double = "-" in person.last
    if double:
        yield key_of(person.last), Phrase(person.entity, "person", "speaker", "free", True, person.gender)
    if person.first and person.last and (double or person.source == "list"):
        yield key_of(name), Phrase(person.entity, "person", "speaker", "free", True, person.gender)
    if len(key_of(person.last)) == 1 and not is_common(person.last.lower()) and person.source != "text":
        yield key_of(person.last), Phrase(person.entity, "person", "speaker", "free", False, person.gender)
    if len(key_of(person.last)) > 1:
        # "Le Roux": its second capital is no sentence's
        yield key_of(person.last), Phrase(person.entity, "person", "speaker", "capital", False, person.gender)
    for key, phrase in person_phrases(name, person.entity):
        yield key, phrase._replace(gender=person.gender)
    yield from _initialled(person)
    yield from _halves(person)


def _initialled(person: Person) -> Iterator[tuple[Key, Phrase]]:
    """Yield the forms with the initials of a compound first name: J.-P. Roy, JP."""
    letters = [word[0] for word in key_of(person.first)]
    if len(letters) > 1:
        short = "".join(letters)
        tail = key_of(person.last)
        for head in ((*letters,), (short,)):
            if tail:
                yield (
                    (*head, *tail),
                    Phrase(person.entity, "person", "speaker", "capital", True, person.gender),
                )
            yield head, Phrase(person.entity, "person", "speaker", "upper", True, person.gender)


def _halves(person: Person) -> Iterator[tuple[Key, Phrase]]:
    """Yield the forms with one half of a double last name."""
    if "-" in person.last:
        for part in person.last.split("-"):
            hard = is_ordinary(part.lower())
            if len(part) > 3:
                need = "inner" if hard else "free"
                yield key_of(part), Phrase(person.entity, "person", "speaker", need, False, person.gender)  # type: ignore[arg-type]
                if person.first:
                    both = key_of(f"{person.first} {part}")
                    yield both, Phrase(person.entity, "person", "speaker", "free", True, person.gender)


def person_forms(persons: Iterable[Person]) -> Iterator[tuple[Key, Phrase]]:
    """Yield the forms of all persons; one that several have is nobody's ("") until a document tells."""
    forms: dict[Key, list[Phrase]] = defaultdict(list)
    for person in persons:
        for key, phrase in forms_of(person):
            if not PARTICLES.issuperset(key):
                forms[key].append(phrase)
    for key, phrases in forms.items():
        if len({one.entity for one in phrases}) == 1:
            yield from ((key, one) for one in phrases)
        else:
            need = min((one.need for one in phrases), key=_NEEDS.index)
            yield key, phrases[0]._replace(entity="", need=need, gender="")


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
        if len(fitting) == 1:
            return fitting[0].entity
        name = _without_title(surface) if not parts.gender or parts.first else surface
        return self.add(person_of(name, "text")).entity if not fitting else _shared(parts, surface)

    def _fitting(self, parts: Parsed) -> list[Person]:
        if parts.last:
            fitting = [*self._by_last[parts.last]]
            if not fitting:
                fitting = [one for one in self.persons if _is_near(parts.last, one.last)]
            if not fitting and not parts.gender and not parts.first:
                # a first name that is on no list of first names
                return [*self._by_first[parts.last]]
        elif parts.first:
            fitting = [*self._by_first[parts.first]]
        else:
            fitting = [one for one in self.persons if _initials(one.first) == parts.initials]
        return [one for one in fitting if _agrees(one, parts)]


def _is_near(last: str, other: str) -> bool:
    """Tell whether a folded last name is another with a slip, without particle, or half of a double one."""
    key = fold(other)
    if _bare(last) == _bare(key):
        return True
    return is_typo(last, key) or ("-" in other and " " not in last and len(last) > 3 and last in key.split())


def _bare(last: str) -> str:
    head, _, tail = last.partition(" ")
    return tail if tail and head in PARTICLES else last


def _is_same(one: Person, parts: Parsed) -> bool:
    return fold(one.first) == parts.first and fold(one.last) == parts.last


def _agrees(one: Person, parts: Parsed) -> bool:
    """Tell whether nothing in a name as written says that it is another person's."""
    if parts.gender and one.gender and parts.gender != one.gender:
        return False
    first = fold(one.first)
    if parts.first and first and parts.first != first and not is_typo(parts.first, first):
        return False
    return not (parts.initials and first and not _initials(first).startswith(parts.initials))


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
