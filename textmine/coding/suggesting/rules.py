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

from textmine.corpus.tables import Corpus
from textmine.errors import TextmineError
from textmine.files import write_whole
from textmine.represent.classes.profiles import signed_chi2
from textmine.represent.words import WordCounts
from textmine.segment.cutting import split
from textmine.segment.tables import Segments, Tokens

MACHINE: Final = "machine"
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
    made_by: str = MACHINE

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


def rule_passages(corpus: Corpus, *, words: int = 50) -> Segments:
    """Return what rules are applied to: turns, long ones cut at sentence ends after about `words` words.

    Unlike a block, a passage never packs turns: a coding can stand on it.
    """
    blocks = split(corpus, into="blocks", words=words)
    order = np.lexsort((blocks.start, blocks.turn))
    turn, start, end = blocks.turn[order], blocks.start[order], blocks.end[order]
    rows = blocks.rows.iloc[np.repeat(np.arange(len(blocks)), np.diff(blocks.pointer))[order]]
    turns = corpus.turns["text"].astype(str).to_numpy()
    texts = [turns[t][a:b] for t, a, b in zip(turn, start, end, strict=True)]
    n_words = [len(text.split()) for text in texts]
    return Segments(
        rows.reset_index(drop=True).assign(group=turn, n_words=n_words, text=texts),
        np.arange(len(turn) + 1, dtype=np.int64), turn, start, end, "passages", blocks.recipe,
    )  # fmt: skip


def apply_rules(rules: Sequence[Rule], tokens: Tokens) -> NDArray[np.bool_]:
    """Return which segments each rule calls for, shape (n, n_rules).

    Words are compared with lemmas and forms, without case.
    """
    table = _Spoken(tokens)
    found = np.zeros((len(tokens), len(rules)), dtype=bool)
    for place, rule in enumerate(rules):
        found[table.segment[table.called(rule)], place] = True
        for word in rule.without:
            found[table.segment[table.said(word)], place] = False
    return found


def find_words(rule: Rule, tokens: Tokens) -> NDArray[np.bool_]:
    """Return the tokens at which a word of the rule begins that counts, shape (t,)."""
    return _Spoken(tokens).called(rule)


class _Spoken:
    """Forms and lemmas of tokens, and the segment of each."""

    def __init__(self, tokens: Tokens) -> None:
        vocabulary = np.array([word.casefold() for word in tokens.vocabulary], dtype=object)
        self._tables = [vocabulary[tokens.lemma], vocabulary[tokens.form]]
        self.segment = tokens.segment
        no = np.isin(vocabulary.astype(str), list(NEGATIONS))
        self._negated = _near(no[tokens.lemma] | no[tokens.form], self.segment)

    def called(self, rule: Rule) -> NDArray[np.bool_]:
        """Return the tokens at which a word of the rule begins that counts."""
        hit = np.zeros(len(self.segment), dtype=bool)
        for word in rule.words:
            hit |= self.said(word)
        return hit & ~self._negated if rule.unless_negated else hit

    def said(self, word: str) -> NDArray[np.bool_]:
        """Return the tokens at which a word, or words that follow each other, begin."""
        parts, n = word.casefold().split(), len(self.segment)
        hit = np.full(n, bool(parts))
        for step, part in enumerate(parts[:n]):
            is_part = np.logical_or.reduce([table == part for table in self._tables])
            shifted = np.zeros(n, dtype=bool)
            shifted[: n - step] = is_part[step:] & (self.segment[step:] == self.segment[: n - step])
            hit &= shifted
        return hit


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
    file = Path(path)
    if not file.is_file():
        raise TextmineError("no_such_path", path=file)
    return parse_rules(file.read_bytes(), file=file.name)


def parse_rules(content: bytes, *, file: str) -> list[Rule]:
    """Read rules from what is in a file; columns may be set apart by commas, semicolons or tabs.

    Raises
    ------
    TextmineError
        A column is missing.
    """
    from textmine.corpus.encodings import decode

    text = decode(content, file=file, is_talk=False).text
    head = text.splitlines()[0] if text.strip() else ""
    reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=head.count))
    names = {str(name).strip().casefold() for name in reader.fieldnames or ()}
    if not {"code", "words"} <= names:
        raise TextmineError("rule_columns", file=file, found=", ".join(sorted(names)))
    table = [
        {str(name).strip().casefold(): str(value or "") for name, value in row.items()} for row in reader
    ]
    return [
        Rule(
            row["code"].strip(), _split(row["words"]), _split(row.get("without", "")),
            row.get("unless_negated", "").strip().casefold() in {"1", "oui", "yes", "vrai", "true"},
            row.get("made_by", ""),
        )
        for row in table
    ]  # fmt: skip


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
