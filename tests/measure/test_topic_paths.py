"""Topics over the meetings: shares, trends, and what cannot be told."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from textmine.errors import TextmineError
from textmine.measure.rank_trends import rank_trends
from textmine.measure.topic_paths import follow_topics
from textmine.represent.features import Features


def shares(n_meetings=8, *, kinds=None):
    rows, values = [], []
    chance = np.random.default_rng(0)
    for meeting in range(n_meetings):
        for turn in range(12):
            rows.append(
                (f"m{meeting}", meeting, 100 * meeting + turn, kinds[meeting] if kinds else "meeting", 3)
            )
            rising = min(0.9, 0.1 * (meeting + 1) + 0.05 * chance.random())
            other = chance.random() * (1 - rising)
            values.append([rising, other, 1 - rising - other])
    table = pd.DataFrame(rows, columns=["meeting", "order", "group", "meeting_kind", "n_known"])
    return Features(table, np.array(values), ("monte", "bruit", "descend"), "shares")


def test_a_planted_rise_is_found_first():
    found = follow_topics(shares(), orders=999)
    assert found.trends["topic"].iloc[0] in ("monte", "descend")
    trends = found.trends.set_index("topic")
    assert trends.loc["monte", "rho"] == pytest.approx(1) and trends.loc["monte", "p_adjusted"] < 0.01
    own = found.shares[found.shares["topic"] == "monte"]
    assert own["order"].tolist() == list(range(8)) and (own["low"] <= own["share"]).all()
    assert found.shares.groupby("meeting")["share"].sum().to_numpy() == pytest.approx(1)


def test_interviews_and_blocks_without_known_words_are_left_out():
    mixed = shares(kinds=["interview", *["meeting"] * 7])
    mixed.rows.loc[mixed.rows["meeting"] == "m3", "n_known"] = 0
    found = follow_topics(mixed, orders=99)
    assert set(found.shares["meeting"]) == {"m1", "m2", "m4", "m5", "m6", "m7"}


def test_one_meeting_has_no_path_and_three_no_test():
    with pytest.raises(TextmineError):
        follow_topics(shares(1))
    assert follow_topics(shares(3)).trends["p"].isna().all()


def test_rank_trends_equal_scipy_and_are_uniform_under_the_null():
    chance = np.random.default_rng(1)
    series = [chance.normal(size=9) for _ in range(200)]
    table = rank_trends(series, orders=499)
    expected = [spearmanr(np.arange(9), one).statistic for one in series]
    assert table["rho"].to_numpy() == pytest.approx(np.array(expected))
    assert 0.01 <= (table["p"] <= 0.05).mean() <= 0.10
    assert (table["p_adjusted"] >= table["p"]).all()
