"""Paths that tests share, and one small corpus written to disk."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpus" / "reseau-emballage"
SHARED = ROOT.parent / "shared" / "data"

os.environ.setdefault("TEXTMINE_LANGUAGE", "fr")
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

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


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory):
    """Five meetings of three pilots and a facilitator, in labelled text, with a corpus.toml."""
    folder = tmp_path_factory.mktemp("corpus") / "petit réseau"
    folder.mkdir()
    names = ("Ana Morel", "Bruno Faure", "Chloé Rey")
    lines = ['name = "petit"', 'language = "fr"']
    for number in range(5):
        talk = ["Léa Roux : Bonjour à tous, on commence."]
        for turn in range(14):
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
    return folder


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory):
    """The sample corpus, run once for all tests and workers: read it, never write into it."""
    base = tmp_path_factory.getbasetemp()
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, lock = root / "sample-run", root / "sample-run.lock"
    while not folder.is_dir():
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            time.sleep(0.5)
            continue
        command = [sys.executable, "-m", "textmine", "run", str(SAMPLE), "-o", str(root / "sample-draft")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            lock.unlink()
            pytest.fail(done.stderr)
        (root / "sample-draft").rename(folder)
    return folder


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Fail a skipped test where TEXTMINE_ALL is set, as CI sets it: nothing is left out in silence."""
    report = (yield).get_result()
    if os.environ.get("TEXTMINE_ALL") and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped though TEXTMINE_ALL is set: {report.longrepr}"
