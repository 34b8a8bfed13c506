"""Turns of long corpora are packed while they are read: what is read is the same."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import SHARED
from textmine.corpus.assembly import Assembled, Turn
from textmine.corpus.packing import pack
from textmine.corpus.pieces import Document
from textmine.corpus.reading import read

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
SECONDS = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def turns(draw):
    marks = st.lists(st.tuples(st.integers(0, 99), WORDS), max_size=2)
    turn = Turn(
        draw(WORDS), "speech", draw(WORDS), draw(st.integers(1, 10**6)), draw(WORDS), draw(SECONDS),
        draw(SECONDS), draw(st.dictionaries(WORDS, WORDS, max_size=2)), marks=draw(marks),
    )  # fmt: skip
    for text in draw(st.lists(WORDS, max_size=3)):
        turn.say(text)
    return turn


def plain(turn):
    return turn.text, *(getattr(turn, name) for name in Turn.__slots__ if name != "parts")


@given(st.lists(turns(), max_size=4))
def test_packed_turns_come_back(some):
    packed = pack(some)
    assert list(map(plain, packed.unpack())) == list(map(plain, some)) and packed.n_turns == len(some)
    loose = Assembled(Document("a", "text", "utf-8", "valid", ()), "a.txt", held=list(some))
    bound = Assembled(Document("a", "text", "utf-8", "valid", ()), "a.txt", held=list(some))
    bound.pack()
    bound.pack()
    for name in ("n_turns", "attributed", "labels", "has_attributes"):
        assert getattr(bound, name) == getattr(loose, name), name
    assert list(bound.labels) == list(loose.labels)
    bound.turns = bound.turns[1:]
    assert bound.n_turns == max(len(some) - 1, 0) and not bound.held


@pytest.mark.skipif(not (SHARED / "fredsum").is_dir(), reason="shared data absent")
@pytest.mark.parametrize(
    ("name", "options"), [("fredsum", {"leave_out": ["Jordan Bardella"]}), ("assemblee-2013", {})]
)
def test_a_corpus_read_packed_is_the_same(name, options, monkeypatch):
    at_once = read(SHARED / name, **options)
    monkeypatch.setattr("textmine.corpus.gathering.MOST_HELD", 0)
    packed = read(SHARED / name, **options)
    for table in ("turns", "meetings", "speakers", "marks"):
        pd.testing.assert_frame_equal(getattr(packed, table), getattr(at_once, table))
    assert packed.reports == at_once.reports and packed.recipe == at_once.recipe
