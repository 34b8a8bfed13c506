"""Paths that tests share, and one small corpus written to disk."""

import gc
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from textmine.memory import collect_seldom

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpus" / "reseau-emballage"
SHARED = ROOT.parent / "shared" / "data"
# files whose tests take longest, which begin first; those that need the shared runs when these are there
LONG = (
    "test_real.py",
    "test_coding_gain.py",
    "test_page.py",
    "test_page_codes.py",
    "test_docs.py",
    "test_running.py",
    "test_workers.py",
    "test_themes.py",
    "test_reinert.py",
    "test_displays.py",
    "test_pipeline.py",
    "test_measuring.py",
    "test_cli_contents.py",
    "test_sections.py",
    "test_faults.py",
    "test_training.py",
    "test_cli.py",
)

os.environ.setdefault("TEXTMINE_LANGUAGE", "fr")
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

# as the command does: one eighth of the time of tests
collect_seldom()

TOPICS = (
    "carton papier fibre grammage papeterie cartonnerie ondulé pin forêt palette bobine presse",
    "verre four calcin bouteille consigne brasserie lavage goulot verrier moule soufflage étage",
    "flacon étui parfum luxe recharge sérigraphie marque coffret bouchon laque dorure vernis",
)
COMMON = "grille atelier opérateur visite carnet cotisation veille réponse score question diagnostic membre"


ENDINGS = ("", "ier", "age", "eur", "erie", "iste", "ette", "oir", "ure", "eux")


def small_talk(pilot, meeting, n_meetings, turn):
    """Sixteen words: the pilot's own at first, those of all later."""
    own, shared = TOPICS[pilot].split(), COMMON.split()
    mixed = []
    for i in range(14):
        root = (shared if (7 * i + 3 * turn + meeting) % n_meetings < meeting else own)[(i * 5 + turn) % 12]
        mixed.append(root + ENDINGS[(i + 3 * turn + 7 * meeting) % len(ENDINGS)])
    return "alors euh " + " ".join(mixed) + " voilà."


def once(tmp_path_factory, name, make):
    """Return a path that one worker makes for all: `make` is given a draft, which is then put in place."""
    base = tmp_path_factory.getbasetemp()
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    path, draft, lock = root / name, root / f"draft-{name}", root / f"{name}.lock"
    while not path.exists():
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            time.sleep(0.5)
            continue
        try:
            make(draft)
            draft.rename(path)
        finally:
            lock.unlink()
    return path


CLOSED = """
import socket, sys
class Closed(socket.socket):
    def __init__(self, *arguments, **options):
        raise RuntimeError("a socket was opened")
socket.socket = Closed
socket.create_connection = socket.getaddrinfo = Closed
sys.argv = ["textmine", *sys.argv[1:]]
from textmine.cli import main
main()
"""


def without_network():
    """A network namespace of its own, where compiled code finds no network either, if one can be made."""
    can = subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode == 0
    return ["unshare", "-n"] if can else []


def closed_run(source, folder):
    """Run the main job from the command line, where no socket can be opened."""
    command = [*without_network(), sys.executable, "-c", CLOSED, "run", str(source), "-o", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(done.stderr)


def made_small_corpus(tmp_path_factory):
    return once(tmp_path_factory, "petit réseau", write_small_corpus)


def made_small_run(tmp_path_factory):
    source = made_small_corpus(tmp_path_factory)
    return once(tmp_path_factory, "small-run", lambda draft: closed_run(source, draft))


def made_sample_run(tmp_path_factory):
    return once(tmp_path_factory, "sample-run", lambda draft: closed_run(SAMPLE, draft))


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory):
    """Five meetings of three pilots and a facilitator, in labelled text, with a corpus.toml."""
    return made_small_corpus(tmp_path_factory)


@pytest.fixture(scope="session")
def small_run(tmp_path_factory):
    """The small corpus, run once for all tests and workers: read it, never write into it."""
    return made_small_run(tmp_path_factory)


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory):
    """The sample corpus, run once for all tests and workers: read it, never write into it."""
    return made_sample_run(tmp_path_factory)


def pytest_collection_modifyitems(items):
    """Put files that take long first, others that wait for the shared runs last: no worker is idle."""
    waiting = {item.fspath for item in items if {"small_run", "sample_run"} & set(fixtures_of(item))}
    long = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: (long.get(item.fspath.basename, len(LONG)), item.fspath in waiting))


def fixtures_of(item):
    return getattr(item, "fixturenames", ())


def pytest_collection_finish(session):
    """Make the shared runs beside the first tests, in one of several workers."""
    gc.freeze()  # what was imported stays: it is not looked through for garbage again and again
    if os.environ.get("PYTEST_XDIST_WORKER") != "gw0":
        return
    needed = {name for item in session.items for name in fixtures_of(item)}
    for name, make in (("small_run", made_small_run), ("sample_run", made_sample_run)):
        if name in needed:
            factory = session.config._tmp_path_factory
            factory.getbasetemp()  # made here: two threads that ask for it at once would make it twice
            threading.Thread(target=make, args=(factory,), daemon=True).start()


def write_small_corpus(folder, n_turns=14):
    folder.mkdir()
    names = ("Ana Morel", "Bruno Faure", "Chloé Rey")
    lines = ['name = "petit"', 'language = "fr"']
    for number in range(5):
        talk = ["Léa Roux : Bonjour à tous, on commence."]
        for turn in range(n_turns):
            for pilot, name in enumerate(names):
                text = " ".join(small_talk(pilot, number, 5, turn + k) for k in range(3))
                talk.append(f"{name} : {text}")
        talk.append("Léa Roux : Merci, à la prochaine fois.")
        date = f"202{number}-03-01"
        (folder / f"reunion-{date}.txt").write_text("\n\n".join(talk), encoding="utf-8")
        lines += ["[[meetings]]", f'id = "reunion-{date}"', f"date = {date}", 'kind = "meeting"']
    for rank, name in enumerate(names):
        lines += ["[[speakers]]", f'id = "{name}"', 'role = "pilot"', f"legitimacy = {3 - rank}"]
    lines += ["[[speakers]]", 'id = "Léa Roux"', 'role = "facilitator"']
    (folder / "corpus.toml").write_text("\n".join(lines), encoding="utf-8")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Fail a skipped test where TEXTMINE_ALL is set, as CI sets it: nothing is left out in silence."""
    report = (yield).get_result()
    if os.environ.get("TEXTMINE_ALL") and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped though TEXTMINE_ALL is set: {report.longrepr}"
