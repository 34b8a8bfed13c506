"""The forms that a known person is written in: full, initials, parts of a name, short forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from textmine.corpus.masking.calling import given_parts
from textmine.corpus.masking.diminutives import short_forms
from textmine.corpus.masking.people import Person, last_parts
from textmine.corpus.names.gazetteer import FIRST_NAMES, NOT_NAMES, PARTICLES, THING_SIGLES
from textmine.corpus.names.ordinary import Key, is_common, is_ordinary, key_of
from textmine.corpus.names.phrases import Need, Phrase, phrases_of_parts
from textmine.corpus.vocabulary import fold

_NEEDS: Final = ("free", "capital", "upper", "inner", "bare", "reached", "placed", "articled", "headed")
_SURE_PART: Final = 4


def person_forms(persons: Iterable[Person]) -> Iterator[tuple[Key, Phrase]]:
    """Yield the forms of all persons; one that several have is nobody's ("") until a document tells.

    A part or short form of a name counts only where it is nobody's whole name.
    """
    known = list(persons)
    whole = _gathered((person, forms_of(person)) for person in known)
    parts = _gathered((person, _part_forms(person)) for person in known)
    yield from _shared(whole)
    yield from _shared({key: found for key, found in parts.items() if key not in whole})


def _gathered(forms: Iterable[tuple[Person, Iterator[tuple[Key, Phrase]]]]) -> dict[Key, list[Phrase]]:
    found: dict[Key, list[Phrase]] = defaultdict(list)
    for person, phrases in forms:
        for key, phrase in phrases:
            if key and not PARTICLES.issuperset(key):
                found[key].append(phrase._replace(entity=person.entity, gender=person.gender))
    return found


def _shared(forms: dict[Key, list[Phrase]]) -> Iterator[tuple[Key, Phrase]]:
    for key, phrases in forms.items():
        if len({one.entity for one in phrases}) == 1:
            yield from ((key, one) for one in phrases)
        else:
            need = min((one.need for one in phrases), key=_NEEDS.index)
            yield key, phrases[0]._replace(entity="", need=need, gender="")


def _form(need: Need, *, strong: bool) -> Phrase:
    return Phrase("", "person", "speaker", need, strong)


def forms_of(person: Person) -> Iterator[tuple[Key, Phrase]]:
    """Yield the forms of a person's whole names: those of all persons, and initials of compound ones."""
    name = " ".join(part for part in (person.first, person.last) if part)
    double = "-" in person.last
    last = key_of(person.last)
    if double:
        yield last, _form("free", strong=True)
    if person.first and person.last and (double or person.source == "list"):
        yield key_of(name), _form("free", strong=True)
    if len(last) == 1 and not is_common(person.last.lower()) and person.source != "text":
        yield last, _form("free", strong=False)
    if len(last) > 1:
        # "Le Roux": its second capital is no sentence's
        yield last, _form("capital", strong=False)
    yield from phrases_of_parts(person.first, person.last)
    yield from _initialled(person)


def _initialled(person: Person) -> Iterator[tuple[Key, Phrase]]:
    """Yield the forms with the initials of a compound first name: J.-P. Roy, JP."""
    letters = [word[0] for word in key_of(person.first)]
    if len(letters) > 1:
        tail = key_of(person.last)
        for head in ((*letters,), ("".join(letters),)):
            if tail:
                yield (*head, *tail), _form("capital", strong=True)
            yield head, _form("upper", strong=False)


def _part_forms(person: Person) -> Iterator[tuple[Key, Phrase]]:
    """Yield the forms with a part of the last name (Mme Roy for Roy-Dubois), or of the first, or short."""
    first = key_of(person.first)
    for part in last_parts(person):
        key = key_of(part)
        yield key, _form(_need_of_part(part, key), strong=False)
        if len(key) == 2 and key[0] in PARTICLES:
            yield key[1:], _form(_need_of_part(part.split()[-1], key[1:]), strong=False)
        if first:
            yield (*first, *key), _form("free", strong=True)
            yield (*key, *first), _form("free", strong=True)
            if first[0][0] != "m":
                yield (first[0][0], *key), _form("capital", strong=True)
    if person.source != "text":
        yield from _joined_forms(person)
        yield from _called_forms(person)


def _joined_forms(person: Person) -> Iterator[tuple[Key, Phrase]]:
    """Yield a last name with its particles as one word (Legoff), and the initials of all names."""
    first, last = key_of(person.first), key_of(person.last)
    if len(last) > 1 and (last[0] in PARTICLES or len(last[0]) == 1):
        for at in range(len(last) - 1):
            word = "".join(last[at:])
            yield (word,), _form("inner" if is_ordinary(word) else "capital", strong=False)
            if first:
                yield (*first, word), _form("capital", strong=True)
    letters = "".join(word[0] for word in (*first, *last) if word not in PARTICLES)
    if first and last and len(letters) > 2 and letters.upper() not in THING_SIGLES:
        yield (letters,), _form("upper", strong=False)
        yield tuple(letters), _form("upper", strong=False)  # A. R.-D.


def _need_of_part(part: str, key: Key) -> Need:
    if len(key) > 1:
        return "capital"
    return "inner" if len(key[0]) < _SURE_PART or is_ordinary(part.lower()) else "free"


def _called_forms(person: Person) -> Iterator[tuple[Key, Phrase]]:
    last = key_of(person.last)
    for word in dict.fromkeys((*given_parts(person.first), *short_forms(fold(person.first)))):
        need: Need = "capital"
        if word in NOT_NAMES or (is_ordinary(word) and word not in FIRST_NAMES):
            need = "bare"
        key = tuple(word.split())
        yield key, _form(need, strong=False)
        if last:
            yield (*key, *last), _form("capital", strong=True)
            yield (*last, *key), _form("capital", strong=True)
