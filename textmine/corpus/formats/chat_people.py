"""Participants of a CHAT file: codes, names, roles, and what ``@ID`` says of them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from textmine.corpus.formats.words import declared_role
from textmine.corpus.roles import LEADERS

_FIELDS: Final = {3: "age", 4: "sex", 5: "group", 6: "ses", 8: "education"}
_COMMA: Final = re.compile(r"\s*,\s*")


@dataclass
class Person:
    """A participant: code, label of the turns, role of ours ("" for none), and other attributes."""

    code: str
    label: str
    role: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


def read_participants(text: str) -> dict[str, Person]:
    """Return the participants of a header by their codes.

    The label is the name, else the role where no other participant has it, else the code.

    Examples
    --------
    >>> people = read_participants("MAR Marie_Roux Participant, INV Investigator")
    >>> [(one.label, one.role) for one in people.values()]
    [('Marie Roux', ''), ('Investigator', 'interviewer')]
    """
    entries = [part.split() for part in _COMMA.split(text) if part.strip()]
    roles = Counter(entry[-1] for entry in entries if len(entry) == 2)
    people: dict[str, Person] = {}
    for entry in entries:
        code, role = entry[0], entry[-1] if len(entry) > 1 else ""
        name = " ".join(entry[1:-1])
        label = name or (role if roles[role] == 1 else code)
        people[code] = Person(code, " ".join(label.replace("_", " ").split()), _role(role))
    return people


def read_identity(text: str, people: dict[str, Person]) -> None:
    """Add what an ``@ID`` header says (age, sex, group, education) to its participant."""
    fields = [value.strip() for value in text.split("|")]
    if len(fields) < 3:
        return
    code, role = fields[2], fields[7] if len(fields) > 7 else ""
    person = people.setdefault(code, Person(code, code))
    person.role = person.role or _role(role)
    person.attributes.update(
        {name: fields[at] for at, name in _FIELDS.items() if at < len(fields) and fields[at]}
    )


def _role(word: str) -> str:
    """Return the role of who leads; a "Participant" may be anybody."""
    role = declared_role(word)
    return role if role in LEADERS else ""
