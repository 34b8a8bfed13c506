"""Transcriber, TEI, ConvoKit and TXM files, checked as those tools want them; places and bad calls."""

import csv
import io
import json
import os
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from lxml import etree

from tests.conftest import SAMPLE
from tests.corpus.writing.material import corpus_of, marks_of, rows, tables
from textmine.corpus.reading import read
from textmine.corpus.writing import FORMATS
from textmine.corpus.writing.folders import write
from textmine.corpus.writing.options import WriteOptions
from textmine.errors import TextmineError

QUICK = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow],
                 phases=[Phase.explicit, Phase.reuse, Phase.generate])  # fmt: skip
# the element types of Transcriber's trans-14.dtd
TRANS_14 = etree.DTD(
    io.StringIO("""
<!ELEMENT Trans ((Speakers|Topics)*,Episode)>
<!ATTLIST Trans audio_filename CDATA #IMPLIED scribe CDATA #IMPLIED xml:lang NMTOKEN #IMPLIED
 version NMTOKEN #IMPLIED version_date CDATA #IMPLIED elapsed_time CDATA "0">
<!ELEMENT Episode (Section*)>
<!ATTLIST Episode program CDATA #IMPLIED air_date CDATA #IMPLIED>
<!ELEMENT Section (Turn*)>
<!ATTLIST Section type (report|nontrans|filler) #REQUIRED topic IDREF #IMPLIED
 startTime CDATA #REQUIRED endTime CDATA #REQUIRED>
<!ELEMENT Turn (#PCDATA|Sync|Background|Comment|Who|Vocal|Event)*>
<!ATTLIST Turn speaker IDREFS #IMPLIED startTime CDATA #REQUIRED endTime CDATA #REQUIRED
 mode (spontaneous|planned) #IMPLIED fidelity (high|medium|low) #IMPLIED channel (telephone|studio) #IMPLIED>
<!ELEMENT Sync EMPTY> <!ATTLIST Sync time CDATA #REQUIRED>
<!ELEMENT Background EMPTY> <!ELEMENT Who EMPTY> <!ELEMENT Vocal EMPTY>
<!ELEMENT Comment EMPTY> <!ATTLIST Comment desc CDATA #REQUIRED>
<!ELEMENT Event EMPTY>
<!ATTLIST Event type (noise|lexical|pronounce|language|entities) "noise"
 extent (begin|end|previous|next|instantaneous) "instantaneous" desc CDATA #REQUIRED>
<!ELEMENT Topics (Topic*)> <!ELEMENT Topic EMPTY>
<!ATTLIST Topic id ID #REQUIRED desc CDATA #REQUIRED>
<!ELEMENT Speakers (Speaker*)> <!ELEMENT Speaker EMPTY>
<!ATTLIST Speaker id ID #REQUIRED name CDATA #REQUIRED check (yes|no) #IMPLIED
 type (male|female|child|unknown) #IMPLIED dialect (native|nonnative) #IMPLIED accent CDATA #IMPLIED
 scope (local|global) #IMPLIED>
""")
)


@pytest.fixture(scope="module")
def sample():
    return read(SAMPLE)


def speech_of(path):
    """Turns of a .trs by hand: speaker's name, topic, text, times; empty turns are silence."""
    root = ElementTree.parse(path).getroot()
    names = {one.get("id"): one.get("name") for one in root.iter("Speaker")}
    topics = {one.get("id"): one.get("desc") for one in root.iter("Topic")}
    found, last = [], 0.0
    for section in root.iter("Section"):
        for turn in section.iter("Turn"):
            start, end = float(turn.get("startTime")), float(turn.get("endTime"))
            assert last <= start <= end and float(turn.find("Sync").get("time")) == start
            assert float(section.get("startTime")) <= start <= end <= float(section.get("endTime"))
            last = end
            text = "".join(turn.itertext()).removeprefix("\n").removesuffix("\n")
            if speaker := turn.get("speaker"):
                marks = [one.get("desc") for one in turn.iter("Event")]
                agenda = topics.get(section.get("topic"), "")
                found.append((names[speaker], agenda, text, start, end, marks))
            else:
                assert not text.strip()
    return found


