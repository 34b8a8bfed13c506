"""Of very many pilots, those with most talk are compared, and the result says so."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmine as tm
from tests.measure.imitation.material import talk
from textmine.measure.cells import index_of
from textmine.measure.convergence import converge
from textmine.measure.imitation.imitating import imitate
from textmine.measure.panel import converge_panel
from textmine.messages import catalogue
from textmine.represent.features import Features


def rows_of(speakers):
    return pd.DataFrame({"speaker": speakers, "meeting": "m", "order": 0})


@given(
    st.lists(st.sampled_from("abcdef"), min_size=2).filter(lambda said: len(set(said)) > 1), st.integers(2, 6)
)
def test_those_with_most_blocks_stay_with_all_their_blocks(speakers, n):
    index = index_of(rows_of(speakers), between="speaker", over="meeting").most_heard(n)
    sizes = pd.Series(speakers).value_counts()
    wanted = sorted(sizes.index, key=lambda name: (-sizes[name], name))[:n]
    assert index.pilots == tuple(sorted(wanted))
    assert [index.pilots[i] for i in index.pilot] == [name for name in speakers if name in wanted]
    assert np.array(speakers)[index.row].tolist() == [name for name in speakers if name in wanted]


@pytest.mark.parametrize(("n_cells", "kept"), [(None, 4), (9, 3), (7, 2), (1, 2), (50, 4)])
def test_pilots_times_meetings_have_a_bound_too(n_cells, kept):
    rows = pd.DataFrame([(name, f"m{t}", t) for t in range(3) for name in "abcd"] + [("a", "m0", 0)],
                        columns=["speaker", "meeting", "order"])  # fmt: skip
    index = index_of(rows, between="speaker", over="meeting").most_heard(9, n_cells=n_cells)
    assert index.pilots == tuple("abcd")[:kept] and index.meetings == ("m0", "m1", "m2")


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2)), min_size=9, max_size=60).filter(
        lambda said: len({name for name, _ in said}) > 1
    ),
    st.integers(9, 40),
)
def test_as_many_blocks_of_each_cell_are_drawn(said, n):
    rows = pd.DataFrame([(name, f"m{t}", t) for name, t in said], columns=["speaker", "meeting", "order"])
    whole = index_of(rows, between="speaker", over="meeting")
    some = whole.at_most(n, seed=1)
    assert len(some.row) <= max(n, 9) and set(some.row) <= set(whole.row)
    cells = [np.bincount(one.pilot * 3 + one.meeting, minlength=9) for one in (whole, some)]
    quota = cells[1].max()
    assert (cells[1] == np.minimum(cells[0], quota)).all()
    assert len(some.row) == len(whole.row) or np.minimum(cells[0], quota + 1).sum() > n
    assert (some.row == whole.at_most(n, seed=1).row).all()


def test_imitation_on_drawn_blocks_says_so_and_finds_the_planted_leader(monkeypatch):
    features = talk(0, copied=0.8)
    whole = imitate(features, n_permutations=199)
    n = len(features.rows) * 3 // 4
    monkeypatch.setattr("textmine.measure.imitation.imitating.MOST_BLOCKS", n)
    some = imitate(features, n_permutations=199)
    assert some.n_blocks <= n and dict(some.reasons)["blocks_drawn"]["n"] == whole.n_blocks
    assert some.leader == whole.leader and "blocks_drawn" not in dict(whole.reasons)


def test_imitation_of_some_cells_says_so(monkeypatch):
    features = talk(0, copied=0.5)
    n_meetings = features.rows["meeting"].nunique()
    monkeypatch.setattr("textmine.measure.imitation.imitating.MOST_CELLS", 3 * n_meetings)
    found = imitate(features, n_permutations=99)
    assert dict(found.reasons)["most_pilots"]["kept"] == 3 == len(found.leadership)


def test_imitation_among_some_is_that_of_a_corpus_of_these():
    features = talk(0, copied=0.5)
    heard = features.rows["speaker"].value_counts()
    rows = features.rows
    most = sorted(heard.index, key=lambda name: (-heard[name], name))[:3]
    found = imitate(features, n_permutations=199, most_pilots=3)
    alone = imitate(features.take(rows["speaker"].isin(most).to_numpy()), n_permutations=199)
    assert sorted(found.leadership["pilot"]) == sorted(most)
    pd.testing.assert_frame_equal(found.pairs, alone.pairs)
    assert dict(found.reasons)["most_pilots"] == {"kept": 3, "n": heard.size}
    assert "most_pilots" not in dict(alone.reasons)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_reason_names_both_numbers(language):
    found = {**catalogue(language, "imitation"), **catalogue(language, "measure")}
    for reason in ("most_pilots", "blocks_drawn", "pairs_of_some", "panel_of_some"):
        told = found[reason]
        assert {"{kept}", "{n}"} <= {word.strip(",;:.()") for word in told.split()}


def test_of_many_pilots_trends_are_told_of_pairs_of_those_heard_most(monkeypatch):
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(
        [(f"p{i}", f"m{t}", t) for t in range(5) for i in range(6) for _ in range(3 + i)],
        columns=["speaker", "meeting", "order"],
    )
    features = Features(rows, rng.normal(size=(len(rows), 3)), tuple("xyz"), "vectors")
    whole = converge(features, between="speaker", n_permutations=99)
    for module in ("closeness", "judgement"):
        monkeypatch.setattr(f"textmine.measure.{module}.MOST_PILOTS", 4)
    some = converge(features, between="speaker", n_permutations=99)
    assert set(some.pair_trends["a"]) | set(some.pair_trends["b"]) == {"p2", "p3", "p4", "p5"}
    same = ["a", "b", "slope", "low", "high", "p", "n_meetings"]
    expected = whole.pair_trends.merge(some.pair_trends[["a", "b"]])
    pd.testing.assert_frame_equal(some.pair_trends[same], expected[same])
    pd.testing.assert_frame_equal(some.table, whole.table)
    assert some.p_convergence == whole.p_convergence and len(some.pilot_trends) == 6
    assert dict(some.reasons)["pairs_of_some"] == {"kept": 4, "n": 6}
    monkeypatch.setattr("textmine.measure.judgement.MOST_CELLS", 15)
    fewer = converge(features, between="speaker", n_permutations=99)
    assert dict(fewer.reasons)["panel_of_some"] == {"kept": 3, "n": 6}
    assert "panel_of_some" not in dict(whole.reasons)


def test_a_panel_of_some_pilots_is_that_of_a_corpus_of_these():
    rng = np.random.default_rng(1)
    rows = pd.DataFrame(
        [(f"p{i}", f"m{t}", t) for t in range(6) for i in range(5) for _ in range(3 + i)],
        columns=["speaker", "meeting", "order"],
    )
    features = Features(rows, rng.normal(size=(len(rows), 4)), tuple("wxyz"), "vectors")
    some = converge_panel({"vectors": features}, between="speaker", n_permutations=99, most_pilots=3)
    kept = features.take(rows["speaker"].isin(["p2", "p3", "p4"]).to_numpy())
    pd.testing.assert_frame_equal(
        some.table, converge_panel({"vectors": kept}, between="speaker", n_permutations=99).table
    )
    assert some.settings["most_pilots"] == 3


def test_phrases_of_some_pilots_are_those_of_a_corpus_of_these(small_corpus):
    segments = tm.split(tm.read(small_corpus))
    tokens = tm.annotate(segments)
    some = tm.adopt(tokens, segments, n_permutations=99, most_pilots=2)
    heard = segments.rows[(segments.rows["role"] == "pilot") & (segments.rows["meeting_kind"] == "meeting")]
    sizes = heard["speaker"].value_counts()
    most = sorted(sizes.index, key=lambda name: (-sizes[name], name))[:2]
    kept = (segments.rows["speaker"].isin(most) | segments.rows["role"].ne("pilot")).to_numpy()
    alone = tm.adopt(tokens.take(kept), segments.take(kept), n_permutations=99)
    pd.testing.assert_frame_equal(some.pairs, alone.pairs)
    pd.testing.assert_frame_equal(some.quotations, alone.quotations)
    assert some.n_phrases == alone.n_phrases and dict(some.reasons)["most_pilots"]["kept"] == 2
