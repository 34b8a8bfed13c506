"""Texts of QualCoder and Taguette projects: labels inside, names, other databases."""

import sqlite3
from contextlib import closing

import pytest

from textmine.corpus.formats import project
from textmine.corpus.options import ReadOptions
from textmine.corpus.reading import read as read_corpus
from textmine.errors import TextmineError

TALK = "Enquêteur : D’où venez-vous ?\r\nMarie\u00a0: De Besançon 😀.\nEnquêteur : Depuis ?\nMarie : L’été."


def write(path, table, columns, *rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as link:
        link.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, {', '.join(columns)})")
        marks = ", ".join("?" * len(columns))
        link.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
        link.commit()


def speech(document):
    return [(piece.speaker, piece.text.strip()) for piece in document.pieces if piece.kind == "speech"]


SPOKEN = [
    ("Enquêteur", "D’où venez-vous ?"),
    ("Marie", "De Besançon 😀."),
    ("Enquêteur", "Depuis ?"),
    ("Marie", "L’été."),
]


def test_qualcoder(tmp_path):
    folder = tmp_path / "these.qda"
    write(
        folder / "data.qda",
        "source",
        ["name", "fulltext", "mediapath"],
        ("a.docx", TALK, None),
        ("a.txt", "\ufeff" + TALK.replace("D’où", "Et d’où"), None),
        ("photo.png", None, "/images/a.png"),
    )
    (folder / "documents").mkdir()
    (folder / "documents" / "a.txt").write_text(TALK, encoding="utf-8")
    one, two = project.read_documents(folder, ReadOptions())
    assert (one.name, two.name) == ("a", "a (2)") and one.format == "qualcoder"
    assert speech(one) == SPOKEN and speech(two)[0][1] == "Et d’où venez-vous ?"
    assert one.characters == len("".join(TALK.split()))
    for path in (folder, folder / "data.qda", tmp_path):
        assert sorted(read_corpus(path).meetings["meeting"]) == ["a", "a (2)"]


def test_taguette(tmp_path):
    lines = [f"<p>{line}</p>" for line in TALK.split("\n")]
    write(tmp_path / "p.sqlite3", "documents", ["name", "contents"], ("entretien.odt", "".join(lines)))
    [document] = project.read_documents(tmp_path / "p.sqlite3", ReadOptions())
    assert document.name == "entretien" and speech(document) == SPOKEN


def test_faults(tmp_path):
    write(tmp_path / "a.sqlite3", "autre", ["name"], ("x",))
    with pytest.raises(TextmineError, match="autre"):
        project.read_documents(tmp_path / "a.sqlite3", ReadOptions())
    with pytest.raises(TextmineError) as caught:
        project.read_documents(tmp_path / "absent.qda", ReadOptions())
    assert caught.value.key == "no_such_path"
