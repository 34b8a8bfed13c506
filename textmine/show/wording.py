"""Numbers, dates and meeting labels as a French or an English reader writes them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final

import pandas as pd

from textmine.messages import catalogue, say

NO_BREAK: Final = "\u00a0"
THIN: Final = "\u202f"
MINUS: Final = "\u2212"
ABSENT: Final = "–"
_SIGNS: Final = re.compile(r"(?<=\w) (?=[=≤≥±] )|(?<=[=≤≥±]) ")
_RULES: Final = (
    (re.compile(r" (?=[;!?])"), THIN),
    (re.compile(r" (?=[:%»])|(?<=«) "), NO_BREAK),
    (re.compile(r"(?<=[^\W\d])'"), "’"),
)


class Spoken(float):
    """A float that `format` writes with the decimal mark of a language, whatever the format asked.

    Examples
    --------
    >>> "{share:.1f}".format(share=Spoken(0.25, "fr"))
    '0,2'
    """

    language: str

    def __new__(cls, value: float, language: str) -> Spoken:
        """Return the number with its language beside."""
        spoken = super().__new__(cls, value)
        spoken.language = language
        return spoken

    def __format__(self, wanted: str) -> str:
        """Return the number in the format `wanted`, in its language; a dash where it is missing."""
        if not math.isfinite(self):
            return ABSENT
        return localised(format(float(self), wanted or ".3g"), self.language)


def localised(text: str, language: str) -> str:
    """Return a number that Python wrote with the marks of a language: 1,234.5 % is 1 234,5 % in French."""
    if language == "fr":
        text = text.replace(",", THIN).replace(".", ",").replace("%", f"{NO_BREAK}%")
    return text.replace("-", MINUS)


def number(value: float | None, language: str, *, digits: int = 2, sign: bool = False) -> str:
    """Return a number with a fixed count of decimals; a dash where it is missing.

    Examples
    --------
    >>> number(0.125, "fr", digits=3), number(float("nan"), "fr"), number(-1.5, "en", digits=1)
    ('0,125', '–', '−1.5')
    """
    if value is None or not math.isfinite(value):
        return ABSENT
    if round(value, digits) == 0:
        value, sign = 0.0, False
    return localised(f"{value:{'+' if sign else ''},.{digits}f}", language)


def percent(value: float | None, language: str, *, digits: int = 0, sign: bool = False) -> str:
    """Return a share of 1 as a percentage.

    Examples
    --------
    >>> percent(0.125, "en", digits=1)
    '12.5%'
    """
    if value is None or not math.isfinite(value):
        return ABSENT
    if round(value, digits + 2) == 0:
        value, sign = 0.0, False
    return localised(f"{value:{'+' if sign else ''}.{digits}%}", language)


def interval(bounds: tuple[float, float], language: str, *, digits: int = 0) -> str:
    r"""Return an interval of shares, the bounds as percentages.

    Examples
    --------
    >>> interval((-0.07, -0.01), "en")
    '[−7%;\xa0−1%]'
    """
    low, high = (percent(bound, language, digits=digits) for bound in bounds)
    mark = f"{THIN};{NO_BREAK}" if language == "fr" else f";{NO_BREAK}"
    return f"[{low}{mark}{high}]"


def p_value(value: float, language: str) -> str:
    r"""Return a p-value as it is printed: two decimals, three below 0.1, four below 0.01, then a bound.

    Examples
    --------
    >>> p_value(0.0312, "en"), p_value(0.4, "en"), p_value(0.00002, "en")
    ('p\xa0=\xa00.031', 'p\xa0=\xa00.40', 'p\xa0<\xa00.0001')
    """
    digits = 2 if value >= 0.1 else 3 if value >= 0.01 else 4
    sign = "<" if value < 0.0001 else "="
    text = number(0.0001 if value < 0.0001 else value, language, digits=digits)
    return f"p{NO_BREAK}{sign}{NO_BREAK}{text}"


def long_date(value: object, language: str) -> str:
    r"""Return a day in words; the text itself where it is no full date, "" where there is none.

    Examples
    --------
    >>> long_date("2019-03-12", "en"), long_date("2019-03", "en"), long_date(None, "en")
    ('12\xa0March 2019', '2019-03', '')
    """
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    day = pd.to_datetime(str(value)[:10], errors="coerce", format="%Y-%m-%d")
    if pd.isna(day):
        return str(value)
    month = say("report.months", language).split()[day.month - 1]
    first = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{first}{NO_BREAK}{month} {day.year}"


def facts_said(facts: Mapping[str, object], language: str) -> dict[str, object]:
    """Return the facts of a sentence with their floats in the language of the reader."""
    return {
        name: Spoken(value, language) if isinstance(value, float) else value for name, value in facts.items()
    }


def typeset(text: str, language: str) -> str:
    r"""Return a sentence with the spaces of print, and the apostrophes where French wants them.

    Examples
    --------
    >>> typeset("L'écart : p = 0,03 ; « oui »", "fr")
    'L’écart\xa0: p\xa0=\xa00,03\u202f; «\xa0oui\xa0»'
    """
    text = _SIGNS.sub(NO_BREAK, text)
    if language == "fr":
        for found, put in _RULES:
            text = found.sub(put, text)
    return text


def sentence(key: str, language: str, **facts: object) -> str:
    """Return a sentence of the catalogue for a page: typeset, its numbers in the language of the reader.

    What it names (pilots, meetings, files) stays as it was written.

    Examples
    --------
    >>> sentence("controls.name_actor", "fr")
    'Proximité avec l’animateur ou l’enquêteur'
    """
    subject, _, name = key.partition(".")
    return typeset(catalogue(language, subject)[name], language).format(**facts_said(facts, language))


def varied(key: str, n: int, language: str, **facts: object) -> str:
    """Return what is said of none, of one or of many: the sentence holds the three, "|" between.

    Examples
    --------
    >>> varied("report.closer_farther", 0, "en"), varied("report.closer_farther", 3, "en")
    ('none moves apart', '3 move apart')
    """
    none, one, many = sentence(key, language, n=number(n, language, digits=0), **facts).split("|")
    return (none, one, many)[min(n, 2)]


def meeting_labels(meetings: pd.DataFrame, language: str) -> dict[str, str]:
    r"""Return a short, unique label for each meeting: its month or day if dated, else its name.

    Parameters
    ----------
    meetings
        Columns ``meeting`` and, where known, ``date``; in order.
    language
        "fr" or "en".

    Examples
    --------
    >>> meeting_labels(pd.DataFrame({"meeting": ["r1", "r2"], "date": ["2019-03-12", "2019-10-01"]}), "en")
    {'r1': 'Mar\n2019', 'r2': 'Oct\n2019'}
    """
    names = [str(name) for name in meetings["meeting"]]
    dates = meetings["date"] if "date" in meetings else pd.Series([None] * len(names))
    days = pd.to_datetime(dates.astype("string").str[:10], errors="coerce", format="%Y-%m-%d")
    if len(names) and days.notna().all():
        months = say("report.short_months", language).split()
        by_month = [f"{months[day.month - 1]}\n{day.year}" for day in days]
        by_day = [f"{day.day} {label}" for day, label in zip(days, by_month, strict=True)]
        for labels in (by_month, by_day):
            if len(set(labels)) == len(labels):
                return dict(zip(names, labels, strict=True))
    short = [name if len(name) <= 14 else f"{name[:13]}…" for name in names]
    unique = short if len(set(short)) == len(short) else names
    return dict(zip(names, unique, strict=True))


def listed(names: list[str], language: str) -> str:
    """Return names as a sentence lists them.

    Examples
    --------
    >>> listed(["a", "b", "c"], "en")
    'a, b and c'
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {say('report.and', language)} {names[-1]}"


def counted(thing: str, n: int, language: str) -> str:
    r"""Return a number with its thing, in the singular or the plural of the language.

    Examples
    --------
    >>> counted("meeting", 1, "en"), counted("meeting", 1200, "en"), counted("meeting", 0, "fr")
    ('1 meeting', '1,200 meetings', '0\xa0réunion')
    """
    one, many = say(f"report.count_{thing}", language, n=number(n, language, digits=0)).split("|")
    is_one = n <= 1 if language == "fr" else n == 1
    return (one if is_one else many).replace(" ", NO_BREAK if language == "fr" else " ", 1)
