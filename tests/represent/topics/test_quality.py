import numpy as np
import pandas as pd
import pytest
from gensim.corpora import Dictionary
from gensim.models.coherencemodel import CoherenceModel

from tests.represent.material import tokens_of
from textmine.errors import TextmineError
from textmine.represent.features import Features
from textmine.represent.topics.quality import coherence, diversity, mean_overlap, overlap
from textmine.represent.words import WordCounts


def table(*topics):
    rows = [(t, r, w) for t, words in enumerate(topics) for r, w in enumerate(words.split(), start=1)]
    return pd.DataFrame(rows, columns=["topic", "rank", "word"])


def test_coherence_is_that_of_gensim():
    drawn = np.random.default_rng(0)
    letters = list("abcdef")
    texts = [" ".join(drawn.choice(letters, 3, replace=False)) for _ in range(200)]
    counts = WordCounts(min_segments=1).fit_transform(tokens_of(texts))
    words = table("a b c", "d e f")
    documents = [text.split() for text in texts]
    peer = CoherenceModel(
        topics=[["a", "b", "c"], ["d", "e", "f"]], texts=documents, dictionary=Dictionary(documents),
        coherence="c_npmi", window_size=1000, processes=1,
    )  # fmt: skip
    assert coherence(words, counts).to_numpy() == pytest.approx(peer.get_coherence_per_topic(), abs=1e-6)


def test_coherence_by_hand():
    values = np.array([[1.0, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    counts = Features(pd.DataFrame(index=range(4)), values, ("a", "b", "c"), "counts")
    assert coherence(table("a b"), counts)[0] == pytest.approx(0.0)
    assert coherence(table("a c"), counts)[0] == -1
    assert np.isnan(coherence(table("a zzz"), counts)[0])
    both = Features(counts.rows, np.ones((4, 3)), counts.columns, "counts")
    assert coherence(table("a b c"), both)[0] == 1
    with pytest.raises(TextmineError, match="counts"):
        coherence(table("a b"), Features(counts.rows, values, counts.columns, "vectors"))


def test_diversity_and_overlap():
    one, other = table("a b", "c d"), table("d c", "a x")
    assert diversity(one) == 1 and diversity(table("a b", "a c")) == 0.75
    assert overlap(one, other) == pytest.approx((1 + 0.5) / 2)
    assert overlap(one, table("a b")) == 1
    assert mean_overlap([one, one, other]) == pytest.approx((1 + 0.75 + 0.75) / 3)
    assert np.isnan(mean_overlap([one]))
