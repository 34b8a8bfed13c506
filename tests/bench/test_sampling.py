"""Drawn corpora: pools, shares, sizes and chance, on donors made by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.bench.material import donors_of
from textmine.bench.mixtures import talk_sizes
from textmine.bench.pools import Pools, distinct_units, units_of, within_capacity
from textmine.bench.sampling import draw
from textmine.bench.worlds import World
from textmine.errors import TextmineError
from textmine.measure.cells import index_of

SMALL = World(n_pilots=4, n_meetings=5, n_blocks=12)


@pytest.fixture(scope="module")
def donors():
    return donors_of()


@pytest.fixture(scope="module")
def twins():
    return donors_of(600, with_twins=True)


def assert_sound(sample):
    """No block twice in a meeting, and every block from its pilot's own pool."""
    rows = sample.rows
    assert not rows.duplicated(["meeting", "donor"]).any()
    owner = np.full(len(sample.donors), -1)
    owner[sample.pools.blocks.ravel()] = np.repeat(sample.pools.pilot, sample.pools.blocks.shape[1])
    blocks = sample.donor.copy()
    twin = sample.donors.twin
    clean = np.flatnonzero(twin >= 0)
    back = dict(zip(twin[clean].tolist(), clean.tolist(), strict=True))
    blocks = np.array([back.get(block, block) for block in blocks.tolist()])
    assert (owner[blocks] == rows["speaker"].str[1:].astype(int)).all()


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n_blocks=st.sampled_from([2, 12, 60]),
    run_length=st.sampled_from([1, 4]),
    attendance=st.sampled_from([0.3, 1.0]),
    copy_share=st.sampled_from([0.0, 0.6]),
    style_strength=st.sampled_from([0.0, 1.0]),
    profiles=st.sampled_from(["topics", "speakers"]),
)
def test_no_block_twice_in_a_meeting_and_pools_are_disjoint(donors, seed, profiles, **factors):
    size = factors["n_blocks"] if profiles == "topics" else min(factors["n_blocks"], 12)
    world = replace(SMALL, profiles=profiles, style_share=(0.0, 1.0), **{**factors, "n_blocks": size})
    sample = draw(world, donors, seed)
    assert_sound(sample)
    blocks = sample.pools.blocks[sample.pools.pilot >= 0]
    assert len(np.unique(blocks)) == blocks.size
    assert list(index_of(sample.rows, between="pilot", over="meeting").pilots) == ["p0", "p1", "p2", "p3"]


def test_pools_hold_all_blocks_and_equal_parts_of_each_topic(donors):
    sizes = draw(SMALL, donors, 0).pools.sizes
    assert sizes.sum() == len(donors)
    assert (sizes.sum(axis=0) == np.bincount(donors.topic)).all()
    assert (np.ptp(sizes, axis=0) <= 1).all()


def test_runs_are_consecutive_blocks_of_one_speaker(donors):
    runs = units_of(donors, 4)
    assert len(runs) == 300
    assert (np.diff(runs, axis=1) == 1).all()
    speakers = donors.rows["speaker"].to_numpy()[runs]
    assert (speakers == speakers[:, :1]).all()
    # a block left out breaks the run
    holed = replace(donors, rows=donors.rows.drop(index=2).reset_index(drop=True))
    first = units_of(holed, 4)[0]
    assert holed.rows["place"].to_numpy()[first].tolist() == [3, 4, 5, 6]


def test_groups_tell_turns_runs_or_nothing(donors):
    world = replace(SMALL, run_length=3)
    turn = draw(world, donors, 1)
    run = draw(replace(world, run_groups="run"), donors, 1)
    none = draw(replace(world, run_groups="block"), donors, 1)
    assert (run.donor == turn.donor).all()
    assert run.rows.groupby("group").size().eq(3).all()
    assert turn.rows["group"].nunique() > run.rows["group"].nunique()
    source = donors.rows["group"].to_numpy()[turn.donor]
    assert turn.rows.assign(source=source).groupby("group")["source"].nunique().eq(1).all()
    assert none.rows["group"].is_unique


