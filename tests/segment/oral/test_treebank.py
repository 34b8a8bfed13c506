"""Treebanks are read as the words that a tokenizer can find, with what the speaker gives up told apart."""

import pytest

from tests.segment.oral.material import TREEBANKS, block, needs_treebanks, row, write
from textmine.errors import TextmineError
from textmine.segment.oral.treebank import Sentence, Word, documents, read_treebank, stripped, turns


def words_of(tmp_path, *rows, **comments):
    (sentence,) = read_treebank(write(tmp_path / "fr_essai-ud-dev.conllu", block(*rows, **comments)))
    return sentence.words


def seen(words):
    return [(word.form, word.lemma, word.pos) for word in words]


def test_a_contraction_written_as_one_is_one_word_with_what_its_preposition_is(tmp_path):
    rows = (
        "1-2\tdu" + "\t_" * 8,
        row(1, "de", "ADP", 3, "case"),
        row(2, "le", "DET", 3, "det"),
        row(3, "carton", "NOUN", 0, "root"),
    )
    assert seen(words_of(tmp_path, *rows)) == [("du", "de", "ADP"), ("carton", "carton", "NOUN")]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [("de", "le", "du"), ("De", "les", "Des"), ("à", "le", "au"), ("À", "les", "Aux")],
)
def test_a_preposition_and_its_article_left_apart_are_joined(tmp_path, first, second, whole):
    rows = (
        row(1, first, "ADP", 3, "case", lemma=first.lower()),
        row(2, second, "DET", 3, "det", lemma="le", misc="SpaceAfter=No"),
        row(3, "carton", "NOUN", 0, "root"),
    )
    words = words_of(tmp_path, *rows)
    assert seen(words)[0] == (whole, first.lower(), "ADP")
    assert not words[0].space


def test_a_pronoun_and_the_article_of_a_name_are_left_apart(tmp_path):
    pronoun = (
        row(1, "de", "ADP", 3, "mark"),
        row(2, "le", "PRON", 3, "obj"),
        row(3, "lire", "VERB", 0, "root"),
    )
    assert [word.form for word in words_of(tmp_path, *pronoun)] == ["de", "le", "lire"]
    name = (
        row(1, "de", "ADP", 3, "case"),
        row(2, "Le", "DET", 3, "det"),
        row(3, "Havre", "PROPN", 0, "root"),
    )
    assert [word.form for word in words_of(tmp_path, *name)] == ["de", "Le", "Havre"]


def test_white_space_after_words_and_after_contractions(tmp_path):
    rows = (
        row(1, "l'", "DET", 2, "det", lemma="le", misc="Gloss=the|SpaceAfter=No"),
        row(2, "État", "NOUN", 0, "root"),
        "3-4\tdu\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No",
        row(3, "de", "ADP", 5, "case"),
        row(4, "le", "DET", 5, "det"),
        row(5, "celle", "PRON", 2, "nmod", misc="CorrectSpaceAfter=No"),
        row(6, "là", "ADV", 5, "advmod"),
    )
    sentence = Sentence(words_of(tmp_path, *rows), "", "")
    assert sentence.text == "l'État ducelle là"


def test_empty_nodes_are_left_out_and_the_form_stands_for_a_missing_lemma(tmp_path):
    rows = (
        row(1, "Parce", "SCONJ", 0, "root", lemma="_"),
        "1.1\tfantôme" + "\t_" * 8,
        row(2, "qu’", "SCONJ", 1, "fixed", lemma="_", misc="SpaceAfter=No"),
        row(3, "On", "PRON", 1, "nsubj", lemma="On"),
    )
    assert [word.lemma for word in words_of(tmp_path, *rows)] == ["parce", "qu'", "on"]


def test_what_is_given_up_is_told_from_fillers_markers_and_words(tmp_path):
    rows = (
        row(1, "euh", "INTJ", 6, "discourse"),
        row(2, "la", "DET", 3, "det", lemma="le"),
        row(3, "réunion", "NOUN", 6, "reparandum"),
        row(4, ",", "PUNCT", 3, "punct"),
        row(5, "le", "DET", 6, "det"),
        row(6, "comité", "NOUN", 0, "root"),
        row(7, "du", "ADP", 8, "case"),
        row(8, "coup", "NOUN", 6, "discourse"),
        row(9, "euh", "INTJ", 3, "discourse"),
    )
    labels = [word.fluency for word in words_of(tmp_path, *rows)]
    assert labels == ["filler", "restart", "restart", "word", "word", "word", "marker", "marker", "filler"]


