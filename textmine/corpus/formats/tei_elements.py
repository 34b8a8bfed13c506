"""Elements of TEI: which hold speech, marks or metadata, which run inside a line, how tokens are joined."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from textmine.corpus.formats.tei_voice import Voice
from textmine.corpus.pieces import Kind

ROOTS: Final = frozenset({"TEI", "TEI.2"})
_MARKS: Final = frozenset(
    {"note", "desc", "incident", "vocal", "kinesic", "event", "stage", "pause", "writing", "shift"}
)
KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(_MARKS, "mark"),
    **dict.fromkeys(("teiHeader", "timeline", "spanGrp", "standOff"), "metadata"),
    **dict.fromkeys(("sp", "u"), "speech"),
    **dict.fromkeys(("fw", "del"), "noise"),
    "speaker": "label",
    "head": "heading",
}
REPLACED: Final = frozenset({"sic", "orig", "abbr"})
INLINE_ALWAYS: Final = frozenset(
    "hi sup emph forename surname addName roleName ref w pc c m lb".split()  # also inside the header
)
INLINE: Final = INLINE_ALWAYS | frozenset(
    "seg s cl phr foreign name persName placeName orgName rs date time num measure abbr expan choice corr "
    "reg add supplied unclear distinct soCalled mentioned q quote said anchor gap pause title term pb "
    "cb del".split()
)
SPACED: Final = frozenset({"w", "seg", "s", "cl", "phr", "forename", "surname"})
WORDS: Final = ("text", "desc")
BLOCKS: Final = ("annotationBlock", "annotatedU")
WHITE: Final = re.compile(r"[ \t\r\n]+")
_OTHER_WHITE: Final = ("\n", "\t", "\r", "  ")
_ELISIONS: Final = ("'", "’")
_TIGHT: Final = frozenset((".", ",", "…", "...", ")", "]"))


class Frame:
    """An open element: its name, the kind of its text, the words in its attributes, its place in the text."""

    __slots__ = ("at", "empty", "inline", "kind", "name", "space", "voice", "words")

    def __init__(self, name: str, space: str, kind: Kind, inline: bool, words: str) -> None:
        self.name = name
        self.space = space
        self.kind = kind
        self.inline = inline
        self.words = words
        self.empty = True
        self.at = 0
        self.voice: Voice | None = None


def one_line(text: str) -> str:
    r"""Return the text in NFC with each run of XML's white space as one space, none at its ends.

    Other spaces, such as no-break ones, stay.

    Examples
    --------
    >>> one_line("\n  Oui,\n\t à demain ")
    'Oui, à demain'
    """
    bare = unicodedata.normalize("NFC", text).strip(" \t\r\n")
    return WHITE.sub(" ", bare) if any(white in bare for white in _OTHER_WHITE) else bare


def parenthesised(text: str) -> bool:
    """Return True when one pair of parentheses holds the whole text.

    Examples
    --------
    >>> parenthesised("(La séance est ouverte.)"), parenthesised("(Non) oui (non)")
    (True, False)
    """
    if "(" not in text:
        return False
    bare = text.strip().removesuffix(".")
    if not (bare.startswith("(") and bare.endswith(")")):
        return False
    depth = 0
    for position, character in enumerate(bare):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return position == len(bare) - 1
    return False


def join_token(name: str, attributes: Mapping[str, str], buffer: list[str], closed: str) -> None:
    r"""Prepare the text gathered so far for a ``<w>`` or ``<pc>``: no space after an elided word.

    Parameters
    ----------
    name, attributes
        The token's; ``join`` as TEI defines it.
    buffer
        Runs of text gathered so far; changed in place.
    closed
        Name of the element closed last, if only white space came since.

    Examples
    --------
    >>> buffer = ["l'", "\n "]
    >>> join_token("w", {}, buffer, "w")
    >>> buffer
    ["l'"]
    """
    if name not in ("w", "pc") or closed not in ("w", "pc"):
        return
    if attributes.get("join", "") in ("left", "both") or "".join(buffer[-3:]).rstrip().endswith(_ELISIONS):
        drop_space(buffer)


def join_stop(buffer: list[str], since: int) -> None:
    """Take the white space before a ``<pc>`` that holds a full stop or a comma out of the buffer.

    Examples
    --------
    >>> buffer = ["oui", " ", "."]
    >>> join_stop(buffer, 2)
    >>> buffer
    ['oui', '.']
    """
    if "".join(buffer[since:]).strip() in _TIGHT:
        head = buffer[:since]
        drop_space(head)
        buffer[:since] = head


def drop_space(buffer: list[str]) -> None:
    """Take the white space at the end of the text gathered so far out of the buffer."""
    while buffer:
        if bare := buffer.pop().rstrip(" \t\r\n"):
            buffer.append(bare)
            return
