"""The verbs of single measures, on a finished run."""

import json

import pandas as pd
import pytest

from tests.commands import assert_one_sentence, textmine


@pytest.fixture(scope="module")
def run_folder(small_run):
    return small_run


def test_converge_says_what_the_run_said(run_folder, tmp_path):
    done = textmine("converge", run_folder, "-o", tmp_path / "T", "--json")
    found = json.loads(done.stdout)
    summary = json.loads((run_folder / "manifest.json").read_text("utf-8"))["summary"]
    assert found["relative_slope"] == summary["relative_slope"]
    assert found["verdict"] == "convergence"
    primary = [row for row in found["distances"] if row["measure"] == "dist_u"]
    assert primary[0]["relative_slope"] == pytest.approx(summary["relative_slope"])
    assert len(pd.read_csv(tmp_path / "T" / "table.csv")) == 5
    assert (run_folder / "manifest.json").is_file()


def test_converge_on_other_features(run_folder):
    found = {on: json.loads(textmine("converge", run_folder, "--on", on, "--json").stdout)
             for on in ("axes", "shares", "counts")}  # fmt: skip
    slopes = {on: result["relative_slope"] for on, result in found.items()}
    assert len(set(slopes.values())) == 3
    kinds = {on: result["settings"]["kind"] for on, result in found.items()}
    assert kinds == {"axes": "vectors", "shares": "shares", "counts": "counts"}


def test_imitate_in_french(run_folder):
    done = textmine("imitate", run_folder, "--kernel", "sign", language="fr")
    assert done.returncode == 0, done.stderr
    assert "légitimité" in done.stdout and "Ana Morel" in done.stdout
    assert "," in done.stdout.splitlines()[-1]


def test_complement_in_periods(run_folder):
    done = textmine("complement", run_folder, "--periods", "2", "--json")
    found = json.loads(done.stdout)
    assert found["settings"]["periods"] == 2
    assert len(found["pilots"]) == 3


def test_power_in_two_tables(run_folder):
    done = textmine("power", run_folder, language="fr")
    assert done.returncode == 0, done.stderr
    heads = [line for line in done.stdout.splitlines() if line.startswith("perte")]
    assert len(heads) == 2 and "réunions" in heads[0] and "parole × 1,5" in heads[1]


def test_bad_input(run_folder, tmp_path):
    assert_one_sentence(textmine("imitate", tmp_path), str(tmp_path))
    assert_one_sentence(textmine("imitate", run_folder, "--legitimacy", "nominations"), "interviews")
    assert_one_sentence(textmine("imitate", run_folder, "--legitimacy", "renown"), "renown", "legitimacy")
    assert_one_sentence(textmine("converge", run_folder, "--on", "smells"), "converge.on")
    assert_one_sentence(textmine("converge", run_folder, "--between", "clan"), "clan")
    assert textmine("complement", run_folder, "--periods", "0").returncode == 2
