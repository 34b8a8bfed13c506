"""Whether the classes come back when some segments are left out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.represent.classes.descent import Rules, descend


@dataclass(frozen=True)
class ClassStability:
    """How far classes come back on draws of the segments.

    Attributes
    ----------
    draws
        One row a draw: ``draw``, ``ari`` (adjusted Rand index with the classes of the whole, on segments that
        both classify: 1 the same, 0 as by chance), ``n_classes`` found.
    classes
        One row a class: ``class``, ``n_segments``, ``jaccard`` (mean over draws of the overlap with the class
        of the draw that is most like it), ``low`` (lowest tenth of the draws), ``is_stable`` (mean of .75 or
        more, Hennig 2007).
    """

    draws: pd.DataFrame
    classes: pd.DataFrame

    @property
    def ari(self) -> float:
        """Median adjusted Rand index."""
        return float(self.draws["ari"].median())


STABLE = 0.75


def steadiness(
    present: sparse.csr_array,
    classes: NDArray[np.int64],
    rules: Rules,
    *,
    draws: int,
    share: float,
    seed: int,
) -> ClassStability:
    """Classify draws of the rows without replacement, and compare (Hennig 2007, by subsets).

    Parameters
    ----------
    present
        Shape (n, d), 0 and 1.
    classes
        Shape (n,): classes of the whole, -1 unclassified.
    """
    from sklearn.metrics import adjusted_rand_score

    chance = np.random.default_rng(seed)
    n, n_classes = len(classes), int(classes.max()) + 1
    rows, overlaps = [], []
    for draw in range(draws):
        chosen = np.sort(chance.choice(n, max(int(share * n), 2), replace=False))
        found = descend(sparse.csr_array(present[chosen]), replace(rules, n_classes=n_classes)).levels[-1]
        mine = classes[chosen]
        both = (mine >= 0) & (found >= 0)
        rows.append((draw, float(adjusted_rand_score(mine[both], found[both])), len(np.unique(found[both]))))
        overlaps.append(_best_overlaps(mine, found, n_classes))
    table = np.array(overlaps)
    sizes = np.bincount(classes[classes >= 0], minlength=n_classes)
    means = table.mean(axis=0)
    each = {
        "class": np.arange(n_classes), "n_segments": sizes, "jaccard": means,
        "low": np.quantile(table, 0.1, axis=0), "is_stable": means >= STABLE,
    }  # fmt: skip
    return ClassStability(pd.DataFrame(rows, columns=["draw", "ari", "n_classes"]), pd.DataFrame(each))


def _best_overlaps(mine: NDArray[np.int64], found: NDArray[np.int64], n_classes: int) -> NDArray[np.float64]:
    """Return the Jaccard index of each class with the class found that is most like it."""
    names = np.unique(found[found >= 0])
    best = np.zeros(n_classes)
    for number in range(n_classes):
        inside = mine == number
        for name in names:
            other = found == name
            union = int((inside | other).sum())
            best[number] = max(best[number], int((inside & other).sum()) / union if union else 0.0)
    return best