@QUICK
@given(table=tables())
def test_trs_is_valid_and_holds_all_turns(table):
    with tempfile.TemporaryDirectory() as folder:
        corpus = corpus_of(table, Path(folder))
        counts = write(corpus, Path(folder) / "out", format="trs").counts
        files = sorted(Path(folder).glob("out/*.trs"))
        for path in files:
            assert TRANS_14.validate(etree.parse(path)), TRANS_14.error_log
        found = [turn for path in files for turn in speech_of(path)]
        assert sorted(turn[2] for turn in found) == sorted(corpus.turns["text"])
        assert sum(len(turn[5]) for turn in found) == len(corpus.marks)
        missing = corpus.turns[["start", "end"]].isna().sum().sum()
        assert counts.get("estimated_times", 0) == missing
        if "moved_times" not in counts:
            starts = corpus.turns.sort_values("text")["start"].dropna().to_list()
            assert set(starts) <= {turn[3] for turn in found}


def test_trs_of_the_sample(sample, tmp_path):
    write(sample, tmp_path / "out", format="trs")
    by_meeting = {meeting: list(turns["text"]) for meeting, turns in sample.turns.groupby("meeting")}
    for meeting, texts in by_meeting.items():
        path = tmp_path / "out" / f"{meeting}.trs"
        assert TRANS_14.validate(etree.parse(path)), TRANS_14.error_log
        assert [turn[2] for turn in speech_of(path)] == texts
    interview = speech_of(tmp_path / "out" / "entretien-2_helene-castaing.trs")
    turns = sample.turns[sample.turns["meeting"] == "entretien-2_helene-castaing"]
    assert [turn[3] for turn in interview] == pytest.approx(turns["start"].to_list(), abs=5e-4)


def test_tei_has_persons_roles_and_times(sample, tmp_path):
    write(sample, tmp_path / "out", format="tei")
    space = {"t": "http://www.tei-c.org/ns/1.0"}
    key = "{http://www.w3.org/XML/1998/namespace}id"
    for path in (tmp_path / "out").glob("*.xml"):
        root = ElementTree.parse(path).getroot()
        persons = {one.get(key): one for one in root.findall(".//t:particDesc/t:listPerson/t:person", space)}
        points = {one.get(key) for one in root.findall(".//t:timeline/t:when", space)}
        speeches = root.findall(".//t:u", space)
        assert speeches and all(one.get("who")[1:] in persons for one in speeches)
        assert all(one.get("role") and one.find("t:persName", space).text for one in persons.values())
        for one in speeches:
            assert {one.get(end)[1:] for end in ("start", "end") if one.get(end)} <= points
    descriptions = [mark.text for path in (tmp_path / "out").glob("*.xml")
                    for mark in ElementTree.parse(path).iterfind(".//t:u//t:desc", space)]  # fmt: skip
    inner = [row for row in marks_of(sample) if row[1] > 0]
    assert len(descriptions) == len(inner)


UTTERANCE = {
    "id", "conversation_id", "text", "speaker", "meta", "reply-to", "timestamp", "vectors",
}  # fmt: skip


def load_like_convokit(folder):
    """What ConvoKit's loader does: files in ASCII, speakers and conversations known, answers in reach."""
    lines = (folder / "utterances.jsonl").read_bytes().decode("ascii").splitlines()
    utterances = {one["id"]: one for one in map(json.loads, lines)}
    assert len(utterances) == len(lines)
    speakers, conversations, meta, index = (
        json.loads((folder / f"{name}.json").read_bytes().decode("ascii"))
        for name in ("speakers", "conversations", "corpus", "index")
    )
    heads = ("utterances-index", "speakers-index", "conversations-index", "overall-index", "version")
    assert set(heads) <= set(index) and index["version"] == 1
    for one in utterances.values():
        assert set(one) == UTTERANCE
        assert one["speaker"] in speakers and one["conversation_id"] in conversations
        assert one["conversation_id"] in utterances  # a conversation bears the name of its first utterance
        answered = one["reply-to"]
        assert (answered is None) == (one["id"] == one["conversation_id"])
        assert answered is None or utterances[answered]["conversation_id"] == one["conversation_id"]
        for key, value in one["meta"].items():
            assert value is None or str(type(value)) in index["utterances-index"][key]
    return list(utterances.values()), speakers, conversations, meta


