"""Draw a synthetic corpus: real blocks, dealt to pilots and meetings as a world says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.bench.blocks import take_tokens
from textmine.bench.donors import Donors
from textmine.bench.mixtures import Mixtures, mix, talk_sizes
from textmine.bench.plants import (
    PHRASE_WORDS,
    Phrases,
    Slots,
    paraphrased,
    phrase_counts,
    repeated_phrases,
    style_orders,
    styled_size,
)
from textmine.bench.pools import Pools, deal_pools, distinct_units, within_capacity
from textmine.bench.worlds import World
from textmine.errors import TextmineError
from textmine.represent.features import Features
from textmine.segment.tables import Tokens

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Sample:
    """A synthetic corpus of M blocks.

    Attributes
    ----------
    rows
        One row a block, as `textmine.measure.cells.index_of` wants them: meeting ("m00"…), order, date,
        meeting_kind, speaker ("p0"…), role, agenda ("" is free talk), theme, group, n_words, and donor, the
        block's row among the donors.
    world, donors
        What it was drawn from.
    mixtures, pools
        What was planted: see `textmine.bench.truth`.
    n_units
        Shape (N, T): runs drawn for each pilot and meeting; 0 where he is absent.
    copied
        Shape (M,): paraphrases of the leader (P3).
    phrases
        Phrases of the leader said again (P4); None without.
    n_moved
        Slots whose topic had run out in the pilot's pool and which took another topic of his: where it is
        not 0, the truth is not exact.
    """

    rows: pd.DataFrame
    world: World
    donors: Donors
    mixtures: Mixtures
    pools: Pools
    n_units: Ints
    copied: Bools
    phrases: Phrases | None
    n_moved: int

    @property
    def donor(self) -> Ints:
        """Row of each block among the donors, shape (M,)."""
        return self.rows["donor"].to_numpy(dtype=np.int64)

    @property
    def leader(self) -> int | None:
        """Number of the pilot whom the others follow; None where nobody is."""
        return self.mixtures.leader

    @property
    def legitimacy(self) -> Floats:
        """Shape (N,): 1 for the planted leader, 0 for the others; NaN without a leader."""
        if self.leader is None:
            return np.full(self.world.n_pilots, np.nan)
        return np.equal(np.arange(self.world.n_pilots), self.leader).astype(np.float64)

    def features(self, representation: str) -> Features:
        """Return the blocks' numbers in one representation of the donors: M rows.

        Phrases said again (P4) are in "counts" only: the other representations are of the blocks without
        them.

        Raises
        ------
        TextmineError
            The donors have no such representation.
        """
        table = self.donors.table(representation)
        values = table.values[self.donor]
        if self.phrases is not None and representation == "counts":
            more = phrase_counts(self.phrases, self.donors.tokens, table.columns, len(self.rows))
            values = sparse.csr_array(sparse.csr_array(values) + more)
        return Features(self.rows, values, table.columns, table.kind, table.recipe)

    def texts(self) -> list[str]:
        """Return the blocks' texts, with the phrases said again at their ends."""
        known = self.donors.rows["text"].tolist()
        texts = [known[block] for block in self.donor.tolist()]
        if self.phrases is not None:
            for place, phrase in zip(self.phrases.place.tolist(), self._phrase_texts(), strict=True):
                texts[place] = f"{texts[place]} {phrase}"
        return texts

    def tokens(self) -> Tokens:
        """Return the blocks' tokens, with those of the phrases said again at their ends."""
        tokens = take_tokens(self.donors.tokens, self.donor, self.rows)
        if self.phrases is None or not len(self.phrases.place):
            return tokens
        return _with_phrases(tokens, self.donors.tokens, self.phrases, self.texts())

    def _phrase_texts(self) -> list[str]:
        tokens, phrases = self.donors.tokens, self._known_phrases()
        texts = self.donors.rows["text"].to_numpy()[self.donor[phrases.model]]
        bounds = zip(tokens.start[phrases.start], tokens.end[phrases.start + PHRASE_WORDS - 1], strict=True)
        return [text[low:high] for text, (low, high) in zip(texts, bounds, strict=True)]

    def _known_phrases(self) -> Phrases:
        none = np.zeros(0, dtype=np.int64)
        return self.phrases or Phrases(none, none, none)


