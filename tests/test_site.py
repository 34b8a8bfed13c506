"""The documentation site is true: its examples run, its commands exist, it is read without a network."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer
import yaml
from lxml import html

import textmine
from tests.conftest import ROOT, without_network

SITE = ROOT / "notebooks" / "site"
PAGES = sorted((SITE / "pages").rglob("*.md"))
TEXTS = {path.relative_to(SITE / "pages").as_posix(): path.read_text("utf-8") for path in PAGES}
EXAMPLES = {
    example: name
    for name, text in TEXTS.items()
    for example in re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
}
LINES = sorted(
    {
        line.strip()
        for text in TEXTS.values()
        for block in re.findall(r"```bash\n(.*?)```", text, flags=re.DOTALL)
        for line in re.split(r"\n|&&", block)
        if re.match(r"\s*(\.venv/bin/)?textmine ", line)
    }
)
SPANS = sorted(
    {span for text in TEXTS.values() for span in re.findall(r"(?<!`)`(textmine [a-z][^`\n]*)`(?!`)", text)}
)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    command = [*without_network(), sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    command += ["-f", str(SITE / "mkdocs.yml"), "-d", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        pytest.fail(done.stdout + done.stderr)
    return folder


@pytest.fixture(scope="module")
def trees(built):
    return {path: html.parse(str(path)).getroot() for path in sorted(built.rglob("*.html"))}


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{name}-{n}" for n, name in enumerate(EXAMPLES.values())])
def test_the_python_examples_run(example, monkeypatch):
    monkeypatch.chdir(ROOT)
    exec(compile(example, EXAMPLES[example], "exec"), {})


@cache
def whole_command():
    from textmine.cli import app

    return typer.main.get_command(app)


def command_of(words):
    """Return the command that the words name, and the words after it."""
    found, rest = whole_command(), list(words)
    while hasattr(found, "commands") and rest and not rest[0].startswith("-"):
        assert rest[0] in found.commands, rest[0]
        found = found.commands[rest.pop(0)]
    return found, rest


def faults_of(line, *, is_whole):
    """Return what is wrong with a call: unknown options; of a whole one, too few or too many arguments."""
    command, rest = command_of(shlex.split(line)[1:])
    known = {name: each for each in command.params for name in (*each.opts, *each.secondary_opts)}
    given, places, faults = set(), 0, []
    while rest:
        word = rest.pop(0)
        name = word.partition("=")[0]
        if not word.startswith("-"):
            places += 1
        elif name not in known and name not in ("--help", "--version"):
            faults.append(name)
        elif name in known:
            given.add(known[name].name)
            if not getattr(known[name], "is_flag", False) and "=" not in word and rest:
                rest.pop(0)
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    least = sum(each.required for each in arguments)
    most = 99 if any(each.nargs == -1 for each in arguments) else len(arguments)
    if is_whole and not hasattr(command, "commands"):
        if not least <= places <= most:
            faults.append(f"{places} arguments")
        missing = [each.name for each in command.params if each.required and each not in arguments]
        faults += [name for name in missing if name not in given]
    return faults


def test_every_command_line_names_a_verb_and_its_options():
    assert len(LINES) >= 30 and len(SPANS) >= 15
    assert {line: faults_of(line, is_whole=True) for line in LINES if faults_of(line, is_whole=True)} == {}
    spans = [span for span in SPANS if "…" not in span or re.search(r" --\w", span)]
    wrong = {span: faults_of(span.replace("…", "RUN"), is_whole=False) for span in spans}
    assert {span: faults for span, faults in wrong.items() if faults} == {}


def test_the_check_of_command_lines_sees_faults():
    assert faults_of("textmine run corpus --nowhere", is_whole=True) == ["--nowhere"]
    assert faults_of("textmine kwic RUN", is_whole=True) == ["1 arguments"]
    assert faults_of("textmine graph RUN", is_whole=True) == ["to"]
    with pytest.raises(AssertionError):
        faults_of("textmine fly RUN", is_whole=True)


def test_french_pages_have_their_english_twins():
    names = {language: {n[3:] for n in TEXTS if n.startswith(f"{language}/")} for language in ("fr", "en")}
    assert names["fr"] == names["en"]


def test_the_pages_load_nothing_from_elsewhere(built, trees):
    loading = "//script/@src | //img/@src | //img/@srcset | //source/@src | //iframe/@src | //object/@data"
    linked = "//link[not(@rel='canonical') and not(@rel='alternate') and not(@rel='next')]/@href"
    assert len(trees) > 30
    for path, tree in trees.items():
        away = [url for url in tree.xpath(f"{loading} | {linked}") if re.match(r"(https?:)?//", url)]
        assert away == [], path
        assert not tree.xpath("//*[contains(@class, 'mermaid')]"), path
        styles = " ".join(tree.xpath("//style/text() | //@style"))
        assert not re.search(r"url\([\"']?(https?:)?//|@import", styles), path
    for path in built.rglob("*.css"):
        assert not re.search(r"url\([\"']?(https?:)?//|@import", path.read_text("utf-8")), path


def test_links_lead_somewhere(trees):
    ids = {path: set(tree.xpath("//@id | //a/@name")) for path, tree in trees.items()}
    broken = []
    for path, tree in trees.items():
        if path.name == "404.html":
            continue
        for url in tree.xpath("//a/@href | //img/@src | //link/@href | //script/@src"):
            if re.match(r"[a-z]+:", url):
                continue
            place, _, anchor = unquote(url).partition("#")
            target = (path.parent / place.partition("?")[0]).resolve() if place else path
            if not target.exists() or (anchor and target in ids and anchor not in ids[target]):
                broken.append((path.name, url))
    assert broken == []


def test_every_public_name_is_in_the_reference(trees):
    shown = {
        each for path, tree in trees.items() if path.parent.name == "api" for each in tree.xpath("//@id")
    }
    missing = [name for name, home in textmine._HOMES.items() if f"{home}.{name}" not in shown]
    assert missing == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_verb_and_measure_is_there_in_both_languages(built, trees, language):
    measures = tomllib.loads((SITE / "making" / "measures.toml").read_text("utf-8"))["group"]
    page = trees[built / language / "measures.html"]
    for measure in (each for group in measures for each in group["measure"]):
        assert page.xpath(f"//h3[@id='{measure['id']}']"), measure["id"]
    formulas = page.xpath("//*[local-name()='math']")
    assert len(formulas) == sum(len(group["measure"]) for group in measures)
    assert not any("\\" in formula.text_content() for formula in formulas)
    headings = " ".join(trees[built / language / "commands.html"].xpath("//h2/text()"))
    text = trees[built / language / "commands.html"].text_content()
    assert "textmine run" in headings and "textmine bench validity" in headings
    assert ("Lire les transcriptions" in text) == (language == "fr")


def test_the_site_is_read_and_searched_from_its_files(built):
    from playwright.sync_api import sync_playwright

    if not Path("/usr/bin/chromium").exists():
        pytest.skip("no chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        away = []
        page.on("request", lambda request: away.append(request.url) if "://" in request.url[:9] and not
                request.url.startswith(("file:", "data:", "blob:")) else None)  # fmt: skip
        page.goto((built / "index.html").as_uri())
        page.wait_for_url("**/fr/**")  # the first page leads to the reader's language
        for name in ("fr/index.html", "fr/measures.html", "api/measure.html", "fr/iramuteq.html"):
            page.goto((built / name).as_uri())
            page.wait_for_load_state("load")
            assert page.evaluate("document.documentElement.scrollWidth") == 390, name
        page.click("label[for='__search'].md-header__button")
        page.locator("input.md-search__input").press_sequentially("Krippendorff")
        page.wait_for_selector(".md-search-result__link")
        assert page.locator(".md-search-result__link").count() >= 1
        browser.close()
    assert away == []


def test_the_citation_is_that_of_this_version():
    said = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert str(said["version"]) == textmine.__version__ and said["license"] == project["project"]["license"]
    assert said["cff-version"] == "1.2.0" and said["title"] and said["message"] and said["authors"]
    assert all(each["authors"] and each["title"] and each["type"] for each in said["references"])
    for language in ("fr", "en"):
        assert f"version {textmine.__version__}" in TEXTS[f"{language}/citing.md"]


def test_the_site_does_not_travel_with_the_package():
    built_by = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"][
        "targets"
    ]
    assert built_by["wheel"]["packages"] == ["textmine"]
    assert not any("notebooks" in each for each in built_by["sdist"]["include"])
