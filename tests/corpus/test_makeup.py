"""Page make-up, cut words, near-copies and loops; and no character lost over generated layouts."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.corpus.duplicates import find_near_copies
from textmine.corpus.makeup import margin_numbers, running_heads
from textmine.corpus.oddities import repeated_sentences, repeated_turns
from textmine.corpus.pieces import count_characters
from textmine.corpus.reading import read
from textmine.corpus.typography import join_cut_words, plain_letters
from textmine.errors import TextmineError

LINE = "une ligne qui va jusqu'à la marge comme toutes ses voisines, ou à peu "


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("près con-", "nue ici", "près connue"),
        ("près peut-", "être ici", "près peut-être"),
        ("près, a-t-", "il dit", "près, a-t-il"),
        ("près c'est-", "à-dire ici", "près c'est-à-dire"),
        ("près Saint-", "Étienne", "près Saint-Étienne"),
        ("près vient-", "elle ?", "près vient-elle"),
    ],
)
def test_words_cut_at_the_margin(first, second, joined):
    text, count = join_cut_words(f"{LINE}{first}\n{second} et la suite, plus bas.\nE : oui")
    assert count == 1
    assert text.split("\n")[0].startswith(LINE + joined)
    assert text.count("\n") == 2


@pytest.mark.parametrize(
    "text",
    [
        "on va att-\nattendre",
        f"{LINE}att-\nenq : oui\n{LINE}",
        f"{LINE}près con-\n12 nue",
        "mot " * 60 + "con-\nnue\ncourt\n" + "mot " * 20,
    ],
)
def test_truncations_and_short_lines_stay(text):
    assert join_cut_words(text) == (text, 0)


def test_numbers_of_lines_and_not_of_other_things():
    assert margin_numbers([f"{n} mot" for n in range(1, 9)]).keys() == set(range(8))
    assert margin_numbers([f"{n} mot" for n in (1, 2, 4, 8, 9)]) == {}
    assert margin_numbers(["1 an", "2 ans", "3 ans", "oui"] + ["non"] * 30) == {}
    assert margin_numbers([f"0:0{n} Marie" for n in range(1, 9)]) == {}


def test_running_heads_and_not_labels_or_refrains():
    heads = ["Comité – p. 1", "A : x", "Comité – p. 2", "B : y", "Comité – p. 3"]
    assert running_heads(heads, []) == {0, 2, 4}
    assert (
        running_heads(["Marie Dupont", "a", "1", "Marie Dupont", "b", "Marie Dupont", "c", "2"], [2, 7])
        == set()
    )
    assert running_heads(["Oui bien sûr", "Oui bien sûr", "Oui bien sûr"], []) == set()
    assert running_heads(["Article – 3", "a", "Article – 2", "b", "Article – 7"], []) == set()


def write(folder, files):
    for name, words in files.items():
        half = len(words) // 2
        text = f"Anne : {' '.join(words[:half])}\nPaul : {' '.join(words[half:])}"
        (folder / name).write_text(text, encoding="utf-8")
    return read(folder)


def test_near_copies_have_the_share_counted_by_hand(tmp_path):
    words = [f"mot{i}" for i in range(100)]
    other = [f"autre{i}" for i in range(100)]
    corpus = write(tmp_path, {"a.txt": words, "b.txt": words[:80] + other[:20], "c.txt": other})
    [pair] = find_near_copies(corpus)
    # 96 runs of five words in each, 76 in common; 16 of c's are in b, too few to tell
    assert (pair.first, pair.second) == ("a.txt", "b.txt")
    assert pair.jaccard == pytest.approx(76 / (96 + 96 - 76))
    assert pair.contained == pytest.approx(76 / 96)
    assert [one.second for one in find_near_copies(corpus, least_contained=0.1)] == ["b.txt", "c.txt"]


def test_an_extract_is_a_near_copy_and_short_files_are_not(tmp_path):
    words = [f"mot{i}" for i in range(300)]
    corpus = write(
        tmp_path, {"a.txt": words, "b.txt": words[100:160], "c.txt": words[:20], "d.txt": words[:19]}
    )
    assert [(one.first, one.second, one.contained) for one in find_near_copies(corpus)] == [
        ("a.txt", "b.txt", 1.0)
    ]


def test_loops_are_told_and_refrains_are_not():
    said = ["On y va donc.", "Oui.", "on y va donc", "Oui.", "On y va, donc.", "Oui.", "Non, pas encore."]
    frame = pd.DataFrame(
        {"file": "a", "meeting": "a", "speaker": list("ABABABA"), "line": range(7), "text": said}
    )
    assert [(line, facts["count"]) for _, line, facts in repeated_turns(frame)] == [(0, 3)]
    frame["text"] = [
        "Oui. " * 9,
        "Je ne sais pas. Enfin, je ne sais pas.",
        "C'est bien ça. " * 3,
        "",
        "a",
        "b",
        "c",
    ]
    assert [(line, facts["count"]) for _, line, facts in repeated_sentences(frame)] == [(2, 3)]


NAMES = st.sampled_from(
    ["E", "R", "Marie", "M. Durand", "[SPEAKER_00]", "J.-P. M.", "Enquêteur·rice", "Anne ?"]
)
SIGNS = st.sampled_from([" : ", "\u00a0: ", "\u202f:", "\t", " – ", ".– ", " / ", " :\n", "\n"])
TIMES = st.sampled_from(["", "[00:12:03] ", "(0:48.5) ", "#00:12:03-5# ", "12 minutes 3 secondes ", "00:12 "])
TEXTS = st.sampled_from(
    [
        "Oui, bien sûr.",
        "Vous venez d'où ?",
        "(rires) enfin",
        "le: truc co:mme ça",
        "trans\u00adformer la \ufb01lière",
        "17:30 au plus tard",
        "https://exemple.fr",
        "Note : il rit.",
        LINE + "con-\nnue",
        "e\u0301te\u0301",
        "« non »",
    ]
)
EXTRAS = st.sampled_from(
    ["", "12", "Page 3 sur 20", "-----", "Comité – 1/3", "Sous-titrage ST' 501", "# Bilan"]
)
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(TIMES, NAMES, SIGNS, TEXTS, EXTRAS), min_size=1, max_size=9),
    st.booleans(),
    ENDS,
    ENCODINGS,
)
def test_every_character_of_a_generated_layout_is_attributed_or_reported(
    tmp_path_factory, rows, numbered, end, encoding
):
    path = tmp_path_factory.mktemp("layout") / "entretien.txt"
    sign = rows[0][2]
    lines = [
        line for time, name, _, text, extra in rows for line in (f"{time}{name}{sign}{text}", extra) if line
    ]
    if numbered:
        lines = [f"{number}  {line}" for number, line in enumerate("\n".join(lines).split("\n"), 1)]
    text = "\n".join(lines)
    path.write_bytes(text.replace("\n", end).encode(encoding))
    try:
        corpus = read(path)
    except TextmineError as error:
        assert error.key == "no_turns"
        return
    [report] = corpus.reports
    assert report.attributed + report.reported == report.characters
    plain, _ = plain_letters(unicodedata.normalize("NFC", text))
    hyphens = text.count("con-")  # a cut word may lose its hyphen, and the report says so
    source = count_characters(unicodedata.normalize("NFC", plain))
    assert source - hyphens <= report.characters <= source
    assert report.characters == source or "cut at the margin" in report.encoding_reason
