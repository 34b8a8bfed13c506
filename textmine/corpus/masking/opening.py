"""First names that are also words, where a sentence begins and its capital tells nothing."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from textmine.corpus.names.candidates import Found
from textmine.corpus.names.gazetteer import FIRST_NAMES
from textmine.corpus.names.ordinary import is_ordinary
from textmine.corpus.names.words import words_in

# What follows a person's name and seldom a thing's without an article.
_AFTER = re.compile(
    r"\s(?:a|avait|est|était|dit|disait|pense|croit|veut|voulait|vient|venait|va|arrive|sait|connaît|n['’]|ne|m['’]|"
    r"t['’]|s['’]|l['’]a|nous|vous|gère|prend|passe|travaille|rêve|propose|valide|et (?:moi|toi|lui|elle))(?:\s|\b)|"
    r"\s*,\s*(?:tu|vous|il|elle|lui|t['’]|à toi|à vous|merci|je|j['’]|on|qu['’]|est-ce|s['’]il)|\s*[?!]|\s*$"
)
_AFTER_WEAK = re.compile(
    r"\s(?:m['’]|t['’]|a dit|disait|pense|croit|veut|voulait|vient|nous a|vous a|travaille|n['’]est pas l|propose)|"
    r"\s*,\s*(?:tu|vous|à toi|à vous|merci|est-ce|s['’]il)|\s*\?"
)


def opening_names(text: str, known: Container[str]) -> Iterator[Found]:
    """Yield first names that begin a sentence, are French words too, and are followed as persons are.

    Parameters
    ----------
    known
        Folded first names of persons known to the corpus: for them less is asked.

    Examples
    --------
    >>> text = "Pierre m'a dit non. Pierre qui roule n'amasse pas mousse. Claire, tu viens ?"
    >>> [text[one.start : one.end] for one in opening_names(text, frozenset())]
    ['Pierre', 'Claire']
    """
    for word in words_in(text, frozenset([0])):
        if not (word.opening and word.capital) or not is_ordinary(word.form):
            continue
        if word.key in known:
            called = _AFTER.match(text, word.end)
        else:
            called = _AFTER_WEAK.match(text, word.end) if word.key in FIRST_NAMES else None
        if called:
            yield Found(word.start, word.end, "person", text[word.start : word.end], "capital", 1)
