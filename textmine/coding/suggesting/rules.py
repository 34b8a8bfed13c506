"""Rules that a coder can read and change: words that call for a code, words that forbid it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import TextmineError
from textmine.files import write_whole
from textmine.represent.classes.profiles import signed_chi2
from textmine.represent.words import WordCounts
from textmine.segment.tables import Tokens

NEGATIONS: Final = frozenset({"ne", "pas", "jamais", "aucun", "aucune", "sans", "ni", "rien", "plus"})
MOST_WORDS: Final = 8
_LEAST: Final = 3
_PRECISE: Final = 0.6
_STRONG: Final = 6.63
_REACH: Final = 3
_HEAD: Final = ("code", "words", "without", "unless_negated", "made_by")


@dataclass(frozen=True)
class Rule:
    """A rule of one code.

    Attributes
    ----------
    code
        What it calls for.
    words
        Lemmas or forms, of which one is enough; several joined by a space must follow each other.
    without
        Lemmas or forms that forbid it.
    unless_negated
        Whether a word with a negation within three words before or after does not count.
    made_by
        "machine" as proposed, or who changed it.
    """

    code: str
    words: tuple[str, ...]
    without: tuple[str, ...] = ()
    unless_negated: bool = False
    made_by: str = "machine"

    def changed(self, *, by: str, **parts: object) -> Rule:
        """Return the rule with other parts, changed by a coder."""
        return replace(self, made_by=by, **parts)  # type: ignore[arg-type]


def propose_rules(tokens: Tokens, coded: NDArray[np.bool_], codes: Sequence[str]) -> list[Rule]:
    """Return a rule for each code whose segments have words of their own.

    Parameters
    ----------
    tokens
        Of all segments.
    coded
        Shape (n, n_codes); segments without any code are not looked at.

    Notes
    -----
    Content words in three segments of the code or more, six in ten of which have the code, with a χ² of 6.63
    or more (1 % for one word alone), the strongest eight. They describe what was coded so far: look before
    you keep them.
    """
    read = np.flatnonzero(coded.any(axis=1))
    if not len(read):
        return []
    counts = WordCounts(min_segments=_LEAST, max_share=0.5).fit_transform(
        tokens.take(np.isin(np.arange(len(tokens)), read))
    )
    present = sparse.csr_array(sparse.csr_array(counts.values) > 0).astype(np.float64)
    total = np.asarray(present.sum(axis=0)).ravel()
    rules = []
    for place, code in enumerate(codes):
        mine = coded[read, place]
        if not 0 < mine.sum() < len(read):
            continue
        chi2 = signed_chi2(present, mine.astype(np.int64), 2)[1]
        inside = np.asarray(present[np.flatnonzero(mine)].sum(axis=0)).ravel()
        good = (inside >= _LEAST) & (inside >= _PRECISE * total) & (chi2 >= _STRONG)
        best = [k for k in np.argsort(-chi2, kind="stable") if good[k]][:MOST_WORDS]
        if best:
            rules.append(Rule(str(code), tuple(counts.columns[k] for k in best)))
    return rules


def apply_rules(rules: Sequence[Rule], tokens: Tokens) -> NDArray[np.bool_]:
    """Return which segments each rule calls for, shape (n, n_rules).

    Words are compared with lemmas and forms, without case.
    """
    vocabulary = [word.casefold() for word in tokens.vocabulary]
    words = [
        [vocabulary[i] for i in tokens.lemma], [vocabulary[i] for i in tokens.form],
    ]  # fmt: skip
    segment = np.repeat(np.arange(len(tokens)), np.diff(tokens.pointer))
    negated = _near(np.isin(words[0], list(NEGATIONS)) | np.isin(words[1], list(NEGATIONS)), segment)
    found = np.zeros((len(tokens), len(rules)), dtype=bool)
    for place, rule in enumerate(rules):
        hit = np.zeros(len(segment), dtype=bool)
        for word in rule.words:
            hit |= _said(word.casefold().split(), words, segment)
        if rule.unless_negated:
            hit &= ~negated
        found[segment[hit], place] = True
        for word in rule.without:
            found[segment[_said(word.casefold().split(), words, segment)], place] = False
    return found


def _said(parts: list[str], words: list[list[str]], segment: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return the tokens at which a word, or words that follow each other, begin."""
    n = len(segment)
    hit = np.ones(n, dtype=bool)
    tables = [np.array(column, dtype=object) for column in words]
    for step, part in enumerate(parts):
        is_part = np.logical_or.reduce([table == part for table in tables]) if n else np.zeros(0, dtype=bool)
        shifted = np.zeros(n, dtype=bool)
        shifted[: n - step] = is_part[step:] & (segment[step:] == segment[: n - step])
        hit &= shifted
    return hit if parts else np.zeros(n, dtype=bool)


def _near(marks: NDArray[np.bool_], segment: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return the tokens within three of a mark in their segment."""
    found = marks.copy()
    for step in range(1, _REACH + 1):
        same = segment[step:] == segment[:-step]
        found[step:] |= marks[:-step] & same
        found[:-step] |= marks[step:] & same
    return found


def save_rules(rules: Sequence[Rule], path: str | Path) -> Path:
    """Write rules as CSV that a spreadsheet opens; words are separated by semicolons."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEAD)
    for rule in rules:
        parts = ("; ".join(rule.words), "; ".join(rule.without), "1" if rule.unless_negated else "0")
        writer.writerow((rule.code, *parts, rule.made_by))
    return write_whole(Path(path), text.getvalue().encode("utf-8-sig"))


def read_rules(path: str | Path) -> list[Rule]:
    """Read what `save_rules` wrote, as a coder may have changed it.

    Raises
    ------
    TextmineError
        No such file, or a column is missing.
    """
    from textmine.corpus.encodings import decode

    file = Path(path)
    if not file.is_file():
        raise TextmineError("no_such_path", path=file)
    table = list(csv.DictReader(io.StringIO(decode(file.read_bytes(), file=file.name, is_talk=False).text)))
    if table and not {"code", "words"} <= set(table[0]):
        raise TextmineError("rule_columns", file=file.name, found=", ".join(map(str, table[0])))
    return [
        Rule(
            row["code"], _split(row["words"]), _split(row.get("without") or ""),
            (row.get("unless_negated") or "0").strip() in {"1", "oui", "yes", "vrai", "true"},
            row.get("made_by") or "",
        )
        for row in table
    ]  # fmt: skip


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
