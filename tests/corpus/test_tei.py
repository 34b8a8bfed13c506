"""TEI: every character of text and of words in attributes is in one piece; voices, times, faults."""

import re
import time
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.corpus.assembly import assemble
from textmine.corpus.formats import tei
from textmine.corpus.options import ReadOptions
from textmine.errors import TextmineError

ASSEMBLEE = Path(__file__).parents[3] / "shared" / "data" / "assemblee-2013"
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xmlns:mpt="http://mpt/"><teiHeader><fileDesc><titleStmt>
<title>Réunion des pilotes</title></titleStmt></fileDesc>
<profileDesc><creation><date>vendredi 1<hi>er</hi> février 2013</date></creation>
<particDesc><listPerson><person xml:id="p1" role="enquêteur"><persName><forename>Anne</forename>
<surname>Roux</surname></persName></person><person xml:id="p2"><persName>Paul Lac</persName></person>
</listPerson></particDesc></profileDesc></teiHeader>
"""


def inked(text):
    return Counter("".join(unicodedata.normalize("NFC", text).split()))


def source(root):
    words = [value for e in root.iter() if not len(e) and not (e.text or "").strip()
             for key, value in e.attrib.items() if key in ("text", "desc")]  # fmt: skip
    return inked("".join(root.itertext()) + " ".join(words))


def found(documents):
    return inked(" ".join(piece.text for document in documents for piece in document.pieces))


def read(folder, xml, name="seance.xml"):
    path = folder / name
    path.write_bytes(xml if isinstance(xml, bytes) else xml.encode())
    documents = tei.read_documents(path, ReadOptions())
    assert found(documents) == source(ElementTree.parse(path).getroot())
    return documents


def speech(document):
    return [(piece.speaker, piece.text) for piece in document.pieces if piece.kind == "speech"]


def of_kind(document, kind):
    return [piece.text for piece in document.pieces if piece.kind == kind]


def test_proceedings(tmp_path):
    [document] = read(
        tmp_path,
        HEAD
        + """<text><body><p>Présidence de Mme A</p>
<div><head>Budget 1<sup>er</sup> point</head>
<sp who="le_président_"><speaker>Mme la présidente</speaker>
<mpt:metadata auteur="x" interventiontype="régulation" debat=""><p>La séance est ouverte.</p>
<p>(Il est procédé au vote.)</p></mpt:metadata></sp>
<sp who="Paul_Lac"><speaker>Paul Lac, rapporteur</speaker>
<mpt:metadata interventiontype="intervention" groupe="A"><p>Je <hi>suis</hi>
  contre <mpt:interruption type="x" text="Rires &amp; cris"/> ce l'<w>AMP</w>.</p></mpt:metadata></sp>
<sp who="Jean"><speaker>Jean</speaker>
<mpt:metadata interventiontype="interruption"><p>Non !</p></mpt:metadata></sp>
<p>(La séance est levée.)</p><p>Fin du texte</p></div></body></text></TEI>""",
    )
    assert (document.title, document.date) == ("Réunion des pilotes", "2013-02-01")
    assert (document.encoding, document.encoding_reason) == ("utf-8", "declared")
    assert speech(document) == [
        ("le président", "La séance est ouverte."),
        ("Paul Lac", "Je suis contre"),
        ("Paul Lac", "ce l'AMP."),
        ("Jean", "Non !"),
    ]
    assert of_kind(document, "heading") == ["Budget 1er point"]
    assert of_kind(document, "preamble") == ["Présidence de Mme A"]
    assert of_kind(document, "unattributed") == ["Fin du texte"]
    assert of_kind(document, "mark") == [
        "(Il est procédé au vote.)",
        "Rires & cris",
        "(La séance est levée.)",
    ]
    first, second, third, fourth = (piece for piece in document.pieces if piece.kind == "speech")
    assert (first.role, first.new_turn, first.attributes) == (
        "facilitator", True, {"interventiontype": "régulation"},
    )  # fmt: skip
    assert second.attributes == {"interventiontype": "intervention", "groupe": "A"}
    assert second.new_turn and not third.new_turn
    assert fourth.interruption and not second.interruption
    assert second.line == 14


def test_spoken_corpus_with_persons_and_timeline(tmp_path):
    [document] = read(
        tmp_path,
        HEAD
        + """<text><timeline unit="s"><when xml:id="T0" absolute="10:00:00"/>
