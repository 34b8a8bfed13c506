"""Word vectors are the same for the same seed; words of a dictionary share the mean of words like them."""

import numpy as np
import pytest

from textmine.segment.oral.wordvectors import SIZE, WordVectors, form_classes, learn_vectors, with_dictionary

TEXTS = [
    f"L'entreprise n°{i} livre {i} cartons aujourd'hui. Dit-il que c’est-à-dire cette année-là ? " * 2
    for i in range(20)
]


@pytest.fixture(scope="module")
def learned():
    return learn_vectors(TEXTS, most=12, seed=3)


def test_a_seed_gives_the_same_vectors(learned):
    again = learn_vectors(TEXTS, most=12, seed=3)
    assert again.row_of == learned.row_of
    assert np.array_equal(again.rows, learned.rows)
    assert not np.array_equal(learn_vectors(TEXTS, most=12, seed=4).rows, learned.rows)


def test_rows_are_of_length_one_and_as_many_as_asked(learned):
    assert learned.rows.shape == (12, SIZE)
    assert learned.rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(learned.rows, axis=1), 1, atol=1e-5)
    assert sorted(learned.row_of.values()) == list(range(12))


def test_words_are_cut_as_the_tokenizer_cuts_and_numbers_are_one():
    words = set(learn_vectors(TEXTS, most=100).row_of)
    assert {"l'", "entreprise", "0", "aujourd'hui", "dit", "-il", "c'est-à-dire", "année", "-là"} <= words
    assert not {word for word in words if word[0] in ".?" or (word.isdigit() and word != "0")}


def test_words_like_known_words_share_their_mean():
    forms = [f"{root}tion" for root in ("na", "ra", "sta", "por", "men")]
    rows = np.eye(7, dtype=np.float32)[:, :7]
    known = WordVectors(rows, {form: row for row, form in enumerate([*forms, "va", "loin"])})
    noun, verb = frozenset({"noun"}), frozenset({"verb"})
    classes = dict.fromkeys([*forms, "cotisation", "notion", "bâton", "kilo"], noun)
    classes |= {"va": verb, "allons": verb, "ion": noun}
    found = with_dictionary(known, classes)
    mean = rows[:5].mean(axis=0)
    assert np.array_equal(found.rows[:7], rows)
    assert found.row_of["cotisation"] == found.row_of["notion"] >= 7
    assert np.allclose(found.rows[found.row_of["cotisation"]], mean)
    # fewer letters in common, another row, the same mean here
    assert found.row_of["bâton"] != found.row_of["cotisation"]
    assert np.allclose(found.rows[found.row_of["kilo"]], mean)
    assert len({found.row_of[form] for form in ("cotisation", "bâton", "kilo")}) == 3
    # a form no longer than the ending cannot end like another
    assert found.row_of["ion"] == found.row_of["bâton"]
    assert "allons" not in found.row_of
    assert all(found.row_of[form] == row for form, row in known.row_of.items())


def test_a_form_of_two_parts_of_speech_is_like_forms_of_both():
    assert form_classes({"noun": ["montre"], "verb": ["montre", "va"]}) == {
        "montre": frozenset({"noun", "verb"}),
        "va": frozenset({"verb"}),
    }
