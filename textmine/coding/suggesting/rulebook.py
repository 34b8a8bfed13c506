"""Rules that coders keep: gestures in the log like their codings, for one coder or for all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from textmine.coding.decisions import Decision, new_coding
from textmine.coding.suggesting.rules import MACHINE, Rule
from textmine.errors import TextmineError

_LONGEST: Final = 200


@dataclass(frozen=True)
class KeptRule:
    """A rule that a coder has kept.

    Attributes
    ----------
    rule
        What it says.
    identity
        The same for all its versions.
    coder
        Whose it is.
    shared
        Whether other coders see it.
    when
        Of its last version, UTC, ISO 8601.
    """

    rule: Rule
    identity: str
    coder: str
    shared: bool = False
    when: str = ""


def keep_rule(rule: Rule, *, coder: str, identity: str = "", shared: bool = False) -> Decision:
    """Return the decision that keeps a rule, or a new version of one, in the log.

    Raises
    ------
    TextmineError
        The rule has no word.

    Examples
    --------
    >>> told = keep_rule(Rule("c", ("visite",)), coder="Ana", identity="r")
    >>> replay_rules([told])[0].rule.words, replay_rules([told, forget_rule("r", coder="Ana")])
    (('visite',), [])
    """
    words, without = _clean(rule.words), _clean(rule.without)
    if not words or not rule.code:
        raise TextmineError("rule_empty")
    both = sorted({word.casefold() for word in words} & {word.casefold() for word in without})
    if both:
        raise TextmineError("rule_against_itself", words=", ".join(both))
    parts = {"words": words, "without": without, "unless_negated": rule.unless_negated,
             "made_by": rule.made_by, "shared": shared}  # fmt: skip
    memo = json.dumps(parts, ensure_ascii=False)
    return Decision(coder, "ruled", identity or new_coding(), rule.code, memo=memo)


def forget_rule(identity: str, *, coder: str) -> Decision:
    """Return the decision that takes a rule out; "undone" brings it back."""
    return Decision(coder, "ruled", identity)


def replay_rules(
    decisions: Iterable[Decision], *, coder: str | None = None, merged: Mapping[str, str] | None = None
) -> list[KeptRule]:
    """Return the rules that a log leads to, in the order they were first kept.

    Parameters
    ----------
    coder
        Those this coder sees: his own, and what others share. None takes all.
    merged
        The code that each merged code is now (`Codings.merged`).
    """
    stacks: dict[tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        key = decision.coder, decision.coding
        if decision.action == "ruled":
            stacks.setdefault(key, []).append(decision)
        elif decision.action == "undone" and stacks.get(key):
            stacks[key].pop()
    found = [_kept(stack[-1]) for stack in stacks.values() if stack and stack[-1].memo]
    now = merged or {}
    return [
        replace(kept, rule=replace(kept.rule, code=now.get(kept.rule.code, kept.rule.code)))
        for kept in found
        if coder is None or kept.coder == coder or kept.shared
    ]


def _kept(decision: Decision) -> KeptRule:
    parts = json.loads(decision.memo)
    rule = Rule(decision.code, tuple(parts["words"]), tuple(parts["without"]), bool(parts["unless_negated"]),
                str(parts["made_by"]) or MACHINE)  # fmt: skip
    return KeptRule(rule, decision.coding, decision.coder, bool(parts["shared"]), decision.when)


def _clean(words: Iterable[str]) -> tuple[str, ...]:
    """Return words without empty ones and without those said twice, whatever the case."""
    whole = [" ".join(word.split())[:_LONGEST] for word in words]
    return tuple({word.casefold(): word for word in reversed(whole) if word}.values())[::-1]
