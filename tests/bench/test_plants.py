"""What is planted is there: followers, paraphrases, phrases, style, own topics."""

from dataclasses import replace

import numpy as np
import pytest

from tests.bench.material import donors_of
from textmine.bench.cells import CELLS
from textmine.bench.plants import PHRASE_WORDS, own_topics, sharpened
from textmine.bench.sampling import draw
from textmine.bench.worlds import World
from textmine.measure.cells import gather
from textmine.measure.distance import distances
from textmine.represent.words import WordCounts

LED = {"copies_15", "copies_30", "follows_static", "follows_moving", "phrases", "phrases_few"}
SMALL = World(n_pilots=4, n_meetings=5, n_blocks=15, concentration=2.0)


@pytest.fixture(scope="module")
def donors():
    return donors_of()


@pytest.fixture(scope="module")
def twins():
    return donors_of(1200, with_twins=True)


def test_followers_go_the_rate_of_the_way_to_the_leader(donors):
    sample = draw(replace(SMALL, follow_rate=0.25, leader=2), donors, 0)
    profiles = sample.mixtures.profiles
    assert sample.leader == 2
    assert sample.legitimacy.tolist() == [0.0, 0.0, 1.0, 0.0]
    assert profiles[2] == pytest.approx(np.repeat(profiles[2, :1], 5, axis=0))
    gap = np.abs(profiles - profiles[2]).sum(axis=2)[[0, 1, 3]]
    assert gap[:, 1:] / gap[:, :-1] == pytest.approx(np.full((3, 4), 0.75))
    moving = draw(replace(SMALL, follow_rate=0.25, leader_moves=0.5, leader=2), donors, 0).mixtures.profiles
    assert np.abs(np.diff(moving[2], axis=0)).sum(axis=1).min() > 0
    assert np.allclose(moving.sum(axis=2), 1.0)


def test_a_leader_is_drawn_and_only_where_somebody_is_followed(donors):
    assert draw(SMALL, donors, 0).leader is None
    assert np.isnan(draw(SMALL, donors, 0).legitimacy).all()
    assert {draw(replace(SMALL, copy_share=0.1), donors, seed).leader for seed in range(40)} == {0, 1, 2, 3}


def test_paraphrases_are_near_what_the_leader_said_before(donors):
    sample = draw(replace(SMALL, copy_share=0.4, n_blocks=30), donors, 1)
    rows, leader = sample.rows, f"p{sample.leader}"
    assert not sample.copied[(rows["speaker"] == leader) | (rows["order"] == 0)].any()
    others = ((rows["speaker"] != leader) & (rows["order"] > 0)).to_numpy()
    assert sample.copied[others].mean() == pytest.approx(0.4, abs=4 * np.sqrt(0.24 / others.sum()))
    theme = donors.tables["theme"].dense()[sample.donor]
    turn = donors.rows["group"].to_numpy()[sample.donor]
    nearest = {True: [], False: []}
    for block in np.flatnonzero(others):
        said = np.flatnonzero((rows["speaker"] == leader) & (rows["order"] == rows["order"][block] - 1))
        products = theme[said] @ theme[block]
        nearest[bool(sample.copied[block])].append(products.max())
        if sample.copied[block]:
            models = said[(rows["agenda"].to_numpy()[said] == rows["agenda"][block])]
            assert len(models) and (turn[models] != turn[block]).any()
    assert np.mean(nearest[True]) > np.mean(nearest[False]) + 0.3


def test_no_paraphrase_after_a_meeting_that_the_leader_missed(donors):
    sample = draw(replace(SMALL, copy_share=1.0, attendance=0.5), donors, 3)
    absent = np.flatnonzero(sample.n_units[sample.leader] == 0)
    assert len(absent)
    assert not sample.copied[sample.rows["order"].isin(absent + 1)].any()
    assert sample.copied.any()


def test_phrases_are_said_again_one_meeting_later(donors):
    world = replace(SMALL, phrase_share=0.3, n_blocks=30)
    sample, without = draw(world, donors, 2), draw(replace(world, phrase_share=0.0), donors, 2)
    assert (sample.donor == without.donor).all()
    phrases, rows = sample.phrases, sample.rows
    assert (rows["speaker"].to_numpy()[phrases.model] == f"p{sample.leader}").all()
    assert (rows["speaker"].to_numpy()[phrases.place] != f"p{sample.leader}").all()
    order = rows["order"].to_numpy()
    assert (order[phrases.place] == order[phrases.model] + 1).all()
    texts, before = sample.texts(), without.texts()
    for place, model in zip(phrases.place.tolist(), phrases.model.tolist(), strict=True):
        phrase = texts[place].removeprefix(before[place] + " ")
        assert len(phrase.split()) == PHRASE_WORDS and phrase in before[model]
    followers = (rows["speaker"] != f"p{sample.leader}") & (order > 0)
    assert len(phrases.place) / followers.sum() == pytest.approx(0.3, abs=4 * np.sqrt(0.21 / followers.sum()))


