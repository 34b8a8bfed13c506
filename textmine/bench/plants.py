"""What is planted: shared profiles, followers, own topics, paraphrases, phrases and style."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.bench.donors import Donors
from textmine.bench.pools import Pools
from textmine.errors import TextmineError
from textmine.segment.tables import PUNCTUATION, Tokens

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PHRASE_WORDS: Final = 3
PHRASES_A_MEETING: Final = 5
_NEAREST: Final = 12
_STYLED_PART: Final = 0.25


def towards_common(profiles: Floats, share: Floats) -> Floats:
    """Return profiles, shape (N, T, K), of which a share, shape (T,), is that of all: plants P1 and P6.

    Examples
    --------
    >>> towards_common(np.eye(2)[:, None, :], np.array([1.0]))[:, 0].tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """
    kept = 1.0 - share[None, :, None]
    return np.asarray(kept * profiles + (1.0 - kept) * profiles.mean(axis=0, keepdims=True))


def sharpened(profiles: Floats, power: float) -> Floats:
    """Return profiles raised to a power and made of sum 1 again: null N8."""
    raised = (profiles / profiles.max(axis=-1, keepdims=True)) ** power
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def follow_leader(profiles: Floats, leader: int, *, rate: float, fresh: Floats, moves: float) -> Floats:
    """Return profiles that go towards the leader's from meeting to meeting: plant P2.

    Parameters
    ----------
    profiles
        Shape (N, T, K); those of the first meeting are the start.
    leader
        Who is followed.
    rate
        Share of the way that the others go.
    fresh
        Shape (T, K): what the leader moves to.
    moves
        Share of the leader's way to it; 0: a static leader.

    Examples
    --------
    >>> start = np.repeat(np.eye(2)[:, None, :], 3, axis=1)
    >>> follow_leader(start, 0, rate=0.5, fresh=np.zeros((3, 2)), moves=0.0)[1].tolist()
    [[0.0, 1.0], [0.5, 0.5], [0.75, 0.25]]
    """
    result = profiles.copy()
    for step in range(1, profiles.shape[1]):
        before = result[:, step - 1]
        result[:, step] = before + rate * (before[leader] - before)
        result[leader, step] = before[leader] + moves * (fresh[step] - before[leader])
    return result


def own_topics(
    n_pilots: int, n_meetings: int, n_topics: int, chance: np.random.Generator
) -> tuple[Floats, Floats]:
    """Part the topics between the pilots: plant P7.

    Returns
    -------
    focus
        Shape (N, T, K): all on one of the pilot's own topics, another one in each meeting, in turn.
    others
        Shape (N, T, K): what the others had as focus the meeting before, in equal parts; zeros at first.

    Raises
    ------
    TextmineError
        There are fewer topics than pilots.
    """
    if n_topics < n_pilots:
        raise TextmineError("bench_size", name="topics", value=n_topics, least=n_pilots)
    parts = np.array_split(chance.permutation(n_topics), n_pilots)
    topic = np.array([[part[step % len(part)] for step in range(n_meetings)] for part in parts])
    focus = np.eye(n_topics)[topic]
    others = np.zeros_like(focus)
    before = focus[:, :-1]
    others[:, 1:] = (before.sum(axis=0, keepdims=True) - before) / (n_pilots - 1)
    return focus, others


@dataclass(frozen=True)
class Slots:
    """M drawn blocks: rows of the donors, whose they are, when, and their agenda label (a number)."""

    block: Ints
    pilot: Ints
    meeting: Ints
    label: Ints


def paraphrased(
    slots: Slots, donors: Donors, pools: Pools, leader: int, share: float, chance: np.random.Generator
) -> tuple[Slots, NDArray[np.bool_]]:
    """Replace followers' blocks by paraphrases of what the leader said in the meeting before: plant P3.

    Returns
    -------
    slots
        The block that each follower's pool has nearest, by theme vectors (which are never measured), to a
        random block of the leader's last meeting; with the agenda label of that block, as it is what the
        talk is about. Blocks of the same real turn are passed over: half of one sentence is no paraphrase
        of the other half. Nothing is copied after a meeting that the leader missed.
    copied
        Shape (M,): the blocks replaced.
    """
    block, label = slots.block.copy(), slots.label.copy()
    copied = np.zeros(len(block), dtype=np.bool_)
    led = slots.pilot == leader
    places = np.flatnonzero((chance.random(len(block)) < share) & ~led & (slots.meeting > 0))
    places, models = _models(slots, places, led, chance)
    said = {
        (pilot, meeting): set(block[(slots.pilot == pilot) & (slots.meeting == meeting)].tolist())
        for pilot, meeting in {(int(slots.pilot[p]), int(slots.meeting[p])) for p in places.tolist()}
    }
    for pilot in np.unique(slots.pilot[places]).tolist():
        mine = slots.pilot[places] == pilot
        near = _nearest(slots.block[models[mine]], pools.blocks[pools.pilot == pilot].ravel(), donors)
        for place, model, choices in zip(
            places[mine].tolist(), models[mine].tolist(), near.tolist(), strict=True
        ):
            already = said[pilot, int(slots.meeting[place])]
            free = [choice for choice in choices if choice not in already]
            if free:
                already.add(free[0])
                block[place], label[place], copied[place] = free[0], slots.label[model], True
    return Slots(block, slots.pilot, slots.meeting, label), copied


def _models(
    slots: Slots, places: Ints, led: NDArray[np.bool_], chance: np.random.Generator
) -> tuple[Ints, Ints]:
    """Return the places that have something to copy, and for each a random block of the leader's before."""
    said = np.flatnonzero(led)
    said = said[np.argsort(slots.meeting[said], kind="stable")]
    before = slots.meeting[places] - 1
    low = np.searchsorted(slots.meeting[said], before, side="left")
    size = np.searchsorted(slots.meeting[said], before, side="right") - low
    draw = low + (chance.random(len(places)) * size).astype(np.int64)
    able = size > 0
    return places[able].astype(np.int64), said[draw[able]].astype(np.int64)


