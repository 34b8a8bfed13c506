"""Expressions are found in arrays of forms, none across segments, none overlapping, the longest first."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.segment.expressions import (
    EXPRESSIONS,
    find_expressions,
    names_of_expressions,
    parts_of_speech,
)
from textmine.segment.tables import POS_NAMES

PARTS = sorted({part for parts in EXPRESSIONS for part in parts})


def found(words, counts=None):
    vocabulary = tuple(sorted(set(words)))
    form = np.array([vocabulary.index(word) for word in words], dtype=np.int32)
    joined = find_expressions(vocabulary, form, np.array(counts or [len(words)], dtype=np.int64))
    names = names_of_expressions()
    return [(int(f), int(s), names[w]) for f, s, w in zip(*joined, strict=True)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        ("on vient", []),
        ("parce que", [(0, 2, "parce que")]),
        ("oui parce qu' il", [(1, 2, "parce qu'")]),
        ("est -ce que parce que", [(0, 3, "est-ce que"), (3, 2, "parce que")]),
        ("un petit peu un peu", [(0, 3, "un petit peu"), (3, 2, "un peu")]),
        ("tout à l' heure", [(0, 4, "tout à l'heure")]),
        ("au fur et à mesure", [(0, 5, "au fur et à mesure")]),
        ("c' est à dire", [(0, 4, "c'est à dire")]),
        ("parce", []),
        ("que parce", []),
    ],
)
def test_by_hand(text, wanted):
    assert found(text.split()) == wanted


def test_none_across_segments():
    assert found(["parce", "que", "parce", "que"], [1, 2, 1]) == []
    assert found(["parce", "que", "parce", "que"], [2, 0, 2]) == [(0, 2, "parce que"), (2, 2, "parce que")]


@given(st.lists(st.sampled_from(PARTS), max_size=30), st.integers(0, 30))
@settings(max_examples=200, deadline=None)
def test_none_overlaps_and_each_is_what_it_says(words, cut):
    cut = min(cut, len(words))
    last = 0
    for first, size, name in found(words, [cut, len(words) - cut]):
        assert first >= last
        last = first + size
        assert " ".join(words[first:last]).replace("' ", "'").replace(" -", "-") == name
        assert last <= cut or first >= cut


def test_each_has_a_name_and_a_part_of_speech():
    assert len(names_of_expressions()) == len(set(names_of_expressions())) == len(parts_of_speech())
    assert {POS_NAMES[i] for i in parts_of_speech()} <= {"ADV", "SCONJ", "CCONJ", "PRON"}
