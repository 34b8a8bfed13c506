import pytest

from textmine.corpus.reading import read
from textmine.corpus.store import load_corpus, save_corpus
from textmine.errors import TextmineError


def test_loading_what_is_no_corpus(tmp_path):
    with pytest.raises(TextmineError) as caught:
        load_corpus(tmp_path)
    assert caught.value.key == "unreadable_corpus"
    (tmp_path / "corpus.json").write_text("{", encoding="utf-8")
    with pytest.raises(TextmineError):
        load_corpus(tmp_path)


def test_tables_reports_and_recipe_come_back_and_nothing_is_pickled(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Anne : (à Lyon) oui (rires)\nPaul : é 🙂\nMarc : non\nAnne : si", encoding="utf-8")
    corpus = read(path)
    save_corpus(corpus, tmp_path / "saved")
    save_corpus(corpus, tmp_path / "saved")
    again = load_corpus(tmp_path / "saved")
    assert again.turns.equals(corpus.turns)
    assert again.reports == corpus.reports
    assert again.recipe == corpus.recipe
    files = [file for file in (tmp_path / "saved").rglob("*") if file.is_file()]
    assert {file.suffix for file in files} == {".parquet", ".json"}
