import contextlib
import datetime
from unittest import mock

import altair as alt
import numpy as np
import pandas as pd
import pytest
from altair.utils.data import to_values
from altair.utils.schemapi import SchemaValidationError
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import ValidationError

from tests.show import measured
from textmine.show.charts import chart_kinds, plot
from textmine.show.records import light_altair, plain_values, quick_encodings, spec_of

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


def test_shared_parts_and_no_validation_give_the_same_charts():
    run = measured.run()
    names = (
        "convergence panel controls actors imitation complementarity lexis paths classes themes shares corpus"
    )
    results = [getattr(run, name) for name in names.split()]
    n_charts = 0
    for result in results:
        for kind in chart_kinds(result):
            with mock.patch("textmine.show.charts.quick_encodings", contextlib.nullcontext):
                whole = plot(result, kind=kind, language="fr").to_dict()
            with light_altair():
                light = plot(result, kind=kind, language="fr")
            assert light.to_dict(validate=False) == whole == spec_of(light), kind
            n_charts += 1
    assert n_charts > 12


def test_quick_encodings_are_those_of_altair():
    def drawn():
        return (
            alt.Chart()
            .mark_bar()
            .encode(
                x="n:Q",
                y=alt.Y("who:N", sort=["b", "a"]),
                color={"value": "red"},
                order={"field": "n", "type": "ordinal"},
                tooltip=["who:N", "mean(n):Q"],
                detail=["who:N"],
                text=alt.condition("datum.n > 1", "n:Q", alt.value("")),
            )
        )

    slow = drawn()
    with quick_encodings():
        quick = drawn()
        with pytest.raises(ValidationError):
            alt.X.from_dict({"aggregate": 3})
    assert quick.encoding.to_dict(context={"data": None}) == slow.encoding.to_dict(context={"data": None})
    for name in ("x", "color", "order", "tooltip", "detail"):
        assert type(getattr(quick.encoding, name)) is type(getattr(slow.encoding, name)), name


def test_altair_validates_and_copies_again_afterwards():
    with light_altair():
        alt.Scale(domain=3)
    with pytest.raises(SchemaValidationError):
        alt.Scale(domain=3)
    chart = alt.Chart().mark_bar().encode(x="n:Q")
    assert chart.copy().encoding.x is not chart.encoding.x