@QUICK
@given(table=tables())
def test_convokit_folders_load(table):
    with tempfile.TemporaryDirectory() as folder:
        corpus = corpus_of(table, Path(folder))
        write(corpus, Path(folder) / "out", format="convokit")
        utterances, speakers, conversations, _ = load_like_convokit(Path(folder) / "out")
        found = [(one["conversation_id"], speakers[one["speaker"]]["meta"]["name"], one["text"],
                  one["meta"]["kind"], one["meta"]["agenda"]) for one in utterances]  # fmt: skip
        agenda = [item if any(map(str.isalnum, item)) else "" for item in corpus.turns["agenda"]]
        said = rows(corpus.turns.assign(agenda=agenda), ("meeting", "speaker", "text", "kind", "agenda"))
        assert found == said
        assert sum(len(one["meta"]["marks"]) for one in utterances) == len(corpus.marks)
        assert {name: one["meta"]["date"] for name, one in conversations.items()} == dict(
            rows(corpus.meetings, ("meeting", "date"))
        )


@pytest.mark.parametrize("by", ["speaker", "meeting", "turn"])
def test_txm_texts_and_their_metadata(by, sample, tmp_path):
    write(sample, tmp_path / "out", format="txm", options=WriteOptions(by))
    with (tmp_path / "out" / "metadata.csv").open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    columns = list(table[0])
    assert columns[0] == "id" and all(name.isascii() and name.isidentifier() for name in columns)
    assert {row["id"] for row in table} == {path.stem for path in (tmp_path / "out").glob("*.txt")}
    assert len({row["id"].casefold() for row in table}) == len(table)
    said = {}
    for row in table:
        lines = (tmp_path / "out" / f"{row['id']}.txt").read_text("utf-8").splitlines()
        said.setdefault((row["reunion"], row["locuteur"]), []).extend(lines)
    keys = ["meeting", "speaker"] if by != "meeting" else ["meeting"]
    for key, turns in sample.turns.groupby(keys):
        assert said[(*key, "")[:2]] == turns["text"].to_list()


def test_a_spreadsheet_computes_nothing(tmp_path):
    source = tmp_path / "source.csv"
    source.write_text("locuteur,texte\nAnne,=1+1\nPaul,été\n", encoding="utf-8")
    options = WriteOptions(spreadsheet=True)
    losses = write(read(source), tmp_path / "out", format="csv", options=options)
    data = (tmp_path / "out" / "turns.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and losses.counts["guarded_cells"] == 1
    assert read(tmp_path / "out").turns["text"].to_list() == ["'=1+1", "été"]


def test_silent_meetings_and_odd_characters_are_listed(tmp_path):
    source = tmp_path / "source.csv"
    source.write_text("réunion,locuteur,texte\nr1,Anne,oui\nr2,Paul,(rires)\n", encoding="utf-8")
    corpus = read(source)
    corpus.turns.loc[0, "text"] = "o\x01ui  bien"
    losses = write(corpus, tmp_path / "out", format="csv")
    kept = {"control_characters": 1, "white_space": 1, "silent_meetings": 1, "provenance": 1}
    assert losses.counts == kept and losses.frame("en").shape == (4, 4)
    assert read(tmp_path / "out").turns["text"].to_list() == ["oui bien"]


@pytest.mark.parametrize("name", FORMATS)
def test_one_file_can_be_converted_into_every_format(name, tmp_path):
    source = tmp_path / "a.txt"
    source.write_text("Anne : oui\nPaul : non\nAnne : si", encoding="utf-8")
    done = []
    write(read(source), tmp_path / "out", format=name, progress=lambda *facts: done.append(facts))
    assert {path.name for path in (tmp_path / "out").iterdir()} == {name for _, _, name in done}


def test_bad_calls(sample, tmp_path):
    (tmp_path / "file").touch()
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("x", encoding="utf-8")
    calls = [("docx", tmp_path / "out", "speaker", "unknown_target"),
             ("iramuteq", tmp_path / "out", "day", "unknown_text_unit"),
             ("csv", tmp_path / "file", "speaker", "not_a_folder"),
             ("csv", full, "speaker", "target_not_empty")]  # fmt: skip
    for name, path, by, key in calls:
        with pytest.raises(TextmineError) as caught:
            write(sample, path, format=name, options=WriteOptions(by))
        assert caught.value.key == key and caught.value.say("fr") != caught.value.say("en")
    assert not (tmp_path / "out").exists()
    write(sample, full, format="csv", force=True)
    assert {path.name for path in full.iterdir()} == {"mine.txt", "turns.csv", "corpus.toml"}


def test_nothing_is_left_of_a_write_that_fails(sample, tmp_path, monkeypatch):
    def full_disk(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        write(sample, tmp_path / "out", format="text")
    assert list(tmp_path.iterdir()) == []