def _nearest(blocks: Ints, pool: Ints, donors: Donors) -> Ints:
    """Return for each block the nearest of a pool, nearest first, none of the same real turn: (m, 12)."""
    theme = donors.table("theme").dense()
    turn = donors.rows["group"].to_numpy(dtype=np.int64)
    near = theme[blocks] @ theme[pool].T
    near[turn[blocks][:, None] == turn[pool][None, :]] = -np.inf
    n_near = min(_NEAREST, len(pool))
    best = np.argpartition(-near, n_near - 1, axis=1)[:, :n_near]
    order = np.argsort(-np.take_along_axis(near, best, axis=1), axis=1, kind="stable")
    return pool[np.take_along_axis(best, order, axis=1)]


@dataclass(frozen=True)
class Phrases:
    """J phrases said again: tokens ``start`` to ``start + PHRASE_WORDS`` of the donors, shape (J,).

    Attributes
    ----------
    place
        Shape (J,): drawn block at whose end the phrase is added.
    model
        Shape (J,): drawn block of the leader that has the phrase.
    start
        Shape (J,): first token of the phrase, among the donors' tokens.
    """

    place: Ints
    model: Ints
    start: Ints


def repeated_phrases(
    slots: Slots, tokens: Tokens, leader: int, share: float, chance: np.random.Generator
) -> Phrases:
    """Choose phrases of the leader's last meeting that followers say again: plant P4.

    Parameters
    ----------
    share
        Probability that a follower's block gets a phrase at its end.

    Returns
    -------
    Phrases
        Five phrases a meeting are in circulation: three tokens on end of a block of the leader's, without
        punctuation, the first and last of which are content words.
    """
    starts = _phrase_starts(tokens)
    owner = np.searchsorted(tokens.pointer, starts, side="right") - 1
    led = slots.pilot == leader
    wanted = (chance.random(len(slots.block)) < share) & ~led
    place, model, start = [], [], []
    for meeting in range(1, int(slots.meeting.max()) + 1):
        said = np.flatnonzero(led & (slots.meeting == meeting - 1))
        after = np.flatnonzero(wanted & (slots.meeting == meeting))
        low, high = (
            np.searchsorted(owner, slots.block[said]),
            np.searchsorted(owner, slots.block[said], "right"),
        )
        able = np.flatnonzero(high > low)
        if not len(able) or not len(after):
            continue
        picked = chance.choice(able, min(PHRASES_A_MEETING, len(able)), replace=False)
        first = starts[low[picked] + (chance.random(len(picked)) * (high - low)[picked]).astype(np.int64)]
        which = chance.integers(0, len(picked), len(after))
        place.append(after)
        model.append(said[picked[which]])
        start.append(first[which])
    none = np.zeros(0, dtype=np.int64)
    return Phrases(*(np.concatenate([none, *parts]).astype(np.int64) for parts in (place, model, start)))


