"""Tag texts as a spaCy pipeline of one convolution and two taggers does: the same tags, in less time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from textmine.workers import own_threads

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Floats = NDArray[np.float32]
Ids = NDArray[np.uint64]
COLUMNS: Final = ("LOWER", "LEMMA", "POS", "TAG", "IDX", "LENGTH")
_PARTS: Final = ["tok2vec", "morphologizer", "fluency", "lemmatizer"]
_TOKEN: Final[list[int | str]] = ["ORTH", "LOWER", "IDX", "LENGTH", "IS_SPACE"]
_LEAST_VARIANCE: Final = np.float32(1e-8)
_MOST_WORDS: Final = 200_000
# texts at once: four times as many take 230 MB more, and are no faster
AT_ONCE: Final = 64
# so many times the threads wait or are computed, while the thread that asks does other work
_AHEAD: Final = 4


class Tagged(NamedTuple):
    """Tokens of texts, white space left out.

    Attributes
    ----------
    counts
        Shape (n,): tokens of each text.
    table
        Shape (m, 6): the spaCy attributes `COLUMNS` of each token.
    """

    counts: NDArray[np.int64]
    table: Ids


_NONE: Final = Tagged(np.zeros(0, dtype=np.int64), np.zeros((0, len(COLUMNS)), dtype=np.uint64))


class Tagger:
    """Tags texts by the weights of a pipeline.

    Notes
    -----
    It computes what ``nlp.pipe`` does, with these differences: a word is embedded once, not each time that it
    occurs (what the first layer gives depends on nothing but the word); between two texts stand as many empty
    rows as a row can see, not twice as many; layers are NumPy products in threads of their own, while the
    first one cuts words and finds lemmas, each once for its part of speech.
    """

    def __init__(self, nlp: Language, embed: Any, layers: Sequence[_Layer], heads: Sequence[_Head]) -> None:  # noqa: ANN401
        self._nlp = nlp
        self._words = _Words(nlp, embed)
        self._lemmas = _Lemmas(nlp)
        self._layers = layers
        self._heads = heads

    @classmethod
    def of(cls, nlp: Language) -> Self | None:
        """Return the tagger of a pipeline; None of one that is built otherwise, which must tag by itself."""
        if nlp.pipe_names != _PARTS:
            return None
        shared, morphology, fluency = (nlp.get_pipe(name) for name in _PARTS[:3])
        try:
            embed, encode = shared.model.layers  # type: ignore[attr-defined]
            layers = [_Layer.of(block) for block in encode.layers[0].layers]
            pos = [morphology.cfg["labels_pos"].get(label, 0) for label in morphology.labels]  # type: ignore[attr-defined]
            tags = [nlp.vocab.strings.add(label) for label in fluency.labels]  # type: ignore[attr-defined]
            heads = [_Head.of(part.model, ids) for part, ids in ((morphology, pos), (fluency, tags))]  # type: ignore[attr-defined]
        except (AttributeError, IndexError, KeyError, ValueError):
            return None
        if encode.attrs.get("pad") != len(layers) or any(layer is None for layer in layers):
            return None
        return cls(nlp, embed, [layer for layer in layers if layer is not None], heads)

    def tag(self, texts: Sequence[str], *, at_once: int, threads: int | None = None) -> Tagged:
        """Return the tokens of texts.

        Parameters
        ----------
        at_once, threads
            Texts that are computed at once, and threads that compute (None: `own_threads`); the tokens are
            the same for any number of either.
        """
        [tagged] = self.tag_each([texts], at_once=at_once, threads=threads)
        return tagged

    def tag_each(
        self, chunks: Iterable[Sequence[str]], *, at_once: int, threads: int | None = None
    ) -> Iterator[Tagged]:
        """Yield the tokens of lists of texts, in order; threads go on with what follows meanwhile.

        Parameters
        ----------
        at_once, threads
            As in `tag`.
        """
        parts: list[Tagged] = [_NONE]
        for part, is_last in self._parts(chunks, at_once, threads or own_threads()):
            parts.append(part)
            if is_last:
                yield Tagged(*map(np.concatenate, zip(*parts, strict=True)))
                parts = [_NONE]

    def _parts(
        self, chunks: Iterable[Sequence[str]], at_once: int, n_threads: int
    ) -> Iterator[tuple[Tagged, bool]]:
        """Yield the tokens of `at_once` texts, and whether they end a list."""
        waiting: deque[_Waiting] = deque()
        with ThreadPoolExecutor(n_threads) as pool:
            for texts, is_last in _cut(chunks, at_once):
                docs, rows, places = self._begun(texts)
                compute = partial(self._scored, rows, places)
                scores = pool.submit(compute).result if n_threads > 1 else compute
                waiting.append(_Waiting(docs, scores, is_last))
                if len(waiting) > _AHEAD * n_threads:
                    yield self._ended(waiting.popleft())
            while waiting:
                yield self._ended(waiting.popleft())

    def _begun(self, texts: Sequence[str]) -> tuple[list[Doc], Floats, NDArray[np.int64]]:
        """Return texts cut into words, their rows with empty ones between texts, and each word's row."""
        docs = [self._nlp.make_doc(text) for text in texts]
        sizes = np.array([len(doc) for doc in docs], dtype=np.int64)
        gap = len(self._layers)
        places = np.arange(sizes.sum()) + gap * (1 + np.repeat(np.arange(len(docs)), sizes))
        rows = self._words.rows([np.asarray(doc.to_array("ORTH"), dtype=np.uint64) for doc in docs])
        spread = np.zeros((len(places) + gap * (len(docs) + 1), rows.shape[1]), dtype=np.float32)
        spread[places] = rows
        return docs, spread, places

    def _scored(self, rows: Floats, places: NDArray[np.int64]) -> list[NDArray[np.intp]]:
        """Return the label of each word, by each head, shape (m,); `rows` are written over."""
        window, pieces = (np.zeros((len(rows), 3 * rows.shape[1]), dtype=np.float32) for _ in range(2))
        for layer in self._layers:
            layer.add(rows, window, pieces)
        words = rows[places]
        return [(words @ head.weights + head.bias).argmax(axis=1) for head in self._heads]

    def _ended(self, waiting: _Waiting) -> tuple[Tagged, bool]:
        docs, labels = waiting.docs, waiting.scores()
        told = [doc.to_array(_TOKEN) for doc in docs]
        table = np.concatenate([np.zeros((0, len(_TOKEN)), dtype=np.uint64), *told])
        is_word = table[:, 4] == 0
        pos, tags = (head.ids[found] for head, found in zip(self._heads, labels, strict=True))
        lemmas = self._lemmas.of(table[is_word, 0], pos[is_word])
        columns = [table[is_word, 1], lemmas, pos[is_word], tags[is_word], *table[is_word, 2:4].T]
        text = np.repeat(np.arange(len(docs)), [len(doc) for doc in docs])
        counts = np.bincount(text[is_word], minlength=len(docs)).astype(np.int64)
        return Tagged(counts, np.stack(columns, axis=1)), waiting.is_last


