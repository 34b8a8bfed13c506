"""Suggestions on real debates: better than the floor, silent on codes dealt out anew; the picture of it."""

import pytest

from tests.conftest import SHARED
from textmine.bench import coding_gain
from textmine.bench.coding_gain import FLOOR, MAJORITY, OURS, measure_coding
from textmine.errors import TextmineError
from textmine.show.learning import learning_chart
from textmine.show.theme import NARROW, WIDE


def test_suggestions_on_debates_beside_a_plain_model_and_the_majority(monkeypatch):
    # how fast both learn anew is not tested here: that it is told, for each load
    monkeypatch.setattr(coding_gain, "_LOADS", ((50, 500), (200, 2_000)))
    if not (SHARED / "fredsum").is_dir():
        pytest.skip("the debates are not there")
    found = measure_coding(SHARED, n_seeds=2, sizes=(100, 500))
    scores = found.scores.set_index(["n_coded", "method"])["p_at_1"]
    for n_coded in (100, 500):
        assert scores[n_coded, OURS] >= scores[n_coded, FLOOR] + 0.10
        assert scores[n_coded, FLOOR] > scores[n_coded, MAJORITY]
    assert (found.summary["shuffled"] == 0).all() and found.summary["ece_pooled"].iloc[-1] <= 0.08
    assert (found.bands["coverage"] <= 1).all() and len(found.refresh) == 2
    assert (found.refresh[["seconds", "floor_seconds", "ratio"]] > 0).all(axis=None)
    for language, width in (("fr", WIDE), ("en", NARROW)):
        spec = learning_chart(found.scores, language=language, width=width).to_dict()
        assert OURS in str(spec["datasets"]) and "500" in spec["description"]


def test_without_the_debates_it_says_so(tmp_path):
    with pytest.raises(TextmineError):
        measure_coding(tmp_path)
