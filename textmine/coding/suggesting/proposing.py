"""`suggest`: codes for what is not coded yet, from a coder's log of decisions."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.coding.codebook import Codebook
from textmine.coding.decisions import Decision, Span, new_coding
from textmine.coding.replaying import Codings
from textmine.coding.suggesting.calibrating import LEVEL
from textmine.coding.suggesting.features import CodingFeatures, coding_features
from textmine.coding.suggesting.labels import Labels, labels_of, spans_of
from textmine.coding.suggesting.suggester import Suggester, learn_codes
from textmine.corpus.tables import Corpus
from textmine.display import ShownTables
from textmine.errors import TextmineError
from textmine.recipe import Recipe
from textmine.segment.cutting import split

_SPAN = ["meeting", "turn", "start", "last_turn", "end"]


@dataclass(frozen=True)
class Suggestions(ShownTables):
    """Codes suggested for passages.

    Attributes
    ----------
    table
        One row a suggestion, the surest first: ``row`` (of the features), ``meeting``, ``turn``, ``start``,
        ``last_turn``, ``end`` (`Span`), ``speaker``, ``rank``, ``code``, ``name``, ``chance`` (calibrated
        probability), ``trusted``, ``text``.
    not_yet
        Codes that cannot be learnt yet, and why: ``code``, ``name``, ``n``, ``reason``, ``auc``.
    suggester, features, labels
        What was learnt, from what, and the codes given.
    """

    table: pd.DataFrame
    not_yet: pd.DataFrame
    suggester: Suggester
    features: CodingFeatures
    labels: Labels
    recipe: Recipe = field(default_factory=Recipe)

    def decisions(self, coder: str) -> list[Decision]:
        """Return the trusted suggestions as decisions for the log: shown to a coder, not yet judged."""
        return [
            Decision(
                coder, "suggested", new_coding(), str(row["code"]), Span(*(row[name] for name in _SPAN)),
                shown=True, model=self.suggester.model, data=self.suggester.data, score=float(row["chance"]),
            )
            for row in self.table[self.table["trusted"].astype(bool)].to_dict("records")
        ]  # fmt: skip

    def __repr__(self) -> str:
        trusted = int(self.table["trusted"].astype(bool).sum())
        counts = f"{len(self.table)} passages, {trusted} trusted"
        return f"Suggestions({counts}; {len(self.not_yet)} codes not learnt yet)"


def suggest(
    codings: Codings,
    corpus: Corpus,
    *,
    coder: str | None = None,
    codebook: Codebook | None = None,
    features: CodingFeatures | None = None,
    level: float = LEVEL,
    k: int = 3,
    every: bool = False,
    leave_out: tuple[str, ...] = (),
    seed: int = 0,
) -> Suggestions:
    """Suggest codes for passages that a coder has not coded.

    Parameters
    ----------
    codings
        What `replay` gives.
    coder
        Whose decisions are learnt from; None takes those of all coders together (a shared model: coders then
        become more alike, and their agreement says less).
    codebook
        Codes that may be suggested, and their names; headings that are not codable never are.
    features
        Made before by `coding_features`; None makes them on blocks of 50 words.
    level
        Precision that suggestions shall have on transcripts not seen; fewer are made, or none, where that
        cannot be shown.
    k
        Most suggestions a passage.
    every
        Also those that cannot be trusted, ranked.
    leave_out
        Meetings that nothing is suggested for: codings there stay free of the machine.

    Raises
    ------
    TextmineError
        Too few codings, or an unknown meeting.

    Notes
    -----
    Suggestions make codings more alike. A measure of convergence on codings must rest on those of
    transcripts left out, or on ``codings.coded(human_only=True)``.
    """
    known = set(corpus.meetings["meeting"].astype(str))
    for name in leave_out:
        if name not in known:
            raise TextmineError("no_such_meeting", name=name, known=", ".join(sorted(known)[:20]))
    if features is None:
        features = coding_features(split(corpus, into="blocks", words=50), seed=seed)
    segments = features.segments
    allowed = [code.code for code in codebook if code.codable] if codebook else []
    labels = labels_of(codings, corpus, segments, coder=coder, codes=allowed)
    used = [c for c, code in enumerate(labels.codes) if not codebook or code in allowed]
    learnt = learn_codes(
        features, labels.coded[:, used], [labels.codes[c] for c in used],
        refused=labels.refused[:, used], reviewed=labels.reviewed, level=level,
    )  # fmt: skip
    rows = _open(labels, segments.rows["meeting"].astype(str), leave_out)
    table = learnt.suggest(features, rows, k=k, every=every)
    table = _without_judged(table, labels)
    names = {code.code: code.name for code in codebook} if codebook else {}
    told = pd.concat([spans_of(segments, corpus), segments.rows[["speaker", "text"]]], axis=1)
    shown = pd.concat(
        [table.reset_index(drop=True), told.iloc[table["row"].to_numpy(dtype=int)].reset_index(drop=True)],
        axis=1,
    )
    shown["name"] = [names.get(str(code), str(code)) for code in shown["code"]]
    columns = ["row", *_SPAN, "speaker", "rank", "code", "name", "chance", "trusted", "text"]
    not_yet = learnt.not_yet.assign(name=[names.get(str(code), str(code)) for code in learnt.not_yet["code"]])
    options = {"coder": coder, "level": level, "k": k, "leave_out": list(leave_out), "seed": seed}
    recipe = segments.recipe.then("suggest", **options, model=learnt.model, data=learnt.data)
    return Suggestions(shown[columns], not_yet, learnt, features, labels, recipe)


def _open(labels: Labels, meeting: pd.Series, leave_out: tuple[str, ...]) -> NDArray[np.int64]:
    """Return the segments that may have a suggestion: not read, and not in a meeting left out."""
    closed = labels.reviewed | meeting.isin(leave_out).to_numpy()
    return np.asarray(np.flatnonzero(~closed), dtype=np.int64)


def _without_judged(table: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Return suggestions that were not made before: neither refused nor waiting."""
    place = {code: c for c, code in enumerate(labels.codes)}
    rows = table["row"].to_numpy(dtype=int)
    codes = np.array([place[str(code)] for code in table["code"]], dtype=int)
    judged = labels.refused | labels.pending
    return table[~judged[rows, codes]] if len(table) else table
