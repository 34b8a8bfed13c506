"""Who may say which blocks: disjoint pools of donors' blocks, one a pilot, and draws from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from textmine.bench.donors import Donors
from textmine.bench.worlds import World
from textmine.errors import TextmineError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_ROUNDS: Final = 20
_ROOM: Final = 2


@dataclass(frozen=True)
class Pools:
    """U units of talk, each a run of L consecutive blocks, dealt to N pilots.

    Attributes
    ----------
    blocks
        Shape (U, L): rows of the donors.
    pilot, component
        Shape (U,): whose pool the unit is in (-1: nobody's), and what it is about: a topic 0…K-1, or K for
        the common voice.
    members
        Units in order of pilot and component, without those of nobody.
    start
        Shape (N * C + 1,): those of pilot i and component c are ``members[start[i * C + c]:][:size]``.
    n_topics, n_components
        K; and C: the K topics and, where there is one, the common voice.
    """

    blocks: Ints
    pilot: Ints
    component: Ints
    members: Ints
    start: Ints
    n_topics: int
    n_components: int

    @property
    def sizes(self) -> Ints:
        """Units by pilot and component, shape (N, C)."""
        return np.diff(self.start).reshape(-1, self.n_components)


def deal_pools(donors: Donors, world: World, most: int, chance: np.random.Generator) -> Pools:
    """Cut the donors in units and deal these to the pilots.

    Parameters
    ----------
    most
        Units of one pilot in one meeting, at most.

    Returns
    -------
    Pools
        With profiles="topics" the units of each topic are dealt in turn, in random order. With "speakers"
        each pilot has all units of one real speaker, those of one corpus; and, for a common voice, his part
        of the units of other speakers of that corpus.

    Raises
    ------
    TextmineError
        There are not enough units or speakers.
    """
    blocks = units_of(donors, world.run_length)
    topic = _main_topic(donors.topic[blocks], len(donors.topics))
    if world.profiles == "speakers":
        pilot, component = _by_speaker(donors, blocks, topic, world, most, chance)
    else:
        pilot, component = _dealt(topic, np.ones(len(blocks), np.bool_), world.n_pilots, chance), topic
    n_components = len(donors.topics) + int(world.common == "voice")
    code = pilot * n_components + component
    members = np.flatnonzero(pilot >= 0)
    members = members[np.argsort(code[members], kind="stable")]
    sizes = np.bincount(code[members], minlength=world.n_pilots * n_components)
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    pools = Pools(blocks, pilot, component, members, start, len(donors.topics), n_components)
    total = pools.sizes[:, : pools.n_topics].sum(axis=1)
    if total.min() < most:
        who = int(total.argmin())
        length = world.run_length
        raise TextmineError("bench_pool", pilot=f"p{who}", found=total[who] * length, needed=most * length)
    return pools


def units_of(donors: Donors, length: int) -> Ints:
    """Return the clean blocks in runs of `length` consecutive ones of a speaker, shape (U, length)."""
    rows = donors.rows
    clean = np.flatnonzero(~donors.is_noisy)
    if length == 1:
        return clean[:, None].astype(np.int64)
    who = rows.groupby(["meeting", "speaker"], sort=False).ngroup().to_numpy(dtype=np.int64)[clean]
    place = rows["place"].to_numpy(dtype=np.int64)[clean]
    order = np.lexsort((place, who))
    who, place = who[order], place[order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (who[1:] != who[:-1]) | (place[1:] != place[:-1] + 1)
    run = np.cumsum(new) - 1
    step = np.arange(len(order)) - np.flatnonzero(new)[run]
    whole = step // length < (np.bincount(run) // length)[run]
    return np.asarray(clean[order[whole]].reshape(-1, length), dtype=np.int64)


def _main_topic(topics: Ints, n_topics: int) -> Ints:
    """Return the most frequent topic of each row, shape (U,); the first of equals."""
    counts = np.zeros((len(topics), n_topics), dtype=np.int64)
    for column in topics.T:
        counts[np.arange(len(topics)), column] += 1
    return np.asarray(counts.argmax(axis=1), dtype=np.int64)


def _dealt(topic: Ints, chosen: Bools, n_pilots: int, chance: np.random.Generator) -> Ints:
    """Deal the chosen units of each topic to the pilots in turn, in random order; -1 for the others."""
    pilot = np.full(len(topic), -1, dtype=np.int64)
    units = np.flatnonzero(chosen)
    order = units[np.lexsort((chance.random(len(units)), topic[units]))]
    first = np.flatnonzero(np.diff(topic[order], prepend=-1))
    rank = np.arange(len(order)) - np.repeat(first, np.diff(np.append(first, len(order))))
    shift = chance.integers(0, n_pilots, int(topic.max(initial=0)) + 1)
    pilot[order] = (rank + shift[topic[order]]) % n_pilots
    return pilot


def _by_speaker(
    donors: Donors, blocks: Ints, topic: Ints, world: World, most: int, chance: np.random.Generator
) -> tuple[Ints, Ints]:
    """Return pilot and component of each unit where every pilot is one real speaker."""
    rows, n_topics = donors.rows, len(donors.topics)
    who = rows.groupby(["source", "speaker"], sort=True).ngroup().to_numpy(dtype=np.int64)[blocks[:, 0]]
    source = rows["source"].to_numpy()[blocks[:, 0]]
    least = _ROOM * most
    able = np.flatnonzero(np.bincount(who) >= least)
    home = {int(speaker): source[np.argmax(who == speaker)] for speaker in able}
    found = {name: [s for s in able.tolist() if home[s] == name] for name in sorted(set(home.values()))}
    n_pilots = world.n_pilots
    enough = [name for name, speakers in found.items() if len(speakers) >= n_pilots]
    if not enough:
        at_most = max((len(speakers) for speakers in found.values()), default=0)
        blocks_needed = least * world.run_length
        raise TextmineError("bench_speakers", needed=n_pilots, blocks=blocks_needed, found=at_most)
    corpus = enough[int(chance.integers(len(enough)))]
    chosen = chance.choice(found[corpus], n_pilots, replace=False)
    number = np.full(int(who.max()) + 1, -1, dtype=np.int64)
    number[chosen] = np.arange(n_pilots)
    pilot = number[who]
    if world.common == "voice":
        others = (pilot < 0) & (source == corpus)
        pilot = np.where(others, _dealt(np.zeros_like(topic), others, n_pilots, chance), pilot)
        topic = np.where(others, n_topics, topic)
    return pilot, topic


def within_capacity(
    pools: Pools, component: Ints, pilot: Ints, meeting: Ints, chance: np.random.Generator
) -> Bools:
    """Move slots whose topic has run out to other topics of the pilot's pool, in place.

    Parameters
    ----------
    component, pilot, meeting
        Shape (M,): what each slot is about (changed), whose it is, and when.

    Returns
    -------
    NDArray
        Shape (M,): the slots that were moved. A pilot cannot say a block twice in one meeting: the slots too
        many, at random, go to his other topics with the chances of what these have left.
    """
    n_components = pools.n_components
    moved = np.zeros(len(component), dtype=np.bool_)
    sizes = pools.sizes
    cell = meeting * len(sizes) + pilot
    used = np.bincount(cell * n_components + component, minlength=(int(cell.max()) + 1) * n_components)
    used = used.reshape(-1, n_components)
    capacity = sizes[np.arange(len(used)) % len(sizes)]
    for place, about in np.argwhere(used > capacity).tolist():
        slots = np.flatnonzero((cell == place) & (component == about))
        extra = chance.permutation(slots)[: int(used[place, about] - capacity[place, about])]
        left = np.maximum(capacity[place] - used[place], 0)
        left[pools.n_topics :] = 0
        choice = chance.permutation(np.repeat(np.arange(n_components), left))[: len(extra)]
        component[extra] = choice
        used[place] += np.bincount(choice, minlength=n_components)
        used[place, about] -= len(extra)
        moved[extra] = True
    return moved


def distinct_units(
    pools: Pools, low: Ints, size: Ints, cell: Ints, order: NDArray[np.int64], chance: np.random.Generator
) -> Ints:
    """Draw a unit for each slot, no unit twice in a cell, all draws equally likely.

    Parameters
    ----------
    low, size
        Shape (M,): a slot draws among ``order[low:low + size]``.
    cell
        Shape (M,): pilot and meeting.
    order
        Shape (U',) or as many times a whole number: units, such as ``pools.members``.

    Notes
    -----
    All slots are drawn with replacement, and later ones of a cell that hit the same unit again, until none
    does: names of units could be exchanged without changing this, so that each set is equally likely.
    """
    n_units = len(pools.pilot)

    def again(units: Ints) -> Ints:
        _, first = np.unique(cell * n_units + units, return_index=True)
        late = np.ones(len(units), dtype=np.bool_)
        late[first] = False
        return np.flatnonzero(late).astype(np.int64)

    units = order[low + (chance.random(len(low)) * size).astype(np.int64)]
    late = again(units)
    for _ in range(_ROUNDS):
        if not len(late):
            return units
        units[late] = order[low[late] + (chance.random(len(late)) * size[late]).astype(np.int64)]
        late = again(units)
    for slot in late.tolist():
        free = _free(pools, units, cell, slot)
        units[slot] = free[int(chance.integers(len(free)))]
    return units


def _free(pools: Pools, units: Ints, cell: Ints, slot: int) -> Ints:
    """Return the units like that of a slot (pilot, component) that its cell does not have yet."""
    code = int(pools.pilot[units[slot]] * pools.n_components + pools.component[units[slot]])
    alike = pools.members[pools.start[code] : pools.start[code + 1]]
    return np.setdiff1d(alike, units[cell == cell[slot]])
