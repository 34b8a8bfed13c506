"""The verbs of words, on a finished run of the sample corpus."""

import json

import networkx
import pandas as pd

from tests.commands import assert_one_sentence, textmine


def told(*arguments):
    done = textmine(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_keyness_of_a_pilot(sample_run, tmp_path):
    best = told("keyness", sample_run, "Nadia Benali", "-o", tmp_path / "K")["best"]
    assert "flacon" in [row["word"] for row in best[:5]]
    assert all(row["low"] < row["log_ratio"] < row["high"] for row in best)
    assert len(pd.read_csv(tmp_path / "K" / "table.csv")) > 300
    assert_one_sentence(textmine("keyness", sample_run, "Personne"), "Personne", "Nadia Benali")


def test_cooccurrents_and_graph(sample_run, tmp_path):
    near = [row["word"] for row in told("cooccurrents", sample_run, "carnet")["cooccurrents"]]
    assert "visite" in near[:5]
    links = told("graph", sample_run, "--to", tmp_path / "mots.gexf")["links"]
    graph = networkx.read_gexf(tmp_path / "mots.gexf")
    assert len(graph.edges) == len(links) and max(row["score"] for row in links) > 5
    assert_one_sentence(textmine("cooccurrents", sample_run, "zzz"), "zzz")
    assert_one_sentence(textmine("graph", sample_run, "--to", tmp_path / "mots.png"), ".gexf")


def test_repeats_in_french(sample_run):
    done = textmine("repeats", sample_run, language="fr")
    assert done.returncode == 0, done.stderr
    assert "cellule de veille" in done.stdout


def test_afc_with_meetings_as_supplementary_points(sample_run, tmp_path):
    found = told("afc", sample_run, "-o", tmp_path / "A")
    assert len(found["parts"]) == 6 and 0 < sum(row["share"] for row in found["axes"]) <= 1 + 1e-9
    assert len(pd.read_csv(tmp_path / "A" / "supplementary.csv")) >= 8
    assert_one_sentence(textmine("afc", sample_run, "--by", "absent"), "absent")


def test_progression_of_a_practice_that_spreads(sample_run):
    found = told("progression", sample_run, "grille", "palette")
    trends = {row["word"]: row for row in found["trends"]}
    assert trends["grille"]["rho"] > 0.5
    assert len([row for row in found["rates"] if row["word"] == "grille"]) == 8


def test_portraits_and_usages(sample_run, tmp_path):
    found = told("portraits", sample_run, "-o", tmp_path / "P")
    assert len(found["gaps"]) == 15 and all(row["low"] < row["high"] for row in found["gaps"])
    assert {row["kind"] for row in found["passages"]} == {"typical", "apart", "like"}
    assert len(pd.read_csv(tmp_path / "P" / "centroids.csv")) >= 40
    words = told("usages", sample_run, "grille", "opérateur")["words"]
    assert {row["word"] for row in words} == {"grille", "opérateur"}
    assert all(0 < row["p_adjusted"] <= 1 for row in words)
    assert_one_sentence(textmine("usages", sample_run, "zzz"), "zzz")
