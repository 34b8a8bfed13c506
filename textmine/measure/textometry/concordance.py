"""Concordance: each place where words are said, with what stands around it and the way back to the turn."""

from __future__ import annotations

from typing import Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.corpus.tables import Corpus
from textmine.errors import TextmineError
from textmine.measure.textometry.patterns import find_matches
from textmine.segment.tables import Segments, Tokens

Sort = Literal["order", "left", "right", "match", "speaker"]
COLUMNS: Final = (
    "meeting",
    "order",
    "speaker",
    "role",
    "left",
    "match",
    "right",
    "turn",
    "start",
    "end",
    "time",
)


def kwic(
    corpus: Corpus,
    segments: Segments,
    tokens: Tokens,
    query: str,
    *,
    window: int = 10,
    sort: Sort = "order",
    fold_accents: bool = False,
) -> pd.DataFrame:
    r"""Return the key words in context: one row a place where the query is said.

    Parameters
    ----------
    corpus, segments, tokens
        Segments cut from the corpus, and the tokens of these segments.
    query
        See `parse_query`: ``palettes``, ``lemma:acheter``, ``pos:ADJ pos:NOUN``, ``lemma:faire [0-2] prix``.
    window
        Words on each side, in the turn's own wording; 0 or more.
    sort
        "order" of speech, "left" (by the word before, then the one before that), "right", "match" or
        "speaker".
    fold_accents
        Let "cout" find "coût".

    Returns
    -------
    DataFrame
        ``meeting``, ``order``, ``speaker``, ``role``, ``left``, ``match``, ``right``, ``turn``, ``start`` and
        ``end`` (code points: ``turns.text[turn][start:end]`` is the match), ``time`` (seconds at which the
        turn starts; nan where the source has none).

    Raises
    ------
    TextmineError
        A wrong query, sort or window, or tokens of other segments.

    Notes
    -----
    A match lies within one turn: words of two turns that a block packs together were not said in a row.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import textmine as tm
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     talk = "Ana : On achète des palettes.\n\nBob : Les palettes coûtent cher."
    ...     _ = (Path(folder) / "reunion.txt").write_text(talk, encoding="utf-8")
    ...     corpus = tm.read(folder)
    >>> segments = tm.split(corpus, into="turns")
    >>> kwic(corpus, segments, tm.annotate(segments), "palettes")[["speaker", "left", "match", "right"]]
      speaker           left     match          right
    0     Ana  On achète des  palettes              .
    1     Bob            Les  palettes  coûtent cher.
    """
    if sort not in get_args(Sort):
        raise TextmineError("kwic_sort", sort=sort, sorts=", ".join(get_args(Sort)))
    if window < 0:
        raise TextmineError("kwic_window", window=window)
    if len(tokens) != len(segments):
        raise TextmineError("tables_differ", sizes=f"{len(segments)}, {len(tokens)}")
    first, last = find_matches(tokens, query, fold_accents=fold_accents)
    segment = tokens.segment[first] if len(first) else np.zeros(0, dtype=np.int64)
    part, shift = _parts(segments, segment, tokens.start[first])
    same = part == _parts(segments, segment, tokens.start[last])[0]
    first, last, segment, part, shift = (values[same] for values in (first, last, segment, part, shift))
    turn = segments.turn[part]
    start, end = tokens.start[first] + shift, tokens.end[last] + shift
    texts = corpus.turns["text"].to_numpy()
    rows = segments.rows.iloc[segment]
    spans = [_around(texts[t], int(a), int(b), window) for t, a, b in zip(turn, start, end, strict=True)]
    table = pd.DataFrame(
        {
            **{name: rows[name].to_numpy() for name in ("meeting", "order", "speaker", "role")},
            **{name: [span[i] for span in spans] for i, name in enumerate(("left", "match", "right"))},
            "turn": turn.astype(np.int64),
            "start": start.astype(np.int64),
            "end": end.astype(np.int64),
            "time": corpus.turns["start"].to_numpy(dtype=np.float64)[turn],
        },
        columns=list(COLUMNS),
    )
    return _sorted(table, sort)


def _parts(
    segments: Segments, segment: NDArray[np.int64], offset: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the part of its segment that an offset falls in, and what to add for the place in the turn."""
    length = (segments.end - segments.start).astype(np.int64) + 1
    # where each part begins in its segment's text: parts are joined by one space
    begins = np.concatenate([[0], np.cumsum(length)[:-1]])
    begins -= np.repeat(begins[segments.pointer[:-1]], np.diff(segments.pointer))
    found = np.zeros(len(segment), dtype=np.int64)
    for i, (number, place) in enumerate(zip(segment.tolist(), offset.tolist(), strict=True)):
        low, high = segments.pointer[number], segments.pointer[number + 1]
        found[i] = low + np.searchsorted(begins[low:high], place, side="right") - 1
    return found, segments.start[found].astype(np.int64) - begins[found]


def _around(text: str, start: int, end: int, window: int) -> tuple[str, str, str]:
    """Return the words before a span, the span, and the words after, each as they stand in the text."""
    before, after = text[:start], text[end:]
    left = before.split()
    cut_left = before if len(left) <= window else before[_nth_from_end(before, window) :]
    right = after.split()
    cut_right = after if len(right) <= window else after[: _nth_end(after, window)]
    return cut_left.strip(), text[start:end], cut_right.strip()


def _nth_from_end(text: str, n: int) -> int:
    """Return where the n-th word from the end begins."""
    place = len(text)
    for word in reversed(text.split()[-n:] if n else []):
        place = text.rindex(word, 0, place)
    return place


def _nth_end(text: str, n: int) -> int:
    """Return where the n-th word ends."""
    place = 0
    for word in text.split()[:n]:
        place = text.index(word, place) + len(word)
    return place


def _sorted(table: pd.DataFrame, sort: Sort) -> pd.DataFrame:
    table = table.sort_values(["order", "turn", "start"], kind="stable").reset_index(drop=True)
    if sort == "order":
        return table
    words = table[sort].astype(str).str.lower()
    keys = [text.split()[::-1] if sort == "left" else text.split() for text in words]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return table.iloc[order].reset_index(drop=True)
