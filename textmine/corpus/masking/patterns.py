"""What is told by its form: phones, mails, addresses of pages, numbers of persons, accounts and cars."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from textmine.corpus.masking.addresses import addresses_in
from textmine.corpus.masking.checksums import is_iban, is_luhn, is_nir
from textmine.corpus.masking.dates import ages_in, dates_in

_GAP = r"[ \u00a0\u202f.\-/]?"
_DIGIT = r"(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf)"
_TEEN = r"(?:dix[- ](?:sept|huit|neuf)|dix|onze|douze|treize|quatorze|quinze|seize)"
_UNIT = (
    rf"(?:z[ée]ro|(?:vingt|trente|quarante|cinquante|soixante|quatre[- ]vingts?)"
    rf"(?:[- ]et)?(?:[- ](?:{_TEEN}|{_DIGIT}))?|{_TEEN}|{_DIGIT})"
)
_NEAR: Final = 60


class Shape(NamedTuple):
    """A pattern: what it finds, how it is checked, and words nearby that stand for the check."""

    kind: str
    form: re.Pattern[str]
    check: Callable[[str], bool] | None = None
    context: re.Pattern[str] | None = None


class Match(NamedTuple):
    """A place in a text that has a known form."""

    start: int
    end: int
    kind: str


_TLD = r"(?:fr|com|org|net|eu|info|io|be|ch|lu|ca|bzh|alsace|corsica|paris|gouv\.fr|asso\.fr|coop|edu|biz)"
_SHAPES: Final = (
    Shape("mail", re.compile(
        r"(?<![\w.+-])[\w.+-]{1,64}(?:@\s?|\s@\s)(?:[\w-]+\.)+[A-Za-z]{2,}(?![\w-])", re.ASCII)),
    Shape("mail", re.compile(
        rf"(?<![\w.+-])(?=\S*[\d._+-])[\w.+-]{{1,64}}\s@(?:[\w-]+\.)+{_TLD}(?![\w-]|\.\w)", re.ASCII)),
    Shape("mail", re.compile(
        r"(?<!\w)[\w-]+(?: (?:point|tiret) [\w-]+)*,? (?:arobase|at) "
        r"[\w-]+(?:(?: (?:point|tiret) |\.)[\w-]+)+", re.I)),
    Shape("url", re.compile(r"(?:https?://|www\.)[^\s<>«»\"]*[^\s<>«»\".,;:!?)\]’']", re.I)),
    Shape("url", re.compile(
        rf"(?<![\w@.-])[a-z0-9][\w-]*(?:\.[\w-]+)*\.{_TLD}"
        r"(?:/[^\s<>«»\"]*[^\s<>«»\".,;:!?)\]])?(?![\w-]|\.\w)", re.I)),
    Shape("handle", re.compile(r"(?<![\w.@])@(?!\d+h\d*\b)(?=[\d.]*[A-Za-z_])\w[\w.]{1,29}(?<!\.)")),
    Shape("iban", re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ \u00a0\u202f-]?[A-Z0-9]){11,30}(?!\w)"), is_iban,
          re.compile(r"\b(?:iban|rib)\b", re.I)),
    Shape("nir", re.compile(
        rf"(?<!\d)[12378]{_GAP}\d\d{_GAP}\d\d{_GAP}(?:\d\d|2[AB])"
        rf"{_GAP}\d{{3}}{_GAP}\d{{3}}(?:{_GAP}\d\d)?(?!\d)", re.I),
        is_nir, re.compile(r"\bs[ée]cu(?:rit[ée] sociale)?\b|\bnir\b|num[ée]ro d['’]assur", re.I)),
    Shape("card", re.compile(r"(?<!\d)[2-6]\d{3}(?:[ \u00a0\u202f-]?\d{4}){2}[ \u00a0\u202f-]?\d{1,7}(?!\d)"),
          is_luhn,
          re.compile(r"\b(?:carte|cb|visa|mastercard)\b", re.I)),
    Shape("siret", re.compile(
        r"(?<!\d)\d{3}[ \u00a0\u202f]?\d{3}[ \u00a0\u202f]?\d{3}[ \u00a0\u202f]?\d{5}(?!\d)"),
          is_luhn,
          re.compile(r"\bsiret\b", re.I)),
    Shape("siret", re.compile(r"(?<![\d+])\d{3}[ \u00a0\u202f]?\d{3}[ \u00a0\u202f]?\d{3}(?!\d| ?\d{3})"),
          lambda number: False,
          re.compile(r"\bsiren\b", re.I)),
    Shape("phone", re.compile(
        r"(?<![\d+])(?:(?:\+|00)[ ]?33[ .\-\u00a0\u202f]?(?:\(0\)[ .\-]?)?[1-9]|0[ .\-/\u00a0\u202f]?[1-9])"
        r"(?:[ .\-/\u00a0\u202f]{0,2}\d{2}){4}(?!\d)")),
    Shape("phone", re.compile(
        r"(?<![\d+])(?:\+|00)(?!33)[1-9]\d{0,2}(?:[ .\-\u00a0\u202f]?\(?\d{1,4}\)?){3,5}(?!\d)")),
    Shape("phone", re.compile(r"(?<![\d+])0[ ]?[1-9]\d{2}(?:[ .\-\u00a0\u202f]\d{3}){2}(?!\d)")),
    Shape("phone", re.compile(
        rf"(?<!\w)z[ée]ro[ -]{_DIGIT}"
        rf"(?:[ ,]{{1,2}}{_UNIT}){{4,8}}(?![\w-])", re.I)),
    Shape("plate", re.compile(r"(?<![\w-])[A-HJ-NP-TV-Z]{2}([ -]?)\d{3}\1[A-HJ-NP-TV-Z]{2}(?![\w-])")),
    Shape("plate", re.compile(r"(?<![\w-])[a-hj-np-tv-z]{2}-\d{3}-[a-hj-np-tv-z]{2}(?![\w-])")),
    Shape("plate", re.compile(r"(?<![\w-])\d{1,4}[ -]?[A-HJ-NP-TV-Z]{2,3}[ -]?(?:\d\d|2[AB])(?![\w-])"),
          lambda number: False,
          re.compile(r"\b(?:immatricul\w*|plaque|v[ée]hicule|voiture|camion\w*|ancien)\b", re.I)),
)  # fmt: skip


def patterns_in(text: str) -> list[Match]:
    """Return what a text holds of known form, none overlapping another, in order.

    Numbers with check digits count if these are right, or if a word nearby (sécu, IBAN, carte) says what they
    are. The earlier kind wins over the later: mail, page, account, phone, plate, address, date.

    Examples
    --------
    >>> text = "Au 06 12 34 56 78 ou +33 (0)6.12.34.56.79, m.roy@ici.fr, le 3 mai 2021."
    >>> [(one.kind, text[one.start : one.end]) for one in patterns_in(text)]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('phone', '06 12 34 56 78'), ('phone', '+33 (0)6.12.34.56.79'), ('mail', 'm.roy@ici.fr'),
     ('date', 'le 3 mai 2021')]
    """
    kept: list[Match] = []
    for match in _candidates(text):
        if all(match.end <= one.start or one.end <= match.start for one in kept):
            kept.append(match)
    return sorted(kept)


def _candidates(text: str) -> Iterator[Match]:
    for shape in _SHAPES:
        for found in shape.form.finditer(text):
            if _holds(shape, text, found):
                yield Match(found.start(), found.end(), shape.kind)
    yield from (Match(start, end, "address") for start, end in addresses_in(text))
    yield from (Match(start, end, kind) for start, end, kind in dates_in(text))
    yield from (Match(start, end, "age") for start, end in ages_in(text))


def _holds(shape: Shape, text: str, found: re.Match[str]) -> bool:
    if shape.check is None:
        return True
    bare = "".join(one for one in found.group() if one.isalnum())
    if shape.check(bare):
        return True
    near = text[max(found.start() - _NEAR, 0) : found.start()]
    return shape.context is not None and bool(shape.context.search(near))
