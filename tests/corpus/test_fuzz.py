"""Damaged files: every reader gives all their characters, or refuses them with one sentence."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textmine.bench import fuzzing
from textmine.bench.fuzzing import (
    damaged_file,
    fault_table,
    fuzz_readers,
    fuzz_table,
    try_file,
    try_numbers,
)
from textmine.bench.seeds import SEEDS, endings_without_seed
from textmine.corpus.formats import ENDINGS

SHORT = 50
SIGNS = list("aéÀ :-–()[]*#<>\n\r\t\"',;01\u00a0\u2028\u0085\u0301&v/")


def test_every_ending_that_is_read_has_a_seed():
    missing = endings_without_seed()
    assert not missing, f"put a small valid file for {missing} into SEEDS of textmine/bench/seeds.py"


@pytest.mark.parametrize("ending", list(SEEDS))
def test_seeds_are_read(ending, tmp_path):
    for number, content in enumerate(SEEDS[ending]()):
        path = tmp_path / f"{number}{ending}"
        path.write_bytes(content)
        trial = try_file(path)
        assert (trial.outcome, trial.fault) == ("read", "")


def test_damaged_files_are_read_without_loss_or_refused(tmp_path):
    trials = list(try_numbers(range(SHORT * len(ENDINGS)), tmp_path))
    assert [trial for trial in trials if trial.outcome == "failed"] == []
    for ending in ENDINGS:
        outcomes = {trial.outcome for trial in trials if trial.ending == ending}
        wanted = {"refused"} if ending == ".parquet" else {"read", "refused"}
        assert outcomes >= wanted, f"damage to {ending} is too mild, or too hard, to show anything"


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    ending=st.sampled_from([".txt", ".srt", ".vtt", ".csv"]),
    text=st.text(
        st.sampled_from(SIGNS) | st.characters(exclude_categories=["Cs"]),
        max_size=80,
    ),
)
def test_any_text_is_read_without_loss_or_refused(ending, text, tmp_path):
    path = tmp_path / f"essai{ending}"
    path.write_text(text, encoding="utf-8", newline="")
    assert try_file(path, is_whole=False).fault == ""


def test_one_number_makes_one_file():
    assert damaged_file(17, seed=3) == damaged_file(17, seed=3)
    assert damaged_file(17, seed=3) != damaged_file(17, seed=4)


def test_a_reader_that_fails_or_loses_text_is_caught(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("Marie : oui\nPaul : non", encoding="utf-8")
    assert try_file(path).outcome == "read"
    real = fuzzing.read_documents

    def loses(path, options):
        [document] = real(path, options)
        return [document.__class__(**{**document.__dict__, "pieces": document.pieces[1:]})]

    monkeypatch.setattr(fuzzing, "read_documents", loses)
    assert "characters in the file" in try_file(path, is_whole=False).fault

    def fails(path, options):
        raise KeyError("x")

    monkeypatch.setattr(fuzzing, "read_documents", fails)
    assert try_file(path, is_whole=False).fault.startswith("KeyError")


def test_the_long_run_is_the_same_in_a_child(tmp_path):
    tallies = fuzz_readers(len(ENDINGS), first=5)
    table = fuzz_table(tallies)
    assert table["inputs"].tolist() == [1] * len(ENDINGS)
    here = list(try_numbers(range(5, 5 + len(ENDINGS)), tmp_path))
    assert table["readings"].sum() == sum(trial.outcome == "read" for trial in here)
    assert fault_table(tallies).empty


def dies(first, stop, seed, connection):
    raise SystemExit(1)


def test_a_child_that_dies_is_a_failure(monkeypatch):
    monkeypatch.setattr(fuzzing, "_work", dies)
    tallies = fuzz_readers(1)
    assert fault_table(tallies)["fault"].tolist() == ["kills the process"]
