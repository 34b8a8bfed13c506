"""Contexts of a word: the same numbers as plain loops over pairs of pilots and over draws."""

import itertools

import numpy as np
import pytest

from textmine.measure.portraits.comparing import ORDERS, Said, compare_contexts, context_gaps


def said(generator, sizes, *, shift=0.5, d=5):
    """Contexts of pilots 1, 3, 5, ... in mixed order."""
    pilot = generator.permutation(np.repeat(2 * np.arange(len(sizes)) + 1, sizes))
    vectors = generator.normal(size=(len(pilot), d)) + shift * pilot[:, None] / len(sizes)
    late = generator.random(len(pilot)) < 0.5
    return Said(vectors, pilot, late, [""] * len(pilot), np.arange(len(pilot)))


def between(gram, pilot):
    return sum(gram[np.ix_(own, own)].sum() / own.sum() for own in (pilot == one for one in np.unique(pilot)))


def gap(gram, pilot, among):
    """Mean over pairs of pilots, from products of pairs of different contexts."""
    sides = [np.flatnonzero((pilot == one) & among) for one in np.unique(pilot)]
    found = []
    for one, other in itertools.combinations(sides, 2):
        inner = [np.mean([gram[a, b] for a, b in itertools.permutations(side, 2)]) for side in (one, other)]
        found.append(inner[0] + inner[1] - 2 * gram[np.ix_(one, other)].mean())
    return np.mean(found) / (np.trace(gram) / len(gram) - gram.mean())


def compared_by_loops(contexts, generator):
    gram = contexts.vectors @ contexts.vectors.T
    pilot, seen = contexts.pilot, between(gram, contexts.pilot)
    drawn = [between(gram, generator.permutation(pilot)) for _ in range(ORDERS)]
    told = {"gap": gap(gram, pilot, pilot >= 0), "p": (1 + sum(x >= seen - 1e-12 for x in drawn)) / 2000}
    both = [
        one for one in np.unique(pilot) if min(np.bincount(contexts.late[pilot == one], minlength=2)) >= 5
    ]
    own = np.isin(pilot, both)
    gram, pilot, late = gram[np.ix_(own, own)], pilot[own], contexts.late[own]
    told |= {"early": gap(gram, pilot, ~late), "late": gap(gram, pilot, late)}
    told["closer"] = told["early"] - told["late"]
    extreme = 1
    for _ in range(ORDERS // 4):
        again = late.copy()
        for one in both:
            mine = np.flatnonzero(pilot == one)
            again[mine] = late[generator.permutation(mine)]
        closer = gap(gram, pilot, ~again) - gap(gram, pilot, again)
        extreme += abs(closer) >= abs(told["closer"]) - 1e-12
    return told | {"p_closer": extreme / 500}


@pytest.mark.parametrize(("sizes", "shift"), [((14, 17), 0.0), ((16, 5, 15, 14), 0.6)])
def test_numbers_are_those_of_plain_loops_with_the_same_draws(sizes, shift):
    contexts = said(np.random.default_rng(len(sizes)), sizes, shift=shift)
    found = compare_contexts(contexts, np.random.default_rng([7, 1]))
    expected = compared_by_loops(contexts, np.random.default_rng([7, 1]))
    assert {name: found[name] for name in expected} == pytest.approx(expected, rel=0, abs=1e-10)
    assert found["n_pilots"] == len(sizes) and found["n_turns"] == sum(sizes)
    assert np.isfinite(found["closer"])


def test_equal_orders_count_as_equal():
    # 3 turns against 3: among 20 orders, two say what is seen, so that p is near .1
    contexts = said(np.random.default_rng(0), (3, 3), shift=30.0)
    found = compare_contexts(contexts, np.random.default_rng(0))
    assert found["p"] == pytest.approx(0.1, abs=0.03)
    assert np.isnan(found["closer"]) and np.isnan(found["p_closer"])


def test_contexts_all_the_same_have_no_gap():
    contexts = said(np.random.default_rng(0), (12, 12))
    same = Said(np.ones_like(contexts.vectors), contexts.pilot, contexts.late, contexts.texts, contexts.rows)
    assert np.isnan(context_gaps(same)).all()
    assert compare_contexts(same, np.random.default_rng(0))["p"] == 1
