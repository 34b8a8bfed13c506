"""Tables: separators, encodings, names of columns, meetings, and that all cells are kept."""

import csv
import io
import unicodedata
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.corpus.formats import table
from textmine.corpus.options import ReadOptions
from textmine.errors import TextmineError


def inked(text):
    return Counter("".join(unicodedata.normalize("NFC", text).split()))


def kept(documents):
    return inked(" ".join(piece.text for one in documents for piece in one.pieces))


def written(rows, delimiter):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def read(folder, rows, *, delimiter=",", name="tours.csv", encoding="utf-8", options=None):
    path = folder / name
    path.write_bytes(written(rows, delimiter).encode(encoding))
    documents = table.read_documents(path, options or ReadOptions())
    assert kept(documents) == inked(" ".join(cell for row in rows for cell in row))
    return documents


def speech(document):
    return [(piece.speaker, piece.text) for piece in document.pieces if piece.kind == "speech"]


ROWS = [
    ["Réunion", "Début", "Fin", "Locuteur", "Texte", "Rôle", "Point", "Région", "Date"],
    ["r1", "1:02", "70.5", "Anne", "Du bois,\n\"dit-elle\" ; oui", "animateur", "Budget", "Est", "3/2/2013"],
    ["r1", "", "", "Paul", "L'été à Besançon.", "", "Budget", "Sud", ""],
    ["r2", "", "", "Anne", "Bon.", "pilote", "", "", ""],
]  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_encodings(tmp_path, delimiter, encoding):
    first, second = read(tmp_path, ROWS, delimiter=delimiter, encoding=encoding)
    assert (first.name, second.name, first.date, second.date) == ("r1", "r2", "2013-02-03", "")
    assert speech(first) == [("Anne", 'Du bois,\n"dit-elle" ; oui'), ("Paul", "L'été à Besançon.")]
    piece = next(piece for piece in first.pieces if piece.kind == "speech")
    assert (piece.start, piece.end, piece.role, piece.line) == (62.0, 70.5, "facilitator", 2)
    assert piece.attributes == {"Région": "Est"} and piece.new_turn
    assert [piece.text for piece in first.pieces if piece.kind == "heading"] == ["Budget"]


def test_options_name_columns(tmp_path):
    rows = [["A", "B", "nom"], ["Anne", "oui", "x"]]
    options = ReadOptions(columns={"speaker": "a", "text": "B"})
    [document] = read(tmp_path, rows, options=options)
    assert document.name == "tours" and speech(document) == [("Anne", "oui")]
    assert [piece.attributes for piece in document.pieces if piece.kind == "speech"] == [{"nom": "x"}]


def test_parquet(tmp_path):
    path = tmp_path / "tours.parquet"
    frame = pd.DataFrame({"speaker": ["Anne", None], "text": ["e\u0301té", "oui"], "start": [1.5, 2.0]})
    frame.to_parquet(path)
    [document] = table.read_documents(path, ReadOptions())
    assert speech(document) == [("Anne", "été"), (None, "oui")]
    assert [piece.start for piece in document.pieces if piece.kind == "speech"] == [1.5, 2.0]
    assert document.warnings == (("unknown_speaker", {"line": 3, "label": "?"}),)
    assert kept([document]) == inked("speaker text start Anne été oui 1.5 2.0")


def test_uneven_rows_are_told(tmp_path):
    [document] = read(tmp_path, [["locuteur", "texte"], ["A", "oui", "trop"], ["B"], ["", ""], ["A", "non"]])
    assert document.warnings == (("table_row_width", {"line": 2, "found": 3, "wanted": 2}),)
    assert [piece.text for piece in document.pieces if piece.kind == "unattributed"] == ["trop"]
    assert speech(document) == [("A", "oui"), ("A", "non")]


def test_stray_quotes_are_characters(tmp_path):
    path = tmp_path / "tours.tsv"
    path.write_text('locuteur\ttexte\nA\t"oui" dit-il\nB\t"ouvert\n', encoding="utf-8")
    [document] = table.read_documents(path, ReadOptions())
    assert speech(document) == [("A", '"oui" dit-il'), ("B", '"ouvert')]


@pytest.mark.parametrize(
    ("content", "options", "key", "words"),
    [
        ("Qui;Quoi\nA;oui\n", {}, "table_without_speaker", "Qui, Quoi"),
        ("locuteur,Quoi\nA,oui\n", {}, "table_without_text", "locuteur, Quoi"),
        ("locuteur,texte\nA,oui\n", {"speaker": "pilote"}, "table_unknown_column", "« pilote »"),
        ('locuteur,texte\nA,"oui\nB,non,plus\n', {}, "table_broken", "ligne 3"),
        ("", {}, "table_broken", "ligne 1"),
    ],
)
def test_faults_are_one_sentence(tmp_path, content, options, key, words):
    path = tmp_path / "tours.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TextmineError) as caught:
        table.read_documents(path, ReadOptions(columns=options))
    assert caught.value.key == key
    assert words in caught.value.say("fr") and "tours.csv" in caught.value.say("en")
    assert "\n" not in caught.value.say("fr")


def test_a_broken_parquet_is_told(tmp_path):
    path = tmp_path / "tours.parquet"
    path.write_bytes(b"PAR1 tronqu")
    with pytest.raises(TextmineError, match=r"tours\.parquet"):
        table.read_documents(path, ReadOptions())


CELLS = st.text(st.sampled_from("ab é;,|\"'\n\u00a0."), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=6))
def test_no_cell_is_lost(tmp_path_factory, rows):
    read(tmp_path_factory.mktemp("table"), [["réunion", "nom", "texte", "thème"], *rows])
