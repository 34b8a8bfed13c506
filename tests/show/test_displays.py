"""Objects as a notebook displays them: all of them, safely, offline, in two languages, small."""

import inspect
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import textmine as tm
from tests.conftest import write_small_corpus
from textmine.batch.pipeline import Run
from textmine.coding.decisions import Decision, Span, new_coding
from textmine.display import Shown, ShownTables, table_names
from textmine.messages import catalogue
from textmine.represent.words import weigh
from textmine.show.charts import chart_kinds
from textmine.show.displays.page import SHEETS, display_html
from textmine.show.displays.sheets import held

# options, single gestures and single values: what they are fits in their repr
NO_RESULTS = {"WriteOptions", "Code", "Decision", "Span", "Rule", "KeptRule", "TextmineError"}
VOID = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}


def classes():
    """Return the public classes, and those that public functions return, by name."""
    found = {}
    for name in tm._HOMES:
        thing = getattr(tm, name)
        if inspect.isfunction(thing):
            thing = vars(inspect.getmodule(thing)).get(str(thing.__annotations__.get("return")))
        if inspect.isclass(thing) and thing.__module__.startswith("textmine."):
            found[thing.__name__] = thing
    return found


CLASSES = classes()
RESULTS = sorted(set(CLASSES) - NO_RESULTS)


