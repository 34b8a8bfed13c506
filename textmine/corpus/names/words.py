"""Words of a text: where they stand, how they are written, and what they are tied to."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from textmine.corpus.names.gazetteer import TITLES
from textmine.corpus.vocabulary import fold

_WORD = re.compile(r"[^\W_]+")
_TIE = re.compile(r"\s{1,2}|[-‐‑'’]|\s?&\s?")
_DOT = re.compile(r"\.(?:\s|-|\s-)?")
_START = re.compile(r"[.?!…:;«“\"(\[–—•]|\s-\s")


class Word(NamedTuple):
    """A word: how it is written, and whether it begins a sentence or is tied to the word before."""

    form: str
    key: str
    start: int
    end: int
    capital: bool
    upper: bool
    opening: bool
    tied: bool
    hyphen: bool


@lru_cache(maxsize=8)  # several ask for the words of one text in turn
def words_in(text: str, breaks: frozenset[int]) -> list[Word]:
    """Return a text's words; in a text all in capitals, none counts as capital."""
    matches = list(_WORD.finditer(text))
    long = [match.group() for match in matches if len(match.group()) > 1]
    shouted = len(matches) > 1 and sum(map(str.isupper, long)) > 0.7 * len(long)
    words: list[Word] = []
    end = 0
    for match in matches:
        form = match.group()
        gap = text[end : match.start()]
        dotted = bool(words) and _is_abbreviation(words[-1]) and bool(_DOT.fullmatch(gap))
        begins = not words or any(end < at <= match.start() for at in breaks)
        words.append(
            Word(
                form=form.lower(),
                key=fold(form),
                start=match.start(),
                end=match.end(),
                capital=form[0].isupper() and not shouted,
                upper=form.isupper() and not shouted,
                opening=begins or (not dotted and bool(_START.search(gap))),
                tied=not begins and (dotted or bool(_TIE.fullmatch(gap))),
                hyphen=gap in {"-", "‐", "‑"},
            )
        )
        end = match.end()
    return words


def _is_abbreviation(word: Word) -> bool:
    return (len(word.form) == 1 and word.capital) or (
        len(word.form) < 5 and word.key in {*TITLES, "st", "ste"}
    )
