"""Rules in the page: proposed by the machine, kept by coders, and what they find."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.coding.codebook import Codebook
from textmine.coding.decisions import Span
from textmine.coding.page.pointing import point_to
from textmine.coding.page.workbench import Workbench
from textmine.coding.suggesting.labels import labels_of, spans_of
from textmine.coding.suggesting.rulebook import KeptRule, forget_rule, keep_rule, replay_rules
from textmine.coding.suggesting.rules import (
    MACHINE,
    Rule,
    apply_rules,
    find_words,
    parse_rules,
    propose_rules,
    rule_passages,
    save_rules,
)
from textmine.errors import TextmineError
from textmine.segment.french import annotate
from textmine.segment.tables import Segments, Tokens

_SHOWN: Final = 200


class RuleDesk:
    """The rules of a project: passages are cut and annotated once, when they are first needed."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench
        self._lock = threading.Lock()
        self._material: tuple[Segments, Tokens, pd.DataFrame] | None = None
        self._shown: set[tuple[str, Rule]] = set()

    def kept(self, coder: str, code: str = "") -> list[dict[str, Any]]:
        """Return the rules that a coder sees, of one code or of all: his own, and what others share."""
        rules = [one for one in self._rules(coder) if not code or one.rule.code == code]
        return [
            {**_told(one.rule), "identity": one.identity, "coder": one.coder, "shared": one.shared,
             "when": one.when}
            for one in rules
        ]  # fmt: skip

    def proposed(self, coder: str, code: str) -> dict[str, Any] | None:
        """Return the rule that a coder's own codings call for; None where they have no words of their own.

        None too for a code that is no more: another coder may have merged it this moment.
        """
        if code not in self.bench.log.codebook().by_code:
            return None
        rule = self._proposal(coder, code)
        if rule is None:
            return None
        self._shown.add((coder, rule))
        return _told(rule)

    def keep(self, coder: str, sent: Mapping[str, Any]) -> str:
        """Keep a rule, new or changed, and return its identity.

        Raises
        ------
        TextmineError
            The rule has no word, or its code does not exist.
        """
        rule = self._rule(coder, sent)
        identity = str(sent.get("identity") or "")
        if identity and not any(one.identity == identity for one in self._own(coder)):
            raise TextmineError("no_such_rule")
        told = keep_rule(rule, coder=coder, identity=identity, shared=bool(sent.get("shared")))
        self.bench.log.append([told], check=lambda book: _refuse_unknown(book, rule.code))
        return told.coding

    def forget(self, coder: str, identity: str) -> None:
        """Take one of a coder's own rules out; "undone" brings it back."""
        if not any(one.identity == identity for one in self._own(coder)):
            raise TextmineError("no_such_rule")
        self.bench.log.append([forget_rule(identity, coder=coder)])

    def found(self, coder: str, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Return the passages that a rule calls for, in order: 200 at most are told, ``n`` there are.

        A rule as the machine proposed it finds nothing in transcripts with suggestions switched off, and
        the log notes that it led the coder to the passages; a rule that a coder wrote or changed is a search
        of his own.
        """
        rule = self._rule(coder, sent)
        passages, tokens, spans = self._ready()
        hit = apply_rules([rule], tokens)[:, 0]
        off = self.bench.switched_off(coder) if rule.made_by == MACHINE else ()
        hit &= ~spans["meeting"].isin(off).to_numpy()
        at = np.flatnonzero(hit)
        labels = labels_of(self.bench.state(), self.bench.corpus, passages, coder=coder, codes=[rule.code])
        coded = labels.coded[:, labels.codes.index(rule.code)]
        rows = spans.iloc[at[:_SHOWN]].to_dict("records")
        words = find_words(rule, tokens)
        for k, row in zip(at, rows, strict=False):
            row |= {"speaker": str(passages.rows.at[k, "speaker"]), "text": str(passages.rows.at[k, "text"]),
                    "coded": bool(coded[k]), "marks": _marks(words, tokens, int(k))}  # fmt: skip
        if rule.made_by == MACHINE:
            told = [(Span(*(row[name] for name in Span._fields)), rule.code) for row in rows]
            point_to(self.bench, coder, told, model=f"rule:{MACHINE}")
        return {"n": len(at), "open": int((hit & ~coded).sum()), "off": len(off), "passages": rows}

    def export(self, coder: str) -> bytes:
        """Return the rules that a coder sees as CSV, codes by their path."""
        book = self.bench.log.codebook()
        rules = [
            Rule(_path(book, one.rule.code), *_parts(one.rule), made_by=one.rule.made_by)
            for one in self._rules(coder)
        ]
        with tempfile.TemporaryDirectory() as folder:
            return save_rules(rules, Path(folder) / "rules.csv").read_bytes()

    def take_in(self, coder: str, content: bytes) -> int:
        """Keep the rules of a CSV file, all or none, but for those kept already; return how many are new.

        Raises
        ------
        TextmineError
            A column is missing, a code does not exist, a rule has no word.
        """
        book = self.bench.log.codebook()
        known = {(one.rule.code, _parts(one.rule)) for one in self._rules(coder)}
        told = []
        for rule in parse_rules(content, file="CSV"):
            mine = Rule(book.find(rule.code).code, *_parts(rule), made_by=rule.made_by or coder)
            if (mine.code, _parts(mine)) not in known:
                known.add((mine.code, _parts(mine)))
                told.append(keep_rule(mine, coder=coder))
        self.bench.log.append(told)
        return len(told)

    def _rules(self, coder: str) -> list[KeptRule]:
        merged = self.bench.state().merged
        return replay_rules(self.bench.decisions(), coder=coder, merged=merged)

    def _own(self, coder: str) -> list[KeptRule]:
        return [one for one in self._rules(coder) if one.coder == coder]

    def _code(self, code: str) -> str:
        return self.bench.log.codebook()[code].code

    def _rule(self, coder: str, sent: Mapping[str, Any]) -> Rule:
        """Return a rule as sent; made by the machine if it says just what the machine proposed."""
        code = self._code(str(sent.get("code") or ""))
        rule = Rule(code, _list(sent.get("words")), _list(sent.get("without")),
                    bool(sent.get("unless_negated")), made_by=coder)  # fmt: skip
        clean = keep_rule(rule, coder=coder)
        held = replay_rules([clean])[0].rule
        as_made = held.changed(by=MACHINE)
        made = [one.rule for one in self._rules(coder)] + [one for who, one in self._shown if who == coder]
        return as_made if as_made in [*made, self._proposal(coder, code)] else held

    def _proposal(self, coder: str, code: str) -> Rule | None:
        passages, tokens, _ = self._ready()
        labels = labels_of(self.bench.state(), self.bench.corpus, passages, coder=coder)
        if code not in labels.codes:
            return None
        place = labels.codes.index(code)
        try:
            rules = propose_rules(tokens, labels.coded, labels.codes)
        except TextmineError as error:
            if error.key != "no_words":  # too few codings to tell
                raise
            return None
        return next((rule for rule in rules if rule.code == labels.codes[place]), None)

    def _ready(self) -> tuple[Segments, Tokens, pd.DataFrame]:
        with self._lock:
            if self._material is None:
                passages = rule_passages(self.bench.corpus)
                self._material = passages, annotate(passages), spans_of(passages, self.bench.corpus)
            return self._material


def _told(rule: Rule) -> dict[str, Any]:
    return {"code": rule.code, "words": list(rule.words), "without": list(rule.without),
            "unless_negated": rule.unless_negated, "made_by": rule.made_by}  # fmt: skip


def _parts(rule: Rule) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    return rule.words, rule.without, rule.unless_negated


def _list(given: object) -> tuple[str, ...]:
    """Return words that were sent as a list, or as a text with semicolons, commas or lines between them."""
    if isinstance(given, str):
        return tuple(given.replace(",", ";").replace("\n", ";").split(";"))
    return tuple(str(word) for word in given) if isinstance(given, list | tuple) else ()


def _marks(words: NDArray[np.bool_], tokens: Tokens, row: int) -> list[list[int]]:
    """Return where words of the rule stand in a passage, in code points."""
    low, high = tokens.pointer[row], tokens.pointer[row + 1]
    at = low + np.flatnonzero(words[low:high])
    return [[int(tokens.start[k]), int(tokens.end[k])] for k in at]


def _path(book: Codebook, code: str) -> str:
    """Return the path of a code where it is the only one that has it, else its identity."""
    if code not in book.by_code:
        return code
    path = book.path(code)
    return path if sum(book.path(one.code) == path for one in book) == 1 else code


def _refuse_unknown(book: Codebook, code: str) -> None:
    if code not in book.by_code:
        raise TextmineError("no_such_code", code=code, known=", ".join(c.name for c in book.codes[:20]))