class _Chances(NamedTuple):
    """One source of chance a task, so that worlds that differ in one factor share the rest."""

    sizes: np.random.Generator
    pools: np.random.Generator
    agenda: np.random.Generator
    personal: np.random.Generator
    slots: np.random.Generator
    units: np.random.Generator
    plants: np.random.Generator
    noise: np.random.Generator


def draw(world: World, donors: Donors, seed: int) -> Sample:
    """Draw a synthetic corpus.

    Parameters
    ----------
    world
        Its factors.
    donors
        Blocks of real speech.
    seed
        The same world, donors and seed give the same sample; worlds that differ in one factor share the
        chance of the others (pools, profiles, agenda).

    Returns
    -------
    Sample
        Each pilot has a pool of donors' blocks that no other pilot has. A block of pilot i in meeting t gets
        an agenda label with the meeting's shares, a topic from what the pilot speaks of under that label,
        and is drawn from his pool among those of that topic: in one meeting never twice, over meetings
        perhaps again. Where a topic of the pool runs out in a meeting, the rest goes to other topics of the
        pool, as free talk.

    Raises
    ------
    TextmineError
        The donors are too few for the world, or have no twins where the world has noise.
    """
    if max(world.noise) > 0 and not (donors.twin >= 0).any():
        raise TextmineError("bench_no_twins")
    chances = _Chances(*(np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(8)))
    n_units = talk_sizes(world, chances.sizes)
    pools = deal_pools(donors, world, int(n_units.max()), chances.pools)
    mixtures = mix(world, pools, (chances.agenda, chances.personal))
    slots, run, n_moved = _drawn(world, donors, pools, mixtures, n_units, chances)
    copied = np.zeros(len(slots.block), dtype=np.bool_)
    phrases = None
    if mixtures.leader is not None and world.copy_share:
        slots, copied = paraphrased(slots, donors, pools, mixtures.leader, world.copy_share, chances.plants)
    noisy = chances.noise.random(len(slots.block)) < world.line("noise")[slots.meeting]
    twin = donors.twin[slots.block]
    slots = replace(slots, block=np.where(noisy & (twin >= 0), twin, slots.block))
    if mixtures.leader is not None and world.phrase_share:
        phrases = repeated_phrases(slots, donors.tokens, mixtures.leader, world.phrase_share, chances.plants)
    rows = _rows(slots, donors, mixtures.labels, _groups(world, donors, slots, run, copied))
    return Sample(rows, world, donors, mixtures, pools, n_units, copied, phrases, n_moved)


def _drawn(
    world: World, donors: Donors, pools: Pools, mixtures: Mixtures, n_units: Ints, chances: _Chances
) -> tuple[Slots, Ints, int]:
    """Return the blocks drawn, the run of each, and how many runs took another topic than the planned one."""
    n_meetings = world.n_meetings
    cell = np.repeat(np.arange(n_units.size), n_units.ravel())
    pilot, meeting = np.divmod(cell, n_meetings)
    chance = chances.slots
    label = _pick(mixtures.label_share.T[meeting], chance)
    component = _pick(mixtures.by_label[label, pilot, meeting], chance)
    moved = within_capacity(pools, component, pilot, meeting, chance)
    label = np.where(moved, len(mixtures.labels) - 1, label)
    code = pilot * pools.n_components + component
    low, size, order = pools.start[code], np.diff(pools.start)[code], pools.members
    if world.style_strength:
        styles = style_orders(donors, pools, world.n_pilots, chances.plants)
        order = np.concatenate([pools.members, styles.own, styles.common])
        styled = chances.plants.random(len(cell)) < world.style_strength
        shared = chances.plants.random(len(cell)) < world.line("style_share")[meeting]
        low = low + len(pools.members) * np.where(styled, 1 + shared, 0)
        size = np.where(styled, styled_size(size), size)
    unit = distinct_units(pools, low, size, cell, order, chances.units)
    length = world.run_length
    slots = Slots(
        pools.blocks[unit].ravel(),
        np.repeat(pilot, length),
        np.repeat(meeting, length),
        np.repeat(label, length),
    )
    return slots, np.repeat(np.arange(len(unit)), length), int(moved.sum())


