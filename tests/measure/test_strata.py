"""Comparison within strata, against hand calculations and an agenda that grows."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from textmine.errors import TextmineError
from textmine.measure.cells import gather, index_of
from textmine.measure.convergence import converge
from textmine.measure.distance import dist_u, distances, jackknife_errors, mean_distance
from textmine.measure.strata import layers_of
from textmine.represent.features import Features
from textmine.represent.store import FeatureParts, save_feature_parts


def agenda_corpus(seed, *, shares, n_blocks=30, n_pilots=4, noise=0.3):
    """Pilots differ in free talk, never on the shared item, which takes `shares[t]` of meeting t."""
    rng = np.random.default_rng(seed)
    rows, values = [], []
    for t, share in enumerate(shares):
        for i in range(n_pilots):
            for place in range(n_blocks):
                is_item = place < round(share * n_blocks)
                rows.append((f"p{i}", f"m{t}", t, len(rows), "item" if is_item else ""))
                centre = np.zeros(n_pilots) if is_item else np.eye(n_pilots)[i]
                values.append(centre + rng.normal(0, noise, n_pilots))
    frame = pd.DataFrame(rows, columns=["speaker", "meeting", "order", "group", "agenda"])
    return Features(frame, np.array(values), tuple("wxyz"[:n_pilots]), "vectors")


GROWING = np.linspace(0.1, 0.7, 8)


def test_a_growing_item_feigns_convergence_unless_strata_hold_it():
    features = agenda_corpus(0, shares=GROWING)
    assert converge(features, between="speaker").verdict == "convergence"
    held = converge(features, between="speaker", strata="agenda")
    assert held.verdict != "convergence"
    assert abs(held.relative_slope) < 0.05
    assert held.strata["weight"].sum() == pytest.approx(1.0)
    assert "strata_held" in [key for key, _ in held.reasons]


def test_layers_are_dist_u_of_each_stratum():
    features = agenda_corpus(1, shares=[0.4, 0.4], n_blocks=10, n_pilots=2)
    layers = layers_of(features, index_of(features.rows, between="speaker", over="meeting"), strata="agenda")
    rows = features.rows
    for k, name in enumerate(layers.names):
        for t in range(2):
            here = (rows.agenda == name) & (rows.order == t)
            a, b = (features.values[(here & (rows.speaker == p)).to_numpy()] for p in ("p0", "p1"))
            assert layers.pairwise[k, 0, 1, t] == pytest.approx(dist_u(a, b))
    # 6 and 4 blocks: precisions 36 and 16
    weights = dict(zip(layers.names, layers.weight, strict=True))
    assert weights == pytest.approx({"": 36 / 52, "item": 16 / 52})
    by_hand = 36 / 52 * layers.pairwise[0, 0, 1] + 16 / 52 * layers.pairwise[1, 0, 1]
    assert layers.overall[0, 1] == pytest.approx(by_hand)
    assert mean_distance(layers.rows, layers.row_weights)[0] == pytest.approx(by_hand)


def test_errors_of_strata_add_up():
    features = agenda_corpus(2, shares=[0.5, 0.5], n_pilots=3)
    layers = layers_of(features, index_of(features.rows, between="speaker", over="meeting"), strata="agenda")
    parts = [
        jackknife_errors(gather(features.take((features.rows.agenda == name).to_numpy()),
                                between="speaker", over="meeting"))
        for name in layers.names
    ]  # fmt: skip
    assert layers.errors() == pytest.approx(np.sqrt(0.25 * parts[0] ** 2 + 0.25 * parts[1] ** 2))


def test_one_layer_is_what_there_was_without_strata():
    features = agenda_corpus(3, shares=[0.2, 0.5, 0.3])
    index = index_of(features.rows, between="speaker", over="meeting")
    cells = gather(features, between="speaker", over="meeting")
    layers = layers_of(features, index)
    assert np.allclose(layers.pairwise[0], distances(cells), equal_nan=True)
    assert np.allclose(layers.errors(), jackknife_errors(cells))


def test_a_stratum_that_is_missing_at_a_meeting_does_not_shift_it():
    # pair levels 1 in free talk, 0 on the item; the item is not there at meeting 2
    pairwise = np.array([[1.0, 1.0, 1.0], [0.0, 0.0, np.nan]])
    means, is_connected = mean_distance(pairwise, np.array([0.7, 0.3]))
    assert means == pytest.approx([0.7, 0.7, 0.7])
    assert is_connected


def test_precision_weighs_strata_by_the_square_of_their_weight():
    features = agenda_corpus(4, shares=[0.5, 0.5], n_blocks=8)
    half = features.rows["order"] == 1
    fewer = ~(half & (features.rows["group"] % 2 == 1)).to_numpy()
    features = features.take(fewer)
    index = index_of(features.rows, between="speaker", over="meeting")
    precision = layers_of(features, index, strata="agenda").precision()
    # 4 and 4 blocks against 2 and 2: the variance is four times as large
    assert precision == pytest.approx([0.8, 0.2])


def test_items_of_one_meeting_each_cannot_tell():
    features = agenda_corpus(5, shares=[0.0] * 5)
    rows = features.rows.assign(agenda=features.rows["meeting"])
    result = converge(Features(rows, features.values, features.columns, "vectors"), between="speaker",
                      strata="agenda")  # fmt: skip
    reasons = dict(result.reasons)
    assert result.verdict == "inconclusive"
    assert {"strata_thin", "why_nothing_to_compare"} <= set(reasons)
    assert reasons["strata_thin"]["n"] == 0


def test_strata_that_are_none_are_refused():
    features = agenda_corpus(6, shares=[0.0, 0.0])
    with pytest.raises(TextmineError) as fault:
        converge(features, between="speaker", strata="agenda")
    assert fault.value.key == "one_stratum"
    with pytest.raises(TextmineError) as fault:
        converge(features, between="speaker", strata="item")
    assert fault.value.key == "no_such_column"


@pytest.mark.parametrize("strata", [None, "agenda"])
def test_one_meeting_at_a_time_is_all_at_once(strata, tmp_path):
    features = agenda_corpus(3, shares=[0.3, 0.5, 0.4, 0.6], n_blocks=8)
    rows = features.rows
    # one is absent from a meeting, one has a single block there, two blocks of one turn, blocks nobody knows
    kept = ~((rows.speaker == "p1") & (rows.order == 2)) & ~((rows.speaker == "p2") & (rows.order == 1))
    kept |= rows.index == rows.index[(rows.speaker == "p2") & (rows.order == 1)][0]
    features = features.take(kept.to_numpy())
    rows = features.rows.assign(group=features.rows["group"] // 2)
    features = Features(rows, features.values, features.columns, "vectors")
    save_feature_parts([features.take((rows.order == t).to_numpy()) for t in range(4)], tmp_path)
    view = FeatureParts(tmp_path).view(np.ones(len(rows), dtype=bool))
    asked = []
    pick = view.pick
    view.pick = lambda places: asked.append(places) or pick(places)
    options = {"between": "speaker", "strata": strata, "n_permutations": 99}
    here, there = converge(features, **options), converge(view, **options)
    assert len(asked) == 4 and all(rows["order"].iloc[places].nunique() == 1 for places in asked)
    for name in ("table", "pairs", "cells", "pair_trends", "pilot_trends"):
        pd.testing.assert_frame_equal(getattr(here, name), getattr(there, name), check_exact=True)
    if strata is None:
        cells = gather(features, between="speaker", over="meeting")
        layers = layers_of(features, index_of(rows, between="speaker", over="meeting"))
        assert np.allclose(layers.pairwise[0], distances(cells), equal_nan=True)
        assert np.allclose(layers.errors(), jackknife_errors(cells))
        assert (layers.n_groups[0] == cells.n_groups).all() and (layers.n_blocks[0] == cells.n_blocks).all()


def test_counts_weigh_by_their_words_one_meeting_at_a_time():
    features = agenda_corpus(4, shares=[0.3, 0.5], n_blocks=6)
    drawn = np.random.default_rng(0)
    values = sparse.csr_array(drawn.poisson(0.8, (len(features), 5)).astype(float))
    counts = Features(features.rows, values, tuple("vwxyz"), "counts")
    layers = layers_of(counts, index_of(counts.rows, between="speaker", over="meeting"))
    cells = gather(counts, between="speaker", over="meeting")
    assert np.allclose(layers.pairwise[0], distances(cells), equal_nan=True)
    assert np.allclose(layers.errors(), jackknife_errors(cells))
