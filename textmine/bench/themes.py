"""Thematic segmentation against cuts made by hand, beside even, random and TextTiling ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.corpus.reading import read
from textmine.corpus.tables import Corpus
from textmine.measure.boundaries import boundary_similarity, lengths_of, pk, window_diff
from textmine.represent.themes.thematic import Themes, find_themes
from textmine.represent.themes.units import Units, talk_units
from textmine.represent.vectors import SentenceVectors
from textmine.represent.words import WordCounts
from textmine.segment.cutting import split
from textmine.segment.french import annotate
from textmine.segment.tables import Segments, Tokens

Progress = Callable[[int, int], None]
Floats = NDArray[np.float64]
N_RANDOM: Final = 100
WINDOW: Final = 6
NEAR: Final = 6


def compare_themes(data: Path, *, seed: int = 0, progress: Progress | None = None) -> pd.DataFrame:
    """Cut the debates of ``fredsum``, put together again, in as many ways.

    Parameters
    ----------
    data
        Folder that holds ``fredsum``: 14 debates in 100 parts that people titled.

    Returns
    -------
    DataFrame
        One row a method: ``method``, ``n`` ("as by hand": the number of parts is given; "told": it is not),
        ``pk``, ``window_diff``, ``b`` (boundary similarity, near misses within 6 turns), means over debates,
        in turns; ``pk_words``, in words; ``below_even`` (1 − Pk over that of even cuts), ``sections`` (mean
        number).

    Notes
    -----
    Even cuts share out the words. Random ones are the mean of 100 drawings of as many turns. TextTiling
    (Hearst 1997) compares the lemmas of 6 units on each side, depth scores and, for "told", its limit: mean
    less half a standard deviation.
    """
    corpus, part = rebuilt_debates(data / "fredsum")
    segments = split(corpus, into="turns", interruptions=True)
    vectors = SentenceVectors(purpose="theme", start="corpus", seed=seed)
    vectors.fit(split(corpus, into="blocks", words=80))
    talk = talk_units(corpus)
    depths = _depths(talk, annotate(_unit_segments(corpus, talk)))
    told = find_themes(corpus, vectors=vectors, seed=seed)
    n_by_hand = {str(name): len(set(part[turns.index])) for name, turns in corpus.turns.groupby("meeting")}
    by_hand = find_themes(corpus, n_themes=n_by_hand, vectors=vectors, seed=seed)
    rows: list[dict[str, Any]] = []
    for done, (name, turns) in enumerate(segments.rows.groupby("meeting", sort=False)):
        own = turns.index.to_numpy()
        words = turns["n_words"].to_numpy()
        reference = part[segments.turn[own]]
        n_parts = len(lengths_of(reference.tolist()))
        one = next(units for units in talk if units.meeting == name)
        found = {
            ("textmine", "as by hand"): _turn_labels(by_hand, str(name), segments, own),
            ("textmine", "told"): _turn_labels(told, str(name), segments, own),
            ("even", "as by hand"): _even(words, n_parts),
            ("TextTiling", "as by hand"): _tiled(one, depths[str(name)], segments.turn[own], n_parts),
            ("TextTiling", "told"): _tiled(one, depths[str(name)], segments.turn[own], None),
        }
        scored = [
            {"method": method, "n": n, **_scores(reference, labels, words)}
            for (method, n), labels in found.items()
        ]
        rows += [*scored, _random(reference, words, n_parts, seed)]
        if progress is not None:
            progress(done + 1, len(talk))
    table = pd.DataFrame(rows).groupby(["method", "n"], sort=False).mean(numeric_only=True).reset_index()
    even = float(table.loc[table["method"] == "even", "pk"].iloc[0])
    return table.assign(below_even=1.0 - table["pk"] / even)


def rebuilt_debates(folder: Path) -> tuple[Corpus, NDArray[np.object_]]:
    """Return the debates as one meeting each, their parts in order, and the part of each turn.

    Parts are files ``debate--Partie_1_2_Title``, in the order of their numbers.
    """
    corpus = read(folder)
    names = corpus.meetings["meeting"].tolist()
    place = {name: rank for rank, name in enumerate(sorted(names, key=_natural))}
    turns = corpus.turns.assign(place=corpus.turns["meeting"].map(place))
    turns = turns.sort_values("place", kind="stable").reset_index(drop=True)
    part = turns["meeting"].to_numpy(dtype=object)
    turns = turns.assign(meeting=turns["meeting"].str.split("--").str[0], agenda="").drop(columns="place")
    debates = list(dict.fromkeys(turns["meeting"]))
    meetings = corpus.meetings.iloc[: len(debates)].reset_index(drop=True)
    meetings = meetings.assign(meeting=debates, title=debates, order=np.arange(len(debates)))
    return replace(corpus, turns=turns, meetings=meetings, marks=corpus.marks.iloc[:0]), part


def _natural(name: str) -> tuple[object, ...]:
    debate, _, title = name.partition("--")
    return debate, [
        (int(piece), "") if piece.isdigit() else (-1, piece) for piece in re.split(r"(\d+)", title)
    ]


def _turn_labels(themes: Themes, meeting: str, segments: Segments, own: NDArray[np.int64]) -> list[int]:
    begins = themes.sections.loc[themes.sections["meeting"] == meeting, "turn"].to_numpy()
    place = np.searchsorted(np.unique(begins), segments.turn[own], side="right")
    return [int(number) for number in place]


def _even(words: NDArray[np.int64], n_parts: int) -> list[int]:
    middle = np.cumsum(words) - words / 2
    return [int(number) for number in middle * n_parts // words.sum()]


def _scores(reference: NDArray[np.object_], labels: list[int], words: NDArray[np.int64]) -> dict[str, float]:
    ours, theirs = lengths_of(reference.tolist()), lengths_of(labels)
    in_words = [_in_words(lengths, words) for lengths in (ours, theirs)]
    return {
        "pk": pk(ours, theirs),
        "window_diff": window_diff(ours, theirs),
        "b": boundary_similarity(ours, theirs, near=NEAR),
        "pk_words": pk(*in_words),
        "sections": float(len(theirs)),
    }


def _in_words(lengths: list[int], words: NDArray[np.int64]) -> list[int]:
    begins = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    return [int(size) for size in np.add.reduceat(words, begins)]


def _random(
    reference: NDArray[np.object_], words: NDArray[np.int64], n_parts: int, seed: int
) -> dict[str, Any]:
    generator = np.random.default_rng(seed)
    drawn = []
    for _ in range(N_RANDOM):
        cuts = generator.choice(np.arange(1, len(reference)), size=n_parts - 1, replace=False)
        labels = np.searchsorted(np.sort(cuts), np.arange(len(reference)), side="right").tolist()
        drawn.append(_scores(reference, labels, words))
    mean = {name: float(np.mean([scores[name] for scores in drawn])) for name in drawn[0]}
    return {"method": "random", "n": "as by hand", **mean}


def _unit_segments(corpus: Corpus, talk: list[Units]) -> Segments:
    """Return the units as segments, to be annotated."""
    texts = [
        {"meeting": units.meeting, "text": " ".join(pieces["text"]), "turn": int(pieces["turn"].iloc[0])}
        for units in talk
        for _, pieces in units.pieces.groupby("unit", sort=True)
    ]
    rows = pd.DataFrame(texts).assign(speaker="", n_words=0, role="other", group=0)
    n_units = len(rows)
    zeros = np.zeros(n_units, dtype=np.int32)
    return Segments(
        rows.drop(columns="turn"), np.arange(n_units + 1), zeros, zeros, zeros, "blocks", corpus.recipe
    )


def _depths(talk: list[Units], tokens: Tokens) -> dict[str, Floats]:
    """Return TextTiling's depth score of each gap before a unit, that of the first 0."""
    counts = WordCounts(min_segments=2).fit_transform(tokens)
    values = sparse.csr_array(counts.values)
    found, low = {}, 0
    for units in talk:
        own = np.asarray(values[np.arange(low, low + len(units))].toarray(), dtype=np.float64)
        low += len(units)
        sums = np.vstack([np.zeros(own.shape[1]), np.cumsum(own, axis=0)])
        gap = np.arange(1, len(units))
        before = sums[gap] - sums[np.maximum(gap - WINDOW, 0)]
        after = sums[np.minimum(gap + WINDOW, len(units))] - sums[gap]
        norm = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
        close = (before * after).sum(axis=1) / np.where(norm > 0, norm, 1.0)
        found[units.meeting] = np.concatenate([[0.0], _depth(close)])
    return found


