"""How pilots use words: the contexts of a word on frozen vectors, pilot against pilot, early and late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.errors import TextmineError
from textmine.measure.portraits.centroids import unbiased_gap
from textmine.measure.textometry.lafon import adjusted
from textmine.recipe import Recipe
from textmine.represent.vectors import SentenceVectors
from textmine.segment.tables import Segments, Tokens

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Progress = Callable[[int, int], None]
WINDOW: Final = 10
LEAST: Final = 5
MOST_WORDS: Final = 60
ORDERS: Final = 1_999


@dataclass(frozen=True)
class Usages:
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


@dataclass(frozen=True)
class _Said:
    """Contexts of one word, one a turn: vectors, pilot, half of the meetings, row and text of an example."""

    vectors: Floats
    pilot: Numbers
    late: NDArray[np.bool_]
    texts: list[str]
    rows: Numbers


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
    where too little is said.
    """
    if len(tokens) != len(segments):
        raise TextmineError("tables_differ", sizes=f"{len(segments)}, {len(tokens)}")
    names, pilot = np.unique(segments.rows["speaker"].astype(str), return_inverse=True)
    numbers = pilot.astype(np.int64)
    asked = _chosen(tokens, numbers, words)
    if not asked:
        raise TextmineError("no_shared_word", least=LEAST)
    every = asked if words is None else list(dict.fromkeys([*asked, *_chosen(tokens, numbers, None)]))
    behind = _contexts(segments, tokens, vectors, every, numbers)
    named = [tokens.vocabulary[lemma] for lemma in asked]
    said = {word: behind[word] for word in named if word in behind}
    if not said:
        raise TextmineError("no_shared_word", least=LEAST)
    tables: list[dict[str, object]] = []
    pairs: list[dict[str, object]] = []
    contexts: list[dict[str, object]] = []
    for done, (word, one) in enumerate(said.items()):
        means = _means_of_others(behind, word, len(names))
        centred = _Said(one.vectors - means[one.pilot], one.pilot, one.late, one.texts, one.rows)
        tables.append({"word": word, **_compared(centred, np.random.default_rng([seed, done]))})
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
    segments: Segments, tokens: Tokens, vectors: SentenceVectors, chosen: list[int], pilot: Numbers
) -> dict[str, _Said]:
    texts = segments.texts
    group = segments.rows["group"].to_numpy()
    order = segments.rows["order"].to_numpy()
    numbers = np.unique(order)
    middle = numbers[len(numbers) // 2] if len(numbers) > 1 else np.inf
    segment = tokens.segment
    found: dict[str, _Said] = {}
    for lemma in chosen:
        places = np.flatnonzero((tokens.lemma == lemma) & tokens.active)
        around = [_around(texts[segment[place]], tokens, int(place), int(segment[place])) for place in places]
        encoded = vectors.encode(around)
        kept = np.linalg.norm(encoded, axis=1) > 0
        places, encoded = places[kept], encoded[kept]
        around = [text for text, is_kept in zip(around, kept.tolist(), strict=True) if is_kept]
        if not len(places):
            continue
        row = segment[places]
        _, first, turn = np.unique(group[row], return_index=True, return_inverse=True)
        means = np.zeros((len(first), encoded.shape[1]))
        np.add.at(means, turn, encoded)
        means /= np.bincount(turn)[:, None]
        rows = row[first]
        enough = np.bincount(pilot[rows], minlength=int(pilot.max()) + 1) >= LEAST
        chosen_turns = np.flatnonzero(enough[pilot[rows]])
        if enough.sum() < 2:
            continue
        found[tokens.vocabulary[lemma]] = _Said(
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


def _means_of_others(said: dict[str, _Said], word: str, n_pilots: int) -> Floats:
    """Return each pilot's mean context over all other words, shape (n_pilots, d); 0 where there are none."""
    others = [one for name, one in said.items() if name != word]
    sums, counts = np.zeros((n_pilots, said[word].vectors.shape[1])), np.zeros(n_pilots)
    for one in others:
        np.add.at(sums, one.pilot, one.vectors)
        counts += np.bincount(one.pilot, minlength=n_pilots)
    return np.asarray(sums / np.maximum(counts, 1.0)[:, None], dtype=np.float64)


def _compared(said: _Said, generator: np.random.Generator) -> dict[str, object]:
    gram = said.vectors @ said.vectors.T
    whole = np.ones(len(gram), dtype=np.bool_)
    found: dict[str, object] = {
        "n_pilots": len(np.unique(said.pilot)),
        "n_turns": len(gram),
        "gap": _gap(gram, said.pilot, whole),
    }
    seen = _between(gram, said.pilot)
    drawn = [_between(gram, generator.permutation(said.pilot)) for _ in range(ORDERS)]
    found["p"] = (1 + int(np.sum(np.array(drawn) >= seen - 1e-12))) / (ORDERS + 1)
    return {**found, **_over_time(gram, said, generator)}


def _over_time(gram: Floats, said: _Said, generator: np.random.Generator) -> dict[str, float]:
    """Return the gap early and late over the pilots who say the word often enough in both."""
    n_pilots = int(said.pilot.max()) + 1
    halves = [np.bincount(said.pilot[said.late == half], minlength=n_pilots) for half in (False, True)]
    both = np.flatnonzero((halves[0] >= LEAST) & (halves[1] >= LEAST))
    if len(both) < 2:
        return dict.fromkeys(("early", "late", "closer", "p_closer"), float("nan"))
    own = np.isin(said.pilot, both)
    gram, pilot, late = gram[np.ix_(own, own)], said.pilot[own], said.late[own]
    early_gap, late_gap = _gap(gram, pilot, ~late), _gap(gram, pilot, late)
    drawn = np.empty(ORDERS // 4)
    for i in range(len(drawn)):
        again = late.copy()
        for one in both:
            mine = np.flatnonzero(pilot == one)
            again[mine] = late[generator.permutation(mine)]
        drawn[i] = _gap(gram, pilot, ~again) - _gap(gram, pilot, again)
    closer = early_gap - late_gap
    p = (1 + int((np.abs(drawn) >= abs(closer) - 1e-12).sum())) / (len(drawn) + 1)
    return {"early": early_gap, "late": late_gap, "closer": closer, "p_closer": p}


def _between(gram: Floats, pilot: Numbers) -> float:
    """Return the squared distances between pilots' means, up to what no order changes."""
    member = np.eye(int(pilot.max()) + 1)[:, pilot]
    size = member.sum(axis=1)
    inner = np.einsum("pi,pi->p", member @ gram, member)
    return float((inner[size > 0] / size[size > 0]).sum())


def _gap(gram: Floats, pilot: Numbers, among: NDArray[np.bool_]) -> float:
    """Return the mean unbiased squared distance over pairs of pilots, over the spread of the contexts."""
    sides = [(pilot == one) & among for one in np.unique(pilot)]
    sides = [side.astype(np.float64) for side in sides if side.sum() >= 2]
    if len(sides) < 2:
        return float("nan")
    n_turns = len(gram)
    spread = float(np.trace(gram) / n_turns - gram.sum() / n_turns**2)
    mean = float(np.mean([unbiased_gap(gram, one, other) for one, other in combinations(sides, 2)]))
    return mean / spread if spread > 0 else float("nan")


def _pairs(said: _Said, names: NDArray[np.str_]) -> list[dict[str, object]]:
    gram = said.vectors @ said.vectors.T
    found = []
    for one, other in combinations(np.unique(said.pilot).tolist(), 2):
        both = np.isin(said.pilot, [one, other])
        found.append(
            {
                "pilot": str(names[one]),
                "other": str(names[other]),
                "n_turns": int((said.pilot == one).sum()),
                "n_other": int((said.pilot == other).sum()),
                "gap": _gap(gram, said.pilot, both),
            }
        )
    return found


def _examples(said: _Said, names: NDArray[np.str_], segments: Segments) -> list[dict[str, object]]:
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
