"""The tables behind the charts, against values worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from tests.show import material
from textmine.corpus.tables import Corpus
from textmine.errors import TextmineError
from textmine.represent.features import Features
from textmine.show.tables import (
    SMALL_CELL,
    distance_table,
    heat_table,
    map_table,
    pair_table,
    speaking_table,
    topic_labels,
    topic_table,
    typical_table,
)


def small_corpus():
    turns = pd.DataFrame(
        [
            ("r1", "Ana", "pilot", "un deux trois"),
            ("r1", "Léa", "facilitator", "quatre"),
            ("r1", "Bo", "pilot", "cinq six"),
            ("r2", "Ana", "pilot", "sept"),
            ("r2", "Ana", "pilot", "huit neuf"),
            ("e1", "Bo", "pilot", "dix onze"),
        ],
        columns=["meeting", "speaker", "role", "text"],
    )
    meetings = pd.DataFrame(
        [
            ("r1", "2019-03-12", "meeting", 0),
            ("e1", "2019-05-01", "interview", 1),
            ("r2", "2019-10-01", "meeting", 2),
        ],
        columns=["meeting", "date", "kind", "order"],
    )
    return Corpus("c", "fr", turns, meetings, pd.DataFrame(), pd.DataFrame(), ())


def test_speaking_counts_words_of_pilots_in_meetings_and_leaves_absent_ones_out():
    table = speaking_table(small_corpus())
    rows = table[["pilot", "meeting", "words"]].values.tolist()
    assert rows == [["Ana", "r1", 3], ["Bo", "r1", 2], ["Ana", "r2", 3]]
    assert table["share"].tolist() == pytest.approx([3 / 6, 2 / 6, 1.0])


def test_speaking_of_interviews_only_and_of_nobodys_role():
    corpus = small_corpus()
    assert speaking_table(corpus, kind="interview")["words"].tolist() == [2]
    assert set(speaking_table(corpus, role="nobody")["pilot"]) == {"Ana", "Bo", "Léa"}


def test_topics_are_means_over_the_pilots_own_blocks():
    rows = pd.DataFrame({"speaker": ["a", "a", "b", "q"], "role": ["pilot", "pilot", "pilot", "interviewer"]})
    values = np.array([[1.0, 0.0], [0.5, 0.5], [0.25, 0.75], [0.0, 1.0]])
    table = topic_table(Features(rows, values, ("x", "y"), "shares"), labels={"x": "audit, norme"})
    cells = {(row.label, row.pilot): (row.share, row.n_blocks) for row in table.itertuples()}
    assert cells == {
        ("audit, norme", "a"): (0.75, 2),
        ("audit, norme", "b"): (0.25, 1),
        ("y", "a"): (0.25, 2),
        ("y", "b"): (0.75, 1),
    }


def test_blocks_without_a_known_word_say_nothing():
    rows = pd.DataFrame({"speaker": ["a", "a"], "n_known": [3, 0]})
    table = topic_table(Features(rows, np.array([[1.0, 0.0], [0.5, 0.5]]), ("x", "y"), "shares"))
    assert table["share"].tolist() == [1.0, 0.0]


def test_topics_of_vectors_are_refused():
    rows = pd.DataFrame({"speaker": ["a"]})
    with pytest.raises(TextmineError, match="vectors"):
        topic_table(Features(rows, np.ones((1, 2)), ("x", "y"), "vectors"))


@pytest.mark.parametrize("names", [(0, 1), ("x", "y")])
def test_labels_are_the_first_words_whether_topics_are_named_or_numbered(names):
    words = pd.DataFrame(
        [(names[0], 2, "audit"), (names[0], 1, "norme"), (names[1], 1, "salon")],
        columns=["topic", "rank", "word"],
    )
    rows = pd.DataFrame({"speaker": ["a"]})
    shares = Features(rows, np.array([[0.5, 0.5]]), ("x", "y"), "shares")
    assert topic_labels(shares, words) == {"x": "norme, audit", "y": "salon"}
    assert topic_labels(shares) == {"x": "x", "y": "y"}


def test_typical_excerpt_is_the_long_block_where_the_topic_weighs_most():
    cut = material.segments(material.corpus())
    shares = material.shares(cut)
    table = typical_table(shares, cut, labels=topic_labels(shares))
    assert len(table) == 12 and table["share"].is_monotonic_decreasing
    row = table.iloc[0]
    at = shares.columns.index(row["topic"])
    long_enough = (cut.rows["n_words"] >= cut.rows["n_words"].median()) & (cut.rows["role"] == "pilot")
    assert row["excerpt_share"] == pytest.approx(shares.dense()[long_enough.to_numpy(), at].max())
    assert row["excerpt"] in set(cut.rows["text"]) and "Hélène Roux" not in set(table["speaker"])


def test_typical_excerpts_are_empty_when_rows_do_not_match():
    cut = material.segments(material.corpus())
    table = typical_table(material.shares(cut), cut.take(np.arange(len(cut)) < 5), labels={})
    assert set(table["excerpt"]) == {""}


def test_heat_puts_the_farthest_first_and_marks_small_cells():
    convergence = material.convergence()
    table = heat_table(convergence)
    means = convergence.cells.groupby("pilot")["distance"].mean()
    assert list(dict.fromkeys(table["pilot"])) == means.sort_values(ascending=False).index.tolist()
    assert (table["is_small"] == (table["n_blocks"] < SMALL_CELL)).all()
    assert table.loc[table["n_blocks"] == 0, "distance"].isna().all()


def test_pairs_compare_the_halves_of_the_meetings():
    convergence = material.convergence(n_pilots=2, n_meetings=5)
    values = [0.4, 0.2, 9.0, 0.1, np.nan]
    pairs = convergence.pairs.assign(distance=values)
    table = pair_table(type(convergence)(**{**vars(convergence), "pairs": pairs}))
    row = table.iloc[0]
    assert row[["n_meetings", "early", "late"]].tolist() == pytest.approx([4, 0.3, 0.1])
    assert row["distance"] == pytest.approx(9.7 / 4) and row["change"] == pytest.approx(-0.2)


def test_distance_without_dates_has_an_empty_date():
    convergence = material.convergence()
    bare = type(convergence)(**{**vars(convergence), "table": convergence.table.drop(columns="date")})
    assert set(distance_table(bare)["date"]) == {""}


def test_map_keeps_distances_of_a_plane_and_weighs_cells_by_blocks():
    rows = pd.DataFrame(
        {"speaker": ["a", "a", "b"], "meeting": ["1", "2", "1"], "order": [0, 1, 0], "n": [10, 30, 5]}
    )
    values = np.array([[0.0, 0.0, 1.0], [3.0, 4.0, 1.0], [0.0, 1.0, 1.0]])
    table = map_table(Features(rows, values, ("u", "v", "w"), "vectors"))
    places = table[["x", "y"]].to_numpy()
    true = np.linalg.norm(values[:, None] - values[None], axis=2)
    assert np.linalg.norm(places[:, None] - places[None], axis=2) == pytest.approx(true)
    assert np.array([10, 30, 5]) @ places == pytest.approx([0.0, 0.0], abs=1e-9)
    assert table["is_small"].tolist() == [False, False, True]
    assert sum(table.attrs["explained"]) == pytest.approx(1.0)


def test_map_is_the_same_whatever_the_order_of_rows_and_for_blocks_or_cells():
    cut = material.segments(material.corpus())
    cells = material.vectors(cut)
    turned = np.random.default_rng(1).permutation(len(cells))
    again = Features(
        cells.rows.iloc[turned].reset_index(drop=True), cells.dense()[turned], cells.columns, "vectors"
    )
    pd.testing.assert_frame_equal(map_table(cells), map_table(again))


def test_map_leaves_interviews_and_interviewers_out():
    rows = pd.DataFrame(
        {
            "speaker": list("aabq"),
            "role": ["pilot"] * 3 + ["interviewer"],
            "meeting": list("1212"),
            "order": [0, 1, 0, 1],
            "meeting_kind": ["meeting", "interview", "meeting", "meeting"],
        }
    )
    table = map_table(Features(rows, np.eye(4), tuple("wxyz"), "vectors"))
    assert table[["pilot", "meeting"]].values.tolist() == [["a", "1"], ["b", "1"]]


def test_map_of_one_cell_is_the_origin():
    rows = pd.DataFrame({"speaker": ["a"], "meeting": ["1"], "order": [0]})
    table = map_table(Features(rows, np.ones((1, 1)), ("u",), "vectors"))
    assert table[["x", "y"]].values.tolist() == [[0.0, 0.0]]


def test_missing_column_is_named():
    rows = pd.DataFrame({"speaker": ["a"], "meeting": ["1"]})
    features = Features(rows.drop(columns="speaker"), np.ones((1, 2)), ("u", "v"), "vectors")
    with pytest.raises(TextmineError, match="speaker"):
        map_table(features)
