"""Agenda items that whoever leads a meeting announces: « on passe au point suivant, les emballages »."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import pandas as pd

from textmine.corpus.vocabulary import fold

_RANK: Final = (
    r"(?:premier|deuxi[eè]me|second|troisi[eè]me|quatri[eè]me|cinqui[eè]me|sixi[eè]me|septi[eè]me|dernier"
    r"|prochain)"
)
_NUMBER: Final = r"(?:num[eé]ro\s+|n°\s*)?(?:\d{1,2}|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix)"
_POINT: Final = (
    rf"(?:{_RANK}\s+(?:point|sujet|th[eè]me)|(?:point|sujet)\s+(?:suivant|{_NUMBER}))"
    r"(?:\s+(?:[aà]|de)\s+l['’]ordre\s+du\s+jour)?"
)
_SMALL: Final = (
    r"(?:(?:alors|donc|bon|bien|et|ok|voil[aà]|maintenant|tout de suite|directement|merci|euh|tr[eè]s bien)"
    r",?\s+)*"
)
_LEAD: Final = (
    r"(?:on|nous|je\s+(?:vous\s+)?propose\s+(?:de|qu['’]on)|il\s+faut)?\s*(?:va\s+|allons\s+|peut\s+|pouvons\s+)?"
    r"(?:pass(?:e|ons|er)|arriv(?:e|ons)|vien(?:t|dra)|venons-en|attaqu(?:e|ons)|abord(?:e|ons|er)|ouvr(?:e|ons))"
    r"\s+(?:maintenant\s+|donc\s+|alors\s+|tout de suite\s+|directement\s+)*"
)
_LINK: Final = (
    r"\s*(?:,?\s*(?:c['’]est|qui\s+est|sur|concernant|qui\s+concerne|porte\s+sur|sera|est)|[,:–-]|\.\s)\s*"
)
_TOPIC: Final = r"(?P<topic>[^,.;:?!…()\[\]]{3,80})"
_ANNOUNCED: Final = (
    re.compile(rf"\b{_LEAD}(?:au|à\s+notre|le|notre)\s+{_POINT}{_LINK}{_TOPIC}", re.IGNORECASE),
    re.compile(rf"(?:^|[.!?…]\s+){_SMALL}(?:le\s+|notre\s+)?{_POINT}{_LINK}{_TOPIC}", re.IGNORECASE),
)
_CUE: Final = re.compile(
    r"\b(?:points?|ordre du jour|pass(?:e|ons|er)|abord(?:e|ons|er)|commen(?:ce|cons|cer)|attaqu(?:e|ons|er)"
    r"|venons en|suivant|maintenant|termin(?:e|ons|er)|fini(?:r|ssons)|ouvr(?:e|ons)|enchain(?:e|ons|er))\b"
)
_MAY_ANNOUNCE: Final = ("oint", "ujet", "hème", "heme")
_SENTENCE: Final = re.compile(r"[^.!?…]+")
_DETERMINER: Final = re.compile(
    r"(?:le|la|les|l|un|une|des|du|de la|nos|notre|vos|votre|ce|cette|ces|leur|leurs)\b"
)
_CLAUSE: Final = re.compile(
    r"\b(?:je|j|tu|il|elle|on|nous|vous|ils|elles|c est|ca|y a|est|sont|sera|etait|faut|peut|veux|voudrais"
    r"|pense)\b"
)
_SMALL_WORDS: Final = frozenset(
    "le la les l un une des du de d au aux a et ou en sur dans pour par avec ce cette ces nos notre vos "
    "votre".split()
)
_LONGEST: Final = 8
_LONGEST_BARE: Final = 4
_CLAUSE_END: Final = re.compile(r"[,:;–?]")
_FILLERS: Final = frozenset(
    "donc mainte alor bon bien enfin dernie premie deuxie troisi point sujet suivan merci "
    "voila euh ok".split()
)
_NO_ITEM: Final = frozenset(
    "parce donc alors si quand mais et comme pour avec apres avant la voila merci qui que ou tres bien euh "
    "est pas peut oui non on a ne y en plus moins tout toujours encore aussi deja pardon important".split()
)
_FEWEST: Final = 2
_SHARE: Final = 0.8
_ENDING: Final = 6


class Announcement(NamedTuple):
    """An agenda item that a turn announces: position of the turn in the table, and the item's name."""

    turn: int
    item: str


def may_announce(texts: Iterable[str]) -> bool:
    """Return whether `announced_items` can find anything in texts where no agenda is declared.

    Examples
    --------
    >>> may_announce(["Bonjour à tous."]), may_announce(["Point suivant, le budget."])
    (False, True)
    """
    return any(word in text for text in texts for word in _MAY_ANNOUNCE)


