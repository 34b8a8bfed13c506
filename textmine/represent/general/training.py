"""Train the general French vectors: word2vec on all sources, then contrast on pairs drawn from each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from textmine.represent.general.streams import Passages, read_passages
from textmine.represent.static import assemble, learn_tokenizer, word_ids
from textmine.represent.store import write_facts

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

    from textmine.represent.contrast import Bags, Integers

Progress = Callable[[int, int], None]
WHAT: Final = "GeneralVectors"
_SMOOTHING: Final = 1e-3
_SPREAD: Final = 0.3
_CHUNK: Final = 20_000


@dataclass(frozen=True)
class Options:
    """How the general vectors are trained; the defaults are those of `models/fr-vectors`.

    Attributes
    ----------
    dimensions
        Length of the vectors.
    least_count
        Times that a word must occur to have a vector.
    sweeps
        Times that word2vec reads the text.
    reach
        Largest distance of two passages of a document that make a pair.
    pairs
        Pairs drawn of each source; a third are halves of one passage, the rest neighbours.
    temperature, rate, batch
        See `Settings`.
    """

    dimensions: int = 128
    least_count: int = 5
    sweeps: int = 2
    reach: int = 4
    pairs: int = 180_000
    temperature: float = 0.1
    rate: float = 0.01
    batch: int = 256


@dataclass(frozen=True)
class GeneralVectors:
    """Trained vectors and the facts of their training.

    Attributes
    ----------
    model
        Of built-in sentence-transformers modules, weights in float32 rounded to float16.
    words
        Words of each source.
    n_vocabulary
        Words that have a vector.
    n_pairs
        Pairs of the contrast.
    seconds
        Wall time of the training.
    """

    model: SentenceTransformer
    words: dict[str, int]
    n_vocabulary: int
    n_pairs: int
    seconds: float
    seed: int
    options: Options

    def facts(self) -> dict[str, Any]:
        """Return all but the model, ready for JSON."""
        return {
            "words": self.words,
            "n_vocabulary": self.n_vocabulary,
            "n_pairs": self.n_pairs,
            "seconds": round(self.seconds, 1),
            "seed": self.seed,
            "training": asdict(self.options),
        }

    def save(self, folder: str | Path) -> None:
        """Write a sentence-transformers folder with ``textmine.json``."""
        self.model.save(str(folder), create_model_card=False)
        write_facts(folder, WHAT, self.facts())


def train_general(
    data: Path,
    *,
    seed: int = 0,
    progress: Progress | None = None,
    leave_out: Sequence[str] = (),
    options: Options | None = None,
) -> GeneralVectors:
    """Train general vectors on the sources of a data folder: the same bits for the same seed.

    Parameters
    ----------
    data
        Folder of the sources: see `read_passages`.
    seed
        Of word2vec, of the pairs drawn and of the contrast.
    progress
        Called with steps done and steps in all.
    leave_out
        Sources not to read: what the vectors are to be judged on.

    Raises
    ------
    TextmineError
        There is no source in the folder.

    Notes
    -----
    Skip-grams with negative sampling (Mikolov et al. 2013), weighted by ``a / (a + p(word))`` (SIF: Arora et
    al. 2017) with a = .001, are what the contrast starts from (`train`).
    """
    chosen = options or Options()
    tell = progress or (lambda done, total: None)
    started = time.monotonic()
    sources = read_passages(data, leave_out=leave_out)
    steps = 3 + chosen.sweeps
    tell(1, steps)
    tokenizer, counts, bags = _read_words(sources, chosen.least_count)
    start = _word2vec(bags, counts, chosen, seed, lambda done: tell(1 + done, steps))
    pairs = _drawn_pairs(sources, bags, chosen, seed)
    tell(2 + chosen.sweeps, steps)
    table = _contrasted(bags, pairs, _weighted_start(start, counts), chosen, seed)
    # rounded to 16 bits to pack well, kept as 32: Normalize in 16 bits makes a text without words nan
    model = assemble(tokenizer, table).half().float()
    tell(steps, steps)
    return GeneralVectors(
        model,
        {source.name: source.n_words for source in sources},
        len(table) - 1,
        len(pairs),
        time.monotonic() - started,
        seed,
        chosen,
    )


def _read_words(sources: Sequence[Passages], least_count: int) -> tuple[Tokenizer, NDArray[np.int64], Bags]:
    """Return the tokenizer of frequent words, the count of each, and all passages without other words."""
    from textmine.represent.contrast import Bags

    texts = [text for source in sources for text in source.texts]
    tokenizer = learn_tokenizer(texts, least_count=least_count)
    ids: list[NDArray[np.int64]] = []
    sizes: list[NDArray[np.int64]] = []
    for low in range(0, len(texts), _CHUNK):
        some, n_words = word_ids(tokenizer, texts[low : low + _CHUNK])
        text = np.repeat(np.arange(len(n_words)), n_words)[some != 0]
        ids.append(some[some != 0])
        sizes.append(np.bincount(text, minlength=len(n_words)))
    flat = np.concatenate(ids)
    pointer = np.concatenate([[0], np.cumsum(np.concatenate(sizes))]).astype(np.int64)
    return tokenizer, np.bincount(flat, minlength=tokenizer.get_vocab_size()), Bags(flat, pointer)


class _Sentences:
    """The passages as lists of words' numbers: gensim reads them several times."""

    def __init__(self, bags: Bags, after: Callable[[int], None]) -> None:
        self.bags, self.after, self.reads = bags, after, 0

    def __iter__(self) -> Iterator[list[str]]:
        pointer = self.bags.pointer
        for low, high in pairwise(pointer.tolist()):
            yield [str(word) for word in self.bags.ids[low:high].tolist()]
        self.after(self.reads)
        self.reads += 1