<when xml:id="T1" interval="2.5" since="#T0"/><when xml:id="T2" interval="4" since="#T1"/></timeline><body>
<u who="#p1" start="#T1" end="#T2">bonjour <vocal><desc>rire</desc></vocal> ça va<pause/></u>
<u who="#p2" start="7.25"><w>oui</w><w>oui</w><pc>.</pc></u>
<annotationBlock who="#p2" start="#T2"><u><seg>alors</seg></u><spanGrp><span>ADV</span>
</spanGrp></annotationBlock>
<u who="#p1 #p2">ensemble</u><u who="#inconnu">qui ?</u></body></text></TEI>""",
    )
    pieces = [piece for piece in document.pieces if piece.kind == "speech"]
    assert speech(document) == [
        ("Anne Roux", "bonjour"), ("Anne Roux", "ça va"), ("Paul Lac", "oui oui."), ("Paul Lac", "alors"),
        ("Anne Roux + Paul Lac", "ensemble"), ("inconnu", "qui ?"),
    ]  # fmt: skip
    assert pieces[0].role == "interviewer" and pieces[2].role == ""
    assert [(piece.start, piece.end) for piece in pieces[:4]] == [
        (2.5, 6.5), (2.5, 6.5), (7.25, None), (6.5, None),
    ]  # fmt: skip
    assert of_kind(document, "mark") == ["rire"]
    assert document.warnings == (("unknown_speaker", {"line": 14, "label": "inconnu"}),)


def test_blocks_anchors_and_tokens(tmp_path):
    [document] = read(
        tmp_path,
        HEAD
        + """<text><timeline unit="ms" origin="#T0"><when xml:id="T0"/><when xml:id="T1" interval="1500"/>
<when xml:id="T2" interval="4000" since="#T0"/><when xml:id="T3" interval="-1" since="#T0"/>
<when xml:id="T4" interval="9" since="#nulle"/></timeline><body>
<annotationBlock who="#p1" start="#T0" end="#T1"><u><incident><desc>porte</desc></incident>
<seg>c'est <del type="truncation">le</del> l'<anchor synch="#T1"/>été <gap/>là</seg></u></annotationBlock>
<u who="#p2"><anchor synch="#T1"/>
 <w>l'</w>
 <w>usine</w> <w>est</w> <w join="left">-elle</w> <pc>,</pc> <w>là</w> <pc>?</pc> <anchor synch="#T2"/></u>
<u who="#p2" start="#T3" end="#T4">oui<anchor synch="#T9"/></u></body></text></TEI>""",
    )
    pieces = [piece for piece in document.pieces if piece.kind == "speech" and piece.text]
    assert [(piece.speaker, piece.text, piece.start, piece.end) for piece in pieces] == [
        ("Anne Roux", "c'est le l'été là", 0.0, 1.5),
        ("Paul Lac", "l'usine est-elle, là ?", 1.5, 4.0),
        ("Paul Lac", "oui", None, None),
    ]
    turn = assemble(document, file="a.xml").turns[0]
    assert (turn.label, turn.marks) == ("Anne Roux", [(0, "porte")])


def test_times_in_seconds_are_kept_as_they_are(tmp_path):
    [document] = read(
        tmp_path,
        """<TEI><text><timeline><when id="a" absolute="12.5"/><when id="b" absolute="14"/></timeline>
