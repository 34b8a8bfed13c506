"""The main job up to its first result, on 13 sittings of the Assemblée nationale (skipped without them)."""

import pytest

from tests.conftest import SHARED
from textmine.batch.pipeline import run_stages


def test_assemblee(tmp_path):
    corpus = SHARED / "assemblee-2013"
    if not corpus.is_dir():
        pytest.skip(f"{corpus} is not there")
    changes = {"pilots": {"min_words": 200, "min_meetings": 8, "choose": True}}
    work = run_stages(corpus, to=tmp_path / "RUN", until="converge", changes=changes)
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
    result = work.convergence
    assert len(result.table) == 13
    assert result.n_blocks > 3_000
    assert result.table[["low", "high"]].notna().all().all()