def _pick(chances: Floats, chance: np.random.Generator) -> Ints:
    """Return a column for each row of chances, shape (M, C), each row of sum 1."""
    ladder = np.cumsum(chances, axis=1)
    target = chance.random(len(chances)) * ladder[:, -1]
    return np.asarray((ladder <= target[:, None]).sum(axis=1), dtype=np.int64)


def _groups(world: World, donors: Donors, slots: Slots, run: Ints, copied: Bools) -> Ints:
    """Return the dependence that the sample tells: see `World.run_groups`; a paraphrase stands alone."""
    if world.run_groups == "block" or world.run_length == 1:
        return np.arange(len(run), dtype=np.int64)
    group = run
    if world.run_groups == "turn":
        turn = donors.rows["group"].to_numpy(dtype=np.int64)[slots.block]
        group = run * (int(turn.max()) + 1) + turn
    group = np.unique(group, return_inverse=True)[1].astype(np.int64)
    alone = int(group.max()) + 1 + np.arange(len(run))
    return np.where(copied, alone, group)


def _rows(slots: Slots, donors: Donors, labels: tuple[str, ...], group: Ints) -> pd.DataFrame:
    n_pilots, n_meetings = int(slots.pilot.max()) + 1, int(slots.meeting.max()) + 1
    wide = [len(str(number - 1)) for number in (n_pilots, max(n_meetings, 11))]
    pilots = np.array([f"p{number:0{wide[0]}d}" for number in range(n_pilots)], dtype=object)
    meetings = np.array([f"m{number:0{wide[1]}d}" for number in range(n_meetings)], dtype=object)
    return pd.DataFrame(
        {
            "meeting": meetings[slots.meeting],
            "order": slots.meeting,
            "date": "",
            "meeting_kind": "meeting",
            "speaker": pilots[slots.pilot],
            "role": "pilot",
            "agenda": np.array(labels, dtype=object)[slots.label],
            "theme": "",
            "group": group,
            "n_words": donors.rows["n_words"].to_numpy()[slots.block],
            "donor": slots.block,
        }
    )


def _with_phrases(tokens: Tokens, source: Tokens, phrases: Phrases, texts: list[str]) -> Tokens:
    """Return tokens with phrases added at the ends of blocks."""
    order = np.argsort(phrases.place, kind="stable")
    place, start = phrases.place[order], phrases.start[order]
    added = (start[:, None] + np.arange(PHRASE_WORDS)).ravel()
    at = np.repeat(tokens.pointer[place + 1], PHRASE_WORDS)
    # a phrase ends where its block's text does
    ends = np.array([len(texts[block]) for block in place], dtype=np.int32)
    shift = np.repeat(ends - source.end[start + PHRASE_WORDS - 1], PHRASE_WORDS)
    sizes = np.diff(tokens.pointer)
    sizes[place] += PHRASE_WORDS
    return replace(
        tokens,
        pointer=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        form=np.insert(tokens.form, at, source.form[added]),
        lemma=np.insert(tokens.lemma, at, source.lemma[added]),
        pos=np.insert(tokens.pos, at, source.pos[added]),
        start=np.insert(tokens.start, at, source.start[added] + shift),
        end=np.insert(tokens.end, at, source.end[added] + shift),
        flags=np.insert(tokens.flags, at, source.flags[added]),
    )
