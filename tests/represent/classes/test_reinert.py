import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.stats import chi2_contingency

from tests.represent.material import THEMES, planted, segments_of, tokens_of
from textmine.errors import TextmineError
from textmine.represent.classes import steadiness
from textmine.represent.classes.descent import Rules, descend
from textmine.represent.classes.division import chi2_of
from textmine.represent.classes.profiles import signed_chi2
from textmine.represent.classes.reinert import LexicalClasses

EASY = {"n_classes": 3, "max_share": 0.7, "min_segments": 2}


@pytest.fixture(scope="module")
def material():
    texts, which = planted(120)
    speakers = [{"forêt": "Ana", "mer": "Bo", "école": "Cid"}[name] for name in which]
    return texts, which, speakers, tokens_of(texts, speakers=speakers)


@pytest.fixture(scope="module")
def model(material):
    return LexicalClasses(**EASY).fit(material[3])


def test_planted_vocabularies_are_the_classes(material, model):
    _, which, _, _ = material
    table = pd.crosstab(pd.Series(which), model.classes(3))
    assert table.shape == (3, 3) and (table > 0).sum().sum() == 3
    profiles = model.profiles(3, n=6)
    best = profiles[profiles["rank"] > 0].groupby("class")["word"].agg(set)
    assert sorted(map(sorted, best)) == sorted(map(sorted, map(set, THEMES.values())))
    assert (profiles.loc[profiles["rank"] < 0, "chi2"] < 0).all()


def test_levels_are_nested_and_numbered_by_size(model):
    two, three = model.classes(2), model.classes(3)
    assert pd.crosstab(two, three).gt(0).sum(axis=0).max() == 1
    assert (np.diff(np.bincount(three)) <= 0).all()
    assert model.classes().tolist() == three.tolist()
    assert model.tree_["step"].tolist() == [1, 2] and model.tree_["parent"][0] == 0


def test_the_tree_tells_the_chi2_of_its_sides(model):
    first = model.levels_[1] == model.tree_["left"][0]
    assert model.tree_["chi2"][0] == pytest.approx(chi2_of(model.present_, first), rel=1e-9)
    assert (model.tree_["chi2"] >= model.tree_["swept"] * (1 - 1e-12)).all()


def test_pilots_and_typical_segments(material, model):
    texts, _, speakers, _ = material
    classes = model.classes(3)
    found = model.metadata("speaker", 3)
    own = found[found["chi2"] > 0]
    assert len(own) == 3 and (own["n_in"] == own["n_all"]).all()
    typical = model.typical(segments_of(texts, speakers=speakers), 3, n=2)
    assert len(typical) == 6
    for _, row in typical.iterrows():
        assert row["text"] in {texts[i] for i in np.flatnonzero(classes == row["class"])}


def test_planted_classes_are_stable_and_noise_is_not(model):
    found = model.stability(3, draws=5)
    assert found.ari == pytest.approx(1) and found.classes["is_stable"].all()
    drawn = np.random.default_rng(0)
    noise = sparse.csr_array((drawn.random((200, 80)) < 0.1).astype(float))
    rows = pd.DataFrame({"speaker": ["Ana"] * 200})
    loose = LexicalClasses(n_classes=4, min_class=10).fit_table(noise, [f"m{i}" for i in range(80)], rows)
    weak = loose.stability(draws=5)
    assert weak.ari < 0.6 and not weak.classes["is_stable"].all()


def test_same_seed_same_classes_and_other_seeds_too(material, model):
    again = LexicalClasses(**EASY).fit(material[3])
    other = LexicalClasses(**EASY, seed=7).fit(material[3])
    assert (again.levels_ == model.levels_).all()
    assert (other.classes(3) == model.classes(3)).all()


def test_one_odd_segment_is_set_aside_and_does_not_make_a_class():
    # the halves share words: without any, three axes were equal and which came first hung on the machine
    drawn = np.random.default_rng(1)
    halves = (
        drawn.random((100, 20)) < np.repeat(np.eye(2), 10, axis=1).repeat(50, axis=0) * 0.35 + 0.05
    ).astype(float)
    odd = np.zeros((101, 40))
    odd[:100, :20] = halves
    odd[:100, 0] = np.maximum(odd[:100, 0], (odd[:100].sum(axis=1) == 0))
    odd[100, 20:] = 1.0
    rules = Rules(2, 5, 1, 0.3, "best", 0)
    found = descend(sparse.csr_array(odd), rules)
    assert found.levels[-1][100] == -1
    assert found.splits[0].n_atypical >= 1 and min(found.splits[0].sizes) >= 5


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_signed_chi2_is_that_of_scipy(seed):
    drawn = np.random.default_rng(seed)
    present = sparse.csr_array((drawn.random((40, 6)) < 0.4).astype(float))
    classes = drawn.integers(-1, 3, 40)
    ours = signed_chi2(present, classes, 3)
    dense, known = present.toarray(), classes >= 0
    for number in range(3):
        for form in range(6):
            table = pd.crosstab(dense[known, form], classes[known] == number).to_numpy()
            if table.shape == (2, 2):
                peer = chi2_contingency(table, correction=False).statistic
                assert abs(ours[number, form]) == pytest.approx(peer, rel=1e-9, abs=1e-9)
                assert np.sign(ours[number, form]) == np.sign(
                    table[0, 0] * table[1, 1] - table[0, 1] * table[1, 0]
                )
            else:
                assert ours[number, form] == 0


@pytest.mark.parametrize(
    "option",
    [{"n_classes": 1}, {"min_class": 0}, {"association": 0}, {"min_count": 0}, {"reassign": "some"}],
)
def test_options_out_of_range(material, option):
    with pytest.raises(TextmineError, match=next(iter(option))):
        LexicalClasses(**{**EASY, **option}).fit(material[3])


def test_bad_calls(material, model):
    texts, _, speakers, tokens = material
    with pytest.raises(TextmineError, match="40"):
        model.classes(40)
    with pytest.raises(TextmineError, match="couleur"):
        model.metadata("couleur")
    with pytest.raises(TextmineError, match="120, 119"):
        model.typical(segments_of(texts[1:], speakers=speakers[1:]))
    with pytest.raises(TextmineError, match="share"):
        model.stability(share=1)
    with pytest.raises(TextmineError, match="draws"):
        model.stability(draws=1)
    with pytest.raises(TextmineError, match="LexicalClasses"):
        LexicalClasses().classes()
    with pytest.raises(TextmineError, match="100"):
        LexicalClasses(**EASY, min_class=100).fit(tokens)


def test_draws_of_a_long_corpus_are_bounded(model, monkeypatch):
    monkeypatch.setattr("textmine.represent.classes.steadiness.MOST_DRAWN", 20)
    sizes = []
    descend = steadiness.descend

    def spy(present, rules):
        sizes.append(present.shape[0])
        return descend(present, rules)

    monkeypatch.setattr(steadiness, "descend", spy)
    model.stability(draws=2)
    assert sizes == [20, 20]
