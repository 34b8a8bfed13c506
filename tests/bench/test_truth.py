"""The planted truth: by hand, and as the mean of what is measured on many draws."""

from dataclasses import replace

import numpy as np
import pytest

from tests.bench.material import donors_of
from textmine.bench.sampling import draw
from textmine.bench.truth import (
    true_complementarity,
    true_distance,
    true_eta,
    true_pairwise,
    true_products,
    true_strata,
)
from textmine.bench.worlds import World
from textmine.measure.cells import gather
from textmine.measure.distance import distances, within_products

SMALL = World(n_pilots=3, n_meetings=4, n_blocks=32, concentration=2.0)
FREE = replace(SMALL, agenda_share=(0.0, 0.0))
ABOVE = np.triu_indices(3, 1)


@pytest.fixture(scope="module")
def donors():
    return donors_of()


@pytest.fixture(scope="module")
def voices():
    return donors_of(personal=0.5, steady=True)


def measured(sample, representation):
    features = sample.features(representation)
    return distances(gather(features, between="pilot", over="meeting"))[ABOVE].mean(axis=0)


def assert_unbiased(found, truth):
    """Check that the mean difference over draws is within four standard errors of zero."""
    gap = np.array(found) - np.array(truth)
    error = gap.std(axis=0, ddof=1) / np.sqrt(len(gap))
    assert (np.abs(gap.mean(axis=0)) < 4 * error).all()
    # a test without power would pass anything
    assert (4 * error < 0.5 * np.abs(np.array(truth)).mean(axis=0).max()).all()


WORLDS = {
    "plain": SMALL,
    "converging": replace(SMALL, common_share=(0.0, 0.8)),
    "runs": replace(SMALL, run_length=4, run_groups="run", n_blocks=48),
    "guide and effects": replace(
        SMALL, n_blocks=40, guide_share=(0.0, 0.4), meeting_share=0.3, meeting_sd=1.0
    ),
    "parted": replace(SMALL, partition=0.5, uptake=0.5),
    "speakers": replace(SMALL, profiles="speakers", agenda_share=(0.0, 0.0)),
    "voice": replace(
        SMALL, profiles="speakers", agenda_share=(0.0, 0.0), common="voice", common_share=(0.0, 1.0)
    ),
}


@pytest.mark.parametrize("name", WORLDS)
def test_true_distance_is_the_mean_of_dist_u(voices, name):
    n_sets = 150 if name in ("runs", "guide and effects") else 60
    samples = [s for s in (draw(WORLDS[name], voices, seed) for seed in range(n_sets)) if s.n_moved == 0]
    assert len(samples) > 30
    found = [measured(sample, "vectors") for sample in samples]
    assert_unbiased(found, [true_distance(sample, "vectors") for sample in samples])


def test_true_products_by_counting_pairs_of_units(donors):
    """S and G as sums over all pairs of units that two draws may give, with the chance of each."""
    sample = draw(replace(FREE, n_blocks=10), donors, 3)
    pools, values = sample.pools, donors.tables["vectors"].dense()
    units = [values[pools.blocks[pools.pilot == pilot, 0]] for pilot in range(3)]
    topics = [pools.component[pools.pilot == pilot] for pilot in range(3)]
    chances = []
    for pilot in range(3):
        share = sample.mixtures.profiles[pilot, 0] / np.bincount(topics[pilot], minlength=4)
        chances.append(share[topics[pilot]])
    products = units[0] @ units[0].T
    pairs = np.outer(chances[0], chances[0])
    same = topics[0][:, None] == topics[0][None, :]
    # a unit is not said twice: a second draw of its topic is one of the others
    size = np.bincount(topics[0])[topics[0]][:, None]
    pairs = np.where(same, pairs * size / (size - 1.0), pairs)
    np.fill_diagonal(pairs, 0.0)
    assert pairs.sum() == pytest.approx(1.0)
    found = true_products(sample, "vectors")
    assert found.within[0, 0] == pytest.approx((pairs * products).sum())
    assert found.cross[0, 1, 0] == pytest.approx(chances[0] @ units[0] @ (chances[1] @ units[1]))
    assert found.square[0, 0] == pytest.approx(chances[0] @ (units[0] ** 2).sum(axis=1))
    pair = found.within[0, 0] + found.within[1, 0] - 2 * found.cross[0, 1, 0]
    assert true_pairwise(sample, "vectors")[0, 1, 0] == pytest.approx(pair)


def test_true_distance_of_counts(donors):
    samples = [draw(replace(FREE, n_blocks=30), donors, seed) for seed in range(80)]
    found = [measured(sample, "counts") for sample in samples]
    assert_unbiased(found, [true_distance(sample, "counts") for sample in samples])


