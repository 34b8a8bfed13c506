"""Texts of tables of segments in chunks of one size: how annotation and encoding are shared out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from textmine.segment.tables import Segments


def chunks_of(parts: Iterable[Segments], size: int, *, asked: deque[Segments]) -> Iterator[list[str]]:
    """Yield the texts of tables that come one after another, `size` at a time, the last with what is left.

    What a text is computed together with then depends neither on who computes it nor on how the texts were
    divided into tables.

    Parameters
    ----------
    asked
        Each table is put here as it is read: whoever takes the results takes it out again.

    Examples
    --------
    >>> list(chunks_of([], 2, asked=deque()))
    []
    """
    texts: list[str] = []
    for segments in parts:
        asked.append(segments)
        texts += segments.texts
        while len(texts) >= size:
            yield texts[:size]
            texts = texts[size:]
    if texts:
        yield texts
