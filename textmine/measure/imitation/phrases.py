"""Phrases of one to a few content words in tokens, with every place where they are used."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textmine.measure.cells import Ints
from textmine.segment.tables import (
    FILLER,
    MARKER,
    POS_NAMES,
    PUNCTUATION,
    REPETITION,
    RESTART,
    Segments,
    Tokens,
)

_CONTENT: Final = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "X", ""})
_HESITATION: Final = FILLER | REPETITION | RESTART | MARKER
_MOST_BETWEEN: Final = 2


class Uses(NamedTuple):
    """Every use of every phrase (U uses of P phrases).

    Attributes
    ----------
    phrase
        Shape (U,): the phrase, as a place in `lemmas`.
    segment
        Shape (U,): the segment it is used in.
    first, last
        Shape (U,): its first and last token.
    lemmas
        Shape (P, longest): the phrase's lemmas, as ids of the tokens' vocabulary; -1 after its end.
    """

    phrase: Ints
    segment: Ints
    first: Ints
    last: Ints
    lemmas: Ints

    @property
    def n_lemmas(self) -> Ints:
        """Shape (P,): number of lemmas of each phrase."""
        return np.asarray((self.lemmas >= 0).sum(axis=1), dtype=np.int64)

    def name(self, phrase: int, vocabulary: tuple[str, ...]) -> str:
        """Return the phrase's lemmas, joined by spaces."""
        return " ".join(vocabulary[lemma] for lemma in self.lemmas[phrase] if lemma >= 0)


def find_uses(
    tokens: Tokens, segments: Segments, *, longest: int, without: Collection[str] = frozenset()
) -> Uses:
    """Find the phrases of up to `longest` content words.

    Parameters
    ----------
    without
        Words (forms or lemmas, lower case): a phrase made of these alone is left out.

    Notes
    -----
    A phrase is a run of nouns, names, verbs and adjectives without flag, known by their lemmas, with at most
    two function words or numbers between neighbours ("cotisation à trois étages" is the phrase "cotisation
    étage"); hesitations do not count. It crosses neither punctuation nor the end of a turn.
    """
    content = np.array([name in _CONTENT for name in POS_NAMES])
    place = np.flatnonzero(tokens.active & content[tokens.pos]).astype(np.int64)
    lemma = tokens.lemma[place].astype(np.int64)
    part = part_of_tokens(tokens, segments)[place]
    goes_on = _goes_on(tokens, place, part)
    barred = _barred(tokens, without)[place]
    gram, grams = lemma, np.arange(len(tokens.vocabulary), dtype=np.int64)[:, None]
    start, all_barred = np.arange(len(place), dtype=np.int64), barred
    pieces: list[tuple[Ints, Ints, Ints, Ints]] = []
    for size in range(1, longest + 1):
        if size > 1:
            can = goes_on[start + size - 2] if len(start) else np.zeros(0, dtype=np.bool_)
            start, gram, all_barred = start[can], gram[can], all_barred[can]
            following = start + size - 1
            codes = gram * len(tokens.vocabulary) + lemma[following]
            _, first, gram = np.unique(codes, return_index=True, return_inverse=True)
            grams = np.column_stack([grams[codes[first] // len(tokens.vocabulary)], lemma[following][first]])
            all_barred = all_barred & barred[following]
        kept = np.flatnonzero(~all_barred)
        padded = np.full((len(grams), longest), -1, dtype=np.int64)
        padded[:, :size] = grams
        pieces.append((gram[kept], place[start[kept]], place[start[kept] + size - 1], padded))
    return _joined(pieces, tokens.segment)


def part_of_tokens(tokens: Tokens, segments: Segments) -> Ints:
    """Return the part of a turn that each token stands in, shape (t,), as a place in ``segments.turn``."""
    begins = part_offsets(segments)
    owner = np.repeat(np.arange(len(segments)), np.diff(segments.pointer))
    width = int(max(tokens.end.max(initial=0), (begins + segments.end - segments.start).max(initial=0))) + 2
    keys = tokens.segment * width + tokens.start
    return (np.searchsorted(owner * width + begins, keys, side="right") - 1).astype(np.int64)


def part_offsets(segments: Segments) -> Ints:
    """Return where each part begins in its segment's text, shape (m,): parts are joined by one space."""
    sizes = (segments.end - segments.start).astype(np.int64) + 1
    before = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    return before - np.repeat(before[segments.pointer[:-1]], np.diff(segments.pointer))


def _goes_on(tokens: Tokens, place: Ints, part: Ints) -> NDArray[np.bool_]:
    """Return whether each content word and the next may stand in one phrase, shape (number of them,)."""
    is_punctuation = (tokens.flags & PUNCTUATION) > 0
    is_between = ~is_punctuation & ((tokens.flags & _HESITATION) == 0)
    marks, words = np.cumsum(is_punctuation), np.cumsum(is_between)
    following = np.append(place[1:], place[-1:])
    near = words[following] - words[place] - 1 <= _MOST_BETWEEN
    result = (np.append(part[1:], -1) == part) & (marks[following] == marks[place]) & near
    return np.asarray(result, dtype=np.bool_)


def _barred(tokens: Tokens, without: Collection[str]) -> NDArray[np.bool_]:
    """Return whether each token is one of the words, by its form or its lemma, shape (t,)."""
    words = {word.lower().replace("’", "'") for word in without}
    is_barred = np.array([word in words for word in tokens.vocabulary], dtype=np.bool_)
    # the lemma of a form that is listed is listed too: "visites" bars "visite"
    lemmas = is_barred.copy()
    lemmas[tokens.lemma[is_barred[tokens.form]]] = True
    return np.asarray(lemmas[tokens.lemma] | is_barred[tokens.form], dtype=np.bool_)


def _joined(pieces: list[tuple[Ints, Ints, Ints, Ints]], segment: Ints) -> Uses:
    """Return phrases of all sizes, numbered in one range, without those that are not used."""
    phrases, shift = [], 0
    for gram, _, _, lemmas in pieces:
        phrases.append(gram + shift)
        shift += len(lemmas)
    found, phrase = np.unique(np.concatenate(phrases), return_inverse=True)
    first = np.concatenate([piece[1] for piece in pieces])
    last = np.concatenate([piece[2] for piece in pieces])
    lemmas = np.vstack([piece[3] for piece in pieces])[found]
    return Uses(phrase.astype(np.int64), segment[first], first, last, lemmas)
