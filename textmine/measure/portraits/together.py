"""The pilots in vectors, as tables: how far apart they are, and the passages that show each."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from textmine.display import ShownTables
from textmine.measure.portraits.centroids import pilot_centroids, pilot_gaps
from textmine.measure.portraits.passages import telling_passages
from textmine.recipe import Recipe
from textmine.represent.features import Features
from textmine.segment.tables import Segments


@dataclass(frozen=True)
class Portraits(ShownTables):
    """Pilots in vectors.

    Attributes
    ----------
    centroids
        Facts of the mean vector of each pilot and meeting (`pilot_centroids`).
    gaps
        One row a pair of pilots (`pilot_gaps`).
    passages
        Passages of each pilot (`telling_passages`).
    """

    centroids: pd.DataFrame
    gaps: pd.DataFrame
    passages: pd.DataFrame
    recipe: Recipe = field(default_factory=Recipe)

    def __repr__(self) -> str:
        return f"Portraits({len(self.gaps)} pairs of pilots, {len(self.passages)} passages)"

    def frame(self) -> pd.DataFrame:
        """Return a fresh table of the gaps, one row a pair of pilots."""
        return self.gaps.copy()


def portray(vectors: Features, segments: Segments, *, n: int = 3, seed: int = 0) -> Portraits:
    """Return how far pilots are from each other, and n passages of each kind that show them.

    Parameters
    ----------
    vectors, segments
        Of the same blocks, in the same order, those of pilots only.

    Raises
    ------
    TextmineError
        The two differ in length, or the features are no vectors.
    """
    centroids = pilot_centroids(vectors, by=("speaker", "meeting")).rows
    gaps = pilot_gaps(vectors, seed=seed)
    recipe = vectors.recipe.then("portray", n=n, seed=seed)
    return Portraits(centroids, gaps, telling_passages(vectors, segments, n=n), recipe)
