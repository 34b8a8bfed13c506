"""Examples for training hold the words of the treebank, sentence after sentence."""

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import TextmineError
from textmine.french import import_french
from textmine.segment.oral.examples import make_doc, make_examples, sentence_examples
from textmine.segment.oral.rawtext import cut_sentences, need_text, read_prose, read_talk
from textmine.segment.oral.tokenizer import build_tokenizer
from textmine.segment.oral.treebank import Sentence, Word

import_french()  # without the four seconds that spaCy takes by itself, in each process that collects tests
NLP = spacy.blank("fr")
NLP.tokenizer = build_tokenizer(NLP.vocab)
ONE = Sentence(
    (
        Word("L'", "le", "DET", space=False),
        Word("usine", "usine", "NOUN"),
        Word("ferme", "fermer", "VERB", "Mood=Ind", space=False),
        Word(".", ".", "PUNCT", space=False),
    ),
    "essai",
    "d",
)
TWO = Sentence((Word("Euh", "euh", "INTJ", fluency="filler"), Word("oui", "oui", "INTJ")), "essai", "d")


def test_a_document_says_all_that_the_treebank_says():
    doc = make_doc([ONE, Sentence((), "essai", "d"), TWO], NLP.vocab)
    assert doc.text == "L'usine ferme. Euh oui "
    assert [token.pos_ for token in doc] == ["DET", "NOUN", "VERB", "PUNCT", "INTJ", "INTJ"]
    assert [token.lemma_ for token in doc][:3] == ["le", "usine", "fermer"]
    assert [token.tag_ for token in doc] == ["word"] * 4 + ["filler", "word"]
    assert [len(sentence) for sentence in doc.sents] == [4, 2]
    assert str(doc[2].morph) == "Mood=Ind"
    assert len(make_doc([], NLP.vocab)) == 0


def test_a_seed_gives_the_same_examples_and_all_sentences_are_there():
    texts = [[ONE, TWO] * 20, [TWO] * 5]
    one, two = (
        [example.reference.text for example in make_examples(NLP, texts, np.random.default_rng(4))]
        for _ in range(2)
    )
    assert one == two
    assert sum(text.lower().count("usine") for text in one) >= 20
    assert any("L'usine ferme." in text for text in one)
    assert any("l'usine ferme" in text or "l’usine ferme" in text for text in one)


TEXT = "Bonjour à tous. On commence, M. le maire ? Oui ! — Allons-y… C'est-à-dire l'ordre du jour."


@given(st.integers(0, 1_000))
@settings(max_examples=60, deadline=None)
def test_sentence_examples_tell_where_sentences_start(seed):
    chance = np.random.default_rng(seed)
    found = list(sentence_examples(NLP, [TEXT], chance))
    starts = [t.text.lower() for e in found for t in e.reference if t.is_sent_start]
    assert starts == ["bonjour", "on", "oui", "allons", "c'est-à-dire"]
    for example in found:
        assert example.predicted.text == example.reference.text
        words = [token.text.lower() for token in example.reference if token.text.isalpha()]
        assert "commence" not in words or words[words.index("commence") - 1] == "on"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        (" … ", []),
        ("il dit 3.5 et part", ["il dit 3.5 et part"]),
        ("Vrai ?\n Ah bon ! Été.", ["Vrai ?", "Ah bon !", "Été."]),
    ],
)
def test_punctuated_text_is_cut(text, wanted):
    assert cut_sentences(text) == wanted


def test_plain_text_is_found_where_it_is(tmp_path):
    for folder, name, text in (
        ("plain/eltec-fra", "roman.txt", "Il était une fois.\n\n— Oui !\n"),
        ("plain/eltec-fra", "LICENSE.txt", "Licence\n"),
        ("plain/codes", "code-civil.md", "Article 1\n"),
        ("plain/codes", "code-rural.md", "Article 2\n"),
        ("fredsum", "debat.txt", "Ana : bonjour à tous.\n\nBob : bonjour.\n\nAna : oui.\n\nBob : non.\n"),
    ):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    assert [line.strip() for line in read_prose(tmp_path)] == ["Il était une fois.", "— Oui !", "Article 1"]
    assert list(read_talk(tmp_path)) == ["bonjour à tous.", "bonjour.", "oui.", "non."]
    need_text(tmp_path)


def test_a_folder_without_any_text_is_refused(tmp_path):
    with pytest.raises(TextmineError) as fault:
        need_text(tmp_path)
    assert fault.value.key == "no_raw_text"
    assert str(tmp_path) in fault.value.say("fr")
