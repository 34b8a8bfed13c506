"""What people are called by: a part of a compound first name, or its beginning."""

from __future__ import annotations

from typing import Final

from textmine.corpus.names.gazetteer import FIRST_NAMES, MEN, PARTICLES, WOMEN
from textmine.corpus.names.ordinary import is_ordinary, key_of
from textmine.corpus.names.phrases import MIDDLE_NAMES
from textmine.corpus.vocabulary import fold

_USUAL: Final = frozenset((*WOMEN.split(), *MEN.split()))
# First names that a second one follows often, also without a hyphen: Jean is not Jean Pierre.
_COMPOUND: Final = frozenset("jean marie anne pierre louis paul charles rose".split())


def given_parts(first: str) -> list[str]:
    """Return the parts of a compound first name that stand for it, folded.

    Where none is a first name, each that is no French word, and all without the middle name; the first of two
    parted by a space or by a particle; the first of a hyphened one if it is a rare first name.

    Examples
    --------
    >>> given_parts("Thi Mai Linh"), given_parts("Jean-Pierre"), given_parts("Jean Pierre")
    (['mai linh', 'linh'], [], [])
    >>> given_parts("Fatou Amina"), given_parts("Ana da Luz"), given_parts("Ghjuvan-Andria")
    (['fatou'], ['ana'], ['ghjuvan'])
    """
    words = key_of(first)
    if len(words) < 2:
        return []
    if not any(word in FIRST_NAMES for word in words) and not PARTICLES.intersection(words):
        rest = [" ".join(words[1:])] if words[0] in MIDDLE_NAMES and len(words) > 2 else []
        own = [word for word in words if word not in MIDDLE_NAMES and not is_ordinary(word)]
        return [*rest, *(word for word in own if len(word) > 2)]
    alone = words[0] not in (_USUAL if "-" in first else _COMPOUND)
    return [words[0]] if alone and len(words[0]) > 2 else []


def is_clip(word: str, name: str) -> bool:
    """Tell whether a folded word of two parts is the beginning of a compound name: Jean-Ba, Marie-O.

    Examples
    --------
    >>> is_clip("jean ba", "Jean-Baptiste"), is_clip("marie o", "Marie-Odile"), is_clip("jean", "Jean-Marie")
    (True, True, False)
    """
    whole = fold(name)
    return " " in word and len(word) < len(whole) and whole.startswith(word) and whole[len(word)] != " "


def may_be_called(word: str, first: str) -> bool:
    """Tell whether somebody of a compound first name may be called so before the right last name.

    Examples
    --------
    >>> may_be_called("amina", "Fatou Amina"), may_be_called("mai", "Thi Mai Linh")
    (True, True)
    >>> may_be_called("pierre", "Jean-Pierre"), may_be_called("jean", "Jean Pierre")
    (False, False)
    """
    words = key_of(first)
    if word not in words or word in PARTICLES or len(words) < 2:
        return word in given_parts(first) or is_clip(word, first)
    if not any(one in FIRST_NAMES for one in words):
        return True
    return "-" not in first and words[0] not in _COMPOUND
