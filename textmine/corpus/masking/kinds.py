"""Kinds of entities, what may be done with each, and the tags that stand for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from textmine.errors import TextmineError

Policy = Literal["pseudonym", "tag", "generalise", "keep"]
POLICIES: Final = ("pseudonym", "tag", "generalise", "keep")
TAGS: Final = {
    "person": "PERSONNE", "organisation": "ORGANISATION", "body": "INSTITUTION", "town": "VILLE",
    "department": "DEPARTEMENT", "region": "REGION", "country": "PAYS", "place": "LIEU", "name": "NOM",
    "address": "ADRESSE", "phone": "TEL", "mail": "COURRIEL", "date": "DATE", "birth": "NAISSANCE",
    "nir": "NIR", "iban": "IBAN", "card": "CARTE", "siret": "SIRET", "plate": "PLAQUE", "url": "URL",
    "handle": "COMPTE", "age": "AGE",
}  # fmt: skip
DEFAULTS: Final[Mapping[str, Policy]] = {
    **dict.fromkeys(TAGS, "tag"),
    "person": "pseudonym",
    "date": "generalise",
    "birth": "generalise",
    "body": "keep",
    "region": "keep",
    "country": "keep",
    "age": "keep",
}
GENERAL: Final = ("town", "department", "date", "birth", "age")
NAMED: Final = ("person", "organisation", "body", "town", "department", "region", "country", "place", "name")


def policies_of(given: Mapping[str, str] | None) -> dict[str, Policy]:
    """Return the policy of each kind: those given, else the usual ones.

    Raises
    ------
    TextmineError
        No such kind or policy, or one that the kind cannot have (a pseudonym is for persons only).

    Examples
    --------
    >>> policies_of({"town": "generalise"})["town"], policies_of(None)["person"]
    ('generalise', 'pseudonym')
    """
    found = dict(DEFAULTS)
    for kind, policy in (given or {}).items():
        if kind not in TAGS:
            raise TextmineError("mask_kind", kind=kind, known=", ".join(TAGS))
        known = [one for one in POLICIES if can_have(kind, one)]
        if policy not in known:
            raise TextmineError("mask_policy", kind=kind, policy=policy, known=", ".join(known))
        found[kind] = policy  # type: ignore[assignment]
    return found


def can_have(kind: str, policy: str) -> bool:
    """Tell whether a policy makes sense for a kind.

    Examples
    --------
    >>> can_have("person", "pseudonym"), can_have("iban", "generalise")
    (True, False)
    """
    if policy == "pseudonym":
        return kind == "person"
    return policy in {"tag", "keep"} or (policy == "generalise" and kind in GENERAL)
