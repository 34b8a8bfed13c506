"""Who and what is named in one text, from lists and capitals."""

from __future__ import annotations

from collections.abc import Sequence

from textmine.corpus.names.candidates import Found, without_overlaps
from textmine.corpus.names.capitals import runs, sigles
from textmine.corpus.names.matching import Index, matches
from textmine.corpus.names.words import words_in


def names_in(text: str, breaks: frozenset[int], index: Index, extra: Sequence[Found] = ()) -> list[Found]:
    """Return the mentions of one text: strong phrases first, then the rest by tier and length.

    Parameters
    ----------
    breaks
        Offsets at which a turn begins; no name runs over one.
    index
        The phrases looked for, from `indexed`.
    extra
        Candidates from elsewhere; they compete by their tier, those of tier -1 with the strong phrases.

    Examples
    --------
    >>> [one.entity for one in names_in("Et Paul Roy vint.", frozenset([0]), {})]
    ['Paul Roy']
    """
    words = words_in(text, breaks)
    matched = list(matches(text, words, index))
    sure = [one._replace(tier=0) for one in extra if one.tier < 0]
    chosen = without_overlaps([], [*(one for one, strong in matched if strong), *sure])
    covered = {at for one in chosen for at in range(one.start, one.end)}
    rest = [one for one, strong in matched if not strong]
    rest += runs(text, words, covered)
    rest += sigles(text, words)
    rest += (one for one in extra if one.tier >= 0)
    return sorted(without_overlaps(chosen, rest))
