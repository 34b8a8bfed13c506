"""What speech recognisers invent in silence: subtitle credits, and one line said again and again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Final

from textmine.corpus.vocabulary import fold

Warnings = list[tuple[str, dict[str, object]]]
MANY_TIMES: Final = 5
_LONGEST: Final = 100
_CREDIT: Final = re.compile(
    r"sous titr(?:es?|age)\b.*\b(?:realise|fait|par|st|societe radio canada)|.*\bamara org\b|"
    r".*\bsoustitreur com\b|merci d avoir regarde (?:cette|la) video\b"
)


def is_credit(text: str) -> bool:
    """Tell whether a line is a subtitle credit, learnt from films and never said.

    Source: openai/whisper discussions and whisper.cpp issue 2660.

    Examples
    --------
    >>> is_credit("Sous-titres réalisés par la communauté d'Amara.org"), is_credit("Merci à tous.")
    (True, False)
    """
    return len(text) <= _LONGEST and bool(_CREDIT.match(fold(text)))


def warn_of_repeats(lines: Iterable[tuple[int, str]]) -> Warnings:
    """Return a warning for each line that comes `MANY_TIMES` in a row or more, from pairs (number, text).

    Examples
    --------
    >>> warn_of_repeats([(1, "Oui.")] + [(n, " Merci !") for n in range(2, 9)])
    [('repeated_line', {'line': 2, 'count': 7, 'found': 'Merci !'})]
    """
    warnings: Warnings = []
    for key, group in groupby(lines, key=lambda pair: fold(pair[1])):
        run = list(group)
        if key and len(run) >= MANY_TIMES:
            found = run[0][1].strip()[:80]
            warnings.append(("repeated_line", {"line": run[0][0], "count": len(run), "found": found}))
    return warnings
