"""ELAN: tiers, participants, dependent tiers, times; nothing of the file is lost; faults."""

import re
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections import Counter
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pympi import Eaf

from tests.conftest import SHARED
from textmine.corpus.assembly import assemble
from textmine.corpus.formats import format_of, read_documents
from textmine.corpus.options import ReadOptions
from textmine.errors import TextmineError

FIXTURES = sorted((SHARED / "fixtures" / "eaf").glob("*.eaf"))
READ_TIERS = {  # by hand: the tiers that hold what was said, and whose they are
    "eaf": {"CHI": "Child", "FA1": "Mother", "FA2": "MULTI", "MA1": "MULTI", "MC1": "MULTI"},
    "fables_01_03_aesop_64kb": {"Story": "P001"},
    "sample_2.8": {"text": "?"},
    "test": {"Person1 (Utterance)": "P001"},
}


def inked(text):
    return Counter("".join(unicodedata.normalize("NFC", text).split()))


def source(root):
    names = {tier.get("TIER_ID", "") for tier in root.iter("TIER")}
    return inked("".join(root.itertext()) + "".join(names))


def read(folder, xml, name="reunion.eaf", labels=()):
    path = folder / name
    path.write_bytes(xml if isinstance(xml, bytes) else xml.encode())
    [document] = read_documents(path, ReadOptions(labels=dict.fromkeys(labels, "")))
    found = inked("".join(piece.text for piece in document.pieces))
    assert found == source(ElementTree.parse(path).getroot())
    assembled = assemble(document, file=name)
    assert assembled.characters == found.total()
    return document, assembled


def turns(assembled):
    return [(turn.label, turn.text, turn.start, turn.end) for turn in assembled.turns]


def eaf(*tiers, head="", types=""):
    """Tiers (attributes, annotations): (start, end, text) or (index in the tier before, text)."""
    slots, body, names, before = [], [], iter(range(10**6)), []
    for attributes, annotations in tiers:
        rows, own = [], []
        for *place, text in annotations:
            own.append(f"a{next(names)}")
            value = f"<ANNOTATION_VALUE>{escape(text)}</ANNOTATION_VALUE>"
            if len(place) == 1:
                mother = before[place[0]] if place[0] < len(before) else "absent"
                rows.append(f'<REF_ANNOTATION ANNOTATION_ID="{own[-1]}" ANNOTATION_REF="{mother}">{value}'
                            "</REF_ANNOTATION>")  # fmt: skip
                continue
            refs = []
            for time in place:
                refs.append(f"ts{len(slots)}")
                given_time = "" if time is None else f' TIME_VALUE="{time}"'
                slots.append(f'<TIME_SLOT TIME_SLOT_ID="{refs[-1]}"{given_time}/>')
            rows.append(f'<ALIGNABLE_ANNOTATION ANNOTATION_ID="{own[-1]}" TIME_SLOT_REF1="{refs[0]}" '
                        f'TIME_SLOT_REF2="{refs[1]}">{value}</ALIGNABLE_ANNOTATION>')  # fmt: skip
        written = " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items())
        body.append(
            f"<TIER {written}>" + "".join(f"<ANNOTATION>{row}</ANNOTATION>" for row in rows) + "</TIER>"
        )
        before = own
    head += "<ANNOTATION_DOCUMENT FORMAT='3.0'><HEADER><PROPERTY NAME='URN'>urn:é</PROPERTY></HEADER>"
    order = f"<TIME_ORDER>{''.join(slots)}</TIME_ORDER>"
    return f"{head}{order}{''.join(body)}{types}</ANNOTATION_DOCUMENT>"


ANNE = ({"TIER_ID": "Anne"}, [(0, 1500, "vous êtes là ?"), (4000, 5000, "ah bon (rires)")])
PAUL = ({"TIER_ID": "t2", "PARTICIPANT": "Paul Lac"}, [(1200, 4500, "oui\nbien sûr")])


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_a_meeting(tmp_path, encoding):
    head = f"<?xml version='1.0' encoding='{encoding}'?>"
    document, assembled = read(tmp_path, eaf(ANNE, PAUL, head=head).encode(encoding))
    assert turns(assembled) == [
        ("Anne", "vous êtes là ?", 0.0, 1.5),
        ("Paul Lac", "oui bien sûr", 1.2, 4.5),
        ("Anne", "ah bon", 4.0, 5.0),
    ]
    assert (document.format, document.encoding, document.warnings) == ("elan", encoding, ())
    assert assembled.turns[2].marks == [(6, "(rires)")]


def test_dependent_tiers_and_codes_are_reported(tmp_path):
    document, assembled = read(
        tmp_path,
        eaf(
            ANNE,
            ({"TIER_ID": "Anne-trad", "PARENT_REF": "Anne"}, [(0, "are you there?"), (1, "oh")]),
            ({"TIER_ID": "pos", "PARENT_REF": "Anne-trad"}, [(0, "VER")]),
            ({"TIER_ID": "gestes"}, [(0, 900, "main"), (900, 1500, "tête")]),
            ({"TIER_ID": "actes", "LINGUISTIC_TYPE_REF": "liste"}, [(0, 1500, "question")]),
            types='<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="liste" CONTROLLED_VOCABULARY_REF="cv"/>',
        ),
    )
    assert [label for label, *_ in turns(assembled)] == ["Anne"]
    assert document.warnings == (
        ("tiers_dependent", {"count": 3, "tiers": "Anne-trad, pos"}),
        ("tiers_codes", {"count": 3, "tiers": "gestes, actes"}),
    )


