"""Names that survive a format: labels of speakers, names of files, identifiers."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from textmine.corpus.clocks import iso_date
from textmine.corpus.folder import is_transcript
from textmine.corpus.vocabulary import fold

_UNFIT: Final = re.compile(r"[^\w.()' -]+")
_NOT_ASCII_WORD: Final = re.compile(r"[^A-Za-z0-9]+")


def labels_of(
    names: Iterable[str],
    fits: Callable[[str], bool],
    *,
    language: str = "fr",
    form: Callable[[str], str] = str,
) -> dict[str, str]:
    """Return the label under which each speaker is written: the name, or a number where it is unfit.

    Reading merges labels that fold to the same words, so that no two labels do.

    Parameters
    ----------
    names
        Of the speakers.
    fits
        Tells whether the format can hold a label.
    language
        Of the corpus, for the labels made up.
    form
        Spells a name as the format wants it.

    Examples
    --------
    >>> labels_of(["Anne", "ANNE", "?", "Paul"], str.isalpha)
    {'Anne': 'Locuteur 1', 'ANNE': 'Locuteur 2', '?': 'Inconnu 1', 'Paul': 'Paul'}
    """
    names = list(dict.fromkeys(names))
    folded = Counter(fold(name) for name in names)
    spoken, unknown = ("Locuteur", "Inconnu") if language.startswith("fr") else ("Speaker", "Unknown")
    found: dict[str, str] = {}
    for name in names:
        label = form(name)
        fine = bool(fold(name)) and folded[fold(name)] == 1 and fold(label) == fold(name) and fits(label)
        if not fine:
            word = unknown if name.startswith("?") else spoken
            number = 1
            while folded[fold(f"{word} {number}")]:
                number += 1
            label = form(f"{word} {number}")
            folded[fold(label)] += 1
        found[name] = label
    return found


def aliases_of(labels: Mapping[str, str]) -> dict[str, str]:
    """Return the label of each speaker that is not simply the name."""
    return {name: label for name, label in labels.items() if fold(label) != fold(name)}


def file_names(meetings: Mapping[str, str], ending: str) -> dict[str, str]:
    """Return a file's name for each meeting: its own where any system allows it.

    Parameters
    ----------
    meetings
        Dates, "" when unknown, by meeting.
    ending
        Of the files, with its dot.

    Examples
    --------
    >>> file_names({"a/b": "", "A_b": "", "readme": ""}, ".txt")
    {'a/b': 'a_b.txt', 'A_b': 'A_b-2.txt', 'readme': '_readme.txt'}
    """
    taken: set[str] = set()
    found: dict[str, str] = {}
    for number, (meeting, day) in enumerate(meetings.items(), 1):
        stem = _UNFIT.sub("_", unicodedata.normalize("NFC", meeting)).strip(" .")[:80].rstrip(" .") or "_"
        if not day and iso_date(stem):
            stem = f"m{number}"
        if not is_transcript(Path(stem + ending), Path()):
            stem = f"_{stem}"
        name, again = stem, 1
        while name.casefold() in taken:
            again += 1
            name = f"{stem}-{again}"
        taken.add(name.casefold())
        found[meeting] = name + ending
    return found


def plain_word(text: str, joint: str = "_") -> str:
    """Return a text in unaccented letters and digits, the rest as one joint.

    Examples
    --------
    >>> plain_word("Jean-Pierre Cœur"), plain_word("À l'été", "")
    ('Jean_Pierre_Coeur', 'Alete')
    """
    text = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return _NOT_ASCII_WORD.sub(joint, bare).strip("_")


def distinct_words(texts: Iterable[str], default: str) -> dict[str, str]:
    """Return a plain word for each text, no two alike whatever their case.

    Examples
    --------
    >>> distinct_words(["r-1", "r_1", "?"], "x")
    {'r-1': 'r_1', 'r_1': 'r_1_2', '?': 'x'}
    """
    taken: set[str] = set()
    found: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        stem = plain_word(text) or default
        word, again = stem, 1
        while word.casefold() in taken:
            again += 1
            word = f"{stem}_{again}"
        taken.add(word.casefold())
        found[text] = word
    return found
