"""The sections of what is measured besides the distance: told, untold, empty, in both languages."""

import html
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import textmine as tm
from tests.show import material, measured
from textmine.errors import TextmineError
from textmine.measure.controls.confounds import find_confounds
from textmine.measure.imitation.imitating import imitate
from textmine.messages import catalogue
from textmine.show import charts, dots
from textmine.show.charts import chart_kinds
from textmine.show.influence import influence_chart
from textmine.show.page import AFTER, BEFORE, _limits, report_html
from textmine.show.sections.closer import closer_section
from textmine.show.sections.order import measured_sections
from textmine.show.sections.rivals import rivals_section
from textmine.show.theme import svg_of_spec
from textmine.show.verdicts import certainty
from textmine.show.wording import interval, number, p_value, percent, sentence

NAMES = ["closer", "robustness", "rivals", "imitation", "complementarity", "pilots", "turns"]


QUOTED = r"<blockquote.*?</blockquote>|<p class=.beside..*?</p>|<svg.*?</svg>"


@pytest.fixture(scope="module")
def run():
    return measured.run()


BLANK = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'


@pytest.fixture
def undrawn(monkeypatch):
    """Charts are blank, but for what they tell a screen reader: words of a page are read."""
    monkeypatch.setattr("textmine.show.theme._rendered", lambda spec: BLANK)


@pytest.fixture(scope="module", params=["fr", "en"])
def page(request, run):
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "en":
            patch.setattr("textmine.show.theme._rendered", lambda spec: BLANK)
        return request.param, report_html(run, language=request.param)


def text_of(part):
    return re.sub(r"<[^>]+>", " ", part)


def section(page, name):
    return re.search(f'<section id="{name}".*?</section>', page, flags=re.S).group(0)


def test_all_sections_are_there_in_order_and_in_the_contents(page):
    language, text = page
    assert re.findall(r'<section id="(\w+)"', text) == [*BEFORE, *NAMES, *AFTER]
    for name in NAMES:
        assert f'href="#{name}"' in text
        assert catalogue(language, "report")[f"{name}_heading"] in section(text, name)
    assert "{" not in text_of(text[text.index("<main") :].split('id="again"')[0])


@pytest.mark.usefixtures("undrawn")
def test_what_was_not_measured_has_no_section(run):
    bare = measured.without(run)
    assert [part.name for part in measured_sections(bare, {}, language="fr")] == ["closer", "pilots"]
    page = report_html(replace(bare, adoption=run.adoption), language="fr")
    assert 'id="imitation"' in page and 'id="rivals"' not in page


def test_each_pilot_has_a_part_with_the_figures_of_the_others(page, run):
    language, text = page
    part = section(text, "pilots")
    turns = run.corpus.turns[run.corpus.turns["role"] == "pilot"]
    assert re.findall(r"<h3>(.*?)</h3>", part) == sorted(turns["speaker"].unique())
    for pilot, own in turns.groupby("speaker"):
        words = sum(len(line.split()) for line in own["text"])
        mine = text_of(part.split(f"<h3>{pilot}</h3>")[1].split("<h3>")[0])
        assert f"{words} " in mine and f"{len(own)} " in mine
        trend = run.convergence.pilot_trends.set_index("pilot").loc[pilot]
        assert percent(trend["slope"], language, digits=1, sign=True) in mine
        sure = trend["p_adjusted"] <= 0.05
        unsure = catalogue(language, "report")["pilots_unsure"].split("{")[0].replace(" :", "\u00a0:")
        assert (unsure in mine.split(catalogue(language, "report")["pilots_brings"])[0]) != sure
        brings = run.complementarity.pilots.set_index("pilot").loc[pilot]
        assert number(brings["unique"], language) in mine


def test_each_quotation_leads_to_its_turn_and_back(page, run):
    _, text = page
    turns = section(text, "turns")
    links = re.findall(r'class="cite" href="#turn-(\d+)"', text)
    shown = re.findall(r'<li id="turn-(\d+)">(.*?)</li>', turns, flags=re.S)
    assert len(links) >= 5 and {anchor for anchor, _ in shown} == set(links)
    rows = run.adoption.quotations
    assert {str(rows.iloc[0]["leader_turn"]), str(rows.iloc[0]["follower_turn"])} <= set(links)
    for anchor, told in shown:
        row = run.corpus.turns.iloc[int(anchor)]
        assert " ".join(row["text"].split())[:200] in html.unescape(told) and row["speaker"] in told
        cited_in = re.findall(r'href="#(\w+)"', told)
        assert cited_in and all(f"#turn-{anchor}" in section(text, name) for name in cited_in)


