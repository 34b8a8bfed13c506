"""Segments and tokens made by hand."""

import numpy as np
import pandas as pd

from textmine.recipe import Recipe
from textmine.segment.tables import PUNCTUATION, STOP, Segments, Tokens

STOPS = frozenset("le la les de et on il est".split())
THEMES = {
    "forêt": "forêt chêne scierie œuvre grume bûcheron".split(),
    "mer": "mer pêche filet côte marée bœuf".split(),
    "école": "école élève aujourd'hui cantine maître préau".split(),
}


def segments_of(texts, *, speakers=None, meetings=None, groups=None):
    """Segments of one part each, in one turn each unless `groups` says otherwise."""
    n = len(texts)
    meetings = meetings or ["m0"] * n
    rows = pd.DataFrame(
        {
            "meeting": meetings,
            "order": pd.factorize(pd.Series(meetings))[0],
            "speaker": speakers or ["Ana"] * n,
            "role": "pilot",
            "group": np.arange(n) if groups is None else groups,
            "n_words": [len(text.split()) for text in texts],
            "text": texts,
        }
    )
    index = np.arange(n, dtype=np.int32)
    ends = np.array([len(text) for text in texts], dtype=np.int32)
    recipe = Recipe().then("split", into="blocks")
    return Segments(rows, np.arange(n + 1), index, np.zeros(n, np.int32), ends, "blocks", recipe)


def tokens_of(texts, **labels):
    """Tokens cut at white space; the lemma is the form; STOPS and full stops are inactive."""
    segments = segments_of(texts, **labels)
    words = [text.lower().split() for text in texts]
    vocabulary = tuple(sorted({word for line in words for word in line}))
    ids = np.array([vocabulary.index(word) for line in words for word in line], dtype=np.int32)
    flags = [STOP if w in STOPS else PUNCTUATION if w == "." else 0 for line in words for w in line]
    zeros = np.zeros(len(ids), np.int32)
    return Tokens(
        rows=segments.rows.drop(columns="text"),
        pointer=np.concatenate([[0], np.cumsum([len(line) for line in words])]).astype(np.int64),
        form=ids,
        lemma=ids,
        pos=np.zeros(len(ids), np.uint8),
        start=zeros,
        end=zeros,
        flags=np.array(flags, np.uint8),
        vocabulary=vocabulary,
        recipe=segments.recipe,
    )


def planted(n_segments=90, *, length=12, seed=0):
    """Texts of three themes, a fifth of their words common, and the theme of each."""
    chance = np.random.default_rng(seed)
    common = "réunion dossier projet membre région".split()
    names = list(THEMES)
    which = [names[i % 3] for i in range(n_segments)]
    texts = [
        " ".join(
            chance.choice(common) if chance.random() < 0.2 else chance.choice(THEMES[name])
            for _ in range(length)
        )
        for name in which
    ]
    return texts, which


def two_voices(n_blocks, *, words=50, seed=0):
    """Blocks of two speakers over four meetings; a third of the words of each are their own."""
    chance = np.random.default_rng(seed)
    shared = np.array([f"mot{i}" for i in range(300)])
    own = {who: np.array([f"{who.lower()}{i}" for i in range(60)]) for who in ("Ana", "Bo")}
    weights = 1 / np.arange(1, 301)
    weights /= weights.sum()
    texts, speakers, meetings = [], [], []
    for meeting in range(4):
        for who in ("Ana", "Bo"):
            for _ in range(n_blocks // 8):
                mine = chance.random(words) < 1 / 3
                drawn = np.where(
                    mine, chance.choice(own[who], words), chance.choice(shared, words, p=weights)
                )
                texts.append(" ".join(drawn))
                speakers.append(who)
                meetings.append(f"m{meeting}")
    return segments_of(texts, speakers=speakers, meetings=meetings)
