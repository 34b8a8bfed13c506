"""CHAT: participants, times, codes; nothing of the file is lost; faults."""

import re
import unicodedata
from collections import Counter

import pylangacq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import SHARED
from textmine.corpus.assembly import assemble
from textmine.corpus.formats import format_of, read_documents
from textmine.corpus.formats.chat_codes import split_codes
from textmine.corpus.formats.chat_people import read_participants
from textmine.corpus.options import ReadOptions
from textmine.corpus.reading import read as read_corpus
from textmine.errors import TextmineError

FIXTURES = sorted((SHARED / "fixtures" / "cha").glob("*.cha"))
COUNTED = {  # by hand: turns, words said (retraced ones too, xxx and events not)
    "eng_disfluency": (1, 56), "eng_multi_speaker": (9, 44), "eng_overlap_ca": (8, 36),
    "fra_geneva_timed": (2, 21), "fra_simple": (1, 15), "vandam": (6, 13),
}  # fmt: skip


def inked(text):
    return Counter("".join(unicodedata.normalize("NFC", text).split()))


def read(folder, data, name="entretien.cha"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    [document] = read_documents(path, ReadOptions())
    assembled = assemble(document, file=name)
    assert assembled.characters == inked("".join(piece.text for piece in document.pieces)).total()
    return document, assembled


def words(text):
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text)


