"""Phrases of the lists in a text: which stand there, and are written as they need to be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from textmine.corpus.names.candidates import Found
from textmine.corpus.names.gazetteer import (
    FIRST_NAMES,
    LEGAL_FORMS,
    NOT_NAMES,
    ORGANISATION_HEADS,
    PARTICLES,
    TITLES,
)
from textmine.corpus.names.ordinary import Key, is_ordinary
from textmine.corpus.names.phrases import Phrase
from textmine.corpus.names.words import Word

# What may follow a name that begins a sentence, and not an ordinary word: "Claire, tu…", "Marc a…".
_CALLED = re.compile(
    r"\s*,\s*(?:tu|vous|il|elle|lui|t['’]|à toi|à vous|merci|je|j['’]|on|qu['’]|est-ce|s['’]il)\b|"
    r"\s(?:a|avait|dit|disait|veut|voulait|m['’]|t['’]|nous|vous)(?:\s|(?<=['’])\w)",
)
_PLACED: Final = frozenset("a de d en sur vers pour par depuis jusqu entre au du".split())
_ARTICLES: Final = frozenset("le la l les aux des dans".split())
_BEFORE_NOUNS: Final = _ARTICLES | frozenset(
    "un une du au ce cet cette ces mon ma mes ton ta son sa ses".split()
)
# Before "a" where it is the verb.
_HAVE: Final = frozenset("il elle on y qui c ca cela l n nous vous j t m se s en".split())
_HEADED: Final = _PLACED | _ARTICLES | frozenset("chez avec par".split())
Index = Mapping[str, Sequence[tuple[Key, Sequence[Phrase]]]]


def indexed(phrases: Iterable[tuple[Key, Phrase]]) -> Index:
    """Return the phrases by first word, longest first, each with those of its best source only."""
    by_key: dict[Key, list[Phrase]] = defaultdict(list)
    for key, phrase in phrases:
        if key and (not by_key[key] or by_key[key][0].source == phrase.source):
            by_key[key].append(phrase)
    index: dict[str, list[tuple[Key, list[Phrase]]]] = defaultdict(list)
    for key in sorted((key for key in by_key if key), key=len, reverse=True):
        index[key[0]].append((key, by_key[key]))
    return dict(index)


def matches(text: str, words: Sequence[Word], index: Index) -> Iterator[tuple[Found, bool]]:
    """Yield the phrases of the lists that are in a text, and whether each is strong."""
    for low, word in enumerate(words):
        for key, phrases in index.get(word.key, ()):
            high = low + len(key)
            if high > len(words) or any(
                words[at].key != key[at - low] or (at > low and not words[at].tied) for at in range(low, high)
            ):
                continue
            titled = low > 0 and word.tied and words[low - 1].key in TITLES
            title = words[low - 1].key if titled else None
            phrase = _chosen(phrases, title)
            if phrase is None or not _is_written(text, words, (low, high), phrase, title):
                continue
            start = words[low - 1].start if title and phrase.kind == "person" else word.start
            found = Found(start, words[high - 1].end, phrase.kind, phrase.entity, phrase.source, 0)
            yield found, phrase.strong
            break


def _chosen(phrases: Sequence[Phrase], title: str | None) -> Phrase | None:
    """Return the phrase of the one entity that fits the title, None where there are several."""
    gender = TITLES[title] if title else ""
    fitting = [one for one in phrases if not (gender and one.gender and gender != one.gender)]
    return fitting[0] if fitting and len({one.entity for one in fitting}) == 1 else None


def _is_written(
    text: str, words: Sequence[Word], span: tuple[int, int], phrase: Phrase, title: str | None
) -> bool:
    """Tell whether a phrase is written as it needs to be, where it stands."""
    low, high = span
    if phrase.kind == "person" and phrase.source in {"speaker", "list"} and title:
        return True
    if _is_of_longer_name(words, span, phrase, title):
        return False
    if phrase.need == "free":
        return True
    if phrase.need == "upper":
        return all(word.upper for word in words[low:high])
    if phrase.need == "reached" and not words[low].capital:
        return _is_reached(words, low)
    names = [word for word in words[low:high] if word.key not in PARTICLES]
    told = names if phrase.kind == "person" else names[:1] or words[low : low + 1]
    if not all(word.capital for word in told):
        return False
    return _is_placed(text, words, span, phrase)


def _is_placed(text: str, words: Sequence[Word], span: tuple[int, int], phrase: Phrase) -> bool:
    """Tell whether a phrase with its capital stands where it needs to."""
    low, high = span
    before = words[low - 1] if low and words[low].tied else None
    if phrase.need == "capital":
        return True
    if phrase.need == "bare" and before is not None and before.key in _BEFORE_NOUNS:
        return False
    if phrase.need in {"inner", "bare", "reached"}:
        called = phrase.kind == "person" and bool(_CALLED.match(text, words[high - 1].end))
        return called or not words[low].opening or any(word.capital for word in words[low + 1 : high])
    if phrase.need == "headed":
        return _is_headed(words, span)
    wanted = _PLACED | _ARTICLES if phrase.need == "articled" else _PLACED
    return before is not None and before.key in wanted


def _is_reached(words: Sequence[Word], low: int) -> bool:
    """Tell whether a word without a capital follows à or chez, as no noun does without an article."""
    before = words[low - 1] if low and words[low].tied else None
    if before is None or before.form not in {"à", "a", "chez"}:
        return False
    has = low > 1 and before.tied and words[low - 2].key in _HAVE and before.form == "a"
    return not has and not words[low].hyphen


def _is_headed(words: Sequence[Word], span: tuple[int, int]) -> bool:
    """Tell whether a firm's head with a capital stands for it: after an article, and before no other's name.

    Where a sentence begins, after le, la or les only (Le Théâtre verse…).
    """
    low, high = span
    before = words[low - 1] if low and words[low].tied else None
    if before is None or words[low].opening or before.key not in _HEADED:
        return False
    if before.opening and before.key not in {"le", "la", "les", "l"}:
        return False
    at = high
    while at < len(words) and words[at].tied and not words[at].capital and words[at].key in PARTICLES:
        at += 1
    return at >= len(words) or not words[at].tied or not words[at].capital or words[at].key in TITLES


def _is_of_longer_name(
    words: Sequence[Word], span: tuple[int, int], phrase: Phrase, title: str | None
) -> bool:
    """Tell whether a phrase is here a part of another's name: of another person's or firm's."""
    low, high = span
    before = words[low - 1] if low and words[low].tied else None
    after = words[high] if high < len(words) and words[high].tied else None
    if phrase.strong or phrase.source not in {"speaker", "list"}:
        return False
    if phrase.kind == "organisation" and after is not None and after.capital:
        if after.key not in NOT_NAMES and after.key not in TITLES and after.key not in LEGAL_FORMS:
            return True
    headed = before is not None and before.key in ORGANISATION_HEADS
    return title is None and before is not None and not headed and _is_other_name(before)


def _is_other_name(before: Word) -> bool:
    """Tell whether the word before a name makes it another person's: Jean before Castaing."""
    if before.key in FIRST_NAMES and (before.capital or not is_ordinary(before.form)):
        return True
    sure = before.capital and not before.opening and len(before.key) > 1
    return sure and before.key not in NOT_NAMES and before.key not in PARTICLES
