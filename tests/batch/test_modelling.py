"""Models are listed, scored and trained; a folder is replaced only by one that is whole."""

import tomllib

import pandas as pd
import pytest
import spacy

from tests.segment.oral.little import make_data
from textmine.batch import modelling
from textmine.batch.modelling import list_models, score_model, train_model
from textmine.errors import TextmineError
from textmine.segment.oral import speed, training
from textmine.segment.oral.tokenizer import build_tokenizer

WRITTEN = {"CARD.md", "recipe.toml", "scores.csv", "speed.csv"}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return make_data(tmp_path_factory.mktemp("data") / "données")


@pytest.fixture
def quick(monkeypatch):
    """Training that takes no time: a blank pipeline; the plans asked for are noted."""
    plans = []

    def train(data, *, plan=None, progress=None):
        plans.append(plan)
        if progress:
            progress(1, 1)
        nlp = spacy.blank("fr")
        nlp.tokenizer = build_tokenizer(nlp.vocab)
        return nlp

    monkeypatch.setattr(training, "train_pipeline", train)
    monkeypatch.setattr(speed, "_ROUNDS", 1)
    return plans


def test_models_are_listed():
    table = list_models()
    assert table.columns.tolist() == ["name", "folder", "megabytes", "made"]
    assert table["name"].tolist() == ["fr-oral", "fr-vectors"]
    assert table.loc[0, "folder"].endswith("fr-oral")
    assert 0 < table.loc[0, "megabytes"] <= 25


def test_models_that_are_absent_or_without_a_recipe_are_listed_too(monkeypatch, tmp_path):
    (tmp_path / "modèle.bin").write_bytes(b"0" * 2_000_000)
    monkeypatch.setattr(modelling, "folder_of", {"fr-oral": None, "fr-vectors": tmp_path}.get)
    table = list_models()
    assert table.values.tolist() == [["fr-oral", "", 0.0, ""], ["fr-vectors", str(tmp_path), 2.0, ""]]


def test_a_model_is_scored(data, quick):
    steps = []
    tested = score_model("fr-oral", data, progress=lambda done, total: steps.append((done, total)))
    assert set(tested.scores["set"]) == {"spoken", "rhapsodie", "parisstories", "sequoia"}
    assert tested.scores["value"].between(0, 1).all()
    assert tested.speed["pipeline"].tolist()[0] == "as textmine tags"
    assert tested.speed.set_index("pipeline").loc["spaCy default", "ratio"] == 1
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_training_writes_the_model_its_card_its_recipe_and_its_scores(data, quick, tmp_path):
    folder = tmp_path / "nouveau" / "modèle"
    assert train_model("fr-oral", data, to=folder, seed=3, made="2026-01-02") == folder
    assert WRITTEN <= {path.name for path in folder.iterdir()}
    recipe = tomllib.loads((folder / "recipe.toml").read_text("utf-8"))
    assert recipe["model"] == "fr-oral"
    assert recipe["made"] == "2026-01-02"
    assert recipe["options"]["seed"] == 3 == quick[0].seed
    assert recipe["options"]["epochs"] == training.Plan().epochs
    assert "ud-french/fr_rhapsodie-ud-train.conllu" in recipe["inputs"]
    assert {"fredsum/debat.txt", "plain/eltec-fra/roman.txt"} <= set(recipe["inputs"])
    assert {"spacy", "numpy", "gensim"} <= set(recipe["versions"])
    scores = pd.read_csv(folder / "scores.csv")
    assert {"set", "condition", "measure", "value", "low", "high", "n", "documents"} == set(scores.columns)
    card = (folder / "CARD.md").read_text("utf-8")
    assert card.startswith("# fr-oral") and "2026-01-02" in card and "| spoken | written | upos |" in card
    spacy.load(folder)
    assert [path.name for path in folder.parent.iterdir()] == ["modèle"]


def test_a_recipe_gives_its_options_again_and_another_seed_on_demand(data, quick, tmp_path):
    recipe = tmp_path / "recipe.toml"
    recipe.write_text('model = "fr-oral"\n[options]\nseed = 7\nepochs = 2\ndropout = 0.3\n', encoding="utf-8")
    folder = tmp_path / "modèle"
    train_model(recipe, data, to=folder)
    assert quick[0] == training.Plan(seed=7, epochs=2, dropout=0.3)
    train_model(folder / "recipe.toml", data, to=tmp_path / "autre", seed=8)
    assert quick[1] == training.Plan(seed=8, epochs=2, dropout=0.3)


