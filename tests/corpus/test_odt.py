"""OpenDocument: all text of the body and the running heads is kept; tables, changes, notes, faults."""

import unicodedata
import xml.etree.ElementTree as ElementTree
import zipfile
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentText
from odf.style import Footer, Header, MasterPage, PageLayout, Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import H, LineBreak, List, ListItem, P, S, Span, Tab

from textmine.corpus.formats import odt
from textmine.corpus.options import ReadOptions
from textmine.errors import TextmineError

SPACES = {
    prefix: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "style": "style",
    }.items()
} | {"dc": "http://purl.org/dc/elements/1.1/"}
OFFICE, STYLE = f"{{{SPACES['office']}}}", f"{{{SPACES['style']}}}"
TALK = ("Marie : Bonjour à tous.", "Paul : Bonjour.", "Marie : Le budget monte.", "Paul : Oui, un peu.")


def inked(text):
    return Counter("".join(unicodedata.normalize("NFC", text).split()))


def source(path):
    with zipfile.ZipFile(path) as archive:
        text = "".join(ElementTree.fromstring(archive.read("content.xml")).find(f"{OFFICE}body").itertext())
        if "styles.xml" in archive.namelist():
            styles = ElementTree.fromstring(archive.read("styles.xml"))
            for kind in ("header", "footer"):
                text += "".join("".join(element.itertext()) for element in styles.iter(f"{STYLE}{kind}"))
    return inked(text)


def check(path):
    [found] = odt.read_documents(path, ReadOptions())
    assert inked(" ".join(piece.text for piece in found.pieces)) == source(path)
    return found


def read(folder, document):
    path = folder / "reunion.odt"
    document.save(str(path))
    return check(path)


def raw(folder, body):
    """Write a content.xml of this body alone."""
    names = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in SPACES.items())
    talk = "".join(f"<text:p>{text}</text:p>" for text in TALK)
    path = folder / "reunion.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:text>{talk}{body}"
            "</office:text></office:body></office:document-content>",
        )
    return check(path)


def speech(document):
    return [(piece.speaker, piece.text.strip()) for piece in document.pieces if piece.kind == "speech"]


def of_kind(document, kind):
    return [piece.text for piece in document.pieces if piece.kind == kind]


def written(*texts):
    document = OpenDocumentText()
    for text in texts:
        document.text.addElement(P(text=text))
    return document


def test_labels_headings_spaces_and_running_heads(tmp_path):
    document = OpenDocumentText()
    layout = PageLayout(name="page")
    document.automaticstyles.addElement(layout)
    master = MasterPage(name="Standard", pagelayoutname=layout)
    document.masterstyles.addElement(master)
    for kind, text in ((Header, "Confidentiel"), (Footer, "Page 3")):
        element = kind()
        element.addElement(P(text=text))
        master.addElement(element)
    document.text.addElement(H(outlinelevel=1, text="Comité du 29 janvier 2013"))
    for text in TALK:
        document.text.addElement(P(text=text))
    last = P(text="Marie : un")
    for element, text in ((S(c=3), "deux"), (Tab(), "trois"), (LineBreak(), "quatre")):
        last.addElement(element)
        last.addText(text)
    document.text.addElement(last)
    found = read(tmp_path, document)
    assert (found.title, found.date, found.format) == ("Comité du 29 janvier 2013", "2013-01-29", "odt")
    assert speech(found)[-1] == ("Marie", "un   deux\ttrois\nquatre")
    assert of_kind(found, "noise") == ["Confidentiel", "Page 3"]
    assert of_kind(found, "heading") == ["Comité du 29 janvier 2013"]
    assert [piece.line for piece in found.pieces if piece.kind == "speech"] == [2, 3, 4, 5, 6]


def test_notes_changes_and_boxes_are_told(tmp_path):
    found = raw(
        tmp_path,
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info>"
        "<dc:creator>Zoé</dc:creator></office:change-info><text:p>retiré</text:p></text:deletion></text:changed-region>"
        "</text:tracked-changes>"
        "<text:p>Marie : oui<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>note de bas</text:p></text:note-body></text:note> mais<office:annotation>"
        "<dc:creator>Jean</dc:creator><text:p>à revoir</text:p></office:annotation> non"
        "<draw:frame><draw:text-box><text:p>encart</text:p></draw:text-box>"
        "</draw:frame>.</text:p>",
    )
    assert speech(found)[-1] == ("Marie", "oui mais non.")
    assert of_kind(found, "noise") == ["Zoé", "retiré"]
    assert of_kind(found, "unattributed") == ["encart"]
    assert of_kind(found, "metadata") == ["1", "note de bas", "Jean", "à revoir"]


