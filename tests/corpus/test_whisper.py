"""Whisper, WhisperX, whisper.cpp: times, voices, credits, repeats; counts by hand."""

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.corpus.formats import whisper
from textmine.corpus.options import ReadOptions
from textmine.corpus.reading import read as read_corpus
from textmine.errors import TextmineError


def read(folder, content, name="reunion.json"):
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    [document] = whisper.read_documents(path, ReadOptions())
    return document


def speech(document):
    return [(p.speaker, p.text, p.start, p.end) for p in document.pieces if p.kind == "speech"]


def test_whisperx_with_missing_times_and_speakers(tmp_path):
    words = [{"word": "Oui,"}, {"word": "c'est", "start": 2.5, "end": 2.9}, {"word": "17:30."}]
    document = read(
        tmp_path,
        {
            "segments": [
                {"start": 0.0, "end": 1.5, "text": " Bonjour à tous 😀.", "speaker": "SPEAKER_00"},
                {"text": " Oui, c'est 17:30.", "words": words, "speaker": "SPEAKER_01"},
                {"start": None, "end": "x", "text": "Très\u00a0bien ?"},
                {"start": 4, "end": 5, "text": "   "},
            ],
            "word_segments": words,
        },
    )
    assert speech(document) == [
        ("SPEAKER_00", "Bonjour à tous 😀.", 0.0, 1.5),
        ("SPEAKER_01", "Oui, c'est 17:30.", 2.5, 2.9),
        (None, "Très\u00a0bien ?", None, None),
    ]
    assert document.warnings == () and document.format == "whisper"
    # SPEAKER_00 twice; Bonjouràtous😀. is 14, Oui,c'est17:30. is 15, Trèsbien? is 9
    assert document.characters == 10 + 10 + 14 + 15 + 9


def test_words_of_several_speakers_cut_the_segment(tmp_path):
    told = [("Tu", "A"), ("viens", "A"), ("?", None), ("Oui,", "B"), ("j’arrive.", "B")]
    words = [
        {"word": w, "start": float(k), "end": k + 0.5} | ({"speaker": s} if s else {})
        for k, (w, s) in enumerate(told)
    ]
    segment = {"start": 0, "end": 5, "text": " Tu viens ? Oui, j’arrive.", "words": words, "speaker": "A"}
    assert speech(read(tmp_path, {"segments": [segment]})) == [
        ("A", "Tu viens ?", 0.0, 2.5),
        ("B", "Oui, j’arrive.", 3.0, 4.5),
    ]
    segment["text"] = "Tu viens ? Oui, j'arrive."  # a word that is not found as written: whole
    assert speech(read(tmp_path, {"segments": [segment]})) == [("A", "Tu viens ? Oui, j'arrive.", 0.0, 5.0)]
    del segment["speaker"]
    assert speech(read(tmp_path, {"segments": [segment]}))[0][0] == "A"


def test_whisper_cpp(tmp_path):
    document = read(
        tmp_path,
        {
            "result": {"language": "fr"},
            "transcription": [
                {
                    "timestamps": {"from": "00:00:00,000", "to": "00:00:02,500"},
                    "offsets": {"from": 0, "to": 2500},
                    "text": " (speaker 0) Bonjour.",
                },
                {"offsets": {"from": 2500, "to": 4000}, "text": " (speaker ?) Oui. [SPEAKER_TURN]"},
                {"offsets": {"from": 4000, "to": 5000}, "text": " Bien."},
            ],
        },
    )
    assert speech(document) == [
        ("speaker 0", "Bonjour.", 0.0, 2.5),
        (None, "Oui.", 2.5, 4.0),
        (None, "Bien.", 4.0, 5.0),
    ]
    assert [p.new_turn for p in document.pieces if p.kind == "speech"] == [False, False, True]
    assert document.characters == sum(
        len("".join(t.split())) for t in ("(speaker 0) Bonjour.", "(speaker ?) Oui. [SPEAKER_TURN]", "Bien.")
    )


