"""Displays of what is read, cut and counted."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import sparse

from textmine.represent.features import Features
from textmine.segment.tables import Tokens
from textmine.show.displays.sheets import Facts, Sheet, held, n_of

FIRST: Final = 12
MOST_COLUMNS: Final = 5
LABELS: Final = ("meeting", "speaker", "n")


def _corpus(corpus: Any) -> Facts:  # noqa: ANN401 - by name of class
    kinds = corpus.meetings["kind"].value_counts()
    return {
        "meetings": int(kinds.get("meeting", 0)),
        "interviews": int(kinds.get("interview", 0)),
        "pilots": len(corpus.pilots),
        "turns": len(corpus.turns),
        "words": corpus.n_words,
    }


def _segments(segments: Any) -> Facts:  # noqa: ANN401
    rows = segments.rows
    return {segments.unit: len(rows), "speakers": n_of("speaker", rows), "words": int(rows["n_words"].sum())}


def _tokens(tokens: Any) -> Facts:  # noqa: ANN401
    return {
        "tokens": len(tokens.form),
        "active": int(tokens.active.sum()),
        "segments": len(tokens),
        "vocabulary": len(np.unique(tokens.lemma)),
    }


def _first_tokens(tokens: Tokens) -> pd.DataFrame:
    first = tokens.take(np.arange(len(tokens)) < FIRST)
    return first.frame()


def _features(features: Any) -> Facts:  # noqa: ANN401
    facts = {"rows": len(features), "columns": len(features.columns), "kind": features.kind}
    return {**facts, "speakers": n_of("speaker", features.rows)} if "speaker" in features.rows else facts


def _first_features(features: Features) -> pd.DataFrame:
    """Return the labels of the first rows and their heaviest columns, in order of weight in all rows."""
    rows = features.rows.head(FIRST)
    weight = features.values.sum(axis=0) if features.kind != "vectors" else -np.arange(len(features.columns))
    chosen = np.argsort(-np.asarray(weight), kind="stable")[:MOST_COLUMNS]
    values = features.values[: len(rows)][:, chosen]
    dense = values.toarray() if isinstance(values, sparse.csr_array) else values
    labels = [name for name in LABELS if name in rows] or list(rows.columns[:2])
    names = [features.columns[place] for place in chosen]
    return pd.concat([rows[labels].reset_index(drop=True), pd.DataFrame(dense, columns=names)], axis=1)


def _masked(masked: Any) -> Facts:  # noqa: ANN401
    decided = masked.table["decision"].value_counts()
    return {
        "masked": int(decided.get("mask", 0)),
        "kept": int(decided.get("keep", 0)),
        "leaks": len(masked.leaks),
    }


def _times(column: str) -> str:
    return "times" if column == "count" else column


MATERIAL: Final[dict[str, Sheet]] = {
    "Corpus": held("speakers", "speaker", "role", "cluster", "legitimacy", "words", facts=_corpus),
    "Segments": Sheet(
        ".frame()",
        lambda segments: segments.rows,
        ("meeting", "speaker", "n_words", "text"),
        _segments,
    ),
    "Tokens": Sheet(
        ".frame()",
        _first_tokens,
        ("segment", "form", "lemma", "pos", "active"),
        _tokens,
        total=lambda tokens: len(tokens.form),
    ),
    "Features": Sheet(".frame()", _first_features, facts=_features, total=len,
                      labels=lambda column: column if column in LABELS else ""),
    # what was said before stays out of a notebook that may be passed on
    "Masked": held("table", "id", "kind", "count", "documents", "pseudonym", "decision", facts=_masked,
                   note="masked_names"),
    "Losses": Sheet(
        ".frame()",
        lambda losses: losses.frame(),
        ("what", "count", "example"),
        lambda losses: {"losses": sum(losses.counts.values())},
        labels=_times,
    ),
    "Echoes": held("shares", "speaker", "meeting", "n_content", "n_masked", "share",
                   facts=lambda echoes: {"masked_words": len(echoes.words)}),
    "Themes": held("sections", "meeting", "number", "theme", "n_words", "anchor", "steadiness", "opening",
                   facts=lambda themes: {"sections": len(themes.sections),
                                         "meetings": n_of("meeting", themes.sections)}),
}  # fmt: skip