def _phrase_starts(tokens: Tokens) -> Ints:
    """Return the tokens at which a phrase may start."""
    last = PHRASE_WORDS - 1
    n = len(tokens.form) - last
    inside = tokens.segment[:n] == tokens.segment[last:]
    plain = (tokens.flags & PUNCTUATION) == 0
    whole = np.logical_and.reduce([plain[step : n + step] for step in range(PHRASE_WORDS)])
    return np.flatnonzero(inside & whole & tokens.active[:n] & tokens.active[last:]).astype(np.int64)


def phrase_counts(
    phrases: Phrases, tokens: Tokens, columns: tuple[str, ...], n_rows: int
) -> sparse.csr_array:
    """Return the counts that phrases add, shape (n_rows, d): content lemmas that have a column."""
    number = {word: column for column, word in enumerate(columns)}
    place = np.repeat(phrases.place, PHRASE_WORDS)
    token = (phrases.start[:, None] + np.arange(PHRASE_WORDS)).ravel()
    column = np.array(
        [number.get(tokens.vocabulary[lemma], -1) for lemma in tokens.lemma[token]], dtype=np.int64
    )
    kept = (column >= 0) & tokens.active[token]
    cells = (place[kept], column[kept])
    return sparse.csr_array(sparse.coo_array((np.ones(int(kept.sum())), cells), shape=(n_rows, len(columns))))


@dataclass(frozen=True)
class Styles:
    """Orders of the pools' units by style, for plant P5: by the pilot's own style, and by the common one.

    Attributes
    ----------
    own, common
        Shape (U',): units in order of pilot, component, and nearness to the style.
    """

    own: Ints
    common: Ints


def style_orders(donors: Donors, pools: Pools, n_pilots: int, chance: np.random.Generator) -> Styles:
    """Order units by style within pilot and topic: plant P5.

    Notes
    -----
    A style is a direction in the space of the function words' vectors, a random mix of the donors' blocks;
    a unit is near it where its projection is large. Topics stay as they are: units are chosen among those of
    the topic that was drawn.
    """
    values = donors.table("style").dense()
    centred = values - values.mean(axis=0)
    styles = chance.standard_normal((n_pilots + 1, len(values))) @ centred
    styles /= np.linalg.norm(styles, axis=1, keepdims=True)
    scores = (centred @ styles.T)[pools.blocks].mean(axis=1)
    members = pools.members
    code = pools.pilot[members] * pools.n_components + pools.component[members]
    own = members[np.lexsort((-scores[members, pools.pilot[members]], code))]
    common = members[np.lexsort((-scores[members, n_pilots], code))]
    return Styles(own.astype(np.int64), common.astype(np.int64))


def styled_size(size: Ints) -> Ints:
    """Return how many of the units nearest to a style are drawn from: a quarter, at least one."""
    return np.maximum((size * _STYLED_PART).astype(np.int64), 1)
