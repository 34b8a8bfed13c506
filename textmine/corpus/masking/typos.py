"""Slips of the hand in names: one letter more, less, changed, or swapped with the next, or doubled."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Final

SHORTEST: Final = 6
SHORTEST_DOUBLED: Final = 5
SHORTEST_SLIPPED: Final = 3


def is_typo(word: str, name: str) -> bool:
    """Tell whether a folded word is a long name with one slip; the first letter is never the slip.

    Examples
    --------
    >>> is_typo("castain", "castaing"), is_typo("castiang", "castaing"), is_typo("morreau", "moreau")
    (True, True, True)
    >>> is_typo("martin", "marten"), is_typo("paul", "paula"), is_typo("castaing", "castaing")
    (True, False, False)
    """
    if word == name or word[:1] != name[:1] or not word:
        return False
    short = min(len(word), len(name))
    if short >= SHORTEST_DOUBLED - 1 and len(squeezed(name)) >= SHORTEST_DOUBLED - 1:
        if squeezed(word) == squeezed(name) and max(len(word), len(name)) > SHORTEST_DOUBLED:
            return True
    return short >= SHORTEST and _is_one_edit(word, name)


def is_short_slip(word: str, name: str) -> bool:
    """Tell whether a folded word is a short name with one slip: asked only after the right first name.

    Examples
    --------
    >>> is_short_slip("care", "carre"), is_short_slip("coup", "loup"), is_short_slip("roi", "roy")
    (True, False, False)
    """
    if word[:1] != name[:1] or min(len(word), len(name)) < SHORTEST_SLIPPED:
        return False
    return squeezed(word) == squeezed(name) or (
        min(len(word), len(name)) > SHORTEST_SLIPPED and _is_one_edit(word, name)
    )


def squeezed(word: str) -> str:
    """Return a word with each doubled letter once.

    Examples
    --------
    >>> squeezed("carre")
    'care'
    """
    return "".join(letter for letter, _ in groupby(word))


def _is_one_edit(one: str, two: str) -> bool:
    if len(one) > len(two):
        one, two = two, one
    if len(two) - len(one) > 1:
        return False
    head = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), len(one))
    if len(one) < len(two):
        return one[head:] == two[head + 1 :]
    swapped = one[head : head + 2] == two[head : head + 2][::-1] and one[head + 2 :] == two[head + 2 :]
    return swapped or one[head + 1 :] == two[head + 1 :]


class Slips:
    """Names in which slips are looked for, indexed so that few are compared with a word.

    Examples
    --------
    >>> Slips({"castaing": "Hélène Castaing"}).entity_of("castain")
    'Hélène Castaing'
    """

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names
        self._index: dict[str, list[str]] = {}
        for name in names:
            if len(name) >= SHORTEST_DOUBLED:
                for form in {squeezed(name), *_shorter(name)}:
                    self._index.setdefault(form, []).append(name)

    def entity_of(self, word: str) -> str:
        """Return whose name a word is with a slip, "" for nobody's or for several."""
        forms: Iterable[str] = {squeezed(word), *_shorter(word)}
        near = {name for form in forms for name in self._index.get(form, ()) if is_typo(word, name)}
        entities = {self._names[name] for name in near}
        return entities.pop() if len(entities) == 1 else ""


def _shorter(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
