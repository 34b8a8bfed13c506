"""The runner: what is done is not done again, in as many processes as one likes; and the verbs."""

import json
import shutil

import pandas as pd
import pytest
from typer.testing import CliRunner

from tests.bench.material import donors_of
from textmine.bench import donors as donors_module
from textmine.bench import runner
from textmine.bench.cells import CELLS, COSTLY
from textmine.bench.donors import load_donors
from textmine.bench.runner import CHUNK, run_cells, score_set
from textmine.cli import app
from textmine.errors import TextmineError


@pytest.fixture(scope="module")
def handmade():
    return donors_of()


@pytest.fixture(scope="module")
def stored(handmade, tmp_path_factory):
    """A corpus and a folder in which its donors, made by hand, are kept as if they had been learnt."""
    home, kept = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("kept")
    (home / "a.txt").write_text("Ana : bonjour.\n\nBob : oui.\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(donors_module, "_made", lambda *_: handmade)
        load_donors([home], cache=kept / "donors")
    return home, kept


@pytest.fixture
def folder(stored, tmp_path):
    shutil.copytree(stored[1], tmp_path / "BENCH")
    runner.donors_of.cache_clear()
    return stored[0], tmp_path / "BENCH"


def counted(monkeypatch, stop_at=None):
    """Note the seeds that are scored; stop at one of them."""
    seeds = []

    def score(cell, donors, seed):
        if seed == stop_at:
            raise KeyboardInterrupt
        seeds.append(seed)
        return score_set(cell, donors, seed)

    monkeypatch.setattr(runner, "score_set", score)
    return seeds


def test_tables_hold_the_scores_of_each_seed(folder, handmade):
    home, to = folder
    tables = run_cells(["equal_5", "rank_10x40"], [home], n_sets={"equal_5": 3, "rank_10x40": 2}, to=to)
    assert {name: len(table) for name, table in tables.items()} == {"equal_5": 3, "rank_10x40": 2}
    assert tables["equal_5"]["seed"].tolist() == [0.0, 1.0, 2.0]
    again = score_set(CELLS["equal_5"], handmade, 1)
    assert tables["equal_5"].loc[1, "bias"] == again["bias"]
    assert tables["equal_5"]["planted"].isna().all()
    assert tables["rank_10x40"]["planted"].between(0, 1).all()


def test_what_is_done_is_not_done_again(folder, monkeypatch):
    home, to = folder
    seeds = counted(monkeypatch, stop_at=CHUNK + 2)
    with pytest.raises(KeyboardInterrupt):
        run_cells(["equal_5"], [home], n_sets=CHUNK + 4, to=to)
    assert seeds == list(range(CHUNK + 2))
    seeds = counted(monkeypatch)
    told = []
    first = run_cells(["equal_5"], [home], n_sets=CHUNK + 4, to=to, progress=lambda *done: told.append(done))
    # the chunk that was cut off left nothing half done
    assert seeds == list(range(CHUNK, CHUNK + 4))
    assert told[-1] == (2, 2)
    seeds.clear()
    again = run_cells(["equal_5"], [home], n_sets=CHUNK + 4, to=to)
    assert not seeds
    pd.testing.assert_frame_equal(first["equal_5"], again["equal_5"])
    assert first["equal_5"]["seed"].tolist() == list(range(CHUNK + 4))


def test_scores_of_other_code_are_not_taken(folder, monkeypatch):
    home, to = folder
    run_cells(["equal_5"], [home], n_sets=2, to=to)
    seeds = counted(monkeypatch)
    monkeypatch.setattr(runner, "fingerprint", lambda: "other code")
    run_cells(["equal_5"], [home], n_sets=2, to=to)
    assert seeds == [0, 1]


def test_tables_do_not_depend_on_the_processes(folder, tmp_path):
    home, to = folder
    shutil.copytree(to, tmp_path / "TWO")
    names, n_sets = ["equal_5", "plain"], {"equal_5": CHUNK + 1, "plain": 2}
    one = run_cells(names, [home], n_sets=n_sets, to=to)
    two = run_cells(names, [home], n_sets=n_sets, to=tmp_path / "TWO", processes=2)
    for name in names:
        pd.testing.assert_frame_equal(one[name], two[name])


def test_an_unknown_cell_is_refused_before_anything_is_done(tmp_path):
    with pytest.raises(TextmineError) as caught:
        run_cells(["plain", "dance"], [tmp_path / "nowhere"], n_sets=2, to=tmp_path)
    assert caught.value.key == "unknown_cell"
    assert "dance" in caught.value.say("en") and "power_10x40" in caught.value.say("en")
    assert not list(tmp_path.iterdir())


def test_costly_cells_have_fewer_sets():
    assert runner._n_sets("phrases", 500) == COSTLY
    assert runner._n_sets("phrases", {"phrases": 7}) == 7
    assert runner._n_sets("plain", 500) == 500


def test_the_verb_prints_the_checks_of_one_cell(folder):
    home, to = folder
    words = ["bench", "validity", "--data", str(home), "-o", str(to), "--sets", "2", "--only", "equal_5"]
    done = CliRunner().invoke(app, [*words, "--only", "equal_5", "--json", "--language", "en"])
    assert done.exit_code == 0, done.output
    (line,) = json.loads(done.stdout)
    assert line["check"] == "bias_5" and line["n_sets"] == 2
    assert line["what"] == "Bias of the distance between equals, 5 blocks"
    assert "jsd" in line["naive"]
    assert pd.read_csv(to / "validity.csv")["seen"].tolist() == pytest.approx([line["seen"]])
    shown = CliRunner().invoke(app, [*words, "--language", "fr"], env={"COLUMNS": "200"}).stdout
    assert "Biais de la distance entre égaux" in shown and "bias_5" not in shown
    wrong = CliRunner().invoke(app, ["bench", "validity", "--data", str(home), "--only", "dance"])
    assert wrong.exit_code == 1 and wrong.exception.key == "unknown_cell"
