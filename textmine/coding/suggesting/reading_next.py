"""What to read next: where the model is unsure, what is unlike all that was read, what a rare code needs."""

from __future__ import annotations

from typing import Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.coding.suggesting.features import CodingFeatures
from textmine.coding.suggesting.labels import Labels
from textmine.coding.suggesting.suggester import Suggester
from textmine.errors import TextmineError
from textmine.segment.tables import Segments

How = Literal["order", "uncertain", "new", "rare"]
RARE: Final = 15


def read_next(
    features: CodingFeatures | Segments,
    labels: Labels,
    suggester: Suggester | None = None,
    *,
    how: How = "order",
    n: int = 20,
    leave_out: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Return segments that were not read, in the order that serves a purpose.

    Parameters
    ----------
    features
        Of all segments; for "order" the segments alone do.
    how
        "order": as they were said; "uncertain": those whose first and second code are nearest; "new": those
        least like any coded segment; "rare": those where a code with fewer than 15 segments is likeliest, or
        the rarest of the codes that are learnt.
    suggester
        Needed for "uncertain" and "rare".
    leave_out
        Meetings of which nothing is told: those where suggestions are switched off, if the order comes from
        the model ("uncertain", "rare").

    Returns
    -------
    DataFrame
        ``row``, ``score`` (what they are ordered by, higher first), ``code`` (for "rare", else ""),
        ``meeting``, ``speaker``, ``text``.

    Raises
    ------
    TextmineError
        An unknown order, or one that needs a model where there is none.
    """
    needs_model = how in ("uncertain", "rare") and (suggester is None or not suggester.codes)
    no_features = how != "order" and isinstance(features, Segments)
    if how not in get_args(How) or needs_model or no_features:
        raise TextmineError("next_order", how=how, known=", ".join(get_args(How)))
    segments = features if isinstance(features, Segments) else features.segments
    closed = labels.reviewed | segments.rows["meeting"].astype(str).isin(leave_out).to_numpy()
    rows = np.asarray(np.flatnonzero(~closed), dtype=np.int64)
    code = np.full(len(rows), "", dtype=object)
    if how == "order" or not len(rows) or isinstance(features, Segments):
        score = _as_said(segments, rows)
    elif how == "new":
        score = -_closest(features, labels, rows)
    else:
        score, code = _by_model(suggester, features, labels, rows, how)  # type: ignore[arg-type]
    best = np.argsort(-score, kind="stable")[:n]
    told = segments.rows.iloc[rows[best]]
    return pd.DataFrame(
        {
            "row": rows[best],
            "score": score[best],
            "code": code[best],
            "meeting": told["meeting"].to_numpy(),
            "speaker": told["speaker"].to_numpy(),
            "text": told["text"].to_numpy(),
        }
    )


def _as_said(segments: Segments, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return a score that falls as segments begin later; blocks stand speaker by speaker otherwise."""
    first = segments.pointer[rows]
    score = np.empty(len(rows))
    score[np.lexsort((segments.start[first], segments.turn[first]))] = -np.arange(len(rows), dtype=np.float64)
    return score


def _closest(features: CodingFeatures, labels: Labels, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the cosine of each segment with the coded one that is most like it, 0 where none is coded."""
    own = features.values[:, features.parts["own"]]
    coded = own[labels.coded.any(axis=1)]
    return np.asarray(
        (own[rows] @ coded.T).max(axis=1) if len(coded) else np.zeros(len(rows)), dtype=np.float64
    )


def _by_model(
    suggester: Suggester, features: CodingFeatures, labels: Labels, rows: NDArray[np.int64], how: How
) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    chances = suggester.chances(features, rows)
    names = np.array(suggester.codes, dtype=object)
    if how == "rare":
        counts = labels.coded.sum(axis=0)
        own = np.array([counts[labels.codes.index(code)] for code in suggester.codes])
        chances = np.where(own < max(RARE, int(own.min()) + 1), chances, -1.0)
        return chances.max(axis=1), names[chances.argmax(axis=1)]
    two = -np.sort(-np.hstack([chances, np.zeros((len(rows), 1))]), axis=1)[:, :2]
    return two[:, 1] - two[:, 0], np.full(len(rows), "", dtype=object)
