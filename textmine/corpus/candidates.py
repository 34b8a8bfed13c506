"""Beginnings of lines that may be speaker labels, and which of them are accepted."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from textmine.corpus.clocks import CLOSED_STAMP, STAMP, seconds
from textmine.corpus.lines import Line
from textmine.corpus.merging import is_slip
from textmine.corpus.vocabulary import (
    BRACKETED,
    DIVISIONS,
    INTERJECTIONS,
    NO_LABEL,
    SPEECH_WORDS,
    fold,
    is_name_like,
    is_vocabulary,
    is_word_like,
    role_of_label,
    stem_and_number,
)

OPENING: Final = 40
LEAST: Final = 0.02
FAMILIES: Final = (":", "tab", ".–", "–", "/", "bold", ".")
_SPACE = "[ \u00a0\u202f\u2009]"
_HEAD = re.compile(
    rf"(?P<lead>\s*(?:[-–—•>]{_SPACE}+)?)(?P<time>{STAMP}\s*(?:[-–—]\s+)?)?"
    rf"(?P<name>(?:[\[(<]|\*\*|__)?(?P<label>[^\W_][^:\t\n/\[\]{{}}<>#…!;,\"«»]{{0,39}}?)(?:[\])>]|\*\*|__)?)"
    rf"(?P<inner>{_SPACE}*{STAMP})?"
    rf"(?P<end>\s*:(?!//|\d)(?:\*\*|__)?|\s*\t+|{_SPACE}?\.{_SPACE}?[–—-](?=\s)|{_SPACE}+[–—-](?=\s)|-(?=\s)"
    rf"|{_SPACE}*/(?=\s)|(?(inner)\s*$|(?!)))"
    rf"(?P<after>\s*{CLOSED_STAMP})?"
)
_STOP = re.compile(rf"\s*(?P<label>(?:[QERI]|Enq|Int|R[ée]p|[LPQRS]\d{{1,3}}))\.(?={_SPACE}+\S)")
_ENDS_SENTENCE = re.compile(r"\w{4,}[.?] |[.?]{2}")
_GROUPS: Final = ("lead", "time", "name", "inner", "end", "after")
_KINDS: Final = ("label", "time", "label", "time", "label", "time")
_ORDINALS: Final = ("q", "question", "r", "rep", "reponse")


@dataclass(frozen=True, slots=True)
class Candidate:
    """The beginning of a line that may be a speaker's label.

    Attributes
    ----------
    at
        Index of the line.
    label, key
        As written, trimmed; folded.
    family
        What ends it: one of `FAMILIES`, or "alone".
    head
        Pairs (kind, text) of what stands before the speech, label and time codes.
    rest
        Index in the line where speech begins.
    start
        Seconds, from the time code.
    length
        Number of code points of the line after the label.
    """

    at: int
    label: str
    key: str
    family: str
    head: tuple[tuple[str, str], ...]
    rest: int
    start: float | None = None
    length: int = 0


def find_candidates(
    lines: Sequence[Line], skip: Container[int], declared: Mapping[str, str]
) -> list[Candidate]:
    """Return the possible labels of all lines but those to skip; declared maps folded labels to names."""
    found: list[Candidate] = []
    for at, line in enumerate(lines):
        text = line.text
        if at in skip or not (line.bold_prefix or _may_begin(text, declared)):
            continue
        match = _HEAD.match(text)
        candidate = _of_match(at, match, declared) if match else None
        candidate = candidate or _of_declared(at, text, declared) or _of_bold(at, line) or _of_stop(at, text)
        if candidate is not None:
            found.append(candidate)
    return found


def _may_begin(text: str, declared: Mapping[str, str]) -> bool:
    """Tell cheaply that a line has no label, as most lines have none."""
    if text[:1].islower() and not declared and ":" not in text[:16]:
        return False
    head = text[:90]
    if "." in text[:8] and _STOP.match(text):
        return True
    return ":" in head or "\t" in head or "–" in head or "—" in head or "/" in head or "-" in head


def _of_match(at: int, match: re.Match[str], declared: Mapping[str, str]) -> Candidate | None:
    label, key = _trimmed(match["label"])
    if key not in declared and not is_possible(label, key):
        return None
    found = match.group(*_GROUPS)
    _, time, _, inner, end, after = found
    if end == "-" and not is_vocabulary(label):
        return None
    head = tuple([(kind, text) for kind, text in zip(_KINDS, found, strict=True) if text])
    stamp = time or inner or after
    start = seconds(stamp) if stamp else None
    rest = match.end()
    return Candidate(at, label, key, _family(end), head, rest, start, len(match.string) - rest)


@lru_cache(maxsize=65536)
def _trimmed(written: str) -> tuple[str, str]:
    """Return a label as it is shown, and its key."""
    label = " ".join(written.split()).rstrip("_-–— ") or written
    label += ")" if label.count("(") > label.count(")") else ""
    return label, fold(label)


@lru_cache(maxsize=1024)
def _family(end: str) -> str:
    sign = end.strip(" \u00a0\u202f\u2009*_")
    if sign.startswith(":") or not sign.strip():
        return "tab" if "\t" in end and ":" not in end else ":"
    return ".–" if sign.startswith(".") else "/" if sign.startswith("/") else "–"


def _of_declared(at: int, text: str, declared: Mapping[str, str]) -> Candidate | None:
    cut = text.find(":", 0, 120) if declared else -1
    label = text[:cut].strip() if cut > 0 else ""
    key = fold(label)
    return Candidate(at, label, key, ":", (("label", text[: cut + 1]),), cut + 1) if key in declared else None


def _of_stop(at: int, text: str) -> Candidate | None:
    """Return the label of a line such as "Q. Depuis quand ?"."""
    match = _STOP.match(text)
    if match is None:
        return None
    label = match["label"]
    return Candidate(at, label, fold(label), ".", (("label", match[0]),), match.end())


def _of_bold(at: int, line: Line) -> Candidate | None:
    label = " ".join(line.text[: line.bold_prefix].split())
    key = fold(label)
    if not key or line.is_bold or len(label) > 40 or not is_possible(label, key):
        return None
    head = (("label", line.text[: line.bold_prefix]),)
    return Candidate(at, label, key, "bold", head, line.bold_prefix)


@lru_cache(maxsize=65536)
def is_possible(label: str, key: str) -> bool:
    """Tell whether a label is short, begins as a name does, and is not a word that begins sentences.

    Examples
    --------
    >>> [is_possible(label, fold(label)) for label in ("Marie", "Note", "Il me dit", "objectif commun")]
    [True, False, False, False]
    """
    words = fold(BRACKETED.sub(" ", label)).split() or key.split()
    if not words or len(words) > 6 or len(label.split()) > 4 or key in NO_LABEL or key in INTERJECTIONS:
        return False
    if is_vocabulary(label):
        return True
    if words[0] in DIVISIONS:
        return False
    if not (label[0].isupper() or label[0].isdigit()) or _ENDS_SENTENCE.search(label):
        return False
    return is_name_like(label) or len(words) == 1 or SPEECH_WORDS.isdisjoint(words)


def accept(candidates: Sequence[Candidate], units: int, declared: Mapping[str, str]) -> list[Candidate]:
    """Return the candidates that are labels, by the rules of the notes (textometry, section 4).

    Parameters
    ----------
    candidates
        From `find_candidates`.
    units
        Number of paragraphs (or lines, where no blank lines part them) that could hold a label.
    declared
        Folded labels to names; an empty name forbids the label.

    Notes
    -----
    One separator rules a file: that with most accepted labels, ``:`` first. A label is accepted if it
    occurs twice and another one does so too, in 20 % of the units (single words 5 %, names and codes
    2 %); names and codes occurring once are accepted after that, where their line begins as the others do.
    """
    candidates = _collapse_ordinals([one for one in candidates if declared.get(one.key, "?")])
    for families in ((":",), FAMILIES[1:]):
        choices = [_accepted_keys([one for one in candidates if one.family == name], units, declared)
                   for name in families]  # fmt: skip
        best = max(range(len(families)), key=lambda i: sum(choices[i].values()))
        if choices[best]:
            keys, family = choices[best], families[best]
            return [one for one in candidates if one.key in keys and _fits(one, family, keys, declared)]
    return []


def _fits(one: Candidate, family: str, keys: Mapping[str, int], declared: Mapping[str, str]) -> bool:
    return one.family == family or one.key in declared or (keys[one.key] > 1 and one.family != "/")


def _is_strong(label: str, key: str, declared: Mapping[str, str]) -> bool:
    return key in declared or is_vocabulary(label) or is_name_like(label)


def _accepted_keys(
    candidates: Sequence[Candidate], units: int, declared: Mapping[str, str]
) -> dict[str, int]:
    counts = Counter(one.key for one in candidates)
    labels = {one.key: one.label for one in reversed(candidates)}
    strong = {key for key, label in labels.items() if _is_strong(label, key, declared)}
    words = {key for key, label in labels.items() if key not in strong and is_word_like(label)}
    repeated = {key for key, count in counts.items() if count > 1}
    labelled = sum(counts[key] for key in repeated)
    given = {key for key in counts if key in declared}
    accepted: set[str] = set()
    if len(repeated) > 1 and labelled >= LEAST * units:
        plain = 0.2 * units <= labelled
        usual = plain or (0.05 * units <= labelled and _alternate(candidates, repeated))
        accepted |= {key for key in repeated if key in strong or plain or (usual and key in words)}
        if _is_interview(accepted, labels):
            accepted -= {key for key in accepted - strong if counts[key] < 3}
    accepted |= _timed(candidates, strong)
    if len(accepted) < 2:
        accepted |= _few(counts, strong, words, units)
    accepted |= given
    if len(accepted) > 1:
        accepted |= _rare(candidates, accepted, strong, words, units)
    return {key: counts[key] for key in accepted}


def _timed(candidates: Sequence[Candidate], strong: Container[str]) -> set[str]:
    """Return the names and codes that have a time code beside them, where three lines at least do."""
    timed = [one.key for one in candidates if one.start is not None and one.key in strong]
    return set(timed) if len(timed) > 2 and len(set(timed)) > 1 else set()


def _alternate(candidates: Iterable[Candidate], keys: Container[str]) -> bool:
    order = [one.key for one in candidates if one.key in keys]
    changes = sum(one != two for one, two in itertools.pairwise(order))
    return changes >= 0.5 * (len(order) - 1)


def _is_interview(accepted: Iterable[str], labels: Mapping[str, str]) -> bool:
    return {"interviewer", "pilot"} <= {role_of_label(labels[key]) for key in accepted}


def _few(counts: Counter[str], strong: set[str], words: set[str], units: int) -> set[str]:
    """Return the labels of a very short file, or of a file with one speaker."""
    usable = {key: counts[key] for key in strong | words}
    total = sum(usable.values())
    if len(usable) > 1 and total >= 0.5 * units:
        return set(usable)
    if len(usable) == 1 and total >= 0.2 * units and (total > 1 or strong):
        return set(usable)
    repeated = {key for key in strong if counts[key] > 1}
    return repeated if sum(counts[key] for key in repeated) >= LEAST * units else set()


def _rare(
    candidates: Sequence[Candidate], accepted: set[str], strong: set[str], words: set[str], units: int
) -> set[str]:
    """Return the labels that occur once, or never alternate, in a file whose others are known."""
    first = next(one.at for one in candidates if one.key in accepted)
    places = [one.at for one in candidates if one.key in accepted]
    dense = len(places) >= 0.8 * min(units, places[-1] - places[0] + 1)
    stems = {stem_and_number(one.label)[0] for one in candidates if one.key in accepted and one.key in strong}
    rare: set[str] = set()
    for one in candidates:
        if one.key in accepted:
            continue
        if one.at < first:
            rare |= {one.key} if _opens(one) else set()
            continue
        sibling = stem_and_number(one.label)[1] is not None and stem_and_number(one.label)[0] in stems
        usual = is_name_like(one.label) or sibling or (dense and one.key in strong | words)
        if usual or any(is_slip(one.key, key) for key in accepted):
            rare.add(one.key)
    return rare


def _opens(one: Candidate) -> bool:
    """Tell whether a label before all others begins speech, and not a line of the cover block."""
    code = is_vocabulary(one.label) and len(stem_and_number(one.label)[0]) < 4
    return code or (is_name_like(one.label) and one.length > OPENING)


def _collapse_ordinals(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates with numbered questions and answers (Q1, R1, Q2, R2…) as one label each."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for one in candidates:
        stem, number = stem_and_number(one.label)
        if number is not None and stem in _ORDINALS:
            numbers[stem].append(number)
    growing = {
        stem
        for stem, row in numbers.items()
        if len(set(row)) > 1 and all(a <= b for a, b in itertools.pairwise(row))
    }
    if not growing & {"q", "question"}:
        return candidates
    return [_without_number(one, growing) for one in candidates]


def _without_number(one: Candidate, stems: Container[str]) -> Candidate:
    stem, number = stem_and_number(one.label)
    if number is None or stem not in stems:
        return one
    label = one.label.rstrip("0123456789").rstrip(" \u00a0")
    return replace(one, label=label, key=stem)
