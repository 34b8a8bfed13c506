"""How far a segmentation is from another: Pk, WindowDiff, boundary similarity."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from textmine.errors import TextmineError

NEAR: Final = 2


def pk(reference: Sequence[int], found: Sequence[int], *, window: int | None = None) -> float:
    """Return Pk (Beeferman, Berger & Lafferty 1999): share of probes on which two segmentations disagree.

    Parameters
    ----------
    reference, found
        Lengths of the segments, in the same unit (turns, words…), with the same sum.
    window
        Distance of the two ends of a probe; None takes half of the mean length in `reference`, at least 2.

    Returns
    -------
    float
        0 (the same) to 1; a probe asks whether both its ends are in one segment. Depends on which
        segmentation is the reference only by the window.

    Raises
    ------
    TextmineError
        Lengths that are not positive, sums that differ, or a window that does not fit.

    Examples
    --------
    >>> pk([4, 4], [4, 4]), round(pk([4, 4], [8]), 3), round(pk([4, 4], [3, 5]), 3)
    (0.0, 0.333, 0.333)
    """
    ours, theirs, reach = _probes(reference, found, window)
    return float(np.mean((ours[reach:] == ours[:-reach]) != (theirs[reach:] == theirs[:-reach])))


def window_diff(reference: Sequence[int], found: Sequence[int], *, window: int | None = None) -> float:
    """Return WindowDiff (Pevzner & Hearst 2002): share of windows with another number of boundaries.

    Parameters, errors and range as `pk`; it also counts boundaries that stand near another one.

    Examples
    --------
    >>> round(window_diff([4, 4], [8]), 3), round(window_diff([6, 6], [5, 1, 6], window=3), 3)
    (0.333, 0.333)
    """
    ours, theirs, reach = _probes(reference, found, window)
    return float(np.mean((ours[reach:] - ours[:-reach]) != (theirs[reach:] - theirs[:-reach])))


def boundary_similarity(reference: Sequence[int], found: Sequence[int], *, near: int = NEAR) -> float:
    """Return boundary similarity B (Fournier 2013): 1 the same boundaries, 0 none in common.

    Parameters
    ----------
    reference, found
        Lengths of the segments, with the same sum.
    near
        A boundary less than this many units from one of the other segmentation is a near miss, and costs
        the distance over `near`; one without a partner costs 1.

    Returns
    -------
    float
        ``1 − (alone + Σ distance/near) / (alone + near misses + matches)``; 1 where neither has a boundary.

    Raises
    ------
    TextmineError
        As `pk`; `near` below 1.

    Examples
    --------
    >>> [boundary_similarity([4, 4], found) for found in ([4, 4], [3, 5], [8])]
    [1.0, 0.5, 0.0]
    """
    _check(reference, found)
    if near < 1:
        raise TextmineError("boundary_window", window=near, length=int(sum(reference)))
    ours, theirs = (set(np.cumsum(lengths)[:-1].tolist()) for lengths in (reference, found))
    matches = len(ours & theirs)
    ours, theirs = ours - theirs, theirs - ours
    moved: list[int] = []
    for distance in range(1, near):
        for place in sorted(ours):
            partner = next((other for other in (place - distance, place + distance) if other in theirs), None)
            if partner is not None:
                ours.remove(place)
                theirs.remove(partner)
                moved.append(distance)
    alone = len(ours) + len(theirs)
    total = alone + len(moved) + matches
    return 1.0 if total == 0 else 1.0 - (alone + sum(moved) / near) / total


def lengths_of(labels: Sequence[object]) -> list[int]:
    """Return the lengths of the runs of equal labels.

    Examples
    --------
    >>> lengths_of(["a", "a", "b", "a"])
    [2, 1, 1]
    """
    if not len(labels):
        return []
    changes = [index for index, (one, other) in enumerate(pairwise(labels), 1) if one != other]
    return [int(length) for length in np.diff([0, *changes, len(labels)])]


def _check(reference: Sequence[int], found: Sequence[int]) -> None:
    sums = [int(sum(lengths)) for lengths in (reference, found)]
    least = min([*reference, *found], default=0)
    if sums[0] != sums[1] or least < 1:
        raise TextmineError("boundary_lengths", sums=", ".join(map(str, sums)), least=least)


def _probes(
    reference: Sequence[int], found: Sequence[int], window: int | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Return the segment of each unit in both segmentations, and the window."""
    _check(reference, found)
    reach = max(2, round(sum(reference) / len(reference) / 2)) if window is None else window
    if not 1 <= reach < sum(reference):
        raise TextmineError("boundary_window", window=reach, length=int(sum(reference)))
    ours, theirs = (np.repeat(np.arange(len(lengths)), lengths) for lengths in (reference, found))
    return ours, theirs, reach
