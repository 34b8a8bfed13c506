"""The table that a human reviews: one row an entity, and what is decided about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from textmine.corpus.masking.entities import Entity, key_of_entity
from textmine.corpus.masking.kinds import POLICIES, TAGS, can_have
from textmine.corpus.masking.pseudonyms import Namer
from textmine.corpus.vocabulary import fold
from textmine.errors import TextmineError

COLUMNS: Final = (
    "id", "kind", "entity", "variants", "count", "documents", "contexts", "source", "policy", "pseudonym",
    "decision", "decided_by", "date",
)  # fmt: skip
DECISIONS: Final = ("mask", "keep")
_MASK: Final = frozenset("mask masquer masque oui yes y o x accept accepter ok change changer".split())
_KEEP: Final = frozenset("keep garder garde conserver non no n".split())
_APART: Final = " ; "


def review_table(entities: Iterable[Entity]) -> pd.DataFrame:
    """Return the entities as a table: what is masked first, then by kind and count."""
    order = sorted(
        entities, key=lambda one: (not one.masked, list(TAGS).index(one.kind), -one.count, one.name)
    )
    rows = [
        (
            f"E{number}",
            one.kind,
            one.name,
            _APART.join(variant for variant, _ in one.variants.most_common()),
            one.count,
            len(one.documents),
            " | ".join(one.contexts),
            ", ".join(sorted(one.sources)),
            one.policy,
            one.pseudonym,
            one.decision,
            one.decided_by,
            one.date,
        )
        for number, one in enumerate(order, start=1)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def write_table(table: pd.DataFrame, path: Path) -> Path:
    """Write a table as CSV that spreadsheets open, readable by its owner only."""
    from textmine.corpus.masking.keyfile import write_private

    return write_private(path, table.to_csv(index=False).encode("utf-8-sig"))


def read_table(path: Path | str) -> pd.DataFrame:
    """Return a reviewed table.

    Raises
    ------
    TextmineError
        No such file, not a table, or a column is missing.
    """
    path = Path(path)
    if not path.is_file():
        raise TextmineError("no_such_path", path=str(path))
    try:
        table = pd.read_csv(
            path, sep=None, engine="python", dtype=str, encoding="utf-8-sig", keep_default_na=False
        )
    except (ValueError, pd.errors.ParserError) as error:
        raise TextmineError("mask_table", file=path.name, fault=str(error).splitlines()[0]) from error
    for column in ("kind", "entity", "pseudonym", "decision"):
        if column not in table:
            raise TextmineError("no_such_column", column=column, columns=", ".join(map(str, table.columns)))
    return table


def take_decisions(
    entities: Iterable[Entity], table: pd.DataFrame, namer: Namer, *, by: str = ""
) -> list[Entity]:
    """Return the entities as the reviewed table decides.

    A variant that stands in the row of another entity of its kind goes over to that entity; one that no row
    has follows its entity. Entities that the table lacks are as the rules propose, with a number of
    their own.

    Raises
    ------
    TextmineError
        A decision or policy is none, or two speakers would get one name.
    """
    records = [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
    rows = {_key(row): row for row in records}
    return [_decided(entity, rows.get(entity.key), namer, by) for entity in entities]


def regrouped(entities: Iterable[Entity], table: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return, for each kind and variant as written, the entity whose row of the table alone has it."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in table.to_dict("records"):
        for variant in str(row.get("variants", "")).split(";"):
            found.setdefault((str(row["kind"]), variant.strip()), set()).add(str(row["entity"]))
    now: dict[tuple[str, str], set[str]] = {}
    for entity in entities:
        for variant in entity.variants:
            now.setdefault((entity.kind, variant), set()).add(entity.name)
    rows = {(str(row["kind"]), str(row["entity"])) for row in table.to_dict("records")}
    return {
        key: next(iter(names))
        for key, names in found.items()
        if len(names) == 1
        and (others := now.get(key, set()) - names)
        and (len(now[key]) == 1 or not any((key[0], other) in rows for other in others))
    }


def _key(row: dict[str, object]) -> tuple[str, str]:
    kind = str(row["kind"])
    if kind not in TAGS:
        raise TextmineError("mask_kind", kind=kind, known=", ".join(TAGS))
    return kind, key_of_entity(kind, str(row["entity"]))


def _decided(entity: Entity, row: dict[str, object] | None, namer: Namer, by: str) -> Entity:
    if row is None:
        return entity
    decision = decision_of(str(row["decision"]), entity.name)
    policy = str(row.get("policy") or entity.policy).strip()
    if policy not in POLICIES or not can_have(entity.kind, policy):
        known = ", ".join(one for one in POLICIES if can_have(entity.kind, one))
        raise TextmineError("mask_policy", kind=entity.kind, policy=policy, known=known)
    pseudonym = " ".join(str(row["pseudonym"]).split())
    if decision == "mask" and policy == "keep":
        policy = "tag"
    if decision == "mask" and not pseudonym:
        pseudonym = namer.tag(entity.kind)
        policy = "tag"
    return entity.decided(
        decision=decision,
        policy=policy,
        pseudonym=pseudonym,
        edited=policy != "generalise" or fold(pseudonym) != fold(entity.pseudonym),
        decided_by=str(row.get("decided_by") or "").replace("rule", "") or by or "table",
        date=str(row.get("date") or "") or date.today().isoformat(),
    )


def decision_of(written: str, name: str) -> str:
    """Return a decision, "mask" or "keep", however a human writes it.

    Raises
    ------
    TextmineError
        It is neither.

    Examples
    --------
    >>> decision_of("Oui", "Anne Roy"), decision_of("garder", "Anne Roy")
    ('mask', 'keep')
    """
    word = fold(written)
    if word in _MASK:
        return "mask"
    if word in _KEEP:
        return "keep"
    raise TextmineError("mask_decision", name=name, found=written or "-", known=", ".join(DECISIONS))
