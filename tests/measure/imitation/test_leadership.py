"""Orders of the meetings: against enumeration, on planted leaders, and under the null."""

import itertools

import numpy as np
import pytest

from tests.measure.imitation.material import talk
from textmine.measure.cells import index_of
from textmine.measure.chance import Orders, draw_orders
from textmine.measure.imitation.cross import differences
from textmine.measure.imitation.leadership import against_orders, influences_of, max_t


def odd(features):
    return differences(features, index_of(features.rows, between="speaker", over="meeting"))


def without(features, *absent):
    """Features without some cells."""
    gone = set(absent)
    return features.take(
        np.array(
            [
                (p, m) not in gone
                for p, m in zip(features.rows["speaker"], features.rows["meeting"], strict=True)
            ]
        )
    )


@pytest.mark.parametrize("kernel", ["lag1", "sign"])
@pytest.mark.parametrize("absent", [(), (("p0", "m2"), ("p1", "m0"))])
def test_permutation_is_that_of_relabelled_meetings(kernel, absent):
    found = odd(without(talk(0, n_pilots=3, n_meetings=5, copied=0.5), *absent))
    scores = np.array([3.0, 1.0, 2.0])
    drawn = draw_orders(5, seed=0, n_permutations=9)
    gap = scores[None, :] - scores[:, None]

    def statistics(order):
        moved = influences_of(found[:, :, order][:, :, :, order], kernel)
        lead = moved.total.sum(axis=0) / moved.n_pairs.sum(axis=0)
        return lead, (moved.total * gap).sum() / (moved.n_pairs * gap**2).sum()

    leads, slopes = map(
        np.array, zip(*(statistics(list(o)) for o in itertools.permutations(range(5))), strict=True)
    )
    result = against_orders(found, scores, kernel=kernel, drawn=drawn)
    lead, slope = statistics(list(range(5)))
    np.testing.assert_allclose(result.leadership, lead)
    assert result.slope == pytest.approx(slope)
    assert result.p_more == pytest.approx(np.mean(slopes >= slope - 1e-12))
    assert result.p_less == pytest.approx(np.mean(slopes <= slope + 1e-12))
    np.testing.assert_allclose(result.p, np.mean(leads >= lead - 1e-12, axis=0))
    scaled = (leads - leads.mean(axis=0)) / leads.std(axis=0)
    largest = scaled.max(axis=1)
    observed = (lead - leads.mean(axis=0)) / leads.std(axis=0)
    expected = [np.mean(largest >= one - 1e-9) for one in observed]
    np.testing.assert_allclose(result.p_adjusted, expected)


def test_reversing_the_meetings_turns_every_sign():
    found = odd(talk(1, n_pilots=3, n_meetings=6, copied=0.3))
    back = found[:, :, ::-1, ::-1]
    for kernel in ("lag1", "sign"):
        np.testing.assert_allclose(influences_of(back, kernel).total, -influences_of(found, kernel).total)


def test_the_interval_leaves_out_0_where_the_two_sided_test_does():
    for seed in range(12):
        found = odd(talk(seed, n_pilots=3, n_meetings=6, copied=0.25))
        drawn = draw_orders(6, seed=0, n_permutations=9)
        scores = np.array([2.0, 1.0, 0.0])
        result = against_orders(found, scores, kernel="lag1", drawn=drawn)
        two_sided = 2 * np.minimum(result.p_more, result.p_less)
        assert (abs(result.slope) > result.slope_half) == (two_sided <= 0.05)


def test_too_few_meetings_have_no_interval():
    result = against_orders(
        odd(talk(0, n_pilots=3, n_meetings=4)),
        np.arange(3.0),
        kernel="lag1",
        drawn=draw_orders(4, seed=0, n_permutations=9),
    )
    assert np.isnan(result.half).all()
    assert np.isnan(result.slope_half)
    assert np.isfinite(result.leadership).all()


def test_attendance_does_not_scale_influence():
    whole = talk(5, n_pilots=3, n_meetings=9, n_blocks=60, copied=0.5)
    part = without(whole, ("p1", "m3"), ("p1", "m6"))
    drawn = draw_orders(9, seed=0, n_permutations=99)
    one, two = (
        against_orders(odd(f), np.full(3, np.nan), kernel="lag1", drawn=drawn).influences
        for f in (whole, part)
    )
    assert two.n_pairs[1, 0] == 4
    assert two.mean[1, 0] == pytest.approx(one.mean[1, 0], rel=0.5)
    assert two.total[1, 0] < 0.8 * one.total[1, 0]


def planted(seed, **options):
    features = talk(seed, **options)
    drawn = draw_orders(options.get("n_meetings", 8), seed=seed, n_permutations=199)
    scores = np.arange(options.get("n_pilots", 5), 0.0, -1.0)
    return against_orders(odd(features), scores, kernel="lag1", drawn=drawn)


def test_a_planted_leader_is_found():
    results = [planted(seed, copied=0.3) for seed in range(20)]
    assert np.mean([r.leadership.argmax() == 0 for r in results]) >= 0.9
    assert np.mean([r.p_adjusted[0] <= 0.05 for r in results]) >= 0.7
    assert np.mean([r.p_more <= 0.05 for r in results]) >= 0.7
    assert max(r.p_adjusted[1:].min() for r in results) > 0.5


def test_the_null_is_kept():
    results = [planted(seed) for seed in range(200)]
    # 200 draws at .05: more than .08 has probability .02 for each of the three
    assert np.mean([r.p_more <= 0.05 for r in results]) <= 0.08
    assert np.mean([r.p_less <= 0.05 for r in results]) <= 0.08
    assert np.mean([r.p_adjusted.min() <= 0.05 for r in results]) <= 0.08
    assert abs(np.mean([r.p_more for r in results]) - 0.5) < 0.07


def test_who_talks_much_is_no_leader():
    sizes = [[32] * 8] + [[8] * 8] * 4
    results = [planted(seed, sizes=sizes, common=0.5) for seed in range(120)]
    # chance is .2; naive projection names the talkative pilot every time
    assert np.mean([r.leadership.argmax() == 0 for r in results]) <= 0.3
    assert np.mean([r.p_adjusted[0] <= 0.05 for r in results]) <= 0.06


def test_who_talks_more_and_more_is_no_leader():
    sizes = [[4 * (t + 1) for t in range(8)]] + [[36 - 4 * t for t in range(8)]] * 4
    results = [planted(seed, sizes=sizes, common=0.5) for seed in range(120)]
    assert np.mean([r.p_adjusted.min() <= 0.05 for r in results]) <= 0.1
    assert abs(np.mean([r.leadership[0] for r in results])) < 0.005


def test_max_t_leaves_out_what_does_not_vary():
    statistics = np.array([[2.0, 5.0, np.nan], [1.0, 5.0, 0.0], [0.0, 5.0, 1.0], [2.0, 5.0, 1.0]])
    p, adjusted = max_t(statistics, Orders(np.zeros((3, 2), dtype=np.int64), False))
    assert p[0] == adjusted[0] == pytest.approx(2 / 4)
    assert np.isnan(p[1:]).all()
    assert np.isnan(adjusted[1:]).all()
