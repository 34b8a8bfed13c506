"""What a report tells, gathered from a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from textmine.corpus.tables import Corpus
from textmine.measure.complementarity.results import Complementarity
from textmine.measure.controls.results import ActorControl, Controls, Placebo
from textmine.measure.imitation.results import Adoption, Imitation
from textmine.measure.panel import Panel
from textmine.measure.portraits.together import Portraits
from textmine.measure.portraits.usages import Usages
from textmine.measure.results import Convergence
from textmine.measure.textometry.overview import WordOverview
from textmine.measure.topic_paths import TopicPaths
from textmine.recipe import Recipe
from textmine.represent.classes.sheets import ClassTables
from textmine.represent.features import Features
from textmine.represent.themes.thematic import Themes
from textmine.segment.tables import Segments


@dataclass(frozen=True)
class ReportMaterial:
    """All that a report tells.

    Attributes
    ----------
    corpus, segments
        What was read, and how it was cut.
    shares
        Kind "shares", one row a segment.
    topic_words
        Columns ``topic``, ``rank``, ``word``, ``weight``.
    convergence
        The result that the report is about.
    vectors_by_cell
        Kind "vectors", one row a pilot and meeting, with ``n``, the segments it rests on.
    recipe, settings, versions
        How to do it again.
    created
        Day of the run, ISO 8601.
    timings
        Seconds of each stage.
    panel
        The same trend by other distances; each result from here on is None where it was not computed.
    controls, actors, placebo
        Rival explanations, the one who leads the meetings among them, and what chance alone would find.
    imitation, adoption
        Who follows whom, and the phrases taken up.
    complementarity
        Who brings what, computed on `shares`.
    lexis
        Words of the pilots at a glance.
    paths, themes, classes, portraits, usages
        Topics over the meetings, sections of each meeting, lexical classes, pilots in vectors, uses of words.
    """

    corpus: Corpus
    segments: Segments
    shares: Features
    topic_words: pd.DataFrame
    convergence: Convergence
    vectors_by_cell: Features
    recipe: Recipe
    settings: Mapping[str, object]
    versions: Mapping[str, str]
    created: str
    timings: Mapping[str, float] | None = None
    panel: Panel | None = None
    controls: Controls | None = None
    actors: ActorControl | None = None
    placebo: Placebo | None = None
    imitation: Imitation | None = None
    adoption: Adoption | None = None
    complementarity: Complementarity | None = None
    lexis: WordOverview | None = None
    paths: TopicPaths | None = None
    themes: Themes | None = None
    classes: ClassTables | None = None
    portraits: Portraits | None = None
    usages: Usages | None = None


class HasMaterial(Protocol):
    """A finished run: what can be asked for all that its report tells."""

    def material(self) -> ReportMaterial:
        """Return the material of the report."""
        ...
