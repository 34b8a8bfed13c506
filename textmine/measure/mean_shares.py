"""How much each pilot speaks of each topic, with intervals."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse

from textmine.errors import TextmineError
from textmine.represent.features import Features

DRAWS: Final = 2_000
_LEAST_GROUPS: Final = 5


def share_intervals(
    shares: Features, *, by: str = "speaker", level: float = 0.95, draws: int = DRAWS, seed: int = 0
) -> pd.DataFrame:
    """Return the mean share of each topic in each pilot's talk, with a bootstrap interval.

    Parameters
    ----------
    shares
        Features of kind "shares", one row a block, with ``group``: the turn it comes from.
    by
        Column of ``shares.rows``: whose talk is one.
    level
        Of the intervals, above 0 and below 1.
    draws
        Of the bootstrap.

    Returns
    -------
    DataFrame
        ``pilot``, ``topic``, ``share``, ``low``, ``high`` (nan below five turns: too few to tell),
        ``n_blocks``, ``n_groups``.

    Raises
    ------
    TextmineError
        The features are no shares, there is no such column, or `level` is no share.

    Notes
    -----
    Whole turns are drawn with replacement (cluster bootstrap, Davison & Hinkley 1997, §3.8), since blocks of
    one turn say the same thing; the mean is over blocks, so that a long turn weighs more.

    Examples
    --------
    >>> rows = pd.DataFrame({"speaker": ["Ana"] * 6, "group": range(6)})
    >>> values = np.array([[1.0, 0.0]] * 3 + [[0.0, 1.0]] * 3)
    >>> share_intervals(Features(rows, values, ("prix", "four"), "shares"))["share"].tolist()
    [0.5, 0.5]
    """
    if shares.kind != "shares":
        raise TextmineError("wrong_kind", wanted="shares", kind=shares.kind)
    if not 0 < level < 1:
        raise TextmineError("not_a_share", name="level", value=level)
    for column in (by, "group"):
        if column not in shares.rows:
            raise TextmineError("no_such_column", column=column, columns=", ".join(shares.rows.columns))
    values, rows = shares.dense(), []
    for number, (pilot, index) in enumerate(shares.rows.groupby(by, sort=False).indices.items()):
        group, names = pd.factorize(shares.rows["group"].to_numpy()[index])
        picker = sparse.csr_array(
            (np.ones(len(index)), (group, np.arange(len(index)))), shape=(len(names), len(index))
        )
        sums = np.asarray(picker @ values[index], dtype=np.float64)
        sizes = np.bincount(group).astype(np.float64)
        low = high = np.full(values.shape[1], np.nan)
        if len(names) >= _LEAST_GROUPS:
            chance = np.random.default_rng([seed, number])
            times = chance.multinomial(len(names), np.full(len(names), 1 / len(names)), size=draws)
            means = (times @ sums) / (times @ sizes)[:, None]
            low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2], axis=0)
        mean = values[index].mean(axis=0)
        rows += [
            (pilot, topic, float(mean[k]), float(low[k]), float(high[k]), len(index), len(names))
            for k, topic in enumerate(shares.columns)
        ]
    return pd.DataFrame(rows, columns=["pilot", "topic", "share", "low", "high", "n_blocks", "n_groups"])
