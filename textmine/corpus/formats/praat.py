r"""Praat, .TextGrid: interval and point tiers, long, short and chronological text files.

Praat reads free-standing numbers, quoted strings and flags, and takes all else for a comment, so that one
walk reads the long and the short form.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, NamedTuple

from textmine.corpus.encodings import decode
from textmine.corpus.formats.tiers import Span, Tier, choose_speech, subject_and_level, tier_pieces
from textmine.corpus.options import ReadOptions
from textmine.corpus.pieces import Document
from textmine.errors import TextmineError

_TOKEN: Final = re.compile(
    r'(?<!\S)(?:"(?P<string>(?:[^"]|"")*)"(?!\S)|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)%?(?!\S)'
    r"|(?P<flag><[^<>\s]*>)(?!\S)|(?P<comment>![^\n]*))"
)
_CHRONOLOGICAL: Final = "Praat chronological TextGrid text file"
_ACCENT: Final = re.compile(r"""\\(?:([A-Za-z])([`'^"~,])|(oe|OE|ae|AE|ss))""")
_COMBINING: Final = {"`": "\u0300", "'": "\u0301", "^": "\u0302", '"': "\u0308", "~": "\u0303", ",": "\u0327"}
_LIGATURES: Final = {"oe": "œ", "OE": "Œ", "ae": "æ", "AE": "Æ", "ss": "ß"}


class _Token(NamedTuple):
    """A number, a string or a flag, and the line where it begins."""

    kind: Literal["number", "string", "flag", "end"]
    text: str
    line: int


class _Tokens:
    """The numbers, strings and flags of a file, one after the other."""

    def __init__(self, text: str, file: str) -> None:
        self._tokens = _tokens(text)
        self._file = file

    def number(self) -> float:
        """Return the next number."""
        token = self._next("number")
        value = float(token.text)
        if not math.isfinite(value):
            raise self._broken("number", token)
        return value

    def count(self) -> int:
        """Return the next number, a count."""
        token = self._next("number")
        if not token.text.isdecimal() or len(token.text) > 9:
            raise self._broken("size", token)
        return int(token.text)

    def string(self) -> tuple[str, int]:
        """Return the next string and its line."""
        token = self._next("string")
        return token.text, token.line

    def flag(self) -> bool:
        """Return the next flag, True for ``<exists>``."""
        return self._next("flag").text == "<exists>"

    def more(self) -> Iterator[int]:
        """Yield numbers of tiers as long as there are any."""
        while (token := next(self._tokens)).kind != "end":
            if token.kind != "number" or not token.text.isdecimal():
                raise self._broken("number", token)
            yield int(token.text[:9])

    def _next(self, kind: str) -> _Token:
        token = next(self._tokens)
        if token.kind != kind:
            raise self._broken(kind, token)
        return token

    def _broken(self, wanted: str, token: _Token) -> TextmineError:
        found = f"“{' '.join(token.text.split())[:30]}”" if token.text else token.kind
        return TextmineError("textgrid_broken", file=self._file, line=token.line, wanted=wanted, found=found)


def _tokens(text: str) -> Iterator[_Token]:
    line, at = 1, 0
    for found in _TOKEN.finditer(text):
        line += text.count("\n", at, found.start())
        at = found.start()
        if found["string"] is not None:
            yield _Token("string", found["string"].replace('""', '"'), line)
        elif found["number"] is not None:
            yield _Token("number", found["number"], line)
        elif found["flag"] is not None:
            yield _Token("flag", found["flag"], line)
    line += text.count("\n", at)
    while True:
        yield _Token("end", "", line)


def read_documents(path: Path, options: ReadOptions) -> list[Document]:
    r"""Read a TextGrid.

    Parameters
    ----------
    path
        A text file in UTF-8, UTF-16 or an 8-bit encoding, in any of Praat's three text forms.
    options
        ``labels`` names tiers or speakers that hold speech, whatever their names say.

    Returns
    -------
    list of Document
        One. A tier is its speaker's, by its name without words such as "words" or "ortho". Intervals of all
        tiers stand in order of time, those without text are skipped, and they may overlap. Words without
        a pause between them are joined; phones, and words that repeat a tier of utterances, are reported.

    Raises
    ------
    TextmineError
        ``textgrid_broken`` or ``textgrid_without_text``; ``binary_file`` or ``broken_encoding``.

    Notes
    -----
    P. Boersma, D. Weenink, Praat manual, "TextGrid file formats", "Special symbols": the backslash
    sequences of French letters (``\e'`` for é), which old files hold, are read as those letters.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.TextGrid"
    ...     tier = '"IntervalTier" "Anne" 0 2 1 0 2 "oui"'
    ...     _ = path.write_text(f'"ooTextFile" "TextGrid" 0 2 <exists> 1 {tier}')
    ...     [document] = read_documents(path, ReadOptions())
    >>> [(piece.speaker, piece.text, piece.end) for piece in document.pieces if piece.kind == "speech"]
    [('Anne', 'oui', 2.0)]
    """
    data = path.read_bytes()
    if b"ooBinaryFile" in data[:32]:
        raise TextmineError("binary_file", file=path.name, found="TextGrid, ooBinaryFile")
    decoded = decode(data, file=path.name)
    tokens = _Tokens(decoded.text.lstrip("\ufeff"), path.name)
    kind, _ = tokens.string()
    tiers = _read_chronological(tokens) if kind == _CHRONOLOGICAL else _read_tiers(tokens, kind)
    choice = choose_speech(tiers, options.labels)
    if not choice.speech:
        names = ", ".join(tier.name for tier in tiers) or "-"
        raise TextmineError("textgrid_without_text", file=path.name, tiers=names)
    pieces, warnings = tier_pieces(choice)
    return [Document(path.stem, "praat", decoded.encoding, decoded.reason, pieces, warnings=tuple(warnings))]


def _read_tiers(tokens: _Tokens, kind: str) -> list[Tier]:
    """Read the long or the short form, whose header's first string is already taken."""
    name, line = tokens.string()
    if not kind.startswith("ooTextFile") or name != "TextGrid":
        raise tokens._broken('"ooTextFile" "TextGrid"', _Token("string", name, line))
    tokens.number(), tokens.number()
    tiers: list[Tier] = []
    for _ in range(tokens.count() if tokens.flag() else 0):
        tier = _read_head(tokens)
        for _ in range(tokens.count()):
            _read_span(tokens, tier)
        tiers.append(tier)
    return tiers


def _read_chronological(tokens: _Tokens) -> list[Tier]:
    """Read the form where intervals stand in order of time, each after the number of its tier."""
    tokens.number(), tokens.number()
    tiers = [_read_head(tokens) for _ in range(tokens.count())]
    for number in tokens.more():
        if not 0 < number <= len(tiers):
            raise tokens._broken(f"1–{len(tiers)}", _Token("number", str(number), 1))
        _read_span(tokens, tiers[number - 1])
    return tiers


def _read_head(tokens: _Tokens) -> Tier:
    sort, line = tokens.string()
    if sort not in ("IntervalTier", "TextTier"):
        raise tokens._broken("IntervalTier", _Token("string", sort, line))
    name, _ = tokens.string()
    tokens.number(), tokens.number()
    name = _letters(name).strip()
    subject, level = subject_and_level(name)
    return Tier(name, subject or None, level, is_point=sort == "TextTier")


def _read_span(tokens: _Tokens, tier: Tier) -> None:
    start = tokens.number()
    end = start if tier.is_point else tokens.number()
    text, line = tokens.string()
    tier.spans.append(Span(start, end, _letters(text), line, start))


def _letters(text: str) -> str:
    r"""Return a text with Praat's backslash sequences of French letters as those letters."""
    return _ACCENT.sub(_letter, text) if "\\" in text else text


def _letter(found: re.Match[str]) -> str:
    if found[3]:
        return _LIGATURES[found[3]]
    letter = unicodedata.normalize("NFC", found[1] + _COMBINING[found[2]])
    return letter if len(letter) == 1 else found[0]
