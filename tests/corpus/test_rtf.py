"""Rich text: code pages, Unicode, hidden text, tables, notes; striprtf as the other reader."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from striprtf.striprtf import rtf_to_text

from textmine.corpus.formats import rtf
from textmine.corpus.options import ReadOptions
from textmine.corpus.typography import plain_letters
from textmine.errors import TextmineError

HEAD = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fnil\fcharset77 Geneva;}}"
STYLES = r"{\stylesheet{\s0 Normal;}{\s3\b Titre 1;}}"


def read(folder, body):
    path = folder / "entretien.rtf"
    path.write_bytes(f"{HEAD}{body}}}".encode("ascii"))
    [document] = rtf.read_documents(path, ReadOptions())
    return document


def of_kind(document, kind):
    return [piece.text.strip() for piece in document.pieces if piece.kind == kind]


def speech(document):
    return [(piece.speaker, piece.text.strip()) for piece in document.pieces if piece.kind == "speech"]


def test_an_interview(tmp_path):
    document = read(tmp_path, STYLES + r"""{\info{\title Entretien}}{\header\pard Page courante\par}
\pard\s3\b Bilan\b0\par\pard\plain
{\b Marie}\~: l\rquote\'e9t\'e9 \u8217?\u339\'9c{\v cach\'e9} \u-10179?\u-8704?\par
Paul\~: oui{\*\unknown rien}{\footnote une note} d\f1\'8et\'8e\f0\par
Marie\~: a\line b \{c\} d\\e\par
Paul\~: {\deleted vieux }neuf.\par""")  # fmt: skip
    assert speech(document) == [
        ("Marie", "l’été ’œ 😀"), ("Paul", "oui dété"), ("Marie", "a\nb {c} d\\e"), ("Paul", "neuf."),
    ]  # fmt: skip
    assert of_kind(document, "heading") == ["Bilan"] and document.title == "Bilan"
    assert of_kind(document, "noise") == ["Page courante", "caché", "vieux"]
    assert of_kind(document, "metadata") == ["Entretien", "une note"]
    # labels Marie: Paul: Marie: Paul: = 22; l’été’œ😀 8; ouidété 7; ab{c}d\e 8; neuf. 5
    assert document.characters == 22 + 8 + 7 + 8 + 5 + len("BilanPagecourantecachévieuxEntretienunenote")


def test_a_table_of_turns(tmp_path):
    cells = [
        ("Marie Dupont", "Bonjour \\'e0 tous les adh\\'e9rents."),
        ("Paul Lac", "Oui, d\\rquote accord avec cela."),
    ] * 3
    rows = "".join(rf"\trowd\intbl {name}\cell {text}\cell\row" + "\n" for name, text in cells)
    assert speech(read(tmp_path, rows + r"\pard fin\par")) == [
        ("Marie Dupont", "Bonjour à tous les adhérents."), ("Paul Lac", "Oui, d’accord avec cela."),
    ] * 3  # fmt: skip


def test_mac_bytes_and_the_unicode_form(tmp_path):
    path = tmp_path / "a.rtf"
    path.write_bytes(
        rb"{\rtf1\mac Marie : l\'d5\'8et\'8e{\upr{faux}{\*\ud{\uc0\u233 }}}\bin4 \par}\par Paul : oui}"
    )
    [document] = rtf.read_documents(path, ReadOptions())
    assert document.encoding == "mac_roman"
    assert speech(document) == [("Marie", "l’étéé"), ("Paul", "oui")]


@pytest.mark.parametrize("data", [b"", b"Marie : oui", b"{\\rt", b"\0" * 100, b"PK\x03\x04", b"{" * 50_000])
def test_faults(tmp_path, data):
    (tmp_path / "a.rtf").write_bytes(data)
    with pytest.raises(TextmineError) as caught:
        rtf.read_documents(tmp_path / "a.rtf", ReadOptions())
    assert caught.value.key == "rtf_broken" and "{\\rtf" in caught.value.say("fr")


@pytest.mark.parametrize(
    "body",
    [
        b"{" * 200_000,
        b"}" * 1000,
        b"\\",
        b"\\u",
        b"\\'e",
        b"\\bin99999999999",
        b"\\u55357?",
        b"\\cell\\row" * 99,
    ],
)
def test_broken_but_read(tmp_path, body):
    (tmp_path / "a.rtf").write_bytes(b"{\\rtf1 Marie : oui" + body)
    [document] = rtf.read_documents(tmp_path / "a.rtf", ReadOptions())
    assert "oui" in "".join(piece.text for piece in document.pieces)


text = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30
)


@settings(deadline=None, max_examples=100)
@given(st.lists(text, min_size=1, max_size=5))
def test_no_character_is_lost_and_striprtf_agrees(tmp_path_factory, texts):
    def coded(one):
        units = one.encode("utf-16-le")
        numbers = [int.from_bytes(units[k : k + 2], "little", signed=True) for k in range(0, len(units), 2)]
        return "".join(rf"\u{n}?" for n in numbers)

    body = "".join(rf"\pard {coded(one)}\par" + "\n" for one in texts)
    document = read(tmp_path_factory.mktemp("rtf"), body)
    import unicodedata

    def inked(one):
        return Counter("".join(plain_letters(unicodedata.normalize("NFC", one))[0].split()))

    found = inked("\n".join(piece.text for piece in document.pieces))
    assert found == inked("\n".join(texts))
    other = rtf_to_text(f"{HEAD}{body}}}").encode("utf-16", "surrogatepass").decode("utf-16")
    assert found == inked(other)
