"""Names in talk without capitals, as speech recognisers write it: what context must say."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cache
from typing import Final

from textmine.corpus.names.candidates import Found
from textmine.corpus.names.gazetteer import FIRST_NAMES, NOT_NAMES, PARTICLES, TITLES, TOWNS, TRAPS, listed
from textmine.corpus.names.lemmas import is_unaccented_lemma
from textmine.corpus.names.ordinary import is_common, is_ordinary
from textmine.corpus.names.words import Word, words_in
from textmine.corpus.vocabulary import fold

_DOES: Final = frozenset(
    """a avait dit disait dira pense pensait croit veut voulait vient venait viendra va arrive arrivait fait
    faisait habite habitait travaille travaillait parle parlait sait savait connait connaissait s m t nous
    vous lui elle il on
    n est etait sera y""".split()
)
_CALLS: Final = frozenset(
    """bonjour merci salut appelle appelait s nomme prenomme coucou chez avec pour selon demander nom
    prenom""".split()
)
_BARS: Final = frozenset(
    """un une le la les l des de du d ma mon mes ta ton tes sa son ses cette ce cet ces en quelle quel toute
    tres plus     assez bien si trop c est etait pas aussi""".split()
)
_FROM: Final = frozenset(
    "habite habitait vers depuis ne nee viens vient venait arrive arrivait parti partie originaire".split()
)
_HAVE: Final = frozenset(
    "il elle on y qui c ca cela l n nous vous j t m se s en".split()
)  # before the verb "a"
_NEVER_AT: Final = frozenset("sens orange champagne nord rome gap manche cher pau".split())
_NOT_AFTER_FIRST: Final = frozenset("qui que de du des d et a par ou ponce taillee blanche rouge".split())
_SURE_FIRST: Final = 3


@cache
def _trap_towns() -> dict[str, str]:
    """Return the towns whose name is also a word, by their folded name."""
    return {fold(name): name for name in listed(TOWNS) if fold(name) in TRAPS or is_ordinary(name.lower())}


def low_names(text: str, known: Container[str]) -> Iterator[Found]:
    """Yield persons and towns of a text without capitals.

    A first name that is no French word counts anywhere; one that is (pierre, claire, marc) after a title, or
    before a verb or after a greeting and after no article; a rare word after a first name is its last name.
    A town that is also a word (lens, tours, nice) counts after "à" only, or "a" where no accents are written.

    Parameters
    ----------
    known
        Folded first and last names of persons known to the corpus.

    Examples
    --------
    >>> text = "donc victor hennequin et monsieur pierre jettent la pierre à lens"
    >>> [text[one.start : one.end] for one in low_names(text, frozenset())]
    ['victor hennequin', 'monsieur pierre', 'lens']
    """
    words = words_in(text, frozenset([0]))
    at = 0
    while at < len(words):
        found = _person(text, words, at, known) or _town(text, words, at)
        if found is not None:
            yield found
            at += sum(found.start <= word.start < found.end for word in words[at:])
        at += found is None


def _person(text: str, words: list[Word], at: int, known: Container[str]) -> Found | None:
    word = words[at]
    if word.key not in FIRST_NAMES and (word.key not in known or word.key in NOT_NAMES):
        return None
    before = words[at - 1] if at and word.tied else None
    titled = before is not None and before.key in TITLES and len(before.key) > 1
    high = at + 1
    while high < len(words) and words[high].hyphen and words[high].key in FIRST_NAMES:
        high += 1
    if high == at + 1 < len(words) and words[high].tied and f"{word.key} {words[high].key}" in known:
        high += 1
    end = high
    if high < len(words) and words[high].tied and _is_rare(words[high]):
        end = high + 1
    plain = len(word.key) < _SURE_FIRST or is_common(word.form) or is_unaccented_lemma(word.form)
    told = titled or _in_context(words, at) or (word.key in known and _is_known_here(words, at))
    if plain and end == high == at + 1 and not told:
        return None
    if plain and end > high and before is not None and before.key in _BARS:
        return None
    first = words[at - 1] if titled else word
    span = text[first.start : words[end - 1].end]
    return Found(first.start, words[end - 1].end, "person", " ".join(span.split()), "capital", 1)


def _in_context(words: list[Word], at: int) -> bool:
    before = words[at - 1].key if at else ""
    after = words[at + 1].key if at + 1 < len(words) and words[at + 1].tied else ""
    if before in _BARS:
        return False
    return after in _DOES or before in _CALLS


def _is_known_here(words: list[Word], at: int) -> bool:
    """Tell whether a known person's first name stands as no noun does, or is spoken to."""
    if _is_bare_first(words, at):
        return True
    before = words[at - 1].key if at else ""
    spoken = at + 1 < len(words) and words[at + 1].tied and words[at + 1].key == "tu"
    return spoken and before not in _BARS and words[at].key in FIRST_NAMES


def _is_bare_first(words: list[Word], at: int) -> bool:
    """Tell whether a first name that is also a word stands as no noun does.

    It begins a turn (pierre un peu mieux), or is between "et" and an article (et manuel l'autre).
    """
    if words[at].key not in FIRST_NAMES:
        return False
    before = words[at - 1].key if at else ""
    after = words[at + 1].key if at + 1 < len(words) and words[at + 1].tied else ""
    return not (before or after in _NOT_AFTER_FIRST) or (before == "et" and after in {"l", "le", "la", "les"})


def _is_rare(word: Word) -> bool:
    rare = len(word.key) > 3 and word.form.isalpha() and word.key not in NOT_NAMES
    return rare and word.key not in PARTICLES and not is_ordinary(word.form)


def _town(text: str, words: list[Word], at: int) -> Found | None:
    word = words[at]
    if (
        word.key not in _trap_towns()
        or word.key in _NEVER_AT
        or not at
        or not word.tied
        or words[at - 1].key in TITLES
    ):
        return None
    before = words[at - 1]
    if not is_ordinary(word.form):
        return Found(word.start, word.end, "place", _trap_towns()[word.key], "gazetteer", 1)
    has = at > 1 and before.tied and words[at - 2].key in _HAVE
    at_all = before.form == "à" or (before.form == "a" and text.isascii() and not has)
    placed = at_all or (before.key in {"de", "vers"} and at > 1 and words[at - 2].key in _FROM)
    return Found(word.start, word.end, "place", _trap_towns()[word.key], "gazetteer", 1) if placed else None
