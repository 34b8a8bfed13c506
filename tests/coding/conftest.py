"""A project to code, and a browser."""

import pytest

import textmine as tm
from tests.coding.material import coded_by_theme, write_corpus
from tests.coding.pages import BOOK, CHROMIUM
from textmine.coding.log import DecisionLog


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "entretiens"
    themes = write_corpus(folder, n_meetings=10)
    first = folder / "reunion-1.txt"
    first.write_text("Ana : 😀 œuvre d'été.\n\n" + first.read_text("utf-8"), encoding="utf-8")
    log = DecisionLog(folder.with_name("entretiens-codages.db"))
    log.save_codebook(BOOK)
    log.append(coded_by_theme(tm.read(folder), themes, [f"reunion-{m}" for m in range(2, 10)]))
    log.close()
    return folder


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt install chromium")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield chromium
        chromium.close()
