"""Texts with their names replaced, and what was replaced where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from textmine.corpus.masking.cells import Cell
from textmine.corpus.masking.entities import Entity, key_of_entity
from textmine.corpus.masking.finding import Place
from textmine.corpus.masking.rendering import render
from textmine.corpus.vocabulary import fold

Entities = Mapping[tuple[str, str], Entity]


class Replaced(NamedTuple):
    """A replacement: where the new text stands, and the old text."""

    start: int
    end: int
    old: str


class NewText(NamedTuple):
    """A text with its names replaced."""

    text: str
    replaced: tuple[Replaced, ...] = ()

    def old_text(self) -> str:
        """Return the text as it was."""
        return with_old(self.text, self.replaced)

    def moved(self, position: int) -> int:
        """Return where a position of the old text is in the new; the end of a replacement, if inside one."""
        shift = 0
        for one in self.replaced:
            start = one.start - shift
            if position <= start:
                break
            if position < start + len(one.old):
                return one.end
            shift += one.end - one.start - len(one.old)
        return position + shift


def with_old(text: str, replaced: Sequence[Replaced]) -> str:
    """Return a new text with the old texts in their places again.

    Examples
    --------
    >>> with_old("Bonjour Louise.", [Replaced(8, 14, "Anne")])
    'Bonjour Anne.'
    """
    parts, end = [], 0
    for one in replaced:
        parts += [text[end : one.start], one.old]
        end = one.end
    return "".join([*parts, text[end:]])


def replace_names(cell: Cell, places: Sequence[Place], entities: Entities) -> NewText:
    """Return a cell's text with the names that are to be masked replaced, each in the form it has there."""
    text = cell.text
    parts: list[str] = []
    replaced: list[Replaced] = []
    end = length = 0
    for place in places:
        entity = entities[place.kind, key_of_entity(place.kind, place.entity)]
        if not entity.masked:
            continue
        surface = text[place.start : place.end]
        rendered = render(entity, surface, text[end : place.start] if cell.style == "text" else "")
        start = place.start - rendered.earlier
        new = _as_slug(rendered.text, surface) if cell.style == "slug" else rendered.text
        parts += [text[end:start], new]
        length += start - end
        replaced.append(Replaced(length, length + len(new), text[start : place.end]))
        length += len(new)
        end = place.end
    return NewText("".join([*parts, text[end:]]), tuple(replaced))


def _as_slug(new: str, old: str) -> str:
    """Return a name for a file: no capitals, accents or spaces, its words joined as the old were."""
    joint = next((one for one in "-_ ." if one in old), "-")
    return fold(new).replace(" ", joint)
