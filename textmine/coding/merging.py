"""Codes that become one: what happens to the codebook, and how it is put back."""

from __future__ import annotations

from dataclasses import replace

from textmine.coding.codebook import Codebook
from textmine.errors import TextmineError


def merge_codes(book: Codebook, code: str, into: str) -> Codebook:
    """Return the codebook without a code, whose place another one takes.

    The codes under it go under the other one; where the other one is itself under it, they go one level up.

    Raises
    ------
    TextmineError
        There is no such code, both are the same, or the other one is a heading.

    Examples
    --------
    >>> from textmine.coding.codebook import Code
    >>> book = Codebook((Code("a", "A"), Code("b", "B"), Code("c", "C", parent="a")))
    >>> merge_codes(book, "a", "b").path("c"), merge_codes(book, "a", "c").path("c")
    ('B > C', 'C')
    """
    source, target = book[code], book[into]
    if source is target:
        raise TextmineError("merge_itself", code=source.name)
    if not target.codable:
        raise TextmineError("not_codable", code=target.name)
    above = source.parent if code in _above(book, into) else into
    return Codebook(
        tuple(replace(one, parent=above) if one.parent == code else one for one in book if one.code != code),
        book.origin,
    )


def restore_code(book: Codebook, before: Codebook, code: str, into: str) -> Codebook:
    """Return the codebook with a merged code again, as it was before, and under it the codes it had.

    Codes that were put elsewhere since the merge stay there.
    """
    if code in book.by_code:
        return book
    source = before[code]
    if source.parent not in book.by_code:
        source = replace(source, parent="")
    places = {one.code: place for place, one in enumerate(before)}
    later = [k for k, one in enumerate(book) if places.get(one.code, -1) > places[code]]
    codes = list(book.codes)
    codes.insert(later[0] if later else len(codes), source)
    below = {one.code for one in before.children(code)}
    moved = [
        replace(one, parent=code) if one.code in below and one.parent in (into, source.parent) else one
        for one in codes
    ]
    try:
        return Codebook(tuple(moved), book.origin)
    except TextmineError:
        return Codebook(tuple(codes), book.origin)


def _above(book: Codebook, code: str) -> set[str]:
    """Return the codes above one."""
    found: set[str] = set()
    parent = book[code].parent
    while parent:
        found.add(parent)
        parent = book[parent].parent
    return found
