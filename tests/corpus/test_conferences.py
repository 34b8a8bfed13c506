"""Zoom, Teams, Meet and Otter: names with times above speech; nothing is lost."""

import unicodedata
from collections import Counter

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.corpus.conferences import is_service, label_talk
from textmine.corpus.formats import read_documents
from textmine.corpus.lines import split_lines
from textmine.corpus.options import ReadOptions


def inked(text):
    return Counter("".join(unicodedata.normalize("NFC", text).split()))


LAYOUTS = {
    "zoom1": (
        "00:00:01 Marie Dupont: Bonjour à tous.\n"
        "00:00:05 Paul: Oui, bonjour.\n"
        "00:00:09 Marie Dupont: On commence : le budget.\n"
        "Il monte.\n"
        "00:01:00 Zoé (elle): Merci.\n"
    ),
    "zoom2": (
        "[Marie Dupont] 10:02:11\n"
        "Bonjour à tous.\n"
        "\n"
        "[Paul] 10:02:15\n"
        "Oui, bonjour.\n"
        "\n"
        "[Marie Dupont] 10:02:20\n"
        "On commence.\n"
        "Le budget.\n"
        "\n"
        "[Zoé] 10:03:00\n"
        "Merci.\n"
    ),
    "zoomchat": (
        "10:02:11\t De Marie Dupont à Tout le monde : Bonjour à tous\n"
        "10:02:15\t De Paul à Tout le monde : Oui\n"
        "10:03:00\t De Marie Dupont à Paul (message direct) : ok\n"
    ),
    "teams": (
        "Marie Dupont\n"
        "0:03\n"
        "Bonjour à tous.\n"
        "On commence.\n"
        "\n"
        "Paul Lac\n"
        "0:15\n"
        "Oui.\n"
        "\n"
        "Marie Dupont\n"
        "1:02:03\n"
        "Le budget.\n"
    ),
    "teams2": (
        "Marie Dupont   0:03\n"
        "Bonjour à tous.\n"
        "\n"
        "Paul Lac   0:15\n"
        "Oui.\n"
        "\n"
        "Marie Dupont   1:02:03\n"
        "Le budget.\n"
    ),
    "teams3": (
        "Marie Dupont 12 minutes 3 secondes\n"
        "Bonjour à tous.\n"
        "\n"
        "Paul Lac 12 minutes 15 secondes\n"
        "Oui.\n"
        "\n"
        "Marie Dupont 1 heure 2 minutes 3 secondes\n"
        "Le budget.\n"
    ),
    "teams4": (
        "Réunion hebdo-20210503_100000-Enregistrement de la réunion\n"
        "3 mai 2021, 08:00AM\n"
        "27m 41s\n"
        "\n"
        "Marie Dupont a démarré la transcription\n"
        "\n"
        "Marie Dupont   0:03\n"
        "Bonjour à tous.\n"
        "\n"
        "Paul   0:15\n"
        "Oui.\n"
        "\n"
        "Marie Dupont   1:02\n"
        "Le budget.\n"
        "\n"
        "Marie Dupont a arrêté la transcription\n"
    ),
    "meet": (
        "Réunion démarrée 2021/05/03 10:00 CEST - Transcription\n"
        "Participants\n"
        "Marie Dupont, Paul Lac\n"
        "Transcription\n"
        "00:00:00\n"
        "\n"
        "Marie Dupont: Bonjour à tous.\n"
        "Paul Lac: Oui.\n"
        "\n"
        "00:05:00\n"
        "\n"
        "Marie Dupont: Le budget.\n"
        "Paul Lac: Il monte.\n"
        "La transcription s'est arrêtée au bout de 00:10:00\n"
    ),
    "otter": (
        "Marie Dupont  0:03  \n"
        "Bonjour à tous. On commence.\n"
        "\n"
        "Paul Lac  0:15  \n"
        "Oui.\n"
        "\n"
        "Speaker 3  1:02  \n"
        "Merci.\n"
        "\n"
        "Marie Dupont  1:10  \n"
        "Le budget.\n"
        "\n"
        "Transcribed by https://otter.ai\n"
    ),
    "meet2": ("Marie Dupont\n00:00:12\nBonjour à tous.\nPaul\n00:00:20\nOui.\nInvité\n00:00:25\nMerci.\n"),
}
TOLD = {
    "zoom1": [("Marie Dupont", 1.0), ("Paul", 5.0), ("Marie Dupont", 9.0), ("Zoé (elle)", 60.0)],
    "zoom2": [("Marie Dupont", 36131.0), ("Paul", 36135.0), ("Marie Dupont", 36140.0), ("Zoé", 36180.0)],
    "zoomchat": [("Marie Dupont", 36131.0), ("Paul", 36135.0), ("Marie Dupont", 36180.0)],
    "teams": [("Marie Dupont", 3.0), ("Paul Lac", 15.0), ("Marie Dupont", 3723.0)],
    "teams2": [("Marie Dupont", 3.0), ("Paul Lac", 15.0), ("Marie Dupont", 3723.0)],
    "teams3": [("Marie Dupont", 723.0), ("Paul Lac", 735.0), ("Marie Dupont", 3723.0)],
    "teams4": [("Marie Dupont", 3.0), ("Paul", 15.0), ("Marie Dupont", 62.0)],
    "meet": [("Marie Dupont", 0.0), ("Paul Lac", None), ("Marie Dupont", 300.0), ("Paul Lac", None)],
    "otter": [("Marie Dupont", 3.0), ("Paul Lac", 15.0), ("Speaker 3", 62.0), ("Marie Dupont", 70.0)],
    "meet2": [("Marie Dupont", 12.0), ("Paul", 20.0), ("Invité", 25.0)],
}
LAST = {
    "zoom1": "Merci.",
    "zoom2": "Merci.",
    "zoomchat": "ok",
    "meet": "Il monte.",
    "meet2": "Merci.",
}


