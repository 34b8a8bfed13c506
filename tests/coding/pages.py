"""The page as a person opens it: served by the command line or by this process, seen in a browser."""

import queue
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import uvicorn

import textmine as tm
from tests.coding.material import FIELDS
from textmine.coding.codebook import Code, Codebook
from textmine.coding.log import DecisionLog, open_log
from textmine.coding.page.serving import serve
from textmine.coding.page.workbench import Workbench
from textmine.coding.replaying import replay

CHROMIUM = Path("/usr/bin/chromium")
BOOK = Codebook(
    (
        Code("themes", "Thèmes", codable=False),
        *(Code(name, f"Le {name}", "themes", color="#0072B2") for name in FIELDS),
    )
)


@contextmanager
def served(folder, language="fr"):
    """The page as this process serves it, where its libraries are loaded once; its address."""
    servers, addresses = queue.Queue(), queue.Queue()

    class Told(uvicorn.Server):
        def __init__(self, config):
            super().__init__(config)
            servers.put(self)

    log = DecisionLog(str(folder.with_name("entretiens-codages.db")))
    bench = Workbench(tm.read(folder), log)
    options = {"coder": "Ana", "language": language, "ready": addresses.put}
    with mock.patch.object(uvicorn, "Server", Told):
        thread = threading.Thread(target=serve, args=(bench,), kwargs=options, daemon=True)
        thread.start()
        server = servers.get(timeout=60)
    try:
        yield addresses.get(timeout=60)
    finally:
        server.should_exit = True
        thread.join(timeout=60)
        log.close()


@contextmanager
def served_by_command(folder, *more):
    """The page as the command line serves it; its address."""
    command = [sys.executable, "-m", "textmine", "code", str(folder), "--coder", "Ana", *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline()
            assert "http://127.0.0.1:" in line, process.stderr.read()
            yield line.split()[-1]
        finally:
            process.terminate()


def opened(browser, address):
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: faults.append(request.url) if "127.0.0.1" not in request.url
            and not request.url.startswith("data:") else None)  # fmt: skip
    page.goto(address)
    page.wait_for_selector(".turn")
    return page, faults


def now(folder, coder="Ana", meeting="reunion-1"):
    log = open_log(folder.with_name("entretiens-codages.db"))
    table = replay(log.decisions()).table
    log.close()
    return table[(table["coder"] == coder) & (table["meeting"] == meeting)]


SELECT = """([turn, from, to]) => {
  const text = document.querySelector(`[data-turn="${turn}"] p`).firstChild, range = document.createRange();
  range.setStart(text, from); range.setEnd(text, to);
  getSelection().removeAllRanges(); getSelection().addRange(range);
}"""
