"""The table of measures: what each is called, which numbers it wants, and whether it can be relied on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from textmine.measure.cells import Floats, Index, cell_sums
from textmine.measure.distance import distances
from textmine.measure.pairwise.baselines import centroid_distances
from textmine.measure.pairwise.energy import energy_distances
from textmine.measure.pairwise.entropy import jsd_distances, rarefied_jsd_distances
from textmine.measure.pairwise.jost import jost_distances
from textmine.measure.pairwise.labbe import labbe_distances
from textmine.measure.pairwise.leave_out import leave_out_distances
from textmine.represent.features import Features

MeasureKind = Literal["vectors", "shares", "tfidf", "style", "counts"]


@dataclass(frozen=True)
class Measure:
    """A way to say how far apart two pilots talk in a meeting.

    Attributes
    ----------
    name
        How it is called in tables.
    kind
        The numbers it wants: vectors of meaning ("vectors"), topic shares ("shares"), tf-idf of words as
        `textmine.represent.words.weigh` gives it ("tfidf"), `textmine.represent.closed.style_vectors`
        ("style") or counts of words ("counts").
    is_naive
        It measures first how much was said, so that what it finds is no finding: here to be compared with.
    is_tested
        Whether its trend goes into a test, that of a naive one to show what it would wrongly find; else it is
        descriptive.
    distances
        Called with the features and the index of their blocks, it returns the distances, shape (N, N, T).
    """

    name: str
    kind: MeasureKind
    is_naive: bool
    is_tested: bool
    distances: Callable[[Features, Index], Floats]


def _squared(features: Features, index: Index) -> Floats:
    """Return `dist_u` of every pair in every meeting, shape (N, N, T)."""
    return distances(cell_sums(features, index))


MEASURES: Final[tuple[Measure, ...]] = (
    Measure("dist_u", "vectors", False, True, _squared),
    Measure("dist_u_shares", "shares", False, True, _squared),
    Measure("dist_u_tfidf", "tfidf", False, True, _squared),
    Measure("dist_u_style", "style", False, True, _squared),
    Measure("jost", "counts", False, True, jost_distances),
    Measure("energy", "vectors", False, True, energy_distances),
    Measure("leave_out", "counts", False, True, leave_out_distances),
    Measure("jsd_rarefied", "counts", False, True, partial(rarefied_jsd_distances, seed=0)),
    Measure("labbe", "counts", True, False, labbe_distances),
    Measure("jsd", "counts", True, True, jsd_distances),
    Measure("centroid_cosine", "vectors", True, True, centroid_distances),
)
