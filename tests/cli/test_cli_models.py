"""`textmine models` as a user types it."""

import json

import pytest

from tests.commands import assert_one_sentence, textmine


def test_models_are_listed_as_json_and_as_a_table():
    found = json.loads(textmine("models", "list", "--json").stdout)
    assert [model["name"] for model in found] == ["fr-oral", "fr-vectors"]
    assert all(model["megabytes"] > 0 for model in found)
    done = textmine("models", "list", language="fr")
    assert done.returncode == 0 and done.stderr == ""
    assert "fr-oral" in done.stdout and "fr-vectors" in done.stdout


@pytest.mark.parametrize("verb", ["list", "test", "train"])
def test_help_ends_with_an_example_in_both_languages(verb):
    for language, word in (("en", "Example:"), ("fr", "Exemple :")):
        done = textmine("models", verb, "--help", language=language, fresh=True)
        assert done.returncode == 0
        assert f"{word} textmine models {verb}" in " ".join(done.stdout.split())


def test_bad_input_is_told_in_one_sentence(tmp_path):
    (tmp_path / "data" / "ud-french").mkdir(parents=True)
    recipe = tmp_path / "recipe.toml"
    recipe.write_text('model = "fr-ecrit"\n', encoding="utf-8")
    data, out = ("--data", tmp_path / "data"), ("-o", tmp_path / "modèle")
    assert_one_sentence(textmine("models", "test", "fr-oral", "--data", tmp_path / "absent"), "absent")
    assert_one_sentence(textmine("models", "test", "fr-oral", *data), "fr_rhapsodie-ud-dev")
    assert_one_sentence(textmine("models", "test", "fr_core_absent", *data), "spacy download fr_core_absent")
    assert_one_sentence(
        textmine("models", "train", "fr-ecrit", *data, *out), "fr-ecrit", "fr-oral, fr-vectors"
    )
    assert_one_sentence(textmine("models", "train", recipe, *data, *out), "recipe.toml")
    assert_one_sentence(textmine("models", "train", "fr-oral", *data, *out), "fredsum")
    assert not (tmp_path / "modèle").exists()


def test_wrong_calls_exit_with_2(tmp_path):
    assert textmine("models").returncode == 2
    assert textmine("models", "dance").returncode == 2
    assert textmine("models", "test", "fr-oral").returncode == 2
    assert textmine("models", "train", "fr-oral", "--data", tmp_path).returncode == 2
