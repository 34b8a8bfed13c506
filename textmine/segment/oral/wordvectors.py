"""Vectors of French words for the tagger: what a word is like, from its neighbours and from a dictionary."""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

SIZE: Final = 96
_LEAST: Final = 6
_EPOCHS: Final = 5
_CLITICS: Final = r"-(?:t-)?(?:ils?|elles?|on|je|tu|nous|vous|ce|là|ci|moi|toi|lui|leur|les?|la|y|en)\b"
_WORDS: Final = re.compile(
    rf"aujourd'hui|quelqu'un|c'est-à-dire|[^\W\d_]+'|{_CLITICS}"
    rf"|[^\W\d_]+(?:-(?!{_CLITICS[1:]})[^\W\d_]+)*|\d+|[.!?;…]+"
)
_ENDING: Final = 3
_LEAST_OF_CLASS: Final = 5


class WordVectors(NamedTuple):
    """Rows of vectors, shape (n, size), float32, of length 1; and the row of each form in lower case."""

    rows: NDArray[np.float32]
    row_of: dict[str, int]


def learn_vectors(texts: Iterable[str], *, most: int, seed: int = 0) -> WordVectors:
    """Train skip-gram vectors (gensim; Mikolov et al. 2013) with a window of 2: like parts of speech.

    Words are cut as the tokenizer cuts; sentences end at . ! ? ; and numbers are one word, "0". The `most`
    most frequent words are kept. One thread, so that a seed gives the same vectors.
    """
    from gensim.models import Word2Vec

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sentences.txt"
        with path.open("w", encoding="utf-8") as out:
            out.writelines(" ".join(words) + "\n" for text in texts for words in _word_sentences(text))
        model = Word2Vec(
            corpus_file=str(path), vector_size=SIZE, window=2, min_count=_LEAST, sg=1, negative=5,
            sample=1e-4, epochs=_EPOCHS, workers=1, seed=seed,
        )  # fmt: skip
    words = model.wv.index_to_key[:most]
    rows = np.asarray(model.wv.vectors[:most], dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return WordVectors(rows, {word: index for index, word in enumerate(words)})


def with_dictionary(vectors: WordVectors, classes: Mapping[str, frozenset[str]]) -> WordVectors:
    """Give words of a dictionary that have no vector the mean vector of known words like them.

    Parameters
    ----------
    classes
        The parts of speech that a form may have, from a dictionary (`form_classes`).

    Notes
    -----
    Like: the same parts of speech and the same last three letters; where fewer than five known words are, the
    last two, the last one, or the parts of speech alone. All words of one such group share a row.
    """
    groups: dict[tuple[frozenset[str], str], list[int]] = defaultdict(list)
    for form, row in vectors.row_of.items():
        for letters in range(_ENDING + 1):
            if form in classes and len(form) > letters:
                groups[classes[form], form[len(form) - letters :]].append(row)
    rows = [vectors.rows]
    row_of = dict(vectors.row_of)
    shared: dict[tuple[frozenset[str], str], int] = {}
    for form, parts in classes.items():
        if form in row_of:
            continue
        group = _group_of(form, parts, groups)
        if group is None:
            continue
        if group not in shared:
            shared[group] = sum(map(len, rows))
            rows.append(vectors.rows[groups[group]].mean(axis=0, keepdims=True))
        row_of[form] = shared[group]
    return WordVectors(np.concatenate(rows).astype(np.float32), row_of)


def form_classes(tables: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """Return the parts of speech of each form, from the forms of each part of speech.

    Examples
    --------
    >>> sorted(form_classes({"noun": ["montre"], "verb": ["montre", "va"]})["montre"])
    ['noun', 'verb']
    """
    # few sets for many forms: each is made once
    none: frozenset[str] = frozenset()
    found: dict[str, frozenset[str]] = {}
    for part, forms in tables.items():
        more: dict[frozenset[str], frozenset[str]] = {}
        for form in forms:
            parts = found.get(form, none)
            if parts not in more:
                more[parts] = parts | {part}
            found[form] = more[parts]
    return {form: found[form] for form in sorted(found)}


def _group_of(
    form: str, parts: frozenset[str], groups: Mapping[tuple[frozenset[str], str], Sequence[int]]
) -> tuple[frozenset[str], str] | None:
    for letters in range(_ENDING, -1, -1):
        group = (parts, form[len(form) - letters :])
        if len(form) > letters and len(groups.get(group, ())) >= _LEAST_OF_CLASS:
            return group
    return None


def _word_sentences(text: str) -> Iterator[list[str]]:
    words: list[str] = []
    for word in _WORDS.findall(text.replace("’", "'").lower()):
        if word[0] not in ".!?;…":
            words.append("0" if word.isdigit() else word)
        elif words:
            yield words
            words = []
    if words:
        yield words