def spoken(pieces):
    return [piece for piece in pieces if piece.kind == "speech"]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_layouts(tmp_path, layout, encoding):
    path = tmp_path / "reunion.txt"
    path.write_bytes(LAYOUTS[layout].encode(encoding))
    [document] = read_documents(path, ReadOptions())
    found = spoken(document.pieces)
    assert [(piece.speaker, piece.start) for piece in found] == TOLD[layout]
    assert found[-1].text.strip() == LAST.get(layout, "Le budget.")
    assert inked("\n".join(piece.text for piece in document.pieces)) == inked(LAYOUTS[layout])


@pytest.mark.parametrize("layout", ["teams", "teams2", "teams3", "teams4", "otter"])
def test_word_documents(tmp_path, layout):
    file = docx.Document()
    for block in LAYOUTS[layout].strip().split("\n\n"):
        file.add_paragraph(block)
    path = tmp_path / "reunion.docx"
    file.save(str(path))
    [document] = read_documents(path, ReadOptions())
    assert [(piece.speaker, piece.start) for piece in spoken(document.pieces)] == TOLD[layout]
    assert inked("\n".join(piece.text for piece in document.pieces)) == inked(LAYOUTS[layout])


def test_lines_of_the_software_are_noise(tmp_path):
    assert is_service("Marie Dupont a arrêté la transcription")
    assert not is_service("Marie Dupont a arrêté la transcription hier soir, je crois")
    lines = split_lines(LAYOUTS["teams4"])
    pieces, warnings = label_talk(lines, ReadOptions())
    assert [piece.text for piece in pieces if piece.kind == "noise"] == [
        "Marie Dupont a démarré la transcription",
        "Marie Dupont a arrêté la transcription",
    ]
    assert warnings == []


@pytest.mark.parametrize(
    "text",
    [
        "E : On se voit à 10:30\nR : Oui.\nE : Bien.\nR : D'accord.",
        "Rendez-vous à Lyon 10:30\nE : Oui.\nDépart 9:00\nR : Non.\nE : Bon.\nR : Oui.",
    ],
)
def test_clock_times_in_speech_make_no_names(text):
    pieces, _ = label_talk(split_lines(text), ReadOptions())
    assert {piece.speaker for piece in spoken(pieces)} == {"E", "R"}


ANY = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("é’\u00a0🙂: "),
    max_size=20,
)
PARTS = st.one_of(
    ANY,
    st.sampled_from(
        [
            "Marie  0:03",
            "[Paul] 10:02:11",
            "Zoé",
            "0:15",
            "",
            "Zoé 3 secondes",
            "# Bilan",
            "12",
            "10:02:11 De Marie à Tout le monde : oui",
            "Marie a arrêté la transcription",
        ]
    ),
)


@settings(deadline=None)
@given(st.lists(PARTS, max_size=14))
def test_characters_in_are_attributed_or_reported(lines):
    text = unicodedata.normalize("NFC", "\n".join(lines))
    pieces, _ = label_talk(split_lines(text), ReadOptions())
    assert inked("\n".join(piece.text for piece in pieces)) == inked(text)
