"""Sole carriers, specialisation and unique contributions: planted, absent, and by chance alone."""

import numpy as np
import pytest

from tests.measure.complementarity.planted import alike, features_of, profiles, talk
from textmine.measure.cells import gather
from textmine.measure.complementarity.carriers import leaders, sole_carriers
from textmine.measure.complementarity.contributions import unique_contributions
from textmine.measure.complementarity.hill import deletions, hill, hill_terms
from textmine.measure.complementarity.profiles import adjusted, groups_of, others_mean, relabelled, shares_of
from textmine.measure.complementarity.specialisation import specialise


def material(features):
    cells = gather(features, between="pilot", over="meeting")
    return cells, groups_of(cells)


def carriers(features, n_permutations=199, seed=0):
    cells, groups = material(features)
    return sole_carriers(
        groups, cells.pilots, features.columns, alpha=0.05, seed=seed, n_permutations=n_permutations
    )


def test_planted_topics_find_their_pilot_and_common_ones_find_none():
    rng = np.random.default_rng(0)
    cells, values = [], []
    for t in range(5):
        for turn in range(36):
            pilot = turn % 3
            # p0 has k0, p1 has k1; p0 and p2 share k2; k3 is everybody's
            mean = {0: [4, 0, 3, 3], 1: [0, 7, 0, 3], 2: [0, 0, 7, 3]}[pilot]
            cells.append((f"p{pilot}", t, 100 * t + turn))
            values.append(rng.dirichlet(np.array(mean) + 0.05))
    table = carriers(features_of(cells, np.array(values))).set_index("topic")
    assert table["carrier"].tolist() == ["p0", "p1", "p2", None]
    assert table.loc["k1", "low"] < 0.7 < table.loc["k1", "high"]
    assert table.loc["k0", "others"] < 0.05
    assert table.loc["k2", ["runner_up"]].item() == "p0"
    assert table.loc["k2", "gap"] == pytest.approx(0.4, abs=0.15)
    assert (table["p_adjusted"] >= table["p"]).all()


def test_two_carriers_are_no_sole_carrier_and_chance_makes_none():
    p = []
    for seed in range(60):
        twins, nobody = carriers(alike(seed, twins=True), 99), carriers(alike(seed), 99)
        p.append((twins["p"].iloc[0], nobody["p"].min()))
        assert twins["leader"].iloc[0] in {"p0", "p1"}
    rejected = (np.array(p) <= 0.05).mean(axis=0)
    # nominal .05 of 60 sets: within 3.3 standard errors
    assert (rejected <= 0.145).all()


def test_p_of_one_pair_by_full_enumeration():
    # one meeting, two pilots of two turns: 6 labellings; the difference is as large in 1 of them
    values = np.array([[1.0, 0.0], [0.9, 0.1], [0.2, 0.8], [0.1, 0.9]])
    cells = [("p0", 0, 1), ("p0", 0, 2), ("p1", 0, 3), ("p1", 0, 4)]
    table = carriers(features_of(cells, values), n_permutations=3_000)
    assert table["p"].iloc[0] == pytest.approx(2 / 6, abs=0.06)
    assert table["gap"].tolist() == pytest.approx([0.8, 0.8])
    assert table["carrier"].isna().all()


def test_a_topic_of_a_missed_meeting_does_not_count_against_the_absent():
    # all speak alike, 90 % of k0 at the second meeting, which p1 missed; p1 speaks a little more of k0
    shares = np.array([[[0.2, 0.8], [0.9, 0.1]], [[0.3, 0.7], [np.nan, np.nan]], [[0.2, 0.8], [0.9, 0.1]]])
    assert leaders(shares)[0] == 1
    assert others_mean(shares)[1, 0].tolist() == pytest.approx([0.2, 0.8])
    assert np.isfinite(others_mean(shares)[0]).all()


def test_turns_change_hands_inside_their_meeting_only():
    _, groups = material(talk(0, 0.5, n_pilots=3, n_meetings=3, n_blocks=4))
    drawn = list(relabelled(groups, seed=0, n_permutations=5))
    for pilot in drawn:
        for t in range(3):
            here = groups.meeting == t
            assert np.bincount(pilot[here]).tolist() == [4, 4, 4]
    assert any((pilot != groups.pilot).any() for pilot in drawn)
    assert shares_of(groups, groups.pilot) == pytest.approx(shares_of(groups))


