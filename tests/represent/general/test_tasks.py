"""The tasks give known answers on rows made by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from tests.conftest import SHARED
from textmine.represent.general import tasks
from textmine.represent.general.boards import debates, sittings, theme_of
from textmine.represent.general.methods import Ground, centred_tfidf, mixture, tfidf
from textmine.represent.general.scores import score_vectors

needs_data = pytest.mark.skipif(not (SHARED / "fredsum").is_dir(), reason="no shared development data here")


def labels_of(n_debates=2, n_parts=2, n_speakers=2, n_each=4):
    rows = [
        (f"d{d}", f"d{d}-p{p}", f"t{p}", f"d{d}-s{s}", True)
        for d in range(n_debates)
        for p in range(n_parts)
        for s in range(n_speakers)
        for _ in range(n_each)
    ]
    return pd.DataFrame(rows, columns=["document", "part", "theme", "speaker", "main"])


def one_hot(names, *, noise=0.1, seed=0):
    codes = pd.factorize(names)[0]
    values = np.eye(codes.max() + 1)[codes]
    values = values + noise * np.random.default_rng(seed).standard_normal(values.shape)
    return values / np.linalg.norm(values, axis=1, keepdims=True)


def values_of(outcomes):
    return {outcome.metric: outcome.value for outcome in outcomes}


def test_rows_that_are_the_labels_score_one():
    labels = labels_of(n_each=12)
    assert set(values_of(tasks.locate(one_hot(labels["part"]), labels)).values()) == {1.0}
    assert set(values_of(tasks.speakers(one_hot(labels["speaker"]), labels)).values()) == {1.0}
    assert values_of(tasks.themes(one_hot(labels["theme"]), labels))["P@10 in other debates"] == 1.0
    found = values_of(tasks.subjects(one_hot(labels["theme"]), labels))
    assert found == {"AUC within the sitting": 1.0, "P@10 in other sittings": 1.0}


def test_rows_of_chance_score_chance():
    labels = labels_of(n_debates=6, n_parts=4, n_each=12)
    rows = np.random.default_rng(0).standard_normal((len(labels), 20))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    spoken = values_of(tasks.speakers(rows, labels))
    assert spoken["by one block"] == pytest.approx(0.5, abs=0.08)
    assert values_of(tasks.subjects(rows, labels))["AUC within the sitting"] == pytest.approx(0.5, abs=0.03)
    expected = np.mean([1, 1 / 2, 1 / 3, 1 / 4])
    assert values_of(tasks.locate(rows, labels))["MRR within the debate"] == pytest.approx(expected, abs=0.06)


def test_a_part_is_never_helped_by_the_segment_asked():
    """Rows at right angles: without leaving itself out, each segment would find its part at once."""
    labels = labels_of(n_debates=1, n_parts=2, n_speakers=1, n_each=5)
    found = tasks.locate(np.eye(len(labels)), labels)[0]
    np.testing.assert_allclose(found.scores, 1 / 1.5)  # both parts are equally far: ranks 1 and 2, shared


def test_leaving_out_equals_the_long_way():
    labels = labels_of(n_debates=2, n_parts=3, n_each=2)
    rows = one_hot(labels["part"], noise=1.0)
    found = tasks.locate(rows, labels)[1].scores
    names = labels["part"].unique()
    for index, part in enumerate(labels["part"]):
        cosines = {}
        for name in names:
            members = [i for i in np.flatnonzero(labels["part"] == name) if i != index]
            centre = rows[members].sum(axis=0)
            cosines[name] = rows[index] @ centre / np.linalg.norm(centre)
        rank = 1 + sum(value > cosines[part] for value in cosines.values())
        assert found[index] == pytest.approx(1 / rank)


def test_sparse_and_dense_rows_score_alike():
    labels = labels_of(n_each=8)
    rows = one_hot(labels["part"], noise=0.5)
    thin = sparse.csr_array(rows)
    for task in (tasks.locate, tasks.speakers, tasks.themes, tasks.subjects):
        for one, other in zip(task(rows, labels), task(thin, labels), strict=True):
            np.testing.assert_allclose(one.scores, other.scores, atol=1e-9)


@given(
    st.lists(st.floats(0, 1), min_size=4, max_size=40),
    st.integers(0, 2**32 - 1),
)
def test_an_interval_holds_its_mean_and_is_the_same_each_time(scores, seed):
    outcome = tasks.Outcome("t", "m", np.array(scores), np.arange(len(scores)) % 4)
    low, high = outcome.interval(seed=seed)
    assert 0 <= low <= high <= 1 + 1e-12
    assert min(scores) - 1e-9 <= low and high <= max(scores) + 1e-9
    assert (low, high) == outcome.interval(seed=seed)


def test_one_document_has_no_interval():
    outcome = tasks.Outcome("t", "m", np.array([0.2, 0.4]), np.array(["a", "a"]))
    assert np.isnan(outcome.interval()).all()


def test_themes_are_read_from_titles():
    titles = [
        "Partie_1_Ukraine",
        "Partie_6_Voile",
        "Partie_4_1_Ecole",
        "Partie_2_Ecologie",
        "Partie_1_Introduction",
    ]
    assert [theme_of(title) for title in titles] == ["abroad", "religion", "school", "ecology", ""]


@pytest.fixture(scope="module")
def fredsum():
    return debates(SHARED)


@needs_data
def test_the_boards_are_labelled(fredsum):
    board = fredsum
    labels = board.labels
    assert labels["document"].nunique() == 14 and labels["part"].nunique() == 100
    assert (labels[labels["theme"] != ""].groupby("theme")["document"].nunique() > 3).all()
    assert not labels.loc[labels["main"], "speaker"].str.fullmatch(r"P\d").any()
    assert (labels[labels["main"]].groupby("document")["speaker"].nunique() >= 2).all()
    assert (board.segments.rows["meeting"] == labels["document"]).all()
    some = board.some({"Royale_Sarkozy"})
    assert some.segments.texts == [
        t for t, d in zip(board.segments.texts, labels["document"], strict=True) if d == "Royale_Sarkozy"
    ]
    assert sittings(SHARED).labels["document"].nunique() == 13


@needs_data
def test_a_mixture_has_the_mixed_cosines(fredsum):
    board = fredsum.some({"Melenchon_Guaino"})
    ground = Ground(board)
    exact, like = tfidf(ground), centred_tfidf(ground)
    texts = board.segments.texts[:30]
    mixed = mixture(exact, like).encode(texts)
    one, other = exact.encode(texts), like.encode(texts)
    expected = 0.7 * (one @ one.T).toarray() + 0.3 * other @ other.T
    np.testing.assert_allclose((mixed @ mixed.T).toarray(), expected, atol=1e-9)


@needs_data
def test_scores_of_corpus_methods_are_a_tidy_table(fredsum, monkeypatch):
    from textmine.represent.general import scores

    monkeypatch.setattr(scores, "sittings", lambda data: fredsum.some({"Melenchon_Guaino"}))
    two = {"Melenchon_Guaino", "Bardella_Darmanin"}
    monkeypatch.setattr(scores, "debates", lambda data: fredsum.some(two))
    monkeypatch.setattr(scores.methods, "word2vec", lambda ground, seed: centred_tfidf(ground))
    seen = []
    table = score_vectors(SHARED, folder=None, quick=True, progress=lambda *step: seen.append(step))
    assert list(table.columns) == list(scores.COLUMNS)
    assert not table.duplicated(["task", "data", "method", "metric"]).any()
    assert table["value"].between(0, 1).all() and seen[-1] == (2, 2)
    best = table[(table["task"] == "locate")].set_index(["method", "metric"])["value"].unstack()
    assert best.loc["theme, from the corpus"].min() > best.loc["LSA"].max()
