"""Topics merged, divided and named by hand: what it changes, and what it refuses."""

import numpy as np
import pytest

from tests.represent.material import THEMES, planted, tokens_of
from textmine.errors import TextmineError
from textmine.represent.topics.editing import edit_topics, topic_place
from textmine.represent.topics.model import TopicModel

OPTIONS = {"min_segments": 2, "max_share": 0.7, "neighbours": 0, "refits": 3}


@pytest.fixture(scope="module")
def tokens():
    return tokens_of(planted(120)[0])


@pytest.fixture(scope="module")
def model(tokens):
    return TopicModel(n_topics=3, **OPTIONS).fit(tokens)


def themes_of(model, place):
    words = {model.words_[index] for index in np.argsort(-model.weights_[place])[:6]}
    return {name for name, theme in THEMES.items() if len(words & set(theme)) >= 2}


def test_two_merged_are_one_with_both_shares(model, tokens):
    merged = edit_topics(model, tokens, merge=[[0, model.labels_[1]]])
    assert merged.n_topics == 2 and model.n_topics == 3
    assert themes_of(merged, 0) >= themes_of(model, 0) | themes_of(model, 1)
    assert merged.weights_.sum(axis=1) == pytest.approx(1)
    before, after = (m.transform(tokens).dense().mean(axis=0) for m in (model, merged))
    assert after[0] == pytest.approx(before[0] + before[1], abs=0.05)
    assert np.isnan(merged.stability_[0]) and np.isfinite(merged.stability_[1])
    assert merged.recipe_.steps[-1].options["merge"] == [[0, model.labels_[1]]]


def test_what_was_merged_comes_apart_when_divided(model, tokens):
    merged = edit_topics(model, tokens, merge=[[0, 1]])
    again = edit_topics(merged, tokens, split=[0])
    assert again.n_topics == 3
    found = [themes_of(again, place) for place in range(3)]
    assert sorted(map(tuple, found)) == sorted((name,) for name in THEMES)
    assert (np.diff(again.prevalence_) <= 0).all()


def test_a_name_stays_through_saving(model, tokens, tmp_path):
    named = edit_topics(model, tokens, names={model.labels_[2]: "Le bois"})
    named.save(tmp_path / "model")
    read = TopicModel.load(tmp_path / "model")
    assert read.labels_ == named.labels_ and "Le bois" in read.labels_
    assert np.array_equal(read.transform(tokens).dense(), named.transform(tokens).dense())
    assert "Le bois" in named.transform(tokens).columns


def test_a_topic_is_found_by_label_or_number(model):
    assert topic_place(model, model.labels_[1].upper()) == 1 and topic_place(model, 2) == 2
    for unknown in ("rien de tel", 3, -1, True):
        with pytest.raises(TextmineError) as caught:
            topic_place(model, unknown)
        assert model.labels_[0] in caught.value.say("fr")


@pytest.mark.parametrize(
    "options",
    [
        {"merge": [[0, 1], [1, 2]]},
        {"merge": [[0]]},
        {"merge": [[0, 1]], "split": [0]},
        {"merge": [[0, 1, 2]]},
    ],
)
def test_what_makes_no_sense_is_refused(model, tokens, options):
    with pytest.raises(TextmineError):
        edit_topics(model, tokens, **options)


def test_two_of_one_name_and_too_small_a_topic_are_refused(model, tokens):
    with pytest.raises(TextmineError):
        edit_topics(model, tokens, names={model.labels_[0]: model.labels_[1]})
    with pytest.raises(TextmineError):
        edit_topics(model, tokens.take(np.arange(120) < 12), split=[0])
    with pytest.raises(TextmineError):
        edit_topics(TopicModel(), tokens)
