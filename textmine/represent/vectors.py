"""Vectors of segments: trained on the corpus itself in seconds, or by any sentence-transformers model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Self, cast, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import TextmineError
from textmine.recipe import Recipe
from textmine.represent.features import Features
from textmine.represent.hub import load_library, open_model, precision_of
from textmine.represent.sequence import order_of_speech
from textmine.represent.static import (
    assemble,
    centred,
    is_light,
    learn_tokenizer,
    lsa_table,
    word_ids,
)
from textmine.represent.store import read_facts, write_facts
from textmine.segment.tables import Segments

if TYPE_CHECKING:
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    from textmine.represent.contrast import Bags

Purpose = Literal["pilot", "theme"]
Method = Literal["contrast", "lsa", "model"]

LSA_BELOW: Final = 20_000
_REACH: Final = 5
_TEMPERATURE: Final = {"pilot": 0.1, "theme": 0.2}
_START_SPREAD: Final = 0.3
_BATCH: Final = 512
_NOTHING: Final = 1e-9


class SentenceVectors:
    r"""Vectors of segments, of length 1: near where segments say like things.

    Parameters
    ----------
    purpose
        What the vectors trained on the corpus are for. "pilot", to compare speakers: the two halves of one
        segment are taught to be near, and nothing else, so no pair crosses speakers. "theme", for themes and
        search: segments at most 5 apart in the same meeting are near, whoever speaks, and words too common to
        mean weigh nothing; this erases differences between speakers, so never use it to compare them.
    model
        A sentence-transformers folder or name to use instead, as it is (`purpose`, `dimensions`, `seed`,
        `epochs` and `exclude` then say nothing; a prompt that the model names as its default is used). See
        `open_model`.
    dimensions
        Length of the vectors trained on the corpus, at most; small corpora give fewer.
    seed
        Of the training; the same seed gives the same bits.
    epochs
        Times that the training sees every pair.
    exclude
        Words in lower case that weigh nothing, such as `speaker_words`.

    Attributes
    ----------
    model_ : SentenceTransformer
        The model; for a trained one of built-in modules only, a static table and a normalisation.
    method_ : str
        "contrast"; "lsa" where the corpus has fewer than 20,000 words (`LSA_BELOW`); "model" for a given one.
    n_words_ : int
        Words of the corpus fitted on.

    Notes
    -----
    The table starts from LSA (`lsa_table`), centred on the corpus, and is refined by contrast (`train`)
    where the corpus has enough words. Centring shifts the word vectors by one mean of the whole corpus
    before vectors are made length 1. ``dist_u`` does not change under a shift of the finished vectors, so
    none is done there, and none by meeting, which would hide who leads. A given model is not centred.

    Measured on 14 French debates (0.25 M words, blocks of 50, one thread): 2 to 6 s to train. Two speakers of
    one debate told apart across its themes, by all their blocks and by one block: "pilot" .95 and .72,
    "theme" .70 and .60, LSA .96 and .71, contrast from a random start .91 and .67. Neighbours from other
    debates on the same theme, among 10: "theme" .60, "pilot" .25, LSA .26.

    Examples
    --------
    >>> import tempfile
    >>> import textmine as tm
    >>> talk = "Ana : le four fond le verre\n\nBob : la palette part au port\n\n" * 8
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "reunion.txt").write_text(talk, encoding="utf-8")
    ...     segments = tm.split(tm.read(folder), into="turns")
    >>> SentenceVectors(purpose="pilot").fit_transform(segments).frame()["speaker"].value_counts().tolist()
    [8, 8]
    """

    def __init__(
        self,
        *,
        purpose: Purpose = "pilot",
        model: str | Path | None = None,
        dimensions: int = 128,
        seed: int = 0,
        epochs: int = 3,
        exclude: Sequence[str] = (),
    ) -> None:
        self.purpose = purpose
        self.model = model
        self.dimensions = dimensions
        self.seed = seed
        self.epochs = epochs
        self.exclude = exclude

    def fit(self, segments: Segments) -> Self:
        """Train on the segments, or open the model given.

        Raises
        ------
        TextmineError
            Unknown purpose, too little text to train on, or a model that cannot be found.
        """
        if self.purpose not in get_args(Purpose):
            raise TextmineError("unknown_purpose", purpose=self.purpose, known=", ".join(get_args(Purpose)))
        load_library()
        if self.model is not None:
            self.model_ = open_model(self.model)
            self.method_: Method = "model"
            self.n_words_ = _count_words(segments.texts)
        else:
            self._train(segments)
        self.recipe_ = segments.recipe.then("vectors", **self._options())
        return self

    def transform(self, segments: Segments) -> Features:
        """Return a vector for each segment: Features of kind "vectors", dense, shape (n, d).

        Returns
        -------
        Features
            `rows` gains ``n_known``: the number of words of the segment that have a vector (for a model that
            was given, its words between white space). A segment without any has a row of zeros, which is no
            point near anything: leave such rows out of distances, ``vectors.take(vectors.rows["n_known"] >
            0)``, as their zeros would pull a pilot towards the middle of the corpus. Other rows have length
            1.

        Raises
        ------
        TextmineError
            Nothing was fitted.
        """
        if not hasattr(self, "model_"):
            raise TextmineError("not_fitted", what="SentenceVectors")
        texts = segments.texts
        size = int(self.model_.get_embedding_dimension() or 0)
        values = np.zeros((len(texts), size))
        if texts:
            encoded = self.model_.encode(
                texts, batch_size=_BATCH if self.trained else 32, show_progress_bar=False
            )
            values = np.asarray(encoded, dtype=np.float64)
        n_known = self._n_known(texts)
        lengths = np.linalg.norm(values, axis=1)
        lengths[(n_known == 0) | (lengths == 0)] = np.inf
        rows = segments.rows.drop(columns="text").reset_index(drop=True).assign(n_known=n_known)
        columns = tuple(f"v{index}" for index in range(values.shape[1]))
        recipe = segments.recipe.then("vectors", **self._options())
        return Features(rows, values / lengths[:, None], columns, "vectors", recipe)

    def fit_transform(self, segments: Segments) -> Features:
        """Train on the segments and return their vectors."""
        return self.fit(segments).transform(segments)

    @property
    def trained(self) -> bool:
        """Whether the model is a table of words trained here."""
        return self.method_ != "model"

    def save(self, folder: str | Path) -> None:
        """Write a sentence-transformers folder (safetensors, JSON, no pickle), with ``textmine.json``."""
        if not hasattr(self, "model_"):
            raise TextmineError("not_fitted", what="SentenceVectors")
        self.model_.save(str(folder), create_model_card=False)
        fitted = {"method": self.method_, "n_words": self.n_words_, "recipe": self.recipe_.to_dict()}
        options = {**self._options(), "exclude": sorted(self.exclude)}
        del options["method"], options["precision"]
        write_facts(folder, "SentenceVectors", {"options": options, **fitted})

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Read what `save` wrote, without the network: the same vectors, bit for bit.

        Raises
        ------
        TextmineError
            The folder was not written by `save`; open other models with ``SentenceVectors(model=folder)``.
        """
        facts = read_facts(folder, "SentenceVectors")
        vectors = cls(**facts["options"])
        vectors.model_ = open_model(Path(folder))
        vectors.method_ = facts["method"]
        vectors.n_words_ = int(facts["n_words"])
        vectors.recipe_ = Recipe.from_dict(facts["recipe"])
        return vectors

    def _options(self) -> dict[str, object]:
        return {
            "purpose": self.purpose,
            "model": None if self.model is None else str(self.model),
            "dimensions": self.dimensions,
            "seed": self.seed,
            "epochs": self.epochs,
            "exclude": sorted(self.exclude),
            "method": self.method_,
            "precision": precision_of(self.model_),
        }

    def _train(self, segments: Segments) -> None:
        texts = segments.texts
        tokenizer = learn_tokenizer(texts)
        ids, sizes = word_ids(tokenizer, texts)
        known = self._weighing(tokenizer)
        talk = _Talk.of(ids, sizes, known)
        if int((talk.sizes > 0).sum()) < 2:
            raise TextmineError("too_little_text", segments=len(texts), words=len(ids))
        self.n_words_ = len(ids)
        self.method_ = "lsa" if self.n_words_ < LSA_BELOW else "contrast"
        table = centred(lsa_table(talk.counts, self.dimensions, seed=self.seed), talk.counts, known)
        if np.abs(talk.counts @ table).max() < _NOTHING:
            raise TextmineError("too_little_text", segments=len(texts), words=len(ids))
        if self.method_ == "contrast":
            table = centred(self._refined(table, segments, talk, known), talk.counts, known)
        self.model_ = assemble(tokenizer, table.astype(np.float32))

    def _refined(
        self, table: NDArray[np.float64], segments: Segments, talk: _Talk, known: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        from textmine.represent.contrast import Settings, half_pairs, neighbour_pairs, train

        sequence, meeting = order_of_speech(segments.rows)
        bags = talk.bags(sequence)
        pairs = half_pairs(bags)
        if self.purpose == "theme":
            pairs = np.concatenate([pairs, neighbour_pairs(bags, meeting, reach=_REACH)])
        if not len(pairs):
            return table
        start = (table * (_START_SPREAD / table[known].std())).astype(np.float32)
        settings = Settings(seed=self.seed, epochs=self.epochs, temperature=_TEMPERATURE[self.purpose])
        return train(bags, pairs, start, settings).astype(np.float64)

    def _weighing(self, tokenizer: Tokenizer) -> NDArray[np.bool_]:
        """Shape (n_words,): which words of the tokenizer have a vector."""
        known = np.ones(tokenizer.get_vocab_size(), dtype=np.bool_)
        known[0] = False
        excluded = set(self.exclude)
        for word, index in tokenizer.get_vocab().items():
            if word in excluded or (self.purpose == "theme" and is_light(word)):
                known[index] = False
        return known

    def _n_known(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Shape (n,): words of each text that have a vector."""
        if not self.trained:
            return np.array([len(text.split()) for text in texts], dtype=np.int64)
        embedding = cast("StaticEmbedding", self.model_[0])
        ids, sizes = word_ids(embedding.tokenizer, texts)
        weighing = (embedding.embedding.weight.detach().numpy() != 0).any(axis=1)
        segment = np.repeat(np.arange(len(texts)), sizes)
        return np.bincount(segment[weighing[ids]], minlength=len(texts)).astype(np.int64)


@dataclass(frozen=True)
class _Talk:
    """The words of segments that have a vector, as ids in order, and as counts."""

    ids: NDArray[np.int64]
    sizes: NDArray[np.int64]
    counts: sparse.csr_array

    @classmethod
    def of(cls, ids: NDArray[np.int64], sizes: NDArray[np.int64], known: NDArray[np.bool_]) -> _Talk:
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


def _count_words(texts: Sequence[str]) -> int:
    return sum(len(text.split()) for text in texts)
