"""Short forms of first names: French diminutives, a list of our own, and the beginnings of a name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textmine.corpus.masking.kinding import THINGS, kind_of_place
from textmine.corpus.names.gazetteer import (
    FIRST_NAMES,
    LEGAL_FORMS,
    NOT_NAMES,
    ORGANISATION_HEADS,
    PARTICLES,
    THING_SIGLES,
    TITLES,
)
from textmine.corpus.vocabulary import fold

SHORTEST_CLIP: Final = 3
_LISTED: Final = """
alex: alexandre alexandra alexis; babeth: elisabeth; babette: elisabeth; bebert: albert robert; bebere:
bernard; cathy: catherine; chris: christophe christian christine christelle christiane; cricri: christian
christine christelle christiane; dede: andre; didou: didier; domi: dominique; fanfan: francoise francois
stephane; fifi: philippe sophie; flo: florence florent florian; fred: frederic frederique alfred; gege:
gerard; gigi: gisele ginette brigitte; gigou: gilles; greg: gregory gregoire; jacko: jacques; jacquot:
jacques; jeannot: jean; jeff: jean francois; jerem: jeremy jeremie; jojo: joel joseph georges josiane
jocelyne; juju: julien julie juliette; kiki: christian christine christiane; lili: liliane elisabeth
emilie alice; lolo: laurent laurence loic; loulou: louis louise lucien; ludo: ludovic; lulu: lucien
lucienne lucie ludovic; mado: madeleine; manu: emmanuel emmanuelle manuel; max: maxime maxence; mike:
mickael michael; mimi: michel michele mireille micheline marie; momo: mohamed mohammed maurice; mumu:
muriel; nanard: bernard; nanou: anne anna; nath: nathalie; nico: nicolas nicole; nono: arnaud bruno
norbert; pat: patrick patrice patricia; philou: philippe; pierrot: pierre; riton: henri; sam: samuel
samir samira; seb: sebastien; sosso: sophie solange; steph: stephane stephanie; titi: thierry; tom:
thomas; tonio: antoine antonio; vero: veronique; vivi: viviane sylvie; xav: xavier; zabeth: elisabeth;
jacky: jacques jacqueline; jo: joel joseph jocelyne; nini: eugenie virginie; nat: nathalie; bob: robert;
charlot: charles; guigui: guillaume; mathou: mathilde mathieu; momone: simone; poupou: raymond; totor:
victor; toinou: antoine; isa: isabelle; ben: benjamin; caro: caroline carole;
"""


def _listed() -> dict[str, frozenset[str]]:
    found = {}
    for entry in " ".join(_LISTED.split()).split(";"):
        short, _, names = entry.partition(":")
        if names.strip():
            found[short.strip()] = frozenset(names.split())
    return found


DIMINUTIVES: Final = _listed()


def is_short_for(word: str, first: str) -> bool:
    """Tell whether a folded word is a diminutive of a folded first name, or begins it.

    The beginning of a name (Clem, Fatou) has three letters or more and is no first name, place or
    other known
    word of its own: Jean is not short for Jeanne.

    Examples
    --------
    >>> [is_short_for(*pair) for pair in (("pierrot", "pierre"), ("fatou", "fatoumata"), ("jean", "jeanne"))]
    [True, True, False]
    """
    if set(first.split()) & DIMINUTIVES.get(word, frozenset()):
        return True
    return SHORTEST_CLIP <= len(word) < len(first) and first.startswith(word) and _may_clip(word)


def short_forms(first: str) -> Iterator[str]:
    """Yield the short forms of a folded first name: those listed, then its beginnings.

    Examples
    --------
    >>> list(short_forms("gerard")), list(short_forms("stanislaw"))[:2]
    (['gege', 'ger', 'gera', 'gerar'], ['sta', 'stan'])
    """
    heads = set(first.split())
    yield from (short for short, names in DIMINUTIVES.items() if names & heads)
    head = first.split()[0] if first else ""
    yield from (head[:end] for end in range(SHORTEST_CLIP, len(head)) if _may_clip(head[:end]))


def _may_clip(word: str) -> bool:
    barred: tuple[frozenset[str] | dict[str, str], ...] = (
        FIRST_NAMES, NOT_NAMES, PARTICLES, THINGS, LEGAL_FORMS, ORGANISATION_HEADS, TITLES,
    )  # fmt: skip
    return (
        word.isalpha()
        and not any(word in words for words in barred)
        and fold(word).upper() not in THING_SIGLES
        and kind_of_place(word) == "place"
    )
