"""Flags on arrays made by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.segment.flags import FLUENCY, flags_of
from textmine.segment.tables import FILLER, MARKER, NUMBER, PUNCTUATION, REPETITION, RESTART, STOP

WORDS = ("euh", "bon", "les", "carton", "vérin", ",", "…", "12", "nous", "parce que", "x")


def flags(text, counts=None, fluency=None):
    form = np.array([WORDS.index(word) for word in text], dtype=np.int32)
    counts = np.array(counts or [len(form)], dtype=np.int64)
    given_flags = None if fluency is None else np.array(fluency, dtype=np.uint8)
    return flags_of(WORDS, form, form, counts, given_flags).tolist()


def test_by_list_and_in_context():
    assert flags(["bon", "carton"])[0] & FILLER
    assert not flags(["bon", "carton"], fluency=[0, 0])[0] & FILLER
    assert flags(["bon", "carton"], fluency=[FILLER, MARKER])[1] == MARKER
    assert flags(["euh"], fluency=[0])[0] & FILLER


def test_kinds_of_form():
    assert flags([",", "…"]) == [PUNCTUATION, PUNCTUATION]
    assert flags(["12"])[0] & NUMBER
    assert flags(["parce que"])[0] & STOP
    assert flags(["x"])[0] & STOP
    assert flags(["carton", "vérin"]) == [0, 0]


def test_punctuation_is_never_a_restart():
    assert flags([",", "carton"], fluency=[RESTART, RESTART]) == [PUNCTUATION, RESTART]


@pytest.mark.parametrize(
    ("text", "repeated"),
    [
        (["carton", "carton"], [1]),
        (["carton", ",", "euh", "carton"], [3]),
        (["carton", "carton", "carton"], [1, 2]),
        (["carton", "vérin", "carton"], []),
        (["nous", "nous"], []),
        ([",", ","], []),
        (["euh", "euh"], []),
    ],
)
def test_repetitions(text, repeated):
    found = flags(text)
    assert [i for i, flag in enumerate(found) if flag & REPETITION] == repeated


def test_no_repetition_across_segments():
    assert not any(flag & REPETITION for flag in flags(["carton", "carton"], counts=[1, 1]))
    assert not any(flag & REPETITION for flag in flags(["carton", "carton"], counts=[1, 0, 1]))


def test_of_a_restart_and_what_repeats_it_one_is_left():
    assert flags(["carton", "carton"], fluency=[RESTART, 0]) == [RESTART, 0]
    found = flags(["carton", "carton", "carton"], fluency=[RESTART, 0, 0])
    assert [bool(flag & (RESTART | REPETITION)) for flag in found] == [True, False, True]


def test_nothing():
    assert flags([]) == []
    assert set(FLUENCY) == {"filler", "marker", "restart"}


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.integers(0, 12))
@settings(max_examples=100, deadline=None)
def test_cutting_elsewhere_changes_only_repetitions(text, cut):
    cut = min(cut, len(text))
    whole, apart = flags(text), flags(text, counts=[cut, len(text) - cut])
    assert [flag & ~REPETITION for flag in whole] == [flag & ~REPETITION for flag in apart]
    assert all(one & REPETITION >= two & REPETITION for one, two in zip(whole, apart, strict=True))
