"""The main job: cached, resumable after a kill, the same for any number of processes, without sockets."""

import html
import json
import re
import shutil
import subprocess
import sys
import tomllib

import pandas as pd
import pytest

from tests.conftest import CLOSED, SAMPLE
from textmine.batch.foreseeing import foresee
from textmine.batch.pipeline import open_run, run_recipe, run_stages
from textmine.batch.settings import RunSettings
from textmine.batch.stages import STAGES
from textmine.batch.store import StageStore
from textmine.bench.kills import _broken, bytes_of, survive_kills
from textmine.errors import TextmineError
from textmine.recipe import hash_of_file

NAMES = [stage.name for stage in STAGES]


def test_a_run_writes_tables_figures_report_and_manifest(finished, small_run):
    folder = finished.folder
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for name, digest in manifest["files"].items():
        assert hash_of_file(folder / name) == digest
    names = set(manifest["files"])
    assert {"report.html", "recipe.toml", "tables/convergence.csv", "tables/convergence.parquet"} <= names
    assert {f"figures/distance.{ending}" for ending in ("svg", "png")} <= names
    manifest = json.loads((small_run / "manifest.json").read_text("utf-8"))
    assert list(manifest["cost"]["timings"]) == NAMES


def test_what_it_found(finished):
    found = finished.summary
    assert found["pilots"] == ["Ana Morel", "Bruno Faure", "Chloé Rey"]
    assert found["verdict"] == "convergence"
    assert found["n_meetings"] == 5


def test_csv_and_parquet_say_the_same(finished):
    tables = finished.folder / "tables"
    for path in tables.glob("*.csv"):
        table = pd.read_csv(path)
        assert len(table) == len(pd.read_parquet(path.with_suffix(".parquet")))


def test_nothing_is_run_twice(finished, small_corpus):
    again = run_recipe(small_corpus, to=finished.folder)
    assert again.ran == ()
    assert again.summary == finished.summary


def foreseen(source, folder, changes=None):
    return tuple(one.stage for one in foresee(source, to=folder, changes=changes) if one.runs)


def test_only_what_depends_on_a_change_is_run_again(finished, small_corpus):
    folder = finished.folder
    measured = ("converge", "panel", "controls", "imitate", "adopt", "complement", "show")
    assert foreseen(small_corpus, folder, {"converge": {"n_permutations": 99}}) == measured
    assert foreseen(small_corpus, folder, {"complement": {"periods": 1}}) == ("complement", "show")
    again_too = [name for name in measured[:-1] if name != "adopt"]
    assert foreseen(small_corpus, folder, {"topics": {"n_topics": 3}}) == (
        "topics", *again_too, "contents", "show")  # fmt: skip


def test_what_is_foreseen_is_what_runs(small_corpus, finished, tmp_path):
    folder = tmp_path / "RUN"
    shutil.copytree(finished.folder, folder)
    changes, ran = {"complement": {"periods": 1}}, []
    told = foreseen(small_corpus, folder, changes)
    assert told == ("complement", "show")

    def on_stage(name, state, done, total):
        ran.extend([name] if state == "start" else [])

    run_stages(small_corpus, to=folder, until="contents", changes=changes, on_stage=on_stage)
    assert tuple(ran) == told[:1]


def test_a_changed_transcript_is_seen(finished, small_corpus, tmp_path):
    corpus = tmp_path / "corpus"
    shutil.copytree(small_corpus, corpus)
    path = next(corpus.glob("*.txt"))
    path.write_text(path.read_text("utf-8") + "\n\nAna Morel : Une dernière chose.", encoding="utf-8")
    told = {one.stage: one.reasons for one in foresee(corpus, to=finished.folder)}
    assert ("files", path.name) in told["read"]
    assert all(("unchanged", "") not in reasons for reasons in told.values())


def test_a_finished_run_can_be_opened(finished):
    work = open_run(finished.folder)
    assert work.corpus.n_words == finished.work.corpus.n_words
    assert work.convergence.verdict == finished.work.convergence.verdict


def test_a_run_whose_stages_were_changed_is_not_opened(finished, tmp_path):
    folder = tmp_path / "RUN"
    shutil.copytree(finished.folder, folder)
    (next((folder / "stages").glob("converge-*")) / "result.json").write_text("{}", encoding="utf-8")
    with pytest.raises(TextmineError):
        open_run(folder)


def test_stages_of_an_interrupted_run_are_not_taken_for_those_of_the_finished(finished, tmp_path):
    folder = tmp_path / "RUN"
    shutil.copytree(finished.folder, folder)
    for path in list((folder / "stages").glob("converge-*")):
        shutil.copytree(path, folder / "stages" / "converge-0000000000000000")
    assert open_run(folder).folders["converge"] == folder / "stages" / finished.work.folders["converge"].name


def test_the_recipe_in_the_report_can_be_run(finished):
    page = finished.report.read_text("utf-8")
    recipe = html.unescape(re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)[1])
    assert RunSettings.model_validate(tomllib.loads(recipe)) == finished.work.settings


def test_a_corrupted_stage_is_not_trusted(finished, small_corpus, tmp_path):
    folder = tmp_path / "RUN"
    shutil.copytree(finished.folder, folder)
    spoiled = next((folder / "stages").glob("split-*")) / "00000.parquet"
    spoiled.write_bytes(spoiled.read_bytes()[:-1] + b"?")
    again = run_recipe(small_corpus, to=folder)
    assert again.ran == ("split",)
    assert bytes_of(folder) == bytes_of(finished.folder)