def test_shares_of_the_agenda_are_as_asked(donors):
    world = World(n_pilots=4, n_meetings=3, n_blocks=30, agenda_share=(0.1, 0.7), guide_share=(0.0, 0.5))
    label = [draw(world, donors, seed).rows.groupby("meeting")["agenda"] for seed in range(40)]
    guide = np.mean([rows.apply(lambda names: (names == "guide").mean()) for rows in label], axis=0)
    free = np.mean([rows.apply(lambda names: (names == "").mean()) for rows in label], axis=0)
    error = 4 * np.sqrt(0.25 / (40 * 4 * 30))
    assert guide == pytest.approx([0.0, 0.25, 0.5], abs=error)
    assert free == pytest.approx([0.9, 0.75 * 0.6, 0.5 * 0.3], abs=error)


def test_items_are_of_one_topic_each_and_recur(donors):
    sample = draw(replace(SMALL, n_items=2, n_blocks=30, agenda_share=(0.6, 0.6)), donors, 3)
    assert sample.n_moved == 0
    topics = sample.rows.assign(topic=donors.topic[sample.donor]).query("agenda != ''").groupby("agenda")
    assert topics["topic"].nunique().tolist() == [1, 1]
    assert topics["meeting"].nunique().tolist() == [5, 5]
    vague = draw(replace(SMALL, n_items=1, n_blocks=30, item_focus=0.2), donors, 3)
    kinds = vague.rows.assign(topic=donors.topic[vague.donor]).query("agenda == 'a0'")
    assert kinds["topic"].nunique() > 1


def test_the_agenda_drifts_from_the_first_to_the_last_item(donors):
    world = World(n_pilots=4, n_meetings=4, n_items=3, agenda_share=(1.0, 1.0), agenda_drift=1.0)
    shares = np.mean([draw(world, donors, seed).mixtures.label_share for seed in range(60)], axis=0)
    assert shares[0, 0] > 0.4 > 0.25 > shares[0, -1]
    assert shares[2, -1] > 0.4 > 0.25 > shares[2, 0]
    assert shares[-1] == pytest.approx(0.0)


def test_sizes_follow_growth_talkativeness_and_attendance():
    def sizes(**factors):
        world = World(n_pilots=5, n_meetings=5, n_blocks=40, **factors)
        return np.array([talk_sizes(world, np.random.default_rng(seed)) for seed in range(300)])

    assert (sizes() == 40).all()
    assert sizes(talk_growth=(0.5, 1.5))[0, 0].tolist() == [20, 30, 40, 50, 60]
    assert sizes(talkative=4.0)[0, :, 0].tolist() == [160, 40, 40, 40, 40]
    absent = sizes(attendance=0.75) == 0
    assert absent.mean() == pytest.approx(0.25, abs=0.02)
    absent = sizes(attendance=0.1) == 0
    assert ((~absent).sum(axis=1) >= 2).all() and (~absent).any(axis=2).all()
    spread = np.log(sizes(talk_sigma=0.5))
    assert spread.std() == pytest.approx(0.5, abs=0.05)
    assert sizes(talk_sigma=0.5).mean() == pytest.approx(40, rel=0.05)
    assert (sizes(talk_growth=(0.0, 0.0)) == 2).all()


def test_same_seed_same_sample_and_worlds_share_their_chance(donors):
    first, again, other = (draw(SMALL, donors, seed) for seed in (5, 5, 6))
    assert first.rows.equals(again.rows)
    assert not first.rows["donor"].equals(other.rows["donor"])
    grown = draw(replace(SMALL, agenda_share=(0.1, 0.7)), donors, 5)
    assert (grown.pools.pilot == first.pools.pilot).all()
    assert (grown.mixtures.profiles == first.mixtures.profiles).all()


def test_features_are_the_donors_rows(donors):
    sample = draw(SMALL, donors, 0)
    for name in ("vectors", "counts"):
        features = sample.features(name)
        assert (features.dense() == donors.tables[name].dense()[sample.donor]).all()
        assert features.rows is sample.rows
    assert sample.texts() == donors.rows["text"].to_numpy()[sample.donor].tolist()
    assert np.array_equal(
        sample.tokens().lemma.reshape(-1, 6), donors.tokens.lemma.reshape(-1, 6)[sample.donor]
    )


