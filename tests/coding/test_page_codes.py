"""The page in a browser: rules, what to read next, the codebook; by mouse and keyboard, for two coders."""

from tests.coding.pages import now, opened, served
from textmine.coding.log import open_log


def book_of(folder):
    log = open_log(folder.with_name("entretiens-codages.db"))
    found = log.codebook()
    log.close()
    return found


def test_rules_and_reading_in_a_browser(project, browser, tmp_path):
    with served(project) as address:
        page, faults = opened(browser, address)
        # by mouse: the rule that the machine proposes, looked at, changed, kept
        page.get_by_role("button", name="Fiche et règles : Le four").click()
        page.wait_for_selector("#rulenote:text('Proposée par la machine')", timeout=180_000)
        assert "four" in page.input_value("#rulewords")
        page.fill("#rulewords", "calcin ; bouteille")
        page.fill("#rulewithout", "palette")
        page.click("#rulefindbutton")
        page.wait_for_selector("#rulefound li")
        assert page.locator("#rulefound strong").first.inner_text() in ("calcin", "bouteille")
        n_open = page.locator("#rulefound button.main").count()
        assert n_open > 3
        # by keyboard: the first passage gets the code; the focus goes on to the next one
        page.locator("#rulefound button.main").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#rulefound button.main >> nth={n_open - 1}", state="detached")
        assert page.evaluate("document.activeElement.matches('#rulefound button.main')")
        rows = now(project, meeting="reunion-1")
        assert rows["origin"].tolist() == ["human"] and rows["model"].str.startswith("rule:").all()
        page.locator("#rulefound button.go").nth(1).click()
        page.wait_for_selector(".turn.here")
        page.focus("#ruleshared")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("#rulelist strong:text('calcin, bouteille')")
        # Bo sees it, for it is shared; what he makes of it is his
        bo, others = opened(browser, address.replace("coder=Ana", "coder=Bo"))
        bo.focus('[data-turn="0"]')
        bo.keyboard.press("e")
        bo.wait_for_selector("#rulelist li:has-text('partagée par Ana')")
        assert bo.evaluate("document.activeElement.id") == "codepick"
        # out as CSV, removed, and undone; reloaded it is there
        with page.expect_download() as download:
            page.click("#ruleexport")
        download.value.save_as(tmp_path / "regles.csv")
        page.locator("#rulelist").get_by_role("button", name="Retirer").click()
        page.wait_for_selector("#rulelist li", state="detached")
        page.click("#undo")
        page.wait_for_selector("#rulelist li")
        page.reload()
        page.wait_for_selector(".turn")
        page.keyboard.press("e")
        page.wait_for_selector("#rulelist strong:text('calcin, bouteille')")
        bo.set_input_files("#ruleimport", tmp_path / "regles.csv")
        bo.wait_for_selector("#told:text('0 règles')")
        # an empty rule: one sentence, and the browser's own note of the refusal
        page.click("#rulenew")
        page.click("#rulefindbutton")
        page.wait_for_selector("#told.bad:text('pas de mot')")
        assert all("400" in fault for fault in faults) and len(faults) == 1 and not others
        # what to read next, by keyboard: opens the transcript that was not read
        page.focus('[data-turn="0"]')
        page.keyboard.press("n")
        assert page.evaluate("document.activeElement.id") == "nexthow"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("#nextlist li")
        assert "Aucun" not in page.inner_text("#nexttext")
        entry = page.locator("#nextlist button", has_text="reunion-10").first
        entry.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".turn.here")
        assert page.input_value("#meeting") == "reunion-10"


def test_the_codebook_in_two_browsers(project, browser):
    with served(project) as address:
        ana, faults = opened(browser, address)
        bo, others = opened(browser, address.replace("coder=Ana", "coder=Bo"))
        bo.focus('[data-turn="0"]')
        bo.keyboard.press("2")
        bo.wait_for_selector('[data-turn="0"] mark.coded')
        # Ana renames and describes by keyboard; Bo's open page follows
        ana.focus('[data-turn="0"]')
        ana.keyboard.press("e")
        ana.select_option("#codepick", "port")
        ana.click("#sheet summary")
        ana.focus("#sheet-name")
        ana.keyboard.press("Control+a")
        ana.keyboard.type("Les palettes")
        ana.keyboard.press("Tab")
        ana.keyboard.type("Ce que l'on cloue.")
        ana.focus("#sheet-name")
        ana.keyboard.press("Enter")
        ana.wait_for_selector("#codelist .give:has-text('Les palettes')")
        assert book_of(project)["port"].description == "Ce que l'on cloue."
        bo.wait_for_selector('[data-turn="0"] .chip:has-text("Les palettes")', timeout=9000)
        # Bo changes the colour meanwhile: both changes hold
        bo.get_by_role("button", name="Fiche et règles : Les palettes").click()
        bo.click("#sheet summary")
        bo.fill("#sheet-color", "#009e73")
        bo.get_by_role("button", name="Enregistrer").click()
        bo.wait_for_selector("#told:text('Les palettes')")
        code = book_of(project)["port"]
        assert (code.name, code.color) == ("Les palettes", "#009e73")
        # Ana merges it into another: the passages of both have the other code; undone, as before
        n = int(ana.locator("#codelist .give", has_text="Les palettes").locator(".n").inner_text())
        ana.select_option("#mergeinto", "four")
        ana.get_by_role("button", name="Fusionner", exact=True).click()
        ana.wait_for_selector("#codelist .give:has-text('Les palettes')", state="detached")
        assert int(ana.locator("#codelist .give", has_text="Le four").locator(".n").inner_text()) > n
        bo.wait_for_selector('[data-turn="0"] .chip:has-text("Le four")', timeout=9000)
        assert now(project, "Bo")["code"].tolist() == ["four"]
        ana.click("#history summary")
        ana.wait_for_selector("#historylist li:has-text('fusionné dans « Le four »')")
        assert "Bo" in ana.inner_text("#historylist")
        ana.click("#undo")
        ana.wait_for_selector("#codelist .give:has-text('Les palettes')")
        assert now(project, "Bo")["code"].tolist() == ["port"]
        bo.wait_for_selector('[data-turn="0"] .chip:has-text("Les palettes")', timeout=9000)
        # a code in use is not deleted, a new one is
        ana.select_option("#codepick", "port")
        ana.click("#deletecode")
        ana.wait_for_selector("#told.bad:text('en usage')")
        ana.fill("#newname", "Essai")
        ana.keyboard.press("Enter")
        ana.get_by_role("button", name="Fiche et règles : Essai").click()
        ana.click("#deletecode")
        ana.wait_for_selector("#codelist .give:has-text('Essai')", state="detached")
        assert all("400" in fault for fault in faults) and len(faults) == 1 and not others