class _Waiting(NamedTuple):
    """Texts cut into words, what returns the label of each word by each head, and whether they end a list."""

    docs: list[Doc]
    scores: Callable[[], list[NDArray[np.intp]]]
    is_last: bool


def _cut(chunks: Iterable[Sequence[str]], size: int) -> Iterator[tuple[Sequence[str], bool]]:
    """Yield `size` texts at a time, none of two lists, and whether they end a list: each list has an end."""
    for texts in chunks:
        for low in range(0, max(len(texts), 1), size):
            yield texts[low : low + size], low + size >= len(texts)


class _Layer(NamedTuple):
    """A convolution over three rows, the largest of three pieces, normalised, added to what came in.

    Attributes
    ----------
    weights, bias
        Shapes (3 d, 3 d) and (3 d,): columns are piece by piece.
    scale, shift
        Shape (d,): of the normalisation.
    """

    weights: Floats
    bias: Floats
    scale: Floats
    shift: Floats

    @classmethod
    def of(cls, block: Any) -> Self | None:  # noqa: ANN401 - thinc's generic model
        """Return the layer of a residual block of thinc; None of a block of another build."""
        nodes = {node.name: node for node in block.walk()}
        maxout, norm, expand = nodes["maxout"], nodes["layernorm"], nodes["expand_window"]
        weights, bias = maxout.get_param("W"), maxout.get_param("b")
        n_out, n_pieces, n_in = weights.shape
        is_known = block.name.startswith("residual(expand_window>>maxout>>layernorm")
        if not is_known or n_pieces != 3 or n_in != 3 * n_out or expand.attrs["window_size"] != 1:
            return None
        columns = weights.transpose(2, 1, 0).reshape(n_in, n_pieces * n_out)
        across = bias.T.reshape(n_pieces * n_out)
        return cls(np.ascontiguousarray(columns), across, norm.get_param("G"), norm.get_param("b"))

    def add(self, rows: Floats, window: Floats, pieces: Floats) -> None:
        """Add to rows what the layer makes of them; `window` and `pieces`, of shape (n, 3 d), are room."""
        d = rows.shape[1]
        window[1:, :d], window[:, d : 2 * d], window[:-1, 2 * d :] = rows[:-1], rows, rows[1:]
        window[0, :d], window[-1, 2 * d :] = 0.0, 0.0
        np.matmul(window, self.weights, out=pieces)
        pieces += self.bias
        best = np.maximum(pieces[:, :d], pieces[:, d : 2 * d])
        np.maximum(best, pieces[:, 2 * d :], out=best)
        best -= best.mean(axis=1, keepdims=True)
        variance = np.einsum("nd,nd->n", best, best) / np.float32(d) + _LEAST_VARIANCE
        best *= (1 / np.sqrt(variance))[:, None]
        best *= self.scale
        best += self.shift
        rows += best


