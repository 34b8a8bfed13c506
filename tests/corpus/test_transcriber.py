"""Transcriber: turns, overlaps, sections, events, encodings; nothing of the file is lost; faults."""

import re
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import SHARED
from textmine.corpus.assembly import assemble
from textmine.corpus.formats import format_of, read_documents
from textmine.corpus.options import ReadOptions
from textmine.corpus.reading import read as read_corpus
from textmine.errors import TextmineError

FIXTURES = sorted((SHARED / "fixtures" / "trs").glob("*.trs"))
ATTRIBUTES = {
    "Trans": ("scribe", "audio_filename"), "Episode": ("program", "air_date"), "Speaker": ("name",),
    "Event": ("desc",), "Comment": ("desc",), "Background": ("type",),
}  # fmt: skip


def inked(text):
    return Counter("".join(unicodedata.normalize("NFC", text).split()))


def source(root):
    """Text, words in attributes, and each topic once for each section that bears it, else once."""
    words = [e.get(name, "") for e in root.iter() for name in ATTRIBUTES.get(e.tag, ())]
    used = Counter(section.get("topic") for section in root.iter("Section"))
    words += [e.get("desc", "") * max(1, used[e.get("id", "")]) for e in root.iter("Topic")]
    return inked("".join(root.itertext()) + " ".join(words))


def read(folder, xml, name="entretien.trs"):
    path = folder / name
    path.write_bytes(xml if isinstance(xml, bytes) else xml.encode())
    [document] = read_documents(path, ReadOptions())
    found = inked(" ".join(piece.text for piece in document.pieces))
    assert found == source(ElementTree.parse(path).getroot())
    assembled = assemble(document, file=name)
    assert assembled.characters == found.total()
    return document, assembled


def count_words(text):
    return len(re.findall(r"\w+", text))


def turns(assembled):
    return [(turn.label, turn.text) for turn in assembled.turns]


HEAD = """<?xml version="1.0" encoding="{0}"?>
<!DOCTYPE Trans SYSTEM "trans-14.dtd">
<Trans scribe="Léa" audio_filename="ent_03" version="2" version_date="210318">
<Topics><Topic id="to1" desc="Le réseau"/><Topic id="to2" desc="L'avenir"/></Topics>
<Speakers><Speaker id="spk1" name="Enquêtrice" type="female"/>
<Speaker id="spk2" name="Paul Lac" type="male" accent="unknown"/></Speakers>
<Episode program="Pilotes" air_date="2021-03-18">
"""
BODY = """<Section type="report" topic="to1" startTime="0" endTime="20">
<Turn speaker="spk1" startTime="0" endTime="4.5"><Sync time="0"/>
vous êtes là depuis <Event desc="pi" type="noise" extent="instantaneous"/> longtemps ?
<Background time="2" type="music" level="high"/><Sync time="2.5"/>
racontez-moi</Turn>
<Turn speaker="spk2" startTime="4.5" endTime="9">
<Sync time="4.5"/><Event desc="rire" type="noise"/>
ben l'œuvre <Comment desc="il montre la salle"/> commence en 2003</Turn>
<Turn speaker="spk1 spk2" startTime="9" endTime="10">
<Sync time="9"/><Who nb="1"/>
ah bon
<Who nb="2"/>
oui oui
</Turn>
<Turn startTime="10" endTime="11"><Sync time="10"/>
on frappe à la porte</Turn>
<Turn speaker="spk9" startTime="11" endTime="12"><Sync time="11"/>pardon</Turn>
<Turn speaker="spk2" startTime="12" endTime="13"><Sync time="12"/></Turn>
</Section>
<Section type="filler" startTime="20" endTime="30"><Turn speaker="spk2" startTime="20" endTime="30">
<Sync time="20"/>
je reviens</Turn></Section></Episode></Trans>
"""


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "iso-8859-15", "utf-16"])
def test_an_interview_in_its_declared_encoding(tmp_path, encoding):
    xml = (HEAD.format(encoding) + BODY).replace("œ", "oe" if encoding == "iso-8859-1" else "œ")
    document, assembled = read(tmp_path, xml.encode(encoding))
    assert (document.encoding, document.format) == (encoding, "transcriber")
    assert (document.title, document.date) == ("Pilotes", "2021-03-18")
    œ = "oe" if encoding == "iso-8859-1" else "œ"
    assert turns(assembled) == [
        ("Enquêtrice", "vous êtes là depuis longtemps ? racontez-moi"),
        ("Paul Lac", f"ben l'{œ}uvre commence en 2003"),
        ("Enquêtrice", "ah bon"),
        ("Paul Lac", "oui oui"),
        ("?", "on frappe à la porte"),
        ("spk9", "pardon"),
        ("Paul Lac", "je reviens"),
    ]
    first, second, third, fourth = assembled.turns[:4]
    assert (first.start, first.end, second.start, second.end) == (0.0, 4.5, 4.5, 9.0)
    assert first.marks == [(19, "pi")]
    assert second.marks == [(0, "rire"), (len(f"ben l'{œ}uvre"), "il montre la salle")]
    assert third.attributes["overlap"] == "Paul Lac" and fourth.attributes["overlap"] == "Enquêtrice"
    assert second.attributes == {"type": "male"}
    assert [turn.agenda for turn in assembled.turns] == ["Le réseau"] * 6 + [""]
    assert dict(document.warnings[0][1])["label"] == "?" and dict(document.warnings[1][1])["label"] == "spk9"
    spans = [(piece.start, piece.end) for piece in document.pieces if piece.kind == "speech"][:3]
    assert spans == [(0.0, 2.5), (0.0, 2.5), (2.5, 4.5)]
    assert second.line == 14 and [left.kind for left in assembled.leftovers].count("metadata") == 8