def test_numbers_are_those_of_the_results(page, run):
    language, text = page
    pair = run.convergence.pair_trends.dropna(subset=["shrunk"]).sort_values("shrunk").iloc[0]
    closer = section(text, "closer")
    assert percent(pair["shrunk"], language, digits=1, sign=True) in closer
    assert interval((pair["shrunk_low"], pair["shrunk_high"]), language) in closer
    panel = run.panel.table.set_index("measure")
    robust = section(text, "robustness")
    for name in panel.index:
        assert percent(panel.loc[name, "relative_slope"], language, digits=1, sign=True) in robust
    imitation = section(text, "imitation")
    assert number(run.imitation.slope, language, digits=4, sign=True) in imitation
    assert p_value(run.imitation.p_labels, language) in imitation.replace("&lt;", "<")
    found = section(text, "complementarity")
    assert percent(run.complementarity.complementarity, language) in found
    assert number(run.complementarity.beta, language) in found


def test_both_sides_of_a_phrase_are_quoted(page, run):
    language, text = page
    found = section(text, "imitation")
    assert len(re.findall(r"<mark>", found)) == 4
    row = run.adoption.quotations.iloc[0]
    assert row["leader"] in found and row["follower"] in found
    words = catalogue(language, "report")
    assert words["quotation_first"] in found and words["quotation_then"] in found
    assert p_value(0.08, language) in text_of(found)


def test_names_and_quotations_are_escaped(run):
    attack = '<script>alert("x")</script>'
    quotations = run.adoption.quotations.assign(leader=attack, leader_text=attack, leader_excerpt=attack,
                                                leader_start=0, leader_end=len(attack))  # fmt: skip
    page = report_html(
        replace(measured.without(run), adoption=replace(run.adoption, quotations=quotations)), language="en"
    )
    assert "<script" not in page
    assert "&lt;script&gt;" in section(page, "imitation")


def test_what_the_slope_is_worth(page, run):
    language, text = page
    bounds = run.convergence.relative_slope_block_interval
    assert interval(bounds, language, digits=1) in section(text, "verdict")
    assert all(words in section(text, "verdict") for words in certainty(run.convergence, language))


def test_sensitivity_to_neighbouring_meetings(run):
    table = pd.DataFrame({"rho": [0.0, 0.6], "n_effective": [8.0, 2.0], "p": [0.01, 0.11],
                          "holds": [True, False]})  # fmt: skip
    told = replace(run.convergence, verdict="convergence", sensitivity=table)
    assert any("correlation of 0.6" in words and "0.110" in words for words in certainty(told, "en"))
    held = replace(told, sensitivity=table.assign(holds=True))
    assert any("would hold" in words and "up to 0.6" in words for words in certainty(held, "en"))
    other = replace(told, verdict="inconclusive")
    assert len(certainty(other, "en")) == len(certainty(told, "en")) - 1


def test_strata_are_named(run):
    settings = {**run.convergence.settings, "strata": "agenda"}
    held = replace(run.convergence, settings=settings, strata=pd.DataFrame({"stratum": ["a", "b", "c"]}))
    assert any("3 strata (agenda)" in words for words in certainty(held, "en"))


def test_limits_do_not_say_what_is_no_longer_true(page, run):
    language, text = page
    assert "pas encore" not in text and "not yet" not in text
    limit = catalogue(language, "report")["limit_agenda"]
    reasons = tuple(r for r in run.convergence.reasons if r[0] != "agenda_not_controlled")
    free = replace(run.convergence, reasons=reasons)
    assert limit in _limits(replace(run, convergence=free), language)
    held = replace(free, settings={**free.settings, "strata": "agenda"})
    assert limit not in _limits(replace(run, convergence=held), language)


