import numpy as np
import pytest
from scipy import sparse

from tests.represent.material import THEMES, tokens_of
from textmine.errors import TextmineError
from textmine.represent.topics.model import TopicModel
from textmine.represent.topics.private import aligned, own_topics

SECRET = "apiculture ruche essaim miel rucher abeille".split()


def talk(*, private=True, seed=0):
    """Three pilots on three common themes; Zoé has a fourth that nobody else speaks of."""
    drawn = np.random.default_rng(seed)
    texts, speakers = [], []
    for pilot in ("Ana", "Bo", "Zoé"):
        for block in range(60):
            secret = private and pilot == "Zoé" and block % 4 == 3
            words = SECRET if secret else list(THEMES.values())[block % 3]
            texts.append(" ".join(drawn.choice(words, 12)))
            speakers.append(pilot)
    return tokens_of(texts, speakers=speakers)


def model_of(tokens):
    return TopicModel(n_topics=4, min_segments=2, max_share=0.7, neighbours=0, weighting="log").fit(tokens)


@pytest.mark.parametrize("seed", range(3))
def test_planted_private_topic_is_found_and_named_without_counterpart(seed):
    tokens = talk(seed=seed)
    found = own_topics(model_of(tokens), tokens, n_topics=4)
    alone = found.without_counterpart
    assert alone["pilot"].tolist() == ["Zoé"]
    assert set(alone["words"][0].split(", ")) == set(SECRET)
    assert alone["share"][0] == pytest.approx(0.25, abs=0.08)
    assert alone["common_cosine"][0] > 0.9, "it is among the topics of all, learnt with Zoé's talk"


def test_nothing_is_private_where_all_speak_of_the_same():
    tokens = talk(private=False)
    found = own_topics(model_of(tokens), tokens, n_topics=3)
    assert len(found.own) == 9 and found.own["has_counterpart"].all()
    assert found.without_counterpart.empty


def test_pilots_with_too_little_talk_are_told():
    tokens = talk()
    kept = np.ones(len(tokens), dtype=bool)
    kept[5:60] = False
    few = tokens.take(kept)
    found = own_topics(model_of(few), few)
    assert found.left_out.to_dict("records") == [{"pilot": "Ana", "n_blocks": 5, "needed": 30}]
    assert set(found.own["pilot"]) == {"Bo", "Zoé"}


def test_aligned_topics_keep_their_number_and_their_common_words_where_nothing_is_said():
    common = np.array([[0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 0.5, 0.5]])
    rows = sparse.csr_array(np.tile([0.0, 1.0, 0.0, 0.0], (40, 1)))
    mine = aligned(rows, common)
    assert mine[1] == pytest.approx(common[1])
    assert mine[0, 1] > 0.6 and mine.sum(axis=1) == pytest.approx(np.ones(2))
    firm = aligned(rows, common, prior=1e6)
    assert firm == pytest.approx(common, abs=1e-3)


def test_bad_input():
    tokens = talk()
    model = model_of(tokens)
    with pytest.raises(TextmineError, match="couleur"):
        own_topics(model, tokens, by="couleur")
    with pytest.raises(TextmineError, match="least_cosine"):
        own_topics(model, tokens, least_cosine=1.5)
    with pytest.raises(TextmineError):
        own_topics(model, tokens.take((tokens.rows["speaker"] == "Ana").to_numpy()))
    with pytest.raises(TextmineError):
        own_topics(TopicModel(), tokens)
