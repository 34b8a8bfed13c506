"""Vectors of segments: trained on the corpus itself in seconds, or by any sentence-transformers model."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray

from textmine.display import ShownModel
from textmine.embedded import folder_of
from textmine.errors import TextmineError
from textmine.recipe import Recipe
from textmine.represent.features import Features
from textmine.represent.hub import load_library, open_model, precision_of
from textmine.represent.learning import LSA_BELOW as LSA_BELOW
from textmine.represent.learning import Method, Plan, Purpose, learn
from textmine.represent.store import read_facts, write_facts
from textmine.represent.word_table import WordTable, open_table
from textmine.segment.chunks import chunks_of
from textmine.segment.tables import Segments
from textmine.workers import Workers

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Start = Literal["general", "corpus"]

_CHUNK: Final = 256


class SentenceVectors(ShownModel):
    r"""Vectors of segments, of length 1: near where segments say like things.

    Parameters
    ----------
    purpose
        What the vectors trained on the corpus are for. "pilot", to measure how far speakers are from each
        other: the two halves of one segment are taught to be near, and nothing else, so no pair crosses
        speakers. "speaker", to tell who speaks: the same with rarer traits kept; it tells speakers apart
        better and detects convergence less well (see Notes). "theme", for themes and
        search: segments at most 5 apart in the same meeting are near, whoever speaks, and words too common to
        mean weigh nothing; this erases differences between speakers, so never use it to compare them.
    model
        A sentence-transformers folder or name to use instead, as it is (`purpose`, `dimensions`, `seed`,
        `epochs` and `exclude` then say nothing; a prompt that the model names as its default is used). See
        `open_model`.
    start
        What the training starts from: "general", the French vectors that come with textmine
        (`models/fr-vectors`), or "corpus", the corpus alone. None takes "general" for themes and "corpus"
        else, which is what was measured best. Without the folder, the corpus alone.
    dimensions
        Length of the vectors trained on the corpus, at most; small corpora give fewer. None takes 512 for
        "speaker" where the corpus has 20,000 words, else 128.
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
        "contrast"; "adapted" where it started from general vectors; "lsa" where it did not and the corpus has
        fewer than 20,000 words (`LSA_BELOW`); "model" for a given one.
    n_words_ : int
        Words of the corpus fitted on.

    Notes
    -----
    "pilot" starts from LSA (`lsa_table`), "speaker" from LSA with its strong factors held down
    (`levelled_table`; at most one factor for three segments), "theme" from the general vectors
    (`general_table`) where they know half of the corpus's words, else from LSA. Contrast then refines the
    table (`train`), save that without general vectors fewer than 20,000 words stay with LSA. Centring shifts
    the word vectors by one mean of the whole corpus before vectors are made length 1. ``dist_u`` does not
    change under a shift of the finished vectors, so none is done there, and none by meeting, which would hide
    who leads. A given model is not centred.

    Measured on 14 French debates (0.27 M words, blocks of 50, one thread), general vectors that never saw
    them. Two speakers of one debate told apart across its themes, by half of their talk and by one block:
    "speaker" .99 and .78, centred tf-idf .99 and .77, LSA .96 and .72, "theme" .66 and .60. Neighbours from
    other debates on the same theme, among 10: "theme" .57 (from the corpus alone .56), "speaker" .25,
    word2vec .28, tf-idf .23, LSA .19. More methods and tasks: `textmine.represent.general.scores`.

    Why "pilot" is not "speaker": six speakers of the Assembly over eight meetings of ten blocks, each block
    of theirs replaced more and more often (to one in two) by one of a seventh speaker; `converge` found it at
    .05 in .57 of 120 such sets with "pilot", .42 with "speaker" (vectors learnt on 46,000 words), .71 and .59
    (on 440,000). General vectors that never saw the talk did as well as "pilot" (.58); the shipped ones,
    which saw it, did far better (.87 against .40, at eight blocks): never measure talk that they were trained
    on.

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
        start: Start | None = None,
        dimensions: int | None = None,
        seed: int = 0,
        epochs: int = 3,
        exclude: Sequence[str] = (),
    ) -> None:
        self.purpose = purpose
        self.model = model
        self.start = start
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
        if self.start not in (None, *get_args(Start)):
            raise TextmineError("unknown_start", start=self.start, known=", ".join(get_args(Start)))
        if self.model is not None:
            load_library()
            self._made: WordTable | SentenceTransformer = open_model(self.model)
            self.model_path_ = str(self.model)
            self.method_: Method = "model"
            self.n_words_ = int(_word_counts(segments.texts).sum())
        else:
            self._train(segments)
        self.recipe_ = segments.recipe.then("vectors", **self._options())
        return self

    def transform(self, segments: Segments, *, processes: int = 1, scheduler: str | None = None) -> Features:
        """Return a vector for each segment: Features of kind "vectors", dense, shape (n, d).

        Parameters
        ----------
        processes, scheduler
            Who encodes, for a model that was given (a table trained here needs no help): processes of this
            machine, or the workers of a Dask scheduler. The vectors are the same.

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
        [vectors] = self.transform_each([segments], processes=processes, scheduler=scheduler)
        return vectors

    def transform_each(
        self, parts: Iterable[Segments], *, processes: int = 1, scheduler: str | None = None
    ) -> Iterator[Features]:
        """Yield the vectors of tables of segments as they come, such as meetings: see `transform`.

        Texts of several tables are encoded together where a model was given, so that a vector has the same
        bits as if all came in one table.
        """
        if not hasattr(self, "_made"):
            raise TextmineError("not_fitted", what="SentenceVectors")
        if isinstance(self._made, WordTable):
            for segments in parts:
                values, n_known = _of_length_one(*self._made.encode_counted(segments.texts))
                yield self._features(segments, values, n_known)
            return
        asked: deque[Segments] = deque()
        held = np.zeros((0, int(self._made.get_embedding_dimension() or 0)))
        for encoded in self._given(
            self._made, chunks_of(parts, _CHUNK, asked=asked), Workers(processes, scheduler)
        ):
            held = np.concatenate([held, encoded])
            while asked and len(held) >= len(asked[0]):
                segments = asked.popleft()
                yield self._given_features(segments, held[: len(segments)])
                held = held[len(segments) :]
        for segments in asked:
            yield self._given_features(segments, held)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the vectors of any texts, such as queries: shape (n, d), rows of length 1 or 0."""
        if not hasattr(self, "_made"):
            raise TextmineError("not_fitted", what="SentenceVectors")
        if isinstance(self._made, WordTable):
            return _of_length_one(*self._made.encode_counted(texts))[0]
        chunks = [[*texts[low : low + _CHUNK]] for low in range(0, len(texts), _CHUNK)]
        empty = np.zeros((0, int(self._made.get_embedding_dimension() or 0)))
        found = np.concatenate([empty, *self._given(self._made, chunks, Workers())])
        return _of_length_one(found, _word_counts(texts))[0]

    def fit_transform(self, segments: Segments) -> Features:
        """Train on the segments and return their vectors."""
        return self.fit(segments).transform(segments)

    @property
    def model_(self) -> SentenceTransformer:
        """The model as sentence-transformers has it."""
        if not hasattr(self, "_made"):
            raise AttributeError("model_")
        if not isinstance(self._made, WordTable):
            return self._made
        load_library()
        return self._made.model()

    @property
    def trained(self) -> bool:
        """Whether the model is a table of words trained here."""
        return self.method_ != "model"

    def save(self, folder: str | Path) -> None:
        """Write a sentence-transformers folder (safetensors, JSON, no pickle), with ``textmine.json``."""
        if not hasattr(self, "_made"):
            raise TextmineError("not_fitted", what="SentenceVectors")
        if isinstance(self._made, WordTable):
            self._made.save(folder)
        else:
            self._made.save(str(folder), create_model_card=False)
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
        vectors.method_ = facts["method"]
        vectors._made = open_table(folder) if vectors.trained else open_model(Path(folder))
        vectors.model_path_ = str(folder)
        vectors.n_words_ = int(facts["n_words"])
        vectors.recipe_ = Recipe.from_dict(facts["recipe"])
        return vectors

    def _options(self) -> dict[str, object]:
        return {
            "purpose": self.purpose,
            "model": None if self.model is None else str(self.model),
            "start": self.start,
            "dimensions": self.dimensions,
            "seed": self.seed,
            "epochs": self.epochs,
            "exclude": sorted(self.exclude),
            "method": self.method_,
            "precision": "float32" if isinstance(self._made, WordTable) else precision_of(self._made),
        }

    def _general_folder(self) -> Path | None:
        wanted = self.start or ("general" if self.purpose == "theme" else "corpus")
        return folder_of("fr-vectors") if wanted == "general" else None

    def _train(self, segments: Segments) -> None:
        plan = Plan(
            self.purpose, self.dimensions, self.seed, self.epochs, self.exclude, self._general_folder()
        )
        learnt = learn(segments, plan)
        self.n_words_ = learnt.n_words
        self.method_ = learnt.method
        self._made = WordTable(learnt.tokenizer, np.ascontiguousarray(learnt.table))

    def _features(
        self, segments: Segments, values: NDArray[np.float64], n_known: NDArray[np.int64]
    ) -> Features:
        rows = segments.rows.drop(columns="text").reset_index(drop=True).assign(n_known=n_known)
        columns = tuple(f"v{index}" for index in range(values.shape[1]))
        recipe = segments.recipe.then("vectors", **self._options())
        return Features(rows, values, columns, "vectors", recipe)

    def _given_features(self, segments: Segments, values: NDArray[np.float64]) -> Features:
        return self._features(segments, *_of_length_one(values, _word_counts(segments.texts)))

    def _given(
        self, model: SentenceTransformer, chunks: Iterable[list[str]], workers: Workers
    ) -> Iterator[NDArray[np.float64]]:
        """Yield the vectors of a model that was given, whoever encodes them."""
        if workers == Workers():
            return (_encoded_by(model, chunk) for chunk in chunks)
        return workers.each(partial(_encode_chunk, model=self.model_path_), chunks)


def _of_length_one(
    encoded: NDArray[Any], n_known: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return vectors of length 1, or 0 where no word is known, with the number of known words."""
    values = encoded.astype(np.float64)
    lengths = np.linalg.norm(values, axis=1)
    lengths[(n_known == 0) | (lengths == 0)] = np.inf
    values /= lengths[:, None]
    return values, n_known


def _word_counts(texts: Sequence[str]) -> NDArray[np.int64]:
    return np.array([len(text.split()) for text in texts], dtype=np.int64)


def _encode_chunk(texts: Sequence[str], model: str) -> NDArray[np.float64]:
    return _encoded_by(_opened(model), texts)


def _encoded_by(model: SentenceTransformer, texts: Sequence[str]) -> NDArray[np.float64]:
    encoded = model.encode(list(texts), batch_size=32, show_progress_bar=False)
    return np.asarray(encoded, dtype=np.float64)


@lru_cache(maxsize=1)
def _opened(model: str) -> SentenceTransformer:
    """Return a model that was given, opened once in a process."""
    load_library()
    return open_model(model)
