"""Verdicts on planted material; the order test against enumeration and under its null."""

import itertools

import numpy as np
import pandas as pd
import pytest

from textmine.measure.chance import order_test, smallest_p_value
from textmine.measure.convergence import converge
from textmine.represent.features import Features


def material(seed, apart, *, n_blocks=20, n_pilots=4, noise=0.5, sizes=None):
    """Blocks of pilots whose means stand `apart[t]` from a common point at meeting t."""
    rng = np.random.default_rng(seed)
    rows, values = [], []
    corners = np.eye(n_pilots)
    group = 0
    for t, distance in enumerate(apart):
        for i in range(n_pilots):
            for _ in range(sizes[t] if sizes else n_blocks):
                rows.append((f"p{i}", f"m{t}", t, group, "pilot", "meeting"))
                group += 1
                values.append(distance * corners[i] + rng.normal(0, noise, n_pilots))
    names = ["speaker", "meeting", "order", "group", "role", "meeting_kind"]
    return Features(
        pd.DataFrame(rows, columns=names), np.array(values), tuple(map(str, range(n_pilots))), "vectors"
    )


def test_planted_convergence_is_found():
    result = converge(material(0, np.linspace(1.0, 0.3, 8)))
    assert result.verdict == "convergence"
    assert result.relative_slope < 0
    # squared distance goes from 2 to 0.18: most of the initial differentiation is lost
    assert 0.7 < result.share_lost < 1.1
    assert result.table["distance"].iloc[0] == pytest.approx(2.0, abs=0.3)
    assert result.table["date"].isna().all() if "date" in result.table else True


def test_planted_divergence_is_found():
    assert converge(material(1, np.linspace(0.3, 1.0, 8))).verdict == "divergence"


def test_no_change_is_a_possible_verdict():
    assert converge(material(2, [1.0] * 10, n_blocks=80, noise=0.2)).verdict == "no meaningful change"


def test_too_little_text_is_inconclusive():
    result = converge(material(3, [0.6] * 5, n_blocks=4, noise=2.0))
    assert result.verdict == "inconclusive"
    assert "few_blocks" in [key for key, _ in result.reasons]


def test_three_meetings_can_never_reach_the_level():
    result = converge(material(4, [1.0, 0.5, 0.1]))
    assert result.p_convergence == pytest.approx(1 / 6)
    assert result.smallest_p == pytest.approx(1 / 6)
    assert result.verdict == "inconclusive"
    assert "too_few_meetings" in [key for key, _ in result.reasons]


def test_four_meetings_just_can():
    assert smallest_p_value(4, 9_999) == pytest.approx(1 / 24)


def test_talk_that_only_grows_is_no_convergence():
    sizes = [4, 8, 12, 18, 26, 36, 48, 60]
    found = [
        converge(material(seed, [0.5] * 8, noise=1.0, sizes=sizes), n_permutations=499).p_convergence <= 0.05
        for seed in range(40)
    ]
    # 40 draws at .05: more than 6 has probability below .01
    assert sum(found) <= 6


def test_p_values_are_uniform_under_the_null():
    rng = np.random.default_rng(0)
    p = np.array(
        [
            order_test(
                rng.normal(1, 0.2, 8), np.ones(8), np.arange(8.0), seed=s, n_permutations=499
            ).p_decrease
            for s in range(200)
        ]
    )
    from scipy.stats import kstest

    assert kstest(p, "uniform").pvalue > 0.01
    assert abs((p <= 0.05).mean() - 0.05) < 0.04


def test_exact_p_value_by_enumeration():
    distance, weight, times = np.array([3.0, 1.0, 2.0, 0.5]), np.array([1.0, 2.0, 1.0, 3.0]), np.arange(4.0)
    share = weight / weight.sum()
    mean, centre = share @ distance, share @ times
    residual = np.sqrt(share) * (distance - mean)

    def statistic(order):
        return sum(np.sqrt(share[t]) * (times[t] - centre) * residual[order[t]] for t in range(4))

    every = [statistic(order) for order in itertools.permutations(range(4))]
    expected = sum(s <= statistic(range(4)) + 1e-12 for s in every) / 24
    test = order_test(distance, weight, times, seed=0, n_permutations=99)
    assert test.is_exact
    assert test.n_orders == 24
    assert test.p_decrease == pytest.approx(expected)


def test_same_seed_same_result_and_another_seed_about_the_same():
    features = material(5, np.linspace(1, 0.8, 9))
    one, two, three = (converge(features, seed=s, n_permutations=999) for s in (1, 1, 2))
    pd.testing.assert_frame_equal(one.table, two.table)
    assert one.p_convergence == two.p_convergence
    assert abs(one.p_convergence - three.p_convergence) < 0.06


def test_order_of_segments_and_names_of_pilots_change_nothing():
    features = material(6, np.linspace(1, 0.5, 6))
    order = np.random.default_rng(0).permutation(len(features))
    shuffled = Features(
        features.rows.iloc[order].reset_index(drop=True), features.values[order], features.columns, "vectors"
    )
    renamed = Features(
        features.rows.assign(
            speaker=features.rows["speaker"].map({"p0": "z", "p1": "b", "p2": "c", "p3": "a"})
        ),
        features.values,
        features.columns,
        "vectors",
    )
    base = converge(features)
    for other in (converge(shuffled), converge(renamed)):
        assert other.relative_slope == pytest.approx(base.relative_slope)
        assert other.p_convergence == pytest.approx(base.p_convergence)


def test_absent_pilot_is_reported_missing():
    features = material(7, [1.0] * 6)
    gone = ((features.rows["speaker"] == "p1") & (features.rows["order"] == 3)).to_numpy()
    result = converge(features.take(~gone))
    cell = result.cells.query("pilot == 'p1' and order == 3").iloc[0]
    assert np.isnan(cell["distance"])
    facts = dict(result.reasons)["absent"]
    assert facts["n"] == 1
    assert "p1" in str(facts["cells"])


def test_interviews_and_others_are_left_out():
    features = material(8, np.linspace(1, 0.4, 6))
    rows = features.rows.copy()
    rows.loc[rows["speaker"] == "p3", "role"] = "facilitator"
    rows.loc[rows["order"] == 5, "meeting_kind"] = "interview"
    result = converge(Features(rows, features.values, features.columns, "vectors"))
    assert set(result.cells["pilot"]) == {"p0", "p1", "p2"}
    assert len(result.table) == 5


def test_interviews_alone_cannot_tell():
    features = material(9, [1.0] * 3)
    rows = features.rows.assign(meeting=features.rows["speaker"], meeting_kind="interview")
    result = converge(Features(rows, features.values, features.columns, "vectors"))
    assert result.verdict == "inconclusive"
    assert not result.is_told
    assert [key for key, _ in result.reasons] == ["why_nothing_to_compare"]
    assert np.isnan(result.p_convergence)
    assert "inconclusive" in repr(result)


def test_one_meeting_cannot_tell():
    assert not converge(material(10, [1.0])).is_told


def test_a_verdict_that_only_a_few_orders_could_give_is_told_with_caution():
    few = converge(material(0, np.linspace(1.0, 0.3, 4)))
    assert few.p_convergence == pytest.approx(1 / 24) and few.verdict == "convergence"
    assert dict(few.reasons)["at_the_limit"]["smallest"] == pytest.approx(1 / 24)
    eight = converge(material(0, np.linspace(1.0, 0.3, 8)))
    assert "at_the_limit" not in dict(eight.reasons)