def test_heads_in_a_ring_end(tmp_path):
    rows = (row(1, "a", "VERB", 2, "conj"), row(2, "b", "VERB", 1, "reparandum"))
    assert [word.fluency for word in words_of(tmp_path, *rows)] == ["restart", "restart"]


def test_features_kept(tmp_path):
    finite = "Gender=Masc|Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin"
    past = "Gender=Masc|Number=Sing|Tense=Past|VerbForm=Part"
    rows = (
        row(1, "il", "PRON", 2, "nsubj", features="Gender=Masc|Number=Sing|Person=3"),
        row(2, "a", "AUX", 3, "aux", features=finite),
        row(3, "fini", "VERB", 0, "root", features=past),
        row(4, "cartons", "NOUN", 3, "obj", features="Gender=Masc|Number=Plur"),
    )
    assert [word.morph for word in words_of(tmp_path, *rows)] == [
        "Person=3",
        "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin",
        "Tense=Past|VerbForm=Part",
        "",
    ]


def test_documents_and_turns(tmp_path):
    one = row(1, "oui", "INTJ", 0, "root")
    blocks = [
        block(one, sent_id="Rhap_D0001-1", speaker="$L1"),
        block(one, sent_id="Rhap_D0001-2", speaker="$L1"),
        block(one, sent_id="Rhap_D0001-3", speaker="$L2"),
        block(one, sent_id="Rhap_D0002-1", speaker="$L1"),
        *(block(one, sent_id=f"annodis.er_{number:05}") for number in range(16)),
        *(block(one, sent_id=f"annodis.er_{number:05}") for number in range(16, 40)),
    ]
    sentences = read_treebank(write(tmp_path / "fr_rhapsodie-ud-dev.conllu", *blocks))
    assert {sentence.treebank for sentence in sentences} == {"rhapsodie"}
    found = documents(sentences)
    assert [len(document) for document in found] == [3, 1, 16, 20, 4]
    assert [[s.speaker for s in turn] for turn in turns(found[0])] == [["L1", "L1"], ["L2"]]
    assert [len(turn) for turn in turns(found[2])] == [16]


def test_stripped_has_neither_punctuation_nor_capitals_and_words_keep_apart():
    words = (
        Word("«", "«", "PUNCT", space=False),
        Word("Oui", "oui", "INTJ", space=False),
        Word(",", ",", "PUNCT"),
        Word("l'", "le", "DET", space=False),
        Word("ESAT", "esat", "NOUN", space=False),
        Word(".", ".", "PUNCT", space=False),
    )
    bare = stripped(Sentence(words, "", ""))
    assert bare.text == "oui l'esat"
    assert stripped(bare) == bare


@pytest.mark.parametrize("content", ["", "\n\n", "# text = rien\n\n"])
def test_a_file_without_a_sentence_is_refused(tmp_path, content):
    path = tmp_path / "vide.conllu"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TextmineError) as fault:
        read_treebank(path)
    assert fault.value.key == "no_sentences"
    assert str(path) in fault.value.say("fr")


def test_a_bad_line_is_told_with_its_file_and_number(tmp_path):
    path = write(tmp_path / "faux.conllu", block(row(1, "oui", "INTJ", 0, "root"), "2\tnon\tnon"))
    with pytest.raises(TextmineError) as fault:
        read_treebank(path)
    assert fault.value.facts == {"path": path, "line": 3, "found": 3}
    assert str(path) in str(fault.value) and "3" in str(fault.value)


def test_line_ends_of_windows_and_a_last_line_without_its_end(tmp_path):
    path = tmp_path / "fr_essai-ud-dev.conllu"
    path.write_bytes(("# sent_id = a_1\r\n" + row(1, "oui", "INTJ", 0, "root")).encode())
    assert [sentence.text for sentence in read_treebank(path)] == ["oui"]


@needs_treebanks
@pytest.mark.parametrize("path", sorted(TREEBANKS.glob("*.conllu")), ids=lambda path: path.stem)
def test_the_text_of_sentences_is_the_one_the_treebank_gives(path):
    told = [
        line.partition("=")[2].strip()
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("# text =")
    ]
    sentences = read_treebank(path)
    assert len(sentences) == len(told)
    # the treebanks have doubled spaces and faults of their own
    same = sum(
        sentence.text == " ".join(text.split()) for sentence, text in zip(sentences, told, strict=True)
    )
    assert same / len(told) >= 0.999