def test_credits_are_set_apart_and_repeats_told(tmp_path):
    credit = "Sous-titres réalisés par la communauté d'Amara.org"
    texts = ["Bonjour.", credit, *["Merci."] * 6, "Merci à vous"]
    document = read(tmp_path, {"segments": [{"text": text} for text in texts]})
    assert [p.text for p in document.pieces if p.kind == "noise"] == [credit]
    assert [key for key, _ in document.warnings] == ["subtitle_credit", "repeated_line", "no_labels"]
    assert document.warnings[1][1] == {"line": 3, "count": 6, "found": "Merci."}
    assert len(speech(document)) == 8


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"text": "Tout seul.", "segments": []}, [(None, "Tout seul.")]),
        ({"chunks": [{"timestamp": [0.0, None], "text": " Un."}]}, [(None, "Un.")]),
        ([{"text": "Liste.", "speaker": "Marie"}], [("Marie", "Liste.")]),
        (
            {
                "word_segments": [
                    {"word": "Ah", "speaker": "A"},
                    {"word": "non", "speaker": "A"},
                    {"word": "Si", "speaker": "B"},
                ]
            },
            [("A", "Ah non"), ("B", "Si")],
        ),
        ({"segments": [{"text": "e\u0301t\u00e9 \ud800"}]}, [(None, "été �")]),
    ],
)
def test_other_layouts(tmp_path, content, said):
    assert [row[:2] for row in speech(read(tmp_path, content))] == said


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("{", "json_broken"),
        ("[" * 100_000, "json_broken"),
        ('{"a": ' * 50_000, "json_broken"),
        ("3", "json_not_transcript"),
        ('{"type": "FeatureCollection"}', "json_not_transcript"),
        ('{"segments": 9' + "9" * 5000 + "}", "json_broken"),
        ("\0\0{}", "binary_file"),
        ("", "json_broken"),
    ],
)
def test_faults(tmp_path, content, key):
    with pytest.raises(TextmineError) as caught:
        read(tmp_path, content)
    assert caught.value.key == key and caught.value.say("fr") != caught.value.say("en")


def test_voices_stay_in_their_file(tmp_path):
    for name in ("a", "b"):
        segments = [
            {"text": f"Un {name}.", "speaker": "SPEAKER_00"},
            {"text": "Oui.", "speaker": "SPEAKER_01"},
        ]
        (tmp_path / f"{name}.json").write_text(json.dumps({"segments": segments}), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert sorted(corpus.speakers["speaker"]) == [
        "SPEAKER 00 (a)",
        "SPEAKER 00 (b)",
        "SPEAKER 01 (a)",
        "SPEAKER 01 (b)",
    ]


scalars = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=12)
word = st.fixed_dictionaries(
    {}, optional={"word": scalars, "start": scalars, "end": scalars, "speaker": scalars}
)
segment = st.fixed_dictionaries(
    {"text": st.text(max_size=20)},
    optional={
        "speaker": scalars,
        "start": scalars,
        "words": st.lists(word, max_size=4) | scalars,
        "offsets": scalars,
    },
)


@settings(deadline=None, max_examples=150)
@given(st.lists(segment, min_size=1, max_size=5))
def test_no_character_of_a_segment_is_lost(tmp_path_factory, segments):
    folder = tmp_path_factory.mktemp("json")
    if not any(one["text"].strip() for one in segments):
        return
    document = read(folder, {"segments": segments})
    from textmine.corpus.jsonfile import as_text

    def said(one):  # a segment without text is its words
        words = one.get("words")
        words = words if isinstance(words, list) else []
        return as_text(one["text"]) or "".join(as_text(word.get("word")) for word in words)

    wanted = Counter("".join("".join(said(one).split()) for one in segments))
    inside = Counter("".join("".join(p.text.split()) for p in document.pieces if p.kind != "label"))
    assert inside == wanted or any("(speaker" in one["text"] for one in segments)
