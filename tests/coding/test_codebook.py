"""Codebooks: hierarchy, names, CSV in and out, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.coding.codebook import Code, Codebook, identity, read_codebook
from textmine.errors import TextmineError


def test_a_codebook_from_a_spreadsheet_in_french(tmp_path):
    lines = [
        "nom;parente;définition;exemples;couleur;codable",
        "Pratiques;;Ce que l'on fait;;#0072B2;non",
        'Visites croisées;Pratiques;;"On est allés voir Thomas.\nLe carnet de visite.";;oui',
        "Grille d'auto-diagnostic;Pratiques;;;#009E73;",
    ]
    path = tmp_path / "grille.csv"
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    book = read_codebook(path)
    assert [code.name for code in book] == ["Pratiques", "Visites croisées", "Grille d'auto-diagnostic"]
    assert not book.find("pratiques").codable and book.find("Pratiques > Visites croisées").codable
    assert book.find("visites croisées").examples == ("On est allés voir Thomas.", "Le carnet de visite.")
    assert [code.name for code in book.children(book.find("Pratiques").code)] == [
        "Visites croisées",
        "Grille d'auto-diagnostic",
    ]


def test_paths_make_the_codes_above(tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text("name\nPratiques > Visites > Croisées\nPratiques > Grille\n", encoding="utf-8")
    book = read_codebook(path)
    assert [book.path(code.code) for code in book] == [
        "Pratiques", "Pratiques > Visites", "Pratiques > Visites > Croisées", "Pratiques > Grille",
    ]  # fmt: skip
    assert not book.find("Pratiques").codable
    assert read_codebook(path) == book


@given(st.lists(st.tuples(st.text("abcdéÀ ’'", min_size=1, max_size=8), st.integers(0, 9)), max_size=12))
def test_saved_and_read_back_it_is_the_same(tmp_path_factory, drawn):
    codes = []
    for number, (name, above) in enumerate(drawn):
        parent = codes[above % len(codes)].code if codes and above else ""
        called = name.strip() or "code"
        codable = above % 2 == 0
        one = Code(identity(str(number)), called, parent, "Sens", ("un", "deux"), "#123456", codable)
        codes.append(one)
    book = Codebook(tuple(codes))
    path = book.save(tmp_path_factory.mktemp("codes") / "codes.csv")
    assert read_codebook(path).codes == book.codes if codes else True
    places = {code.code: place for place, code in enumerate(book)}
    assert all(places[code.parent] < places[code.code] for code in book if code.parent)


@pytest.mark.parametrize(
    "codes",
    [
        (Code("a", "A"), Code("a", "B")),
        (Code("a", "A", parent="z"),),
        (Code("a", "A", parent="b"), Code("b", "B", parent="a")),
    ],
)
def test_what_is_no_hierarchy_is_refused(codes):
    with pytest.raises(TextmineError):
        Codebook(codes)


def test_bad_files_are_refused_with_one_sentence(tmp_path):
    path = tmp_path / "codes.csv"
    for text in ("", "couleur\n#123456\n", "nom,couleur\nA,rouge\n"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(TextmineError) as caught:
            read_codebook(path)
        assert "codes.csv" in caught.value.say("fr")
    with pytest.raises(TextmineError):
        read_codebook(tmp_path / "rien.csv")


def test_two_codes_of_one_name_are_told_apart_by_their_paths():
    book = Codebook((Code("p", "P"), Code("q", "Q"), Code("1", "Autre", "p"), Code("2", "Autre", "q")))
    with pytest.raises(TextmineError) as caught:
        book.find("autre")
    assert "P > Autre" in caught.value.say("en")
    assert book.find("q > autre").code == "2"
    assert book.with_code(Code("2", "Divers", "q")).find("divers").code == "2" and len(book) == 4
