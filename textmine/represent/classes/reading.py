"""How classes are read, however they were found: profiles, labels of segments, typical segments."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.display import ShownModel
from textmine.errors import TextmineError
from textmine.represent.classes.profiles import metadata_table, profile_table, typical_rows
from textmine.segment.tables import Segments

PROFILE_WORDS: Final = 20


class ClassReading(ShownModel):
    """Profiles, labels and typical segments of classes that `_level` gives."""

    present_: sparse.csr_array
    rows_: pd.DataFrame
    words_: tuple[str, ...]

    def classes(self, k: int | None = None) -> NDArray[np.int64]:
        """Return the class of each segment with k classes, shape (n,); -1 unclassified.

        Classes are numbered from 0 in falling order of size; None takes the most that there are.

        Raises
        ------
        TextmineError
            There is no such level.
        """
        level = self._level(k)
        nodes, sizes = np.unique(level[level >= 0], return_counts=True)
        number = np.full(int(nodes.max()) + 2, -1, dtype=np.int64)
        number[nodes[np.lexsort((nodes, -sizes))]] = np.arange(len(nodes))
        return number[level]

    def profiles(self, k: int | None = None, *, n: int = PROFILE_WORDS) -> pd.DataFrame:
        """Return profile and anti-profile of each class: see `profile_table`."""
        classes = self.classes(k)
        return profile_table(self.present_, classes, self.words_, int(classes.max()) + 1, n)

    def metadata(self, by: str, k: int | None = None) -> pd.DataFrame:
        """Return the signed χ² of pilots, meetings… with each class: see `metadata_table`.

        Raises
        ------
        TextmineError
            The segments have no such column.
        """
        classes = self.classes(k)
        if by not in self.rows_:
            raise TextmineError("no_such_column", column=by, columns=", ".join(self.rows_.columns))
        return metadata_table(self.rows_[by], classes, int(classes.max()) + 1)

    def typical(self, segments: Segments, k: int | None = None, *, n: int = 5) -> pd.DataFrame:
        """Return the most typical segments of each class, in their own wording.

        Parameters
        ----------
        segments
            Those that the tokens were made of.

        Returns
        -------
        DataFrame
            ``class``, ``rank``, ``score`` (sum of its lemmas' positive χ²), ``meeting``, ``speaker``,
            ``turn`` (the first it packs), ``text``.

        Raises
        ------
        TextmineError
            There are not as many segments as were classified.
        """
        classes = self.classes(k)
        if len(segments) != len(classes):
            raise TextmineError("tables_differ", sizes=f"{len(classes)}, {len(segments)}")
        found = typical_rows(self.present_, classes, int(classes.max()) + 1, n)
        table = pd.DataFrame(found, columns=["class", "rank", "row", "score"])
        said = segments.rows[["meeting", "speaker", "text"]].iloc[table["row"]].reset_index(drop=True)
        said.insert(2, "turn", segments.turn[segments.pointer[table["row"]]])
        return pd.concat([table.drop(columns="row"), said], axis=1)

    def _level(self, k: int | None) -> NDArray[np.int64]:
        raise NotImplementedError
