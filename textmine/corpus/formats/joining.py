"""Lines of a page rejoined to paragraphs, and words that were cut at a line's end."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Sequence
from statistics import median
from typing import Final, Protocol

from textmine.corpus.lines import Line
from textmine.corpus.pieces import Piece

_CUT: Final = re.compile(r"(\w+)([-\u2010\u00ad])\s*$")
_GOES_ON: Final = re.compile(r"\s*([^\W\d_]+)")
_COMPOUND: Final = re.compile(r"\w+(?:[-\u2010]\w+)+")
# after a hyphen that belongs to the word: « est-ce », « dit-il », « celui-là »
_CLITICS: Final = frozenset(
    "je tu il elle on nous vous ils elles ce moi toi lui leur leurs en y t le la les ci là même mêmes".split()
)
_FULL: Final = 0.88
_GAP: Final = 1.6


class Placed(Protocol):
    """A line with its place on a page, in points."""

    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def page(self) -> int: ...  # noqa: D102
    @property
    def left(self) -> float: ...  # noqa: D102
    @property
    def right(self) -> float: ...  # noqa: D102
    @property
    def bottom(self) -> float: ...  # noqa: D102
    @property
    def top(self) -> float: ...  # noqa: D102
    @property
    def bold(self) -> bool: ...  # noqa: D102
    @property
    def italic(self) -> bool: ...  # noqa: D102


def join_wrapped(
    lines: Sequence[tuple[int, Placed]], labelled: Container[int]
) -> tuple[list[Line], list[Piece]]:
    """Return paragraphs, and the hyphens that were taken out of words cut at a line's end.

    Parameters
    ----------
    lines
        Numbers and lines, in order.
    labelled
        Numbers of the lines that begin with a speaker's label: each begins a paragraph.

    Notes
    -----
    A line goes on with the next one if it reaches 88 % of the usual width, the next one has the same look
    and is not further below than usual. A hyphen is kept where the same compound stands elsewhere in the
    text, and before pronouns (« dit-il »).
    """
    compounds = {found.lower() for _, line in lines for found in _COMPOUND.findall(line.text)}
    goes_on = _continuations(lines, labelled)
    paragraphs: list[Line] = []
    hyphens: list[Piece] = []
    parts: list[str] = []
    for index, (at, line) in enumerate(lines):
        text = line.text
        if not parts:
            first = at
        follows = index + 1 < len(lines) and goes_on[index + 1]
        glue = " "
        if follows and (cut := _CUT.search(text)) and (rest := _GOES_ON.match(lines[index + 1][1].text)):
            glue = ""
            if not _is_kept(cut[1], rest[1], compounds) or cut[2] == "\u00ad":
                hyphens.append(Piece("noise", cut[2], at))
                text = text[: cut.end(1)]
        parts.append(text.rstrip() + glue if follows else text)
        if not follows:
            paragraphs.append(Line("".join(parts), first, is_bold=line.bold, is_italic=line.italic))
            parts = []
    return paragraphs, hyphens


def _is_kept(before: str, after: str, compounds: Container[str]) -> bool:
    """Tell whether a hyphen at a line's end belongs to the word."""
    return after.lower() in _CLITICS or after[0].isupper() or f"{before}-{after}".lower() in compounds


def _continuations(lines: Sequence[tuple[int, Placed]], labelled: Container[int]) -> list[bool]:
    """Return for each line whether it goes on with the one before."""
    placed = [line for _, line in lines]
    if not placed:
        return []
    rights = sorted(line.right for line in placed)
    margin, left = rights[int(0.9 * (len(rights) - 1))], min(line.left for line in placed)
    edge = left + _FULL * (margin - left)
    steps = [
        one.bottom - two.bottom
        for one, two in itertools.pairwise(placed)
        if one.page == two.page and one.bottom > two.bottom
    ]
    usual = median(steps) if steps else 0.0
    found = [False]
    for (_, one), (at, two) in itertools.pairwise(lines):
        step = one.bottom - two.bottom
        near = one.page != two.page or 0 < step <= _GAP * usual
        same = (one.bold, one.italic) == (two.bold, two.italic)
        found.append(at not in labelled and one.right >= edge and near and same)
    return found
