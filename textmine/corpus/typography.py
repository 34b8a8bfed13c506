"""Soft hyphens, ligatures and words cut at the margin, as page make-up leaves them: undone and counted."""

from __future__ import annotations

import re
from statistics import quantiles
from typing import Final

_LIGATURES: Final = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_INVISIBLE: Final = "\u00ad\u200b\u2060\ufeff"
_SIGNS: Final = re.compile(f"[{_INVISIBLE}{''.join(_LIGATURES)}]")
_TABLE: Final = str.maketrans({**_LIGATURES, **dict.fromkeys(_INVISIBLE, "")})
_SIGN_LIST: Final = (*_INVISIBLE, *_LIGATURES)
_SOFT_END: Final = re.compile(r"\u00ad[ \t]*(\r\n?|\n)[ \t]*(\S+)[ \t]?")
_CUT: Final = re.compile(
    r"(?<=[^\W\d_])-[ \t]*(?P<end>\r\n?|\n)[ \t]*(?P<second>[^\W\d_][\w’'-]*+)(?P<rest>[^\s\w:]*+)"
    r"[ \t]?+(?![ \t\u00a0\u202f]*[:\t])"
)
_HYPHEN_END: Final = re.compile(r"-[ \t]*[\r\n]")
_COMPOUNDS: Final = frozenset(
    "peut-être là-bas là-haut là-dessus là-dedans là-dessous au-delà au-dessus au-dessous ci-dessus "
    "ci-dessous ci-joint ci-après par-delà par-dessus après-midi avant-hier week-end rendez-vous soi-disant "
    "grand-chose quelques-uns quelques-unes demi-heure compte-rendu chef-lieu savoir-faire "
    "bien-être mot-clé celui-ci".split()
)
_TAILS: Final = frozenset("je tu il elle on nous vous ils elles ci là même mêmes moi toi lui leur".split())
_LINKED: Final = re.compile(r"(?:à|au|aux|t|de|du|en)-", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
NARROW: Final = 40
WIDE: Final = 130
_FULL: Final = 0.85


def plain_letters(text: str) -> tuple[str, int]:
    r"""Return the text without soft hyphens, zero-width signs and ligatures, and how many there were.

    A word that a soft hyphen cuts at the end of a line is put together on its first line; lines keep their
    numbers.

    Examples
    --------
    >>> plain_letters("la \ufb01lière quo\u00ad\ntidienne d'ici")
    ("la filière quotidienne\nd'ici", 2)
    """
    if text.isascii() or not any(sign in text for sign in _SIGN_LIST):
        return text, 0
    count = len(_SIGNS.findall(text))
    return _SOFT_END.sub(r"\2\1", text).translate(_TABLE), count


def join_cut_words(text: str) -> tuple[str, int]:
    r"""Return the text with words that hyphens cut at the margin put together, and how many there were.

    Only where lines are of one width, as from a PDF: a line in five at least is nearly as long as the
    longest ones. The hyphen goes unless the compound is known, stands elsewhere in the text, or the next
    line begins with a capital. Lines keep their numbers, and a truncation such as ``att-`` that ends a short
    line stays.

    Examples
    --------
    >>> lines = ["Un texte dont les lignes vont toutes jusqu'à la marge, même cel-"]
    >>> lines.append("les qui se terminent au milieu d'un mot, comme c'est le cas peut-")
    >>> join_cut_words("\n".join([*lines, "être ici."]))[0].split("\n")[2]
    'ici.'
    """
    width = _width(text) if _HYPHEN_END.search(text) and _CUT.search(text) else 0
    if not width:
        return text, 0
    words: set[str] = set()
    parts, end = [], 0
    for found in _CUT.finditer(text):
        line = max(text.rfind("\n", 0, found.start()), text.rfind("\r", 0, found.start())) + 1
        if found.start() + 1 - line < _FULL * width:
            continue
        words = words or {word.casefold() for word in _WORD.findall(_CUT.sub(" ", text))}
        first = text[line : found.start()].split()[-1]
        hyphen = "-" if _keeps_hyphen(first, found["second"], words) else ""
        parts += [text[end : found.start()], hyphen, found["second"], found["rest"], found["end"]]
        end = found.end()
    return "".join([*parts, text[end:]]), len(parts) // 5


def _width(text: str) -> int:
    """Return how long the full lines of a wrapped text are; 0 when its lines are of no one width."""
    lengths = [len(line) for line in text.splitlines() if line.strip()]
    if len(lengths) < 2:
        return 0
    longest = int(quantiles(lengths, n=20, method="inclusive")[-1])
    full = sum(length >= _FULL * longest for length in lengths)
    return longest if NARROW <= longest <= WIDE and full >= 0.2 * len(lengths) else 0


def _keeps_hyphen(first: str, second: str, words: set[str]) -> bool:
    if second[0].isupper() or _LINKED.match(second) or first.endswith("-t"):
        return True
    head = _WORD.findall(first)[-1:] or [first]
    whole, compound = (head[0] + second).casefold(), f"{head[0]}-{second}".casefold()
    if compound in _COMPOUNDS or compound in words:
        return True
    return whole not in words and second.casefold() in _TAILS