def _depth(close: Floats) -> Floats:
    """Return how deep each valley of closeness is: the climb to the nearest peak on both sides."""
    depth = np.zeros(len(close))
    for i, value in enumerate(close):
        left = right = i
        while left > 0 and close[left - 1] >= close[left]:
            left -= 1
        while right < len(close) - 1 and close[right + 1] >= close[right]:
            right += 1
        depth[i] = close[left] + close[right] - 2 * value
    return depth


def _tiled(units: Units, depth: Floats, turn: NDArray[np.int32], n_parts: int | None) -> list[int]:
    """Return the tile of each turn: the deepest gaps, no two nearer than 150 words."""
    places = np.concatenate([[0.0], np.cumsum(units.words)[:-1]])
    limit = -np.inf if n_parts is not None else float(depth[1:].mean() - depth[1:].std() / 2)
    chosen: list[int] = []
    for gap in np.argsort(-depth, kind="stable").tolist():
        if gap == 0 or depth[gap] <= limit or (n_parts is not None and len(chosen) == n_parts - 1):
            continue
        if all(abs(places[gap] - places[other]) >= 150 for other in chosen):
            chosen.append(gap)
    begins = units.pieces["turn"].to_numpy()[units.first[sorted(chosen)]] if chosen else np.zeros(0)
    return [int(number) for number in np.searchsorted(begins, turn, side="right")]
