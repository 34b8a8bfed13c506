import warnings

import numpy as np
import pytest
from scipy.optimize import nnls
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning

from tests.represent.material import THEMES, planted, tokens_of
from textmine.errors import TextmineError
from textmine.represent.factors import exact_svd, nonnegative_weights
from textmine.represent.topics.context import smoothed
from textmine.represent.topics.model import TopicModel
from textmine.represent.words import WordCounts, weigh

EASY = {"n_topics": 3, "min_segments": 2, "max_share": 0.7, "weighting": "tfidf", "neighbours": 2,
        "within": "meeting", "refits": 0}  # fmt: skip


@pytest.fixture(scope="module")
def material():
    texts, which = planted()
    meetings = sorted(f"m{i % 3}" for i in range(90))
    order = np.argsort([list(THEMES).index(name) for name in which], kind="stable")
    speakers = ["Ana" if i % 2 else "Bo" for i in range(90)]
    tokens = tokens_of([texts[i] for i in order], meetings=meetings, speakers=speakers)
    return tokens, [which[i] for i in order]


def test_planted_themes_are_found_with_their_accents(material):
    tokens, which = material
    model = TopicModel(**EASY).fit(tokens)
    found = [set(words) for _, words in model.words(6).groupby("topic")["word"]]
    assert sorted(map(sorted, found)) == sorted(map(sorted, map(set, THEMES.values())))
    for word in ("œuvre", "bœuf", "aujourd'hui", "forêt", "préau"):
        assert any(word in words for words in found)
    best = model.transform(tokens).dense().argmax(axis=1)
    assert len({(theme, topic) for theme, topic in zip(which, best, strict=True)}) == 3


def test_topics_stand_in_order_of_their_weight(material):
    tokens, _ = material
    model = TopicModel(**EASY).fit(tokens)
    assert (np.diff(model.prevalence_) <= 0).all()
    np.testing.assert_allclose(model.transform(tokens).dense().mean(axis=0), model.prevalence_, atol=1e-12)
    np.testing.assert_allclose(model.weights_.sum(axis=1), 1)
    assert all(label.count(", ") == 2 for label in model.labels_)


def test_topics_do_not_depend_on_the_order_of_meetings(material):
    tokens, _ = material
    chosen = [np.flatnonzero(tokens.rows["meeting"] == name) for name in ("m2", "m0", "m1")]
    order = np.concatenate(chosen)
    words = np.array(tokens.vocabulary, dtype=object)[tokens.lemma]
    texts = [" ".join(words[tokens.pointer[s] : tokens.pointer[s + 1]]) for s in order]
    moved = tokens_of(texts, meetings=list(tokens.rows["meeting"].iloc[order]))
    one, other = TopicModel(**EASY).fit(tokens), TopicModel(**EASY).fit(moved)
    assert one.labels_ == other.labels_
    np.testing.assert_allclose(one.weights_, other.weights_, atol=1e-8)


def test_same_seed_same_bits_and_other_seed_same_topics(material):
    tokens, _ = material
    one, two, other = (TopicModel(**EASY, seed=seed).fit(tokens) for seed in (1, 1, 2))
    assert one.weights_.tobytes() == two.weights_.tobytes()
    assert one.transform(tokens).dense().tobytes() == two.transform(tokens).dense().tobytes()
    assert one.labels_ == other.labels_


def test_shares_rest_on_the_segment_alone(material):
    tokens, _ = material
    model = TopicModel(**EASY).fit(tokens)
    together = model.transform(tokens_of(["forêt chêne", "mer pêche", "école élève"])).dense()
    alone = np.vstack([model.transform(tokens_of([text])).dense() for text in ("forêt chêne", "mer pêche")])
    assert together[:2].tobytes() == alone.tobytes()


def test_a_segment_without_a_known_word_gets_the_mean_and_says_so(material):
    model = TopicModel(**EASY).fit(material[0])
    shares = model.transform(tokens_of(["le .", "zèbre zèbre", "mer mer zèbre la"]))
    assert shares.kind == "shares"
    assert list(shares.rows["n_known"]) == [0, 0, 2]
    np.testing.assert_array_equal(shares.dense()[:2], np.tile(model.prevalence_, (2, 1)))


def test_shares_by_pilot_and_meeting(material):
    shares = TopicModel(**EASY).fit_transform(material[0])
    by_pilot, by_cell = shares.mean(["speaker"]), shares.mean(["speaker", "meeting"])
    assert len(by_pilot) == 2 and len(by_cell) == 6
    np.testing.assert_allclose(by_cell.dense().sum(axis=1), 1)


def test_names_can_be_kept_out_of_topics(material):
    model = TopicModel(**EASY, exclude=["chêne"]).fit(material[0])
    assert "chêne" not in model.words_


@pytest.mark.parametrize("options", [{"n_topics": 1}, {"n_topics": 91}, {"n_topics": 24}])
def test_too_many_topics_are_refused_in_a_sentence(material, options):
    with pytest.raises(TextmineError) as caught:
        TopicModel(min_segments=2, max_share=0.7, **options).fit(material[0])
    assert caught.value.key == "too_many_topics"
    assert str(options["n_topics"]) in caught.value.say("fr")


