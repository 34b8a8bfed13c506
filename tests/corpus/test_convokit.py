"""ConvoKit: conversations, order of replies, metadata beside; counts by hand."""

import json

import pytest

from textmine.corpus.formats import convokit
from textmine.corpus.options import ReadOptions
from textmine.corpus.reading import read as read_corpus
from textmine.errors import TextmineError


def write(path, *items):
    path.write_text(
        "\n".join(json.dumps(item, ensure_ascii=False) for item in items) + "\n", encoding="utf-8"
    )


def said(name, speaker, text, **more):
    return {"id": name, "speaker": speaker, "text": text, "conversation_id": "c1", **more}


def texts(document):
    return [(piece.speaker, piece.text) for piece in document.pieces if piece.kind == "speech"]


def test_replies_give_the_order_and_files_beside_the_rest(tmp_path):
    path = tmp_path / "utterances.jsonl"
    write(
        path,
        said("b", "Paul", "Oui, l’été 😀.", reply_to="a", timestamp=2, meta={"ton": "vif", "x": [1]}),
        said("a", "Marie", "Ça va ?", reply_to=None, timestamp=1),
        {
            "id": "z",
            "user": {"id": "Anne"},
            "root": "c2",
            "text": "Seule.",
            "reply-to": "absent",
            "timestamp": 1.6e9,
        },
        said("c", "Marie", " Bien.", reply_to="b", timestamp=1),
    )
    (tmp_path / "speakers.json").write_text(
        '{"Marie": {"meta": {"role": "animatrice", "parti": "X"}}}', encoding="utf-8"
    )
    (tmp_path / "conversations.json").write_text(
        '{"c1": {"meta": {"title": "Bilan", "date": "2021-05-03"}}}', encoding="utf-8"
    )
    first, second = convokit.read_documents(path, ReadOptions())
    assert texts(first) == [("Marie", "Ça va ?"), ("Paul", "Oui, l’été 😀."), ("Marie", "Bien.")]
    assert (first.name, first.title, first.date, second.name) == ("c1", "Bilan", "2021-05-03", "c2")
    spoken = [piece for piece in first.pieces if piece.kind == "speech"]
    assert [piece.role for piece in spoken] == ["facilitator", "", "facilitator"]
    assert spoken[1].attributes == {"ton": "vif"} and spoken[1].start == 2.0
    assert [(piece.speaker, piece.start) for piece in second.pieces if piece.kind == "speech"] == [
        ("Anne", None)
    ]
    # Marie twice, Paul; Çava? 5, Oui,l’été😀. 11, Bien. 5
    assert first.characters == 14 + 5 + 11 + 5
    assert sorted(read_corpus(tmp_path).meetings["meeting"]) == ["c1", "c2"]


def test_a_circle_of_replies_is_told(tmp_path):
    path = tmp_path / "a.jsonl"
    write(
        path,
        said("a", "M", "un", reply_to="b"),
        said("b", "P", "deux", reply_to="a"),
        said("c", "M", "trois"),
    )
    [document] = convokit.read_documents(path, ReadOptions())
    assert texts(document) == [("M", "trois"), ("M", "un"), ("P", "deux")]
    assert document.warnings == (("reply_order", {"line": 1, "found": "a"}),)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ("", "convokit_without_text"),
        ('{"id": 1}', "convokit_without_text"),
        ("[1]", "convokit_without_text"),
        ('{"text": "a"}\n{', "json_broken"),
    ],
)
def test_faults(tmp_path, data, key):
    (tmp_path / "a.jsonl").write_text(data, encoding="utf-8")
    with pytest.raises(TextmineError) as caught:
        convokit.read_documents(tmp_path / "a.jsonl", ReadOptions())
    assert caught.value.key == key
