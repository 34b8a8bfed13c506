"""How pilots use words: the contexts of a word on frozen vectors, pilot against pilot, early and late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.display import ShownTables
from textmine.errors import TextmineError
from textmine.measure.portraits.centroids import Floats, Numbers, summed_by
from textmine.measure.portraits.comparing import LEAST, Said, compare_contexts, context_gaps
from textmine.measure.textometry.lafon import adjusted
from textmine.recipe import Recipe
from textmine.represent.vectors import SentenceVectors
from textmine.segment.tables import Segments, Tokens

Progress = Callable[[int, int], None]
WINDOW: Final = 10
MOST_WORDS: Final = 60
MOST_CONTEXTS: Final = 5_000


@dataclass(frozen=True)
class Usages(ShownTables):
    """Words whose contexts were compared between pilots.

    Attributes
    ----------
    words
        One row a word, by rising p: ``word``, ``n_pilots`` (with 5 turns or more that hold it), ``n_turns``,
        ``gap`` (mean over pairs of pilots of the unbiased squared distance of their mean contexts, over the
        spread of all contexts: 0 used alike), ``p`` (pilots' labels drawn anew over turns), ``p_adjusted``
        (Benjamini-Hochberg over the words), ``early`` and ``late`` (the gap in the first and in the second
        half of the meetings), ``closer`` (early − late: above 0, contexts draw closer), ``p_closer`` (halves
        drawn anew within each pilot), ``p_closer_adjusted``; nan where 5 turns a pilot and half are not there
        for two pilots.
    pairs
        One row a word and pair of pilots: ``word``, ``pilot``, ``other``, ``n_turns``, ``n_other``, ``gap``.
    contexts
        One row a word and pilot: ``word``, ``pilot``, ``text`` (the context nearest to the mean of the
        pilot's), ``meeting``, ``turn``.
    """

    words: pd.DataFrame
    pairs: pd.DataFrame
    contexts: pd.DataFrame
    recipe: Recipe = field(default_factory=Recipe)

    def __repr__(self) -> str:
        return f"Usages({len(self.words)} words, {len(self.pairs)} pairs of pilots)"


def word_usages(
    segments: Segments,
    tokens: Tokens,
    vectors: SentenceVectors,
    *,
    words: Sequence[str] | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Usages:
    """Compare how pilots use the same words.

    Parameters
    ----------
    segments, tokens
        Blocks and their tokens, of pilots only.
    vectors
        Fitted sentence vectors, the same for all (frozen). Those of purpose "theme" are about matters.
    words
        Lemmas; None takes the 60 that most turns of most pilots hold.
    seed
        Of the orders drawn.

    Raises
    ------
    TextmineError
        The two tables differ, or no word is said in 5 turns by two pilots.

    Notes
    -----
    A context is the 10 words on each side within the block, without the word itself, encoded; contexts of one
    turn are averaged, since they are not independent. From each pilot's contexts the mean of that pilot's
    contexts of other words (the 60 most widespread at least) is taken: what is left is not that they speak of
    other matters in general, but that this word stands among others. The statistic under the test is the
    squared distance between pilots (PERMANOVA: Anderson 2001). Nothing is trained for a pilot or a meeting,
    where too little is said. Of a word said more than 5,000 times, as many contexts are drawn.
    """
    if len(tokens) != len(segments):
        raise TextmineError("tables_differ", sizes=f"{len(segments)}, {len(tokens)}")
    names, pilot = np.unique(segments.rows["speaker"].astype(str), return_inverse=True)
    numbers = pilot.astype(np.int64)
    asked = _chosen(tokens, numbers, words)
    if not asked:
        raise TextmineError("no_shared_word", least=LEAST)
    every = asked if words is None else list(dict.fromkeys([*asked, *_chosen(tokens, numbers, None)]))
    behind = _contexts(segments, tokens, vectors, every, numbers, seed)
    named = [tokens.vocabulary[lemma] for lemma in asked]
    said = {word: behind[word] for word in named if word in behind}
    if not said:
        raise TextmineError("no_shared_word", least=LEAST)
    means = _means_of_others(behind, len(names))
    tables: list[dict[str, object]] = []
    pairs: list[dict[str, object]] = []
    contexts: list[dict[str, object]] = []
    for done, (word, one) in enumerate(said.items()):
        centred = Said(one.vectors - means[word][one.pilot], one.pilot, one.late, one.texts, one.rows)
        tables.append({"word": word, **compare_contexts(centred, np.random.default_rng([seed, done]))})
        pairs += [{"word": word, **pair} for pair in _pairs(centred, names)]
        contexts += [{"word": word, **context} for context in _examples(one, names, segments)]
        if progress is not None:
            progress(done + 1, len(said))
    table = pd.DataFrame(tables)
    for name in ("p", "p_closer"):
        table[f"{name}_adjusted"] = _adjusted_known(table[name])
    table = table.sort_values(["p", "gap"], ascending=[True, False]).reset_index(drop=True)
    recipe = tokens.recipe.then("usages", words=[str(word) for word in said], seed=seed)
    return Usages(table, pd.DataFrame(pairs), pd.DataFrame(contexts), recipe)


def _adjusted_known(p: pd.Series) -> Floats:
    """Return adjusted p-values, nan where there is none."""
    values = p.to_numpy(dtype=np.float64).copy()
    known = np.isfinite(values)
    if known.any():
        values[known] = adjusted(values[known])
    return values


def _chosen(tokens: Tokens, pilot: Numbers, words: Sequence[str] | None) -> list[int]:
    """Return the lemma ids that at least two pilots say in enough turns, the most widespread first."""
    active = tokens.active
    group = tokens.rows["group"].to_numpy()
    table = pd.DataFrame(
        {
            "lemma": tokens.lemma[active],
            "pilot": pilot[tokens.segment[active]],
            "group": group[tokens.segment[active]],
        }
    ).drop_duplicates()
    if words is not None:
        ids = {word: number for number, word in enumerate(tokens.vocabulary)}
        unknown = [word for word in words if word not in ids]
        if unknown:
            raise TextmineError("no_such_word", word=unknown[0])
        table = table[table["lemma"].isin([ids[word] for word in words])]
    turns = table.groupby(["lemma", "pilot"]).size()
    enough = turns[turns >= LEAST].groupby("lemma").agg(["size", "sum"])
    enough = enough[enough["size"] >= 2].sort_values(["size", "sum"], ascending=False, kind="stable")
    found = [int(lemma) for lemma in enough.index]
    return found if words is not None else found[:MOST_WORDS]


def _contexts(
    segments: Segments, tokens: Tokens, vectors: SentenceVectors, chosen: list[int], pilot: Numbers, seed: int
) -> dict[str, Said]:
    texts = segments.texts
    group = segments.rows["group"].to_numpy()
    order = segments.rows["order"].to_numpy()
    numbers = np.unique(order)
    middle = numbers[len(numbers) // 2] if len(numbers) > 1 else np.inf
    segment, active = tokens.segment, tokens.active
    found: dict[str, Said] = {}
    for lemma in chosen:
        places = np.flatnonzero((tokens.lemma == lemma) & active)
        if len(places) > MOST_CONTEXTS:
            # by the word itself, so that a word's contexts do not depend on which others are asked for
            chance = np.random.default_rng([seed, *tokens.vocabulary[lemma].encode()])
            places = np.sort(chance.choice(places, MOST_CONTEXTS, replace=False))
        around = [_around(texts[segment[place]], tokens, int(place), int(segment[place])) for place in places]
        encoded = vectors.encode(around)
        kept = np.linalg.norm(encoded, axis=1) > 0
        places, encoded = places[kept], encoded[kept]
        around = [text for text, is_kept in zip(around, kept.tolist(), strict=True) if is_kept]
        if not len(places):
            continue
        row = segment[places]
        _, first, turn = np.unique(group[row], return_index=True, return_inverse=True)
        means = summed_by(encoded, turn, len(first)) / np.bincount(turn)[:, None]
        rows = row[first]
        enough = np.bincount(pilot[rows], minlength=int(pilot.max()) + 1) >= LEAST
        chosen_turns = np.flatnonzero(enough[pilot[rows]])
        if enough.sum() < 2:
            continue
        found[tokens.vocabulary[lemma]] = Said(
            means[chosen_turns],
            pilot[rows[chosen_turns]],
            np.asarray(order[rows[chosen_turns]] >= middle, dtype=np.bool_),
            [around[first[i]] for i in chosen_turns.tolist()],
            rows[chosen_turns],
        )
    return found


def _around(text: str, tokens: Tokens, place: int, segment: int) -> str:
    low = max(int(tokens.pointer[segment]), place - WINDOW)
    high = min(int(tokens.pointer[segment + 1]) - 1, place + WINDOW)
    before = text[tokens.start[low] : tokens.start[place]]
    return f"{before} {text[tokens.end[place] : tokens.end[high]]}"


def _means_of_others(said: dict[str, Said], n_pilots: int) -> dict[str, Floats]:
    """Return of each word each pilot's mean context over all other words, shape (n_pilots, d); 0 without."""
    sums = {word: summed_by(one.vectors, one.pilot, n_pilots) for word, one in said.items()}
    counts = {word: np.bincount(one.pilot, minlength=n_pilots) for word, one in said.items()}
    whole, n_turns = sum(sums.values()), sum(counts.values())
    found = {}
    for word in said:
        others = (n_turns - counts[word])[:, None]
        found[word] = np.where(others > 0, whole - sums[word], 0.0) / np.maximum(others, 1)
    return found


def _pairs(said: Said, names: NDArray[np.str_]) -> list[dict[str, object]]:
    pilots, sizes = np.unique(said.pilot, return_counts=True)
    gaps = context_gaps(said)
    return [
        {
            "pilot": str(names[pilots[one]]),
            "other": str(names[pilots[other]]),
            "n_turns": int(sizes[one]),
            "n_other": int(sizes[other]),
            "gap": float(gaps[one, other]),
        }
        for one, other in combinations(range(len(pilots)), 2)
    ]


def _examples(said: Said, names: NDArray[np.str_], segments: Segments) -> list[dict[str, object]]:
    found = []
    for one in np.unique(said.pilot).tolist():
        mine = np.flatnonzero(said.pilot == one)
        close = said.vectors[mine] @ said.vectors[mine].mean(axis=0)
        best = int(mine[int(close.argmax())])
        row = segments.rows.iloc[int(said.rows[best])]
        found.append(
            {
                "pilot": str(names[one]),
                "text": said.texts[best],
                "meeting": str(row["meeting"]),
                "turn": int(row["group"]),
            }
        )
    return found
