"""Postal addresses in French talk: a number and a way, a way with a name, a post code and its town."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WAY = (
    r"(?:rue|r\.|avenue|av\.|ave|boulevard|bd\.?|blvd|impasse|all[ée]es?|chemin|route|place|quai|cours|square|"
    r"passage|sentier|faubourg|ruelle|venelle|esplanade|rond-point|lotissement|r[ée]sidence|hameau|lieu-dit|"
    r"villa|cit[ée]|mail|traverse|mont[ée]e|voie|promenade)"
)
_SMALL = r"(?:(?:de la|de l['’]|du|des|de|d['’]|la|les|le|l['’]|aux?)\s?)"
_UPPER = r"(?:[A-ZÀ-ÖØ-Ý](?:[\w’']*(?:-[\w’']+)*|\.))"
_ANY = r"(?:[^\W\d_][\w]*(?:-[\w]+)*)"
_NAME = (
    rf"(?:{_SMALL}{{0,2}}(?:{_UPPER}|{_ANY})"
    rf"(?:[ -]{_SMALL}?{_UPPER}|[ -]\d{{1,2}}[ -]{_ANY}(?:[ -]\d{{4}})?){{0,4}})"
)
_TOWN = (
    rf"(?:,?\s(?:à\s)?\d{{2}}[ ]?\d{{3}}\s{_UPPER}(?:[ -](?:(?:sur|en|sous|les|lès|la|le|de|du|"
    rf"d['’])[ -]?)*{_UPPER}){{0,3}}"
    r"(?:\s[Cc][Ee][Dd][Ee][Xx](?:\s\d+)?)?)"
)
_BUILDING = (
    rf"(?:(?:[Mm]aison|[Rr][ée]sidence|[Ii]mmeuble|[Bb][âa]timent|[Vv]illa|[Ff]erme|[Mm]as|[Dd]omaine|[Cc]hâteau|"
    rf"[Aa]ppartement|[Ee]scalier|[Ll]ieu-dit)\s(?:{_SMALL}{{0,2}}{_UPPER}(?:[ -]{_UPPER}){{0,3}}|"
    rf"\d{{1,3}}[A-D]?),\s)"
)
_NUMBERED = re.compile(
    rf"(?<![\w-]){_BUILDING}{{0,3}}\d{{1,4}}(?:\s?(?:bis|ter|quater|[A-D])(?!\w))?\s?,?\s{_WAY}\s{_NAME}{_TOWN}?",
    re.UNICODE,
)
_NAMED = re.compile(
    rf"(?<!\w)(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Ii]mpasse|[Qq]uai|[Pp]lace)\s{_SMALL}{{0,2}}{_UPPER}"
    rf"(?:[ -]{_SMALL}?{_UPPER}){{0,4}}{_TOWN}?"
)
_CODE = re.compile(rf"(?<!\w)(?:BP\s\d+,?\s)?(?:0[1-9]|[1-8]\d|9[0-8])[ ]?\d{{3}}\s{_UPPER}(?:-{_ANY})*")
# two small words may follow a way's name without being of it
_TAIL = re.compile(
    r"(?:\s(?:si|et|à|non|hein|je|il|elle|c|on|en|euh|donc|voilà|quoi|oui|le|la|un|une))+$", re.IGNORECASE
)


def addresses_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where postal addresses stand.

    Examples
    --------
    >>> text = "J'habite 12 bis rue de la Paix, 75002 Paris, près de la place Carnot."
    >>> [text[start:end] for start, end in addresses_in(text)]
    ['12 bis rue de la Paix, 75002 Paris', 'place Carnot']
    """
    end = 0
    found = [*_NUMBERED.finditer(text), *_NAMED.finditer(text), *_CODE.finditer(text)]
    for match in sorted(found, key=lambda one: (one.start(), -one.end())):
        if match.start() < end:
            continue
        start, end = match.start(), match.end()
        if tail := _TAIL.search(match.group()):
            end = start + tail.start()
        yield start, end
