"""Pipelines are opened by name or folder; the sentence for a missing one says how to get it."""

import pytest
import spacy

from textmine.errors import TextmineError
from textmine.segment import pipelines
from textmine.segment.pipelines import lemma_of, load, open_pipeline


def test_a_pipeline_is_loaded_once_and_without_what_tokens_do_not_need():
    assert load("fr-oral") is load("fr-oral")
    assert {"senter", "ner"}.isdisjoint(load("fr-oral").component_names)
    assert {"morphologizer", "fluency", "lemmatizer"} <= set(load("fr-oral").pipe_names)


def test_parts_can_be_left_out():
    whole, part = open_pipeline("fr-oral"), open_pipeline("fr-oral", without=("senter", "fluency"))
    assert {"senter", "fluency"} <= set(whole.component_names)
    assert {"senter", "fluency"}.isdisjoint(part.component_names)


def test_an_embedded_pipeline_that_is_absent_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(pipelines, "folder_of", lambda name: None)
    with pytest.raises(TextmineError) as fault:
        open_pipeline("fr-oral")
    assert fault.value.key == "no_embedded_model"
    for language in ("fr", "en"):
        assert "textmine models train fr-oral" in fault.value.say(language)


def test_an_installed_pipeline_that_is_absent_says_how_to_get_it():
    with pytest.raises(TextmineError) as fault:
        open_pipeline("fr_dep_news_absent")
    assert fault.value.key == "unknown_pipeline"
    assert "spacy download fr_dep_news_absent" in fault.value.say("en")


def test_a_folder_that_holds_no_pipeline(tmp_path):
    (tmp_path / "config.cfg").write_text("rien", encoding="utf-8")
    (tmp_path / "meta.json").write_text("{}", encoding="utf-8")
    with pytest.raises(TextmineError) as fault:
        open_pipeline(str(tmp_path))
    assert str(tmp_path) in fault.value.say("fr")


def test_products_by_numpy_give_the_same_tags():
    folder = pipelines.folder_of("fr-oral")
    plain, quick = spacy.load(folder), open_pipeline("fr-oral")
    text = "Euh, les cotisations ont augmenté parce que les pilotes, du coup, demandent une réunion."
    tags = [[(t.pos_, t.tag_, t.is_sent_start) for t in nlp(text)] for nlp in (plain, quick)]
    assert tags[0] == tags[1]


def test_lemmas_without_context():
    forms = ("cotisations", "belles", "chais", "emballeur", "p'tites", "quelquechose")
    assert [lemma_of(form) for form in forms] == [
        "cotisation",
        "beau",
        "savoir",
        "emballeur",
        "petit",
        "quelquechose",
    ]


def test_lemmas_found_by_hash_are_those_of_the_lists():
    folder = pipelines.folder_of("fr-oral")
    text = "Euh, les cotisations des p'tites belles ont augmenté, chais pas, quelquechose les emballeurifie."
    lemmas = [
        [(t.text, t.pos_, t.lemma_) for t in nlp(text)] for nlp in (spacy.load(folder), load("fr-oral"))
    ]
    assert lemmas[0] == lemmas[1]
    index = load("fr-oral").get_pipe("lemmatizer").lookups.get_table("lemma_index")
    assert index and all(isinstance(words, frozenset) for words in index.values())
