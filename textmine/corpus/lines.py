"""Lines of text and paragraphs of documents, and those of them that nobody says."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from textmine.corpus.inventions import is_credit
from textmine.corpus.makeup import margin_numbers, running_heads
from textmine.corpus.vocabulary import fold

_HEADING = re.compile(r"\s*#{1,6}[ \t\u00a0]+\S")
_PAGE = re.compile(
    r"\s*(?:p(?:age|\.)?\s*\d{1,4}(?:\s*(?:/|sur|de|of)\s*\d{1,4})?|\d{1,4}\s*/\s*\d{1,4}|[-–—]\s*\d{1,4}\s*[-–—])\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*(?:[-=_*~#–—][\s]*){3,}$")
_NUMBER = re.compile(r"[\s\f]*\d{1,4}\s*$")
_ITEM = re.compile(r"^(?:point |item |theme |partie )?(?:\d{1,2}|[ivx]{1,4}) ")
_FIRST_OF_NOISE: Final = frozenset("pP-–—=_*~#0123456789")
_FIRST_OF_CREDIT: Final = frozenset("aAmMsS❤")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text file, or a paragraph of a document.

    Attributes
    ----------
    text
        The line without its end.
    number
        1-based line or paragraph number.
    is_heading
        The source marks it as a heading (style "Titre 1").
    bold_prefix
        Number of code points in bold at the beginning: a hint at a label.
    is_bold, is_italic
        The whole line is so: a hint at the interviewer's question.
    """

    text: str
    number: int
    is_heading: bool = False
    bold_prefix: int = 0
    is_bold: bool = False
    is_italic: bool = False


def split_lines(text: str) -> list[Line]:
    r"""Return the lines of a text, numbered from 1, whatever their ends.

    Examples
    --------
    >>> [line.text for line in split_lines("un\r\ndeux\rtrois")]
    ['un', 'deux', 'trois']
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [Line(line, number) for number, line in enumerate(lines, 1)]


def without_margin(lines: Sequence[Line]) -> tuple[Sequence[Line], dict[int, str]]:
    """Return the lines without the line numbers in their margin, and those, by index.

    Examples
    --------
    >>> lines, numbers = without_margin([Line(f"{i} mot", i) for i in range(1, 9)])
    >>> lines[0].text, numbers[7]
    ('mot', '8 ')
    """
    ends = margin_numbers([line.text for line in lines])
    if not ends:
        return lines, {}
    found = list(lines)
    for at, end in ends.items():
        line = lines[at]
        found[at] = replace(line, text=line.text[end:], bold_prefix=max(0, line.bold_prefix - end))
    return found, {at: lines[at].text[:end] for at, end in ends.items()}


def agenda_keys(agenda: Sequence[str]) -> frozenset[str]:
    """Return the folded agenda items, with and without their number."""
    keys = {fold(item) for item in agenda}
    return frozenset(keys | {_ITEM.sub("", key) for key in keys})


def unspoken(lines: Sequence[Line], agenda: Sequence[str]) -> dict[int, str]:
    """Return the kind, "heading", "noise" or "credit", of the lines that nobody says, by index.

    Headings are lines so marked, ``# lines`` and agenda items; noise is page numbers, rules of dashes,
    numbers alone on their line where they grow through the file, running heads and feet; a credit is a line
    that speech recognition invents.

    Examples
    --------
    >>> texts = ["# Bilan", "Marie : oui", "12", "bon", "13", "Page 3 sur 20", "-----"]
    >>> unspoken([Line(text, i) for i, text in enumerate(texts)], [])
    {0: 'heading', 2: 'noise', 4: 'noise', 5: 'noise', 6: 'noise'}
    """
    items = agenda_keys(agenda)
    longest = max(map(len, items), default=0) * 2 + 12
    found: dict[int, str] = {}
    numbers: list[int] = []
    for at, line in enumerate(lines):
        text = line.text
        first = text.lstrip()[:1]
        if not first:
            continue
        if line.is_heading or (items and len(text) <= longest and _is_item(text, items)):
            found[at] = "heading"
        elif first in _FIRST_OF_NOISE:
            kind = _kind_of(text, first)
            if kind == "number":
                numbers.append(at)
            elif kind:
                found[at] = kind
        elif first in _FIRST_OF_CREDIT and is_credit(text):
            found[at] = "credit"
    values = [int(lines[at].text.strip()) for at in numbers]
    if len(values) > 1 and all(one < two for one, two in itertools.pairwise(values)):
        found.update(dict.fromkeys(numbers, "noise"))
    pages = {at for at, kind in found.items() if kind == "noise"}
    found.update(dict.fromkeys(running_heads([line.text for line in lines], pages), "noise"))
    return dict(sorted(found.items()))


def _kind_of(text: str, first: str) -> str:
    if first in "pP":
        return "noise" if len(text) < 24 and _PAGE.match(text) else ""
    if first == "#" and _HEADING.match(text):
        return "heading"
    if _RULE.match(text) or _PAGE.match(text):
        return "noise"
    return "number" if _NUMBER.match(text) else ""


def _is_item(text: str, items: frozenset[str]) -> bool:
    key = fold(text)
    return key in items or _ITEM.sub("", key) in items