<u who="A" start="#a" end="#b">oui</u></text></TEI>""",
    )
    assert [(piece.start, piece.end) for piece in document.pieces if piece.kind == "speech"] == [(12.5, 14.0)]


def test_several_texts_in_one_file_and_no_namespace(tmp_path):
    text = "<TEI><text><body><sp><speaker>{0} :</speaker><p>oui {0}</p></sp></body></text></TEI>"
    documents = read(tmp_path, f"<teiCorpus>{text.format('A')}{text.format('B')}</teiCorpus>")
    assert [(document.name, speech(document)) for document in documents] == [
        ("seance-1", [("A", "oui A")]),
        ("seance-2", [("B", "oui B")]),
    ]


def test_choice_keeps_one_reading_in_the_speech(tmp_path):
    [document] = read(
        tmp_path,
        "<TEI><body><u who='A'>il <choice><sic>et</sic><corr>est</corr></choice> là</u></body></TEI>",
    )
    assert " ".join(text for _, text in speech(document)) == "il est là"
    assert of_kind(document, "noise") == ["et"]


def test_utf16_and_latin1(tmp_path):
    body = "<TEI><body><u who='A'>été e\u0301té</u></body></TEI>"
    for encoding in ("utf-16", "iso-8859-1"):
        xml = f'<?xml version="1.0" encoding="{encoding}"?>{body.replace(chr(0x301), "")}'.encode(encoding)
        [document] = read(tmp_path, xml)
        assert document.encoding == encoding
    [document] = read(tmp_path, body)
    assert speech(document) == [("A", "été été")]


@pytest.mark.parametrize(
    ("xml", "key", "words"),
    [
        ("<TEI><body>\n<u who='A'>oui</body></TEI>", "xml_broken", "2"),
        ("<TEI><body><u who='A'>oui", "xml_broken", "1"),
        ("", "xml_broken", "1"),
        ("<?xml version='1.0' encoding='klingon'?><TEI/>", "xml_broken", "1"),
        ("<TEI><body><u who='A'>&inconnue;</u></body></TEI>", "xml_broken", "1"),
        ("<html><p>oui</p></html>", "tei_without_speech", "<html>"),
        (
            '<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<TEI><u>&x;</u></TEI>',
            "xml_entities",
            "x",
        ),
        (
            '<!DOCTYPE z [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><TEI><u>&b;</u></TEI>',
            "xml_entities",
            "a",
        ),
        ('<!DOCTYPE z [<!ENTITY % p SYSTEM "http://x/y.dtd"> %p;]><TEI><u>o</u></TEI>', "xml_entities", "p"),
    ],
)
def test_faults_are_one_sentence(tmp_path, xml, key, words):
    path = tmp_path / "seance.xml"
    path.write_text(xml, encoding="utf-8")
    with pytest.raises(TextmineError) as caught:
        tei.read_documents(path, ReadOptions())
    assert caught.value.key == key
    for language in ("fr", "en"):
        sentence = caught.value.say(language)
        assert "seance.xml" in sentence and words in sentence and "\n" not in sentence


def test_a_doctype_without_entities_is_read(tmp_path):
    xml = '<!DOCTYPE TEI SYSTEM "tei_all.dtd"><TEI><body><u who="A">oui</u></body></TEI>'
    [document] = read(tmp_path, xml)
    assert speech(document) == [("A", "oui")]


WORDS = st.text(st.sampled_from("ab é(){}\u00a0\n.œ-"), max_size=12)
INLINE = st.sampled_from(["hi", "w", "seg", "note", "pause", "foreign", "x", "lb", "del", "choice", "desc"])
BLOCK = st.sampled_from(
    ["p", "sp", "u", "div", "head", "speaker", "stage", "list", "teiHeader", "TEI", "m:metadata"]
)


@st.composite
def trees(draw, depth=4):
    name = draw(BLOCK if depth > 2 else st.one_of(BLOCK, INLINE))
    attribute = draw(st.sampled_from(["", " who='A'", " who='#b'", " text='mots dits'", " desc=' '"]))
    children = draw(st.lists(trees(depth - 1), max_size=3)) if depth else []
    inside = draw(WORDS) + "".join(child + draw(WORDS) for child in children)
    return f"<{name}{attribute}>{inside}</{name}>"


@given(trees())
def test_no_character_is_lost(tmp_path_factory, tree):
    read(tmp_path_factory.mktemp("tei"), f"<r xmlns:m='m'>{tree}<u>fin</u></r>")


@pytest.mark.skipif(not ASSEMBLEE.is_dir(), reason="shared data absent")
def test_assemblee_2013():
    paths = sorted(ASSEMBLEE.glob("*.xml"))
    speeches = interruptions = size = 0
    seconds = 0.0
    kinds = Counter()
    for path in paths:
        begun = time.perf_counter()
        [document] = tei.read_documents(path, ReadOptions())
        seconds += time.perf_counter() - begun
        text = path.read_text(encoding="utf-8")
        size += path.stat().st_size
        assert found([document]) == source(ElementTree.fromstring(text))
        assert document.warnings == () and document.date.startswith("2013-0")
        assert sum(piece.kind == "label" for piece in document.pieces) == len(re.findall(r"<sp[\s>]", text))
        for piece in document.pieces:
            kinds[piece.kind] += len("".join(piece.text.split()))
        speeches += sum(piece.kind == "speech" and piece.new_turn for piece in document.pieces)
        interruptions += sum(piece.interruption and piece.new_turn for piece in document.pieces)
    assert (len(paths), speeches, interruptions) == (13, 10170, 3922)
    print(f"\nassemblee-2013: {size / seconds / 1e6:.1f} MB/s, characters {dict(kinds)}")  # noqa: T201
