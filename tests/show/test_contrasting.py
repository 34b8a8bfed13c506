"""Two runs side by side: a run differs from itself in nothing; slopes of two corpora have an interval."""

import math
import re
from dataclasses import replace
from html import unescape

import pytest

import textmine as tm
from tests.commands import textmine
from tests.show import material
from textmine.errors import TextmineError
from textmine.recipe import Recipe


def words_of(path):
    page = re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", path.read_text("utf-8"), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.fixture(scope="module")
def run():
    return material.run()


def with_files(run, **files):
    return replace(run, corpus=replace(run.corpus, recipe=Recipe(inputs=files)))


def test_a_run_beside_itself(run, tmp_path):
    one = with_files(run, a="1" * 64)
    told = words_of(tm.compare_runs(one, one, to=tmp_path / "c.html", language="en", names=("A", "B")))
    assert "Both runs conclude the same" in told
    assert "1 transcripts are in both" in told and "not tested" in told
    assert "Nothing: same transcripts, same options, same versions." in told


def test_the_difference_of_slopes_has_the_interval_of_a_hand_calculation(run, tmp_path):
    other = replace(
        run.convergence, relative_slope=0.30, relative_slope_interval=(0.10, 0.50), verdict="divergence"
    )
    low, high = run.convergence.relative_slope_interval
    error = math.hypot(high - low, 0.40) / 3.92
    gap = 0.30 - run.convergence.relative_slope
    one = with_files(run, a="1" * 64)
    two = replace(with_files(run, b="2" * 64), convergence=other)
    page = tm.compare_runs(one, two, to=tmp_path / "c.html", language="en", names=("A", "B"))
    told = words_of(page).replace("\u2212", "-")
    found = re.search(
        r"second less first: \+([\d.]+)% a meeting, 95% interval \[(-?[\d.]+)%;\s*(-?[\d.]+)%\]", told
    )
    wanted = (gap, gap - 1.96 * error, gap + 1.96 * error)
    assert [float(value) for value in found.groups()] == pytest.approx([100 * x for x in wanted], abs=0.06)
    assert "Both runs conclude the same on 2 of 3 questions" in told
    assert "not change at the same pace" in told or "nothing says" in told


def test_what_was_done_otherwise_is_listed(run, tmp_path):
    one = replace(with_files(run, a="1" * 64, b="2" * 64), settings={"seed": 0, "split": {"words": 50}},
                  versions={"numpy": "1"})  # fmt: skip
    two = replace(with_files(run, a="1" * 64, b="3" * 64), settings={"seed": 0, "split": {"words": 40}},
                  versions={"numpy": "2"})  # fmt: skip
    told = words_of(tm.compare_runs(one, two, to=tmp_path / "c.html", language="fr", names=("A", "B")))
    assert "split.words 50 40" in told and "numpy 1 2" in told
    assert f"b {'2' * 12} {'3' * 12}" in told and f"a {'1' * 12}" not in told and "seed" not in told


def test_two_runs_of_one_name_are_refused(run, tmp_path):
    with pytest.raises(TextmineError) as fault:
        tm.compare_runs(run, run, to=tmp_path / "c.html", names=("A", "A"))
    assert fault.value.key == "same_name" and not (tmp_path / "c.html").exists()


def test_the_verb(small_run, sample_run, tmp_path):
    done = textmine("report", "--compare", small_run, sample_run, "-o", tmp_path / "c.html", language="fr")
    assert done.returncode == 0, done.stderr
    assert not re.search(r'(src|href)="http', (tmp_path / "c.html").read_text("utf-8"))
    assert "small-run" in words_of(tmp_path / "c.html")
    assert textmine("report", "--compare", small_run).returncode == 2
    assert textmine("report", small_run, sample_run).returncode == 2
