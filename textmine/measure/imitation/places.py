"""Where each phrase is used: by which pilot, at which meeting or around it, in which turn."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from textmine.measure.cells import Floats, Index, Ints
from textmine.measure.imitation.phrases import Uses
from textmine.measure.imitation.takeup import Knowledge, Truths, frequency_strata

HOSTS = ("interviewer", "facilitator")


class Places(NamedTuple):
    """Speaker and time of each segment (S of them).

    Attributes
    ----------
    pilot
        Shape (S,): the pilot, -1 for anybody else.
    meeting
        Shape (S,): the meeting, -1 for an interview or another occasion.
    after
        Shape (S,): the last meeting at or before the segment, -1 before the first.
    is_host
        Shape (S,): said by the interviewer or facilitator.
    """

    pilot: Ints
    meeting: Ints
    after: Ints
    is_host: Truths


def places_of(rows: pd.DataFrame, index: Index, *, label: str, over: str) -> Places:
    """Return the speaker and time of each segment of `rows`."""
    meetings = _codes(rows[over], index.meetings)
    pilots = _codes(rows[label], index.pilots)
    is_host = rows["role"].isin(HOSTS).to_numpy() if "role" in rows else np.zeros(len(rows), dtype=np.bool_)
    after = meetings.copy()
    if "order" in rows:
        order = rows["order"].to_numpy(dtype=np.int64)
        after = np.where(meetings >= 0, meetings, np.searchsorted(index.order, order, side="right") - 1)
    return Places(np.where(is_host, -1, pilots), meetings, after, is_host)


def _codes(labels: pd.Series[str], names: tuple[str, ...]) -> Ints:
    """Return the place of each label among the names, -1 for others."""
    return np.asarray(pd.Index(names).get_indexer(pd.Index(labels.astype(str))), dtype=np.int64)


def knowledge_of(uses: Uses, places: Places, index: Index) -> tuple[Knowledge, Ints]:
    """Return who used which phrase when, and the phrases that its rows are, shape (W,)."""
    n_phrases, shape = len(uses.lemmas), (len(index.meetings), len(index.pilots))
    pilot, meeting = places.pilot[uses.segment], places.meeting[uses.segment]
    after, is_host = places.after[uses.segment], places.is_host[uses.segment]
    in_meeting = (pilot >= 0) & (meeting >= 0)
    rows = _shared_phrases(uses, places, shape[1])
    row_of = np.full(n_phrases, -1, dtype=np.int64)
    row_of[rows] = np.arange(len(rows))
    is_row = row_of[uses.phrase] >= 0

    def grid(chosen: Truths, time: Ints) -> Truths:
        result = np.zeros((shape[0], len(rows), shape[1]), dtype=np.bool_)
        kept = chosen & is_row
        result[time[kept], row_of[uses.phrase[kept]], pilot[kept]] = True
        return result

    used = grid(in_meeting, meeting)
    prior = np.zeros(used.shape[1:], dtype=np.bool_)
    early = (pilot >= 0) & (after < 0) & is_row
    prior[row_of[uses.phrase[early]], pilot[early]] = True
    hosted = np.zeros(used.shape[:2], dtype=np.bool_)
    said = is_host & (meeting >= 0) & is_row
    hosted[meeting[said], row_of[uses.phrase[said]]] = True
    counts = np.zeros(used.shape[:2], dtype=np.int64)
    told = in_meeting & is_row
    np.add.at(counts, (meeting[told], row_of[uses.phrase[told]]), 1)
    present = np.zeros(shape, dtype=np.bool_)
    present[index.meeting, index.pilot] = True
    lengths = uses.n_lemmas
    stratum = frequency_strata(used.sum(axis=2), counts, lengths[rows][None, :])
    is_used = np.asarray(used.any(axis=2))
    at = [np.flatnonzero(is_used[t]).astype(np.int64) for t in range(shape[0])]
    return Knowledge(
        used=used,
        known=grid((pilot >= 0) & (after >= 0), after),
        prior=prior,
        hosted=hosted,
        stratum=stratum,
        single=_singles(uses, in_meeting & ~is_row, (meeting, pilot), (*shape, lengths)),
        present=present,
        rows=tuple(of[np.argsort(stratum[t][of], kind="stable")] for t, of in enumerate(at)),
    ), rows


def _shared_phrases(uses: Uses, places: Places, n_pilots: int) -> Ints:
    """Return the phrases of a pilot in a meeting that another pilot, or a host in a meeting, uses too."""
    n_phrases = len(uses.lemmas)
    pilot, in_meeting = places.pilot[uses.segment], places.meeting[uses.segment] >= 0
    is_hosted, is_said = np.zeros((2, n_phrases), dtype=np.bool_)
    is_hosted[uses.phrase[places.is_host[uses.segment] & in_meeting]] = True
    is_said[uses.phrase[(pilot >= 0) & in_meeting]] = True
    pairs = np.unique(uses.phrase[pilot >= 0] * n_pilots + pilot[pilot >= 0])
    n_users = np.bincount(pairs // n_pilots, minlength=n_phrases)
    return np.flatnonzero(is_said & ((n_users > 1) | is_hosted)).astype(np.int64)


def _singles(uses: Uses, chosen: Truths, where: tuple[Ints, Ints], sizes: tuple[int, int, Ints]) -> Floats:
    """Count by meeting, stratum and pilot the phrases that one pilot alone ever uses, shape (T, F, N)."""
    n_meetings, n_pilots, lengths = sizes
    meeting, pilot = (codes[chosen] for codes in where)
    keys = (uses.phrase[chosen] * n_meetings + meeting) * n_pilots + pilot
    found, counts = np.unique(keys, return_counts=True)
    phrase, rest = np.divmod(found, n_meetings * n_pilots)
    stratum = frequency_strata(np.ones_like(counts), counts, lengths[phrase])
    n_strata = 9 * int(lengths.max(initial=1))
    result = np.zeros((n_meetings, n_strata, n_pilots))
    np.add.at(result, (rest // n_pilots, stratum, rest % n_pilots), 1.0)
    return result
