"""Double classification: the classes that two cuts of the talk agree on (Reinert 1983)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Final, NamedTuple, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import TextmineError
from textmine.represent.classes.descent import Rules, descend
from textmine.represent.classes.division import Reassign
from textmine.represent.classes.reading import ClassReading
from textmine.represent.topics.context import order_within
from textmine.represent.words import WordCounts
from textmine.segment.tables import Tokens

Ids = NDArray[np.int64]
CHI2: Final = 3.84
MOST_CROSSINGS: Final = 120
_CHOICES: Final = ("size", "chi2")


class Crossing(NamedTuple):
    """A node of the first classification and one of the second that many segments share."""

    one: int
    other: int
    members: NDArray[np.bool_]
    chi2: float


class DoubleClasses(ClassReading):
    r"""Classes on which two descending classifications agree, of units of two sizes.

    Parameters
    ----------
    n_classes
        Most classes, in each classification and in what is kept of both.
    sizes
        Fewest active words of a unit in the first and in the second classification: segments of one speaker
        in one meeting are put together, in order, until they have as many.
    choice
        "chi2": of all sets of k crossed classes without a common segment, the one whose χ² sum highest;
        "size": the one that classifies most segments, whose crossings may be little more than chance.
    min_class, min_segments, max_share, association, min_count, reassign, seed, exclude
        As `LexicalClasses`.

    Attributes
    ----------
    levels_ : NDArray
        Shape (n_levels, n): row k − 1 tells the class of each segment with k classes; -1 unclassified.
    crossings_ : DataFrame
        One row a number of classes and class: ``k``, ``class`` (as `classes` numbers it), ``node_one``,
        ``node_other``, ``n_segments``, ``chi2``.
    evidence_ : DataFrame
        One row a number of classes: ``k``, ``classified`` (share of the segments), ``ari`` (adjusted Rand
        index of the two classifications at their level k: how far they say the same).
    n_levels_ : int
        Most classes found.

    Notes
    -----
    What depends on where talk was cut does not come back with units of another size, and is left
    unclassified: fewer segments, surer classes. Nodes of all levels are crossed; a crossing needs as many
    segments as `min_class` and a χ² above 3.84. The best set is found exactly, as an integer programme
    (HiGHS), among the 120 crossings of highest χ².

    Examples
    --------
    >>> DoubleClasses(sizes=(10, 14)).sizes
    (10, 14)
    """

    def __init__(
        self,
        *,
        n_classes: int = 10,
        sizes: tuple[int, int] = (10, 14),
        choice: str = "chi2",
        min_class: int | None = None,
        min_segments: int = 3,
        max_share: float = 0.5,
        association: float = 0.3,
        min_count: int = 3,
        reassign: Reassign = "best",
        seed: int = 0,
        exclude: Sequence[str] = (),
    ) -> None:
        self.n_classes = n_classes
        self.sizes = sizes
        self.choice = choice
        self.min_class = min_class
        self.min_segments = min_segments
        self.max_share = max_share
        self.association = association
        self.min_count = min_count
        self.reassign = reassign
        self.seed = seed
        self.exclude = exclude

    def fit(self, tokens: Tokens) -> Self:
        """Find the classes.

        Raises
        ------
        TextmineError
            An option is out of its range, or the two classifications have no classes in common.
        """
        if self.choice not in _CHOICES:
            raise TextmineError("class_options", option="choice", value=self.choice)
        if self.n_classes < 2 or min(self.sizes) < 1 or self.sizes[0] == self.sizes[1]:
            raise TextmineError("class_options", option="sizes", value=self.sizes)
        counter = WordCounts(min_segments=self.min_segments, max_share=self.max_share, exclude=self.exclude)
        counts = sparse.csr_array(counter.fit_transform(tokens).values)
        self.words_, self.rows_ = counter.words_, tokens.rows
        self.present_ = sparse.csr_array(counts > 0).astype(np.float64)
        units = [talk_units(tokens.rows, counts, size) for size in self.sizes]
        levels = [self._classify(unit) for unit in units]
        least = self.min_class or max(5, round(0.01 * counts.shape[0]))
        crossings = crossed(levels[0], levels[1], least)
        return self._take(crossings, levels)

    def _classify(self, unit: Ids) -> Ids:
        """Return the node of each segment at each level of one classification, shape (n_levels, n)."""
        n_units = int(unit.max()) + 1
        member = sparse.csr_array(
            (np.ones(len(unit)), (unit, np.arange(len(unit)))), shape=(n_units, len(unit))
        )
        present = sparse.csr_array(sparse.csr_array(member @ self.present_) > 0).astype(np.float64)
        least = self.min_class or max(5, round(0.01 * n_units))
        rules = Rules(self.n_classes, least, self.min_count, self.association, self.reassign, self.seed)
        return np.asarray(descend(present, rules).levels[:, unit], dtype=np.int64)

    def _take(self, crossings: list[Crossing], levels: list[Ids]) -> Self:
        from sklearn.metrics import adjusted_rand_score

        n = levels[0].shape[1]
        found, rows, evidence = [np.zeros(n, dtype=np.int64)], [], []
        for k in range(2, self.n_classes + 1):
            chosen = best_crossings(crossings, k, by_size=self.choice == "size")
            if chosen is None:
                break
            chosen = sorted(chosen, key=lambda crossing: -int(crossing.members.sum()))
            level = np.full(n, -1, dtype=np.int64)
            for number, crossing in enumerate(chosen):
                level[crossing.members] = number
                rows.append(
                    (k, number, crossing.one, crossing.other, int(crossing.members.sum()), crossing.chi2)
                )
            found.append(level)
            ones, others = (each[min(k, len(each)) - 1] for each in levels)
            both = (ones >= 0) & (others >= 0)
            ari = float(adjusted_rand_score(ones[both], others[both]))
            evidence.append((k, float((level >= 0).mean()), ari))
        if not rows:
            raise TextmineError("no_crossing", sizes=", ".join(map(str, self.sizes)))
        self.levels_, self.n_levels_ = np.array(found), len(found)
        names = ["k", "class", "node_one", "node_other", "n_segments", "chi2"]
        self.crossings_ = pd.DataFrame(rows, columns=names)
        self.evidence_ = pd.DataFrame(evidence, columns=["k", "classified", "ari"])
        return self

    def _level(self, k: int | None) -> Ids:
        if not hasattr(self, "levels_"):
            raise TextmineError("not_fitted", what="DoubleClasses")
        k = self.n_levels_ if k is None else k
        if not 2 <= k <= self.n_levels_:
            raise TextmineError("no_such_level", k=k, most=self.n_levels_)
        return np.asarray(self.levels_[k - 1], dtype=np.int64)


def talk_units(rows: pd.DataFrame, counts: sparse.csr_array, size: int) -> Ids:
    """Return the unit of each segment, shape (n,): segments of one stretch of talk, `size` words at least.

    What is left at the end of a stretch goes to its last unit.

    Examples
    --------
    >>> rows = pd.DataFrame({"meeting": "a", "speaker": ["x"] * 4 + ["y"], "group": range(5)})
    >>> talk_units(rows, sparse.csr_array(np.full((5, 1), 3.0)), 5).tolist()
    [0, 0, 1, 1, 2]
    """
    sequence, stretch = order_within(rows, "speaker")
    lengths = np.asarray(counts.sum(axis=1)).ravel()[sequence]
    unit = np.zeros(len(rows), dtype=np.int64)
    number, held, first = -1, float(size), -1
    for place, (row, where) in enumerate(zip(sequence, stretch, strict=True)):
        is_new = place == 0 or where != stretch[place - 1]
        if is_new or held >= size:
            if is_new:
                first = number + 1
            number, held = number + 1, 0.0
        unit[row] = number
        held += lengths[place]
        is_last = place + 1 == len(sequence) or stretch[place + 1] != where
        if is_last and held < size and number > first:
            unit[unit == number] = number - 1
            number -= 1
    return unit


def crossed(ones: Ids, others: Ids, least: int) -> list[Crossing]:
    """Return the pairs of nodes, one of each tree, that more segments share than chance would give.

    Parameters
    ----------
    ones, others
        Shape (n_levels, n) each: nodes at every level, -1 unclassified.
    least
        Fewest segments of a crossing.

    Returns
    -------
    list of Crossing
        By falling χ² of the two by two table, 120 at most; roots are left out.
    """
    first, second = _nodes(ones), _nodes(others)
    n = ones.shape[1]
    found = []
    for one, inside in first.items():
        for other, beside in second.items():
            members = inside & beside
            both, a, b = int(members.sum()), int(inside.sum()), int(beside.sum())
            if both < least or min(a, b) == n or both * n <= a * b:
                continue
            chi2 = n * (both * n - a * b) ** 2 / (a * b * (n - a) * (n - b))
            if chi2 > CHI2:
                found.append(Crossing(one, other, members, float(chi2)))
    return sorted(found, key=lambda crossing: -crossing.chi2)[:MOST_CROSSINGS]


def best_crossings(crossings: list[Crossing], k: int, *, by_size: bool) -> list[Crossing] | None:
    """Return k crossings without a common segment, of most segments or of highest χ²; None where none are."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    if len(crossings) < k:
        return None
    value = np.array([float(c.members.sum()) if by_size else c.chi2 for c in crossings])
    pairs = [
        (i, j)
        for i, j in combinations(range(len(crossings)), 2)
        if (crossings[i].members & crossings[j].members).any()
    ]
    rules = [LinearConstraint(np.ones((1, len(value))), k, k)]
    if pairs:
        rows = np.repeat(np.arange(len(pairs)), 2)
        table = sparse.csr_array(
            (np.ones(2 * len(pairs)), (rows, np.ravel(pairs))), shape=(len(pairs), len(value))
        )
        rules.append(LinearConstraint(table, -np.inf, 1))
    done = milp(
        -value, integrality=np.ones(len(value), dtype=np.int64), bounds=Bounds(0, 1), constraints=rules
    )
    if not done.success:
        return None
    return [crossings[index] for index in np.flatnonzero(done.x > 0.5)]


def _nodes(levels: Ids) -> dict[int, NDArray[np.bool_]]:
    """Return the segments of every node but the root."""
    return {
        int(node): level == node for level in levels[1:] for node in np.unique(level[level >= 0]).tolist()
    }
