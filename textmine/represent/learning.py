"""Learn a table of word vectors from a corpus: by LSA, by contrast, or by adapting general vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import TextmineError
from textmine.represent.sequence import order_of_speech
from textmine.represent.start import general_table
from textmine.represent.static import (
    centred,
    is_light,
    learn_tokenizer,
    levelled_table,
    lsa_table,
    word_ids,
)
from textmine.segment.tables import Segments

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from textmine.represent.contrast import Bags, Settings

Purpose = Literal["pilot", "speaker", "theme"]
Method = Literal["contrast", "adapted", "lsa", "model"]
Table = NDArray[np.float64]

LSA_BELOW: Final = 20_000
# blocks of a run that word vectors are learnt on, at most: two million words
MOST_LEARNT: Final = 40_000
DIMENSIONS: Final = {"pilot": 128, "speaker": 512, "theme": 128}
_LSA_DIMENSIONS: Final = 128
_SEGMENTS_A_FACTOR: Final = 3
_LEAST_KNOWN: Final = 0.5
_REACH: Final = 5
_START_SPREAD: Final = 0.3
_NOTHING: Final = 1e-9


@dataclass(frozen=True)
class Plan:
    """How to learn a table.

    Attributes
    ----------
    purpose
        See `SentenceVectors`.
    dimensions
        Length of the vectors, at most; None takes that of the purpose.
    seed, epochs
        Of the contrast.
    exclude
        Words in lower case that weigh nothing.
    general
        Folder of general vectors to start from; None starts from the corpus.
    """

    purpose: Purpose
    dimensions: int | None
    seed: int
    epochs: int
    exclude: Sequence[str]
    general: Path | None


@dataclass(frozen=True)
class Learnt:
    """A table of word vectors, the tokenizer of its rows, its method, and the number of words learnt on."""

    tokenizer: Tokenizer
    table: NDArray[np.float32]
    method: Method
    n_words: int


def learn(segments: Segments, plan: Plan) -> Learnt:
    """Learn a table of word vectors from segments.

    Raises
    ------
    TextmineError
        There is too little text.
    """
    texts = segments.texts
    tokenizer = learn_tokenizer(texts)
    ids, sizes = word_ids(tokenizer, texts)
    known = _weighing(tokenizer, plan)
    talk = Talk.of(ids, sizes, known)
    if int((talk.sizes > 0).sum()) < 2:
        raise TextmineError("too_little_text", segments=len(texts), words=len(ids))
    method: Method = "lsa" if len(ids) < LSA_BELOW else "contrast"
    table = _general_start(tokenizer, talk, plan)
    if table is None:
        table = centred(_corpus_table(talk, plan, method), talk.counts, known)
    else:
        method = "adapted"
        table = _fewer_columns(centred(table, talk.counts, known), plan.dimensions)
    if not table.size or np.abs(talk.counts @ table).max() < _NOTHING:
        raise TextmineError("too_little_text", segments=len(texts), words=len(ids))
    if method != "lsa":
        refined = _refined(table, segments, talk, known, _how(plan, method))
        table = centred(refined, talk.counts, known)
    return Learnt(tokenizer, table.astype(np.float32), method, len(ids))


def _general_start(tokenizer: Tokenizer, talk: Talk, plan: Plan) -> Table | None:
    """Return the general vectors of the corpus's words; None where they know too few of its words."""
    if plan.general is None:
        return None
    table, own = general_table(plan.general, tokenizer, talk.counts)
    return table if own[talk.ids].mean() >= _LEAST_KNOWN else None


def _corpus_table(talk: Talk, plan: Plan, method: Method) -> Table:
    if method == "contrast" and plan.purpose == "speaker":
        wanted = min(plan.dimensions or DIMENSIONS["speaker"], talk.counts.shape[0] // _SEGMENTS_A_FACTOR)
        return levelled_table(talk.counts, wanted, seed=plan.seed)
    return lsa_table(talk.counts, plan.dimensions or _LSA_DIMENSIONS, seed=plan.seed)


def _fewer_columns(table: Table, dimensions: int | None) -> Table:
    """Turn a table to its principal directions, where fewer columns are wanted than it has."""
    if dimensions is None or dimensions >= table.shape[1]:
        return table
    _, directions = np.linalg.eigh(np.einsum("wi,wj->ij", table, table))
    turned: Table = table @ directions[:, ::-1][:, :dimensions]
    return turned


def _refined(table: Table, segments: Segments, talk: Talk, known: NDArray[np.bool_], how: _How) -> Table:
    from textmine.represent.contrast import half_pairs, neighbour_pairs, train

    sequence, meeting = order_of_speech(segments.rows)
    bags = talk.bags(sequence)
    pairs = half_pairs(bags)
    if how.reach:
        pairs = np.concatenate([pairs, neighbour_pairs(bags, meeting, reach=how.reach)])
    spread = float(table[known].std())
    if not len(pairs) or not spread:
        return table
    start = (table * (_START_SPREAD / spread)).astype(np.float32)
    return train(bags, pairs, start, how.settings).astype(np.float64)


class _How(NamedTuple):
    """Neighbours that make pairs, at most so far apart (0: none), and the settings of the contrast."""

    reach: int
    settings: Settings


def _how(plan: Plan, method: Method) -> _How:
    from textmine.represent.contrast import Settings

    if plan.purpose == "theme":
        return _How(_REACH, Settings(seed=plan.seed, epochs=plan.epochs, temperature=0.2))
    if method == "adapted" or plan.purpose == "pilot":
        return _How(0, Settings(seed=plan.seed, epochs=plan.epochs))
    # small steps: what tells speakers apart is there at the start, and larger ones wear it off
    return _How(0, Settings(seed=plan.seed, epochs=plan.epochs, temperature=0.05, rate=0.005))


def _weighing(tokenizer: Tokenizer, plan: Plan) -> NDArray[np.bool_]:
    """Shape (n_words,): which words of the tokenizer have a vector."""
    known = np.ones(tokenizer.get_vocab_size(), dtype=np.bool_)
    known[0] = False
    excluded = set(plan.exclude)
    for word, index in tokenizer.get_vocab().items():
        if word in excluded or (plan.purpose == "theme" and is_light(word)):
            known[index] = False
    return known


@dataclass(frozen=True)
class Talk:
    """The words of segments that have a vector, as ids in order, and as counts."""

    ids: NDArray[np.int64]
    sizes: NDArray[np.int64]
    counts: sparse.csr_array

    @classmethod
    def of(cls, ids: NDArray[np.int64], sizes: NDArray[np.int64], known: NDArray[np.bool_]) -> Talk:
        """Keep the words that are known; ``sizes`` are the words of each segment."""
        kept = known[ids]
        segment = np.repeat(np.arange(len(sizes)), sizes)[kept]
        cells = sparse.coo_array(
            (np.ones(len(segment)), (segment, ids[kept])), shape=(len(sizes), len(known))
        )
        return cls(ids[kept], np.bincount(segment, minlength=len(sizes)), sparse.csr_array(cells))

    def bags(self, sequence: NDArray[np.int64]) -> Bags:
        """Return the segments' words in another order of segments."""
        from textmine.represent.contrast import Bags

        sizes = self.sizes[sequence]
        starts = (np.cumsum(self.sizes) - self.sizes)[sequence]
        pointer = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        where = np.arange(pointer[-1]) + np.repeat(starts - pointer[:-1], sizes)
        return Bags(self.ids[where], pointer)
