"""Training copies of treebank sentences, written as transcripts are: without punctuation, marked, elided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from textmine.segment.oral.treebank import FILLER, WORD, Sentence, Word, stripped

_MARKS: Final = (
    ("[", "inaudible", "]"), ("(", "inaudible", ")"), ("(", "rires", ")"), ("[", "rires", "]"),
    ("(", "silence", ")"), ("[", "pause", "]"), ("XXX",), ("xxx",), ("(", "?", ")"),
)  # fmt: skip
_FILLERS: Final = ("euh", "heu", "hum", "mh", "hein", "ben", "bah", "ouais", "euh", "euh")
_SPOKEN: Final = {
    "petit": "p'tit", "petite": "p'tite", "petits": "p'tits", "petites": "p'tites", "oui": "ouais",
    "puis": "pis", "enfin": "'fin", "voilà": "v'là", "cette": "c'te", "heures": "h",
}  # fmt: skip
_PAIRS: Final = {
    ("je", "suis"): "chuis", ("je", "sais"): "chais", ("tu", "as"): "t'|as", ("tu", "es"): "t'|es",
    ("tu", "avais"): "t'|avais", ("il", "y"): "|y", ("il", "faut"): "|faut", ("je", "pense"): "j'|pense",
    ("je", "vais"): "j'|vais", ("je", "veux"): "j'|veux", ("je", "peux"): "j'|peux",
}  # fmt: skip
_ACCENTED: Final = str.maketrans({"'": "’"})


def transcript_copy(sentence: Sentence, chance: np.random.Generator) -> Sentence:
    """Return a copy as a transcript may give it: a mixture of the changes below, drawn at random.

    No punctuation and no capitals, or one of the two; ’ for '; spoken forms (p'tit, chais, t'as, y a);
    transcript marks ((rires), XXX); a filler put in; a word broken off (« coti~ »); a word said twice.
    """
    changed = sentence
    if chance.random() < 0.25:
        changed = _spoken(changed, chance)
    if chance.random() < 0.15:
        changed = _hesitant(changed, chance)
    kind = chance.choice(4, p=(0.3, 0.5, 0.1, 0.1))
    if kind == 1:
        changed = stripped(changed)
    elif kind == 2:
        changed = replace(changed, words=tuple(w for w in changed.words if w.pos != "PUNCT"))
    elif kind == 3:
        changed = replace(changed, words=tuple(replace(w, form=w.form.lower()) for w in changed.words))
    if chance.random() < 0.1:
        changed = _marked(changed, chance)
    if chance.random() < 0.3:
        words = (replace(word, form=word.form.translate(_ACCENTED)) for word in changed.words)
        changed = replace(changed, words=tuple(words))
    return changed


def _spoken(sentence: Sentence, chance: np.random.Generator) -> Sentence:
    words: list[Word] = []
    for word in sentence.words:
        form = word.form.lower()
        pair = (words[-1].form.lower(), form) if words else ("", "")
        if pair in _PAIRS and words[-1].space and chance.random() < 0.5:
            first, _, second = _PAIRS[pair].partition("|")
            if not second:
                words[-1] = replace(word, form=first)
            else:
                words[-1:] = [replace(words[-1], form=first, space=False)] if first else []
                words.append(replace(word, form=second))
        elif form in _SPOKEN and chance.random() < 0.4 and not (form == "puis" and word.pos != "CCONJ"):
            words.append(replace(word, form=_SPOKEN[form]))
        else:
            words.append(word)
    return replace(sentence, words=tuple(words))


def _hesitant(sentence: Sentence, chance: np.random.Generator) -> Sentence:
    """Put in a filler, a repeated word or a word broken off, at one place between words."""
    words = list(sentence.words)
    places = [i for i, word in enumerate(words) if word.space and word.pos not in {"PUNCT", "X"} and i]
    if not places:
        return sentence
    place = int(chance.choice(places))
    kind = int(chance.integers(3))
    if kind == 0:
        filler = str(chance.choice(_FILLERS))
        words.insert(place, Word(filler, filler, "INTJ", fluency=FILLER))
    elif kind == 1 and words[place].fluency == WORD:
        words.insert(place, replace(words[place], fluency="restart"))
    elif len(words[place].form) > 4:
        cut = words[place].form[: int(chance.integers(1, 4))] + str(chance.choice(["~", "-", "…"]))
        words.insert(place, Word(cut, cut.lower(), "X", fluency="restart"))
    return replace(sentence, words=tuple(words))


def _marked(sentence: Sentence, chance: np.random.Generator) -> Sentence:
    words = list(sentence.words)
    places = [i for i, word in enumerate(words) if word.space]
    if not places:
        return sentence
    place = int(chance.choice(places)) + 1
    mark = _MARKS[int(chance.integers(len(_MARKS)))]
    made = [Word(part, part.lower(), "X" if part.isalpha() else "PUNCT", space=False) for part in mark]
    made[-1] = replace(made[-1], space=True)
    return replace(sentence, words=(*words[:place], *made, *words[place:]))


def in_groups(
    sentences: Sequence[Sentence], chance: np.random.Generator, *, most: int = 12
) -> list[list[Sentence]]:
    """Cut sentences of one document into groups of 1 to `most` in a row, drawn at random."""
    groups, low = [], 0
    while low < len(sentences):
        size = int(chance.integers(1, most + 1))
        groups.append(list(sentences[low : low + size]))
        low += size
    return groups
