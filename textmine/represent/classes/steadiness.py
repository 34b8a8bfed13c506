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
MOST_DRAWN = 5_000


def n_drawn(n: int, share: float) -> int:
    """Return how many of n segments a draw takes: a share of them, and no more than 5,000.

    So many tell whether classes come back, and forty classifications of a long corpus would take hours. A
    class that comes back in fewer segments than it was found in is not less stable than one of all.

    Examples
    --------
    >>> n_drawn(100, 0.95), n_drawn(100_000, 0.95)
    (95, 5000)
    """
    return max(min(int(share * n), MOST_DRAWN), 2)


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
    size, rules = _of_a_draw(rules, n, share, n_classes)
    rows, overlaps = [], []
    for draw in range(draws):
        chosen = np.sort(chance.choice(n, size, replace=False))
        found = descend(sparse.csr_array(present[chosen]), rules).levels[-1]
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


def level_steadiness(
    present: sparse.csr_array,
    levels: NDArray[np.int64],
    rules: Rules,
    *,
    draws: int,
    share: float,
    seed: int,
) -> pd.DataFrame:
    """Return how far each level comes back on draws of the rows, one descent a draw.

    Parameters
    ----------
    present
        Shape (n, d), 0 and 1.
    levels
        Shape (n_levels, n): nodes with 1, 2, 3… classes.

    Returns
    -------
    DataFrame
        ``k``, ``ari`` (median over draws), ``low`` (lowest tenth), ``error`` (standard error of the mean),
        ``n_draws`` (that had as many classes).
    """
    from sklearn.metrics import adjusted_rand_score

    chance = np.random.default_rng(seed)
    n = levels.shape[1]
    size, rules = _of_a_draw(rules, n, share, len(levels))
    found: dict[int, list[float]] = {k: [] for k in range(2, len(levels) + 1)}
    for _ in range(draws):
        chosen = np.sort(chance.choice(n, size, replace=False))
        again = descend(sparse.csr_array(present[chosen]), rules).levels
        for k in range(2, min(len(levels), len(again)) + 1):
            mine, theirs = levels[k - 1][chosen], again[k - 1]
            both = (mine >= 0) & (theirs >= 0)
            found[k].append(float(adjusted_rand_score(mine[both], theirs[both])))
    rows = [
        (k, float(np.median(values)), float(np.quantile(values, 0.1)),
         float(np.std(values) / np.sqrt(len(values))), len(values))
        for k, values in found.items()
        if values
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["k", "ari", "low", "error", "n_draws"])


def chance_divisions(
    present: sparse.csr_array, rules: Rules, *, shuffles: int, seed: int
) -> NDArray[np.float64]:
    """Return the largest χ² of each division over shuffled tables, shape (n_classes − 1,); nan where none is.

    Each shuffle gives the words of all segments to segments drawn anew: words keep how often, and segments
    about how much, but not what is said with what.
    """
    entries = sparse.coo_array(present)
    rows, columns = entries.coords
    chance = np.random.default_rng(seed)
    found = np.full((shuffles, rules.n_classes - 1), np.nan)
    for draw in range(shuffles):
        again = sparse.csr_array(
            (np.ones(len(rows)), (chance.permutation(rows), columns)), shape=present.shape
        )
        splits = descend(sparse.csr_array(again > 0).astype(np.float64), rules).splits
        found[draw, : len(splits)] = [split.chi2 for split in splits]
    return np.asarray(np.fmax.reduce(found, axis=0), dtype=np.float64)


def _of_a_draw(rules: Rules, n: int, share: float, n_classes: int) -> tuple[int, Rules]:
    """Return the size of a draw, and its rules: bounded draws are of smaller classes."""
    size = n_drawn(n, share)
    least = rules.min_class if size >= int(share * n) else max(round(rules.min_class * size / (share * n)), 2)
    return size, replace(rules, n_classes=n_classes, min_class=least)


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
