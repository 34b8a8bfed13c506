"""Files that say nearly the same: how many runs of five words they share."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.corpus.tables import Corpus
from textmine.corpus.vocabulary import fold

RUN: Final = 5
LEAST_JACCARD: Final = 0.3
LEAST_CONTAINED: Final = 0.7
FEWEST: Final = 30
_COMMON: Final = 50
_PRIME: Final = np.uint64(1_099_511_628_211)

Hashes = NDArray[np.uint64]


class NearCopy(NamedTuple):
    """Two files, the Jaccard index of their runs of words, and the share of the smaller one in the larger."""

    first: str
    second: str
    jaccard: float
    contained: float


def find_near_copies(
    corpus: Corpus, *, least_jaccard: float = LEAST_JACCARD, least_contained: float = LEAST_CONTAINED
) -> list[NearCopy]:
    r"""Return pairs of files that share many runs of five words, most alike first.

    Parameters
    ----------
    corpus
        Corpus as read.
    least_jaccard, least_contained
        A pair is told when the Jaccard index of the sets of runs, or the share of the smaller set that is in
        the larger one, reaches these.

    Notes
    -----
    Shingles as in Broder (1997), without case, accents and punctuation, counted exactly. Files with fewer
    than 30 runs are left out, and runs that more than 50 files have do not count. A file that holds several
    meetings is looked at meeting by meeting.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from textmine.corpus.reading import read
    >>> talk = "\n".join(f"{'AB'[i % 2]} : " + " ".join(f"mot{i}x{j}" for j in range(9)) for i in range(9))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name, text in (("a.txt", talk), ("b.txt", talk + "\nB : et encore")):
    ...         _ = (Path(folder) / name).write_text(text, encoding="utf-8")
    ...     [pair] = find_near_copies(read(folder))
    >>> pair.first, pair.second, round(pair.jaccard, 2), pair.contained
    ('a.txt', 'b.txt', 0.97, 1.0)
    """
    sets = {name: runs for name, runs in _runs_of(corpus).items() if len(runs) >= FEWEST}
    names, shared = list(sets), _shared(list(sets.values()))
    found = []
    for (one, two), count in shared.items():
        first, second = len(sets[names[one]]), len(sets[names[two]])
        jaccard, contained = count / (first + second - count), count / min(first, second)
        if jaccard >= least_jaccard or contained >= least_contained:
            found.append(NearCopy(names[one], names[two], jaccard, contained))
    return sorted(found, key=lambda pair: (-pair.contained, -pair.jaccard, pair.first, pair.second))


def _runs_of(corpus: Corpus) -> dict[str, Hashes]:
    """Return the distinct hashed runs of each file, or of each meeting of a file with several."""
    meetings = corpus.turns.groupby("file")["meeting"].nunique()
    words: dict[str, list[str]] = {}
    for file, meeting, text in corpus.turns[["file", "meeting", "text"]].itertuples(index=False):
        name = str(file) if meetings[file] < 2 else f"{file} ({meeting})"
        words.setdefault(name, []).extend(fold(text).split())
    if not words:
        return {}
    codes, _ = pd.factorize(np.array(list(itertools.chain.from_iterable(words.values())), dtype=object))
    ends = np.cumsum([len(found) for found in words.values()])
    parts = np.split(codes.astype(np.uint64), ends[:-1])
    return {name: _runs(part) for name, part in zip(words, parts, strict=True)}


def _runs(codes: Hashes) -> Hashes:
    n = len(codes) - RUN + 1
    if n < 1:
        return np.zeros(0, dtype=np.uint64)
    value = np.full(n, np.uint64(14_695_981_039_346_656_037))
    with np.errstate(over="ignore"):
        for place in range(RUN):
            value = (value ^ (codes[place : place + n] + np.uint64(1))) * _PRIME
    return np.unique(value)


def _shared(sets: Sequence[Hashes]) -> Counter[tuple[int, int]]:
    """Return how many runs each pair of sets shares."""
    shared: Counter[tuple[int, int]] = Counter()
    if not sets:
        return shared
    values = np.concatenate(sets)
    owners = np.repeat(np.arange(len(sets)), [len(one) for one in sets])
    order = np.lexsort((owners, values))
    values, owners = values[order], owners[order]
    starts = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    sizes = np.diff(np.append(starts, len(values)))
    for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
        if size <= _COMMON:
            shared.update(itertools.combinations(owners[start : start + size].tolist(), 2))
    return shared
