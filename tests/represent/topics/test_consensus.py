from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from tests.represent.material import THEMES, planted, tokens_of
from textmine.errors import TextmineError
from textmine.represent.topics.consensus import consensus, matched
from textmine.represent.topics.context import logarithmic, neighbour_weights, order_within
from textmine.represent.topics.factorising import factorise
from textmine.represent.topics.model import TopicModel

EASY = {"n_topics": 3, "min_segments": 2, "max_share": 0.7}


@pytest.fixture(scope="module")
def material():
    texts, which = planted()
    speakers = ["Ana" if i % 2 else "Bo" for i in range(90)]
    return tokens_of(texts, speakers=speakers), which


def test_planted_topics_come_back_in_every_draw_and_noise_does_not(material):
    tokens, _ = material
    model = TopicModel(**EASY, neighbours=0, weighting="log", refits=8).fit(tokens)
    assert model.stability_.min() > 0.95
    found = [set(words) for _, words in model.words(6).groupby("topic")["word"]]
    assert sorted(map(sorted, found)) == sorted(map(sorted, map(set, THEMES.values())))
    noise = sparse.csr_array(np.random.default_rng(0).random((60, 40)))
    agreed = consensus(noise, 6, refits=8, seed=0)
    assert agreed.stability.mean() < 0.9
    assert agreed.words.sum(axis=1) == pytest.approx(np.ones(6))


def test_same_seed_same_bits(material):
    tokens, _ = material
    one, other = (TopicModel(**EASY, refits=3, weighting="log", seed=4).fit(tokens) for _ in range(2))
    assert (one.weights_ == other.weights_).all() and (one.stability_ == other.stability_).all()


def test_stability_is_saved_and_missing_without_refits(material, tmp_path):
    tokens, _ = material
    model = TopicModel(**EASY, refits=3, within="speaker", weighting="log").fit(tokens)
    model.save(tmp_path)
    again = TopicModel.load(tmp_path)
    assert (again.stability_ == model.stability_).all() and again.weighting == "log"
    assert (again.transform(tokens).dense() == model.transform(tokens).dense()).all()
    assert np.isnan(TopicModel(**EASY, refits=0).fit(tokens).stability_).all()


def test_shares_of_a_speaker_do_not_depend_on_what_others_say(material):
    tokens, _ = material
    model = TopicModel(**EASY, weighting="log", within="meeting").fit(tokens)
    mine = (tokens.rows["speaker"] == "Ana").to_numpy()
    whole, alone = model.dominant(tokens)[mine], model.dominant(tokens.take(mine))
    assert (whole == alone).all()
    assert (model.transform(tokens).dense()[mine] == model.transform(tokens.take(mine)).dense()).all()


@pytest.mark.parametrize("option", [{"within": "hall"}, {"weighting": "bm25"}, {"refits": -1}])
def test_unknown_options(material, option):
    with pytest.raises(TextmineError, match="within"):
        TopicModel(**EASY, **option).fit(material[0])


def test_matches_are_one_to_one_and_best():
    ones = np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]])
    order, cosines = matched(ones, ones[[2, 0, 1]])
    assert order.tolist() == [1, 2, 0] and cosines == pytest.approx(np.ones(3))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=12), st.integers(0, 4))
def test_neighbours_stay_in_their_speakers_talk(speakers, reach):
    tokens = tokens_of(["mot"] * len(speakers), speakers=speakers)
    weights = neighbour_weights(order_within(tokens.rows, "speaker"), reach).toarray()
    assert (weights == weights.T).all() and (np.diag(weights) == 1).all()
    same = np.array(speakers)[:, None] == np.array(speakers)[None, :]
    assert (weights[~same] == 0).all()
    place = np.array([speakers[:i].count(s) for i, s in enumerate(speakers)])
    gap = np.abs(place[:, None] - place[None, :])
    near = same & (gap > 0) & (gap <= reach)
    assert weights[near] == pytest.approx(0.5 / np.sqrt(gap[near]))


def test_logarithm_after_the_neighbours_are_added():
    counts = sparse.csr_array([[1.0, 0.0], [2.0, 1.0]])
    order = (np.arange(2), np.zeros(2, dtype=np.int64))
    row = np.log1p([1 + 0.5 * 2, 0.5])
    expected = row / np.linalg.norm(row)
    assert logarithmic(counts, np.ones(2), order, 1).toarray()[0] == pytest.approx(expected)


def test_rows_are_in_order_so_that_a_second_fit_gives_the_same_bits(material):
    tokens, _ = material
    model = TopicModel(**EASY, refits=0).fit(tokens)
    rows = model.weigh_context(tokens)
    assert rows.has_sorted_indices
    first = factorise(rows, 3, seed=0)
    assert (factorise(rows, 3, seed=0) == first).all()


def test_fits_that_do_not_converge_warn_nobody_in_whatever_thread_they_are_asked_for(monkeypatch):
    monkeypatch.setattr("textmine.represent.topics.consensus.MOST_ITERATIONS", 2)
    monkeypatch.setattr("textmine.represent.topics.consensus._REFIT_ITERATIONS", 2)
    drawn = np.random.default_rng(0)
    rows = sparse.csr_array((drawn.random((60, 30)) < 0.2).astype(float))
    here = consensus(rows, 4, refits=4, seed=0)
    with ThreadPoolExecutor(1) as other:
        there = other.submit(consensus, rows, 4, refits=4, seed=0).result()
    assert np.array_equal(here.words, there.words) and np.array_equal(here.stability, there.stability)


def test_fits_in_two_processes_are_those_of_one(material):
    tokens, _ = material
    one = TopicModel(**EASY, refits=3).fit(tokens)
    two = TopicModel(**EASY, refits=3).fit(tokens, processes=2)
    for name in ("weights_", "stability_", "prevalence_"):
        assert (getattr(one, name) == getattr(two, name)).all(), name
