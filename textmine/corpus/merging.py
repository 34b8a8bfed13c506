"""One name a person: how variants of speaker labels are merged, by a rule that is written down."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from textmine.corpus.vocabulary import fold, is_local, is_vocabulary, person_key

SHORTEST: Final = 8
RAREST: Final = 0.1
_MALE = frozenset(("m", "mr", "monsieur"))
_FEMALE = frozenset(("mme", "mlle", "madame", "mademoiselle"))


def name_speakers(
    counts: Mapping[tuple[str, str], int], declared: Mapping[str, str]
) -> dict[tuple[str, str], str]:
    """Return the name of the speaker behind each label in each meeting.

    A label that names another person in each file (R, Enquêté, SPEAKER_00…) gets the meeting behind its
    name when several meetings have it, unless it is declared.

    Parameters
    ----------
    counts
        Number of turns of each pair (meeting, label).
    declared
        Label, or "meeting/label", to name.

    Examples
    --------
    >>> counts = {("a", "R"): 9, ("b", "R"): 7, ("a", "Marie_Dupont_"): 1, ("b", "Marie Dupont"): 5}
    >>> sorted(set(name_speakers(counts, {"a/R": "Paul"}).values()))
    ['Marie Dupont', 'Paul', 'R']
    """
    here = {
        pair: name for pair in counts if (name := declared.get(f"{pair[0]}/{pair[1]}")) is not None and name
    }
    labels: Counter[str] = Counter()
    for (meeting, label), count in counts.items():
        labels[label] += count if (meeting, label) not in here else 0
    names = merge_labels({label: count for label, count in labels.items() if count}, declared)
    found = {pair: here.get(pair) or names[pair[1]] for pair in counts}
    chosen = set(declared.values())
    meetings: dict[str, set[str]] = defaultdict(set)
    for (meeting, _), name in found.items():
        meetings[name].add(meeting)
    local = {name for name, where in meetings.items() if len(where) > 1 and is_local(name)} - chosen
    return {pair: f"{name} ({pair[0]})" if name in local else name for pair, name in found.items()}


def merge_labels(counts: Mapping[str, int], declared: Mapping[str, str]) -> dict[str, str]:
    """Return the name of the speaker behind each label.

    Parameters
    ----------
    counts
        Labels as written, with their number of turns.
    declared
        Labels to names, by the user; they win over all rules.

    Notes
    -----
    The rule, in this order:

    1. A declared label takes its declared name, whatever its case, accents and punctuation.
    2. Labels with the same key are one speaker: case, accents, underscores, punctuation, brackets, a
       title (M., Mme, Monsieur…) and a leading article do not count. Where both a man's and a woman's
       title stand before the same key, those are two speakers.
    3. A label one edit (letter put in, left out, changed or exchanged with its neighbour) away from another
       is the same speaker if both keys have as many words, at least 8 letters, differ in letters (never in
       digits only), not just by the final e of a first name, are not both words for interviewees, and the
       rarer has fewer than 10 % of the turns of the other, or fewer turns where the other is a usual word
       for a speaker (Enquêteur) and the rarer is none.
    4. The name is the most frequent variant, underscores as spaces, without punctuation at its ends.

    Examples
    --------
    >>> merge_labels({"le_maire": 50, "le_Maire_": 1, "Paul": 3}, {"paul": "Paul Roy"})
    {'le_maire': 'le maire', 'le_Maire_': 'le maire', 'Paul': 'Paul Roy'}
    >>> merge_labels({"Enquêteur": 50, "Enqueteurr": 2}, {})
    {'Enquêteur': 'Enquêteur', 'Enqueteurr': 'Enquêteur'}
    """
    owners = {person_key(label): name for label, name in declared.items() if name}
    exact = {fold(label): name for label, name in declared.items() if name}
    keys = _titled_keys(counts)
    named = {
        label: name for label in counts if (name := exact.get(fold(label)) or owners.get(person_key(label)))
    }
    totals: Counter[str] = Counter()
    for label, count in counts.items():
        totals[keys[label]] += count
    fixed = {keys[label] for label in named}
    targets = _near_keys({key: count for key, count in totals.items() if key not in fixed})
    groups: dict[str, list[str]] = defaultdict(list)
    for label in counts:
        if label not in named:
            groups[targets.get(keys[label], keys[label])].append(label)
    for labels in groups.values():
        best = max(labels, key=lambda label: (counts[label], -len(label), label))
        named.update(dict.fromkeys(labels, _clean(best)))
    return {label: named[label] for label in counts}


def _clean(label: str) -> str:
    name = " ".join(label.replace("_", " ").split())
    return name.strip(" :-–—*") or label


def _titled_keys(labels: Iterable[str]) -> dict[str, str]:
    """Return the key of each label, with the title's gender where a key has both."""
    genders: dict[str, set[str]] = defaultdict(set)
    keys = {label: person_key(label) for label in labels}
    for label, key in keys.items():
        genders[key].add(_gender(label))
    both = {key for key, found in genders.items() if {"m", "f"} <= found}
    return {label: f"{_gender(label)} {key}".strip() if key in both else key for label, key in keys.items()}