def test_tokens_of_phrases_lie_where_the_texts_have_them(donors):
    sample = draw(replace(SMALL, phrase_share=0.3), donors, 2)
    tokens, texts = sample.tokens(), sample.texts()
    assert len(tokens.form) == len(sample.rows) * 6 + len(sample.phrases.place) * PHRASE_WORDS
    spans = zip(tokens.segment.tolist(), tokens.start.tolist(), tokens.end.tolist(), strict=True)
    seen = [texts[segment][low:high] for segment, low, high in spans]
    assert seen == [tokens.vocabulary[form] for form in tokens.form]
    counts = sample.features("counts")
    fresh = WordCounts(min_segments=1).fit_transform(tokens)
    columns = [counts.columns.index(word) for word in fresh.columns]
    assert (counts.dense()[:, columns] == fresh.dense()).all()
    assert counts.dense().sum() == fresh.dense().sum()


def test_style_converges_and_content_does_not(donors):
    world = replace(SMALL, style_strength=1.0, style_share=(0.0, 1.0), n_meetings=2, n_blocks=40)
    found = {name: [] for name in ("style", "vectors")}
    for seed in range(20):
        sample = draw(world, donors, seed)
        for name, values in found.items():
            pairwise = distances(gather(sample.features(name), between="pilot", over="meeting"))
            values.append(np.nanmean(pairwise, axis=(0, 1)))
    style, vectors = np.mean(found["style"], axis=0), np.array(found["vectors"])
    assert style[0] > 1.0 and abs(style[1]) < 0.1
    change = vectors[:, 1] - vectors[:, 0]
    assert abs(change.mean()) < 4 * change.std(ddof=1) / np.sqrt(20)


def test_style_keeps_the_topics(donors):
    plain = draw(SMALL, donors, 0)
    styled = draw(replace(SMALL, style_strength=1.0, style_share=(0.5, 0.5)), donors, 0)
    assert (donors.topic[plain.donor] == donors.topic[styled.donor]).all()
    assert (plain.donor != styled.donor).any()


def test_own_topics_are_nobody_elses_and_carried_on_one_meeting_later():
    focus, others = own_topics(3, 4, 7, np.random.default_rng(0))
    assert (focus.sum(axis=2) == 1).all()
    assert (focus.any(axis=1).sum(axis=0) <= 1).all()
    assert (focus[:, 1:] != focus[:, :-1]).any(axis=2).all()
    assert not others[:, 0].any()
    assert others[0, 2] == pytest.approx((focus[1, 1] + focus[2, 1]) / 2)


def test_uptake_gives_free_talk_to_others_topics_of_the_last_meeting(donors):
    sample = draw(replace(SMALL, partition=1.0, uptake=0.4, agenda_share=(0.0, 0.0)), donors, 0)
    profiles, overall = sample.mixtures.profiles, sample.mixtures.overall
    assert (overall[:, 0] == profiles[:, 0]).all()
    others = (profiles[:, :-1].sum(axis=0) - profiles[:, :-1]) / 3
    assert overall[:, 1:] == pytest.approx(0.6 * profiles[:, 1:] + 0.4 * others)


def test_the_first_meeting_is_extreme(donors):
    assert sharpened(np.array([[0.5, 0.25, 0.25]]), 2.0)[0] == pytest.approx([4 / 6, 1 / 6, 1 / 6])
    profiles = draw(replace(SMALL, extreme_start=3.0), donors, 0).mixtures.profiles
    assert (profiles[:, 0].max(axis=1) > profiles[:, 1].max(axis=1)).all()
    assert (profiles[:, 1:] == profiles[:, 1:2]).all()


@pytest.mark.parametrize("name", CELLS)
def test_every_cell_can_be_drawn(twins, name):
    world, _ = CELLS[name].world_of(0)
    sample = draw(replace(world, n_pilots=3, n_blocks=10, n_meetings=3), twins, 0)
    assert (sample.leader is not None) == (name in LED)
    assert sample.rows["meeting"].nunique() == 3


def test_what_varies_from_set_to_set_is_drawn_by_the_seed():
    cell = CELLS["rank_10x40"]
    worlds = [cell.world_of(seed) for seed in (0, 0, 1)]
    assert worlds[0] == worlds[1] != worlds[2]
    for world, planted in worlds:
        assert world.common_share == (0.0, planted) and 0 < planted < 1
    plain, nothing = CELLS["plain"].world_of(3)
    assert plain == CELLS["plain"].world and np.isnan(nothing)
