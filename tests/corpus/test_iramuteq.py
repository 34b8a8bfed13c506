"""IRaMuTeQ: texts, variables, themes, and what its own check would refuse."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.corpus.formats import iramuteq
from textmine.corpus.options import ReadOptions
from textmine.errors import TextmineError
from textmine.messages import say

MANIFESTE = Path(__file__).parents[3] / "shared" / "data" / "fixtures" / "iramuteq" / "manifeste_pc.txt"


def inked(text):
    return Counter("".join(unicodedata.normalize("NFC", text).split()))


def read(folder, text, options=None):
    path = folder / "corpus.txt"
    path.write_text(text, encoding="utf-8")
    documents = iramuteq.read_documents(path, options or ReadOptions())
    assert inked(" ".join(piece.text for one in documents for piece in one.pieces)) == inked(text)
    return documents


def speech(document):
    return [(piece.speaker, piece.text) for piece in document.pieces if piece.kind == "speech"]


def test_one_document_a_text(tmp_path):
    first, second = read(
        tmp_path,
        "**** *loc_Anne_Roux *date_20130129 *age_ *role_animatrice\n-*budget\nDu papier.\n\nDu carton.\n"
        "**** *loc_Paul\nDu verre.\n",
    )
    assert [first.name, second.name] == ["loc_Anne_Roux", "loc_Paul"]
    assert first.date == "2013-01-29"
    assert speech(first) == [("Anne Roux", "Du papier."), ("Anne Roux", "Du carton.")]
    spoken = [piece for piece in first.pieces if piece.kind == "speech"]
    assert [piece.new_turn for piece in spoken] == [True, False]
    assert spoken[0].attributes == {"loc": "Anne_Roux", "date": "20130129", "age": "", "role": "animatrice"}
    assert spoken[0].role == "facilitator" and spoken[0].line == 3
    assert [piece.text for piece in first.pieces if piece.kind == "heading"] == ["budget"]
    assert first.warnings == second.warnings == ()


def test_texts_of_one_meeting_are_one_document(tmp_path):
    documents = read(
        tmp_path,
        "**** *reunion_1 *pilote_A\noui\n**** *reunion_1 *pilote_B\nnon\n**** *reunion_2 *pilote_A\nbon\n",
    )
    assert [(one.name, speech(one)) for one in documents] == [
        ("1", [("A", "oui"), ("B", "non")]),
        ("2", [("A", "bon")]),
    ]


def test_options_name_the_variables(tmp_path):
    options = ReadOptions(columns={"speaker": "qui", "meeting": "*jour"})
    documents = read(tmp_path, "**** *qui_A *jour_lundi\noui\n**** *qui_B *jour_lundi\nnon\n", options)
    assert [(one.name, speech(one)) for one in documents] == [("lundi", [("A", "oui"), ("B", "non")])]


def test_texts_that_share_their_first_variable_are_numbered(tmp_path):
    documents = read(tmp_path, "**** *sexe_h\noui\n**** *sexe_h\nnon\n")
    assert [(one.name, speech(one)) for one in documents] == [
        ("corpus-1", [("corpus-1", "oui")]),
        ("corpus-2", [("corpus-2", "non")]),
    ]


def test_old_marks(tmp_path):
    documents = read(tmp_path, "0001 *loc_A\noui\n2013 fut une année.\n0002 *loc_B\nnon\n")
    assert [speech(one) for one in documents] == [
        [("A", "oui"), ("A", "2013 fut une année.")],
        [("B", "non")],
    ]


def test_what_the_checker_refuses_is_a_warning(tmp_path):
    [document] = read(
        tmp_path,
        "Titre\n-*tôt\n**** *nom_Anne Roux *jour_2013-01 * *x_1\n-*thème suite ici\nUn * seul.\n",
    )
    assert [(key, facts["line"]) for key, facts in document.warnings] == [
        ("iramuteq_preamble", 1),
        ("iramuteq_early_theme", 2),
        ("iramuteq_variable", 3),
        ("iramuteq_variable", 3),
        ("iramuteq_variable", 3),
        ("iramuteq_theme", 4),
        ("iramuteq_star", 5),
    ]
    assert speech(document) == [("Anne Roux", "Un * seul.")]
    assert [piece.text for piece in document.pieces if piece.kind == "preamble"] == ["Titre", "-*tôt"]
    for language in ("fr", "en"):
        sentences = [say(f"check.{key}", language, file="a", **facts) for key, facts in document.warnings]
        assert all(sentences) and "Roux" in sentences[2]


def test_a_file_without_marks_is_refused(tmp_path):
    with pytest.raises(TextmineError) as caught:
        read(tmp_path, "Un texte sans étoiles.")
    assert caught.value.key == "iramuteq_without_text"
    assert "corpus.txt" in caught.value.say("fr") and "corpus.txt" in caught.value.say("en")


LINES = st.one_of(
    st.sampled_from(
        ["**** *a_1 *b_2", "****", "**** x *", "-*thème", "-* x", "-*a b", "0001 *var_x", "", " * "]
    ),
    st.text(st.sampled_from("aé* -_0\u00a0."), max_size=10),
)


@given(st.lists(LINES, max_size=12))
def test_no_character_is_lost(tmp_path_factory, lines):
    read(tmp_path_factory.mktemp("iramuteq"), "\n".join(["avant", "**** *loc_A", *lines]))


@pytest.mark.skipif(not MANIFESTE.is_file(), reason="shared data absent")
def test_manifeste():
    text = MANIFESTE.read_text(encoding="utf-8")
    documents = iramuteq.read_documents(MANIFESTE, ReadOptions())
    assert len(documents) == sum(line.startswith("****") for line in text.splitlines())
    assert inked(" ".join(piece.text for one in documents for piece in one.pieces)) == inked(text)
    assert [one.name for one in documents][:2] == ["partie_intro", "partie_I"]
