"""The report: one file, no network, both languages, nothing of a transcript that can run."""

import dataclasses
import re
import tomllib
from html.parser import HTMLParser
from string import Formatter

import pytest

from tests.show import material
from textmine import files
from textmine.corpus.tables import Leftover
from textmine.messages import catalogue, say
from textmine.show.page import AFTER, BEFORE, report_html

ATTACK = '<script>alert("x")</script><img src=x onerror=alert(1)>'


class Outline(HTMLParser):
    """Headings, identifiers, and all that a page would load or run."""

    VOID = ("meta", "br", "hr", "img", "link", "input")

    def __init__(self):
        super().__init__()
        self.levels, self.ids, self.loads, self.runs, self.links, self.open = [], [], [], [], [], []

    def handle_starttag(self, tag, attributes):
        if tag not in self.VOID:
            self.open.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag in ("script", "iframe", "object", "embed"):
            self.runs.append(tag)
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            if name == "href" and value.startswith("#"):
                self.links.append(value[1:])
            elif name in ("src", "href", "srcset", "data"):
                self.loads.append(value)
            if name.startswith("on"):
                self.runs.append(name)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def outline(page):
    parsed = Outline()
    parsed.feed(page)
    assert not parsed.open
    return parsed


BLANK = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'


@pytest.fixture(scope="module")
def run():
    return material.run()


@pytest.fixture(scope="module")
def french(run):
    """The report in the language of its corpus, which is French."""
    return report_html(run)


