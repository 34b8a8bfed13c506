"""What each meeting was besides a distance: who spoke how much, on what, led and written down by whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.corpus.tables import Corpus
from textmine.measure.cells import Cells, Floats, Index, Ints
from textmine.measure.results import Convergence
from textmine.represent.features import Features


class Material(NamedTuple):
    """What all confounds are looked for in.

    Attributes
    ----------
    features, masked, corpus
        Blocks; the same blocks without echoes, or None; the corpus, or None.
    blocks, cells
        Which block of `features` is in which cell, and their sums.
    base
        The convergence without any control.
    used
        Shape (U,): meetings of `base`, as places in ``blocks.meetings``.
    between, over, seed, n_permutations, alpha
        As given.
    """

    features: Features
    masked: Features | None
    corpus: Corpus | None
    blocks: Index
    cells: Cells
    base: Convergence
    used: Ints
    between: str
    over: str
    seed: int
    n_permutations: int
    alpha: float

    @property
    def meetings(self) -> list[str]:
        """Names of the U meetings used."""
        return [self.blocks.meetings[place] for place in self.used]

    @property
    def distance(self) -> Floats:
        """Shape (U,): mean distance of each meeting."""
        return self.base.table["distance"].to_numpy(dtype=np.float64)

    @property
    def weight(self) -> Floats:
        """Shape (U,): precision of each meeting."""
        return self.base.table["weight"].to_numpy(dtype=np.float64)

    @property
    def present(self) -> NDArray[np.bool_]:
        """Shape (N, U): whether the pilot can be compared at the meeting."""
        return self.cells.present[:, self.used]

    @property
    def n_blocks(self) -> Ints:
        """Shape (N, U): blocks of each cell."""
        return self.cells.n_blocks[:, self.used]


def speaking_time(material: Material) -> Floats:
    """Return the mean number of blocks of the pilots present, shape (U,)."""
    blocks = np.where(material.present, material.n_blocks, 0).sum(axis=0)
    return np.asarray(blocks / material.present.sum(axis=0))


def speaking_inequality(material: Material) -> Floats:
    """Return the Gini coefficient of the blocks of the pilots present, shape (U,); 0 equal, 1 one alone.

    Notes
    -----
    Mean absolute difference of two different pilots over twice the mean: without the factor (n - 1) / n of
    the usual form, which falls with attendance.
    """
    blocks = np.where(material.present, material.n_blocks, np.nan).astype(np.float64)
    apart = np.abs(blocks[:, None] - blocks[None])
    n = material.present.sum(axis=0)
    return np.asarray(np.nansum(apart, axis=(0, 1)) / (n * (n - 1)) / 2.0 / np.nanmean(blocks, axis=0))


def attendance(material: Material) -> Floats:
    """Return the share of the pilots who can be compared at each meeting, shape (U,)."""
    return np.asarray(material.present.mean(axis=0))


def agenda_shares(material: Material) -> pd.DataFrame:
    """Return the share of the pilots' blocks on each agenda item: one row a meeting used, a column an item.

    Blocks under no item count in the denominator only; no column where there is no item at all.
    """
    rows = material.features.rows
    if "agenda" not in rows:
        return pd.DataFrame(index=range(len(material.used)))
    item = rows["agenda"].fillna("").astype(str).to_numpy()[material.blocks.row]
    counts = pd.crosstab(material.blocks.meeting, item)
    shares = counts.div(counts.sum(axis=1), axis=0).reindex(material.used)
    return shares.drop(columns="", errors="ignore").reset_index(drop=True)


def turn_length(material: Material) -> Floats:
    """Return the mean number of words of the compared speakers' turns, shape (U,); NaN without a corpus."""
    turns = _turns(material)
    if turns is None:
        return np.full(len(material.used), np.nan)
    speakers = material.features.rows["speaker"].iloc[material.blocks.row].unique()
    spoken = turns[turns["speaker"].isin(speakers) & (turns["n_words"] > 0)]
    return _by_meeting(spoken.groupby("place")["n_words"].mean(), material)


def actor_talk(material: Material, roles: Sequence[str]) -> Floats:
    """Return the share of all words said by speakers of these roles, shape (U,); NaN where none has one.

    From the corpus where there is one, else from the blocks, which may have been cut without these roles.
    """
    turns = _turns(material)
    if turns is None:
        rows = material.features.rows
        if "role" not in rows or "n_words" not in rows:
            return np.full(len(material.used), np.nan)
        turns = rows.assign(place=rows[material.over].astype(str))
    turns = turns[turns["place"].isin(material.meetings)]
    theirs = turns["role"].isin(list(roles))
    if not theirs.any():
        return np.full(len(material.used), np.nan)
    words = turns.groupby("place")["n_words"].sum()
    said = turns[theirs].groupby("place")["n_words"].sum().reindex(words.index, fill_value=0)
    return _by_meeting(said / words, material)


def masked_share(material: Material) -> Floats:
    """Return the share of the compared blocks' words that the echo mask took, shape (U,)."""
    if material.masked is None or "n_words" not in material.masked.rows:
        return np.full(len(material.used), np.nan)
    speakers = material.features.rows["speaker"].iloc[material.blocks.row].unique()
    before, after = (
        rows[rows["speaker"].isin(speakers)].groupby(rows[material.over].astype(str))["n_words"].sum()
        for rows in (material.features.rows, material.masked.rows)
    )
    return _by_meeting(1.0 - after / before, material)


def transcribers(material: Material) -> list[str]:
    """Return who transcribed each meeting used, "" where it is not known."""
    named: pd.Series[str] | None = None
    if material.corpus is not None and material.over == "meeting":
        named = material.corpus.meetings.set_index("meeting")["transcriber"]
    elif "transcriber" in material.features.rows:
        rows = material.features.rows
        named = rows.groupby(rows[material.over].astype(str))["transcriber"].first()
    if named is None:
        return [""] * len(material.used)
    return [str(name) for name in named.fillna("").astype(str).reindex(material.meetings, fill_value="")]


def _turns(material: Material) -> pd.DataFrame | None:
    """Return the corpus's turns with ``n_words`` and ``place``, their value of `over`.

    None where there is no corpus, or `over` cuts meetings apart.
    """
    if material.corpus is None:
        return None
    turns = material.corpus.turns
    place = turns["meeting"].astype(str)
    if material.over != "meeting":
        rows = material.features.rows
        if "meeting" not in rows or (rows.groupby("meeting")[material.over].nunique() > 1).any():
            return None
        named = rows.groupby(rows["meeting"].astype(str))[material.over].first().astype(str)
        place = place.map(named)
    return turns.assign(n_words=[len(text.split()) for text in turns["text"]], place=place)


def _by_meeting(values: pd.Series[float], material: Material) -> Floats:
    return np.asarray(values.reindex(material.meetings), dtype=np.float64)
