"""The page of masking: what its desk and server refuse, what they write, and a review in a browser."""

import subprocess
import sys
from contextlib import contextmanager

import pytest
from starlette.testclient import TestClient

from textmine.coding.page.masks import mask_app
from textmine.coding.page.reviewing import MaskDesk
from textmine.corpus.masking.keyfile import read_key
from textmine.corpus.masking.masking import mask
from textmine.corpus.masking.reversing import unmask
from textmine.corpus.masking.review import read_table, write_table
from textmine.corpus.reading import read
from textmine.errors import TextmineError

TALK = """Hélène Castaing : Bonjour, je viens de Lyon. Sylvie Petit n'est pas venue de Lyon, elle.
Paul Roy : Moi d'Orléans, Hélène, comme Mme Roy. Écrivez à <b>paul.roy@exemple.fr</b>.
Hélène Castaing : La Sartek nous aide, Paul. Avant, Sylvie Petit s'appelait Sylvie Morel, Hélène Castaing.
"""
ROY, LYON = "person:Paul Roy", "town:Lyon"


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "entretiens"
    home.mkdir()
    (home / "reunion-1.txt").write_text(TALK, encoding="utf-8")
    return home


@pytest.fixture
def desk(folder, tmp_path):
    corpus, path = read(folder), tmp_path / "table.csv"
    write_table(mask(corpus, seed=1).table, path)

    def apply(table):
        found = mask(corpus, table=table, seed=1)
        return {"path": "ici", "texts": found.corpus.turns["text"].tolist()}

    return MaskDesk(corpus, path, apply)


def row_of(path, identity):
    kind, entity = identity.split(":")
    table = read_table(path)
    return table[(table["kind"] == kind) & (table["entity"] == entity)].iloc[0]


def test_entities_with_contexts(desk):
    review = desk.review()
    entities = review["entities"]
    assert [one["kind"] for one in entities[:3]] == ["person"] * 3 and review["applied"] is None
    counts = [one["count"] for one in entities if one["kind"] == "person"]
    assert counts == sorted(counts, reverse=True)
    lyon = next(one for one in entities if one["id"] == LYON)
    assert lyon["contexts"][0][1] == "Lyon" and lyon["contexts"][0][0].endswith("je viens de ")
    assert lyon["policies"] == ["tag", "generalise", "keep"] and lyon["decided_by"] == ""


def test_each_decision_is_written_at_once(desk):
    desk.decide("Zoé", {"entity": ROY, "action": "change", "pseudonym": " Luc  Morin "})
    row = row_of(desk.path, ROY)
    assert (row["pseudonym"], row["decision"], row["decided_by"]) == ("Luc Morin", "mask", "Zoé")
    assert len(row["date"]) == 10
    desk.decide("Zoé", {"entity": LYON, "action": "change", "policy": "generalise"})
    assert row_of(desk.path, LYON)["pseudonym"] == "Auvergne-Rhône-Alpes"
    desk.decide("Zoé", {"entity": "town:Orléans", "action": "refuse"})
    assert row_of(desk.path, "town:Orléans")["decision"] == "keep"
    # what is started anew finds them
    again = MaskDesk(desk._corpus, desk.path, desk._apply)
    assert [one["decided_by"] for one in again.review()["entities"]].count("Zoé") == 3
    texts = " ".join(again.apply()["texts"])
    assert "Orléans" in texts and "Auvergne-Rhône-Alpes" in texts and "Lyon" not in texts
    assert "aide, Luc." in texts
    with pytest.raises(TextmineError, match="Le masquage est fait"):
        again.decide("Zoé", {"entity": LYON, "action": "accept"})


def test_a_policy_back_and_forth(desk):
    before = row_of(desk.path, ROY)["pseudonym"]
    assert desk.decide("Zoé", {"entity": ROY, "action": "change", "policy": "tag"})["pseudonym"].startswith(
        "[PERSONNE_"
    )
    assert desk.decide("Zoé", {"entity": ROY, "action": "change", "policy": "keep"})["decision"] == "keep"
    # another start does not know the old name, but that of the family
    again = MaskDesk(desk._corpus, desk.path, desk._apply)
    drawn = again.decide("Zoé", {"entity": ROY, "action": "change", "policy": "pseudonym"})["pseudonym"]
    assert len(drawn.split()) == 2 and "Roy" not in drawn
    with pytest.raises(TextmineError, match="modifié par un autre programme"):
        desk.undo()
    assert before and desk.review()["undo"] == 0


def test_undo_gives_back_the_table(desk):
    before = desk.path.read_bytes()
    desk.decide("Zoé", {"entity": ROY, "action": "accept"})
    desk.join("Zoé", "person:Sylvie Morel", "person:Sylvie Petit")
    desk.undo()
    desk.undo()
    assert desk.path.read_bytes() == before
    with pytest.raises(TextmineError, match="rien à annuler"):
        desk.undo()


