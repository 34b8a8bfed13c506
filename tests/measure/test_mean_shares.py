import numpy as np
import pandas as pd
import pytest

from textmine.errors import TextmineError
from textmine.measure.mean_shares import share_intervals
from textmine.represent.features import Features


def features(first, *, groups=None, speakers=None):
    first = np.asarray(first, dtype=float)
    n = len(first)
    rows = pd.DataFrame({"speaker": speakers or ["Ana"] * n, "group": groups or list(range(n))})
    return Features(rows, np.stack([first, 1 - first], axis=1), ("prix", "four"), "shares")


def test_intervals_are_those_of_the_normal_law_where_blocks_are_independent():
    values = np.random.default_rng(0).beta(2, 3, 400)
    row = share_intervals(features(values)).iloc[0]
    error = values.std() / np.sqrt(400)
    assert row["share"] == pytest.approx(values.mean())
    assert row["low"] == pytest.approx(values.mean() - 1.96 * error, abs=0.15 * error)
    assert row["high"] == pytest.approx(values.mean() + 1.96 * error, abs=0.15 * error)


def test_blocks_of_one_turn_do_not_make_it_surer():
    values = np.random.default_rng(1).beta(2, 3, 40)
    once = share_intervals(features(values)).iloc[0]
    tenfold = share_intervals(features(np.repeat(values, 10), groups=list(np.repeat(range(40), 10)))).iloc[0]
    assert tenfold["n_blocks"] == 400 and tenfold["n_groups"] == 40
    assert tenfold["high"] - tenfold["low"] == pytest.approx(once["high"] - once["low"], rel=0.05)


def test_coverage_of_the_true_share():
    drawn = np.random.default_rng(2)
    held = [
        row["low"] <= 0.4 <= row["high"]
        for row in (share_intervals(features(drawn.beta(2, 3, 60)), draws=400).iloc[0] for _ in range(200))
    ]
    assert 0.90 <= np.mean(held) <= 0.98


def test_too_few_turns_have_no_interval_and_pilots_stay_apart():
    found = share_intervals(features([1, 1, 0, 0, 0, 0, 0], speakers=["Bo", "Bo", *["Cid"] * 5]))
    mean = found[found["topic"] == "prix"].set_index("pilot")
    assert mean["share"].to_dict() == {"Bo": 1.0, "Cid": 0.0}
    assert np.isnan(mean.loc["Bo", "low"]) and mean.loc["Cid", "high"] == 0
    assert (found.groupby("pilot")["share"].sum() == 1).all()


def test_bad_input():
    with pytest.raises(TextmineError, match="couleur"):
        share_intervals(features([1, 0]), by="couleur")
    with pytest.raises(TextmineError, match="level"):
        share_intervals(features([1, 0]), level=1)
    counts = Features(features([1, 0]).rows, np.ones((2, 1)), ("a",), "counts")
    with pytest.raises(TextmineError, match="shares"):
        share_intervals(counts)
