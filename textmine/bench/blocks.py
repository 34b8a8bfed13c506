"""Blocks of real speech to draw synthetic corpora from: read, cut, and rid of formulae said again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.corpus.reading import read
from textmine.recipe import Recipe
from textmine.segment.cutting import split
from textmine.segment.tables import Segments, Tokens

Ints = NDArray[np.int64]
Progress = Callable[[int, int, str], None]

GROUP_FILES: Final = "--"
SHINGLE: Final = 8
LARGEST_REPEATED: Final = 0.1
_WORD: Final = re.compile(r"\w+")
_LED: Final = ("facilitator", "interviewer")
_COLUMNS: Final = (
    "source", "meeting", "order", "speaker", "agenda", "group", "place", "n_words", "text",
)  # fmt: skip


def read_blocks(paths: Sequence[Path], *, words: int) -> tuple[pd.DataFrame, Recipe]:
    """Return the blocks of the speakers of some corpora, those of who leads the meetings left out.

    Parameters
    ----------
    paths
        Corpora, as `textmine.read` takes them; where files' names hold "--", those that share what stands
        before it are parts of one meeting.
    words
        Size of a block; blocks below half of it are left out.

    Returns
    -------
    rows
        One row a block: source (the corpus), meeting, order, speaker, agenda, group (the turn, numbered
        across corpora), place (of the block in what its speaker says in the meeting), n_words and text.
    recipe
        How the corpora were read.
    """
    frames, recipe, shift = [], Recipe(), 0
    for path in paths:
        corpus = read(path, group_files=GROUP_FILES)
        rows = split(corpus, into="blocks", words=words).rows
        rows = rows.assign(
            source=corpus.name,
            meeting=corpus.name + "/" + rows["meeting"],
            group=rows["group"] + shift,
            place=rows.groupby(["meeting", "speaker"], sort=False).cumcount(),
        )
        shift += len(corpus.turns)
        kept = ~rows["role"].isin(_LED) & (2 * rows["n_words"] >= words)
        frames.append(rows.loc[kept, list(_COLUMNS)])
        recipe = recipe.merged(corpus.recipe)
    return pd.concat(frames, ignore_index=True), recipe


def repeated_share(texts: Sequence[str], *, size: int = SHINGLE) -> NDArray[np.float64]:
    """Return the share of each text's runs of `size` words that an earlier text has word for word.

    Parameters
    ----------
    texts
        Texts, n of them; case and punctuation do not count.

    Returns
    -------
    NDArray
        Shape (n,): 0 to 1; 0 for a text of fewer than `size` words.

    Notes
    -----
    Runs of words ("shingles": Broder 1997) are compared by a 64-bit hash.

    Examples
    --------
    >>> repeated_share(["la parole est à vous", "La parole est à vous, merci"], size=4).tolist()
    [0.0, 0.6666666666666666]
    """
    number: dict[str, int] = {}
    words = [[number.setdefault(word, len(number)) for word in _WORD.findall(t.lower())] for t in texts]
    sizes = np.array([len(line) for line in words], dtype=np.int64)
    ids = np.array([word for line in words for word in line], dtype=np.uint64)
    text = np.repeat(np.arange(len(texts)), sizes)
    n_runs = max(len(ids) - size + 1, 0)
    code = np.zeros(n_runs, dtype=np.uint64)
    for step in range(size):
        code = code * np.uint64(0x9E3779B97F4A7C15) + ids[step : step + n_runs] + np.uint64(1)
    whole = text[:n_runs] == text[len(ids) - n_runs :]
    code, text = code[whole], text[:n_runs][whole]
    _, first, which = np.unique(code, return_index=True, return_inverse=True)
    again = np.bincount(text, weights=text[first][which] < text, minlength=len(texts))
    runs = np.bincount(text, minlength=len(texts))
    return np.asarray(again / np.maximum(runs, 1), dtype=np.float64)


def segments_of(rows: pd.DataFrame, recipe: Recipe) -> Segments:
    """Return blocks as segments, each a whole turn of its own."""
    index = np.arange(len(rows), dtype=np.int32)
    ends = np.asarray(rows["text"].str.len(), dtype=np.int32)
    rows = rows.reset_index(drop=True)
    pointer = np.arange(len(rows) + 1, dtype=np.int64)
    return Segments(rows, pointer, index, np.zeros(len(rows), np.int32), ends, "blocks", recipe)


def take_tokens(tokens: Tokens, chosen: Ints, rows: pd.DataFrame) -> Tokens:
    """Return the tokens of the segments `chosen`, shape (m,), each as often as it is named, under new rows.

    Parameters
    ----------
    chosen
        Places of segments.
    rows
        Labels of the m segments.
    """
    sizes = np.diff(tokens.pointer)[chosen]
    pointer = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    place = np.arange(pointer[-1]) + np.repeat(tokens.pointer[chosen] - pointer[:-1], sizes)
    return Tokens(
        rows=rows,
        pointer=pointer,
        form=tokens.form[place],
        lemma=tokens.lemma[place],
        pos=tokens.pos[place],
        start=tokens.start[place],
        end=tokens.end[place],
        flags=tokens.flags[place],
        vocabulary=tokens.vocabulary,
        recipe=tokens.recipe,
    )
