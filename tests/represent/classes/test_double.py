"""Double classification: planted classes found whatever the units, chance left out, the best set exact."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from tests.represent.material import tokens_of
from textmine.errors import TextmineError
from textmine.represent.classes.double import Crossing, DoubleClasses, best_crossings, crossed, talk_units
from textmine.represent.classes.reinert import LexicalClasses
from textmine.represent.classes.sheets import class_tables

RULES = {"min_segments": 2, "max_share": 0.9, "min_class": 10}


def talk(n=240, *, kinds=3, seed=0):
    """Stretches of twelve segments, each of one kind of words with a fifth of others."""
    chance = np.random.default_rng(seed)
    kind = np.repeat(np.arange(n // 12) % kinds, 12)
    own = [[f"mot{k}x{i}" for i in range(15)] for k in range(kinds)]
    texts = [
        " ".join(chance.choice(own[k if chance.random() < 0.8 else chance.integers(kinds)]) for _ in range(8))
        for k in kind
    ]
    return tokens_of(texts, meetings=[f"m{i // 60}" for i in range(n)]), kind


def test_planted_classes_are_found_with_units_of_two_sizes():
    tokens, kind = talk()
    model = DoubleClasses(n_classes=4, sizes=(10, 20), **RULES).fit(tokens)
    classes = model.classes(3)
    known = classes >= 0
    assert known.mean() > 0.7
    right = sum(np.bincount(kind[classes == number]).max() for number in range(3))
    assert right / known.sum() > 0.95
    table = model.crossings_[model.crossings_["k"] == 3]
    assert (table["n_segments"].to_numpy() == np.bincount(classes[known])).all()
    assert (table["chi2"] > 100).all()
    words = model.profiles(3, n=3).query("rank == 1")["word"].str[3].tolist()
    assert sorted(words) == ["0", "1", "2"]


def test_options_and_what_was_not_fitted():
    tokens, _ = talk(60)
    for options in ({"sizes": (8, 8)}, {"choice": "best"}, {"n_classes": 1}):
        with pytest.raises(TextmineError):
            DoubleClasses(**{**RULES, **options}).fit(tokens)
    with pytest.raises(TextmineError):
        DoubleClasses().classes()
    model = DoubleClasses(n_classes=3, sizes=(10, 20), **RULES).fit(talk()[0])
    with pytest.raises(TextmineError):
        model.classes(9)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 9)), min_size=1, max_size=30), st.integers(1, 20))
def test_units_are_stretches_of_one_speaker_large_enough(said, size):
    import pandas as pd

    rows = pd.DataFrame(
        {"meeting": "m", "speaker": [f"s{who}" for who, _ in said], "group": np.arange(len(said))}
    )
    lengths = np.array([[float(n)] for _, n in said])
    unit = talk_units(rows, sparse.csr_array(lengths), size)
    assert sorted(np.unique(unit)) == list(range(unit.max() + 1))
    for number in range(unit.max() + 1):
        inside = unit == number
        who = rows["speaker"][inside]
        assert who.nunique() == 1
        alone = (unit[(rows["speaker"] == who.iloc[0]).to_numpy()] == number).all()
        assert lengths[inside].sum() >= size or alone


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4), st.booleans())
def test_the_best_set_is_the_best_of_all(seed, k, by_size):
    chance = np.random.default_rng(seed)
    found = [Crossing(i, i, chance.random(12) < 0.25, float(chance.integers(1, 99))) for i in range(8)]
    found = [crossing for crossing in found if crossing.members.any()]

    def worth(some):
        return sum(float(c.members.sum()) if by_size else c.chi2 for c in some)

    apart = [
        some for some in combinations(found, k)
        if not any((a.members & b.members).any() for a, b in combinations(some, 2))
    ]  # fmt: skip
    best = best_crossings(found, k, by_size=by_size)
    if not apart:
        assert best is None
    else:
        assert worth(best) == pytest.approx(max(map(worth, apart)))


def test_crossings_of_independent_classes_are_few_and_weak():
    chance = np.random.default_rng(0)
    ones = np.array([np.zeros(400, int), chance.integers(1, 3, 400)])
    others = np.array([np.zeros(400, int), chance.integers(1, 3, 400)])
    assert all(crossing.chi2 < 12 for crossing in crossed(ones, others, 10))
    same = crossed(ones, ones, 10)
    assert len(same) == 2 and same[0].chi2 == pytest.approx(400)


def test_tables_of_classes_say_whether_a_number_was_found():
    tokens, _ = talk()
    from tests.represent.material import segments_of

    texts = ["bloc"] * len(tokens)
    model = LexicalClasses(n_classes=5, min_segments=2, max_share=0.9, exclude=()).fit(tokens)
    found = class_tables(model, segments_of(texts), draws=4)
    assert found.is_found and len(found.classes) == 3
    assert found.classes["n_segments"].sum() <= found.n_segments == 240
    leaves = set(found.tree["left"]) | set(found.tree["right"])
    assert set(found.classes["node"]) <= leaves
