"""The table behind every chart: tidy, one row a fact, as a researcher would hand it to a colleague."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.corpus.tables import Corpus
from textmine.errors import TextmineError
from textmine.measure.results import Convergence
from textmine.represent.features import Features
from textmine.segment.tables import Segments

SMALL_CELL: Final = 10
LABEL_WORDS: Final = 3


def speaking_table(corpus: Corpus, *, role: str = "pilot", kind: str = "meeting") -> pd.DataFrame:
    """Return the words of each pilot in each meeting, and their share.

    Parameters
    ----------
    corpus
        What was read.
    role
        Speakers of this role; all speakers where nobody has it.
    kind
        Meetings of this kind ("meeting" or "interview"); all where there is none.

    Returns
    -------
    DataFrame
        One row a pilot and meeting where the pilot speaks: ``pilot``, ``meeting``, ``order``, ``date``,
        ``words``, ``share`` (of the words of the meeting, all roles together; 0 to 1).
    """
    words = corpus.turns["text"].map(lambda text: len(str(text).split()))
    said = corpus.turns[["meeting", "speaker", "role"]].assign(words=words)
    meetings = corpus.meetings
    if (meetings["kind"] == kind).any():
        meetings = meetings[meetings["kind"] == kind]
    said = said.merge(meetings[["meeting", "order", "date"]], on="meeting", how="inner")
    said["share"] = said["words"] / said.groupby("meeting")["words"].transform("sum").clip(lower=1)
    if (said["role"] == role).any():
        said = said[said["role"] == role]
    cells = said.groupby(["speaker", "meeting"], sort=False)
    table = cells.agg(order=("order", "first"), date=("date", "first"), words=("words", "sum"),
                      share=("share", "sum"))  # fmt: skip
    table = table[table["words"] > 0].reset_index().rename(columns={"speaker": "pilot"})
    return table.sort_values(["order", "pilot"]).reset_index(drop=True)


def topic_labels(
    shares: Features, words: pd.DataFrame | None = None, n_words: int = LABEL_WORDS
) -> dict[str, str]:
    """Return a label for each topic: its first words, or its own name where no words are given.

    Parameters
    ----------
    shares
        Whose columns are the topics.
    words
        Columns ``topic``, ``rank``, ``word``; ``topic`` is a column of `shares`, or its position from 0.
        Where there is a column ``label`` too, labels are taken from there.
    n_words
        Words in a label.
    """
    found: dict[str, str] = {}
    table = pd.DataFrame(columns=["topic", "rank", "word"]) if words is None else words
    if "label" in table:
        first = table.drop_duplicates("topic")
        places = {place: name for place, name in enumerate(shares.columns)}
        return {str(places.get(topic, topic)): str(label)
                for topic, label in zip(first["topic"], first["label"], strict=True)}  # fmt: skip
    for topic, group in table.sort_values("rank", kind="stable").groupby("topic", sort=True)["word"]:
        name = shares.columns[topic] if isinstance(topic, int | np.integer) else str(topic)
        label = ", ".join(map(str, group.head(n_words)))
        twins = sum(other == label or other.startswith(f"{label} (") for other in found.values())
        found[str(name)] = f"{label} ({twins + 1})" if twins else label
    return {name: found.get(name, name) for name in shares.columns}


def topic_table(shares: Features, *, labels: dict[str, str] | None = None) -> pd.DataFrame:
    """Return the mean share of each topic in what each pilot says.

    Parameters
    ----------
    shares
        Kind "shares", one row a segment (or a pilot and meeting), with a column ``speaker``. Rows of other
        roles are left out where ``role`` names pilots.
    labels
        Label of each topic, by column; its name by default.

    Returns
    -------
    DataFrame
        One row a topic and pilot: ``topic``, ``label``, ``pilot``, ``share`` (0 to 1; sums to 1 over the
        topics of a pilot), ``n_blocks``.

    Raises
    ------
    TextmineError
        The features are not shares.

    Examples
    --------
    >>> rows = pd.DataFrame({"speaker": ["a", "a", "b"]})
    >>> shares = Features(rows, np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]), ("x", "y"), "shares")
    >>> topic_table(shares)["share"].tolist()
    [0.5, 1.0, 0.5, 0.0]
    """
    _must_be(shares, "shares")
    means = _cells(shares, ("speaker",))
    table = pd.DataFrame(means.dense(), columns=list(shares.columns))
    table = table.assign(pilot=means.rows["speaker"].astype(str), n_blocks=means.rows["n_blocks"])
    tidy = table.melt(id_vars=["pilot", "n_blocks"], var_name="topic", value_name="share")
    tidy["label"] = [(labels or {}).get(str(topic), str(topic)) for topic in tidy["topic"]]
    return tidy[["topic", "label", "pilot", "share", "n_blocks"]]


def typical_table(shares: Features, segments: Segments, *, labels: dict[str, str]) -> pd.DataFrame:
    """Return, for each topic, the pilot who speaks of it most and the segment where it weighs most.

    Returns
    -------
    DataFrame
        One row a topic, the most frequent first: ``topic``, ``label``, ``share`` (mean over pilots),
        ``pilot``, ``pilot_share``, ``excerpt``, ``speaker``, ``meeting``, ``turn``, ``excerpt_share``; the
        excerpt is "" and the turn -1 where shares and segments do not have the same rows.
    """
    tidy = topic_table(shares, labels=labels)
    top = tidy.loc[tidy.groupby("topic", sort=False)["share"].idxmax()]
    table = pd.DataFrame({"topic": top["topic"], "label": top["label"], "pilot": top["pilot"]})
    table["share"] = table["topic"].map(tidy.groupby("topic")["share"].mean())
    table["pilot_share"] = top["share"]
    table = table.reset_index(drop=True)
    aligned = len(shares) == len(segments) and len(segments) > 0
    places = _typical_rows(shares, segments) if aligned else {}
    rows = [places.get(str(topic)) for topic in table["topic"]]
    at = {str(name): place for place, name in enumerate(shares.columns)}
    dense = shares.dense() if aligned else np.zeros((0, len(at)))
    table["excerpt"] = ["" if row is None else segments.texts[row] for row in rows]
    for column in ("speaker", "meeting"):
        values = segments.rows[column].astype(str).to_numpy()
        table[column] = ["" if row is None else values[row] for row in rows]
    table["turn"] = [-1 if row is None else int(segments.turn[segments.pointer[row]]) for row in rows]
    table["excerpt_share"] = [
        np.nan if row is None else dense[row, at[str(topic)]]
        for row, topic in zip(rows, table["topic"], strict=True)
    ]
    return table.sort_values("share", ascending=False, kind="stable").reset_index(drop=True)


def heat_table(convergence: Convergence) -> pd.DataFrame:
    """Return the mean distance of each pilot to the others in each meeting, farthest pilot first.

    Returns
    -------
    DataFrame
        ``pilot``, ``meeting``, ``order``, ``date``, ``distance`` (NaN where absent), ``n_blocks``,
        ``is_small`` (fewer than `SMALL_CELL` blocks).
    """
    table = convergence.cells[["pilot", "meeting", "order", "distance", "n_blocks"]].copy()
    table["date"] = table["meeting"].map(distance_table(convergence).set_index("meeting")["date"])
    table["is_small"] = table["n_blocks"] < SMALL_CELL
    mean = table["pilot"].map(table.groupby("pilot")["distance"].mean())
    table = table.assign(mean=mean).sort_values(
        ["mean", "pilot", "order"], ascending=[False, True, True], kind="stable"
    )
    columns = ["pilot", "meeting", "order", "date", "distance", "n_blocks", "is_small"]
    return table[columns].reset_index(drop=True)


def distance_table(convergence: Convergence) -> pd.DataFrame:
    """Return the distance between pilots at each meeting, with interval, trend and null band."""
    table = convergence.frame().sort_values("order", kind="stable").reset_index(drop=True)
    return table if "date" in table else table.assign(date="")


def pair_table(convergence: Convergence) -> pd.DataFrame:
    """Return how far each pair of pilots stands, and whether it came closer; closest pair first.

    Returns
    -------
    DataFrame
        One row a pair: ``a``, ``b``, ``n_meetings`` (both present), ``distance`` (their mean), ``early`` and
        ``late`` (means of the first and second half of the meetings; the middle one of an odd number is in
        neither), ``change`` (late - early; NaN where a half is missing).
    """
    pairs = convergence.pairs.dropna(subset=["distance"])
    orders = sorted(convergence.table["order"])
    half = len(orders) // 2
    first, last = (pairs["order"].isin(some) for some in (orders[:half], orders[len(orders) - half :]))
    halves = pairs.assign(early=pairs["distance"].where(first), late=pairs["distance"].where(last))
    table = halves.groupby(["a", "b"], sort=False, as_index=False).agg(
        n_meetings=("distance", "size"), distance=("distance", "mean"), early=("early", "mean"),
        late=("late", "mean"),
    )  # fmt: skip
    table["change"] = table["late"] - table["early"]
    return table.sort_values("distance", ignore_index=True)


def map_table(vectors: Features) -> pd.DataFrame:
    """Return each pilot's place at each meeting on one plane, fitted once on all cells.

    The plane is that of the first two principal components of the cells' mean vectors, each cell weighted
    by its number of blocks. Signs are fixed: the largest loading of each component is positive.

    Parameters
    ----------
    vectors
        Kind "vectors" (or "shares"), rows with ``speaker``, ``meeting``, ``order``: one a segment, or one a
        cell with ``n``, the segments it rests on.

    Returns
    -------
    DataFrame
        ``pilot``, ``meeting``, ``order``, ``date`` (where known), ``x``, ``y``, ``n_blocks``, ``is_small``.
        ``attrs["explained"]`` holds the shares of variance of x and y.

    Examples
    --------
    >>> rows = pd.DataFrame({"speaker": ["a", "a"], "meeting": ["1", "2"], "order": [0, 1]})
    >>> map_table(Features(rows, np.array([[0.0, 0.0], [2.0, 0.0]]), ("u", "v"), "vectors"))["x"].tolist()
    [-1.0, 1.0]
    """
    if vectors.kind == "counts":
        _must_be(vectors, "vectors")
    by = tuple(name for name in ("speaker", "meeting", "order", "date") if name in vectors.rows)
    cells = _cells(vectors, by)
    counts = cells.rows["n_blocks"].to_numpy(dtype=np.float64)
    places, explained = _plane(cells.dense(), counts)
    table = cells.rows.rename(columns={"speaker": "pilot"})
    table = table.assign(x=places[:, 0], y=places[:, 1], is_small=counts < SMALL_CELL)
    table = table.sort_values(["pilot", "order"], kind="stable").reset_index(drop=True)
    table.attrs["explained"] = explained
    return table


def _plane(
    values: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], list[float]]:
    share = weights / weights.sum()
    centred = values - share @ values
    _, sizes, axes = np.linalg.svd(centred * np.sqrt(share)[:, None], full_matrices=False)
    axes = axes[:2] * np.sign(axes[:2][np.arange(len(axes[:2])), np.abs(axes[:2]).argmax(axis=1)])[:, None]
    places = np.zeros((len(values), 2))
    places[:, : len(axes)] = centred @ axes.T
    total = float((sizes**2).sum()) or 1.0
    explained = [float(size**2 / total) for size in sizes[:2]]
    return np.round(places, 12) + 0.0, [*explained, 0.0, 0.0][:2]


def _cells(features: Features, by: tuple[str, ...]) -> Features:
    """Return the weighted mean of each group of pilots' rows, with ``n_blocks``, the segments behind it."""
    for column, wanted in (("role", "pilot"), ("meeting_kind", "meeting"), ("n_known", None)):
        if column in features.rows and (column != "meeting_kind" or "meeting" in by):
            values = features.rows[column]
            chosen = (values > 0 if wanted is None else values == wanted).to_numpy(dtype=bool)
            features = features.take(chosen) if chosen.any() else features
    missing = [name for name in by if name not in features.rows]
    if missing or "speaker" not in features.rows:
        raise TextmineError("no_such_column", column=(missing or ["speaker"])[0],
                            columns=", ".join(features.rows.columns))  # fmt: skip
    counts = features.rows["n"].to_numpy(dtype=np.float64) if "n" in features.rows else np.ones(len(features))
    grouped = features.rows.groupby(list(by), sort=False, dropna=False)
    group = grouped.ngroup().to_numpy()
    sizes = np.bincount(group, weights=counts, minlength=grouped.ngroups)
    sums = np.zeros((grouped.ngroups, len(features.columns)))
    np.add.at(sums, group, features.dense() * counts[:, None])
    rows = grouped.size().reset_index()[list(by)].assign(n_blocks=sizes.astype(int))
    return Features(rows, sums / sizes[:, None], features.columns, features.kind)


def _typical_rows(shares: Features, segments: Segments) -> dict[str, int]:
    """Return the row of each topic's most typical segment, among the pilots' longer ones."""
    kept = segments.rows["n_words"].to_numpy() >= segments.rows["n_words"].median()
    for column, least in (("role", "pilot"), ("n_known", 1)):
        if column in shares.rows:
            values = shares.rows[column]
            chosen = (values == least if column == "role" else values >= least).to_numpy(dtype=bool)
            kept = kept & chosen if (kept & chosen).any() else kept
    score = np.where(kept[:, None], shares.dense(), -1.0)
    return {str(name): int(row) for name, row in zip(shares.columns, score.argmax(axis=0), strict=True)}


def _must_be(features: Features, kind: str) -> None:
    if features.kind != kind:
        raise TextmineError("wrong_kind", kind=features.kind, wanted=kind)
