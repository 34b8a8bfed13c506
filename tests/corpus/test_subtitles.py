"""Subtitles: voices, labels, dashes, times; nothing of the file is lost."""

import unicodedata
from collections import Counter

import pytest
import srt
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from textmine.corpus.formats import subtitles
from textmine.corpus.options import ReadOptions
from textmine.errors import TextmineError
from textmine.messages import say


def inked(text):
    return Counter("".join(unicodedata.normalize("NFC", text).split()))


def read(folder, text, name="reunion.srt"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    [document] = subtitles.read_documents(path, ReadOptions())
    assert inked(" ".join(piece.text for piece in document.pieces)) == inked(text)
    return document


def speech(document):
    return [(piece.speaker, piece.text) for piece in document.pieces if piece.kind == "speech"]


def cues(*texts, dot=","):
    return "\n\n".join(
        f"{n}\n00:00:{n:02d}{dot}000 --> 00:00:{n + 1:02d}{dot}500\n{text}" for n, text in enumerate(texts, 1)
    )


LABELLED = (
    "Marie Roux : Bonjour à tous.", "on commence", "Paul Lac : Oui,\nd'accord.", "Marie Roux : Le budget.",
    "Paul Lac : Il monte.",
)  # fmt: skip


@pytest.mark.parametrize("name", ["reunion.srt", "reunion.vtt"])
def test_labels_and_times(tmp_path, name):
    text = cues(*LABELLED, dot="." if name.endswith("vtt") else ",")
    document = read(tmp_path, f"WEBVTT\n\n{text}" if name.endswith("vtt") else text, name)
    assert speech(document) == [
        ("Marie Roux", "Bonjour à tous."), ("Marie Roux", "on commence"), ("Paul Lac", "Oui,"),
        ("Paul Lac", "d'accord."), ("Marie Roux", "Le budget."), ("Paul Lac", "Il monte."),
    ]  # fmt: skip
    spoken = [piece for piece in document.pieces if piece.kind == "speech"]
    assert [(piece.start, piece.end, piece.line) for piece in spoken[:3]] == [
        (1.0, 2.5, 1), (2.0, 3.5, 2), (3.0, 4.5, 3),
    ]  # fmt: skip
    assert not any(piece.new_turn for piece in spoken)
    assert [piece.text for piece in document.pieces if piece.kind == "noise"] == ["1", "2", "3", "4", "5"]


def test_diarised_labels(tmp_path):
    texts = [f"[SPEAKER_0{n % 2}]: phrase {'abcdef'[n]}" for n in range(6)]
    document = read(tmp_path, cues(*texts))
    assert speech(document) == [(f"SPEAKER_0{n % 2}", f"phrase {'abcdef'[n]}") for n in range(6)]


def test_voices(tmp_path):
    document = read(
        tmp_path,
        """WEBVTT - réunion
Kind: captions

STYLE
::cue { color: red }

NOTE un commentaire
sur deux lignes

intro
00:01.000 --> 00:02.000 align:start position:0%
<v.fort Marie Roux>Bonjour <i>à</i> tous</v>

00:02.000 --> 00:03.000
<v Marie Roux>on y va <v Paul Lac>oui</v> un murmure

NOTE fin

00:03.000 --> 00:04.000
<v Paul Lac>d'accord""",
        "reunion.vtt",
    )
    assert speech(document) == [
        ("Marie Roux", "Bonjour à tous"),
        ("Marie Roux", "on y va"),
        ("Paul Lac", "oui"),
        (None, "un murmure"),
        ("Paul Lac", "d'accord"),
    ]
    assert [piece.text for piece in document.pieces if piece.kind == "metadata"] == [
        "WEBVTT - réunion\nKind: captions",
        "STYLE\n::cue { color: red }",
        "NOTE un commentaire\nsur deux lignes",
        "NOTE fin",
    ]
    assert document.warnings == ()


def test_entities(tmp_path):
    path = tmp_path / "a.vtt"
    path.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\n<v A&amp;B>R&amp;D &lt;oui&gt;", encoding="utf-8")
    [document] = subtitles.read_documents(path, ReadOptions())
    assert speech(document) == [("A&B", "R&D <oui>")]


def test_dialogue_dashes(tmp_path):
    document = read(tmp_path, cues("- Ça va ?\n- Oui, et\ntoi ?", "-3 degrés dehors", "– Bien."))
    assert speech(document) == [
        (None, "Ça va ?"), (None, "Oui, et"), (None, "toi ?"), (None, "-3 degrés dehors"), (None, "Bien."),
    ]  # fmt: skip
    assert [piece.new_turn for piece in document.pieces if piece.kind == "speech"] == [
        True, True, False, False, True,
    ]  # fmt: skip


def test_malformed_blocks_and_credits_are_told(tmp_path):
    document = read(
        tmp_path,
        cues("Oui.", "Bon\n\naprès un blanc")
        + "\n\n3\n00:00:09 -> 00:00:10\nperdu\n\n4\n00:00:11,000 --> 00:00:12,000\n"
        + "Sous-titres réalisés par la communauté d'Amara.org",
    )
    assert [text for _, text in speech(document)] == ["Oui.", "Bon", "après un blanc"]
    assert [piece.text for piece in document.pieces if piece.kind == "unattributed"] == [
        "3\n00:00:09 -> 00:00:10\nperdu"
    ]
    keys = [key for key, _ in document.warnings]
    assert keys[:2] == ["subtitle_malformed", "subtitle_credit"]
    for language in ("fr", "en"):
        assert "perdu" in say("check.subtitle_malformed", language, file="a", **document.warnings[0][1])
        assert "Amara" in say("check.subtitle_credit", language, file="a", **document.warnings[1][1])


def test_the_same_cues_as_the_usual_libraries(tmp_path):
    texts = ["un <i>mot</i>", "deux\nlignes", "2013", "trois"]
    document = read(tmp_path, cues(*texts))
    oracle = list(srt.parse(cues(*texts)))
    times = [piece for piece in document.pieces if piece.kind == "time"]
    assert len(times) == len(oracle)
    spoken = {piece.line: piece for piece in document.pieces if piece.kind == "speech"}
    for cue in oracle:
        assert spoken[cue.index].start == cue.start.total_seconds()
        assert spoken[cue.index].end == cue.end.total_seconds()
    document = read(
        tmp_path, "WEBVTT\n\n" + cues(*(f"<v A{n}>{text}" for n, text in enumerate(texts)), dot="."), "a.vtt"
    )
    oracle = webvtt.read(str(tmp_path / "a.vtt"))
    assert speech(document) == [(cue.voice, cue.text) for cue in oracle]


def test_a_file_without_times_is_refused(tmp_path):
    with pytest.raises(TextmineError, match=r"reunion\.srt") as caught:
        read(tmp_path, "Bonjour à tous.")
    assert caught.value.key == "subtitles_without_cue"


LINES = st.one_of(
    st.sampled_from(
        [
            "",
            "1",
            "12",
            "00:01.000 --> 00:02.000",
            "00:00:01,000 --> 00:00:02,000",
            "00:01 -> 2",
            "NOTE x",
            "WEBVTT",
            "- oui",
            "A : non",
            "B : si",
            "[SPEAKER_01]: la",
            "<v A>mot",
            "</v>",
            "<i>x</i>",
            "x <v B>y</v> z",
        ]
    ),
    st.text(st.sampled_from("ab é:-<>v1\u00a0\u2028"), max_size=10),
)


@given(st.lists(LINES, max_size=20), st.sampled_from(["a.srt", "a.vtt"]))
def test_no_character_is_lost(tmp_path_factory, lines, name):
    read(tmp_path_factory.mktemp("subtitles"), "\n".join([*lines, "00:01.000 --> 00:02.000", "fin"]), name)
