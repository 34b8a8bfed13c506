"""Firms and places known by the noun at their head: Plomberie Kerbrat, Caisse des Landes, parc Ferrandi."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Final

from textmine.corpus.names.candidates import Found
from textmine.corpus.names.gazetteer import FIRST_NAMES, NOT_NAMES, PARTICLES, TITLES
from textmine.corpus.names.ordinary import is_ordinary
from textmine.corpus.names.words import Word, words_in

# Trades and bodies that firms are named by; each also a word, so it needs its capital.
_TRADES: Final = frozenset(
    """
    terrassements terrassement maconnerie charpentes charpente menuiserie menuiseries plomberie couverture
    peintures platrerie carrelages electricite chauffage transports autocars cars taxis ambulances
    demenagements pepinieres serres scierie imprimerie boulangerie boucherie charcuterie fromagerie
    pharmacie garage carrosserie optique assurances interim nettoyage funerailles
    caisse credit port chantiers forges acieries filatures moulins
    minoterie conserveries pecheries mareyage viandes
    """.split()
)
_AFTER: Final = frozenset({"interim", "assurances", "nettoyage", "optique", "ambulances", "taxis", "viandes"})
_PLACES: Final = frozenset(
    "camp parc square stade gymnase hameau lotissement residence barrage viaduc tunnel marais".split()
)
_HOMES: Final = frozenset("foyer residence creche college lycee ecole clinique ehpad colonie gite".split())
_ARTICLES: Final = frozenset({"les", "la", "le"})
_OF: Final = frozenset({"de", "du", "des", "d"})


def headed_names(text: str, known: Container[str]) -> Iterator[Found]:
    """Yield firms and places whole, where a noun that says what they are is followed by a name.

    Parameters
    ----------
    known
        Folded first and last names of persons known to the corpus: with one within, the noun is not taken.

    Examples
    --------
    >>> text = "Le marché de Plomberie Kerbrat, au foyer Les Bruyères, au parc Ferrandi. Le garage Nissan."
    >>> [(text[one.start : one.end], one.kind) for one in headed_names(text, frozenset())]
    [('Plomberie Kerbrat', 'organisation'), ('Les Bruyères', 'organisation'), ('parc Ferrandi', 'place')]
    >>> list(headed_names("La Caisse des dépôts, un Port de plaisance, le parc naturel.", frozenset()))
    []
    """
    words = words_in(text, frozenset([0]))
    for at in range(len(words) - 1):
        found = _firm(words, at) or _before_trade(words, at) or _home(words, at) or _place(words, at)
        if found is None:
            continue
        low, high, kind = found
        inner = words[low:high]
        if not any(word.key in FIRST_NAMES or word.key in known or word.key in TITLES for word in inner):
            start, end = inner[0].start, inner[-1].end
            yield Found(start, end, kind, " ".join(text[start:end].split()), "capital", -1)


def _is_name(word: Word) -> bool:
    """Tell whether a word has a capital within its sentence and is tied to what is before."""
    return word.capital and word.tied and word.key not in NOT_NAMES and len(word.key) > 2


def _firm(words: Sequence[Word], at: int) -> tuple[int, int, str] | None:
    """Return a trade with a capital and the name after it: Grand Port de Calais."""
    word = words[at]
    if not word.capital or word.upper or word.key not in _TRADES:
        return None
    name = at + 1
    if words[name].tied and not words[name].capital and words[name].key in _OF:
        name += 1
    if name >= len(words) or not _is_name(words[name]) or (word.opening and name > at + 1):
        return None
    if name == at + 1 and is_ordinary(words[name].form):
        return None
    low = at - 1 if at and word.tied and words[at - 1].key == "grand" and words[at - 1].capital else at
    return low, name + 1, "organisation"


def _before_trade(words: Sequence[Word], at: int) -> tuple[int, int, str] | None:
    """Return a name and the trade after it: Loire Intérim."""
    word, after = words[at], words[at + 1]
    named = word.capital and not word.upper and word.key not in NOT_NAMES and len(word.key) > 2
    trade = after.tied and after.capital and after.key in _AFTER and not after.hyphen
    return (at, at + 2, "organisation") if named and trade and word.key not in PARTICLES else None


def _home(words: Sequence[Word], at: int) -> tuple[int, int, str] | None:
    """Return the name of a home or school after its noun, with its article: foyer Les Glycines."""
    if words[at].key not in _HOMES or words[at].upper or at + 2 >= len(words):
        return None
    article, name = words[at + 1], words[at + 2]
    told = article.tied and article.capital and article.key in _ARTICLES
    return (at + 1, at + 3, "organisation") if told and _is_name(name) else None


def _place(words: Sequence[Word], at: int) -> tuple[int, int, str] | None:
    """Return a place's noun and the rare name right after it: camp Oddo."""
    word, name = words[at], words[at + 1]
    told = word.key in _PLACES and not word.upper and _is_name(name) and not name.upper
    return (at, at + 2, "place") if told and not is_ordinary(name.form) else None
