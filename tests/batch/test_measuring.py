"""What a run measures besides the distance, and what it does where the corpus does not allow it."""

import json
import shutil

import numpy as np
import pytest

from tests.conftest import SAMPLE
from textmine.batch.foreseeing import foresee
from textmine.batch.material import _tables
from textmine.batch.measuring import features_on, fill_with, legitimacy_of
from textmine.batch.pipeline import open_run, run_stages
from textmine.batch.settings import changed
from textmine.batch.work import UNTOLD, Work
from textmine.errors import TextmineError

LATER = ("panel", "controls", "imitate", "adopt", "complement")


def test_all_measures_are_there_and_read_back(finished):
    work = open_run(finished.folder)
    assert work.panel.table["is_primary"].sum() == 1
    primary = work.panel.table.set_index("measure").loc["dist_u", "relative_slope"]
    assert primary == pytest.approx(work.convergence.relative_slope)
    assert set(work.controls.table["found"]) <= {"yes", "no", "cannot be told"}
    assert work.actors.verdict == "cannot be told"  # she says ten words a meeting
    assert len(work.placebo.table) == 200
    assert work.imitation.settings["legitimacy"] == "legitimacy"
    assert {"leader_excerpt", "follower_excerpt"} <= set(work.adoption.quotations.columns)
    assert set(work.complementarity.pilots["pilot"]) == set(work.corpus.pilots)
    assert work.untold == {}


def test_tables_and_summary(finished):
    manifest = json.loads((finished.folder / "manifest.json").read_text("utf-8"))
    names = {name for name in manifest["files"] if name.endswith(".csv")}
    wanted = ("distances", "confounds", "placebo", "imitation", "phrases", "contributions", "uptake")
    assert {f"tables/{name}.csv" for name in wanted} <= names
    found = manifest["summary"]
    assert found["imitation"]["verdict"] == open_run(finished.folder).imitation.verdict
    assert found["complementarity"]["verdict"] == finished.work.complementarity.verdict
    assert found["untold"] == {}


def test_models_learn_from_the_same_talk_as_before(finished):
    roles = finished.work.all_segments.rows["role"]
    assert (roles == "facilitator").any()
    assert set(finished.work.segments.rows["role"]) == {"pilot"}
    assert set(finished.work.tokens.rows["role"]) == {"pilot"}
    assert len(finished.work.tokens) == len(finished.work.segments) == len(finished.work.shares)
    assert finished.work.tokens.pointer[-1] == len(finished.work.tokens.form)
    words = finished.work.tokens.frame()
    everyone = finished.work.all_tokens.frame()
    places = np.flatnonzero((roles == "pilot").to_numpy())
    kept = everyone[everyone["segment"].isin(places)]
    assert kept["form"].tolist() == words["form"].tolist()


def test_only_imitation_is_done_again_for_another_legitimacy(finished, small_corpus, tmp_path):
    shutil.copytree(finished.folder, tmp_path / "RUN")
    changes = {"imitate": {"phrases": False}}
    told = [one.stage for one in foresee(small_corpus, to=tmp_path / "RUN", changes=changes) if one.runs]
    assert told == ["imitate", "adopt", "show"]
    work = run_stages(small_corpus, to=tmp_path / "RUN", until="adopt", changes=changes)
    assert work.adoption is None and work.imitation is not None


@pytest.mark.parametrize("on", ["axes", "shares", "counts"])
def test_on_other_features(finished, small_corpus, tmp_path, on):
    shutil.copytree(finished.folder, tmp_path / "RUN")
    work = run_stages(small_corpus, to=tmp_path / "RUN", until="contents", changes={"converge": {"on": on}})
    assert work.untold == {}
    assert work.convergence.settings["kind"] == features_on(work, on).kind
    table = work.panel.table
    assert table.loc[table["is_primary"], "measure"].tolist() == [
        {"axes": "dist_u", "shares": "dist_u_shares", "counts": "dist_u_tfidf"}[on]
    ]


def test_where_legitimacy_comes_from(finished):
    work = Work(finished.work.settings, folders=finished.work.folders)
    assert legitimacy_of(work) == "legitimacy"
    work.settings = changed(work.settings, {"imitate": {"legitimacy": "tenure"}})
    assert legitimacy_of(work) == {"Ana Morel": 5.0, "Bruno Faure": 5.0, "Chloé Rey": 5.0}
    work.settings = changed(work.settings, {"imitate": {"legitimacy": "nominations"}})
    with pytest.raises(TextmineError) as fault:
        legitimacy_of(work)
    assert fault.value.key == "no_interviews"
    work.settings = changed(work.settings, {"imitate": {"legitimacy": "region"}})
    assert legitimacy_of(work) == "region"


def test_what_the_corpus_does_not_allow_is_told_and_ends_no_run(finished, small_corpus, tmp_path):
    shutil.copytree(finished.folder, tmp_path / "RUN")
    changes = {"imitate": {"legitimacy": "region"}}
    work = run_stages(small_corpus, to=tmp_path / "RUN", until="adopt", changes=changes)
    assert work.imitation is None
    assert list(work.untold) == ["imitate"]
    assert "region" in work.untold["imitate"].say("fr")
    names = {
        name
        for name, _ in _tables(
            Work(finished.work.settings, folders={**finished.work.folders, **work.folders})
        )
    }
    assert "leadership" not in names and "phrases" in names


def test_between_another_column(finished, small_corpus, tmp_path):
    shutil.copytree(finished.folder, tmp_path / "RUN")
    changes = {"converge": {"between": "speaker"}}
    work = run_stages(small_corpus, to=tmp_path / "RUN", until="complement", changes=changes)
    assert work.imitation.settings["legitimacy"] is None
    assert "Ana Morel" in set(work.complementarity.pilots["pilot"])


def test_a_fault_is_written_and_a_defect_is_not_hidden(tmp_path):
    def fault():
        raise TextmineError("no_interviews")

    fill_with(tmp_path / "a", fault)
    assert json.loads((tmp_path / "a" / UNTOLD).read_text("utf-8"))["key"] == "no_interviews"
    with pytest.raises(ZeroDivisionError):
        fill_with(tmp_path / "b", lambda: 1 / 0)


def test_nominations_of_the_sample(sample_run, tmp_path):
    folder = tmp_path / "RUN"
    shutil.copytree(sample_run, folder)
    changes = {"imitate": {"legitimacy": "nominations", "phrases": False}}
    work = run_stages(SAMPLE, to=folder, until="imitate", changes=changes)
    scores = work.imitation.leadership.set_index("pilot")["legitimacy"]
    assert scores.max() == 1.0 and scores.nunique() > 1


def test_stages_up_to_one_publish_nothing(small_corpus, tmp_path):
    work = run_stages(small_corpus, to=tmp_path / "RUN", until="split")
    assert work.corpus.n_words > 1_000 and len(work.all_segments) > 10
    assert [path.name for path in (tmp_path / "RUN").iterdir()] == ["stages"]
    with pytest.raises(TextmineError) as fault:
        run_stages(small_corpus, to=tmp_path / "RUN", until="drink")
    assert fault.value.key == "unknown_stage"
