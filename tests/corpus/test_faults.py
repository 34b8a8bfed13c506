import pytest

from textmine.corpus.faults import FAULT_COLUMNS, check
from textmine.corpus.reading import read
from textmine.corpus.store import load_corpus, save_corpus
from textmine.messages import catalogue

TALK = """Anne Roy : On commence ?
Paul Sy : Oui.
Marc Lo : Allons-y.
Anne Roy : Bien.
Paul Sy : Bon.
Marc Lo : Non."""
ROLES = '[[speakers]]\nid = "Anne Roy"\nrole = "pilot"\n[[speakers]]\nid = "Paul Sy"\nrole = "pilot"\n'


def found(tmp_path, files, language="fr"):
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    table = check(read(tmp_path), language=language)
    assert list(table.columns) == list(FAULT_COLUMNS)
    assert set(table["severity"]) <= {"fault", "warning"}
    assert not table["message"].str.contains("{", regex=False).any()
    return table


def test_a_good_corpus_has_no_faults(tmp_path):
    table = found(
        tmp_path, {"2021-01-01.txt": TALK, "2021-02-01.txt": TALK + "\nAnne Roy : oui", "corpus.toml": ROLES}
    )
    assert table.empty


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_fault_is_told(tmp_path, language):
    files = {
        "r1.txt": TALK + "\nAnne_Roy : (à Lyon) encore\nAnne Roy : " + "mot " * 1600,
        "2021-02-01.txt": "Du texte sans nom.",
        "2021-03-01.txt": TALK + "\n\nP1 : oui\nP1 : si",
        "2021-04-01.txt": TALK + "\n\nP1 : oui\nP1 : ah",
        "entretien 2021-05-01.txt": "E : Qui ?\nR : Moi.\nE : Où ?\nR : Là.",
        "corpus.toml": '[[speakers]]\nid = "Zoé"\n',
    }
    table = found(tmp_path, files, language)
    assert set(table["key"]) == {
        "unknown_brackets", "long_turn", "no_labels", "one_speaker_file", "missing_date", "labels_merged",
        "shared_code", "role_label", "one_meeting", "one_pilot", "absent_speaker",
    }  # fmt: skip
    row = table.set_index("key").loc["long_turn"]
    assert (row["file"], row["line"], row["severity"]) == ("r1.txt", 8, "fault")


def test_checking_a_saved_corpus_is_the_same(tmp_path):
    (tmp_path / "a.txt").write_text(TALK, encoding="utf-8")
    corpus = read(tmp_path / "a.txt")
    save_corpus(corpus, tmp_path / "saved")
    assert check(load_corpus(tmp_path / "saved")).equals(check(corpus))


def test_both_languages_say_the_same_sentences():
    assert catalogue("fr", "check").keys() == catalogue("en", "check").keys()
