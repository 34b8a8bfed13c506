"""Uptake by hand at both horizons; planted, shuffled away, by period; who is absent is not listening."""

import numpy as np
import pandas as pd
import pytest

from tests.measure.complementarity.planted import diffusion, exchange, features_of
from textmine.measure.cells import Index
from textmine.measure.complementarity.complementing import complement
from textmine.measure.complementarity.material import comparable, material_of, talk_of
from textmine.measure.complementarity.uptake import Talk, uptake_table
from textmine.represent.features import Features

# p0 has the first topic for his own, p1 the second.
OWN = np.array([[[0.8, 0.2]], [[0.2, 0.8]]])


def spoken(pilots, first, *, speech=True):
    """One meeting of two topics: who speaks, and the share of the first topic; stored in another order."""
    stored = np.random.default_rng(0).permutation(len(pilots))
    blocks = np.column_stack([first, 1.0 - np.array(first)])[stored]
    places = np.arange(len(pilots))
    placed = Index(("p0", "p1"), ("m",), np.array([0]), places, np.array(pilots)[stored], 0 * places, places)
    return Talk(placed, blocks, stored.astype(np.int64) if speech else None, OWN)


def row(talk, horizon, meetings=(0,), **options):
    table = uptake_table(talk, [("all", np.array(meetings))], **options)
    return table.set_index("horizon").loc[horizon]


def of_features(features, horizon):
    material = material_of(
        comparable(features, between="pilot", over="meeting"), between="pilot", over="meeting"
    )
    return row(talk_of(material, over="meeting"), horizon, material.used, n_permutations=199)


def test_next_blocks_by_hand():
    # p1 opens with his own topic: nobody spoke before, no event. Second block, p0's own: after .6, before .1.
    # Third: p1 on p0's topic, no event. Fourth, p1's own: after .8, before .1. Fifth: p0 on p1's, no event.
    found = row(spoken([1, 0, 1, 1, 0], [0.1, 0.9, 0.6, 0.3, 0.2]), "blocks")
    assert (found["n_events"], found["n_units"]) == (2, 2)
    assert found["rate"] == pytest.approx((0.6 + 0.8) / 2)
    assert found["chance"] == pytest.approx((0.1 + 0.1) / 2)
    assert found["difference"] == pytest.approx(0.6)
    # two units: no interval and no p, rather than wrong ones
    assert np.isnan([found["low"], found["high"], found["p"]]).all()


@pytest.mark.parametrize(("window", "after", "before"), [(1, 0.5, 0.2), (2, 0.4, 0.15), (9, 0.4, 0.15)])
def test_as_many_blocks_are_heard_after_as_before(window, after, before):
    # a third block after the event has no match before it, and is never heard
    talk = spoken([1, 1, 0, 1, 1, 1], [0.1, 0.2, 0.9, 0.5, 0.3, 0.45])
    found = row(talk, "blocks", window=window)
    assert (found["rate"], found["chance"]) == pytest.approx((after, before))
    assert found["n_events"] == 1


def test_without_an_order_of_speech_blocks_are_missing_not_zero():
    found = row(spoken([1, 0, 1, 1, 0], [0.1, 0.9, 0.6, 0.3, 0.2], speech=False), "blocks")
    assert found["n_events"] == 0
    assert np.isnan([found["rate"], found["chance"], found["difference"], found["p"]]).all()


def three_meetings():
    """p0 brings the first topic at the first meeting, and the second at the last."""
    return np.array(
        [
            [[0.8, 0.1, 0.1], [0.4, 0.3, 0.3], [0.1, 0.8, 0.1]],
            [[0.1, 0.45, 0.45], [0.3, 0.4, 0.3], [0.5, 0.1, 0.4]],
            [[0.1, 0.45, 0.45], [0.35, 0.3, 0.35], [0.4, 0.2, 0.4]],
        ]
    )


def between_meetings(shares, meetings=(0, 1, 2)):
    none = np.zeros(0, dtype=np.int64)
    placed = Index(("p0", "p1", "p2"), ("a", "b", "c"), np.arange(3), none, none, none, none)
    return row(Talk(placed, np.zeros((0, 3)), None, shares), "meeting", meetings)


