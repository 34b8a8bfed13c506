"""A table of word vectors as a sentence-transformers model: tokenizer, LSA table, assembly."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.french import stop_words
from textmine.represent.factors import exact_svd, quick_svd
from textmine.represent.words import inverse_frequency, unit_rows

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

UNKNOWN: Final = "[UNK]"
WORD_PATTERN: Final = r"aujourd'hui|[\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{M}\p{N}]+)*"
_LEAST_COUNT: Final = 2
_CHUNK: Final = 1_024
_NO_STRENGTH: Final = 1e-6


def learn_tokenizer(texts: Sequence[str], *, least_count: int = _LEAST_COUNT) -> Tokenizer:
    """Return a word tokenizer whose vocabulary is the words that occur `least_count` times or more.

    Texts are put in NFC and lower case, ’ is ' and cuts words (l'œuvre: l, œuvre), a hyphen does not. Id 0 is
    the unknown word; the others follow by falling count, ties by code points.

    Examples
    --------
    >>> tokenizer = learn_tokenizer(["L’œuvre et l'été", "œuvre d'ÉTÉ"])
    >>> tokenizer.encode("L'œuvre d’été").tokens
    ['l', 'œuvre', '[UNK]', 'été']
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordLevel(unk_token=UNKNOWN))
    steps = [normalizers.NFC(), normalizers.Replace("’", "'"), normalizers.Lowercase()]
    tokenizer.normalizer = normalizers.Sequence(steps)
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(WORD_PATTERN), "removed", invert=True)
    trainer = trainers.WordLevelTrainer(
        vocab_size=2**31 - 1, min_frequency=least_count, special_tokens=[UNKNOWN], show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def word_ids(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the ids of all words of the texts, and the number of words of each text, shape (n,)."""
    sizes = np.zeros(len(texts), dtype=np.int64)
    parts = [np.zeros(0, dtype=np.int64)]
    # a few at a time: the tokenizer's own records take a hundred bytes a word
    for low in range(0, len(texts), _CHUNK):
        some = list(texts[low : low + _CHUNK])
        ids = [found.ids for found in tokenizer.encode_batch_fast(some, add_special_tokens=False)]
        sizes[low : low + len(some)] = [len(words) for words in ids]
        parts.append(np.fromiter(chain.from_iterable(ids), dtype=np.int64))
    return np.concatenate(parts), sizes


@cache
def is_light(word: str) -> bool:
    """Tell whether a word in lower case says little of a theme: function words, fillers, light verbs.

    Examples
    --------
    >>> [is_light(word) for word in ("les", "euh", "faisons", "nucléaire")]
    [True, True, True, False]
    """
    from textmine.segment.lexicon import FILLERS, LIGHT_LEMMAS, MORE_STOPS
    from textmine.segment.pipelines import lemma_of

    listed = word in FILLERS or word in MORE_STOPS or word in stop_words()
    return listed or len(word) < 2 or lemma_of(word) in LIGHT_LEMMAS


def lsa_table(counts: sparse.csr_array, dimensions: int, *, seed: int = 0) -> NDArray[np.float64]:
    """Return latent semantic analysis as a table of word vectors, shape (n_words, rank).

    Parameters
    ----------
    counts
        Shape (n segments, n_words).
    dimensions
        Factors wanted; the rank is at most the smaller side of `counts`.

    Notes
    -----
    With X = U·S·Vᵀ the decomposition of the tf-idf rows (`weigh`), a segment's LSA vector is x·V: linear in
    its counts, so that the sum of rows ``idf_w · V_w`` over its words has the same direction (Deerwester et
    al. 1990).
    """
    rows, inverse = _weighted(counts)
    _, _, right = exact_svd(rows, min(dimensions, *rows.shape), seed=seed)
    table: NDArray[np.float64] = (right * inverse).T
    return table


def levelled_table(counts: sparse.csr_array, dimensions: int, *, seed: int = 0) -> NDArray[np.float64]:
    """Return latent semantic analysis whose strong factors are held down, shape (n_words, rank).

    Rows ``idf_w · V_w / √S``: halfway between LSA and factors of equal weight, so that what few say counts
    beside what all talk about. The same parameters as `lsa_table`; factors of no strength are left out.
    Speakers of one debate are told apart better so than by LSA or by tf-idf itself.
    """
    rows, inverse = _weighted(counts)
    _, strengths, right = quick_svd(rows, min(dimensions, *rows.shape), seed=seed)
    kept = strengths > _NO_STRENGTH * max(1.0, float(strengths.max(initial=0.0)))
    table: NDArray[np.float64] = (right[kept] * inverse).T / np.sqrt(strengths[kept])
    return table


def _weighted(counts: sparse.csr_array) -> tuple[sparse.csr_array, NDArray[np.float64]]:
    """Return the tf-idf rows of counts, and the weight of each word."""
    present = np.asarray((counts > 0).sum(axis=0)).ravel().astype(np.int64)
    inverse = np.where(present > 0, inverse_frequency(present, counts.shape[0]), 0.0)
    return unit_rows(sparse.csr_array(counts @ sparse.diags_array(inverse))), inverse


def centred(
    table: NDArray[np.float64], counts: sparse.csr_array, known: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Shift the known words so that the mean segment of the corpus is the origin; unknown ones are 0.

    The shift is one for the whole corpus, never one a meeting: what all share in a meeting is a result.
    """
    sizes = np.asarray(counts.sum(axis=1)).ravel()
    filled = sizes > 0
    means = (counts @ table)[filled] / sizes[filled, None]
    return np.where(known[:, None], table - means.mean(axis=0), 0.0)


def assemble(tokenizer: Tokenizer, table: NDArray[np.float32]) -> SentenceTransformer:
    """Return a sentence-transformers model of built-in modules: the mean of word vectors, made length 1."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    embedding = StaticEmbedding(tokenizer, embedding_weights=np.ascontiguousarray(table))
    return SentenceTransformer(modules=[embedding, Normalize()], device="cpu")