@pytest.fixture(scope="module")
def english(run):
    """The same in English, its charts blank but for what they tell a screen reader."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textmine.show.theme._rendered", lambda spec: BLANK)
        return report_html(run, language="en")


@pytest.fixture(params=["fr", "en"])
def page(request):
    return request.param, request.getfixturevalue({"fr": "french", "en": "english"}[request.param])


def test_both_languages_have_all_sections_in_order(page):
    language, text = page
    assert f'<html lang="{language}">' in text
    assert re.findall(r'<section id="(\w+)"', text) == [*BEFORE, "pilots", "turns", *AFTER]
    for section in (*BEFORE, *AFTER):
        assert say(f"report.{section}_heading", language) in text


def test_headings_are_in_order_and_identifiers_unique(page):
    parsed = outline(page[1])
    assert parsed.levels[0] == 1 and parsed.levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(parsed.levels, parsed.levels[1:], strict=False))
    assert len(parsed.ids) == len(set(parsed.ids))
    assert set(parsed.links) <= set(parsed.ids)


def test_nothing_is_loaded_and_nothing_runs(page):
    parsed = outline(page[1])
    assert parsed.loads == [] and parsed.runs == []
    bare = re.sub(r'xmlns(:\w+)?="http://www\.w3\.org/[^"]*"', "", page[1])
    assert (
        "http://" not in bare and "https://" not in bare and "@import" not in bare and "url(http" not in bare
    )


def test_every_chart_has_an_alternative_text(page):
    figures = re.findall(r"<svg [^>]*>", page[1])
    assert len(figures) == 10
    assert all(re.search(r'role="img" aria-label="[^"]{20,}"', figure) for figure in figures)


def test_the_verdict_comes_first_in_words_with_its_numbers(french):
    head = re.sub(
        r"[ \n]+", " ", french[french.index('<section id="verdict"') : french.index('<section id="corpus"')]
    )
    assert say("measure.verdict_convergence", "fr") in head
    assert head.count("p\u00a0=\u00a00,0042") == 2  # once in the sentence, once among the numbers
    for words in (
        "8\u00a0réunions",
        "6\u00a0pilotes",
        "15\u00a0paires",
        "[19\u00a0%",
        "9\u202f999\u00a0ordres",
    ):
        assert words in head
    assert "en médiane" in head and "preuve d’une imitation" in head


@pytest.fixture
def undrawn(monkeypatch):
    """Leave charts out of a page of which only the words are read."""
    monkeypatch.setattr("textmine.show.theme._rendered", lambda spec: BLANK)


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("verdict", ["divergence", "no meaningful change", "inconclusive"])
def test_all_verdicts_can_be_said(run, verdict):
    nan = float("nan")
    result = dataclasses.replace(
        run.convergence,
        verdict=verdict,
        reasons=(),
        share_lost=-0.2,
        share_lost_interval=(nan, nan),
        is_exact=True,
    )
    text = report_html(dataclasses.replace(run, convergence=result), language="fr")
    assert say(f"measure.verdict_{verdict.replace(' ', '_')}", "fr") in text
    assert say("report.stat_gained", "fr") in text and say("report.no_interval", "fr") in text
    assert say("report.limit_agenda", "fr") in text


def test_a_transcript_cannot_run_or_break_the_page(run):
    corpus = run.corpus
    names = {"Claire Vasseur": ATTACK}
    turns = corpus.turns.assign(speaker=corpus.turns["speaker"].replace(names), text=ATTACK + " oui")
    speakers = corpus.speakers.assign(speaker=corpus.speakers["speaker"].replace(names), cluster=ATTACK)
    bad = dataclasses.replace(
        corpus.reports[0], file=ATTACK, labels={ATTACK: 3}, leftovers=(Leftover("unattributed", 1, ATTACK),)
    )
    corpus = dataclasses.replace(
        corpus,
        name=ATTACK,
        turns=turns,
        speakers=speakers,
        meetings=corpus.meetings.assign(title=ATTACK),
        reports=(bad, *corpus.reports[1:]),
    )
    cut = material.segments(corpus)
    words = run.topic_words.assign(word=ATTACK)
    attacked = dataclasses.replace(
        run,
        corpus=corpus,
        segments=cut,
        shares=material.shares(cut),
        vectors_by_cell=material.vectors(cut),
        topic_words=words,
    )
    text = report_html(attacked, language="fr")
    parsed = outline(text)
    assert parsed.runs == [] and parsed.loads == []
    assert "<script" not in text and "<img" not in text
    assert "&lt;script&gt;" in text
    assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text


def test_the_parse_report_tells_each_file(run, french):
    text = french
    assert all(one.file in text for one in run.corpus.reports)
    assert "déclaré par le fichier" in text and "Claire Vasseur (34, pilote)" in text
    assert "plusieurs personnes parlent en même temps" in text
    assert text.index("reunion-03.docx") < text.index("reunion-01.docx", text.index('<section id="files"'))


def test_recipe_seeds_versions_and_hashes_are_there(run, english):
    text = english
    assert "[topics]" in text and "n_topics = 12" in text and "topics: 3" in text
    assert run.versions["numpy"] in text and f"{7:064x}" in text and "1.2" in text


@pytest.mark.usefixtures("undrawn")
def test_language_follows_the_corpus(run):
    english = dataclasses.replace(run, corpus=dataclasses.replace(run.corpus, language="en"))
    assert '<html lang="en">' in report_html(english)


def test_a_broken_write_leaves_the_old_report(run, tmp_path, monkeypatch):
    path = tmp_path / "rapport.html"
    path.write_text("ancien", encoding="utf-8")

    def fail(descriptor):
        raise OSError("disque plein")

    monkeypatch.setattr(files.os, "fsync", fail)
    with pytest.raises(OSError, match="disque plein"):
        files.write_whole(path, b"nouveau")
    assert path.read_text(encoding="utf-8") == "ancien"
    assert [file.name for file in tmp_path.iterdir()] == ["rapport.html"]


@pytest.mark.parametrize("subject", ["report", "chart"])
def test_both_catalogues_have_the_same_keys_and_placeholders(subject):
    french, english = (catalogue(language, subject) for language in ("fr", "en"))
    assert french.keys() == english.keys()
    for key, sentence in french.items():
        holes, others = (
            {hole for _, hole, _, _ in Formatter().parse(text)} for text in (sentence, english[key])
        )
        assert holes == others, key


def test_recipe_in_the_page_is_toml(french):
    found = re.search(r"<pre[^>]*>(.*?)</pre>", french, re.DOTALL)[1]
    assert tomllib.loads(found.replace("&#34;", '"'))["split"]["words"] == 50
