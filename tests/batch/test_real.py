"""The main job on real sittings: 13 of the Assemblée nationale, 2013; skipped where the data are not."""

import pytest

from tests.conftest import SHARED
from textmine.batch.pipeline import run_recipe


def test_assemblee(tmp_path):
    corpus = SHARED / "assemblee-2013"
    if not corpus.is_dir():
        pytest.skip(f"{corpus} is not there")
    run = run_recipe(
        corpus, to=tmp_path / "RUN", changes={"pilots": {"min_words": 200, "min_meetings": 8, "choose": True}}
    )
    read = run.work.corpus
    assert len(read.pilots) == 18
    assert "le président" not in read.pilots
    chair = read.speakers[read.speakers["role"] == "facilitator"].set_index("speaker")["words"]
    assert chair["le président"] > 0.99 * chair.sum()
    assert (read.turns["kind"] == "interruption").sum() == 3_922
    blocks = run.work.segments.rows
    assert "facilitator" not in set(blocks["role"])
    assert set(read.turns.loc[blocks["group"], "kind"]) == {"speech"}
    for file in read.reports:
        assert file.characters == file.attributed + file.reported
    result = run.work.convergence
    assert len(result.table) == 13
    assert result.n_blocks > 3_000
    assert result.table[["low", "high"]].notna().all().all()
    assert run.report.stat().st_size < 5_000_000
