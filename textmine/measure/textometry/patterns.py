"""A small query language for words in a row: forms, lemmas, parts of speech, wildcards, gaps."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textmine.errors import TextmineError
from textmine.segment.tables import POS_NAMES, Tokens

_GAP: Final = re.compile(r"\[(\d{1,2})(?:-(\d{1,2}))?\]")
_KEYS: Final = ("form", "lemma", "pos")


class Term(NamedTuple):
    """One place of a query: what the token may be, as (key, pattern) pairs; and tokens allowed before it."""

    choices: tuple[tuple[str, str], ...]
    least_gap: int
    most_gap: int


def parse_query(query: str) -> tuple[Term, ...]:
    """Return the terms of a query.

    Parameters
    ----------
    query
        Terms with spaces between: ``palettes`` (a form), ``lemma:acheter``, ``pos:NOUN``, ``achet*`` (any
        ending; ``*`` alone is any token), ``prix|coût`` (one or the other), ``[0-2]`` (so many tokens
        between), as in ``lemma:faire [0-2] lemma:prix``.

    Raises
    ------
    TextmineError
        Empty, an unknown key or part of speech, or a gap at an end or the wrong way round.

    Examples
    --------
    >>> parse_query("lemma:faire [0-2] prix|coût")[1]
    Term(choices=(('form', 'prix'), ('form', 'coût')), least_gap=0, most_gap=2)
    """
    terms: list[Term] = []
    gap: tuple[int, int] | None = None
    for word in query.split():
        found = _GAP.fullmatch(word)
        if found:
            least, most = int(found[1]), int(found[2] or found[1])
            if gap is not None or not terms or most < least:
                raise TextmineError("bad_query", query=query, place=word)
            gap = (least, most)
            continue
        terms.append(Term(_choices(word, query), *(gap or (0, 0))))
        gap = None
    if not terms or gap is not None:
        raise TextmineError("bad_query", query=query, place=query.split()[-1] if query.split() else "")
    return tuple(terms)


def _choices(word: str, query: str) -> tuple[tuple[str, str], ...]:
    found = []
    for choice in word.split("|"):
        key, colon, pattern = choice.partition(":")
        key, pattern = (key, pattern) if colon else ("form", choice)
        unknown_pos = key == "pos" and pattern.upper() not in POS_NAMES[1:]
        if key not in _KEYS or not pattern or unknown_pos:
            raise TextmineError("bad_query", query=query, place=choice or word)
        found.append((key, pattern))
    return tuple(found)


def find_matches(
    tokens: Tokens, query: str, *, fold_accents: bool = False
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and the last token of each match, shape (n,) each, in order; the shortest of a start.

    Parameters
    ----------
    query
        See `parse_query`. Capitals do not count.
    fold_accents
        Accents do not count either.

    Notes
    -----
    A match lies within one segment.
    """
    terms = parse_query(query)
    texts = [_folded(word, fold_accents) for word in tokens.vocabulary]
    masks = [_mask(tokens, term, texts, fold_accents) for term in terms]
    segment = tokens.segment
    starts = np.flatnonzero(masks[0]).astype(np.int64)
    ends = starts.copy()
    for term, mask in zip(terms[1:], masks[1:], strict=True):
        reached = np.full(len(starts), -1, dtype=np.int64)
        for gap in range(term.least_gap, term.most_gap + 1):
            place = ends + 1 + gap
            inside = (place < len(mask)) & (reached < 0)
            safe = np.where(inside, place, 0)
            held = inside & mask[safe] & (segment[safe] == segment[starts])
            reached[held] = place[held]
        starts, ends = starts[reached >= 0], reached[reached >= 0]
    return starts, ends


def _mask(tokens: Tokens, term: Term, texts: list[str], fold_accents: bool) -> NDArray[np.bool_]:
    """Return which tokens a term fits, shape (t,)."""
    fits = np.zeros(len(tokens.form), dtype=np.bool_)
    for key, pattern in term.choices:
        if key == "pos":
            fits |= tokens.pos == POS_NAMES.index(pattern.upper())
            continue
        like = re.compile(".*".join(re.escape(part) for part in _folded(pattern, fold_accents).split("*")))
        words = np.array([like.fullmatch(text) is not None for text in texts], dtype=np.bool_)
        fits |= words[tokens.form if key == "form" else tokens.lemma]
    return fits


def _folded(text: str, fold_accents: bool) -> str:
    text = text.lower().replace("’", "'")
    if not fold_accents:
        return text
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
