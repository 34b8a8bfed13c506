"""How well a pipeline tags French: accuracy and F by treebank and condition, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.errors import TextmineError
from textmine.segment.oral.examples import make_doc
from textmine.segment.oral.treebank import Sentence, documents, read_treebank, stripped, turns

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

CONTENT: Final = frozenset({"NOUN", "VERB", "ADJ", "ADV"})
CONDITIONS: Final = ("written", "stripped")
SETS: Final = {
    "spoken": ("fr_rhapsodie-ud-dev", "fr_parisstories-ud-dev"),
    "rhapsodie": ("fr_rhapsodie-ud-dev",),
    "parisstories": ("fr_parisstories-ud-dev",),
    "sequoia": ("fr_sequoia-ud-dev",),
    "fqb": ("fr_fqb-ud-test",),
}
_LABELS: Final = ("filler", "restart", "marker")
_DRAWS: Final = 1000


@dataclass
class _Counts:
    """Hits, true and found of each measure, in one document."""

    hits: dict[str, int] = field(default_factory=dict)
    true: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)

    def add(self, measure: str, hits: int, true: int, found: int) -> None:
        for table, value in ((self.hits, hits), (self.true, true), (self.found, found)):
            table[measure] = table.get(measure, 0) + value


def score_pipeline(
    nlp: Language,
    data: Path,
    *,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Score a pipeline on development treebanks, none of which it was trained on.

    Parameters
    ----------
    data
        Folder of the CoNLL-U files (``fr_rhapsodie-ud-dev.conllu``…); those that are absent are left out.
    seed
        Of the bootstrap.

    Returns
    -------
    DataFrame
        One row a set, condition and measure: ``set``, ``condition`` ("written": as the treebank has it;
        "stripped": no punctuation, no capitals), ``measure``, ``value``, ``low`` and ``high`` (95 %
        percentile interval over 1,000 draws of documents), ``n`` (tokens or sentences that it rests on),
        ``documents``.

    Raises
    ------
    TextmineError
        No file is there.

    Notes
    -----
    The pipeline is given text, one speaker's turn at a time, and cuts it itself: a gold token that it cuts
    otherwise counts as wrong. ``upos``: share of gold tokens with the right universal part of speech.
    ``lemma``: share of gold nouns, verbs, adjectives and adverbs with the right lemma (treebanks lemmatise
    pronouns each in their own way). ``sentence``: F of sentences with both ends right; ``boundary``: F of
    their first tokens, that of the turn left out. ``filler_p``, ``filler_r``: precision and recall of
    interjections; ``restart``, ``marker``: F of words of a reparandum, and of other discourse markers.
    """
    found = {name: [data / f"{file}.conllu" for file in files] for name, files in SETS.items()}
    found = {name: paths for name, paths in found.items() if all(path.is_file() for path in paths)}
    if not found:
        raise TextmineError(
            "no_treebanks",
            folder=data,
            missing=", ".join(sorted({f for names in SETS.values() for f in names})),
        )
    chance = np.random.default_rng(seed)
    tables = []
    for done, (name, paths) in enumerate(found.items()):
        texts = documents(sentence for path in paths for sentence in read_treebank(path))
        for condition in CONDITIONS:
            counts = [_count(nlp, document, condition) for document in texts]
            tables.append(_table(counts, chance).assign(set=name, condition=condition))
        if progress is not None:
            progress(done + 1, len(found))
    columns = ["set", "condition", "measure", "value", "low", "high", "n", "documents"]
    return pd.concat(tables, ignore_index=True)[columns]


def _count(nlp: Language, document: Sequence[Sentence], condition: str) -> _Counts:
    counts = _Counts()
    for turn in turns(document):
        said = [stripped(sentence) for sentence in turn] if condition == "stripped" else turn
        gold = make_doc(said, nlp.vocab)
        if len(gold):
            _compare(gold, nlp(gold.text), counts)
    return counts


def _compare(gold: Doc, seen: Doc, counts: _Counts) -> None:
    here = {(token.idx, len(token)): token for token in seen}
    pairs = [(token, here.get((token.idx, len(token)))) for token in gold]
    right = sum(other is not None and token.pos == other.pos for token, other in pairs)
    counts.add("upos", right, len(gold), len(gold))
    content = [(token, other) for token, other in pairs if token.pos_ in CONTENT]
    right = sum(_lemma(token) == _lemma(other) for token, other in content)
    counts.add("lemma", right, len(content), len(content))
    for label in _LABELS:
        hits = sum(other is not None and token.tag_ == other.tag_ == label for token, other in pairs)
        true = sum(token.tag_ == label for token in gold)
        counts.add(label, hits, true, sum(token.tag_ == label for token in seen))
    if seen.has_annotation("SENT_START"):
        true_ends, found_ends = ({(s.start_char, s.end_char) for s in doc.sents} for doc in (gold, seen))
        counts.add("sentence", len(true_ends & found_ends), len(true_ends), len(found_ends))
        true_starts, found_starts = (
            {start for start, _ in ends if start} for ends in (true_ends, found_ends)
        )
        counts.add("boundary", len(true_starts & found_starts), len(true_starts), len(found_starts))


def _lemma(token: Token | None) -> str:
    return "" if token is None else token.lemma_.lower().replace("’", "'")


def _table(counts: Sequence[_Counts], chance: np.random.Generator) -> pd.DataFrame:
    draws = chance.integers(0, len(counts), size=(_DRAWS, len(counts)))
    rows = []
    for measure in counts[0].hits:
        table = np.array(
            [[c.hits.get(measure, 0), c.true.get(measure, 0), c.found.get(measure, 0)] for c in counts]
        )
        if not table[:, 1].any():
            continue
        ways: dict[str, Callable[[NDArray[np.int64]], NDArray[np.float64]]]
        ways = {f"{measure}_p": _precision, f"{measure}_r": _recall} if measure == "filler" else {measure: _f}
        for name, way in ways.items():
            drawn = way(table[draws].sum(axis=1))
            low, high = np.nanpercentile(drawn, [2.5, 97.5])
            value = float(way(table.sum(axis=0)))
            rows.append((name, value, float(low), float(high), int(table[:, 1].sum()), len(counts)))
    return pd.DataFrame(rows, columns=["measure", "value", "low", "high", "n", "documents"])


def _precision(sums: NDArray[np.int64]) -> NDArray[np.float64]:
    return sums[..., 0] / np.maximum(1, sums[..., 2])


def _recall(sums: NDArray[np.int64]) -> NDArray[np.float64]:
    return sums[..., 0] / np.maximum(1, sums[..., 1])


def _f(sums: NDArray[np.int64]) -> NDArray[np.float64]:
    """Harmonic mean of precision and recall; the share right where every gold token has one answer."""
    scores: NDArray[np.float64] = 2 * sums[..., 0] / np.maximum(1, sums[..., 1] + sums[..., 2])
    return scores
