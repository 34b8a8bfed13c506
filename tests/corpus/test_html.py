"""Web pages: turns, tables, bold questions, entities, charsets; the library's parser as the other reader."""

import html as library
from collections import Counter
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.corpus.formats import html
from textmine.corpus.markup import cut_markup
from textmine.corpus.options import ReadOptions
from textmine.corpus.typography import plain_letters


def read(folder, source, encoding="utf-8"):
    path = folder / "page.html"
    path.write_bytes(source.encode(encoding))
    [document] = html.read_documents(path, ReadOptions())
    return document


def speech(document):
    return [(p.speaker, " ".join(p.text.split())) for p in document.pieces if p.kind == "speech"]


def of_kind(document, kind):
    return [piece.text for piece in document.pieces if piece.kind == kind]


def test_an_interview(tmp_path):
    document = read(
        tmp_path,
        """<!DOCTYPE html><html><head><title>Entretien n&deg;3</title>
<style>p {color: red}</style><script>if (a < b && "</p>") { x() }</script></head><body><nav>Accueil</nav>
<h1>Bilan</h1><p><strong>Marie Dupont&nbsp;:</strong> C&rsquo;est
l&#233;t&eacute;, 3 &lt; 4 &amp; 17:30 &#x1F600;.<p>Paul Lac : Oui<br>bien s&ucirc;r.<!-- fin --></p>
<ul><li>Marie Dupont : un
<li>Paul Lac : deux <del>trois</del><span style="display: none">quatre</span></ul>""",
    )
    assert speech(document) == [
        ("Marie Dupont", "C’est lété, 3 < 4 & 17:30 😀."),
        ("Paul Lac", "Oui bien sûr."),
        ("Marie Dupont", "un"),
        ("Paul Lac", "deux"),
    ]
    assert of_kind(document, "heading") == ["Bilan"] and document.title == "Bilan"
    assert of_kind(document, "metadata") == ["Entretien n°3"]
    assert of_kind(document, "noise") == [
        "DOCTYPE html",
        "p {color: red}",
        'if (a < b && "</p>") { x() }',
        "Accueil",
        "fin",
        "trois",
        "quatre",
    ]


def test_tables_and_bold_questions(tmp_path):
    rows = "".join(
        f"<tr><td>0{k}:00<td>{name}<td><p>{said}</p>"
        for k, (name, said) in enumerate(
            [("Marie", "Bonjour à tous, on commence donc."), ("Paul", "Oui, d’accord, allons-y.")] * 3
        )
    )
    document = read(tmp_path, f"<table><thead><tr><th>Temps<th>Nom<th>Texte</thead>{rows}</table>")
    assert (
        speech(document)
        == [("Marie", "Bonjour à tous, on commence donc."), ("Paul", "Oui, d’accord, allons-y.")] * 3
    )
    asked = "".join(f"<p><b>Question {k} ?</b></p><p>Réponse {k}.</p>" for k in range(4))
    document = read(tmp_path, asked)
    assert [key for key, _ in document.warnings] == ["bold_dialogue"]
    assert [row[0] for row in speech(document)] == ["Locuteur 1", "Locuteur 2"] * 4


@pytest.mark.parametrize(
    ("encoding", "declared", "expected"),
    [
        ("cp1252", "iso-8859-1", "cp1252"),
        ("cp1252", "windows-1252", "cp1252"),
        ("mac_roman", "macintosh", "mac-roman"),
        ("utf-8", "iso-8859-1", "utf-8"),
        ("utf-16", "utf-16", "utf-16"),
        ("cp1252", "nonsense", "cp1252"),
    ],
)
def test_charsets(tmp_path, encoding, declared, expected):
    said = "Marie : l’été à Besançon, dès demain, où ?<p>Paul : Très bien, ça ira."
    document = read(tmp_path, f'<meta charset="{declared}"><p>{said}', encoding)
    assert document.encoding == expected
    assert speech(document) == [
        ("Marie", "l’été à Besançon, dès demain, où ?"),
        ("Paul", "Très bien, ça ira."),
    ]


class Library(HTMLParser):
    def __init__(self, source):
        super().__init__()
        self.parts = []
        self.feed(source)
        self.close()

    def handle_data(self, data):
        self.parts.append(data)

    def handle_comment(self, data):
        self.parts.append(data)


text = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)
tag = st.sampled_from(["p", "b", "div", "td", "tr", "table", "li", "h1", "span", "br", "script", "em"])
part = st.one_of(
    text.map(library.escape),
    tag.map(lambda name: f"<{name} class='a > b'>"),
    tag.map(lambda name: f"</{name}>"),
    st.just("<!-- a -->"),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(part, max_size=15))
def test_no_character_is_lost(tmp_path_factory, parts):
    source = "".join(parts)
    page = html.read_page(source)
    lines = [one for block in page.blocks for one in (block.lines if hasattr(block, "lines") else [block])]
    found = "".join(line.text for line in lines) + "".join(piece.text for piece in page.extra)
    import unicodedata

    def inked(one):
        # soft hyphens go and ligatures are undone, as in all documents
        return Counter("".join(unicodedata.normalize("NFC", plain_letters(one)[0]).split()))

    cut = "".join(token.text for token in cut_markup(source) if token.kind in ("text", "comment"))
    assert inked(found) == inked(cut)
    if "<script" not in source:
        assert inked(found) == inked("".join(Library(source).parts))


def test_broken_tags(tmp_path):
    for source in (
        "<",
        "<a",
        '<a "',
        "<a href='x",
        "</",
        "<!--",
        "&#xD800;&#0;",
        "<td>a<tr>b<table>c</td>d</table>",
        "a < b",
    ):
        document = read(tmp_path, f"<p>Marie : oui{source}")
        assert "oui" in "".join(piece.text for piece in document.pieces)
