"""What a format cannot carry: counted, with an example of each sort."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from textmine.display import Shown
from textmine.messages import say

LOSS_COLUMNS = ("loss", "what", "count", "example")
_LONGEST = 80


@dataclass
class Losses(Shown):
    """Counts losses by sort while files are made.

    Attributes
    ----------
    counts
        How many, by sort.
    examples
        The first of each sort.

    Examples
    --------
    >>> losses = Losses()
    >>> losses.add("marks", "(rires)")
    >>> losses.add("marks", "(toux)")
    >>> losses.frame("en")[["loss", "count", "example"]].values.tolist()
    [['marks', 2, '(rires)']]
    """

    counts: dict[str, int] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, sort: str, example: object, count: int = 1) -> None:
        """Count a loss."""
        if count:
            self.counts[sort] = self.counts.get(sort, 0) + count
            self.examples.setdefault(sort, " ".join(str(example).split())[:_LONGEST])

    def frame(self, language: str | None = None) -> pd.DataFrame:
        """Return one row a sort: its key, its sentence in the user's language, how many, an example."""
        return pd.DataFrame({
            "loss": pd.Series(list(self.counts), dtype="str"),
            "what": pd.Series([say(f"writing.{sort}", language) for sort in self.counts], dtype="str"),
            "count": pd.Series(list(self.counts.values()), dtype="int64"),
            "example": pd.Series([self.examples[sort] for sort in self.counts], dtype="str"),
        })  # fmt: skip

    def __repr__(self) -> str:
        return f"Losses({sum(self.counts.values())} of {len(self.counts)} sorts)"
