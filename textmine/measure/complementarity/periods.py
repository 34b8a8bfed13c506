"""Meetings in periods: equal parts in order of time, or as the user says."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from textmine.errors import TextmineError
from textmine.measure.cells import Ints

Periods = tuple[tuple[str, Ints], ...]
_FEWEST_TO_HALVE = 4


def split_periods(meetings: tuple[str, ...], used: Ints, periods: int | Mapping[str, str] | None) -> Periods:
    """Return the name of each period and its meetings, places among T.

    Parameters
    ----------
    meetings
        Names of the T meetings, in order.
    used
        Places of those in which something can be compared.
    periods
        Number of equal parts, or the period of each meeting; None: two halves, or one period with fewer
        than four meetings.

    Raises
    ------
    TextmineError
        More parts than meetings, or a meeting without its period.

    Examples
    --------
    >>> [(name, part.tolist()) for name, part in split_periods(tuple("abcde"), np.arange(5), 2)]
    [('1', [0, 1, 2]), ('2', [3, 4])]
    """
    if isinstance(periods, Mapping):
        return _named(meetings, used, periods)
    count = periods if periods is not None else (2 if len(used) >= _FEWEST_TO_HALVE else 1)
    if not 1 <= count <= len(used):
        raise TextmineError("too_many_periods", periods=count, meetings=len(used))
    parts = np.array_split(used, count)
    return tuple((str(number), part) for number, part in enumerate(parts, start=1))


def _named(meetings: tuple[str, ...], used: Ints, periods: Mapping[str, str]) -> Periods:
    missing = [meetings[place] for place in used if meetings[place] not in periods]
    if missing:
        raise TextmineError("meeting_without_period", meetings=", ".join(missing))
    names = [str(periods[meetings[place]]) for place in used]
    label = np.array(names, dtype=object)
    return tuple((name, used[label == name]) for name in dict.fromkeys(names))
