"""Topics over the meetings: how much each is spoken of, and whether it rises or falls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from textmine.display import ShownTables
from textmine.errors import TextmineError
from textmine.measure.mean_shares import share_intervals
from textmine.measure.rank_trends import rank_trends
from textmine.recipe import Recipe
from textmine.represent.features import Features

ORDERS: Final = 4_999


@dataclass(frozen=True)
class TopicPaths(ShownTables):
    """Topics over the meetings.

    Attributes
    ----------
    shares
        One row a topic and meeting, in order: ``topic``, ``meeting``, ``order``, ``share``, ``low`` and
        ``high`` (95 %, turns drawn anew; nan below five turns), ``n_blocks``, ``n_groups``.
    trends
        One row a topic, the surest first: ``topic``, ``share`` (mean over meetings), ``rho``, ``p``,
        ``p_adjusted`` (`rank_trends`).
    """

    shares: pd.DataFrame
    trends: pd.DataFrame
    recipe: Recipe = field(default_factory=Recipe)

    def __repr__(self) -> str:
        return f"TopicPaths({len(self.trends)} topics over {self.shares['meeting'].nunique()} meetings)"


def follow_topics(shares: Features, *, seed: int = 0, orders: int = ORDERS) -> TopicPaths:
    """Follow topics over the meetings (interviews are left out).

    Parameters
    ----------
    shares
        Features of kind "shares", one row a block, with ``meeting``, ``order``, ``group``; where
        ``meeting_kind`` is there, rows of meetings only are used, and where ``n_known`` is, rows with known
        words.
    seed, orders
        Of the intervals and of the test.

    Raises
    ------
    TextmineError
        The features are no shares, or there are fewer than two meetings.

    Notes
    -----
    A meeting's share is the mean over its blocks: who speaks more weighs more, and a topic also rises when
    those who always speak of it come.

    Examples
    --------
    >>> rows = pd.DataFrame({"meeting": list("aabb"), "order": [0, 0, 1, 1], "group": range(4)})
    >>> values = np.array([[1.0, 0.0], [1.0, 0.0], [0.5, 0.5], [0.5, 0.5]])
    >>> found = follow_topics(Features(rows, values, ("prix", "four"), "shares"))
    >>> found.shares[["topic", "meeting", "share"]].values.tolist()
    [['prix', 'a', 1.0], ['prix', 'b', 0.5], ['four', 'a', 0.0], ['four', 'b', 0.5]]
    """
    rows = shares.rows
    kept = np.ones(len(rows), dtype=bool)
    if "meeting_kind" in rows:
        kept &= (rows["meeting_kind"] != "interview").to_numpy()
    if "n_known" in rows:
        kept &= (rows["n_known"] > 0).to_numpy()
    met = shares.take(kept)
    if "order" not in rows or met.rows["order"].nunique() < 2:
        raise TextmineError("one_part", column="meeting", found=str(met.rows["meeting"].nunique()))
    table = share_intervals(met, by="meeting", seed=seed).rename(columns={"pilot": "meeting"})
    order = met.rows.drop_duplicates("meeting").set_index("meeting")["order"]
    place = {topic: number for number, topic in enumerate(shares.columns)}
    table = table.assign(order=table["meeting"].map(order), place=table["topic"].map(place))
    table = table.sort_values(["place", "order"], kind="stable").reset_index(drop=True)
    series = [own["share"].to_numpy(dtype=np.float64) for _, own in table.groupby("place", sort=True)]
    trends = rank_trends(series, seed=seed, orders=orders)
    trends.insert(0, "share", [float(own.mean()) for own in series])
    trends.insert(0, "topic", list(shares.columns))
    names = ["topic", "meeting", "order", "share", "low", "high", "n_blocks", "n_groups"]
    recipe = shares.recipe.then("follow_topics", seed=seed, orders=orders)
    return TopicPaths(table[names], trends.sort_values("p", kind="stable").reset_index(drop=True), recipe)
