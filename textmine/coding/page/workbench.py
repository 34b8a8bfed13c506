"""What the page shows and does, without the web: transcripts, codings, suggestions of one project."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from textmine.coding.agreement.comparing import agree
from textmine.coding.codebook import COLORS, Code, Codebook
from textmine.coding.continuum import continua
from textmine.coding.decisions import ACTIONS, Decision, Span, new_coding
from textmine.coding.exchange.aligning import project_of
from textmine.coding.exchange.refi_writing import write_qdpx
from textmine.coding.log import DecisionLog
from textmine.coding.replaying import Codings, replay, span_of
from textmine.coding.suggesting.features import CodingFeatures, coding_features
from textmine.coding.suggesting.proposing import Suggestions, suggest
from textmine.coding.suggesting.reasons import why
from textmine.corpus.tables import Corpus
from textmine.errors import TextmineError
from textmine.segment.cutting import split

_FOUND: Final = 200
_CONTEXT: Final = 60
_MACHINE: Final = frozenset({"suggested"})
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
        self._lines = continua(corpus)
        self._features: CodingFeatures | None = None
        self._made: dict[str, Suggestions] = {}
        self._lock = threading.Lock()
        self._decisions: list[Decision] = []
        self._state = replay(())
        self._reading = threading.Lock()

    def project(self, coder: str) -> dict[str, Any]:
        """Return codes, meetings with the progress of a coder, and who else codes."""
        codings = self._codings()
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
            for name, line in self._lines.items()
        ]
        used = mine["code"].value_counts()
        codes = [
            {**vars(code), "path": book.path(code.code), "n": int(used.get(code.code, 0))}
            for book in (self.log.codebook(),)
            for code in book
        ]
        return {"name": self.corpus.name, "coder": coder, "coders": list(codings.coders), "codes": codes,
                "meetings": meetings, "last": codings.last}  # fmt: skip

    def transcript(self, name: str) -> dict[str, Any]:
        """Return the turns of a meeting: speaker, role, text."""
        line = self._line(name)
        rows = self.corpus.turns.iloc[line.first : line.first + len(line.bounds) - 1]
        turns = rows[["speaker", "role", "text"]].astype(str).to_dict("records")
        return {"name": name, "turns": turns}

    def codings(self, coder: str, name: str) -> dict[str, Any]:
        """Return a coder's codings and waiting suggestions in a meeting."""
        self._line(name)
        codings = self._codings()
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
        book = self.log.codebook()
        told = [self._decision(coder, one, book) for one in sent]
        return self.log.append(told)

    def _decision(self, coder: str, sent: Mapping[str, Any], book: Codebook) -> Decision:
        action = str(sent.get("action", ""))
        if action not in ACTIONS or action in _MACHINE:
            raise TextmineError("unknown_action", action=action, known=", ".join(ACTIONS))
        code = str(sent.get("code") or "")
        if code and not book[code].codable:
            raise TextmineError("not_codable", code=book[code].name)
        span = Span("", 0, 0, 0, 0)
        if sent.get("meeting"):
            span = Span(str(sent["meeting"]), *(int(sent.get(part) or 0) for part in Span._fields[1:]))
            line = self._line(span.meeting)
            if action in ("coded", "changed"):
                line.place(span)
        elif action in ("coded", "finished", "switched"):
            raise TextmineError("no_such_meeting", name="", known=", ".join(list(self._lines)[:20]))
        if action == "coded" and not code:
            raise TextmineError("no_such_code", code="", known=", ".join(c.name for c in book.codes[:20]))
        made = Decision(
            coder, action, str(sent.get("coding") or new_coding()), code, span,
            memo=str(sent.get("memo") or ""), shown=bool(sent.get("shown")),
        )  # fmt: skip
        return replace(made, key=str(sent["key"])) if sent.get("key") else made

    def add_code(self, coder: str, name: str, *, parent: str = "", description: str = "") -> str:
        """Add a code to the codebook and return its identity.

        Raises
        ------
        TextmineError
            The name is empty, or there is one of that name at the same place.
        """
        name = name.strip()
        book = self.log.codebook()
        if not name or any(c.name.casefold() == name.casefold() and c.parent == parent for c in book):
            raise TextmineError("code_name", name=name)
        code = Code(new_coding(), name, parent, description, color=COLORS[len(book) % len(COLORS)])
        self.log.save_codebook(book.with_code(code), coder=coder)
        return code.code

    def suggest(self, coder: str, name: str) -> dict[str, Any]:
        """Learn from a coder's decisions, log the trusted suggestions for a meeting, and tell how it went.

        Nothing is suggested in a meeting that was switched off or read to its end.
        """
        line = self._line(name)
        codings = self._codings()
        off = tuple(meeting for who, meeting in codings.switched_off if who == coder)
        if name in off or (coder, name) in codings.finished:
            return {"n": 0, "off": True, "not_yet": []}
        book = self.log.codebook()
        with self._lock:
            made = suggest(
                codings, self.corpus, coder=coder, codebook=book, features=self._ready(), level=self.level,
                leave_out=off,
            )  # fmt: skip
            self._made[coder] = made
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
        table = self._codings().table
        own = table[(table["coder"] == coder) & (table["coding"] == coding)]
        made = self._made.get(coder)
        if made is None or own.empty:
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
        for name, line in self._lines.items():
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
            table = agree(self._codings(), self.corpus, codebook=self.log.codebook(), draws=200).wide()
        except TextmineError:
            return []
        kept = table[["name", "n_units", "n_coded", "percent", "cohen", "alpha", "low", "high", "alpha_u"]]
        return [dict(row) for row in kept.astype(object).where(kept.notna(), None).to_dict("records")]  # type: ignore[arg-type]

    def export(self, path: Path) -> Path:
        """Write all codings as a REFI-QDA project."""
        return write_qdpx(project_of(self.corpus, self._codings().coded(), self.log.codebook()), path)

    def _codings(self) -> Codings:
        """Return the present state; only decisions made since the last time are read from the log."""
        with self._reading:
            new = self.log.decisions(since=self._state.last)
            if new:
                self._decisions += new
                self._state = replay(self._decisions)
            return self._state

    def _line(self, name: str) -> Any:  # noqa: ANN401 - a Continuum
        if name not in self._lines:
            raise TextmineError("no_such_meeting", name=name, known=", ".join(list(self._lines)[:20]))
        return self._lines[name]

    def _ready(self) -> CodingFeatures:
        if self._features is None:
            self._features = coding_features(split(self.corpus, into="blocks", words=50))
        return self._features
