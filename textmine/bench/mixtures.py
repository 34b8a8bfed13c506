"""What each pilot speaks of in each meeting: how much, under which agenda items, and with which topics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from textmine.bench.plants import follow_leader, own_topics, sharpened, towards_common
from textmine.bench.pools import Pools
from textmine.bench.worlds import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GUIDE: Final = "guide"
FREE: Final = ""
ITEM_SPREAD: Final = 0.5
_FEWEST_UNITS: Final = 2


@dataclass(frozen=True)
class Mixtures:
    """What talk is drawn from.

    Attributes
    ----------
    labels
        L agenda labels: perhaps "guide", the items "a0", "a1"…, and "" for free talk.
    label_share
        Shape (L, T): share of each label in the talk of a meeting.
    by_label
        Shape (L, N, T, C): what a pilot speaks of under a label: topics, and perhaps the common voice.
    profiles
        Shape (N, T, K): topic profile of each pilot, plants included.
    leader
        Number of the pilot who is followed; None where there is none.
    """

    labels: tuple[str, ...]
    label_share: Floats
    by_label: Floats
    profiles: Floats
    leader: int | None

    @property
    def overall(self) -> Floats:
        """Shape (N, T, C): what a pilot speaks of in a meeting, over all labels."""
        return np.asarray(np.einsum("lt,lntc->ntc", self.label_share, self.by_label))


def talk_sizes(world: World, chance: np.random.Generator) -> Ints:
    """Return the number of units (runs of blocks) of each pilot in each meeting, shape (N, T); 0: absent.

    At least two pilots attend each meeting, each pilot attends at least one, and who attends has two units.
    """
    shape = (world.n_pilots, world.n_meetings)
    spread = world.talk_sigma / np.sqrt(2.0)
    personal = spread * chance.standard_normal((world.n_pilots, 1))
    logs = personal + spread * chance.standard_normal(shape) - world.talk_sigma**2 / 2.0
    mean = world.n_blocks * world.line("talk_growth") * np.exp(logs)
    mean[0] *= world.talkative
    sizes = np.maximum(np.rint(mean / world.run_length), _FEWEST_UNITS).astype(np.int64)
    return np.where(_attendance(world, chance), sizes, 0)


def _attendance(world: World, chance: np.random.Generator) -> NDArray[np.bool_]:
    attends = chance.random((world.n_pilots, world.n_meetings)) < world.attendance
    order = chance.permuted(np.tile(np.arange(world.n_pilots), (world.n_meetings, 1)), axis=1)
    for meeting in np.flatnonzero(attends.sum(axis=0) < 2).tolist():
        attends[order[meeting, :2], meeting] = True
    for pilot in np.flatnonzero(~attends.any(axis=1)).tolist():
        attends[pilot, int(chance.integers(world.n_meetings))] = True
    return attends


def autoregressive(n: int, width: int, rho: float, chance: np.random.Generator) -> Floats:
    """Return n steps of `width` independent AR(1) series of mean 0 and variance 1, shape (n, width).

    Examples
    --------
    >>> series = autoregressive(20_000, 1, 0.4, np.random.default_rng(0))[:, 0]
    >>> round(float(np.corrcoef(series[1:], series[:-1])[0, 1]), 1), round(float(series.std()), 1)
    (0.4, 1.0)
    """
    noise = chance.standard_normal((n, width))
    for step in range(1, n):
        noise[step] = rho * noise[step - 1] + np.sqrt(1.0 - rho**2) * noise[step]
    return noise


def mix(world: World, pools: Pools, chances: tuple[np.random.Generator, np.random.Generator]) -> Mixtures:
    """Return what each pilot speaks of in each meeting.

    Parameters
    ----------
    chances
        Of the agenda and meetings, and of the pilots.
    """
    agenda, personal = chances
    prevalence = pools.sizes[:, : pools.n_topics].sum(axis=0) / pools.sizes[:, : pools.n_topics].sum()
    leader = _leader(world, personal)
    profiles, others = _profiles(world, pools, prevalence, leader, personal)
    free = _free_talk(world, pools, prevalence, profiles, agenda)
    if others is not None:
        free[:, 1:] += world.uptake * (_padded(others, pools) - free)[:, 1:]
    labels, label_share, topics = _agenda(world, pools, agenda)
    by_label = np.empty((len(labels), *free.shape))
    by_label[-1] = free
    focus = np.where(np.array(labels[:-1]) == GUIDE, 1.0, world.item_focus)
    on_item = np.eye(pools.n_components)[topics]
    by_label[:-1] = focus[:, None, None, None] * on_item[:, None, None, :]
    by_label[:-1] += (1.0 - focus)[:, None, None, None] * _padded(profiles, pools)
    return Mixtures(labels, label_share, by_label, profiles, leader)


def _leader(world: World, chance: np.random.Generator) -> int | None:
    drawn = int(chance.integers(world.n_pilots))
    if not world.has_leader:
        return None
    return drawn if world.leader is None else world.leader


def _profiles(
    world: World, pools: Pools, prevalence: Floats, leader: int | None, chance: np.random.Generator
) -> tuple[Floats, Floats | None]:
    """Return the pilots' profiles, shape (N, T, K), and what they may take up of each other, the same."""
    parameters = np.maximum(world.concentration * prevalence, 1e-3)
    own = chance.dirichlet(parameters, world.n_pilots)
    if world.profiles == "speakers":
        sizes = pools.sizes[:, : pools.n_topics]
        own = sizes / sizes.sum(axis=1, keepdims=True)
    profiles = np.repeat(own[:, None, :], world.n_meetings, axis=1)
    others = None
    if world.partition:
        focus, others = own_topics(world.n_pilots, world.n_meetings, pools.n_topics, chance)
        profiles += world.partition * (focus - profiles)
    if leader is not None and world.follow_rate:
        fresh = chance.dirichlet(parameters, world.n_meetings)
        moves = world.leader_moves
        profiles = follow_leader(profiles, leader, rate=world.follow_rate, fresh=fresh, moves=moves)
    profiles[:, 0] = sharpened(profiles[:, 0], world.extreme_start)
    if world.common == "profile":
        profiles = towards_common(profiles, world.line("common_share"))
    return profiles, others


