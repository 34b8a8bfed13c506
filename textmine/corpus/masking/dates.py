"""Days and ages in French talk, written in figures or in words, and their less exact forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from textmine.corpus.vocabulary import fold

MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip
_MONTH = (
    r"(?:janvier|janv\.?|f[ée]vrier|f[ée]v\.?|mars|avril|avr\.|mai|juin|juillet|juil\.|ao[uû]t|septembre|sept\.?|"
    r"octobre|oct\.|novembre|nov\.|d[ée]cembre|d[ée]c\.)"
)
_WORDS = (
    r"(?:premier|deux|trois|quatre|cinq|six|sept|huit|neuf|dix(?:[- ](?:sept|huit|neuf))?|onze|"
    r"douze|treize|quatorze|"
    r"quinze|seize|vingt(?:(?:[- ]et)?[- ](?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf))?|"
    r"trente(?:[- ]et[- ]une?)?)"
)
_DAY = rf"(?:(?:0?[1-9]|[12]\d|3[01])(?:er)?|{_WORDS})"
_WEEKDAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_SMALL = (
    r"(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|"
    r"quarante|cinquante|soixante|et|cent)"
)
_YEAR = rf"(?:(?:1[89]|20)\d\d|(?:deux[- ]mille|mille[- ]neuf[- ]cents?)(?:[- ]{_SMALL}){{0,4}})"
_LONG = re.compile(
    rf"(?<![\w/-])(?:(?P<small>le|du|au)\s)?(?:{_WEEKDAY}\s)?(?P<day>{_DAY})\s(?P<month>{_MONTH})(?:\s(?P<year>{_YEAR}))?(?![\w-])",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?<![\w/.-])(?:(?P<small>le|du|au)\s)?(?:0?[1-9]|[12]\d|3[01])(?P<sep>[/.-])(?P<month>0?[1-9]|1[0-2])(?P=sep)"
    r"(?P<year>(?:1[89]|20)\d\d|\d\d)(?![\w/-]|\.\d)",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(?<![\w/.-])(?P<year>(?:1[89]|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w-])"
)
_BIRTH = re.compile(
    r"\b(?:n[ée]e?s?|naissance|naiss\.?|naquit|nacquit|anniversaire)\b[^.!?\d]{0,30}$", re.IGNORECASE
)
# What is numbered by points, as a day is: the version of a program, a part of a text.
_NUMBERED = re.compile(
    r"\b(?:versions?|v|r[ée]visions?|release|mise à jour|articles?|chapitres?|paragraphes?|sections?|"
    r"alin[ée]as?|annexes?|figures?|tableaux?|points?|r[éè]gles?)\s(?:n°\s?|num[ée]ro\s)?$",
    re.IGNORECASE,
)
_AGE = re.compile(r"(?<!\w)(?P<age>1?\d?\d)\sans(?!\w)")
_AGED = re.compile(
    r"\b(?:j['’]ai|a|avait|avais|as|âgée?s?(?: de)?|âge|de|fait|aura|aurai)\s(?:\w+\s)?$", re.IGNORECASE
)
_PLACED: Final = {"le": "en ", "du": "de ", "au": "à ", "": ""}


def dates_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where days stand, each a "date" or, after words of birth, a "birth"; months and years are none.

    Examples
    --------
    >>> text = "Né le 3 mai 1961, et venu le trois juin 2010, parti en mars 2010, revu le 05/02/2019."
    >>> [(text[start:end], kind) for start, end, kind in dates_in(text)]
    [('le 3 mai 1961', 'birth'), ('le trois juin 2010', 'date'), ('le 05/02/2019', 'date')]
    """
    for form in (_LONG, _SHORT, _ISO):
        for found in form.finditer(text):
            if form is _SHORT and _NUMBERED.search(text[max(0, found.start() - 30) : found.start()]):
                continue
            kind = "birth" if _BIRTH.search(text[max(0, found.start() - 50) : found.start()]) else "date"
            yield found.start(), found.end(), kind


def ages_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where ages in figures stand: "j'ai 42 ans", not "depuis 42 ans".

    Examples
    --------
    >>> [text for text in ("J'ai 42 ans", "depuis 42 ans") if list(ages_in(text))]
    ["J'ai 42 ans"]
    """
    for found in _AGE.finditer(text):
        if _AGED.search(text[max(0, found.start() - 20) : found.start()]):
            yield found.start(), found.end()


def general_date(surface: str, kind: str) -> str:
    """Return a day without its day: month and year, or the year alone for a birth.

    Examples
    --------
    >>> general_date("le 3 mai 1961", "birth"), general_date("du 05/02/2019", "date")
    ('en 1961', 'de février 2019')
    >>> general_date("jeudi 12 mai", "date")
    'mai'
    """
    found = _LONG.fullmatch(surface) or _SHORT.fullmatch(surface) or _ISO.fullmatch(surface)
    if found is None:
        return ""
    parts = found.groupdict()
    small = _PLACED[(parts.get("small") or "").lower()]
    year = parts.get("year") or ""
    if len(year) == 2:
        year = ("20" if int(year) < 40 else "19") + year
    month = _month_of(parts["month"])
    told = year if kind == "birth" and year else f"{month} {year}".strip()
    if small == "de " and told[0] in "ao":
        small = "d’"
    return small + told


def _month_of(written: str) -> str:
    if written.isdecimal():
        return MONTHS[int(written) - 1]
    key = fold(written)
    return next(month for month in MONTHS if fold(month).startswith(key))


def age_band(surface: str) -> str:
    """Return the ten years that an age is in.

    Examples
    --------
    >>> age_band("42 ans")
    'entre 40 et 49 ans'
    """
    found = _AGE.fullmatch(surface)
    if found is None:
        return ""
    low = int(found["age"]) // 10 * 10
    return f"entre {low} et {low + 9} ans"
