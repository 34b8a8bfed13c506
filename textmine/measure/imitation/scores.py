"""Legitimacy of pilots: declared scores, scores drawn from other talk, and whether any score would do."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from textmine.errors import TextmineError
from textmine.measure.cells import Floats, Ints, index_of
from textmine.measure.chance import Orders
from textmine.measure.imitation.leadership import Influences
from textmine.segment.mentions import mention_network
from textmine.segment.tables import Segments

LARGEST_EXACT_LABELS = 8


class LabelTest(NamedTuple):
    """Permutation of the scores among pilots: one-sided p-values, and the number of labellings tried."""

    p_more: float
    p_less: float
    n_labellings: int
    is_exact: bool


def scores_of(
    rows: pd.DataFrame, legitimacy: str | Mapping[str, float] | None, *, label: str, pilots: tuple[str, ...]
) -> Floats:
    """Return the legitimacy of each pilot, shape (N,), NaN where unknown.

    Parameters
    ----------
    legitimacy
        A column of `rows` that is constant for each pilot, or a mapping of pilot to score; None: unknown.
    label
        The column that holds the pilots' names.

    Raises
    ------
    TextmineError
        No such column, no number, several values for one pilot, or fewer than two different scores.
    """
    if legitimacy is None:
        return np.full(len(pilots), np.nan)
    if isinstance(legitimacy, str):
        legitimacy = _of_column(rows, legitimacy, label)
    scores = np.array([float(legitimacy.get(pilot, np.nan)) for pilot in pilots], dtype=np.float64)
    if len(set(scores[np.isfinite(scores)].tolist())) < 2:
        known = ", ".join(f"{p} {s:g}" for p, s in zip(pilots, scores, strict=True) if np.isfinite(s))
        raise TextmineError("one_legitimacy", found=known or "0", pilots=", ".join(pilots))
    return scores


def _of_column(rows: pd.DataFrame, column: str, label: str) -> dict[str, float]:
    if column not in rows:
        raise TextmineError("no_such_column", column=column, columns=", ".join(map(str, rows.columns)))
    known = rows.loc[rows[column].notna() & (rows[column] != ""), [label, column]].drop_duplicates()
    numbers = pd.to_numeric(known[column], errors="coerce")
    if numbers.isna().any():
        wrong = known.loc[numbers.isna(), column].iloc[0]
        raise TextmineError("score_not_a_number", column=column, found=wrong)
    found: dict[str, float] = {}
    for pilot, score in zip(known[label].astype(str), numbers.astype(float), strict=True):
        if found.setdefault(pilot, score) != score:
            raise TextmineError("score_varies", column=column, pilot=pilot)
    return found


def label_test(influences: Influences, scores: Floats, *, seed: int, n_permutations: int) -> LabelTest:
    """Test whether the scores fit the influences better than the same scores given to other pilots.

    Parameters
    ----------
    scores
        Shape (N,): legitimacy, NaN where unknown; such pilots keep out.

    Returns
    -------
    LabelTest
        All N! labellings for N <= 8 pilots with a score, else `n_permutations` drawn.

    Notes
    -----
    The statistic is ``sum A_ij (l_j - l_i) / sum n_ij (l_j - l_i)^2`` over pairs, A the sum and n the number
    of pairs of meetings. The order of meetings stays: this asks whether legitimacy, rather than any other
    trait of these pilots, goes with influence. One leader among few pilots can hardly tell.
    """
    known = np.flatnonzero(np.isfinite(scores))
    values = scores[known]
    total = influences.total[np.ix_(known, known)]
    count = influences.n_pairs[np.ix_(known, known)]
    drawn = _labellings(len(known), seed=seed, n_permutations=n_permutations)
    labels = np.vstack([values, values[drawn.orders]])
    # A is antisymmetric: sum over i < j of A_ij (l_j - l_i) = sum over j of l_j (column sum of A)
    along = labels @ total.sum(axis=0)
    spread = labels**2 @ count.sum(axis=0) - np.einsum("bi,ij,bj->b", labels, count, labels, optimize=True)
    slope = np.where(spread > 0, along / np.where(spread > 0, spread, 1.0), np.nan)
    finite = slope[1:][np.isfinite(slope[1:])]
    if not np.isfinite(slope[0]):
        return LabelTest(float("nan"), float("nan"), 0, drawn.is_exact)
    p_less, p_more = drawn.p_values(finite, float(slope[0]))
    return LabelTest(p_more, p_less, len(drawn.orders), drawn.is_exact)


def _labellings(n: int, *, seed: int, n_permutations: int) -> Orders:
    if n <= LARGEST_EXACT_LABELS:
        return Orders(np.array(list(itertools.permutations(range(n))), dtype=np.int64), True)
    generator = np.random.default_rng(seed)
    tiled: Ints = np.tile(np.arange(n, dtype=np.int64), (n_permutations, 1))
    return Orders(generator.permuted(tiled, axis=1), False)


def tenure(rows: pd.DataFrame, *, between: str = "pilot", over: str = "meeting") -> dict[str, float]:
    """Return the number of meetings since each pilot first spoke, the first one included.

    Parameters
    ----------
    rows
        Labels of features or segments.

    Returns
    -------
    dict
        Pilot to number of meetings: an attendance score for ``imitate(legitimacy=)``, not drawn from what is
        said.

    Examples
    --------
    >>> rows = pd.DataFrame({"speaker": ["a", "b", "a", "b", "c"], "meeting": [1, 1, 2, 2, 2]})
    >>> tenure(rows, between="speaker")
    {'a': 2.0, 'b': 2.0, 'c': 1.0}
    """
    index = index_of(rows, between=between, over=over)
    n_meetings = len(index.meetings)
    first = pd.Series(index.meeting).groupby(index.pilot).min()
    return {pilot: float(n_meetings - first[code]) for code, pilot in enumerate(index.pilots)}


def nominations(mentions: pd.DataFrame, segments: Segments, *, measured: Collection[str]) -> pd.DataFrame:
    r"""Count by how many others, and how often, each speaker is named: a score of legitimacy from talk.

    Parameters
    ----------
    mentions
        From `textmine.find_mentions`, of interviews or earlier meetings only.
    segments
        Where the mentions were looked for; what interviewer and facilitator say, and all that is said in
        measured meetings, does not count.
    measured
        The meetings in which imitation is measured: ``features.rows["meeting"].unique()``, or fewer.

    Returns
    -------
    DataFrame
        One row a speaker: ``speaker``, ``n_others`` (others who talk in these segments), ``n_namers`` (those
        who name him), ``share`` (of the two, NaN if nobody else talks), ``n_mentions``, ``rate`` (mentions by
        others a thousand words of theirs).

    Raises
    ------
    TextmineError
        A mention comes from one of the measured meetings: who talks much is named much and moves the
        measure, so that the score would explain itself.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import textmine as tm
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "avant.txt"
    ...     _ = path.write_text("Ana Rey : Comme chez Bob Lys.\n\nBob Lys : Oui, oui.", encoding="utf-8")
    ...     segments = tm.split(tm.read(path), into="turns")
    >>> table = nominations(tm.find_mentions(segments), segments, measured=["later"])
    >>> dict(zip(table["speaker"], table["n_namers"]))
    {'Ana Rey': 0, 'Bob Lys': 1}
    """
    meetings = set(map(str, measured))
    shared = sorted(set(mentions["meeting"].astype(str)) & meetings)
    if shared:
        raise TextmineError("circular_legitimacy", n=len(shared), meetings=", ".join(shared[:3]))
    elsewhere = ~segments.rows["meeting"].astype(str).isin(meetings).to_numpy()
    is_host = segments.rows["role"].isin(["interviewer", "facilitator"]).to_numpy()
    hosts = set(segments.rows.loc[is_host, "speaker"].astype(str))
    elsewhere &= ~is_host
    words = segments.rows.loc[elsewhere].groupby("speaker")["n_words"].sum()
    network = mention_network(mentions).astype("Float64").fillna(0.0).astype(float)
    speakers = sorted((set(map(str, words.index)) | set(network.columns)) - hosts)
    counts = network.reindex(index=list(map(str, words.index)), columns=speakers, fill_value=0.0)
    records = []
    for speaker in speakers:
        others = counts.index != speaker
        named = counts.loc[others, speaker]
        n_others, talk = int(others.sum()), float(words[others].sum())
        records.append(
            {
                "speaker": speaker,
                "n_others": n_others,
                "n_namers": int((named > 0).sum()),
                "share": float((named > 0).mean()) if n_others else np.nan,
                "n_mentions": int(named.sum()),
                "rate": 1_000.0 * float(named.sum()) / talk if talk else np.nan,
            }
        )
    return pd.DataFrame(records)
