"""Files broken by chance: read without loss or refused; `textmine bench readers` is the long run."""

import json
import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from textmine.bench.readers import fuzz_readers, mutate, try_file
from textmine.bench.specimens import TALK, specimens
from textmine.cli import app
from textmine.corpus.formats import ENDINGS, read_documents
from textmine.corpus.options import ReadOptions

FILES = specimens()
EXAMPLES = int(os.environ.get("TEXTMINE_FUZZ", "15"))


def test_every_ending_that_is_read_has_a_specimen():
    alike = {".tsv": ".csv", ".tei": ".xml", ".htm": ".html"}
    there = {name[name.rindex(".") :].lower() for name in FILES}
    assert {alike.get(ending, ending) for ending in ENDINGS} <= there


@pytest.mark.parametrize("name", FILES)
def test_the_specimen_is_read_whole(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(FILES[name])
    assert try_file(path) == "read"
    [document] = read_documents(path, ReadOptions())
    said = "".join("".join(p.text.split()) for p in document.pieces if p.kind == "speech")
    for _, text in TALK if name != "conversation.cha" else (("", "bonjour à tous , c’est l’été"),):
        wanted = "".join(text.replace("*", "").split())
        if name in ("cp1252.txt", "print.pdf"):
            wanted = wanted.replace("😀", "" if name == "cp1252.txt" else "?")
        assert wanted in said, name


@pytest.mark.parametrize(
    ("name", "number"), [("note.rtf", 4_353), ("taguette.sqlite3", 4_317), ("print.pdf", 1_901)]
)
def test_what_the_long_trial_found(tmp_path, name, number):
    """A page number behind a separator, a name that is no UTF-8, a page larger than a country."""
    path = tmp_path / name
    path.write_bytes(mutate(FILES[name], random.Random(f"1 {name} {number}")))
    assert try_file(path) in ("read", "refused")


@pytest.mark.parametrize("name", FILES)
def test_broken_by_chance(tmp_path_factory, name):
    path = tmp_path_factory.mktemp("fuzz") / name

    @settings(max_examples=EXAMPLES, deadline=None, database=None)
    @given(st.integers(0, 2**32))
    def broken(seed):
        path.write_bytes(mutate(FILES[name], random.Random(seed)))
        assert try_file(path) in ("read", "refused")

    broken()


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_bytes_by_chance(tmp_path_factory, ending):
    path = tmp_path_factory.mktemp("fuzz") / f"a{ending}"

    @settings(max_examples=EXAMPLES, deadline=None, database=None)
    @given(st.binary(max_size=200) | st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace")))
    def broken(data):
        path.write_bytes(data)
        assert try_file(path) in ("read", "refused")

    broken()


def test_what_is_lost_or_crashes_is_seen(tmp_path, monkeypatch):
    from textmine.bench import readers

    path = tmp_path / "a.txt"
    path.write_text("Marie : oui", encoding="utf-8")

    def losing(path, options):
        return [
            one.__class__(**{**vars(one), "pieces": one.pieces[:-1]}) for one in read_documents(path, options)
        ]

    monkeypatch.setattr(readers, "read_documents", losing)
    assert try_file(path).startswith("lost")
    monkeypatch.setattr(readers, "read_documents", lambda path, options: 1 / 0)
    assert try_file(path).startswith("crashed: ZeroDivisionError")
    monkeypatch.setattr(readers, "specimens", lambda: {"a.txt": b"Marie : oui"})
    table = fuzz_readers(n_inputs=7)
    assert table.loc[0, ["inputs", "crashed", "is_met"]].tolist() == [7, 7, False]
    assert "ZeroDivisionError" in table.loc[0, "faults"]


def test_a_stopped_run_goes_on_and_tells_the_same(tmp_path, monkeypatch):
    from textmine.bench import readers

    monkeypatch.setattr(readers, "LOT", 3)
    monkeypatch.setattr(
        readers, "specimens", lambda: {name: FILES[name] for name in ("utf8.txt", "note.rtf")}
    )
    whole = fuzz_readers(n_inputs=16, seed=2)
    assert whole["inputs"].tolist() == [8, 8]
    try_lot, tried = readers._try_lot, []

    def stopping(lot, to, code):
        tried.append(lot)
        if len(tried) == 3:
            raise KeyboardInterrupt
        return try_lot(lot, to, code)

    monkeypatch.setattr(readers, "_try_lot", stopping)
    with pytest.raises(KeyboardInterrupt):
        fuzz_readers(n_inputs=16, seed=2, to=tmp_path / "lots")
    resumed = fuzz_readers(n_inputs=16, seed=2, to=tmp_path / "lots")
    assert len(tried) == 3 + 4  # six lots: two were kept, one was stopped
    columns = ["file", "inputs", "read", "refused", "crashed", "lost", "faults"]
    assert resumed[columns].equals(whole[columns])


def test_the_verb(tmp_path):
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "a.txt").write_text("Marie : oui, bien sûr.\nPaul : non.\n" * 500, encoding="utf-8")
    done = CliRunner().invoke(app, ["bench", "readers", "--inputs", "44", "--data", str(tmp_path), "--json"])
    assert done.exit_code == 0, done.output
    broken, speed = json.loads(done.stdout)
    assert sum(row["read"] + row["refused"] for row in broken) == 44
    assert speed[0]["files"] == 1 and speed[0]["mb"] == pytest.approx(500 * 36 / 1e6)
