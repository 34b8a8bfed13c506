"""Towns known by the form of their name: capitals, hyphens and small words between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from textmine.corpus.names.candidates import Found
from textmine.corpus.names.gazetteer import FIRST_NAMES, NOT_NAMES
from textmine.corpus.names.ordinary import all_ordinary, is_common, is_ordinary
from textmine.corpus.vocabulary import fold

_PART = r"[A-ZÀ-ÖØ-ÝŒŁ][\w’']*\w"
_SMALL = r"(?:sur|sous|en|lès|lez|les|le|la|de|du|des|aux?|à|et|d['’]|l['’])"
_TIED = r"(?:-|(?<=['’]))"
_TOWN = re.compile(
    rf"(?<![\w-])(?:(?:L[ea]s?|L['’])\s?)?{_PART}(?:-{_PART})*(?:-(?:{_SMALL}{_TIED})+{_PART}(?:-{_PART})*)+(?![\w-])"
)
_LOW_TOWN = re.compile(r"(?<![\w-])[^\W\d_]{3,}(?:-(?:sur|sous|lès|lez)-[^\W\d_]{3,})+(?![\w-])")
_PLACED = re.compile(
    r"(?<!\w)(?:à|de|d['’]|sur|vers|par|depuis|pour|en|près|ville|commune|entre)\s?$", re.IGNORECASE
)
_SURE: Final = re.compile(r"-(?:sur|sous|lès|lez|les|le|la)-", re.IGNORECASE)
_OF: Final = re.compile(r"-(?:de|du|des|d['’])", re.IGNORECASE)
_BORN: Final = re.compile(
    r"(?<!\w)(?:née?s?|nee?s?|habit(?:e|es|ons|ent|ait|ais|aient)|originaires?) (?:à|a|de) "
    r"(?P<town>[^\W\d_]{4,})(?![\w-])"
)


def hyphened_towns(text: str) -> Iterator[Found]:
    """Yield towns written with hyphens and small words, whole: no department or country within counts.

    Where all words are ordinary (Bois-le-Roi) a preposition must stand before.

    Examples
    --------
    >>> text = "De Fort-de-France à Joué-lès-Tours, en Face-à-Face."
    >>> [text[one.start : one.end] for one in hyphened_towns(text)]
    ['Fort-de-France', 'Joué-lès-Tours']
    """
    for match in _TOWN.finditer(text):
        name = match.group()
        head = fold(name).split()[0]
        if head in FIRST_NAMES and _OF.search(name) and not _SURE.search(name):
            continue  # a person's particle
        if head in NOT_NAMES and head not in {"le", "la", "les", "l"}:
            continue
        plain = all_ordinary(name)
        if not plain or (_SURE.search(name) and _PLACED.search(text[: match.start()])):
            yield Found(match.start(), match.end(), "place", name, "capital", -1)


def low_towns(text: str) -> Iterator[Found]:
    """Yield towns of a text without capitals: with hyphens, or rare words that somebody is born or lives at.

    Examples
    --------
    >>> text = "elle est nee a kayes et habite a villeneuve-sur-lot"
    >>> [text[one.start : one.end] for one in low_towns(text)]
    ['kayes', 'villeneuve-sur-lot']
    """
    for match in _BORN.finditer(text):
        town = match["town"]
        if not is_ordinary(town) and not is_common(town) and fold(town) not in NOT_NAMES | FIRST_NAMES.keys():
            yield Found(match.start("town"), match.end("town"), "place", town, "capital", 2)
    for match in _LOW_TOWN.finditer(text):
        if not all_ordinary(match.group()):
            yield Found(match.start(), match.end(), "place", match.group(), "capital", -1)
