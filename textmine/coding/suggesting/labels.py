"""Segments with the codes that a coder gave them, refused, or passed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.coding.continuum import continua, covered_units, segment_places
from textmine.coding.replaying import Codings, span_of
from textmine.corpus.tables import Corpus
from textmine.display import Shown
from textmine.segment.tables import Segments

Flags = NDArray[np.bool_]
_FAR: Final = 7


@dataclass(frozen=True)
class Labels(Shown):
    """What a coder said of segments.

    Attributes
    ----------
    codes
        Columns of the tables.
    coded, refused, pending
        Shape (n, n_codes): codes given, suggestions refused, suggestions not looked at yet.
    reviewed
        Shape (n,): segments that have a code, and all of the transcripts read to their end.
    """

    codes: tuple[str, ...]
    coded: Flags
    refused: Flags
    pending: Flags
    reviewed: Flags

    def __repr__(self) -> str:
        reviewed = f"{int(self.reviewed.sum())} of {len(self.reviewed)} segments reviewed"
        return f"Labels({len(self.codes)} codes, {reviewed})"


def labels_of(
    codings: Codings,
    corpus: Corpus,
    segments: Segments,
    *,
    coder: str | None = None,
    codes: Sequence[str] = (),
) -> Labels:
    """Return the codes of segments, by one coder or by all.

    Parameters
    ----------
    codings
        What `replay` gives. Suggestions that nobody has looked at are in ``pending`` only: nothing is ever
        learnt from them.
    segments
        Of the corpus. A coding counts for a segment when it covers half of it or when half of the coding
        lies in it.
    coder
        None takes all coders together.
    codes
        Order of the codes; those in use follow.
    """
    table = codings.table if coder is None else codings.table[codings.table["coder"] == coder]
    names = tuple(dict.fromkeys([*codes, *table["code"].astype(str)]))
    shape = len(segments), len(names)
    found = {status: np.zeros(shape, dtype=bool) for status in ("coded", "refused", "pending")}
    lines = continua(corpus)
    places = {name: segment_places(segments, line) for name, line in lines.items()}
    for (status, code, meeting), rows in table.groupby(["status", "code", "meeting"], sort=False):
        if str(status) not in found:
            continue
        passages = [lines[str(meeting)].place(span_of(row)) for _, row in rows.iterrows()]
        at, bounds = places[str(meeting)]
        found[str(status)][at, names.index(str(code))] |= covered_units(bounds, passages) > 0
    read = {meeting for who, meeting in codings.finished if coder is None or who == coder}
    reviewed = found["coded"].any(axis=1) | segments.rows["meeting"].astype(str).isin(read).to_numpy()
    return Labels(
        names, found["coded"], found["refused"] & ~found["coded"], found["pending"] & ~found["coded"],
        np.asarray(reviewed, dtype=bool),
    )  # fmt: skip


def spans_of(segments: Segments, corpus: Corpus) -> pd.DataFrame:
    """Return the passage of each segment: ``meeting``, ``turn``, ``start``, ``last_turn``, ``end``.

    A block that packs turns far from each other (seven or more between the first and the last) is told by
    its longest part only.
    """
    rows = []
    for name, line in continua(corpus).items():
        for row in np.flatnonzero((segments.rows["meeting"].astype(str) == name).to_numpy()):
            parts = np.arange(segments.pointer[row], segments.pointer[row + 1])
            turns = segments.turn[parts] - line.first
            if turns[-1] - turns[0] >= _FAR:
                longest = int((segments.end[parts] - segments.start[parts]).argmax())
                parts, turns = parts[longest : longest + 1], turns[longest : longest + 1]
            ends = int(segments.start[parts[0]]), int(turns[-1]), int(segments.end[parts[-1]])
            rows.append((row, name, int(turns[0]), *ends))
    table = pd.DataFrame(rows, columns=["row", "meeting", "turn", "start", "last_turn", "end"])
    return table.sort_values("row").drop(columns="row").reset_index(drop=True)
