"""What the page of masking does, without the web: decisions about entities, each written at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd

from textmine.coding.page.masknames import MaskNames
from textmine.coding.page.maskrows import Row, identity_of, rows_of, shown
from textmine.corpus.masking.kinds import POLICIES, can_have
from textmine.corpus.masking.review import read_table, write_table
from textmine.corpus.tables import Corpus
from textmine.corpus.vocabulary import fold
from textmine.errors import TextmineError

_UNDONE: Final = 100
_APART: Final = " ; "


class MaskDesk:
    """The table of a masking, as a human reviews it.

    Parameters
    ----------
    corpus
        What is to be masked: its words are no pseudonyms.
    path
        The table, as `write_table` wrote it: what was decided before holds.
    apply
        Masks by the table and returns what was written where; called once.

    Raises
    ------
    TextmineError
        The table is none, or names a kind that is none.
    """

    def __init__(
        self, corpus: Corpus, path: Path, apply: Callable[[pd.DataFrame], Mapping[str, Any]]
    ) -> None:
        self.name = corpus.name
        self.path = path
        self.applied: dict[str, Any] | None = None
        self._corpus = corpus
        self._apply = apply
        self._lock = threading.Lock()
        self._past: list[dict[str, Row]] = []
        self._rows: dict[str, Row] = {}
        self._columns: list[str] = []
        self._load()

    def review(self) -> dict[str, Any]:
        """Return the entities, sorted by kind and count, and how far the review is."""
        with self._lock:
            entities = [shown(identity, row) for identity, row in self._rows.items()]
            return {
                "name": self.name, "table": str(self.path), "entities": sorted(entities, key=_order),
                "applied": self.applied, "undo": len(self._past),
            }  # fmt: skip

    def decide(self, coder: str, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Decide about one entity, write the table, and return the entity.

        Parameters
        ----------
        sent
            ``entity``: which; ``action``: "accept" as it stands, "refuse" (no name to mask), or "change" with
            a ``policy``, a ``pseudonym``, or both.

        Raises
        ------
        TextmineError
            No such entity or action; a policy that its kind cannot have; a pseudonym that is empty, tells the
            name, or is another's; the table was changed by someone else; all is applied already.
        """
        with self._lock:
            identity = self._known(sent.get("entity"))
            row = self._rows[identity]
            action = sent.get("action")
            if action == "accept":
                new = {"decision": "keep" if row["policy"] == "keep" else "mask"}
            elif action == "refuse":
                new = {"decision": "keep"}
            elif action == "change":
                new = self._changed(identity, row, sent)
            else:
                raise TextmineError("unknown_action", action=str(action), known="accept, refuse, change")
            self._keep({**self._rows, identity: row | new | _signed(coder)})
            return shown(identity, self._rows[identity])

    def join(self, coder: str, entity: object, into: object) -> dict[str, Any]:
        """Have an entity be another of its kind: its variants go over, and its row goes; return the other.

        Raises
        ------
        TextmineError
            No such entity; another kind; or a variant that a third entity has too, so that nobody could tell
            whose it is.
        """
        with self._lock:
            one, other = self._known(entity), self._known(into)
            gone, stays = self._rows[one], self._rows[other]
            if one == other or gone["kind"] != stays["kind"]:
                raise TextmineError("mask_join", first=gone["entity"], second=stays["entity"])
            own = _variants(gone)
            for identity, row in self._rows.items():
                both = [name for name in _variants(row) if name in own]
                if both and identity not in (one, other) and row["kind"] == gone["kind"]:
                    raise TextmineError("mask_join_shared", variant=both[0], third=row["entity"])
            joined = stays | _sum(gone, stays) | _signed(coder)
            rows = {key: joined if key == other else row for key, row in self._rows.items() if key != one}
            self._keep(rows)
            return shown(other, joined)

    def undo(self) -> dict[str, Any]:
        """Take the last decision back, in the table too."""
        with self._lock:
            if not self._past:
                raise TextmineError("mask_no_undo")
            self._keep(self._past[-1])
            del self._past[-2:]
            return {"undo": len(self._past)}

    def apply(self) -> dict[str, Any]:
        """Mask by the table; what nobody decided is done as proposed."""
        with self._lock:
            self._check()
            self.applied = dict(self._apply(read_table(self.path)))
            return self.applied

    def _changed(self, identity: str, row: Row, sent: Mapping[str, Any]) -> Row:
        policy = str(sent.get("policy") or row["policy"])
        known = [one for one in POLICIES if can_have(row["kind"], one)]
        if policy not in known:
            raise TextmineError("mask_policy", kind=row["kind"], policy=policy, known=", ".join(known))
        if policy == "keep":
            return {"policy": policy, "decision": "keep"}
        if "pseudonym" in sent:
            pseudonym = " ".join(str(sent["pseudonym"]).split())
            self._refuse(identity, row, policy, pseudonym)
        else:
            pseudonym = self._names.name(row, policy, self._rows.values())
        return {"policy": policy, "decision": "mask", "pseudonym": pseudonym}

    def _refuse(self, identity: str, row: Row, policy: str, pseudonym: str) -> None:
        words = set(fold(pseudonym).split())
        if not words:
            raise TextmineError("mask_pseudonym_empty", name=row["entity"])
        if fold(pseudonym) == fold(row["pseudonym"]):
            return
        real = {word for name in _variants(row) for word in fold(name).split() if len(word) > 2}
        if policy != "generalise" and words & real:
            raise TextmineError(
                "mask_pseudonym_tells", pseudonym=pseudonym, name=row["entity"], word=min(words & real)
            )
        for other, one in self._rows.items():
            same = one["kind"] == row["kind"] == "person" and fold(one["pseudonym"]) == fold(pseudonym)
            if same and other != identity and one["decision"] == "mask":
                raise TextmineError(
                    "mask_same_name", name=pseudonym, first=row["entity"], second=one["entity"]
                )

    def _known(self, identity: object) -> str:
        if str(identity) not in self._rows:
            raise TextmineError("mask_no_entity", entity=str(identity))
        return str(identity)

    def _keep(self, rows: dict[str, Row]) -> None:
        self._check()
        self._past = [*self._past, self._rows][-_UNDONE:]
        self._rows = rows
        write_table(pd.DataFrame(list(rows.values()), columns=self._columns), self.path)
        self._written = self.path.read_bytes()

    def _check(self) -> None:
        """Raise if all is done, or if the table is no longer what was written here: then it is read anew."""
        if self.applied is not None:
            raise TextmineError("mask_applied", path=str(self.applied.get("path", "")))
        if not self.path.is_file() or self.path.read_bytes() != self._written:
            self._load()
            raise TextmineError("mask_table_changed", path=str(self.path))

    def _load(self) -> None:
        table = read_table(self.path)
        self._rows = {identity_of(row): row for row in rows_of(table)}
        self._columns = list(next(iter(self._rows.values()), {})) or list(map(str, table.columns))
        self._written = self.path.read_bytes()
        self._names = MaskNames(self._corpus, self._rows.values())
        self._past.clear()


def _signed(coder: str) -> Row:
    return {"decided_by": " ".join(coder.split()) or "?", "date": date.today().isoformat()}


def _variants(row: Row) -> list[str]:
    return [name.strip() for name in row["variants"].split(";") if name.strip()]


def _sum(gone: Row, stays: Row) -> Row:
    variants = dict.fromkeys([*_variants(stays), *_variants(gone)])
    contexts = [text for text in (stays["contexts"], gone["contexts"]) if text]
    listed = "list" in (gone["source"], stays["source"])
    return {
        "variants": _APART.join(variants),
        "count": str(_number(stays["count"]) + _number(gone["count"])),
        "documents": str(max(_number(stays["documents"]), _number(gone["documents"]))),
        "contexts": " | ".join(contexts),
        "source": "list" if listed else stays["source"],
    }


def _number(text: str) -> int:
    return int(text) if text.strip().isdigit() else 0


def _order(entity: Mapping[str, Any]) -> tuple[int, int, str]:
    return entity["order"], -entity["count"], fold(entity["entity"])
