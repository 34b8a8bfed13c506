"""What machines do to a run: a full disk, folders that refuse, clocks that jump, no locale, odd names."""

import errno
import json
import os
import resource
import shutil
import subprocess
import sys
import unicodedata
from contextlib import contextmanager

import pytest

from tests.commands import assert_one_sentence, textmine
from tests.conftest import small_talk
from textmine.batch.foreseeing import foresee
from textmine.batch.pipeline import run_recipe, run_stages
from textmine.bench.kills import bytes_of

ODD = ("deux  espaces", "l'été « fini »", "NFD " + unicodedata.normalize("NFD", "été"), "a#b%20c&d", "-o")


@contextmanager
def no_file_larger_than(n_bytes):
    """The kernel refuses to write on in a file of this size, as on a disk without room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def full_at_the_nth_flush(monkeypatch, n):
    """The disk has no room left when the n-th file is to reach it."""
    left, fsync = [n], os.fsync

    def refusing(number):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(number)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refusing)
        yield


def test_a_disk_that_fills_up_while_stages_are_written(small_corpus, tmp_path, monkeypatch):
    folder = tmp_path / "RUN"
    for n_bytes in (0, 2_000, 20_000):
        with no_file_larger_than(n_bytes), pytest.raises(OSError):
            run_stages(small_corpus, to=folder, until="split")
    for n in (0, 2, 4, 7):
        with full_at_the_nth_flush(monkeypatch, n), pytest.raises(OSError):
            run_stages(small_corpus, to=tmp_path / f"RUN-{n}", until="split")
        assert not list((tmp_path / f"RUN-{n}" / "stages").glob(".tmp-*"))
    again = run_stages(small_corpus, to=folder, until="split").segments.rows
    assert again.equals(run_stages(small_corpus, to=tmp_path / "other", until="split").segments.rows)


def test_a_disk_that_fills_up_while_results_are_put_in_place(small_corpus, finished, tmp_path, monkeypatch):
    folder = tmp_path / "RUN"
    shutil.copytree(finished.folder / "stages", folder / "stages")
    with no_file_larger_than(100_000):
        assert_one_sentence(textmine("run", small_corpus, "-o", folder), "disk")
    assert not (folder / "manifest.json").exists()
    for n in (0, 7):
        with full_at_the_nth_flush(monkeypatch, n), pytest.raises(OSError):
            run_recipe(small_corpus, to=folder)
        assert not (folder / "manifest.json").exists()
    again = run_recipe(small_corpus, to=folder)
    assert again.ran == () and bytes_of(folder) == bytes_of(finished.folder)
    assert not [path for path in folder.rglob("*") if path.name.endswith(".tmp")]


@pytest.mark.parametrize("place", ["/proc/RUN", "/dev/null/RUN", "/dev/full"])
def test_a_place_that_cannot_be_written(small_corpus, place):
    assert_one_sentence(textmine("run", small_corpus, "-o", place), place)


def test_clocks_that_jump_run_nothing_again(small_corpus, finished, tmp_path):
    folder = tmp_path / "RUN"
    shutil.copytree(finished.folder, folder)
    for path in [*small_corpus.iterdir(), *folder.rglob("*")]:
        os.utime(path, (0, 4e9) if len(path.name) % 2 else (4e9, 0))
    assert {one.reasons for one in foresee(small_corpus, to=folder)} == {(("unchanged", ""),)}


def test_a_clock_that_goes_back_meanwhile(small_corpus, finished, tmp_path, monkeypatch):
    import time

    clock = iter(range(2_000_000_000, 0, -86_400))
    monkeypatch.setattr(time, "time", lambda: float(next(clock)))
    rows = run_stages(small_corpus, to=tmp_path / "RUN", until="split").segments.rows
    assert rows.equals(finished.work.segments.rows)


@pytest.mark.parametrize("name", ODD)
def test_odd_names_of_folders_and_files(tmp_path, name):
    corpus = tmp_path / name
    corpus.mkdir()
    text = "\n\n".join(f"{who} : {small_talk(n, 0, 5, n)}" for n, who in enumerate(("Ana Morel", "Luc Roy")))
    (corpus / f"réunion {name}.txt").write_text(text, encoding="utf-8")
    told = json.loads(textmine("run", corpus, "-o", tmp_path / f"R {name}", "--dry-run", "--json").stdout)
    assert told[0]["stage"] == "read"
    options = {
        "to": tmp_path / f"R {name}",
        "until": "split",
        "changes": {"converge": {"between": "speaker"}},
    }
    work = run_stages(corpus, **options)
    assert len(work.corpus.turns) == 2
    assert run_stages(corpus, **options).folders == work.folders


def test_line_ends_of_windows_change_no_turn(small_corpus, finished, tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for path in small_corpus.iterdir():
        (corpus / path.name).write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    work = run_stages(corpus, to=tmp_path / "RUN", until="split")
    assert work.corpus.turns.equals(finished.work.corpus.turns)
    assert work.segments.rows.equals(finished.work.segments.rows)


@pytest.mark.parametrize(
    ("environment", "more"),
    [
        ({}, []),
        ({"LC_ALL": "C"}, ["--json"]),
        ({"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"}, ["--json"]),
        ({"PYTHONIOENCODING": "ascii"}, []),
        ({"PYTHONIOENCODING": "cp850"}, []),
    ],
)
def test_no_locale_or_one_that_lacks_characters(small_corpus, environment, more):
    command = [sys.executable, "-m", "textmine", "run", str(small_corpus), "-o", "RÉSULTATS", "--dry-run"]
    env = {"PATH": os.environ["PATH"], "TEXTMINE_LANGUAGE": "fr", **environment}
    done = subprocess.run([*command, *more], capture_output=True, check=False, env=env)
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr and (not more or len(json.loads(done.stdout)) == 14)
