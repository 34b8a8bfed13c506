"""Where utterances start and end in talk, with or without punctuation, by the sentence part of fr-oral."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from textmine.segment.pipelines import ORAL, open_pipeline

if TYPE_CHECKING:
    from spacy.language import Language

_NOT_NEEDED: Final = ("tok2vec", "morphologizer", "fluency", "lemmatizer")


def utterance_spans(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Return the spans of the utterances of each text, in code points, white space at their ends left out.

    Examples
    --------
    >>> utterance_spans(["On commence ? Oui, allons-y."])
    [[(0, 13), (14, 28)]]
    """
    nlp = _sentence_part()
    found = []
    for doc in nlp.pipe(texts):
        spans = ((sentence.start_char, sentence.text) for sentence in doc.sents)
        bounds = ((low + len(text) - len(text.lstrip()), low + len(text.rstrip())) for low, text in spans)
        found.append([(low, high) for low, high in bounds if low < high])
    return found


@cache
def _sentence_part() -> Language:
    return open_pipeline(ORAL, without=_NOT_NEEDED)
