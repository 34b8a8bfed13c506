"""The twin of the donors that a speech recogniser would give: no punctuation, no capitals, wrong words."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.bench.blocks import Progress, segments_of
from textmine.bench.donors import Donors, code_hash, fitted_donors, kept
from textmine.errors import TextmineError
from textmine.recipe import hash_of_data
from textmine.segment.french import annotate

Ints = NDArray[np.int64]

RATE: Final = 0.10
TURN_WORDS: Final = 4
_WORD: Final = re.compile(r"\w+(?:['’-]\w+)*['’]?")


def degraded(
    donors: Donors,
    *,
    rate: float = RATE,
    turn_words: int = TURN_WORDS,
    seed: int = 0,
    cache: str | Path | None = None,
    progress: Progress | None = None,
) -> Donors:
    """Return donors as recognised from sound, in turns of few words, with everything learnt anew on them.

    Parameters
    ----------
    rate
        Share of the words replaced by words drawn from the donors' own.
    turn_words
        Words of a turn: the blocks' pieces of so many words are shuffled among the blocks of the same real
        speaker and topic, so that topics and speakers stay and runs of talk do not. 0
        shuffles nothing.
    seed, cache, progress
        As in `load_donors`.

    Raises
    ------
    TextmineError
        `rate` is no share.
    """
    _checked(rate)

    def make() -> Donors:
        texts = degraded_texts(donors.rows, rate=rate, turn_words=turn_words, seed=seed)
        rows = _with_texts(donors.rows, texts)
        recipe = donors.recipe.then("degraded", rate=rate, turn_words=turn_words, seed=seed)
        tokens = annotate(segments_of(rows, recipe))
        bare = Donors(rows, tokens, {}, donors.topics, donors.dropped, recipe)
        return fitted_donors(bare, seed=seed, progress=progress)

    return _cached(donors, cache, make, {"rate": rate, "turn_words": turn_words, "seed": seed})


def twinned(
    donors: Donors,
    *,
    rate: float = 2 * RATE,
    seed: int = 0,
    cache: str | Path | None = None,
    progress: Progress | None = None,
) -> Donors:
    """Return the donors followed by a noisy twin of each, all numbered in the same spaces.

    Parameters
    ----------
    rate
        Share of the twins' words that are replaced; their punctuation and capitals go too. No piece moves
        from block to block: each twin belongs to one block.
    seed, cache, progress
        As in `load_donors`.

    Returns
    -------
    Donors
        2 B blocks; ``twin`` leads from a block to its twin, and ``is_noisy`` tells the twins. Representations
        are learnt on both, as a user's would be on transcripts of uneven quality.

    Raises
    ------
    TextmineError
        `rate` is no share.
    """
    _checked(rate)

    def make() -> Donors:
        texts = degraded_texts(donors.rows, rate=rate, turn_words=0, seed=seed)
        n = len(donors)
        clean = donors.rows.assign(is_noisy=False, twin=np.arange(n, 2 * n))
        noisy = _with_texts(donors.rows, texts).assign(is_noisy=True, twin=-1)
        rows = pd.concat([clean, noisy], ignore_index=True)
        recipe = donors.recipe.then("twinned", rate=rate, seed=seed)
        tokens = annotate(segments_of(rows, recipe))
        bare = Donors(rows, tokens, {}, donors.topics, donors.dropped, recipe)
        return fitted_donors(bare, seed=seed, progress=progress)

    return _cached(donors, cache, make, {"twinned": True, "rate": rate, "seed": seed})


def degraded_texts(rows: pd.DataFrame, *, rate: float, turn_words: int, seed: int) -> list[str]:
    """Return the texts without punctuation and capitals, some words replaced, and pieces shuffled.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": "a", "speaker": "b", "topic": 0, "text": ["Oui, c'est l'été."]})
    >>> degraded_texts(rows, rate=0.0, turn_words=0, seed=0)
    ["oui c'est l'été"]
    """
    chance = np.random.default_rng(seed)
    lines = [_WORD.findall(text.lower().replace("’", "'")) for text in rows["text"]]
    sizes = np.array([len(line) for line in lines], dtype=np.int64)
    words = np.array([word for line in lines for word in line], dtype=object)
    # drawing a place of the text is drawing a word by its frequency
    wrong = chance.random(len(words)) < rate
    words[wrong] = words[chance.integers(0, max(len(words), 1), int(wrong.sum()))]
    if turn_words:
        stratum = rows.groupby(["source", "speaker", "topic"], sort=False).ngroup()
        words, sizes = _shuffled(words, sizes, np.asarray(stratum, dtype=np.int64), turn_words, chance)
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    return [" ".join(words[low:high]) for low, high in pairwise(bounds.tolist())]


def _shuffled(
    words: NDArray[np.object_],
    sizes: Ints,
    stratum: Ints,
    turn_words: int,
    chance: np.random.Generator,
) -> tuple[NDArray[np.object_], Ints]:
    """Deal pieces of `turn_words` words anew to the blocks of their stratum, as many pieces as they had."""
    n_pieces = -(-sizes // turn_words)
    block = np.repeat(np.arange(len(sizes)), n_pieces)
    first = np.concatenate([[0], np.cumsum(n_pieces)])[:-1]
    step = np.arange(len(block)) - first[block]
    start = np.concatenate([[0], np.cumsum(sizes)])[:-1][block] + step * turn_words
    length = np.minimum(turn_words, sizes[block] - step * turn_words)
    # the k-th piece place of a stratum takes the k-th of its shuffled pieces
    seats = np.argsort(stratum[block], kind="stable")
    drawn = np.lexsort((chance.random(len(block)), stratum[block]))
    source = np.empty(len(block), dtype=np.int64)
    source[seats] = drawn
    length, start = length[source], start[source]
    ends = np.cumsum(length)
    place = np.arange(int(length.sum())) + np.repeat(start - (ends - length), length)
    return words[place], np.bincount(block, weights=length, minlength=len(sizes)).astype(np.int64)


def _with_texts(rows: pd.DataFrame, texts: list[str]) -> pd.DataFrame:
    return rows.assign(text=texts, n_words=[len(text.split()) for text in texts])


def _cached(
    donors: Donors, cache: str | Path | None, make: Callable[[], Donors], options: dict[str, object]
) -> Donors:
    if cache is None:
        return make()
    rows = donors.rows[["source", "speaker", "topic", "text"]].to_numpy().tolist()
    return kept(Path(cache), hash_of_data({"rows": rows, "options": options, "code": code_hash()}), make)


def _checked(rate: float) -> None:
    if not 0 <= rate <= 1:
        raise TextmineError("not_a_share", name="rate", value=rate)
