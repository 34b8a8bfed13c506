"""Page make-up in the lines of a text: line numbers in the margin, running heads and feet."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from textmine.corpus.vocabulary import fold

_MARGIN: Final = re.compile(r"[ \t]*(\d{1,5})(?:[ \t\u00a0]+(?![:–—-])|$)")
_NUMBER: Final = re.compile(r"\d+")
_PAGE_IN: Final = re.compile(
    r"(?:\bp(?:age|\.)?\s*|[–—|-]\s*|\s{2,})\d{1,4}(?:\s*(?:/|sur|de|of)\s*\d{1,4})?\s*$"
    r"|^\s*\d{1,4}\s*[–—|-]|\b\d{1,4}\s*/\s*\d{1,4}\s*$",
    re.IGNORECASE,
)
_LONGEST: Final = 120
_DIGIT: Final = re.compile(r"\d")
_FEWEST: Final = 5
_EVERY: Final = (5, 10)


def margin_numbers(texts: Sequence[str]) -> dict[int, int]:
    r"""Return where each line's number in the margin ends, by index of the line; nothing if none are there.

    Numbers count lines or turns one by one, at least five of them and at the head of three lines in ten; or
    every fifth or tenth line has its own.

    Examples
    --------
    >>> margin_numbers(["1  E : a", "2  R : b", "3  c", "4  E : d", "5  R : e"])[0]
    3
    >>> margin_numbers(["E : a", "12 ans"])
    {}
    """
    filled = [at for at, text in enumerate(texts) if text.strip()]
    found = {at: match for at in filled if (match := _MARGIN.match(texts[at]))}
    row = [int(match[1]) for match in found.values()]
    if len(row) >= _FEWEST and len(row) >= 0.3 * len(filled) and _grow_by(row, 1):
        return {at: match.end() for at, match in found.items()}
    for step in _EVERY:
        for ordinals in (dict(zip(filled, itertools.count(1), strict=False)), {at: at + 1 for at in filled}):
            places = _every(found, ordinals, step)
            if places:
                return {at: found[at].end() for at in places}
    return {}


def _grow_by(row: Sequence[int], step: int) -> bool:
    return all(two - one == step for one, two in itertools.pairwise(row))


def _every(found: dict[int, re.Match[str]], ordinals: dict[int, int], step: int) -> list[int]:
    """Return the lines whose number is their own, one every `step` lines."""
    own: dict[int, list[int]] = defaultdict(list)
    for at, match in found.items():
        if int(match[1]) % step == 0:
            own[int(match[1]) - ordinals[at]].append(at)
    places = max(own.values(), key=len, default=[])
    values = [int(found[at][1]) for at in places]
    whole = len(places) > 2 and _grow_by(values, step)
    return places if whole and len(places) >= 0.7 * (len(ordinals) // step) else []


def running_heads(texts: Sequence[str], pages: Collection[int]) -> set[int]:
    """Return the indices of lines that come again on each page: beside page numbers, or with one inside.

    Parameters
    ----------
    texts
        All lines.
    pages
        Indices of the lines that are page numbers.

    Examples
    --------
    >>> texts = ["Comité – 1/3", "A : oui", "Comité – 2/3", "B : non", "Comité – 3/3"]
    >>> sorted(running_heads(texts, []))
    [0, 2, 4]
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        if 3 < len(text) <= _LONGEST and at not in pages and (pages or _may_have_page(text)):
            groups[_NUMBER.sub("0", fold(text))].append(at)
    beside = set(_beside(texts, pages)) if pages else set()
    found: set[int] = set()
    for key, places in groups.items():
        if len(places) < 2 or len(key.split()) < 2:
            continue
        if _count_pages([texts[at] for at in places]) or set(places[1:]) <= beside:
            found.update(places)
    return found


def _may_have_page(text: str) -> bool:
    return "/" in text or (_DIGIT.search(text) is not None and _PAGE_IN.search(text) is not None)


def _beside(texts: Sequence[str], pages: Collection[int]) -> Iterator[int]:
    """Yield the lines next to a page number, blank lines between left out, or after a form feed."""
    filled = [at for at, text in enumerate(texts) if text.strip()]
    for one, two in itertools.pairwise(filled):
        if one in pages:
            yield two
        if two in pages:
            yield one


def _count_pages(texts: Sequence[str]) -> bool:
    """Tell whether lines differ by a page number that grows, three times at least."""
    if len(texts) < 3 or not all(_PAGE_IN.search(text) for text in texts):
        return False
    rows = [[int(number) for number in _NUMBER.findall(text)] for text in texts]
    columns = list(zip(*rows, strict=False))
    growing = [all(a < b for a, b in itertools.pairwise(column)) for column in columns]
    constant = [len(set(column)) == 1 for column in columns]
    return sum(growing) == 1 and all(g or c for g, c in zip(growing, constant, strict=True))
