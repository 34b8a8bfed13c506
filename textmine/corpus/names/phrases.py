"""Phrases looked for: the forms in which speakers, clusters and listed names are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

import pandas as pd

from textmine.corpus.names.candidates import KINDS
from textmine.corpus.names.gazetteer import (
    BODIES,
    CITIES,
    COUNTRIES,
    DEPARTMENTS,
    DOUBTFUL,
    FIRST_NAMES,
    PARTICLES,
    REGIONS,
    TITLES,
    TOWNS,
    TRAPS,
    listed,
)
from textmine.corpus.names.ordinary import Key, all_ordinary, is_ordinary, key_of
from textmine.corpus.vocabulary import BRACKETED, fold, is_collective, is_local, role_of_label
from textmine.errors import TextmineError

# Family names that stand first, and the words between them and the first name.
_FAMILY_FIRST: Final = frozenset("nguyen tran pham hoang huynh dang bui duong phan truong dinh trinh".split())
_BETWEEN_FIRST: Final = frozenset("da do das dos".split())
MIDDLE_NAMES: Final = frozenset({"thi", "van"})
Need = Literal["free", "capital", "inner", "bare", "upper", "placed", "articled", "headed", "reached"]


class Phrase(NamedTuple):
    """A name looked for: whose it is, and how it must be written to count.

    ``need`` is "free" (any case), "capital", "inner" (capital, and not where a sentence begins), "bare" (the
    same, and after no article), "upper" (all capitals), "placed" (capital, after à, de, en…) or "articled"
    (the same, or after an article), "headed" (capital, after an article or a preposition, and no other's name
    after) or "reached" (as "inner", or without a capital after à or chez).
    A ``strong`` phrase is never a part of a longer name that nobody listed.
    """

    entity: str
    kind: str
    source: str
    need: Need
    strong: bool
    gender: str = ""


def gazetteer_phrases() -> Iterator[tuple[Key, Phrase]]:
    """Yield the places and the bodies of the lists."""
    seen: set[Key] = set()
    for names, need in ((REGIONS, "articled"), (DEPARTMENTS, "articled"), (COUNTRIES, "articled"),
                        (TOWNS, "placed"), (CITIES, "placed")):  # fmt: skip
        for name in listed(names):
            key = key_of(name)
            if key not in seen:
                seen.add(key)
                yield from _place(name, key, "articled" if need == "articled" else "placed")
    for name in listed(BODIES):
        need_here: Need = "capital" if " " in name else "inner"
        if name.isupper():
            need_here = "upper" if len(name) < 5 or is_ordinary(name.lower()) else "free"
        yield key_of(name), Phrase(name, "organisation", "gazetteer", need_here, " " in name)


def _place(name: str, key: Key, need: Need) -> Iterator[tuple[Key, Phrase]]:
    trap = key[-1] in TRAPS if len(key) == 1 else False
    if len(key) == 1:
        need = need if trap or is_ordinary(name.lower()) else "free"
    else:
        need = "capital" if all_ordinary(name) and "-" not in name else "free"
    yield key, Phrase(name, "place", "gazetteer", need, len(key) > 1)
    if key[0] in {"le", "la"}:
        yield key[1:], Phrase(name, "place", "gazetteer", "placed", False)
    if key[0] == "saint" and len(key) > 1:
        yield ("st", *key[1:]), Phrase(name, "place", "gazetteer", "free", True)


def person_phrases(name: str, entity: str) -> Iterator[tuple[Key, Phrase]]:
    """Yield the forms of one person's name: full, reversed, with initials, last name, first name."""
    first, last, gender = name_parts(name)
    for key, phrase in phrases_of_parts(first, last):
        yield key, phrase._replace(entity=entity, gender=gender)


def phrases_of_parts(first: str, last: str) -> Iterator[tuple[Key, Phrase]]:
    """Yield the forms of a name of which the parts are known, for nobody yet."""

    def phrase(need: Need, *, strong: bool) -> Phrase:
        return Phrase("", "person", "speaker", need, strong)

    if first and last:
        names = [word for word in key_of(f"{first} {last}") if word not in PARTICLES]
        full: Need = "capital" if len(names) < 3 and all_ordinary(f"{first} {last}") else "free"
        yield key_of(f"{first} {last}"), phrase(full, strong=True)
        yield key_of(f"{last} {first}"), phrase(full, strong=True)
        initials = tuple(word[0] for word in key_of(first))
        for start in {initials, initials[:1]} - {("m",)}:
            yield (*start, *key_of(last)), phrase("capital", strong=True)
    if last:
        need: Need = "inner" if all_ordinary(last) else "free"
        bare = [key_of(last)]
        if len(bare[0]) > 1 and bare[0][0] in {"de", "d", "du", "des"}:
            bare.append(bare[0][1:])
        yield from ((key, phrase(need, strong=False)) for key in bare)
    if first and all(len(word) > 1 for word in key_of(first)):
        sure = not DOUBTFUL.intersection(key_of(first)) and key_of(first)[0] in FIRST_NAMES
        doubtful = not sure and all_ordinary(first)
        yield key_of(first), phrase("inner" if doubtful else "capital", strong=False)