@pytest.mark.usefixtures("undrawn")
def test_untold_results_say_so():
    base = material.run(n_meetings=1)
    vectors = material.block_vectors(base.segments)
    run = replace(base, imitation=imitate(vectors, n_permutations=99),
                  controls=find_confounds(vectors, n_permutations=99))  # fmt: skip
    found = {part.name: part for part in measured_sections(run, {}, language="fr")}
    kinds = [block.kind for block in found["imitation"].blocks]
    assert kinds[0] == "finding" and "drawing" not in kinds
    assert [block.kind for block in found["rivals"].blocks] == ["text"]
    assert 'id="imitation"' in report_html(run, language="fr")


@pytest.mark.usefixtures("undrawn")
def test_no_phrase_taken_up(run):
    none = replace(run.adoption, quotations=run.adoption.quotations.head(0), reasons=(("no_adoption", {}),))
    page = report_html(replace(measured.without(run), adoption=none), language="fr")
    assert "<mark>" not in page
    assert sentence("imitation.no_adoption", "fr") in text_of(section(page, "imitation"))


def results_of(run):
    return (run.convergence, run.panel, run.controls, run.actors, run.imitation, run.complementarity)


def test_every_result_has_its_charts(run):
    kinds = [kind for result in results_of(run) for kind in chart_kinds(result)]
    assert kinds == ["distance", "heat", "pairs", "pilots", "distances", "controls", "actor", "leadership",
                     "influence", "complementarity"]  # fmt: skip
    for result in results_of(run):
        assert tm.plot(result, language="en").to_dict()["description"]


@pytest.mark.parametrize("width", [760, 340])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_charts_fit_their_width_and_cut_no_label(run, width, language):
    for result in results_of(run)[1:]:
        for kind in chart_kinds(result):
            spec = charts._charts_of(result)[kind](result, language=language, width=width).to_dict()
            assert spec["title"]["text"] and spec["description"]
            svg = svg_of_spec(spec)
            drawn = float(re.search(r'<svg [^>]*?width="([\d.]+)"', svg)[1])
            assert drawn <= width + 2, (kind, drawn)
            assert "…" not in re.sub(r'aria-label="[^"]*"', "", svg), kind


def test_numbers_in_a_drawing_are_whole(run):
    before = run.controls.table["p_before"].iloc[0]
    told = replace(run.controls, table=run.controls.table.assign(p_before=0.0025))
    svg = svg_of_spec(tm.plot(told, language="en").to_dict())
    assert before == 0.005 and f"{p_value(0.0025, 'en')}<" in svg
    square = svg_of_spec(tm.plot(run.imitation, kind="influence", language="en").to_dict())
    values = run.imitation.pairs["influence"].dropna()
    assert all(f">{number(value, 'en', digits=3, sign=True)}<" in square for value in values)
    assert not re.search(r'(d|transform|x\d?|y\d?)="[^"]*\d\.\d{3}', square)


def test_many_pilots_on_a_phone_are_numbered(run):
    names = [f"Jean-Christophe Pilote{k:02d}" for k in range(18)]
    rng = np.random.default_rng(0)
    pairs = pd.DataFrame([{"follower": a, "leader": b, "influence": rng.normal(), "n_pairs": 3}
                          for a in names for b in names if a != b])  # fmt: skip
    leaders = pd.DataFrame({"pilot": names, "n_blocks": 9, "leadership": np.linspace(1, -1, 18)})
    many = replace(run.imitation, pairs=pairs, leadership=leaders)
    for width, heads in ((760, names), (340, [str(n) for n in range(1, 19)])):
        svg = svg_of_spec(influence_chart(many, language="fr", width=width).to_dict())
        assert float(re.search(r'<svg [^>]*?width="([\d.]+)"', svg)[1]) <= width + 2
        assert all(f">{head}<" in svg for head in heads) and "…" not in svg


def test_nothing_to_compare_is_no_chart(run):
    assert chart_kinds(replace(run.panel, table=run.panel.table.head(0))) == ()


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_label_of_some_lines_stands_around_its_dot(n):
    label = " ".join(["abcdefghi" * 2] * n)
    rows = pd.DataFrame({"label": [label], "estimate": [0.1], "low": [0.0], "high": [0.2], "tone": ["main"],
                         "note": [""], "group": [""]})  # fmt: skip
    table, _, height = dots._placed(rows, 128)
    lines = table["label"].iloc[0].count("\n") + 1
    assert lines == n
    assert table["label_y"].iloc[0] + dots.LINE * (lines - 1) / 2 == table["y"].iloc[0]
    assert height >= lines * dots.LINE


