"""Whole runs beside the plain script: what is timed is what is said; times themselves are not tested."""

import numpy as np
import pandas as pd
import pytest

import textmine as tm
from textmine.bench.reference import default_pipeline, run_reference
from textmine.bench.whole_runs import _judged, _process, _row, multiplied, time_whole_runs
from textmine.errors import TextmineError


@pytest.fixture(scope="module")
def talk(small_corpus):
    return tm.read(small_corpus).turns[["meeting", "speaker", "text"]]


def test_a_corpus_taken_three_times_has_three_times_the_words_and_pilots(talk, tmp_path):
    recipe = multiplied(talk, 3, tmp_path / "three", {"min_words": 7})
    assert "min_words = 7" in recipe.read_text("utf-8")
    multiplied(talk, 1, tmp_path / "one", {})
    three, one = tm.read(tmp_path / "three"), tm.read(tmp_path / "one")
    assert three.n_words == 3 * one.n_words
    assert three.speakers["speaker"].nunique() == 3 * one.speakers["speaker"].nunique()
    assert three.meetings["meeting"].nunique() == one.meetings["meeting"].nunique() == 5


def test_copies_have_meetings_of_their_own_a_year_later(talk, tmp_path):
    dates = {name: f"2024-0{number}-29" for number, name in enumerate(talk["meeting"].unique(), start=1)}
    multiplied(talk, 2, tmp_path / "two", {}, dates=dates)
    two, words = tm.read(tmp_path / "two"), talk["text"].str.split().str.len()
    assert two.n_words == 2 * words.sum()
    assert two.speakers["speaker"].nunique() == 2 * talk["speaker"].nunique()
    later = two.meetings.sort_values("order")
    assert later["meeting"].tolist() == [*dates, *(f"{name}-2" for name in dates)]
    assert later["date"].tolist()[5:] == [
        f"2025-0{number}-{28 if number == 2 else 29}" for number in range(1, 6)
    ]
    shared = two.turns.groupby("meeting")["speaker"].unique()
    first = later["meeting"].iloc[0]
    assert not set(shared[first]) & set(shared[f"{first}-2"])


@pytest.mark.filterwarnings("ignore")
def test_the_script_does_each_stage(talk):
    seconds = run_reference(talk.head(40))
    assert list(seconds) == ["load", "annotate", "topics", "vectors", "converge"]
    assert all(took > 0 for took in seconds.values())


def test_its_pipeline_tags_and_parses():
    doc = default_pipeline()("On parle de la grille.")
    assert all(token.tag_ for token in doc) and doc.has_annotation("DEP")


def test_ratio_memory_and_exponent_by_hand():
    rows = [_row("core", 1, 1_000, 2.0, 3e9), _row("whole", 1, 1_000, 10.0, 3e9, 9.0),
            _row("core", 3, 3_000, 7.0, 5e9), _row("whole", 3, 3_000, 30.0, 5e9, 27.0)]  # fmt: skip
    table = _judged(rows, pace=50.0, memory=8e9, sizes=(1, 3)).set_index(["what", "size"])
    assert table.loc[("core", 1), "ratio"] == 10.0 and table.loc[("core", 1), "is_met"] is True
    assert table.loc[("whole", 1), "ratio"] == 2.0 and table.loc[("whole", 1), "is_met"] is False
    exponent = table.loc["exponent"].iloc[0]
    assert exponent["ratio"] == pytest.approx(1.0) and exponent["is_met"] is False  # 5 GB is too much
    assert table.loc["exponent: core"].iloc[0]["ratio"] == pytest.approx(np.log(3.5) / np.log(3))
    heavy = _judged(rows[:2], pace=50.0, memory=5e9, sizes=(1,))
    assert heavy.loc[0, "ratio"] == 10.0 and heavy.loc[0, "is_met"] is False
    assert pd.isna(table.loc[("core", 3), "is_met"]) and np.isfinite(table["seconds"].dropna()).all()


def test_runs_without_the_script_tell_each_stage(small_corpus, monkeypatch):
    costs = {"read": 1.0, "split": 1.0, "annotate": 2.0, "topics": 2.0, "vectors": 1.0, "converge": 1.0}
    calls = []

    def spy(code, *words, threads):
        assert threads == 1
        calls.append(words)
        size = int(words[1].split("-")[-2])
        assert tm.read(words[0].removesuffix(".toml")).n_words
        stages = {name: took * size**2 for name, took in costs.items()}
        return {"stages": stages, "seconds": 10.0 * size**2, "words": 100 * size, "memory": 2e9,
                "ends": dict.fromkeys(costs, 8.0 * size**2), "peaks": dict.fromkeys(costs, 1e9),
                "processor": 5.0 * size}  # fmt: skip

    monkeypatch.setattr("textmine.bench.whole_runs._process", spy)
    monkeypatch.setattr("textmine.bench.whole_runs.processes_for", lambda n_blocks: 2)
    done = []
    table = time_whole_runs(small_corpus, sizes=(1, 3), script=False, progress=lambda *n: done.append(n))
    assert [call[2] for call in calls] == ["1", "1", "2"] and done == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert not table["what"].str.startswith("script").any()
    assert list(table.loc[table["processes"] == 2, "what"].head(2)) == ["core", "whole"]
    seen = table[table["processes"] != 2].set_index("what")
    assert seen.loc["exponent", "ratio"] == pytest.approx(2.0) and seen.loc["exponent", "is_met"] is False
    assert seen.loc["exponent: processor", "ratio"] == pytest.approx(1.0)
    assert seen.loc["exponent: annotate", "ratio"] == pytest.approx(2.0)
    assert list(seen.loc["stage: annotate", "memory_mb"]) == [1_000, 1_000]
    assert list(seen.loc["whole", "words_a_second"]) == [100 / 10, 300 / 90]


def test_only_our_own_runs_are_held_to_one_thread(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # as the command line sets it
    code = "import json, os; print(json.dumps({'threads': os.environ.get('OMP_NUM_THREADS')}))"
    assert _process(code, threads=None) == {"threads": None}
    assert _process(code, threads=1) == {"threads": "1"}


def test_what_fails_is_told(tmp_path):
    with pytest.raises(TextmineError) as fault:
        _process("raise ValueError('no luck')", threads=None)
    assert fault.value.key == "bench_process" and "no luck" in fault.value.say("en")
    with pytest.raises(TextmineError):
        time_whole_runs(tmp_path / "nowhere")
