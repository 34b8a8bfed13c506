"""Meetings as one line of characters each: where turns begin, and where codings lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.coding.decisions import Span
from textmine.corpus.tables import Corpus
from textmine.errors import TextmineError
from textmine.segment.tables import Segments

Numbers = NDArray[np.int64]
Passages = list[tuple[int, int]]


@dataclass(frozen=True)
class Continuum:
    """One meeting as a line of characters: its turns, one after the other.

    Attributes
    ----------
    meeting
        Its name.
    first
        Row in the corpus of its first turn.
    bounds
        Shape (n_turns + 1,): where each turn begins, and where the last one ends.
    """

    meeting: str
    first: int
    bounds: Numbers

    @property
    def length(self) -> int:
        """Characters in all."""
        return int(self.bounds[-1])

    def place(self, span: Span) -> tuple[int, int]:
        """Return where a passage begins and ends on the line.

        Raises
        ------
        TextmineError
            The passage lies outside the meeting's turns, or ends before it begins.
        """
        n_turns = len(self.bounds) - 1
        if 0 <= span.turn <= span.last_turn < n_turns:
            start, end = int(self.bounds[span.turn]) + span.start, int(self.bounds[span.last_turn]) + span.end
            inside = start <= int(self.bounds[span.turn + 1]) and end <= int(self.bounds[span.last_turn + 1])
            if 0 <= span.start and 0 <= span.end and inside and start < end:
                return start, end
        raise TextmineError("span_outside", span=" ".join(map(str, span)), turns=n_turns)

    def span(self, start: int, end: int) -> Span:
        """Return the passage between two places of the line; the reverse of `place`."""
        turn = int(np.searchsorted(self.bounds, start, side="right")) - 1
        last = int(np.searchsorted(self.bounds, end, side="left")) - 1
        return Span(self.meeting, turn, start - int(self.bounds[turn]), last, end - int(self.bounds[last]))


def continua(corpus: Corpus) -> dict[str, Continuum]:
    r"""Return every meeting of a corpus as a line of characters, by name.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import textmine as tm
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "r.txt").write_text("Ana : oui.\n\nBo : non merci.", encoding="utf-8")
    ...     lines = continua(tm.read(folder))
    >>> line = lines["r"]
    >>> line.bounds.tolist(), line.place(Span("r", 0, 1, 1, 3)), line.span(1, 7)
    ([0, 4, 14], (1, 7), Span(meeting='r', turn=0, start=1, last_turn=1, end=3))
    """
    lengths = corpus.turns["text"].str.len().to_numpy(dtype=np.int64)
    names = corpus.turns["meeting"].astype(str).to_numpy()
    found = {}
    for name, rows in pd.Series(np.arange(len(names))).groupby(names, sort=False):
        places = rows.to_numpy()
        bounds = np.concatenate([[0], np.cumsum(lengths[places])]).astype(np.int64)
        found[str(name)] = Continuum(str(name), int(places[0]), bounds)
    return found


def segment_places(segments: Segments, line: Continuum) -> tuple[Numbers, Numbers]:
    """Return the rows of the segments of a meeting, and their places on its line, shapes (n,) and (n, 2).

    A block that packs several turns is taken from its first character to its last.
    """
    rows = np.flatnonzero((segments.rows["meeting"].astype(str) == line.meeting).to_numpy())
    first, last = segments.pointer[rows], segments.pointer[rows + 1] - 1
    starts = line.bounds[segments.turn[first] - line.first] + segments.start[first]
    ends = line.bounds[segments.turn[last] - line.first] + segments.end[last]
    return rows.astype(np.int64), np.stack([starts, ends], axis=1).astype(np.int64)


def covered_units(bounds: Numbers, passages: Passages, *, by_half_coding: bool = True) -> NDArray[np.float64]:
    """Return 1 for units that a passage counts for, else 0, shape (n,).

    Parameters
    ----------
    bounds
        Shape (n, 2): where each unit begins and ends.
    passages
        Of one code and coder, in any order; those that overlap are one.
    by_half_coding
        Whether a passage also counts for the unit that half of it lies in.

    Examples
    --------
    >>> covered_units(np.array([[0, 10], [10, 20], [20, 30]]), [(4, 12)]).tolist()
    [1.0, 0.0, 0.0]
    """
    found = np.zeros(len(bounds), dtype=bool)
    size = bounds[:, 1] - bounds[:, 0]
    covered = np.zeros(len(bounds))
    for start, end in _merged(passages):
        common = np.minimum(bounds[:, 1], end) - np.maximum(bounds[:, 0], start)
        covered += np.maximum(common, 0)
        if by_half_coding:
            found |= (2 * common >= end - start) & (common > 0)
    found |= (2 * covered >= size) & (covered > 0)
    return found.astype(np.float64)


def _merged(passages: Passages) -> Passages:
    found: Passages = []
    for start, end in sorted(passages):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
