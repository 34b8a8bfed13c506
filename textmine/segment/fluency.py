"""A clean view of talk: without hesitations, repetitions and words given up; the original is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from textmine.errors import TextmineError
from textmine.segment.lexicon import ANSWERS
from textmine.segment.tables import FILLER, REPETITION, RESTART, Segments, Tokens

_OUT: Final = FILLER | REPETITION | RESTART
_SPACES: Final = re.compile(r"\s+")
_BEFORE_COMMA: Final = re.compile(r"\s+(?=[,.…](?:\s|$))")
_COMMAS: Final = re.compile(r"(?:[,…]\s*?)+(?=\s*[,;:.?!…])")
_FIRST: Final = re.compile(r"^[\s,;:.?!…]+")
_ENDS: Final = ".?!…"
_STOPS: Final = ",;:.?!…"


def clean(segments: Segments, tokens: Tokens) -> Segments:
    r"""Return the segments to read and to embed: fillers, repetitions and restarts left out.

    Parameters
    ----------
    tokens
        What `annotate` gave for these segments.

    Returns
    -------
    Segments
        ``rows["text"]`` is the clean text, ``rows["original"]`` the text as it was; `turn`, `start` and `end`
        still point to the original. Commas that stood around what is left out go with it; a segment that was
        nothing but hesitations has an empty text. Answers (oui, non, merci…) stay, though they are fillers
        to a count of words.

    Raises
    ------
    TextmineError
        The tokens are of other segments.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> import textmine as tm
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     talk = "Ana : euh, les les cotisations, hein, elles montent\nBob : oui\n" * 2
    ...     _ = (pathlib.Path(folder) / "r.txt").write_text(talk)
    ...     segments = tm.split(tm.read(folder), into="turns")
    >>> clean(segments, tm.annotate(segments)).texts[0]
    'les cotisations, elles montent'
    """
    texts = segments.texts
    if not _are_of(tokens, texts):
        raise TextmineError("other_segments", segments=len(texts), tokens=len(tokens))
    answers = np.array([word in ANSWERS for word in tokens.vocabulary], dtype=np.bool_)
    out = (tokens.flags & _OUT) > 0
    if len(out):
        out &= ~(answers[tokens.form] & ((tokens.flags & (REPETITION | RESTART)) == 0))
    cleaned = []
    for index, text in enumerate(texts):
        span = slice(tokens.pointer[index], tokens.pointer[index + 1])
        again = (tokens.flags[span] & REPETITION) > 0
        spans = zip(tokens.start[span].tolist(), tokens.end[span].tolist(), again.tolist(), strict=True)
        cleaned.append(_without(text, [s for s, left in zip(spans, out[span], strict=True) if left]))
    rows = segments.rows.assign(text=cleaned, original=texts)
    return replace(segments, rows=rows, recipe=segments.recipe.then("clean"))


def _are_of(tokens: Tokens, texts: Sequence[str]) -> bool:
    if len(tokens) != len(texts):
        return False
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    return bool((tokens.end <= lengths[tokens.segment]).all())


def _without(text: str, spans: Sequence[tuple[int, int, bool]]) -> str:
    """Leave out spans (start, end, whether a word is said again) and marks that then stand twice or first."""
    if not spans:
        return text
    kept, last = "", 0
    for low, high, again in [*spans, (len(text), len(text), False)]:
        piece = text[last:low]
        follows = piece.lstrip()
        before = kept.rstrip()
        if last and follows.startswith(",") and (not before or before[-1] in _STOPS):
            piece = " " + follows[1:].lstrip()
        elif last and follows and follows[0] in _STOPS and before and before[-1] in _ENDS:
            piece = " " + follows.lstrip(f"{_STOPS} ")
        kept += piece
        if again:
            kept = kept.rstrip(" ,")
        last = high
    cleaned = _BEFORE_COMMA.sub("", _COMMAS.sub("", _SPACES.sub(" ", kept)))
    cleaned = _FIRST.sub("", cleaned).rstrip(" ,")
    return cleaned if any(character.isalnum() for character in cleaned) else ""