def test_tables_of_turns(tmp_path):
    rows = [
        ["00:01", "Marie", "Bonjour à tous, on commence par le budget."],
        ["00:12", "Paul", "Il monte un peu depuis l'an dernier."],
        ["00:13", "Marie", "Alors passons au point suivant de la liste."],
        ["00:14", "Paul", "Oui, les emballages de la région."],
    ]
    document = written("Comité de pilotage")
    table = Table()
    document.text.addElement(table)
    for row in rows:
        line = TableRow()
        table.addElement(line)
        for text in row:
            cell = TableCell()
            cell.addElement(P(text=text))
            line.addElement(cell)
    found = read(tmp_path, document)
    assert speech(found) == [(row[1], row[2]) for row in rows]
    assert [piece.start for piece in found.pieces if piece.kind == "speech"] == [1.0, 12.0, 13.0, 14.0]
    assert of_kind(found, "preamble") == ["Comité de pilotage"]


def test_bold_questions_and_plain_answers(tmp_path):
    document = OpenDocumentText()
    bold = Style(name="Gras", family="text")
    bold.addElement(TextProperties(fontweight="bold"))
    document.automaticstyles.addElement(bold)
    for number in range(4):
        question = P()
        question.addElement(Span(stylename=bold, text=f"Et la question numéro {number} alors ?"))
        document.text.addElement(question)
        document.text.addElement(P(text=f"Eh bien je réponds à la question {number} longuement."))
    assert len({who for who, _ in speech(read(tmp_path, document))}) == 2


def test_automatic_numbers_are_told(tmp_path):
    document = written(*TALK)
    items = List()
    document.text.addElement(items)
    for text in ("un", "deux"):
        item = ListItem()
        item.addElement(P(text=text))
        items.addElement(item)
    assert ("automatic_numbers", {"line": 5, "count": 2}) in read(tmp_path, document).warnings


def test_faults_are_one_sentence(tmp_path):
    path = tmp_path / "reunion.odt"
    written(*TALK).save(str(path))
    whole = path.read_bytes()
    bomb = tmp_path / "bombe.odt"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", b" " * 60_000_000)
    broken = tmp_path / "abime.odt"
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("content.xml", "<a>\n<b></a>")
    hostile = tmp_path / "hostile.odt"
    with zipfile.ZipFile(hostile, "w") as archive:
        archive.writestr("content.xml", '<!DOCTYPE a [<!ENTITY lol "lol">]><a>&lol;</a>')
    empty = tmp_path / "vide.odt"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    path.write_bytes(whole[: len(whole) // 2])
    keys = {
        path: "archive_broken",
        bomb: "archive_too_large",
        broken: "xml_broken",
        hostile: "xml_entities",
        empty: "archive_broken",
    }
    for file, key in keys.items():
        with pytest.raises(TextmineError) as caught:
            odt.read_documents(file, ReadOptions())
        assert caught.value.key == key
        for language in ("fr", "en"):
            assert file.name in caught.value.say(language) and "\n" not in caught.value.say(language)


WORDS = st.text(st.sampled_from("ab é:-?A\u00a0"), max_size=12)
TAGS = st.sampled_from(
    "text:p text:h text:span text:s text:note office:annotation text:list text:deletion text:tracked-changes "
    "draw:text-box table:table table:table-row table:table-cell dc:creator text:section office:forms".split()
)


@st.composite
def trees(draw, depth=4):
    name = draw(TAGS)
    children = draw(st.lists(trees(depth - 1), max_size=3)) if depth else []
    return f"<{name}>{draw(WORDS)}{''.join(child + draw(WORDS) for child in children)}</{name}>"


@given(st.lists(trees(), max_size=3))
def test_no_character_is_lost(tmp_path_factory, elements):
    raw(tmp_path_factory.mktemp("odt"), "".join(elements))