def test_overlaps_belong_to_turns_and_types_to_speakers(tmp_path):
    (tmp_path / "entretien.trs").write_text(HEAD.format("utf-8") + BODY, encoding="utf-8")
    corpus = read_corpus(tmp_path / "entretien.trs")
    assert list(corpus.turns["overlap"]) == ["", "", "Paul Lac", "Enquêtrice", "", "", ""]
    people = corpus.speakers.set_index("speaker")
    assert "overlap" not in people and people.loc["Paul Lac", "type"] == "male"
    assert people.loc["Enquêtrice", "role"] == "interviewer"


def test_cp1252_signs_in_a_file_that_declares_latin1(tmp_path):
    head = "<?xml version='1.0' encoding='ISO-8859-1'?>"
    path = tmp_path / "a.trs"
    xml = f"{head}<Trans><Turn speaker='A'>c\x92est l\x92\x9cuvre\x85</Turn></Trans>"
    path.write_bytes(xml.encode("latin-1"))
    [document] = read_documents(path, ReadOptions())
    assert [piece.text for piece in document.pieces] == ["c’est l’œuvre…"]


def test_overlaps_of_three_with_a_wrong_number_and_text_of_all(tmp_path):
    _, assembled = read(
        tmp_path,
        """<Trans><Speakers><Speaker id="a" name="A"/><Speaker id="b" name="B"/><Speaker id="c" name="C"/>
        </Speakers><Turn speaker="a b c">ensemble<Who nb="3"/>un<Who nb="1"/>deux
        <Sync time="x"/><Who nb="7"/>trois</Turn></Trans>""",
    )
    assert turns(assembled) == [("A + B + C", "ensemble"), ("C", "un"), ("A", "deux"), ("?", "trois")]
    assert [turn.attributes.get("overlap") for turn in assembled.turns] == [
        None,
        "A + B",
        "B + C",
        "A + B + C",
    ]


def test_an_xml_ending_and_text_outside_the_turns(tmp_path):
    document, assembled = read(
        tmp_path, "<!-- <TEI> --><Trans>avant<Turn speaker='A'>oui</Turn>après</Trans>", "a.xml"
    )
    assert format_of(tmp_path / "a.xml") == "transcriber"
    assert turns(assembled) == [("A", "oui")]
    assert [piece.text for piece in document.pieces if piece.kind == "unattributed"] == ["avant", "après"]


