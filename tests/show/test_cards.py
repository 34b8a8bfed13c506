"""The card of a model is whole, and beside each score stands the figure to reach."""

import jinja2
import pandas as pd
import pytest

from textmine.show.cards import markdown, model_card, with_targets

SCORES = pd.DataFrame(
    [
        ("spoken", "written", "upos", 0.97654, 0.97, 0.98, 22912, 36),
        ("spoken", "stripped", "marker", 0.631, 0.6, 0.65, 494, 36),
    ],
    columns=["set", "condition", "measure", "value", "low", "high", "n", "documents"],
)
SPEED = pd.DataFrame({"pipeline": ["fr-oral"], "words_per_second": [12345.6], "ratio": [2.25]})
RECIPE = {
    "model": "fr-oral",
    "made": "2026-01-02",
    "seconds": 900,
    "options": {"seed": 4},
    "versions": {"spacy": "3.8"},
    "inputs": {"a": "0", "b": "1"},
    "treebanks": ["fr_un", "fr_deux"],
}


def test_the_card_of_fr_oral():
    card = model_card(RECIPE, SCORES, SPEED, 21.26)
    assert card.startswith("# fr-oral\n") and card.endswith("\n") and not card.endswith("\n\n")
    assert "| spoken | written | upos | 0.9765 | 0.9700 | 0.9800 | 22912 | 36 | 0.9750 |" in card
    assert "| spoken | stripped | marker | 0.6310 | 0.6000 | 0.6500 | 494 | 36 |  |" in card
    assert "`fr_un`" in card and "`fr_deux`" in card and "2026-01-02" in card and "21.3 Mo" in card
    for heading in ("Données et licences", "Scores", "Vitesse et taille", "Limites"):
        assert f"\n## {heading}\n" in card
    assert "{{" not in card and "{%" not in card
    assert "CC BY-SA 4.0" in card


def test_a_card_without_its_facts_is_not_written():
    recipe = {key: value for key, value in RECIPE.items() if key != "treebanks"}
    with pytest.raises(jinja2.UndefinedError):
        model_card(recipe, SCORES, SPEED, 1.0)


def test_targets_stand_beside_taggers_scores_only():
    found = with_targets(SCORES)["target"]
    assert found[0] == 0.975 and pd.isna(found[1])
    other = pd.DataFrame({"task": ["part"], "value": [0.5]})
    assert with_targets(other).equals(other)
    assert "target" not in SCORES


def test_tables_in_markdown():
    table = pd.DataFrame({"a": ["x", None], "b": [1234.5, float("nan")], "c": [1, 2]})
    assert markdown(table).splitlines()[2:] == ["| x | 1 234 | 1 |", "|  |  | 2 |"]
    assert markdown(table.iloc[:0]) == "| a | b | c |\n|---|---|---|"
