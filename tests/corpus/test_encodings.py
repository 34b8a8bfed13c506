import codecs
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.corpus.encodings import decode
from textmine.corpus.typography import plain_letters
from textmine.errors import TextmineError

SHORT = [
    "C'est l'été à Besançon.",
    "Enquêteur : Vous êtes né où ?\nEnquêté : À Orléans, près de la forêt.",
    "« Ça va ? » – très bien, même si… c’est loin.",
    "Le pôle a reçu des aides de l'État : 3 000 €",
    "Évidemment, le réseau coûte cher, où qu'il soit.",
    "On a été très gênés là-dessus.",
    "Où ça ? À Noël, chez Zoë.",
    "La grappe a déjà changé de président.",
]


@pytest.mark.parametrize("text", SHORT)
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
def test_short_french_texts_are_decoded_by_share_of_french_characters(text, encoding):
    data = text.replace("€", "E").replace("…", "...").replace("’", "'").replace("–", "-")
    found = decode(data.encode(encoding), file="a.txt")
    assert (found.text, found.encoding) == (data, encoding)


def test_typographic_signs_of_word_and_mac():
    text = "C’est l’été… « déjà » – oui, à côté, bien sûr"
    assert decode(text.encode("cp1252"), file="a").encoding == "cp1252"
    assert decode(text.encode("mac_roman"), file="a").encoding == "mac_roman"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_byte_order_mark_decides_and_is_no_text(mark, encoding):
    found = decode(mark + "É : déjà".encode(encoding), file="a.txt")
    assert found.text == "É : déjà"
    assert found.reason == "byte order mark"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_mark(encoding):
    found = decode("Marie : c'est l'été.\r\nPaul : déjà ?\r\n".encode(encoding), file="a.txt")
    assert found.encoding == encoding
    assert found.text.startswith("Marie : c'est l'été.")


def test_few_faulty_bytes_do_not_turn_utf8_into_mojibake():
    data = ("é" * 100).encode() + b" \xe9"
    found = decode(data, file="a.txt")
    assert found.text == "é" * 100 + " é"
    assert "1 bytes" in found.reason


def test_text_is_nfc():
    assert decode(unicodedata.normalize("NFD", "déjà").encode(), file="a").text == "déjà"


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04rest",
        b"%PDF-1.7 rest",
        b"\x89PNG\r\n\x1a\n",
        b"text\0with\0zeros but no pattern \0\0\0",
        bytes(range(256)),
    ],
)
def test_binary_content_is_refused_with_the_file(data):
    with pytest.raises(TextmineError) as caught:
        decode(data, file="entretien.txt")
    assert caught.value.key == "binary_file"
    assert "entretien.txt" in caught.value.say("fr")
    assert "entretien.txt" in caught.value.say("en")


def test_broken_utf16_says_so():
    with pytest.raises(TextmineError) as caught:
        decode(codecs.BOM_UTF16_LE + b"a\0b", file="a.txt")
    assert caught.value.key == "broken_encoding"


def test_empty_file_is_empty_text():
    assert decode(b"", file="a.txt").text == ""


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=200))
def test_any_text_comes_back_in_nfc(text):
    try:
        found = decode(text.encode(), file="a.txt")
    except TextmineError:
        assert text.startswith(("PK", "%PDF", "GIF8", "{\\rtf", "ID3", "RIFF", "PAR1"))
        return
    plain = plain_letters(text.removeprefix("\ufeff"))[0]
    assert found.text == unicodedata.normalize("NFC", plain)
    exact = decode(text.encode(), file="a.txt", is_talk=False)
    assert exact.text == unicodedata.normalize("NFC", text.removeprefix("\ufeff"))


def test_control_codes_are_read_as_cp1252_signs():
    decoded = decode("c'\x92est l\x92été \x96 voilà".encode(), file="a.txt")
    assert decoded.text == "c'est l’été – voilà"
    assert decoded.reason == "valid but for 3 control codes, read as cp1252"


def test_zero_bytes_in_alternation_are_not_always_utf_16():
    with pytest.raises(TextmineError) as fault:
        decode(b"\x00\x01\x02\xff" * 400, file="a.txt")
    assert fault.value.key == "binary_file"


def test_doubled_apostrophes_of_elisions_count_once_and_are_told():
    decoded = decode("C’’est l''usine, aujourd’’hui, qu’'on dit « l’ami ».".encode(), file="a.txt")
    assert decoded.text == "C’est l'usine, aujourd’hui, qu’on dit « l’ami »."
    assert decoded.reason == "valid but for 4 doubled apostrophes"
    kept = "rock''n''roll, 5''30, d''' et l’’1, sept’’septembre"
    assert decode(kept.encode(), file="a.txt").text == kept
