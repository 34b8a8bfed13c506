import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import LatentDirichletAllocation

from tests.represent.material import THEMES, planted, tokens_of
from textmine.errors import TextmineError
from textmine.represent.features import Features
from textmine.represent.topics.clusters import VectorClusters
from textmine.represent.topics.dirichlet import LatentDirichlet
from textmine.represent.words import WordCounts

EASY = {"n_topics": 3, "min_segments": 2, "max_share": 0.7}


@pytest.fixture(scope="module")
def material():
    texts, which = planted()
    places = np.eye(3)[[list(THEMES).index(name) for name in which]]
    places = places + np.random.default_rng(1).normal(0, 0.05, places.shape)
    tokens = tokens_of(texts)
    return tokens, which, Features(tokens.rows, places, ("x", "y", "z"), "vectors")


@pytest.mark.parametrize("engine", ["sklearn", "gensim"])
def test_both_engines_find_planted_themes_with_one_face(material, engine):
    tokens, which, _ = material
    model = LatentDirichlet(**EASY, engine=engine, seed=1).fit(tokens)
    assert model.weights_.sum(axis=1) == pytest.approx(np.ones(3))
    shares = model.transform(tokens)
    assert shares.kind == "shares" and shares.columns == model.labels_
    assert (shares.dense() == model.transform(tokens).dense()).all()
    pairs = pd.crosstab(pd.Series(which), model.dominant(tokens)).to_numpy()
    assert pairs.max(axis=1).sum() >= 0.8 * len(which)


def test_sklearn_engine_is_that_of_sklearn(material):
    tokens, _, _ = material
    model = LatentDirichlet(**EASY, seed=3, passes=5).fit(tokens)
    counts = WordCounts(min_segments=2, max_share=0.7).fit_transform(tokens).values
    peer = LatentDirichletAllocation(3, max_iter=5, random_state=3).fit(counts)
    assert model.transform(tokens).dense() == pytest.approx(peer.transform(counts), abs=1e-9)


def test_clusters_and_their_words(material):
    tokens, which, vectors = material
    model = VectorClusters(**EASY).fit(tokens, vectors)
    assert pd.crosstab(pd.Series(which), model.dominant(vectors)).gt(0).sum().sum() == 3
    found = [set(words) for _, words in model.words(6).groupby("topic")["word"]]
    assert sorted(map(sorted, found)) == sorted(map(sorted, map(set, THEMES.values())))
    assert (np.diff(model.prevalence_) <= 0).all()
    assert set(np.unique(model.transform(vectors).dense())) == {0.0, 1.0}


def test_bad_input(material):
    tokens, _, vectors = material
    with pytest.raises(TextmineError, match="mallet"):
        LatentDirichlet(engine="mallet").fit(tokens)
    for n_topics in (1, 500):
        with pytest.raises(TextmineError, match=str(n_topics)):
            LatentDirichlet(**{**EASY, "n_topics": n_topics}).fit(tokens)
    with pytest.raises(TextmineError, match="90, 89"):
        VectorClusters(**EASY).fit(tokens, vectors.take(np.arange(90) > 0))
    with pytest.raises(TextmineError):
        VectorClusters(**EASY).fit(tokens, Features(vectors.rows, np.ones((90, 1)), ("a",), "counts"))
    for call in (LatentDirichlet().words, VectorClusters().words):
        with pytest.raises(TextmineError):
            call()
    with pytest.raises(TextmineError):
        LatentDirichlet().transform(tokens)
    with pytest.raises(TextmineError):
        VectorClusters().transform(vectors)