def _gender(label: str) -> str:
    words = fold(label).split()
    first = words[0] if len(words) > 1 else ""
    return "m" if first in _MALE else "f" if first in _FEMALE else ""


def _near_keys(totals: Mapping[str, int]) -> dict[str, str]:
    """Return the frequent key that each rare near-identical one is a slip of."""
    order = sorted(totals, key=lambda key: (-totals[key], key))
    known: dict[str, list[str]] = defaultdict(list)
    targets: dict[str, str] = {}
    for key in order:
        if sum(map(str.isalpha, key)) < SHORTEST - 1:
            continue
        forms = {key, *(key[:i] + key[i + 1 :] for i in range(len(key)))}
        rivals = dict.fromkeys(other for form in forms for other in known[form])
        near = [other for other in rivals if _is_rarer(key, other, totals) and is_slip(key, other)]
        if near:
            targets[key] = max(near, key=lambda other: totals[other])
        else:
            for form in forms:
                known[form].append(key)
    return targets


def _is_rarer(key: str, other: str, totals: Mapping[str, int]) -> bool:
    """Tell whether a key is rare enough beside another to be a slip of it; a usual word is less strict."""
    usual = is_vocabulary(other) and not is_vocabulary(key)
    return totals[key] < (totals[other] if usual else RAREST * totals[other])


def is_slip(one: str, two: str) -> bool:
    """Tell whether two keys are one edit apart, and not in a way that parts two persons.

    Examples
    --------
    >>> is_slip("marc delvuax", "marc delvaux"), is_slip("michel dupont", "michele dupont")
    (True, False)
    """
    if len(one) > len(two):
        one, two = two, one
    if len(one.split()) != len(two.split()) or sum(map(str.isalpha, one)) < SHORTEST - 1:
        return False
    if max(sum(map(str.isalpha, one)), sum(map(str.isalpha, two))) < SHORTEST:
        return False
    head = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), len(one))
    changed = len(one) == len(two) and one[head + 1 :] == two[head + 1 :]
    added = len(one) + 1 == len(two) and one[head:] == two[head + 1 :]
    swapped = len(one) == len(two) and one[head : head + 2] == two[head : head + 2][::-1]
    if not (changed or added or (swapped and one[head + 2 :] == two[head + 2 :])):
        return False
    if two[head : head + 1].isdigit() or one[head : head + 1].isdigit() or _differ_in_gender(one, two):
        return False
    return not (is_vocabulary(one) and is_vocabulary(two)) or not is_local(one)


def _differ_in_gender(one: str, two: str) -> bool:
    """Tell whether the longer key has a first name's final e more: Michel and Michèle, Pascal and Pascale."""
    pairs = list(zip(one.split(), two.split(), strict=True))
    return any(len(pairs) > 1 and b == a + "e" for a, b in pairs[:-1])
