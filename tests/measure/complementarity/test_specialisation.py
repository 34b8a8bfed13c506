"""d' of three pilots by hand, absences, and what relabelling makes of it."""

import numpy as np
import pytest

from tests.measure.complementarity.planted import alike, features_of
from textmine.measure.cells import gather
from textmine.measure.complementarity.profiles import groups_of
from textmine.measure.complementarity.specialisation import specialise


def groups(features):
    return groups_of(gather(features, between="pilot", over="meeting"))


def chance_of(found, most, degree):
    """Solve ``degree = (found - chance) / (most - chance)``."""
    return (found - degree * most) / (1.0 - degree)


def test_three_pilots_by_hand():
    # shares (1, 0), (0, 1), (1/2, 1/2), of all (1/2, 1/2): d = ln 2, ln 2, 0; largest ln 3 each
    cells = [(f"p{pilot}", 0, 10 * pilot + turn) for pilot in range(3) for turn in range(4)]
    values = np.repeat([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]], 4, axis=0)
    found = specialise(groups(features_of(cells, values)), n_permutations=4_000, seed=1)
    # turns are alike for all pilots under the null: chance is one number, whoever it is told from
    chance = [chance_of(d, np.log(3), degree) for d, degree in zip([np.log(2)] * 2 + [0.0], found.degree,
                                                                  strict=True)]  # fmt: skip
    assert chance == pytest.approx([chance[0]] * 3, abs=0.006)
    assert 0 < chance[0] < np.log(2) / 2
    assert found.degree[2] < 0 < found.degree[0]
    # all four turns of p0 are the pure ones of one topic in 1 of 495 draws of 4 of 12 turns, of either in 2
    assert found.p[:2].tolist() == pytest.approx([2 / 495] * 2, abs=0.004)
    assert found.p[2] == 1.0


def test_a_meeting_that_was_missed_is_not_held_against_anybody():
    # p2 misses the second meeting, where the others speak of another topic only; all speak alike when there
    cells, values = [], []
    for meeting, share in enumerate([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]]):
        for pilot in range(3 if meeting == 0 else 2):
            for turn in range(3):
                cells.append((f"p{pilot}", meeting, 100 * meeting + 10 * pilot + turn))
                values.append(share)
    found = specialise(groups(features_of(cells, np.array(values))), n_permutations=49)
    assert found.degree.tolist() == pytest.approx([0.0, 0.0, 0.0], abs=1e-12)
    assert found.p.tolist() == [1.0, 1.0, 1.0]


def test_a_topic_that_nobody_touches_is_one_whoever_was_away():
    # p2 misses the second meeting; of all, p0 has 1/3 then 1/2 of his topic, and so at most: d' is 1
    cells = [
        (f"p{pilot}", meeting, 100 * meeting + 10 * pilot + turn)
        for meeting in range(2)
        for pilot in range(3 - meeting)
        for turn in range(3)
    ]
    values = np.eye(3)[[int(speaker[1]) for speaker, _, _ in cells]]
    found = specialise(groups(features_of(cells, values)), n_permutations=49)
    assert found.degree.tolist() == pytest.approx([1.0, 1.0, 1.0])


def test_the_seed_and_no_relabelling():
    found = groups(alike(0))
    one, same, other = (specialise(found, seed=seed, n_permutations=19) for seed in (1, 1, 2))
    assert one.degree.tolist() == same.degree.tolist() != other.degree.tolist()
    assert one.p.min() >= 1 / 20
    # without a null there is no degree, and no warning
    assert np.isnan(specialise(found, n_permutations=0).degree).all()
