"""Suggestions of codes on French debates whose parts have themes: how right, how honest, how fast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.coding.suggesting.features import CodingFeatures, coding_features
from textmine.coding.suggesting.suggester import Suggester, learn_codes
from textmine.errors import TextmineError
from textmine.represent.general.boards import debates
from textmine.represent.vectors import SentenceVectors

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Progress = Callable[[int, int], None]
SIZES: Final = (50, 100, 200, 500, 2_000)
HELD_OUT: Final = 4
OURS: Final = "textmine"
FLOOR: Final = "tf-idf + logistic"
MAJORITY: Final = "majority"
_FLOOR_C: Final = 100.0
_BINS: Final = 10
_LOADS: Final = ((500, 5_000), (2_000, 20_000))


@dataclass(frozen=True)
class CodingGain:
    """How suggestions do.

    Attributes
    ----------
    scores
        One row a method and number of coded blocks, means over seeds on debates held out: ``n_coded``,
        ``method``, ``p_at_1``, ``r_at_3``, ``micro_f1``, ``macro_f1`` (codes with a chance of one half or
        more), ``n_seeds``.
    bands
        One row a number and seed: ``coverage`` (share of blocks with a trusted suggestion), ``precision`` of
        those, ``n_codes`` learnt, ``ece`` (expected calibration error of the first suggestion).
    summary
        One row a number: ``coverage``, ``seeds_above`` (that suggest for more than 5 %), ``seeds_precise``
        (of those, with a precision of .80 or more), ``ece`` (mean over seeds), ``ece_pooled`` (all seeds
        together), ``shuffled`` (trusted suggestions with codes dealt out anew, all seeds together).
    refresh
        One row a load: ``n_coded``, ``n_open``, ``seconds`` (learn anew and suggest), ``floor_seconds`` (fit
        and predict of the floor, texts counted before), ``ratio``.
    """

    scores: pd.DataFrame
    bands: pd.DataFrame
    summary: pd.DataFrame
    refresh: pd.DataFrame


@dataclass(frozen=True)
class _Set:
    """One draw: coded blocks, blocks of debates held out, and the truth of all."""

    coded: NDArray[np.int64]
    asked: NDArray[np.int64]
    truth: Flags


def measure_coding(
    data: Path, *, n_seeds: int = 10, sizes: Sequence[int] = SIZES, progress: Progress | None = None
) -> CodingGain:
    """Code some blocks of ten debates by the theme of their part, and suggest themes for four others.

    Parameters
    ----------
    data
        The development data; ``fredsum`` is used.
    n_seeds
        Draws of debates and of blocks.
    sizes
        Numbers of coded blocks.

    Notes
    -----
    Vectors are learnt on the debates themselves without themes (``start="corpus"``), those held out among
    them, as a coder's own transcripts are all there before any is coded. The floor is one-vs-rest logistic
    regression on tf-idf of words, pairs of words and runs of letters, with the penalty that does best here.
    """
    if not (data / "fredsum").is_dir():
        raise TextmineError("no_folder", path=data / "fredsum")
    board = debates(data, words=50)
    vectors = SentenceVectors(purpose="theme", start="corpus", seed=0).fit(board.segments)
    features = coding_features(board.segments, vectors=vectors)
    theme, document = board.labels["theme"].to_numpy(), board.labels["document"].to_numpy()
    codes = sorted(set(theme) - {""})
    truth = np.array([[one == code for code in codes] for one in theme])
    words = _words(board.segments.texts)
    rows: list[dict[str, Any]] = []
    bands: list[dict[str, Any]] = []
    pooled: dict[int, list[tuple[Floats, Flags]]] = {n: [] for n in sizes}
    done = 0
    for n_coded in sizes:
        for seed in range(n_seeds):
            drawn = _draw(document, truth, n_coded, seed)
            learnt, chances = _ours(features, drawn, codes)
            for method, found in (
                (OURS, chances),
                (FLOOR, _floor(words, drawn)),
                (MAJORITY, _majority(drawn)),
            ):
                rows.append({"n_coded": n_coded, "method": method, **_scores(found, truth[drawn.asked])})
            sure, right = _first(learnt, features, drawn, codes)
            pooled[n_coded].append((sure, right))
            bands.append({"n_coded": n_coded, "seed": seed, **_band(learnt, sure, right),
                          "shuffled": _shuffled(features, drawn, codes, seed)})  # fmt: skip
            done += 1
            if progress is not None:
                progress(done, len(sizes) * n_seeds)
    scores = pd.DataFrame(rows).groupby(["n_coded", "method"], sort=False).mean().reset_index()
    table = pd.DataFrame(bands)
    refresh = _refresh(features, words, truth, codes)
    return CodingGain(scores.assign(n_seeds=n_seeds), table, _summary(table, pooled), refresh)


def _draw(document: NDArray[Any], truth: Flags, n_coded: int, seed: int) -> _Set:
    chance = np.random.default_rng(seed)
    out = chance.permutation(sorted(set(document)))[:HELD_OUT]
    has_theme, is_out = truth.any(axis=1), np.isin(document, out)
    pool = np.flatnonzero(has_theme & ~is_out)
    coded = np.sort(chance.choice(pool, min(n_coded, len(pool)), replace=False))
    return _Set(coded, np.flatnonzero(has_theme & is_out), truth)


def _learn(features: CodingFeatures, drawn: _Set, codes: list[str], given: Flags) -> Suggester:
    coded = np.zeros_like(drawn.truth)
    coded[drawn.coded] = given
    return learn_codes(features, coded, codes)


def _ours(features: CodingFeatures, drawn: _Set, codes: list[str]) -> tuple[Suggester, Floats]:
    learnt = _learn(features, drawn, codes, drawn.truth[drawn.coded])
    chances = np.zeros((len(drawn.asked), len(codes)))
    if learnt.codes:
        chances[:, [codes.index(code) for code in learnt.codes]] = learnt.chances(features, drawn.asked)
    return learnt, chances


def _first(
    learnt: Suggester, features: CodingFeatures, drawn: _Set, codes: list[str]
) -> tuple[Floats, Flags]:
    """Return the confidence of the first suggestion of each block asked about, and whether it is right."""
    if not learnt.codes:
        return np.zeros(len(drawn.asked)), np.zeros(len(drawn.asked), dtype=bool)
    table = learnt.suggest(features, drawn.asked, k=1, every=True).sort_values("row")
    place = [codes.index(str(code)) for code in table["code"]]
    return table["chance"].to_numpy(dtype=np.float64), drawn.truth[table["row"].to_numpy(), place]


def _band(learnt: Suggester, sure: Floats, right: Flags) -> dict[str, float]:
    trusted = sure >= learnt.threshold
    precision = float(right[trusted].mean()) if trusted.any() else np.nan
    return {
        "coverage": float(trusted.mean()), "precision": precision, "n_codes": len(learnt.codes),
        "ece": calibration_error(sure, right),
    }  # fmt: skip


def calibration_error(sure: Floats, right: Flags) -> float:
    """Return the expected calibration error in ten bins of equal width (Guo et al. 2017).

    Examples
    --------
    >>> round(calibration_error(np.array([0.95, 0.95, 0.15, 0.15]), np.array([True, True, False, False])), 2)
    0.1
    """
    place = np.clip((sure * _BINS).astype(int), 0, _BINS - 1)
    gaps = [
        abs(float(sure[place == k].mean()) - float(right[place == k].mean())) * float((place == k).mean())
        for k in np.unique(place)
    ]
    return float(sum(gaps))


def _shuffled(features: CodingFeatures, drawn: _Set, codes: list[str], seed: int) -> int:
    """Return the trusted suggestions of a model of codes dealt out anew."""
    given = drawn.truth[drawn.coded][np.random.default_rng(seed).permutation(len(drawn.coded))]
    learnt = _learn(features, drawn, codes, given)
    return len(learnt.suggest(features, drawn.asked, k=1))


def _words(texts: list[str]) -> Any:  # noqa: ANN401 - a sparse table
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    kinds = (
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2),
    )
    return sparse.csr_array(sparse.hstack([kind.fit_transform(texts) for kind in kinds]))


def _floor(words: Any, drawn: _Set) -> Floats:  # noqa: ANN401 - a sparse table
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    given = drawn.truth[drawn.coded].argmax(axis=1)
    model = OneVsRestClassifier(LogisticRegression(C=_FLOOR_C, solver="liblinear"))
    found = model.fit(words[drawn.coded], given)
    chances = np.zeros((len(drawn.asked), drawn.truth.shape[1]))
    chances[:, found.classes_] = found.predict_proba(words[drawn.asked])
    return chances


def _majority(drawn: _Set) -> Floats:
    share = drawn.truth[drawn.coded].mean(axis=0)
    return np.tile(share, (len(drawn.asked), 1))


def _scores(chances: Floats, truth: Flags) -> dict[str, float]:
    order = np.argsort(-chances, axis=1, kind="stable")
    places = np.arange(len(truth))
    given = chances >= 0.5
    hit, said, wanted = (given & truth).sum(axis=0), given.sum(axis=0), truth.sum(axis=0)
    each = 2 * hit / np.maximum(said + wanted, 1)
    return {
        "p_at_1": float(truth[places, order[:, 0]].mean()),
        "r_at_3": float(
            (np.take_along_axis(truth, order[:, :3], axis=1).sum(axis=1) / truth.sum(axis=1)).mean()
        ),
        "micro_f1": float(2 * hit.sum() / max(said.sum() + wanted.sum(), 1)),
        "macro_f1": float(each[wanted > 0].mean()),
    }


def _summary(bands: pd.DataFrame, pooled: dict[int, list[tuple[Floats, Flags]]]) -> pd.DataFrame:
    rows = []
    for n_coded, own in bands.groupby("n_coded", sort=True):
        above = own[own["coverage"] > 0.05]
        sure, right = (np.concatenate(parts) for parts in zip(*pooled[int(str(n_coded))], strict=True))
        rows.append(
            {
                "n_coded": n_coded,
                "coverage": own["coverage"].mean(),
                "seeds": len(own),
                "seeds_above": len(above),
                "seeds_precise": int((above["precision"] >= 0.8).sum()),
                "ece": own["ece"].mean(),
                "ece_pooled": calibration_error(sure, right),
                "shuffled": int(own["shuffled"].sum()),
            }
        )
    return pd.DataFrame(rows)


def _refresh(features: CodingFeatures, words: Any, truth: Flags, codes: list[str]) -> pd.DataFrame:  # noqa: ANN401
    """Return the time to learn anew and suggest, on as many segments as are asked for (repeated)."""
    rows = []
    with_theme = np.flatnonzero(truth.any(axis=1))
    for n_coded, n_open in _LOADS:
        chance = np.random.default_rng(0)
        chosen = chance.choice(with_theme, n_coded, replace=n_coded > len(with_theme))
        filled = np.concatenate([chosen, chance.choice(len(truth), n_open)])
        values = np.ascontiguousarray(features.values[filled])
        table = features.segments.rows.iloc[filled].reset_index(drop=True)
        large = replace(features, values=values, segments=replace(features.segments, rows=table))
        coded = np.zeros((len(filled), len(codes)), dtype=bool)
        coded[:n_coded] = truth[chosen]
        begun = perf_counter()
        learnt = learn_codes(large, coded, codes)
        learnt.suggest(large, np.arange(n_coded, len(filled)))
        seconds = perf_counter() - begun
        begun = perf_counter()
        _floor(words, _Set(chosen, filled[n_coded:], truth))
        floor = perf_counter() - begun
        rows.append((n_coded, n_open, seconds, floor, floor / seconds))
    return pd.DataFrame(rows, columns=["n_coded", "n_open", "seconds", "floor_seconds", "ratio"])
