"""Concordance: the query language, and the way back to every code point."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textmine as tm
from tests.represent.material import tokens_of
from textmine.errors import TextmineError
from textmine.measure.textometry.concordance import kwic
from textmine.measure.textometry.patterns import find_matches, parse_query

SAMPLE = Path(__file__).parents[3] / "corpus" / "reseau-emballage"


@pytest.fixture(scope="module")
def sample():
    corpus = tm.read(SAMPLE)
    segments = tm.split(corpus, into="blocks")
    return corpus, segments, tm.annotate(segments)


@pytest.mark.parametrize(
    "query", ["palette*", "lemma:aller", "pos:ADJ pos:NOUN", "lemma:faire [0-3] pos:NOUN", "*"]
)
def test_every_match_is_where_it_is_said_to_be(sample, query):
    corpus, _, _ = sample
    found = kwic(*sample, query, window=6)
    assert len(found) > 5
    texts = corpus.turns["text"]
    for row in found.head(400).itertuples():
        text = texts[row.turn]
        assert text[row.start : row.end] == row.match
        assert corpus.turns["speaker"][row.turn] == row.speaker
        assert text[: row.start].rstrip().endswith(row.left) and text[row.end :].lstrip().startswith(
            row.right
        )
        assert len(row.left.split()) <= 6 and len(row.right.split()) <= 6


def test_nothing_said_is_missed(sample):
    corpus, segments, _ = sample
    found = kwic(*sample, "palettes")
    said = corpus.turns["text"][np.unique(segments.turn)].str.lower().str.count(r"\bpalettes\b").sum()
    assert len(found) == said > 10


def test_sorts(sample):
    by_right = kwic(*sample, "lemma:palette", sort="right")["right"].str.lower().str.split().tolist()
    assert by_right == sorted(by_right)
    by_left = [
        words[::-1] for words in kwic(*sample, "lemma:palette", sort="left")["left"].str.lower().str.split()
    ]
    assert by_left == sorted(by_left)
    order = kwic(*sample, "lemma:palette")
    assert (order[["order", "turn", "start"]].to_numpy().tolist()) == sorted(
        order[["order", "turn", "start"]].to_numpy().tolist()
    )


def test_queries_by_hand():
    tokens = tokens_of(["le prix du bois", "prix bois", "le bois le coût"])

    def spans(query, **options):
        return list(zip(*(values.tolist() for values in find_matches(tokens, query, **options)), strict=True))

    assert spans("prix bois") == [(4, 5)]
    assert spans("prix [0-1] bois") == [(1, 3), (4, 5)]
    assert spans("prix [1] bois") == [(1, 3)]
    assert spans("prix|coût") == [(1, 1), (4, 4), (9, 9)]
    assert spans("COUT") == [] and spans("COUT", fold_accents=True) == [(9, 9)]
    assert spans("bo*") == [(3, 3), (5, 5), (7, 7)]
    assert spans("bois le prix") == [], "a match stays in its segment"
    assert spans("b.is") == [], "signs of regular expressions are plain signs"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=12), st.integers(0, 3), st.integers(0, 3))
def test_gaps_agree_with_a_plain_search(letters, least, extra):
    tokens = tokens_of([" ".join(letters)])
    starts, ends = find_matches(tokens, f"a [{least}-{least + extra}] b")
    expected = []
    for i, letter in enumerate(letters):
        places = [
            j
            for j in range(i + 1 + least, i + 2 + least + extra)
            if letter == "a" and letters[j : j + 1] == ["b"]
        ]
        expected += [(i, places[0])] if places else []
    assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == expected


@pytest.mark.parametrize(
    "query", ["", "[1-2]", "a [2-1] b", "a [1]", "pos:BIDULE", "mot:prix", "a||b", "lemma:"]
)
def test_bad_queries(query):
    with pytest.raises(TextmineError):
        parse_query(query)


def test_bad_calls_and_nothing_found(sample):
    corpus, segments, tokens = sample
    assert kwic(*sample, "zzzzz").empty
    with pytest.raises(TextmineError, match="milieu"):
        kwic(*sample, "a", sort="milieu")
    with pytest.raises(TextmineError, match="-1"):
        kwic(*sample, "a", window=-1)
    with pytest.raises(TextmineError):
        kwic(corpus, segments.take(np.arange(len(segments)) > 0), tokens, "a")
