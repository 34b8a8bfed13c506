"""What a coder did, one gesture at a time: never changed, only added to."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal, NamedTuple, get_args

Action = Literal[
    "coded", "suggested", "accepted", "changed", "refused", "undone", "finished", "switched",
    "merged", "ruled", "pointed",
]  # fmt: skip
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
RULE: Final = "rule:"


class Span(NamedTuple):
    """A passage: from a code point of a turn to one of the same or a later turn of the meeting.

    Attributes
    ----------
    meeting
        Name of the meeting or interview.
    turn, last_turn
        Place of the turns in the meeting, from 0.
    start
        Code point of the first turn's text, from 0.
    end
        Code point of the last turn's text after the passage.
    """

    meeting: str
    turn: int
    start: int
    last_turn: int
    end: int


NOWHERE: Final = Span("", 0, 0, 0, 0)


@dataclass(frozen=True)
class Decision:
    """One gesture.

    Attributes
    ----------
    coder
        Who made it; of a suggestion, to whom it was made.
    action
        "coded": a code given to a passage; "suggested": by the machine; "accepted", "refused": of a
        suggestion; "changed": another code or passage; "undone": the coding's last gesture; "finished": a
        transcript was read to its end; "switched": suggestions for a transcript, "off" or "on" by `memo`;
        "merged": a code into the one that `memo` names; "ruled": a rule for a code, `memo` says which;
        "pointed": the machine led a coder to a passage for a code.
    coding
        What the gesture is about; all gestures of one coding, or one rule, have the same.
    code, span
        The code and the passage, as they are after the gesture.
    memo
        A note of the coder.
    shown
        Whether a suggestion for the passage had been shown to the coder before.
    model, data
        Hashes of the model that suggested, and of the codings it had learnt from. Of a coding made on what
        a rule had found, `model` is "rule:" and the rule's identity.
    score
        Calibrated probability of the suggestion, 0 to 1; nan where none.
    when
        UTC, ISO 8601.
    key
        Unique: the same gesture sent twice is kept once.
    number
        Place in the log, from 1; 0 before it is there.
    """

    coder: str
    action: Action
    coding: str
    code: str = ""
    span: Span = NOWHERE
    memo: str = ""
    shown: bool = False
    model: str = ""
    data: str = ""
    score: float = float("nan")
    when: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="milliseconds"))
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    number: int = 0


def new_coding() -> str:
    """Return a new identity of a coding."""
    return str(uuid.uuid4())
