"""How the bytes of a text file become text, and why so."""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import islice
from typing import Final, NamedTuple

from textmine.corpus.limits import refuse_long_lines
from textmine.corpus.typography import join_cut_words, plain_letters
from textmine.errors import TextmineError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC: Final = (
    (b"PK\x03\x04", "zip, docx or odt"), (b"%PDF", "pdf"), (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"), (b"\xd0\xcf\x11\xe0", "doc"), (b"{\\rtf", "rtf"), (b"ID3", "mp3"), (b"RIFF", "wav"),
    (b"\x1f\x8b", "gzip"), (b"7z\xbc\xaf", "7z"), (b"PAR1", "parquet"),
)  # fmt: skip
_EIGHT_BIT: Final = ("cp1252", "mac_roman", "cp850")
_WEIGHTS: Final = {
    **dict.fromkeys("é", 1.0),
    **dict.fromkeys("èàê", 0.8),
    **dict.fromkeys("çùôîûâ«»’œ", 0.6),
    **dict.fromkeys("\u00a0ëï–…“”°€", 0.4),
    **dict.fromkeys("ÉÈÊÀÇŒæÂÔÎ—‘·", 0.2),
}
_CAPITALS = frozenset("ÉÈÊÀÇŒÂÔÎ")
_HIGH = re.compile(r"[^\x00-\x7f]")
_STRAY = re.compile(r"[\udc80-\udcff]")
_CONTROL: Final = bytes(
    {*range(0x20), 0x7F} - {*b"\t\n\v\f\r\x15\x1a"}
)  # \x15 stands around the times of CHAT
_C1 = re.compile("(['’]?)([\x80-\x9f])")
_C1_SIGNS: Final = tuple(map(chr, range(0x80, 0xA0)))
# an elided word with two apostrophes, as exports from databases and subtitles leave it
_ELIDED: Final = re.compile(
    r"(?<!['’\w])(?:[cdjlmnst]|(?:jus|lors|puis|quoi|quel|pres)?qu|aujourd)\Z", re.IGNORECASE
)
_LONGEST_ELIDED: Final = 8
_TWICE = re.compile(r"['’]['’](?=[^\W\d_])")
_PAIRS: Final = ("''", "'’", "’'", "’’")
_NO_TEXT: Final = ("Cn", "Co", "Cs", "Cc")
_SAMPLE: Final = 20_000


class Decoded(NamedTuple):
    """NFC text, the encoding it was in, and how that was decided."""

    text: str
    encoding: str
    reason: str


def decode(data: bytes, *, file: str, is_talk: bool = True) -> Decoded:
    """Return the text of a file's bytes in NFC.

    A byte order mark decides; else strict UTF-8, UTF-16 by its NUL bytes, UTF-8 with few faulty bytes
    (those read as cp1252), and at last cp1252, mac_roman or cp850 by the share of French characters.

    In talk (`is_talk`), an apostrophe doubled after an elided word (« c’’est ») is taken for one, soft
    hyphens and zero-width signs go, ligatures become letters, and words cut at the margin of a wrapped
    text are put together; the reason tells how many of each there were.

    Raises
    ------
    TextmineError
        The content is not text (``binary_file``), breaks its declared encoding (``broken_encoding``), or
        has too long a line or too many (``line_too_long``, ``too_many_lines``).

    Examples
    --------
    >>> decode("C'est l'été à Besançon".encode("mac_roman"), file="a.txt")
    Decoded(text="C'est l'été à Besançon", encoding='mac_roman', reason='best share of French letters')
    """
    _refuse_binary(data, file)
    refuse_long_lines(data, file=file)
    text, encoding, reason = _by_mark(data, file) or _by_zeros(data) or _by_content(data, file)
    text, mended = mend_controls(text)
    if mended:
        reason = f"{reason} but for {mended} control codes, read as cp1252"
    if is_talk:
        text, doubled = _without_doubles(text)
        text, signs = plain_letters(text)
        text, cut = join_cut_words(text)
        found = (
            (doubled, "doubled apostrophes"),
            (signs, "soft hyphens, ligatures or zero-width signs"),
            (cut, "words cut at the margin"),
        )
        told = ", ".join(f"{count} {what}" for count, what in found if count)
        reason = f"{reason} but for {told}" if told else reason
    return Decoded(unicodedata.normalize("NFC", text), encoding, reason)


def _refuse_binary(data: bytes, file: str) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise TextmineError("binary_file", file=file, found=what)


def _by_mark(data: bytes, file: str) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(encoding), encoding, "byte order mark")
            except UnicodeDecodeError as error:
                raise TextmineError(
                    "broken_encoding", file=file, encoding=encoding, byte=error.start
                ) from error
    return None


def _by_zeros(data: bytes) -> Decoded | None:
    sample = data[: _SAMPLE * 2]
    half = len(sample) // 2
    if half < 2 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    encoding = "utf-16-le" if odd > 0.4 > 0.05 > even else "utf-16-be" if even > 0.4 > 0.05 > odd else ""
    try:
        text = data.decode(encoding) if encoding else ""
    except UnicodeDecodeError:
        return None
    strange = sum(unicodedata.category(one) in _NO_TEXT and not one.isspace() for one in text[:_SAMPLE])
    if not text or strange > 0.02 * min(len(text), _SAMPLE):
        return None
    return Decoded(text, encoding, "zero bytes in alternation")


def _by_content(data: bytes, file: str) -> Decoded:
    sample = data[:_SAMPLE]
    if b"\0" in data or len(sample) - len(sample.translate(None, _CONTROL)) > 0.02 * len(sample):
        raise TextmineError("binary_file", file=file, found="?")
    try:
        return Decoded(data.decode("utf-8"), "utf-8", "valid")
    except UnicodeDecodeError:
        escaped = data.decode("utf-8", "surrogateescape")
    strays = len(_STRAY.findall(escaped))
    if strays * 20 < len(_HIGH.findall(escaped)):
        mended = _STRAY.sub(lambda found: _as_cp1252(found[0]), escaped)
        return Decoded(mended, "utf-8", f"valid but for {strays} bytes, read as cp1252")
    best = max(_EIGHT_BIT, key=lambda encoding: french_share(data.decode(encoding, "replace")))
    return Decoded(data.decode(best, "replace"), best, "best share of French letters")


def mend_controls(text: str) -> tuple[str, int]:
    r"""Return a text where C1 control codes are the cp1252 signs they stood for, and how many there were.

    Files that declare ISO-8859-1 often hold cp1252's apostrophe, dash and œ.

    Examples
    --------
    >>> mend_controls("l\x92\x9cuvre")
    ('l’œuvre', 2)
    """
    if text.isascii() or not any(sign in text for sign in _C1_SIGNS):
        return text, 0
    return _C1.subn(_mend, text)


def _mend(found: re.Match[str]) -> str:
    """Read a C1 control code as the cp1252 sign it stood for; an apostrophe doubled that way counts once."""
    before, code = found[1], bytes([ord(found[2])]).decode("cp1252", "replace")
    return before if before and code == "’" else before + code


def _without_doubles(text: str) -> tuple[str, int]:
    """Return the text with one apostrophe for two after an elided word, and how often that was so."""
    if not any(pair in text for pair in _PAIRS):
        return text, 0
    count = 0

    def single(found: re.Match[str]) -> str:
        nonlocal count
        start = found.start()
        if not _ELIDED.search(text[max(0, start - _LONGEST_ELIDED) : start]):
            return found[0]
        count += 1
        return found[0][0]

    return _TWICE.sub(single, text), count


def _as_cp1252(stray: str) -> str:
    return bytes([ord(stray) - 0xDC00]).decode("cp1252", "replace")


def french_share(text: str) -> float:
    """Return the mean weight of the text's characters beyond ASCII: 1 for only é, 0 for none that is French.

    A capital weighs more where a capital belongs (beginning of a sentence, beside another capital), and
    nothing inside a word of small letters; so does a letter that punctuation has taken the place of.

    Examples
    --------
    >>> french_share("été") > french_share("ÈtÈ") > french_share("ŽtŽ")
    True
    """
    weights = [_weight(text, found.start()) for found in islice(_HIGH.finditer(text), _SAMPLE)]
    return sum(weights) / len(weights) if weights else 0.0


def _weight(text: str, at: int) -> float:
    character = text[at]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if character in _CAPITALS:
        if before.islower():
            return 0.0
        return 0.9 if before.isupper() or after.isupper() or _opens(text, at) else 0.3
    if character == "…" and after.isalpha():
        return 0.0
    if character in "«»–" and before.isalpha() and after.isalpha():
        return 0.0
    if character.islower() and (before.isupper() or (character in "âîôûëïù" and _opens(text, at))):
        return 0.1
    return _WEIGHTS.get(character, -0.5 if character == "\ufffd" else 0.0)


def _opens(text: str, at: int) -> bool:
    head = text[max(0, at - 12) : at].rstrip(' \t\u00a0«"(-–—')
    return not head or head[-1] in ".!?:…\n\r"