def _free_talk(
    world: World, pools: Pools, prevalence: Floats, profiles: Floats, chance: np.random.Generator
) -> Floats:
    """Return what free talk is drawn from, shape (N, T, C): profile, meeting's own mix, common voice."""
    series = autoregressive(world.n_meetings, 1 + pools.n_topics, world.meeting_rho, chance)
    share = np.zeros(world.n_meetings)
    if world.meeting_share:
        odds = world.meeting_share / max(1.0 - world.meeting_share, 1e-9)
        share = 1.0 / (1.0 + np.exp(-world.meeting_sd * series[:, 0]) / odds)
    weights = prevalence * np.exp(2.0 * series[:, 1:])
    weights /= weights.sum(axis=1, keepdims=True)
    topical = (1.0 - share)[None, :, None] * profiles + share[None, :, None] * weights[None]
    free = _padded(topical, pools)
    if world.common == "voice":
        voice = world.line("common_share")
        free *= (1.0 - voice)[None, :, None]
        free[:, :, -1] = voice
    return free


def _padded(topical: Floats, pools: Pools) -> Floats:
    """Return shares of topics, (N, T, K), with 0 for the common voice, where there is one: (N, T, C)."""
    padded = np.zeros((*topical.shape[:2], pools.n_components))
    padded[:, :, : pools.n_topics] = topical
    return padded


def _agenda(world: World, pools: Pools, chance: np.random.Generator) -> tuple[tuple[str, ...], Floats, Ints]:
    """Return the labels, their shares (L, T), and the topic of each but the last (free talk)."""
    series = autoregressive(world.n_meetings, world.n_items, world.meeting_rho, chance)
    first = np.arange(world.n_items, 0, -1, dtype=np.float64)
    step = np.linspace(0.0, world.agenda_drift, world.n_meetings)[:, None]
    even = np.full(world.n_items, first.mean())
    weights = (1.0 - step) * (first if world.agenda_drift else even) + step * first[::-1]
    weights = weights * np.exp(ITEM_SPREAD * series)
    weights /= weights.sum(axis=1, keepdims=True)
    share, guide = world.line("agenda_share"), world.line("guide_share")
    # the scarcest pilot of a topic says whether an item can be about it
    room = pools.sizes[:, : pools.n_topics].min(axis=0).astype(np.float64)
    n_topics = world.n_items + 1
    odds = (room + 1e-3) / (room + 1e-3).sum()
    topics = chance.choice(pools.n_topics, n_topics, replace=n_topics > pools.n_topics, p=odds)
    items = tuple(f"a{number}" for number in range(world.n_items))
    shares = [(1.0 - guide) * share * weights[:, number] for number in range(world.n_items)]
    free = (1.0 - guide) * (1.0 - share)
    if not guide.any():
        return (*items, FREE), np.array([*shares, free]), topics[1:].astype(np.int64)
    return (GUIDE, *items, FREE), np.array([guide, *shares, free]), topics.astype(np.int64)
