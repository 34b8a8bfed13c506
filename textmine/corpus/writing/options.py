"""What the user may choose of how a corpus is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

UNITS: Final = ("speaker", "turn", "meeting")


@dataclass(frozen=True)
class WriteOptions:
    """Options that all writers share.

    Attributes
    ----------
    by
        IRaMuTeQ and TXM texts: one text a "speaker" in a meeting, a "turn", or a "meeting".
    themes
        IRaMuTeQ: agenda items as lines ``-*item``.
    spreadsheet
        CSV: with a byte order mark, and cells that a spreadsheet would compute begin with an apostrophe.
    """

    by: str = "speaker"
    themes: bool = False
    spreadsheet: bool = False
