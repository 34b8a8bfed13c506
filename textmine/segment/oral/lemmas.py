"""Lemma tables by part of speech: what the treebanks say, then a dictionary, mended where it errs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Final

from textmine.french import lookups
from textmine.segment.oral.treebank import Sentence

if TYPE_CHECKING:
    from spacy.lookups import Lookups

Rules = Mapping[str, Sequence[tuple[str, str]]]

_PARTS: Final = ("adj", "adp", "adv", "aux", "cconj", "det", "noun", "pron", "punct", "sconj", "verb")
# Simple past and imperfect subjunctive: read in novels, not said.
_BOOKISH: Final = re.compile(r"(?:[âîû]m?tes|[âîû]mes|èrent|[au]ss(?:ions|iez)|uss(?:es?|ent)|[âîû]t)$")
_OPEN: Final = ("adj", "adv", "noun", "verb")
_INFINITIVE: Final = ("er", "ir", "ïr", "re", "oir")
# An unknown form that ends like a lemma is one; -e and -es are missing from the dictionary's verb rules.
_OWN_LEMMA: Final = {
    "verb": ("er", "ir", "ire", "tre", "dre", "cre", "vre", "pre"),
    "adj": ("ique", "aire", "able", "ible", "iste", "ème", "ène", "ure", "esque", "ogue", "aphe", "oïde"),
}
_MORE_RULES: Final = {"verb": (("e", "er"), ("es", "er"))}
_SPOKEN: Final = {
    "verb": {"chais": "savoir", "chépa": "savoir", "'sais": "savoir", "ya": "avoir", "voilà": "voilà"},
    "aux": {"chuis": "être", "jsuis": "être", "chui": "être", "'est": "être"},
    "adj": {"p'tit": "petit", "p'tite": "petit", "p'tits": "petit", "p'tites": "petit", "ptit": "petit"},
    "noun": {"p'tit": "petit", "p'tite": "petit", "p'tits": "petit", "p'tites": "petit"},
    "adv": {"p't-être": "peut-être", "ptêt": "peut-être", "'fin": "enfin", "pis": "puis", "nan": "non"},
    "cconj": {"pis": "puis"},
    "det": {"c'te": "ce", "l'": "le", "d'": "de", "du": "de", "des": "un", "les": "le", "la": "le"},
    "adp": {"d'": "de", "du": "de", "des": "de", "au": "à", "aux": "à", "jusqu'": "jusque"},
}  # fmt: skip


def lemma_tables(sentences: Iterable[Sentence]) -> Lookups:
    """Return spaCy lookups for its French rule lemmatizer (``lemma_exc``, ``lemma_index``, ``lemma_rules``).

    For a form and a part of speech the lemma is the one that the sentences give most often; else that of the
    dictionary of ``spacy-lookups-data`` (Lefff and others); else that of its rules. Mended in the dictionary:
    verbs in -e that are also nouns (demande, donne: no lemma there), adjectives that it takes for a verb
    (retraitée), exceptions that hide a form known to be its own lemma.
    """
    from spacy.lookups import Lookups

    listed, excepted, given = (lookups(name) for name in ("lemma_index", "lemma_exc", "lemma_rules"))
    index = {part: set(listed.get(part, ())) for part in _PARTS}
    exceptions = {part: _dictionary(excepted.get(part, {}), part, index) for part in _PARTS}
    known = {(form, part) for part in _PARTS for form in (*exceptions[part], *index[part])}
    for (form, part), lemma in _counted(sentences, known).items():
        if part in exceptions:
            exceptions[part][form] = lemma
            index[part].discard(form)
            if form == lemma:
                del exceptions[part][form]
                index[part].add(form)
    rules = {part: list(given.get(part, ())) for part in ("adj", "noun", "verb")}
    for part, endings in _OWN_LEMMA.items():
        rules[part] = [*([e, e] for e in endings), *map(list, _MORE_RULES.get(part, ())), *rules[part]]
    ruled = {part: _by_last_letter(rules.get(part, ())) for part in _PARTS}
    for part, found in exceptions.items():
        exceptions[part] = {
            form: lemma
            for form, lemma in found.items()
            if form in index[part] or _by_rules(form, ruled[part], index[part]) != lemma
        }
    # a noun is its own lemma without being listed, unless a rule would take its last letter
    index["noun"] = {word for word in index["noun"] if _by_rules(word, ruled["noun"], set()) != word}
    tables = Lookups()
    tables.add_table("lemma_exc", _listed(exceptions))
    tables.add_table("lemma_index", {part: sorted(words) for part, words in index.items()})
    tables.add_table("lemma_rules", rules)
    tables.add_table("lemma_lookup", {})
    return tables


def dictionary_forms() -> dict[str, list[str]]:
    """Return the forms of adjectives, adverbs, nouns and verbs in ``spacy-lookups-data``."""
    tables = [lookups(name) for name in ("lemma_exc", "lemma_index")]
    return {
        part: [form for table in tables for form in table.get(part, ()) if not _BOOKISH.search(form)]
        for part in _OPEN
    }


def _dictionary(excepted: dict[str, list[str]], part: str, index: dict[str, set[str]]) -> dict[str, str]:
    found = {}
    for form, lemmas in excepted.items():
        lemma = lemmas[0]
        if part == "verb" and _BOOKISH.search(form):
            continue
        if part == "adj" and lemma in index["verb"] and lemma.endswith(_INFINITIVE):
            lemma = _masculine(form)
        found[form] = lemma
    both = _with_typographic(_SPOKEN.get(part, {}))
    return {**found, **both}


def _by_last_letter(rules: Sequence[Sequence[str]]) -> Rules:
    """Return rules by the last letter that they ask for, in their order; those that ask for none in all."""
    letters = {"", *(old[-1:] for old, _ in rules)}
    return {letter: [(old, new) for old, new in rules if old[-1:] in (letter, "")] for letter in letters}


def _by_rules(form: str, rules: Rules, index: Set[str]) -> str:
    """Return the lemma that spaCy's French lemmatizer finds by its rules for a form without exception."""
    unknown = ""
    for old, new in rules.get(form[-1:], rules[""]):
        if form.endswith(old):
            lemma = form[: len(form) - len(old)] + new
            if lemma and (lemma in index or not lemma.isalpha()):
                return lemma
            unknown = unknown or lemma
    return unknown or form


