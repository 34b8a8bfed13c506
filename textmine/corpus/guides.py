"""Questions of an interview guide: which interviewer turns put them, declared or found by coming back."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final

import pandas as pd

from textmine.corpus.speakers import count_words
from textmine.corpus.tables import Corpus
from textmine.corpus.vocabulary import SPEECH_WORDS, fold

LONG_QUESTION: Final = 8
LEAST: Final = 0.45
ALIKE: Final = 0.5
_ENDING: Final = 6
QUESTION_COLUMNS: Final = ("meeting", "turn", "question", "item", "similarity", "interviews")
_EMPTY: Final = frozenset(
    "a au aux avec ce ces cela comment d de des du en est et etes etre leur mais meme pourriez pouvez par "
    "pas plus pour pourquoi quand que quel quelle quelles quels qui sur peu dire parler parlez raconter "
    "racontez bien".split()
)


def find_questions(corpus: Corpus, guide: Sequence[str] = ()) -> pd.DataFrame:
    r"""Return the interviewer turns that put a question of the guide, in order.

    Parameters
    ----------
    corpus
        Corpus as read.
    guide
        Questions or themes of the guide, in order. Without one, the guide is what comes back: long questions
        that interviewers put in two interviews at least.

    Returns
    -------
    DataFrame
        Columns `QUESTION_COLUMNS`: the meeting, the turn, its text, the item of the guide ("" without one),
        its similarity (0 to 1; with a guide to the item, without one the highest to another interview's
        question) and the number of interviews that put it.

    Notes
    -----
    A turn may put a question if its speaker's role is "interviewer" and it has eight words or more, or a
    question mark and four. Similarity is the cosine of the words' stems (first six letters), small words left
    out, weighted by their rarity in all such turns. With a guide, each item is put at most once an interview,
    and items in the order of the guide: the pairs of greatest sum above .45 (Needleman & Wunsch 1970).

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from textmine.corpus.reading import read
    >>> talk = "E : Pouvez-vous me raconter votre parcours avant le pôle ?\nR : Oui.\nE : Ah ?\nR : Voilà."
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "entretien.txt"
    ...     _ = path.write_text(talk, encoding="utf-8")
    ...     find_questions(read(path), ["Le parcours avant le pôle"])["item"].to_list()
    ['Le parcours avant le pôle']
    """
    asked = _askings(corpus)
    words = [_stems(text) for text in asked["text"]]
    weights = _rarity([*words, *(_stems(item) for item in guide)])
    vectors = [_vector(found, weights) for found in words]
    rows = _declared(asked, vectors, guide, weights) if guide else _recurring(asked, vectors)
    return pd.DataFrame(rows, columns=list(QUESTION_COLUMNS))


def _askings(corpus: Corpus) -> pd.DataFrame:
    interviews = corpus.meetings.loc[corpus.meetings["kind"] == "interview", "meeting"]
    turns = corpus.turns[corpus.turns["meeting"].isin(interviews) & (corpus.turns["role"] == "interviewer")]
    n_words = turns["text"].map(count_words)
    return turns[(n_words >= LONG_QUESTION) | ((n_words >= 4) & turns["text"].str.contains("?", regex=False))]


def _stems(text: str) -> Counter[str]:
    words = (word for word in fold(text).split() if len(word) > 2)
    return Counter(word.rstrip("sx")[:_ENDING] for word in words if word not in SPEECH_WORDS | _EMPTY)


def _rarity(texts: Sequence[Counter[str]]) -> dict[str, float]:
    counts = Counter(word for text in texts for word in text)
    return {word: 1.0 + math.log((1 + len(texts)) / (1 + count)) for word, count in counts.items()}


def _vector(words: Counter[str], weights: dict[str, float]) -> dict[str, float]:
    vector = {word: weights[word] for word in words}
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {word: value / length for word, value in vector.items()} if length else {}


def _cosine(one: dict[str, float], two: dict[str, float]) -> float:
    return sum(value * two[word] for word, value in one.items() if word in two)


def _recurring(asked: pd.DataFrame, vectors: Sequence[dict[str, float]]) -> list[tuple[object, ...]]:
    meetings = [str(meeting) for meeting in asked["meeting"]]
    rows: list[tuple[object, ...]] = []
    for at, (turn, text) in enumerate(zip(asked.index, asked["text"], strict=True)):
        if len(str(text).split()) < LONG_QUESTION:
            continue
        alike = [(_cosine(vectors[at], other), meetings[i]) for i, other in enumerate(vectors)]
        others = [(value, meeting) for value, meeting in alike if meeting != meetings[at] and value >= ALIKE]
        if others:
            count = 1 + len({meeting for _, meeting in others})
            rows.append((meetings[at], int(turn), str(text), "", max(others)[0], count))
    return rows


def _declared(
    asked: pd.DataFrame,
    vectors: Sequence[dict[str, float]],
    guide: Sequence[str],
    weights: dict[str, float],
) -> list[tuple[object, ...]]:
    items = [_vector(_stems(item), weights) for item in guide]
    found: list[tuple[str, int, str, int, float]] = []
    places: dict[str, list[int]] = {}
    for at, meeting in enumerate(asked["meeting"]):
        places.setdefault(str(meeting), []).append(at)
    for meeting, here in places.items():
        similarity = [[_cosine(item, vectors[at]) for at in here] for item in items]
        for item, place in _aligned(similarity):
            at = here[place]
            row = (meeting, int(asked.index[at]), str(asked["text"].iloc[at]), item, similarity[item][place])
            found.append(row)
    counts = Counter(item for _, _, _, item, _ in found)
    return [
        (meeting, turn, text, guide[item], value, counts[item]) for meeting, turn, text, item, value in found
    ]


def _aligned(similarity: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Return pairs (item, place), both in order, of greatest sum of similarity above `LEAST`."""
    n_items, n_places = len(similarity), len(similarity[0]) if similarity else 0
    best = [[0.0] * (n_places + 1) for _ in range(n_items + 1)]
    for item in range(1, n_items + 1):
        for place in range(1, n_places + 1):
            put = best[item - 1][place - 1] + similarity[item - 1][place - 1] - LEAST
            best[item][place] = max(best[item - 1][place], best[item][place - 1], put)
    pairs, item, place = [], n_items, n_places
    while item and place:
        if best[item][place] == best[item][place - 1]:
            place -= 1
        elif best[item][place] == best[item - 1][place]:
            item -= 1
        else:
            item, place = item - 1, place - 1
            pairs.append((item, place))
    return pairs[::-1]