def test_none_and_one_are_said_so(run):
    def said(adjusted, language):
        trends = run.convergence.pair_trends.assign(p_adjusted=1.0)
        trends.loc[trends.index[:adjusted], "p_adjusted"] = 0.001
        return closer_section(replace(run.convergence, pair_trends=trends), language=language).blocks[0].value

    wanted = {
        "fr": (
            "la tendance propre d’aucune n’a p",
            "la tendance propre d’une seule a p",
            "propres de 2 ont p",
        ),
        "en": ("no pair’s own trend has p", "only one pair’s own trend has p", "2 pairs’ own trends have p"),
    }
    for language, words in wanted.items():
        for adjusted in range(3):
            text = said(adjusted, language)
            assert [word in text for word in words] == [k == adjusted for k in range(3)]


def test_sentences_are_typeset(page):
    language, text = page
    faults = {"en": r"[=≤] [\d−+]", "fr": r"[^\W\d] [;:!?%»]|« |[=≤] [\d−+]|[^\W\d]'\w"}
    for name in ("verdict", *NAMES):
        words = re.sub(QUOTED, " ", section(text, name), flags=re.S)
        assert re.findall(faults[language], text_of(words).replace("&#39;", "'")) == [], name


@pytest.mark.usefixtures("undrawn")
def test_names_and_quotations_stay_as_they_were_written(run):
    row = run.adoption.quotations.iloc[0].copy()
    row["leader"], text = "Anne d'Arc", "l'eau ; oui : non ?"
    row["leader_text"] = row["leader_excerpt"] = text
    row["leader_start"], row["leader_end"], row["leader_excerpt_end"] = 0, len(text), len(text)
    adoption = replace(run.adoption, quotations=pd.DataFrame([row]))
    page = section(report_html(replace(measured.without(run), adoption=adoption), language="fr"), "imitation")
    assert f"<mark>{text.replace(chr(39), '&#39;')}</mark>" in page
    assert "Anne d&#39;Arc l’emploie 3 fois" in page


def texts_of(value):
    if isinstance(value, tuple):
        return "".join(map(texts_of, value))
    return value if isinstance(value, str) else ""


def test_what_is_told_below_is_not_told_twice(run):
    told_below = [sentence(f"controls.{key}", "fr", **facts) for key, facts in run.actors.reasons]

    def times(material):
        words = "".join(texts_of(block.value) for block in rivals_section(material, language="fr").blocks)
        return [words.count(text) for text in told_below]

    assert times(run) == [1] * len(told_below)
    assert times(replace(run, actors=None))[0] == 1


def test_trends_that_nobody_has_are_no_chart(run):
    nothing = run.convergence.pair_trends.assign(shrunk=np.nan, slope=np.nan)
    bare = replace(run.convergence, pair_trends=nothing)
    assert chart_kinds(bare) == ("distance", "heat", "pilots")
    blocks = closer_section(bare, language="fr").blocks
    assert [block.value for block in blocks] == [sentence("report.closer_untold", "fr")]


def test_what_has_no_chart(run):
    with pytest.raises(TextmineError) as fault:
        tm.plot(run.placebo)
    assert fault.value.key == "chart_thing"
    with pytest.raises(TextmineError) as fault:
        tm.plot(run.imitation, kind="map")
    assert fault.value.key == "chart_kind"


@pytest.mark.usefixtures("undrawn")
def test_measures_with_gaps_are_dashes(run):
    table = run.panel.table.copy()
    table.loc[table["measure"] == "energy", ["low", "high"]] = np.nan
    page = report_html(replace(run, panel=replace(run.panel, table=table)), language="fr")
    assert "nan" not in text_of(section(page, "robustness"))


def test_who_brings_most_is_told(page, run):
    language, text = page
    row = run.complementarity.pilots.sort_values("unique").iloc[-1]
    found = text_of(section(text, "complementarity"))
    assert re.search(rf"{row['pilot']}\W+{re.escape(number(row['unique'], language, sign=True))}, ", found)
