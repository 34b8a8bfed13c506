"""Ways to give the segments of a board their rows: ours, and those they stand beside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.represent.general.boards import Board
from textmine.represent.general.tasks import Rows
from textmine.represent.learning import Learnt, Plan, Purpose, Talk, learn
from textmine.represent.start import general_table
from textmine.represent.static import centred, is_light, learn_tokenizer, lsa_table, word_ids
from textmine.represent.words import inverse_frequency, unit_rows

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_EXACT: Final = 0.7
_SMOOTHING: Final = 1e-3


class Encoder(NamedTuple):
    """A fitted method: gives the rows of any texts, shape (n, d), of length 1 or 0."""

    encode: Callable[[list[str]], Rows]


class Ground:
    """The words of a board, counted once for all methods."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.tokenizer: Tokenizer = learn_tokenizer(board.segments.texts)
        self.known = np.ones(self.tokenizer.get_vocab_size(), dtype=np.bool_)
        self.known[0] = False
        self.content = self.known.copy()
        for word, index in self.tokenizer.get_vocab().items():
            self.content[index] &= not is_light(word)
        self.counts = self.count(board.segments.texts)
        self.inverse = self._inverse()

    def count(self, texts: list[str]) -> sparse.csr_array:
        """Return the counts of known words, shape (n, n_words)."""
        ids, sizes = word_ids(self.tokenizer, texts)
        return Talk.of(ids, sizes, self.known).counts

    def linear(self, table: NDArray[np.float64], known: NDArray[np.bool_] | None = None) -> Encoder:
        """Return the method that sums rows of a table, centred on the board."""
        shifted = centred(table, self.counts, self.known if known is None else known)
        return Encoder(lambda texts: _unit(self.count(texts) @ shifted))

    def _inverse(self) -> NDArray[np.float64]:
        present = np.asarray((self.counts > 0).sum(axis=0)).ravel().astype(np.int64)
        return np.where(present > 0, inverse_frequency(present, self.counts.shape[0]), 0.0)


def tfidf(ground: Ground) -> Encoder:
    """Cosine of tf-idf."""
    weights = sparse.diags_array(ground.inverse)
    return Encoder(lambda texts: unit_rows(sparse.csr_array(ground.count(texts) @ weights)))


def centred_tfidf(ground: Ground) -> Encoder:
    """Cosine of tf-idf less the mean of the board: dense, one column a word."""
    return ground.linear(np.diag(ground.inverse).astype(np.float32))


def lsa(ground: Ground) -> Encoder:
    """LSA of 128 factors, centred."""
    return ground.linear(lsa_table(ground.counts, 128))


def word2vec(ground: Ground, *, seed: int = 0) -> Encoder:
    """Mean of the board's word2vec vectors weighted by SIF, less the first direction (Arora et al. 2017)."""
    from gensim.models import Word2Vec

    ids, sizes = word_ids(ground.tokenizer, ground.board.segments.texts)
    texts = [[str(word) for word in text if word] for text in np.split(ids, np.cumsum(sizes)[:-1])]
    model = Word2Vec(
        texts, vector_size=128, min_count=1, sg=1, workers=1, seed=seed, epochs=20, hashfxn=_number
    )
    table = np.zeros((len(ground.known), 128))
    table[[int(word) for word in model.wv.index_to_key]] = model.wv.vectors
    share = np.asarray(ground.counts.sum(axis=0)).ravel() / ground.counts.sum()
    table *= (_SMOOTHING / (_SMOOTHING + share))[:, None]
    means = ground.counts @ table
    _, _, right = np.linalg.svd(_unit(means), full_matrices=False)
    return ground.linear(table - table @ np.outer(right[0], right[0]))


def general(ground: Ground, folder: Path, *, content: bool) -> Encoder:
    """General vectors as they are, centred on the board; words they lack weigh nothing."""
    table, own = general_table(folder, ground.tokenizer, ground.counts)
    kept = own & (ground.content if content else ground.known)
    return ground.linear(table, kept)


def trained(ground: Ground, purpose: Purpose, folder: Path | None, *, seed: int = 0) -> Encoder:
    """`SentenceVectors` of a purpose: from the corpus alone, or adapted from a folder of general vectors."""
    learnt: Learnt = learn(ground.board.segments, Plan(purpose, None, seed, 3, (), folder))
    table = learnt.table.astype(np.float64)

    def encode(texts: list[str]) -> Rows:
        ids, sizes = word_ids(learnt.tokenizer, texts)
        return _unit(Talk.of(ids, sizes, np.ones(len(table), dtype=np.bool_)).counts @ table)

    return Encoder(encode)


def mixture(exact: Encoder, like: Encoder) -> Encoder:
    """``.7 tf-idf + .3 vectors``: cosines of rows side by side are the mixed cosines."""

    def encode(texts: list[str]) -> Rows:
        parts = [
            exact.encode(texts) * _EXACT**0.5,
            sparse.csr_array(like.encode(texts)) * (1 - _EXACT) ** 0.5,
        ]
        return sparse.csr_array(sparse.hstack(parts))

    return Encoder(encode)


def _number(text: str) -> int:
    return int(text)


def _unit(values: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(values, axis=1, keepdims=True)
    unit: NDArray[np.float64] = values / np.where(lengths > 0, lengths, 1.0)
    return unit