def test_joined_entities_have_one_pseudonym(desk):
    desk.decide("Zoé", {"entity": "person:Sylvie Petit", "action": "change", "pseudonym": "Zita Olm"})
    before = len(desk.review()["entities"])
    joined = desk.join("Zoé", "person:Sylvie Morel", "person:Sylvie Petit")
    assert joined["variants"] == ["Sylvie Petit", "Sylvie Morel"] and joined["count"] == 3
    assert len(desk.review()["entities"]) == before - 1
    texts = desk.apply()["texts"]
    assert "Avant, Zita Olm s'appelait Zita Olm," in texts[2]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"entity": "person:Nul", "action": "accept"}, "pas d'entité « person:Nul »"),
        ({"entity": LYON, "action": "rêver"}, "rêver"),
        ({"entity": LYON, "action": "change", "policy": "pseudonym"}, "ne peut pas avoir"),
        ({"entity": "person:Hélène Castaing", "action": "change", "pseudonym": "  "}, "est vide"),
        ({"entity": ROY, "action": "change", "pseudonym": "Luc Roy"}, "contient « roy »"),
    ],
)
def test_bad_decisions_are_one_sentence_and_change_nothing(desk, sent, told):
    before = desk.path.read_bytes()
    app = mask_app(desk, token="t", coder="Zoé")
    with TestClient(app, base_url="http://127.0.0.1") as client:
        client.get("/?token=t")
        answer = client.post("/api/masks/decisions?coder=Zoé", json=sent)
    assert answer.status_code == 400 and told in answer.json()["error"]
    assert desk.path.read_bytes() == before


def test_two_persons_do_not_get_one_name(desk):
    desk.decide("Zoé", {"entity": ROY, "action": "change", "pseudonym": "Luc Morin"})
    with pytest.raises(TextmineError, match="tous deux « luc morin »"):
        desk.decide("Zoé", {"entity": "person:Hélène Castaing", "action": "change", "pseudonym": "luc morin"})
    with pytest.raises(TextmineError, match="même type"):
        desk.join("Zoé", ROY, LYON)


def test_strangers_are_refused(desk):
    with TestClient(mask_app(desk, token="t", coder="Zoé"), base_url="http://127.0.0.1") as client:
        assert client.get("/").status_code == client.get("/api/masks?token=faux").status_code == 403
        for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
            assert client.get("/?token=t", headers=headers).status_code == 403
            assert client.post("/api/masks/apply?token=t", headers=headers).status_code == 403
        page = client.get("/?token=t")
        assert page.status_code == 200 and "script-src 'self'" in page.headers["content-security-policy"]
        assert client.get("/api/masks").json()["table"] == str(desk.path)
        assert client.post("/api/masks/decisions", json={}).status_code == 422
        assert client.get("/static/masks.js").status_code == 200
        assert client.get("/static/masks.html").status_code == 404
    assert desk.applied is None


@contextmanager
def masking(folder, key, out, *more):
    """The page as the command line serves it; its address."""
    command = [sys.executable, "-m", "textmine", "mask", str(folder), "--key", str(key), "-o", str(out),
               "--page", "--reviewer", "Zoé", "--language", "fr", *more]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline()
            assert "http://127.0.0.1:" in line, process.stderr.read()
            yield line.split()[-1]
        finally:
            process.kill()


def opened(browser, address):
    page = browser.new_context(viewport={"width": 1280, "height": 850}).new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(address)
    page.wait_for_selector(".entry")
    return page, faults


def test_a_review_in_a_browser(folder, browser, tmp_path):
    from tests.coding.test_page import BARE
    from tests.show.test_browser import CONTRAST

    key, out = tmp_path / "cles" / "etude.key", tmp_path / "masques"
    table = key.with_name("etude-table.csv")
    with masking(folder, key, out) as address:
        page, faults = opened(browser, address)
        assert page.inner_text("#contexts mark") and page.inner_text("#name") == "Hélène Castaing"
        # by keyboard: accepted, and on to the next; its pseudonym written
        page.keyboard.press("a")
        page.wait_for_selector("#told.on:text('Hélène Castaing')")
        page.fill("#search", "paul roy")
        page.keyboard.press("Enter")
        page.keyboard.press("e")
        page.keyboard.type("Luc Morin")
        page.keyboard.press("Enter")
        page.wait_for_selector(".entry[aria-current=true] .new:text('Luc Morin')")
        assert row_of(table, ROY)["pseudonym"] == "Luc Morin"
        page.keyboard.press("Escape")
        # by mouse: the town less exact; the other kept
        page.fill("#search", "")
        page.locator(".entry", has_text="Lyon").click()
        page.get_by_label("Généraliser").check()
        page.wait_for_selector("#told:text('Auvergne')")
        page.locator(".entry", has_text="Orléans").click()
        page.click("#refuse")
        page.wait_for_selector("#told:text('gardé tel quel')")
        # refused: one sentence, and nothing written
        page.locator(".entry", has_text="Paul Roy").click()
        page.fill("#pseudonym", "Paul Morin")
        page.click("#save")
        page.wait_for_selector("#told.bad:text('contient « paul »')")
        assert row_of(table, ROY)["pseudonym"] == "Luc Morin"
        assert page.evaluate(BARE) == [] and page.evaluate(CONTRAST) == []
        # loaded anew: all is there
        page.goto(address)
        page.wait_for_selector(".entry")
        assert "4 relues sur" in page.inner_text("#progress")
        page.locator(".entry", has_text="Paul Roy").click()
        assert page.input_value("#pseudonym") == "Luc Morin" and "Zoé" in page.inner_text("#state")
        for width in (800, 640):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.click("#apply")
        assert "n’ont pas été relues" in page.inner_text("#confirmopen")
        page.keyboard.press("Enter")
        page.wait_for_selector("#done:not([hidden])", timeout=30_000)
        assert str(out) in page.inner_text("#done") and "etude-leaks.csv" in page.inner_text("#done")
        assert page.is_disabled("#accept") and page.evaluate(CONTRAST) == []
    masked = read(out)
    texts = " ".join(masked.turns["text"])
    assert "Luc" in texts and "Orléans" in texts and "Lyon" not in texts and "Paul" not in texts
    assert unmask(masked, read_key(key)).turns["text"].equals(read(folder).turns["text"])
    assert len(faults) == 1 and "400" in faults[0]