def test_specialisation_is_one_alone_and_zero_by_chance():
    _, groups = material(talk(1, 1.0, n_pilots=3, n_topics=6, n_meetings=2, concentration=200.0))
    assert specialise(groups, n_permutations=49).degree == pytest.approx(np.ones(3), abs=0.02)
    degrees, p = [], []
    for seed in range(40):
        _, groups = material(alike(seed))
        found = specialise(groups, n_permutations=99)
        degrees.append(found.degree)
        p.append(found.p)
    assert np.mean(degrees) == pytest.approx(0.0, abs=0.01)
    assert np.min(degrees) < 0
    assert 0.01 <= (np.array(p) <= 0.05).mean() <= 0.11


def test_specialisation_by_hand():
    # p0 (1, 0), p1 (1/2, 1/2), all (3/4, 1/4): d0 = ln(4/3); largest ln 2
    cells = [(f"p{i}", 0, 10 * i + turn) for i in range(2) for turn in range(2)]
    _, groups = material(features_of(cells, np.array([[1, 0], [1, 0], [0.5, 0.5], [0.5, 0.5]])))
    found = specialise(groups, n_permutations=2_000, seed=3)
    # of 6 labellings 2 keep the pairs, where d0 is ln(4/3) or d of the even (.5 ln(2/3) + .5 ln 2); in the
    # other 4 both have (3/4, 1/4) and d = 0
    even = 0.5 * np.log(2 / 3) + 0.5 * np.log(2)
    chance = (np.log(4 / 3) + even) / 6
    expected = [(np.log(4 / 3) - chance) / (np.log(2) - chance), (even - chance) / (np.log(2) - chance)]
    assert found.degree.tolist() == pytest.approx(expected, abs=0.02)


def unique(features):
    cells, _ = material(features)
    terms = hill_terms(cells)
    return unique_contributions(cells, terms, deletions(cells))


def test_unique_contribution_by_definition():
    features = talk(4, 0.7, n_pilots=4, n_meetings=3, n_topics=8, n_blocks=6)
    found = unique(features)

    def gamma(some):
        terms = hill_terms(gather(some, between="pilot", over="meeting"))
        n = some.rows.speaker.nunique()
        return float(hill(terms.mean_within.mean(), terms.mean_cross.mean(), n).gamma)

    expected = [gamma(features) - gamma(features.take((features.rows.speaker != f"p{i}").to_numpy()))
                for i in range(4)]  # fmt: skip
    assert found.unique.tolist() == pytest.approx(expected)


def test_unique_contribution_error_equals_leaving_each_turn_out():
    features = talk(5, 0.7, n_pilots=3, n_meetings=2, n_topics=6, n_blocks=5)
    found = unique(features)
    variance = np.zeros(3)
    for _, cell in features.rows.groupby(["speaker", "meeting"]):
        left = np.array([unique(features.take((features.rows.group != g).to_numpy())).unique
                         for g in cell.group])  # fmt: skip
        variance += (len(left) - 1) / len(left) * ((left - left.mean(axis=0)) ** 2).sum(axis=0)
    assert (found.high - found.unique) / 1.959964 == pytest.approx(variance**0.5, rel=1e-4)


def test_who_brings_a_topic_of_his_own_and_who_only_repeats():
    cells, values = [], []
    means = np.array([[0.5, 0.5, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5], [0.25, 0.25, 0.25, 0.25]])
    rng = np.random.default_rng(0)
    for turn in range(160):
        cells.append((f"p{turn % 4}", turn // 80, turn))
        values.append(rng.dirichlet(5 * means[turn % 4] + 0.01))
    found = unique(features_of(cells, np.array(values)))
    assert found.low[2] > 0
    assert found.unique[2] == max(found.unique)
    assert found.unique[0] < 0 and found.unique[1] < 0


def test_two_pilots_and_absences():
    features = talk(6, 0.9, n_pilots=2, n_meetings=3, n_topics=4)
    assert np.isfinite(unique(features).unique).all()
    away = ((features.rows.speaker == "p1") & (features.rows.order == 1)).to_numpy()
    assert unique(features.take(~away)).unique == pytest.approx(unique(features).unique, abs=0.5)


def test_adjusted_by_hand():
    # of three: .01 * 3, .02 * 3 / 2, .5
    assert adjusted(np.array([0.5, 0.01, np.nan, 0.02]))[[0, 1, 3]].tolist() == pytest.approx(
        [0.5, 0.03, 0.03]
    )
    assert profiles(2, 4, 1.0)[0].tolist() == [0.5, 0.0, 0.5, 0.0]
