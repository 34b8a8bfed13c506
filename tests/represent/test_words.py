import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from tests.represent.material import STOPS, planted, tokens_of
from textmine.errors import TextmineError
from textmine.represent.features import Features
from textmine.represent.words import WordCounts, speaker_words, unit_rows, weigh

TEXTS = ["le chêne et la forêt .", "la forêt est la mer", "l'œuvre de la mer mer", "le ."]


@given(
    st.lists(
        st.lists(st.sampled_from("la mer forêt œuvre chêne é".split()), min_size=1, max_size=9), min_size=2
    ),
    st.integers(1, 3),
    st.sampled_from([0.5, 0.75, 1.0]),
)
@settings(max_examples=60, deadline=None)
def test_counts_are_those_of_scikit_learn(lines, min_segments, max_share):
    texts = [" ".join(line) for line in lines]
    theirs = CountVectorizer(
        analyzer=lambda text: [word for word in text.split() if word not in STOPS],
        min_df=min_segments,
        max_df=float(max_share),
    )
    try:
        expected = theirs.fit_transform(texts).toarray()
    except ValueError:
        with pytest.raises(TextmineError):
            WordCounts(min_segments=min_segments, max_share=max_share).fit(tokens_of(texts))
        return
    ours = WordCounts(min_segments=min_segments, max_share=max_share).fit_transform(tokens_of(texts))
    assert ours.kind == "counts"
    assert list(ours.columns) == list(theirs.get_feature_names_out())
    np.testing.assert_array_equal(ours.dense(), expected)


def test_tfidf_is_that_of_scikit_learn():
    counts = WordCounts(min_segments=1).fit_transform(tokens_of([*planted()[0], "le ."]))
    expected = TfidfTransformer().fit_transform(counts.dense()).toarray()
    ours = weigh(counts)
    assert ours.kind == "vectors"
    np.testing.assert_allclose(ours.dense(), expected, atol=1e-14)
    assert not ours.dense()[-1].any()


def test_columns_do_not_depend_on_the_order_of_segments():
    texts, _ = planted()
    assert WordCounts().fit(tokens_of(texts)).words_ == WordCounts().fit(tokens_of(texts[::-1])).words_


def test_inactive_tokens_are_counted_on_request():
    columns = WordCounts(min_segments=1, only_active=False).fit_transform(tokens_of(TEXTS)).columns
    assert "la" in columns and "." in columns
    assert not {"la", "."} & set(WordCounts(min_segments=1).fit_transform(tokens_of(TEXTS)).columns)


def test_new_words_are_left_out_and_known_ones_found_under_other_ids():
    counter = WordCounts(min_segments=1).fit(tokens_of(TEXTS))
    counted = counter.transform(tokens_of(["zèbre mer"])).frame().iloc[0]
    assert counted["mer"] == 1 and "zèbre" not in counted


def test_names_of_speakers_can_be_left_out():
    names = speaker_words(["Mme Élise CHÊNE", "Jean-Luc D’Œuvre"])
    assert {"chêne", "élise", "jean-luc", "jean", "luc", "œuvre", "d'œuvre"} <= names
    assert "chêne" not in WordCounts(min_segments=1, exclude=sorted(names)).fit(tokens_of(TEXTS)).words_


@pytest.mark.parametrize("bounds", [{"min_segments": 0}, {"max_share": 0.0}, {"max_share": 1.5}])
def test_bounds_that_cannot_be(bounds):
    with pytest.raises(TextmineError) as caught:
        WordCounts(**bounds).fit(tokens_of(TEXTS))
    assert caught.value.key == "word_bounds"


def test_no_word_left_and_nothing_fitted_are_said(tmp_path):
    with pytest.raises(TextmineError) as caught:
        WordCounts(min_segments=4).fit(tokens_of(TEXTS))
    assert "min_segments" in caught.value.say("en") and "4" in caught.value.say("fr")
    with pytest.raises(TextmineError, match="fit"):
        WordCounts().transform(tokens_of(TEXTS))
    with pytest.raises(TextmineError, match="fit"):
        WordCounts().save(tmp_path)


def test_only_counts_are_weighed():
    shares = Features(pd.DataFrame(index=[0]), np.array([[0.5, 0.5]]), ("a", "b"), "shares")
    with pytest.raises(TextmineError, match="counts"):
        weigh(shares)


def test_unit_rows_keep_rows_of_zeros():
    counts = WordCounts(min_segments=1).fit_transform(tokens_of(TEXTS))
    lengths = np.linalg.norm(unit_rows(counts.values).toarray(), axis=1)
    np.testing.assert_allclose(lengths, [1, 1, 1, 0])


def test_saved_counts_are_the_same(tmp_path):
    tokens = tokens_of(TEXTS)
    counter = WordCounts(min_segments=1, exclude=["mer"]).fit(tokens)
    counter.save(tmp_path / "mots")
    again = WordCounts.load(tmp_path / "mots")
    assert again.words_ == counter.words_
    np.testing.assert_array_equal(again.n_segments_in_, counter.n_segments_in_)
    np.testing.assert_array_equal(again.transform(tokens).dense(), counter.transform(tokens).dense())