def test_next_meeting_by_hand():
    found = between_meetings(three_meetings())
    # onwards: .3 - .1 and .35 - .1, mean .225; back from the last: .4 - .1 and .3 - .2, mean .2
    assert found["rate"] == pytest.approx(0.325)
    assert found["difference"] == pytest.approx(0.225 - 0.2)
    assert found["chance"] == pytest.approx(0.3)
    assert (found["n_events"], found["n_units"]) == (1, 2)


def test_who_misses_a_meeting_is_not_listening():
    shares = three_meetings()
    shares[2, 1] = np.nan
    found = between_meetings(shares)
    # p1 alone: .3 - .1 onwards, .4 - .1 back; as zeros p2 would have made both smaller
    assert (found["rate"], found["difference"]) == pytest.approx((0.3, -0.1))
    # whose topic it is need not be there
    shares[0, 1] = np.nan
    assert between_meetings(shares)["difference"] == pytest.approx(-0.1)
    shares[1, 1] = np.nan
    assert np.isnan(between_meetings(shares)["rate"])


def test_one_meeting_has_no_next():
    features = exchange(0, 0.5, n_meetings=1)
    assert of_features(features, "meeting")["n_events"] == 0
    assert np.isnan(of_features(features, "meeting")["difference"])
    assert of_features(features, "blocks")["n_events"] > 0


def shuffled_speech(features, seed):
    """Return the same blocks of the same pilots, spoken in another order within their meeting."""
    rows = features.rows.copy()
    generator = np.random.default_rng(seed)
    rows["group"] = rows.groupby("meeting")["group"].transform(lambda part: generator.permutation(part))
    return Features(rows, features.values, features.columns, features.kind)


def shuffled_meetings(features, seed):
    rows = features.rows.copy()
    place = np.random.default_rng(seed).permutation(rows["order"].nunique())
    rows["order"] = place[rows["order"]]
    rows["meeting"] = "m" + rows["order"].astype(str).str.zfill(2)
    rows["group"] = rows["group"] % 10_000 + 10_000 * rows["order"]
    return Features(rows, features.values, features.columns, features.kind)


@pytest.mark.parametrize(
    ("make", "shuffle", "horizon", "least"),
    [(exchange, shuffled_speech, "blocks", 0.02), (diffusion, shuffled_meetings, "meeting", 0.02)],
)
def test_planted_uptake_is_found_and_shuffling_takes_it_away(make, shuffle, horizon, least):
    planted = pd.DataFrame([of_features(make(seed, 0.5), horizon) for seed in range(6)])
    assert (planted["p"] <= 0.05).all()
    assert planted["difference"].min() > least
    assert (planted["low"] > 0).all()
    shuffled = pd.DataFrame([of_features(shuffle(make(seed % 6, 0.5), seed), horizon) for seed in range(18)])
    # nominal .05 of 18: five or more would come once in 600
    assert (shuffled["p"] <= 0.05).sum() <= 4
    error = shuffled["difference"].std() / np.sqrt(18)
    assert abs(shuffled["difference"].mean()) < 3.5 * error
    assert shuffled["difference"].mean() < planted["difference"].mean() / 3


def test_uptake_is_told_by_period():
    before, after = exchange(1, 0.0, n_meetings=4), exchange(2, 0.6, n_meetings=4)
    rows = pd.concat([before.rows, after.rows.assign(order=after.rows["order"] + 4)], ignore_index=True)
    cells = rows[["speaker", "order", "group"]].to_numpy()
    features = features_of(cells.tolist(), np.vstack([before.values, after.values]))
    table = complement(features, periods=2, n_permutations=99).uptake
    first, second = (table.query("period == @name and horizon == 'blocks'").iloc[0] for name in "12")
    assert first["p"] > 0.05 and first["high"] < 0.02
    assert second["p"] <= 0.025 and second["low"] > 0.02
    assert table["period"].tolist() == ["all", "all", "1", "1", "2", "2"]


def test_a_pilot_who_is_away_is_no_unit():
    features = exchange(3, 0.5)
    gone = ((features.rows["speaker"] == "p0") & (features.rows["order"] >= 5)).to_numpy()
    whole, part = of_features(features, "blocks"), of_features(features.take(~gone), "blocks")
    assert (whole["n_units"], part["n_units"]) == (32, 29)
    assert np.isfinite(part[["rate", "chance", "low", "high", "p"]].to_numpy(dtype=float)).all()
    assert part["difference"] == pytest.approx(whole["difference"], abs=0.03)
