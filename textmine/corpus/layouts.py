"""Layouts without separators after labels: names alone on a line, dash dialogues, bold questions."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from typing import Final

from textmine.corpus.candidates import Candidate, is_possible
from textmine.corpus.clocks import STAMP, seconds
from textmine.corpus.lines import Line
from textmine.corpus.vocabulary import fold, is_name_like, is_vocabulary, is_word_like

FIRST, SECOND = "Locuteur 1", "Locuteur 2"
_SPACE: Final = "[ \u00a0\u202f\u2009\t]"
_ALONE = re.compile(
    rf"(?P<lead>\s*)(?P<time>{STAMP}\s*)?(?P<name>[\[(<]?(?P<label>[^\W_][^:\t\n/\[\]{{}}<>#…!;,\"«»]{{0,39}}?)"
    rf"[\])>]?)(?P<inner>{_SPACE}*{STAMP})?\s*$"
)
_ROMAN = re.compile(r"[IVXLC]+\.?$")
_TIME = re.compile(rf"\s*{STAMP}\s*$")
_DASH = re.compile(r"\s*[-–—―][ \u00a0\u202f]*(?=[^\s\d\W]|[«\"(\[]|\d)")


def labels_alone(lines: Sequence[Line], skip: Container[int], declared: Mapping[str, str]) -> list[Candidate]:
    """Return the labels that stand alone on their line, above what is said; none if that is not the layout.

    At least two such labels recur, or fill two lines in five, and text follows in four cases out of five.

    Examples
    --------
    >>> texts = ["Marie", "Bonjour à tous.", "Paul  0:48", "Bonjour.", "Marie", "On commence ?"]
    >>> [one.label for one in labels_alone([Line(t, i) for i, t in enumerate(texts)], [], {})]
    ['Marie', 'Paul', 'Marie']
    """
    filled = [at for at, line in enumerate(lines) if at not in skip and line.text.strip()]
    spoken = [at for at in filled if not _TIME.match(lines[at].text)]
    found = {at: one for at in spoken if (one := _alone(at, lines[at].text, declared))}
    counts = Counter(one.key for one in found.values())
    strong = {one.key for one in found.values() if is_vocabulary(one.label) or is_name_like(one.label)}
    repeated = {key for key, count in counts.items() if count > 1}
    if not repeated & (strong | set(declared)) and len(repeated) < 2:
        repeated = set(counts) if len(counts) > 1 and len(found) >= 0.4 * len(spoken) else set()
    kept = repeated | (strong if repeated else set()) | (counts.keys() & declared.keys())
    labels = [one for one in found.values() if one.key in kept]
    following = dict(itertools.pairwise(spoken))
    above = sum(one.at in following and following[one.at] not in found for one in labels)
    return labels if labels and above >= 0.8 * len(labels) and len(labels) >= 0.1 * len(spoken) else []


def _alone(at: int, text: str, declared: Mapping[str, str]) -> Candidate | None:
    match = _ALONE.match(text) if len(text) < 90 else None
    if match is None:
        return None
    label = " ".join(match["label"].split())
    key = fold(label)
    if declared.get(key, "?") == "":
        return None
    if key not in declared and not _is_label_alone(label, key):
        return None
    groups = (("label", "lead"), ("time", "time"), ("label", "name"), ("time", "inner"))
    head = tuple((kind, match[group]) for kind, group in groups if match[group])
    stamp = match["time"] or match["inner"]
    return Candidate(at, label, key, "alone", head, len(text), seconds(stamp) if stamp else None)


def _is_label_alone(label: str, key: str) -> bool:
    if label[-1] in ".?" and not re.search(r"\b[A-Z]\.$", label):
        return False
    if _ROMAN.match(label):
        return False
    usual = is_vocabulary(label) or is_name_like(label) or is_word_like(label)
    return usual and not key.isdigit() and is_possible(label, key)


def dashes(lines: Sequence[Line], skip: Container[int]) -> dict[int, int]:
    """Return where speech begins in lines that begin with a dash, if half of the lines do; else nothing.

    Examples
    --------
    >>> dashes([Line("– Bonjour.", 1), Line("– Bonjour !", 2), Line("Ça va ?", 3)], [])
    {0: 2, 1: 2}
    """
    spoken = [at for at, line in enumerate(lines) if at not in skip and line.text.strip()]
    found = {at: match.end() for at in spoken if (match := _DASH.match(lines[at].text))}
    return found if len(found) > 1 and len(found) >= 0.5 * len(spoken) else {}


def emphasised(lines: Sequence[Line], skip: Container[int]) -> set[int]:
    """Return the lines wholly in bold (or else in italics) if they alternate with plain ones; else nothing.

    Examples
    --------
    >>> texts = ("D'où venez-vous ?", "De Lyon.", "Depuis quand ?", "Dix ans.")
    >>> sorted(emphasised([Line(text, i, is_bold=i % 2 == 0) for i, text in enumerate(texts)], []))
    [0, 2]
    """
    spoken = [at for at, line in enumerate(lines) if at not in skip and line.text.strip()]
    for chosen in ({at for at in spoken if lines[at].is_bold}, {at for at in spoken if lines[at].is_italic}):
        changes = sum((a in chosen) != (b in chosen) for a, b in itertools.pairwise(spoken))
        if changes > 2 and len(chosen) >= 0.1 * len(spoken):
            return chosen
    return set()
