"""What may still tell who speaks, once names are masked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import pandas as pd

from textmine.corpus.masking.entities import Entity, context_of
from textmine.corpus.masking.kinding import THINGS, kind_of_place
from textmine.corpus.masking.patterns import patterns_in
from textmine.corpus.names.gazetteer import FIRST_NAMES, NOT_NAMES, PARTICLES, THING_SIGLES
from textmine.corpus.names.lemmas import is_lemma
from textmine.corpus.names.ordinary import is_ordinary
from textmine.corpus.names.words import Word, words_in
from textmine.corpus.tables import Corpus
from textmine.corpus.vocabulary import fold

COLUMNS: Final = ("reason", "text", "count", "where", "context")
REASONS: Final = ("variant", "pattern", "gazetteer", "capital", "rare")
RARE: Final = 2
_TAG = re.compile(r"\[[A-Z]+_\d+\]")
_START = frozenset([0])
_KEPT: Final = frozenset({"age"})


class _Seen(NamedTuple):
    reason: str
    text: str
    where: str
    context: str


def find_leaks(masked: Corpus, entities: Sequence[Entity]) -> pd.DataFrame:
    """Return what a reader should look at in a masked corpus: one row a reason and text.

    Parameters
    ----------
    entities
        As decided: what is kept on purpose is no leak, what was masked and stands elsewhere is.

    Returns
    -------
    DataFrame
        reason: "variant" (a word of a masked name still there), "pattern" (a number, a day), "gazetteer"
        (a town, department or first name of the lists), "capital" (inside a sentence), "rare" (a word in
        no dictionary, at most twice); text; count; where (meeting and turn, from 1); context. Most telling
        first.
    """
    known = _Known(entities)
    found: dict[tuple[str, str], list[_Seen]] = {}
    numbers: dict[str, int] = {}
    for meeting, text in zip(masked.turns["meeting"], masked.turns["text"], strict=True):
        numbers[str(meeting)] = numbers.get(str(meeting), 0) + 1
        where = f"{meeting}, {numbers[str(meeting)]}"
        for seen in _in_text(str(text), where, known):
            found.setdefault((seen.reason, fold(seen.text)), []).append(seen)
    rows = [
        (reason, seen[0].text, len(seen), seen[0].where, seen[0].context)
        for (reason, _), seen in found.items()
        if reason != "rare" or len(seen) <= RARE
    ]
    rows.sort(key=lambda row: (REASONS.index(row[0]), -row[2], row[1]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


class _Known:
    """Words of new names, of names kept on purpose, and of names that were masked."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.new: set[str] = set()
        self.kept: set[str] = set()
        self.old: set[str] = set()
        for entity in entities:
            words = {word for one in entity.variants for word in fold(one).split()}
            if not entity.masked:
                self.kept |= words
                continue
            self.new |= set(fold(entity.pseudonym).split())
            if entity.kind in {"person", "organisation", "name", "town", "place", "department"}:
                self.old |= {word for word in words if len(word) > 2 and word not in PARTICLES}
        self.old -= self.new | self.kept | NOT_NAMES


def _in_text(text: str, where: str, known: _Known) -> Iterator[_Seen]:
    tags = [found.span() for found in _TAG.finditer(text)]
    for match in patterns_in(text):
        if match.kind not in _KEPT and text[match.start : match.end].strip("0123456789") != "":
            yield _Seen(
                "pattern", text[match.start : match.end], where, context_of(text, match.start, match.end)
            )
    for word in words_in(text, _START):
        if any(low <= word.start < high for low, high in tags) or word.key in known.new:
            continue
        if reason := _reason(word, known):
            form = text[word.start : word.end]
            yield _Seen(reason, form, where, context_of(text, word.start, word.end))


def _reason(word: Word, known: _Known) -> str:
    plain = is_ordinary(word.form) or word.key in NOT_NAMES
    inner = word.capital and not word.opening
    if word.key in known.old and (not plain or inner):
        return "variant"
    if word.key in known.kept or not word.form.isalpha() or len(word.key) < 3:
        return ""
    listed = word.key in FIRST_NAMES or kind_of_place(word.key) in {"town", "department"}
    if listed and (inner or not plain):
        return "gazetteer"
    if (word.upper and word.key.upper() in THING_SIGLES) or word.key in THINGS:
        return ""
    if inner and word.key not in NOT_NAMES:
        return "capital"
    return "" if plain or word.opening or is_lemma(word.form) else "rare"
