"""The verbs of what is talked about, on a finished run of the sample corpus."""

import json
import shutil

import pandas as pd
import pytest

from tests.commands import assert_one_sentence, textmine
from textmine.batch.pipeline import run_stages


def test_topics_with_stability_and_those_of_one_pilot(sample_run, tmp_path):
    done = textmine("topics", sample_run, "--topics", "6", "-o", tmp_path / "T", "--json")
    found = json.loads(done.stdout)
    assert len(found["topics"]) == 6
    assert sum(row["share"] for row in found["topics"]) == pytest.approx(1)
    assert all(0 < row["stability"] <= 1 for row in found["topics"])
    pilots = pd.read_csv(tmp_path / "T" / "pilots.csv")
    assert pilots.groupby("pilot")["share"].sum().to_numpy() == pytest.approx(1)
    told = pilots.dropna(subset=["low"])
    assert len(told) and ((told["low"] <= told["share"]) & (told["share"] <= told["high"])).all()
    own = pd.read_csv(tmp_path / "T" / "own.csv")
    alone = [row["pilot"] for row in found["without_counterpart"]]
    assert set(alone) <= set(own["pilot"]) <= set(pilots["pilot"])


def test_classes_in_french_with_their_tables(sample_run, tmp_path):
    tree = tmp_path / "arbre.svg"
    done = textmine(
        "classes", sample_run, "--classes", "4", "--figure", tree, "-o", tmp_path / "C", language="fr"
    )
    assert done.returncode == 0, done.stderr
    assert "recouvrement" in done.stdout and "stable" in done.stdout
    profiles = pd.read_csv(tmp_path / "C" / "profiles.csv")
    assert profiles["class"].nunique() == 4
    assert (profiles.loc[profiles["rank"] > 0, "chi2"] > 0).all()
    typical = pd.read_csv(tmp_path / "C" / "typical.csv")
    assert typical["text"].str.len().min() > 20
    tree = pd.read_csv(tmp_path / "C" / "tree.csv")
    assert len(tree) == 3 and (tree["chi2"] >= tree["swept"]).all()
    assert "<svg" in (tmp_path / "arbre.svg").read_text("utf-8")
    assert pd.read_csv(tmp_path / "C" / "evidence.csv")["chosen"].sum() == 1


def test_specificities_by_pilot_and_cumulated_over_meetings(sample_run, tmp_path):
    done = textmine("specificities", sample_run, "-o", tmp_path / "S", "--json")
    best = json.loads(done.stdout)["best"]
    assert all(row["score"] > 0 and row["count"] <= row["total"] for row in best)
    assert len({row["part"] for row in best}) == 6
    every = pd.read_csv(tmp_path / "S" / "table.csv")
    assert (every.groupby("word")["count"].sum() == every.groupby("word")["total"].first()).all()
    over = json.loads(
        textmine("specificities", sample_run, "--by", "meeting", "--cumulated", "--json").stdout
    )
    assert all(row["score"] > 0 for row in over["best"])


def test_kwic_says_where(sample_run):
    rows = json.loads(textmine("kwic", sample_run, "lemma:palette", "--sort", "right", "--json").stdout)
    turns = pd.read_parquet(sample_run / "tables" / "turns.parquet").set_index("turn")["text"]
    assert len(rows) > 10
    assert all(turns[row["turn"]][row["start"] : row["end"]] == row["match"] for row in rows)
    assert "palette" in textmine("kwic", sample_run, "palette*", language="fr").stdout


def test_wrong_calls(tmp_path, sample_run):
    assert textmine("classes", sample_run, "--classes", "1").returncode == 2
    assert_one_sentence(textmine("topics", tmp_path), "textmine run")
    assert_one_sentence(textmine("topics", sample_run, "--topics", "5000"), "5000")
    assert_one_sentence(textmine("specificities", sample_run, "--by", "couleur"), "couleur")
    assert_one_sentence(textmine("kwic", sample_run, "pos:BIDULE"), "pos:BIDULE")


