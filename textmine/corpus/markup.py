"""HTML cut into tags and text in linear time, whatever is broken in it; nothing is dropped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

_TAG: Final = re.compile(
    r"""<(/?)([a-zA-Z][^\s/<>"']*+)((?>[^<>"']++|"[^"]*+"|'[^']*+')*+)>""",
)
_ATTRIBUTE: Final = re.compile(r"""([^\s=<>"'/]++)\s*+(?:=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?+""")
_BEGIN: Final = re.compile(r"<(?=[a-zA-Z/!?])")
_NAME: Final = re.compile(r"</?([a-zA-Z][^\s/<>\"']*+)")
RAW: Final = frozenset({"script", "style", "title", "textarea", "xmp", "noembed", "noframes", "iframe"})
_DECODED: Final = frozenset({"title", "textarea"})


class Token(NamedTuple):
    """A start tag, an end tag, a run of text with its entities replaced, or a comment.

    Attributes
    ----------
    kind
        "start", "end", "text" or "comment".
    text
        Text or comment; the name of a tag, in small letters.
    attributes
        Start tags only.
    """

    kind: str
    text: str
    attributes: Mapping[str, str] = MappingProxyType({})


def cut_markup(source: str) -> Iterator[Token]:
    """Yield the tokens of an HTML text, in order.

    Examples
    --------
    >>> [(token.kind, token.text) for token in cut_markup("<p class=a>l&rsquo;été 3 < 4<br/></P>")]
    [('start', 'p'), ('text', 'l’été 3 < 4'), ('start', 'br'), ('end', 'p')]
    """
    at = 0
    while at < len(source):
        found = _BEGIN.search(source, at)
        begin = found.start() if found else len(source)
        if begin != at:
            yield Token("text", html.unescape(source[at:begin]))
            at = begin
            continue
        token, at = _tag(source, at)
        yield token
        if token.kind == "start" and token.text in RAW:
            stop = _end_of_raw(source, token.text, at)
            if stop > at:
                raw = source[at:stop]
                yield Token("text", html.unescape(raw) if token.text in _DECODED else raw)
            at = stop


def _tag(source: str, at: int) -> tuple[Token, int]:
    """Return the token that begins with ``<``, and where it ends."""
    if source.startswith("<!--", at):
        return _until(source, at + 4, "-->")
    if source.startswith("<![CDATA[", at):
        return _until(source, at + 9, "]]>")
    if source[at + 1 : at + 2] in ("!", "?"):
        return _until(source, at + 2, ">")
    if match := _TAG.match(source, at):
        name = match[2].lower()
        if match[1]:
            return Token("end", name), match.end()
        return Token("start", name, _attributes(match[3])), match.end()
    if match := _NAME.match(source, at):  # a quote that does not close: the tag ends at the first >
        stop = source.find(">", at, at + 4096)
        if stop >= 0 and source.find("<", at + 1, stop) < 0:
            kind = "end" if source[at + 1] == "/" else "start"
            return Token(kind, match[1].lower()), stop + 1
    found = _BEGIN.search(source, at + 1)
    stop = found.start() if found else len(source)
    return Token("text", html.unescape(source[at:stop])), stop


def _until(source: str, begin: int, mark: str) -> tuple[Token, int]:
    stop = source.find(mark, begin)
    if stop < 0:
        return Token("comment", source[begin:]), len(source)
    return Token("comment", source[begin:stop]), stop + len(mark)


def _attributes(text: str) -> dict[str, str]:
    return {
        match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(text)
    }


def _end_of_raw(source: str, name: str, at: int) -> int:
    """Return where the end tag of a raw element stands; where there is none, it goes to the end."""
    match = re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE).search(source, at)
    return match.start() if match else len(source)
