"""Segments that classes were not learnt on: placed where a plain reckoning of χ² places them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.stats import chi2_contingency
from sklearn.metrics import adjusted_rand_score

from tests.represent.material import planted, tokens_of
from textmine.errors import TextmineError
from textmine.represent.classes.descent import Rules, descend
from textmine.represent.classes.placing import chi2_with, place_all
from textmine.represent.classes.reinert import LexicalClasses

RULES = Rules(3, 4, 2, 0.3, "best", 0)


def table(seed, n=60, d=25):
    drawn = np.random.default_rng(seed)
    rates = np.where(np.arange(d)[None, :] % 3 == np.arange(n)[:, None] % 3, 0.5, 0.08)
    return (drawn.random((n, d)) < rates).astype(float)


@given(st.integers(0, 10**6))
def test_chi2_with_a_row_is_that_of_the_contingency_table(seed):
    rows = table(seed)
    inside, outside = rows[:20].sum(axis=0), rows[20:50].sum(axis=0)
    new = rows[50:][rows[50:].any(axis=1)]
    for is_in in (True, False):
        found = chi2_with(sparse.csr_array(new), inside, inside + outside, is_in=is_in)
        for row, told in zip(new, found, strict=True):
            sides = np.stack([inside + row * is_in, outside + row * (not is_in)])
            sides = sides[:, sides.sum(axis=0) > 0]
            assert told == pytest.approx(chi2_contingency(sides, correction=False)[0], rel=1e-9)


def test_rows_learnt_stay_and_the_others_go_to_the_better_side():
    present = sparse.csr_array(np.vstack([table(1), np.zeros((1, 25))]))
    learnt = np.arange(0, 60, 2)
    small = descend(sparse.csr_array(present[learnt]), RULES)
    found = place_all(present, learnt, small)
    assert (found.levels[:, learnt] == small.levels).all() and (found.levels[:, 60] == -1).all()
    split = small.splits[0]
    forms = present.toarray()[:, split.forms]
    sides = [forms[learnt[small.levels[1] == child]].sum(axis=0) for child in split.children]
    for row in np.setdiff1d(np.arange(60), learnt):
        if not forms[row].any():
            assert found.levels[1, row] == -1
            continue
        gains = []
        for side in (0, 1):
            joined = np.stack([sides[k] + forms[row] * (k == side) for k in (0, 1)])
            gains.append(chi2_contingency(joined[:, joined.sum(axis=0) > 0], correction=False)[0])
        assert found.levels[1, row] == split.children[int(np.argmax(gains))]


def test_planted_classes_are_found_from_a_part_of_the_segments():
    texts, which = planted(240)
    tokens = tokens_of(texts, speakers=["Ana"] * 240)
    model = LexicalClasses(n_classes=3, max_share=0.7, min_segments=2, most_learnt=60).fit(tokens)
    assert len(model.learnt_) == 60 and model.levels_.shape[1] == 240
    assert adjusted_rand_score(which, model.classes(3)) == pytest.approx(1)
    assert model.tree_[["n_left", "n_right"]].iloc[0].sum() == 60
    steady = model.stability(3, draws=3)
    assert steady.classes["n_segments"].sum() == 240 and steady.ari == pytest.approx(1)
    evidence = model.evidence(draws=3)
    assert evidence.loc[evidence["chosen"], "k"].item() == 3 and evidence["smallest"].max() <= 120
    again = LexicalClasses(n_classes=3, max_share=0.7, min_segments=2, most_learnt=60).fit(tokens)
    pd.testing.assert_frame_equal(again.profiles(3), model.profiles(3))
    whole = LexicalClasses(n_classes=3, max_share=0.7, min_segments=2).fit(tokens)
    assert (whole.learnt_ == np.arange(240)).all()
    with pytest.raises(TextmineError) as fault:
        LexicalClasses(most_learnt=5).fit(tokens)
    assert "most_learnt" in fault.value.say("en")
