"""Changing the codebook from the page: every change is a new version, with who made it and when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any, Final

from textmine.coding.codebook import COLORS, Code, Codebook
from textmine.coding.decisions import Decision, new_coding
from textmine.coding.log import BookVersion
from textmine.coding.merging import merge_codes
from textmine.coding.page.workbench import Workbench
from textmine.coding.replaying import Codings
from textmine.errors import TextmineError

_COLOR: Final = re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?")
_PARTS: Final = tuple(part.name for part in fields(Code) if part.name != "code")
_CHANGES: Final = 60


def add_code(bench: Workbench, coder: str, sent: Mapping[str, Any]) -> str:
    """Add a code to the codebook and return its identity.

    Raises
    ------
    TextmineError
        The name is empty, or there is one of that name at the same place; no such code above.
    """
    made = new_coding()

    def change(book: Codebook, _: list[Decision]) -> Codebook:
        code = _changed(Code(made, "", color=COLORS[len(book) % len(COLORS)]), sent)
        return _checked(book, code)

    bench.log.change_codebook(change, coder=coder)
    return made


def change_code(bench: Workbench, coder: str, code: str, sent: Mapping[str, Any]) -> None:
    """Change what was sent of a code, and nothing else of it: name, description, examples, colour, parent.

    Raises
    ------
    TextmineError
        There is no such code; the name is empty or taken; the colour is none; the code would be above itself;
        or it would become a heading while passages have it.
    """
    now = bench.state()

    def change(book: Codebook, newer: list[Decision]) -> Codebook:
        changed = _changed(book[code], sent)
        if book[code].codable and not changed.codable:
            _refuse_if_used(now, book[code], newer)
        return _checked(book, changed)

    bench.log.change_codebook(change, coder=coder, since=now.last)


def delete_code(bench: Workbench, coder: str, code: str) -> None:
    """Take a code out of the codebook that no passage has and that holds no other code.

    Raises
    ------
    TextmineError
        There is no such code, or it is in use.
    """
    now = bench.state()

    def change(book: Codebook, newer: list[Decision]) -> Codebook:
        below = book.children(book[code].code)
        if below:
            raise TextmineError(
                "code_holds_codes", code=book[code].name, known=", ".join(c.name for c in below)
            )
        _refuse_if_used(now, book[code], newer)
        return book.without(code)

    bench.log.change_codebook(change, coder=coder, since=now.last)


def merge_into(bench: Workbench, coder: str, code: str, into: str) -> str:
    """Merge a code into another, for all coders, and return what `undone` takes the merge back by.

    Codings are not touched: one decision says that the code is the other one from now on, and replaying it
    gives them the other code; taken back, all is as it was.

    Raises
    ------
    TextmineError
        There is no such code, both are the same, or the other one is a heading.
    """
    merge = Decision(coder, "merged", new_coding(), code, memo=into)
    bench.log.change_codebook(lambda book, _: merge_codes(book, code, into), coder=coder, decisions=[merge])
    return merge.coding


def code_history(bench: Workbench) -> list[dict[str, Any]]:
    """Return the last changes of the codebook, the newest first: who, when, what.

    ``kind`` is "added", "removed", "merged" (with ``into``, and ``merge`` to take it back), "changed" (with
    the ``parts`` that were).
    """
    merges = {code: (merge, into) for merge, code, into in bench.state().merges}
    versions = bench.log.codebooks(last=_CHANGES + 1)
    found: list[dict[str, Any]] = []
    for before, after in pairwise(versions):
        for told in _difference(before.book, after):
            merge, into = merges.get(told["code"], ("", ""))
            if told["kind"] == "removed" and merge:
                told |= {"kind": "merged", "merge": merge, "into": _name_of(after.book, into)}
            found.append({"number": after.number, "coder": after.coder, "when": after.when, **told})
    return found[::-1][:_CHANGES]


def _difference(old: Codebook, version: BookVersion) -> list[dict[str, Any]]:
    new = version.book
    told: list[dict[str, Any]] = []
    for code in new:
        before = old.by_code.get(code.code)
        if before is None:
            told.append({"kind": "added", "code": code.code, "name": code.name, "parts": []})
        elif before != code:
            parts = [part for part in _PARTS if getattr(before, part) != getattr(code, part)]
            told.append(
                {"kind": "changed", "code": code.code, "name": code.name, "parts": parts, "was": before.name}
            )
    told += [
        {"kind": "removed", "code": code.code, "name": code.name, "parts": []}
        for code in old
        if code.code not in new.by_code
    ]
    # a merge also moves the codes below: one line tells it
    gone = {one["code"] for one in told if one["kind"] == "removed"}
    return [one for one in told if one["parts"] != ["parent"] or old[one["code"]].parent not in gone]


def _name_of(book: Codebook, code: str) -> str:
    return book.by_code[code].name if code in book.by_code else ""


def _changed(code: Code, sent: Mapping[str, Any]) -> Code:
    """Return a code with the parts that were sent."""
    parts: dict[str, Any] = {name: sent[name] for name in _PARTS if name in sent}
    for name in ("name", "description", "parent", "color"):
        if name in parts:
            parts[name] = str(parts[name] or "").strip()
    if "name" in parts:
        parts["name"] = " ".join(parts["name"].split())
    if "examples" in parts:
        given = parts["examples"]
        lines = given.splitlines() if isinstance(given, str) else [str(line) for line in given or ()]
        parts["examples"] = tuple(line.strip() for line in lines if line.strip())
    if "codable" in parts:
        parts["codable"] = parts["codable"] in (True, "1", "true")
    return replace(code, **parts)


def _checked(book: Codebook, code: Code) -> Codebook:
    """Return the codebook with a new or changed code, if it may be as it is."""
    twin = any(
        one.name.casefold() == code.name.casefold() and one.parent == code.parent and one.code != code.code
        for one in book
    )
    if not code.name or twin:
        raise TextmineError("code_name", name=code.name)
    if code.color and not _COLOR.fullmatch(code.color):
        raise TextmineError("color_unknown", color=code.color)
    if code.parent and code.parent not in book.by_code:
        known = ", ".join(one.name for one in book.codes[:20])
        raise TextmineError("no_such_code", code=code.parent, known=known)
    return book.with_code(code)


def _refuse_if_used(now: Codings, code: Code, newer: list[Decision]) -> None:
    """Raise where a passage has the code, or waits to be judged for it, or was given it this moment."""
    table = now.table
    n = int(((table["code"] == code.code) & table["status"].isin(["coded", "pending"])).sum())
    n += sum(one.code == code.code or one.memo == code.code for one in newer)
    if n:
        raise TextmineError("code_used", code=code.name, n=n)
