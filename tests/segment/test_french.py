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
from textmine.segment.tables import FILLER, MARKER, NUMBER, PUNCTUATION, REPETITION, RESTART, STOP

PIPELINES = ("fr-oral", "blank:fr")
ARRAYS = ("pointer", "form", "lemma", "pos", "start", "end", "flags")


def tokens_of(*texts, **options):
    return annotate(split(corpus_of([("m", "Ana", text) for text in texts]), into="turns"), **options)


def flags_by_form(text, **options):
    tokens = tokens_of(text, **options)
    found = {}
    for form, flag in zip(tokens.frame()["form"], tokens.flags.tolist(), strict=True):
        found.setdefault(form, []).append(flag)
    return found


@pytest.mark.parametrize("pipeline", PIPELINES)
@given(texts=st.lists(st.text(min_size=1, max_size=60).filter(str.strip), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_offsets_point_into_the_segment_and_cover_it(texts, pipeline):
    segments = split(corpus_of([("m", "Ana", text) for text in texts]), into="turns")
    tokens = annotate(segments, pipeline=pipeline)
    words = np.array(tokens.vocabulary, dtype=object)
    for s, text in enumerate(segments.texts):
        span = slice(tokens.pointer[s], tokens.pointer[s + 1])
        seen = [text[a:b] for a, b in zip(tokens.start[span], tokens.end[span], strict=True)]
        assert [w.lower().replace("’", "'") for w in seen] == words[tokens.form[span]].tolist()
        assert "".join("".join(seen).split()) == "".join(text.split())


@given(
    st.lists(
        st.sampled_from(["parce que", "d’accord", "c'est à dire", "est-ce que", "euh", "mot"]), max_size=9
    )
)
@settings(max_examples=40, deadline=None)
def test_offsets_of_expressions_cover_all_their_words(pieces):
    text = " ".join([*pieces, "fin"])
    tokens = tokens_of(text)
    seen = [text[a:b] for a, b in zip(tokens.start, tokens.end, strict=True)]
    assert seen == [*pieces, "fin"]


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_lemmas_and_active_words(pipeline):
    text = "euh on a, a visité les papeteries d’Oyonnax, c'est-à-dire, quoi, hein"
    table = tokens_of(text, pipeline=pipeline).frame()
    forms = dict(zip(table["form"], table["lemma"], strict=True))
    assert forms["papeteries"] == "papeterie"
    assert forms["visité"] == "visiter"
    assert "c'est-à-dire" in forms
    active = table.loc[table["active"], "form"].tolist()
    assert {"visité", "papeteries", "oyonnax"} <= set(active) <= {"visité", "papeteries", "oyonnax", "quoi"}


@pytest.mark.parametrize(
    ("text", "whole", "pos"),
    [
        ("on vient parce que c'est bien", "parce que", "SCONJ"),
        ("on vient parce qu’il faut", "parce qu'", "SCONJ"),
        ("c'est-à-dire les cartons", "c'est-à-dire", None),
        ("c'est à dire les cartons", "c'est à dire", "CCONJ"),
        ("quelqu’un vient", "quelqu'un", "PRON"),
        ("est-ce que tu viens", "est-ce que", "ADV"),
        ("Est-ce qu'on vient", "est-ce qu'", "ADV"),
        ("d’accord on vient", "d'accord", "ADV"),
        ("tout à l'heure on vient", "tout à l'heure", "ADV"),
        ("on vient quand même", "quand même", "ADV"),
    ],
)
def test_expressions_are_one_word_that_is_its_own_lemma(text, whole, pos):
    table = tokens_of(text).frame().set_index("form")
    assert table.loc[whole, "lemma"] == whole
    assert pos in (None, table.loc[whole, "pos"])
    assert not table.loc[whole, "active"]


def test_no_expression_across_segments():
    assert tokens_of("on vient parce", "que tu viens").frame()["form"].tolist().count("parce que") == 0


def test_each_flag():
    found = flags_by_form("euh la machine et du coup le vérin bouge bouge, 12 fois")
    assert found["euh"][0] & FILLER
    assert found["la"] == [STOP]
    assert found["machine"] == found["vérin"] == [0]
    assert found["du coup"][0] & MARKER
    assert found["12"][0] & NUMBER
    assert found[","] == [PUNCTUATION]
    assert sum(bool(flag & (REPETITION | RESTART)) for flag in found["bouge"]) == 1


def test_what_is_given_up_is_flagged_once_and_what_stays_is_not():
    flags = flags_by_form("du coup on s'est dit que les les adhérents ils viennent plus")["les"]
    assert flags[0] & RESTART
    assert not flags[1] & (RESTART | REPETITION)


def test_nous_nous_and_vous_vous_are_no_repetition():
    for pipeline in PIPELINES:
        assert not any(
            f & REPETITION for f in flags_by_form("nous nous réunissons", pipeline=pipeline)["nous"]
        )


def test_fillers_are_told_from_words_by_their_context():
    assert not flags_by_form("un bon accord")["bon"][0] & FILLER
    assert flags_by_form("bon, on y va")["bon"][0] & FILLER
    assert flags_by_form("un bon accord", pipeline="blank:fr")["bon"][0] & FILLER
    assert not flags_by_form("c'est quoi le problème ?")["quoi"][0] & FILLER


@pytest.mark.parametrize("pipeline", PIPELINES)
@pytest.mark.parametrize("filler", "euh heu hein hum ouais bah".split())
def test_hesitations_are_inactive_anywhere(filler, pipeline):
    for text in (filler, f"les {filler} cartons", f"{filler.upper()} !"):
        table = tokens_of(text, pipeline=pipeline).frame()
        assert not table.loc[table["form"] == filler, "active"].any()


def test_talk_without_punctuation_and_with_it_has_the_same_content():
    written = "Euh, les cotisations ont augmenté. Les adhérents, du coup, demandent une réunion."
    bare = "euh les cotisations ont augmenté les adhérents du coup demandent une réunion"
    lemmas = [[*t.loc[t["active"], "lemma"]] for t in (tokens_of(written).frame(), tokens_of(bare).frame())]
    assert lemmas[0] == lemmas[1] == ["cotisation", "augmenter", "adhérent", "réunion"]


@pytest.mark.parametrize("pipeline", PIPELINES[:1])  # the way to the processes is one for all
def test_one_or_three_processes_give_the_same(monkeypatch, pipeline):
    monkeypatch.setattr("textmine.segment.french._CHUNK", 2)
    texts = [f"le carton numéro {i} passe parce que l'atelier {'ou ' * i}" for i in range(5)]
    one, three = (tokens_of(*texts, processes=n, pipeline=pipeline) for n in (1, 3))
    assert one.vocabulary == three.vocabulary
    for name in ARRAYS:
        assert np.array_equal(getattr(one, name), getattr(three, name))


def test_the_size_of_chunks_changes_nothing(monkeypatch):
    texts = [f"euh le carton numéro {i} passe parce que bon" for i in range(5)]
    whole = tokens_of(*texts)
    monkeypatch.setattr("textmine.segment.french._CHUNK", 1)
    again = tokens_of(*texts)
    assert whole.vocabulary == again.vocabulary
    assert all(np.array_equal(getattr(whole, name), getattr(again, name)) for name in ARRAYS)


def test_the_number_of_segments_at_once_in_the_pipeline_changes_nothing(monkeypatch):
    texts = [f"euh, les les cotisations de {word} montent, bon, on y va" * 3 for word in "abcdefgh"]
    many = tokens_of(*texts)
    monkeypatch.setattr("textmine.segment.french.AT_ONCE", 1)
    one = tokens_of(*texts)
    assert one.vocabulary == many.vocabulary
    for name in ("pointer", "form", "lemma", "pos", "start", "end", "flags"):
        np.testing.assert_array_equal(getattr(one, name), getattr(many, name))


def test_the_blank_pipeline_has_no_parts_of_speech():
    tokens = tokens_of("les belles papeteries parce que", pipeline="blank:fr")
    assert not tokens.pos.any()
    assert tokens.frame()["lemma"].tolist() == ["le", "beau", "papeterie", "parce que"]
    assert tokens.recipe.steps[-1].options["pipeline"] == "blank:fr"


def test_the_default_is_told_in_the_recipe():
    assert tokens_of("oui").recipe.steps[-1].options["pipeline"] == "fr-oral"


def test_any_pipeline_gives_its_lemmas_and_parts_of_speech(tmp_path):
    nlp = spacy.blank("fr")
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add([[{"LOWER": "cagettes"}]], {"LEMMA": "cageot", "POS": "NOUN"})
    nlp.to_disk(tmp_path / "fr-essai")
    table = tokens_of("des cagettes", pipeline=str(tmp_path / "fr-essai")).frame()
    assert table.iloc[1][["lemma", "pos"]].tolist() == ["cageot", "NOUN"]


def test_a_pipeline_with_tags_of_its_own_has_fillers_by_list(tmp_path):
    nlp = spacy.blank("fr")
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add([[{"LOWER": "cagettes"}]], {"TAG": "restart"})
    nlp.to_disk(tmp_path / "fr-essai")
    found = flags_by_form("bon des cagettes", pipeline=str(tmp_path / "fr-essai"))
    assert found["bon"][0] & FILLER
    assert found["cagettes"] == [0]


@pytest.mark.parametrize("content", [None, "folder"])
def test_missing_pipeline_says_how_to_get_it(tmp_path, content):
    name = str(tmp_path) if content else "fr_core_news_absent"
    with pytest.raises(TextmineError) as fault:
        tokens_of("oui", pipeline=name)
    assert f"spacy download {name}" in fault.value.say("fr")