def test_what_is_not_fitted_says_so(material, tmp_path):
    for act in (lambda m: m.transform(material[0]), lambda m: m.words(), lambda m: m.save(tmp_path)):
        with pytest.raises(TextmineError, match="fit"):
            act(TopicModel())


def test_saved_topics_give_the_same_bits(material, tmp_path):
    tokens, _ = material
    model = TopicModel(**EASY, exclude=["réunion"]).fit(tokens)
    model.save(tmp_path / "thèmes")
    again = TopicModel.load(tmp_path / "thèmes")
    assert again.labels_ == model.labels_ and again.recipe_ == model.recipe_
    assert again.transform(tokens).dense().tobytes() == model.transform(tokens).dense().tobytes()
    again.save(tmp_path / "encore")
    for name in ("textmine.json", "arrays.npz"):
        assert (tmp_path / "encore" / name).read_bytes() == (tmp_path / "thèmes" / name).read_bytes()


def test_the_objective_is_as_low_as_that_of_scikit_learn(material):
    tokens, _ = material
    rows = weigh(WordCounts(min_segments=2, max_share=0.7).fit_transform(tokens)).values
    ours = TopicModel(**{**EASY, "neighbours": 0}).fit(tokens)
    weights = nonnegative_weights(rows, ours.weights_)
    loss = np.linalg.norm(rows.toarray() - weights @ ours.weights_)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        theirs = NMF(3, init="nndsvda", max_iter=500, random_state=0).fit(rows).reconstruction_err_
    assert loss <= theirs * 1.001


def test_weights_are_those_of_nonnegative_least_squares():
    from scipy import sparse

    chance = np.random.default_rng(0)
    words, rows = chance.random((4, 9)), chance.random((20, 9))
    expected = np.array([nnls(words.T, row)[0] for row in rows])
    np.testing.assert_allclose(nonnegative_weights(sparse.csr_array(rows), words), expected, atol=1e-6)


@pytest.mark.parametrize("shape", [(40, 60), (400, 300)])
def test_singular_vectors_are_exact_and_repeat(shape):
    from scipy import sparse

    values = sparse.random_array(shape, density=0.1, rng=np.random.default_rng(3), format="csr")
    left, strengths, right = exact_svd(values, 5)
    np.testing.assert_allclose(strengths, np.linalg.svd(values.toarray(), compute_uv=False)[:5])
    np.testing.assert_allclose(values @ right.T, left * strengths, atol=1e-8)
    assert right.tobytes() == exact_svd(values, 5)[2].tobytes()
    np.testing.assert_allclose(exact_svd(values, 5, seed=9)[2], right, atol=1e-6)


def test_context_follows_speech_and_stops_at_the_meeting():
    from scipy import sparse

    order = (np.array([1, 0, 2, 3]), np.array([0, 0, 0, 1]))
    rows = smoothed(sparse.csr_array(np.eye(4)), order, 2).toarray()
    expected = np.array([1, 0.5, 0.5, 0]) / np.sqrt(1.5)
    np.testing.assert_allclose(rows[0], expected)
    np.testing.assert_allclose(rows[3], [0, 0, 0, 1])
    np.testing.assert_array_equal(smoothed(sparse.csr_array(np.eye(4)), order, 0).toarray(), np.eye(4))


@pytest.mark.parametrize("on_disk", [False, True])
def test_topics_of_meetings_one_by_one_are_those_of_all_at_once(material, on_disk, tmp_path, monkeypatch):
    monkeypatch.setattr("textmine.represent.row_blocks.ROWS", 16)
    tokens, _ = material
    meeting = tokens.rows["meeting"].to_numpy()
    parts = [tokens.take(meeting == name) for name in ("m0", "m1", "m2")]
    whole = TopicModel(**{**EASY, "refits": 3}).fit(tokens)
    apart = TopicModel(**{**EASY, "refits": 3}).fit(parts, folder=tmp_path if on_disk else None)
    assert bool(list(tmp_path.iterdir())) == on_disk
    for name in ("words_", "labels_", "weights_", "stability_", "prevalence_", "inverse_"):
        assert np.array_equal(getattr(whole, name), getattr(apart, name)), name
    shares = np.concatenate([apart.transform(part).dense() for part in parts])
    assert np.array_equal(shares, whole.transform(tokens).dense())


def test_meetings_with_vocabularies_of_their_own():
    words = ("le four fond le verre", "la palette part au port")
    apart = [tokens_of([words[0]] * 6), tokens_of([words[1]] * 6)]
    together = TopicModel(n_topics=2, max_share=0.5, refits=0).fit(tokens_of([words[0]] * 6 + [words[1]] * 6))
    assert apart[0].vocabulary != apart[1].vocabulary
    assert TopicModel(n_topics=2, max_share=0.5, refits=0).fit(apart).words_ == together.words_