def test_noise_takes_twins_by_the_meetings_share(twins):
    world = World(n_pilots=2, n_meetings=3, n_blocks=60, noise=(0.0, 1.0))
    sample = draw(world, twins, 0)
    assert_sound(sample)
    noisy = sample.rows.assign(noisy=twins.is_noisy[sample.donor]).groupby("meeting")["noisy"].mean()
    assert noisy.tolist() == pytest.approx([0.0, 0.5, 1.0], abs=4 * np.sqrt(0.25 / 120))
    quiet = draw(replace(world, noise=(0.0, 0.0)), twins, 0)
    assert not twins.is_noisy[quiet.donor].any()


def test_each_set_of_units_is_equally_likely():
    pools = Pools(
        np.arange(4)[:, None], np.zeros(4, int), np.zeros(4, int), np.arange(4), np.array([0, 4]), 1, 1
    )
    chance = np.random.default_rng(0)
    low, size = np.zeros(2, int), np.full(2, 4)
    drawn = [distinct_units(pools, low, size, np.zeros(2, int), pools.members, chance) for _ in range(2400)]
    pairs = np.array([4 * first + second for first, second in drawn])
    counts = np.bincount(pairs, minlength=16).reshape(4, 4)
    assert np.trace(counts) == 0
    assert stats.chisquare(counts[~np.eye(4, dtype=bool)]).pvalue > 0.001
    whole = distinct_units(pools, np.zeros(4, int), np.full(4, 4), np.zeros(4, int), pools.members, chance)
    assert sorted(whole.tolist()) == [0, 1, 2, 3]


def test_a_topic_that_runs_out_gives_way_to_the_pilots_other_topics():
    component = np.array([0, 0, 1, 1])
    pools = Pools(component[:, None], np.zeros(4, int), component, np.arange(4), np.array([0, 2, 4]), 2, 2)
    about = np.array([0, 0, 0, 1])
    moved = within_capacity(pools, about, np.zeros(4, int), np.zeros(4, int), np.random.default_rng(0))
    assert moved.sum() == 1 and moved[:3].sum() == 1
    assert sorted(about.tolist()) == [0, 0, 1, 1]


def test_moved_slots_are_free_talk(donors):
    world = World(n_pilots=4, n_meetings=2, n_blocks=150, n_items=1, agenda_share=(0.9, 0.9))
    sample = draw(world, donors, 0)
    assert sample.n_moved > 0
    assert_sound(sample)
    topics = donors.topic[sample.donor][(sample.rows["agenda"] == "a0").to_numpy()]
    assert len(np.unique(topics)) == 1


@pytest.mark.parametrize(
    ("world", "key"),
    [
        (World(n_pilots=6, n_blocks=220), "bench_pool"),
        (World(n_pilots=7, n_blocks=10, profiles="speakers"), "bench_speakers"),
        (World(n_blocks=10, profiles="speakers", run_length=1, talkative=20.0), "bench_speakers"),
        (World(noise=(0.0, 0.1)), "bench_no_twins"),
        (World(partition=0.5, n_pilots=5, n_blocks=10), "bench_size"),
    ],
)
def test_donors_that_do_not_do_are_refused(donors, world, key):
    with pytest.raises(TextmineError) as caught:
        draw(world, donors, 0)
    assert caught.value.key == key
    assert "{" not in caught.value.say("fr") + caught.value.say("en")


@pytest.mark.parametrize(
    ("factors", "key"),
    [
        ({"attendance": 1.2}, "not_a_share"),
        ({"agenda_share": (0.1, -0.1)}, "not_a_share"),
        ({"meeting_rho": 1.0}, "not_a_share"),
        ({"n_pilots": 1}, "bench_size"),
        ({"n_blocks": float("nan")}, "bench_size"),
        ({"talk_growth": (1.0, -1.0)}, "bench_size"),
        ({"leader": 6}, "bench_size"),
    ],
)
def test_worlds_that_cannot_be_are_refused(factors, key):
    with pytest.raises(TextmineError) as caught:
        World(**factors)
    assert caught.value.key == key


def test_an_unknown_representation_is_refused(donors):
    with pytest.raises(TextmineError) as caught:
        draw(SMALL, donors, 0).features("sound")
    assert "vectors" in caught.value.say("en")
