import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from textmine.errors import TextmineError
from textmine.measure.textometry.lafon import specificities
from textmine.measure.textometry.leading import leading_words
from textmine.represent.features import Features


@pytest.fixture(scope="module")
def counts():
    generator = np.random.default_rng(4)
    part = generator.integers(0, 70, 400)
    values = generator.poisson(0.2 + 2.0 * (part[:, None] % 40 == np.arange(40)), (400, 40))
    rows = pd.DataFrame({"section": np.where(part == 7, None, part.astype(object))})
    names = tuple(f"mot{index:02}" for index in generator.permutation(40))
    return Features(rows, sparse.csr_array(values.astype(float)), names, "counts")


def test_they_are_the_best_of_the_whole_table(counts):
    best = specificities(counts, by="section", min_count=3).best(6)
    found = leading_words(counts, by="section", n=6, min_count=3)
    assert found["part"].nunique() == 69
    for name in ("part", "word"):
        assert found[name].tolist() == best[name].tolist()
    assert found["score"].to_numpy().tobytes() == best["score"].to_numpy().tobytes()


def test_equal_scores_stand_in_the_order_of_words():
    rows = pd.DataFrame({"section": [0, 1]})
    counts = Features(rows, np.array([[5.0, 5.0, 0.0], [0.0, 0.0, 9.0]]), ("zèle", "âge", "prix"), "counts")
    found = leading_words(counts, by="section", n=2)
    assert found["word"].tolist() == specificities(counts, by="section").best(2)["word"].tolist()


def test_what_cannot_be_compared_is_told(counts):
    for features, by, key in (
        (counts, "nowhere", "no_such_column"),
        (counts.take(counts.rows["section"].eq(3).to_numpy()), "section", "one_part"),
        (Features(counts.rows, counts.values, counts.columns, "vectors"), "section", "wrong_kind"),
    ):
        with pytest.raises(TextmineError) as caught:
            leading_words(features, by=by)
        assert caught.value.key == key
