"""Word: all w:t of the body and the other parts are kept; tables of turns, changes, bold, faults."""

import re
import unicodedata
import zipfile
from collections import Counter
from html import unescape

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from textmine.corpus.formats import docx as reader
from textmine.corpus.options import ReadOptions
from textmine.errors import TextmineError

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PARTS = re.compile(r"word/(document|(header|footer)\d*|footnotes|endnotes|comments)\.xml")


def inked(text):
    return Counter("".join(unicodedata.normalize("NFC", text).split()))


def source(path):
    """Count all text of the archive with a regular expression, without any XML library."""
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if PARTS.fullmatch(name)]
    return inked(
        "".join(
            unescape(t) for part in parts for t in re.findall(r"<w:(?:t|delText)(?: [^>]*)?>([^<]*)<", part)
        )
    )


def read(folder, document, options=None):
    path = folder / "reunion.docx"
    document.save(path)
    [found] = reader.read_documents(path, options or ReadOptions())
    assert inked(" ".join(piece.text for piece in found.pieces)) == source(path)
    return found


def speech(document):
    return [(piece.speaker, piece.text.strip()) for piece in document.pieces if piece.kind == "speech"]


def of_kind(document, kind):
    return [piece.text for piece in document.pieces if piece.kind == kind]


def written(*texts):
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    return document


def raw(document, xml):
    document.element.body.insert(-1, parse_xml(xml.replace("<w:p>", f"<w:p {W}>", 1)))


TALK = ("Marie : Bonjour à tous.", "Paul : Bonjour.", "Marie : Le budget monte.", "Paul : Oui, un peu.")


def test_labels_headings_and_running_heads(tmp_path):
    document = docx.Document()
    document.add_heading("Comité du 29 janvier 2013", 0)
    document.add_heading("Budget", 1)
    for text in TALK:
        document.add_paragraph(text)
    document.sections[0].header.paragraphs[0].text = "Confidentiel"
    document.sections[0].footer.paragraphs[0].text = "Page 3"
    document.add_comment(document.paragraphs[2].runs, text="à revoir", author="A")
    found = read(tmp_path, document)
    assert (found.name, found.format, found.title) == ("reunion", "docx", "Comité du 29 janvier 2013")
    assert found.date == "2013-01-29"
    assert speech(found) == [
        ("Marie", "Bonjour à tous."),
        ("Paul", "Bonjour."),
        ("Marie", "Le budget monte."),
        ("Paul", "Oui, un peu."),
    ]
    assert of_kind(found, "heading") == ["Comité du 29 janvier 2013", "Budget"]
    assert of_kind(found, "noise") == ["Confidentiel", "Page 3"] and of_kind(found, "metadata") == [
        "à revoir"
    ]
    assert [piece.line for piece in found.pieces if piece.kind == "speech"] == [3, 4, 5, 6]


def test_changes_breaks_links_and_controls(tmp_path):
    document = written(*TALK)
    raw(
        document,
        "<w:p><w:r><w:t>Marie : un</w:t><w:br/><w:t>deux</w:t><w:tab/><w:t>trois</w:t>"
        "<w:noBreakHyphen/></w:r>"
        '<w:ins w:id="1" w:author="A"><w:r><w:t xml:space="preserve"> ajouté</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="A"><w:r><w:delText>retiré</w:delText></w:r></w:del>'
        '<w:hyperlink w:anchor="x"><w:r><w:t xml:space="preserve"> lien</w:t></w:r></w:hyperlink>'
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t> champ</w:t></w:r></w:sdtContent></w:sdt></w:p>",
    )
    raw(
        document,
        f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>Paul : bloc</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    )
    path = tmp_path / "reunion.docx"
    document.save(path)
    [found] = reader.read_documents(path, ReadOptions())
    assert inked(" ".join(piece.text for piece in found.pieces)) == source(path) + Counter("-")
    assert [(who, text.split()) for who, text in speech(found)][-2:] == [
        ("Marie", ["un", "deux", "trois-", "ajouté", "lien", "champ"]), ("Paul", ["bloc"]),
    ]  # fmt: skip
    assert of_kind(found, "noise") == ["retiré"]


def test_text_boxes_are_told_once(tmp_path):
    document = written(*TALK)
    box = "<w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent>"
    raw(
        document,
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><w:t>fin</w:t>'
        f"<mc:AlternateContent><mc:Choice><w:drawing>{box.format('encart')}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box.format('encart')}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        .replace("<w:p xmlns:mc", f"<w:p {W} xmlns:mc", 1),
    )  # fmt: skip
    found = read(tmp_path, document)
    assert of_kind(found, "unattributed") == ["encart"] and of_kind(found, "noise") == ["encart"]


