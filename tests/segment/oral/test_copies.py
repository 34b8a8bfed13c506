"""Training copies say what the sentence says, written as transcripts write it."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.segment.oral.copies import in_groups, transcript_copy
from textmine.segment.oral.treebank import Sentence, Word

WORDS = [
    ("Je", "moi", "PRON"),
    ("suis", "être", "AUX"),
    ("sais", "savoir", "VERB"),
    ("Tu", "toi", "PRON"),
    ("as", "avoir", "AUX"),
    ("il", "lui", "PRON"),
    ("y", "y", "PRON"),
    ("petit", "petit", "ADJ"),
    ("puis", "puis", "CCONJ"),
    ("oui", "oui", "INTJ"),
    ("l'", "le", "DET"),
    ("entreprise", "entreprise", "NOUN"),
    (",", ",", "PUNCT"),
    (".", ".", "PUNCT"),
    ("Oyonnax", "oyonnax", "PROPN"),
]
SENTENCES = st.lists(
    st.tuples(st.sampled_from(WORDS), st.booleans(), st.sampled_from(["word", "word", "restart"])),
    max_size=14,
).map(
    lambda drawn: Sentence(
        tuple(Word(*word, fluency=label, space=space) for word, space, label in drawn), "essai", "d", "L1"
    )
)
# what a copy may put in, besides the words of the sentence
MARKS = set("[]()?") | {"inaudible", "rires", "silence", "pause", "xxx"}
FILLERS = {"euh", "heu", "hum", "mh", "hein", "ben", "bah", "ouais"}


def lemmas_of(sentence, fluency=None):
    return Counter(w.lemma for w in sentence.words if w.pos not in {"PUNCT", "X"} and fluency != w.fluency)


@given(SENTENCES, st.integers(0, 10_000))
@settings(max_examples=300, deadline=None)
def test_words_keep_their_lemma_and_part_of_speech(sentence, seed):
    copy = transcript_copy(sentence, np.random.default_rng(seed))
    known = {(word.lemma, word.pos) for word in sentence.words}
    for word in copy.words:
        added = (word.lemma, word.pos)
        assert (
            added in known
            or word.pos in {"X", "PUNCT"}
            or (word.pos == "INTJ" and word.lemma in FILLERS and word.fluency == "filler")
        )
        assert word.form and not word.form.isspace()
    assert (copy.treebank, copy.document, copy.speaker) == ("essai", "d", "L1")


@given(SENTENCES, st.integers(0, 10_000))
@settings(max_examples=300, deadline=None)
def test_no_seed_changes_a_sentence_into_another(sentence, seed):
    """But for elided subjects (y a, faut), at most one word comes and none goes."""
    copy = transcript_copy(sentence, np.random.default_rng(seed))
    before, after = lemmas_of(sentence), lemmas_of(copy)
    assert sum((after - before).values()) <= 1
    assert set(before - after) <= {"lui", "moi"}


@given(SENTENCES, st.integers(0, 100))
@settings(max_examples=50, deadline=None)
def test_a_seed_gives_the_same_copy(sentence, seed):
    one, two = (transcript_copy(sentence, np.random.default_rng(seed)) for _ in range(2))
    assert one == two


def of(text):
    parts = {"je": "PRON", "tu": "PRON", "il": "PRON", "as": "AUX", "suis": "AUX", ".": "PUNCT"}
    words = tuple(
        Word(form, form.lower(), parts.get(form.lower(), "NOUN"), space=not form.endswith("'"))
        for form in text.split()
    )
    return Sentence(words, "", "")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("le petit carton", "le p'tit carton"),
        ("Tu as vu .", "t'as vu"),
        ("Tu as vu .", "t’as vu"),
        ("Je suis là", "chuis là"),
        ("je sais pas", "chais pas"),
        ("il y a", "y a"),
        ("il faut voir", "faut voir"),
        ("Oui voilà .", "ouais v'là"),
        ("cette année .", "c'te année"),
        ("Bonjour Ana .", "bonjour ana"),
        ("Bonjour Ana .", "Bonjour Ana"),
        ("Bonjour Ana .", "bonjour ana ."),
        ("Bonjour Ana .", "Bonjour Ana ."),
        ("le carton", "le (rires) carton"),
        ("le carton", "le carton [inaudible]"),
        ("le carton", "le XXX carton"),
        ("le carton", "le euh carton"),
        ("le carton", "le carton carton"),
        ("le carton", "le ca~ carton"),
    ],
)
def test_expected_forms_are_drawn(text, wanted):
    chance = np.random.default_rng(0)
    copies = {transcript_copy(of(text), chance).text for _ in range(6_000)}
    assert wanted in copies


def test_half_of_the_copies_have_neither_punctuation_nor_capitals():
    chance = np.random.default_rng(1)
    copies = [transcript_copy(of("Bonjour Ana ."), chance) for _ in range(2_000)]
    bare = [copy.text.islower() and not any(w.form == "." for w in copy.words) for copy in copies]
    assert 0.45 < np.mean(bare) < 0.55


def test_a_repeated_word_and_a_broken_one_are_labelled():
    chance = np.random.default_rng(2)
    labels = {
        (word.form, word.fluency)
        for _ in range(3_000)
        for word in transcript_copy(of("grand carton"), chance).words
    }
    assert ("carton", "restart") in labels
    assert any(form.endswith("~") and label == "restart" for form, label in labels)
    assert {label for form, label in labels if form == "euh"} == {"filler"}


@given(st.integers(0, 60), st.integers(0, 100), st.integers(1, 15))
@settings(max_examples=100, deadline=None)
def test_groups_keep_all_sentences_in_order(n, seed, most):
    sentences = [Sentence((Word(str(i), str(i), "NUM"),), "", "") for i in range(n)]
    groups = in_groups(sentences, np.random.default_rng(seed), most=most)
    assert [sentence for group in groups for sentence in group] == sentences
    assert all(1 <= len(group) <= most for group in groups)