def test_true_distance_within_each_label(donors):
    world = replace(SMALL, n_blocks=40, n_items=2, agenda_share=(0.5, 0.5), item_focus=0.3)
    found, truth = [], []
    for seed in range(120):
        sample = draw(world, donors, seed)
        labels, distance, share = true_strata(sample, "vectors")
        assert labels == ("a0", "a1", "")
        assert share.sum(axis=0) == pytest.approx(1.0)
        free = sample.features("vectors").take((sample.rows["agenda"] == "").to_numpy())
        if sample.n_moved == 0:
            found.append(distances(gather(free, between="pilot", over="meeting"))[ABOVE].mean(axis=0))
            truth.append(distance[-1])
    assert_unbiased(found, truth)


def test_true_within_products_and_eta(donors):
    samples = [draw(FREE, donors, seed) for seed in range(100)]
    found = [within_products(gather(s.features("vectors"), between="pilot", over="meeting")) for s in samples]
    assert_unbiased(found, [true_products(s, "vectors").within for s in samples])
    sample = samples[0]
    within, _, square = true_products(sample, "vectors")
    distance = true_distance(sample, "vectors")
    assert true_eta(sample, "vectors") == pytest.approx(
        distance / (distance + 2 * (square - within).mean(axis=0))
    )
    lengths = (sample.donors.tables["vectors"].dense() ** 2).sum(axis=1)
    assert lengths.min() < square.min() < square.max() < lengths.max()


def test_the_planted_share_is_in_the_truth(donors):
    world = replace(FREE, common_share=(0.0, 0.6))
    same = draw(FREE, donors, 4).mixtures.profiles
    profiles = draw(world, donors, 4).mixtures.profiles
    gaps = np.array([((p[:, None] - p[None]) ** 2).sum() for p in profiles.transpose(1, 0, 2)])
    whole = ((same[:, None, 0] - same[None, :, 0]) ** 2).sum()
    assert 1 - np.sqrt(gaps / whole) == pytest.approx([0.0, 0.2, 0.4, 0.6])


def test_the_planted_share_is_in_the_talk(donors):
    """Topics of one pilot over many draws are those of his profile, mixed with the mean of all."""
    world = replace(FREE, n_meetings=2, n_blocks=30, common_share=(0.0, 0.5))
    samples = [draw(world, donors, seed) for seed in range(60)]
    seen, planned = [], []
    for sample in samples:
        topic = donors.topic[sample.donor].reshape(3, 2, 30)
        seen.append((topic[..., None] == np.arange(4)).mean(axis=2))
        planned.append(sample.mixtures.overall)
    gap = np.array(seen) - np.array(planned)
    assert (np.abs(gap.mean(axis=0)) < 4 * np.sqrt(0.25 / (60 * 30))).all()
    assert np.corrcoef(np.ravel(seen), np.ravel(planned))[0, 1] > 0.9


def test_nothing_common_left_is_no_distance(donors):
    """With one profile for all, pools of one source differ by chance only: D is 0 on average."""
    world = replace(FREE, common_share=(1.0, 1.0))
    distance = np.array([true_distance(draw(world, donors, seed), "vectors")[0] for seed in range(200)])
    assert abs(distance.mean()) < 4 * distance.std(ddof=1) / np.sqrt(200)
    assert distance.std() < 0.05 * true_distance(draw(FREE, donors, 0), "vectors").mean()


def test_true_pairwise_is_symmetric_without_diagonal(donors):
    pairwise = true_pairwise(draw(SMALL, donors, 0), "vectors")
    assert np.isnan(pairwise[np.arange(3), np.arange(3)]).all()
    assert np.allclose(pairwise, pairwise.transpose(1, 0, 2), equal_nan=True)


def test_true_complementarity_by_hand(donors):
    parted = true_complementarity(draw(replace(FREE, partition=1.0), donors, 0))
    assert parted == pytest.approx(1.0)
    assert true_complementarity(draw(replace(FREE, common_share=(1.0, 1.0)), donors, 0)) == pytest.approx(0.0)
    sample = draw(FREE, donors, 0)
    profiles = sample.mixtures.profiles[:, 0]
    beta = (profiles**2).sum(axis=1).mean() / (profiles.mean(axis=0) ** 2).sum()
    assert true_complementarity(sample)[0] == pytest.approx((beta - 1) / 2)
    assert 0 < true_complementarity(sample, "vectors")[0] < 1


@pytest.mark.parametrize("plant", [{"copy_share": 0.1}, {"style_strength": 0.1, "style_share": (0.0, 1.0)}])
def test_what_is_not_known_is_missing(donors, plant):
    assert np.isnan(true_distance(draw(replace(SMALL, **plant), donors, 0), "vectors")).all()
