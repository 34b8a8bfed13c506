"""Score vectors on the tasks, beside other methods, with intervals; and how fast they encode."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from textmine.represent.general import methods, tasks
from textmine.represent.general.boards import Board, debates, sittings
from textmine.represent.general.methods import Encoder, Ground

Progress = Callable[[int, int], None]
COLUMNS: Final = ("task", "data", "method", "metric", "value", "low", "high", "n", "note")
_SIZES: Final = ((10_000, 2), (20_000, 3), (50_000, 6))
_DRAWS: Final = 6


def score_vectors(
    data: Path,
    *,
    folder: Path | None,
    seed: int = 0,
    quick: bool = False,
    progress: Progress | None = None,
    note: str = "",
) -> pd.DataFrame:
    """Score every method on every task.

    Parameters
    ----------
    data
        Folder that holds ``fredsum`` and ``assemblee-2013``.
    folder
        General vectors to judge; None judges only what is trained on the corpus. To judge them on talk they
        never saw, train them with ``leave_out=("fredsum", "assemblee-2013")``.
    quick
        Four debates and two sittings, no small corpora.
    note
        Written beside the methods that rest on `folder`, such as "never saw the corpus".

    Returns
    -------
    DataFrame
        ``task, data, method, metric, value, low, high, n, note``: the 95 % interval is a bootstrap over
        documents (debates, sittings), empty where a metric is one number; n is the number of questions.

    Notes
    -----
    No method sees a label: training takes segments in order of speech with the debate or sitting as meeting,
    parts of a debate joined. All but the general vectors as they are learn from the very texts they are
    asked about, as in use; "theme" pairs neighbours, so "locate" and "subjects" ask for what it is near to
    being trained on. The settings of both variants were chosen with these debates and sittings in sight:
    the intervals hold for other talk only as far as it is like them.
    """
    boards = [debates(data), sittings(data)]
    if quick:
        boards = [
            board.some(set(sorted(board.labels["document"].unique())[:n]))
            for board, n in zip(boards, (4, 2), strict=True)
        ]
    small = [] if quick else list(_small_boards(boards[0], seed))
    found = []
    for done, board in enumerate([*boards, *small]):
        if progress:
            progress(done, len(boards) + len(small))
        found.append(_score_board(board, folder, seed, note))
    if progress:
        progress(len(found), len(found))
    scores = pd.concat(found, ignore_index=True)
    keys = ["task", "data", "method", "metric", "note"]
    means = scores.groupby(keys, sort=False, dropna=False)
    # the draws of a small corpus are averaged; their intervals would not be those of the mean
    merged = means.agg(value=("value", "mean"), low=("low", "first"), high=("high", "first"), n=("n", "sum"))
    merged.loc[means.size() > 1, ["low", "high"]] = np.nan
    return merged.reset_index()[list(COLUMNS)]


def encode_speed(folder: Path, data: Path, *, least_seconds: float = 2.0) -> dict[str, float]:
    """Measure ``SentenceTransformer.encode`` on the debates: words, seconds and words a second."""
    from textmine.represent.hub import open_model

    texts = debates(data).segments.texts
    words = sum(len(text.split()) for text in texts)
    model = open_model(folder)
    model.encode(texts[:512], batch_size=512, show_progress_bar=False)
    started, rounds = time.perf_counter(), 0
    while time.perf_counter() - started < least_seconds:
        model.encode(texts, batch_size=512, show_progress_bar=False)
        rounds += 1
    seconds = time.perf_counter() - started
    return {
        "words": float(words * rounds),
        "seconds": round(seconds, 3),
        "words_per_second": round(words * rounds / seconds),
    }


def _small_boards(board: Board, seed: int) -> Iterator[Board]:
    """Draw small corpora six times: some debates, and parts with a theme of each until it has its words."""
    labels, words = board.labels, board.segments.rows["n_words"]
    names = sorted(labels["document"].unique())
    for size, n_debates in _SIZES:
        for draw in range(_DRAWS):
            chance = np.random.default_rng([seed, size, draw])
            parts: set[str] = set()
            for name in chance.choice(names, n_debates, replace=False):
                inside = (labels["document"] == name) & (labels["theme"] != "")
                held = 0
                for part in chance.permutation(sorted(labels.loc[inside, "part"].unique())):
                    if held < 0.9 * size / n_debates:
                        parts.add(str(part))
                        held += int(words[labels["part"] == part].sum())
            yield board.parts(parts, name=f"{board.name}, about {size:,} words")


def _methods(ground: Ground, folder: Path | None, seed: int) -> Iterator[tuple[str, bool, Encoder]]:
    """Yield name, whether it rests on the general vectors, and the method."""
    exact = methods.tfidf(ground)
    theme = methods.trained(ground, "theme", None, seed=seed)
    yield "tf-idf", False, exact
    yield "tf-idf, centred", False, methods.centred_tfidf(ground)
    yield "LSA", False, methods.lsa(ground)
    yield "word2vec + SIF", False, methods.word2vec(ground, seed=seed)
    yield "theme, from the corpus", False, theme
    yield "pilot, from the corpus", False, methods.trained(ground, "pilot", None, seed=seed)
    yield "speaker, from the corpus", False, methods.trained(ground, "speaker", None, seed=seed)
    if folder is None:
        yield "mixture with theme, from the corpus", False, methods.mixture(exact, theme)
        return
    adapted = methods.trained(ground, "theme", folder, seed=seed)
    yield "general as they are, all words", True, methods.general(ground, folder, content=False)
    yield "general as they are, content words", True, methods.general(ground, folder, content=True)
    yield "theme, adapted", True, adapted
    yield "pilot, adapted", True, methods.trained(ground, "pilot", folder, seed=seed)
    yield "mixture with theme, adapted", True, methods.mixture(exact, adapted)


def _score_board(board: Board, folder: Path | None, seed: int, note: str) -> pd.DataFrame:
    ground = Ground(board)
    texts = board.segments.texts
    queries = tasks.rare_words(texts, seed=seed)
    rows = []
    for method, general, encoder in _methods(ground, folder, seed):
        values = encoder.encode(texts)
        found = tasks.words(encoder.encode, values, board.labels, queries)
        if board.name == "assemblee-2013":
            found += tasks.subjects(values, board.labels)
        else:
            found += tasks.locate(values, board.labels) + tasks.speakers(values, board.labels, seed=seed)
            found += tasks.themes(values, board.labels, seed=seed)
        for outcome in found:
            low, high = outcome.interval(seed=seed)
            said = note if general else ""
            what = (outcome.task, board.name, method, outcome.metric)
            rows.append((*what, outcome.value, low, high, len(outcome.scores), said))
    return pd.DataFrame(rows, columns=list(COLUMNS))
