"""Entities from a spaCy pipeline, or from a function of the caller's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from textmine.corpus.masking.finding import Entities, Recogniser
from textmine.errors import TextmineError


def recogniser_of(ner: str | Recogniser | None) -> Recogniser | None:
    """Return the function that finds entities in texts; a name is that of an installed pipeline.

    Raises
    ------
    TextmineError
        There is no such pipeline, or it finds no entities.
    """
    if ner is None or callable(ner):
        return ner
    import spacy

    try:
        nlp = spacy.load(ner)
    except (OSError, ValueError) as error:
        raise TextmineError("unknown_pipeline", pipeline=ner) from error
    if not any(name in nlp.pipe_names for name in ("ner", "entity_ruler")):
        raise TextmineError("mask_without_ner", pipeline=ner)
    return partial(_entities, nlp)


def _entities(nlp: Any, texts: Sequence[str]) -> Iterator[Entities]:  # noqa: ANN401 - spaCy has no types here
    for doc in nlp.pipe(texts):
        yield [(one.start_char, one.end_char, one.label_) for one in doc.ents]
