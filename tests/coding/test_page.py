"""The page: what its server refuses, and coding in a browser: code, accept, refuse, undo, export, reload."""

import zipfile
from urllib.parse import parse_qs, urlsplit

import httpx

import textmine as tm
from tests.coding.pages import SELECT, now, opened, served, served_by_command
from textmine.coding.exchange.refi_reading import read_qdpx
from textmine.coding.log import open_log
from textmine.coding.page.server import page_app
from textmine.coding.page.workbench import Workbench


def test_strangers_are_refused(project):
    with served_by_command(project) as address:
        parts = urlsplit(address)
        base, token = f"{parts.scheme}://{parts.netloc}", parse_qs(parts.query)["token"][0]
        with httpx.Client(base_url=base) as client:
            assert client.get("/").status_code == 403
            assert client.get("/api/project?coder=Ana&token=faux").status_code == 403
            for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
                assert client.get(f"/?token={token}", headers=headers).status_code == 403
            found = client.get(f"/?token={token}")
            assert (
                found.status_code == 200 and "script-src 'self'" in found.headers["content-security-policy"]
            )
            cookie = found.headers["set-cookie"]
            assert "HttpOnly" in cookie and "strict" in cookie.lower()
            assert client.get("/api/project?coder=Ana").json()["coders"] == ["Ana"]
            assert client.get("/static/../server.py").status_code == 404
            assert client.get("/static/page.js").status_code == 200


def test_the_server_takes_only_gestures_that_make_sense(project):
    from starlette.testclient import TestClient

    log = open_log(project.with_name("entretiens-codages.db"))
    app = page_app(Workbench(tm.read(project), log), token="t", coder="Ana", language="en")
    good = {"action": "coded", "code": "four", "meeting": "reunion-1", "turn": 0, "start": 0, "last_turn": 1,
            "end": 3, "key": "k"}  # fmt: skip
    with TestClient(app, base_url="http://127.0.0.1") as client:
        client.get("/?token=t")
        post = "/api/decisions?coder=Ana"
        first = client.post(post, json=[good]).json()["numbers"]
        assert client.post(post, json=[good]).json()["numbers"] == first
        nowhere = {"end": 9999}, {"meeting": "rien"}, {"turn": 99}, {"meeting": ""}
        nothing = {"code": "themes"}, {"code": "rien"}, {"code": ""}
        for wrong in (*nowhere, *nothing, {"action": "suggested"}, {"action": "dreamt"}):
            answer = client.post(post, json=[{**good, **wrong, "key": "autre"}])
            assert answer.status_code == 400 and answer.json()["error"], wrong
        made = client.post("/api/codes?coder=Ana", json={"name": "Nouveau", "parent": "themes"}).json()[
            "code"
        ]
        assert (
            client.post("/api/codes?coder=Ana", json={"name": "nouveau", "parent": "themes"}).status_code
            == 400
        )
        assert log.codebook()[made].name == "Nouveau"
        found = client.get("/api/find?query=ŒUVRE&coder=Ana").json()
        assert [(one["meeting"], one["turn"], one["match"]) for one in found] == [("reunion-1", 0, "œuvre")]
        assert client.get("/api/agreement?coder=Ana").json() == []
        # no suggestions where they were switched off, nor where the transcript was read to its end
        client.post(post, json=[{"action": "switched", "meeting": "reunion-10", "memo": "off"}])
        assert client.post("/api/suggest?coder=Ana&name=reunion-10").json()["off"]
        client.post(post, json=[{"action": "switched", "meeting": "reunion-10", "memo": "on"}])
        client.post(post, json=[{"action": "finished", "meeting": "reunion-10"}])
        assert client.post("/api/suggest?coder=Ana&name=reunion-10").json()["off"]
    log.close()


