"""What each pilot makes of the topics: the common ones in the pilot's words, and those of the pilot alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textmine.display import ShownTables
from textmine.errors import TextmineError
from textmine.recipe import Recipe
from textmine.represent.factors import nonnegative_weights
from textmine.represent.topics.consensus import consensus, matched
from textmine.represent.topics.factorising import factorise
from textmine.represent.topics.model import TopicModel
from textmine.represent.topics.reading import labels_of, strongest
from textmine.segment.tables import Tokens

LEAST_COSINE: Final = 0.3
LEAST_STABILITY: Final = 0.5
_BLOCKS_A_TOPIC: Final = 15
_MOST_TOPICS: Final = 8
_PRIOR_BLOCKS: Final = 20
_ROUNDS: Final = 5
_WORDS: Final = 10

_OWN: Final = ["pilot", "topic", "label", "words", "n_blocks", "share", "stability", "common",
               "common_cosine", "rebuilt", "has_counterpart"]  # fmt: skip

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PilotTopics(ShownTables):
    """Topics of each pilot's own talk, beside the common ones.

    Attributes
    ----------
    own
        One row a topic found in one pilot's talk alone: ``pilot``, ``topic``, ``label``, ``words`` (ten,
        joined), ``n_blocks`` (of the pilot), ``share`` (of the pilot's talk), ``stability`` (0 to 1, see
        `consensus`), ``common`` and ``common_cosine`` (its match among the topics of all), ``rebuilt`` (its
        cosine with the best mixture of topics of the others' talk), ``has_counterpart`` (in that talk).
    shifted
        One row a pilot, common topic and word that the pilot says more of: ``pilot``, ``topic``, ``rank``,
        ``word``, ``weight`` (in the pilot's model), ``common`` (in the common one).
    left_out
        Pilots with too little talk for topics of their own: ``pilot``, ``n_blocks``, ``needed``.
    """

    own: pd.DataFrame
    shifted: pd.DataFrame
    left_out: pd.DataFrame
    settings: dict[str, object]
    recipe: Recipe = field(default_factory=Recipe)

    @property
    def without_counterpart(self) -> pd.DataFrame:
        """Rows of `own` that come back when blocks are drawn anew, and that no one else's talk has."""
        kept = ~self.own["has_counterpart"] & (self.own["stability"] >= LEAST_STABILITY)
        return self.own[kept].reset_index(drop=True)

    def __repr__(self) -> str:
        alone = len(self.without_counterpart)
        told = f"{len(self.own)} topics of {self.own['pilot'].nunique()} pilots"
        return f"PilotTopics({told}, {alone} without counterpart)"


def own_topics(
    model: TopicModel,
    tokens: Tokens,
    *,
    by: str = "speaker",
    n_topics: int | None = None,
    least_cosine: float = LEAST_COSINE,
    refits: int = 10,
    seed: int = 0,
) -> PilotTopics:
    """Learn topics on each pilot's talk alone, and match them to those of all and of the others.

    Parameters
    ----------
    model
        The common topics, fitted on the same tokens: its words, weights and context are used throughout, so
        that all topics have one vocabulary.
    tokens
        The pilots' blocks.
    by
        Column of ``tokens.rows``: whose talk is one.
    n_topics
        Topics of each pilot; None takes one for 15 blocks, 2 to 8.
    least_cosine
        A topic that the others' topics rebuild with a lower cosine has no counterpart; above 0, below 1.
    refits
        Draws of a pilot's blocks that tell a topic's stability.

    Raises
    ------
    TextmineError
        No such column, fewer than two pilots, or `least_cosine` is no share.

    Notes
    -----
    A pilot's model of the common topics starts from them and is drawn back to them as by 20 blocks of talk:
    topic k stays topic k. Own topics are a factorisation of the pilot's blocks only, matched one to one by
    cosine (Kuhn 1955). A topic that only one pilot has is also in the topics of all, learnt with that talk:
    what has a counterpart is therefore judged against topics learnt without the pilot, and by the mixture of
    them that comes nearest (non-negative least squares), so that half a theme is not taken for a new one.
    """
    if by not in tokens.rows:
        raise TextmineError("no_such_column", column=by, columns=", ".join(tokens.rows.columns))
    if not 0 < least_cosine < 1:
        raise TextmineError("not_a_share", name="least_cosine", value=least_cosine)
    whose = tokens.rows[by].to_numpy()
    pilots = list(pd.unique(whose))
    if len(pilots) < 2:
        raise TextmineError("one_pilot", found=", ".join(map(str, pilots)) or "0", between=by)
    own: list[dict[str, Any]] = []
    shifted: list[dict[str, Any]] = []
    short: list[dict[str, Any]] = []
    for pilot in pilots:
        mine = whose == pilot
        n_mine = int(mine.sum())
        if n_mine < 2 * _BLOCKS_A_TOPIC:
            short.append({"pilot": pilot, "n_blocks": n_mine, "needed": 2 * _BLOCKS_A_TOPIC})
            continue
        wanted = n_topics or int(np.clip(n_mine // _BLOCKS_A_TOPIC, 2, _MOST_TOPICS))
        rows = model.weigh_context(tokens.take(mine))
        others = model.weigh_context(tokens.take(~mine))
        shifted += [{"pilot": pilot, **row} for row in _shifted(model, rows)]
        found = _found(model, rows, others, wanted, refits, seed)
        own += [
            {
                "pilot": pilot,
                "n_blocks": n_mine,
                **row,
                "has_counterpart": row["rebuilt"] >= least_cosine,
            }
            for row in found
        ]
    options = {"by": by, "n_topics": n_topics, "least_cosine": least_cosine, "refits": refits, "seed": seed}
    return PilotTopics(
        pd.DataFrame(own, columns=_OWN),
        pd.DataFrame(shifted, columns=["pilot", "topic", "rank", "word", "weight", "common"]),
        pd.DataFrame(short, columns=["pilot", "n_blocks", "needed"]),
        dict(options),
        tokens.recipe.then("own_topics", **options),
    )


def _found(
    model: TopicModel, rows: sparse.csr_array, others: sparse.csr_array, wanted: int, refits: int, seed: int
) -> list[dict[str, Any]]:
    """Return the topics of one pilot's rows, with their matches."""
    words, stability = consensus(rows, wanted, refits=refits, seed=seed)
    shares = nonnegative_weights(rows, words).sum(axis=0)
    order = np.argsort(-shares, kind="stable")
    words, stability, shares = words[order], stability[order], shares[order] / max(shares.sum(), 1e-12)
    common, common_cosine = _matches(words, model.weights_)
    rebuilt = rebuilding(words, factorise(others, model.n_topics, seed=seed))
    labels = labels_of(words, model.words_)
    return [
        {
            "topic": topic,
            "label": labels[topic],
            "words": ", ".join(model.words_[index] for index in strongest(words[topic], _WORDS)),
            "share": float(shares[topic]),
            "stability": float(stability[topic]),
            "common": int(common[topic]),
            "common_cosine": float(common_cosine[topic]),
            "rebuilt": float(rebuilt[topic]),
        }
        for topic in range(wanted)
    ]


def rebuilding(ones: Floats, others: Floats) -> Floats:
    """Return the cosine of each topic with the non-negative mixture of others that comes nearest to it.

    Parameters
    ----------
    ones, others
        Shapes (j, d) and (k, d).

    Returns
    -------
    NDArray
        Shape (j,), 0 to 1.

    Examples
    --------
    >>> rebuilding(np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]), np.eye(3)[:2])
    array([1., 0.])
    """
    lengths = np.linalg.norm(others, axis=1, keepdims=True)
    unit = np.divide(others, lengths, out=np.zeros_like(others), where=lengths > 0)
    mixed = nonnegative_weights(sparse.csr_array(ones), unit) @ unit
    scale = np.linalg.norm(ones, axis=1) * np.linalg.norm(mixed, axis=1)
    return np.asarray(np.divide((ones * mixed).sum(axis=1), scale, out=np.zeros(len(ones)), where=scale > 0))


def _matches(ones: Floats, others: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Return the match of each row of `ones`, -1 and 0 where there are more of them than of `others`."""
    if len(ones) <= len(others):
        return matched(ones, others)
    order, cosines = matched(others, ones)
    place, cosine = np.full(len(ones), -1, dtype=np.int64), np.zeros(len(ones))
    place[order], cosine[order] = np.arange(len(others)), cosines
    return place, cosine


def _shifted(model: TopicModel, rows: sparse.csr_array) -> Iterator[dict[str, Any]]:
    """Yield the words that the pilot's model of each common topic weighs more than the common one."""
    mine = aligned(rows, model.weights_)
    for topic, gain in enumerate(mine - model.weights_):
        for rank, index in enumerate(strongest(gain, _WORDS), start=1):
            yield {
                "topic": topic,
                "rank": rank,
                "word": model.words_[index],
                "weight": float(mine[topic, index]),
                "common": float(model.weights_[topic, index]),
            }


def aligned(rows: sparse.csr_array, common: Floats, *, prior: float = _PRIOR_BLOCKS) -> Floats:
    """Return a pilot's version of the common topics, shape (k, d), rows of sum 1.

    Parameters
    ----------
    rows
        Shape (n, d): the pilot's blocks.
    common
        Shape (k, d), rows of sum 1.
    prior
        Weight of the common topic, in blocks of talk of mean strength; above 0.

    Notes
    -----
    ``min ‖X − W H‖² + Σ_k λ_k ‖H_k − φ_k‖²`` by block coordinate descent on H (HALS, Cichocki & Phan 2009),
    W solved with H fixed; λ_k is `prior` times the mean square of W, so that a topic the pilot never speaks
    of stays the common one.

    Examples
    --------
    >>> common = np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])
    >>> aligned(sparse.csr_array([[0.0, 1.0, 0.0]] * 20), common).round(2)
    array([[0.21, 0.79, 0.  ],
           [0.  , 0.  , 1.  ]])
    """
    words = common.copy()
    for _ in range(_ROUNDS):
        shares = nonnegative_weights(rows, words)
        gram = shares.T @ shares
        target = np.asarray((rows.T @ shares).T, dtype=np.float64)
        pull = max(prior * float((shares**2).mean()), 1e-12)
        for topic in range(len(words)):
            rest = target[topic] - gram[topic] @ words + gram[topic, topic] * words[topic]
            words[topic] = np.maximum(rest + pull * common[topic], 0.0) / (gram[topic, topic] + pull)
    sums = words.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(words, sums, out=np.zeros_like(words), where=sums > 0))
