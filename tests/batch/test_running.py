"""Stages side by side: the same bytes as one by one, errors told, nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from textmine.batch.pipeline import run_recipe
from textmine.batch.releasing import LONG
from textmine.batch.running import processes_for, waves_of
from textmine.batch.stages import STAGES
from textmine.bench.kills import bytes_of
from textmine.errors import TextmineError
from textmine.helpers import Helpers
from textmine.memory import peak_memory
from textmine.workers import Workers


def test_the_written_recipe_gives_the_same_bytes_in_two_processes(small_run, tmp_path):
    told, folder = [], tmp_path / "TWO"
    run = run_recipe(
        small_run / "recipe.toml", to=folder, processes=2, on_stage=lambda *what: told.append(what)
    )
    assert bytes_of(folder) == bytes_of(small_run)
    assert sum(name.endswith(".svg") for name in bytes_of(folder)) > 10
    assert sorted(run.ran) == sorted(stage.name for stage in STAGES) and run.skipped == ()
    assert [name for name, state, *_ in told if state == "done"] == list(run.ran)
    assert ("contents", "progress", 5, 5) in told
    assert run.ends["show"] == max(run.ends.values()) <= run.seconds


def test_no_stage_of_a_wave_reads_another():
    waves = list(waves_of(STAGES))
    assert [stage for wave in waves for stage in wave] == list(STAGES)
    for wave in waves:
        names = {stage.name for stage in wave}
        assert not any(names & set(stage.needs) for stage in wave)
        assert len(wave) == 1 or not any(stage.spreads for stage in wave)


def test_small_corpora_have_one_process():
    assert processes_for(LONG - 1) == 1
    assert 1 <= processes_for(LONG) <= 4


def fall(_):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_helper_that_is_killed_is_told_in_a_sentence():
    with pytest.raises(TextmineError) as fault:
        Workers(2).map(fall, [1, 2])
    assert fault.value.key == "lost_helper" and "--processes 1" in fault.value.say("fr")


def hold(n):
    return len(bytearray(n) + b"x")


def test_memory_of_helpers_counts(monkeypatch):
    monkeypatch.setattr("textmine.memory._helpers", [])
    before = peak_memory()
    with Helpers(1) as helpers:
        assert helpers.submit(hold, 10).result() == 11
    assert peak_memory() > before


ORPHANS = """
import os, sys, time
from textmine import helpers
from textmine.helpers import Helpers

helpers._IMPORTED_ONCE.clear()  # what helpers compute with is not needed to wait

def wait(seconds):
    print(os.getpid(), flush=True)
    time.sleep(seconds)

if __name__ == "__main__":
    with Helpers(1) as helpers:
        helpers.submit(wait, 600).result()
"""


def test_a_helper_ends_when_its_parent_is_killed(tmp_path):
    script = tmp_path / "orphans.py"
    script.write_text(ORPHANS, encoding="utf-8")
    process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    helper = int(process.stdout.readline())
    process.kill()
    process.communicate()
    for _ in range(100):
        if not is_alive(helper):
            break
        time.sleep(0.1)
    assert not is_alive(helper)


def is_alive(process):
    try:
        told = Path(f"/proc/{process}/stat").read_text("utf-8")
    except FileNotFoundError:
        return False
    return told.rpartition(")")[2].split()[0] != "Z"