INTERVIEW = """@UTF8
@Begin
@Languages:\tfra
@Participants:\tMAR Marie_Roux Participant, INV Investigator,
\tPAU Adult, LUC Adult
@ID:\tfra|pilotes|MAR|52;06.||||Participant|licence||
@Date:\t18-MAR-2021
@Bg:\tLe réseau
*INV:\tvous êtes là depuis longtemps ? \x150_1500\x15
%com:\telle hésite
*MAR:\t&=rires <c'est> [/] c'est l'œuvre de ma vie, (.) &-euh
\tdepuis vingt+ans@s:fra déjà . \x151500_4250\x15
*MAR:\t0 [=! tousse] .
*PAU:\txxx (en)fin voi:là +/.
@Eg:\tLe réseau
*LUC:\tau revoir [: adieu] parce_que +"/.
@End
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
def test_an_interview(tmp_path, encoding):
    document, assembled = read(tmp_path, INTERVIEW.replace("\n", "\r\n").encode(encoding))
    assert (document.format, document.encoding, document.date) == ("chat", encoding, "2021-03-18")
    assert [(turn.label, turn.text) for turn in assembled.turns] == [
        ("Investigator", "vous êtes là depuis longtemps ?"),
        ("Marie Roux", "c'est c'est l'œuvre de ma vie, euh depuis vingt ans déjà."),
        ("PAU", "enfin voilà"),
        ("LUC", "au revoir parce que"),
    ]
    asked, told, heard, _ = assembled.turns
    assert (asked.role, told.role) == ("interviewer", "")
    assert (asked.start, asked.end, told.start, told.end) == (0.0, 1.5, 1.5, 4.25)
    assert told.attributes == {"age": "52;06.", "education": "licence"}
    assert told.marks[:2] == [(0, "&=rires"), (30, "(.)")] and heard.marks == [(0, "xxx")]
    assert [turn.agenda for turn in assembled.turns] == ["Le réseau"] * 3 + [""]
    assert document.warnings == () and told.line == 11
    assert [piece.text for piece in document.pieces if piece.kind == "time"] == [
        "\x150_1500\x15",
        "\x151500_4250\x15",
    ]


@pytest.mark.parametrize(
    ("line", "said", "marks", "codes"),
    [
        ("je veux +...", "je veux", [], "+..."),
        ("<je je> [//] tu [/] tu vas [<2] .", "je je tu tu vas.", [], "< > [//] [/] [<2]"),
        ("oui [x 3] (2.5) non (..)", "oui non", ["(2.5)", "(..)"], "[x 3]"),
        ("&{l=rire oui &}l=rire non", "oui non", ["&{l=rire", "&}l=rire"], ""),
        ("il est 17:30 et c'est 3+4", "il est 17:30 et c'est 3 4", [], "+"),
        ("pis ça [% il montre] (il sort)", "pis ça (il sort)", ["[% il montre]"], ""),
        ("www .", "", ["www"], "."),
        ("0le chat 0 .", "chat.", [], "0le 0"),
        ("&+fr frère &*INV:mhm ^donc", "fr frère donc", ["&*INV:mhm"], "&+ ^"),
        ("[- eng] yes [rires] [!] [*] [+ exc]", "yes [rires]", [], "[- eng] [!] [*] [+ exc]"),
        ("# bon ## d(e) un côté", "bon de un côté", ["#", "##"], "()"),
        ("⌈oui⌉ ↑non↓ non„ hein ‡", "oui non non hein", [], "⌈ ⌉ ↑ ↓ „ ‡"),
        ("", "", [], ""),
    ],
)
def test_codes(line, said, marks, codes):
    slices, found = split_codes(line)
    assert " ".join(text for kind, text in slices if kind == "speech").replace(" .", ".") == said
    assert [text for kind, text in slices if kind == "mark"] == marks
    assert found == codes


def test_participants():
    people = read_participants(
        "FAT Father, CHI Anne_Marie Target_Child, CO1 Adult , CO2 Adult, MOD Moderator,,X"
    )
    assert [(one.code, one.label, one.role) for one in people.values()] == [
        ("FAT", "Father", ""), ("CHI", "Anne Marie", ""), ("CO1", "CO1", ""), ("CO2", "CO2", ""),
        ("MOD", "Moderator", "facilitator"), ("X", "X", ""),
    ]  # fmt: skip


def test_codes_without_participant_stray_lines_and_many_times(tmp_path):
    times = "".join(f"*ZOE:\toui \x15{n}_{n + 1}\x15\n" for n in range(200))
    document, assembled = read(
        tmp_path, f'@Begin\nperdu\n{times}*ZOE:\tfin \x15%snd:"a_1"_7000_8000\x15\n@End'
    )
    assert assembled.turns[0].label == "ZOE" and assembled.turns[0].end == 8.0
    assert document.warnings == (("unknown_speaker", {"line": 3, "label": "ZOE"}),)
    assert [piece.text for piece in document.pieces if piece.kind == "unattributed"] == ["perdu"]


def test_nameless_participants_are_others_in_each_file(tmp_path):
    for name in ("a", "b"):
        head = "@Begin\n@Participants:\tMOT Mother, INV Investigator\n"
        (tmp_path / f"{name}.cha").write_text(f"{head}*MOT:\toui {name}\n*INV:\tnon\n@End\n")
    corpus = read_corpus(tmp_path)
    assert sorted(corpus.speakers["speaker"]) == ["Investigator", "Mother (a)", "Mother (b)"]
    assert (
        dict(zip(corpus.speakers["speaker"], corpus.speakers["role"], strict=True))["Investigator"]
        == "interviewer"
    )


def test_chat_by_content(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("\ufeff@UTF8\r\n@Begin\r\n*A:\toui", encoding="utf-8")
    assert format_of(path) == "chat"


@pytest.mark.parametrize("text", ["", "@Begin\n@End", "A : bonjour"])
def test_faults_are_one_sentence(tmp_path, text):
    path = tmp_path / "entretien.cha"
    path.write_text(text)
    with pytest.raises(TextmineError) as caught:
        read_documents(path, ReadOptions())
    assert caught.value.key == "chat_without_speech"
    for language in ("fr", "en"):
        sentence = caught.value.say(language)
        assert "entretien.cha" in sentence and "\n" not in sentence


@pytest.mark.skipif(not FIXTURES, reason="shared data absent")
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixtures_against_pylangacq_and_by_hand(path, tmp_path):
    text = path.read_text(encoding="utf-8")
    document, assembled = read(tmp_path, path.read_bytes())
    assert inked("".join(piece.text for piece in document.pieces)) == inked(text)
    chat = pylangacq.read_chat(str(path), strict=False)
    labels = {one.code: one.name or one.role for one in chat.headers()[0].participants}
    labels = {code: label.replace("_", " ") for code, label in labels.items()}
    voices = [labels[utterance.participant] for utterance in chat.utterances()]
    kept = Counter(utterance.participant for utterance in chat.utterances())
    assert Counter(piece.text[1:-1] for piece in document.pieces if piece.kind == "label") == kept
    assert set(assembled.labels) <= set(voices)
    spans = [utterance.time_marks for utterance in chat.utterances() if utterance.time_marks]
    times = [piece.text.strip("\x15") for piece in document.pieces if piece.kind == "time"]
    assert times == [f"{start}_{end}" for start, end in spans]
    fluent = Counter(
        word for one in chat.words() for word in words(word_of(one)) if word not in ("xxx", "yyy", "www")
    )
    said = Counter(word for turn in assembled.turns for word in words(turn.text))
    assert fluent <= said
    assert (len(assembled.turns), said.total()) == COUNTED[path.stem]


def word_of(word):
    return "" if word.startswith("&=") else word.partition("@")[0].replace(":", "")


CODES = [
    "<", ">", "[/]", "[//]", "[: x]", "[= y]", "&=rire", "&-", "(.)", "(1.5)", "(", ")", "xxx", "0", "0a",
    "@", "@s", "+...", "+", "_", ":", "^", "#", " ", "é", "a", "B", ".", "[", "]", "*", "&", "↑", "\x15",
    "12_34", "\x151_2\x15", "\n\t", "\u00a0",
]  # fmt: skip
LINES = st.builds(
    lambda head, parts: head + "".join(parts),
    st.sampled_from(
        ["*A:\t", "*B:\t", "%mor:\t", "@Comment:\t", "@G:\t", "@Bg:", "@Eg", "*:", "libre ", "*A : "]
    ),
    st.lists(st.sampled_from(CODES), max_size=12),
)


@settings(deadline=None)
@given(st.lists(LINES, max_size=8))
def test_no_character_is_lost(tmp_path_factory, lines):
    text = "\n".join(["@Begin", "@Participants:\tA Anne Adult", *lines, "*A:\tfin", "@End"])
    document, assembled = read(tmp_path_factory.mktemp("cha"), text)
    assert inked("".join(piece.text for piece in document.pieces)) == inked(text)
    parts = [*(turn.text for turn in assembled.turns), *(left.text for left in assembled.leftovers)]
    assert inked("".join(parts)) == inked(text)


@settings(deadline=None)
@given(st.lists(st.sampled_from(CODES), max_size=14).map("".join))
def test_codes_lose_nothing(line):
    slices, codes = split_codes(line)
    assert inked("".join(text for _, text in slices) + codes) == inked(line)
