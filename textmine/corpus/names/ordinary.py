"""Names as words: how they are folded and parted, and which are ordinary French words."""

from __future__ import annotations

from functools import cache

from textmine.corpus.names.gazetteer import PARTICLES, WORDS_TOO
from textmine.corpus.names.lemmas import is_lemma, lemma_of
from textmine.corpus.vocabulary import fold
from textmine.french import lookups, stop_words

Key = tuple[str, ...]


@cache
def _dictionary() -> frozenset[str]:
    index = lookups("lemma_index")
    return frozenset(word for words in index.values() for word in words) | stop_words() | WORDS_TOO


@cache
def _words_of_class(name: str) -> frozenset[str]:
    return frozenset(lookups("lemma_index")[name])


@cache
def is_ordinary(word: str) -> bool:
    """Tell whether a lower-cased form is also an ordinary French word, and so no sure name.

    Examples
    --------
    >>> [word for word in ("pierre", "castaing", "royal", "lyon", "nice") if is_ordinary(word)]
    ['pierre', 'royal', 'nice']
    """
    return word in _dictionary() or lemma_of(word) != word or fold(word) in WORDS_TOO


@cache
def is_noun(word: str) -> bool:
    """Tell whether a lower-cased form is a French noun, and no adjective too.

    Examples
    --------
    >>> [word for word in ("ateliers", "entente", "trois", "petit", "castaing") if is_noun(word)]
    ['ateliers', 'entente']
    """
    lemma = lemma_of(word)
    return lemma in _words_of_class("noun") and lemma not in _words_of_class("adj")


@cache
def is_noun_too(word: str) -> bool:
    """Tell whether a lower-cased form is a French noun, whatever else it may be.

    Examples
    --------
    >>> [word for word in ("forges", "cave", "théâtre", "vite", "castaing") if is_noun_too(word)]
    ['forges', 'cave', 'théâtre']
    """
    forms = {word, lemma_of(word), word.removesuffix("s")}
    return not forms.isdisjoint(_words_of_class("noun"))


def is_common(word: str) -> bool:
    """Tell whether a lower-cased form is a French word by the table of lemmas alone: fewer rare ones.

    Examples
    --------
    >>> [word for word in ("robin", "weber", "julien") if is_common(word)], is_ordinary("weber")
    (['robin'], True)
    """
    return lemma_of(word) != word or is_lemma(word) or fold(word) in WORDS_TOO


def key_of(name: str) -> Key:
    """Return the folded words of a name."""
    return tuple(fold(name).split())


def words_of(name: str) -> list[str]:
    """Return the lower-cased words of a name, accents kept."""
    return [word for word in "".join(c if c.isalnum() else " " for c in name.lower()).split() if word]


def all_ordinary(name: str) -> bool:
    """Tell whether each word of a name is an ordinary French word or a particle."""
    return all(fold(word) in PARTICLES or is_ordinary(word) for word in words_of(name))