@pytest.mark.parametrize(
    ("xml", "key", "words"),
    [
        ("<Trans><Turn speaker='A'>oui</Trans>", "xml_broken", "1"),
        ("<Trans><Turn speaker='A'>o&eacute;</Turn></Trans>", "xml_broken", "1"),
        ("<!DOCTYPE Trans SYSTEM 'trans-14.dtd'><Trans><Turn>o&eacute;</Turn></Trans>", "xml_broken", "1"),
        ("", "xml_broken", "1"),
        ("<Trans><Episode/></Trans>", "trs_without_turn", "<Trans>"),
        ("<Trans><Turn speaker='A'><Sync time='0'/> </Turn></Trans>", "trs_without_turn", "<Trans>"),
        ("<!DOCTYPE Trans [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Trans><Turn>&x;</Turn></Trans>",
         "xml_entities", "x"),
        ("<!DOCTYPE Trans [<!ENTITY a 'aa'><!ENTITY b '&a;&a;&a;'>]><Trans><Turn>&b;</Turn></Trans>",
         "xml_entities", "a"),
        ("<!DOCTYPE Trans [<!ENTITY % p SYSTEM 'http://x.invalid/y.dtd'> %p;]><Trans><Turn>o</Turn></Trans>",
         "xml_entities", "p"),
    ],
)  # fmt: skip
def test_faults_are_one_sentence(tmp_path, xml, key, words):
    path = tmp_path / "entretien.trs"
    path.write_text(xml, encoding="utf-8")
    with pytest.raises(TextmineError) as caught:
        read_documents(path, ReadOptions())
    assert caught.value.key == key
    for language in ("fr", "en"):
        sentence = caught.value.say(language)
        assert "entretien.trs" in sentence and words in sentence and "\n" not in sentence


@pytest.mark.skipif(not FIXTURES, reason="shared data absent")
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixtures_against_a_count_in_the_tree(path, tmp_path):
    root = ElementTree.parse(path).getroot()
    names = {speaker.get("id"): speaker.get("name") for speaker in root.iter("Speaker")}
    expected = []
    for turn in root.iter("Turn"):
        voices = turn.get("speaker", "").split()
        runs = [(voices[0], turn.text or "")]
        for child in turn:
            if child.tag == "Who":
                runs.append((voices[int(child.get("nb")) - 1], child.tail or ""))
            else:
                runs[-1] = (runs[-1][0], f"{runs[-1][1]} {child.tail or ''}")
        expected.extend((names[voice], count_words(text)) for voice, text in runs if text.strip())
    _, assembled = read(tmp_path, path.read_bytes())
    assert [(turn.label, count_words(turn.text)) for turn in assembled.turns] == expected
    assert len(expected) > 1
    assert assembled.attributed / assembled.characters > 0.9


WORDS = st.text(st.sampled_from("ab é(){}[]\u00a0\n.œ-"), max_size=12)
LEAVES = st.sampled_from([
    "<Sync time='1.5'/>", "<Sync time='no'/>", "<Who nb='1'/>", "<Who nb='2'/>", "<Who nb='x'/>",
    "<Event desc='rire aux éclats'/>", "<Event/>", "<Comment desc='là'/>", "<Background type='music'/>",
    "<x>y</x>",
])  # fmt: skip
TURNS = st.builds(
    lambda voice, parts: f"<Turn speaker='{voice}'>{''.join(parts)}</Turn>",
    st.sampled_from(["s1", "s2", "s1 s2", "", "s9", "s2 s9 s1"]),
    st.lists(st.one_of(WORDS, LEAVES), max_size=6),
)
SECTIONS = st.builds(
    lambda topic, parts: f"<Section topic='{topic}'>{''.join(parts)}</Section>",
    st.sampled_from(["t1", "t2", "", "t9"]),
    st.lists(st.one_of(TURNS, WORDS), max_size=4),
)


@settings(deadline=None)
@given(st.lists(SECTIONS, max_size=4))
def test_no_character_is_lost(tmp_path_factory, sections):
    table = "<Topics><Topic id='t1' desc='Un thème'/><Topic id='t2' desc='Autre'/></Topics>"
    people = "<Speakers><Speaker id='s1' name='Anne'/><Speaker id='s2' name=''/></Speakers>"
    last = "<Turn speaker='s1'>fin</Turn>"
    read(
        tmp_path_factory.mktemp("trs"), f"<Trans scribe='é'>{table}{people}{''.join(sections)}{last}</Trans>"
    )
