"""What two workers gain: the table's arithmetic (the clusters themselves are in tests/test_workers.py)."""

import json

import pytest

from tests.commands import assert_one_sentence, textmine
from textmine.bench import cluster

SECONDS = {1: (9.0, 6.0), 2: (5.0, 4.0), 4: (3.0, 2.0)}


@pytest.fixture
def timed(monkeypatch):
    def timed(blocks, some, model, count):
        annotated, encoded = SECONDS[count]
        return [("annotate", len(blocks), annotated), ("vectors", len(some), encoded)]

    monkeypatch.setattr(cluster, "_timed", timed)
    monkeypatch.setattr(cluster, "_multiplied", lambda count: 8.0 / count)


def test_gains_by_one_worker_and_what_must_be_reached(timed, small_corpus):
    table = cluster.time_cluster(small_corpus, workers=(1, 2, 4), n_encoded=10)
    found = table.set_index(["stage", "workers"])
    assert found["gain"].tolist() == [1, 1, 1, 1.8, 1.5, 2, 3, 3, 4]
    assert found.loc[("products", 2), "must_reach"] != found.loc[("products", 2), "must_reach"]
    assert found.loc[("annotate", 2), ["must_reach", "is_met"]].tolist() == [1.6, True]
    assert not found.loc[("vectors", 2), "is_met"]
    assert found.loc[("vectors", 4), "must_reach"] != found.loc[("vectors", 4), "must_reach"]
    assert found.loc[("vectors", 1), "blocks"] == 10


def test_products_are_shared_out(monkeypatch):
    monkeypatch.setattr(cluster, "_PRODUCTS", 4)
    monkeypatch.setattr(cluster, "_SIZE", 8)
    assert cluster._multiplied(2) > 0


def test_the_verb(timed, small_corpus, tmp_path):
    told = json.loads(textmine("bench", "cluster", small_corpus, "--json").stdout)
    assert [row["workers"] for row in told] == [1, 1, 1, 2, 2, 2] and told[0]["is_met"] is None
    assert_one_sentence(textmine("bench", "cluster", tmp_path / "nowhere"), "nowhere")
