"""The page of a check: whole, alone, in both languages, and readable by machines and at 390 pixels."""

import re
from html.parser import HTMLParser

import pytest

from tests.show.test_browser import browser  # noqa: F401
from textmine.corpus.faults import check
from textmine.corpus.reading import read
from textmine.show.files import encoding_reason
from textmine.show.inspection import check_html, write_check
from textmine.show.terminal import check_facts

TALK = "Hélène Castaing : On commence par le budget ?\nMarc Delvaux : Oui, il est voté.\n"
LONG = " ".join(f"mot{i}" for i in range(120))


@pytest.fixture(scope="module")
def messy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus") / "réseau <essai>"
    folder.mkdir()
    files = {
        "reunion-2021-03-18.txt": (TALK * 3, "cp1252"),
        "reunion-a.txt": (TALK * 3 + f"Nadia Benali : {LONG}", "utf-8"),
        "reunion-b.txt": (TALK * 3 + f"Nadia Benali : {LONG} fin.", "utf-8"),
        "reunion-c.txt": (TALK * 3 + f"Nadia Benali : {LONG} fin.", "utf-8"),
        "entretien_castaing.txt": (
            "E : Et <b>vous</b> ?\nR : Moi.\n" * 3 + "R : Je ne sais pas. " * 4,
            "utf-8",
        ),
    }
    for name, (text, encoding) in files.items():
        (folder / name).write_bytes(text.encode(encoding))
    return read(folder, skip_copies=True)


class Outline(HTMLParser):
    """What a page is made of: tags, identifiers, links, and tags never closed."""

    VOID = ("meta", "link", "br", "img")

    def __init__(self, page):
        super().__init__()
        self.tags, self.ids, self.links, self.open = [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append((tag, found))
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_is_whole_and_says_all(messy, language):
    faults = check(messy, language=language)
    page = check_html(messy, faults, language=language, day="2026-11-28")
    outline = Outline(page)
    assert outline.open == []
    assert len(set(outline.ids)) == len(outline.ids)
    assert all(link.startswith("#") and link[1:] in outline.ids for link in outline.links)
    assert ("html", {"lang": language}) in outline.tags
    cards = [found for tag, found in outline.tags if tag == "article"]
    assert len(cards) == len(messy.reports) == 4
    assert all(found["aria-labelledby"] in outline.ids for found in cards)
    assert not re.search(r"https?://|<script|@import", page)
    assert "{" not in page.partition("</style>")[2]
    assert "réseau &lt;essai&gt;" in page
    assert "cp1252" in page
    assert "reunion-c.txt" in page


def test_each_thing_to_mend_is_on_the_page(messy):
    faults = check(messy, language="fr")
    assert {
        "copy",
        "near_copy",
        "missing_date",
        "repeated_sentences",
        "encoding_guessed",
        "person_file",
    } <= set(faults["key"])
    page = check_html(messy, faults, language="fr", day="2026-11-28")
    assert page.count('class="to-mend"') == int(
        ((faults["severity"] == "fault") & (faults["file"] != "")).sum()
    )
    assert page.count('class="to-see"') == int(
        ((faults["severity"] != "fault") & (faults["file"] != "")).sum()
    )
    assert "deviné" in page
    assert "à compléter" in page


def test_shares_of_a_card_are_all_characters_of_the_file(messy):
    from textmine.show.inspection_parts import cards

    for card in cards(messy, check(messy, language="fr"), "fr"):
        assert sum(share.width for share in card.shares) == pytest.approx(100, abs=0.01)


def test_the_check_as_data(messy):
    found = check_facts(messy, check(messy, language="en"))
    assert found.keys() == {"faults", "files", "meetings", "speakers", "near_copies"}
    [pair] = found["near_copies"]
    assert (pair["first"], pair["second"]) == ("reunion-a.txt", "reunion-b.txt")
    assert 0.9 < pair["jaccard"] < 1
    assert all(file["characters"] == file["attributed"] + file["reported"] for file in found["files"])


def test_a_good_corpus_has_nothing_to_mend(tmp_path, small_corpus):
    corpus = read(small_corpus)
    page = write_check(corpus, to=tmp_path / "a.html", language="fr").read_text("utf-8")
    assert "Rien à" in page
    assert 'class="verdict good"' in page


def test_what_was_mended_while_decoding_is_said_in_french():
    signs = "3 soft hyphens, ligatures or zero-width signs"
    reason = f"valid but for 2 doubled apostrophes, {signs}, 1 words cut at the margin"
    assert encoding_reason(reason, "fr") == (
        "séquences valides ; corrigé : 2 apostrophes doublées, 3 césures invisibles ou ligatures, "
        "1 mots coupés en bout de ligne"
    )
    assert encoding_reason("valid", "en") == encoding_reason("valid", "en").strip() != ""


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wider_than_the_window(messy, tmp_path, browser, width):  # noqa: F811
    path = write_check(messy, to=tmp_path / "check.html", language="fr")
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()
