"""textmine convert: the table of losses, JSON, refusals in one sentence."""

import json

from typer.testing import CliRunner

import textmine
from tests.conftest import SAMPLE
from textmine.cli import app, main

RUN = CliRunner()


def test_convert_prints_what_is_lost(tmp_path):
    done = RUN.invoke(app, ["convert", str(SAMPLE), "-o", str(tmp_path / "out"), "--to", "iramuteq",
                            "--by", "turn", "--themes", "--language", "en"])  # fmt: skip
    assert done.exit_code == 0 and "transcriber's annotations" in done.output
    assert "20 meetings and interviews, 621 turns, written to" in done.output.replace("\n", " ")
    assert (tmp_path / "out" / "corpus.txt").read_text("utf-8").count("****") == 621


def test_convert_as_json_and_back(tmp_path):
    source = tmp_path / "reunion.txt"
    source.write_text("Anne : oui (rires)\nPaul : non", encoding="utf-8")
    command = ["convert", str(source), "-o", str(tmp_path / "out"), "--to", "csv", "--spreadsheet", "--json"]
    facts = json.loads(RUN.invoke(app, command).stdout)
    assert (facts["turns"], facts["format"]) == (2, "csv")
    assert [loss["loss"] for loss in facts["losses"]] == ["provenance"]
    assert textmine.read(tmp_path / "out").turns["text"].to_list() == ["oui", "non"]


def test_refusals_are_one_sentence(tmp_path, monkeypatch, capsys):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").touch()
    (tmp_path / "file").touch()
    for to, output in (("docx", "out"), ("csv", "full"), ("csv", "file"), ("csv", "file/under")):
        monkeypatch.setattr("sys.argv", ["textmine", "convert", str(SAMPLE), "-o", str(tmp_path / output),
                                         "--to", to])  # fmt: skip
        try:
            main()
        except SystemExit as left:
            assert left.code == 1
        sentence = capsys.readouterr().err
        assert sentence.count("\n") == 1 and "Traceback" not in sentence
