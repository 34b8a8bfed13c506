"""The claims of masking, on the set that comes with textmine."""

import unicodedata

import pytest

from textmine.bench.marked import PARTS, marked_studies, read_study
from textmine.bench.names_masked import MUST, measure_masking


@pytest.fixture(scope="module")
def table():
    return measure_masking().set_index(["part", "what"])["share"]


def test_the_set_is_large_enough():
    assert sum(study.n_transcripts for part in PARTS for study in marked_studies(part)) >= 70


@pytest.mark.parametrize("what", sorted(MUST))
def test_what_masking_must_reach(table, what):
    assert table["all", what] >= MUST[what]


def test_the_part_held_out_is_not_far_behind(table):
    assert table["held", "recall_listed"] >= 0.95
    assert table["held", "recall_patterns"] >= 0.95
    assert table["held", "precision"] >= 0.95


def test_what_was_seen_while_rules_were_written_is_found(table):
    assert table["dev", "recall_places"] >= 0.94
    assert table["dev", "one_name"] >= 0.97
    assert table["dev", "precision"] >= 0.98


def test_a_part_without_files_is_empty():
    assert marked_studies("nothing") == []


def test_a_faulty_set_is_refused():
    with pytest.raises(ValueError, match="no label"):
        read_study("@transcript a\nno label", "x")


def test_marks_stand_where_they_were_in_text_with_decomposed_letters():
    talk = unicodedata.normalize("NFD", "Héléna : L’été à {LIEU:Besançon}, Hélène.")
    study = read_study(f"@transcript a\n{talk}", "x")
    text = study.corpus().turns["text"][0]
    mark = study.marks[0][0]
    assert text[mark.start : mark.end] == "Besançon"
