"""Function words are counted as French has them; the style vectors against scikit-learn's z-scores."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from tests.represent.material import tokens_of
from textmine.errors import TextmineError
from textmine.measure.cells import cell_sums, index_of
from textmine.measure.distance import distances
from textmine.represent.closed import ELIDED, FUNCTION_WORDS, function_counts, style_vectors
from textmine.segment.tables import FILLER, MARKER, PUNCTUATION, REPETITION, RESTART


def counted(text):
    row = function_counts(tokens_of([text])).frame().iloc[0, 6:]
    return {word: int(count) for word, count in row.items() if count}


def flagged(text, flag, places):
    tokens = tokens_of([text])
    flags = tokens.flags.copy()
    flags[places] |= flag
    return replace(tokens, flags=flags)


def test_the_list_is_of_forms_once_each():
    words = [word for group in FUNCTION_WORDS.values() for word in group]
    assert len(words) == len(set(words))
    assert 150 <= len(words) <= 250
    assert all(word == word.lower() == word.strip() for word in words)
    assert set(ELIDED.values()) <= set(words)
    assert not set(ELIDED) & set(words)


def test_content_words_are_not_counted():
    assert counted("le chêne est dans la forêt de mon voisin .") == {
        "le": 1, "est": 1, "dans": 1, "la": 1, "de": 1, "mon": 1,
    }  # fmt: skip


def test_elided_forms_count_as_full_ones_but_for_those_that_stand_for_several():
    assert counted("j' ai dit qu' on n' est pas d' accord") == {
        "je": 1, "ai": 1, "que": 1, "on": 1, "ne": 1, "est": 1, "pas": 1, "de": 1,
    }  # fmt: skip
    assert counted("c' est ce que l' ami t' a dit") == {
        "c'": 1, "est": 1, "ce": 1, "que": 1, "l'": 1, "t'": 1, "a": 1,
    }  # fmt: skip
    assert counted("j’ y vais") == counted("j' y vais") == {"je": 1, "y": 1}


def test_inverted_pronouns_count_as_pronouns():
    assert counted("avez -vous est -ce a -t-il celui -là") == {
        "avez": 1, "vous": 1, "est": 1, "ce": 1, "a": 1, "il": 1, "celui": 1, "là": 1,
    }  # fmt: skip


@pytest.mark.parametrize("flag", [FILLER, REPETITION, RESTART, PUNCTUATION])
def test_hesitations_and_what_is_said_twice_do_not_count(flag):
    values = function_counts(flagged("le le bois", flag, [0])).dense()
    assert values.sum() == 1


def test_markers_and_stop_words_do_count():
    assert function_counts(flagged("alors le bois", MARKER, [0])).dense().sum() == 2


def test_columns_are_the_same_whatever_was_said():
    first, second = function_counts(tokens_of(["le bois"])), function_counts(tokens_of(["rien", "oui"]))
    assert first.columns == second.columns
    assert first.kind == "counts"
    assert second.dense().shape == (2, len(second.columns))


TEXTS = 3 * ["je suis là et je reste", "on est ici mais on part", "il y a le bois et la mer", "je dis non"]


def test_style_vectors_are_z_scores():
    tokens = tokens_of(TEXTS)
    counts = function_counts(tokens).dense()
    scores = StandardScaler().fit_transform(counts / counts.sum(axis=1, keepdims=True))
    varied = (counts > 0).any(axis=0)
    style = style_vectors(tokens, limit=100.0)
    np.testing.assert_allclose(style.values, scores / varied.sum() ** 0.5, atol=1e-12)
    assert style.kind == "vectors"
    assert style.rows["n_known"].tolist() == counts.sum(axis=1).tolist()


def test_rare_words_are_clipped():
    tokens = tokens_of(["je suis là"] * 30 + ["guère"])
    loose, tight = style_vectors(tokens, limit=100.0).dense(), style_vectors(tokens).dense()
    assert np.abs(loose).max() > 5 / 2
    # four words vary: clipped at 3, divided by 2
    assert np.abs(tight).max() == pytest.approx(3 / 2)


def test_a_segment_without_a_function_word_is_at_the_centre_and_says_so():
    style = style_vectors(tokens_of([*TEXTS, "chêne scierie"]))
    assert not style.dense()[-1].any()
    assert style.rows["n_known"].iloc[-1] == 0
    np.testing.assert_allclose(style.dense()[:-1], style_vectors(tokens_of(TEXTS)).dense())


def test_no_function_word_at_all_gives_zeros():
    assert not style_vectors(tokens_of(["chêne", "scierie"])).dense().any()
    assert not style_vectors(tokens_of(["le bois", "le chêne"])).dense().any()


def test_style_tells_speakers_apart_and_not_their_topics():
    rng = np.random.default_rng(0)
    habits = {"Ana": "je moi mais donc que".split(), "Bo": "on nous et puis ça".split()}
    common, themes = "le la de à est a pour dans".split(), "chêne mer pêche école".split()
    texts, speakers, meetings = [], [], []
    for meeting in range(4):
        for who in ("Ana", "Bo", "Cy"):
            for _ in range(10):
                own = habits.get(who, habits["Ana"])
                words = [*rng.choice(common, 12), *rng.choice(own, 4), *[themes[meeting]] * 9]
                texts.append(" ".join(rng.permutation(words)))
                speakers.append(who)
                meetings.append(f"m{meeting}")
    style = style_vectors(tokens_of(texts, speakers=speakers, meetings=meetings))
    table = distances(cell_sums(style, index_of(style.rows, between="speaker", over="meeting")))
    assert table[0, 1].min() > 4 * np.abs(table[0, 2]).max()


@pytest.mark.parametrize("limit", [0.0, -1.0, float("nan")])
def test_a_limit_that_cannot_be(limit):
    with pytest.raises(TextmineError) as fault:
        style_vectors(tokens_of(TEXTS), limit=limit)
    assert fault.value.key == "style_limit"


def test_rows_some_at_once_are_the_rows_of_all(monkeypatch):
    talk = ["je dis que le four chauffe", "euh", "on a la grille, on l'a", "tu es là", "vous et nous"] * 5
    tokens = tokens_of(talk)
    whole = style_vectors(tokens)
    monkeypatch.setattr("textmine.represent.closed._ROWS_AT_ONCE", 4)
    np.testing.assert_allclose(style_vectors(tokens).dense(), whole.dense(), atol=1e-12)
    used = function_counts(tokens).dense()
    shares = used[used.sum(axis=1) > 0] / used[used.sum(axis=1) > 0].sum(axis=1, keepdims=True)
    varied = shares.std(axis=0) > 1e-12
    scores = np.clip((shares - shares.mean(axis=0))[:, varied] / shares.std(axis=0)[varied], -3, 3)
    expected = scores / np.sqrt(varied.sum())
    np.testing.assert_allclose(whole.dense()[used.sum(axis=1) > 0][:, varied], expected, atol=1e-12)
    assert not whole.dense()[used.sum(axis=1) == 0].any()