@pytest.mark.parametrize(
    "titles", [None, ["Horaire", "Intervenant", "Propos"], ["Minutage", "Locuteur", "Texte"]]
)
def test_tables_of_turns(tmp_path, titles):
    rows = [
        ["00:01", "Marie", "Bonjour à tous, on commence par le budget.\nPuis le reste."],
        ["00:12:03", "Paul :", "Il monte un peu depuis l'an dernier."],
        ["", "", "Et il montera encore, je le crains."],
        ["00:13", "Marie", "Alors passons au point suivant de la liste."],
        ["00:14", "Paul", "Oui, les emballages de la région."],
    ]
    rows = [titles, *rows] if titles else rows
    document = written("Comité de pilotage", "29 janvier 2013")
    table = document.add_table(len(rows), 3)
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("Fin de la séance")
    found = read(tmp_path, document)
    assert [who for who, _ in speech(found)] == ["Marie", "Marie", "Paul", "Paul", "Marie", "Paul"]
    spoken = [piece for piece in found.pieces if piece.kind == "speech"]
    assert [piece.start for piece in spoken] == [1.0, 1.0, 723.0, None, 13.0, 14.0]
    assert [piece.new_turn for piece in spoken] == [True, False, True, False, True, True]
    assert of_kind(found, "label") == ["Marie", "Paul :", "Marie", "Paul"]
    assert of_kind(found, "preamble") == ["Comité de pilotage", "29 janvier 2013"]
    assert of_kind(found, "unattributed") == ["Fin de la séance"] and found.date == "2013-01-29"


def test_an_attendance_list_is_no_table_of_turns(tmp_path):
    document = docx.Document()
    table = document.add_table(4, 2)
    names = ["Anne Roux", "Paul Lac", "Jean Dé", "Zoé Ré"]
    for row, name in zip(table.rows, names, strict=True):
        row.cells[0].text, row.cells[1].text = name, "pilote du réseau régional de l'emballage"
    for text in TALK:
        document.add_paragraph(text)
    found = read(tmp_path, document)
    assert {who for who, _ in speech(found)} == {"Marie", "Paul"}


def test_bold_questions_and_plain_answers(tmp_path):
    document = docx.Document()
    for number in range(4):
        document.add_paragraph().add_run(f"Et la question numéro {number} alors ?").bold = True
        document.add_paragraph(f"Eh bien je réponds à la question {number} longuement.")
    found = read(tmp_path, document)
    assert len({who for who, _ in speech(found)}) == 2


def test_looks_come_from_styles_too():
    document = written("Marie : oui")
    document.styles["Normal"].font.bold = True
    document.paragraphs[0].runs[0].bold = False
    document.add_paragraph("non", style="List Bullet")
    body = reader._Body(reader._styles(document.part.package))
    lines = [
        line
        for element in document.element.body.iterchildren(f"{reader._W}p")
        for line in body.lines(element)
    ]
    assert [(line.text, line.is_bold, line.bold_prefix) for line in lines] == [
        ("Marie : oui", False, 0), ("non", True, 3),
    ]  # fmt: skip
    assert body.numbered == [2]


def test_automatic_numbers_are_told(tmp_path):
    document = written(*TALK)
    document.add_paragraph("un", style="List Number")
    document.add_paragraph("deux", style="List Bullet")
    found = read(tmp_path, document)
    assert ("automatic_numbers", {"line": 5, "count": 2}) in found.warnings


def damaged(path, fault):
    whole = path.read_bytes()
    if fault == "truncated":
        path.write_bytes(whole[: len(whole) // 2])
    elif fault == "not a zip":
        path.write_bytes(b"Bonjour")
    elif fault == "empty":
        path.write_bytes(b"")
    elif fault == "flipped":
        path.write_bytes(whole[:100] + bytes(byte ^ 0xFF for byte in whole[100:400]) + whole[400:])
    else:
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        if fault == "no document":
            del parts["word/document.xml"]
        elif fault == "broken part":
            parts["word/document.xml"] = parts["word/document.xml"][:-50]
        elif fault == "no types":
            del parts["[Content_Types].xml"]
        elif fault == "other":
            parts = {"a.txt": b"a"}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
            if fault == "bomb":
                archive.writestr("word/media/x.bmp", b"\0" * 60_000_000)


FAULTS = [
    "truncated",
    "not a zip",
    "empty",
    "flipped",
    "no document",
    "broken part",
    "no types",
    "other",
    "bomb",
]


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_one_sentence(tmp_path, fault):
    path = tmp_path / "reunion.docx"
    written(*TALK).save(path)
    damaged(path, fault)
    with pytest.raises(TextmineError) as caught:
        reader.read_documents(path, ReadOptions())
    assert caught.value.key == ("archive_too_large" if fault == "bomb" else "archive_broken")
    for language in ("fr", "en"):
        sentence = caught.value.say(language)
        assert "reunion.docx" in sentence and "\n" not in sentence and len(sentence) < 400


WORDS = st.text(st.sampled_from("ab é:-?A\u00a0"), max_size=12)
RUN = st.tuples(st.sampled_from(["r", "ins", "del", "hyperlink", "sdt"]), WORDS, st.booleans())


def run_xml(kind, text, bold):
    tag = "delText" if kind == "del" else "t"
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    run = f'<w:r>{look}<w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'
    if kind == "sdt":
        run = f"<w:sdtContent>{run}</w:sdtContent>"
    return run if kind == "r" else f"<w:{kind}>{run}</w:{kind}>"


@given(st.lists(st.tuples(st.booleans(), st.lists(RUN, max_size=4)), max_size=6))
def test_no_character_is_lost(tmp_path_factory, paragraphs):
    document = written(*TALK)
    for in_table, runs in paragraphs:
        xml = "<w:p>" + "".join(run_xml(*run) for run in runs) + "</w:p>"
        if in_table:
            document.add_table(2, 2).cell(0, 1)._tc.append(parse_xml(xml.replace("<w:p>", f"<w:p {W}>", 1)))
        else:
            raw(document, xml)
    read(tmp_path_factory.mktemp("docx"), document)
