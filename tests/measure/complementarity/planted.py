"""Meetings with planted topics: who owns what, and whether the others take it up."""

import numpy as np
import pandas as pd

from textmine.represent.features import Features


def profiles(n_pilots, n_topics, apart):
    """Shape (N, K): each pilot has topics of his own for a share `apart` of his talk; the rest is common."""
    own = np.zeros((n_pilots, n_topics))
    for topic in range(n_topics):
        own[topic % n_pilots, topic] = 1.0
    own /= own.sum(axis=1, keepdims=True)
    return apart * own + (1.0 - apart) / n_topics


def true_complementarity(means):
    """From the true profiles: no estimate in it."""
    n = len(means)
    alpha, gamma = 1 / (means**2).sum(axis=1).mean(), 1 / (means.mean(axis=0) ** 2).sum()
    return (gamma / alpha - 1) / (n - 1)


def features_of(cells, values, columns=None):
    """Rows from (speaker, meeting, turn): meetings are numbered from 0."""
    speaker, order, group = map(list, zip(*cells, strict=True))
    rows = pd.DataFrame(
        {
            "speaker": speaker,
            "meeting": [f"m{place:02d}" for place in order],
            "group": group,
            "order": order,
            "role": "pilot",
        }
    )
    names = columns or tuple(f"k{topic}" for topic in range(values.shape[1]))
    return Features(rows, values, names, "shares")


def talk(seed, apart, *, n_pilots=6, n_meetings=10, n_blocks=20, n_topics=12, concentration=3.0):
    """Blocks of one turn each, in random order of speech, with Dirichlet noise; `apart`: one a meeting."""
    rng = np.random.default_rng(seed)
    cells, values = [], []
    for meeting, share in enumerate(np.broadcast_to(apart, n_meetings).tolist()):
        means = profiles(n_pilots, n_topics, share)
        speakers = rng.permutation(np.repeat(np.arange(n_pilots), n_blocks))
        for turn, pilot in enumerate(speakers.tolist()):
            cells.append((f"p{pilot}", meeting, 10_000 * meeting + turn))
            values.append(rng.dirichlet(concentration * means[pilot] + 1e-3))
    return features_of(cells, np.array(values))


def exchange(seed, uptake, *, n_pilots=4, n_meetings=8, n_blocks=20, n_topics=8, reply=3):
    """Each pilot keeps to his topics; with probability `uptake` a block takes up the topic just spoken of.

    What is taken up comes from one of the last `reply` blocks: talk has an arrow.
    """
    rng = np.random.default_rng(seed)
    means = profiles(n_pilots, n_topics, 0.9)
    cells, values = [], []
    for meeting in range(n_meetings):
        speakers = rng.permutation(np.repeat(np.arange(n_pilots), n_blocks))
        said = []
        for turn, pilot in enumerate(speakers.tolist()):
            heard = said[-reply:]
            topic = (
                heard[rng.integers(len(heard))]
                if heard and rng.random() < uptake
                else rng.choice(n_topics, p=means[pilot])
            )
            share = np.full(n_topics, 0.2)
            share[topic] += 6.0
            cells.append((f"p{pilot}", meeting, 10_000 * meeting + turn))
            values.append(rng.dirichlet(share))
            # Only a pilot's own word starts something: replies are not replied to.
            if topic % n_pilots == pilot:
                said.append(topic)
    return features_of(cells, np.array(values))


def diffusion(seed, uptake, *, n_pilots=5, n_meetings=9, n_blocks=16, reversed_time=False):
    """At each meeting each pilot brings one topic; the others speak of those of the last meeting, or not.

    Who brings which topic changes from meeting to meeting, so that nothing but uptake links two meetings.
    """
    rng = np.random.default_rng(seed)
    n_topics = 3 * n_pilots
    brought = [rng.permutation(n_topics)[:n_pilots] for _ in range(n_meetings)]
    cells, values = [], []
    for meeting in range(n_meetings):
        source = brought[meeting - 1] if meeting else rng.permutation(n_topics)[:n_pilots]
        for turn, pilot in enumerate(rng.permutation(np.repeat(np.arange(n_pilots), n_blocks)).tolist()):
            draw = rng.random()
            others = np.delete(np.arange(n_pilots), pilot)
            topic = (
                source[rng.choice(others)]
                if draw < uptake
                else brought[meeting][pilot]
                if draw < uptake + 0.4
                else rng.integers(n_topics)
            )
            share = np.full(n_topics, 0.1)
            share[topic] += 5.0
            place = n_meetings - 1 - meeting if reversed_time else meeting
            cells.append((f"p{pilot}", place, 10_000 * place + turn))
            values.append(rng.dirichlet(share))
    return features_of(cells, np.array(values))


def agenda_items(seed, *, n_pilots=4, n_meetings=8, n_items=5, n_blocks=4, n_topics=8):
    """Pilots with topics of their own; items of the agenda bring a topic up with all; nobody replies."""
    rng = np.random.default_rng(seed)
    means = profiles(n_pilots, n_topics, 0.6)
    cells, values = [], []
    for meeting in range(n_meetings):
        turn = 0
        for _ in range(n_items):
            item = rng.integers(n_topics)
            for pilot in rng.permutation(np.repeat(np.arange(n_pilots), n_blocks)).tolist():
                share = 3.0 * means[pilot] + 0.05
                share[item] += 2.0
                cells.append((f"p{pilot}", meeting, 10_000 * meeting + turn))
                values.append(rng.dirichlet(share))
                turn += 1
    return features_of(cells, np.array(values))


def alike(seed, *, twins=False, n_pilots=5, n_meetings=6, n_blocks=8, n_topics=6):
    """No topic has one carrier: all speak alike, or (twins) the first two share the first topic."""
    rng = np.random.default_rng(seed)
    cells, values = [], []
    for meeting in range(n_meetings):
        agenda = rng.dirichlet(np.full(n_topics, 2.0))
        for turn, pilot in enumerate(rng.permutation(np.repeat(np.arange(n_pilots), n_blocks)).tolist()):
            share = 2.0 * agenda + 0.05
            if twins and pilot < 2:
                share[0] += 1.5
            cells.append((f"p{pilot}", meeting, 10_000 * meeting + turn))
            values.append(rng.dirichlet(share))
    return features_of(cells, np.array(values))