def test_coding_in_a_browser(project, browser, tmp_path):
    with served(project) as address:
        page, faults = opened(browser, address)
        # by mouse: a passage behind an emoji, counted in code points
        page.evaluate(SELECT, [0, 3, 8])
        page.locator("#codelist .give", has_text="Le four").click()
        page.wait_for_selector('[data-turn="0"] mark.coded')
        row = now(project).iloc[0]
        assert (row["turn"], row["start"], row["end"], row["code"]) == (0, 2, 7, "four")
        assert page.inner_text('[data-turn="0"] mark') == "œuvre"
        # by keyboard: the next turn, whole, the second code; then undone
        page.focus('[data-turn="0"]')
        page.keyboard.press("ArrowDown")
        page.keyboard.press("2")
        page.wait_for_selector('[data-turn="1"] mark.coded')
        assert set(now(project)["code"]) == {"four", "port"}
        page.keyboard.press("u")
        page.wait_for_selector('[data-turn="1"] mark.coded', state="detached")
        assert set(now(project)["code"]) == {"four"}
        page.focus('[data-turn="2"]')
        for key, n in (("3", 2), ("1", 3)):
            page.keyboard.press(key)
            page.wait_for_selector(f"#transcript .chip >> nth={n - 1}")
        for n in (3, 2):
            page.keyboard.press("u")
            page.wait_for_selector(f"#transcript .chip >> nth={n - 1}", state="detached")
        assert set(now(project)["code"]) == {"four"}
        # suggestions: one accepted, one refused, one changed, and why
        page.select_option("#meeting", "reunion-10")
        page.click("#suggest")
        page.wait_for_selector("#queuelist li", timeout=180_000)
        n_waiting = page.locator("#queuelist li").count()
        assert n_waiting > 5
        page.locator("#queuelist li").first.get_by_role("button", name="Pourquoi").click()
        page.wait_for_selector("#reasonbody blockquote")
        page.locator("#queuelist li").first.get_by_role("button", name="Accepter").click()
        page.wait_for_selector(".chip.coded")
        page.locator("#queuelist li").first.get_by_role("button", name="Refuser").click()
        page.wait_for_selector(f"#queuelist li:nth-child({n_waiting - 1})", state="detached")
        page.locator("#queuelist li").first.get_by_role("button", name="Changer").click()
        page.locator("#codelist .give", has_text="Le port").click()
        page.wait_for_selector(f"#queuelist li:nth-child({n_waiting - 2})", state="detached")
        told = now(project, meeting="reunion-10")
        assert told["origin"].value_counts().to_dict() == {
            "suggested": n_waiting - 2, "accepted": 1, "changed": 1,
        }  # fmt: skip
        assert told["status"].value_counts().to_dict() == {"pending": n_waiting - 3, "coded": 2, "refused": 1}
        # reload and find it all; export and read it
        page.reload()
        page.wait_for_selector('[data-turn="0"] mark.coded')
        with page.expect_download() as download:
            page.click("#tab-agree")
            page.click("#export")
        download.value.save_as(tmp_path / "export.qdpx")
        exported = read_qdpx(tmp_path / "export.qdpx")
        own = exported.codings[exported.codings["source"] == "reunion-1"].iloc[0]
        assert exported.texts["reunion-1"][own["start"] : own["end"]] == "œuvre"
        assert zipfile.ZipFile(tmp_path / "export.qdpx").testzip() is None
        assert not faults, faults


def test_two_coders_at_once_lose_nothing_and_do_not_see_each_other(project, browser):
    with served(project) as address:
        ana, faults = opened(browser, address)
        bo, others = opened(browser, address.replace("coder=Ana", "coder=Bo"))
        for turn in range(6):
            for page, key in ((ana, "1"), (bo, "2")):
                page.focus(f'[data-turn="{turn}"]')
                page.keyboard.press(key)
                page.wait_for_selector(f'[data-turn="{turn}"] mark.coded')
        assert set(now(project)["code"]) == {"four"} and len(now(project)) == 6
        assert set(now(project, "Bo")["code"]) == {"port"} and len(now(project, "Bo")) == 6
        assert bo.locator(".chip").count() == 6
        bo.click("#tab-agree")
        bo.click("#agree")
        bo.wait_for_selector("#agreement table")
        assert "Le four" in bo.inner_text("#agreement")
        assert not faults and not others


BARE = """() => [...document.querySelectorAll("button, input, select, textarea, summary, a, article")]
  .filter(node => node.checkVisibility() && !(node.innerText || node.getAttribute("aria-label")
    || node.labels?.length || node.placeholder)).map(node => node.outerHTML.slice(0, 90))"""


def test_labels_contrast_and_a_narrow_screen(project, browser):
    from tests.show.test_browser import CONTRAST

    with served(project, language="en") as address:
        page, faults = opened(browser, address)
        assert page.evaluate("document.documentElement.lang") == "en" and "Suggest" in page.inner_text(
            "#suggest"
        )
        for tab in ("code", "next", "find", "agree", "queue"):
            page.click(f"#tab-{tab}")
            for closed in page.locator("aside details:not([open]) summary:visible").all():
                closed.click()
            assert page.evaluate(BARE) == []
            assert page.evaluate(CONTRAST) == []
        for width in (900, 800):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.keyboard.press("Escape")
        assert not page.is_visible("#side")
        page.click("#sidebutton")
        assert page.is_visible("#tab-next") and page.get_attribute("#sidebutton", "aria-expanded") == "true"
        assert not faults
