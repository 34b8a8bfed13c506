"""The panel: one family of tests, naive distances outside it, and error control under the null."""

import numpy as np
import pandas as pd
import pytest

from textmine.errors import TextmineError
from textmine.measure.chance import draw_orders, trend_statistics
from textmine.measure.convergence import converge
from textmine.measure.panel import converge_panel, max_t
from textmine.represent.features import Features


def features_of(seed, *, apart, n_blocks=12):
    """Vectors, shares and counts of the same blocks; pilots stand `apart[t]` from a common point."""
    rng = np.random.default_rng(seed)
    rows, means = [], []
    for t, distance in enumerate(apart):
        for i in range(3):
            for _ in range(n_blocks):
                rows.append((f"p{i}", f"m{t}", t, len(rows)))
                means.append(distance * np.eye(3)[i] + 0.5)
    frame = pd.DataFrame(rows, columns=["speaker", "meeting", "order", "group"])
    means = np.array(means)
    counts = rng.poisson(6 * means).astype(float) + 1.0
    shares = counts / counts.sum(axis=1, keepdims=True)
    kinds = {"vectors": means + rng.normal(0, 0.4, means.shape), "shares": shares, "counts": counts}
    return {name: Features(frame, values, tuple("xyz"), name) for name, values in kinds.items()}


def test_the_primary_is_the_convergence_test_itself():
    features = features_of(0, apart=np.linspace(1, 0.2, 8))
    panel = converge_panel(features, between="speaker", n_permutations=999)
    result = converge(features["vectors"], between="speaker", n_permutations=999)
    first = panel.table[panel.table["is_primary"]].iloc[0]
    assert first["relative_slope"] == pytest.approx(result.relative_slope)
    assert first["p"] == first["p_adjusted"] == result.p_convergence
    assert (first["low"], first["high"]) == pytest.approx(result.relative_slope_interval)


def test_naive_distances_are_shown_and_never_tested():
    table = converge_panel(features_of(1, apart=[1.0] * 8), between="speaker", n_permutations=199).table
    naive = table[table["is_naive"]]
    assert len(naive) >= 2
    assert naive["p_adjusted"].isna().all()
    secondary = table[~table["is_naive"] & ~table["is_primary"]]
    assert (secondary["p_adjusted"] >= secondary["p"] - 1e-12).all()


def test_max_t_equals_a_loop():
    rng = np.random.default_rng(2)
    drawn = draw_orders(6, seed=0, n_permutations=99)
    falls = []
    for _ in range(3):
        statistics, observed = trend_statistics(rng.normal(size=6), np.full(6, 1 / 6), np.arange(6.0), drawn)
        falls.append((-statistics / statistics.std(), -observed / statistics.std()))
    by_loop = []
    for _, observed in falls:
        hits = sum(max(s[b] for s, _ in falls) >= observed - 1e-12 for b in range(720))
        by_loop.append(hits / 720)
    assert max_t(falls, drawn) == pytest.approx(by_loop)


def test_the_family_keeps_its_level():
    wrong = 0
    for seed in range(120):
        features = features_of(100 + seed, apart=[0.7] * 8, n_blocks=6)
        del features["counts"]
        table = converge_panel(features, between="speaker", n_permutations=199).table
        secondary = table[~table["is_primary"] & ~table["is_naive"]]
        wrong += bool((secondary["p_adjusted"] <= 0.05).any())
    # binomial(120, .05): 13 or more has a chance of 1 in 1,000
    assert wrong <= 13


def test_a_measure_that_lacks_a_meeting_stays_outside_the_family():
    features = features_of(3, apart=[1.0] * 8)
    rows = features["counts"].rows
    short = ((rows["order"] == 2) & (rows["group"] % 12 >= 4)).to_numpy()
    fewer = {name: part.take(~short) for name, part in features.items()}
    table = converge_panel(fewer, between="speaker", n_permutations=199).table.set_index("measure")
    # the leave-out estimate needs five groups a side
    assert table.loc["leave_out", "n_meetings"] == 7
    assert np.isnan(table.loc["leave_out", "p_adjusted"])
    assert np.isfinite(table.loc["jost", "p_adjusted"])


def test_unknown_primary():
    with pytest.raises(TextmineError) as fault:
        converge_panel({"shares": features_of(4, apart=[1.0] * 4)["shares"]}, between="speaker")
    assert fault.value.key == "no_such_measure"
