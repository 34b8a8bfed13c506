import pytest

from textmine.corpus.reading import read
from textmine.corpus.store import CorpusParts, load_corpus, save_corpus
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


def test_short_meetings_share_a_file_and_long_ones_do_not(tmp_path):
    for place, n in enumerate((1, 1, 40, 3, 35, 1)):
        talk = "".join(f"Anne : oui {place} {turn}\nPaul : non\n" for turn in range(n))
        (tmp_path / f"reunion-{place}.txt").write_text(talk, encoding="utf-8")
    corpus = read(tmp_path)
    save_corpus(corpus, tmp_path / "saved")
    parts = [
        (first, part.turns["meeting"].unique().tolist()) for first, part in CorpusParts(tmp_path / "saved")
    ]
    names = [[name.rpartition("-")[2] for name in some] for _, some in parts]
    assert names == [["0", "1", "2"], ["3", "4"], ["5"]]
    assert [first for first, _ in parts] == [0, 84, 160]
    assert load_corpus(tmp_path / "saved").turns.equals(corpus.turns)
