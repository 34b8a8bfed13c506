import datetime

import altair as alt
import numpy as np
import pandas as pd
import pytest
from altair.utils.data import to_values
from hypothesis import given
from hypothesis import strategies as st

from textmine.show.records import plain_values, spec_of

COLUMNS = {
    "text": st.lists(st.none() | st.text(max_size=3), min_size=3, max_size=3),
    "share": st.lists(st.floats(), min_size=3, max_size=3),
    "n": st.lists(st.integers(-9, 9), min_size=3, max_size=3),
    "is": st.lists(st.booleans(), min_size=3, max_size=3),
}


@given(st.fixed_dictionaries(COLUMNS))
def test_records_are_those_of_altair(columns):
    table = pd.DataFrame(columns)
    ours, theirs = plain_values(table)["values"], to_values(table)["values"]
    assert ours == theirs
    assert [[type(value) for value in row.values()] for row in ours] == [
        [type(value) for value in row.values()] for row in theirs
    ]


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame(),
        pd.DataFrame({"a": []}),
        pd.DataFrame([[1, 2]]),
        pd.DataFrame({"list": [[1], [2]], "n": [1, 2]}),
        pd.DataFrame({"day": [pd.Timestamp(datetime.date(2024, 1, 2)), None]}),
        pd.DataFrame({"kind": pd.Categorical(["a", None])}),
        pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "x": np.array([1, 2], dtype=np.float32)}),
    ],
)
def test_other_tables_are_left_to_altair(table):
    assert plain_values(table) == to_values(table)


def test_a_long_table_is_drawn_and_the_users_own_setting_stays():
    table = pd.DataFrame({"x": range(6_000)})
    spec = spec_of(alt.Chart(table).mark_point().encode(x="x:Q"))
    assert len(next(iter(spec["datasets"].values()))) == 6_000
    assert alt.data_transformers.active == "default"
