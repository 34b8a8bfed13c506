"""Lines that speech recognition invents in silence."""

from __future__ import annotations

import re
from typing import Final

from textmine.corpus.vocabulary import fold

_CREDIT: Final = re.compile(
    r"sous titr(?:es?|age)\b.*\b(?:realise|fait|par|st|societe radio canada)|.*\bamara org\b|"
    r".*\bsoustitreur com\b|merci d avoir regarde (?:cette|la) video\b"
)
_LONGEST: Final = 100


def is_credit(text: str) -> bool:
    """Tell whether a line is a subtitler's credit, as speech recognition writes where nobody speaks.

    Source: openai/whisper discussions and whisper.cpp issue 2660.

    Examples
    --------
    >>> is_credit("Sous-titres réalisés par la communauté d'Amara.org"), is_credit("Les sous-titres, oui.")
    (True, False)
    """
    return len(text) <= _LONGEST and bool(_CREDIT.match(fold(text)))
