"""Suggestions of codes, learnt from one coder's own decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.coding.suggesting.calibrating import (
    LEVEL,
    Calibration,
    FirstChance,
    calibrate,
    calibrate_first,
    code_odds,
    trusted_from,
)
from textmine.coding.suggesting.features import CodingFeatures
from textmine.coding.suggesting.learning import learn_scores
from textmine.display import Shown
from textmine.errors import TextmineError
from textmine.recipe import hash_of_data

Floats = NDArray[np.float64]
LEAST: Final = 5
_SURELY: Final = 1.6449
_FOLDS: Final = 5


@dataclass(frozen=True)
class Suggester(Shown):
    """A model of one coder.

    Attributes
    ----------
    codes
        Those it may suggest.
    not_yet
        One row a code it may not: ``code``, ``n`` (segments with it), ``reason`` ("few": fewer than five, or
        in one transcript only; "chance": no better than chance on transcripts not seen), ``auc``.
    weights
        Shape (d, n_codes).
    calibration, odds, first
        From scores to probabilities: of each code, and of the first suggestion of a segment.
    threshold
        Confidence from which a suggestion is made; inf where none can be trusted.
    level
        Precision that the threshold is to reach on transcripts not seen.
    unseen
        One row a coded segment: ``row``, ``code`` (first suggestion by a model that never saw its group),
        ``chance``, ``right``.
    model, data
        Hashes of what was learnt, and of the codings it was learnt from.
    grouped_by
        "meeting", "speaker" or "stretch": what was left out in turn.
    """

    codes: tuple[str, ...]
    not_yet: pd.DataFrame
    weights: Floats
    calibration: Calibration
    odds: Floats
    first: FirstChance
    threshold: float
    level: float
    unseen: pd.DataFrame
    model: str
    data: str
    grouped_by: str

    def chances(self, features: CodingFeatures, rows: NDArray[np.int64] | None = None) -> Floats:
        """Return the probability of each code for segments, shape (n, n_codes)."""
        values = features.values if rows is None else features.values[rows]
        scores = values @ self.weights.astype(np.float32)
        return self.calibration.chances(scores.astype(np.float64), self.odds)

    def suggest(
        self,
        features: CodingFeatures,
        rows: NDArray[np.int64] | None = None,
        *,
        k: int = 3,
        every: bool = False,
    ) -> pd.DataFrame:
        """Return suggestions for segments, the surest first.

        Parameters
        ----------
        rows
            Places of the segments; None takes all.
        k
            Most suggestions a segment.
        every
            Also those below the threshold, which are ranked but cannot be trusted.

        Returns
        -------
        DataFrame
            ``row``, ``rank`` (from 1), ``code``, ``chance`` (calibrated probability), ``trusted``.
        """
        places = np.arange(len(features)) if rows is None else np.asarray(rows)
        names = ["row", "rank", "code", "chance", "trusted"]
        if not self.codes or not len(places):
            return pd.DataFrame(columns=names)
        chances = self.chances(features, places)
        sure = self.first.of(chances)
        chances = np.minimum(chances, sure[:, None])
        chances[np.arange(len(places)), chances.argmax(axis=1)] = sure
        order = np.argsort(-chances, axis=1, kind="stable")[:, : min(k, len(self.codes))]
        table = pd.DataFrame(
            {
                "row": np.repeat(places, order.shape[1]),
                "rank": np.tile(np.arange(1, order.shape[1] + 1), len(places)),
                "code": np.array(self.codes, dtype=object)[order.ravel()],
                "chance": np.take_along_axis(chances, order, axis=1).ravel(),
            }
        )
        table["trusted"] = table["chance"] >= self.threshold
        table = table if every else table[table["trusted"]]
        return table.sort_values("chance", ascending=False, kind="stable").reset_index(drop=True)

    def __repr__(self) -> str:
        counts = f"{len(self.codes)} codes, {len(self.not_yet)} not learnt yet"
        return f"Suggester({counts}, threshold {self.threshold:.2f})"


def learn_codes(
    features: CodingFeatures,
    coded: NDArray[np.bool_],
    codes: Sequence[str],
    *,
    refused: NDArray[np.bool_] | None = None,
    reviewed: NDArray[np.bool_] | None = None,
    level: float = LEVEL,
) -> Suggester:
    """Learn a coder's codes.

    Parameters
    ----------
    features
        Of all segments.
    coded
        Shape (n, n_codes): segments that the coder gave the code to, accepted suggestions among them; never
        suggestions that nobody has looked at.
    codes
        Names of the columns of `coded`.
    refused
        Shape (n, n_codes): suggestions that the coder refused; they are "no" for that code.
    reviewed
        Shape (n,): segments that the coder has read; those without a code are "no" for every code. None
        takes the segments that have one.
    level
        Precision that suggestions shall have on transcripts not seen, above 0 and below 1.

    Raises
    ------
    TextmineError
        Shapes that do not fit, a level that is no share, or fewer than two coded segments.

    Notes
    -----
    Scores are linear (`learn_scores`); what a model says of a transcript that it has not seen decides which
    codes can be learnt, how scores become probabilities and from where suggestions can be trusted. With one
    or two transcripts coded, speakers are left out in turn instead; with one or two speakers, stretches.
    """
    given = np.asarray(coded, dtype=bool)
    if given.shape != (len(features), len(codes)):
        raise TextmineError("tables_differ", sizes=f"{given.shape}, {(len(features), len(codes))}")
    if not 0 < level < 1:
        raise TextmineError("not_a_share", name="level", value=level)
    no = np.zeros_like(given) if refused is None else np.asarray(refused, dtype=bool) & ~given
    read: NDArray[np.bool_] = np.asarray(given.any(axis=1))
    if reviewed is not None:
        read = read | np.asarray(reviewed, dtype=bool)
    if int(given.any(axis=1).sum()) < 2:
        raise TextmineError("too_few_codings", found=int(given.any(axis=1).sum()))
    rows = np.asarray(np.flatnonzero(read), dtype=np.int64)
    groups, grouped_by = _groups(features, rows)
    enough = _enough(given[rows], groups)
    weights = np.zeros((features.values.shape[1], len(codes)))
    scores = np.zeros((len(rows), len(codes)))
    for columns, extra in _alike(no & ~read[:, None], enough):
        every = np.concatenate([rows, extra])
        where = np.concatenate([groups, _groups_of(features, extra, rows, groups, grouped_by)])
        learnt = learn_scores(features.values[every], given[every][:, columns].astype(np.float64), where)
        weights[:, columns], scores[:, columns] = learnt.weights, learnt.unseen[: len(rows)]
    truth = given[rows].astype(np.float64)
    auc, low = _auc(scores, truth)
    kept = np.flatnonzero(enough & (low > 0.5))
    not_yet = _left_out(codes, truth, enough, auc, low)
    odds = code_odds(truth[:, kept]) if len(kept) else np.zeros(0)
    calibration = calibrate(scores[:, kept], truth[:, kept], odds) if len(kept) else Calibration(0, 1, 0)
    unseen, threshold, first = _first_suggestions(
        scores[:, kept], truth[:, kept], calibration, odds, groups, level
    )
    unseen.insert(0, "row", rows[unseen["place"].to_numpy()] if len(unseen) else np.zeros(0, dtype=np.int64))
    names = tuple(str(codes[int(k)]) for k in kept)
    data = hash_of_data(
        [rows.tolist(), np.flatnonzero(given).tolist(), np.flatnonzero(no).tolist(), list(codes)]
    )
    model = hash_of_data([features.hash, data, level, weights[:, kept].round(9).tolist()[:50]])
    unseen = unseen.assign(code=[names[c] for c in unseen["code"]]).drop(columns="place")
    return Suggester(
        names, not_yet, weights[:, kept], calibration, odds, first, threshold, level, unseen,
        model[:16], data[:16], grouped_by,
    )  # fmt: skip


def _groups(features: CodingFeatures, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], str]:
    """Return what is left out in turn: transcripts, or speakers, or stretches of talk."""
    table = features.segments.rows.iloc[rows]
    for name in ("meeting", "speaker"):
        found = pd.factorize(table[name].astype(str))[0].astype(np.int64)
        if found.max() >= 2:
            return found, name
    return (np.arange(len(rows)) * min(_FOLDS, len(rows)) // len(rows)).astype(np.int64), "stretch"


def _groups_of(
    features: CodingFeatures,
    extra: NDArray[np.int64],
    rows: NDArray[np.int64],
    groups: NDArray[np.int64],
    grouped_by: str,
) -> NDArray[np.int64]:
    """Return the groups of further segments, among those of the coded ones or new."""
    if not len(extra):
        return np.zeros(0, dtype=np.int64)
    if grouped_by == "stretch":
        nearest = np.abs(extra[:, None] - rows[None, :]).argmin(axis=1)
        return np.asarray(groups[nearest], dtype=np.int64)
    labels = features.segments.rows[grouped_by].astype(str).to_numpy()
    known = dict(zip(labels[rows], groups.tolist(), strict=True))
    for label in labels[extra]:
        known.setdefault(label, len(set(known.values())))
    return np.array([known[label] for label in labels[extra]], dtype=np.int64)


def _enough(given: NDArray[np.bool_], groups: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which codes are in five segments and two groups or more, and not everywhere."""
    spread = np.array([len(np.unique(groups[given[:, k]])) for k in range(given.shape[1])], dtype=np.int64)
    counts = given.sum(axis=0)
    return np.asarray((counts >= LEAST) & (spread >= 2) & (counts <= len(given) - LEAST))


