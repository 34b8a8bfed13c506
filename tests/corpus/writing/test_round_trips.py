"""read(write(corpus)) gives the corpus back, up to the losses that are listed, for each format."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.conftest import SAMPLE, SHARED
from tests.corpus.writing.material import (
    TURNS,
    corpus_of,
    marks_of,
    rows,
    same_meetings,
    same_people,
    tables,
)
from textmine.corpus.reading import read
from textmine.corpus.writing.folders import write
from textmine.corpus.writing.options import WriteOptions

QUICK = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def there_and_back(corpus, folder, name, **options):
    losses = write(corpus, folder, format=name, options=WriteOptions(**options))
    return read(folder), losses.counts


def without(row, *places):
    return tuple(value for at, value in enumerate(row) if at not in places)


def check_whole(corpus, back, counts):
    """All but the provenance comes back, or as many turns and marks differ as are listed."""
    one, two = rows(corpus.turns, TURNS), rows(back.turns, TURNS)
    if len(one) != len(two):  # turns that are nothing but an annotation to the reader, and listed as such
        assert 0 < len(one) - len(two) <= counts["seeming_marks"]
        return
    differing = sum(a != b for a, b in zip(one, two, strict=True))
    if "misread_characters" not in counts:
        assert differing == counts.get("seeming_marks", 0)
        if not differing:
            lost = counts.get("marks", 0) + counts.get("brackets", 0)
            before, after = marks_of(corpus), marks_of(back)
            assert len(set(before) - set(after)) <= lost
            assert len(before) - len(after) == counts.get("marks", 0)
            same_people(corpus, back)
    assert [without(row, 5) for row in one] == [without(row, 5) for row in two]
    if "attributes" not in counts:
        extra = [name for name in corpus.turns.columns if name == "Région"]
        assert rows(corpus.turns, extra) == rows(back.turns, extra)
    same_meetings(corpus, back)


@pytest.mark.parametrize("name", ["csv", "parquet", "tei"])
@QUICK
@given(table=tables())
def test_generated_corpora_come_back_whole(name, table):
    with tempfile.TemporaryDirectory() as folder:
        corpus = corpus_of(table, Path(folder))
        back, counts = there_and_back(corpus, Path(folder) / "out", name)
        check_whole(corpus, back, counts)


def joined(corpus):
    """What labelled text can say: turns of one speaker in a row under one item are one; no ends."""
    found = []
    for meeting, speaker, role, _, agenda, text, start, _ in rows(corpus.turns, TURNS):
        if found and found[-1][:2] == (meeting, speaker) and found[-1][3] == agenda:
            found[-1][4].append(text)
        else:
            found.append((meeting, speaker, role, agenda, [text], start))
    return found


def spaced(texts):
    return "".join(" ".join(texts).split())


@QUICK
@given(table=tables())
def test_generated_corpora_come_back_from_text_up_to_joined_turns(table):
    with tempfile.TemporaryDirectory() as folder:
        corpus = corpus_of(table, Path(folder))
        back, counts = there_and_back(corpus, Path(folder) / "out", "text")
        expected, found = joined(corpus), joined(back)
        if "seeming_dates" in counts:  # a date in the talk, listed as such, may set meetings in another order
            expected, found = (sorted(one, key=lambda row: row[0]) for one in (expected, found))
        gone = len(corpus.turns) - len(back.turns) - counts.get("joined_turns", 0)
        if gone:  # turns that are nothing but a time code or an annotation to the reader, and listed as such
            assert 0 < gone <= counts.get("seeming_times", 0) + counts.get("seeming_marks", 0)
            return
        assert len(found) == len(back.turns)
        assert [row[:4] for row in expected] == [row[:4] for row in found]
        if not {"seeming_marks", "seeming_times", "misread_characters"} & set(counts):
            assert [row[5] for row in expected] == [row[5] for row in found]
            if "joined_turns" not in counts:
                assert [row[4] for row in expected] == [row[4] for row in found]
            assert len(corpus.marks) - len(back.marks) == counts.get("marks", 0)
        kinds = [kind for kind in corpus.turns["kind"] if kind == "interruption"]
        assert counts.get("interruptions", 0) == len(kinds)
        assert counts.get("ends", 0) == corpus.turns["end"].notna().sum()
        if "seeming_dates" not in counts:
            same_meetings(corpus, back)


def test_what_looks_like_a_label_stays_speech(tmp_path):
    source = tmp_path / "source.csv"
    lines = ["meeting,speaker,text", 'r1,Anne,"Note : on reprend\nPaul : non, c\'est moi"', "r1,Paul,- oui",
             "r1,Anne,12", "r1,Paul,# titre", "r1,Anne,**** *loc_X", "r1,Note,voilà"]  # fmt: skip
    source.write_text("\n".join(lines), encoding="utf-8")
    corpus = read(source)
    back, counts = there_and_back(corpus, tmp_path / "out", "text")
    assert rows(back.turns, ("speaker", "text")) == rows(corpus.turns, ("speaker", "text"))
    assert rows(back.turns, ("speaker", "text"))[0] == ("Anne", "Note : on reprend Paul : non, c'est moi")
    assert set(counts) == {"provenance"}


CARRIED = {
    "csv": {"provenance", "brackets"},
    "parquet": {"provenance", "brackets"},
    "tei": {"provenance"},
    "text": {"provenance", "brackets", "ends"},
}


@pytest.fixture(scope="module")
def sample():
    return read(SAMPLE)


@pytest.mark.parametrize("name", CARRIED)
def test_the_sample_comes_back(name, sample, tmp_path):
    back, counts = there_and_back(sample, tmp_path / "out", name)
    assert set(counts) <= CARRIED[name]
    columns = TURNS if name != "text" else TURNS[:-1]
    assert rows(sample.turns, columns) == rows(back.turns, columns)
    assert len(sample.marks) == len(back.marks)
    assert [row[:2] for row in marks_of(sample)] == [row[:2] for row in marks_of(back)]
    same_meetings(sample, back)
    same_people(sample, back)
    assert (sample.name, sample.language) == (back.name, back.language)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not here")
@pytest.mark.parametrize(("data", "group"), [("fredsum", "--"), ("assemblee-2013/20130124.xml", None)])
@pytest.mark.parametrize("name", ["csv", "tei", "text"])
def test_real_corpora_come_back(data, group, name, tmp_path):
    corpus = real(data, group)
    back, counts = there_and_back(corpus, tmp_path / "out", name)
    if name == "text":
        assert len(corpus.turns) - len(back.turns) == counts.get("joined_turns", 0)
        assert [spaced(row[4]) for row in joined(corpus)] == [spaced(row[4]) for row in joined(back)]
        assert [row[:4] for row in joined(corpus)] == [row[:4] for row in joined(back)]
    else:
        check_whole(corpus, back, counts)


_READ = {}


def real(data, group):
    if data not in _READ:
        _READ[data] = read(SHARED / data, group_files=group)
    return _READ[data]


def test_declarations_come_back(sample, tmp_path):
    losses = write(sample, tmp_path / "out", format="csv")
    back = read(tmp_path / "out")
    assert back.pilots == sample.pilots and len(back.pilots) == 6
    assert back.speakers["legitimacy"].notna().sum() == sample.speakers["legitimacy"].notna().sum() > 0
    assert json.loads(losses.frame("en").to_json(orient="records"))[0]["loss"] == "provenance"


@pytest.mark.parametrize("name", ["convokit", "trs"])
def test_the_sample_comes_back_from_formats_of_others(name, tmp_path):
    corpus = read(SAMPLE)
    back, counts = there_and_back(corpus, tmp_path / "out", name)
    kept = ["meeting", "speaker", "role", "kind", "agenda", "text"]
    assert rows(back.turns, kept) == rows(corpus.turns, kept)
    about = ["speaker", "role", "cluster", "legitimacy", "words", "region"]
    assert rows(back.speakers, about) == rows(corpus.speakers, about)
    assert rows(back.meetings, ["meeting", "date", "title"]) == rows(
        corpus.meetings, ["meeting", "date", "title"]
    )
    if name == "convokit":
        assert marks_of(back) == marks_of(corpus)
    assert set(counts) <= {"provenance", "estimated_times"}
