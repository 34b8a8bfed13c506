"""Names that no list has: runs of capitalised words, names after titles, and sigles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from textmine.corpus.names.candidates import Found
from textmine.corpus.names.gazetteer import (
    BODIES,
    FIRST_NAMES,
    LEGAL_FORMS,
    NOT_NAMES,
    ORGANISATION_HEADS,
    PARTICLES,
    PLACE_HEADS,
    THING_SIGLES,
    TITLES,
    listed,
)
from textmine.corpus.names.ordinary import is_ordinary
from textmine.corpus.names.words import Word

_SIGLE = re.compile(r"(?<![\w.])(?:[A-ZÀÉÈ]{2,6}|(?:[A-Z]\.){2,6}[A-Z]?)(?!\w|\.?-?\s?[A-Z])")
_ROMAN = re.compile(r"(?=.)C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_SPOKEN_TITLES: Final = frozenset({"monsieur", "madame", "mme", "mlle", "maitre"})
_JOINS: Final = frozenset("de du des d van von der ben el al da".split())
_AFTER_JOINS: Final = frozenset("la l le les der".split())
_BODIES: Final = frozenset(name.lower() for name in listed(BODIES))
_BEFORE_SIGLES: Final = frozenset("le la l les du des au aux un une".split())
_HYPHENED: Final = frozenset("a en sur sous les le la aux".split())


def runs(text: str, words: Sequence[Word], covered: set[int]) -> Iterator[Found]:
    """Yield runs of capitalised words, and titles with the word after them."""
    at = 0
    while at < len(words):
        low, high = _run(words, at, covered)
        if high > low and (found := _classified(text, words, low, high)) is not None:
            yield found
        at = max(high, at + 1)


def _run(words: Sequence[Word], low: int, covered: set[int]) -> tuple[int, int]:
    """Return the run of words that begins at one, empty where none does."""
    word = words[low]
    titled = low > 0 and word.tied and words[low - 1].key in TITLES
    if word.start in covered or word.key in TITLES:
        return low, low
    if not word.capital:
        return low, _end_of_small(words, low) if titled else low
    high = low + 1
    while (after := _next(words, high, covered)) > high:
        high = after
    if word.opening and not titled and not _may_open(word, high - low):
        return low, low
    return low, high


def _end_of_small(words: Sequence[Word], low: int) -> int:
    """Return where a name without capitals ends, after a title written in full: monsieur gaston defferre."""
    if words[low - 1].key not in _SPOKEN_TITLES or not _is_rare(words[low]):
        return low
    more = low + 1 < len(words) and words[low + 1].tied and words[low].key in FIRST_NAMES
    return low + 2 if more and _is_rare(words[low + 1]) else low + 1


def _is_rare(word: Word) -> bool:
    rare = len(word.key) > 2 and word.form.isalpha() and word.key not in NOT_NAMES
    return rare and not is_ordinary(word.form)


def _next(words: Sequence[Word], high: int, covered: set[int]) -> int:
    """Return where a run ends if one more capitalised word, after particles, belongs to it."""
    at = high
    joins = _JOINS | _HYPHENED if at < len(words) and words[at].hyphen else _JOINS
    for allowed in (joins, _AFTER_JOINS):
        if at < len(words) and words[at].tied and not words[at].capital and words[at].key in allowed:
            at += 1
        else:
            break
    if at >= len(words) or not words[at].tied or words[at].start in covered:
        return high
    return at + 1 if words[at].capital and words[at].key not in TITLES else high


def _may_open(word: Word, length: int) -> bool:
    if word.key in NOT_NAMES:
        return False
    if word.key in ORGANISATION_HEADS and length > 1:
        return True
    plain = is_ordinary(word.form)
    return (length > 1 and (word.key in FIRST_NAMES or not plain)) or (word.key in FIRST_NAMES and not plain)


def _classified(text: str, words: Sequence[Word], low: int, high: int) -> Found | None:
    while high - low > 1 and words[high - 1].key in NOT_NAMES and not _is_double(words, low, high):
        if words[high - 2].capital and words[high - 2].key in PARTICLES:
            break  # Bruno Le Maire
        high -= 1
    run = words[low:high]
    first, last = run[0], run[-1]
    if all(_is_no_name(word) for word in run):
        return None
    before = words[low - 1] if low and first.tied else None
    if before is not None and before.key in TITLES:
        return Found(before.start, last.end, "person", _entity(text, first, last), "capital", 0)
    kind = _kind(words, low, high)
    if kind in {"other", "place"} and len(run) == 1 and (first.upper and len(first.key) < 7):
        return None
    tier = 0 if kind in {"person", "organisation"} else 2
    return Found(first.start, last.end, kind, _entity(text, first, last), "capital", tier)


def _is_double(words: Sequence[Word], low: int, high: int) -> bool:
    """Tell whether a run's last word, though no name, belongs to a first name: Jean Noël."""
    return high - low == 2 and (words[low].key in FIRST_NAMES or words[high - 1].hyphen)


def _is_no_name(word: Word) -> bool:
    if word.key in NOT_NAMES or len(word.key) < 2:
        return True
    return not word.form.isalpha() or bool(_ROMAN.fullmatch(re.sub("e(?:me)?$", "", word.key).upper()))


def _entity(text: str, first: Word, last: Word) -> str:
    return " ".join(text[first.start : last.end].split())


def _kind(words: Sequence[Word], low: int, high: int) -> str:
    run = words[low:high]
    before = [word for word in words[max(low - 3, 0) : low] if run[0].tied]
    heads = [word for word in before if word.key not in PARTICLES]
    head = heads[-1].key if heads else ""
    if any(word.key in LEGAL_FORMS and word.upper for word in run[1:]):
        return "organisation"
    if (before and before[-1].key in ORGANISATION_HEADS) or (run[0].key in ORGANISATION_HEADS and run[1:]):
        return "organisation"
    if head in PLACE_HEADS and heads[-1] in before[-3:]:
        return "place"
    if _is_last_first(run, before):
        return "person"
    if run[0].key in FIRST_NAMES or (len(run[0].key) == 1 and len(run[-1].key) > 2):
        return "person"
    return "place" if before and before[-1].form in {"à", "en"} else "other"


def _is_last_first(run: Sequence[Word], before: Sequence[Word]) -> bool:
    """Tell whether a run is a last name in capitals, then a first name, and no sigle: LAFON Marie."""
    last, *rest = run
    if not rest or not last.upper or len(last.key) < 3 or last.key.upper() in THING_SIGLES:
        return False
    told = not (before and before[-1].key in _BEFORE_SIGLES) and last.key not in _BODIES
    return told and all(word.key in FIRST_NAMES and not word.upper for word in rest)


def sigles(text: str, words: Sequence[Word]) -> Iterator[Found]:
    """Yield sigles of bodies: no Roman numerals, no sigles of things, no shouted words."""
    upper = {word.start: at for at, word in enumerate(words) if word.upper}
    for match in _SIGLE.finditer(text):
        letters = match.group().replace(".", "")
        at = upper.get(match.start())
        if at is None or len(words) < 2 or letters in THING_SIGLES or _ROMAN.fullmatch(letters):
            continue
        around = [words[near] for near in (at - 1, at + 1) if 0 <= near < len(words)]
        if letters.lower() in NOT_NAMES or any(word.upper and len(word.key) > 1 for word in around):
            continue
        yield Found(match.start(), match.end(), "organisation", letters, "capital", 0)
