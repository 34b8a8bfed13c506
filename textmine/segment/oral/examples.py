"""spaCy examples of sentences in a row: as the treebank has them, and copies written as transcripts are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from textmine.segment.oral.copies import in_groups, transcript_copy
from textmine.segment.oral.rawtext import cut_sentences
from textmine.segment.oral.treebank import Sentence, stripped

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.training import Example
    from spacy.vocab import Vocab

_AS_IT_IS: Final = 0.35
_ALL_STRIPPED: Final = 0.375
_RAW_STRIPPED: Final = 0.85


def make_doc(sentences: Sequence[Sentence], vocab: Vocab) -> Doc:
    """Return one document of sentences in a row, with all that the treebank says."""
    from spacy.tokens import Doc

    filled = [sentence for sentence in sentences if sentence.words]
    words = [word for sentence in filled for word in sentence.words]
    last = np.cumsum([len(sentence.words) for sentence in filled]) - 1
    spaces = [word.space for word in words]
    for index in last:
        spaces[index] = True
    starts: list[bool | int | None] = [False] * len(words)
    for index in [0, *(last[:-1] + 1)] if words else []:
        starts[index] = True
    return Doc(
        vocab,
        words=[word.form for word in words],
        spaces=spaces,
        pos=[word.pos for word in words],
        morphs=[word.morph for word in words],
        tags=[word.fluency for word in words],
        lemmas=[word.lemma for word in words],
        sent_starts=starts,
    )


def make_examples(
    nlp: Language, documents: Iterable[Sequence[Sentence]], chance: np.random.Generator
) -> list[Example]:
    """Return examples of 1 to 12 sentences in a row: a third as it is, the others copies."""
    from spacy.training import Example

    found = []
    for document in documents:
        for group in in_groups(document, chance):
            kind = chance.random()
            if kind < _ALL_STRIPPED:
                group = [stripped(sentence) for sentence in group]
            elif kind < 1 - _AS_IT_IS:
                group = [transcript_copy(sentence, chance) for sentence in group]
            reference = make_doc(group, nlp.vocab)
            if len(reference):
                found.append(Example(nlp.make_doc(reference.text), reference))
    chance.shuffle(found)
    return found


def sentence_examples(nlp: Language, texts: Iterable[str], chance: np.random.Generator) -> Iterator[Example]:
    """Give examples of where sentences start, from punctuated text, most of it stripped."""
    from spacy.tokens import Doc
    from spacy.training import Example

    for text in texts:
        sentences = cut_sentences(text)
        low = 0
        while low < len(sentences):
            high = low + int(chance.integers(1, 16))
            bare = bool(chance.random() < _RAW_STRIPPED)
            words, spaces, starts = _words_of(nlp, sentences[low:high], bare=bare)
            if words:
                reference = Doc(nlp.vocab, words=words, spaces=spaces, sent_starts=starts)
                yield Example(nlp.make_doc(reference.text), reference)
            low = high


def _words_of(
    nlp: Language, sentences: Sequence[str], *, bare: bool
) -> tuple[list[str], list[bool], list[bool | int | None]]:
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[bool | int | None] = []
    for sentence in sentences:
        first = True
        for token in nlp.tokenizer(sentence):
            if token.is_space:
                continue
            if bare and not any(character.isalnum() for character in token.text):
                if spaces and token.whitespace_:
                    spaces[-1] = True
                continue
            words.append(token.lower_ if bare else token.text)
            spaces.append(bool(token.whitespace_))
            starts.append(first)
            first = False
        if spaces:
            spaces[-1] = True
    return words, spaces, starts
