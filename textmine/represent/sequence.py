"""Segments in the order in which they were said, across speakers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def order_of_speech(rows: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows in order of meeting and speech, and the meeting of each.

    Parameters
    ----------
    rows
        Labels of segments, with the columns ``meeting`` and ``group`` (the turn that gives most words of the
        segment). Blocks stand by speaker in their table: neighbours there are not neighbours in talk.

    Returns
    -------
    sequence, meeting
        Shape (n,) each: row numbers, and the number of each one's meeting (meetings by first appearance).

    Examples
    --------
    >>> rows = pd.DataFrame({"meeting": ["a", "a", "b"], "group": [5, 2, 9]})
    >>> order_of_speech(rows)
    (array([1, 0, 2]), array([0, 0, 1]))
    """
    meeting = pd.factorize(rows["meeting"])[0].astype(np.int64)
    sequence = np.lexsort((np.arange(len(rows)), rows["group"].to_numpy(), meeting)).astype(np.int64)
    return sequence, meeting[sequence]
