"""The shorter forms of listed names of firms and places: Trois Tilleuls for collège des Trois Tilleuls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from textmine.corpus.masking.kinding import THINGS, kind_of_place
from textmine.corpus.names.gazetteer import (
    FIRST_NAMES,
    LEGAL_FORMS,
    NOT_NAMES,
    ORGANISATION_HEADS,
    PARTICLES,
    PLACE_HEADS,
    THING_SIGLES,
)
from textmine.corpus.names.ordinary import Key, is_noun, is_ordinary, words_of
from textmine.corpus.names.phrases import Need
from textmine.corpus.vocabulary import fold

# Nouns and legal forms at the head of a name, without which it is still told.
_HEADS: Final = frozenset(
    """
    college lycee ecole creche universite faculte clinique hopital hospice centre club foyer residence
    ferme domaine
    chateau garage hotel restaurant cafe librairie theatre musee imprimerie menuiserie boulangerie pharmacie
    fromagerie laiterie scierie fonderie tannerie transport edition studio bureau reseau collectif amicale
    compagnie
    cie regie office cite quartier hameau lieu atelier chantier
    gaec earl scea gfa sarl sas sasu scop scic eurl sci gie esat ehpad mjc ime mecs
    """.split()
) | {head.rstrip("s") for head in ORGANISATION_HEADS}
# Heads that are a name by themselves with a capital: "les Ateliers".
_NAMES_TOO: Final = frozenset({"atelier", "chantier", "cite"})
_ARTICLES: Final = frozenset({"l", "le", "la", "les"})
_SHORTEST_FREE: Final = 5
_SHORTEST_SIGLE: Final = 3
_SAINTS: Final = frozenset({"saint", "sainte", "st", "ste"})


class Shorter(NamedTuple):
    """A shorter form: its folded words, and how it must be written to count."""

    key: Key
    need: Need


def shorter_forms(name: str, kind: str) -> Iterator[Shorter]:
    """Yield the shorter forms of a listed name: without article, without its head, its first word alone.

    A form all of ordinary words counts with a capital inside a sentence only; one that is a place, a first
    name or a noun of firms is none.

    Examples
    --------
    >>> [" ".join(one.key) for one in shorter_forms("Les Ateliers du Canal", "organisation")]
    ['ateliers du canal', 'ateliers']
    >>> [(" ".join(key), need) for key, need in shorter_forms("collège des Trois Tilleuls", "organisation")]
    [('trois tilleuls', 'inner')]
    >>> list(shorter_forms("clinique de Lyon", "organisation"))
    []
    """
    chunks = name.replace("’", "'").replace("'", " ").split()
    seen = {_key(chunks)}
    for form in _cut(chunks, first_too=kind == "organisation"):
        key = _key(form)
        if key and key not in seen and not _is_barred(key):
            seen.add(key)
            yield Shorter(key, _need(form))


def other_spellings(name: str) -> Iterator[Shorter]:
    """Yield a listed name's sigle of three letters or more, and two words of it written as one.

    Examples
    --------
    >>> [(" ".join(one.key), one.need) for one in other_spellings("Bâti-Loire Solidaire")]
    [('bls', 'upper'), ('batiloire', 'capital')]
    >>> [(" ".join(one.key), one.need) for one in other_spellings("Avel Mor")]
    [('avelmor', 'capital')]
    """
    words = [word for word in _key(name.replace("’", " ").replace("'", " ").split()) if word not in PARTICLES]
    sigle = "".join(word[0] for word in words)
    if len(sigle) >= _SHORTEST_SIGLE and sigle.isalpha() and sigle.upper() not in THING_SIGLES:
        yield Shorter((sigle,), "upper")
    for form in ([name], [name.split()[0]] if name.strip() else []):
        key = _key(form)
        if len(key) == 2 and not PARTICLES.intersection(key) and not is_ordinary("".join(key)):
            yield Shorter(("".join(key),), "capital")


def with_saints(key: Key) -> Iterator[Key]:
    """Yield a name's words, and the same with "saint" as it is written short.

    Examples
    --------
    >>> list(with_saints(("clinique", "saint", "luc")))
    [('clinique', 'saint', 'luc'), ('clinique', 'st', 'luc')]
    """
    yield key
    short = tuple({"saint": "st", "sainte": "ste"}.get(word, word) for word in key)
    if short != key:
        yield short


def _cut(chunks: list[str], *, first_too: bool) -> Iterator[list[str]]:
    bare = chunks[1:] if len(chunks) > 1 and fold(chunks[0]) in _ARTICLES else chunks
    yield bare
    if len(bare) > 1 and fold(bare[-1]) in LEGAL_FORMS:
        bare = bare[:-1]
        yield bare
    head = fold(bare[0]).rstrip("s")
    rest = bare
    if len(bare) > 1 and head in _HEADS | PLACE_HEADS and head not in _NAMES_TOO:
        rest = _without_particles(bare[1:])
        yield rest
    if first_too and (rest is bare or len(rest) > 1):
        yield from _first_of(rest)
        if len(rest) == 2 and is_noun(rest[0].lower()) and not is_ordinary(rest[1].lower()):
            yield rest[1:]  # Tissages Barrault


def _without_particles(chunks: list[str]) -> list[str]:
    while len(chunks) > 1 and fold(chunks[0]) in PARTICLES:
        chunks = chunks[1:]
    return chunks


def _first_of(chunks: list[str]) -> Iterator[list[str]]:
    """Yield the first word of a name if it can stand for it: a rare word, a double one, or a noun."""
    word = chunks[0].lower()
    if fold(chunks[0]) not in _SAINTS and ("-" in word or not is_ordinary(word) or is_noun(word)):
        yield chunks[:1]


def _key(chunks: list[str]) -> Key:
    return tuple(fold(" ".join(chunks)).split())


def _need(chunks: list[str]) -> Need:
    words = words_of(" ".join(chunks))
    if all(fold(word) in PARTICLES or is_ordinary(word) for word in words):
        return "inner"
    return "free" if len(words) > 1 or len(words[0]) >= _SHORTEST_FREE else "capital"


def _is_barred(key: Key) -> bool:
    if kind_of_place(" ".join(key)) != "place":
        return True
    if len(key) > 1:
        return PARTICLES.issuperset(key)
    word = key[0]
    plain = word in NOT_NAMES or word in THINGS or word in PARTICLES or word in LEGAL_FORMS
    head = word.rstrip("s") in _HEADS - _NAMES_TOO or word in PLACE_HEADS
    return plain or head or word in FIRST_NAMES or len(word) < 3 or not word.isalpha()
