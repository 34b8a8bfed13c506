"""Lexical classes as tables: what each is made of, who speaks so, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.errors import TextmineError
from textmine.recipe import Recipe
from textmine.represent.classes.profiles import metadata_table, profile_table, typical_rows
from textmine.segment.tables import Segments

if TYPE_CHECKING:
    from scipy import sparse

    from textmine.represent.classes.reinert import LexicalClasses

HEAD_WORDS: Final = 14
PROFILE_WORDS: Final = 20


class ClassReading:
    """How classes are read, however they were found: profiles, labels of segments, typical segments."""

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
            ``text``.

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
        return pd.concat([table.drop(columns="row"), said], axis=1)

    def _level(self, k: int | None) -> NDArray[np.int64]:
        raise NotImplementedError


@dataclass(frozen=True)
class ClassTables:
    """Lexical classes as tables.

    Attributes
    ----------
    classes
        One row a class: ``class``, ``node`` (its leaf of the tree), ``n_segments``, ``share`` (of those
        classified), ``jaccard``, ``is_stable``, ``words``.
    profiles, typical, pilots, meetings, tree
        See `LexicalClasses`.
    draws
        See `ClassStability`.
    evidence
        What speaks for each number of classes: see `LexicalClasses.evidence`.
    n_segments
        Segments in all, those unclassified among them.
    """

    classes: pd.DataFrame
    profiles: pd.DataFrame
    typical: pd.DataFrame
    pilots: pd.DataFrame
    meetings: pd.DataFrame
    tree: pd.DataFrame
    draws: pd.DataFrame
    evidence: pd.DataFrame
    n_segments: int
    recipe: Recipe = field(default_factory=Recipe)

    @property
    def is_found(self) -> bool:
        """Whether the number of classes was chosen on evidence: steady, and better than chance."""
        chosen = self.evidence[self.evidence["chosen"]]
        return bool(len(chosen) and (chosen["chi2"] > chosen["chi2_chance"]).all())


def leaf_table(model: LexicalClasses, k: int | None = None) -> pd.DataFrame:
    """Return one row a class: ``class``, ``node``, ``n_segments``, ``share``, ``words``."""
    classes = model.classes(k)
    level = model.levels_[(k or model.n_levels_) - 1]
    sizes = np.bincount(classes[classes >= 0])
    nodes = [int(level[np.flatnonzero(classes == number)[0]]) for number in range(len(sizes))]
    profiles = model.profiles(k, n=HEAD_WORDS)
    best = profiles[profiles["rank"] > 0].groupby("class")["word"].agg(", ".join)
    return pd.DataFrame(
        {
            "class": np.arange(len(sizes)),
            "node": nodes,
            "n_segments": sizes,
            "share": sizes / sizes.sum(),
            "words": best.reindex(range(len(sizes))).fillna("").to_numpy(),
        }
    )


def class_tables(
    model: LexicalClasses, segments: Segments, *, k: int | None = None, draws: int = 20, seed: int = 0
) -> ClassTables:
    """Return fitted classes as tables, with what speaks for them.

    Parameters
    ----------
    segments
        Those that the model was fitted on.
    k
        Number of classes; None takes the one that `LexicalClasses.evidence` chooses.
    draws
        Times that the classes are found again without some segments.
    """
    evidence = model.evidence(draws=draws, seed=seed)
    k = k or int(evidence.loc[evidence["chosen"], "k"].iloc[0])
    stability = model.stability(k, draws=draws, seed=seed)
    told = stability.classes[["class", "jaccard", "is_stable"]]
    columns = ["class", "node", "n_segments", "share", "jaccard", "is_stable", "words"]
    options: dict[str, Any] = {"k": k, "draws": draws, "seed": seed}
    return ClassTables(
        leaf_table(model, k).merge(told, on="class")[columns], model.profiles(k),
        model.typical(segments, k), model.metadata("speaker", k), model.metadata("meeting", k),
        model.tree_.head(k - 1), stability.draws, evidence, len(segments),
        model.recipe_.then("class_tables", **options),
    )  # fmt: skip
