"""Time codes and dates in French transcripts."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from textmine.corpus.vocabulary import fold

CLOCK: Final = r"(?:\d{1,2}:\d{1,2}:\d{1,2}|\d{1,3}:[0-5]\d)(?:[.,]\d{1,3})?"
_RANGE = rf"{CLOCK}(?:[ \u00a0]*(?:-->|->|→|-|–|—|à)[ \u00a0]*{CLOCK})?"
CLOSED_STAMP: Final = (
    rf"(?:\[[ \u00a0]*{_RANGE}[ \u00a0]*\]|\([ \u00a0]*{_RANGE}[ \u00a0]*\)|\{{{_RANGE}\}}|<{_RANGE}>|"
    rf"#{CLOCK}(?:-\d)?#)"
)
STAMP: Final = rf"(?:{CLOSED_STAMP}|(?:(?:\d+ heures? )?\d+ minutes? \d+ secondes?)|{_RANGE}(?![\w:/]))"
_FIRST = re.compile(rf"({CLOCK})(?:-(\d)(?=#))?")
_WORDS = re.compile(r"(?:(\d+) heures? )?(\d+) minutes? (\d+) secondes?")
_MONTHS = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split(),
    "janv fevr mars avr mai juin juil aout sept oct nov dec".split(),
)
_FRENCH = re.compile(
    r"\b(\d{1,2})(?:er)? (" + "|".join(dict.fromkeys(_MONTHS[0] + _MONTHS[1])) + r") (\d{4})\b"
)
_MONTH = "(" + "|".join(dict.fromkeys(_MONTHS[0] + _MONTHS[1])) + ")"
_TO = "(?:au|et|a|ou)"
_SPAN = re.compile(
    rf"\b(\d{{1,2}})(?:er)? (?:{_MONTH} )?(?:(\d{{4}}) )?{_TO} (?:\w+di )?"
    rf"(\d{{1,2}})(?:er)? {_MONTH} (\d{{4}})\b"
)
_TIGHT = re.compile(r"(?<![\d°./-])(\d{1,2})\s?[-–/&]\s?(?=\d{1,2}(?:er)?\s+[^\W\d]{3,}\.?\s+(?:19|20)\d\d)")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_./ ](\d{1,2})[-_./ ](\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-_./ ](\d{1,2})[-_./ ]((?:19|20)\d\d)(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")


def seconds(stamp: str) -> float | None:
    """Return the first time of a time code in seconds, None when there is none.

    Examples
    --------
    >>> seconds("[00:12:03]"), seconds("(0:48.5)"), seconds("#00:12:03-5#"), seconds("12 minutes 3 secondes")
    (723.0, 48.5, 723.5, 723.0)
    """
    found = _FIRST.search(stamp)
    if found:
        # decimal numbers: 30:49.197 is 1849.197, not the 1849.1970000000001 of added floating-point numbers
        total = Decimal(0)
        for part in found[1].replace(",", ".").split(":"):
            total = total * 60 + Decimal(part)
        return float(total + Decimal(found[2] or 0) / 10)
    words = _WORDS.search(stamp)
    if words:
        return int(words[1] or 0) * 3600.0 + int(words[2]) * 60.0 + int(words[3])
    return None


def _checked(year: str, month: str | int, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def iso_date(text: str) -> str:
    """Return the first date found in a text or file name as ISO 8601, "" when there is none.

    Examples
    --------
    >>> iso_date("mardi 29 janvier 2013"), iso_date("reunion_18-03-2021"), iso_date("20210318-entretien")
    ('2013-01-29', '2021-03-18', '2021-03-18')
    >>> iso_date("du 30 mars au 2 avril 2020"), iso_date("12-13 mars 2020"), iso_date("premier mai 2021")
    ('2020-03-30', '2020-03-12', '2021-05-01')
    >>> iso_date("20130132")
    ''
    """
    if not text:
        return ""
    for pattern, order in ((_ISO, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1)), (_COMPACT, (1, 2, 3))):
        for found in pattern.finditer(text):
            day = _checked(*(found[group] for group in order))
            if day:
                return day
    words = fold(_TIGHT.sub(_as_span, text)).replace("premier ", "1 ")
    for found in _SPAN.finditer(words):
        month = _month(found[2] or found[5])
        year = found[3] or str(int(found[6]) - (month > _month(found[5])))
        if (day := _checked(year, month, found[1])) and day < _checked(found[6], _month(found[5]), found[4]):
            return day
    for found in _FRENCH.finditer(words):
        day = _checked(found[3], _month(found[2]), found[1])
        if day:
            return day
    return ""


def _as_span(found: re.Match[str]) -> str:
    """Write "12-13 mars" as "12 au 13 mars", unless the first number is that of a meeting."""
    before = found.string[max(0, found.start() - 12) : found.start()].rstrip().casefold()
    is_number = before.endswith(("n°", "nº", "no", "numéro", "entretien", "réunion", "reunion", "séance"))
    return found[0] if is_number else f"{found[1]} au "


def _month(name: str) -> int:
    return next(names.index(name) + 1 for names in _MONTHS if name in names)
