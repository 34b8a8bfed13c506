"""New names for entities whose policy a human changes."""

from __future__ import annotations

from collections.abc import Iterable

from textmine.coding.page.maskrows import Row, identity_of
from textmine.corpus.masking.cells import cells_of
from textmine.corpus.masking.masking import capitals_of
from textmine.corpus.masking.people import person_of
from textmine.corpus.masking.pseudonyms import Namer, generalised
from textmine.corpus.tables import Corpus
from textmine.corpus.vocabulary import fold
from textmine.errors import TextmineError


class MaskNames:
    """Gives an entity what stands for it under another policy: what it had before, else something new.

    Parameters
    ----------
    corpus
        Whose words with a capital no pseudonym may be.
    rows
        The table: its names and pseudonyms are taken, and persons of one last name keep sharing the new one.
    """

    def __init__(self, corpus: Corpus, rows: Iterable[Row]) -> None:
        rows = list(rows)
        self._had: dict[tuple[str, str], str] = {}
        taken = capitals_of(list(cells_of(corpus)))
        for row in rows:
            self._note(row)
            for name in (row["entity"], row["variants"].replace(";", " "), row["pseudonym"]):
                taken |= set(fold(name).split())
        self._namer = Namer(taken)
        for row in rows:
            if row["policy"] == "pseudonym" and row["pseudonym"]:
                self._namer.know(person_of(row["entity"], "text"), row["pseudonym"])

    def name(self, row: Row, policy: str, rows: Iterable[Row]) -> str:
        """Return what stands for an entity under a policy.

        Raises
        ------
        TextmineError
            Nothing less exact is known.
        """
        self._note(row)
        if had := self._had.get((identity_of(row), policy)):
            return had
        if policy == "pseudonym":
            return self._namer.name(person_of(row["entity"], "text"))
        if policy == "generalise":
            if less := generalised(row["kind"], row["entity"]):
                return less
            raise TextmineError("mask_not_general", name=row["entity"])
        self._namer.after(one["pseudonym"] for one in rows)
        tag = self._namer.tag(row["kind"])
        self._had[identity_of(row), policy] = tag
        return tag

    def _note(self, row: Row) -> None:
        if row["pseudonym"]:
            self._had[identity_of(row), row["policy"]] = row["pseudonym"]
