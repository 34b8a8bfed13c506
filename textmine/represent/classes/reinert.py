"""Reinert's lexical classes: segments with a common vocabulary, by descending hierarchical classification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, Self, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import TextmineError
from textmine.represent.classes.descent import Descent, Rules, descend
from textmine.represent.classes.division import Reassign
from textmine.represent.classes.placing import place_all
from textmine.represent.classes.reading import ClassReading
from textmine.represent.classes.steadiness import (
    ClassStability,
    chance_divisions,
    level_steadiness,
    steadiness,
)
from textmine.represent.words import WordCounts
from textmine.segment.tables import Tokens

MODERATE: Final = 0.65
MOST_LEARNT: Final = 20_000
_LEAST_LEARNT: Final = 10
_SHUFFLES: Final = 5


class LexicalClasses(ClassReading):
    r"""Descending hierarchical classification of segments by the words they share (Reinert 1983, 1990).

    Parameters
    ----------
    n_classes
        Most classes to divide into; fewer are made where no more can be. 2 or more.
    min_class
        Fewest segments of a class; None takes 1 % of the segments learnt on, 5 at least. Fewer than that on
        one side of a division are set aside as atypical and the division is made anew without them.
    min_segments, max_share, exclude
        Which lemmas count: see `WordCounts`. Only active tokens do; fillers and phatics never.
    association
        Contingency coefficient, 0 to 1, above which a lemma goes down to one of two children only.
    min_count
        Fewest segments of a class that a lemma must be in to take part in its division.
    reassign
        "best", "pass" or "none": see `divide`.
    seed
        Of the start vector of each axis, and of the segments drawn to learn on.
    most_learnt
        Of more segments than this (a million words or so), as many are drawn and divided, and the others go
        down the tree that was found (`place_all`): a division takes time as the square of its segments.

    Attributes
    ----------
    levels_ : NDArray
        Shape (n_levels, n): node of each segment with 1, 2, 3… classes; -1 unclassified.
    tree_ : DataFrame
        One row a division: ``step`` (from 1), ``parent``, ``left``, ``right`` (nodes; 0 is the root),
        ``chi2``, ``swept`` (before segments were reassigned), ``n_left``, ``n_right``, ``n_atypical`` (those
        set aside); of the segments learnt on.
    learnt_ : NDArray
        Shape (m,): the segments that the classes were learnt on, all where there are no more than
        `most_learnt`.
    words_ : tuple of str
        The d lemmas.
    n_levels_ : int
        Classes at the last level.

    Notes
    -----
    The χ² of every division is that of the sides returned, and never below that of the best cut along the
    axis. Classes are fragile: look at `stability` before a class is named.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import textmine as tm
    >>> talk = "Ana : le four fond le verre\n\nBob : la palette part au port\n\n" * 8
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "reunion.txt").write_text(talk, encoding="utf-8")
    ...     tokens = tm.annotate(tm.split(tm.read(folder), into="turns"))
    >>> model = LexicalClasses(n_classes=2).fit(tokens)
    >>> model.profiles(2, n=3).query("rank == 1")["n_in"].tolist()
    [8, 8]
    """

    def __init__(
        self,
        *,
        n_classes: int = 10,
        min_class: int | None = None,
        min_segments: int = 3,
        max_share: float = 0.5,
        association: float = 0.3,
        min_count: int = 3,
        reassign: Reassign = "best",
        seed: int = 0,
        most_learnt: int = MOST_LEARNT,
        exclude: Sequence[str] = (),
    ) -> None:
        self.n_classes = n_classes
        self.min_class = min_class
        self.min_segments = min_segments
        self.max_share = max_share
        self.association = association
        self.min_count = min_count
        self.reassign = reassign
        self.seed = seed
        self.most_learnt = most_learnt
        self.exclude = exclude

    def fit(self, tokens: Tokens) -> Self:
        """Find the classes.

        Raises
        ------
        TextmineError
            An option is out of its range, or the segments cannot be divided once.
        """
        self._check()
        counter = WordCounts(min_segments=self.min_segments, max_share=self.max_share, exclude=self.exclude)
        counts = counter.fit_transform(tokens)
        self.words_ = counter.words_
        self.rows_ = tokens.rows
        self.present_ = sparse.csr_array(sparse.csr_array(counts.values) > 0).astype(np.float64)
        self.recipe_ = tokens.recipe.then("classes", **self._options())
        return self._learn()

    def fit_table(self, present: sparse.csr_array, words: Sequence[str], rows: pd.DataFrame) -> Self:
        """Find the classes of a table of 0 and 1, shape (n, d), with its d words and n rows of labels."""
        self._check()
        self.words_, self.rows_ = tuple(words), rows
        self.present_ = sparse.csr_array(sparse.csr_array(present) > 0).astype(np.float64)
        return self._learn()

    def _learn(self) -> Self:
        n = self.present_.shape[0]
        if n <= self.most_learnt:
            self.learnt_ = np.arange(n)
            return self._take(descend(self.present_, self._rules()))
        drawn = np.random.default_rng(self.seed).choice(n, self.most_learnt, replace=False)
        self.learnt_ = np.sort(drawn).astype(np.int64)
        found = descend(self._present_learnt(), self._rules())
        return self._take(place_all(self.present_, self.learnt_, found))

    def _present_learnt(self) -> sparse.csr_array:
        return sparse.csr_array(self.present_[self.learnt_])

    def stability(
        self, k: int | None = None, *, draws: int = 20, share: float = 0.95, seed: int = 0
    ) -> ClassStability:
        """Find the classes again without some segments, and return how far they are the same.

        Parameters
        ----------
        draws
            Times that a part of the segments is drawn; 2 or more.
        share
            Part of the segments drawn each time, above 0 and below 1; at most 5,000 segments (`n_drawn`).

        Raises
        ------
        TextmineError
            `draws` or `share` is out of its range.
        """
        classes = self.classes(k)
        n_classes = int(classes.max()) + 1
        if not 0 < share < 1:
            raise TextmineError("not_a_share", name="share", value=share)
        if draws < 2:
            raise TextmineError("class_options", option="draws", value=draws)
        rules, learnt = self._rules(n_classes), classes[self.learnt_]
        found = steadiness(self._present_learnt(), learnt, rules, draws=draws, share=share, seed=seed)
        sizes = np.bincount(classes[classes >= 0], minlength=n_classes)
        return replace(found, classes=found.classes.assign(n_segments=sizes))

    def evidence(self, *, draws: int = 20, share: float = 0.95, seed: int = 0) -> pd.DataFrame:
        """Return what speaks for each number of classes.

        Returns
        -------
        DataFrame
            One row a level: ``k``, ``chi2`` (of the division that makes the k-th class), ``chi2_chance``
            (the largest of it on five tables whose words were given to other segments), ``smallest``
            (segments of the smallest class), ``ari``, ``low``, ``error``, ``n_draws`` (`level_steadiness`),
            ``chosen``: the most classes whose divisions are all above chance and whose median ``ari`` is .65
            or more, moderate agreement after Steinley (2004); where there are none, the best of those of
            three or more classes, and no number is right. Two classes come back most easily, and tell least.

        Raises
        ------
        TextmineError
            `draws` or `share` is out of its range.
        """
        if not 0 < share < 1:
            raise TextmineError("not_a_share", name="share", value=share)
        if draws < 2:
            raise TextmineError("class_options", option="draws", value=draws)
        self._fitted()
        rules = self._rules()
        present, levels = self._present_learnt(), self.levels_[:, self.learnt_]
        table = level_steadiness(present, levels, rules, draws=draws, share=share, seed=seed)
        smallest = [int(np.bincount(self.classes(k)[self.classes(k) >= 0]).min()) for k in table["k"]]
        chi2 = self.tree_.set_index("step")["chi2"].reindex(table["k"] - 1).to_numpy()
        by_chance = chance_divisions(present, rules, shuffles=_SHUFFLES, seed=seed)[table["k"] - 2]
        table = table.assign(chi2=chi2, chi2_chance=by_chance, smallest=smallest)
        above = ~np.maximum.accumulate(table["chi2"].to_numpy() <= by_chance)
        good = table[(table["ari"] >= MODERATE) & above]
        several = table[table["k"] >= min(3, int(table["k"].max()))]
        best = int(good["k"].max()) if len(good) else int(several["k"].iloc[several["ari"].argmax()])
        table["chosen"] = table["k"] == best
        return table[["k", "chi2", "chi2_chance", "smallest", "ari", "low", "error", "n_draws", "chosen"]]

    def _take(self, found: Descent) -> Self:
        if not found.splits:
            raise TextmineError("no_division", segments=len(self.learnt_), least=self._rules().min_class)
        self.levels_, self.n_levels_ = found.levels, len(found.levels)
        table = [
            (step, split.parent, *split.children, split.chi2, split.swept, *split.sizes, split.n_atypical)
            for step, split in enumerate(found.splits, start=1)
        ]
        names = ["step", "parent", "left", "right", "chi2", "swept", "n_left", "n_right", "n_atypical"]
        self.tree_ = pd.DataFrame(table, columns=names)
        return self

    def _fitted(self) -> Self:
        if not hasattr(self, "levels_"):
            raise TextmineError("not_fitted", what="LexicalClasses")
        return self

    def _level(self, k: int | None) -> NDArray[np.int64]:
        k = self._fitted().n_levels_ if k is None else k
        if not 2 <= k <= self.n_levels_:
            raise TextmineError("no_such_level", k=k, most=self.n_levels_)
        return np.asarray(self.levels_[k - 1], dtype=np.int64)

    def _rules(self, n_classes: int | None = None) -> Rules:
        least = self.min_class or max(5, round(0.01 * len(self.learnt_)))
        wanted = n_classes or self.n_classes
        return Rules(wanted, least, self.min_count, self.association, self.reassign, self.seed)

    def _options(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _OPTIONS} | {"exclude": sorted(self.exclude)}

    def _check(self) -> None:
        allowed = {
            "n_classes": self.n_classes >= 2,
            "min_class": self.min_class is None or self.min_class >= 1,
            "association": 0 < self.association <= 1,
            "min_count": self.min_count >= 1,
            "reassign": self.reassign in get_args(Reassign),
            "most_learnt": self.most_learnt >= _LEAST_LEARNT,
        }
        for option, is_good in allowed.items():
            if not is_good:
                raise TextmineError("class_options", option=option, value=getattr(self, option))


_OPTIONS = ("n_classes", "min_class", "min_segments", "max_share", "association", "min_count", "reassign",
            "seed", "most_learnt")  # fmt: skip
