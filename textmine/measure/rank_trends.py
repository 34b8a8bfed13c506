"""Whether a value rises or falls over the meetings: rank correlation, against meetings in random order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.measure.textometry.lafon import adjusted

Floats = NDArray[np.float64]
LEAST_MEETINGS: Final = 4
_TIE: Final = 1e-12


def rank_trends(values: Sequence[Floats], *, seed: int = 0, orders: int = 9_999) -> pd.DataFrame:
    """Return the trend of several series over the same meetings.

    Parameters
    ----------
    values
        One array a series, in the order of the meetings.
    seed, orders
        Orders of the meetings drawn at random, the same for all series.

    Returns
    -------
    DataFrame
        ``rho`` (Spearman's rank correlation with the order), ``p`` (two-sided, with the order observed among
        those drawn; nan with fewer than four meetings or a series without differences), ``p_adjusted``
        (Benjamini-Hochberg over the series).

    Examples
    --------
    >>> table = rank_trends([np.arange(8.0), np.zeros(8)])
    >>> table["rho"].tolist(), bool(table["p"].iloc[0] < 0.001)
    ([1.0, nan], True)
    """
    from scipy.stats import rankdata

    generator = np.random.default_rng(seed)
    rows = []
    for series in values:
        ranks = rankdata(series)
        centred = ranks - ranks.mean()
        place = np.arange(len(ranks)) - (len(ranks) - 1) / 2
        scale = float(np.sqrt((centred**2).sum()) * np.sqrt((place**2).sum()))
        rho = float(centred @ place / scale) if scale > 0 else np.nan
        p = np.nan
        if len(ranks) >= LEAST_MEETINGS and np.isfinite(rho):
            drawn = generator.permuted(np.tile(place, (orders, 1)), axis=1) @ centred / scale
            p = (1 + int((np.abs(drawn) >= abs(rho) - _TIE).sum())) / (orders + 1)
        rows.append((rho, p))
    table = pd.DataFrame(rows, columns=["rho", "p"], dtype=np.float64)
    known = table["p"].notna().to_numpy()
    told = np.full(len(table), np.nan)
    if known.any():
        told[known] = adjusted(table.loc[known, "p"].to_numpy(dtype=np.float64))
    return table.assign(p_adjusted=told)
