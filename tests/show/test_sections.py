"""The sections of what is measured besides the distance: told, untold, empty, in both languages."""

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
from textmine.show.charts import chart_kinds, plot
from textmine.show.page import AFTER, BEFORE, report_html
from textmine.show.sections.order import measured_sections
from textmine.show.wording import interval, number, p_value, percent

NAMES = ["closer", "robustness", "rivals", "imitation", "complementarity"]


@pytest.fixture(scope="module")
def run():
    return measured.run()


@pytest.fixture(scope="module", params=["fr", "en"])
def page(request, run):
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


def test_what_was_not_measured_has_no_section(run):
    bare = replace(run, panel=None, controls=None, actors=None, placebo=None, imitation=None, adoption=None,
                   complementarity=None)  # fmt: skip
    assert [part.name for part in measured_sections(bare, {}, language="fr")] == ["closer"]
    page = report_html(replace(bare, adoption=run.adoption), language="fr")
    assert 'id="imitation"' in page and 'id="rivals"' not in page


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
    page = report_html(replace(run, adoption=replace(run.adoption, quotations=quotations)), language="en")
    assert "<script" not in page
    assert "&lt;script&gt;" in section(page, "imitation")


def test_what_the_slope_is_worth(run):
    result = run.convergence
    page = report_html(run, language="en")
    low, high = result.relative_slope_block_interval
    assert interval((low, high), "en", digits=1) in section(page, "verdict")
    table = pd.DataFrame({"rho": [0.0, 0.6], "n_effective": [8.0, 2.0], "p": [0.01, 0.11],
                          "holds": [True, False]})  # fmt: skip
    told = replace(result, verdict="convergence", sensitivity=table)
    words = section(report_html(replace(run, convergence=told), language="en"), "verdict")
    assert "correlation of 0.6" in words and "0.110" in words
    held = replace(told, sensitivity=table.assign(holds=True))
    assert "would hold" in section(report_html(replace(run, convergence=held), language="en"), "verdict")


def test_limits_do_not_say_what_is_no_longer_true(page, run):
    _, text = page
    assert "pas encore" not in text and "not yet" not in text
    strata = {**run.convergence.settings, "strata": "agenda"}
    reasons = tuple(r for r in run.convergence.reasons if r[0] != "agenda_not_controlled")
    held = replace(run.convergence, settings=strata, reasons=reasons)
    page = report_html(replace(run, convergence=held), language="en")
    assert catalogue("en", "report")["limit_agenda"] not in page


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


def test_no_phrase_taken_up(run):
    none = replace(run.adoption, quotations=run.adoption.quotations.head(0), reasons=(("no_adoption", {}),))
    page = report_html(replace(run, adoption=none), language="fr")
    assert "<mark>" not in page
    assert catalogue("fr", "imitation")["no_adoption"].split(" : ")[0][:30] in text_of(page).replace(
        "&#39;", "'"
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_chart_can_be_drawn(run, language):
    results = (run.convergence, run.panel, run.controls, run.actors, run.imitation, run.complementarity)
    kinds = [kind for result in results for kind in chart_kinds(result)]
    assert {"pairs", "pilots", "distances", "controls", "leadership", "influence", "complementarity"} <= set(
        kinds
    )
    for result in results:
        for kind in chart_kinds(result):
            spec = plot(result, kind=kind, language=language).to_dict()
            assert spec["title"]["text"] and spec["description"]


def test_what_has_no_chart(run):
    with pytest.raises(TextmineError) as fault:
        tm.plot(run.placebo)
    assert fault.value.key == "chart_thing"
    with pytest.raises(TextmineError) as fault:
        tm.plot(run.imitation, kind="map")
    assert fault.value.key == "chart_kind"


def test_measures_with_gaps_are_dashes(run):
    table = run.panel.table.copy()
    table.loc[table["measure"] == "energy", ["low", "high"]] = np.nan
    page = report_html(replace(run, panel=replace(run.panel, table=table)), language="fr")
    assert "nan" not in text_of(section(page, "robustness"))
