"""Where the models that come with textmine are."""

import pytest

from tests.conftest import ROOT
from textmine import embedded
from textmine.embedded import NAMES, folder_of


@pytest.mark.parametrize("name", NAMES)
def test_models_are_in_the_clone(name):
    assert folder_of(name) == ROOT / "models" / name


@pytest.mark.parametrize("name", ["", ".", "..", "fr-oral/vocab", "../models/fr-oral", "fr-ecrit"])
def test_no_other_name_leads_anywhere(name):
    assert folder_of(name) is None


def test_the_first_shelf_that_has_it(monkeypatch, tmp_path):
    one, two = tmp_path / "un", tmp_path / "deux"
    monkeypatch.setattr(embedded, "_SHELVES", (one, two))
    assert folder_of("fr-oral") is None
    (two / "fr-oral").mkdir(parents=True)
    assert folder_of("fr-oral") == two / "fr-oral"
    one.mkdir()
    (one / "fr-oral").write_text("un fichier", encoding="utf-8")
    assert folder_of("fr-oral") == two / "fr-oral"
    (one / "fr-oral").unlink()
    (one / "fr-oral").mkdir()
    assert folder_of("fr-oral") == one / "fr-oral"