def test_themes_with_their_words_and_a_guide(sample_run, tmp_path):
    guide = tmp_path / "guide.txt"
    guide.write_text("Quel est votre parcours ?\nQue vous apporte le réseau ?\n", encoding="cp1252")
    done = textmine("themes", sample_run, "--guide", guide, "-o", tmp_path / "T", "--json")
    assert done.returncode == 0, done.stderr
    sections = json.loads(done.stdout)["sections"]
    assert {"Éco-conception", "Tour de table"} <= {row["theme"] for row in sections}
    assert sum(bool(row["words"]) for row in sections) > len(sections) / 2
    written = pd.read_csv(tmp_path / "T" / "sections.csv")
    assert len(written) == len(sections) and written["opening"].str.len().min() > 0
    assert_one_sentence(textmine("themes", sample_run, "--guide", tmp_path / "absent.txt"), "absent.txt")


def test_numbers_of_topics_compared_and_drawn(small_run, tmp_path):
    figure = tmp_path / "courbes.svg"
    done = textmine("topics", small_run, "--compare", "--figure", figure, "--json")
    assert done.returncode == 0, done.stderr
    numbers = json.loads(done.stdout)["numbers"]
    assert [row["n_topics"] for row in numbers] == [4, 6, 8, 10, 12, 16, 20, 25, 30]
    assert sum(row["chosen"] for row in numbers) == 1
    assert all(0 < row["stability"] <= 1 and row["solid"] <= row["n_topics"] for row in numbers)
    assert "<svg" in figure.read_text("utf-8")


def test_double_classification(sample_run, tmp_path):
    done = textmine("classes", sample_run, "--double", "-o", tmp_path / "D", "--json")
    found = json.loads(done.stdout)
    assert 2 <= len(found["classes"]) <= 10
    assert all(row["chi2"] > 3.84 and row["words"] for row in found["classes"])
    assert found["evidence"][0]["k"] == 2 and 0 < found["evidence"][0]["classified"] <= 1
    assert pd.read_csv(tmp_path / "D" / "typical.csv")["class"].nunique() == len(found["classes"])


def test_topics_of_the_run_have_a_quotation_and_a_path(sample_run, tmp_path):
    done = textmine("topics", sample_run, "-o", tmp_path / "T", "--json")
    topics = json.loads(done.stdout)["topics"]
    words = pd.read_csv(sample_run / "tables" / "topic_words.csv")
    assert [row["label"] for row in topics] == words.drop_duplicates("topic")["label"].tolist()
    assert all(len(row["quotation"]) > 20 and row["speaker"] for row in topics)
    paths = pd.read_csv(tmp_path / "T" / "paths.csv")
    assert paths.groupby("topic")["meeting"].nunique().eq(8).all()


def test_topics_merged_and_named_in_the_recipe(small_corpus, small_run, tmp_path):
    shutil.copytree(small_run, tmp_path / "RUN")
    words = pd.read_csv(small_run / "tables" / "topic_words.csv").drop_duplicates("topic")
    one, other, third = words["label"].iloc[[0, 1, 4]]
    recipe = tmp_path / "recette.toml"
    lines = (
        "[read]",
        f'path = "{small_corpus}"',
        "[topics]",
        f'merge = [["{one}", "{other}"]]',
        f'names = {{ "{third}" = "Le client" }}',
    )
    recipe.write_text("\n".join(lines), encoding="utf-8")
    work = run_stages(recipe, to=tmp_path / "RUN", until="topics")
    again = work.topic_words
    assert again["topic"].nunique() == len(words) - 1 and "Le client" in set(again["label"])
    assert "Le client" in work.shares.columns
    recipe.write_text(recipe.read_text("utf-8").replace(one, "autre chose"), encoding="utf-8")
    done = textmine("run", recipe, "-o", tmp_path / "RUN")
    assert_one_sentence(done, "autre chose", one)
