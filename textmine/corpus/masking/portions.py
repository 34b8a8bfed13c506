"""Portions of an organisation's name that stand for it: runs of its words, its head alone, a sigle."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final, NamedTuple

from textmine.corpus.masking.kinding import THINGS, kind_of_place
from textmine.corpus.names.gazetteer import (
    FIRST_NAMES,
    LEGAL_FORMS,
    NOT_NAMES,
    PARTICLES,
    THING_SIGLES,
    TITLES,
)
from textmine.corpus.names.ordinary import Key, all_ordinary, is_noun_too, key_of
from textmine.corpus.names.phrases import Need

_SHORTEST_HEAD: Final = 4
_SMALL: Final = PARTICLES | frozenset("a au aux en sur sous pour par dans avec".split())
_OF: Final = frozenset("de du des d".split())


class Portion(NamedTuple):
    """A portion of a name: its folded words, how it must be written, whether it wins over names within."""

    key: Key
    need: Need
    strong: bool


def portions_of(name: str) -> Iterator[Portion]:
    """Yield the portions of an organisation's name, longest first, its head alone last.

    A run of its words begins with a capital, begins and ends with a word that is no article or preposition,
    and keeps two such words. One of ordinary words, not all with a capital in the list, counts with a capital
    and after an article or a preposition only; so does the head, a noun.

    Examples
    --------
    >>> [(" ".join(one.key), one.need) for one in portions_of("Scène de la Petite Ourse")]
    [('scene de la petite', 'inner'), ('petite ourse', 'inner'), ('scene', 'headed')]
    >>> [(" ".join(one.key), one.need) for one in portions_of("Union locale de Saint-Chamond")]
    [('union locale', 'headed'), ('ul de saint chamond', 'capital')]
    >>> list(portions_of("Sodrema")), list(portions_of("Clinique Jean Roy"))
    ([], [Portion(key=('clinique',), need='headed', strong=False)])
    """
    words = name.replace("’", "'").replace("'", "' ").split()
    content = [at for at, word in enumerate(words) if not _SMALL.issuperset(key_of(word))]
    if len(content) < 2 or name.islower():
        return
    runs = [words[low : high + 1] for low, high in combinations(content, 2)]
    for run in sorted(runs, key=len, reverse=True):
        if len(run) < content[-1] - content[0] + 1 and run[0][:1].isupper() and not _is_barred(run):
            yield Portion(key_of(" ".join(run)), _need(run), strong=True)
    yield from _sigle(words, content)
    yield from _head(words[content[0]])


def _need(run: list[str]) -> Need:
    if not all_ordinary(" ".join(run)):
        return "free"
    raised = all(word[:1].isupper() for word in run if not _SMALL.issuperset(key_of(word)))
    return "inner" if raised else "headed"


def _is_barred(run: list[str]) -> bool:
    """Tell whether a run is a place, a person's name, or a word with a legal form."""
    key = key_of(" ".join(run))
    firm = key[-1] in LEGAL_FORMS and len(run) < 3
    person = key[0] in FIRST_NAMES or key[-1] in FIRST_NAMES or key[0] in TITLES
    return firm or person or kind_of_place(" ".join(key)) != "place"


def _sigle(words: list[str], content: list[int]) -> Iterator[Portion]:
    """Yield the initials of what stands before "de" and a name, with that name: UL de Saint-Chamond."""
    for at in range(content[0] + 2, len(words) - 1):
        head = [words[near] for near in content if near < at]
        letters = "".join(key_of(word)[0][0] for word in head)
        if key_of(words[at]) and key_of(words[at])[0] in _OF and len(head) > 1 and words[-1][:1].isupper():
            if letters.isalpha() and letters.upper() not in THING_SIGLES:
                yield Portion((letters, *key_of(" ".join(words[at:]))), "capital", strong=True)


def _head(word: str) -> Iterator[Portion]:
    key = key_of(word)
    plain = len(key) == 1 and len(key[0]) >= _SHORTEST_HEAD and word.isalpha()
    if not plain or not word[:1].isupper() or not is_noun_too(word.lower()):
        return
    barred: tuple[frozenset[str] | dict[str, str], ...] = (NOT_NAMES, THINGS, FIRST_NAMES, TITLES)
    if not any(key[0] in words for words in barred) and kind_of_place(word) == "place":
        yield Portion(key, "headed", strong=False)