def _word2vec(
    bags: Bags, counts: NDArray[np.int64], options: Options, seed: int, after: Callable[[int], None]
) -> NDArray[np.float32]:
    """Return word2vec's vectors, shape (n_words, dimensions), the first row 0."""
    from gensim.models import Word2Vec

    sentences = _Sentences(bags, lambda reads: after(reads) if reads else None)
    model = Word2Vec(
        vector_size=options.dimensions,
        window=5,
        min_count=1,
        sg=1,
        negative=5,
        sample=1e-4,
        workers=1,
        seed=seed,
        epochs=options.sweeps,
        hashfxn=_fixed_hash,
    )
    model.build_vocab(sentences)
    model.train(sentences, total_examples=len(bags), epochs=options.sweeps)
    table = np.zeros((len(counts), options.dimensions), dtype=np.float32)
    table[[int(word) for word in model.wv.index_to_key]] = model.wv.vectors
    return table


def _fixed_hash(text: str) -> int:
    from zlib import crc32

    return crc32(text.encode())


def _weighted_start(table: NDArray[np.float32], counts: NDArray[np.int64]) -> NDArray[np.float32]:
    weighted = table * (_SMOOTHING / (_SMOOTHING + counts / max(int(counts.sum()), 1)))[:, None]
    spread = float(weighted[1:].std()) or 1.0
    return np.asarray(weighted * (_SPREAD / spread), dtype=np.float32)


def _drawn_pairs(sources: Sequence[Passages], bags: Bags, options: Options, seed: int) -> Integers:
    """Return as many pairs of each source, with repetition where it has fewer."""
    from textmine.represent.contrast import Bags, half_pairs, neighbour_pairs

    chance = np.random.default_rng(seed)
    drawn: list[Integers] = []
    low = 0
    for source in sources:
        high = low + len(source.texts)
        part = Bags(bags.ids, bags.pointer[low : high + 1])
        found = (half_pairs(part), neighbour_pairs(part, source.document, reach=options.reach))
        for pairs, share in zip(found, (0.35, 0.65), strict=True):
            if len(pairs):
                wanted = int(share * options.pairs)
                drawn.append(pairs[chance.choice(len(pairs), wanted, replace=len(pairs) < wanted)])
        low = high
    return np.concatenate(drawn) if drawn else np.zeros((0, 4), dtype=np.int64)


def _contrasted(
    bags: Bags, pairs: Integers, start: NDArray[np.float32], options: Options, seed: int
) -> NDArray[np.float32]:
    from textmine.represent.contrast import Settings, train

    if not len(pairs):
        return start
    settings = Settings(
        seed=seed,
        epochs=1,
        temperature=options.temperature,
        batch=options.batch,
        rate=options.rate,
        most_pairs=len(pairs),
    )
    return train(bags, pairs, start, settings)
