"""Tokens of French segments: forms, lemmas, parts of speech, offsets and flags."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from textmine.errors import TextmineError
from textmine.segment.lexicon import FILLERS, FORM_LEMMAS, LIGHT_LEMMAS, MORE_STOPS, WHOLE
from textmine.segment.tables import (
    FILLER,
    NUMBER,
    POS_NAMES,
    PUNCTUATION,
    REPETITION,
    STOP,
    Segments,
    Tokens,
)
from textmine.workers import map_processes

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.lookups import Table
    from spacy.tokenizer import Tokenizer

BLANK: Final = "blank:fr"
_CHUNK: Final = 2_000


class _Chunk(NamedTuple):
    """Tokens of some segments, with string ids of their own."""

    counts: NDArray[np.int64]
    form: NDArray[np.int32]
    lemma: NDArray[np.int32]
    pos: NDArray[np.uint8]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    strings: tuple[str, ...]


def annotate(
    segments: Segments,
    *,
    pipeline: str = BLANK,
    processes: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Tokens:
    """Tokenise and lemmatise segments; flag fillers, repetitions, punctuation, stop words and numbers.

    Parameters
    ----------
    pipeline
        "blank:fr": spaCy's French tokenizer with the lemma table of ``spacy-lookups-data``, no tagger; or any
        installed spaCy pipeline or folder, whose lemmas and parts of speech are used.
    processes
        The segments are tokenised in this many processes; the result is the same for any number.
    progress
        Called with the number of chunks done and in all.

    Returns
    -------
    Tokens
        White space is no token. Fillers and phatics (euh, hein, ben, bon, oui, voilà, quoi…) are flagged and
        so inactive; so is the second of two like words in a row ("on a, a fait").

    Raises
    ------
    TextmineError
        The pipeline is not installed.

    Notes
    -----
    Forms are lower-cased, with ' for ’. No pipeline object is kept: about 20 bytes a token.
    """
    texts = segments.texts
    chunks = [texts[low : low + _CHUNK] for low in range(0, len(texts), _CHUNK)]
    load(pipeline)
    results = map_processes(
        partial(_annotate_chunk, pipeline=pipeline), chunks, processes=processes, progress=progress
    )
    vocabulary, form, lemma = _shared_vocabulary(results)
    counts = np.concatenate([chunk.counts for chunk in results]) if results else np.zeros(0, np.int64)
    flags = _flags(np.array(vocabulary, dtype=object), form, lemma, counts)
    return Tokens(
        rows=segments.rows.drop(columns="text"),
        pointer=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        form=form,
        lemma=lemma,
        pos=np.concatenate([chunk.pos for chunk in results]),
        start=np.concatenate([chunk.start for chunk in results]),
        end=np.concatenate([chunk.end for chunk in results]),
        flags=flags,
        vocabulary=vocabulary,
        recipe=segments.recipe.then("annotate", pipeline=pipeline),
    )


@cache
def load(pipeline: str) -> Language:
    """Load a pipeline once a process.

    Raises
    ------
    TextmineError
        It is neither "blank:fr" nor an installed pipeline or folder.
    """
    import spacy

    if pipeline != BLANK:
        try:
            return spacy.load(pipeline, exclude=["ner"])
        except OSError as error:
            raise TextmineError("unknown_pipeline", pipeline=pipeline) from error
    nlp = spacy.blank("fr")
    tokenizer = cast("Tokenizer", nlp.tokenizer)
    for word in WHOLE:
        for form in {word, word.capitalize(), word.replace("'", "’"), word.capitalize().replace("'", "’")}:
            tokenizer.add_special_case(form, [{"ORTH": form}])
    return nlp


@cache
def _lemma_table() -> Table:
    from spacy.lookups import load_lookups

    return load_lookups("fr", ["lemma_lookup"]).get_table("lemma_lookup")


def lemma_of(form: str) -> str:
    """Return the most usual lemma of a lower-cased form, without its context.

    Examples
    --------
    >>> [lemma_of(form) for form in ("cotisations", "belles", "chais", "emballeur")]
    ['cotisation', 'beau', 'savoir', 'emballeur']
    """
    if form in FORM_LEMMAS:
        return FORM_LEMMAS[form]
    lemmas = _lemma_table().get(form, form)
    return str(lemmas[0] if isinstance(lemmas, list) else lemmas)


def _annotate_chunk(texts: Sequence[str], pipeline: str) -> _Chunk:
    nlp = load(pipeline)
    docs = (nlp.make_doc(text) for text in texts) if pipeline == BLANK else nlp.pipe(texts)
    attributes: list[int | str] = ["LOWER", "LEMMA", "POS", "IDX", "LENGTH", "IS_SPACE"]
    arrays = []
    for doc in docs:
        array = doc.to_array(attributes)
        arrays.append(array[array[:, 5] == 0])
    table = np.concatenate(arrays) if arrays else np.zeros((0, 6), dtype=np.uint64)
    hashes, where = np.unique(table[:, 0], return_inverse=True)
    forms = [nlp.vocab.strings[int(key)].replace("’", "'") for key in hashes]
    if pipeline == BLANK:
        lemmas, lemma_where = [lemma_of(form) for form in forms], where
    else:
        lemma_hashes, lemma_where = np.unique(table[:, 1], return_inverse=True)
        lemmas = [nlp.vocab.strings[int(key)].lower().replace("’", "'") for key in lemma_hashes]
    strings = tuple(sorted({*forms, *lemmas}))
    number = {string: index for index, string in enumerate(strings)}
    form_ids = np.array([number[form] for form in forms], dtype=np.int32)
    lemma_ids = np.array([number[lemma] for lemma in lemmas], dtype=np.int32)
    start = table[:, 3].astype(np.int32)
    return _Chunk(
        counts=np.array([len(array) for array in arrays], dtype=np.int64),
        form=form_ids[where] if len(where) else np.zeros(0, np.int32),
        lemma=lemma_ids[lemma_where] if len(lemma_where) else np.zeros(0, np.int32),
        pos=_pos_indices(nlp, table[:, 2]),
        start=start,
        end=start + table[:, 4].astype(np.int32),
        strings=strings,
    )


def _pos_indices(nlp: Language, codes: NDArray[np.uint64]) -> NDArray[np.uint8]:
    values, where = np.unique(codes, return_inverse=True)
    names = [nlp.vocab.strings[int(value)] if value else "" for value in values]
    indices = [POS_NAMES.index(name) if name in POS_NAMES else POS_NAMES.index("X") for name in names]
    return np.array(indices, dtype=np.uint8)[where] if len(where) else np.zeros(0, np.uint8)


def _shared_vocabulary(
    chunks: Sequence[_Chunk],
) -> tuple[tuple[str, ...], NDArray[np.int32], NDArray[np.int32]]:
    """Give all chunks one sorted vocabulary, whatever the number of chunks."""
    vocabulary = tuple(sorted({string for chunk in chunks for string in chunk.strings}))
    number = {string: index for index, string in enumerate(vocabulary)}
    forms, lemmas = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    for chunk in chunks:
        ids = np.array([number[string] for string in chunk.strings], dtype=np.int32)
        forms.append(ids[chunk.form] if len(ids) else chunk.form)
        lemmas.append(ids[chunk.lemma] if len(ids) else chunk.lemma)
    return vocabulary, np.concatenate(forms), np.concatenate(lemmas)


def _flags(
    vocabulary: NDArray[np.object_],
    form: NDArray[np.int32],
    lemma: NDArray[np.int32],
    counts: NDArray[np.int64],
) -> NDArray[np.uint8]:
    by_form = np.array([_form_flags(str(word)) for word in vocabulary], dtype=np.uint8)
    by_lemma = np.array([STOP if word in LIGHT_LEMMAS else 0 for word in vocabulary], dtype=np.uint8)
    if not len(form):
        return np.zeros(0, dtype=np.uint8)
    flags = by_form[form] | by_lemma[lemma]
    return flags | _repeated(form, flags, counts) * np.uint8(REPETITION)


def _form_flags(form: str) -> int:
    from spacy.lang.fr.stop_words import STOP_WORDS

    if not any(character.isalnum() for character in form):
        return PUNCTUATION
    flags = 0
    if form in FILLERS:
        flags |= FILLER
    bare = form.strip("'-.’\x92")
    if {form, bare} & (STOP_WORDS | MORE_STOPS) or len(bare) < 2:
        flags |= STOP
    if any(character.isdigit() for character in form):
        flags |= NUMBER
    return flags


def _repeated(
    form: NDArray[np.int32], flags: NDArray[np.uint8], counts: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Mark a word that repeats the word before it in the segment, punctuation and fillers left out."""
    segment = np.repeat(np.arange(len(counts)), counts)
    kept = np.flatnonzero((flags & (PUNCTUATION | FILLER)) == 0)
    same = (form[kept][1:] == form[kept][:-1]) & (segment[kept][1:] == segment[kept][:-1])
    repeated = np.zeros(len(form), dtype=np.bool_)
    repeated[kept[1:][same]] = True
    return repeated