def announced_items(turns: pd.DataFrame, agenda: Sequence[str] = ()) -> list[Announcement]:
    """Return the items that the turns of one meeting announce, in order.

    Parameters
    ----------
    turns
        Columns ``speaker``, ``role`` and ``text`` of one meeting, in order.
    agenda
        Declared items. Where there are some, an item is announced by a sentence that says all its words with
        a word such as « point », « passons », « maintenant », or that begins with nothing but words of it
        (« Les cotisations, »); nothing else counts.

    Notes
    -----
    Only facilitators announce; where nobody has that role, the one who makes four in five announcements
    does. Without a declared agenda, « on passe au point suivant, … », « deuxième point : … » or « point 3,
    … » must be followed by a short noun phrase without a verb, and there must be two of them at least:
    precision first.

    Examples
    --------
    >>> talk = ["Bonjour. Premier point : le budget.", "Oui.", "On passe au point suivant, les visites."]
    >>> frame = pd.DataFrame({"speaker": list("ABA"), "role": "other", "text": talk})
    >>> [tuple(found) for found in announced_items(frame)]
    [(0, 'le budget'), (2, 'les visites')]
    """
    found: list[tuple[Announcement, str]] = []
    is_led = (turns["role"] == "facilitator").any()
    told = (turns[name].tolist() for name in ("speaker", "role", "text"))
    for at, (speaker, role, text) in enumerate(zip(*told, strict=True)):
        if is_led and role != "facilitator":
            continue
        items = _declared_in(str(text), agenda) if agenda else _told_in(str(text))
        found.extend((Announcement(at, item), str(speaker)) for item in items)
    if not found:
        return []
    (leader, count), *_ = Counter(speaker for _, speaker in found).most_common(1)
    if not is_led and count < _SHARE * len(found):
        return []
    kept = [one for one, speaker in found if is_led or speaker == leader]
    kept = _in_order(kept, agenda) if agenda else _without_repeats(kept)
    return kept if len(kept) >= (1 if agenda else _FEWEST) else []


def _told_in(text: str) -> Iterator[str]:
    """Yield the topic that a turn announces in so many words, the last one if there are several."""
    if not may_announce([text]):
        return
    places: list[tuple[int, str]] = []
    for pattern in _ANNOUNCED:
        for match in pattern.finditer(text):
            topic = " ".join(match["topic"].split())
            if _is_noun_phrase(topic):
                places.append((match.start("topic"), topic))
    if places:
        yield max(places)[1]


def _is_noun_phrase(topic: str) -> bool:
    words = fold(topic)
    return (
        0 < len(words.split()) <= _LONGEST
        and (bool(_DETERMINER.match(words)) or topic[0].isupper() or _is_bare(words.split()))
        and _CLAUSE.search(words) is None
    )


def _is_bare(words: Sequence[str]) -> bool:
    """Tell whether words may name an item without an article: « adhérents et cotisations »."""
    return len(words) <= _LONGEST_BARE and words[0] not in _NO_ITEM and not {"que", "qui"} & set(words)


def _stems(text: str) -> set[str]:
    words = (word for word in fold(text).split() if word not in _SMALL_WORDS)
    return {word.rstrip("sx")[:_ENDING] for word in words}


def _declared_in(text: str, agenda: Sequence[str]) -> Iterator[str]:
    """Yield the declared item that sentences of a turn announce; a turn with several tells the agenda."""
    items = {item: _stems(item) for item in agenda}
    named: set[str] = set()
    for sentence in _SENTENCE.findall(text):
        said = _stems(sentence) if _CUE.search(fold(sentence)) else set()
        named |= {item for item, stems in items.items() if stems and stems <= said}
        named |= set(_titled(sentence, items))
    if len(named) == 1:
        yield next(iter(named))


def _titled(sentence: str, items: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield the item that a sentence begins with, its words and no others: « Les cotisations, »."""
    clauses = (_stems(clause) - _FILLERS for clause in _CLAUSE_END.split(sentence))
    said = next(filter(None, clauses), set())
    fitting = [item for item, stems in items.items() if said and said <= stems]
    if len(fitting) == 1:
        yield fitting[0]


def _in_order(found: Sequence[Announcement], agenda: Sequence[str]) -> list[Announcement]:
    """Return the longest row of announcements that goes forward through the agenda, each item once."""
    places = [list(agenda).index(one.item) for one in found]
    rows: list[list[int]] = []
    for at, place in enumerate(places):
        before = [row for row in rows if places[row[-1]] < place]
        rows.append([*max(before, key=len, default=[]), at])
    best = max(rows, key=len, default=[])
    return [found[at] for at in best]


def _without_repeats(found: Sequence[Announcement]) -> list[Announcement]:
    kept: dict[str, Announcement] = {}
    for one in found:
        kept.setdefault(fold(one.item), one)
    return list(kept.values())
