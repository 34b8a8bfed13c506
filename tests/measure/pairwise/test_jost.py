"""Jost's D by turns: by hand, against explicit pairs, pooled where there are few blocks, and its bias."""

import numpy as np
import pytest

from tests.measure.pairwise.material import features_of, index_for, mean_and_error, on, one_source
from textmine.errors import TextmineError
from textmine.measure.cells import cell_sums
from textmine.measure.pairwise.jost import jost_distances, jost_means


def same_word(blocks, groups):
    """Chance that two words of different groups are the same, over explicit pairs of blocks."""
    pairs = [(x, y) for x, g in zip(blocks, groups, strict=True)
             for y, h in zip(blocks, groups, strict=True) if g != h]  # fmt: skip
    return sum(np.dot(x, y) for x, y in pairs) / sum(sum(x) * sum(y) for x, y in pairs)


def test_counts_are_not_ignored():
    # 90/10 against 10/90: S = .81 + .01 = .82 for both, G = .09 + .09 = .18
    features = features_of({("a", 1): [[9, 1]] * 2, ("b", 1): [[1, 9]] * 2})
    assert on(jost_distances, features)[0, 1, 0] == pytest.approx(1 - 0.18 / 0.82)


def test_by_explicit_pairs_with_groups_and_unequal_blocks():
    rng = np.random.default_rng(0)
    blocks = {(p, 1): rng.poisson(2.0, size=(12, 4)) + np.eye(12, 4) for p in "ab"}
    groups = {("a", 1): [i // 2 for i in range(12)], ("b", 1): [50 + i // 3 for i in range(12)]}
    features = features_of(blocks, groups=groups)
    totals = [blocks[p, 1].sum(axis=0) for p in "ab"]
    shared = totals[0] @ totals[1] / (totals[0].sum() * totals[1].sum())
    within = np.mean([same_word(blocks[p, 1], groups[p, 1]) for p in "ab"])
    assert on(jost_distances, features, min_groups=2)[0, 1, 0] == pytest.approx(1 - shared / within)
    means = jost_means(cell_sums(features, index_for(features)), min_groups=2)
    assert means == pytest.approx([1 - shared / within])


FEW = {
    ("a", 1): [[1, 1], [2, 0]], ("b", 1): [[0, 2], [1, 1]],
    ("a", 2): [[4, 0], [3, 1]], ("b", 2): [[0, 2], [0, 2]],
}  # fmt: skip
# G: (3, 1).(1, 3) / 16 and (7, 1).(0, 4) / 32
SHARED = np.array([6 / 16, 4 / 32])


@pytest.mark.parametrize(
    ("options", "within"),
    [
        # pairs of different blocks, both ways: a 4 of 8 and b 4 of 8; then a 24 of 32 and b 8 of 8
        ({"min_groups": 2}, [(4 / 8 + 4 / 8) / 2, (24 / 32 + 8 / 8) / 2]),
        ({}, [8 / 16, 32 / 40]),
        ({"pool": "meetings"}, [(28 / 40 + 12 / 16) / 2] * 2),
    ],
)
def test_few_groups_take_a_pooled_repetition(options, within):
    features = features_of(FEW)
    expected = 1 - SHARED / np.array(within)
    assert on(jost_distances, features, **options)[0, 1] == pytest.approx(expected)
    assert jost_means(cell_sums(features, index_for(features)), **options) == pytest.approx(expected)


def test_an_unknown_pool_is_said():
    with pytest.raises(TextmineError) as fault:
        on(jost_distances, features_of(FEW), pool="corpus")
    assert "corpus" in fault.value.say("fr")


def test_pooling_over_meetings_makes_a_trend_of_nothing():
    """All pilots talk alike, of less and less: the distance is 0 throughout."""
    rng = np.random.default_rng(6)
    cells = {}
    for t in range(6):
        talk = rng.dirichlet(np.full(80, 0.5 / (t + 1)))
        for p in "abcdef":
            cells[p, t] = rng.multinomial(15, talk, size=8)
    cells = cell_sums(features_of(cells), index_for(features_of(cells)))
    assert np.abs(jost_means(cells)).max() < 0.1
    assert np.ptp(jost_means(cells, pool="meetings")) > 0.5


def test_mean_of_a_meeting_is_a_ratio_of_means():
    cells = {("a", 1): [[2, 0, 0]] * 2, ("b", 1): [[1, 1, 0]] * 2, ("c", 1): [[0, 1, 1]] * 2}
    features = features_of(cells)
    # G: ab 1/2, ac 0, bc 1/4; S: 1, 1/2, 1/2
    assert jost_means(cell_sums(features, index_for(features))) == pytest.approx([1 - 0.25 / (2 / 3)])


def test_meeting_of_one_pilot_has_no_mean():
    features = features_of({("a", 1): [[1, 0]] * 2, ("b", 1): [[1, 1]] * 2, ("a", 2): [[1, 1]] * 3})
    means = jost_means(cell_sums(features, index_for(features)))
    assert np.isfinite(means[0])
    assert np.isnan(means[1])


def test_no_bias_at_equality_however_unequal_the_amounts():
    rng = np.random.default_rng(3)
    for first, second in ((30, 30), (25, 80)):
        mean, error = mean_and_error(on(jost_distances, one_source(rng, first, second, replicates=300)))
        assert abs(mean) < 3 * error


def test_pooling_over_pilots_takes_the_bias_off_short_cells():
    rng = np.random.default_rng(4)
    common = 1.0 / np.arange(1, 301)
    cells = {}
    for t in range(600):
        for p in "abcdef":
            turns = rng.dirichlet(30 * common / common.sum(), size=4)
            cells[p, t] = rng.multinomial(10, turns)
    features = features_of(cells)
    pairs = np.triu_indices(6, 1)
    means = {n: on(jost_distances, features, min_groups=n)[pairs] for n in (2, 10)}
    spread = {n: np.nanmean(table, axis=0).std(ddof=1) / 600**0.5 for n, table in means.items()}
    assert np.nanmean(means[2]) < -5 * spread[2]
    assert abs(np.nanmean(means[10])) < 3 * spread[10]


def test_nobody_repeats_a_word_then_there_is_no_ratio():
    features = features_of({("a", 1): [[1, 0, 0], [0, 1, 0]], ("b", 1): [[0, 0, 1], [1, 0, 0]]})
    assert np.isnan(on(jost_distances, features)).all()


def test_vectors_are_refused():
    features = features_of({("a", 1): [[1, 0]] * 2, ("b", 1): [[0, 1]] * 2}, kind="vectors")
    with pytest.raises(TextmineError) as fault:
        on(jost_distances, features)
    assert fault.value.key == "wrong_kind"