class Parsed(HTMLParser):
    """Tags that are opened and closed in order, and the text between them."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.attributes, self.text = [], [], [], ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text += data


@pytest.fixture(scope="module")
def things(tmp_path_factory):
    """One object of every class, made from a small corpus, by name of class."""
    folder = tmp_path_factory.mktemp("displays") / "petit"
    write_small_corpus(folder, n_turns=8)
    corpus = tm.read(folder)
    everyone = tm.split(corpus, into="blocks")
    is_pilot = (everyone.rows["role"] == "pilot").to_numpy()
    segments = everyone.take(is_pilot)
    tokens = tm.annotate(segments)
    model = tm.TopicModel(n_topics=4, max_share=0.6, refits=2).fit(tokens)
    shares = model.transform(tokens)
    maker = tm.SentenceVectors(purpose="pilot").fit(segments)
    vectors = maker.transform(everyone)
    counter = tm.WordCounts(min_segments=2).fit(tokens)
    counts = counter.transform(tokens)
    classes = tm.LexicalClasses(n_classes=3).fit(tokens)
    of_pilots = vectors.take(is_pilot)
    table = np.array([[8, 2, 1], [2, 8, 1], [1, 1, 8]])
    made = [
        corpus, segments, tokens, model, shares, maker, counter, classes,
        tm.LatentDirichlet(n_topics=2, max_share=0.6, passes=2).fit(tokens),
        tm.VectorClusters(n_topics=2).fit(tokens, of_pilots),
        tm.DoubleClasses(n_classes=3).fit(tokens), tm.class_tables(classes, segments, draws=2),
        tm.CorrespondenceAnalysis(n_axes=2).fit(table, rows=list("uvw"), columns=list("abc")),
        tm.Search(vectors=tm.SentenceVectors(purpose="theme").fit(segments)).fit(segments),
        tm.converge(of_pilots), tm.converge_panel({"vectors": of_pilots}), tm.power(of_pilots, n_sets=4),
        tm.find_confounds(vectors, corpus=corpus), tm.compare_with_actors(vectors),
        tm.placebo(of_pilots, draws=5), tm.imitate([of_pilots, weigh(counts)], legitimacy="legitimacy"),
        tm.adopt(tokens, segments), tm.complement(shares), tm.follow_topics(shares),
        tm.portray(of_pilots, segments, n=1), tm.specificities(counts, by="speaker"),
        tm.keyness(counts, (counts.rows["speaker"] == "Ana Morel").to_numpy()),
        tm.progression(counts, ["grille", "carton"]), tm.word_overview(counts),
        tm.word_usages(segments, tokens, maker, words=["carnet"]), tm.own_topics(model, tokens),
        tm.find_themes(corpus),
        tm.mask_echoes(tm.annotate(everyone), everyone, corpus), tm.mask(corpus),
        tm.write(corpus, tmp_path_factory.mktemp("written") / "out", format="iramuteq"),
        Run(Path("RUN"), ("read",), ("topics",), {"words": 9}, None, 1.0, None, {}, {}, {}),
        *coded(corpus, tmp_path_factory.mktemp("coded")),
    ]  # fmt: skip
    return {type(thing).__name__: thing for thing in made}


def coded(corpus, folder):
    """Return what coding makes: two coders, two codes."""
    book = tm.Codebook.from_names("Bois", "Verre")
    log = tm.DecisionLog(folder / "codings.db")
    log.save_codebook(book, coder="Ana")
    names, gestures = {"Ana Morel": "Bois", "Bruno Faure": "Verre"}, []
    for coder, n_meetings in (("Ana", 4), ("Bo", 1)):
        for meeting in corpus.meetings["meeting"].head(n_meetings):
            turns = corpus.turns[corpus.turns["meeting"] == meeting]
            for n, (speaker, text) in enumerate(zip(turns["speaker"], turns["text"], strict=True)):
                if speaker in names:
                    code = book.find(names[speaker]).code
                    span = Span(meeting, n, 0, n, len(text))
                    gestures.append(Decision(coder, "coded", new_coding(), code, span))
    log.append(gestures)
    codings = tm.replay(log.decisions())
    found = tm.suggest(codings, corpus, coder="Ana", codebook=book)
    row, code = int(found.table["row"].iloc[0]), str(found.table["code"].iloc[0])
    return (
        book, log, codings, found, found.suggester, found.features, found.labels,
        tm.agree(codings, corpus, codebook=book, draws=5),
        tm.why(found.suggester, found.features, found.labels, row, code),
    )  # fmt: skip


@pytest.fixture(scope="module")
def page_of(things):
    """Give the display of an object by name of class and language, made once."""
    return cache(lambda name, language="fr": display_html(things[name], language=language))


def test_every_result_is_displayed():
    assert set(CLASSES) >= {"Corpus", "Convergence", "Controls", "ActorControl", "Suggestions", "Run"}
    for name in RESULTS:
        assert issubclass(CLASSES[name], Shown), f"{name} is no result that is displayed, nor said to be none"
        assert name in SHEETS, name
        for language in ("fr", "en"):
            assert f"name_{name}" in catalogue(language, "notebook"), name
    for name in NO_RESULTS:
        assert name in CLASSES
        assert not issubclass(CLASSES[name], Shown)


def test_there_is_one_of_each(things):
    assert set(RESULTS) <= set(things)


@pytest.mark.parametrize("name", RESULTS)
def test_a_display_is_small_safe_and_in_two_languages(name, page_of):
    pages = {language: page_of(name, language) for language in ("fr", "en")}
    for language, html in pages.items():
        page = Parsed(html)
        assert "<pre" not in html, "the display of last resort"
        assert len(html) < 200_000
        assert not {"script", "link", "iframe", "img"} & set(page.tags)
        assert not re.search(r"https?://(?!www\.w3\.org/)|@import|url\((?!#)", html)
        assert not [name for name, _ in page.attributes if name.startswith("on")]
        assert catalogue(language, "notebook")[f"name_{name}"] in page.text
        assert page.tags.count("tr") <= 7
        assert "notebook." not in page.text
    assert pages["fr"] != pages["en"]


@pytest.mark.parametrize("name", RESULTS)
def test_its_chart_is_there_where_one_can_be_drawn(name, things, page_of):
    html = page_of(name)
    try:
        can = bool(chart_kinds(things[name]))
    except tm.TextmineError:
        can = False
    assert ("<svg" in html) == can


def test_charts_are_drawn_of_most_that_can_be(page_of):
    drawn = {name for name in RESULTS if "<svg" in page_of(name)}
    assert drawn >= {"Corpus", "Features", "Convergence", "Panel", "Complementarity", "ClassTables", "Themes",
                     "TopicPaths", "WordOverview", "LexicalClasses", "Portraits"}  # fmt: skip


@pytest.mark.parametrize("name", RESULTS)
def test_a_repr_is_one_short_line(name, things):
    assert "\n" not in repr(things[name])
    assert repr(things[name]).startswith(f"{name}(")
    assert len(repr(things[name])) < 250


@pytest.mark.parametrize("name", RESULTS)
def test_its_tables_are_completed_and_can_be_had(name, things, page_of):
    thing = things[name]
    names = table_names(thing)
    assert set(names) <= set(dir(thing))
    if isinstance(thing, ShownTables):
        fresh = thing.frame()
        assert isinstance(fresh, pd.DataFrame)
        assert "frame" in dir(thing)
        fresh.insert(0, "mine", 1)
        assert "mine" not in thing.frame()
    html = page_of(name)
    for each in names:
        assert f"<code>.{each}</code>" in html


def test_numbers_are_those_of_the_corpus(things, page_of):
    page = Parsed(page_of("Corpus", "en"))
    text = " ".join(page.text.split())
    assert "meetings 5 interviews 0 pilots 3 turns 130" in text
    assert "All rows: 4" in text
    words = sum(len(turn.split()) for turn in things["Corpus"].turns["text"])
    assert f"words {words:,}" in text
    assert "First 6 rows of" in Parsed(page_of("Segments", "en")).text
    assert f"{len(things['Tokens'].form):,}" in Parsed(page_of("Tokens", "en")).text


def test_a_verdict_and_its_reasons_are_said(things):
    found = things["Convergence"]
    text = Parsed(found._repr_html_()).text
    assert catalogue("fr", "measure")[f"verdict_{found.verdict.replace(' ', '_')}"] in text
    assert f"{found.relative_slope:.1%}".replace(".", ",").replace("-", "−").replace("%", "") in text


def test_text_of_transcripts_is_escaped(tmp_path):
    evil = "<script>alert(1)</script><img src=http://x.org/y onerror=alert(2)>"
    (tmp_path / "a.txt").write_text(
        f"Ana : {evil} bonjour\n\nBob <b>Noir</b> : salut {evil}\n\n" * 3, "utf-8"
    )
    corpus = tm.read(tmp_path)
    segments = tm.split(corpus, into="turns")
    for thing in (
        corpus,
        segments,
        tm.annotate(segments),
        tm.WordCounts(min_segments=1).fit_transform(tm.annotate(segments)),
    ):
        html = thing._repr_html_()
        assert not {"script", "img"} & set(Parsed(html).tags)
        assert "<b>Noir" not in html
    assert "&lt;script&gt;" in segments._repr_html_()


def test_what_cannot_be_drawn_still_has_its_table(things, monkeypatch):
    def broken(*_, **__):
        raise ValueError("no chart")

    monkeypatch.setattr("textmine.show.displays.page.sized_chart", broken)
    html = things["Convergence"]._repr_html_()
    assert "<svg" not in html
    assert html.count("<tr>") == 6


def test_what_cannot_be_told_is_shown_by_its_repr(things, monkeypatch):
    monkeypatch.setitem(SHEETS, "Keyness", held("nowhere"))
    html = things["Keyness"]._repr_html_()
    assert ">Keyness(" in html
    Parsed(html)


def test_a_class_that_is_not_known_shows_its_first_table():
    class Found(ShownTables):
        def __init__(self):
            self.table = pd.DataFrame({"pilot": ["<Ana>"], "p": [0.0001]})

        def __repr__(self):
            return "Found()"

    html = Found()._repr_html_()
    assert "&lt;Ana&gt;" in html
    assert "&lt;\u00a00,001" in html


def test_a_model_says_whether_it_was_fitted(things):
    model = tm.TopicModel(n_topics=4, exclude=["ana"] * 30)
    assert repr(model) == "TopicModel(n_topics=4, exclude=<30>, not fitted)"
    assert repr(tm.WordCounts()) == "WordCounts(not fitted)"
    assert "pas encore ajusté" in model._repr_html_()
    assert "pas encore ajusté" not in things["TopicModel"]._repr_html_()


def test_names_that_were_masked_are_not_displayed(things):
    html = things["Masked"]._repr_html_()
    assert "Morel" not in html
    assert things["Masked"].table["entity"].str.contains("Morel").any()


def test_a_notebook_shows_the_display_and_keeps_the_plain_one(things):
    from IPython.core.formatters import DisplayFormatter

    data, _ = DisplayFormatter().format(things["Convergence"])
    assert data["text/plain"] == repr(things["Convergence"])
    assert data["text/html"] == things["Convergence"]._repr_html_()


def test_public_names_are_completed():
    assert set(tm.__all__) <= set(dir(tm))
    assert dir(tm) == sorted(dir(tm))
    names: dict[str, object] = {}
    exec("from textmine import *", names)
    assert set(tm._HOMES) <= set(names)


def test_displays_in_a_browser_without_network(page_of, tmp_path):
    from playwright.sync_api import sync_playwright

    body = "".join(page_of(name) for name in RESULTS)
    (tmp_path / "page.html").write_text(f'<meta charset="utf-8"><body>{body}</body>', "utf-8")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        asked, said = [], []
        for width in (390, 900):
            page = browser.new_page(viewport={"width": width, "height": 800})
            page.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda message: said.append(message.text))
            page.goto((tmp_path / "page.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            heights = page.eval_on_selector_all(
                "svg", "all => all.map(one => one.getBoundingClientRect().height)"
            )
            assert min(heights) > 60
        browser.close()
    assert {url.partition(":")[0] for url in asked} == {"file"}
    assert not said
