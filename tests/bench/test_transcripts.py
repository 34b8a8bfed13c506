"""The set of small transcripts in tests/corpus/layouts, and what is made of it."""

import pandas as pd
import pytest

from tests.conftest import ROOT
from textmine.bench.transcripts import (
    LEAST_SHARE,
    load_layouts,
    read_layout,
    right_turns,
    score_layouts,
    tabulate_traps,
)
from textmine.errors import TextmineError

SET = ROOT / "tests" / "corpus" / "layouts"


@pytest.fixture(scope="module")
def scores():
    return score_layouts(SET)


def test_the_set_is_large_enough_and_has_no_name_twice():
    layouts = load_layouts(SET)
    names = [layout.name for layout in layouts]
    assert len(layouts) >= 40
    assert len(set(names)) == len(names)
    assert all(layout.turns and all(len(turn) == 2 for turn in layout.turns) for layout in layouts)


def test_nearly_all_turns_are_right_and_all_encodings(scores):
    wrong = scores[(scores["right_turns"] < scores["turns"]) | (scores["excess"] > 0)]
    assert scores["right_turns"].sum() >= LEAST_SHARE * scores["turns"].sum(), wrong.to_string()
    assert scores["excess"].sum() <= (1 - LEAST_SHARE) * scores["turns"].sum(), wrong.to_string()
    assert scores["encoding_right"].all(), scores.loc[~scores["encoding_right"], "layout"].to_list()


def test_dates_and_times_are_right_and_no_character_is_lost(scores):
    assert scores["date_right"].all(), scores.loc[~scores["date_right"], "layout"].to_list()
    assert scores["times_right"].all(), scores.loc[~scores["times_right"], "layout"].to_list()
    assert (scores["characters_lost"] == 0).all()


def test_traps_add_up(scores):
    table = tabulate_traps(scores).set_index("trap")
    assert table.loc["total", "turns"] == scores["turns"].sum() == table["turns"].sum() / 2
    assert table.loc["total", "layouts"] == len(scores)


def test_a_wrong_speaker_or_text_is_not_right():
    wanted = [("A", "oui"), ("B", "non"), ("A", "si")]
    assert right_turns(wanted, wanted) == 3
    assert right_turns(wanted, [("A", "oui"), ("A", "non"), ("A", "si")]) == 2
    assert right_turns(wanted, [("A", "oui non"), ("A", "si")]) == 1
    assert right_turns(wanted, []) == 0


def test_other_bytes_are_other_scores(tmp_path):
    """A set whose expectations are wrong scores below 1: the score can fail."""
    (tmp_path / "x.toml").write_text(
        '[[case]]\nname = "a"\nencoding = "cp1252"\nfound = "utf-8"\nsource = "E : é\\nR : oui"\n'
        'turns = "E | é\\nR | non"\n',
        encoding="utf-8",
    )
    scores = score_layouts(tmp_path)
    assert scores.loc[0, ["turns", "right_turns", "excess", "encoding_right"]].to_list() == [2, 1, 1, False]
    assert isinstance(scores, pd.DataFrame)


def test_a_folder_without_transcripts_is_refused(tmp_path):
    with pytest.raises(TextmineError) as caught:
        load_layouts(tmp_path)
    assert caught.value.key == "bench_no_layouts"


def test_what_was_mended_is_told():
    layouts = {layout.name: layout for layout in load_layouts(SET)}
    reason = read_layout(layouts["lines wrapped as in a PDF, words cut at the margin"]).reports[0]
    assert "5 words cut at the margin" in reason.encoding_reason
    assert "8 soft hyphens" in read_layout(layouts["soft hyphens"]).reports[0].encoding_reason
    credit = read_layout(layouts["invented credits of speech recognition"])
    assert [key for key, _ in credit.reports[0].warnings] == ["invented_credit"]
