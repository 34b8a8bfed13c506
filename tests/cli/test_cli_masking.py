"""The verb mask: propose, apply the reviewed table, reverse."""

import json

import pytest
from typer.testing import CliRunner

from textmine.cli import app
from textmine.coding.page import serving
from textmine.corpus.reading import read

TALK = "Hélène Castaing : Bonjour, je viens de Lyon.\nPaul Roy : Et moi d'Orléans, Hélène.\n" * 2


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "entretiens"
    home.mkdir()
    (home / "entretien-castaing.txt").write_text(TALK, encoding="utf-8")
    return home


def run(*arguments, env=None):
    told = {"TEXTMINE_LANGUAGE": "fr", **(env or {})}
    return CliRunner().invoke(app, ["mask", *map(str, arguments)], env=told)


def test_propose_apply_reverse(folder, tmp_path):
    key, out, back = tmp_path / "cles" / "k.json", tmp_path / "out", tmp_path / "back"
    secret = {"TEXTMINE_PASSPHRASE": "sésame"}
    proposed = run(folder, "--key", key, "-o", out)
    table = key.with_name("k-table.csv")
    assert proposed.exit_code == 0, proposed.output
    assert f"--table {table}" in " ".join(proposed.output.split())
    assert table.is_file() and not out.exists() and not key.exists()
    assert run(folder, "--key", key, "-o", out).exception.key == "mask_key_exists"
    done = run(folder, "--key", key, "-o", out, "--table", table, "--encrypt", "--json", env=secret)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["entities"] == 4
    assert "castaing" not in "".join(file.name + file.read_text("utf-8") for file in out.iterdir()).lower()
    wrong = run(out, "--reverse", "--key", key, "-o", back, env={"TEXTMINE_PASSPHRASE": "x"})
    assert wrong.exception.key == "mask_wrong_passphrase"
    assert run(out, "--reverse", "--key", key, "-o", back, env=secret).exit_code == 0
    assert read(back).turns["text"].equals(read(folder).turns["text"])
    assert read(back).turns["speaker"].equals(read(folder).turns["speaker"])


def test_irreversible_writes_no_key(folder, tmp_path):
    assert run(folder, "-o", tmp_path / "out").exception.key == "mask_without_key"
    done = run(folder, "-o", tmp_path / "out", "--irreversible", "--yes", "--policy", "town=generalise")
    assert done.exit_code == 0, done.output
    assert "Auvergne-Rhône-Alpes" in "".join(read(tmp_path / "out").turns["text"])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["entretiens", "out", "out-masquage-leaks.csv"]


def test_the_key_stays_away_from_what_it_protects(folder, tmp_path):
    for key in (folder / "k.json", tmp_path / "out" / "k.json"):
        assert run(folder, "--key", key, "-o", tmp_path / "out", "--yes").exception.key == "mask_key_inside"


def test_a_review_and_none_exclude_each_other(folder, tmp_path):
    both = run(folder, "--key", tmp_path / "cles" / "k.json", "-o", tmp_path / "out", "--page", "--yes")
    assert both.exception.key == "mask_page_or_yes"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["entretiens"]


@pytest.mark.parametrize("as_json", [True, False])
def test_the_address_of_the_page_can_be_read_by_a_program(folder, tmp_path, monkeypatch, as_json):
    address = "http://127.0.0.1:8000/?token=t&coder=c"
    monkeypatch.setattr(serving, "serve_app", lambda app_of, *, ready, **_: ready(address))
    key, out = tmp_path / "cles" / "k.json", tmp_path / "out"
    done = run(folder, "--key", key, "-o", out, "--page", *(["--json"] if as_json else []))
    assert done.exit_code == 0, done.output
    if as_json:
        assert json.loads(done.stdout) == {"address": address, "table": str(key.with_name("k-table.csv"))}
    else:
        assert address in done.stdout.replace("\n", "")
