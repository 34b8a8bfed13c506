"""Lexical classes as tables: what each is made of, who speaks so, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from textmine.display import ShownTables
from textmine.recipe import Recipe
from textmine.represent.classes.reinert import LexicalClasses
from textmine.segment.tables import Segments

HEAD_WORDS: Final = 14


@dataclass(frozen=True)
class ClassTables(ShownTables):
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
    n_learnt
        Segments that the classes were learnt on: all, but in long corpora (`LexicalClasses`).
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
    n_learnt: int
    recipe: Recipe = field(default_factory=Recipe)

    @property
    def is_found(self) -> bool:
        """Whether the number of classes was chosen on evidence: steady, and better than chance."""
        chosen = self.evidence[self.evidence["chosen"]]
        return bool(len(chosen) and (chosen["chi2"] > chosen["chi2_chance"]).all())

    def __repr__(self) -> str:
        return f"ClassTables({len(self.classes)} classes of {self.n_segments} segments)"


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
        model.tree_.head(k - 1), stability.draws, evidence, len(segments), len(model.learnt_),
        model.recipe_.then("class_tables", **options),
    )  # fmt: skip
