"""Annotations of the transcriber in the text: (rires), [inaudible], ((toux)), *silence*."""

from __future__ import annotations

import re
from typing import Final, Literal

from textmine.corpus.clocks import CLOCK
from textmine.corpus.vocabulary import fold

LONGEST: Final = 25
_BRACKETED = re.compile(
    r"\(\([^()]*\)\)|\([^()]*\)|\[\[[^\[\]]*\]\]|\[[^\[\]]*\]|\{[^{}]*\}|(?<!\w)\*{1,2}[^\s*][^*\n]{0,60}\*{1,2}(?!\w)"
    rf"|#{CLOCK}(?:-\d)?#"
)
# what masking puts in place of a name: [VILLE_1]
TAG: Final = re.compile(r"\[[A-Z]+_\d+\]")
_KNOWN = re.compile(
    r"(?:rires?|rigole\w*|sourires?|sourit|rit|rient|ricane\w*|silences?|silencieu\w*|blancs?|pauses?|inaudibles?"
    r"|inaud|inintelligibles?|incomprehensibles?|indistincte?s?|soupirs?|soupire|soufflements?"
    r"|hesitations?|hesite|applaudissements?|applaudit|exclamations?|brouhaha|murmures?|protestations?|huees?"
    r"|sifflets|bruits?|toux|tousse|toussotements?|raclements?|coupures?|interruptions?|interrompu\w*"
    r"|chevauchements?|onomatopees?|(?:memes )?mouvements?|sanglots?|chuchot\w*|sonneries?"
    r"|acquiesce\w*|approbations?|hoche\w*|claquements?|vibreur|inspire|expire|mime|clappements?"
    r"|xx+|pi|pif|crosstalk|laughs?|laughter|laughing|applause|unintelligible|music|noise)(?![a-z0-9])"
)
_SHORT = re.compile(
    r"(?:telephone|portable|sonne|souffle|rumeurs?|coupe|coupee?|pleure\w*|larmes|gestes?|montre|designe|approuve"
    r"|opine|signes?|voix|crie|cris|ironi\w*|musique|jingle|generique|video|enregistrement|micro|porte|reflechit"
    r"|reflexion|boit|mange|arrivee|depart|sort|sortie|serveur|serveuse|emotion|emue?|tics?|chante|incompris"
    r"|regarde|cherche|lit|ecrit|entre|ton)(?![a-z0-9])"
)
_LEADING = re.compile(
    r"(?:(?:petits?|petite?s?|gros|grosse|grands?|longs?|longue|legers?|legere|court|courte|bref|breve|nouveaux?"
    r"|quelques|un|une|le|la|les|des|il|elle|ils|elles|on|en|tous|tout|passage|mots?|partie|segment|vifs|vives"
    r"|et|se|s|d|l|de|du|nombreu\w*|bruyants|plusieurs|personne|reponse|phrase|nom|fait) ){1,4}"
)
_ARTICLE = re.compile(r"(?:l|le|la|les|un|une|des|il|elle|ils|elles|on|en|se|et|du|de) ")
_SITTING = re.compile(
    r"(?:la seance|la reunion|l entretien|l enregistrement|il est procede|le scrutin|l amendement"
    r"|les amendements|le sous amendement|les sous amendements|l article|la motion|la demande|l assemblee"
    r"|mm? |mme )"
    r".*\b(?:ouverte?|suspendue?|reprise?|levee?|interrompue?|terminee?|commencee?|scrutin|vote|adoptee?s?"
    r"|rejetee?s?|retiree?s?|tombent|tombe|applaudi\w*|se levent|se leve|quittent|quitte)\b"
)
_TIME = re.compile(rf"\s*{CLOCK}(?:\s*\W{{1,3}}\s*{CLOCK})?\s*$")
_SILENT = re.compile(
    r"\s*(?:[\s.…,;:=?!x–-]*|(?:\d+[.,]\d+|\d{1,2}(?::\d\d)*)\s*(?:['’\"″′]+|s|sec|secs|secondes?|min|minutes?|mn)"
    r"|\d*[.,]\d+)[\s.…]*$"
)


def split_marks(text: str) -> list[tuple[Literal["speech", "mark"], str]]:
    """Return the slices of a text in order, each speech or an annotation of the transcriber.

    An annotation stands in ( ), [ ], (( )), { } or asterisks and begins with a known word (rires, silence,
    inaudible, téléphone…), after at most four small words; or it is a pause in seconds, dots or a time code.

    Examples
    --------
    >>> split_marks("Oui (rires) enfin (je crois)")
    [('speech', 'Oui '), ('mark', '(rires)'), ('speech', ' enfin (je crois)')]
    """
    return _cut(text)[0]


def unknown_brackets(text: str) -> list[str]:
    """Return the bracketed parts of a text that are not known annotations, so that they can be listed.

    Examples
    --------
    >>> unknown_brackets("Oui (rires) enfin (je crois)")
    ['(je crois)']
    """
    return _cut(text)[1]


def cut_marks(text: str) -> tuple[list[tuple[Literal["speech", "mark"], str]], list[str]]:
    """Return what `split_marks` and `unknown_brackets` do, in one walk."""
    return _cut(text)


def _cut(text: str) -> tuple[list[tuple[Literal["speech", "mark"], str]], list[str]]:
    if not ("(" in text or "[" in text or "*" in text or "{" in text or "#" in text):
        return ([("speech", text)] if text else []), []
    slices: list[tuple[Literal["speech", "mark"], str]] = []
    unknown: list[str] = []
    end = 0
    for found in _BRACKETED.finditer(text):
        if TAG.fullmatch(found[0]):
            continue
        if is_mark(found[0]):
            if found.start() > end:
                slices.append(("speech", text[end : found.start()]))
            slices.append(("mark", found[0]))
            end = found.end()
        elif found[0][0] != "*":
            unknown.append(found[0])
    if end < len(text):
        slices.append(("speech", text[end:]))
    return slices, unknown


def is_mark(bracketed: str) -> bool:
    """Tell whether a bracketed text is a known annotation.

    Examples
    --------
    >>> [is_mark(text) for text in ("(0.5)", "[elle rit]", "*rires*", "(la ville de Lyon)", "(rires gênés)")]
    [True, True, True, False, True]
    """
    inner = bracketed.strip("()[]{}*")
    if bracketed[0] == "#":
        return True
    if bracketed[0] == "*":
        return bool(_KNOWN.fullmatch(fold(inner)))
    if len(inner) < 30 and inner.strip() and (_SILENT.match(inner.lower()) or _TIME.match(inner)):
        return True
    words = fold(inner)
    if len(words.split()) > LONGEST:
        return False
    return _begins(_KNOWN, words) or (len(words.split()) < 5 and _begins(_SHORT, words)) or _is_sitting(words)


def _begins(pattern: re.Pattern[str], words: str) -> bool:
    lead = _LEADING.match(words)
    if lead is None or pattern.match(words):
        return bool(pattern.match(words))
    return bool(pattern.match(words, lead.end())) and (words.count(" ") < 6 or not _ARTICLE.match(words))


def _is_sitting(words: str) -> bool:
    return bool(_SITTING.match(words))
