"""Lemmas by table and rule, given the part of speech: what a dictionary knows, and what it gets wrong."""

import pytest
import spacy
from spacy.tokens import Doc

from tests.segment.oral.material import SPOKEN_DEV, TRAINED_ON, TREEBANKS, needs_treebanks
from textmine.segment.oral.lemmas import dictionary_forms, lemma_tables
from textmine.segment.oral.treebank import Sentence, Word, read_treebank

CONTENT = {"NOUN", "VERB", "ADJ", "ADV"}


def lemmatiser(sentences):
    nlp = spacy.blank("fr")
    part = nlp.add_pipe("lemmatizer", config={"mode": "rule"})
    part.initialize(lookups=lemma_tables(sentences))
    return lambda forms, pos: [token.lemma_ for token in part(Doc(nlp.vocab, words=forms, pos=pos))]


@pytest.fixture(scope="module")
def plain():
    """What the dictionary and its rules give, no treebank seen."""
    return lemmatiser([])


@pytest.mark.parametrize(
    ("form", "pos", "lemma"),
    [
        *(
            (form, "VERB", form + "r")
            for form in "demande donne laisse montre marche compte porte aide cherche pense travaille".split()
        ),
        ("demandes", "VERB", "demander"),
        ("demande", "NOUN", "demande"),
        ("marche", "NOUN", "marche"),
        ("marché", "NOUN", "marché"),
        ("compte", "NOUN", "compte"),
        ("retraitées", "ADJ", "retraité"),
        ("recyclées", "ADJ", "recyclé"),
        ("suis", "AUX", "être"),
        ("cotisations", "NOUN", "cotisation"),
        ("affaires", "NOUN", "affaire"),
        ("réseaux", "NOUN", "réseau"),
        ("chevaux", "NOUN", "cheval"),
        ("entreprises", "NOUN", "entreprise"),
        ("peine", "NOUN", "peine"),
        ("finissent", "VERB", "finir"),
        ("recevons", "VERB", "recevoir"),
        ("prendre", "VERB", "prendre"),
        ("logistique", "ADJ", "logistique"),
        ("p'tite", "ADJ", "petit"),
        ("p’tits", "ADJ", "petit"),
        ("chais", "VERB", "savoir"),
        ("chuis", "AUX", "être"),
    ],
)
def test_known_lemmas(plain, form, pos, lemma):
    assert plain([form], [pos]) == [lemma]


def test_what_the_sentences_say_most_often_goes_first():
    words = [Word("cagettes", lemma, "NOUN") for lemma in ("cagette", "cageot", "cageot")]
    tell = lemmatiser([Sentence(tuple(words), "", "")])
    assert tell(["cagettes", "cagettes"], ["NOUN", "VERB"])[0] == "cageot"


def test_capitals_without_their_accents_do_not_teach_another_word():
    tell = lemmatiser([Sentence((Word("MARCHE", "marché", "NOUN"), Word("EPAR", "épar", "NOUN")), "", "")])
    assert tell(["marche", "epar"], ["NOUN", "NOUN"]) == ["marche", "épar"]


def test_the_dictionary_has_forms_of_open_classes():
    forms = dictionary_forms()
    assert set(forms) == {"adj", "adv", "noun", "verb"}
    assert "cartons" in forms["noun"] or "carton" in forms["noun"]


@pytest.fixture(scope="module")
def learned():
    files = [TREEBANKS / f"{name}.conllu" for name in TRAINED_ON]
    return lemmatiser(sentence for path in files for sentence in read_treebank(path))


@needs_treebanks
@pytest.mark.parametrize("name", [*SPOKEN_DEV, "fr_sequoia-ud-dev"])
def test_content_words_with_the_right_part_of_speech_get_the_right_lemma(learned, name):
    right = total = 0
    for sentence in read_treebank(TREEBANKS / f"{name}.conllu"):
        found = learned([w.form for w in sentence.words], [w.pos for w in sentence.words])
        pairs = [(w.lemma, f) for w, f in zip(sentence.words, found, strict=True) if w.pos in CONTENT]
        total += len(pairs)
        right += sum(wanted == lemma.lower().replace("’", "'") for wanted, lemma in pairs)
    assert right / total >= 0.99


@needs_treebanks
def test_the_noun_marche_stays_apart_from_the_market(learned):
    assert learned(["marche", "marché", "marchés"], ["NOUN"] * 3) == ["marche", "marché", "marché"]


@needs_treebanks
def test_forms_of_beau_and_of_the_verb_to_be(learned):
    assert learned(["beaux", "belle", "bel", "belles"], ["ADJ"] * 4) == ["beau"] * 4
    assert learned(["suis", "est", "sont", "été"], ["AUX"] * 4) == ["être"] * 4
