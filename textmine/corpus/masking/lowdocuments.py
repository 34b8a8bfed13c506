"""Which documents are written without capitals, and which known names count there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from textmine.corpus.masking.cells import Cell
from textmine.corpus.masking.patterns import patterns_in
from textmine.corpus.names.gazetteer import NOT_NAMES
from textmine.corpus.names.lemmas import is_unaccented_lemma
from textmine.corpus.names.ordinary import Key, is_common, is_noun, is_ordinary
from textmine.corpus.names.phrases import Phrase

_ARTICLES: Final = frozenset({"le", "la", "l", "les", "un", "une"})
_RARE: Final = 50
_SOME: Final = 8
_OPENING: Final = 10
_SHORTEST: Final = 3


def low_documents(cells: Sequence[Cell]) -> set[str]:
    """Return the documents whose turns are written without capitals."""
    texts: dict[str, list[str]] = defaultdict(list)
    for cell in cells:
        if cell.table == "turns" and cell.column == "text":
            texts[cell.document].append(cell.text)
    return {document for document, found in texts.items() if is_low(found)}


def is_low(texts: Iterable[str]) -> bool:
    """Tell whether texts are written without capitals, those of plates, accounts and addresses aside.

    Fewer than one word in fifty has one; or fewer than one in eight, while not one turn in ten begins
    with one.

    Examples
    --------
    >>> is_low(["oui donc euh marc est là au 2 quai de la Loire 37000 Tours"]), is_low(["Oui, Marc est là."])
    (True, False)
    """
    kept = list(texts)
    n_words, n_capital = _counted(kept)
    if n_capital * 50 < n_words:
        return True
    if n_capital * 3 > n_words:
        return False
    n_words, n_capital = _counted(map(_without_patterns, kept))
    letters = [text.lstrip()[:1] for text in kept if text.lstrip()[:1].isalpha()]
    opened = sum(map(str.isupper, letters))
    few = n_capital * _SOME < n_words and opened * _OPENING < len(letters)
    return few or n_capital * _RARE < n_words


def _counted(texts: Iterable[str]) -> tuple[int, int]:
    words = [word for text in texts for word in text.split()]
    return len(words), sum(word[:1].isupper() for word in words)


def _without_patterns(text: str) -> str:
    for one in reversed(patterns_in(text)):
        text = f"{text[: one.start]} {text[one.end :]}"
    return text


def low_phrases(phrases: Iterable[tuple[Key, Phrase]]) -> Iterator[tuple[Key, Phrase]]:
    """Yield phrases as looked for in talk without capitals.

    Known names of several words count anywhere; so do known persons' names that are no French words.
    A firm's name that is a noun counts after à or chez, where a noun would have an article (a passerelles).
    """
    for key, phrase in phrases:
        known = phrase.source in {"list", "attribute", "speaker"} and phrase.need in {"capital", "inner"}
        free = known and (_is_long(key) or (len(key) == 1 and _is_rare(key[0])))
        if not free and known and phrase.kind == "organisation" and len(key) == 1 and is_noun(key[0]):
            yield key, phrase._replace(need="reached")
        else:
            yield key, phrase._replace(need="free") if free else phrase


def _is_long(key: Key) -> bool:
    if len(key) == 2 and key[0] in _ARTICLES:
        return _is_rare(key[1])
    return len(key) > 1 and all(len(word) > 1 for word in key)


def _is_rare(word: str) -> bool:
    if len(word) < _SHORTEST or word in NOT_NAMES:
        return False
    return not (is_ordinary(word) or is_common(word) or is_unaccented_lemma(word))
