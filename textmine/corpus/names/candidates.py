"""Candidates for mentions, and the choice between those that overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

KINDS: Final = ("person", "organisation", "place", "other")
SOURCES: Final = ("list", "speaker", "attribute", "gazetteer", "pipeline", "capital")


class Found(NamedTuple):
    """A candidate: closed lists and titled persons have tier 0, a pipeline 1, bare capitals 2."""

    start: int
    end: int
    kind: str
    entity: str
    source: str
    tier: int


def without_overlaps(chosen: Sequence[Found], found: Iterable[Found]) -> list[Found]:
    """Return the chosen and, by tier and length, those found that overlap none kept before them."""
    kept = list(chosen)
    order = sorted(found, key=lambda one: (one.tier, one.start - one.end, SOURCES.index(one.source), one))
    for one in order:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return kept
