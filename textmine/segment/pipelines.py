"""Open spaCy pipelines: our own for spoken French, the blank one with a lemma table, any installed one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from textmine.corpus.names.lemmas import forget_lemmas
from textmine.corpus.names.lemmas import lemma_of as lemma_of
from textmine.embedded import NAMES, folder_of
from textmine.errors import TextmineError
from textmine.french import import_french
from textmine.segment.lexicon import WHOLE
from textmine.segment.tagging import Tagger

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer

ORAL: Final = "fr-oral"
BLANK: Final = "blank:fr"
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
    return nlp


@cache
def tagger_of(pipeline: str) -> Tagger | None:
    """Return what tags as a pipeline does, faster, once a process; None of one that must tag by itself."""
    return None if pipeline == BLANK else Tagger.of(load(pipeline))


def forget_pipelines() -> None:
    """Let go of pipelines and of the table of lemmas, which `load` and `lemma_of` keep: 100 MB and more."""
    load.cache_clear()
    tagger_of.cache_clear()
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


def _blank() -> Language:
    import spacy

    import_french()
    nlp = spacy.blank("fr")
    tokenizer = cast("Tokenizer", nlp.tokenizer)
    for word in WHOLE:
        for form in {word, word.capitalize(), word.replace("'", "’"), word.capitalize().replace("'", "’")}:
            tokenizer.add_special_case(form, [{"ORTH": form}])
    return nlp
