"""Who and what is named, and who names whom: known answers, and promises that hold for any text."""

import shutil

import pandas as pd
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import SAMPLE, SHARED
from tests.segment.names.material import mentions_in, network
from tests.segment.test_cutting import corpus_of
from textmine.corpus.reading import read
from textmine.errors import TextmineError
from textmine.segment.cutting import split
from textmine.segment.mentions import COLUMNS, KINDS, SOURCES, find_mentions, mention_network


def test_a_pipeline_adds_what_the_lists_lack(tmp_path):
    nlp = spacy.blank("fr")
    nlp.add_pipe("entity_ruler").add_patterns(
        [
            {"label": "PER", "pattern": "le grand blond"},
            {"label": "LOC", "pattern": "chez PackSud"},
            {"label": "MISC", "pattern": "Schaffner demain"},
            {"label": "ORG", "pattern": "syndicat"},
        ]
    )
    nlp.to_disk(tmp_path / "entités")
    table = mentions_in(
        "le grand blond chez PackSud voit Schaffner demain au syndicat", pipeline=str(tmp_path / "entités")
    )
    assert table[["text", "kind", "source"]].values.tolist() == [
        ["le grand blond", "person", "pipeline"],
        ["PackSud", "organisation", "attribute"],
        ["Schaffner demain", "other", "pipeline"],
        ["syndicat", "organisation", "pipeline"],
    ]


def test_bad_input_is_told():
    with pytest.raises(TextmineError, match="fr_absent"):
        mentions_in("oui", pipeline="fr_absent")
    with pytest.raises(TextmineError) as fault:
        mentions_in("oui", names=pd.DataFrame({"nom": ["x"]}))
    assert fault.value.key == "no_such_column"
    with pytest.raises(TextmineError) as fault:
        mentions_in("oui", names=pd.DataFrame({"entity": ["x"], "name": ["x"], "kind": ["chose"]}))
    assert fault.value.key == "settings_choice"
    with pytest.raises(TextmineError) as fault:
        mentions_in("oui", attributes=["région"])
    assert fault.value.key == "no_such_column"


def test_nothing_found_is_an_empty_table():
    table = mentions_in("oui d'accord")
    assert table.empty and list(table.columns) == list(COLUMNS)
    assert mention_network(table).empty


def test_without_corpus_the_segments_tell_the_speakers():
    segments = split(network("Merci Yann, et merci à PackSud."), into="turns")
    assert find_mentions(segments)["entity"].tolist() == ["Yann Le Goff", "PackSud"]


def test_a_mention_does_not_run_over_two_turns():
    corpus = corpus_of(
        [("m", "Ana Rey", "je dis M."), ("m", "Bob Roy", "oui"), ("m", "Ana Rey", "Durand Paul")]
    )
    blocks = split(corpus, into="blocks")
    assert not any("M." in text for text in find_mentions(blocks)["text"])


def test_who_names_whom():
    corpus = corpus_of(
        [
            ("a", "Ana Rey", "Bob Roy a raison, et Roy le sait, moi Ana Rey aussi."),
            ("a", "Bob Roy", "Merci."),
            ("b", "Zoé Kuntz", "Je connais Ana Rey."),
        ]
    )
    segments = split(corpus, into="turns")
    table = mention_network(find_mentions(segments, corpus=corpus), segments=segments)
    assert table.loc["Ana Rey"].tolist() == [1, 2, pd.NA]
    assert table.loc["Bob Roy"].tolist() == [0, 0, pd.NA]
    assert table.loc["Zoé Kuntz", "Ana Rey"] == 1
    alone = mention_network(find_mentions(segments, corpus=corpus))
    assert alone.loc["Ana Rey", "Bob Roy"] == 2 and pd.isna(alone.loc["Bob Roy", "Ana Rey"])


PIECES = st.sampled_from(
    [
        "Hélène", "Castaing", "M.", "Mme", "de", "d'", "d’", "PackSud", "à", "Nice", "J.-P.", "Martin",
        "A.D.E.M.E.", "CCI", "NON", "euh", "!", "…", ",", "«", "-", "Lyon", "le", "Goff",
        "société", "🙂", "e\u0301", "\n", "XIV",
        "&",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, min_size=1, max_size=30).map(" ".join) | st.text(min_size=1, max_size=40)


@given(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=4), st.sampled_from(["turns", "blocks"]))
@settings(max_examples=150, deadline=None)
def test_spans_are_true_and_do_not_overlap(texts, into):
    segments = split(network(*texts), into=into)
    table = find_mentions(segments)
    assert set(table["kind"]) <= set(KINDS) and set(table["source"]) <= set(SOURCES)
    for number, group in table.groupby("segment"):
        text = segments.texts[number]
        assert all(text[one.start : one.end] == one.text and one.text.strip() for one in group.itertuples())
        assert (group["start"].to_numpy()[1:] >= group["end"].to_numpy()[:-1]).all()
        assert set(group["by"]) == {segments.rows["speaker"][number]}


def test_the_sample_corpus():
    corpus = read(SAMPLE)
    segments = split(corpus, into="turns")
    table = find_mentions(segments, corpus=corpus)
    named = table[table["kind"] == "person"].groupby("entity").size()
    assert all(named[pilot] >= 20 for pilot in corpus.pilots)
    assert {"PackSud", "Plastalpes", "Val Écrin"} <= set(table.loc[table["source"] == "attribute", "entity"])
    counts = mention_network(table, segments=segments).loc[corpus.pilots, corpus.pilots]
    assert counts.sum().idxmax() == "Hélène Castaing"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared development data are not here")
def test_the_chair_gives_the_floor_to_a_deputy(tmp_path):
    for path in sorted((SHARED / "assemblee-2013").glob("*.xml"))[::3]:
        shutil.copy(path, tmp_path)
    corpus = read(tmp_path)
    segments = split(corpus, into="turns")
    table = find_mentions(segments, corpus=corpus)
    floor = r"^La parole est à (M(?:me|\.) [A-ZÉ][^,.]+)[,.]"
    given_to = segments.rows["text"].str.extract(floor)[0].dropna()
    spoken = table[table["source"] == "speaker"].groupby("segment")["text"].agg(list)
    hits = [any(name.startswith(text) for text in spoken.get(at, [])) for at, name in given_to.items()]
    assert len(hits) > 200 and sum(hits) / len(hits) > 0.99
