"""Passages that show a pilot: the most typical, those most apart, those most like another pilot's talk."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.errors import TextmineError
from textmine.measure.portraits.centroids import pilot_centroids
from textmine.represent.features import Features
from textmine.segment.tables import Segments

LEAST_WORDS: Final = 25


def telling_passages(vectors: Features, segments: Segments, *, n: int = 3) -> pd.DataFrame:
    """Return passages of each pilot, nearest to and most distant from mean vectors.

    Parameters
    ----------
    vectors, segments
        Of the same blocks, in the same order.
    n
        Passages of each kind; blocks of fewer than 25 words are not shown.

    Returns
    -------
    DataFrame
        ``pilot``, ``kind`` ("typical": nearest to the pilot's own mean; "apart": furthest from it; "like":
        nearest to another pilot's mean rather than to the own, by the difference of the two cosines, above 0
        only), ``other`` (the pilot it is like; "" else), ``closeness`` (cosine; for "like" the difference),
        ``meeting``, ``turn``, ``text``. The own mean never holds the passage's own turn.

    Raises
    ------
    TextmineError
        The two differ in length, or the features are no vectors.
    """
    if len(vectors) != len(segments):
        raise TextmineError("tables_differ", sizes=f"{len(vectors)}, {len(segments)}")
    centroids = pilot_centroids(vectors)
    names = centroids.rows["speaker"].astype(str).to_numpy()
    speaker = pd.Series(vectors.rows["speaker"].astype(str)).map({name: i for i, name in enumerate(names)})
    shown = (segments.rows["n_words"] >= LEAST_WORDS).to_numpy() & speaker.notna().to_numpy()
    if "n_known" in vectors.rows:
        shown &= (vectors.rows["n_known"] > 0).to_numpy()
    code = speaker.fillna(-1).to_numpy(dtype=np.int64)
    values = vectors.dense()
    means = _unit(centroids.dense())
    own = _own_closeness(values, code, vectors.rows["group"].to_numpy(), len(names))
    gain = np.full(len(values), -np.inf)
    rows: list[pd.DataFrame] = []
    for place, name in enumerate(names):
        mine = np.flatnonzero(shown & (code == place) & np.isfinite(own))
        rows.append(_told(segments, mine[np.argsort(-own[mine], kind="stable")][:n], own, name, "typical"))
        rows.append(_told(segments, mine[np.argsort(own[mine], kind="stable")][:n], own, name, "apart"))
        others = np.delete(np.arange(len(names)), place)
        if not len(others) or not len(mine):
            continue
        close = values[mine] @ means[others].T
        nearest = others[close.argmax(axis=1)]
        gain[mine] = close.max(axis=1) - own[mine]
        like = mine[np.argsort(-gain[mine], kind="stable")][:n]
        like = like[gain[like] > 0]
        which = dict(zip(mine.tolist(), names[nearest].tolist(), strict=True))
        table = _told(segments, like, gain, name, "like")
        rows.append(table.assign(other=[which[int(block)] for block in like]))
    return pd.concat(rows, ignore_index=True)


def _own_closeness(
    values: NDArray[np.float64], code: NDArray[np.int64], group: NDArray[np.int64], n_pilots: int
) -> NDArray[np.float64]:
    """Return the cosine of each block with the mean of its speaker's other turns; nan where none are."""
    sums = np.zeros((n_pilots, values.shape[1]))
    np.add.at(sums, code[code >= 0], values[code >= 0])
    turn = pd.Series(code).groupby([code, group], sort=False).ngroup().to_numpy()
    mine = np.zeros((int(turn.max()) + 1, values.shape[1]))
    np.add.at(mine, turn, values)
    rest = sums[np.maximum(code, 0)] - mine[turn]
    length = np.linalg.norm(rest, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (values * rest).sum(axis=1) / length
    return np.where((length > 1e-9) & (code >= 0), found, np.nan)


def _told(
    segments: Segments, blocks: NDArray[np.int64], score: NDArray[np.float64], pilot: str, kind: str
) -> pd.DataFrame:
    rows = segments.rows.iloc[blocks]
    return pd.DataFrame(
        {
            "pilot": pilot,
            "kind": kind,
            "other": "",
            "closeness": score[blocks],
            "meeting": rows["meeting"].to_numpy(),
            "turn": rows["group"].to_numpy(),
            "text": rows["text"].to_numpy(),
        }
    )


def _unit(values: NDArray[np.float64]) -> NDArray[np.float64]:
    length = np.linalg.norm(values, axis=1, keepdims=True)
    return values / np.where(length > 0, length, 1.0)