def name_parts(name: str) -> tuple[str, str, str]:
    """Return a person's first name, last name and gender ("f", "m" or "")."""
    chunks = BRACKETED.sub(" ", name.replace("_", " ")).split()
    gender = ""
    while len(chunks) > 1 and fold(chunks[0]) in TITLES:
        gender = TITLES[fold(chunks.pop(0))]
    loud = [chunk for chunk in chunks if chunk.isupper() and sum(map(str.isalpha, chunk)) > 2]
    if loud and len(loud) < len(chunks):
        # LAST NAMES in capitals, as on lists
        chunks = [chunk for chunk in chunks if chunk not in loud]
        head = key_of(chunks[0])[:1]
        return " ".join(chunks), " ".join(loud), gender or (FIRST_NAMES.get(head[0], "") if head else "")
    heads = [key_of(chunk)[:1] for chunk in chunks]
    known = [bool(head) and head[0] in FIRST_NAMES for head in heads]
    if len(chunks) == 1:
        first, last = (chunks[0], "") if known[0] else ("", chunks[0])
    elif _is_family_first(heads):
        first, last = " ".join(chunks[1:]), chunks[0]
    elif (gender or (heads[0][:1] and heads[0][0] in PARTICLES)) and not known[0]:
        first, last = "", " ".join(chunks)
    elif known[-1] and not known[0]:
        first, last = chunks[-1], " ".join(chunks[:-1])
    else:
        cut = _end_of_first(heads, known)
        first, last = " ".join(chunks[:cut]), " ".join(chunks[cut:])
    head = key_of(first)[:1]
    return first, last, gender or (FIRST_NAMES.get(head[0], "") if head else "")


def _end_of_first(heads: Sequence[Key], known: Sequence[bool]) -> int:
    """Return how many words the first name has: Jean Pierre, Maria da Luz, Mai Linh before a last name."""
    if len(heads) < 3:
        return 1
    words = [head[0] if head else "" for head in heads]
    if not any(known) and words[-1] in _FAMILY_FIRST:
        return len(words) - 1
    at = 1
    while known[0] and at < len(words) and words[at] in _BETWEEN_FIRST:
        at += 1
    return at + 1 if known[0] and at < len(words) - 1 and known[at] else 1


def _is_family_first(heads: Sequence[Key]) -> bool:
    """Tell whether a name has its family name first, as Vietnamese ones have: Tran Thi Huong."""
    words = [head[0] if head else "" for head in heads]
    if len(words) > 2 and words[1] in MIDDLE_NAMES:
        return True
    return words[0] in _FAMILY_FIRST and words[-1] not in _FAMILY_FIRST


def is_person(name: str) -> bool:
    """Tell whether a speaker's name is a person's, not a role, a code or a group.

    Examples
    --------
    >>> [name for name in ("Marc Delvaux", "le président", "P1", "Enquêtrice", "Nadia") if is_person(name)]
    ['Marc Delvaux', 'Nadia']
    """
    bare = "".join(character for character in name if character.isalpha())
    if is_local(name) or is_collective(name) or role_of_label(name) or len(bare) < 3:
        return False
    return name[:1].isupper() and not any(character.isdigit() for character in name)


def speaker_phrases(people: Iterable[tuple[str, str]]) -> Iterator[tuple[Key, Phrase]]:
    """Yield the forms of speakers, given as (id, labels as written, parted by semicolons)."""
    for entity, labels in people:
        for name in dict.fromkeys([entity, *(label.strip() for label in labels.split(";"))]):
            if is_person(name) and is_person(entity):
                yield from person_phrases(name, entity)


def attribute_phrases(value: str) -> Iterator[tuple[Key, Phrase]]:
    """Yield the forms of a cluster's or firm's name: & or et, CamelCase in one word or two."""
    apart = "".join(f" {c}" if c.isupper() and value[i - 1 : i].islower() else c for i, c in enumerate(value))
    names = {value, apart, value.replace("&", " et "), value.replace(" et ", " & ")}
    for key in sorted({key_of(name) for name in names} - {()}):
        need: Need = "free"
        if all_ordinary(value):
            need = "capital" if len(key) > 1 else "inner"
        yield key, Phrase(value, "organisation", "attribute", need, strong=True)


def user_phrases(
    names: Mapping[str, Sequence[str]] | pd.DataFrame, speakers: set[str]
) -> Iterator[tuple[Key, Phrase]]:
    """Yield the user's names, with the kind told or guessed; raise if a kind or a column is wrong."""
    for entity, name, kind in user_rows(names):
        head = key_of(entity)[:1]
        person = entity in speakers or (head and (head[0] in FIRST_NAMES or head[0] in TITLES))
        kind = kind or ("person" if person else "organisation")
        if kind not in KINDS:
            raise TextmineError(
                "settings_choice", file="names", place="kind", found=kind, known=", ".join(KINDS)
            )
        hard = len(key_of(name)) == 1 and name != name.lower() and is_ordinary(name.lower())
        yield key_of(name), Phrase(entity, kind, "list", "inner" if hard else "free", strong=True)


def user_rows(
    names: Mapping[str, Sequence[str]] | pd.DataFrame,
) -> Iterator[tuple[str, str, str]]:
    """Yield entity, name and kind of the user's list, "" where no kind is told."""
    if isinstance(names, pd.DataFrame):
        for column in ("entity", "name"):
            if column not in names:
                columns = ", ".join(map(str, names.columns))
                raise TextmineError("no_such_column", column=column, columns=columns)
        kinds = names["kind"].fillna("") if "kind" in names else [""] * len(names)
        for entity, name, kind in zip(names["entity"], names["name"], kinds, strict=True):
            yield str(entity), str(name), str(kind)
        return
    for entity, ways in names.items():
        for name in dict.fromkeys([entity, *([ways] if isinstance(ways, str) else ways)]):
            yield entity, name, ""
