"""What stands for each entity: a pseudonym, a tag, something less exact, or itself."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from textmine.corpus.masking.dates import age_band, general_date
from textmine.corpus.masking.entities import Entity
from textmine.corpus.masking.firstnames import OTHERS, like_first_names
from textmine.corpus.masking.kinds import TAGS, Policy
from textmine.corpus.masking.people import Person
from textmine.corpus.masking.regions import region_of
from textmine.corpus.masking.surnames import like_last_names
from textmine.corpus.vocabulary import fold

_NEAREST: Final = 6
_TAG = re.compile(r"\[([A-Z]+)_(\d+)\]")


class Namer:
    """Gives new names: the same first name, and the same last name, always get the same new one.

    Parameters
    ----------
    taken
        Folded words that no new name may be: those of the corpus.
    seed
        None draws from the system, so that nobody can draw again.
    """

    def __init__(self, taken: Iterable[str], *, seed: int | None = None) -> None:
        self._taken = set(taken)
        self._random: random.Random = random.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311
        self._firsts: dict[tuple[str, str], str] = {}
        self._lasts: dict[str, str] = {}
        self._numbers: Counter[str] = Counter()

    def after(self, pseudonyms: Iterable[str]) -> None:
        """Have the next tags numbered after those given."""
        kinds = {tag: kind for kind, tag in TAGS.items()}
        for found in filter(None, map(_TAG.fullmatch, pseudonyms)):
            kind = kinds.get(found[1], "")
            self._numbers[kind] = max(self._numbers[kind], int(found[2]))

    def know(self, person: Person, pseudonym: str) -> None:
        """Have the parts of a pseudonym stand for the same names from now on.

        Examples
        --------
        >>> from textmine.corpus.masking.people import person_of
        >>> namer = Namer([])
        >>> namer.know(person_of("Anne Roy", "text"), "Louise Besson")
        >>> namer.name(person_of("M. Roy", "text"))
        'Besson'
        """
        first, _, last = pseudonym.partition(" ")
        if person.first and (last or not person.last):
            self._firsts.setdefault((fold(person.first), person.gender), first)
        if person.last and (last or not person.first):
            self._lasts.setdefault(fold(person.last), last or first)

    def name(self, person: Person) -> str:
        """Return the pseudonym of a person: first name, last name, as far as the person has them."""
        first = self._first(person) if person.first else ""
        last = self._last(person) if person.last else ""
        return f"{first} {last}".strip()

    def tag(self, kind: str) -> str:
        """Return the next tag of a kind.

        Examples
        --------
        >>> namer = Namer([])
        >>> namer.tag("town"), namer.tag("town")
        ('[VILLE_1]', '[VILLE_2]')
        """
        self._numbers[kind] += 1
        return f"[{TAGS[kind]}_{self._numbers[kind]}]"

    def _first(self, person: Person) -> str:
        key = fold(person.first), person.gender
        if key not in self._firsts:
            names = [one.name for one in like_first_names(person.first, person.gender)]
            self._firsts[key] = self._drawn(names)
        return self._firsts[key]

    def _last(self, person: Person) -> str:
        key = fold(person.last)
        if key not in self._lasts:
            self._lasts[key] = self._drawn(like_last_names(person.last, _origin(person.first)))
        return self._lasts[key]

    def _drawn(self, names: list[str]) -> str:
        free = [name for name in names if not self._taken & set(fold(name).split())]
        if not free:
            made = f"{names[0]}{len(self._taken)}"
            self._taken.add(fold(made))
            return made
        chosen = self._random.choice(free[:_NEAREST])
        self._taken |= {fold(chosen)} | ({*fold(chosen).split()} - {"le", "jean", "marie", "anne", "pierre"})
        return chosen


def _origin(first: str) -> str:
    key = fold(first)
    lists = {origin: f"{men} {women}".split() for origin, (men, women) in OTHERS.items()}
    return next((origin for origin, names in lists.items() if key in map(fold, names)), "")


def assign(entities: Iterable[Entity], policies: Mapping[str, Policy], namer: Namer) -> list[Entity]:
    """Return the entities with the policy of their kind and what stands for each.

    A tag takes the place of what cannot be made less exact (a town whose region is not known).
    """
    return [_assigned(entity, policies[entity.kind], namer) for entity in entities]


def _assigned(entity: Entity, policy: Policy, namer: Namer) -> Entity:
    if policy == "keep":
        return entity.decided(policy=policy, pseudonym="", decision="keep")
    if policy == "pseudonym" and entity.person is not None:
        name = namer.name(entity.person)
        if name:
            return entity.decided(policy=policy, pseudonym=name)
    if policy == "generalise" and (less := generalised(entity.kind, entity.name)):
        return entity.decided(policy=policy, pseudonym=less)
    return entity.decided(policy="tag", pseudonym=namer.tag(entity.kind))


def generalised(kind: str, surface: str) -> str:
    """Return something less exact, "" where nothing is known.

    Examples
    --------
    >>> generalised("town", "Dax"), generalised("date", "3 mai 2020"), generalised("age", "41 ans")
    ('Nouvelle-Aquitaine', 'mai 2020', 'entre 40 et 49 ans')
    """
    if kind in {"town", "department"}:
        return region_of(surface, kind)
    if kind in {"date", "birth"}:
        return general_date(surface, kind)
    return age_band(surface) if kind == "age" else ""
