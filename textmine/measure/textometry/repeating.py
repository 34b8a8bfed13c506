"""Repeated segments and collocations: words said again and again in the same order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.errors import TextmineError
from textmine.segment.tables import PUNCTUATION, Tokens

MIN_COUNT: Final = 3
MOST: Final = 8


def repeated_segments(
    tokens: Tokens, *, min_count: int = MIN_COUNT, shortest: int = 2, longest: int = MOST
) -> pd.DataFrame:
    r"""Return the strings of forms that are said again (Salem 1987).

    Parameters
    ----------
    min_count
        A string must be said this often; 2 or more.
    shortest, longest
        Forms in a string.

    Returns
    -------
    DataFrame
        By falling count, then length: ``segment`` (forms joined by spaces), ``length``, ``count``,
        ``n_speakers``, ``n_meetings``. No string goes over punctuation or the end of a segment. One that is
        only ever said within a longer repeated string is left out (it says nothing new).

    Raises
    ------
    TextmineError
        Bounds that make no sense.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import textmine as tm
    >>> talk = "Ana : la grille de diagnostic arrive.\n\nBo : notre grille de diagnostic plaît.\n\n" * 2
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "reunion.txt").write_text(talk, encoding="utf-8")
    ...     tokens = tm.annotate(tm.split(tm.read(folder), into="turns"))
    >>> repeated_segments(tokens)[["segment", "count", "n_speakers"]]
                    segment  count  n_speakers
    0  grille de diagnostic      4           2
    """
    if min_count < 2 or not 2 <= shortest <= longest:
        raise TextmineError("repeat_bounds", min_count=min_count, shortest=shortest, longest=longest)
    runs = list(_runs(tokens))
    table: list[tuple[tuple[int, ...], list[int]]] = []
    longer: dict[tuple[int, ...], int] = {}
    for size in range(longest, shortest - 1, -1):
        places = _strings(runs, size, min_count)
        for string, where in places.items():
            # told only where it is said elsewhere than in one longer string
            if longer.get(string, 0) < len(where):
                table.append((string, where))
        longer = {}
        for string, where in places.items():
            for inner in (string[:-1], string[1:]):
                longer[inner] = max(longer.get(inner, 0), len(where))
    words = tokens.vocabulary
    speaker = pd.factorize(tokens.rows["speaker"])[0]
    meeting = pd.factorize(tokens.rows["meeting"])[0]
    rows = [
        {
            "segment": " ".join(words[form] for form in string),
            "length": len(string),
            "count": len(where),
            "n_speakers": len({int(speaker[row]) for row in where}),
            "n_meetings": len({int(meeting[row]) for row in where}),
        }
        for string, where in table
    ]
    found = pd.DataFrame(rows, columns=["segment", "length", "count", "n_speakers", "n_meetings"])
    order = ["count", "length", "segment"]
    return found.sort_values(order, ascending=[False, False, True]).reset_index(drop=True)


def collocations(tokens: Tokens, *, min_count: int = 5, least: float = 0.3) -> pd.DataFrame:
    """Return pairs of content words that stand together: gensim's Phrases, scored by normalised PMI.

    Parameters
    ----------
    min_count
        A pair must be said this often.
    least
        Least normalised pointwise mutual information (Bouma 2009): 1 never apart, 0 as by chance.

    Returns
    -------
    DataFrame
        By falling score: ``words``, ``count``, ``npmi``, ``n_speakers``. Between the two may stand words of
        grammar (« appel à projets »), as in French: each wording has its own count, the pair's is their sum.

    Raises
    ------
    TextmineError
        Bounds that make no sense.
    """
    from gensim.models.phrases import Phrases

    if min_count < 1 or not -1 <= least < 1:
        raise TextmineError("collocation_bounds", min_count=min_count, least=least)
    words = tokens.vocabulary
    active = tokens.active
    runs = [
        (row, [(words[tokens.lemma[place]], bool(active[place])) for place in places])
        for row, places in _run_places(tokens)
    ]
    grammar = frozenset(word for _, run in runs for word, is_active in run if not is_active)
    sentences = [[word for word, _ in run] for _, run in runs]
    model = Phrases(
        sentences, min_count=min_count, threshold=least, scoring="npmi", delimiter="\x1f",
        connector_words=grammar,
    )  # fmt: skip
    said: Counter[str] = Counter()
    who: defaultdict[str, set[str]] = defaultdict(set)
    speaker = tokens.rows["speaker"].astype(str).tolist()
    scores: dict[str, float] = {}
    for (row, _), sentence in zip(runs, sentences, strict=True):
        for phrase, score in model.analyze_sentence(sentence):
            if score is not None:
                text = phrase.replace("\x1f", " ")
                said[text] += 1
                scores[text] = float(score)
                who[text].add(speaker[row])
    table = [(text, said[text], scores[text], len(who[text])) for text in said]
    found = pd.DataFrame(table, columns=["words", "count", "npmi", "n_speakers"])
    return found.sort_values(["npmi", "count", "words"], ascending=[False, False, True]).reset_index(
        drop=True
    )


def _run_places(tokens: Tokens) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield runs of tokens without punctuation between, with the segment of each."""
    stops = (tokens.flags & PUNCTUATION) > 0
    for row, (low, high) in enumerate(zip(tokens.pointer[:-1], tokens.pointer[1:], strict=True)):
        cuts = np.flatnonzero(stops[low:high]) + low
        begin = int(low)
        for cut in [*cuts.tolist(), int(high)]:
            if cut > begin:
                yield row, np.arange(begin, cut)
            begin = cut + 1


def _runs(tokens: Tokens) -> Iterator[tuple[int, list[int]]]:
    for row, places in _run_places(tokens):
        yield row, tokens.form[places].tolist()


def _strings(
    runs: list[tuple[int, list[int]]], size: int, min_count: int
) -> dict[tuple[int, ...], list[int]]:
    """Return the strings of a size that are said often enough, and the segment of each saying."""
    places: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for row, run in runs:
        for start in range(len(run) - size + 1):
            places[tuple(run[start : start + size])].append(row)
    return {string: where for string, where in places.items() if len(where) >= min_count}
