"""A run in progress: its settings, and the results of its stages, read back from disk."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from textmine.batch.settings import RunSettings
from textmine.errors import TextmineError
from textmine.workers import Workers

if TYPE_CHECKING:
    import pandas as pd

    from textmine.corpus.store import CorpusParts
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
    from textmine.parts import Mask, Parts
    from textmine.represent.classes.sheets import ClassTables
    from textmine.represent.features import Features
    from textmine.represent.store import FeatureParts
    from textmine.represent.themes.thematic import Themes
    from textmine.segment.store import SegmentParts, TokenParts
    from textmine.segment.tables import Segments, Tokens

Progress = Callable[[int, int], None]
Result = TypeVar("Result")
Table = TypeVar("Table", "Segments", "Tokens", "Features")
UNTOLD: Final = "untold.json"
MEASURED: Final = ("panel", "controls/confounds", "controls/actors", "controls/placebo", "imitate", "adopt",
                   "complement", "lexis", "contents/paths", "contents/classes", "contents/themes",
                   "contents/portraits", "contents/usages")  # fmt: skip


@dataclass
class Work:
    """A run in progress: its settings, and what its stages have written, read back when first asked for.

    Every stage reads its material from disk, never from the stage before: what is computed in one go and
    what is resumed cannot differ.
    """

    settings: RunSettings
    workers: Workers = field(default_factory=Workers)
    folders: dict[str, Path] = field(default_factory=dict)
    progress: Progress = lambda done, total: None

    @property
    def corpus_parts(self) -> CorpusParts:
        """The transcripts on disk, one meeting at a time."""
        from textmine.corpus.store import CorpusParts

        return CorpusParts(self.folders["read"])

    @cached_property
    def corpus(self) -> Corpus:
        """The transcripts."""
        return self.corpus_parts.whole()

    @cached_property
    def segment_parts(self) -> SegmentParts:
        """The blocks of talk on disk, one meeting at a time."""
        from textmine.segment.store import SegmentParts

        return SegmentParts(self.folders["split"])

    @cached_property
    def all_segments(self) -> Segments:
        """The blocks of talk, those of interviewers and facilitators among them."""
        return self.segment_parts.whole()

    @cached_property
    def segments(self) -> Segments:
        """The blocks of talk that models learn from."""
        return self._learnt_of("all_segments", self.segment_parts)

    @cached_property
    def token_parts(self) -> TokenParts:
        """The tokens of all blocks on disk, one meeting at a time."""
        from textmine.segment.store import TokenParts

        return TokenParts(self.folders["annotate"])

    @cached_property
    def all_tokens(self) -> Tokens:
        """The tokens of all blocks."""
        return self.token_parts.whole()

    @cached_property
    def tokens(self) -> Tokens:
        """The tokens of the blocks that models learn from."""
        return self._learnt_of("all_tokens", self.token_parts)

    @cached_property
    def share_parts(self) -> FeatureParts:
        """Topic shares of all blocks on disk, one meeting at a time."""
        from textmine.represent.store import FeatureParts

        return FeatureParts(self.folders["topics"] / "shares")

    @cached_property
    def all_shares(self) -> Features:
        """Topic shares of all blocks."""
        return self.share_parts.whole()

    @cached_property
    def shares(self) -> Features:
        """Topic shares of the blocks that models learn from."""
        return self._learnt_of("all_shares", self.share_parts)

    @cached_property
    def topic_words(self) -> pd.DataFrame:
        """The heaviest words of each topic: columns topic, rank, word, weight."""
        import pandas

        return pandas.read_parquet(self.folders["topics"] / "words.parquet")

    @cached_property
    def vector_parts(self) -> FeatureParts:
        """Sentence vector of every block on disk, one meeting at a time."""
        from textmine.represent.store import FeatureParts

        return FeatureParts(self.folders["vectors"] / "vectors")

    @cached_property
    def all_vectors(self) -> Features:
        """Sentence vector of every block."""
        return self.vector_parts.whole()

    @cached_property
    def vectors(self) -> Features:
        """Sentence vector of each block that models learn from."""
        return self._learnt_of("all_vectors", self.vector_parts)

    def is_learnt(self, parts: Parts[Any]) -> Mask:
        """Return which rows are blocks that models learn from, shape (rows of all parts,)."""
        return parts.labels(["role"])["role"].isin(self.settings.split.roles).to_numpy(dtype=bool)

    def _learnt_of(self, name: str, parts: Parts[Table]) -> Table:
        """Return the blocks that models learn from, of a table that is held, or else from disk."""
        chosen = self.is_learnt(parts)
        held: Table | None = self.__dict__.get(name)
        return parts.whole(chosen) if held is None else held.take(chosen)

    def let_go(self, *names: str) -> None:
        """Let go of tables that are held: they are read again if they are asked for again."""
        for name in names:
            self.__dict__.pop(name, None)

    @cached_property
    def convergence(self) -> Convergence:
        """Distance between pilots over meetings."""
        from textmine.measure.results import Convergence
        from textmine.measure.store import load_result

        return load_result(Convergence, self.folders["converge"])

    @cached_property
    def panel(self) -> Panel | None:
        """The same trend by other distances; None, here and below, where the corpus does not allow it."""
        from textmine.measure.panel import Panel

        return self._result(Panel, "panel")

    @cached_property
    def controls(self) -> Controls | None:
        """Rival explanations."""
        from textmine.measure.controls.results import Controls

        return self._result(Controls, "controls", "confounds")

    @cached_property
    def actors(self) -> ActorControl | None:
        """Pilots beside those who lead and ask."""
        from textmine.measure.controls.results import ActorControl

        return self._result(ActorControl, "controls", "actors")

    @cached_property
    def placebo(self) -> Placebo | None:
        """What is found in meetings put in random order."""
        from textmine.measure.controls.results import Placebo

        return self._result(Placebo, "controls", "placebo")

    @cached_property
    def imitation(self) -> Imitation | None:
        """Who moves towards whom."""
        from textmine.measure.imitation.results import Imitation

        return self._result(Imitation, "imitate")

    @cached_property
    def adoption(self) -> Adoption | None:
        """Phrases taken up."""
        from textmine.measure.imitation.results import Adoption

        return self._result(Adoption, "adopt")

    @cached_property
    def complementarity(self) -> Complementarity | None:
        """What each pilot brings."""
        from textmine.measure.complementarity.results import Complementarity

        return self._result(Complementarity, "complement")

    @cached_property
    def lexis(self) -> WordOverview | None:
        """Words of the pilots at a glance."""
        from textmine.measure.textometry.overview import WordOverview

        return self._result(WordOverview, "lexis")

    @cached_property
    def paths(self) -> TopicPaths | None:
        """Topics over the meetings."""
        from textmine.measure.topic_paths import TopicPaths

        return self._result(TopicPaths, "contents", "paths")

    @cached_property
    def classes(self) -> ClassTables | None:
        """Lexical classes of the pilots' talk."""
        from textmine.represent.classes.sheets import ClassTables

        return self._result(ClassTables, "contents", "classes")

    @cached_property
    def themes(self) -> Themes | None:
        """Sections of every meeting and interview."""
        from textmine.represent.themes.thematic import Themes

        return self._result(Themes, "contents", "themes")

    @cached_property
    def portraits(self) -> Portraits | None:
        """Pilots in vectors."""
        from textmine.measure.portraits.together import Portraits

        return self._result(Portraits, "contents", "portraits")

    @cached_property
    def usages(self) -> Usages | None:
        """How pilots use the same words."""
        from textmine.measure.portraits.usages import Usages

        return self._result(Usages, "contents", "usages")

    @cached_property
    def untold(self) -> dict[str, TextmineError]:
        """Measures that the corpus does not allow, by the place of their stage, and why."""
        found = {}
        for place in MEASURED:
            stage, *parts = place.split("/")
            if stage not in self.folders:
                continue
            file = self.folders[stage].joinpath(*parts) / UNTOLD
            if file.is_file():
                told = json.loads(file.read_text("utf-8"))
                found[place] = TextmineError(told["key"], **told["facts"])
        return found

    def _result(self, kind: Callable[..., Result], stage: str, *parts: str) -> Result | None:
        from textmine.measure.store import FILE, load_result

        folder = self.folders[stage].joinpath(*parts)
        return load_result(kind, folder) if (folder / FILE).is_file() else None
