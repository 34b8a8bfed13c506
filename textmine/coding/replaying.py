"""The present state of all codings: what replaying the log of decisions gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, NamedTuple

import pandas as pd

from textmine.coding.decisions import Decision, Span
from textmine.display import ShownTables

Status = Literal["coded", "pending", "refused", "gone"]
OFF: Final = "off"
_FIRST: Final = ("coded", "suggested")
COLUMNS: Final = (
    "coding", "coder", "code", "meeting", "turn", "start", "last_turn", "end", "status", "origin", "shown",
    "score", "model", "data", "memo", "when", "number",
)  # fmt: skip
_AFTER: Final[Mapping[str, Status]] = {
    "coded": "coded", "suggested": "pending", "accepted": "coded", "changed": "coded", "refused": "refused",
}  # fmt: skip


class _State(NamedTuple):
    """One coding after one gesture."""

    decision: Decision
    status: Status
    origin: str


@dataclass(frozen=True)
class Codings(ShownTables):
    """Codings as they are now.

    Attributes
    ----------
    table
        One row a coding that is coded, pending or refused: `COLUMNS`. ``origin`` is "human", "accepted" (a
        suggestion taken as it was) or "changed" (a suggestion taken with another code or passage);
        ``shown`` tells whether a suggestion for the passage had been shown before; ``number`` is that of the
        last gesture.
    finished
        Pairs of coder and meeting that were read to the end.
    switched_off
        Pairs of coder and meeting where suggestions were switched off.
    last
        Number of the last decision replayed.
    merges
        Merges of codes that hold, in order: what they are about (``coding``), the code, and the one it went
        into.
    pointed
        Coders, and the passages that the machine led them to.
    """

    table: pd.DataFrame
    finished: frozenset[tuple[str, str]] = frozenset()
    switched_off: frozenset[tuple[str, str]] = frozenset()
    last: int = 0
    merges: tuple[tuple[str, str, str], ...] = ()
    pointed: frozenset[tuple[str, Span]] = frozenset()

    @property
    def merged(self) -> dict[str, str]:
        """The code that each merged code is now, by code."""
        return _merged_codes((code, into) for _, code, into in self.merges)

    def was_shown(self, coder: str, span: Span) -> bool:
        """Return whether a coder was shown a suggestion, or led by the machine, in the turns of a passage."""
        table = self.table
        near = (table["coder"] == coder) & (table["meeting"] == span.meeting) & (table["origin"] != "human")
        near &= (table["turn"] <= span.last_turn) & (table["last_turn"] >= span.turn)
        return bool(near.any()) or any(
            who == coder and one.meeting == span.meeting and one.turn <= span.last_turn
            and span.turn <= one.last_turn
            for who, one in self.pointed
        )  # fmt: skip

    def coded(self, *, human_only: bool = False, coder: str | None = None) -> pd.DataFrame:
        """Return the codings that hold.

        Parameters
        ----------
        human_only
            Leave out those that come from a suggestion, and those made where one had been shown.
        coder
            Of one coder only.
        """
        table = self.table[self.table["status"] == "coded"]
        if human_only:
            table = table[(table["origin"] == "human") & ~table["shown"].astype(bool)]
        if coder is not None:
            table = table[table["coder"] == coder]
        return table.reset_index(drop=True)

    @property
    def coders(self) -> tuple[str, ...]:
        """Those who coded, in order of their first coding."""
        return tuple(dict.fromkeys(self.table.loc[self.table["status"] == "coded", "coder"]))

    def __repr__(self) -> str:
        counts = self.table["status"].value_counts()
        told = ", ".join(f"{n} {status}" for status, n in sorted(counts.items())) or "none"
        return f"Codings({told}; {self.table['coder'].nunique()} coders)"


def replay(decisions: Iterable[Decision]) -> Codings:
    """Return the codings that a log of decisions leads to.

    Decisions are taken in the order given. "undone" takes back the last gesture of its coding that was not
    taken back; an accepted or refused suggestion is then pending again, a coding is gone. A gesture without
    code or passage keeps those of the gesture before; one that judges or changes what is not there does
    nothing. While a code is merged into another, all that has it has the other one, whenever it was coded;
    not so what was refused: to refuse a code is not to refuse a wider one.

    Examples
    --------
    >>> span = Span("m", 0, 0, 0, 5)
    >>> told = [Decision("Ana", "suggested", "c1", "x", span), Decision("Ana", "accepted", "c1")]
    >>> replay(told).table[["code", "status", "origin"]].iloc[0].tolist()
    ['x', 'coded', 'accepted']
    >>> replay([*told, Decision("Ana", "undone", "c1")]).table["status"].tolist()
    ['pending']
    """
    stacks: dict[tuple[str, str], list[_State]] = {}
    marks = _Marks()
    last = 0
    for decision in decisions:
        last = max(last, decision.number)
        if marks.take(decision):
            continue
        key = decision.coder, decision.coding
        stack = stacks.setdefault(key, [])
        if decision.action == "undone":
            if stack:
                stack.pop()
            continue
        if stack or decision.action in _FIRST:
            stack.append(_next(stack, decision))
    rows = [_row(stack[-1]) for stack in stacks.values() if stack]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    merges = tuple((key, *codes) for key, codes in marks.merges.items())
    now = _merged_codes(marks.merges.values())
    if now and len(table):
        kept = table["status"] != "refused"
        table.loc[kept, "code"] = [now.get(code, code) for code in table.loc[kept, "code"]]
    off = frozenset(key for key, is_off in marks.off.items() if is_off)
    return Codings(table, frozenset(marks.finished), off, last, merges, frozenset(marks.pointed))


class _Marks:
    """What decisions say of more than one coding."""

    def __init__(self) -> None:
        self.finished: set[tuple[str, str]] = set()
        self.off: dict[tuple[str, str], bool] = {}
        self.merges: dict[str, tuple[str, str]] = {}
        self.pointed: set[tuple[str, Span]] = set()

    def take(self, decision: Decision) -> bool:
        """Return whether the decision is no gesture of a coding, having noted it."""
        where = decision.coder, decision.span.meeting
        match decision.action:
            case "finished":
                self.finished.add(where)
            case "switched":
                self.off[where] = decision.memo == OFF
            case "pointed":
                self.pointed.add((decision.coder, decision.span))
            case "merged":
                if decision.code and decision.memo:
                    self.merges[decision.coding] = decision.code, decision.memo
            case "undone" if decision.coding in self.merges:
                del self.merges[decision.coding]
            case "ruled":
                pass
            case _:
                return False
        return True


def _merged_codes(merges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what each merged code is after all merges.

    Examples
    --------
    >>> _merged_codes([("a", "b"), ("b", "c")])
    {'a': 'c', 'b': 'c'}
    """
    now: dict[str, str] = {}
    for code, target in merges:
        into = now.get(target, target)
        if into == code or code in now:
            continue
        now = {each: into if held == code else held for each, held in now.items()}
        now[code] = into
    return now


def _next(stack: list[_State], decision: Decision) -> _State:
    before = stack[-1] if stack else None
    if before is not None:
        held = before.decision
        decision = replace(
            decision,
            code=decision.code or held.code,
            span=decision.span if decision.span.meeting else held.span,
            memo=decision.memo or held.memo,
            model=decision.model or held.model,
            data=decision.data or held.data,
            score=held.score if decision.score != decision.score else decision.score,
            shown=decision.shown or held.shown or held.action == "suggested",
        )
    origin = "human" if before is None else before.origin
    if decision.action == "suggested":
        origin = "suggested"
    elif decision.action == "accepted":
        origin = "accepted"
    elif decision.action == "changed" and origin in ("suggested", "accepted"):
        origin = "changed"
    return _State(decision, _AFTER[decision.action], origin)


def _row(state: _State) -> dict[str, Any]:
    decision = state.decision
    facts = {name: getattr(decision, name, None) for name in COLUMNS}
    return {**facts, **decision.span._asdict(), "status": state.status, "origin": state.origin}


def span_of(row: Mapping[str, Any] | pd.Series) -> Span:
    """Return the passage of one row of codings."""
    return Span(str(row["meeting"]), *(int(row[name]) for name in Span._fields[1:]))
