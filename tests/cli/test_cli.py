"""The verbs as a user types them: output, exit codes, one sentence for each fault, French and English."""

import ast
import json
import shutil
import subprocess
import sys
import zipfile

import pytest

from tests.commands import assert_one_sentence, textmine
from tests.test_layers import HEAVY
from textmine import __version__


@pytest.fixture(scope="module")
def run_folder(small_corpus, small_run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli") / "RUN"
    shutil.copytree(small_run, folder)
    done = textmine("run", small_corpus, "-o", folder, language="fr")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"Rapport : {folder / 'report.html'}"
    assert "Les discours convergent" in done.stdout
    assert "Lecture des transcriptions" in done.stderr
    return folder


def test_run_as_json(run_folder, small_corpus):
    done = textmine("run", small_corpus, "-o", run_folder, "--json")
    found = json.loads(done.stdout)
    assert found["verdict"] == "convergence"
    assert found["ran"] == []
    assert found["pilots"] == ["Ana Morel", "Bruno Faure", "Chloé Rey"]


def test_a_dry_run_says_why(run_folder, small_corpus):
    done = textmine("run", small_corpus, "-o", run_folder, "--dry-run", "--topics", "3", language="fr")
    assert done.returncode == 0, done.stderr
    assert "options changées" in done.stdout and "topics.n_topics: – → 3" in done.stdout
    assert done.stdout.splitlines()[-1] == "8 étapes sur 14 seraient calculées ; rien n'a été écrit."
    plan = json.loads(textmine("run", small_corpus, "-o", run_folder, "--dry-run", "--json").stdout)
    assert [one["stage"] for one in plan if one["runs"]] == []


def test_report_in_english(run_folder, tmp_path, monkeypatch):
    blank = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
    monkeypatch.setattr("textmine.show.theme._rendered", lambda spec: blank)  # its words are read
    path = tmp_path / "report.html"
    done = textmine("report", run_folder, "-o", path, "--language", "en", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"report": str(path)}
    page = path.read_text("utf-8")
    assert '<html lang="en"' in page
    assert "converge" in page


def test_check(small_corpus):
    done = textmine("check", small_corpus, language="fr")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "100,0\u00a0% du texte compris" in done.stdout


def test_check_as_json(small_corpus):
    found = json.loads(textmine("check", small_corpus, "--json").stdout)
    assert len(found["files"]) == 5
    for file in found["files"]:
        assert file["characters"] == file["attributed"] + file["reported"]


def test_check_writes_its_page_and_the_table_of_speakers(tmp_path):
    talk = "E : D'où venez-vous ?\nR : De Lyon.\nE : Et avant ?\nR : De Reims, pendant dix ans."
    (tmp_path / "entretien_2021-03-18.txt").write_text(talk, encoding="utf-8")
    page = tmp_path / "controle.html"
    done = textmine("check", tmp_path, "-o", page, "--write-speakers", "--json")
    found = json.loads(done.stdout)
    assert found["written"] == [str(tmp_path / "speakers.csv"), str(page)]
    assert [row["label"] for row in found["speakers"]] == ["E", "R"]
    assert (tmp_path / "speakers.csv").read_text("utf-8-sig").splitlines()[1].startswith("E;;E;")
    assert '<html lang="' in page.read_text("utf-8")


def test_check_shows_a_copy_that_read_refuses(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Anne : oui\nPaul : non", encoding="utf-8")
    done = textmine("check", tmp_path, language="fr")
    assert done.returncode == 1
    assert "a le même contenu" in " ".join(done.stdout.split())


VERBS = ["run", "check", "report", "converge", "imitate", "complement", "power"]


@pytest.mark.parametrize("verb", VERBS)
def test_help_ends_with_an_example(verb):
    done = textmine(verb, "--help", fresh=True)
    assert done.returncode == 0
    assert f"Example: textmine {verb}" in " ".join(done.stdout.split())
    assert f"Exemple : textmine {verb}" in " ".join(
        textmine(verb, "--help", language="fr", fresh=True).stdout.split()
    )


def test_version():
    assert textmine("--version", fresh=True).stdout.strip() == __version__


def test_wrong_calls_exit_with_2(tmp_path):
    assert textmine("run").returncode == 2
    assert textmine("dance").returncode == 2
    assert textmine("report", tmp_path, "--language", "de").returncode == 2


TALK = "Ana : bonjour à tous.\n\nBob : bonjour Ana.\n\nAna : on commence.\n\nBob : oui.\n"


def test_bad_input_is_told_in_one_sentence(tmp_path):
    def folder(name, **files):
        path = tmp_path / name
        path.mkdir()
        for file, content in files.items():
            (path / file.replace("__", ".")).write_bytes(
                content if isinstance(content, bytes) else content.encode("utf-8")
            )
        return path

    out = tmp_path / "RUN"
    entity = (
        '<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/passwd">]><TEI><text><u who="a">&x;</u></text></TEI>'
    )
    bomb = zipfile.ZipFile(tmp_path / "whole.docx", "w")
    bomb.writestr("word/document.xml", "<w/>" * 1000)
    bomb.close()
    half = (tmp_path / "whole.docx").read_bytes()[:60]
    cases = {
        "empty": (folder("empty"), ["empty", "no transcript"]),
        "unknown": (folder("unknown", a__xyz="?"), ["a.xyz"]),
        "binary": (folder("binary", a__txt=b"\x00\x01\x02\xff" * 400), ["a.txt"]),
        "truncated": (folder("truncated", a__docx=half), ["a.docx"]),
        "broken xml": (folder("broken", a__xml="<TEI>\n<text>\n<u who='a'>oui</text></TEI>"), ["a.xml", "3"]),
        "entities": (folder("entities", a__xml=entity), ["a.xml"]),
        "no speaker": (folder("columns", a__csv="qui_parle_la;dit\nAna;oui\n"), ["a.csv", "qui_parle_la"]),
        "duplicates": (folder("twice", a__txt=TALK, b__txt=TALK), ["a.txt", "b.txt"]),
        "one pilot": (
            folder("alone", a__txt=TALK, corpus__toml='[[speakers]]\nid = "Ana"\nrole = "pilot"'),
            ["Ana"],
        ),
        "nowhere": (tmp_path / "nowhere", ["nowhere"]),
        "no run": (folder("norun"), ["textmine run"]),
    }
    for name, (path, words) in cases.items():
        done = textmine("report" if name == "no run" else "run", path, "-o", out)
        assert_one_sentence(done, *words)


def test_output_that_is_a_file(tmp_path, small_corpus):
    (tmp_path / "RUN").write_text("mine", encoding="utf-8")
    assert_one_sentence(textmine("run", small_corpus, "-o", tmp_path / "RUN"), "RUN")
    assert (tmp_path / "RUN").read_text("utf-8") == "mine"


def test_what_is_no_run(tmp_path):
    assert_one_sentence(textmine("report", tmp_path, "-o", tmp_path / "r.html"), "textmine run")


HEAVY_AFTER = """
import sys
from textmine.cli import main
sys.argv = ["textmine", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print(sorted({module.split(".")[0] for module in sys.modules}))
"""


@pytest.mark.parametrize(
    "words", [["--help"], ["run", "--help"], ["models", "--help"], ["converge", "--help"]]
)
def test_help_is_light(words):
    done = subprocess.run(
        [sys.executable, "-c", HEAVY_AFTER, *words], capture_output=True, text=True, check=True
    )
    loaded = set(ast.literal_eval(done.stdout.splitlines()[-1]))
    assert "typer" in loaded
    assert not HEAVY & loaded


def test_the_entry_point_and_the_order_of_verbs():
    from textmine.cli import app, main

    assert callable(main)
    names = [command.name or command.callback.__name__ for command in app.registered_commands]
    assert [name for name in names if name in VERBS] == VERBS
    assert [group.name for group in app.registered_groups][:1] == ["models"]
