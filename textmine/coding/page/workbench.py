"""What the page shows and does, without the web: transcripts, codings, suggestions of one project."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from textmine.coding.agreement.comparing import agree
from textmine.coding.codebook import Codebook
from textmine.coding.continuum import Continuum, continua
from textmine.coding.decisions import ACTIONS, NOWHERE, RULE, Decision, Span, new_coding
from textmine.coding.exchange.aligning import project_of
from textmine.coding.exchange.refi_writing import write_qdpx
from textmine.coding.log import BookVersion, DecisionLog
from textmine.coding.merging import restore_code
from textmine.coding.replaying import Codings, replay, span_of
from textmine.coding.suggesting.features import CodingFeatures, coding_features
from textmine.coding.suggesting.labels import spans_of
from textmine.coding.suggesting.proposing import Suggestions, suggest
from textmine.coding.suggesting.reasons import why
from textmine.corpus.tables import Corpus
from textmine.errors import TextmineError
from textmine.segment.cutting import split
from textmine.segment.tables import Segments

_FOUND: Final = 200
_CONTEXT: Final = 60
_KEPT: Final = 30
_NOT_OF_CODERS: Final = frozenset({"suggested", "merged", "ruled", "pointed"})
_OF_CODERS: Final = tuple(action for action in ACTIONS if action not in _NOT_OF_CODERS)
_OPEN: Final = ("coded", "pending")


class Workbench:
    """A project that several coders work on over one log.

    Parameters
    ----------
    corpus
        The transcripts.
    log
        Their decisions, and the codebook.
    level
        Precision that suggestions shall have: see `suggest`.
    """

    def __init__(self, corpus: Corpus, log: DecisionLog, *, level: float = 0.8) -> None:
        self.corpus = corpus
        self.log = log
        self.level = level
        self.lines = continua(corpus)
        self._features: CodingFeatures | None = None
        self._blocks: Segments | None = None
        self._spans: pd.DataFrame | None = None
        self._made: dict[tuple[str, str], Suggestions] = {}
        self._lock = threading.Lock()
        self._decisions: list[Decision] = []
        self._state = replay(())
        self._reading = threading.Lock()

    def project(self, coder: str) -> dict[str, Any]:
        """Return codes, meetings with the progress of a coder, and who else codes."""
        codings = self.state()
        mine = codings.coded(coder=coder)
        counts = mine["meeting"].astype(str).value_counts()
        titles = self.corpus.meetings.set_index("meeting")["title"].astype(str)
        meetings = [
            {
                "name": name,
                "title": titles.get(name, "") or name,
                "turns": len(line.bounds) - 1,
                "codings": int(counts.get(name, 0)),
                "finished": (coder, name) in codings.finished,
                "off": (coder, name) in codings.switched_off,
            }
            for name, line in self.lines.items()
        ]
        used = mine["code"].value_counts()
        version = next(iter(self.log.codebooks(last=1)), None)
        number, book = (version.number, version.book) if version else (0, Codebook())
        codes = [
            {**vars(code), "path": book.path(code.code), "n": int(used.get(code.code, 0))} for code in book
        ]
        return {"name": self.corpus.name, "coder": coder, "coders": list(codings.coders), "codes": codes,
                "meetings": meetings, "last": codings.last, "book": number}  # fmt: skip

    def transcript(self, name: str) -> dict[str, Any]:
        """Return the turns of a meeting: speaker, role, text."""
        line = self.line(name)
        rows = self.corpus.turns.iloc[line.first : line.first + len(line.bounds) - 1]
        turns = rows[["speaker", "role", "text"]].astype(str).to_dict("records")
        return {"name": name, "turns": turns}

    def codings(self, coder: str, name: str) -> dict[str, Any]:
        """Return a coder's codings and waiting suggestions in a meeting."""
        self.line(name)
        codings = self.state()
        table = codings.table
        mine = table[(table["coder"] == coder) & (table["meeting"] == name) & table["status"].isin(_OPEN)]
        columns = ["coding", "code", "turn", "start", "last_turn", "end", "status", "origin", "score", "memo"]
        rows = mine[columns].astype(object).where(mine[columns].notna(), None).to_dict("records")
        return {"codings": rows, "last": codings.last}

    def decide(self, coder: str, sent: list[Mapping[str, Any]]) -> list[int]:
        """Add gestures of a coder to the log and return their numbers.

        Raises
        ------
        TextmineError
            An action is unknown or not a coder's, a code or passage does not exist.
        """
        now = self.state()
        book = self.log.codebook()
        told = [self._decision(coder, one, book, now) for one in sent]
        undone = {one.coding for one in told if one.action == "undone"}
        merges = [merge for merge in now.merges if merge[0] in undone]
        if merges:
            versions = self.log.codebooks()
            self.log.change_codebook(
                lambda book, _: _restored(book, versions, merges), coder=coder, decisions=told
            )
            return self.log.append(told)
        merged = now.merged

        def check(book: Codebook) -> None:
            for one in told:
                if one.code:
                    book[merged.get(one.code, one.code)]

        return self.log.append(told, check=check)

    def _decision(self, coder: str, sent: Mapping[str, Any], book: Codebook, now: Codings) -> Decision:
        action = str(sent.get("action", ""))
        if action not in ACTIONS or action in _NOT_OF_CODERS:
            raise TextmineError("unknown_action", action=action, known=", ".join(_OF_CODERS))
        code = str(sent.get("code") or "")
        held = book[now.merged.get(code, code)] if code else None
        if held is not None and not held.codable:
            raise TextmineError("not_codable", code=held.name)
        if action == "coded" and held is None:
            raise TextmineError("no_such_code", code="", known=", ".join(c.name for c in book.codes[:20]))
        span = self._span(sent, action)
        shown = bool(sent.get("shown")) or (action == "coded" and now.was_shown(coder, span))
        made = Decision(
            coder, action, str(sent.get("coding") or new_coding()), code, span,
            memo=str(sent.get("memo") or ""), shown=shown,
            model=f"{RULE}{sent['rule']}" if sent.get("rule") else "",
        )  # fmt: skip
        return replace(made, key=str(sent["key"])) if sent.get("key") else made

    def _span(self, sent: Mapping[str, Any], action: str) -> Span:
        """Return the passage that a gesture is about."""
        if sent.get("meeting"):
            line = self.line(str(sent["meeting"]))
            try:
                span = Span(line.meeting, *(int(sent.get(part) or 0) for part in Span._fields[1:]))
            except (TypeError, ValueError) as error:
                told = " ".join(str(sent.get(part)) for part in Span._fields)
                raise TextmineError("span_outside", span=told, turns=len(line.bounds) - 1) from error
            if action in ("coded", "changed"):
                line.place(span)
            return span
        if action in ("coded", "finished", "switched"):
            raise TextmineError("no_such_meeting", name="", known=", ".join(list(self.lines)[:20]))
        return NOWHERE

    def learn(self, coder: str) -> Suggestions:
        """Learn from a coder's decisions; nothing is made for transcripts with suggestions switched off.

        Raises
        ------
        TextmineError
            Too few codings.
        """
        codings, book = self.state(), self.log.codebook()
        with self._lock:
            return suggest(
                codings, self.corpus, coder=coder, codebook=book, features=self.features(), level=self.level,
                leave_out=self.switched_off(coder),
            )  # fmt: skip

    def switched_off(self, coder: str) -> tuple[str, ...]:
        """Return the transcripts in which a coder wants nothing of the machine."""
        off = self.state().switched_off
        return tuple(name for who, name in sorted(off) if who == coder and name in self.lines)

    def suggest(self, coder: str, name: str) -> dict[str, Any]:
        """Learn from a coder's decisions, log the trusted suggestions for a meeting, and tell how it went.

        Nothing is suggested in a meeting that was switched off or read to its end.
        """
        line = self.line(name)
        if name in self.switched_off(coder) or (coder, name) in self.state().finished:
            return {"n": 0, "off": True, "not_yet": []}
        made = self.learn(coder)
        self._made[coder, made.suggester.model] = made
        if len(self._made) > _KEPT:
            del self._made[next(iter(self._made))]
        here = replace(made, table=made.table[made.table["meeting"] == line.meeting])
        told = here.decisions(coder)
        self.log.append(told)
        not_yet = made.not_yet[["name", "n", "reason"]].to_dict("records")
        return {
            "n": len(told),
            "off": False,
            "not_yet": not_yet,
            "coded": int(made.labels.coded.any(axis=1).sum()),
        }

    def reason(self, coder: str, coding: str) -> dict[str, Any]:
        """Return why a code was suggested: words, what else weighs, the nearest own codings.

        Raises
        ------
        TextmineError
            There is no such suggestion, or the model that made it is gone.
        """
        table = self.state().table
        own = table[(table["coder"] == coder) & (table["coding"] == coding)]
        made = None if own.empty else self._made.get((coder, str(own["model"].iloc[0])))
        if made is None:
            raise TextmineError("no_reason", coding=coding)
        span, code = span_of(own.iloc[0]), str(own["code"].iloc[0])
        rows = made.table[
            (made.table["meeting"] == span.meeting) & (made.table["turn"] == span.turn)
            & (made.table["start"] == span.start) & (made.table["code"] == code)
        ]  # fmt: skip
        if rows.empty:
            raise TextmineError("no_reason", coding=coding)
        told = why(made.suggester, made.features, made.labels, int(rows["row"].iloc[0]), code)
        parts = {str(row["part"]): float(row["weight"]) for row in told.parts.to_dict("records")}
        words = told.words[["word", "weight"]].to_dict("records")
        return {
            "words": words,
            "parts": parts,
            "nearest": told.nearest.drop(columns="row").to_dict("records"),
        }

    def find(self, query: str) -> list[dict[str, Any]]:
        """Return where a text is said, in all transcripts, without case: 200 places at most."""
        wanted = query.strip().casefold()
        found: list[dict[str, Any]] = []
        if not wanted:
            return found
        for name, line in self.lines.items():
            rows = self.corpus.turns.iloc[line.first : line.first + len(line.bounds) - 1]
            for turn, (speaker, text) in enumerate(
                zip(rows["speaker"], rows["text"].astype(str), strict=True)
            ):
                lowered = text.casefold()
                if len(lowered) != len(text):
                    lowered = text.lower() if len(text.lower()) == len(text) else text
                at = lowered.find(wanted)
                while at >= 0 and len(found) < _FOUND:
                    end = at + len(wanted)
                    found.append(
                        {"meeting": name, "turn": turn, "start": at, "end": end, "speaker": str(speaker),
                         "left": text[max(at - _CONTEXT, 0) : at], "match": text[at:end],
                         "right": text[end : end + _CONTEXT]}
                    )  # fmt: skip
                    at = lowered.find(wanted, end)
        return found

    def agreement(self) -> list[dict[str, Any]]:
        """Return how far coders agree, code by code, by turns; nothing where no meeting has two coders."""
        try:
            table = agree(self.state(), self.corpus, codebook=self.log.codebook(), draws=200).wide()
        except TextmineError:
            return []
        kept = table[["name", "n_units", "n_coded", "percent", "cohen", "alpha", "low", "high", "alpha_u"]]
        return [dict(row) for row in kept.astype(object).where(kept.notna(), None).to_dict("records")]  # type: ignore[arg-type]

    def export(self, path: Path) -> Path:
        """Write all codings as a REFI-QDA project."""
        return write_qdpx(project_of(self.corpus, self.state().coded(), self.log.codebook()), path)

    def decisions(self) -> list[Decision]:
        """Return all decisions up to the present state."""
        self.state()
        return list(self._decisions)

    def state(self) -> Codings:
        """Return the present state; only decisions made since the last time are read from the log."""
        with self._reading:
            new = self.log.decisions(since=self._state.last)
            if new:
                self._decisions += new
                self._state = replay(self._decisions)
            return self._state

    def line(self, name: str) -> Continuum:
        """Return a transcript as a line of characters."""
        if name not in self.lines:
            raise TextmineError("no_such_meeting", name=name, known=", ".join(list(self.lines)[:20]))
        return self.lines[name]

    def features(self) -> CodingFeatures:
        """Return the features that suggestions are learnt from, made once."""
        if self._features is None:
            self._features = coding_features(self.blocks())
        return self._features

    def blocks(self) -> Segments:
        """Return the segments that codes are suggested for, made once."""
        if self._blocks is None:
            self._blocks = split(self.corpus, into="blocks", words=50)
        return self._blocks

    def spans(self) -> pd.DataFrame:
        """Return the passage of each of those segments, made once."""
        if self._spans is None:
            self._spans = spans_of(self.blocks(), self.corpus)
        return self._spans


def _restored(book: Codebook, versions: list[BookVersion], merges: list[tuple[str, str, str]]) -> Codebook:
    """Return the codebook with merged codes again, as they were when they were merged."""
    for _, code, into in merges:
        before = next((one.book for one in reversed(versions) if code in one.book.by_code), None)
        if before is not None:
            book = restore_code(book, before, code, into)
    return book
