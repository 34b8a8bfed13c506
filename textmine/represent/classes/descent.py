"""The descent: the largest class divided again and again, forms handed down, outliers set aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.represent.classes.division import Division, Reassign, divide

Ids = NDArray[np.int64]
_SETTINGS_ASIDE: Final = 50


@dataclass(frozen=True)
class Rules:
    """What a division must respect.

    Attributes
    ----------
    n_classes
        Classes wanted.
    min_class
        Fewest segments of a class; a smaller side is set aside as atypical, and the rest divided anew.
    min_count
        Fewest segments of a class that a form must be in to take part in its division.
    association
        Contingency coefficient above which a form goes down to one child only.
    """

    n_classes: int
    min_class: int
    min_count: int
    association: float
    reassign: Reassign
    seed: int


class Split(NamedTuple):
    """One division that was made: class, its two children, χ², and segments set aside before it.

    `forms` are those that took part in it.
    """

    parent: int
    children: tuple[int, int]
    chi2: float
    swept: float
    sizes: tuple[int, int]
    n_atypical: int
    forms: Ids


class Descent(NamedTuple):
    """Classes of the rows at every level, and the divisions.

    Attributes
    ----------
    levels
        Shape (n_levels, n): node of each row with 1, 2, 3… classes; -1 unclassified.
    splits
        The divisions, in order.
    """

    levels: NDArray[np.int64]
    splits: list[Split]


def descend(present: sparse.csr_array, rules: Rules) -> Descent:
    """Divide rows until there are as many classes as wanted, or none can be divided.

    Parameters
    ----------
    present
        Shape (n, d), 0 and 1.

    Notes
    -----
    Reinert (1983, 1990): at each step the largest class is divided (`divide`); a form goes down to a child if
    it is in `min_count` of its segments and, where its contingency coefficient ``√(χ²/(χ²+f))`` on the two
    children is above `association`, only to the child that has more of it than its size would give. A class
    that cannot be divided without a side below `min_class` stays whole.
    """
    node = np.where(np.diff(present.indptr) > 0, 0, -1).astype(np.int64)
    forms: dict[int, Ids] = {0: _frequent(present, np.flatnonzero(node == 0), rules.min_count)}
    levels, splits = [node.copy()], list[Split]()
    whole: set[int] = set()
    while len(levels) < rules.n_classes:
        sizes = {name: int((node == name).sum()) for name in forms if name not in whole}
        sizes = {name: size for name, size in sizes.items() if size >= 2 * rules.min_class}
        if not sizes:
            break
        parent = max(sizes, key=lambda name: (sizes[name], -name))
        members = np.flatnonzero(node == parent)
        found = _divided(present, members, forms[parent], rules)
        if found is None:
            whole.add(parent)
            continue
        division, kept = found
        children = (2 * len(splits) + 1, 2 * len(splits) + 2)
        node[members] = -1
        sides = (kept[division.first], kept[~division.first])
        for child, side in zip(children, sides, strict=True):
            node[side] = child
        own = forms.pop(parent)
        down = _forms_down(present, sides, own, rules)
        forms.update(dict(zip(children, down, strict=True)))
        lost = len(members) - len(kept)
        counts = (len(sides[0]), len(sides[1]))
        splits.append(Split(parent, children, division.chi2, division.swept, counts, lost, own))
        levels.append(node.copy())
    return Descent(np.array(levels), splits)


def _divided(
    present: sparse.csr_array, members: Ids, forms: Ids, rules: Rules
) -> tuple[Division, Ids] | None:
    """Return a division with both sides large enough, and its rows; None where there is none."""
    kept = members
    for _ in range(_SETTINGS_ASIDE):
        table = sparse.csr_array(sparse.csr_array(present[kept])[:, forms])
        filled = np.diff(table.indptr) > 0
        kept, table = kept[filled], sparse.csr_array(table[filled])
        used = np.asarray(table.sum(axis=0)).ravel() > 0
        table = sparse.csr_array(table[:, np.flatnonzero(used)])
        if min(table.shape) < 3 or len(kept) < 2 * rules.min_class:
            return None
        found = divide(table, reassign=rules.reassign, seed=rules.seed)
        n_first = int(found.first.sum())
        if min(n_first, len(kept) - n_first) >= rules.min_class:
            return found, kept
        kept = kept[found.first if n_first > len(kept) - n_first else ~found.first]
    return None


def _frequent(present: sparse.csr_array, rows: Ids, least: int) -> Ids:
    counts = np.asarray(present[rows].sum(axis=0)).ravel()
    return np.flatnonzero(counts >= least)


def _forms_down(
    present: sparse.csr_array, sides: tuple[Ids, Ids], forms: Ids, rules: Rules
) -> tuple[Ids, Ids]:
    """Return the forms that go down to each child."""
    counts = np.stack([np.asarray(present[side].sum(axis=0)).ravel()[forms] for side in sides])
    total = counts.sum(axis=0)
    shares = np.array([len(side) for side in sides], dtype=np.float64) / sum(map(len, sides))
    expected = np.maximum(shares[:, None] * total, 1e-12)
    chi2 = ((counts - expected) ** 2 / expected).sum(axis=0)
    bound = np.sqrt(chi2 / np.maximum(chi2 + total, 1e-12)) > rules.association
    goes = (counts >= rules.min_count) & (~bound | (counts > expected))
    return forms[goes[0]], forms[goes[1]]