def test_kill_at_any_moment_then_resume(small_corpus, small_run, tmp_path):
    """One kill among the stages that take little; ``textmine bench kills`` has fifty, at any moment."""
    stages = tmp_path / "stages"
    later = shutil.ignore_patterns("converge-*", "controls-*", "adopt-*", "lexis-*")
    shutil.copytree(small_run / "stages", stages, ignore=later)
    table = survive_kills(small_corpus, n_kills=1, finished=small_run, stages=stages, mean_wait=4)
    assert table["killed"].sum() == 1 and not table["killed"].iloc[-1]
    assert table["faults"].tolist() == [()] * len(table)


def test_a_run_that_ends_otherwise_is_seen(small_run, tmp_path):
    shutil.copytree(small_run, tmp_path / "RUN")
    assert _broken(tmp_path / "RUN") == []
    table = tmp_path / "RUN" / "tables" / "pairs.csv"
    table.write_bytes(table.read_bytes() + b"?")
    assert _broken(tmp_path / "RUN") == ["broken: tables/pairs.csv"]
    assert bytes_of(tmp_path / "RUN") != bytes_of(small_run)


def test_a_stage_interrupted_while_writing_is_not_there(tmp_path):
    store = StageStore(tmp_path)

    def fill(folder):
        (folder / "half.txt").write_text("half", encoding="utf-8")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.write("read", "k" * 64, fill)
    assert not store.has("read", "k" * 64)
    assert list(tmp_path.iterdir()) == []


def test_without_sockets(small_run):
    """The run that tests share was made where no socket can be opened: see `closed_run` in conftest."""
    assert (small_run / "report.html").is_file()


def test_the_closed_sockets_are_closed():
    code = CLOSED.replace("from textmine.cli import main\nmain()", "socket.create_connection(('::1', 9))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "a socket was opened" in done.stderr


def test_interviews_alone_give_a_report_that_says_so(tmp_path, monkeypatch):
    blank = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
    monkeypatch.setattr("textmine.show.theme._rendered", lambda spec: blank)  # its words are read
    folder = tmp_path / "corpus"
    folder.mkdir()
    for path in sorted(SAMPLE.glob("entretien-1_*.odt"))[:3]:
        shutil.copy(path, folder)
    run = run_recipe(folder, to=tmp_path / "RUN")
    assert run.summary["verdict"] == "inconclusive"
    assert run.summary["p_convergence"] is None
    page = run.report.read_text("utf-8")
    assert "ce corpus ne permet pas de parler de convergence" in page
    assert 'id="distances"' not in page and 'id="topics"' in page
    assert not (run.folder / "figures" / "distance.svg").exists()
    work = open_run(run.folder)
    assert work.convergence.is_told is False
    assert work.imitation is None or work.imitation.verdict == "cannot be told"
    assert work.complementarity is None or work.complementarity.verdict == "cannot be told"
    assert work.controls is None or (work.controls.table["found"] == "cannot be told").all()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[read]\npath = '.'\n[splitt]\nwords = 50", "bad_recipe"),
        ("[read]\npath = '.'\n[split]\nwords = 'many'", "bad_recipe"),
        ("[read\n", "bad_toml"),
        ("[read]\npath = 'nowhere'", "no_such_path"),
    ],
)
def test_bad_recipes(tmp_path, text, key):
    path = tmp_path / "recette.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TextmineError) as fault:
        run_recipe(path, to=tmp_path / "RUN")
    assert fault.value.key == key


def test_opening_what_is_no_run(tmp_path):
    with pytest.raises(TextmineError) as fault:
        open_run(tmp_path)
    assert fault.value.key == "no_run"


def test_a_dry_run_tells_why_and_writes_nothing(small_corpus, finished):
    folder = finished.folder
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    told = {one.stage: one for one in foresee(small_corpus, to=folder)}
    assert {one.reasons for one in told.values()} == {(("unchanged", ""),)}
    told = {one.stage: one for one in foresee(small_corpus, to=folder, changes={"topics": {"n_topics": 3}})}
    assert told["topics"].reasons == (("options", "topics.n_topics: – → 3"),)
    assert told["complement"].reasons == (("needs", "topics"),)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_dry_run_sees_damage_and_other_code(small_corpus, finished, tmp_path, monkeypatch):
    folder = tmp_path / "RUN"
    shutil.copytree(finished.folder, folder)
    [tokens] = (folder / "stages").glob("annotate-*")
    next(path for path in tokens.iterdir() if path.name != "stage.json").write_bytes(b"")
    told = {one.stage: one.reasons for one in foresee(small_corpus, to=folder)}
    assert told["annotate"] == (("damaged", ""),) and told["topics"] == (("unchanged", ""),)
    monkeypatch.setattr("textmine.batch.stages.fingerprint", lambda: "other")
    told = {one.stage: one.reasons for one in foresee(small_corpus, to=folder)}
    assert told["read"] == (("code", ""),)


def test_between_stages_only_what_the_next_one_reads_stays(small_corpus, tmp_path, monkeypatch):
    from textmine.batch import releasing
    from textmine.segment import pipelines

    changes = {"pilots": {"min_words": 7, "min_meetings": 1}}
    work = run_stages(small_corpus, to=tmp_path / "RUN", until="annotate", changes=changes)
    texts, form = work.segments.texts, work.tokens.form
    releasing.let_go(work, but=("annotate",))
    assert "tokens" in work.__dict__ and not {"segments", "all_segments", "corpus"} & set(work.__dict__)
    assert pipelines.load.cache_info().currsize
    assert work.segments.texts == texts and (work.tokens.form == form).all()
    monkeypatch.setattr(releasing, "LONG", 1)
    releasing.let_go(work)
    assert not pipelines.load.cache_info().currsize
