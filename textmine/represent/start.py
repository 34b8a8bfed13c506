"""Start a corpus's word table from general French vectors, and give the words they lack a place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.represent.word_table import open_table

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Table = NDArray[np.float64]


def general_table(
    folder: Path, tokenizer: Tokenizer, counts: sparse.csr_array
) -> tuple[Table, NDArray[np.bool_]]:
    """Return the general vectors of a corpus's words, shape (n_words, d), and which words have their own.

    Parameters
    ----------
    folder
        A saved `GeneralVectors`.
    tokenizer
        Of the corpus: see `learn_tokenizer`.
    counts
        Shape (n segments, n_words).

    Raises
    ------
    TextmineError
        The folder holds no model of word vectors.
    """
    general = open_table(folder)
    weights, number = general.table, general.tokenizer.get_vocab()
    table = np.zeros((tokenizer.get_vocab_size(), weights.shape[1]))
    known = np.zeros(len(table), dtype=np.bool_)
    for word, index in tokenizer.get_vocab().items():
        if index and word in number:
            table[index], known[index] = weights[number[word]], True
    return placed(table, known, counts), known


def placed(table: Table, known: NDArray[np.bool_], counts: sparse.csr_array) -> Table:
    """Give each unknown word the mean direction of the segments it occurs in, and a usual length.

    Parameters
    ----------
    table
        Shape (n_words, d); rows of unknown words are 0.
    known
        Shape (n_words,).
    counts
        Shape (n segments, n_words).

    Notes
    -----
    As "à la carte" embedding (Khodak et al. 2018) without its linear map: segments are the sum of their known
    words, made length 1, less their mean. The length given is the median of the known words' lengths.

    Examples
    --------
    >>> counts = sparse.csr_array(np.array([[0, 1, 0, 1], [0, 0, 1, 0]]))
    >>> table = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 2.0], [0.0, 0.0]])
    >>> placed(table, np.array([False, True, True, False]), counts)[3].round(3)
    array([ 1.414, -1.414])
    """
    segments = counts @ table
    segments /= np.maximum(np.linalg.norm(segments, axis=1, keepdims=True), 1e-12)
    lacking = np.flatnonzero(~known)
    lacking = lacking[lacking > 0]
    means = sparse.csr_array(counts[:, lacking].T) @ (segments - segments.mean(axis=0))
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    usual = float(np.median(np.linalg.norm(table[known], axis=1))) if known.any() else 0.0
    filled = table.copy()
    filled[lacking] = means / np.maximum(lengths, 1e-12) * usual
    return filled
