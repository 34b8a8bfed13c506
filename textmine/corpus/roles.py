"""Who leads and who is asked: the role of each speaker, and why it was chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from textmine.corpus.vocabulary import is_collective, role_of_label

ASKS_MORE: Final = 1.3
SPEAKS_LESS: Final = 1 / 3
LEADERS: Final = frozenset(("interviewer", "facilitator"))


@dataclass(slots=True)
class Talk:
    """How much one speaker says in one meeting: turns, words, and turns with a question mark."""

    turns: int = 0
    words: int = 0
    questions: int = 0

    @property
    def question_rate(self) -> float:
        """Share of the turns that hold a question mark, 0 to 1."""
        return self.questions / self.turns if self.turns else 0.0


@dataclass(slots=True)
class Evidence:
    """What is known of one speaker's role.

    Attributes
    ----------
    labels
        Labels as written, with their number of turns.
    sources
        Roles that the files themselves declare, with their number of turns.
    talk
        By meeting.
    """

    labels: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    talk: dict[str, Talk] = field(default_factory=dict)


def guess_roles(
    evidence: Mapping[str, Evidence], kinds: Mapping[str, str], declared: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Return (role, reason) of each speaker.

    What is declared wins, then what most turns of the source say, then the words of the label. In an
    interview, who asks more (or, without question marks, speaks much less) is the interviewer, and who
    faces an interviewer is a pilot. All others are "other".

    Parameters
    ----------
    evidence
        By speaker.
    kinds
        "meeting" or "interview", by meeting.
    declared
        Role, by speaker.

    Examples
    --------
    >>> evidence = {"Anne": Evidence(Counter(Anne=3), Counter(), {"a": Talk(3, 12, 3)}),
    ...             "Paul": Evidence(Counter(Paul=3), Counter(), {"a": Talk(3, 90, 0)})}
    >>> guess_roles(evidence, {"a": "interview"}, {})
    {'Anne': ('interviewer', 'questions'), 'Paul': ('pilot', 'default')}
    """
    roles: dict[str, tuple[str, str]] = {}
    for name, known in evidence.items():
        found = _known_role(name, known, kinds, declared)
        if found is not None:
            roles[name] = found
    guesses: dict[str, Counter[tuple[str, str]]] = {}
    for meeting, kind in kinds.items():
        if kind == "interview":
            for name, guess in _guess_interview(meeting, evidence, roles).items():
                guesses.setdefault(name, Counter())[guess] += evidence[name].talk[meeting].words
    for name in evidence:
        best = guesses.get(name, Counter()).most_common(1)
        roles.setdefault(name, best[0][0] if best else ("other", "default"))
    return {name: roles[name] for name in evidence}


def _known_role(
    name: str, known: Evidence, kinds: Mapping[str, str], declared: Mapping[str, str]
) -> tuple[str, str] | None:
    if declared.get(name):
        return declared[name], "declared"
    if known.sources:
        role, turns = known.sources.most_common(1)[0]
        if turns * 2 >= known.labels.total():
            return role, "source"
    said: Counter[str] = Counter()
    for label, turns in known.labels.items():
        said[role_of_label(label)] += turns
    role = said.most_common(1)[0][0] if said else ""
    if role in LEADERS:
        return role, "label"
    if role == "pilot" and any(kinds.get(meeting) == "interview" for meeting in known.talk):
        return role, "label"
    return None


def _guess_interview(
    meeting: str, evidence: Mapping[str, Evidence], roles: Mapping[str, tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    """Return guesses for the speakers of one interview whose role is not known."""
    present = {name: known.talk[meeting] for name, known in evidence.items() if meeting in known.talk}
    asked = {name: talk for name, talk in present.items() if name not in roles and not is_collective(name)}
    if any(roles[name][0] in LEADERS for name in present if name in roles) or len(present) == 1:
        return dict.fromkeys(asked, ("pilot", "default"))
    if len(asked) == 1 and any(roles[name][0] == "pilot" for name in present if name in roles):
        return dict.fromkeys(asked, ("interviewer", "default"))
    if len(asked) < 2:
        return {}
    asker, reason = _asker(asked)
    if not asker:
        return {}
    return {name: ("interviewer", reason) if name == asker else ("pilot", "default") for name in asked}


def _asker(talks: Mapping[str, Talk]) -> tuple[str, str]:
    total = sum(talk.words for talk in talks.values())
    rates = sorted(((talk.question_rate, name) for name, talk in talks.items()), reverse=True)
    (most, asker), (second, _) = rates[0], rates[1]
    if most > 0 and most >= ASKS_MORE * second and talks[asker].words < total / 2:
        return asker, "questions"
    quiet = min(talks, key=lambda name: talks[name].words)
    return (quiet, "words") if most == 0 and talks[quiet].words < SPEAKS_LESS * total else ("", "")
