"""Tables in parts on disk: what is written part by part comes back as one, part by part, or in some rows."""

import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.parts import (
    count_rows,
    frame_of,
    lists_of,
    numbers_of,
    part_file,
    read_part,
    rows_of,
    rows_of_width,
    table_of,
    values_of,
    write_part,
)
from textmine.represent.features import Features
from textmine.represent.store import FeatureParts, save_feature_parts

ODD = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(ODD, st.floats(allow_nan=True)), min_size=1, max_size=20), st.data())
def test_rows_come_back_in_order(rows, data):
    frame = pd.DataFrame(rows, columns=["name", "value"]).astype({"name": "str", "value": "float64"})
    cuts = sorted(data.draw(st.lists(st.integers(1, len(rows)), max_size=3)))
    bounds = list(dict.fromkeys([0, *cuts, len(rows)]))
    with tempfile.TemporaryDirectory() as folder:
        for place, (low, high) in enumerate(pairwise(bounds)):
            write_part(part_file(Path(folder), place), table_of(frame.iloc[low:high]))
            assert count_rows(part_file(Path(folder), place)) == high - low
        pd.testing.assert_frame_equal(rows_of(Path(folder)), frame)
        pd.testing.assert_frame_equal(rows_of(Path(folder), ["value"]), frame[["value"]])


def test_parts_are_in_order_beyond_ten(tmp_path):
    for place in range(12):
        write_part(part_file(tmp_path, place), table_of(pd.DataFrame({"n": [place]})))
    assert rows_of(tmp_path)["n"].tolist() == list(range(12))


def test_a_column_without_a_value_in_one_part_takes_the_type_of_the_others(tmp_path):
    for place, values in enumerate(([None, None], ["a", "b"])):
        frame = pd.DataFrame({"x": pd.Series(values, dtype="object")})
        write_part(part_file(tmp_path, place), table_of(frame))
    assert rows_of(tmp_path)["x"].isna().tolist() == [True, True, False, False]


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=6))
@settings(max_examples=25, deadline=None)
def test_ragged_values(rows):
    import pyarrow as pa

    values = np.array([value for row in rows for value in row], dtype=np.int32)
    pointer = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    found, again = values_of(pa.table({"x": lists_of(values, pointer)}), "x")
    assert (
        found.dtype == np.int32 and found.tolist() == values.tolist() and again.tolist() == pointer.tolist()
    )


def test_rows_of_numbers_keep_their_bits(tmp_path):
    import pyarrow as pa

    values = np.random.default_rng(0).standard_normal((5, 3))
    write_part(tmp_path / "x.parquet", pa.table({"v": rows_of_width(values)}))
    found = numbers_of(read_part(tmp_path / "x.parquet"), "v")
    assert (found == values).all() and found.flags.writeable


def test_no_part_at_all_is_an_error():
    with pytest.raises(ValueError, match="at least one table"):
        frame_of([])


@pytest.fixture
def stored(tmp_path):
    drawn = np.random.default_rng(0)
    parts = []
    for meeting, size in enumerate((3, 1, 4)):
        rows = pd.DataFrame({"meeting": [str(meeting)] * size, "n": range(size)})
        parts.append(Features(rows, drawn.random((size, 2)), ("x", "y"), "vectors"))
    save_feature_parts(parts, tmp_path / "vectors")
    return parts, FeatureParts(tmp_path / "vectors")


def test_features_by_meeting(stored):
    parts, found = stored
    assert len(found) == 3 and found.n_rows.tolist() == [3, 1, 4]
    values = np.concatenate([part.dense() for part in parts])
    assert (found.whole().dense() == values).all()
    assert (found.join(list(found)).dense() == values).all()
    assert found.rows.equals(found.whole().rows) and found.labels(["n"])["n"].tolist() == [
        0,
        1,
        2,
        0,
        0,
        1,
        2,
        3,
    ]
    assert (found[-1].dense() == parts[-1].dense()).all() and len(found[:2]) == 2
    with pytest.raises(IndexError):
        found[3]


@given(st.lists(st.booleans(), min_size=8, max_size=8), st.permutations(range(8)))
@settings(max_examples=25, deadline=None)
def test_some_rows_of_features(chosen, order):
    drawn = np.random.default_rng(1)
    table = Features(pd.DataFrame({"n": range(8)}), drawn.random((8, 2)), ("x", "y"), "vectors")
    masks = [np.arange(8) < 3, (np.arange(8) >= 3) & (np.arange(8) < 4), np.arange(8) >= 4]
    chosen, order = np.array(chosen), np.array(order)
    with tempfile.TemporaryDirectory() as folder:
        save_feature_parts([table.take(mask) for mask in masks], Path(folder))
        found = FeatureParts(Path(folder))
        assert (found.whole(chosen).dense() == table.dense()[chosen]).all()
        assert (found.pick(order) == table.dense()[order]).all()
        view = found.view(chosen)
        places = np.arange(int(chosen.sum()))[::-1]
        assert (view.pick(places) == table.dense()[chosen][places]).all()
        assert view.rows["n"].tolist() == np.flatnonzero(chosen).tolist()
        some = found.only(chosen)
        assert sum(map(len, some)) == chosen.sum() and all(len(part) for part in some[:])