class _Head(NamedTuple):
    """A linear layer over labels: shapes (d, k) and (k,), and the id that each label stands for, (k,)."""

    weights: Floats
    bias: Floats
    ids: Ids

    @classmethod
    def of(cls, model: Any, ids: Sequence[int]) -> Self:  # noqa: ANN401 - thinc's generic model
        """Return the last layer of a tagger's model, whose labels stand for these ids."""
        softmax = model.layers[1].layers[0]
        weights = np.ascontiguousarray(softmax.get_param("W").T)
        return cls(weights, softmax.get_param("b"), np.array(ids, dtype=np.uint64))


class _Words:
    """Rows of words met before, made by the first layer of a pipeline."""

    def __init__(self, nlp: Language, embed: Any) -> None:  # noqa: ANN401 - thinc's generic model
        self._nlp, self._embed = nlp, embed
        self._row_of: dict[int, int] = {}
        self._rows = np.zeros((0, embed.get_dim("nO")), dtype=np.float32)

    def rows(self, texts: Sequence[Ids]) -> Floats:
        """Return the rows of words, shape (m, d): those of all texts, one after the other."""
        words = np.concatenate([np.zeros(0, dtype=np.uint64), *texts])
        distinct, where = np.unique(words, return_inverse=True)
        new = [word for word in distinct.tolist() if word not in self._row_of]
        if len(self._row_of) + len(new) > _MOST_WORDS:
            self._row_of.clear()
            self._rows, new = self._rows[:0], distinct.tolist()
        if new:
            self._learn(new)
        place = np.array([self._row_of[word] for word in distinct.tolist()], dtype=np.int64)
        return np.asarray(self._rows[place[where]], dtype=np.float32)

    def _learn(self, words: list[int]) -> None:
        from spacy.tokens import Doc

        doc = Doc(self._nlp.vocab, words=[self._nlp.vocab.strings[word] for word in words])
        made = self._embed.predict([doc])[0]
        self._row_of.update({word: len(self._rows) + index for index, word in enumerate(words)})
        self._rows = np.concatenate([self._rows, made])


class _Lemmas:
    """Lemmas of words met before as a part of speech, found by the lemmatizer of a pipeline."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._lemma_of: dict[tuple[int, int], int] = {}

    def of(self, words: Ids, pos: Ids) -> Ids:
        """Return the id of the lemma of each word as its part of speech, shape (m,)."""
        pairs, where = np.unique(np.stack([words, pos], axis=1), axis=0, return_inverse=True)
        wanted = [(word, part) for word, part in pairs.tolist()]
        new = [pair for pair in wanted if pair not in self._lemma_of]
        if len(self._lemma_of) + len(new) > _MOST_WORDS:
            self._lemma_of.clear()
            new = wanted
        if new:
            self._learn(new)
        found = np.array([self._lemma_of[pair] for pair in wanted], dtype=np.uint64)
        return found[where.ravel()] if len(wanted) else found

    def _learn(self, pairs: Sequence[tuple[int, int]]) -> None:
        from spacy.tokens import Doc

        strings = self._nlp.vocab.strings
        lemmatizer: Any = self._nlp.get_pipe("lemmatizer")
        doc = Doc(self._nlp.vocab, words=[strings[word] for word, _ in pairs],
                  pos=[strings[part] for _, part in pairs])  # fmt: skip
        for pair, token in zip(pairs, doc, strict=True):
            self._lemma_of[pair] = strings.add(lemmatizer.lemmatize(token)[0])
