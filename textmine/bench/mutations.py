"""Seeded damage to files: bytes flipped, cut off, put in, two files spliced, encodings swapped."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Final
from xml.sax.saxutils import escape

import numpy as np

TOKENS: Final = tuple(
    "\0|\r|\n\n|\t|\ufeff|\u2028|\u0085|é|e\u0301|\u00a0: |\U0001f600|(|[|((|{|*|#|<|>|&|&amp;|&lol;|]]>|"
    '&#0;|<!--|"|,|;|::|Marie : |Q1 : |– |**** *a_b|-*x|00:00:01,000 --> 00:00:02,000|[00:99:99]|<v A>|</v>|'
    '<u who="#a">|</u>|'
    "<sp>|<text:p>|</text:p>|<w:p/>|<table:table>|1e999|-1|99999999999999999999|²|٣|٤:٥٦|NaN|null|{}|\\|%PDF|PK\x03\x04|"
    "RIFF|2021-99-99|31/02/2021|\u202e|\ud800|\\ud800|\\u0000|\\n|\uffff".split("|")
)
MOST_BYTES: Final = 20_000
_SPOT: Final = re.compile(rb">[^<>]*<|\"[^\"<>]*\"|'[^'<>]*'")
_TAG: Final = re.compile(rb"</?([\w:.-]+)")
Change = Callable[[bytes, Sequence[bytes], np.random.Generator], bytes]


def mutated(data: bytes, others: Sequence[bytes], chance: np.random.Generator) -> bytes:
    """Return a file with one to four faults; of a zip archive, one member is damaged half of the time.

    Examples
    --------
    >>> chance = np.random.default_rng(0)
    >>> mutated(b"Marie : oui", [b"Paul"], chance) != b"Marie : oui"
    True
    """
    if data.startswith(b"PK") and chance.random() < 0.7:
        return _inside(data, others, chance)
    if data.lstrip()[:1] == b"<" and chance.random() < 0.6:
        return _in_markup(data, chance)
    for _ in range(int(chance.integers(1, 5))):
        data = _CHANGES[int(chance.integers(len(_CHANGES)))](data, others, chance)
    return data[:MOST_BYTES] if not data.startswith((b"PK", b"PAR1")) else data


def _inside(data: bytes, others: Sequence[bytes], chance: np.random.Generator) -> bytes:
    """Damage one member of an archive and pack it again, so that its checksum holds."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        names = old.namelist()
        main = [
            name
            for name in names
            if name.endswith(("content.xml", "document.xml", "styles.xml", "header1.xml"))
        ]
        chosen = main if main and chance.random() < 0.7 else names
        name = chosen[int(chance.integers(len(chosen)))]
        for one in names:
            content = old.read(one)
            if one == name and chance.random() < 0.05:
                continue
            new.writestr(one, mutated(content, others, chance) if one == name else content)
    return stream.getvalue()


def _in_markup(data: bytes, chance: np.random.Generator) -> bytes:
    """Put a token into the text or an attribute, or give an element another one's name: still well-formed."""
    for _ in range(int(chance.integers(1, 5))):
        if chance.random() < 0.6:
            spots = [found.span() for found in _SPOT.finditer(data)]
            start, end = spots[int(chance.integers(len(spots)))] if spots else (0, 0)
            token = TOKENS[int(chance.integers(len(TOKENS)))].replace("\0", "").replace("\ud800", "")
            escaped = escape(token, {'"': "&quot;", "'": "&apos;", "\uffff": ""}).encode()
            data = data[: start + 1] + escaped * int(chance.integers(1, 4)) + data[end - 1 :]
        else:
            names = sorted(set(_TAG.findall(data)))
            one, two = (names[int(chance.integers(len(names)))] for _ in range(2)) if names else (b"", b"")
            data = re.sub(rb"(</?)" + re.escape(one) + rb"(?=[\s/>])", rb"\g<1>" + two, data)
    return data


def _place(data: bytes, chance: np.random.Generator) -> int:
    return int(chance.integers(len(data) + 1))


def _flip(data: bytes, others: Sequence[bytes], chance: np.random.Generator) -> bytes:
    flipped = bytearray(data)
    for _ in range(min(len(data), int(chance.integers(1, 9)))):
        flipped[int(chance.integers(len(data)))] = int(chance.integers(256))
    return bytes(flipped)


def _cut(data: bytes, others: Sequence[bytes], chance: np.random.Generator) -> bytes:
    one, two = sorted((_place(data, chance), _place(data, chance)))
    return data[:one] if chance.random() < 0.5 else data[:one] + data[two:]


def _insert(data: bytes, others: Sequence[bytes], chance: np.random.Generator) -> bytes:
    token = TOKENS[int(chance.integers(len(TOKENS)))].encode("utf-8", "surrogatepass")
    times = int(chance.integers(1, 400)) if chance.random() < 0.1 else 1
    at = _place(data, chance)
    return data[:at] + token * times + data[at:]


def _repeat(data: bytes, others: Sequence[bytes], chance: np.random.Generator) -> bytes:
    one, two = sorted((_place(data, chance), _place(data, chance)))
    return data[:two] + data[one:two] * int(chance.integers(1, 6)) + data[two:]


def _splice(data: bytes, others: Sequence[bytes], chance: np.random.Generator) -> bytes:
    other = others[int(chance.integers(len(others)))]
    return data[: _place(data, chance)] + other[_place(other, chance) :]


def _recode(data: bytes, others: Sequence[bytes], chance: np.random.Generator) -> bytes:
    names = ("utf-16", "utf-16-be", "utf-32", "cp1252", "mac_roman", "cp850", "utf-8-sig", "utf-7")
    source, target = (names[int(chance.integers(len(names)))] for _ in range(2))
    source = "utf-8" if chance.random() < 0.7 else source
    return data.decode(source, "replace").encode(target, "replace")


_CHANGES: Final[tuple[Change, ...]] = (_flip, _cut, _insert, _insert, _repeat, _splice, _recode)
