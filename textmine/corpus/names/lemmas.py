"""The most usual lemma of a French form, from a table."""

from __future__ import annotations

from functools import cache
from typing import Final

from textmine.corpus.vocabulary import fold
from textmine.french import lookups

# Forms of spoken French and of "être"/"avoir" that the lookup table lacks or gives another lemma.
FORM_LEMMAS: Final = {
    "est": "être", "suis": "être", "es": "être", "été": "être", "étais": "être", "étaient": "être",
    "a": "avoir", "as": "avoir", "ai": "avoir", "eu": "avoir", "avez": "avoir", "avons": "avoir",
    "ont": "avoir", "fait": "faire", "faits": "fait", "dit": "dire", "dits": "dire", "vu": "voir",
    "mis": "mettre", "pris": "prendre", "peut": "pouvoir", "doit": "devoir", "faut": "falloir",
    "sais": "savoir", "sait": "savoir", "va": "aller", "vas": "aller", "vais": "aller",
    "vont": "aller", "veut": "vouloir", "veux": "vouloir", "peux": "pouvoir", "p'tit": "petit",
    "p'tite": "petit", "p'tits": "petit", "p'tites": "petit", "ptit": "petit", "chais": "savoir",
    "jsuis": "être", "chuis": "être", "ya": "avoir", "pis": "puis", "parce": "parce",
}  # fmt: skip


@cache
def _lemma_table() -> dict[str, str | list[str]]:
    return lookups("lemma_lookup")


def forget_lemmas() -> None:
    """Let go of the table of lemmas and what was made of it, about 70 MB: it is read again when asked for."""
    for kept in (_lemma_table, _lemmas, _unaccented):
        kept.cache_clear()


def lemma_of(form: str) -> str:
    """Return the most usual lemma of a lower-cased form, without its context.

    Examples
    --------
    >>> [lemma_of(form) for form in ("cotisations", "belles", "chais", "emballeur")]
    ['cotisation', 'beau', 'savoir', 'emballeur']
    """
    if form in FORM_LEMMAS:
        return FORM_LEMMAS[form]
    lemmas = _lemma_table().get(form, form)
    return str(lemmas[0] if isinstance(lemmas, list) else lemmas)


@cache
def _lemmas() -> frozenset[str]:
    found: set[str] = set()
    for value in _lemma_table().values():
        found.update(map(str, value) if isinstance(value, list) else [str(value)])
    return frozenset(found)


def is_lemma(form: str) -> bool:
    """Tell whether a lower-cased form is the lemma of some form, as infinitives are.

    Examples
    --------
    >>> is_lemma("guérir"), is_lemma("castaing")
    (True, False)
    """
    return form in _lemmas()


@cache
def _unaccented() -> frozenset[str]:
    return frozenset(fold(lemma) for lemma in _lemmas() if not lemma.isascii())


def is_unaccented_lemma(form: str) -> bool:
    """Tell whether a lower-cased form is a French lemma that has lost its accents.

    Examples
    --------
    >>> is_unaccented_lemma("clemence"), is_unaccented_lemma("sebastien")
    (True, False)
    """
    return form in _unaccented()
