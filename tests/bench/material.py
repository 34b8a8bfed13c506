"""Donors made by hand: blocks whose numbers are their topic's, plus chance, in any representation."""

import numpy as np
import pandas as pd
from scipy import sparse

from textmine.bench.donors import Donors
from textmine.represent.features import Features
from textmine.segment.tables import Tokens

PREVALENCE = (0.4, 0.3, 0.2, 0.1)
LENGTH = 6


def _words(topic, chance):
    """Six words of a block: four of its topic, two of all."""
    own = [f"t{topic}w{number}" for number in chance.integers(0, 30, LENGTH - 2)]
    return [*own, *(f"mot{number}" for number in chance.integers(0, 10, 2))]


def _tokens(rows, lines):
    vocabulary = tuple(sorted({word for line in lines for word in line}))
    number = {word: index for index, word in enumerate(vocabulary)}
    ids = np.array([number[word] for line in lines for word in line], dtype=np.int32)
    lengths = np.array([len(word) for line in lines for word in line], dtype=np.int32)
    before = np.concatenate([np.cumsum([0, *(len(word) + 1 for word in line[:-1])]) for line in lines])
    none = np.zeros(len(ids), dtype=np.uint8)
    pointer = np.arange(len(lines) + 1, dtype=np.int64) * LENGTH
    start = before.astype(np.int32)
    return Tokens(
        rows.drop(columns="text"), pointer, ids, ids, none, start, start + lengths, none, vocabulary
    )


def donors_of(
    n_blocks=1200, *, n_speakers=12, with_twins=False, personal=0.0, steady=False, prevalence=PREVALENCE
):
    """Blocks of speakers in two corpora, turns of four blocks (of one topic if steady)."""
    n_topics, seed, spread = len(prevalence), 0, 0.6
    chance = np.random.default_rng(seed)
    place = np.arange(n_blocks)
    speaker = place * n_speakers // n_blocks
    topic = chance.choice(n_topics, n_blocks, p=prevalence)
    topic = topic[place // 4 * 4] if steady else topic
    lines = [_words(one, chance) for one in topic]
    rows = pd.DataFrame(
        {
            "source": np.where(speaker < n_speakers // 2, "A", "B"),
            "meeting": np.where(speaker < n_speakers // 2, "A/1", "B/1"),
            "order": 0,
            "speaker": [f"s{number}" for number in speaker],
            "agenda": "",
            "group": place // 4,
            "place": place - np.searchsorted(speaker, speaker),
            "n_words": LENGTH,
            "topic": topic,
            "is_noisy": False,
            "twin": -1,
            "text": [" ".join(line) for line in lines],
        }
    )
    voice = personal * chance.standard_normal((n_speakers, n_topics + 1))[speaker]
    vectors = (
        np.eye(n_topics, n_topics + 1)[topic]
        + voice
        + spread * chance.standard_normal((n_blocks, n_topics + 1))
    )
    style = chance.standard_normal((n_blocks, 3))
    if with_twins:
        rows = pd.concat(
            [
                rows.assign(twin=place + n_blocks),
                rows.assign(is_noisy=True, text=rows["text"].str.replace("mot", "bruit")),
            ],
            ignore_index=True,
        )
        lines = [*lines, *([word.replace("mot", "bruit") for word in line] for line in lines)]
        vectors, style = np.tile(vectors, (2, 1)), np.tile(style, (2, 1))
    tokens = _tokens(rows, lines)
    counts = sparse.csr_array(
        sparse.coo_array(
            (np.ones(len(tokens.lemma)), (tokens.segment, tokens.lemma)),
            shape=(len(rows), len(tokens.vocabulary)),
        )
    )
    labels = rows.drop(columns="text")
    shares = 0.1 / n_topics + 0.9 * np.eye(n_topics)[rows["topic"]]
    topics, columns = (
        tuple(start + str(k) for k in range(size)) for start, size in (("T", n_topics), ("v", n_topics + 1))
    )
    tables = {
        "shares": Features(labels, shares, topics, "shares"),
        "vectors": Features(labels, vectors, columns, "vectors"),
        "theme": Features(labels, vectors + 0.1 * vectors**2, columns, "vectors"),
        "counts": Features(labels, counts, tokens.vocabulary, "counts"),
        "style": Features(labels, style, ("x", "y", "z"), "vectors"),
    }
    return Donors(rows, tokens, tables, topics)