def test_an_old_folder_is_replaced_by_the_new_one(data, quick, tmp_path):
    folder = tmp_path / "modèle"
    folder.mkdir()
    (folder / "recipe.toml").write_text("", encoding="utf-8")
    (folder / "ancien.txt").write_text("ancien", encoding="utf-8")
    train_model("fr-oral", data, to=folder)
    assert not (folder / "ancien.txt").exists()
    assert (folder / "CARD.md").is_file()


@pytest.mark.parametrize("part", ["train", "score", "card"])
def test_an_old_folder_stays_when_anything_fails(data, quick, tmp_path, monkeypatch, part):
    def fail(*_args, **_options):
        raise TextmineError("no_raw_text", folder="essai")

    where = {
        "train": (training, "train_pipeline"),
        "score": (modelling, "score_model"),
        "card": (modelling, "write_card"),
    }
    monkeypatch.setattr(*where[part], fail)
    folder = tmp_path / "modèle"
    folder.mkdir()
    (folder / "ancien.txt").write_text("ancien", encoding="utf-8")
    with pytest.raises(TextmineError):
        train_model("fr-oral", data, to=folder)
    assert [path.name for path in tmp_path.iterdir()] == ["modèle"]
    assert [path.name for path in folder.iterdir()] == ["ancien.txt"]


def test_a_file_is_no_place_for_a_model(data, quick, tmp_path):
    (tmp_path / "mien").write_text("mien", encoding="utf-8")
    with pytest.raises(TextmineError) as fault:
        train_model("fr-oral", data, to=tmp_path / "mien")
    assert fault.value.key == "not_a_folder"
    assert (tmp_path / "mien").read_text("utf-8") == "mien"
    assert not quick


@pytest.mark.parametrize("content", [None, "model = 'fr-ecrit'", "model =", "\ufeff"])
def test_a_source_that_is_neither_a_model_nor_a_recipe(data, tmp_path, content):
    source = tmp_path / "recipe.toml"
    if content is not None:
        source.write_text(content, encoding="utf-8")
    with pytest.raises(TextmineError) as fault:
        train_model(source, data, to=tmp_path / "modèle")
    assert fault.value.key == "unknown_model"
    assert "fr-oral, fr-vectors" in fault.value.say("fr")
    assert not (tmp_path / "modèle").exists()


def test_missing_data_and_missing_models(data, tmp_path):
    with pytest.raises(TextmineError) as fault:
        train_model("fr-oral", tmp_path / "absent", to=tmp_path / "modèle")
    assert fault.value.key == "no_folder"
    with pytest.raises(TextmineError) as fault:
        score_model("fr-oral", tmp_path / "absent")
    assert fault.value.key == "no_folder"
    with pytest.raises(TextmineError) as fault:
        score_model("fr_core_news_absent", data)
    assert fault.value.key == "unknown_pipeline"
    with pytest.raises(TextmineError) as fault:
        score_model("fr-oral", tmp_path)
    assert fault.value.key == "no_treebanks"


def test_a_folder_of_something_else_is_never_replaced(tmp_path):
    kept = tmp_path / "travaux" / "these.txt"
    kept.parent.mkdir()
    kept.write_text("dix ans de travail", encoding="utf-8")
    with pytest.raises(TextmineError) as fault:
        train_model("fr-oral", tmp_path, to=kept.parent)
    assert "travaux" in fault.value.say("fr")
    assert kept.read_text(encoding="utf-8") == "dix ans de travail"


@pytest.mark.parametrize("line", ["epoch = 3", 'epochs = "trois"', "dropout = true_"])
def test_a_recipe_with_a_wrong_option_is_refused_before_training(tmp_path, line):
    recipe = tmp_path / "recette.toml"
    recipe.write_text(f'model = "fr-oral"\n[options]\n{line}\n', encoding="utf-8")
    with pytest.raises(TextmineError) as fault:
        train_model(recipe, tmp_path, to=tmp_path / "modèle")
    assert "recette.toml" in fault.value.say("fr")
    assert not (tmp_path / "modèle").exists()
