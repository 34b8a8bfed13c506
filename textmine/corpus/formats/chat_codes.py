"""Codes inside the main lines of CHAT: what is said, what is an event or a pause, what is neither."""

from __future__ import annotations

import re
from typing import Final, Literal

_MARK: Final = (
    r"\[(?:=!|=\s|%)[^\[\]]*\]"  # [=! en riant], [= explication], [% commentaire]
    r"|&[={}*][^\s\[\]<>]+"  # &=rires, &{l=rires … &}l=rires, &*PAU:mhm
    r"|\((?:\.{1,3}|(?=[\d.])\d*:?\d*\.?\d*)\)"  # (.), (..), (1.5), (1:02.3)
    r"|(?<!\S)\#+\d*(?:[.:_]\d+)*(?!\S)"  # #, ##, #1.5
    r"|(?<![^\s<])(?:xxx?|yyy?|www)(?:@[\w:]+)?(?![^\s>.,!?])"
)
_SPACED: Final = r"(?<=[^\W_])[+_]+(?=[^\W_])"  # pomme+de+terre, parce_que
_NOISE: Final = (
    r"\[(?:/{1,3}[?-]?|/-|[<>]\d*|\?|!{1,2}|e|\"|x ?\d+|[*+:^=#$-][^\[\]]*)\]"  # [//], [<], [+ id], [: mot]
    r"|(?<!\S)\+(?:[^\w\s]+|(?=\s|$))"  # +..., +/., +", +<
    r"|(?<!\S)0[^\W\d]\S*|(?<!\S)0(?=[.!?\s]|$)"  # 0mot (left out), 0 (nothing said)
    r"|&[-~+]?(?=\w)"  # &-euh, &~mot, &+frag
    r"|(?<=\w)@[a-z][\w:$&*+-]*|(?<=\w)@(?=\s|$)"  # mot@s:eng
    r"|(?<=[^\W\d_]):+(?=[\w\s.,!?]|$)"  # lengthening
    r"|(?<=\w)[~^](?=\w)|(?<!\S)\^(?=\w)"
    r"|[<>⌈⌉⌊⌋↑↓↗↘→↖↫∆∇°▔▁☺♋⁇∬Ϋ∮⁎◉‡„ˈˌː≠↻▪∾⁑⤇⤆Ἡ]"
)
_CODE: Final = re.compile(rf"(?P<mark>{_MARK})|(?P<spaced>{_SPACED})|(?P<noise>{_NOISE})", re.MULTILINE)
_SHORTENED: Final = re.compile(r"(?<=\w)\((\w+)\)|\((\w+)\)(?=\w)")
_WORD: Final = re.compile(r"[^\W_]")
_LOOSE: Final = re.compile(r"\s+(?=[.,](?:\s|$))")


def split_codes(text: str) -> tuple[list[tuple[Literal["speech", "mark"], str]], str]:
    """Return what is said and the marks of a main line, in order, and its codes.

    All that was said stays, retraced and repeated words too; shortenings such as ``(be)cause`` are written
    in full; a lone full stop is a code. Events (``&=rires``), pauses and unintelligible words (``xxx``) are
    marks.

    Notes
    -----
    B. MacWhinney, Tools for Analyzing Talk, Part 1: The CHAT Transcription Format.
    doi:10.21415/3mhn-0z89

    Examples
    --------
    >>> split_codes("<je> [/] &-euh je (.) mange une pomme+de+terre .")
    ([('speech', 'je euh je'), ('mark', '(.)'), ('speech', 'mange une pomme de terre.')], '< > [/] &- + +')
    """
    text, shortened = _SHORTENED.subn(lambda found: found[1] or found[2], text)
    codes: list[str] = ["()"] * shortened
    slices: list[tuple[Literal["speech", "mark"], str]] = []
    said: list[str] = []
    end = 0
    for found in _CODE.finditer(text):
        said.append(text[end : found.start()])
        end = found.end()
        if found["mark"]:
            _say(slices, said)
            slices.append(("mark", found[0]))
        else:
            codes.append(found[0])
            said.append(" " if found["spaced"] else "")
    said.append(text[end:])
    _say(slices, said)
    if not any(kind == "speech" and _WORD.search(part) for kind, part in slices):
        codes = [part for kind, part in slices if kind == "speech"] + codes
        slices = [(kind, part) for kind, part in slices if kind == "mark"]
    return slices, " ".join(codes)


def _say(slices: list[tuple[Literal["speech", "mark"], str]], said: list[str]) -> None:
    text = _LOOSE.sub("", " ".join("".join(said).split()))
    said.clear()
    if text:
        slices.append(("speech", text))
