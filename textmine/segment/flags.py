"""What each token is besides a word: filler, repetition, restart, marker, punctuation, stop word, number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from textmine.corpus.marks import TAG
from textmine.french import stop_words
from textmine.segment.lexicon import FILLERS, HESITATIONS, LIGHT_LEMMAS, MORE_STOPS
from textmine.segment.tables import FILLER, MARKER, NUMBER, PUNCTUATION, REPETITION, RESTART, STOP

# Tags of the "fluency" part of fr-oral, as flags.
FLUENCY: Final = {"filler": FILLER, "marker": MARKER, "restart": RESTART}
# Rightly said twice: « nous nous réunissons ».
_TWICE: Final = frozenset({"nous", "vous"})


def flags_of(
    vocabulary: Sequence[str],
    form: NDArray[np.int32],
    lemma: NDArray[np.int32],
    counts: NDArray[np.int64],
    fluency: NDArray[np.uint8] | None,
) -> NDArray[np.uint8]:
    """Return the flags of tokens, shape (t,).

    Parameters
    ----------
    vocabulary
        Strings that `form` and `lemma` point to.
    form, lemma
        Shape (t,): ids.
    counts
        Shape (n,): tokens of each segment.
    fluency
        Shape (t,): flags found in context by a pipeline; None where it has no such part, and then every form
        that is on the list of fillers and phatics is taken for one.
    """
    listed = FILLERS if fluency is None else HESITATIONS
    by_form = np.array([_form_flags(word, listed) for word in vocabulary], dtype=np.uint8)
    by_lemma = np.array([STOP if word in LIGHT_LEMMAS else 0 for word in vocabulary], dtype=np.uint8)
    if not len(form):
        return np.zeros(0, dtype=np.uint8)
    flags = by_form[form] | by_lemma[lemma]
    if fluency is not None:
        spoken = (flags & PUNCTUATION) == 0
        flags = np.where(spoken, flags | fluency, flags)
    twice = np.array([word in _TWICE for word in vocabulary], dtype=np.bool_)
    repeated = _repeated(form, flags, counts) & ~twice[form]
    return flags | repeated * np.uint8(REPETITION)


def _form_flags(form: str, fillers: frozenset[str]) -> int:
    if not any(character.isalnum() for character in form):
        return PUNCTUATION
    if TAG.search(form.upper()):
        return STOP
    flags = 0
    if form in fillers:
        flags |= FILLER
    bare = form.strip("'-.’~\x92")
    if {form, bare} & (stop_words() | MORE_STOPS) or len(bare) < 2 or " " in form:
        flags |= STOP
    if any(character.isdigit() for character in form):
        flags |= NUMBER
    return flags


def _repeated(
    form: NDArray[np.int32], flags: NDArray[np.uint8], counts: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Mark a word that repeats the word before it in the segment, punctuation and fillers left out.

    What a restart repeats is the word that stays: of « les les », one is left.
    """
    segment = np.repeat(np.arange(len(counts)), counts)
    kept = np.flatnonzero((flags & (PUNCTUATION | FILLER | RESTART)) == 0)
    same = (form[kept][1:] == form[kept][:-1]) & (segment[kept][1:] == segment[kept][:-1])
    repeated = np.zeros(len(form), dtype=np.bool_)
    repeated[kept[1:][same]] = True
    return repeated
