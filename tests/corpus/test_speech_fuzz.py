"""Broken and hostile files of the speech formats: one sentence or a transcript, never another fault."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import SHARED
from textmine.corpus.assembly import assemble
from textmine.corpus.faults import check
from textmine.corpus.formats import read_documents
from textmine.corpus.options import ReadOptions
from textmine.corpus.reading import read
from textmine.errors import TextmineError

SMALL = {
    "trs": """<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE Trans SYSTEM "trans-14.dtd">
<Trans><Topics><Topic id="t" desc="été"/></Topics><Speakers><Speaker id="s1" name="A"/></Speakers>
<Section topic="t"><Turn speaker="s1 s2" startTime="0" endTime="1.5"><Sync time="0"/><Who nb="1"/>oui
<Event desc="rire"/><Who nb="2"/>non</Turn></Section></Trans>""".encode("latin-1"),
    "eaf": b"""<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="500"/></TIME_ORDER>
<TIER TIER_ID="A" LINGUISTIC_TYPE_REF="l"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a"
TIME_SLOT_REF1="t1" TIME_SLOT_REF2="t1"><ANNOTATION_VALUE>oui</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION>
</ANNOTATION></TIER>
<TIER TIER_ID="B" PARENT_REF="A"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="b" ANNOTATION_REF="a">
<ANNOTATION_VALUE>yes</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>""",
    "TextGrid": 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n2\n<exists>\n2\n"IntervalTier"'
    '\n"Anne"\n0\n2\n2\n0\n1\n"été"\n1\n2\n""\n"TextTier"\n"Paul"\n0\n2\n1\n1\n"oui"\n'.encode(),
    "cha": "@UTF8\n@Begin\n@Participants:\tA Anne Adult\n@ID:\tf|c|A|2;|m|||Adult|||\n*A:\té <oui> [/] &=r "
    "(.) mo(t)@s . \x1510_20\x15\n%mor:\tx\n@End\n".encode(),
    "xml": """<TEI><text><timeline><when id="a" absolute="1"/></timeline><annotationBlock who="A"
start="#a"><u><w>l'</w> <w>été</w><pc>.</pc><anchor synch="#a"/><pause/></u></annotationBlock>
</text></TEI>""".encode(),
}  # fmt: skip
NOISE = st.one_of(
    st.binary(max_size=3),
    st.sampled_from([b'"', b"<", b">", b"&x;", b"\xff\xfe", b"\0", b"9" * 400, b"1e999", b"-", b"\x15",
                     b"<exists>", b"]]>", b"<!--", b"*A:", b"\n", b"\t", b"<Turn>", b"</TIER>",
                     b"<Sync/>", b"nan"]),
)  # fmt: skip
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), NOISE), min_size=1, max_size=5)


@pytest.mark.parametrize("ending", SMALL)
def test_the_small_files_are_read(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    path.write_bytes(SMALL[ending])
    [document] = read_documents(path, ReadOptions())
    assert any(piece.kind == "speech" and piece.text for piece in document.pieces)


@pytest.mark.parametrize("ending", SMALL)
@settings(max_examples=100, deadline=None)
@given(edits=EDITS)
def test_mutated_bytes_give_a_transcript_or_one_sentence(tmp_path_factory, ending, edits):
    data = bytearray(SMALL[ending])
    for place, length, noise in edits:
        at = round(place * len(data))
        data[at : at + length] = noise
    path = tmp_path_factory.getbasetemp() / f"a.{ending}"
    path.write_bytes(data)
    try:
        documents = read_documents(path, ReadOptions())
    except TextmineError as error:
        assert "\n" not in error.say("fr") and "a." in error.say("en")
        return
    for document in documents:
        assembled = assemble(document, file=path.name)
        left = sum(len("".join(one.text.split())) for one in assembled.leftovers)
        assert assembled.characters == assembled.attributed + left


@pytest.mark.parametrize("ending", ["trs", "eaf"])
def test_billion_laughs_are_refused_at_once(tmp_path, ending):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    path = tmp_path / f"a.{ending}"
    path.write_text(f'<!DOCTYPE z [<!ENTITY l0 "ha">{laughs}]><Trans><Turn>&l11;</Turn></Trans>')
    begun = time.perf_counter()
    with pytest.raises(TextmineError) as caught:
        read_documents(path, ReadOptions())
    assert caught.value.key == "xml_entities" and time.perf_counter() - begun < 1


@pytest.mark.parametrize("ending", ["TextGrid", "cha"])
@pytest.mark.parametrize(
    "unit", ['"', "(", "[", "<", "0", "+", "a:", "&=", "(1", "\x15", "!", "#1.", "\n", "x "]
)
def test_long_lines_of_one_sign_are_read_or_refused_fast(tmp_path, ending, unit):
    head = SMALL[ending].decode().removesuffix("@End\n")
    path = tmp_path / f"a.{ending}"
    path.write_text(head + ("*A:\ta " if ending == "cha" else "") + unit * 100_000 + "\n", encoding="utf-8")
    begun = time.perf_counter()
    try:
        read_documents(path, ReadOptions())
    except TextmineError as error:
        assert "a." in error.say("fr")
    assert time.perf_counter() - begun < 5


@pytest.mark.skipif(not (SHARED / "fixtures").is_dir(), reason="shared data absent")
@pytest.mark.parametrize(("folder", "files"), [("trs", 6), ("eaf", 4), ("cha", 6)])
def test_folders_of_fixtures_are_understood(folder, files):
    corpus = read(SHARED / "fixtures" / folder)
    assert len(corpus.reports) == files
    assert all(report.share_attributed == 1 for report in corpus.reports)
    assert set(check(corpus, language="en")["key"]).isdisjoint(
        {"unattributed", "low_share", "unknown_speaker"}
    )
