"""An interview guide or an agenda as anchors: which question of the talk puts which item."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

LEAST_SIMILARITY: Final = 0.4
_ABOVE: Final = 2.0
_MANY: Final = 20


def guide_places(
    similarity: NDArray[np.float64], *, least: float = LEAST_SIMILARITY
) -> list[tuple[int, int]]:
    """Return which units put which items of a guide: pairs (item, unit), both in order.

    Parameters
    ----------
    similarity
        Shape (n_items, n_units): cosine of each item with each unit that may put it; nan for one that may
        not, such as an answer.
    least
        Least similarity. Where 20 units or more may put an item, its similarity must also be two standard
        deviations above its mean over them.

    Notes
    -----
    Items are put in the order of the guide, each at most once, some not at all: the pairs of greatest sum of
    similarity above those limits are found by dynamic programming, as sequences are aligned (Needleman &
    Wunsch 1970).

    Examples
    --------
    >>> guide_places(np.array([[0.9, 0.1, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.1, 0.8]]))
    [(0, 0), (1, 5)]
    """
    n_items, n_units = similarity.shape
    if n_items == 0 or not np.isfinite(similarity).any():
        return []
    many = int(np.isfinite(similarity).any(axis=0).sum()) >= _MANY
    high = np.nanmean(similarity, axis=1) + _ABOVE * np.nanstd(similarity, axis=1)
    limit = high if many else np.full(n_items, least)
    gain = np.nan_to_num(similarity - np.maximum(limit, least)[:, None], nan=-1.0)
    best = np.zeros((n_items + 1, n_units + 1))
    for item in range(1, n_items + 1):
        for unit in range(1, n_units + 1):
            put = best[item - 1, unit - 1] + gain[item - 1, unit - 1]
            best[item, unit] = max(best[item - 1, unit], best[item, unit - 1], put)
    pairs, item, unit = [], n_items, n_units
    while item and unit:
        if best[item, unit] == best[item, unit - 1]:
            unit -= 1
        elif best[item, unit] == best[item - 1, unit]:
            item -= 1
        else:
            item, unit = item - 1, unit - 1
            pairs.append((item, unit))
    return pairs[::-1]
