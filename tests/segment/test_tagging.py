"""The quick tagger tells what the pipeline tells: on speech, on odd texts, in any number of threads."""

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.segment import pipelines
from textmine.segment.french import _piped
from textmine.segment.pipelines import load, tagger_of
from textmine.segment.tagging import COLUMNS, Tagger
from textmine.workers import Workers, own_threads

TALK = [
    "Euh, les cotisations ont augmenté parce que les pilotes, du coup, demandent une réunion.",
    "on va on va commencer par le tour de table  et puis les papeteries d’Oyonnax, hein",
    "",
    "   ",
    "Ben oui.",
    "« Qu'est-ce que vous en pensez ? », dit-il aux élus de l'Ain ; vingt-deux voix, 30 % des p'tites.",
] * 9


def strings_of(found, nlp):
    named = [[nlp.vocab.strings[int(key)] for key in row[:4]] for row in found.table]
    return found.counts.tolist(), named, found.table[:, 4:].tolist()


@pytest.fixture(scope="module")
def plain():
    return spacy.load(pipelines.folder_of("fr-oral"), exclude=["senter"])


def test_it_tells_what_the_pipeline_tells(plain):
    tagger = tagger_of("fr-oral")
    assert strings_of(tagger.tag(TALK, at_once=16), load("fr-oral")) == strings_of(_piped(plain, TALK), plain)


@given(texts=st.lists(st.text(max_size=50), max_size=6), at_once=st.integers(1, 4), threads=st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_of_any_texts_at_any_number_at_once(plain, texts, at_once, threads):
    found = tagger_of("fr-oral").tag(texts, at_once=at_once, threads=threads)
    assert strings_of(found, load("fr-oral")) == strings_of(_piped(plain, texts), plain)


def test_threads_change_nothing():
    tagger = tagger_of("fr-oral")
    one, three = (tagger.tag(TALK, at_once=4, threads=n) for n in (1, 3))
    assert np.array_equal(one.counts, three.counts) and np.array_equal(one.table, three.table)
    assert one.table.shape[1] == len(COLUMNS)


@given(
    chunks=st.lists(st.lists(st.sampled_from(TALK), max_size=5), max_size=6),
    at_once=st.integers(1, 4),
    threads=st.integers(1, 3),
)
@settings(max_examples=40, deadline=None)
def test_of_lists_that_follow_each_other_each_is_tagged_as_it_would_be_alone(chunks, at_once, threads):
    tagger = tagger_of("fr-oral")
    found = list(tagger.tag_each(iter(chunks), at_once=at_once, threads=threads))
    alone = [tagger.tag(texts, at_once=at_once, threads=1) for texts in chunks]
    assert len(found) == len(chunks)
    for one, other in zip(found, alone, strict=True):
        assert np.array_equal(one.counts, other.counts) and np.array_equal(one.table, other.table)


def test_no_more_lists_are_read_than_threads_have_work_for():
    read = []

    def chunks():
        for place in range(100):
            read.append(place)
            yield TALK[:4]

    found = tagger_of("fr-oral").tag_each(chunks(), at_once=2, threads=2)
    next(found)
    assert len(read) <= 6
    found.close()


def test_words_and_lemmas_that_were_forgotten_are_learnt_again(monkeypatch):
    tagger = Tagger.of(load("fr-oral"))
    before = tagger.tag(TALK, at_once=4)
    monkeypatch.setattr("textmine.segment.tagging._MOST_WORDS", 10)
    after = tagger.tag(TALK, at_once=4)
    assert np.array_equal(before.table, after.table)


def test_a_pipeline_of_another_build_tags_by_itself():
    other = spacy.blank("fr")
    assert Tagger.of(other) is None
    for name, build in (("tok2vec", {}), ("morphologizer", {}), ("fluency", {}), ("lemmatizer", {})):
        factory = {"fluency": "tagger"}.get(name, name)
        other.add_pipe(factory, name=name, config=build)
    assert Tagger.of(other) is None  # morphologizer and tagger with layers of their own, or one of width 2


def halved(number):
    return number / 2


def test_threads_of_this_process_give_the_same_in_order(monkeypatch):
    told = []
    monkeypatch.setattr("textmine.workers.own_threads", lambda: 3)
    found = Workers(2).map(halved, range(7), in_threads=True, progress=lambda *n: told.append(n))
    assert found == [n / 2 for n in range(7)] and told == [(n, 7) for n in range(1, 8)]
    assert 1 <= own_threads() <= 4


def test_a_helper_computes_in_one_thread():
    assert Workers(3).map(threads_of, [1, 2, 3]) == [1, 1, 1]


def threads_of(_):
    return own_threads()
