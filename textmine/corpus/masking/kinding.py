"""The kind of what was found: which place is a town or a region, which name is none."""

from __future__ import annotations

from typing import Final

from textmine.corpus.names.candidates import Found
from textmine.corpus.names.gazetteer import (
    BODIES,
    CITIES,
    COUNTRIES,
    DEPARTMENTS,
    DOUBTFUL,
    REGIONS,
    TOWNS,
    TRAPS,
    listed,
)
from textmine.corpus.names.ordinary import is_ordinary
from textmine.corpus.vocabulary import fold

# Things that everybody has: programs, networks, habits of the calendar.
THINGS: Final = frozenset(
    """
    excel word powerpoint outlook windows internet web twitter facebook linkedin instagram whatsapp zoom
    teams skype
    youtube tiktok google gmail wikipedia covid europe union grenelle noel paques bourse salon toile
    bible coran
    dieu terre lune soleil occident orient afrique asie amerique oceanie mediterranee atlantique etat region
    departement mairie prefecture ministere mac iphone android wifi bluetooth chatgpt netflix amazon
    doodle drive
    dropbox trello slack discord sncf tgv ter antiquite renaissance revolution resistance liberation
    republique
    """.split()
)
_PLACES: Final = {
    **{fold(name): "town" for name in listed(CITIES)},
    **{fold(name): "town" for name in listed(TOWNS)},
    **{fold(name): "department" for name in listed(DEPARTMENTS)},
    **{fold(name): "country" for name in listed(COUNTRIES)},
    **{fold(name): "region" for name in listed(REGIONS)},
}
_BODIES: Final = frozenset(fold(name) for name in listed(BODIES))


def kind_of_place(name: str) -> str:
    """Return what a place's name is known as: "town", "department", "region", "country", else "place".

    Examples
    --------
    >>> [kind_of_place(name) for name in ("Lyon", "Ain", "Bretagne", "France", "Pont-à-Loup")]
    ['town', 'department', 'region', 'country', 'place']
    """
    return _PLACES.get(fold(name), "place")


def is_trap(name: str) -> bool:
    """Tell whether a listed place's name is also a word, and so found after a preposition only.

    Examples
    --------
    >>> is_trap("Nice"), is_trap("Grenoble")
    (True, False)
    """
    return fold(name) in TRAPS or is_ordinary(name.lower())


def kind_of_found(found: Found, surface: str) -> str:
    """Return the kind of entity that a candidate is, "" for none that may be masked.

    Examples
    --------
    >>> kind_of_found(Found(0, 5, "other", "Excel", "capital", 2), "Excel")
    ''
    >>> kind_of_found(Found(0, 7, "other", "Biomate", "capital", 2), "Biomate")
    'name'
    """
    if found.kind == "place":
        return kind_of_place(found.entity)
    if found.kind == "organisation":
        listed_body = found.source in {"gazetteer", "capital"} and fold(found.entity) in _BODIES
        return "body" if listed_body else "organisation"
    if found.kind == "person" or found.source == "pipeline":
        return "person" if found.kind == "person" else "name"
    return "person" if fold(surface) in DOUBTFUL else _kind_of_other(surface)


def _kind_of_other(surface: str) -> str:
    words = [word for word in fold(surface).split() if len(word) > 1]
    kinds = {_PLACES[word] for word in (*words, fold(surface)) if word in _PLACES}
    if kinds and kinds <= {"region", "country"}:
        return next(iter(kinds))
    if any(word in THINGS for word in words[:1]):
        return ""
    forms = [word for word in surface.replace("-", " ").replace("’", " ").replace("'", " ").lower().split()]
    if all(is_ordinary(word) or len(word) < 3 for word in forms):
        return ""
    return "name"
