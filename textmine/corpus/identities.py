"""Who unnamed speakers may be: guesses from file names, cover blocks and initials, never applied unasked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Final, NamedTuple

from textmine.corpus.roles import LEADERS
from textmine.corpus.speakers import SEPARATOR
from textmine.corpus.tables import Corpus, Leftover
from textmine.corpus.vocabulary import fold, is_collective, is_local, is_name_like, person_key

_SHORTEST: Final = 3
_INITIALS: Final = re.compile(r"[A-ZÀ-Ý](?:[.\s-]{0,2}[A-ZÀ-Ý]){1,3}\.?")
_ASKING: Final = re.compile(
    r"\b(?:enquet(?:eur|rice|euse)s?|intervieweu(?:r|se)|chercheu(?:r|se)|menee? par|realisee? par)\b"
)
_LINES: Final = 40
_PARTICLES: Final = frozenset("de du des d la le les l von van der den".split())


class Identity(NamedTuple):
    """A guess: in this meeting, this label may be that person; its reason: "initials", "file" or "cover"."""

    meeting: str
    speaker: str
    label: str
    person: str
    reason: str


def guess_identities(corpus: Corpus) -> list[Identity]:
    r"""Return who unnamed speakers may be among the persons whom the corpus names, at most one each.

    Parameters
    ----------
    corpus
        Corpus as read.

    Notes
    -----
    Persons are the speakers with a name of two words or more. A label of two to four capitals (HC, J.-P. M.)
    may be the one person with these initials. In an interview, the one speaker who neither interviews nor has
    a name may be the one person whom the file's name holds, or else the cover block outside the line of the
    interviewer. Where two persons fit, or the person speaks under that name in the same meeting, nothing is
    guessed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from textmine.corpus.reading import read
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder)
    ...     _ = (path / "reunion.txt").write_text("Anne Roy : oui\nPaul Sy : non\n" * 2)
    ...     _ = (path / "entretien_roy.txt").write_text("E : qui ?\nR : moi\nE : où ?\nR : ici")
    ...     guess_identities(read(folder))
    [Identity(meeting='entretien_roy', speaker='R', label='R', person='Anne Roy', reason='file')]
    """
    labels = {
        str(name): str(found).split(SEPARATOR)
        for name, found in zip(corpus.speakers["speaker"], corpus.speakers["labels"], strict=True)
    }
    persons = [name for name in labels if is_name_like(name) and not is_collective(name)]
    places = corpus.turns.groupby("meeting", sort=False)["speaker"].unique()
    present = {str(meeting): [str(name) for name in names] for meeting, names in places.items()}
    found = list(_by_initials(labels, persons, present))
    named = {identity.speaker for identity in found}
    return [*found, *(one for one in _of_interviews(corpus, persons, present) if one.speaker not in named)]


def initials_of(name: str) -> set[str]:
    """Return the initials of a name, with its particles and without them.

    Examples
    --------
    >>> sorted(initials_of("Yann Le Goff")), initials_of("Jean-Pierre Martin") == {"jpm", "jm"}
    (['yg', 'ylg'], True)
    """
    words = person_key(name).split()
    parts = [part for part in name.replace("-", " -").split() if fold(part)]
    whole = [fold(part)[0] for part in parts]
    first = [fold(part)[0] for part in parts if not part.startswith("-")]
    plain = [word[0] for word in words if word not in _PARTICLES]
    return {"".join(found) for found in (whole, first, plain) if len(found) > 1}


def _by_initials(
    labels: Mapping[str, Sequence[str]], persons: Sequence[str], present: Mapping[str, Sequence[str]]
) -> Iterator[Identity]:
    owners: dict[str, set[str]] = defaultdict(set)
    for person in persons:
        for letters in initials_of(person):
            owners[letters].add(person)
    for name, written in labels.items():
        label = written[0]
        if name in persons or not _INITIALS.fullmatch(label):
            continue
        who = owners.get(fold(label).replace(" ", ""), set())
        meetings = [meeting for meeting, names in present.items() if name in names]
        if len(who) == 1 and not any(who & set(present[meeting]) for meeting in meetings):
            yield Identity(meetings[0] if len(meetings) == 1 else "", name, label, min(who), "initials")


def _of_interviews(
    corpus: Corpus, persons: Sequence[str], present: Mapping[str, Sequence[str]]
) -> Iterator[Identity]:
    roles = dict(zip(corpus.speakers["speaker"], corpus.speakers["role"], strict=True))
    labels = dict(zip(corpus.speakers["speaker"], corpus.speakers["labels"], strict=True))
    covers = {report.file: _cover(report.leftovers) for report in corpus.reports}
    for meeting in corpus.meetings.itertuples():
        if meeting.kind != "interview":
            continue
        here = present.get(str(meeting.meeting), [])
        unnamed = [name for name in here if roles[name] not in LEADERS and _is_unnamed(name, labels[name])]
        others = [person for person in persons if person not in here]
        if len(unnamed) != 1:
            continue
        files = str(meeting.file).split(", ")
        for reason, texts in (
            ("file", [fold(PurePath(file).with_suffix("").as_posix()) for file in files]),
            ("cover", [text for file in files for text in covers.get(file, [])]),
        ):
            who = _named_in(texts, others)
            if len(who) == 1:
                label = str(labels[unnamed[0]]).split(SEPARATOR)[0]
                yield Identity(str(meeting.meeting), unnamed[0], label, who[0], reason)
                break
            if who:
                break


def _is_unnamed(name: str, labels: str) -> bool:
    return is_local(labels.split(SEPARATOR)[0]) or is_local(name)


def _cover(leftovers: Iterable[Leftover]) -> list[str]:
    """Return the folded lines of a file's cover block, those of the interviewer left out."""
    texts = [left.text for left in leftovers if left.kind in ("preamble", "heading")]
    lines = [fold(line) for text in texts for line in text.split("\n")][:_LINES]
    return [line for line in lines if line and not _ASKING.search(line)]


def _named_in(texts: Sequence[str], persons: Sequence[str]) -> list[str]:
    """Return the persons whose whole name, or else whose last name that nobody shares, texts hold."""
    words = [f" {text} " for text in texts]
    whole = [person for person in persons if _all_in(words, person_key(person).split())]
    if whole:
        return whole
    last: dict[str, list[str]] = defaultdict(list)
    for person in persons:
        last[_last_name(person)].append(person)
    return [
        owners[0]
        for name, owners in last.items()
        if len(owners) == 1 and len(name) >= _SHORTEST and any(f" {name} " in text for text in words)
    ]


def _last_name(person: str) -> str:
    words = person_key(person).split()
    return " ".join(words[1:]) if len(words) > 2 and words[1] in _PARTICLES else words[-1]


def _all_in(texts: Sequence[str], words: Sequence[str]) -> bool:
    return bool(words) and any(all(f" {word} " in text for word in words) for text in texts)
