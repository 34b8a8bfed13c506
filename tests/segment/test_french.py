"""Tokens of spoken French: offsets, lemmas, flags, and one result for any number of processes."""

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.segment.test_cutting import corpus_of
from textmine.errors import TextmineError
from textmine.segment.cutting import split
from textmine.segment.french import annotate
from textmine.segment.tables import FILLER, PUNCTUATION, REPETITION, STOP


def tokens_of(*texts, **options):
    return annotate(split(corpus_of([("m", "Ana", text) for text in texts]), into="turns"), **options)


@given(st.lists(st.text(min_size=1, max_size=60).filter(str.strip), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_offsets_point_into_the_segment_and_cover_it(texts):
    segments = split(corpus_of([("m", "Ana", text) for text in texts]), into="turns")
    tokens = annotate(segments)
    words = np.array(tokens.vocabulary, dtype=object)
    for s, text in enumerate(segments.texts):
        span = slice(tokens.pointer[s], tokens.pointer[s + 1])
        seen = [text[a:b] for a, b in zip(tokens.start[span], tokens.end[span], strict=True)]
        assert [w.lower().replace("’", "'") for w in seen] == words[tokens.form[span]].tolist()
        assert "".join("".join(seen).split()) == "".join(text.split())


def test_lemmas_and_flags():
    table = tokens_of("euh on a, a visité les papeteries d’Oyonnax, c'est-à-dire, quoi, hein").frame()
    forms = dict(zip(table["form"], table["lemma"], strict=True))
    assert forms["papeteries"] == "papeterie"
    assert forms["visité"] == "visiter"
    assert "c'est-à-dire" in forms
    assert table.loc[table["active"], "form"].tolist() == ["visité", "papeteries", "oyonnax"]


def test_each_flag():
    tokens = tokens_of("euh la la machine, le vérin")
    flags = dict(zip(tokens.frame()["start"], tokens.flags, strict=True))
    assert flags[0] & FILLER
    assert flags[4] & STOP and not flags[4] & REPETITION
    assert flags[7] & REPETITION
    assert flags[10] == 0
    assert flags[17] & PUNCTUATION


@pytest.mark.parametrize("filler", "euh hein ben bon oui voilà quoi ouais bah".split())
def test_fillers_are_inactive(filler):
    assert not tokens_of(filler).active.any()


def test_one_or_two_processes_give_the_same(monkeypatch):
    monkeypatch.setattr("textmine.segment.french._CHUNK", 2)
    texts = [f"le carton numéro {i} passe à l'atelier {'ou ' * i}" for i in range(7)]
    one, two = tokens_of(*texts, processes=1), tokens_of(*texts, processes=2)
    assert one.vocabulary == two.vocabulary
    for name in ("pointer", "form", "lemma", "pos", "start", "end", "flags"):
        assert np.array_equal(getattr(one, name), getattr(two, name))


def test_any_pipeline_gives_its_lemmas_and_parts_of_speech(tmp_path):
    nlp = spacy.blank("fr")
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add([[{"LOWER": "cagettes"}]], {"LEMMA": "cageot", "POS": "NOUN"})
    nlp.to_disk(tmp_path / "fr-essai")
    table = tokens_of("des cagettes", pipeline=str(tmp_path / "fr-essai")).frame()
    assert table.iloc[1][["lemma", "pos"]].tolist() == ["cageot", "NOUN"]


def test_missing_pipeline_says_how_to_get_it():
    with pytest.raises(TextmineError) as fault:
        tokens_of("oui", pipeline="fr_core_news_absent")
    assert "spacy download fr_core_news_absent" in fault.value.say("fr")
