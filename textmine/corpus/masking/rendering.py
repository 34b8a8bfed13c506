"""The new form of a name as it stands: full, last name alone, initials, in capitals, after an elision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from textmine.corpus.masking.diminutives import is_short_for
from textmine.corpus.masking.entities import Entity
from textmine.corpus.masking.firstnames import starts_with_vowel
from textmine.corpus.masking.people import Person
from textmine.corpus.masking.pseudonyms import generalised
from textmine.corpus.masking.regions import PREPOSITIONS
from textmine.corpus.masking.typos import is_typo
from textmine.corpus.names.gazetteer import TITLES
from textmine.corpus.names.phrases import name_parts
from textmine.corpus.vocabulary import fold

_WORD = re.compile(r"[^\W\d_]+")
_ELIDED = re.compile(r"(?<!\w)(?P<head>d|qu|jusqu|lorsqu|puisqu|quoiqu)(?P<mark>['’])$", re.IGNORECASE)
_FULL = re.compile(r"(?<!\w)(?P<head>d|qu|jusqu|lorsqu|puisqu|quoiqu)e\s$", re.IGNORECASE)
_AT = re.compile(r"(?<!\w)(?P<at>[àÀ])\s$")
_TIMES = re.compile(r"(?<!\w)(?:depuis|avant|après|dès|vers|pour)\s$", re.IGNORECASE)


class Rendered(NamedTuple):
    """What replaces a text that ends as before, beginning so many characters earlier."""

    earlier: int
    text: str


def render(entity: Entity, surface: str, before: str) -> Rendered:
    """Return what replaces a name or number, given the text before it.

    Examples
    --------
    >>> from textmine.corpus.masking.people import person_of
    >>> anne = Entity("person", "Anne Roy", person=person_of("Anne Roy", "list"), policy="pseudonym",
    ...               pseudonym="Louise Besson")
    >>> render(anne, "A. ROY", "").text, render(anne, "Mme Roy", "").text, render(anne, "Anne", "qu'")
    ('L. BESSON', 'Mme Besson', Rendered(earlier=3, text='que Louise'))
    """
    text = _new_form(entity, surface, before)
    if elided := _ELIDED.search(before):
        if not starts_with_vowel(text):
            return Rendered(len(elided.group()), f"{elided['head']}e {text}")
    elif entity.kind == "person" and (full := _FULL.search(before)):
        if starts_with_vowel(text) and not starts_with_vowel(surface):
            return Rendered(len(full.group()), f"{full['head']}’{text}")
    if text in PREPOSITIONS and (at := _AT.search(before)):
        word = PREPOSITIONS[text]
        return Rendered(len(at.group()), f"{word.capitalize() if at['at'] == 'À' else word} {text}")
    return Rendered(0, text)


def _new_form(entity: Entity, surface: str, before: str) -> str:
    if entity.policy == "pseudonym" and entity.person is not None:
        return _new_name(entity, surface)
    if entity.policy == "generalise" and not entity.edited:
        told = generalised(entity.kind, surface) or entity.pseudonym
        return told.removeprefix("en ") if _TIMES.search(before) else told
    return entity.pseudonym


def _new_name(entity: Entity, surface: str) -> str:
    """Return a person's new name in the form of the old: its parts in their order, its case, its points."""
    person = entity.person
    first, last = new_parts(entity)
    words = list(_WORD.finditer(surface))
    firsts = set(fold(person.first).split()) if person is not None else set()
    short = _short_words(person, words)
    parts: list[tuple[str, int, int]] = []
    for at, word in enumerate(words):
        role = (
            "first"
            if word.start() in short
            else _role(word.group(), firsts, is_first=at == 0, more=len(words) > 1, last=last)
        )
        if parts and parts[-1][0] == role and role != "title":
            parts[-1] = (role, parts[-1][1], word.end())
        else:
            parts.append((role, word.start(), word.end()))
    new, end = "", 0
    for role, start, stop in parts:
        stop += role == "initials" and surface[stop : stop + 1] == "."
        new += surface[end:start] + _part(role, surface[start:stop], first or last, last or first)
        end = stop
    return new + surface[end:]


def _short_words(person: Person | None, words: Sequence[re.Match[str]]) -> set[int]:
    """Return where a short form of a person's first name stands, which is no part of the last name."""
    if person is None or not person.first:
        return set()
    lasts = fold(person.last).split()
    keys = {word.start(): fold(word.group()) for word in words}
    return {at for at, key in keys.items() if key not in lasts and is_short_for(key, fold(person.first))}


def new_parts(entity: Entity) -> tuple[str, str]:
    """Return the first and last name of an entity's pseudonym, each "" if the entity has none such."""
    person = entity.person
    if person is None or (person.first and not person.last):
        return entity.pseudonym, ""
    if not person.first:
        return "", entity.pseudonym
    parts = entity.pseudonym.split()
    if len(parts) == 1:
        return parts[0], parts[0]
    first, last, _ = name_parts(entity.pseudonym) if len(parts) > 2 else (parts[0], parts[1], "")
    return (first, last) if first and last else (parts[0], " ".join(parts[1:]))


def _role(word: str, firsts: set[str], *, is_first: bool, more: bool, last: str) -> str:
    key = fold(word)
    if is_first and more and key in TITLES and not (key == "m" and word == "m"):
        return "title"
    if key in firsts or (not last and not firsts) or any(is_typo(key, first) for first in firsts):
        return "first"
    letters = "".join(sorted(name[0] for name in firsts))
    if len(word) == 1 or (
        len(word) == len(firsts) > 1 and word.isupper() and "".join(sorted(key)) == letters
    ):
        return "initials"
    return "last"


def _part(role: str, old: str, first: str, last: str) -> str:
    if role == "title":
        return old
    if role == "initials":
        letters = [part[0].upper() for part in re.split(r"[\s-]", first) if part]
        if "." not in old:
            text = "".join(letters)
            return text.lower() if old.islower() else text
        return ("-" if "-" in old else " ").join(f"{letter}." for letter in letters)
    new = first if role == "first" else last
    if old.isupper() and len(old) > 1:
        return new.upper()
    return new.lower() if old.islower() else new
