"""PDF: hard wraps, cut words, running heads, page numbers; locked and scanned files."""

from collections import Counter
from time import process_time

import pytest

from textmine.bench.specimens import write_pdf
from textmine.corpus.formats import pdf
from textmine.corpus.options import ReadOptions
from textmine.errors import TextmineError

PAGES = [
    [
        "Réseau Emballage",
        "Marie Dupont : Bonjour à tous, nous ouvrons la séance avec les entre-",
        "prises du réseau, et peut-être que l’œuvre de chacun sera, est-ce vrai, dit-",
        "elle, présentée.",
        "Paul Lac\u00a0: Oui.",
        "1",
    ],
    [
        "Réseau Emballage",
        "Marie Dupont : Le budget monte, dit la trésorière, et il faut que peut-",
        "être on en parle : « l’été », 12 % à 17:30.",
        "Paul Lac : Non.",
        "2",
    ],
    [
        "Réseau Emballage",
        "Marie Dupont : Alors fin de cette longue, très longue réunion du comité, mais",
        "pas encore.",
        "3",
    ],
]


def read(folder, pages):
    (folder / "a.pdf").write_bytes(write_pdf(pages))
    [document] = pdf.read_documents(folder / "a.pdf", ReadOptions())
    inked = Counter("".join("".join(line.split()) for page in pages for line in page))
    assert Counter("".join("".join(piece.text.split()) for piece in document.pieces)) == inked
    return document


def test_an_interview(tmp_path):
    document = read(tmp_path, PAGES)
    assert [(p.speaker, p.text.strip()) for p in document.pieces if p.kind == "speech"] == [
        (
            "Marie Dupont",
            "Bonjour à tous, nous ouvrons la séance avec les entreprises du réseau, et peut-être "
            "que l’œuvre de chacun sera, est-ce vrai, dit-elle, présentée.",
        ),
        ("Paul Lac", "Oui."),
        (
            "Marie Dupont",
            "Le budget monte, dit la trésorière, et il faut que peut-être on en parle : "
            "« l’été », 12 % à 17:30.",
        ),
        ("Paul Lac", "Non."),
        ("Marie Dupont", "Alors fin de cette longue, très longue réunion du comité, mais pas encore."),
    ]
    noise = Counter(piece.text for piece in document.pieces if piece.kind == "noise")
    assert noise == {"Réseau Emballage": 3, "1": 1, "2": 1, "3": 1, "-": 1}
    assert document.warnings[0] == ("pdf_source", {"count": 15})


def test_pages_without_text(tmp_path):
    document = read(tmp_path, [PAGES[0], [], PAGES[1]])
    assert ("pdf_empty_pages", {"count": 1, "pages": 3}) in document.warnings


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (write_pdf([[], []]), "pdf_without_text"),
        (b"Marie : oui", "pdf_broken"),
        (b"", "pdf_broken"),
        (b"%PDF-1.4\n", "pdf_broken"),
        (
            write_pdf([["a"]]).replace(
                b"/Root 1 0 R",
                b"/Root 1 0 R /ID [<00> <00>] /Encrypt << "
                b"/Filter /Standard /V 1 /R 2 /P -4 /O <" + b"1" * 64 + b"> /U <" + b"2" * 64 + b"> >>",
            ),
            "pdf_locked",
        ),
    ],
)
def test_faults(tmp_path, data, key):
    (tmp_path / "a.pdf").write_bytes(data)
    with pytest.raises(TextmineError) as caught:
        pdf.read_documents(tmp_path / "a.pdf", ReadOptions())
    assert caught.value.key == key


@pytest.mark.parametrize(
    "box", [b"0 0 595 " + b"9" * 12, b"0 " + b"9" * 99 + b" 595 842", b"-1e300 0 1e300 842"]
)
def test_a_page_as_large_as_a_country_takes_no_longer(tmp_path, box):
    data = write_pdf([["Marie : Oui.", "Paul : Non."]]).replace(b"0 0 595 842", box)
    (tmp_path / "a.pdf").write_bytes(data)
    begun = process_time()
    [document] = pdf.read_documents(tmp_path / "a.pdf", ReadOptions())
    assert process_time() - begun < 5
    said = {piece.text for piece in document.pieces if piece.kind == "speech"}
    assert {"Oui.", "Non."} <= {word for text in said for word in text.split()}
