"""Rows of the table of a masking, and how the page shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from textmine.corpus.masking.kinds import POLICIES, TAGS, can_have
from textmine.corpus.masking.pseudonyms import generalised
from textmine.corpus.masking.review import COLUMNS, decision_of
from textmine.errors import TextmineError

Row = dict[str, str]
_KINDS: Final = tuple(TAGS)
_FOUND = re.compile(r"«([^»]*)»")


def rows_of(table: pd.DataFrame) -> Iterator[Row]:
    """Yield the rows of a reviewed table as text, with all columns, each decision "mask" or "keep".

    Raises
    ------
    TextmineError
        A kind, decision or policy is none.

    Examples
    --------
    >>> columns = ["kind", "entity", "pseudonym", "decision"]
    >>> table = pd.DataFrame([["town", "Dax", "[VILLE_1]", "oui"]], columns=columns)
    >>> [(row["decision"], row["policy"], row["variants"]) for row in rows_of(table)]
    [('mask', 'tag', 'Dax')]
    """
    for record in table.to_dict("records"):
        row = dict.fromkeys(COLUMNS, "") | {str(name): str(value) for name, value in record.items()}
        kind, entity = row["kind"], row["entity"]
        if kind not in TAGS:
            raise TextmineError("mask_kind", kind=kind, known=", ".join(TAGS))
        row["decision"] = decision_of(row["decision"], entity)
        row["policy"] = row["policy"].strip() or ("pseudonym" if kind == "person" else "tag")
        if row["policy"] not in POLICIES or not can_have(kind, row["policy"]):
            known = ", ".join(one for one in POLICIES if can_have(kind, one))
            raise TextmineError("mask_policy", kind=kind, policy=row["policy"], known=known)
        row["variants"] = row["variants"] or entity
        yield row


def identity_of(row: Row) -> str:
    """Return what tells an entity from all others."""
    return f"{row['kind']}:{row['entity']}"


def shown(identity: str, row: Row) -> dict[str, Any]:
    """Return an entity as the page shows it."""
    kind, name = row["kind"], row["entity"]
    variants = [one.strip() for one in row["variants"].split(";") if one.strip()]
    may = [one for one in POLICIES if can_have(kind, one)]
    if "generalise" in may and row["policy"] != "generalise" and not generalised(kind, name):
        may.remove("generalise")
    return {
        "id": identity,
        "kind": kind,
        "order": _KINDS.index(kind),
        "entity": name,
        "variants": variants,
        "count": int(row["count"]) if row["count"].isdigit() else 0,
        "documents": int(row["documents"]) if row["documents"].isdigit() else 0,
        "contexts": contexts_of(row["contexts"], variants),
        "policy": row["policy"],
        "policies": may,
        "pseudonym": row["pseudonym"],
        "decision": row["decision"],
        "decided_by": "" if row["decided_by"] == "rule" else row["decided_by"],
        "date": row["date"],
    }


def contexts_of(written: str, variants: list[str]) -> list[list[str]]:
    """Return the contexts of an entity, each cut in three: before, the name found, after.

    Examples
    --------
    >>> contexts_of("Il a dit « oui » à «Anne». | …chez «Mme Roy», enfin | bon", ["Anne", "Mme Roy"])
    [['Il a dit « oui » à ', 'Anne', '.'], ['…chez ', 'Mme Roy', ', enfin | bon']]
    """
    found: list[list[str]] = []
    for part in written.split(" | "):
        at = next((one for one in _FOUND.finditer(part) if one[1] in variants), None)
        if at is not None:
            found.append([part[: at.start()], at[1], part[at.end() :]])
        elif found:
            found[-1][2] += f" | {part}"
        elif part:
            found.append([part, "", ""])
    return found
