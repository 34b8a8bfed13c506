"""The user's own list of names to mask: a mapping, a table, or a CSV file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from textmine.corpus.masking.kinds import TAGS
from textmine.corpus.masking.portions import Portion, portions_of
from textmine.corpus.masking.shortening import other_spellings, shorter_forms, with_saints
from textmine.corpus.names.gazetteer import FIRST_NAMES, ORGANISATION_HEADS, PARTICLES, TITLES
from textmine.corpus.names.ordinary import Key, all_ordinary, key_of
from textmine.corpus.names.phrases import Need, Phrase, attribute_phrases, user_rows
from textmine.errors import TextmineError

_HEADS: Final = frozenset(head.rstrip("s") for head in ORGANISATION_HEADS)
Names = Mapping[str, Sequence[str]] | pd.DataFrame | Path | str


class Listed(NamedTuple):
    """A name of the user's list: whose it is, how it is written, and its kind."""

    entity: str
    name: str
    kind: str


def read_list(names: Names | None) -> list[Listed]:
    """Return the names of the user's list, with the kind told or guessed.

    Parameters
    ----------
    names
        Entity to the ways to write it; or a table, or the path of a CSV file, with the columns ``entity``,
        ``name`` and, if wished, ``kind`` (a key of `TAGS`). Without a kind, what begins with a title or
        a French
        first name is a person, else an organisation.

    Raises
    ------
    TextmineError
        No such file, a column is missing, or a kind is unknown.

    Examples
    --------
    >>> [one.kind for one in read_list({"Anne Roy": ["Nanou"], "Sartek": []})]
    ['person', 'person', 'organisation']
    """
    if names is None:
        return []
    if isinstance(names, Path | str):
        names = _read(Path(names))
    found = []
    for entity, name, kind in user_rows(names):
        if kind and kind not in TAGS:
            raise TextmineError("mask_kind", kind=kind, known=", ".join(TAGS))
        head = key_of(entity)[:1]
        person = bool(head) and (head[0] in FIRST_NAMES or head[0] in TITLES)
        if name.strip():
            found.append(Listed(entity, name.strip(), kind or ("person" if person else "organisation")))
    return found


def _read(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise TextmineError("no_such_path", path=str(path))
    try:
        return pd.read_csv(path, sep=None, engine="python", dtype=str, encoding="utf-8-sig").fillna("")
    except (ValueError, pd.errors.ParserError) as error:
        raise TextmineError("mask_table", file=path.name, fault=str(error).splitlines()[0]) from error


def list_phrases(listed: Sequence[Listed], persons: Container[Key] = ()) -> Iterator[tuple[Key, Phrase]]:
    """Yield the forms of names that are no persons': as listed, and shorter ones that are nobody else's.

    Parameters
    ----------
    persons
        Forms of known persons, which no shorter form of a firm may be.
    """
    whole: set[Key] = set()
    for entity, name, kind in listed:
        if kind == "person":
            whole.add(key_of(name))
            yield _phrase(key_of(name), entity, "person", name)
            continue
        for key, phrase in attribute_phrases(name):
            need: Need = "free" if len(key) > 2 or name.islower() else phrase.need
            for one in with_saints(key):
                whole.add(one)
                yield one, phrase._replace(entity=entity, kind=_source(kind), source="list", need=need)
    for key, phrases in _shorter(listed).items():
        if key not in whole and key not in persons and len({one.entity for one in phrases}) == 1:
            yield key, phrases[0]


def _shorter(listed: Sequence[Listed]) -> dict[Key, list[Phrase]]:
    found: dict[Key, list[Phrase]] = defaultdict(list)
    for entity, name, kind in listed:
        if kind in {"organisation", "place", "name"}:
            firm = kind == "organisation"
            portions = list(portions_of(name)) if firm else []
            others = other_spellings(name) if firm else ()
            strong = [one for one in portions if one.strong]
            weak = [Portion(key, need, strong=False) for key, need in (*shorter_forms(name, kind), *others)]
            for portion in (*strong, *weak, *(one for one in portions if not one.strong)):
                phrase = Phrase(entity, _source(kind), "list", portion.need, portion.strong)
                for one in with_saints(portion.key):
                    found[one].append(phrase)
    return found


def _source(kind: str) -> str:
    return "place" if kind in {"town", "department", "region", "country", "place"} else "organisation"


def _phrase(key: Key, entity: str, kind: str, name: str) -> tuple[Key, Phrase]:
    plain = all_ordinary(name) and len(key) < 3 and "-" not in name and not name.islower()
    need: Need = "inner" if plain else "free"
    return key, Phrase(entity, kind, "list", need, strong=len(key) > 1)


def shorter_keys(key: Key) -> Iterator[Key]:
    """Yield a name without its article, and without the noun that says what it is.

    Examples
    --------
    >>> list(shorter_keys(("papeteries", "des", "trois", "moulins"))), list(shorter_keys(("l", "oreal")))
    ([('trois', 'moulins')], [('oreal',)])
    """
    bare = key
    if len(key) > 1 and key[0] in {"l", "le", "la", "les"}:
        bare = key[1:]
        if not all_ordinary(" ".join(bare)):
            yield bare
    if len(bare) > 1 and bare[0].rstrip("s") in _HEADS:
        rest = bare[1:]
        while len(rest) > 1 and rest[0] in PARTICLES:
            rest = rest[1:]
        if len(rest) > 1 or not all_ordinary(" ".join(rest)):
            yield rest
