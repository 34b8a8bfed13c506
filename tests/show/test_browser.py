"""The report in a browser: no error, no sideways scrolling, no request, at the desk and on a phone."""

from pathlib import Path

import pytest

from tests.show import material
from textmine.show.page import report

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}: apt install chromium"
)

CONTRAST = """() => {
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
  const numbers = text => text.match(/[\\d.]+/g).map(Number);
  const behind = node => {
    for (; node; node = node.parentElement) {
      const color = numbers(getComputedStyle(node).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const node of document.querySelectorAll("body *:not(svg *)")) {
    const said = [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim());
    if (!said || !node.checkVisibility()) continue;
    const [a, b] = [light(numbers(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(node.outerHTML.slice(0, 80));
  }
  return poor;
}"""


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module", params=[(6, "fr"), (40, "en")], ids=["six-fr", "forty-en"])
def path(request, tmp_path_factory):
    n_pilots, language = request.param
    run = material.run(n_pilots=n_pilots, n_meetings=13 if n_pilots == 40 else 8)
    return report(run, to=tmp_path_factory.mktemp("report") / f"{n_pilots}.html", language=language)


def test_forty_pilots_stay_below_five_megabytes(path):
    assert path.stat().st_size < 5_000_000
    page = path.read_text(encoding="utf-8")
    assert ("Others (30)" in page) == (path.stem == "40")


@pytest.mark.parametrize("width", [390, 1280])
def test_report_reads_well(browser, path, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    faults, requests = [], []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.route(
        "**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort()
    )
    page.goto(path.as_uri())
    assert faults == [] and requests == [path.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.querySelectorAll('details').forEach(node => node.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shown = page.locator("figure svg:visible")
    assert shown.count() == 5
    assert all(shown.nth(k).bounding_box()["width"] <= width for k in range(5))
    assert page.evaluate(CONTRAST) == []
    page.close()


def test_report_prints_with_its_charts(browser, path):
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(path.as_uri())
    page.emulate_media(media="print")
    assert page.locator("figure .wide svg:visible").count() == 5
    assert page.locator("nav:visible").count() == 0
    assert page.pdf().startswith(b"%PDF")
    page.close()
