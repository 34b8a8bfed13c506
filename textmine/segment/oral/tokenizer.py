"""A French tokenizer that cuts as the treebanks do: elisions and clitics apart, other words whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from spacy.tokenizer import Tokenizer
    from spacy.vocab import Vocab

_CLITICS: Final = (
    "t-ils?|t-elles?|t-on|t’ils?|je|tu|ils?|elles?|on|nous|vous|ce|là|ci|moi|toi|lui|leur|les?|la|y|en"
)
_WHOLE_WITH_APOSTROPHE: Final = (
    "aujourd'hui", "quelqu'un", "quelqu'une", "c'est-à-dire", "l'on", "prud'homme", "prud'hommes",
    "prud'homale", "prud'homal", "p'tit", "p'tits", "p'tite", "p'tites", "d'jà", "m'enfin", "entr'aide",
    "main-d'œuvre", "chef-d'œuvre", "hors-d'œuvre", "presqu'île", "chefs-d'œuvre", "c'te", "v'là", "'fin",
    "t'façon",
)  # fmt: skip
_WHOLE: Final = (
    "celui-là", "celle-là", "ceux-là", "celles-là", "celui-ci", "celle-ci", "ceux-ci", "celles-ci",
    "au-delà", "par-delà", "jusque-là", "rendez-vous", "peut-être", "vis-à-vis", "soi-disant", "week-end",
    "va-et-vient", "par-là", "quant-à-soi", "laissez-passer", "compte-rendu", "oui-da", "ceux-même",
    "etc.", "cf.", "av.", "janv.", "févr.", "juill.", "sept.", "oct.", "nov.", "déc.", "Dr.", "M.", "Mr.",
    "MM.", "pp.", "p.", "n°", "St.", "Ste.", "J.-C.", "art.", "al.", "Vol.", "No.",
)  # fmt: skip
_SPLIT: Final = (
    ("qu'", "est", "-ce"), ("est", "-ce"), ("y'", "a"), ("y'", "avait"), ("va", "-t'", "en"),
)  # fmt: skip


def build_tokenizer(vocab: Vocab) -> Tokenizer:
    """Return the tokenizer; it saves with a pipeline and loads without textmine.

    A hyphen cuts only before a clitic at the end of a word (dit-il, a-t-elle, allez-y, cette année-là); an
    apostrophe cuts after an elision (l'œuvre, jusqu'ici, t'as), of both kinds (' and ’).

    Examples
    --------
    >>> from spacy.vocab import Vocab
    >>> text = "C'est-à-dire qu’a-t-elle dit, quelqu'un de là-bas ?"
    >>> [token.text for token in build_tokenizer(Vocab())(text)]
    ["C'est-à-dire", 'qu’', 'a', '-t-elle', 'dit', ',', "quelqu'un", 'de', 'là-bas', '?']
    """
    from spacy.lang.char_classes import (
        ALPHA,
        ALPHA_LOWER,
        ALPHA_UPPER,
        CONCAT_QUOTES,
        CURRENCY,
        LIST_CURRENCY,
        LIST_ELLIPSES,
        LIST_ICONS,
        LIST_PUNCT,
        LIST_QUOTES,
        UNITS,
    )
    from spacy.tokenizer import Tokenizer
    from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

    quotes = [quote for quote in LIST_QUOTES if quote not in {"'", "’", r"\'"}]
    marks = [*LIST_PUNCT, *LIST_ELLIPSES, *quotes, *LIST_ICONS, "—", "–"]
    prefixes = [
        *marks,
        "§",
        "%",
        "=",
        r"\+(?![0-9])",
        "'(?!fin)",
        "’(?!fin)",
        r"-(?=[^\W\d_])(?!(?:t-)?il|ce|là)",
    ]
    prefixes += [*LIST_CURRENCY, rf"(?i:jusqu|lorsqu|puisqu|quoiqu|qu|[dlnjmtsc])['’](?=[{ALPHA}0-9«])"]
    suffixes = [
        *marks,
        r"(?<=[0-9])\+",
        r"(?<=[0-9])%",
        rf"(?<=[0-9])(?:{CURRENCY})",
        rf"(?<=[0-9])(?:{UNITS})",
    ]
    suffixes += [
        rf"(?<=[0-9{ALPHA_LOWER}~%²\-\+(?:{CONCAT_QUOTES})])\.",
        rf"(?<=[{ALPHA_UPPER}][{ALPHA_UPPER}])\.",
    ]
    suffixes += ["(?<=[sS ])'", rf"(?i:(?<=[{ALPHA}])-(?:{_CLITICS}))"]
    infixes = [*LIST_ELLIPSES, *LIST_ICONS, r"(?<=[0-9])[+\*^](?=[0-9-])", rf"(?<=[{ALPHA}]),(?=[{ALPHA}])"]
    infixes += [rf"(?<=[{ALPHA_LOWER}])[.?!](?=[{ALPHA_UPPER}])", rf"(?<=[{ALPHA}0-9])[:<>=/](?=[{ALPHA}])"]
    infixes += [rf"(?<=[{ALPHA}]['’])(?=[{ALPHA}])"]
    return Tokenizer(
        vocab,
        rules=_special_cases(),
        prefix_search=compile_prefix_regex(prefixes).search,
        suffix_search=compile_suffix_regex(suffixes).search,
        infix_finditer=compile_infix_regex(infixes).finditer,
    )


def _special_cases() -> dict[str, list[dict[int | str, str]]]:
    from spacy.symbols import ORTH

    cases: dict[str, list[dict[int | str, str]]] = {}
    for parts in [*((word,) for word in (*_WHOLE_WITH_APOSTROPHE, *_WHOLE)), *_SPLIT]:
        for first in {parts[0], parts[0][0].upper() + parts[0][1:]}:
            for apostrophe in "'’":
                shaped = [part.replace("'", apostrophe) for part in (first, *parts[1:])]
                cases["".join(shaped)] = [{ORTH: part} for part in shaped]
    return cases
