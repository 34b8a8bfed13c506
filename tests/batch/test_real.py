"""The main job on sittings of the Assemblée nationale (skipped without them): all are cut, four measured."""

import shutil

import pytest

from tests.conftest import SHARED
from textmine.batch.pipeline import run_stages

ASSEMBLEE = SHARED / "assemblee-2013"


def test_thirteen_sittings_up_to_blocks(tmp_path):
    if not ASSEMBLEE.is_dir():
        pytest.skip(f"{ASSEMBLEE} is not there")
    changes = {"pilots": {"min_words": 200, "min_meetings": 8, "choose": True}}
    work = run_stages(ASSEMBLEE, to=tmp_path / "RUN", until="split", changes=changes)
    read = work.corpus
    assert len(read.pilots) == 18
    assert "le président" not in read.pilots
    chair = read.speakers[read.speakers["role"] == "facilitator"].set_index("speaker")["words"]
    assert chair["le président"] > 0.99 * chair.sum()
    assert (read.turns["kind"] == "interruption").sum() == 3_922
    blocks = work.segments.rows
    assert "facilitator" not in set(blocks["role"])
    assert set(read.turns.loc[blocks["group"], "kind"]) == {"speech"}
    for file in read.reports:
        assert file.characters == file.attributed + file.reported


def test_four_sittings_up_to_the_first_result(tmp_path):
    if not ASSEMBLEE.is_dir():
        pytest.skip(f"{ASSEMBLEE} is not there")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for path in sorted(ASSEMBLEE.glob("*.xml"))[::4]:
        shutil.copy(path, corpus)
    changes = {"pilots": {"min_words": 200, "min_meetings": 3, "choose": True}}
    changes["topics"] = {"refits": 2}
    result = run_stages(corpus, to=tmp_path / "RUN", until="converge", changes=changes).convergence
    assert len(result.table) == 4
    assert result.n_blocks > 1_000
    assert result.table[["low", "high"]].notna().all().all()
