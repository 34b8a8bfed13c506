"""Open spaCy pipelines: our own for spoken French, the blank one with a lemma table, any installed one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from textmine.corpus.names.lemmas import forget_lemmas
from textmine.corpus.names.lemmas import lemma_of as lemma_of
from textmine.embedded import NAMES, folder_of
from textmine.errors import TextmineError
from textmine.french import import_french
from textmine.segment.lexicon import WHOLE

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer
    from spacy.tokens import Doc

ORAL: Final = "fr-oral"
BLANK: Final = "blank:fr"
_MOST_WORDS: Final = 200_000
_NOT_FOR_TOKENS: Final = ("ner", "senter")


@cache
def load(pipeline: str) -> Language:
    """Load a pipeline once a process, without the parts that tokens do not need (names, sentences).

    Raises
    ------
    TextmineError
        It is none of "fr-oral", "blank:fr", an installed pipeline, a folder; the sentence says how to get it.
    """
    if pipeline == BLANK:
        return _blank()
    nlp = open_pipeline(pipeline, without=_NOT_FOR_TOKENS)
    find_lemmas_by_hash(nlp)
    if "fluency" in nlp.pipe_names:
        remember_words(nlp)
    return nlp


def forget_pipelines() -> None:
    """Let go of pipelines and of the table of lemmas, which `load` and `lemma_of` keep: 100 MB and more."""
    load.cache_clear()
    forget_lemmas()


def open_pipeline(pipeline: str, *, without: tuple[str, ...] = ()) -> Language:
    """Open an embedded pipeline, an installed one or a folder.

    Raises
    ------
    TextmineError
        There is none of that name, or the folder holds none.
    """
    import spacy

    where, config = pipeline, {}
    if pipeline in NAMES:
        folder = folder_of(pipeline)
        if folder is None:
            raise TextmineError("no_embedded_model", name=pipeline)
        import_french()
        where, config = str(folder), {"nlp": {"tokenizer": {"@tokenizers": _empty_tokenizer()}}}
    try:
        nlp = spacy.load(where, exclude=list(without), config=config)
    except (OSError, ValueError) as error:
        raise TextmineError("unknown_pipeline", pipeline=pipeline) from error
    use_numpy_products(nlp)
    return nlp


@cache
def _empty_tokenizer() -> str:
    """Register a tokenizer that a pipeline's folder fills, and return its name.

    What spaCy makes first, and replaces by what is in the folder, is its default for French: four seconds.
    """
    from spacy.tokenizer import Tokenizer
    from spacy.util import registry

    def make() -> Callable[[Language], Tokenizer]:
        return lambda nlp: Tokenizer(nlp.vocab)

    name = "textmine.EmptyTokenizer.v1"
    registry.tokenizers(name)(make)
    return name


def use_numpy_products(nlp: Language) -> None:
    """Multiply matrices by NumPy's BLAS, not by spaCy's own: three times as fast where measured."""
    from thinc.api import NumpyOps

    # one of its own: spaCy shares its operations between pipelines
    operations = NumpyOps(use_blis=False)
    for _, part in nlp.pipeline:
        model = getattr(part, "model", None)
        for node in () if model is None else model.walk():
            if isinstance(node.ops, NumpyOps):
                node.ops = operations


def find_lemmas_by_hash(nlp: Language) -> None:
    """Make sets of the lists of lemmas that a rule lemmatizer looks words up in: same lemmas, found at once.

    A pipeline so changed must not be saved: sets cannot be.
    """
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None) if "lemmatizer" in nlp.pipe_names else None
    if lookups is None or not lookups.has_table("lemma_index"):
        return
    index = lookups.get_table("lemma_index")
    for part, words in list(index.items()):
        index[part] = frozenset(words)


def remember_words(nlp: Language) -> None:
    """Embed each word of a shared tok2vec once, not each time that it occurs: same numbers, less work.

    What the first layer gives depends on nothing but the word, and a text says few words often. Training must
    not use this.
    """
    if "tok2vec" not in nlp.pipe_names:
        return
    embed = nlp.get_pipe("tok2vec").model.layers[0]  # type: ignore[attr-defined]
    rows_of = _Rows(embed, nlp)
    embed._func = lambda model, docs, is_train: (rows_of(docs), lambda gradient: [])


class _Rows:
    """The first layer's rows of words met before."""

    def __init__(self, embed: Any, nlp: Language) -> None:  # noqa: ANN401 - thinc's generic model
        self._forward = embed._func
        self._embed = embed
        self._nlp = nlp
        self._row_of: dict[int, int] = {}
        self._rows = np.zeros((0, embed.get_dim("nO")), dtype=np.float32)

    def __call__(self, docs: Sequence[Doc]) -> list[NDArray[np.float32]]:
        words = [doc.to_array("ORTH") for doc in docs]
        self._learn(np.unique(np.concatenate(words)) if words else np.zeros(0, np.uint64))
        return [self._rows[[self._row_of[word] for word in found.tolist()]] for found in words]

    def _learn(self, words: NDArray[np.uint64]) -> None:
        new = [word for word in words.tolist() if word not in self._row_of]
        if not new:
            return
        if len(self._row_of) > _MOST_WORDS:
            self._row_of.clear()
            self._rows = self._rows[:0]
            new = words.tolist()
        from spacy.tokens import Doc

        doc = Doc(self._nlp.vocab, words=[self._nlp.vocab.strings[word] for word in new])
        rows, _ = self._forward(self._embed, [doc], False)
        self._row_of.update({word: len(self._rows) + index for index, word in enumerate(new)})
        self._rows = np.concatenate([self._rows, rows[0]])


def _blank() -> Language:
    import spacy

    nlp = spacy.blank("fr")
    tokenizer = cast("Tokenizer", nlp.tokenizer)
    for word in WHOLE:
        for form in {word, word.capitalize(), word.replace("'", "’"), word.capitalize().replace("'", "’")}:
            tokenizer.add_special_case(form, [{"ORTH": form}])
    return nlp
