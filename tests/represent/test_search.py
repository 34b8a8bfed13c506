import numpy as np
import pytest

from tests.represent.material import planted, segments_of
from textmine.errors import TextmineError
from textmine.represent.search import Search, search
from textmine.represent.vectors import SentenceVectors


@pytest.fixture(scope="module")
def segments():
    texts, _ = planted(90)
    texts[17] += " ornithorynque"
    return segments_of(texts)


@pytest.fixture(scope="module")
def fitted(segments):
    return Search(vectors=SentenceVectors(purpose="theme", start="corpus").fit(segments)).fit(segments)


def test_a_word_said_once_is_found_first(fitted, segments):
    best = fitted.find("L’Ornithorynque")
    assert best["segment"][0] == 17 and "ornithorynque" in best["text"][0]
    assert list(best.columns[:2]) == ["segment", "score"] and best["score"].is_monotonic_decreasing


def test_like_themes_are_found_without_a_common_word(segments):
    """A segment with none of the query's words comes before others if its theme is that of the query."""
    texts, themes = planted(90)
    vectors = SentenceVectors(purpose="theme", start="corpus", dimensions=4).fit(segments)
    scores = Search(vectors=vectors).fit(segments).scores(["scierie"])[0]
    without = np.array(["scierie" not in text for text in texts])
    forest = np.array([theme == "forêt" for theme in themes])
    assert (without & forest).sum() > 3
    assert scores[without & forest].mean() > scores[without & ~forest].max()


def test_the_score_is_the_mixture(segments):
    vectors = SentenceVectors(purpose="theme", start="corpus").fit(segments)
    queries = ["la forêt et la mer", "école", "zzz", ""]
    parts = {
        exact: Search(exact=exact, vectors=vectors).fit(segments).scores(queries) for exact in (0, 0.7, 1)
    }
    np.testing.assert_allclose(parts[0.7], 0.7 * parts[1] + 0.3 * parts[0], atol=1e-12)
    assert not parts[0.7][2:].any() and np.abs(parts[1]).max() <= 1 + 1e-9


def test_no_match_is_an_empty_table(fitted):
    assert len(fitted.find("zzz")) == 0 and len(fitted.find("forêt", most=0)) == 0
    assert len(fitted.find("forêt", most=3)) == 3


def test_search_in_one_call(segments):
    assert search("ornithorynque", segments, most=1)["segment"].tolist() == [17]


def test_bad_input_is_told(segments):
    with pytest.raises(TextmineError) as caught:
        Search(exact=1.5).fit(segments)
    assert caught.value.key == "not_a_share"
    with pytest.raises(TextmineError, match="fit"):
        Search().scores(["x"])
