"""First names that are also words, where a sentence begins and its capital tells nothing."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final

from textmine.corpus.names.candidates import Found
from textmine.corpus.names.gazetteer import DOUBTFUL, FIRST_NAMES
from textmine.corpus.names.ordinary import is_ordinary
from textmine.corpus.names.words import words_in

# What follows a person's name and seldom a thing's without an article.
_AFTER = re.compile(
    r"\s(?:a|avait|est|était|dit|disait|pense|croit|veut|voulait|vient|venait|va|arrive|sait|connaît|n['’]|ne|m['’]|"
    r"t['’]|s['’]|l['’]a|nous|vous|gère|prend|passe|travaille|rêve|propose|valide|et (?:moi|toi|lui|"
    r"elle)|en (?:a|avait|fait|veut)|y (?:a|va|était|travaille))(?:\s|\b)|"
    r"\s*[,?!]|\s*$"
)
_AFTER_WEAK = re.compile(
    r"\s(?:m['’]|t['’]|a dit|disait|pense|croit|veut|voulait|vient|nous a|vous a|travaille|"
    r"n['’]est pas l|propose)|"
    r"\s*,\s*(?:tu|vous|à toi|à vous|merci|est-ce|s['’]il)|\s*\?"
)
_START: Final = frozenset([0])


def opening_names(text: str, known: Container[str]) -> Iterator[Found]:
    """Yield first names that begin a sentence, are French words too, and are followed as persons are.

    Parameters
    ----------
    known
        Folded first and last names of persons known to the corpus: for them less is asked.

    Examples
    --------
    >>> text = "Pierre m'a dit non. Pierre qui roule n'amasse pas mousse. Claire, tu viens ?"
    >>> [text[one.start : one.end] for one in opening_names(text, frozenset())]
    ['Pierre', 'Claire']
    """
    words = words_in(text, _START)
    for at, word in enumerate(words):
        if not (word.opening and word.capital) or not is_ordinary(word.form):
            continue
        after = words[at + 1] if at + 1 < len(words) and words[at + 1].tied else None
        named = word.key in FIRST_NAMES or word.key in DOUBTFUL
        end = word.end
        if named and after is not None and after.capital and not is_ordinary(after.form):
            end = after.end
        elif word.key in known:
            called = _AFTER.match(text, word.end)
            end = word.end if called else word.start
        elif not (named and _AFTER_WEAK.match(text, word.end)):
            end = word.start
        if end > word.start:
            yield Found(word.start, end, "person", " ".join(text[word.start : end].split()), "capital", 1)
