"""The tasks that judge vectors: locate, themes, speakers, subjects, words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

Values = Any  # what products of arrays and sparse arrays give
Rows = NDArray[np.float64] | sparse.csr_array
Floats = NDArray[np.float64]

_NEIGHBOURS: Final = 10
_SPLITS: Final = 20
_N_THEMES: Final = 11


@dataclass(frozen=True)
class Outcome:
    """Scores of one metric of a task.

    Attributes
    ----------
    scores
        Shape (n,): score of each question, 0 to 1; their mean is the metric.
    document
        Shape (n,): document each question comes from, what a bootstrap draws.
    """

    task: str
    metric: str
    scores: Floats
    document: NDArray[Any]

    @property
    def value(self) -> float:
        """Mean score."""
        return float(self.scores.mean())

    def interval(self, *, seed: int = 0, draws: int = 1000) -> tuple[float, float]:
        """Return the 95 % interval of the mean, nan for one document; documents are drawn anew."""
        names = np.unique(self.document, return_inverse=True)[1]
        sums, counts = np.bincount(names, weights=self.scores), np.bincount(names)
        if len(sums) < 2:
            return float("nan"), float("nan")
        drawn = np.random.default_rng(seed).integers(len(sums), size=(draws, len(sums)))
        means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
        low, high = np.quantile(means, [0.025, 0.975])
        return float(low), float(high)


def locate(rows: Rows, labels: pd.DataFrame) -> list[Outcome]:
    """Find the part a segment was taken from, among the parts of its debate and among all parts.

    Mean reciprocal rank of the segment's part, each part the sum of its segments, itself left out; parts as
    near share their ranks.

    Parameters
    ----------
    rows
        Shape (n, d), rows of length 1 or 0.
    labels
        See `Board`.
    """
    part, names = pd.factorize(labels["part"])
    cosines = _with_sums(rows, part, len(names))
    document = labels["document"].to_numpy()
    home = pd.factorize(document)[0]
    part_home = np.zeros(len(names), dtype=np.int64)
    part_home[part] = home
    own = cosines[np.arange(len(part)), part]
    asked = np.bincount(part)[part] >= 3
    found = []
    for metric, rivals in (
        ("MRR within the debate", home[:, None] == part_home[None, :]),
        ("MRR among all parts", np.ones((len(part), len(names)), dtype=np.bool_)),
    ):
        better = ((cosines > own[:, None]) & rivals).sum(axis=1)
        equal = ((cosines == own[:, None]) & rivals).sum(axis=1) - 1
        scores = np.where(_empty(rows), 0.0, 1.0 / (1.0 + better + equal / 2))
        found.append(Outcome("locate", metric, scores[asked], document[asked]))
    return found


def themes(rows: Rows, labels: pd.DataFrame, *, seed: int = 0) -> list[Outcome]:
    """Group segments by theme: nearest 10 of other debates with the same theme, and k-means against themes.

    The second metric is the adjusted mutual information of 11 clusters (mean of 5 runs), one number for all.
    """
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_mutual_info_score

    kept = np.flatnonzero((labels["theme"] != "").to_numpy())
    chosen, theme = rows[kept], labels["theme"].to_numpy()[kept]
    document = labels["document"].to_numpy()[kept]
    scores = _precision(chosen, theme, document)
    if isinstance(chosen, sparse.csr_array):  # scikit-learn wants narrow indices
        parts = (chosen.data, chosen.indices.astype(np.int32), chosen.indptr.astype(np.int32))
        chosen = sparse.csr_array(parts, shape=chosen.shape)
    amount = []
    for run in range(5):
        clusters = KMeans(_N_THEMES, n_init=1, random_state=seed + run).fit_predict(chosen)
        amount.append(adjusted_mutual_info_score(theme, clusters))
    return [
        Outcome("themes", "P@10 in other debates", scores, document),
        Outcome("themes", "k-means AMI", np.array([np.mean(amount)]), np.array(["all"])),
    ]


def speakers(rows: Rows, labels: pd.DataFrame, *, seed: int = 0) -> list[Outcome]:
    """Tell a speaker from each opponent, by what both say in other parts of the debate.

    By one block: it is nearer its speaker's talk of the other parts than the opponent's talk of the other
    parts. By half: the parts of a debate are drawn in two halves, 20 times; the sum of a speaker's blocks in
    one half is nearer his other half than the opponent's other half.
    """
    blocks: list[tuple[float, str]] = []
    halves: list[tuple[float, str]] = []
    chance = np.random.default_rng(seed)
    for name, group in labels[labels["main"]].groupby("document"):
        parts, part = np.unique(group["part"], return_inverse=True)
        who, voice = np.unique(group["speaker"], return_inverse=True)
        if len(who) < 2 or len(parts) < 2:
            continue
        cell = part * len(who) + voice
        sums = _sums(rows[group.index.to_numpy()], cell, len(parts) * len(who))
        sums = sums.reshape(len(parts), len(who), -1)
        blocks += [(s, str(name)) for s in _by_block(_dense(rows[group.index.to_numpy()]), sums, part, voice)]
        halves += [(s, str(name)) for s in _by_half(sums, chance)]
    found = []
    for metric, pairs in (("by one block", blocks), ("by half", halves)):
        scores = np.array([score for score, _ in pairs])
        document = np.array([name for _, name in pairs])
        if len(pairs):
            found.append(Outcome("speakers", metric, scores, document))
    return found


def subjects(rows: Rows, labels: pd.DataFrame) -> list[Outcome]:
    """Separate the subjects of sittings, by segments of other speakers.

    AUC: within a sitting, the segments on the same subject come before those on other subjects. P@10:
    nearest 10 in other sittings with the same subject, for subjects in two sittings or more. The chair and
    procedure are left out, and so is each segment's own speaker: same turn and same style do not help.
    """
    kept = np.flatnonzero(((labels["theme"] != "") & labels["main"]).to_numpy())
    labels, chosen = labels.iloc[kept], rows[kept]
    theme, document = labels["theme"].to_numpy(), labels["document"].to_numpy()
    speaker = labels["speaker"].to_numpy()
    scores = np.full(len(kept), np.nan)
    for name in np.unique(document):
        inside = np.flatnonzero(document == name)
        cosines = _dense(chosen[inside] @ chosen[inside].T)
        for index, row in zip(inside, cosines, strict=True):
            rivals = speaker[inside] != speaker[index]
            same = theme[inside] == theme[index]
            scores[index] = _auc(row[rivals & same], row[rivals & ~same])
    asked = ~np.isnan(scores)
    shared = labels.groupby("theme")["document"].transform("nunique").to_numpy() > 1
    found = [Outcome("subjects", "AUC within the sitting", scores[asked], document[asked])]
    if shared.any():
        nearest = _precision(chosen[shared], theme[shared], document[shared], speaker[shared])
        found.append(Outcome("subjects", "P@10 in other sittings", nearest, document[shared]))
    return found


def words(
    encode: Callable[[list[str]], Rows], rows: Rows, labels: pd.DataFrame, queries: list[tuple[int, str]]
) -> list[Outcome]:
    """Find the segment that a few of its rare words come from, among all: mean reciprocal rank.

    Parameters
    ----------
    encode
        Gives the rows of texts, by the same method as `rows`.
    queries
        Number of a segment, and the words asked for: see `rare_words`.
    """
    where = np.array([index for index, _ in queries])
    asked = encode([text for _, text in queries])
    cosines = _dense(asked @ rows.T)
    own = cosines[np.arange(len(where)), where]
    rank = 1 + (cosines > own[:, None]).sum(axis=1) + ((cosines == own[:, None]).sum(axis=1) - 1) / 2
    scores = np.where(_empty(asked), 0.0, 1.0 / rank)
    return [Outcome("words", "MRR", scores, labels["document"].to_numpy()[where])]


def rare_words(
    texts: list[str], *, n_queries: int = 500, n_words: int = 3, seed: int = 0
) -> list[tuple[int, str]]:
    """Draw segments, and the rarest words of each that occur in two segments or more.

    Examples
    --------
    >>> sorted(rare_words(["le four fond", "le four cuit", "le pain"], n_words=1))
    [(0, 'four'), (1, 'four'), (2, 'le')]
    """
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(min_df=2)
    present = sparse.csr_array(counter.fit_transform(texts)).astype(np.bool_)
    in_segments = np.asarray(present.sum(axis=0)).ravel()
    names = counter.get_feature_names_out()
    found: list[tuple[int, str]] = []
    for index in np.random.default_rng(seed).permutation(len(texts)):
        held = present.indices[present.indptr[index] : present.indptr[index + 1]]
        rare = held[np.lexsort((held, in_segments[held]))][:n_words]
        if len(rare) == n_words and len(found) < n_queries:
            found.append((int(index), " ".join(names[rare])))
    return found


def _precision(rows: Rows, label: NDArray[Any], *apart: NDArray[Any]) -> Floats:
    """Share of the nearest 10 with the same label, among rows that differ in each of `apart`."""
    cosines = _dense(rows @ rows.T)
    for names in apart:
        cosines[names[:, None] == names[None, :]] = -np.inf
    n_nearest = min(_NEIGHBOURS, len(cosines))
    nearest = np.argpartition(-cosines, n_nearest - 1, axis=1)[:, :n_nearest]
    scores = np.asarray((label[nearest] == label[:, None]).mean(axis=1), dtype=np.float64)
    scores[_empty(rows)] = 0.0
    return scores


def _with_sums(rows: Rows, part: NDArray[np.int64], n_parts: int) -> Floats:
    """Cosines of rows with the sums of parts, shape (n, n_parts), each row left out of its own part."""
    sums = _sums(rows, part, n_parts)
    dots = np.asarray(rows @ sums.T, dtype=np.float64)
    square: Floats = (sums**2).sum(axis=1)
    cosines: Floats = dots / np.maximum(np.sqrt(square), 1e-12)
    own = dots[np.arange(len(part)), part]
    length = np.where(_empty(rows), 0.0, 1.0)
    rest = np.sqrt(np.maximum(square[part] - 2 * own + length, 1e-12))
    cosines[np.arange(len(part)), part] = (own - length) / rest
    return cosines


def _sums(rows: Rows, cell: NDArray[np.int64], n_cells: int) -> Floats:
    member = sparse.csr_array((np.ones(len(cell)), (cell, np.arange(len(cell)))), shape=(n_cells, len(cell)))
    return _dense(member @ rows)


def _by_block(rows: Floats, sums: Floats, part: NDArray[np.int64], voice: NDArray[np.int64]) -> list[float]:
    elsewhere = sums.sum(axis=0, keepdims=True) - sums
    length = np.linalg.norm(elsewhere, axis=2, keepdims=True)
    towards = elsewhere / np.maximum(length, 1e-12)
    found = []
    for row, here, own in zip(rows, part, voice, strict=True):
        if not (length[here] > 0).all():
            continue
        cosines = towards[here] @ row
        rivals = np.delete(cosines, own)
        found.append(float(((cosines[own] > rivals) + 0.5 * (cosines[own] == rivals)).mean()))
    return found


def _by_half(sums: Floats, chance: np.random.Generator) -> list[float]:
    n_parts = len(sums)
    found = []
    for _ in range(_SPLITS):
        order = chance.permutation(n_parts)
        left, right = sums[order[: n_parts // 2]].sum(axis=0), sums[order[n_parts // 2 :]].sum(axis=0)
        for one, other in ((left, right), (right, left)):
            cosines = _unit(one) @ _unit(other).T
            own = np.diag(cosines)[:, None]
            rivals = ~np.eye(len(own), dtype=np.bool_)
            found.append(float((own > cosines)[rivals].mean()))
    return found


def _auc(same: Floats, other: Floats) -> float:
    if not len(same) or not len(other):
        return float("nan")
    ranks = np.searchsorted(np.sort(other), same, side="left") + np.searchsorted(
        np.sort(other), same, "right"
    )
    return float(ranks.mean() / 2 / len(other))


def _dense(values: Values) -> Floats:
    dense = values.toarray() if isinstance(values, sparse.csr_array) else values
    return np.asarray(dense, dtype=np.float64)


def _unit(values: Floats) -> Floats:
    unit: Floats = values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-12)
    return unit


def _empty(rows: Values) -> NDArray[np.bool_]:
    sizes: Floats = np.asarray(abs(rows).sum(axis=1)).ravel()
    return np.equal(sizes, 0)
