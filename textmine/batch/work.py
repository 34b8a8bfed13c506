"""A run in progress: its settings, and the results of its stages, read back from disk."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine.batch.settings import RunSettings

if TYPE_CHECKING:
    import pandas as pd

    from textmine.corpus.tables import Corpus
    from textmine.measure.results import Convergence
    from textmine.represent.features import Features
    from textmine.segment.tables import Segments, Tokens

Progress = Callable[[int, int], None]


@dataclass
class Work:
    """A run in progress: its settings, and what its stages have written, read back when first asked for.

    Every stage reads its material from disk, never from the stage before: what is computed in one go and
    what is resumed cannot differ.
    """

    settings: RunSettings
    processes: int = 1
    folders: dict[str, Path] = field(default_factory=dict)
    progress: Progress = lambda done, total: None

    @cached_property
    def corpus(self) -> Corpus:
        """The transcripts."""
        from textmine.corpus.store import load_corpus

        return load_corpus(self.folders["read"])

    @cached_property
    def segments(self) -> Segments:
        """The blocks of talk."""
        from textmine.segment.store import load_segments

        return load_segments(self.folders["split"])

    @cached_property
    def tokens(self) -> Tokens:
        """The blocks' tokens."""
        from textmine.segment.store import load_tokens

        return load_tokens(self.folders["annotate"])

    @cached_property
    def shares(self) -> Features:
        """Topic shares of each block."""
        from textmine.represent.store import load_features

        return load_features(self.folders["topics"] / "shares")

    @cached_property
    def topic_words(self) -> pd.DataFrame:
        """The heaviest words of each topic: columns topic, rank, word, weight."""
        import pandas

        return pandas.read_parquet(self.folders["topics"] / "words.parquet")

    @cached_property
    def vectors(self) -> Features:
        """Sentence vector of each block."""
        from textmine.represent.store import load_features

        return load_features(self.folders["vectors"] / "vectors")

    @cached_property
    def convergence(self) -> Convergence:
        """Distance between pilots over meetings."""
        from textmine.measure.results import Convergence
        from textmine.measure.store import load_result

        return load_result(Convergence, self.folders["converge"])


def summary(work: Work) -> dict[str, Any]:
    """Return what a run found, as plain data."""
    corpus, result = work.corpus, work.convergence
    found = {
        "corpus": corpus.name,
        "language": work.settings.report.language or ("fr" if corpus.language == "fr" else "en"),
        "meetings": int((corpus.meetings["kind"] == "meeting").sum()),
        "interviews": int((corpus.meetings["kind"] == "interview").sum()),
        "pilots": corpus.pilots,
        "words": corpus.n_words,
        "blocks": len(work.segments),
        "verdict": result.verdict,
        "relative_slope": result.relative_slope,
        "relative_slope_interval": list(result.relative_slope_interval),
        "share_lost": result.share_lost,
        "share_lost_interval": list(result.share_lost_interval),
        "p_convergence": result.p_convergence,
        "n_blocks": result.n_blocks,
        "n_meetings": len(result.table),
        "reasons": result.reasons,
    }
    return dict(_plain(found))


def _plain(value: Any) -> Any:  # noqa: ANN401 - any plain data
    """Return plain data with None for numbers that are not finite: JSON has no NaN."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