def test_a_declared_tier_is_read(tmp_path):
    tiers = ANNE, ({"TIER_ID": "notes"}, [(9000, 9900, "je sors")])
    _, assembled = read(tmp_path, eaf(*tiers), labels=["notes"])
    assert [text for _, text, *_ in turns(assembled)] == ["vous êtes là ? ah bon", "je sors"]


def test_reference_tiers_with_text_below(tmp_path):
    document, assembled = read(
        tmp_path,
        eaf(
            ({"TIER_ID": "ref@Anne", "PARTICIPANT": "Anne"}, [(0, 1000, "LYO_001"), (2000, 3000, "LYO_002")]),
            ({"TIER_ID": "tx@Anne", "PARENT_REF": "ref@Anne"}, [(0, "bonjour à tous"), (1, "voilà")]),
            ({"TIER_ID": "ge@Anne", "PARENT_REF": "tx@Anne"}, [(0, "hello")]),
        ),
    )
    assert turns(assembled) == [("Anne", "bonjour à tous voilà", 0.0, 3.0)]
    assert document.warnings == (("tiers_dependent", {"count": 3, "tiers": "ref@Anne, ge@Anne"}),)


def test_missing_times_absent_parents_and_circles(tmp_path):
    circle = """<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="500"/>
    <TIME_SLOT TIME_SLOT_ID="t2"/><TIME_SLOT TIME_SLOT_ID="t3" TIME_VALUE="oups"/></TIME_ORDER>
    <TIER TIER_ID="A" PARENT_REF="B"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="x" ANNOTATION_REF="y">
    <ANNOTATION_VALUE>un</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>
    <TIER TIER_ID="B" PARENT_REF="A"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="y" ANNOTATION_REF="x">
    <ANNOTATION_VALUE>deux</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>
    <TIER TIER_ID="C"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="y" TIME_SLOT_REF1="t2"
    TIME_SLOT_REF2="t3"><ANNOTATION_VALUE>trois</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>perdu</TIER>
    </ANNOTATION_DOCUMENT>"""
    document, assembled = read(tmp_path, circle, "a.xml")
    assert format_of(tmp_path / "a.xml") == "elan"
    assert {label: text for label, text, *_ in turns(assembled)}["C"] == "trois"
    assert assembled.turns[-1].start is None and assembled.turns[-1].end is None
    assert [piece.text for piece in document.pieces if piece.kind == "unattributed"] == ["perdu"]


@pytest.mark.parametrize(
    ("xml", "key", "words"),
    [
        (eaf(ANNE)[:-20], "xml_broken", "1"),
        ("", "xml_broken", "1"),
        (eaf(), "eaf_without_speech", "<ANNOTATION_DOCUMENT>"),
        (eaf(({"TIER_ID": "Anne"}, [(0, 1, " ")])), "eaf_without_speech", "<ANNOTATION_DOCUMENT>"),
        ("<!DOCTYPE A [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + eaf(ANNE), "xml_entities", "x"),
        ("<!DOCTYPE A [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]>" + eaf(ANNE), "xml_entities", "a"),
    ],
)  # fmt: skip
def test_faults_are_one_sentence(tmp_path, xml, key, words):
    path = tmp_path / "reunion.eaf"
    path.write_text(xml, encoding="utf-8")
    with pytest.raises(TextmineError) as caught:
        read_documents(path, ReadOptions())
    assert caught.value.key == key
    for language in ("fr", "en"):
        sentence = caught.value.say(language)
        assert "reunion.eaf" in sentence and words in sentence and "\n" not in sentence


@pytest.mark.skipif(not FIXTURES, reason="shared data absent")
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixtures_against_pympi(path, tmp_path):
    file, rows = Eaf(str(path)), []
    for place, (tier, speaker) in enumerate(READ_TIERS[path.stem].items()):
        entries = [entry[:3] for entry in file.get_annotation_data_for_tier(tier)]
        rows += [(start, place, speaker, end, text) for start, end, text in entries if text.strip()]
    rows.sort(key=lambda row: row[:2])
    expected = [
        (speaker, len(re.findall(r"\w+", " ".join(row[4] for row in group))), group[0][0] / 1000)
        for speaker, group in ((speaker, list(rows)) for speaker, rows in groupby(rows, lambda row: row[2]))
    ]
    _, assembled = read(tmp_path, path.read_bytes())
    found = [(turn.label, len(re.findall(r"\w+", turn.text)), turn.start) for turn in assembled.turns]
    assert found == expected
    assert len(rows) == sum(len(file.get_annotation_data_for_tier(tier)) for tier in READ_TIERS[path.stem])


TEXTS = st.text(st.sampled_from("ab é(){}\u00a0\n.œ-1"), max_size=8)
TIMES = st.one_of(st.none(), st.integers(0, 9000))
ANNOTATIONS = st.one_of(st.tuples(TIMES, TIMES, TEXTS), st.tuples(st.integers(0, 3), TEXTS))
ATTRIBUTES = st.fixed_dictionaries(
    {"TIER_ID": st.sampled_from(["Anne", "Paul", "notes", "mots@Paul", "é", ""])},
    optional={"PARENT_REF": st.sampled_from(["Anne", "Paul", "absent", "é"]),
              "PARTICIPANT": st.sampled_from(["", "Anne", "Paul  Lac"])},
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.tuples(ATTRIBUTES, st.lists(ANNOTATIONS, max_size=4)), max_size=5))
def test_no_character_is_lost(tmp_path_factory, tiers):
    last = ({"TIER_ID": "dernier"}, [(9000, 9900, "fin de la séance")])
    read(tmp_path_factory.mktemp("eaf"), eaf(*tiers, last))
