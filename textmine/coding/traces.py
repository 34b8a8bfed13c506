"""What the log tells of a coder over time: codes that drift, and how far suggestions were followed."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.coding.replaying import Codings
from textmine.coding.suggesting.features import CodingFeatures
from textmine.coding.suggesting.labels import Labels
from textmine.coding.suggesting.proposing import Suggestions

Floats = NDArray[np.float64]
LEAST_SEGMENTS: Final = 10
LEAST_MEETINGS: Final = 4
ORDERS: Final = 999
_Z: Final = 1.96


def code_drift(
    labels: Labels, features: CodingFeatures, *, orders: int = ORDERS, seed: int = 0
) -> pd.DataFrame:
    """Return whether each code is given more or less, or to other things, as the meetings go by.

    Parameters
    ----------
    labels, features
        Of the same segments; meetings stand in the order of the corpus.
    orders, seed
        Orders of the meetings drawn at random.

    Returns
    -------
    DataFrame
        One row a code: ``code``, ``n`` (segments), ``n_meetings`` (read ones), ``early`` and ``late`` (share
        of the segments read that have it, first and second half of the meetings), ``p_share`` (two-sided),
        ``moved`` (squared distance of the mean sentence vectors of its early and late segments, those of all
        segments read taken off), ``p_moved``. nan where the code has fewer than ten segments or fewer than
        four meetings were read: it cannot be told.

    Notes
    -----
    The talk changes too: the mean of all that was read in a half is taken from its segments, so that a code
    moves only where what it is given to moves otherwise than the talk. Whole meetings are dealt out anew.
    """
    rows = np.flatnonzero(labels.reviewed)
    meeting = features.segments.rows["meeting"].astype(str).to_numpy()[rows]
    place, names = pd.factorize(meeting)
    own = features.values[:, features.parts["own"]][rows].astype(np.float64)
    generator = np.random.default_rng(seed)
    n_meetings = len(names)
    truth = np.arange(n_meetings) >= (n_meetings + 1) // 2
    drawn = (
        np.array([generator.permutation(truth) for _ in range(orders)]) if n_meetings else np.zeros((0, 0))
    )
    table: list[dict[str, Any]] = []
    for code, given in zip(labels.codes, labels.coded.T, strict=True):
        mine = given[rows]
        told: dict[str, Any] = {"code": code, "n": int(mine.sum()), "n_meetings": n_meetings}
        if n_meetings < LEAST_MEETINGS or mine.sum() < LEAST_SEGMENTS:
            nothing = dict.fromkeys(("early", "late", "p_share", "moved", "p_moved"), np.nan)
            table.append({**told, **nothing})
            continue
        early, late, moved = _halves(truth, place, mine, own)
        again = np.array([_halves(order.astype(bool), place, mine, own) for order in drawn])
        gaps = np.abs(again[:, 1] - again[:, 0])
        table.append(
            {
                **told,
                "early": early,
                "late": late,
                "p_share": _p(abs(late - early), gaps),
                "moved": moved,
                "p_moved": _p(moved, again[:, 2]),
            }
        )
    names_of = ["code", "n", "n_meetings", "early", "late", "p_share", "moved", "p_moved"]
    return pd.DataFrame(table, columns=names_of)


def followed(codings: Codings, suggestions: Suggestions, *, coder: str | None = None) -> pd.DataFrame:
    """Return how far a coder agrees with the machine, having seen its suggestions and not.

    Parameters
    ----------
    codings
        What `replay` gives.
    suggestions
        What `suggest` gives for the same coder: what it would have said of the segments coded without it.
    coder
        Whose codings; None takes all.

    Returns
    -------
    DataFrame
        One row a code, and ``*`` for all: ``code``, ``n_shown`` (suggestions judged), ``accepted``,
        ``changed``, ``refused``, ``share_seen`` (accepted as they were), ``low``, ``high``; ``n_blind``
        (segments coded without a suggestion for which the machine, never having seen their transcript, is as
        sure as it must be to suggest), ``share_blind`` (of those, that have the code it would have suggested)
        with ``low_blind`` and ``high_blind`` (Wilson, 95 %).

    Notes
    -----
    Where the share seen is well above the share blind, suggestions were followed rather than judged: codes
    become what the machine says. Convergence must then be measured on codings made without it.
    """
    table = codings.table if coder is None else codings.table[codings.table["coder"] == coder]
    shown = table[table["origin"].isin(["suggested", "accepted", "changed"]) & (table["status"] != "pending")]
    blind = suggestions.suggester.unseen
    blind = blind[blind["chance"] >= suggestions.suggester.threshold]
    rows = []
    for code in ["*", *dict.fromkeys([*shown["code"], *blind["code"]])]:
        seen = shown if code == "*" else shown[shown["code"] == code]
        alone = blind if code == "*" else blind[blind["code"] == code]
        counts = {
            "accepted": int((seen["origin"] == "accepted").sum()),
            "changed": int((seen["origin"] == "changed").sum()),
            "refused": int((seen["status"] == "refused").sum()),
        }
        n_shown, right = sum(counts.values()), int(alone["right"].astype(bool).sum())
        share, low, high = _wilson(counts["accepted"], n_shown)
        share_blind, low_blind, high_blind = _wilson(right, len(alone))
        rows.append(
            {
                "code": code,
                "n_shown": n_shown,
                **counts,
                "share_seen": share,
                "low": low,
                "high": high,
                "n_blind": len(alone),
                "share_blind": share_blind,
                "low_blind": low_blind,
                "high_blind": high_blind,
            }
        )
    return pd.DataFrame(rows)


def _halves(
    late: NDArray[np.bool_], place: NDArray[np.int64], mine: NDArray[np.bool_], own: Floats
) -> tuple[float, float, float]:
    """Return the share of segments with a code in either half, and how far its segments moved."""
    is_late = late[place]
    shares, means = [], []
    for half in (~is_late, is_late):
        with_code = half & mine
        shares.append(float(mine[half].mean()) if half.any() else 0.0)
        if with_code.any():
            means.append(own[with_code].mean(axis=0) - own[half].mean(axis=0))
    moved = float(((means[0] - means[1]) ** 2).sum()) if len(means) == 2 else np.nan
    return shares[0], shares[1], moved


def _p(value: float, drawn: Floats) -> float:
    known = drawn[np.isfinite(drawn)]
    if not np.isfinite(value) or not len(known):
        return float("nan")
    return (1 + int((known >= value - 1e-12).sum())) / (len(known) + 1)


def _wilson(yes: int, n: int) -> tuple[float, float, float]:
    """Return a share and its 95 % interval (Wilson 1927); nan of nothing.

    Examples
    --------
    >>> [round(x, 2) for x in _wilson(9, 10)]
    [0.9, 0.6, 0.98]
    """
    if not n:
        return float("nan"), float("nan"), float("nan")
    share = yes / n
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * np.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    return share, float(middle - half), float(middle + half)