def _listed(exceptions: dict[str, dict[str, str]]) -> dict[str, dict[str, list[str]]]:
    return {part: {form: [lemma] for form, lemma in found.items()} for part, found in exceptions.items()}


def _masculine(form: str) -> str:
    """Return the masculine singular of a participle used as an adjective.

    Examples
    --------
    >>> [_masculine(form) for form in ("retraitées", "finies", "vendu", "mis")]
    ['retraité', 'fini', 'vendu', 'mis']
    """
    for ending, bare in (
        ("ées", "é"),
        ("ée", "é"),
        ("és", "é"),
        ("ies", "i"),
        ("ie", "i"),
        ("ues", "u"),
        ("ue", "u"),
    ):
        if form.endswith(ending):
            return form.removesuffix(ending) + bare
    return form.removesuffix("s") if form.endswith(("us",)) and len(form) > 4 else form


def _with_typographic(table: dict[str, str]) -> dict[str, str]:
    return {**table, **{form.replace("'", "’"): lemma for form, lemma in table.items()}}


def _counted(sentences: Iterable[Sentence], known: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Count lemmas; capitals lose their accents (MARCHE for marché): there, the dictionary goes first."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word in sentence.words:
            key = word.form.lower().replace("’", "'"), word.pos.lower()
            if not (key in known and len(word.form) > 1 and word.form.isupper()):
                counts[key][word.lemma] += 1
    return {key: max(sorted(lemmas), key=lambda lemma: lemmas[lemma]) for key, lemmas in counts.items()}