def _alike(
    extra: NDArray[np.bool_], enough: NDArray[np.bool_]
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return codes that are learnt from the same segments, with what each such lot has besides."""
    lots: dict[bytes, list[int]] = {}
    for code in np.flatnonzero(enough):
        lots.setdefault(np.flatnonzero(extra[:, code]).tobytes(), []).append(int(code))
    return [(np.array(codes), np.frombuffer(rows, dtype=np.int64)) for rows, codes in lots.items()]


def _auc(scores: Floats, truth: Floats) -> tuple[Floats, Floats]:
    """Return the area under the curve of each code and its one-sided 95 % lower bound (Hanley & McNeil)."""
    from scipy.stats import rankdata

    yes, no = truth.sum(axis=0), len(truth) - truth.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ranks = rankdata(scores, axis=0)
        area = ((ranks * truth).sum(axis=0) - yes * (yes + 1) / 2) / (yes * no)
        q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
        variance = area * (1 - area) + (yes - 1) * (q1 - area**2) + (no - 1) * (q2 - area**2)
        error = np.sqrt(np.maximum(variance, 0.0) / (yes * no))
    return area, np.asarray(np.nan_to_num(area - _SURELY * error, nan=0.0))


def _left_out(
    codes: Sequence[str], truth: Floats, enough: NDArray[np.bool_], auc: Floats, low: Floats
) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for place, code in enumerate(codes):
        if not enough[place] or low[place] <= 0.5:
            reason = "chance" if enough[place] else "few"
            area = float(auc[place]) if enough[place] else np.nan
            rows.append({"code": code, "n": int(truth[:, place].sum()), "reason": reason, "auc": area})
    return pd.DataFrame(rows, columns=["code", "n", "reason", "auc"])


def _first_suggestions(
    scores: Floats,
    truth: Floats,
    calibration: Calibration,
    odds: Floats,
    groups: NDArray[np.int64],
    level: float,
) -> tuple[pd.DataFrame, float, FirstChance]:
    """Return first suggestions as if their groups were new, the threshold, their calibration."""
    if not scores.shape[1]:
        nothing = pd.DataFrame({"place": [], "code": [], "chance": [], "right": []})
        return nothing, np.inf, FirstChance(0.0, 0.0, 0.0)
    chances = calibration.chances(scores, odds)
    code = chances.argmax(axis=1)
    places = np.arange(len(scores))
    right = truth[places, code] > 0.5
    first = calibrate_first(chances, right)
    sure = first.of(chances)
    table = pd.DataFrame({"place": places, "code": code, "chance": sure, "right": right})
    return table, trusted_from(sure, right, groups, level=level), first
